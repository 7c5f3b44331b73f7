//! The published calendars of 2025 and 2026, and working time over them.

use proptest::prelude::*;

use crate::calendar::{Calendar, CalendarFault};
use crate::sample::{at, calendar, day, days_from, shift};
use crate::time::{Micros, Span, hours, minutes};

#[test]
fn every_published_day_off_is_off() {
    let calendar = calendar();
    let off = [
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ];
    for (first, last) in off {
        for day in days_from(first, last) {
            assert!(!calendar.is_working_day(day), "{day}");
        }
    }
}

#[test]
fn make_up_weekends_are_worked() {
    let calendar = calendar();
    for date in [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ] {
        assert!(calendar.is_working_day(day(date)), "{date}");
    }
    // The weekends beside them are not.
    for date in ["2025-01-25", "2026-01-10", "2026-02-08", "2026-10-11"] {
        assert!(!calendar.is_working_day(day(date)), "{date}");
    }
}

/// 261 weekdays a year, less the weekdays off, plus the make-up weekends.
#[test]
fn both_years_have_248_working_days() {
    let calendar = calendar();
    for (first, last, expected) in [
        ("2025-01-01", "2025-12-31", 261 - 18 + 5),
        ("2026-01-01", "2026-12-31", 261 - 19 + 6),
    ] {
        let worked = days_from(first, last)
            .into_iter()
            .filter(|day| calendar.is_working_day(*day))
            .count();
        assert_eq!(worked, expected, "{first}");
    }
}

#[test]
fn working_time_is_added_over_nights_weekends_and_holidays() {
    let calendar = calendar();
    assert_eq!(calendar.day_length(), hours(7));
    for (from, span, expected) in [
        // Inside a morning, up to its end, and over lunch.
        ("2026-03-02T09:00", hours(1), "2026-03-02T10:00"),
        ("2026-03-02T09:00", hours(3), "2026-03-02T12:00"),
        ("2026-03-02T10:00", hours(4), "2026-03-02T16:00"),
        // Before work, at lunch and after work nothing passes.
        ("2026-03-02T03:00", hours(1), "2026-03-02T09:30"),
        ("2026-03-02T12:30", hours(1), "2026-03-02T15:00"),
        ("2026-03-02T20:00", hours(1), "2026-03-03T09:30"),
        // A whole day ends where it began.
        ("2026-03-02T08:30", hours(7), "2026-03-02T17:30"),
        ("2026-03-02T10:00", hours(7), "2026-03-03T10:00"),
        // Friday evening to Monday.
        ("2026-03-06T17:00", hours(1), "2026-03-09T09:00"),
        // Saturday 14 February is worked, then nine days of Spring Festival.
        ("2026-02-13T16:00", hours(7), "2026-02-14T16:00"),
        ("2026-02-14T16:00", hours(7), "2026-02-24T16:00"),
        // National day 2025 swallows eight days, Saturday the 11th is worked.
        ("2025-09-30T17:00", hours(1), "2025-10-09T09:00"),
        ("2025-10-10T17:00", hours(1), "2025-10-11T09:00"),
    ] {
        assert_eq!(
            calendar.add(at(from), span),
            at(expected),
            "{from} + {span:?}"
        );
    }
    let sunday = at("2026-03-01T09:00");
    assert_eq!(
        calendar.add(sunday, Span(0)),
        sunday,
        "nothing asked, nothing waited for"
    );
}

#[test]
fn working_time_between_two_instants() {
    let calendar = calendar();
    for (from, to, expected) in [
        ("2026-03-02T09:00", "2026-03-02T09:00", hours(0)),
        ("2026-03-02T09:00", "2026-03-02T12:00", hours(3)),
        ("2026-03-02T12:00", "2026-03-02T14:00", hours(0)),
        ("2026-03-02T11:30", "2026-03-02T14:30", hours(1)),
        ("2026-03-02T00:00", "2026-03-09T00:00", hours(35)),
        ("2026-02-14T16:00", "2026-02-24T09:00", hours(2)),
        ("2026-03-07T09:00", "2026-03-08T18:00", hours(0)),
        ("2026-03-02T10:15", "2026-03-02T10:00", Span(-minutes(15).0)),
    ] {
        assert_eq!(
            calendar.between(at(from), at(to)),
            expected,
            "{from} to {to}"
        );
    }
}

#[test]
fn what_touches_a_year_nobody_published_is_provisional() {
    let calendar = calendar();
    for (from, to, expected) in [
        ("2026-03-02T09:00", "2026-03-03T09:00", false),
        ("2025-12-31T16:00", "2026-01-04T16:00", false),
        ("2026-12-31T16:00", "2027-01-01T09:00", true),
        ("2027-06-01T09:00", "2027-06-01T10:00", true),
        ("2024-12-31T16:00", "2025-01-02T16:00", true),
    ] {
        assert_eq!(
            calendar.is_provisional(at(from), at(to)),
            expected,
            "{from} to {to}"
        );
    }
    // 1 October 2027 is a Friday: without a calendar it is taken for a working day, and said to be a guess.
    assert!(calendar.is_working_day(day("2027-10-01")));
    assert!(!calendar.is_published(2027));
}

#[test]
fn a_calendar_that_contradicts_itself_is_refused() {
    let morning = shift((8, 30), (12, 0));
    let new = |shifts, years: &[i16], off: &[&str], working: &[&str]| {
        Calendar::new(
            "x".to_owned(),
            shifts,
            years.iter().copied().collect(),
            off.iter().copied().map(day).collect(),
            working.iter().copied().map(day).collect(),
        )
        .map(|_| ())
    };
    let backwards = shift((12, 0), (12, 0));
    let overlapping = shift((11, 0), (13, 0));
    let date = day("2026-01-04");
    for (outcome, expected) in [
        (new(vec![], &[], &[], &[]), CalendarFault::NoWorkingHours),
        (
            new(vec![backwards], &[], &[], &[]),
            CalendarFault::ShiftEndsBeforeItStarts(backwards),
        ),
        (
            new(vec![overlapping, morning], &[], &[], &[]),
            CalendarFault::ShiftsOverlap(overlapping),
        ),
        (
            new(vec![morning], &[2026], &["2026-01-04"], &["2026-01-04"]),
            CalendarFault::BothOffAndWorking(date),
        ),
        (
            new(vec![morning], &[2025], &["2026-01-04"], &[]),
            CalendarFault::YearNotPublished(date),
        ),
        (
            new(vec![morning], &[2025], &[], &["2026-01-04"]),
            CalendarFault::YearNotPublished(date),
        ),
    ] {
        assert_eq!(outcome, Err(expected));
    }
    assert_eq!(new(vec![morning], &[2026], &["2026-01-04"], &[]), Ok(()));
}

/// Any instant of 2025 to 2027.
fn instant() -> impl Strategy<Value = Micros> {
    (at("2025-01-01T00:00").0..at("2028-01-01T00:00").0).prop_map(Micros)
}

fn working_span() -> impl Strategy<Value = Span> {
    (0..hours(100).0).prop_map(Span)
}

proptest! {
    #[test]
    fn what_is_added_is_what_lies_between(from in instant(), span in working_span()) {
        let calendar = calendar();
        let to = calendar.add(from, span);
        prop_assert!(to >= from);
        prop_assert_eq!(calendar.between(from, to), span);
        prop_assert_eq!(calendar.between(to, from), Span(-span.0));
    }

    #[test]
    fn adding_in_two_steps_is_adding_at_once(from in instant(), a in working_span(), b in working_span()) {
        let calendar = calendar();
        prop_assert_eq!(calendar.add(calendar.add(from, a), b), calendar.add(from, a + b));
    }

    #[test]
    fn later_and_longer_never_end_earlier(
        from in instant(), wait in working_span(), span in working_span(), more in working_span(),
    ) {
        let calendar = calendar();
        prop_assert!(calendar.add(from, span) <= calendar.add(from, span + more));
        prop_assert!(calendar.add(from, span) <= calendar.add(from + wait, span));
    }
}
