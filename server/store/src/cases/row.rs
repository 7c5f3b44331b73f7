//! One case's row: read, inserted with the report, rewritten with every event after it.

use diesel::prelude::*;
use domain::id::{CaseId, UnitId, UserId, ZoneId};
use domain::time::Micros;

use super::search::cell_of;
use crate::column::{At, Key, MaybeAt, MaybeKey};
use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::schema::cases;

// None is written as NULL and not left out: the statement is the same for every row, so it is prepared once.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = cases, treat_none_as_default_value = false)]
pub struct CaseRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: CaseId,
    pub number: String,
    pub version: i64,
    pub request_hash: String,
    pub state: String,
    pub scheme: String,
    pub category_code: String,
    pub campaign_id: Option<String>,
    pub mode: String,
    pub description: String,
    pub address: String,
    pub lon: f64,
    pub lat: f64,
    pub raw_lon: f64,
    pub raw_lat: f64,
    pub crs: String,
    pub accuracy_m: Option<f64>,
    pub position_source: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub captured_at: Micros,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub reporter_id: UserId,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub reported_at: Micros,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub zone_id: Option<ZoneId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub zone_unit_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub street_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub district_id: Option<UnitId>,
    pub route: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub department_id: Option<UnitId>,
    pub limit_value: Option<i64>,
    pub limit_unit: Option<String>,
    pub calendar_provisional: bool,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub dispatched_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub deadline_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub due_at: Option<Micros>,
    /// Set while dispatched, accepted or handled, else null.
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub yellow_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub next_rung_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub handled_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub handled_by: Option<UserId>,
    pub on_time: Option<bool>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub closed_at: Option<Micros>,
    pub handled_once: bool,
    pub reworks_in_dispatch: i64,
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub recurrence_of: Option<CaseId>,
    pub self_found: bool,
    pub rework_count: i64,
    pub return_count: i64,
    pub extension_count: i64,
    pub letter_count: i64,
    pub wrong_return_count: i64,
    pub falsified_count: i64,
    pub extension_asked: bool,
    /// Ids, separated by spaces.
    pub handlers: String,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub duplicate_of: Option<CaseId>,
}

/// Refused as not unique: `cases_pkey` when the id is taken, `cases_number_key` when the number is.
pub fn insert(conn: &mut Conn, row: &CaseRow) -> Result<()> {
    diesel::insert_into(cases::table)
        .values((row.clone(), cases::cell.eq(cell_of(row.lon, row.lat))))
        .execute(conn)?;
    Ok(())
}

/// Many at once, for filling a database with a past.
pub fn insert_all(conn: &mut Conn, rows: &[CaseRow]) -> Result<()> {
    for chunk in rows.chunks(dialect::ROWS_AT_ONCE) {
        let celled = |row: &CaseRow| (row.clone(), cases::cell.eq(cell_of(row.lon, row.lat)));
        let values: Vec<_> = chunk.iter().map(celled).collect();
        on_db!(conn, db => diesel::insert_into(cases::table).values(values).execute(db))?;
    }
    Ok(())
}

pub fn get(conn: &mut Conn, id: CaseId) -> Result<Option<CaseRow>> {
    Ok(cases::table
        .find(id.to_string())
        .select(CaseRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// As `get`, and nobody else can change the case before this transaction ends: every command begins with it.
pub fn lock(conn: &mut Conn, id: CaseId) -> Result<Option<CaseRow>> {
    Ok(dialect::locked(
        cases::table
            .find(id.to_string())
            .select(CaseRow::as_select()),
    )
    .get_result(conn)
    .optional()?)
}

/// Those of the named ones that exist, in the order named.
pub fn get_all(conn: &mut Conn, ids: &[CaseId]) -> Result<Vec<CaseRow>> {
    let mut found = std::collections::HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(dialect::LONGEST_LIST) {
        let wanted = dialect::one_of(cases::id, chunk.iter().map(ToString::to_string).collect());
        let rows: Vec<CaseRow> = cases::table
            .filter(wanted)
            .select(CaseRow::as_select())
            .load(conn)?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Writes what events can change, if the row is still at the version seen; false when it is not (or there is no such case).
/// What the report fixed (place, zone, category, reporter …) stays, and so does its time, which only `redate` moves: their
/// indexes are not touched either.
pub fn update(conn: &mut Conn, row: &CaseRow, seen_version: i64) -> Result<bool> {
    let seen = cases::table
        .find(row.id.to_string())
        .filter(cases::version.eq(seen_version));
    let touched = diesel::update(seen)
        .set(Progress::from(row))
        .execute(conn)?;
    Ok(touched == 1)
}

/// The report's own time was corrected. By itself, since every index that lists are read by holds it.
pub fn redate(conn: &mut Conn, id: CaseId, reported_at: Micros) -> Result<()> {
    diesel::update(cases::table.find(id.to_string()))
        .set(cases::reported_at.eq(reported_at.0))
        .execute(conn)?;
    Ok(())
}

#[derive(AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true)]
struct Progress<'a> {
    version: i64,
    state: &'a str,
    department_id: Option<String>,
    limit_value: Option<i64>,
    limit_unit: Option<&'a str>,
    calendar_provisional: bool,
    dispatched_at: Option<i64>,
    deadline_at: Option<i64>,
    due_at: Option<i64>,
    yellow_at: Option<i64>,
    next_rung_at: Option<i64>,
    handled_at: Option<i64>,
    handled_by: Option<String>,
    on_time: Option<bool>,
    closed_at: Option<i64>,
    handled_once: bool,
    reworks_in_dispatch: i64,
    speed_millionths: i64,
    letters: i64,
    wrong_returns: i64,
    falsified: i64,
    recurrence_of: Option<String>,
    self_found: bool,
    rework_count: i64,
    return_count: i64,
    extension_count: i64,
    letter_count: i64,
    wrong_return_count: i64,
    falsified_count: i64,
    extension_asked: bool,
    handlers: &'a str,
    duplicate_of: Option<String>,
}

impl<'a> From<&'a CaseRow> for Progress<'a> {
    fn from(row: &'a CaseRow) -> Progress<'a> {
        let micros = |at: Option<Micros>| at.map(|at| at.0);
        Progress {
            version: row.version,
            state: &row.state,
            department_id: row.department_id.map(|id| id.to_string()),
            limit_value: row.limit_value,
            limit_unit: row.limit_unit.as_deref(),
            calendar_provisional: row.calendar_provisional,
            dispatched_at: micros(row.dispatched_at),
            deadline_at: micros(row.deadline_at),
            due_at: micros(row.due_at),
            yellow_at: micros(row.yellow_at),
            next_rung_at: micros(row.next_rung_at),
            handled_at: micros(row.handled_at),
            handled_by: row.handled_by.map(|id| id.to_string()),
            on_time: row.on_time,
            closed_at: micros(row.closed_at),
            handled_once: row.handled_once,
            reworks_in_dispatch: row.reworks_in_dispatch,
            speed_millionths: row.speed_millionths,
            letters: row.letters,
            wrong_returns: row.wrong_returns,
            falsified: row.falsified,
            recurrence_of: row.recurrence_of.map(|id| id.to_string()),
            self_found: row.self_found,
            rework_count: row.rework_count,
            return_count: row.return_count,
            extension_count: row.extension_count,
            letter_count: row.letter_count,
            wrong_return_count: row.wrong_return_count,
            falsified_count: row.falsified_count,
            extension_asked: row.extension_asked,
            handlers: &row.handlers,
            duplicate_of: row.duplicate_of.map(|id| id.to_string()),
        }
    }
}

/// When somebody reported, the latest first: up to `limit` of them behind the first `skip`.
pub fn latest_reports(
    conn: &mut Conn,
    reporter: UserId,
    skip: usize,
    limit: usize,
) -> Result<Vec<Micros>> {
    let found: Vec<i64> = cases::table
        .filter(cases::reporter_id.eq(reporter.to_string()))
        .order((cases::reported_at.desc(), cases::id.desc()))
        .select(cases::reported_at)
        .limit(limit as i64)
        .offset(skip as i64)
        .load(conn)?;
    Ok(found.into_iter().map(Micros).collect())
}
