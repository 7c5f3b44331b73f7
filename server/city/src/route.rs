//! An explanation of the rules as the wire and the events keep it: with the names of that day, so that it
//! reads the same for ever. What is decided, and in which words it is told, is not here.

use domain::routing::{Explanation, Found, Routed, Rule};
use mirror::Shown;
use mobile_api::route::{Held, Match, RouteRecord, RulePlace, RuleRef};
use mobile_api::zone::ZoneRef;

use crate::City;
use crate::show;

/// Rules that were overruled are left out: they changed nothing.
pub fn record(reference: &City, explanation: &Explanation) -> RouteRecord {
    let (matched, distance_m, zone, runners_up) = match &explanation.found {
        Found::Inside { zone, runners_up } => {
            (Match::Inside, Some(0.0), Some(zone), &runners_up[..])
        }
        Found::Near { zone, distance_m } => (
            Match::Near,
            Some(decimetres(*distance_m)),
            Some(zone),
            &[][..],
        ),
        Found::Nowhere => (Match::None, None, None, &[][..]),
    };
    let (rule, candidates) = match &explanation.routed {
        Routed::Owned { rule, .. } => (Some(rule), &[][..]),
        Routed::Ambiguous { candidates } | Routed::Unowned { candidates, .. } => {
            (None, &candidates[..])
        }
    };
    RouteRecord {
        r#match: matched,
        distance_m,
        zone: zone.map(zone_ref),
        runners_up: runners_up.iter().map(zone_ref).collect(),
        rule: rule.map(|rule| rule_ref(reference, rule)),
        candidates: candidates
            .iter()
            .map(|rule| rule_ref(reference, rule))
            .collect(),
        held: None,
    }
}

/// The rule is left to a dispatcher as the one candidate.
pub fn hold(record: &mut RouteRecord, why: Held) {
    if let Some(rule) = record.rule.take() {
        record.candidates = vec![rule];
        record.held = Some(why);
    }
}

pub fn rule_ref(reference: &City, rule: &Rule) -> RuleRef {
    RuleRef {
        id: rule.id.0,
        number: rule.number,
        scheme: rule.scheme.clone(),
        category_prefix: rule.category_prefix.clone(),
        place: place(reference, rule),
        zone_kind: rule.zone_kind.map(Shown::shown),
        department: show::unit_ref(&reference.units, rule.department),
    }
}

/// The narrowest place the rule names: the one that made it win.
fn place(reference: &City, rule: &Rule) -> RulePlace {
    let named = |id| show::unit_ref(&reference.units, id);
    match (&rule.zone_code, rule.street, rule.district) {
        (Some(code), _, _) => RulePlace::Zone {
            code: code.clone(),
            name: zone_name(reference, code),
        },
        (None, Some(street), _) => {
            let street = named(street);
            RulePlace::Street {
                code: street.code,
                name: street.name,
            }
        }
        (None, None, Some(district)) => {
            let district = named(district);
            RulePlace::District {
                code: district.code,
                name: district.name,
            }
        }
        (None, None, None) => RulePlace::Everywhere,
    }
}

/// Of the newest version; a code without a zone stands for itself.
fn zone_name(reference: &City, code: &str) -> String {
    let versions = reference.zones.zones().iter();
    versions
        .filter(|zone| zone.code == code)
        .max_by_key(|zone| zone.version)
        .map_or_else(|| code.to_owned(), |zone| zone.name.clone())
}

fn zone_ref(zone: &domain::routing::ZoneRef) -> ZoneRef {
    ZoneRef {
        id: zone.id.0,
        code: zone.code.clone(),
        name: zone.name.clone(),
        version: zone.version,
    }
}

/// No phone knows its place better than that.
fn decimetres(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}
