//! Reading a request's JSON: the type wanted, or the precise place and reason it is not that. Whether the
//! values make sense is for those who know the rules.

use serde::de::{DeserializeOwned, IgnoredAny};
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
        match serde_json::from_slice::<IgnoredAny>(bytes) {
            Ok(_) => fault(path, error.inner()),
            Err(error) => broken(&error),
        }
    })?;
    json.end().map_err(|error| broken(&error))?;
    Ok(value)
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
        return match name {
            "crs" => BodyFault {
                code: Code::CrsUnknown,
                pointer,
                detail: Detail::CrsMissing,
            },
            _ => invalid(
                pointer,
                Detail::FieldMissing {
                    name: name.to_owned(),
                },
            ),
        };
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

fn quoted<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    text.strip_prefix(before)?.split('`').next()
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

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{HandleRequest, ReturnRequest};
    use crate::auth::LoginRequest;
    use crate::case::ReportRequest;
    use crate::zone::ZoneImportFeature;

    fn refused<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (Code, String, Detail) {
        let fault = parse::<T>(json.as_bytes()).unwrap_err();
        (fault.code, fault.pointer, fault.detail)
    }

    fn report(change: impl FnOnce(&mut serde_json::Value)) -> String {
        let mut json = serde_json::json!({
            "category": {"scheme": "GBT30428-2013-event", "code": "02-01"},
            "position": {"lon": 105.72, "lat": 34.58, "crs": "wgs84", "accuracy_m": 8.0, "source": "device"},
            "captured_at": "2026-03-02T09:00:00+08:00",
            "description": "墙面小广告",
            "photos": ["ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
            "mode": "routine"
        });
        change(&mut json);
        json.to_string()
    }

    #[test]
    fn a_whole_report_is_read() {
        let read: ReportRequest = parse(report(|_| ()).as_bytes()).unwrap();
        assert_eq!(read.photos.len(), 1);
        assert_eq!(read.captured_at.to_string(), "2026-03-02T01:00:00.000000Z");
        let again: ReportRequest = parse(&serde_json::to_vec(&read).unwrap()).unwrap();
        assert_eq!(again, read);
    }

    #[test]
    fn what_is_not_json_is_an_invalid_body() {
        assert_eq!(
            refused::<LoginRequest>(" \n"),
            (Code::InvalidBody, String::new(), Detail::BodyEmpty)
        );
        let not_json = |line, column| {
            (
                Code::InvalidBody,
                String::new(),
                Detail::BodyNotJson { line, column },
            )
        };
        assert_eq!(refused::<LoginRequest>("username=lin"), not_json(1, 1));
        assert_eq!(
            refused::<LoginRequest>("{\"username\": \"lin\",\n"),
            not_json(2, 0)
        );
        assert_eq!(
            refused::<LoginRequest>(r#"{"username":"a","password":"b"} {}"#),
            not_json(1, 33)
        );
    }

    #[test]
    fn every_fault_has_its_place() {
        let invalid = |pointer: &str, detail| (Code::InvalidField, pointer.to_owned(), detail);
        let unknown = |name: &str| Detail::FieldUnknown { name: name.into() };
        let missing = |name: &str| Detail::FieldMissing { name: name.into() };
        for (json, expected) in [
            (
                report(|json| json["positoin"] = 1.into()),
                invalid("/positoin", unknown("positoin")),
            ),
            (
                report(|json| json["position"]["z/m"] = 1.into()),
                invalid("/position/z~1m", unknown("z/m")),
            ),
            (
                report(|json| json["category"]["name"] = "x".into()),
                invalid("/category/name", unknown("name")),
            ),
            (
                report(|json| drop(json.as_object_mut().unwrap().remove("photos"))),
                invalid("/photos", missing("photos")),
            ),
            (
                report(|json| drop(json["category"].as_object_mut().unwrap().remove("code"))),
                invalid("/category/code", missing("code")),
            ),
            (
                report(|json| json["photos"][0] = "BA78".into()),
                invalid("/photos/0", Detail::NotAHash),
            ),
            (
                report(|json| json["photos"] = "none".into()),
                invalid("/photos", Detail::FieldUnreadable),
            ),
            (
                report(|json| json["captured_at"] = "yesterday".into()),
                invalid("/captured_at", Detail::NotATime),
            ),
            (
                report(|json| json["campaign_id"] = "seven".into()),
                invalid("/campaign_id", Detail::NotAnId),
            ),
            (
                report(|json| json["position"]["lat"] = "34.58".into()),
                invalid("/position/lat", Detail::FieldUnreadable),
            ),
            (
                report(|json| json["mode"] = 5.into()),
                invalid("/mode", Detail::FieldUnreadable),
            ),
            (
                report(|json| json["mode"] = "secret".into()),
                invalid(
                    "/mode",
                    Detail::FieldNotOneOf {
                        given: "secret".into(),
                    },
                ),
            ),
        ] {
            assert_eq!(refused::<ReportRequest>(&json), expected, "{json}");
        }
        assert_eq!(
            refused::<ReturnRequest>(
                r#"{"expected_version":1,"reason_code":"not_ours","reason":"x","reason":"y"}"#
            ),
            invalid(
                "/reason",
                Detail::FieldRepeated {
                    name: "reason".into()
                }
            )
        );
        assert_eq!(
            refused::<HandleRequest>(r#"{"photos":[],"note":"x"}"#),
            invalid("/expected_version", missing("expected_version"))
        );
    }

    #[test]
    fn the_coordinate_system_is_never_guessed() {
        let crs = |detail| (Code::CrsUnknown, "/position/crs".to_owned(), detail);
        let without = report(|json| drop(json["position"].as_object_mut().unwrap().remove("crs")));
        assert_eq!(refused::<ReportRequest>(&without), crs(Detail::CrsMissing));
        let null = report(|json| json["position"]["crs"] = serde_json::Value::Null);
        assert_eq!(refused::<ReportRequest>(&null), crs(Detail::CrsMissing));
        let other = report(|json| json["position"]["crs"] = "epsg4326".into());
        assert_eq!(
            refused::<ReportRequest>(&other),
            crs(Detail::CrsUnknown {
                given: "epsg4326".into()
            })
        );
    }

    #[test]
    fn a_feature_says_where_it_is_wrong() {
        let feature = serde_json::json!({
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[105.7, 34.5], [105.8, "x"], [105.8, 34.6], [105.7, 34.5]]]},
            "properties": {"code": "Z", "name": "Z", "kind": "street", "unit": "U", "street": "S", "district": "D"}
        });
        let fault = parse_value::<ZoneImportFeature>(feature.clone()).unwrap_err();
        assert!(fault.pointer.starts_with("/geometry"), "{fault:?}");
        let mut unknown = feature;
        unknown["geometry"]["coordinates"][0][1][1] = 34.5.into();
        assert!(parse_value::<ZoneImportFeature>(unknown.clone()).is_ok());
        unknown["properties"]["colour"] = "red".into();
        let fault = parse_value::<ZoneImportFeature>(unknown).unwrap_err();
        assert_eq!(
            (fault.pointer.as_str(), fault.code),
            ("/properties/colour", Code::InvalidField)
        );
    }
}
