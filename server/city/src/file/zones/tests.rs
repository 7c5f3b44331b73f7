use serde_json::{Value, json};

use super::*;
use crate::sample::{SQUARE, city, now};

fn feature(code: &str) -> Value {
    json!({
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
        "properties": {"code": code, "name": "中山路", "kind": "street", "unit": "school", "street": "hill"}
    })
}

fn file(features: Vec<Value>) -> Vec<u8> {
    json!({"type": "FeatureCollection", "features": features})
        .to_string()
        .into_bytes()
}

fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut feature = feature("zs");
    change(&mut feature);
    feature
}

fn faults_of(features: Vec<Value>) -> Vec<(String, Code, Detail)> {
    let faults = parse(&file(features), &city(), now()).err().unwrap();
    let seen = faults.into_iter();
    seen.map(|wrong| (wrong.pointer, wrong.code, wrong.detail))
        .collect()
}

fn drawn(ring: Value) -> Value {
    changed(|feature| feature["geometry"]["coordinates"] = json!([ring]))
}

#[test]
fn a_zone_is_read_with_the_district_of_its_street() {
    let mut full = feature("zs");
    full["id"] = 7.into();
    full["properties"]["district"] = "east".into();
    full["properties"]["leader"] = "李局长".into();
    full["properties"]["grid_keeper"] = Value::Null;
    full["properties"]["valid_to"] = "2027-01-01T00:00:00+08:00".into();
    let read = parse(&file(vec![full]), &city(), now()).unwrap();
    let line = &read.lines[0];
    let code = |id| city().units.get(id).unwrap().code.clone();
    assert_eq!(
        (code(line.unit), code(line.street), code(line.district)),
        ("school".into(), "hill".into(), "east".into())
    );
    assert_eq!(
        (line.leader.as_str(), line.grid_keeper.as_str()),
        ("李局长", "")
    );
    assert_eq!((line.valid_from, line.valid_to.is_some()), (None, true));
    assert_eq!(read.warnings, []);
}

#[test]
fn what_map_programs_add_is_understood_or_refused() {
    let with = |name: &str| {
        let mut file: Value = serde_json::from_slice(&file(vec![feature("zs")])).unwrap();
        file["crs"] = json!({"type": "name", "properties": {"name": name}});
        file["name"] = "zones".into();
        file["xy_coordinate_resolution"] = json!(1e-7);
        parse(file.to_string().as_bytes(), &city(), now())
    };
    assert!(with("urn:ogc:def:crs:OGC:1.3:CRS84").is_ok());
    assert!(with("urn:ogc:def:crs:EPSG::4326").is_ok());
    let faults = with("urn:ogc:def:crs:EPSG::4490").err().unwrap();
    assert_eq!(
        (faults[0].pointer.as_str(), faults[0].code),
        ("/crs", Code::CrsUnknown)
    );
}

#[test]
fn every_fault_names_its_feature() {
    let at = |place: usize, rest: &str| format!("/features/{place}{rest}");
    let crossing = json!([
        [105.71, 34.57],
        [105.73, 34.59],
        [105.73, 34.57],
        [105.71, 34.59],
        [105.71, 34.57]
    ]);
    let with = |name: &str, value: Value| changed(|feature| feature["properties"][name] = value);
    let without = |name: &str| {
        changed(|feature| drop(feature["properties"].as_object_mut().unwrap().remove(name)))
    };
    let renamed = |code: &str, mut feature: Value| {
        feature["properties"]["code"] = code.into();
        feature
    };
    let name = |name: &str| name.to_owned();
    let unknown = |code: &str| Detail::UnitUnknown { code: code.into() };
    let table = vec![
        (json!("zone"), "", Code::RowInvalid, Detail::FieldUnreadable),
        (
            changed(|feature| feature["colour"] = 1.into()),
            "/colour",
            Code::RowInvalid,
            Detail::FieldUnknown {
                name: name("colour"),
            },
        ),
        (
            changed(|feature| feature["type"] = "Zone".into()),
            "/type",
            Code::RowInvalid,
            Detail::FieldUnreadable,
        ),
        (
            changed(|feature| feature["geometry"] = Value::Null),
            "/geometry",
            Code::GeometryInvalid,
            Detail::GeometryInvalid,
        ),
        (
            changed(|feature| feature["geometry"]["type"] = "LineString".into()),
            "/geometry",
            Code::GeometryInvalid,
            Detail::GeometryInvalid,
        ),
        (
            drawn(json!([[105.71, 34.57], [105.73, 34.57], [105.73, 34.59]])),
            "/geometry/coordinates/0",
            Code::GeometryInvalid,
            Detail::GeometryNotClosed,
        ),
        (
            drawn(json!([[105.71, 34.57], [105.71, 34.57]])),
            "/geometry/coordinates/0",
            Code::GeometryInvalid,
            Detail::GeometryTooFewPoints,
        ),
        (
            drawn(json!([
                [105.71, 34.57],
                [105.72, 34.57],
                [105.73, 34.57],
                [105.71, 34.57]
            ])),
            "/geometry/coordinates/0",
            Code::GeometryInvalid,
            Detail::GeometryWithoutArea,
        ),
        (
            drawn(crossing),
            "/geometry/coordinates/0",
            Code::GeometrySelfCrossing,
            Detail::GeometrySelfCrossing {
                lon: name("105.7200000"),
                lat: name("34.5800000"),
            },
        ),
        (
            drawn(json!([
                [105.71, 34.57],
                [181.0, 34.57],
                [105.73, 34.59],
                [105.71, 34.57]
            ])),
            "/geometry/coordinates/0/1",
            Code::GeometryOutOfRange,
            Detail::LonOutOfRange,
        ),
        (
            drawn(json!([
                [34.57, 105.71],
                [34.57, 105.73],
                [34.59, 105.73],
                [34.57, 105.71]
            ])),
            "/geometry/coordinates/0/0",
            Code::GeometryOutOfRange,
            Detail::LonLatSwapped,
        ),
        (
            without("name"),
            "/properties/name",
            Code::RowInvalid,
            Detail::FieldMissing { name: name("name") },
        ),
        (
            with("name", "".into()),
            "/properties/name",
            Code::RowInvalid,
            Detail::FieldEmpty,
        ),
        (
            with("name", 7.into()),
            "/properties/name",
            Code::RowInvalid,
            Detail::FieldUnreadable,
        ),
        (
            with("code", "中山".into()),
            "/properties/code",
            Code::RowInvalid,
            Detail::CodeMalformed {
                code: name("中山")
            },
        ),
        (
            with("kind", "canal".into()),
            "/properties/kind",
            Code::RowInvalid,
            Detail::FieldNotOneOf {
                given: name("canal"),
            },
        ),
        (
            with("unit", "nobody".into()),
            "/properties/unit",
            Code::ReferenceUnknown,
            unknown("nobody"),
        ),
        (
            with("street", "nowhere".into()),
            "/properties/street",
            Code::ReferenceUnknown,
            unknown("nowhere"),
        ),
        (
            with("street", "east".into()),
            "/properties/street",
            Code::ReferenceUnknown,
            Detail::UnitOfOtherKind { code: name("east") },
        ),
        (
            with("street", "county-town".into()),
            "/properties/street",
            Code::ReferenceUnknown,
            Detail::StreetWithoutDistrict {
                code: name("county-town"),
            },
        ),
        (
            with("district", "west".into()),
            "/properties/district",
            Code::ReferenceUnknown,
            Detail::DistrictOfOtherStreet { code: name("west") },
        ),
        (
            with("valid_from", "2026-03-02".into()),
            "/properties/valid_from",
            Code::RowInvalid,
            Detail::NotATime,
        ),
        (
            with("unti", "school".into()),
            "/properties/unti",
            Code::RowInvalid,
            Detail::FieldUnknown { name: name("unti") },
        ),
    ];
    let mut expected = Vec::new();
    let mut features = Vec::new();
    for (place, (feature, rest, code, detail)) in table.into_iter().enumerate() {
        let own_code = rest == "/properties/code" || feature.is_string();
        features.push(if own_code {
            feature
        } else {
            renamed(&format!("z-{place}"), feature)
        });
        expected.push((at(place, rest), code, detail));
    }
    assert_eq!(faults_of(features), expected);
}

#[test]
fn holes_and_parts_are_checked_with_their_place() {
    let inner = json!([
        [105.717, 34.577],
        [105.719, 34.577],
        [105.719, 34.579],
        [105.717, 34.577]
    ]);
    let outer = json!([
        [105.74, 34.577],
        [105.75, 34.577],
        [105.75, 34.579],
        [105.74, 34.577]
    ]);
    let holed =
        changed(|feature| feature["geometry"]["coordinates"] = json!([SQUARE, inner, outer]));
    let parts = json!({"type": "MultiPolygon", "coordinates": [[SQUARE], [inner]]});
    let mut double = changed(|feature| feature["geometry"] = parts);
    double["properties"]["code"] = "zs-2".into();
    let geometry = Code::GeometryInvalid;
    assert_eq!(
        faults_of(vec![holed, double]),
        [
            (
                "/features/0/geometry/coordinates/2".into(),
                geometry,
                Detail::GeometryHoleOutside
            ),
            (
                "/features/1/geometry/coordinates/1/0".into(),
                geometry,
                Detail::GeometryPartsOverlap
            ),
        ]
    );
}

#[test]
fn one_code_holds_once_at_a_time() {
    let dated = |from: Value, to: Value| {
        changed(|feature| {
            feature["properties"]["valid_from"] = from;
            feature["properties"]["valid_to"] = to;
        })
    };
    let (day_1, day_2) = ("2026-04-01T00:00:00+08:00", "2026-05-01T00:00:00+08:00");
    let reversed = dated(day_2.into(), day_1.into());
    assert_eq!(
        faults_of(vec![reversed]),
        [(
            "/features/0/properties/valid_to".into(),
            Code::RowInvalid,
            Detail::ValidityReversed
        )]
    );
    let overlap = Detail::ValidityOverlap { code: "zs".into() };
    assert_eq!(
        faults_of(vec![feature("zs"), feature("zs")]),
        [(
            "/features/1/properties/code".into(),
            Code::ValidityOverlap,
            overlap
        )]
    );
    let in_turn = vec![
        dated(day_1.into(), day_2.into()),
        dated(day_2.into(), Value::Null),
    ];
    assert_eq!(
        parse(&file(in_turn), &city(), now()).unwrap().lines.len(),
        2
    );
}

#[test]
fn a_collection_must_be_one() {
    for (text, code) in [
        ("", Code::InvalidBody),
        ("{", Code::InvalidBody),
        (r#"{"type":"Feature","features":[]}"#, Code::InvalidField),
        (
            r#"{"type":"FeatureCollection","features":[],"city":"x"}"#,
            Code::InvalidField,
        ),
        (
            r#"{"type":"FeatureCollection","features":[]}"#,
            Code::ImportInvalid,
        ),
    ] {
        let faults = parse(text.as_bytes(), &city(), now()).err().unwrap();
        assert_eq!(faults[0].code, code, "{text}");
    }
    let (gbk, _, _) = encoding_rs::GBK.encode(r#"{"type":"FeatureCollection","name":"责任区"}"#);
    let faults = parse(&gbk, &city(), now()).err().unwrap();
    assert_eq!(faults[0].detail, Detail::EncodingGbk { line: 1 });
}

fn moved(code: &str, by: impl Fn([f64; 2]) -> [f64; 2]) -> Value {
    let mut feature = feature(code);
    feature["geometry"]["coordinates"] = json!([SQUARE.map(by)]);
    feature
}

#[test]
fn another_coordinate_system_is_suspected_from_where_the_city_is() {
    let warnings = |features| parse(&file(features), &city(), now()).unwrap().warnings;
    let gcj02 = |[lon, lat]: [f64; 2]| {
        let point = domain::position::wgs84_to_gcj02(domain::position::Point { lon, lat });
        [point.lon, point.lat]
    };
    let seen = warnings(vec![moved("jf-e", gcj02)]);
    let metres = seen.iter().find_map(|warning| match warning.detail {
        Detail::GeometryDisplaced { metres } => Some(metres),
        _ => None,
    });
    assert!(
        metres.is_some_and(|metres| (300..700).contains(&metres)),
        "{seen:?}"
    );
    assert!(
        seen.iter()
            .all(|warning| warning.code == Code::GeometryShifted)
    );

    let far = warnings(vec![moved("new", |[lon, lat]| [lon + 0.1, lat])]);
    assert_eq!(far[0].detail, Detail::GeometryShifted { percent: 100 });
    // Redrawn by a few metres, and new but inside: nothing to say.
    assert_eq!(
        warnings(vec![moved("jf-e", |[lon, lat]| [lon + 1e-4, lat])]),
        []
    );
    assert_eq!(warnings(vec![moved("new", |place| place)]), []);
}

#[test]
fn a_member_of_any_name_is_one_part_of_its_pointer() {
    let file = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "ge/metry": null, "properties": {"grid/keeper~": 1}}]}"#;
    let faults = parse(file.as_bytes(), &city(), now()).err().unwrap();
    let places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    assert!(places.contains(&"/features/0/ge~1metry"), "{places:?}");
    assert!(
        places.contains(&"/features/0/properties/grid~1keeper~0"),
        "{places:?}"
    );
}
