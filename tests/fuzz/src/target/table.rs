//! The CSV files a city hands in: units, users, routing rules, categories.

use std::collections::HashSet;

use city::fault::{Fault, Faults};
use city::file::{categories, routes, units, users};
use mobile_api::words::Lang;
use serde_json::Value;

use super::city::{CITY, NOW};
use super::{MIB, Target, holds};
use crate::pointer::leads_somewhere;

const WORDS: &[&[u8]] = &[
    b",",
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b"\r",
    b"\n\n",
    b"=1+1",
    b"@SUM(A1)",
    b"+",
    b"-",
    b"\t",
    b"\xef\xbb\xbf",
    b"\0",
    b"\xff",
    b"\xd6\xd0\xce\xc4",
    b"yes",
    b"no",
    b"code",
    b"name",
    b"chengguan",
    b"qinglan",
    b"yunze",
    b"inspector",
    b"market",
    b"work_day",
    b"1000000",
    b"1000001",
    b"\xe2\x80\x8b",
    b" ",
];

pub const UNITS: Target = table("units", "units.csv", |input| {
    let read = units::parse(input, &CITY.units);
    rows(
        input,
        read.map(|lines| lines.iter().map(|line| line.row).collect()),
    )
});

pub const USERS: Target = table("users", "users.csv", |input| {
    let read = users::parse(input, &CITY.units);
    if let Ok(lines) = &read {
        let strange = lines
            .iter()
            .find(|line| !users::is_username(&line.username));
        holds(strange.is_none(), || format!("{strange:?}"))?;
    }
    rows(
        input,
        read.map(|lines| lines.iter().map(|line| line.row).collect()),
    )
});

pub const ROUTES: Target = table("routes", "routes.csv", |input| {
    let read = routes::parse(input, &CITY, NOW);
    rows(
        input,
        read.map(|lines| lines.iter().map(|line| line.row).collect()),
    )
});

pub const CATEGORIES: Target = table("categories", "categories.csv", |input| {
    let read = categories::parse(input);
    rows(
        input,
        read.map(|lines| lines.iter().map(|line| line.row).collect()),
    )
});

const fn table(
    name: &'static str,
    about: &'static str,
    run: fn(&[u8]) -> Result<(), String>,
) -> Target {
    Target {
        words: WORDS,
        memory_bytes: 64 * MIB,
        ..Target::plain(name, about, run)
    }
}

/// Every row that was read, and every row a fault names, is one of the file.
fn rows(input: &[u8], read: Result<Vec<usize>, Faults>) -> Result<(), String> {
    // The header is the line before row 0.
    let lines = input
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count();
    match read {
        Ok(rows) => {
            let mut seen = HashSet::new();
            rows.iter().try_for_each(|row| {
                let own = *row < lines && seen.insert(row);
                holds(own, || format!("row {row} of {lines}"))
            })
        }
        Err(faults) => faults.iter().try_for_each(|fault| {
            said(fault)?;
            let parts: Vec<&str> = fault.pointer.split('/').skip(1).collect();
            let there = match parts[..] {
                // The file, or one of its columns.
                [] | [_] => true,
                [row, _] => row.parse::<usize>().is_ok_and(|row| row < lines),
                _ => false,
            };
            holds(there, || format!("{} of {lines} rows", fault.pointer))
        }),
    }
}

/// A file that was refused says so at least once, and each place named is there.
pub fn faults_lead_somewhere(faults: &Faults, document: Option<&Value>) -> Result<(), String> {
    holds(!faults.is_empty(), || "refused without a word".to_owned())?;
    faults.iter().try_for_each(|fault| {
        said(fault)?;
        let there = match document {
            Some(document) => leads_somewhere(&fault.pointer, document),
            None => fault.pointer.is_empty(),
        };
        holds(there, || {
            format!("{:?} is nowhere: {fault:?}", fault.pointer)
        })
    })
}

/// In both languages, and no longer than a person reads.
fn said(fault: &Fault) -> Result<(), String> {
    Lang::ALL.into_iter().try_for_each(|lang| {
        let text = fault.detail.text(lang);
        holds(
            !text.is_empty() && text.chars().count() <= super::LONGEST_WORDS,
            || format!("{} letters are said", text.chars().count()),
        )
    })
}
