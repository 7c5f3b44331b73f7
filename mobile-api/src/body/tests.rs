use super::*;
use crate::action::{HandleRequest, ReturnRequest};
use crate::auth::{LoginRequest, RefreshRequest};
use crate::case::ReportRequest;
use crate::position::{Crs, RawPosition};
use crate::ranking::{BuildRequest, CorrectRequest, SignOffRequest};
use crate::rule::{RoutingRuleRequest, RoutingTableRequest};
use crate::zone::{ZoneImport, ZoneImportFeature};

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
    let null = report(|json| json["position"]["crs"] = serde_json::Value::Null);
    for json in [without, null] {
        let read: ReportRequest = parse(json.as_bytes()).unwrap();
        assert_eq!(read.position.crs, Crs::Wgs84, "{json}");
    }
    let number = report(|json| json["position"]["crs"] = 4326.into());
    assert_eq!(refused::<ReportRequest>(&number), crs(Detail::CrsMissing));
    let other = report(|json| json["position"]["crs"] = "epsg4326".into());
    assert_eq!(
        refused::<ReportRequest>(&other),
        crs(Detail::CrsUnknown {
            given: "epsg4326".into()
        })
    );
}

#[test]
fn a_text_with_nul_is_refused_in_its_place() {
    let nul = |pointer: &str| (Code::InvalidField, pointer.to_owned(), Detail::NulInText);
    for (json, expected) in [
        (
            report(|json| json["description"] = "墙面\0小广告".into()),
            nul("/description"),
        ),
        (
            report(|json| json["category"]["code"] = "02-01\0".into()),
            nul("/category/code"),
        ),
    ] {
        assert_eq!(refused::<ReportRequest>(&json), expected, "{json}");
    }
    let rules =
        r#"{"expected_version":1,"rules":[{"number":1,"scheme":"local","department":"C\u0000"}]}"#;
    assert_eq!(
        refused::<RoutingTableRequest>(rules),
        nul("/rules/0/department")
    );
    let spelled = report(|json| json["description"] = r"写作 \u0000 的几个字".into());
    let read: ReportRequest = parse(spelled.as_bytes()).unwrap();
    assert_eq!(read.description, r"写作 \u0000 的几个字");
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

#[test]
fn no_request_loses_a_field_in_silence() {
    fn refuses<T: DeserializeOwned>(json: serde_json::Value) {
        let name = std::any::type_name::<T>();
        parse::<T>(json.to_string().as_bytes()).unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
        let mut more = json;
        more["colour"] = "red".into();
        let fault = parse::<T>(more.to_string().as_bytes()).err().expect(name);
        let unknown = Detail::FieldUnknown {
            name: "colour".into(),
        };
        assert_eq!(
            (fault.code, fault.pointer, fault.detail),
            (Code::InvalidField, "/colour".into(), unknown),
            "{name}"
        );
    }
    use serde_json::json;
    refuses::<LoginRequest>(
        json!({"username": "lin", "password": "secret", "device_name": "手机"}),
    );
    refuses::<RefreshRequest>(json!({"refresh_token": "r"}));
    refuses::<ReportRequest>(serde_json::from_str(&report(|_| ())).unwrap());
    refuses::<RawPosition>(json!({"lon": 105.72, "lat": 34.58, "crs": "bd09"}));
    refuses::<BuildRequest>(json!({"board": "zone_unit", "period": "2026-W47"}));
    refuses::<SignOffRequest>(json!({}));
    refuses::<CorrectRequest>(json!({"id": uuid::Uuid::nil(), "reason": "漏计一件"}));
    let rule = json!({"number": 12, "scheme": "local", "zone_kind": "market", "department": "CG"});
    refuses::<RoutingRuleRequest>(rule.clone());
    refuses::<RoutingTableRequest>(json!({"expected_version": 1, "rules": [rule]}));
    refuses::<ZoneImport>(json!({"type": "FeatureCollection", "name": "zones", "features": []}));
}

#[test]
fn signing_off_needs_no_body() {
    assert_eq!(parse_or_default(b""), Ok(SignOffRequest::default()));
    let versioned = parse_or_default::<SignOffRequest>(br#"{"expected_version":3}"#);
    assert_eq!(versioned.map(|body| body.expected_version), Ok(Some(3)));
    assert!(parse_or_default::<SignOffRequest>(b"{").is_err());
}

#[test]
fn a_name_of_any_letters_is_named_whole() {
    for name in ["u`_to", "`", "a`, expected `b`", "x/y~"] {
        let json =
            serde_json::json!({"board": "street", "period": "2026-W09", name: 1}).to_string();
        let (code, pointer, detail) = refused::<BuildRequest>(&json);
        let whole = Detail::FieldUnknown { name: name.into() };
        assert_eq!((code, detail), (Code::InvalidField, whole));
        assert_eq!(pointer, format!("/{}", escaped(name)));
    }
}
