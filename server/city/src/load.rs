//! Reads the snapshot from the database. Imports have checked everything, so a row that can't be read is our fault.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use domain::calendar::{Calendar, Shift};
use domain::deadline::Limit;
use domain::id::CategoryKey;
use domain::routing::{RoutingTable, Rule};
use domain::rulebook::Rulebook;
use domain::zone::{Shape, Zone, ZoneIndex};
use jiff::civil::time;
use store::Conn;

use crate::city::places;
use crate::fault::Faults;
use crate::file;
use crate::units::{Unit, Units};
use crate::zones_answer::ZonesAnswer;
use crate::{Category, City, Document, Error};

pub fn load(conn: &mut Conn, version: i64) -> Result<City, Error> {
    let rulebook_document = document(conn, "rulebook")?;
    let calendar_document = document(conn, "calendar")?;
    let rulebook = match &rulebook_document {
        Some(document) => {
            file::rulebook::parse(&document.body).map_err(|faults| damaged("rulebook", &faults))?
        }
        None => Rulebook::default(),
    };
    let calendar = match &calendar_document {
        Some(document) => {
            let name = document.version.to_string();
            file::calendar::parse(&document.body, name)
                .map_err(|faults| damaged("calendar", &faults))?
                .calendar
        }
        None => unpublished()?,
    };
    let zones = zones(conn)?;
    Ok(City {
        version,
        units: units(conn)?,
        categories: categories(conn)?,
        zone_places: places(&zones),
        zones: ZoneIndex::new(zones, rulebook.reach),
        table: RoutingTable::new(rules(conn)?),
        calendar,
        rulebook,
        rulebook_document,
        calendar_document,
        zones_answer: ZonesAnswer::default(),
    })
}

fn damaged(document: &str, faults: &Faults) -> anyhow::Error {
    anyhow::anyhow!("the {document} in force: {faults:?}")
}

fn document(conn: &mut Conn, kind: &str) -> Result<Option<Document>, Error> {
    let row = store::documents::latest(conn, kind)?;
    Ok(row.map(|row| Document {
        version: row.version,
        name: row.name,
        hash: row.hash,
        body: row.body,
    }))
}

/// Before a city has imported its calendar: Monday to Friday, every year provisional.
fn unpublished() -> Result<Calendar, anyhow::Error> {
    let shifts = vec![
        Shift {
            from: time(8, 30, 0, 0),
            to: time(12, 0, 0, 0),
        },
        Shift {
            from: time(14, 0, 0, 0),
            to: time(17, 30, 0, 0),
        },
    ];
    Calendar::new(
        "0".into(),
        shifts,
        BTreeSet::new(),
        BTreeSet::new(),
        BTreeSet::new(),
    )
    .map_err(|fault| anyhow::anyhow!("the built-in calendar: {fault:?}"))
}

fn units(conn: &mut Conn) -> Result<Units, Error> {
    let units = store::units::all(conn)?.into_iter().map(|row| {
        Ok(Unit {
            id: row.id,
            kind: row
                .kind
                .parse()
                .map_err(|_| anyhow::anyhow!("unit {} is a {}", row.code, row.kind))?,
            parent: row.parent_id,
            code: row.code,
            name: row.name,
            ranking_group: row.ranking_group,
            leader: row.leader,
            active: row.active,
        })
    });
    Ok(Units::new(units.collect::<Result<_, anyhow::Error>>()?))
}

fn categories(conn: &mut Conn) -> Result<BTreeMap<CategoryKey, Category>, Error> {
    let categories = store::categories::all(conn)?.into_iter().map(|row| {
        let unit = row
            .limit_unit
            .parse()
            .map_err(|_| anyhow::anyhow!("category {}: {}", row.code, row.limit_unit))?;
        let key = CategoryKey {
            scheme: row.scheme,
            code: row.code,
        };
        let category = Category {
            key: key.clone(),
            name: row.name,
            campaign_word: row.campaign_word,
            limit: Limit {
                value: u32::try_from(row.limit_value).context("limit")?,
                unit,
            },
            urgent: row.urgent,
            active: row.active,
            position: row.position,
        };
        Ok((key, category))
    });
    Ok(categories.collect::<Result<_, anyhow::Error>>()?)
}

fn zones(conn: &mut Conn) -> Result<Vec<Zone>, Error> {
    let zones = store::zones::all_versions(conn)?.into_iter().map(|row| {
        Ok(Zone {
            id: row.id,
            kind: row
                .kind
                .parse()
                .map_err(|_| anyhow::anyhow!("zone {} is a {}", row.code, row.kind))?,
            unit: row.unit_id,
            street: row.street_id,
            district: row.district_id,
            shape: shape(&row.geometry)
                .with_context(|| format!("zone {} version {}", row.code, row.version))?,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            code: row.code,
            version: row.version,
            name: row.name,
            leader: row.leader,
            grid_keeper: row.grid_keeper,
        })
    });
    Ok(zones.collect::<Result<_, anyhow::Error>>()?)
}

fn shape(geometry: &str) -> Result<Shape, anyhow::Error> {
    let polygons = file::geometry::polygons(geometry)?;
    Shape::new(&polygons).map_err(|faults| anyhow::anyhow!("geometry {faults:?}"))
}

fn rules(conn: &mut Conn) -> Result<Vec<Rule>, Error> {
    let rules = store::rules::current(conn)?.into_iter().map(|row| {
        let kind = match row.zone_kind.as_str() {
            "" => None,
            kind => Some(
                kind.parse()
                    .map_err(|_| anyhow::anyhow!("rule {}: {kind}", row.number))?,
            ),
        };
        Ok(Rule {
            id: row.id,
            number: row.number,
            scheme: row.scheme,
            category_prefix: row.category_prefix,
            district: row.district_id,
            street: row.street_id,
            zone_code: Some(row.zone_code).filter(|code| !code.is_empty()),
            zone_kind: kind,
            department: row.department_id,
            priority: row.priority,
        })
    });
    Ok(rules.collect::<Result<_, anyhow::Error>>()?)
}
