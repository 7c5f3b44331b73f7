//! When a case is due: a limit in natural hours, working hours or working days, counted from dispatch.
//! What extension, suspension and rework do to it is schedule.rs.

use std::fmt;
use std::str::FromStr;

use crate::calendar::Calendar;
use crate::time::{Micros, SECOND, Span};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LimitUnit {
    /// A natural hour: nights, weekends and holidays count.
    Hour,
    WorkHour,
    /// The working hours of one full working day.
    WorkDay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALimitUnit;

/// How long a department has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limit {
    pub value: u32,
    pub unit: LimitUnit,
}

/// How the time of a clock passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    Natural,
    Working,
}

/// The last instant that is still in time.
pub fn deadline(limit: Limit, dispatched_at: Micros, calendar: &Calendar) -> Micros {
    limit
        .pace()
        .after(dispatched_at, limit.allowed(calendar), calendar)
}

impl Limit {
    pub const fn pace(self) -> Pace {
        match self.unit {
            LimitUnit::Hour => Pace::Natural,
            LimitUnit::WorkHour | LimitUnit::WorkDay => Pace::Working,
        }
    }

    /// The clock time the limit grants.
    pub fn allowed(self, calendar: &Calendar) -> Span {
        let one = match self.unit {
            LimitUnit::Hour | LimitUnit::WorkHour => Span(3_600 * SECOND),
            LimitUnit::WorkDay => calendar.day_length(),
        };
        Span(one.0.saturating_mul(i64::from(self.value)))
    }
}

impl Pace {
    /// The first instant by which that much clock time has passed.
    pub fn after(self, from: Micros, span: Span, calendar: &Calendar) -> Micros {
        match self {
            Pace::Natural => from + span.max(Span(0)),
            Pace::Working => calendar.add(from, span),
        }
    }

    /// The clock time between two instants; negative when `to` is the earlier one.
    pub fn between(self, from: Micros, to: Micros, calendar: &Calendar) -> Span {
        match self {
            Pace::Natural => to - from,
            Pace::Working => calendar.between(from, to),
        }
    }

    /// Only working time depends on what is published.
    pub fn is_provisional(self, from: Micros, to: Micros, calendar: &Calendar) -> bool {
        match self {
            Pace::Natural => false,
            Pace::Working => calendar.is_provisional(from, to),
        }
    }
}

impl LimitUnit {
    pub const ALL: [LimitUnit; 3] = [LimitUnit::Hour, LimitUnit::WorkHour, LimitUnit::WorkDay];

    pub const fn as_str(self) -> &'static str {
        match self {
            LimitUnit::Hour => "hour",
            LimitUnit::WorkHour => "work_hour",
            LimitUnit::WorkDay => "work_day",
        }
    }
}

impl fmt::Display for LimitUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LimitUnit {
    type Err = NotALimitUnit;

    fn from_str(text: &str) -> Result<LimitUnit, NotALimitUnit> {
        LimitUnit::ALL
            .into_iter()
            .find(|unit| unit.as_str() == text)
            .ok_or(NotALimitUnit)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sample::{at, calendar};

    fn limit(value: u32, unit: LimitUnit) -> Limit {
        Limit { value, unit }
    }

    #[test]
    fn a_limit_runs_from_dispatch_in_its_own_time() {
        use LimitUnit::{Hour, WorkDay, WorkHour};
        let calendar = calendar();
        for (value, unit, dispatched, expected) in [
            // 24 natural hours, over a weekend, a holiday and the end of the year.
            (24, Hour, "2026-03-02T09:00", "2026-03-03T09:00"),
            (24, Hour, "2026-03-07T23:59", "2026-03-08T23:59"),
            (24, Hour, "2026-02-15T10:00", "2026-02-16T10:00"),
            (24, Hour, "2026-12-31T10:00", "2027-01-01T10:00"),
            (2, Hour, "2026-03-02T23:30", "2026-03-03T01:30"),
            // Working hours wait for the morning, for Monday, for the end of the holiday.
            (4, WorkHour, "2026-03-02T10:00", "2026-03-02T16:00"),
            (4, WorkHour, "2026-03-02T16:00", "2026-03-03T11:00"),
            (4, WorkHour, "2026-03-06T16:30", "2026-03-09T11:30"),
            (4, WorkHour, "2026-03-07T12:00", "2026-03-09T14:30"),
            (4, WorkHour, "2026-02-14T16:30", "2026-02-24T11:30"),
            // Working days: the same clock time a working day later, make-up days included.
            (1, WorkDay, "2026-03-02T10:00", "2026-03-03T10:00"),
            (1, WorkDay, "2026-03-02T08:30", "2026-03-02T17:30"),
            (3, WorkDay, "2026-09-18T10:00", "2026-09-22T10:00"),
            (5, WorkDay, "2026-09-30T15:00", "2026-10-13T15:00"),
            (2, WorkDay, "2025-01-27T15:00", "2025-02-06T15:00"),
        ] {
            let limit = limit(value, unit);
            let due = deadline(limit, at(dispatched), &calendar);
            assert_eq!(due, at(expected), "{value} {unit} from {dispatched}");
        }
    }

    #[test]
    fn only_working_time_can_be_provisional() {
        let calendar = calendar();
        let (from, to) = (at("2026-12-31T16:00"), at("2027-01-04T16:00"));
        assert!(!Pace::Natural.is_provisional(from, to, &calendar));
        assert!(Pace::Working.is_provisional(from, to, &calendar));
    }

    fn any_limit() -> impl Strategy<Value = Limit> {
        (1..60u32, 0..LimitUnit::ALL.len())
            .prop_map(|(value, unit)| limit(value, LimitUnit::ALL[unit]))
    }

    proptest! {
        #[test]
        fn a_deadline_is_after_dispatch_and_never_moves_back(
            from in at("2025-01-01T00:00").0..at("2028-01-01T00:00").0,
            wait in 0..400 * 3_600 * SECOND,
            given in any_limit(),
        ) {
            let calendar = calendar();
            let (first, second) = (Micros(from), Micros(from) + Span(wait));
            let due = deadline(given, first, &calendar);
            prop_assert!(due > first);
            prop_assert!(due <= deadline(given, second, &calendar), "a later dispatch is due no earlier");
            let longer = limit(given.value + 1, given.unit);
            prop_assert!(due < deadline(longer, first, &calendar));
            prop_assert_eq!(given.pace().between(first, due, &calendar), given.allowed(&calendar));
        }
    }
}
