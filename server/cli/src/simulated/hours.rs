//! When people are up and about: simulated deeds keep to the day, most of them to office hours.

use domain::time::{Micros, Span, at_city, city_time, minutes};
use fixtures::random::Random;
use jiff::ToSpan;
use jiff::civil::time;

const FROM_HOUR: i8 = 7;
const TO_HOUR: i8 = 20;

/// The same moment, or the next morning when it falls into the night.
pub fn awake(dice: &mut Random, at: Micros) -> Micros {
    let there = city_time(at);
    let day = match there.hour() {
        hour if hour < FROM_HOUR => there.date(),
        hour if hour < TO_HOUR => return at,
        _ => there.date().saturating_add(1.day()),
    };
    at_city(day, time(7, 30, 0, 0)) + Span(dice.between(0, minutes(70).0))
}

/// So many minutes later, by day.
pub fn later(dice: &mut Random, at: Micros, least: i64, most: i64) -> Micros {
    let after = at + some_minutes(dice, least, most);
    awake(dice, after)
}

pub fn some_minutes(dice: &mut Random, least: i64, most: i64) -> Span {
    Span(dice.between(minutes(least).0, minutes(most).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nobody_works_at_night() {
        let mut dice = Random::new(5);
        let day = date(2026, 3, 2);
        let noon = at_city(day, time(12, 0, 0, 0));
        assert_eq!(awake(&mut dice, noon), noon);
        let morning = |at| city_time(at).date() == day && city_time(at).hour() < 9;
        assert!(morning(awake(&mut dice, at_city(day, time(3, 0, 0, 0)))));
        let evening_before = at_city(date(2026, 3, 1), time(23, 0, 0, 0));
        assert!(morning(awake(&mut dice, evening_before)));
    }
}
