//! Who a board compares: whoever answers for something in the period, and whoever a case was counted for.

use std::collections::BTreeSet;

use city::show;
use domain::id::UnitId;
use domain::period::Period;
use domain::ranking::{Board, Subject};
use domain::unit::UnitKind;
use mobile_api::unit::UnitRef;

use city::City;

/// A subject with the name it has today, to be frozen with the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub subject: Subject,
    pub unit: UnitRef,
}

pub fn subjects(
    city: &City,
    board: Board,
    period: Period,
    counted: impl Iterator<Item = UnitId>,
) -> Vec<Named> {
    let mut units = answering(city, board, period);
    units.extend(counted);
    units.into_iter().map(|unit| named(city, unit)).collect()
}

/// Those a list would miss if they had no case: shown as 无数据.
fn answering(city: &City, board: Board, period: Period) -> BTreeSet<UnitId> {
    let active = |unit: &UnitId| city.units.get(*unit).is_some_and(|unit| unit.active);
    match board {
        Board::Department => {
            let rules = city.table.rules().iter();
            rules.map(|rule| rule.department).filter(active).collect()
        }
        Board::ZoneUnit => {
            let (from, to) = period.bounds();
            let zones = city.zones.zones().iter();
            zones
                .filter(|zone| zone.valid_from < to && zone.valid_to.is_none_or(|end| end > from))
                .map(|zone| zone.unit)
                .filter(active)
                .collect()
        }
        Board::Street => {
            let units = city.units.all().into_iter();
            units
                .filter(|unit| unit.kind == UnitKind::StreetOffice && unit.active)
                .map(|unit| unit.id)
                .collect()
        }
    }
}

fn named(city: &City, id: UnitId) -> Named {
    let unit = show::unit_ref(&city.units, id);
    let group = city.units.get(id).map(|unit| unit.ranking_group.clone());
    Named {
        subject: Subject {
            unit: id,
            code: unit.code.clone(),
            group: group.unwrap_or_default(),
        },
        unit,
    }
}
