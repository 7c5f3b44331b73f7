//! The two documents a city writes as TOML: the calendar of working time and the rulebook.

use city::fault::Faults;
use city::file::{calendar, rulebook};
use serde_json::Value;

use super::table::faults_lead_somewhere;
use super::{MIB, Target, holds};

const WORDS: &[&[u8]] = &[
    b"=",
    b"[",
    b"]",
    b"[[",
    b"]]",
    b"{",
    b"}",
    b"\"",
    b"\"\"\"",
    b"'",
    b"#",
    b"\n",
    b".",
    b"year = ",
    b"2026-02-30",
    b"08:30",
    b"24:00",
    b"99999",
    b"-1",
    b"1e400",
    b"inf",
    b"nan",
    b"0x7fffffffffffffff",
    b"true",
    b"1979-05-27T07:32:00Z",
    b"\\u0000",
    b"\xef\xbb\xbf",
    b"a.b.c = 1\n",
];

pub const CALENDAR: Target = document("calendar", "calendar.toml", |input| {
    let Ok(text) = str::from_utf8(input) else {
        return Ok(());
    };
    let read = calendar::parse(text, "1".to_owned());
    refused_somewhere(text, read.err())
});

pub const RULEBOOK: Target = document("rulebook", "rulebook.toml", |input| {
    let Ok(text) = str::from_utf8(input) else {
        return Ok(());
    };
    let read = rulebook::parse(text);
    if let Ok(rulebook) = &read {
        let faults = domain::rulebook::faults(rulebook);
        holds(faults.is_empty(), || format!("taken with {faults:?}"))?;
    }
    refused_somewhere(text, read.err())
});

const fn document(
    name: &'static str,
    about: &'static str,
    run: fn(&[u8]) -> Result<(), String>,
) -> Target {
    Target {
        words: WORDS,
        memory_bytes: 16 * MIB,
        ..Target::plain(name, about, run)
    }
}

fn refused_somewhere(text: &str, faults: Option<Faults>) -> Result<(), String> {
    let Some(faults) = faults else {
        return Ok(());
    };
    match toml::from_str::<Value>(text) {
        Ok(document) => faults_lead_somewhere(&faults, Some(&document)),
        // A number beyond all bounds is the fault of its key, though the whole can be read by nobody.
        Err(_) => faults.iter().try_for_each(|fault| {
            let mut names = fault.pointer.rsplit('/').take(2);
            let there = names.any(|name| text.contains(name) || name.parse::<usize>().is_ok());
            holds(there, || format!("{fault:?} is nowhere"))
        }),
    }
}
