//! What happened to each case: rows are added and never changed. Each row's hash covers the one before it; hashing is not done here.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::id::{CaseId, UserId};
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeAt, MaybeKey};
use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::schema::events;

// Without "none means the default" diesel inserts many in one statement, on SQLite too.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct EventRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub case_id: CaseId,
    pub seq: i64,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub at: Micros,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub actor_id: Option<UserId>,
    pub action: String,
    pub data: String,
    pub prev_hash: String,
    pub hash: String,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub due_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub command_id: Option<Uuid>,
    /// Of what that command asked, when it was a client's.
    pub command_hash: Option<String>,
}

/// Refused as not unique (`events_pkey`) when somebody else appended first.
pub fn append(conn: &mut Conn, row: &EventRow) -> Result<()> {
    diesel::insert_into(events::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// Whole chains at once, for filling a database with a past.
pub fn append_all(conn: &mut Conn, rows: &[EventRow]) -> Result<()> {
    for chunk in rows.chunks(dialect::ROWS_AT_ONCE) {
        on_db!(conn, db => diesel::insert_into(events::table).values(chunk.to_vec()).execute(db))?;
    }
    Ok(())
}

/// The whole chain of a case, in order.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<EventRow>> {
    Ok(events::table
        .filter(events::case_id.eq(case.to_string()))
        .order(events::seq)
        .select(EventRow::as_select())
        .load(conn)?)
}

/// What changed a case, in order: all but comments and reminders, however many of those there are.
pub fn changes_of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<EventRow>> {
    Ok(events::table
        .filter(events::case_id.eq(case.to_string()))
        // Word for word what the index `events_changes` says: bound values would not find it.
        .filter(sql::<Bool>("action NOT IN ('comment', 'remind')"))
        .order(events::seq)
        .select(EventRow::as_select())
        .load(conn)?)
}

pub fn get(conn: &mut Conn, case: CaseId, seq: i64) -> Result<Option<EventRow>> {
    Ok(events::table
        .filter(events::case_id.eq(case.to_string()))
        .filter(events::seq.eq(seq))
        .select(EventRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Which way somebody reads a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    OldestFirst,
    NewestFirst,
}

/// A page of a chain: what lies beyond `seq`, in the order of reading.
pub fn page_of_case(
    conn: &mut Conn,
    case: CaseId,
    direction: Direction,
    seq: i64,
    limit: usize,
) -> Result<Vec<EventRow>> {
    let chain = events::table
        .filter(events::case_id.eq(case.to_string()))
        .select(EventRow::as_select());
    Ok(match direction {
        Direction::OldestFirst => {
            let page = chain.filter(events::seq.gt(seq)).order(events::seq);
            dialect::at_most(limit, page).load(conn)?
        }
        Direction::NewestFirst => {
            let page = chain.filter(events::seq.lt(seq)).order(events::seq.desc());
            dialect::at_most(limit, page).load(conn)?
        }
    })
}

/// Where and when somebody commented or reminded since then, the latest first, and no more than `limit` times.
pub fn talk_of(
    conn: &mut Conn,
    actor: UserId,
    since: Micros,
    limit: usize,
) -> Result<Vec<(CaseId, Micros)>> {
    let talk = events::table
        .filter(events::actor_id.eq(actor.to_string()))
        .filter(events::at.gt(since.0))
        // As the index `events_talk` says it.
        .filter(sql::<Bool>("action IN ('comment', 'remind')"))
        .order(events::at.desc())
        .select(Said::as_select());
    let rows: Vec<Said> = dialect::at_most(limit, talk).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.at)).collect())
}

/// The chains of several cases, by case and in order, as they stood then: each up to its last event that is dated no
/// later. One in between that a wrong clock dated later had happened by then too, since others followed it.
pub fn of_cases_until(conn: &mut Conn, cases: &[CaseId], until: Micros) -> Result<Vec<EventRow>> {
    of_cases_as_of(conn, cases, until, |_| None)
}

/// The same; but where somebody wrote down how far a chain had come, as far as that, whatever the clock showed.
pub fn of_cases_as_of(
    conn: &mut Conn,
    cases: &[CaseId],
    until: Micros,
    version: impl Fn(CaseId) -> Option<i64>,
) -> Result<Vec<EventRow>> {
    let mut rows = Vec::new();
    for chunk in cases.chunks(200) {
        let wanted: Vec<String> = chunk.iter().map(ToString::to_string).collect();
        rows.extend(
            events::table
                .filter(events::case_id.eq_any(wanted))
                .order((events::case_id, events::seq))
                .select(EventRow::as_select())
                .load::<EventRow>(conn)?,
        );
    }
    let chains = rows.chunk_by(|a, b| a.case_id == b.case_id);
    let happened = chains.map(|chain| match version(chain[0].case_id) {
        Some(version) => chain.partition_point(|event| event.seq <= version),
        None => happened_by(chain, until),
    });
    let happened: Vec<usize> = happened.collect();
    Ok(cut(rows, happened))
}

/// How many of a chain.
fn happened_by(chain: &[EventRow], until: Micros) -> usize {
    let last = chain.iter().rposition(|event| event.at <= until);
    last.map_or(0, |last| last + 1)
}

/// The first so many of each chain.
fn cut(rows: Vec<EventRow>, happened: Vec<usize>) -> Vec<EventRow> {
    let (mut kept, mut chain, mut at) = (Vec::with_capacity(rows.len()), 0, 0);
    let mut case = None;
    for row in rows {
        if case.is_some_and(|case| case != row.case_id) {
            (chain, at) = (chain + 1, 0);
        }
        case = Some(row.case_id);
        if at < happened[chain] {
            kept.push(row);
        }
        at += 1;
    }
    kept
}

/// Cases with events that are dated so, for repairing what a wrong clock did: reads the whole table.
pub fn cases_dated(conn: &mut Conn, from: Micros, to: Micros) -> Result<Vec<CaseId>> {
    let rows: Vec<Case> = events::table
        .filter(events::at.ge(from.0))
        .filter(events::at.le(to.0))
        .select(Case::as_select())
        .load(conn)?;
    let mut cases: Vec<CaseId> = rows.into_iter().map(|row| row.case_id).collect();
    cases.sort_unstable();
    cases.dedup();
    Ok(cases)
}

/// The events that are dated so, each by its case and number: reads the whole table.
pub fn dated(conn: &mut Conn, from: Micros, to: Micros) -> Result<Vec<(CaseId, i64)>> {
    let rows: Vec<Numbered> = events::table
        .filter(events::at.ge(from.0))
        .filter(events::at.le(to.0))
        .select(Numbered::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.seq)).collect())
}

/// The last event of the case that is one of these actions.
pub fn last_of(conn: &mut Conn, case: CaseId, actions: &[&str]) -> Result<Option<EventRow>> {
    let wanted = actions.iter().map(|action| (*action).to_owned()).collect();
    let query = events::table
        .filter(events::case_id.eq(case.to_string()))
        .filter(dialect::one_of(dialect::unindexed(events::action), wanted))
        .order(events::seq.desc())
        .select(EventRow::as_select());
    let mut found: Vec<EventRow> = dialect::at_most(1, query).load(conn)?;
    Ok(found.pop())
}

/// The event a client's command led to, when it was carried out before.
pub fn by_command(conn: &mut Conn, command: Uuid) -> Result<Option<EventRow>> {
    Ok(events::table
        .filter(events::command_id.eq(command.to_string()))
        .select(EventRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// All events by case and number, for checking every chain; `after` is the last one of the page before.
pub fn page(conn: &mut Conn, after: Option<(CaseId, i64)>, limit: i64) -> Result<Vec<EventRow>> {
    let rows = events::table
        .order((events::case_id, events::seq))
        .limit(limit)
        .select(EventRow::as_select());
    let Some((case, seq)) = after else {
        return Ok(rows.load(conn)?);
    };
    let case = case.to_string();
    // Two steps, each one straight walk along the key: the rest of that case, then the cases after it.
    let mut page: Vec<EventRow> = rows
        .filter(events::case_id.eq(case.clone()))
        .filter(events::seq.gt(seq))
        .load(conn)?;
    if (page.len() as i64) < limit {
        let more = limit - page.len() as i64;
        page.extend(
            rows.filter(events::case_id.gt(case))
                .limit(more)
                .load::<EventRow>(conn)?,
        );
    }
    Ok(page)
}

/// Cases that at some time were due in the period: every case a board of it may count, and some it will not.
pub fn cases_ever_due(conn: &mut Conn, from: Micros, to: Micros) -> Result<Vec<CaseId>> {
    let rows: Vec<Case> = events::table
        .filter(events::due_at.ge(from.0))
        .filter(events::due_at.lt(to.0))
        .select(Case::as_select())
        .load(conn)?;
    let mut cases: Vec<CaseId> = rows.into_iter().map(|row| row.case_id).collect();
    cases.sort_unstable();
    cases.dedup();
    Ok(cases)
}

/// Those of them to which something happened after that instant, as their events are dated.
pub fn happened_after(conn: &mut Conn, cases: &[CaseId], at: Micros) -> Result<Vec<CaseId>> {
    let mut later = Vec::new();
    for chunk in cases.chunks(dialect::LONGEST_LIST) {
        let wanted = chunk.iter().map(ToString::to_string).collect();
        let rows: Vec<Case> = events::table
            .filter(dialect::one_of(events::case_id, wanted))
            .filter(events::at.gt(at.0))
            .select(Case::as_select())
            .load(conn)?;
        later.extend(rows.into_iter().map(|row| row.case_id));
    }
    later.sort_unstable();
    later.dedup();
    Ok(later)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
struct Said {
    #[diesel(deserialize_as = Key)]
    case_id: CaseId,
    #[diesel(deserialize_as = At)]
    at: Micros,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
struct Case {
    #[diesel(deserialize_as = Key)]
    case_id: CaseId,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = events)]
struct Numbered {
    #[diesel(deserialize_as = Key)]
    case_id: CaseId,
    seq: i64,
}
