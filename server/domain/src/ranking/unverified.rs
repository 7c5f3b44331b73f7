//! 未核查: handlings that nobody verified in time. They count for rates and for the black list as they are; whoever has too
//! many of them is not praised on the strength of their own word.

use super::Tally;
use crate::period::Period;
use crate::rulebook::{UnverifiedRules, WHOLE};
use crate::time::{Micros, hours};

/// The last instant at which a verification counts for this period. The same for every list of the period, whenever it is
/// built: earlier, what waits is not verified yet; later, who verified afterwards came too late.
pub fn verified_by(period: Period, rules: UnverifiedRules) -> Micros {
    period.bounds().1 + hours(rules.grace_hours)
}

/// `closed_at`: when the handling that stands was verified, as far as it was.
pub fn is_unverified(handling_stands: bool, closed_at: Option<Micros>, by: Micros) -> bool {
    handling_stands && closed_at.is_none_or(|at| at > by)
}

/// More than the share allowed; exactly that much is allowed.
pub(super) fn keeps_off_red(tally: &Tally, rules: UnverifiedRules) -> bool {
    let (unverified, due) = (i128::from(tally.unverified), i128::from(tally.due));
    unverified * i128::from(WHOLE) > i128::from(rules.red_max) * due
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Rulebook;
    use crate::sample::at;

    #[test]
    fn whoever_verifies_by_the_end_of_the_grace_is_in_time_and_no_later() {
        let period = "2026-W10".parse().unwrap();
        let by = verified_by(period, Rulebook::default().unverified);
        assert_eq!(by, at("2026-03-11T00:00"));
        #[rustfmt::skip]
        let table = [
            (true, None, true),
            (true, Some(at("2026-03-04T10:00")), false),
            (true, Some(at("2026-03-11T00:00")), false),
            (true, Some(at("2026-03-11T00:00:00.000001")), true),
            (false, None, false),
        ];
        for (stands, closed_at, expected) in table {
            assert_eq!(
                is_unverified(stands, closed_at, by),
                expected,
                "{closed_at:?}"
            );
        }
    }

    #[test]
    fn a_fifth_may_be_unverified_and_not_one_case_more() {
        let rules = Rulebook::default().unverified;
        #[rustfmt::skip]
        let table = [
            (0, 0, false), (0, 5, false), (1, 5, false), (2, 5, true), (20, 100, false), (21, 100, true),
            (199, 999, false), (200, 999, true), (40, 40, true),
        ];
        for (unverified, due, expected) in table {
            let tally = Tally {
                unverified,
                due,
                ..Tally::default()
            };
            assert_eq!(
                keeps_off_red(&tally, rules),
                expected,
                "{unverified} of {due}"
            );
        }
        let all = Tally {
            unverified: 40,
            due: 40,
            ..Tally::default()
        };
        let never = UnverifiedRules {
            red_max: WHOLE,
            ..rules
        };
        assert!(!keeps_off_red(&all, never), "a city may allow all of it");
    }
}
