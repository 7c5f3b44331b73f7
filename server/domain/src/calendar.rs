//! Working time as data: days off, make-up working days (调休), the years that are published and the
//! hours of a working day. Reads no file and knows no holiday by itself.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};

use crate::time::{Micros, Span, at_city, city_time};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub from: Time,
    pub to: Time,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    version: String,
    shifts: Vec<Shift>,
    published_years: BTreeSet<i16>,
    days_off: BTreeSet<Date>,
    working_weekends: BTreeSet<Date>,
}

/// Why a calendar cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarFault {
    NoWorkingHours,
    ShiftEndsBeforeItStarts(Shift),
    ShiftsOverlap(Shift),
    BothOffAndWorking(Date),
    /// A day is listed although its year is not among the published ones.
    YearNotPublished(Date),
}

impl Calendar {
    pub fn new(
        version: String,
        mut shifts: Vec<Shift>,
        published_years: BTreeSet<i16>,
        days_off: BTreeSet<Date>,
        working_weekends: BTreeSet<Date>,
    ) -> Result<Calendar, CalendarFault> {
        shifts.sort_by_key(|shift| shift.from);
        if shifts.is_empty() {
            return Err(CalendarFault::NoWorkingHours);
        }
        if let Some(shift) = shifts.iter().find(|shift| shift.to <= shift.from) {
            return Err(CalendarFault::ShiftEndsBeforeItStarts(*shift));
        }
        if let Some(pair) = shifts.windows(2).find(|pair| pair[1].from < pair[0].to) {
            return Err(CalendarFault::ShiftsOverlap(pair[1]));
        }
        if let Some(day) = days_off.intersection(&working_weekends).next() {
            return Err(CalendarFault::BothOffAndWorking(*day));
        }
        let mut listed = days_off.iter().chain(&working_weekends);
        if let Some(day) = listed.find(|day| !published_years.contains(&day.year())) {
            return Err(CalendarFault::YearNotPublished(*day));
        }
        Ok(Calendar {
            version,
            shifts,
            published_years,
            days_off,
            working_weekends,
        })
    }

    /// The hours of a working day, in order.
    pub fn shifts(&self) -> &[Shift] {
        &self.shifts
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    pub fn is_published(&self, year: i16) -> bool {
        self.published_years.contains(&year)
    }

    /// In a year that is not published Monday to Friday is assumed; `is_provisional` says so.
    pub fn is_working_day(&self, day: Date) -> bool {
        if self.days_off.contains(&day) {
            return false;
        }
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend || self.working_weekends.contains(&day)
    }

    /// Does anything between the two instants rest on a year nobody has published?
    pub fn is_provisional(&self, from: Micros, to: Micros) -> bool {
        let (first, last) = (city_time(from).year(), city_time(to).year());
        (first..=last).any(|year| !self.is_published(year))
    }

    /// The working hours of one full working day.
    pub fn day_length(&self) -> Span {
        let day = Date::constant(2000, 1, 3);
        self.shifts.iter().fold(Span(0), |sum, shift| {
            sum + (at_city(day, shift.to) - at_city(day, shift.from))
        })
    }

    /// The first instant by which that much working time has passed; `from` itself when none is asked for.
    pub fn add(&self, from: Micros, span: Span) -> Micros {
        let mut left = span;
        if left.0 <= 0 {
            return from;
        }
        let mut day = city_time(from).date();
        loop {
            for (open, close) in self.open_on(day) {
                let open = open.max(from);
                let room = close - open;
                if room.0 <= 0 {
                    continue;
                }
                if left <= room {
                    return open + left;
                }
                left = left - room;
            }
            match day.tomorrow() {
                Ok(tomorrow) => day = tomorrow,
                // The end of the calendar itself, in the year 9999.
                Err(_) => return at_city(day, Time::MAX),
            }
        }
    }

    /// The working time between two instants; negative when `to` is the earlier one.
    pub fn between(&self, from: Micros, to: Micros) -> Span {
        if to < from {
            return Span(-self.between(to, from).0);
        }
        let last = city_time(to).date();
        let mut day = city_time(from).date();
        let mut sum = Span(0);
        while day <= last {
            for (open, close) in self.open_on(day) {
                let worked = close.min(to) - open.max(from);
                sum = sum + worked.max(Span(0));
            }
            match day.tomorrow() {
                Ok(tomorrow) => day = tomorrow,
                Err(_) => break,
            }
        }
        sum
    }

    fn open_on(&self, day: Date) -> impl Iterator<Item = (Micros, Micros)> {
        let shifts = if self.is_working_day(day) {
            self.shifts.as_slice()
        } else {
            &[]
        };
        shifts
            .iter()
            .map(move |shift| (at_city(day, shift.from), at_city(day, shift.to)))
    }
}

#[cfg(test)]
mod tests;
