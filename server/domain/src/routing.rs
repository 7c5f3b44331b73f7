//! Which department must act: the routing table, by category and place, with the reasons for its
//! answer. Which zone a point lies in is `zone`; the words an explanation is told in are not here.

mod coverage;
mod table;

pub use coverage::{Cell, coverage};
pub use table::RoutingTable;

use crate::id::{CategoryKey, RuleId, UnitId, ZoneId};
use crate::zone::{Match, Zone, ZoneIndex, ZoneKind};

use crate::position::Position;
use crate::time::Micros;

/// One line of the routing table. An empty text or none matches everything; what is named must
/// all fit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    pub id: RuleId,
    /// As people call it: 规则 12.
    pub number: i64,
    pub scheme: String,
    pub category_prefix: String,
    pub district: Option<UnitId>,
    pub street: Option<UnitId>,
    pub zone_code: Option<String>,
    pub zone_kind: Option<ZoneKind>,
    pub department: UnitId,
    /// Decides between rules that are equally specific; the highest wins.
    pub priority: i64,
}

/// Who must act, and by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Routed {
    /// `overruled` are the rules that fit too but are less specific, the next best first.
    Owned {
        department: UnitId,
        rule: Rule,
        overruled: Vec<Rule>,
    },
    /// Equally good rules name different departments: a dispatcher decides.
    Ambiguous { candidates: Vec<Rule> },
    /// A dispatcher decides, too. The candidates are rules that would fit if the point lay in a
    /// zone; there are none when it does.
    Unowned {
        reason: Unowned,
        candidates: Vec<Rule>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unowned {
    NoZone,
    NoRule,
}

/// What of a zone an explanation shows, frozen with the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneRef {
    pub id: ZoneId,
    pub code: String,
    pub name: String,
    pub version: i64,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    Inside {
        zone: ZoneRef,
        runners_up: Vec<ZoneRef>,
    },
    Near {
        zone: ZoneRef,
        distance_m: f64,
    },
    Nowhere,
}

/// Why here: everything a person needs to check the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    pub category: CategoryKey,
    pub found: Found,
    pub routed: Routed,
}

impl Routed {
    pub fn department(&self) -> Option<UnitId> {
        match self {
            Routed::Owned { department, .. } => Some(*department),
            Routed::Ambiguous { .. } | Routed::Unowned { .. } => None,
        }
    }

    pub fn rule(&self) -> Option<&Rule> {
        match self {
            Routed::Owned { rule, .. } => Some(rule),
            Routed::Ambiguous { .. } | Routed::Unowned { .. } => None,
        }
    }
}

/// The whole answer for one report.
pub fn explain(
    category: &CategoryKey,
    position: &Position,
    at: Micros,
    zones: &ZoneIndex,
    table: &RoutingTable,
) -> Explanation {
    let found = zones.locate(position.canonical, position.accuracy_m, at);
    Explanation {
        category: category.clone(),
        routed: table.route(category, found.zone()),
        found: Found::from(&found),
    }
}

impl From<&Zone> for ZoneRef {
    fn from(zone: &Zone) -> ZoneRef {
        ZoneRef {
            id: zone.id,
            code: zone.code.clone(),
            name: zone.name.clone(),
            version: zone.version,
        }
    }
}

impl From<&Match<'_>> for Found {
    fn from(found: &Match<'_>) -> Found {
        match found {
            Match::Inside { zone, runners_up } => Found::Inside {
                zone: ZoneRef::from(*zone),
                runners_up: runners_up.iter().map(|zone| ZoneRef::from(*zone)).collect(),
            },
            Match::Near { zone, distance_m } => Found::Near {
                zone: ZoneRef::from(*zone),
                distance_m: *distance_m,
            },
            Match::None => Found::Nowhere,
        }
    }
}

#[cfg(test)]
mod tests;
