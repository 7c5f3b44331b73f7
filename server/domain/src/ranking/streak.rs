//! How many published issues in a row a subject stands on the black list, and what follows.

use crate::id::UnitId;
use crate::period::Period;
use crate::rulebook::Consequences;

/// A published issue of the board; of a corrected one only the correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub period: Period,
    pub black: Vec<UnitId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consequence {
    /// 分管领导约谈.
    LeaderTalk,
    /// 组织部约谈.
    OrganisationTalk,
    /// 问责.
    Accountability,
}

impl Consequence {
    pub const ALL: [Consequence; 3] = [
        Consequence::LeaderTalk,
        Consequence::OrganisationTalk,
        Consequence::Accountability,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Consequence::LeaderTalk => "leader_talk",
            Consequence::OrganisationTalk => "organisation_talk",
            Consequence::Accountability => "accountability",
        }
    }
}

/// This appearance included; 0 when `unit` is not on the black list of `period`. A week without an
/// issue neither counts nor breaks the row; weeks and months are different rows.
pub fn consecutive_black(unit: UnitId, period: Period, on_black: bool, published: &[Issue]) -> i64 {
    if !on_black {
        return 0;
    }
    let same_kind = |issue: &&Issue| is_week(issue.period) == is_week(period);
    let mut earlier: Vec<&Issue> = published
        .iter()
        .filter(same_kind)
        .filter(|issue| issue.period < period)
        .collect();
    earlier.sort_by_key(|issue| std::cmp::Reverse(issue.period));
    let before = earlier
        .iter()
        .take_while(|issue| issue.black.contains(&unit))
        .count();
    1 + before as i64
}

fn is_week(period: Period) -> bool {
    matches!(period, Period::Week { .. })
}

/// The gravest step reached.
pub fn consequence(consecutive_black: i64, rules: &Consequences) -> Option<Consequence> {
    [
        (rules.accountability, Consequence::Accountability),
        (rules.organisation_talk, Consequence::OrganisationTalk),
        (rules.leader_talk, Consequence::LeaderTalk),
    ]
    .into_iter()
    .find(|(from, _)| consecutive_black >= *from)
    .map(|(_, step)| step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn unit(n: u128) -> UnitId {
        UnitId(Uuid::from_u128(n))
    }

    fn issue(period: &str, black: &[u128]) -> Issue {
        Issue {
            period: period.parse().unwrap(),
            black: black.iter().map(|n| unit(*n)).collect(),
        }
    }

    #[test]
    fn published_issues_of_the_same_kind_are_counted_backwards() {
        // Out of order on purpose; W49 was never published.
        let published = [
            issue("2026-W51", &[1, 2]),
            issue("2026-W47", &[1, 3]),
            issue("2026-W50", &[1]),
            issue("2026-W48", &[1, 2, 3]),
            issue("2026-11", &[4]),
            issue("2027-W01", &[5]),
        ];
        let count = |n, on_black| {
            let period = "2026-W52".parse().unwrap();
            consecutive_black(unit(n), period, on_black, &published)
        };
        assert_eq!(count(1, true), 5);
        assert_eq!(count(2, true), 2);
        assert_eq!(count(3, true), 1);
        assert_eq!(count(4, true), 1, "a month is another row");
        assert_eq!(count(5, true), 1, "what comes later does not count");
        assert_eq!(count(1, false), 0);
    }

    #[test]
    fn the_row_goes_on_over_new_year() {
        let published = [issue("2026-W53", &[1]), issue("2026-W52", &[1])];
        let period = "2027-W01".parse().unwrap();
        assert_eq!(consecutive_black(unit(1), period, true, &published), 3);
    }

    #[test]
    fn the_third_time_is_accountability_and_so_is_every_later_one() {
        use Consequence::*;
        let rules = Consequences::default();
        let expected = [
            None,
            Some(LeaderTalk),
            Some(OrganisationTalk),
            Some(Accountability),
            Some(Accountability),
        ];
        for (times, step) in (0..).zip(expected) {
            assert_eq!(consequence(times, &rules), step, "{times}");
        }
    }
}
