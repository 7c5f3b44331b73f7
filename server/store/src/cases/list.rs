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
    let queries = branches(search, Order::Reported).into_iter().map(|branch| {
        cases::table
            .filter(branch)
            .filter(cases::reported_at.le(at))
            .filter(cases::reported_at.lt(at).or(cases::id.lt(id.clone())))
            .order((cases::reported_at.desc(), cases::id.desc()))
            .limit(wanted as i64)
            .select((cases::reported_at.nullable(), cases::id))
    });
    let mut keys = keys(dialect::gather(conn, queries.collect())?)?;
    keys.sort_unstable_by_key(|key| std::cmp::Reverse((key.at, key.id)));
    keys.dedup();
    keys.truncate(wanted);
    Ok(keys)
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
    if page.len() < wanted {
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
    let queries = branches(search, Order::Deadline).into_iter().map(|branch| {
        cases::table
            .filter(branch)
            .filter(cases::deadline_at.ge(at))
            .filter(
                cases::deadline_at
                    .gt(at)
                    .or(cases::id.gt(id.clone()).nullable()),
            )
            .order((cases::deadline_at, cases::id))
            .limit(wanted as i64)
            .select((cases::deadline_at, cases::id))
    });
    let mut keys = keys(dialect::gather(conn, queries.collect())?)?;
    keys.sort_unstable_by_key(|key| (key.at, key.id));
    keys.dedup();
    keys.truncate(wanted);
    Ok(keys)
}

fn without_deadline(
    conn: &mut Conn,
    search: &Search,
    after: String,
    wanted: usize,
) -> Result<Vec<Key>> {
    let queries = branches(search, Order::Deadline).into_iter().map(|branch| {
        cases::table
            .filter(branch)
            .filter(cases::deadline_at.is_null())
            .filter(cases::id.gt(after.clone()))
            .order(cases::id)
            .limit(wanted as i64)
            .select((sql::<Nullable<BigInt>>("NULL"), cases::id))
    });
    let mut keys = keys(dialect::gather(conn, queries.collect())?)?;
    keys.sort_unstable_by_key(|key| key.id);
    keys.dedup();
    keys.truncate(wanted);
    Ok(keys)
}

fn keys(rows: Vec<(Option<i64>, String)>) -> Result<Vec<Key>> {
    let key = |(at, id): (Option<i64>, String)| {
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
