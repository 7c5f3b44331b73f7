//! A tiny city for the tests of the readers: two districts, two streets, three departments, one zone.

use std::collections::BTreeSet;

use domain::calendar::{Calendar, Shift};
use domain::deadline::{Limit, LimitUnit};
use domain::id::{CategoryKey, UnitId, ZoneId};
use domain::routing::RoutingTable;
use domain::rulebook::{Reach, Rulebook};
use domain::time::Micros;
use domain::unit::UnitKind;
use domain::zone::{Shape, Zone, ZoneIndex, ZoneKind};
use jiff::civil::time;
use uuid::Uuid;

use crate::city::places;
use crate::units::{Unit, Units};
use crate::{Category, City};

/// 2026-03-02T09:00:00+08:00
pub fn now() -> Micros {
    Micros(1_772_413_200_000_000)
}

fn id(number: u128) -> UnitId {
    UnitId(Uuid::from_u128(number))
}

pub fn units() -> Units {
    let unit = |number, code: &str, kind, parent: Option<u128>| Unit {
        id: id(number),
        code: code.into(),
        name: format!("单位{number}"),
        kind,
        parent: parent.map(id),
        ranking_group: String::new(),
        leader: String::new(),
        active: code != "closed",
    };
    Units::new(vec![
        unit(1, "city", UnitKind::City, None),
        unit(2, "east", UnitKind::District, Some(1)),
        unit(3, "west", UnitKind::District, Some(1)),
        unit(4, "hill", UnitKind::StreetOffice, Some(2)),
        unit(5, "lake", UnitKind::StreetOffice, Some(3)),
        unit(6, "cgzf", UnitKind::Department, Some(1)),
        unit(7, "garden", UnitKind::Department, Some(1)),
        unit(8, "closed", UnitKind::Department, Some(1)),
        unit(9, "school", UnitKind::PublicInstitution, Some(1)),
        unit(10, "county-town", UnitKind::StreetOffice, Some(1)),
    ])
}

/// About 917 m × 1,112 m around 105.72, 34.58.
pub const SQUARE: [[f64; 2]; 5] = [
    [105.715, 34.575],
    [105.725, 34.575],
    [105.725, 34.585],
    [105.715, 34.585],
    [105.715, 34.575],
];

fn zone(code: &str, number: u128, valid_to: Option<Micros>) -> Zone {
    Zone {
        id: ZoneId(Uuid::from_u128(number)),
        code: code.into(),
        version: 1,
        name: "解放路东段".into(),
        kind: ZoneKind::Street,
        unit: id(9),
        street: id(4),
        district: id(2),
        leader: "包联领导".into(),
        grid_keeper: String::new(),
        shape: Shape::new(&[vec![SQUARE.to_vec()]]).unwrap(),
        valid_from: Micros(0),
        valid_to,
    }
}

pub fn city() -> City {
    let category = |position: i64, code: &str| {
        let key = CategoryKey {
            scheme: "event".into(),
            code: code.into(),
        };
        let category = Category {
            key: key.clone(),
            name: format!("类别{code}"),
            campaign_word: String::new(),
            limit: Limit {
                value: 24,
                unit: LimitUnit::Hour,
            },
            urgent: false,
            active: true,
            position,
        };
        (key, category)
    };
    let zones = vec![zone("jf-e", 100, None), zone("gone", 101, Some(Micros(1)))];
    let hours = Shift {
        from: time(9, 0, 0, 0),
        to: time(17, 0, 0, 0),
    };
    let none = BTreeSet::new();
    City {
        version: 7,
        units: units(),
        categories: ["01-01", "02-01", "02-02"]
            .into_iter()
            .zip(0..)
            .map(|(code, position)| category(position, code))
            .collect(),
        zone_places: places(&zones),
        zones: ZoneIndex::new(zones, Reach::default()),
        table: RoutingTable::default(),
        calendar: Calendar::new("1".into(), vec![hours], [2026].into(), none.clone(), none)
            .unwrap(),
        rulebook: Rulebook::default(),
        rulebook_document: None,
        calendar_document: None,
        zones_answer: Default::default(),
    }
}
