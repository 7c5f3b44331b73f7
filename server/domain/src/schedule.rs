//! The instants of a clock, computed once and frozen in the event that sets them, so that replaying a
//! case needs neither calendar nor rules. Dispatch starts them; extension, suspension and rework move them.

use crate::calendar::Calendar;
use crate::deadline::{Limit, Pace, deadline};
use crate::time::{Micros, Span};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The last instant that is in time.
    pub deadline_at: Micros,
    /// The deadline without rework: decides the period the case is counted in.
    pub due_at: Micros,
    /// When the light turns yellow.
    pub yellow_at: Micros,
    /// When the handler is reminded and the department head warned.
    pub remind_at: Micros,
    pub warn_at: Micros,
    /// When the supervision letter and the accountability list follow.
    pub letter_at: Micros,
    pub account_at: Micros,
    /// Clock time from the start of the clock to the deadline, suspensions and waiting for a verifier taken out.
    pub allowed: Span,
    pub calendar_version: String,
    /// Some instant rests on a year whose holidays were not published when it was computed.
    pub provisional: bool,
}

/// Where on the way to the deadline, and how long after it, something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Percent of the time allowed.
    pub yellow_percent: i64,
    pub remind_percent: i64,
    pub warn_percent: i64,
    /// Natural time after the deadline, whatever the clock.
    pub letter_after: Span,
    pub account_after: Span,
}

/// How the time of this clock passes and what is marked on it.
#[derive(Clone, Copy, Debug)]
pub struct Timing<'a> {
    pub pace: Pace,
    pub calendar: &'a Calendar,
    pub marks: Marks,
}

/// The clock time that has already passed and the instant from which it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub before: Span,
    pub since: Micros,
}

/// Dispatch to a department that has not had the case just before: everything starts anew.
pub fn started(limit: Limit, dispatched_at: Micros, calendar: &Calendar, marks: Marks) -> Schedule {
    let pace = limit.pace();
    let timing = Timing {
        pace,
        calendar,
        marks,
    };
    let counted = Counted {
        before: Span(0),
        since: dispatched_at,
    };
    let deadline_at = deadline(limit, dispatched_at, calendar);
    let allowed = limit.allowed(calendar);
    let provisional = pace.is_provisional(dispatched_at, deadline_at, calendar);
    timing.schedule(deadline_at, deadline_at, allowed, counted, provisional)
}

/// A granted extension: both the deadline and the due time move by that much clock time.
pub fn extended(
    before: &Schedule,
    extension: Span,
    counted: Counted,
    timing: Timing<'_>,
) -> Schedule {
    let deadline_at = timing.after(before.deadline_at, extension);
    let due_at = timing.after(before.due_at, extension);
    let allowed = before.allowed + extension;
    timing.moved(before, deadline_at, due_at, allowed, counted)
}

/// The clock goes on after a suspension: what was left is left, what was late is as late.
pub fn resumed(
    before: &Schedule,
    suspended_at: Micros,
    counted: Counted,
    timing: Timing<'_>,
) -> Schedule {
    let stood = timing
        .pace
        .between(suspended_at, counted.since, timing.calendar);
    let deadline_at = timing.after(before.deadline_at, stood);
    let due_at = timing.after(before.due_at, stood);
    timing.moved(before, deadline_at, due_at, before.allowed, counted)
}

/// Verification failed: the time left when it was handled, but never less than the floor; the due time stays.
pub fn reworked(before: &Schedule, floor: Span, counted: Counted, timing: Timing<'_>) -> Schedule {
    let left = (before.allowed - counted.before).max(floor);
    let deadline_at = timing.after(counted.since, left);
    let allowed = counted.before + left;
    timing.moved(before, deadline_at, before.due_at, allowed, counted)
}

impl Timing<'_> {
    fn after(&self, from: Micros, span: Span) -> Micros {
        self.pace.after(from, span, self.calendar)
    }

    fn moved(
        &self,
        before: &Schedule,
        deadline_at: Micros,
        due_at: Micros,
        allowed: Span,
        counted: Counted,
    ) -> Schedule {
        let from = counted.since.min(before.deadline_at);
        let provisional =
            before.provisional || self.pace.is_provisional(from, deadline_at, self.calendar);
        self.schedule(deadline_at, due_at, allowed, counted, provisional)
    }

    fn schedule(
        &self,
        deadline_at: Micros,
        due_at: Micros,
        allowed: Span,
        counted: Counted,
        provisional: bool,
    ) -> Schedule {
        // When that share of the time allowed is used up; at once when it already was.
        let share_used_at = |percent: i64| {
            let share = Span(allowed.0 / 100 * percent + allowed.0 % 100 * percent / 100);
            self.after(counted.since, share - counted.before)
        };
        Schedule {
            deadline_at,
            due_at,
            yellow_at: share_used_at(self.marks.yellow_percent),
            remind_at: share_used_at(self.marks.remind_percent),
            warn_at: share_used_at(self.marks.warn_percent),
            letter_at: deadline_at + self.marks.letter_after,
            account_at: deadline_at + self.marks.account_after,
            allowed,
            calendar_version: self.calendar.version().to_owned(),
            provisional,
        }
    }
}

#[cfg(test)]
mod tests;
