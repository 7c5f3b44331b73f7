//! Weeks of a city's history for `demo` and `seed`: simulated people do real things, through the same actions as
//! everybody, while a settable clock walks from a Monday in the past to now. Nothing is written past the rules.
//! First everything is planned (pure, from a seed), then it is carried out; photos are drawn ahead of the walk.

mod act;
mod album;
mod arrivals;
mod camera;
mod campaigns;
mod cast;
mod character;
mod course;
mod hours;
mod lists;
mod patrol;
mod place;
mod plan;
mod stage;
mod stroll;
mod walk;
mod words;

use std::sync::Arc;

use anyhow::bail;
use domain::time::{Micros, city_midnight, city_time};
use jiff::ToSpan;
use store::Conn;

use app::error::AppError;
use app::state::App;
use cast::Cast;
use stage::Stage;

/// As many cases as a middle-sized city has: about 1,200 in four weeks.
pub const CASES_PER_DAY: u32 = 48;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whole weeks before the one that `until` lies in.
    pub weeks: u32,
    pub seed: u64,
    /// The end of the history; afterwards the real clock goes on.
    pub until: Micros,
    /// On a working day; weekends have fewer.
    pub cases_per_day: u32,
}

impl Options {
    pub fn new(weeks: u32, seed: u64, until: Micros) -> Options {
        Options {
            weeks,
            seed,
            until,
            cases_per_day: CASES_PER_DAY,
        }
    }

    /// Monday 00:00 in the city, so many weeks before.
    pub fn from(&self) -> Micros {
        let day = city_time(self.until).date();
        let since_monday = i64::from(day.weekday().to_monday_zero_offset());
        let back = since_monday + 7 * i64::from(self.weeks);
        city_midnight(day.saturating_sub(back.days()))
    }
}

/// How far the walk has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub at: Micros,
    pub share_percent: u32,
    pub made: Made,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub cases: usize,
    /// What people did, reports included.
    pub deeds: usize,
    pub photos: usize,
    pub rungs: usize,
    pub lists_published: usize,
    pub visits: usize,
    pub campaigns: usize,
    /// Cases, lists, visits and campaigns left alone because this city's rules refused what was planned for them.
    pub given_up: usize,
}

/// The app's clock must be one that can be set, and the city must have no case yet.
pub async fn seed(
    app: &Arc<App>,
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> anyhow::Result<Made> {
    if !app.clock.is_settable() {
        bail!("history is made with a clock that can be set");
    }
    let from = options.from();
    app.clock.set(from);
    let shared = Arc::clone(app);
    let read = move |conn: &mut Conn| {
        let any_case = !store::cases::ids_after(conn, None, 1)?.is_empty();
        Ok::<_, AppError>((
            any_case,
            Cast::load(conn, &shared)?,
            Stage::load(conn, &shared)?,
        ))
    };
    let (any_case, cast, city) = app.db.read(read).await.map_err(told)?;
    if any_case {
        bail!("数据库里已有案件，只能为没有案件的城市生成历史 (the city has cases already)");
    }
    cast.check()?;
    city.check(from)?;
    let plan = plan::plan(&city, &cast, options);
    walk::walk(app, cast, plan, options, progress)
        .await
        .map_err(told)
}

fn told(error: AppError) -> anyhow::Error {
    anyhow::anyhow!("{error:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::at_city;
    use jiff::civil::{date, time};

    #[test]
    fn history_begins_on_a_monday_the_asked_number_of_whole_weeks_before_this_one() {
        let saturday = at_city(date(2026, 11, 21), time(21, 30, 0, 0));
        let monday = city_midnight(date(2026, 10, 19));
        assert_eq!(Options::new(4, 1, saturday).from(), monday);
        let this_week = city_midnight(date(2026, 11, 16));
        assert_eq!(Options::new(0, 1, saturday).from(), this_week);
        assert_eq!(Options::new(0, 1, this_week).from(), this_week);
    }
}
