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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{DAY, MARKS, WORK_HOURS, at, calendar};
    use crate::schedule::started;

    #[test]
    fn the_rungs_of_24_natural_hours() {
        let schedule = started(DAY, at("2026-03-02T09:00"), &calendar(), MARKS);
        for (rung, expected) in [
            (Rung::Remind50, at("2026-03-02T21:00")),
            (Rung::Warn80, at("2026-03-03T04:12")),
            (Rung::Overdue100, at("2026-03-03T09:00") + Span(1)),
            (Rung::Letter24h, at("2026-03-04T09:00")),
            (Rung::Account72h, at("2026-03-06T09:00")),
        ] {
            assert_eq!(due_at(rung, &schedule), expected, "{rung}");
        }
    }

    #[test]
    fn shares_are_of_working_time_and_what_follows_the_deadline_is_natural() {
        // Four working hours from Friday 16:00: 1.5 h on Friday, 2.5 h on Monday.
        let schedule = started(WORK_HOURS, at("2026-03-06T16:00"), &calendar(), MARKS);
        for (rung, expected) in [
            (Rung::Remind50, at("2026-03-09T09:00")),
            (Rung::Warn80, at("2026-03-09T10:12")),
            (Rung::Overdue100, at("2026-03-09T11:00") + Span(1)),
            (Rung::Letter24h, at("2026-03-10T11:00")),
            (Rung::Account72h, at("2026-03-12T11:00")),
        ] {
            assert_eq!(due_at(rung, &schedule), expected, "{rung}");
        }
    }

    #[test]
    fn a_rung_that_fired_is_neither_next_nor_due() {
        let schedule = started(DAY, at("2026-03-02T09:00"), &calendar(), MARKS);
        let noon_next_day = at("2026-03-03T12:00");
        assert_eq!(
            due_by(noon_next_day, &schedule, &[]),
            [Rung::Remind50, Rung::Warn80, Rung::Overdue100]
        );
        let fired = [Rung::Remind50, Rung::Warn80];
        assert_eq!(due_by(noon_next_day, &schedule, &fired), [Rung::Overdue100]);
        assert_eq!(
            next_due_at(&schedule, &fired),
            Some(schedule.deadline_at + Span(1))
        );
        assert_eq!(next_due_at(&schedule, &Rung::ALL), None);
        assert_eq!(
            due_by(schedule.deadline_at, &schedule, &fired),
            [],
            "in time to the last"
        );
    }
}
