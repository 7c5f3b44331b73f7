//! Instants and spans, and the city's wall clock (Asia/Shanghai, UTC+8 the whole year since 1991).
//! Nothing here reads a clock.

use std::ops::{Add, Sub};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// An instant in UTC microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Micros(pub i64);

/// A signed length of time in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

pub const SECOND: i64 = 1_000_000;

pub const fn seconds(n: i64) -> Span {
    Span(n * SECOND)
}

pub const fn minutes(n: i64) -> Span {
    Span(n * 60 * SECOND)
}

pub const fn hours(n: i64) -> Span {
    Span(n * 3_600 * SECOND)
}

pub const fn days(n: i64) -> Span {
    Span(n * 86_400 * SECOND)
}

impl Add<Span> for Micros {
    type Output = Micros;
    fn add(self, span: Span) -> Micros {
        Micros(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Micros {
    type Output = Micros;
    fn sub(self, span: Span) -> Micros {
        Micros(self.0.saturating_sub(span.0))
    }
}

impl Sub for Micros {
    type Output = Span;
    fn sub(self, earlier: Micros) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

/// The wall clock of the city at this instant.
pub fn city_time(at: Micros) -> DateTime {
    let stamp = Timestamp::from_microsecond(at.0).unwrap_or(if at.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    });
    city_zone().to_datetime(stamp)
}

/// The instant at which the city's wall clocks show this date and time.
pub fn at_city(date: Date, time: Time) -> Micros {
    let stamp = city_zone()
        .to_timestamp(date.to_datetime(time))
        .unwrap_or(Timestamp::MAX);
    Micros(stamp.as_microsecond())
}

pub fn city_midnight(date: Date) -> Micros {
    at_city(date, Time::midnight())
}

fn city_zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn the_city_is_eight_hours_ahead_of_utc() {
        assert_eq!(at_city(date(1970, 1, 1), time(8, 0, 0, 0)), Micros(0));
        assert_eq!(city_time(Micros(0)).time(), time(8, 0, 0, 0));
        let noon = at_city(date(2026, 3, 2), time(12, 0, 0, 0));
        assert_eq!(city_time(noon), date(2026, 3, 2).at(12, 0, 0, 0));
    }
}
