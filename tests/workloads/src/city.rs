//! The fixture city in an empty database: its units, categories, rules and calendar, with its own zones or with a grid of
//! thousands. Written straight through the store; what a city may hand in, and what is refused, the server's imports know.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use domain::id::{RuleId, UnitId, ZoneId};
use domain::position::Point;
use domain::time::Micros;
use jiff::Timestamp;
use serde_json::{Value, json};
use store::categories::CategoryRow;
use store::documents::DocumentRow;
use store::rules::RuleRow;
use store::units::UnitRow;
use store::zones::ZoneRow;
use store::{Conn, Db, Options};
use uuid::Uuid;

use crate::people;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zones {
    /// Those of the fixture city.
    Fixture,
    /// So many on each side of a square.
    Grid(u32),
}

/// The units' ids by code.
pub struct Units(BTreeMap<String, UnitId>);

impl Units {
    pub fn id(&self, code: &str) -> Result<UnitId> {
        self.0
            .get(code)
            .copied()
            .with_context(|| format!("no unit {code}"))
    }

    fn maybe(&self, code: &str) -> Result<Option<UnitId>> {
        (!code.is_empty()).then(|| self.id(code)).transpose()
    }
}

pub fn now() -> Micros {
    Micros(Timestamp::now().as_microsecond())
}

/// A city without a case yet.
pub async fn found(url: &str, zones: Zones) -> Result<()> {
    let db = Db::open(
        url,
        Options {
            connections: 1,
            ..Options::default()
        },
    )?;
    let built = db.write(move |conn| build(conn, zones).map_err(Failed));
    built.await.map_err(|failed| failed.0)
}

/// The store wants an error type that its own errors turn into.
struct Failed(anyhow::Error);

impl From<store::Error> for Failed {
    fn from(error: store::Error) -> Failed {
        Failed(error.into())
    }
}

fn build(conn: &mut Conn, zones: Zones) -> Result<()> {
    let units = units(conn)?;
    categories(conn)?;
    rules(conn, &units)?;
    match zones {
        Zones::Fixture => fixture_zones(conn, &units)?,
        Zones::Grid(side) => grid(conn, &units, side)?,
    }
    let calendar = DocumentRow {
        kind: "calendar".into(),
        version: 1,
        name: "fixture".into(),
        hash: String::new(),
        body: fixtures::files::calendar_toml(),
        created_at: now(),
        created_by: None,
    };
    store::documents::insert(conn, &calendar)?;
    // A measurement is a burst, and this city allows it; what an allowed report costs is the same.
    let rules = fixtures::files::rulebook_toml();
    let rulebook = DocumentRow {
        kind: "rulebook".into(),
        body: rules.replacen("reports_per_hour = 60", "reports_per_hour = 10000", 1),
        ..calendar.clone()
    };
    store::documents::insert(conn, &rulebook)?;
    people::insert(conn, &units, &departments()?, now())?;
    store::counters::bump_reference_version(conn)?;
    Ok(())
}

type Record = BTreeMap<String, String>;

fn records(csv: &str) -> Result<Vec<Record>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let columns = reader.headers()?.clone();
    let rows = reader.records().map(|row| {
        let row = row?;
        Ok(columns
            .iter()
            .map(str::to_owned)
            .zip(row.iter().map(str::to_owned))
            .collect())
    });
    rows.collect()
}

/// In the fixture's file a parent stands before its children.
fn units(conn: &mut Conn) -> Result<Units> {
    let mut units = Units(BTreeMap::new());
    for mut row in records(&fixtures::files::units_csv())? {
        let mut cell = |name: &str| row.remove(name).unwrap_or_default();
        let unit = UnitRow {
            id: UnitId(Uuid::now_v7()),
            code: cell("code"),
            name: cell("name"),
            kind: cell("kind"),
            parent_id: units.maybe(&cell("parent"))?,
            ranking_group: cell("ranking_group"),
            leader: cell("leader"),
            active: true,
        };
        store::units::insert(conn, &unit)?;
        units.0.insert(unit.code, unit.id);
    }
    Ok(units)
}

fn categories(conn: &mut Conn) -> Result<()> {
    for (position, mut row) in (0..).zip(records(&fixtures::files::categories_csv())?) {
        let mut cell = |name: &str| row.remove(name).unwrap_or_default();
        let category = CategoryRow {
            scheme: cell("scheme"),
            code: cell("code"),
            name: cell("name"),
            campaign_word: cell("campaign_word"),
            limit_value: cell("limit_value").parse()?,
            limit_unit: cell("limit_unit"),
            urgent: cell("urgent") == "true",
            active: true,
            position,
        };
        store::categories::insert(conn, &category)?;
    }
    Ok(())
}

fn rules(conn: &mut Conn, units: &Units) -> Result<()> {
    let mut rules = vec![];
    for mut row in records(&fixtures::files::routes_csv())? {
        let mut cell = |name: &str| row.remove(name).unwrap_or_default();
        rules.push(RuleRow {
            id: RuleId(Uuid::now_v7()),
            table_version: 1,
            number: cell("number").parse()?,
            scheme: cell("scheme"),
            category_prefix: cell("category_prefix"),
            district_id: units.maybe(&cell("district"))?,
            street_id: units.maybe(&cell("street"))?,
            zone_code: cell("zone"),
            zone_kind: cell("zone_kind"),
            department_id: units.id(&cell("department"))?,
            priority: cell("priority").parse().unwrap_or_default(),
        });
    }
    Ok(store::rules::insert_version(conn, &rules)?)
}

/// The codes of the departments that get work.
pub fn departments() -> Result<Vec<String>> {
    let rows = records(&fixtures::files::routes_csv())?.into_iter();
    let mut codes: Vec<String> = rows
        .filter_map(|mut row| row.remove("department"))
        .collect();
    codes.sort_unstable();
    codes.dedup();
    Ok(codes)
}

fn fixture_zones(conn: &mut Conn, units: &Units) -> Result<()> {
    let file: Value = serde_json::from_str(&fixtures::files::zones_geojson())?;
    for feature in file["features"].as_array().context("features")? {
        let word = |name: &str| feature["properties"][name].as_str().unwrap_or_default();
        let zone = ZoneRow {
            id: ZoneId(Uuid::now_v7()),
            code: word("code").to_owned(),
            version: 1,
            name: word("name").to_owned(),
            kind: word("kind").to_owned(),
            unit_id: units.id(word("unit"))?,
            street_id: units.id(word("street"))?,
            district_id: units.id(word("district"))?,
            leader: word("leader").to_owned(),
            grid_keeper: word("grid_keeper").to_owned(),
            geometry: feature["geometry"].to_string(),
            valid_from: Micros(0),
            valid_to: None,
        };
        store::zones::insert(conn, &zone)?;
    }
    Ok(())
}

const CORNER: Point = Point {
    lon: 105.7,
    lat: 34.5,
};
const PITCH: f64 = 0.002;

/// Twelve-cornered areas that overlap their neighbours a little, as real ones do.
fn grid(conn: &mut Conn, units: &Units, side: u32) -> Result<()> {
    let (unit, street, district) = (
        units.id("weiban")?,
        units.id("qinglan-gulou")?,
        units.id("qinglan")?,
    );
    for number in 0..side * side {
        let (east, north) = (
            f64::from(number % side) + 0.5,
            f64::from(number / side) + 0.5,
        );
        let ring: Vec<[f64; 2]> = (0..=12)
            .map(|corner| {
                let angle = (f64::from(corner % 12) * 30.0).to_radians();
                let radius = 0.45 + 0.1 * f64::from(corner % 2);
                let (x, y) = (east + radius * angle.cos(), north + radius * angle.sin());
                [CORNER.lon + x * PITCH, CORNER.lat + y * PITCH]
            })
            .collect();
        let zone = ZoneRow {
            id: ZoneId(Uuid::now_v7()),
            code: format!("grid-{number:05}"),
            version: 1,
            name: format!("网格{number:05}"),
            kind: "street".into(),
            unit_id: unit,
            street_id: street,
            district_id: district,
            leader: String::new(),
            grid_keeper: String::new(),
            geometry: json!({"type": "Polygon", "coordinates": [ring]}).to_string(),
            valid_from: Micros(0),
            valid_to: None,
        };
        store::zones::insert(conn, &zone)?;
    }
    Ok(())
}

/// Spread evenly over the grid without dice: multiples of two irrational numbers.
pub fn point_on_grid(number: usize, side: u32) -> Point {
    let spread = |step: f64| (number as f64 * step).fract() * f64::from(side) * PITCH;
    Point {
        lon: CORNER.lon + spread(0.618_033_988_75),
        lat: CORNER.lat + spread(0.414_213_562_37),
    }
}

/// Places in the fixture's zones where something may be reported, and the zone of each.
pub fn spots(each: u64) -> Vec<Point> {
    let zones = fixtures::city::committed_zones();
    let of_zone = |zone| {
        let zones = &zones;
        (0..each).filter_map(move |seed| fixtures::city::spot(zones, zone, seed))
    };
    zones
        .iter()
        .flat_map(of_zone)
        .map(|(lon, lat)| Point { lon, lat })
        .collect()
}
