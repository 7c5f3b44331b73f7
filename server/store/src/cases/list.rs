//! Pages of cases in a stable order. The keys of a page are gathered from the branches of the search, merged here, and only then
//! are the rows of the page read.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use domain::id::CaseId;
use domain::time::Micros;
use uuid::Uuid;

use super::branch::branches;
use super::row::{CaseRow, get_all};
use super::search::Search;
use crate::column;
use crate::conn::Conn;
use crate::dialect;
use crate::error::{Error, Result};
use crate::schema::cases;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The latest reported first.
    Reported,
    /// The next deadline first; cases without one come last.
    Deadline,
}

/// Where a page ended: the time it is ordered by, and the id that settles ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub at: Option<Micros>,
    pub id: CaseId,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub rows: Vec<CaseRow>,
    /// Where the next page begins; none: this was the last.
    pub next: Option<Key>,
}

/// The page after a key, or the first.
pub fn list(
    conn: &mut Conn,
    search: &Search,
    order: Order,
    after: Option<Key>,
    limit: usize,
) -> Result<Page> {
    // One more than asked for tells whether there is another page.
    let wanted = limit + 1;
    let mut keys = match order {
        Order::Reported => reported(conn, search, after, wanted)?,
        Order::Deadline => by_deadline(conn, search, after, wanted)?,
    };
    let more = keys.len() > limit;
    keys.truncate(limit);
    let next = keys.last().copied().filter(|_| more);
    let ids: Vec<CaseId> = keys.into_iter().map(|key| key.id).collect();
    Ok(Page {
        rows: get_all(conn, &ids)?,
        next,
    })
}

fn reported(
    conn: &mut Conn,
    search: &Search,
    after: Option<Key>,
    wanted: usize,
) -> Result<Vec<Key>> {
    let (at, id) = match after {
        Some(key) => (key.at.map_or(i64::MAX, |at| at.0), key.id.to_string()),
        None => (i64::MAX, String::new()),
    };
    let oldest = search.filter.reported_from.map_or(i64::MIN, |from| from.0);
    let newest = search
        .filter
        .reported_to
        .map_or(at, |to| at.min(to.0.saturating_sub(1)));
    let first = |rows: &mut Vec<Found>| {
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.dedup();
        rows.truncate(wanted);
    };
    let query = |branch, enough: &[Found]| {
        let last = enough.get(wanted - 1).and_then(|(at, _)| *at);
        let rows = cases::table
            .filter(branch)
            .filter(cases::reported_at.ge(last.map_or(oldest, |last| last.max(oldest))))
            .filter(cases::reported_at.le(newest))
            .filter(cases::reported_at.lt(at).or(cases::id.lt(id.clone())))
            .order((cases::reported_at.desc(), cases::id.desc()))
            .select((cases::reported_at.nullable(), cases::id));
        dialect::at_most(wanted, rows)
    };
    let branches = branches(search, Order::Reported);
    keys(dialect::gather_first(conn, branches, query, first)?)
}

/// First the cases with a deadline, then those without, by id.
fn by_deadline(
    conn: &mut Conn,
    search: &Search,
    after: Option<Key>,
    wanted: usize,
) -> Result<Vec<Key>> {
    let mut page = match after {
        Some(Key { at: None, .. }) => Vec::new(),
        Some(Key { at: Some(at), id }) => {
            with_deadline(conn, search, at.0, id.to_string(), wanted)?
        }
        None => with_deadline(conn, search, i64::MIN, String::new(), wanted)?,
    };
    // What has no deadline is not past it.
    if page.len() < wanted && !search.filter.overdue {
        let after = after
            .filter(|key| key.at.is_none())
            .map(|key| key.id.to_string())
            .unwrap_or_default();
        page.extend(without_deadline(conn, search, after, wanted - page.len())?);
    }
    Ok(page)
}

fn with_deadline(
    conn: &mut Conn,
    search: &Search,
    at: i64,
    id: String,
    wanted: usize,
) -> Result<Vec<Key>> {
    let latest = match search.filter.overdue {
        true => search.now.0.saturating_sub(1),
        false => i64::MAX,
    };
    let query = |branch, enough: &[Found]| {
        let last = enough.get(wanted - 1).and_then(|(at, _)| *at);
        let rows = cases::table
            .filter(branch)
            .filter(cases::deadline_at.ge(at))
            .filter(cases::deadline_at.le(last.map_or(latest, |last| last.min(latest))))
            .filter(
                cases::deadline_at
                    .gt(at)
                    .or(cases::id.gt(id.clone()).nullable()),
            )
            .order((cases::deadline_at, cases::id))
            .select((cases::deadline_at, cases::id));
        dialect::at_most(wanted, rows)
    };
    let (branches, first) = (branches(search, Order::Deadline), lowest(wanted));
    keys(dialect::gather_first(conn, branches, query, first)?)
}

fn without_deadline(
    conn: &mut Conn,
    search: &Search,
    after: String,
    wanted: usize,
) -> Result<Vec<Key>> {
    let query = |branch, _: &[Found]| {
        let rows = cases::table
            .filter(branch)
            .filter(cases::deadline_at.is_null())
            .filter(cases::id.gt(after.clone()))
            .order(cases::id)
            .select((sql::<Nullable<BigInt>>("NULL"), cases::id));
        dialect::at_most(wanted, rows)
    };
    let (branches, first) = (branches(search, Order::Deadline), lowest(wanted));
    keys(dialect::gather_first(conn, branches, query, first)?)
}

/// The time a page is ordered by, and the id as it is written: written ids are in the order of the ids.
type Found = (Option<i64>, String);

fn lowest(wanted: usize) -> impl Fn(&mut Vec<Found>) {
    move |rows| {
        rows.sort_unstable();
        rows.dedup();
        rows.truncate(wanted);
    }
}

fn keys(rows: Vec<Found>) -> Result<Vec<Key>> {
    let key = |(at, id): Found| {
        let id = Uuid::try_parse(&id).map_err(Error::other)?;
        Ok(Key {
            at: at.map(Micros),
            id: CaseId(id),
        })
    };
    rows.into_iter().map(key).collect()
}

/// Every case by id, for what goes through them all (checks, exports); `after` is the last one of the page before.
pub fn ids_after(conn: &mut Conn, after: Option<CaseId>, limit: i64) -> Result<Vec<CaseId>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows: Vec<Id> = cases::table
        .filter(cases::id.gt(after))
        .order(cases::id)
        .limit(limit)
        .select(Id::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = cases)]
struct Id {
    #[diesel(deserialize_as = column::Key)]
    id: CaseId,
}
