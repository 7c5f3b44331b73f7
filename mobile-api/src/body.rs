//! Reading a request's JSON: the type wanted, or the precise place and reason it is not that. Whether the
//! values make sense is for those who know the rules.

#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::error::Code;
use crate::words::Detail;

/// Where a body cannot be read. `pointer` is empty when it is not even JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    pub code: Code,
    pub pointer: String,
    pub detail: Detail,
}

pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, BodyFault> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(not_json(Detail::BodyEmpty));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = pointer(error.path());
        // serde_json calls null or a number in place of an enum's name a syntax error.
        // Read as a whole value, since what is skipped is not looked at letter by letter.
        match serde_json::from_slice::<serde_json::Value>(bytes) {
            Ok(_) => fault(path, error.inner()),
            Err(error) => broken(&error),
        }
    })?;
    json.end().map_err(|error| broken(&error))?;
    refuse_nul(bytes)?;
    Ok(value)
}

/// Where an empty body will do as well.
pub fn parse_or_default<T: DeserializeOwned + Default>(bytes: &[u8]) -> Result<T, BodyFault> {
    if bytes.is_empty() {
        return Ok(T::default());
    }
    parse(bytes)
}

/// U+0000 is a letter to JSON and to SQLite, but no text for PostgreSQL: it is refused before anybody has to keep it.
fn refuse_nul(bytes: &[u8]) -> Result<(), BodyFault> {
    // Written plainly it would not be JSON.
    const ESCAPED: &[u8] = br"\u0000";
    if !bytes.windows(ESCAPED.len()).any(|part| part == ESCAPED) {
        return Ok(());
    }
    let whole = serde_json::from_slice(bytes).map_err(|error| broken(&error))?;
    match place_of_nul(&whole) {
        None => Ok(()),
        Some(pointer) => Err(BodyFault {
            code: Code::InvalidField,
            pointer,
            detail: Detail::NulInText,
        }),
    }
}

fn place_of_nul(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| Some(format!("/{index}{}", place_of_nul(item)?))),
        Value::Object(fields) => fields.iter().find_map(|(name, field)| {
            let inside = match name.contains('\0') {
                true => String::new(),
                false => place_of_nul(field)?,
            };
            Some(format!("/{}{inside}", escaped(name)))
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The same for a part of a body that is JSON already, such as one feature of an import.
pub fn parse_value<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, BodyFault> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| fault(pointer(error.path()), error.inner()))
}

/// For a field that may be left out: null says the same.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

fn not_json(detail: Detail) -> BodyFault {
    BodyFault {
        code: Code::InvalidBody,
        pointer: String::new(),
        detail,
    }
}

fn broken(error: &serde_json::Error) -> BodyFault {
    not_json(Detail::BodyNotJson {
        line: error.line(),
        column: error.column(),
    })
}

fn fault(pointer: String, error: &serde_json::Error) -> BodyFault {
    let text = error.to_string();
    let invalid = |pointer, detail| BodyFault {
        code: Code::InvalidField,
        pointer,
        detail,
    };
    if let Some(name) = quoted(&text, "missing field `") {
        let pointer = format!("{pointer}/{name}");
        let name = name.to_owned();
        return invalid(pointer, Detail::FieldMissing { name });
    }
    if let Some(name) = quoted(&text, "unknown field `") {
        return invalid(
            beside(&pointer, name),
            Detail::FieldUnknown {
                name: name.to_owned(),
            },
        );
    }
    if let Some(name) = quoted(&text, "duplicate field `") {
        return invalid(
            beside(&pointer, name),
            Detail::FieldRepeated {
                name: name.to_owned(),
            },
        );
    }
    if pointer.ends_with("/crs") {
        let detail = match quoted(&text, "unknown variant `") {
            Some(given) => Detail::CrsUnknown {
                given: given.to_owned(),
            },
            None => Detail::CrsMissing,
        };
        return BodyFault {
            code: Code::CrsUnknown,
            pointer,
            detail,
        };
    }
    invalid(pointer, said_by_type(&text))
}

/// serde tells only in words what was wrong with a value.
fn said_by_type(text: &str) -> Detail {
    if let Some(given) = quoted(text, "unknown variant `") {
        return Detail::FieldNotOneOf {
            given: given.to_owned(),
        };
    }
    for (beginning, detail) in [
        ("not an RFC 3339", Detail::NotATime),
        ("not a SHA-256", Detail::NotAHash),
        ("UUID parsing failed", Detail::NotAnId),
    ] {
        if text.starts_with(beginning) {
            return detail;
        }
    }
    Detail::FieldUnreadable
}

/// The name that serde quotes behind these words. It is the sender's and may hold a backtick itself; what follows is serde's.
pub fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(before)?;
    let end = rest
        .rfind("`, expected ")
        .or_else(|| rest.rfind("`, there are no "))
        .or_else(|| rest.rfind('`'))?;
    Some(&rest[..end])
}

/// serde_path_to_error names an unknown field itself, but not in every place.
fn beside(pointer: &str, name: &str) -> String {
    let own = format!("/{}", escaped(name));
    if pointer.ends_with(&own) {
        pointer.to_owned()
    } else {
        format!("{pointer}{own}")
    }
}

/// RFC 6901.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(format!("/{index}")),
            Segment::Map { key } => Some(format!("/{}", escaped(key))),
            // The name of a variant is in the data only where it is the data.
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect()
}

/// A name as a part of a pointer: RFC 6901.
pub fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
