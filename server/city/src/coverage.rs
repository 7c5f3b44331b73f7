//! Where the routing table has a hole or a dispute: every category in use, in every zone in force.

use std::collections::HashMap;

use domain::id::UnitId;
use domain::permission::Reach;
use domain::routing;
use domain::time::Micros;
use domain::zone::Zone;
use mobile_api::zone::{CoverageFault, CoverageGap, ZoneRef};

use crate::City;
use crate::show;

/// By scheme, code and zone code; in one part of the city, or in all of it.
pub fn gaps(city: &City, now: Micros, scope: Option<UnitId>) -> Vec<CoverageGap> {
    let asked =
        |zone: &&Zone| Reach::of_place(Some(zone.street), Some(zone.district)).lies_within(scope);
    let active = city.categories.values().filter(|category| category.active);
    let keys = active.map(|category| &category.key);
    let zones: HashMap<&str, &Zone> = city
        .zones
        .valid_at(now)
        .filter(asked)
        .map(|zone| (zone.code.as_str(), zone))
        .collect();
    let cells = routing::coverage(city.zones.valid_at(now).filter(asked), keys, &city.table);
    cells
        .into_iter()
        .filter_map(|cell| {
            let category = city.categories.get(&cell.category)?;
            let zone = zones.get(cell.zone_code.as_str())?;
            Some(CoverageGap {
                category: show::category_ref(category),
                zone: ZoneRef {
                    id: zone.id.0,
                    code: zone.code.clone(),
                    name: zone.name.clone(),
                    version: zone.version,
                },
                fault: match cell.owners.is_empty() {
                    true => CoverageFault::Unowned,
                    false => CoverageFault::Ambiguous,
                },
                departments: cell
                    .owners
                    .iter()
                    .map(|unit| show::unit_ref(&city.units, *unit))
                    .collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::routes;
    use crate::sample::{city, now};
    use domain::routing::RoutingTable;

    #[test]
    fn holes_and_disputes_are_named_with_their_place() {
        let text = "number,scheme,category_prefix,department\n1,event,02-01,cgzf\n2,event,02-02,cgzf\n3,event,02-02,garden\n";
        let mut city = city();
        let rules = routes::parse(text.as_bytes(), &city, now()).unwrap();
        city.table = RoutingTable::new(rules.into_iter().map(|line| line.rule).collect());
        let seen: Vec<_> = gaps(&city, now(), None)
            .into_iter()
            .map(|gap| {
                (
                    gap.category.code,
                    gap.zone.code,
                    gap.fault,
                    gap.departments.len(),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                ("01-01".into(), "jf-e".into(), CoverageFault::Unowned, 0),
                ("02-02".into(), "jf-e".into(), CoverageFault::Ambiguous, 2),
            ]
        );
    }
}
