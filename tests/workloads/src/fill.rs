//! A past of thousands or a million cases, written in large transactions: what takes a city years, in a minute or so.

use std::sync::Arc;

use ::city::{City, CityCell};
use anyhow::{Context, Result, anyhow};
use domain::time::{Micros, Span};
use store::cases::CaseRow;
use store::photos::PhotoRow;
use store::{Db, Options};
use tokio::task::JoinSet;

use crate::bare::Bare;
use crate::city::{self, now};
use crate::history::{History, Past, day};
use crate::people::Cast;
use crate::story::Rows;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Size {
    pub cases: usize,
    pub days: i64,
    /// Their events and photos too; without them a case can be listed and ranked, but nothing more can happen to it.
    pub whole: bool,
}

/// Cases in one transaction.
const BATCH: usize = 1_000;
/// Transactions on their way at once: the next is made while these are written.
const UNDER_WAY: usize = 3;
/// From here on the indexes are made once at the end.
const MANY: usize = 50_000;

/// A city was founded in the database; now it has a past.
pub async fn fill(url: &str, size: Size) -> Result<()> {
    let mut bare = Bare::connect(url)?;
    let db = Db::open(
        url,
        Options {
            connections: UNDER_WAY as u32,
            ..Options::default()
        },
    )?;
    let set_aside = (size.cases >= MANY)
        .then(|| bare.set_indexes_aside())
        .transpose()?;
    write(&db, size).await?;
    drop(db);
    if let Some(indexes) = set_aside {
        bare.put_back(indexes)?;
    }
    bare.settle()
}

async fn write(db: &Db, size: Size) -> Result<()> {
    let (reference, cast) = set_up(db).await?;
    let spots = city::spots(12);
    let until = now();
    let from = until - domain::time::days(size.days);
    let step = (until - from).0 / size.cases.max(1) as i64;
    let mut history = History::new(&reference, &cast, &spots, until);
    let mut under_way = JoinSet::new();
    let mut batch = Batch::default();
    for number in 0..size.cases {
        let past = history.case(from + Span(step * number as i64))?;
        batch.add(past, size.whole, &reference)?;
        if batch.cases.len() + batch.whole.len() == BATCH || number + 1 == size.cases {
            if under_way.len() >= UNDER_WAY {
                let written: Result<()> = under_way.join_next().await.context("a batch")??;
                written?;
            }
            let (db, batch) = (db.clone(), Arc::new(std::mem::take(&mut batch)));
            under_way.spawn(async move {
                Ok::<_, anyhow::Error>(db.write(move |conn| batch.write(conn)).await?)
            });
        }
    }
    while let Some(done) = under_way.join_next().await {
        done??;
    }
    count_today(db, until, history.numbered(&day(until))).await
}

pub async fn set_up(db: &Db) -> Result<(Arc<City>, Cast)> {
    let read = db.read(|conn| {
        let reference = CityCell::default().current(conn)?;
        let cast = Cast::read(conn, &reference.units)?;
        Ok::<_, app::error::AppError>((reference, cast))
    });
    read.await.map_err(|error| anyhow!("{error:?}"))
}

/// The server goes on counting where the past of today ends.
async fn count_today(db: &Db, until: Micros, cases: u32) -> Result<()> {
    let written = db.write(move |conn| {
        for _ in 0..cases {
            store::counters::next_case_number(conn, &day(until))?;
        }
        Ok::<_, store::Error>(())
    });
    Ok(written.await?)
}

#[derive(Default)]
struct Batch {
    cases: Vec<CaseRow>,
    whole: Vec<Rows>,
    photos: Vec<PhotoRow>,
}

impl Batch {
    fn add(&mut self, past: Past, whole: bool, reference: &City) -> Result<()> {
        if whole {
            self.whole.push(past.story.rows(reference)?);
            self.photos.extend(past.photos);
        } else {
            self.cases.push(past.story.case_row()?);
        }
        Ok(())
    }

    fn write(&self, conn: &mut store::Conn) -> store::Result<()> {
        store::photos::insert_all(conn, &self.photos)?;
        store::cases::insert_all(conn, &self.cases)?;
        let each = |rows: &Rows| rows.case.clone();
        store::cases::insert_all(conn, &self.whole.iter().map(each).collect::<Vec<_>>())?;
        for rows in &self.whole {
            store::events::append_all(conn, &rows.events)?;
            for photo in &rows.photos {
                store::case_photos::insert(conn, photo)?;
            }
        }
        Ok(())
    }
}
