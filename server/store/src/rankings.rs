//! Red-black lists as they were built and published, and the cases each of them counted. A published one is never rewritten.

use diesel::prelude::*;
use domain::id::{CaseId, RankingId, UnitId, UserId};
use domain::time::Micros;

use crate::column::{At, Key, MaybeAt, MaybeKey};
use crate::conn::{Conn, insert_all};
use crate::dialect;
use crate::error::Result;
use crate::schema::{ranking_cases, rankings};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = rankings)]
pub struct RankingRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: RankingId,
    pub board: String,
    pub period: String,
    pub status: String,
    pub version: i64,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub as_of: Micros,
    pub rulebook_version: i64,
    pub rulebook_hash: String,
    pub content: String,
    pub hash: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub corrects_id: Option<RankingId>,
    pub correction_reason: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub created_by: Option<UserId>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub review_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub published_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub published_by: Option<UserId>,
}

// Without "none means the default" diesel inserts many in one statement, on SQLite too; otherwise it would open a
// transaction of its own inside the one that is open.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = ranking_cases, treat_none_as_default_value = false)]
pub struct RankingCaseRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub ranking_id: RankingId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub case_id: CaseId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub unit_id: UnitId,
    pub counted: String,
}

/// A step of its life: what is written when the status changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Review {
        at: Micros,
    },
    /// Refused as not unique (`rankings_in_force`) while another issue of the board and period is in force.
    Publish {
        at: Micros,
        /// None: the system itself, from the command line.
        by: Option<UserId>,
    },
    /// Another issue took its place.
    Corrected,
    Withdraw,
}

pub fn insert(conn: &mut Conn, row: &RankingRow, cases: &[RankingCaseRow]) -> Result<()> {
    diesel::insert_into(rankings::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(insert_all!(conn, ranking_cases::table, cases)?)
}

pub fn get(conn: &mut Conn, id: RankingId) -> Result<Option<RankingRow>> {
    Ok(rankings::table
        .find(id.to_string())
        .select(RankingRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// False when it is not at this version any more.
pub fn advance(conn: &mut Conn, id: RankingId, version: i64, step: &Step) -> Result<bool> {
    let next = rankings::version.eq(version + 1);
    let seen = diesel::update(
        rankings::table
            .find(id.to_string())
            .filter(rankings::version.eq(version)),
    );
    let touched = match step {
        Step::Review { at } => seen
            .set((
                next,
                rankings::status.eq("review"),
                rankings::review_at.eq(at.0),
            ))
            .execute(conn)?,
        Step::Publish { at, by } => seen
            .set((
                next,
                rankings::status.eq("published"),
                rankings::published_at.eq(at.0),
                rankings::published_by.eq(by.map(|user| user.to_string())),
            ))
            .execute(conn)?,
        Step::Corrected => seen
            .set((next, rankings::status.eq("corrected")))
            .execute(conn)?,
        Step::Withdraw => seen
            .set((next, rankings::status.eq("withdrawn")))
            .execute(conn)?,
    };
    Ok(touched == 1)
}

/// The issue in force for a board and period.
pub fn in_force(conn: &mut Conn, board: &str, period: &str) -> Result<Option<RankingRow>> {
    Ok(rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::period.eq(period))
        .filter(rankings::status.eq("published"))
        .select(RankingRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Everything ever built for a board and period, drafts too, the oldest first.
pub fn of_period(conn: &mut Conn, board: &str, period: &str) -> Result<Vec<RankingRow>> {
    let mut rows: Vec<RankingRow> = rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::period.eq(period))
        .select(RankingRow::as_select())
        .load(conn)?;
    rows.sort_by_key(|row| (row.as_of, row.id));
    Ok(rows)
}

/// The correction that took the place of this issue.
pub fn successor(conn: &mut Conn, id: RankingId) -> Result<Option<RankingId>> {
    let row: Option<Id> = rankings::table
        .filter(rankings::corrects_id.eq(id.to_string()))
        .filter(rankings::published_at.is_not_null())
        .select(Id::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(|row| row.id))
}

/// Issues that were ever published, those that were corrected too, the latest first; of one board or of all.
/// `before` is the last one of the page before.
pub fn published(
    conn: &mut Conn,
    board: Option<&str>,
    before: Option<(Micros, RankingId)>,
    limit: i64,
) -> Result<Vec<RankingRow>> {
    let (at, id) = match before {
        Some((at, id)) => (at.0, id.to_string()),
        None => (i64::MAX, String::new()),
    };
    let rows = rankings::table
        .filter(rankings::published_at.le(at))
        .filter(rankings::published_at.lt(at).or(rankings::id.lt(id)))
        .order((rankings::published_at.desc(), rankings::id.desc()))
        .limit(limit)
        .select(RankingRow::as_select());
    match board {
        Some(board) => Ok(rows.filter(rankings::board.eq(board)).load(conn)?),
        None => Ok(rows.load(conn)?),
    }
}

/// The issue in force for the last period that has one. Periods of one kind sort as text.
pub fn last_in_force(conn: &mut Conn, board: &str, kind: PeriodKind) -> Result<Option<RankingRow>> {
    let rows = rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::status.eq("published"))
        .order(rankings::period.desc())
        .select(RankingRow::as_select());
    Ok(match kind {
        PeriodKind::Week => rows.filter(rankings::period.like(WEEKS)).first(conn),
        PeriodKind::Month => rows.filter(rankings::period.not_like(WEEKS)).first(conn),
    }
    .optional()?)
}

/// Weeks and months are different series; both sort as text, each among itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    Week,
    Month,
}

const WEEKS: &str = "%-W%";

/// The periods of this kind before that one for which an issue of the board had been published by then, the nearest
/// first, each with the issue that was in force then: what consecutive appearances are counted over.
pub fn in_force_by(
    conn: &mut Conn,
    board: &str,
    before: &str,
    kind: PeriodKind,
    by: Micros,
    limit: i64,
) -> Result<Vec<RankingRow>> {
    let rows = rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::period.lt(before))
        .filter(rankings::published_at.le(by.0))
        .order((rankings::period.desc(), rankings::published_at.desc()))
        .limit(limit)
        .select(RankingRow::as_select());
    let mut rows: Vec<RankingRow> = match kind {
        PeriodKind::Week => rows.filter(rankings::period.like(WEEKS)).load(conn)?,
        PeriodKind::Month => rows.filter(rankings::period.not_like(WEEKS)).load(conn)?,
    };
    // A correction takes its predecessor's place at once, so the one published last was in force.
    rows.dedup_by(|later, kept| later.period == kept.period);
    Ok(rows)
}

/// The last period of this kind before that one of which an issue was published after that instant: whoever counted
/// appearances in a row by then did not know of it.
pub fn published_late(
    conn: &mut Conn,
    board: &str,
    before: &str,
    kind: PeriodKind,
    after: Micros,
) -> Result<Option<String>> {
    let periods = rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::period.lt(before))
        .filter(rankings::published_at.gt(after.0))
        .select(diesel::dsl::max(rankings::period));
    Ok(match kind {
        PeriodKind::Week => periods
            .filter(rankings::period.like(WEEKS))
            .get_result(conn)?,
        PeriodKind::Month => periods
            .filter(rankings::period.not_like(WEEKS))
            .get_result(conn)?,
    })
}

/// As of when the last list of a later period of this kind was computed, drafts too: it counted what was published by then.
pub fn last_looked_back(
    conn: &mut Conn,
    board: &str,
    period: &str,
    kind: PeriodKind,
) -> Result<Option<Micros>> {
    let later = rankings::table
        .filter(rankings::board.eq(board))
        .filter(rankings::period.gt(period))
        .select(diesel::dsl::max(rankings::as_of));
    let at: Option<i64> = match kind {
        PeriodKind::Week => later
            .filter(rankings::period.like(WEEKS))
            .get_result(conn)?,
        PeriodKind::Month => later
            .filter(rankings::period.not_like(WEEKS))
            .get_result(conn)?,
    };
    Ok(at.map(Micros))
}

/// Waits until whoever builds or signs off a list is done, and lets nobody begin before this transaction ends.
pub fn hold_still(conn: &mut Conn) -> Result<()> {
    dialect::hold_table(conn, "rankings")
}

/// What a ranking counted, by case; all of it, or what stands behind the rows of these units.
pub fn cases(
    conn: &mut Conn,
    ranking: RankingId,
    units: Option<&[UnitId]>,
    after: Option<CaseId>,
    limit: i64,
) -> Result<Vec<RankingCaseRow>> {
    let after = after.map(|case| case.to_string()).unwrap_or_default();
    let rows = ranking_cases::table
        .filter(ranking_cases::ranking_id.eq(ranking.to_string()))
        .filter(ranking_cases::case_id.gt(after))
        .order(ranking_cases::case_id)
        .limit(limit)
        .select(RankingCaseRow::as_select());
    let Some(units) = units else {
        return Ok(rows.load(conn)?);
    };
    let units = units.iter().map(ToString::to_string).collect();
    Ok(rows
        .filter(dialect::one_of(ranking_cases::unit_id, units))
        .load(conn)?)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = rankings)]
struct Id {
    #[diesel(deserialize_as = Key)]
    id: RankingId,
}
