//! A TOML file as the type it should be, or the key where it is not that.

use mobile_api::body::{escaped, quoted};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::fault::{Fault, fault};

pub fn read<T: DeserializeOwned>(text: &str, code: Code) -> Result<T, Fault> {
    let not_toml = |error: &toml::de::Error| {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        fault("", code, Detail::TomlInvalid { line, column })
    };
    let reader = toml::Deserializer::parse(text).map_err(|error| not_toml(&error))?;
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let at = pointer(error.path());
        of_value(&at, code, error.inner().message())
    })
}

/// From 1, in characters, as editors count.
fn place(text: &str, byte: usize) -> (u64, u64) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let lines = before.matches('\n').count();
    (lines as u64 + 1, line.chars().count() as u64 + 1)
}

/// The reader tells only in words what was wrong.
fn of_value(at: &str, code: Code, said: &str) -> Fault {
    if let Some(name) = quoted(said, "missing field `") {
        let detail = Detail::FieldMissing { name: name.into() };
        return fault(format!("{at}/{name}"), code, detail);
    }
    if let Some(name) = quoted(said, "unknown field `") {
        let own = format!("/{}", escaped(name));
        let at = match at.ends_with(&own) {
            true => at.to_owned(),
            false => format!("{at}{own}"),
        };
        return fault(at, code, Detail::FieldUnknown { name: name.into() });
    }
    let detail = match quoted(said, "unknown variant `") {
        Some(given) => Detail::FieldNotOneOf {
            given: given.into(),
        },
        None => Detail::FieldUnreadable,
    };
    fault(at, code, detail)
}

fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escaped(key))),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}
