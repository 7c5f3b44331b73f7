//! What moves a deadline, by how much, and what stays.

use super::*;
use crate::sample::{DAY, MARKS, WORK_HOURS, at, calendar};
use crate::time::{hours, minutes};

fn timing(limit: Limit, calendar: &Calendar) -> Timing<'_> {
    Timing {
        pace: limit.pace(),
        calendar,
        marks: MARKS,
    }
}

fn counted(before: Span, since: &str) -> Counted {
    Counted {
        before,
        since: at(since),
    }
}

#[test]
fn dispatch_sets_every_mark() {
    let schedule = started(DAY, at("2026-03-02T09:00"), &calendar(), MARKS);
    assert_eq!(schedule.deadline_at, at("2026-03-03T09:00"));
    assert_eq!(schedule.due_at, schedule.deadline_at);
    assert_eq!(
        schedule.yellow_at,
        at("2026-03-03T04:12"),
        "80 % of 24 h is 19 h 12 min"
    );
    assert_eq!(schedule.allowed, hours(24));
    assert_eq!(schedule.calendar_version, "2025-2026");
    assert!(!schedule.provisional);
}

#[test]
fn an_extension_moves_both_times_on_the_limits_own_clock() {
    let calendar = calendar();
    let natural = started(DAY, at("2026-03-06T16:00"), &calendar, MARKS);
    let more = extended(
        &natural,
        hours(6),
        counted(Span(0), "2026-03-06T16:00"),
        timing(DAY, &calendar),
    );
    assert_eq!(more.deadline_at, at("2026-03-07T22:00"));
    assert_eq!(more.due_at, at("2026-03-07T22:00"));
    assert_eq!(more.allowed, hours(30));
    assert_eq!(more.remind_at, at("2026-03-07T07:00"), "half of 30 h");
    assert_eq!(more.letter_at, at("2026-03-08T22:00"));

    // Due Monday 11:00; six working hours more end on Tuesday at ten.
    let working = started(WORK_HOURS, at("2026-03-06T16:00"), &calendar, MARKS);
    let more = extended(
        &working,
        hours(6),
        counted(Span(0), "2026-03-06T16:00"),
        timing(WORK_HOURS, &calendar),
    );
    assert_eq!(more.deadline_at, at("2026-03-10T10:00"));
    assert_eq!(more.allowed, hours(10));
}

#[test]
fn a_suspension_leaves_what_was_left() {
    let calendar = calendar();
    let natural = started(DAY, at("2026-03-02T09:00"), &calendar, MARKS);
    let after = resumed(
        &natural,
        at("2026-03-02T19:00"),
        counted(hours(10), "2026-03-12T08:00"),
        timing(DAY, &calendar),
    );
    assert_eq!(after.deadline_at, at("2026-03-12T22:00"), "14 h were left");
    assert_eq!(after.due_at, after.deadline_at);
    assert_eq!(after.allowed, hours(24), "the suspension is nobody's time");
    assert_eq!(
        after.remind_at,
        at("2026-03-12T10:00"),
        "two of the first twelve hours were left"
    );

    // Working time: suspended on Friday evening with 2.5 h left, taken up again on Sunday.
    let working = started(WORK_HOURS, at("2026-03-06T16:00"), &calendar, MARKS);
    let after = resumed(
        &working,
        at("2026-03-06T19:00"),
        counted(minutes(90), "2026-03-15T12:00"),
        timing(WORK_HOURS, &calendar),
    );
    assert_eq!(after.deadline_at, at("2026-03-16T11:00"));
}

#[test]
fn a_suspension_of_a_late_case_leaves_it_as_late() {
    let calendar = calendar();
    let natural = started(DAY, at("2026-03-02T09:00"), &calendar, MARKS);
    let after = resumed(
        &natural,
        at("2026-03-03T12:00"),
        counted(hours(27), "2026-03-10T12:00"),
        timing(DAY, &calendar),
    );
    assert_eq!(
        after.deadline_at,
        at("2026-03-10T09:00"),
        "three hours late, as before"
    );
    assert_eq!(
        after.yellow_at,
        at("2026-03-10T12:00"),
        "a mark long passed is due at once"
    );

    // Due Monday 11:00, one working hour late at noon, taken up again on Wednesday at noon.
    let working = started(WORK_HOURS, at("2026-03-06T16:00"), &calendar, MARKS);
    let after = resumed(
        &working,
        at("2026-03-09T12:00"),
        counted(hours(5), "2026-03-11T12:00"),
        timing(WORK_HOURS, &calendar),
    );
    assert_eq!(after.deadline_at, at("2026-03-11T11:00"));
}

#[test]
fn rework_leaves_the_time_left_when_handled_and_at_least_the_floor() {
    let calendar = calendar();
    let schedule = started(DAY, at("2026-03-02T09:00"), &calendar, MARKS);
    for (used, expected, allowed) in [
        (hours(10), "2026-03-05T22:00", hours(24)),
        (hours(20), "2026-03-05T12:00", hours(24)),
        (hours(21), "2026-03-05T12:00", hours(25)),
        (hours(24), "2026-03-05T12:00", hours(28)),
        (hours(40), "2026-03-05T12:00", hours(44)),
    ] {
        let after = reworked(
            &schedule,
            hours(4),
            counted(used, "2026-03-05T08:00"),
            timing(DAY, &calendar),
        );
        assert_eq!(after.deadline_at, at(expected), "{used:?}");
        assert_eq!(after.allowed, allowed, "{used:?}");
        assert_eq!(
            after.due_at, schedule.due_at,
            "rework does not move the case to another week"
        );
    }
    // The floor counts in working hours where the limit does: Friday 16:00 to Monday 11:00.
    let working = started(WORK_HOURS, at("2026-03-02T10:00"), &calendar, MARKS);
    let after = reworked(
        &working,
        hours(4),
        counted(hours(3), "2026-03-06T16:00"),
        timing(WORK_HOURS, &calendar),
    );
    assert_eq!(after.deadline_at, at("2026-03-09T11:00"));
}

#[test]
fn a_guess_stays_a_guess() {
    let calendar = calendar();
    let schedule = started(WORK_HOURS, at("2026-12-31T16:00"), &calendar, MARKS);
    assert_eq!(
        schedule.deadline_at,
        at("2027-01-01T11:00"),
        "nobody has said yet that it is a holiday"
    );
    assert!(schedule.provisional);
    let published = Calendar::new(
        "2027".to_owned(),
        vec![crate::sample::shift((8, 30), (12, 0))],
        [2026, 2027].into(),
        Default::default(),
        Default::default(),
    )
    .unwrap();
    let more = extended(
        &schedule,
        hours(1),
        counted(Span(0), "2026-12-31T16:00"),
        timing(WORK_HOURS, &published),
    );
    assert!(
        more.provisional,
        "the part counted before rests on the guess"
    );
    assert_eq!(more.calendar_version, "2027");
    let natural = started(DAY, at("2026-12-31T16:00"), &calendar, MARKS);
    assert!(!natural.provisional);
}
