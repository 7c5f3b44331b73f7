//! When problems are reported: by day, most of them in office hours, fewer on days off.

use domain::calendar::Calendar;
use domain::time::{Micros, SECOND, Span, city_midnight, city_time};
use fixtures::random::Random;
use jiff::ToSpan;
use jiff::civil::Date;

/// Of a working day's reports, how many a day off has.
const DAY_OFF_PERCENT: i64 = 55;

/// From hour, to hour, how many of a hundred.
const RHYTHM: [(i64, i64, i64); 6] = [
    (6, 8, 4),
    (8, 12, 40),
    (12, 14, 7),
    (14, 18, 38),
    (18, 21, 9),
    (21, 23, 2),
];

pub fn arrivals(
    dice: &mut Random,
    from: Micros,
    until: Micros,
    per_day: u32,
    calendar: &Calendar,
) -> Vec<Micros> {
    let mut all = Vec::new();
    let mut day = city_time(from).date();
    while city_midnight(day) < until {
        all.extend(of_day(dice, day, i64::from(per_day), calendar));
        day = day.saturating_add(1.day());
    }
    all.retain(|at| *at < until);
    all.sort_unstable();
    all
}

fn of_day(dice: &mut Random, day: Date, per_day: i64, calendar: &Calendar) -> Vec<Micros> {
    let usual = match calendar.is_working_day(day) {
        true => per_day,
        false => per_day * DAY_OFF_PERCENT / 100,
    };
    // An eighth more or less, so that no two days are alike.
    let count = usual + dice.between(-usual / 8, usual / 8);
    let midnight = city_midnight(day);
    (0..count).map(|_| midnight + moment(dice)).collect()
}

fn moment(dice: &mut Random) -> Span {
    let mut roll = dice.between(0, 99);
    for (from, to, share) in RHYTHM {
        if roll < share {
            return Span(dice.between(from * 3_600 * SECOND, to * 3_600 * SECOND - 1));
        }
        roll -= share;
    }
    Span(10 * 3_600 * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use domain::calendar::Shift;
    use domain::time::days;
    use jiff::civil::{date, time};

    #[test]
    fn a_week_has_its_rhythm() {
        let shift = Shift {
            from: time(9, 0, 0, 0),
            to: time(17, 0, 0, 0),
        };
        let calendar = Calendar::new(
            "1".into(),
            vec![shift],
            BTreeSet::new(),
            BTreeSet::new(),
            BTreeSet::new(),
        )
        .unwrap();
        let monday = city_midnight(date(2026, 3, 2));
        let week = arrivals(&mut Random::new(9), monday, monday + days(7), 48, &calendar);
        assert!((230..340).contains(&week.len()), "{}", week.len());
        assert!(week.is_sorted());
        let on_sunday = week.iter().filter(|at| **at >= monday + days(6)).count();
        assert!((18..36).contains(&on_sunday), "{on_sunday}");
        let roll_sum: i64 = RHYTHM.iter().map(|(_, _, share)| share).sum();
        assert_eq!(roll_sum, 100);
    }
}
