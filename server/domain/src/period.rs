//! The periods a red-black list is published for: a calendar week (Monday 00:00 to the next Monday
//! 00:00) or a calendar month of the city, never "the last seven times 24 hours".

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday};

use crate::time::{Micros, city_midnight, city_time};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// An ISO 8601 week, written `2026-W47`.
    Week { year: i16, week: i8 },
    /// A calendar month, written `2026-11`.
    Month { year: i16, month: i8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPeriod;

impl Period {
    pub fn week_of(at: Micros) -> Period {
        let week = city_time(at).date().iso_week_date();
        Period::Week {
            year: week.year(),
            week: week.week(),
        }
    }

    pub fn month_of(at: Micros) -> Period {
        let day = city_time(at).date();
        Period::Month {
            year: day.year(),
            month: day.month(),
        }
    }

    pub fn first_day(self) -> Date {
        match self {
            Period::Week { year, week } => ISOWeekDate::new(year, week, Weekday::Monday)
                .map(|day| day.date())
                .unwrap_or(Date::MIN),
            Period::Month { year, month } => Date::new(year, month, 1).unwrap_or(Date::MIN),
        }
    }

    /// The first instant inside and the first instant after.
    pub fn bounds(self) -> (Micros, Micros) {
        (
            city_midnight(self.first_day()),
            city_midnight(self.next().first_day()),
        )
    }

    pub fn next(self) -> Period {
        match self {
            Period::Week { .. } => {
                let day = self.first_day().saturating_add(jiff::Span::new().days(7));
                let week = day.iso_week_date();
                Period::Week {
                    year: week.year(),
                    week: week.week(),
                }
            }
            Period::Month { year, month: 12 } => Period::Month {
                year: year + 1,
                month: 1,
            },
            Period::Month { year, month } => Period::Month {
                year,
                month: month + 1,
            },
        }
    }

    pub fn previous(self) -> Period {
        match self {
            Period::Week { .. } => {
                let day = self.first_day().saturating_sub(jiff::Span::new().days(7));
                let week = day.iso_week_date();
                Period::Week {
                    year: week.year(),
                    week: week.week(),
                }
            }
            Period::Month { year, month: 1 } => Period::Month {
                year: year - 1,
                month: 12,
            },
            Period::Month { year, month } => Period::Month {
                year,
                month: month - 1,
            },
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Week { year, week } => write!(f, "{year:04}-W{week:02}"),
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
        }
    }
}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Period, NotAPeriod> {
        let (year, rest) = text.split_once('-').ok_or(NotAPeriod)?;
        let year = number(year, 4)?;
        if !(2000..=2999).contains(&year) {
            return Err(NotAPeriod);
        }
        match rest.strip_prefix('W') {
            Some(week) => {
                let week = number(week, 2)? as i8;
                ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| NotAPeriod)?;
                Ok(Period::Week { year, week })
            }
            None => {
                let month = number(rest, 2)? as i8;
                Date::new(year, month, 1).map_err(|_| NotAPeriod)?;
                Ok(Period::Month { year, month })
            }
        }
    }
}

fn number(digits: &str, width: usize) -> Result<i16, NotAPeriod> {
    if digits.len() != width || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(NotAPeriod);
    }
    digits.parse().map_err(|_| NotAPeriod)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::at_city;
    use jiff::civil::{date, time};

    #[test]
    fn a_week_runs_from_monday_midnight_to_monday_midnight_in_the_city() {
        let week: Period = "2026-W47".parse().unwrap();
        let (from, to) = week.bounds();
        assert_eq!(from, at_city(date(2026, 11, 16), time(0, 0, 0, 0)));
        assert_eq!(to, at_city(date(2026, 11, 23), time(0, 0, 0, 0)));
        assert_eq!(Period::week_of(from), week);
        assert_eq!(Period::week_of(Micros(from.0 - 1)), week.previous());
        assert_eq!(Period::week_of(to), week.next());
    }

    #[test]
    fn weeks_and_months_cross_the_year() {
        let last: Period = "2026-W53".parse().unwrap();
        assert_eq!(last.next().to_string(), "2027-W01");
        assert_eq!(last.next().previous(), last);
        let december: Period = "2026-12".parse().unwrap();
        assert_eq!(december.next().to_string(), "2027-01");
        assert_eq!(december.next().previous(), december);
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in [
            "", "2026", "2026-13", "2026-00", "2026-W00", "2025-W53", "2026-w47", "26-W01",
            "2026-W1",
        ] {
            assert_eq!(text.parse::<Period>(), Err(NotAPeriod), "{text}");
        }
    }
}
