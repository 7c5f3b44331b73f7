//! The escalation ladder: which rung falls due when, for the clock of one dispatch. The names of the rungs
//! are fixed ids and carry the default figures; a city's own figures are in the schedule. Who receives what
//! is decided where messages are sent; that a rung fires once per dispatch is the case's business.

use std::fmt;
use std::str::FromStr;

use crate::schedule::Schedule;
use crate::time::{Micros, Span};

/// In the order in which they fall due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// 50 % of the time allowed: the handler is reminded.
    Remind50,
    /// 80 %: the department head is warned.
    Warn80,
    /// The deadline has passed: zone leader and zone unit too.
    Overdue100,
    /// 24 natural hours after the deadline: a supervision letter 督办函.
    Letter24h,
    /// 72 natural hours after the deadline: the leader's accountability list.
    Account72h,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARung;

/// The first instant at which the rung is due.
pub fn due_at(rung: Rung, schedule: &Schedule) -> Micros {
    match rung {
        Rung::Remind50 => schedule.remind_at,
        Rung::Warn80 => schedule.warn_at,
        // Handling at the deadline itself is in time, so overdue begins one microsecond later.
        Rung::Overdue100 => schedule.deadline_at + Span(1),
        Rung::Letter24h => schedule.letter_at,
        Rung::Account72h => schedule.account_at,
    }
}

/// When the next rung falls due; none when the whole ladder has been climbed.
pub fn next_due_at(schedule: &Schedule, fired: &[Rung]) -> Option<Micros> {
    Rung::ALL
        .into_iter()
        .filter(|rung| !fired.contains(rung))
        .map(|rung| due_at(rung, schedule))
        .min()
}

/// Every rung that is due by now and has not fired, lowest first.
pub fn due_by(now: Micros, schedule: &Schedule, fired: &[Rung]) -> Vec<Rung> {
    Rung::ALL
        .into_iter()
        .filter(|rung| !fired.contains(rung) && due_at(*rung, schedule) <= now)
        .collect()
}

impl Rung {
    pub const ALL: [Rung; 5] = [
        Rung::Remind50,
        Rung::Warn80,
        Rung::Overdue100,
        Rung::Letter24h,
        Rung::Account72h,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Rung::Remind50 => "remind_50",
            Rung::Warn80 => "warn_80",
            Rung::Overdue100 => "overdue_100",
            Rung::Letter24h => "letter_24h",
            Rung::Account72h => "account_72h",
        }
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rung {
    type Err = NotARung;

    fn from_str(text: &str) -> Result<Rung, NotARung> {
        Rung::ALL
            .into_iter()
            .find(|rung| rung.as_str() == text)
            .ok_or(NotARung)
    }
}
