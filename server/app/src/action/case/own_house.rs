//! 自查: whether a reporter is of the house that is about to get the case, by the tree of units as it is now. The rule is
//! `domain::self_found`; the answer is frozen with the dispatch, since people and units move.

use domain::id::UnitId;
use domain::self_found::self_found;

use city::City;

/// `reporter` is the unit the person works for, if any.
pub fn from_own_house(city: &City, department: UnitId, reporter: Option<UnitId>) -> bool {
    let line = |unit: UnitId| city.units.line(unit);
    let from = reporter.map(line).unwrap_or_default();
    self_found(&line(department), &from)
}
