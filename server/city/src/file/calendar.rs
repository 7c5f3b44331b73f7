//! `calendar.toml`: working hours, days off and make-up working days (docs/formats.md).

use std::collections::BTreeSet;

use domain::calendar::{Calendar, CalendarFault, Shift};
use domain::time::{Micros, city_time};
use jiff::civil::{Date, Time, Weekday};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::Deserialize;

use super::toml_file;
use crate::fault::{Fault, Faults, fault};

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
    let file: File = toml_file::read(text, Code::CalendarInvalid).map_err(Faults::from)?;
    let mut faults = Faults::default();
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
        let in_year = |day: Date| day.year() == year.year;
        let off = format!("{at}/days_off");
        days(&year.days_off, in_year, &off, &mut days_off, &mut faults);
        // A make-up day on a Monday to Friday is a slip of the pen.
        let made_up = |day: Date| in_year(day) && is_weekend(day);
        let working = format!("{at}/working_weekends");
        days(
            &year.working_weekends,
            made_up,
            &working,
            &mut working_weekends,
            &mut faults,
        );
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Calendar::new(version, shifts, years, days_off, working_weekends)
        .map(|calendar| Read {
            name: file.name,
            calendar,
        })
        .map_err(|wrong| of_calendar(wrong).into())
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

fn days(
    texts: &[String],
    fits: impl Fn(Date) -> bool,
    at: &str,
    into: &mut BTreeSet<Date>,
    faults: &mut Faults,
) {
    for (place, text) in texts.iter().enumerate() {
        let at = format!("{at}/{place}");
        match text.parse::<Date>() {
            Ok(day) if fits(day) => {
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

/// Of this year and the next, those whose days off nobody has said: working time in them is an assumption.
pub fn unpublished_years(calendar: &Calendar, now: Micros) -> Vec<i16> {
    let year = city_time(now).year();
    let published = |year: &i16| calendar.is_published(*year);
    (year..=year + 1).filter(|year| !published(year)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "name = \"日历\"\ntime_zone = \"Asia/Shanghai\"\n\
        working_hours = [{ from = \"08:30\", to = \"12:00\" }]\n";

    fn faults_of(text: &str) -> Vec<(String, Detail)> {
        let faults = parse(text, "1".into()).err().unwrap();
        faults
            .into_iter()
            .map(|wrong| (wrong.pointer, wrong.detail))
            .collect()
    }

    #[test]
    fn the_calendar_of_the_fixture_city_is_read() {
        let read = parse(&fixtures::files::calendar_toml(), "3".into()).unwrap();
        assert_eq!(read.calendar.version(), "3");
        let works = |day: &str| read.calendar.is_working_day(day.parse().unwrap());
        assert!(!works("2026-10-01") && works("2026-10-10") && !works("2026-10-11"));
        let (march, later) = (Micros(1_772_413_200_000_000), Micros(1_830_000_000_000_000));
        assert_eq!(unpublished_years(&read.calendar, march), [2027]);
        assert_eq!(unpublished_years(&read.calendar, later), [2027, 2028]);
    }

    #[test]
    fn every_fault_has_its_key() {
        let given = |given: &str| Detail::FieldNotOneOf {
            given: given.into(),
        };
        let year = "[[years]]\nyear = 2026\ndays_off = [\"2026-10-01\", \"2026-10-01\", \"2025-10-01\", \"soon\"]\n\
            working_weekends = [\"2026-10-12\"]\n[[years]]\nyear = 2026\n";
        let text = HEAD.replace("Shanghai", "Tokyo").replace("08:30", "8h") + year;
        assert_eq!(
            faults_of(&text),
            [
                ("/time_zone".into(), given("Asia/Tokyo")),
                ("/working_hours/0".into(), Detail::CalendarHoursInvalid),
                (
                    "/years/0/days_off/1".into(),
                    Detail::CalendarDayTwice {
                        day: "2026-10-01".into()
                    }
                ),
                ("/years/0/days_off/2".into(), given("2025-10-01")),
                ("/years/0/days_off/3".into(), given("soon")),
                ("/years/0/working_weekends/0".into(), given("2026-10-12")),
                (
                    "/years/1/year".into(),
                    Detail::CodeDuplicate {
                        code: "2026".into()
                    }
                ),
            ]
        );
        let twice = "[[years]]\nyear = 2026\ndays_off = [\"2026-10-10\"]\nworking_weekends = [\"2026-10-10\"]\n";
        assert_eq!(
            faults_of(&format!("{HEAD}{twice}")),
            [(
                "/years".into(),
                Detail::CalendarDayTwice {
                    day: "2026-10-10".into()
                }
            )]
        );
        let reversed = HEAD.replace("12:00", "08:00");
        assert_eq!(
            faults_of(&reversed),
            [("/working_hours".into(), Detail::CalendarHoursInvalid)]
        );
        let misspelt = format!("{HEAD}[[years]]\nyear = 2026\ndays_of = []\n");
        assert_eq!(
            faults_of(&misspelt),
            [(
                "/years/0/days_of".into(),
                Detail::FieldUnknown {
                    name: "days_of".into()
                }
            )]
        );
    }
}
