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
