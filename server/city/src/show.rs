//! What the city has set up, as the wire shows it.

use domain::deadline::Limit;
use domain::id::UnitId;
use domain::zone::Zone;
use mirror::Shown;
use mobile_api as wire;
use mobile_api::unit::UnitRef;
use mobile_api::zone::ZoneRef;

use crate::units::{Unit, Units};
use crate::{Category, City};

/// A zone as others name it.
pub fn zone_ref(zone: &Zone) -> ZoneRef {
    ZoneRef {
        id: zone.id.0,
        code: zone.code.clone(),
        name: zone.name.clone(),
        version: zone.version,
    }
}

/// A unit as others name it. One that history names always exists: units are never deleted.
pub fn unit_ref(units: &Units, id: UnitId) -> UnitRef {
    match units.get(id) {
        Some(unit) => UnitRef {
            id: id.0,
            code: unit.code.clone(),
            name: unit.name.clone(),
        },
        None => UnitRef {
            id: id.0,
            code: String::new(),
            name: String::new(),
        },
    }
}

pub fn unit(units: &Units, unit: &Unit) -> wire::unit::Unit {
    wire::unit::Unit {
        id: unit.id.0,
        code: unit.code.clone(),
        name: unit.name.clone(),
        kind: unit.kind.shown(),
        parent: unit.parent.map(|parent| unit_ref(units, parent)),
        ranking_group: unit.ranking_group.clone(),
        leader: unit.leader.clone(),
        active: unit.active,
    }
}

pub fn category(category: &Category) -> wire::category::Category {
    wire::category::Category {
        scheme: category.key.scheme.clone(),
        code: category.key.code.clone(),
        name: category.name.clone(),
        campaign_word: category.campaign_word.clone(),
        limit: limit(category.limit),
        urgent: category.urgent,
        active: category.active,
    }
}

pub fn category_ref(category: &Category) -> wire::category::CategoryRef {
    wire::category::CategoryRef {
        scheme: category.key.scheme.clone(),
        code: category.key.code.clone(),
        name: category.name.clone(),
    }
}

pub fn limit(limit: Limit) -> wire::category::Limit {
    wire::category::Limit {
        value: limit.value,
        unit: limit.unit.shown(),
    }
}

/// The rules by number, as people read the table.
pub fn routing_table(reference: &City, version: i64) -> wire::rule::RoutingTable {
    let unit = |id| unit_ref(&reference.units, id);
    let mut rules: Vec<_> = reference.table.rules().iter().collect();
    rules.sort_by_key(|rule| rule.number);
    let shown = rules.into_iter().map(|rule| wire::rule::RoutingRule {
        id: rule.id.0,
        number: rule.number,
        scheme: rule.scheme.clone(),
        category_prefix: rule.category_prefix.clone(),
        district: rule.district.map(unit),
        street: rule.street.map(unit),
        zone: rule.zone_code.clone(),
        zone_kind: rule.zone_kind.map(Shown::shown),
        department: unit(rule.department),
        priority: rule.priority,
    });
    wire::rule::RoutingTable {
        version,
        rules: shown.collect(),
    }
}

/// The zone of a case as its readers see it.
pub fn case_zone(reference: &City, zone: domain::id::ZoneId) -> Option<wire::case::CaseZone> {
    let zone = reference.zone(zone)?;
    Some(wire::case::CaseZone {
        id: zone.id.0,
        code: zone.code.clone(),
        name: zone.name.clone(),
        kind: zone.kind.shown(),
        unit: unit_ref(&reference.units, zone.unit),
        leader: zone.leader.clone(),
    })
}
