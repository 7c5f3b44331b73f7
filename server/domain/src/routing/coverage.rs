//! Holes and quarrels of a routing table, found before a case falls into one.

use super::table::{best_of, owners};
use super::{Routed, RoutingTable, Rule};
use crate::id::{CategoryKey, UnitId};
use crate::zone::Zone;

/// A category in a zone that nobody owns (no owners) or that several departments own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub category: CategoryKey,
    pub zone_code: String,
    /// Ordered, none twice.
    pub owners: Vec<UnitId>,
    /// The equally good rules behind several owners.
    pub rules: Vec<Rule>,
}

/// Every faulty cell, by category and zone code, for the zones valid at the moment of interest.
pub fn coverage<'a>(
    zones: impl IntoIterator<Item = &'a Zone>,
    categories: impl IntoIterator<Item = &'a CategoryKey>,
    table: &RoutingTable,
) -> Vec<Cell> {
    let mut zones: Vec<&Zone> = zones.into_iter().collect();
    zones.sort_by(|a, b| (&a.code, a.version).cmp(&(&b.code, b.version)));
    let mut categories: Vec<&CategoryKey> = categories.into_iter().collect();
    categories.sort();
    let mut cells = Vec::new();
    for category in categories {
        // Few rules fit a category, so that zones are not compared with the whole table.
        let of_category: Vec<&Rule> = table
            .rules()
            .iter()
            .filter(|rule| rule.fits_category(category))
            .collect();
        cells.extend(
            zones
                .iter()
                .filter_map(|zone| faulty_cell(category, zone, &of_category)),
        );
    }
    cells
}

fn faulty_cell(category: &CategoryKey, zone: &Zone, of_category: &[&Rule]) -> Option<Cell> {
    let fitting = of_category
        .iter()
        .copied()
        .filter(|rule| rule.fits_zone(zone));
    let routed = best_of(fitting);
    let owners = owners(&routed);
    let rules = match routed {
        Routed::Owned { .. } => return None,
        Routed::Ambiguous { candidates } => candidates,
        Routed::Unowned { .. } => Vec::new(),
    };
    Some(Cell {
        category: category.clone(),
        zone_code: zone.code.clone(),
        owners,
        rules,
    })
}
