//! The order in which rules win, and what follows when several win at once.

use std::cmp::Reverse;

use super::{Routed, Rule, Unowned};
use crate::id::{CategoryKey, UnitId};
use crate::zone::Zone;

/// The rules, the most specific first; their order in the source does not matter.
#[derive(Clone, Debug, Default)]
pub struct RoutingTable {
    rules: Vec<Rule>,
}

impl RoutingTable {
    pub fn new(mut rules: Vec<Rule>) -> RoutingTable {
        rules.sort_by(|a, b| {
            precedence(a)
                .cmp(&precedence(b))
                .then_with(|| a.cmp_in_table(b))
        });
        RoutingTable { rules }
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Without a zone nobody is given the case, however general a rule may be.
    pub fn route(&self, category: &CategoryKey, zone: Option<&Zone>) -> Routed {
        let of_category = self
            .rules
            .iter()
            .filter(|rule| rule.fits_category(category));
        match zone {
            Some(zone) => best_of(of_category.filter(|rule| rule.fits_zone(zone))),
            None => Routed::Unowned {
                reason: Unowned::NoZone,
                candidates: of_category
                    .filter(|rule| rule.fits_everywhere())
                    .cloned()
                    .collect(),
            },
        }
    }
}

/// `fitting` in order of precedence. Rules that are equal in it and agree are no conflict.
pub(super) fn best_of<'a>(fitting: impl Iterator<Item = &'a Rule>) -> Routed {
    let fitting: Vec<&Rule> = fitting.collect();
    let Some(&first) = fitting.first() else {
        return Routed::Unowned {
            reason: Unowned::NoRule,
            candidates: Vec::new(),
        };
    };
    let equals = fitting.partition_point(|rule| precedence(rule) <= precedence(first));
    if fitting[..equals]
        .iter()
        .all(|rule| rule.department == first.department)
    {
        Routed::Owned {
            department: first.department,
            rule: first.clone(),
            overruled: fitting[1..].iter().copied().cloned().collect(),
        }
    } else {
        Routed::Ambiguous {
            candidates: fitting[..equals].iter().copied().cloned().collect(),
        }
    }
}

/// The departments that could claim a cell: one, none, or those of equally good rules.
pub(super) fn owners(routed: &Routed) -> Vec<UnitId> {
    let mut owners: Vec<UnitId> = match routed {
        Routed::Owned { department, .. } => vec![*department],
        Routed::Ambiguous { candidates } => candidates.iter().map(|rule| rule.department).collect(),
        Routed::Unowned { .. } => Vec::new(),
    };
    owners.sort_unstable();
    owners.dedup();
    owners
}

/// The smallest wins:
/// 1. the narrowest place named: zone, street, district, everywhere;
/// 2. the longer category prefix;
/// 3. the explicit order;
/// 4. where all that is equal, a kind of zone rather than all kinds, then a scheme rather than any.
///
/// Place comes before category, as cities write their tables: a street's own office acts in the
/// street whatever the category. A kind of zone is no place, and only breaks a tie.
fn precedence(rule: &Rule) -> impl Ord + use<> {
    let place = match (&rule.zone_code, rule.street, rule.district) {
        (Some(_), _, _) => 0,
        (None, Some(_), _) => 1,
        (None, None, Some(_)) => 2,
        (None, None, None) => 3,
    };
    (
        place,
        Reverse(rule.category_prefix.len()),
        Reverse(rule.priority),
        rule.zone_kind.is_none(),
        rule.scheme.is_empty(),
    )
}

impl Rule {
    pub fn fits_category(&self, category: &CategoryKey) -> bool {
        (self.scheme.is_empty() || self.scheme == category.scheme)
            && category.code.starts_with(&self.category_prefix)
    }

    pub fn fits_zone(&self, zone: &Zone) -> bool {
        self.district
            .is_none_or(|district| district == zone.district)
            && self.street.is_none_or(|street| street == zone.street)
            && self.zone_kind.is_none_or(|kind| kind == zone.kind)
            && self
                .zone_code
                .as_ref()
                .is_none_or(|code| *code == zone.code)
    }

    fn fits_everywhere(&self) -> bool {
        self.district.is_none()
            && self.street.is_none()
            && self.zone_kind.is_none()
            && self.zone_code.is_none()
    }

    /// Only so that the answer does not depend on the order rules were handed in.
    fn cmp_in_table(&self, other: &Rule) -> std::cmp::Ordering {
        self.number.cmp(&other.number).then_with(|| self.cmp(other))
    }
}
