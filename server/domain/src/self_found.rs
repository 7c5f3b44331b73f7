//! 自查: was a case reported from the house that has to put it right? Asked at each dispatch that starts a clock, of the
//! tree of units as it is then, and frozen in the event. What a board makes of it is ranking's.

use crate::id::UnitId;
use crate::unit::UnitKind;

/// A unit and everything it is part of, the unit itself first.
pub type Line<'a> = &'a [(UnitId, UnitKind)];

/// Somebody of the owning department, of a unit below it or of one above it reported the case. Who works for the city or a
/// district itself is above everybody and of no house: were they counted, nobody's finding would be another's.
pub fn self_found(department: Line<'_>, reporter: Line<'_>) -> bool {
    let Some((owner, _)) = department.first() else {
        return false;
    };
    let Some((from, kind)) = reporter.first() else {
        return false;
    };
    let of_it_or_below = reporter.iter().any(|(unit, _)| unit == owner);
    let above = kind.owns_cases() && department.iter().any(|(unit, _)| unit == from);
    of_it_or_below || above
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::unit;

    const CITY: (u128, UnitKind) = (1, UnitKind::City);
    const DISTRICT: (u128, UnitKind) = (2, UnitKind::District);
    const BUREAU: (u128, UnitKind) = (3, UnitKind::Department);
    const TEAM: (u128, UnitKind) = (4, UnitKind::Department);
    const OTHER_TEAM: (u128, UnitKind) = (5, UnitKind::Department);
    const OTHER: (u128, UnitKind) = (6, UnitKind::Department);
    const STREET: (u128, UnitKind) = (7, UnitKind::StreetOffice);
    const COMMUNITY: (u128, UnitKind) = (8, UnitKind::Community);

    #[test]
    fn a_house_is_the_department_what_is_below_it_and_what_is_above_it_short_of_city_and_district()
    {
        type Way<'a> = &'a [(u128, UnitKind)];
        #[rustfmt::skip]
        let table: [(&str, Way<'_>, Way<'_>, bool); 12] = [
            ("the department's own", &[BUREAU, CITY], &[BUREAU, CITY], true),
            ("a team below it", &[BUREAU, CITY], &[TEAM, BUREAU, CITY], true),
            ("the bureau above the team that owns it", &[TEAM, BUREAU, CITY], &[BUREAU, CITY], true),
            ("the street office above the community", &[COMMUNITY, STREET, DISTRICT, CITY], &[STREET, DISTRICT, CITY], true),
            ("a community below the street office", &[STREET, DISTRICT, CITY], &[COMMUNITY, STREET, DISTRICT, CITY], true),
            ("another department", &[BUREAU, CITY], &[OTHER, CITY], false),
            ("another team of the same bureau", &[TEAM, BUREAU, CITY], &[OTHER_TEAM, BUREAU, CITY], false),
            ("who works for the city itself", &[BUREAU, CITY], &[CITY], false),
            ("who works for the district itself", &[STREET, DISTRICT, CITY], &[DISTRICT, CITY], false),
            ("who works for nobody", &[BUREAU, CITY], &[], false),
            ("a department that is not in the tree", &[], &[BUREAU, CITY], false),
            ("neither", &[], &[], false),
        ];
        for (name, department, reporter, expected) in table {
            let line = |way: Way<'_>| -> Vec<_> {
                way.iter().map(|(n, kind)| (unit(*n), *kind)).collect()
            };
            let found = self_found(&line(department), &line(reporter));
            assert_eq!(found, expected, "{name}");
        }
    }
}
