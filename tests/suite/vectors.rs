//! What the phone must answer without network: points all over the fixture city with the zone and the department the
//! rules here give them, as web/phone/place/vectors.json. Written again by `cargo xtask fixtures`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use city::City;
use domain::id::{CategoryKey, RuleId, UnitId};
use domain::position::{Crs, Point, Position, PositionSource};
use domain::routing::{Explanation, Found, Routed, RoutingTable, Rule, Unowned, explain};
use domain::zone::{Zone, ZoneKind};
use harness::TestCity;
use harness::environment::update_vectors;
use harness::place::outside_by;
use serde_json::{Value, json};
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";
/// For which equal rules name two departments; for which there is none; and for which rules differ in kind of zone,
/// scheme, prefix and order.
const DISPUTED: &str = "D-01";
const NOBODYS: &str = "N-01";
const RANKED: &str = "R-01";

#[tokio::test]
async fn the_phone_is_tried_with_what_the_server_answers() {
    let city = TestCity::at(MONDAY).await;
    let app = city.app.clone();
    let reference = city
        .app
        .db
        .read(move |conn| app.city.current(conn).map_err(app::error::AppError::from))
        .await
        .expect("the city's set-up");
    let fresh = text(&reference, &city);
    let file = file();
    if update_vectors() {
        std::fs::write(&file, &fresh).expect("the vectors are written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == fresh,
        "{} is stale: run cargo xtask fixtures",
        file.display()
    );
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/phone/place/vectors.json")
}

/// One rule and one point a line, so that a change shows where it is.
fn text(city: &City, at: &TestCity) -> String {
    let rules = rules(city);
    let table = RoutingTable::new(rules.clone());
    let categories = categories(city);
    let points = points(city);
    assert!(points.len() >= 300, "{} points", points.len());
    let cases = points
        .iter()
        .enumerate()
        .map(|(number, (point, accuracy))| {
            let category = &categories[number % categories.len()];
            let position = Position::new(*point, Crs::Wgs84, *accuracy, PositionSource::Device)
                .expect("a position");
            let now = domain::time::Micros(at.now().0);
            let answer = explain(category, &position, now, &city.zones, &table);
            vector(city, *point, *accuracy, &answer)
        });
    let cases: Vec<Value> = cases.collect();
    every_kind_is_there(&cases);
    let lines = |values: Vec<Value>| {
        let lines: Vec<String> = values.iter().map(|value| format!("    {value}")).collect();
        lines.join(",\n")
    };
    let rules = rules.iter().map(|rule| wire(city, rule)).collect();
    let streets: BTreeMap<&str, &str> = city
        .zones
        .zones()
        .iter()
        .map(|zone| (code(city, zone.street), code(city, zone.district)))
        .collect();
    format!(
        "{{\n  \"at\": \"{}\",\n  \"near\": {},\n  \"districts\": {},\n  \"rules\": [\n{}\n  ],\n  \"cases\": [\n{}\n  ]\n}}\n",
        at.now(),
        json!({"least_m": city.rulebook.reach.least_m, "most_m": city.rulebook.reach.most_m}),
        json!(streets),
        lines(rules),
        lines(cases)
    )
}

/// The city's own, two of a scheme of their own that contradict each other, and some of which one must win.
fn rules(city: &City) -> Vec<Rule> {
    let mut rules: Vec<Rule> = city.table.rules().to_vec();
    rules.sort_by_key(|rule| rule.number);
    let rule = |number: u128, category_prefix: &str, department: &str| Rule {
        id: RuleId(Uuid::from_u128(number)),
        number: number as i64,
        scheme: "vectors".into(),
        category_prefix: category_prefix.into(),
        district: None,
        street: None,
        zone_code: None,
        zone_kind: None,
        department: city.units.coded(department).expect("a department").id,
        priority: 0,
    };
    rules.extend([
        rule(9_001, "D-", "chengguan"),
        rule(9_002, "D-", "huanwei"),
        // A kind of zone beats neither the longer prefix of any scheme nor the explicit order.
        Rule {
            zone_kind: Some(ZoneKind::RoadSegment),
            ..rule(9_003, "R-", "gonglu")
        },
        Rule {
            priority: 1,
            ..rule(9_004, "R-", "chengguan")
        },
        Rule {
            scheme: String::new(),
            ..rule(9_005, RANKED, "huanwei")
        },
        // Among equals it does.
        Rule {
            zone_kind: Some(ZoneKind::Compound),
            scheme: String::new(),
            ..rule(9_006, RANKED, "wuye")
        },
    ]);
    rules
}

fn categories(city: &City) -> Vec<CategoryKey> {
    let mut keys: Vec<CategoryKey> = city.categories.keys().cloned().collect();
    for code in [DISPUTED, NOBODYS, RANKED] {
        keys.push(CategoryKey {
            scheme: "vectors".into(),
            code: code.into(),
        });
    }
    keys
}

/// Of every zone a corner or the middle of its box; where the country begins, at every distance; and far away.
fn points(city: &City) -> Vec<(Point, Option<f64>)> {
    let mut zones: Vec<&Zone> = city.zones.zones().iter().collect();
    zones.sort_by_key(|zone| &zone.code);
    let mut points = Vec::new();
    for (number, zone) in zones.into_iter().enumerate() {
        let (low, high) = zone.shape.bounds();
        let middle = Point {
            lon: (low.lon + high.lon) / 2.0,
            lat: (low.lat + high.lat) / 2.0,
        };
        let corners = corners(zone);
        points.push(match number % 3 {
            0 => (middle, Some(8.0)),
            1 => (corners[0], None),
            _ => (corners[corners.len() / 2], Some(25.0)),
        });
    }
    for metres in (1..=60).step_by(2) {
        for accuracy in [None, Some(12.0), Some(45.0), Some(200.0)] {
            points.push((outside_by(f64::from(metres)), accuracy));
        }
    }
    for (lon, lat) in [(105.0, 34.0), (116.404, 39.915), (0.0, 0.0)] {
        points.push((Point { lon, lat }, Some(500.0)));
    }
    points
}

fn corners(zone: &Zone) -> Vec<Point> {
    let outlines = zone.shape.geometry().0.iter();
    let corners = outlines.flat_map(|polygon| polygon.exterior().0.iter());
    corners
        .map(|corner| Point {
            lon: corner.x,
            lat: corner.y,
        })
        .collect()
}

fn vector(city: &City, point: Point, accuracy: Option<f64>, answer: &Explanation) -> Value {
    let (matched, zone, distance, runners_up) = match &answer.found {
        Found::Inside { zone, runners_up } => ("inside", Some(&zone.code), None, &runners_up[..]),
        Found::Near { zone, distance_m } => ("near", Some(&zone.code), Some(*distance_m), &[][..]),
        Found::Nowhere => ("none", None, None, &[][..]),
    };
    let (routed, rule, candidates) = match &answer.routed {
        Routed::Owned { rule, .. } => ("owned", Some(rule), &[][..]),
        Routed::Ambiguous { candidates } => ("ambiguous", None, &candidates[..]),
        Routed::Unowned { reason, candidates } => match reason {
            Unowned::NoZone => ("no_zone", None, &candidates[..]),
            Unowned::NoRule => ("no_rule", None, &candidates[..]),
        },
    };
    json!({
        "lon": point.lon, "lat": point.lat, "accuracy_m": accuracy,
        "scheme": answer.category.scheme, "code": answer.category.code,
        "match": matched, "zone": zone,
        // A millimetre: more digits would differ between two ways of computing a sine.
        "distance_m": distance.map(|metres| (metres * 1_000.0).round() / 1_000.0),
        "runners_up": runners_up.iter().map(|zone| &zone.code).collect::<Vec<_>>(),
        "routed": routed,
        "rule": rule.map(|rule| rule.number),
        "department": rule.map(|rule| code(city, rule.department)),
        "candidates": candidates.iter().map(|rule| rule.number).collect::<Vec<_>>(),
    })
}

/// Units by their codes: ids are another city's tomorrow.
fn wire(city: &City, rule: &Rule) -> Value {
    json!({
        "number": rule.number, "scheme": rule.scheme, "category_prefix": rule.category_prefix,
        "district": rule.district.map(|unit| code(city, unit)),
        "street": rule.street.map(|unit| code(city, unit)),
        "zone": rule.zone_code, "zone_kind": rule.zone_kind.map(|kind| kind.as_str()),
        "department": code(city, rule.department), "priority": rule.priority,
    })
}

fn code(city: &City, unit: UnitId) -> &str {
    city.units.get(unit).map_or("", |unit| unit.code.as_str())
}

fn every_kind_is_there(cases: &[Value]) {
    let seen = |key: &str, value: &str| cases.iter().any(|case| case[key] == value);
    for (key, value) in [
        ("match", "inside"),
        ("match", "near"),
        ("match", "none"),
        ("routed", "owned"),
        ("routed", "ambiguous"),
        ("routed", "no_rule"),
        ("routed", "no_zone"),
    ] {
        assert!(seen(key, value), "no point is {key} {value}");
    }
    for rule in [9_005, 9_006] {
        let won = |case: &Value| case["rule"] == rule;
        assert!(cases.iter().any(won), "no point is rule {rule}'s");
    }
    let several = |case: &Value| !case["runners_up"].as_array().is_none_or(Vec::is_empty);
    assert!(cases.iter().any(several), "no point lies in several zones");
}
