//! `calendar.toml`: working hours, days off and make-up working days (docs/formats.md).

use std::collections::BTreeSet;

use domain::calendar::{Calendar, CalendarFault, Shift};
use jiff::civil::{Date, Time, Weekday};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::Deserialize;

use super::fault::{Fault, Faults, fault};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    time_zone: String,
    working_hours: Vec<Hours>,
    #[serde(default)]
    years: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    year: i16,
    #[serde(default)]
    days_off: Vec<String>,
    #[serde(default)]
    working_weekends: Vec<String>,
}

pub struct Read {
    pub name: String,
    pub calendar: Calendar,
}

/// `version` is what events will name this calendar by.
pub fn parse(text: &str, version: String) -> Result<Read, Faults> {
    let file: File = toml::from_str(text).map_err(|error| vec![unreadable(&error)])?;
    let mut faults = Vec::new();
    if file.time_zone != "Asia/Shanghai" {
        let detail = Detail::FieldNotOneOf {
            given: file.time_zone.clone(),
        };
        faults.push(fault("/time_zone", Code::CalendarInvalid, detail));
    }
    let shifts = shifts(&file.working_hours, &mut faults);
    let (mut years, mut days_off, mut working_weekends) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (place, year) in file.years.iter().enumerate() {
        let at = format!("/years/{place}");
        if !years.insert(year.year) {
            let detail = Detail::CodeDuplicate {
                code: year.year.to_string(),
            };
            faults.push(fault(format!("{at}/year"), Code::CalendarInvalid, detail));
        }
        days(
            &year.days_off,
            year.year,
            &format!("{at}/days_off"),
            &mut days_off,
            &mut faults,
        );
        days(
            &year.working_weekends,
            year.year,
            &format!("{at}/working_weekends"),
            &mut working_weekends,
            &mut faults,
        );
    }
    for day in working_weekends.iter().filter(|day| !is_weekend(**day)) {
        let detail = Detail::FieldNotOneOf {
            given: day.to_string(),
        };
        faults.push(fault(
            "/years/working_weekends",
            Code::CalendarInvalid,
            detail,
        ));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Calendar::new(version, shifts, years, days_off, working_weekends)
        .map(|calendar| Read {
            name: file.name,
            calendar,
        })
        .map_err(|wrong| vec![of_calendar(wrong)])
}

fn shifts(hours: &[Hours], faults: &mut Faults) -> Vec<Shift> {
    let mut found = Vec::new();
    for (place, hours) in hours.iter().enumerate() {
        match (clock(&hours.from), clock(&hours.to)) {
            (Some(from), Some(to)) => found.push(Shift { from, to }),
            _ => {
                let at = format!("/working_hours/{place}");
                faults.push(fault(
                    at,
                    Code::CalendarInvalid,
                    Detail::CalendarHoursInvalid,
                ));
            }
        }
    }
    found
}

fn clock(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn days(texts: &[String], year: i16, at: &str, into: &mut BTreeSet<Date>, faults: &mut Faults) {
    for (place, text) in texts.iter().enumerate() {
        let at = format!("{at}/{place}");
        match text.parse::<Date>() {
            Ok(day) if day.year() == year => {
                if !into.insert(day) {
                    faults.push(fault(
                        at,
                        Code::CalendarInvalid,
                        Detail::CalendarDayTwice { day: text.clone() },
                    ));
                }
            }
            _ => faults.push(fault(
                at,
                Code::CalendarInvalid,
                Detail::FieldNotOneOf {
                    given: text.clone(),
                },
            )),
        }
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn of_calendar(wrong: CalendarFault) -> Fault {
    let (at, detail) = match wrong {
        CalendarFault::NoWorkingHours
        | CalendarFault::ShiftEndsBeforeItStarts(_)
        | CalendarFault::ShiftsOverlap(_) => ("/working_hours", Detail::CalendarHoursInvalid),
        CalendarFault::BothOffAndWorking(day) => (
            "/years",
            Detail::CalendarDayTwice {
                day: day.to_string(),
            },
        ),
        CalendarFault::YearNotPublished(day) => (
            "/years",
            Detail::CalendarYearUnpublished { year: day.year() },
        ),
    };
    fault(at, Code::CalendarInvalid, detail)
}

fn unreadable(error: &toml::de::Error) -> Fault {
    let field = error.message().to_owned();
    fault(
        "",
        Code::CalendarInvalid,
        Detail::RulebookFieldUnreadable { field },
    )
}
