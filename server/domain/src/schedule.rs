//! The instants of a clock, computed once and frozen in the event that sets them, so that replaying a
//! case needs neither calendar nor rules. Dispatch starts them; extension, suspension and rework move them.

use crate::calendar::Calendar;
use crate::deadline::{Limit, Pace, deadline};
use crate::time::{Micros, Span};

/// When the handler is reminded, in percent of the time allowed.
const HALF_PERCENT: i64 = 50;
/// When the light turns yellow and the department head is warned.
const YELLOW_PERCENT: i64 = 80;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The last instant that is in time.
    pub deadline_at: Micros,
    /// The deadline without rework: decides the period the case is counted in.
    pub due_at: Micros,
    pub half_at: Micros,
    pub yellow_at: Micros,
    /// Clock time from the start of the clock to the deadline, suspensions and waiting for a verifier taken out.
    pub allowed: Span,
    pub calendar_version: String,
    /// Some instant rests on a year whose holidays were not published when it was computed.
    pub provisional: bool,
}

/// The clock time that has already passed and the instant from which it goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub before: Span,
    pub since: Micros,
}

/// Dispatch to a department that has not had the case just before: everything starts anew.
pub fn started(limit: Limit, dispatched_at: Micros, calendar: &Calendar) -> Schedule {
    let pace = limit.pace();
    let allowed = limit.allowed(calendar);
    let deadline_at = deadline(limit, dispatched_at, calendar);
    let counted = Counted {
        before: Span(0),
        since: dispatched_at,
    };
    Schedule {
        deadline_at,
        due_at: deadline_at,
        half_at: mark(HALF_PERCENT, allowed, counted, pace, calendar),
        yellow_at: mark(YELLOW_PERCENT, allowed, counted, pace, calendar),
        allowed,
        calendar_version: calendar.version().to_owned(),
        provisional: pace.is_provisional(dispatched_at, deadline_at, calendar),
    }
}

/// A granted extension: both the deadline and the due time move by that much clock time.
pub fn extended(
    schedule: &Schedule,
    extension: Span,
    counted: Counted,
    pace: Pace,
    calendar: &Calendar,
) -> Schedule {
    let deadline_at = pace.after(schedule.deadline_at, extension, calendar);
    let due_at = pace.after(schedule.due_at, extension, calendar);
    let allowed = schedule.allowed + extension;
    moved(
        schedule,
        deadline_at,
        due_at,
        allowed,
        counted,
        pace,
        calendar,
    )
}

/// The clock goes on after a suspension: what was left is left, what was late is as late.
pub fn resumed(
    schedule: &Schedule,
    suspended_at: Micros,
    counted: Counted,
    pace: Pace,
    calendar: &Calendar,
) -> Schedule {
    let stood = pace.between(suspended_at, counted.since, calendar);
    let deadline_at = pace.after(schedule.deadline_at, stood, calendar);
    let due_at = pace.after(schedule.due_at, stood, calendar);
    moved(
        schedule,
        deadline_at,
        due_at,
        schedule.allowed,
        counted,
        pace,
        calendar,
    )
}

/// Verification failed: the time left when it was handled, but never less than the floor; the due time stays.
pub fn reworked(
    schedule: &Schedule,
    floor: Span,
    counted: Counted,
    pace: Pace,
    calendar: &Calendar,
) -> Schedule {
    let left = (schedule.allowed - counted.before).max(floor);
    let deadline_at = pace.after(counted.since, left, calendar);
    let allowed = counted.before + left;
    moved(
        schedule,
        deadline_at,
        schedule.due_at,
        allowed,
        counted,
        pace,
        calendar,
    )
}

fn moved(
    before: &Schedule,
    deadline_at: Micros,
    due_at: Micros,
    allowed: Span,
    counted: Counted,
    pace: Pace,
    calendar: &Calendar,
) -> Schedule {
    let from = counted.since.min(before.deadline_at);
    Schedule {
        deadline_at,
        due_at,
        half_at: mark(HALF_PERCENT, allowed, counted, pace, calendar),
        yellow_at: mark(YELLOW_PERCENT, allowed, counted, pace, calendar),
        allowed,
        calendar_version: calendar.version().to_owned(),
        provisional: before.provisional || pace.is_provisional(from, deadline_at, calendar),
    }
}

/// When that share of the time allowed is used up; at once when it already was.
fn mark(percent: i64, allowed: Span, counted: Counted, pace: Pace, calendar: &Calendar) -> Micros {
    let share = Span(allowed.0 / 100 * percent + allowed.0 % 100 * percent / 100);
    pace.after(counted.since, share - counted.before, calendar)
}
