//! When the clock was in doubt and how that ended, which events it concerns, and what there is to hold it against: the
//! latest time that is recorded, and the database's own clock.

use diesel::dsl::max;
use diesel::prelude::*;
use domain::case::StateName;
use domain::id::{CaseId, UserId};
use domain::time::Micros;
use uuid::Uuid;

use crate::column::{At, Key, MaybeAt, MaybeKey};
use crate::conn::{Conn, on_db};
use crate::dialect;
use crate::error::Result;
use crate::schema::{cases, clock_incidents, clock_marks, jobs, notices, rankings};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = clock_incidents, treat_none_as_default_value = false)]
pub struct IncidentRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub id: Uuid,
    pub boot: String,
    pub why: String,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub began_at: Micros,
    #[diesel(deserialize_as = At, serialize_as = At)]
    pub wall_at: Micros,
    pub steady_us: i64,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub ended_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeKey, serialize_as = MaybeKey)]
    pub ended_by: Option<UserId>,
    pub reason: String,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub records_to: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub wrote_from: Option<Micros>,
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub wrote_to: Option<Micros>,
    /// When its machine last said that it still doubts.
    #[diesel(deserialize_as = MaybeAt, serialize_as = MaybeAt)]
    pub renewed_at: Option<Micros>,
}

pub fn insert(conn: &mut Conn, row: &IncidentRow) -> Result<()> {
    diesel::insert_into(clock_incidents::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

pub fn get(conn: &mut Conn, id: Uuid) -> Result<Option<IncidentRow>> {
    Ok(clock_incidents::table
        .filter(clock_incidents::id.eq(id.to_string()))
        .select(IncidentRow::as_select())
        .get_result(conn)
        .optional()?)
}

/// Those that have not ended, the oldest first.
pub fn open(conn: &mut Conn) -> Result<Vec<IncidentRow>> {
    let mut rows: Vec<IncidentRow> = clock_incidents::table
        .filter(clock_incidents::ended_at.is_null())
        .select(IncidentRow::as_select())
        .load(conn)?;
    rows.sort_by_key(|row| (row.began_at, row.id));
    Ok(rows)
}

/// The latest first.
pub fn latest(conn: &mut Conn, limit: usize) -> Result<Vec<IncidentRow>> {
    let rows = clock_incidents::table
        .order((clock_incidents::began_at.desc(), clock_incidents::id.desc()))
        .select(IncidentRow::as_select());
    Ok(dialect::at_most(limit, rows).load(conn)?)
}

/// How one ended.
#[derive(Clone, Debug)]
pub struct End {
    pub at: Micros,
    pub by: Option<UserId>,
    pub reason: String,
    pub records_to: Option<Micros>,
}

/// False when it has ended already.
pub fn end(conn: &mut Conn, id: Uuid, end: &End) -> Result<bool> {
    let row = clock_incidents::table
        .filter(clock_incidents::id.eq(id.to_string()))
        .filter(clock_incidents::ended_at.is_null());
    let ended = diesel::update(row)
        .set((
            clock_incidents::ended_at.eq(end.at.0),
            clock_incidents::ended_by.eq(end.by.map(|user| user.to_string())),
            clock_incidents::reason.eq(end.reason.clone()),
            clock_incidents::records_to.eq(end.records_to.map(|at| at.0)),
        ))
        .execute(conn)?;
    Ok(ended == 1)
}

/// Its machine is still there, and still in doubt.
pub fn renew(conn: &mut Conn, id: Uuid, at: Micros) -> Result<()> {
    let row = clock_incidents::table
        .filter(clock_incidents::id.eq(id.to_string()))
        .filter(clock_incidents::ended_at.is_null());
    diesel::update(row)
        .set(clock_incidents::renewed_at.eq(at.0))
        .execute(conn)?;
    Ok(())
}

/// The latest time that something of the city is dated by: reports, notices, lists and jobs, each found without
/// going through a large table.
pub fn latest_record(conn: &mut Conn) -> Result<Option<Micros>> {
    let mut latest = Vec::new();
    // By the state, since the index by report begins with it.
    for state in StateName::ALL {
        let reported: Option<i64> = cases::table
            .filter(cases::state.eq(state.as_str()))
            .select(max(cases::reported_at))
            .get_result(conn)?;
        latest.push(reported);
    }
    let told: Option<i64> = notices::table.select(max(notices::at)).get_result(conn)?;
    let built: Option<i64> = rankings::table
        .select(max(rankings::as_of))
        .get_result(conn)?;
    let worked: Option<i64> = jobs::table
        .select(max(jobs::finished_at))
        .get_result(conn)?;
    latest.extend([told, built, worked]);
    Ok(latest.into_iter().flatten().max().map(Micros))
}

/// What the database's own clock shows; none where that is this machine's.
pub fn database_now(conn: &mut Conn) -> Result<Option<Micros>> {
    dialect::clock(conn)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Suspect,
    Corrected,
}

impl Mark {
    const fn as_str(self) -> &'static str {
        match self {
            Mark::Suspect => "suspect",
            Mark::Corrected => "corrected",
        }
    }
}

pub fn mark(conn: &mut Conn, case: CaseId, seq: i64, mark: Mark) -> Result<()> {
    diesel::insert_into(clock_marks::table)
        .values((
            clock_marks::case_id.eq(case.to_string()),
            clock_marks::seq.eq(seq),
            clock_marks::kind.eq(mark.as_str()),
        ))
        .execute(conn)?;
    Ok(())
}

/// As `mark`, unless it has a mark already.
pub fn mark_once(conn: &mut Conn, case: CaseId, seq: i64, mark: Mark) -> Result<()> {
    let row = (
        clock_marks::case_id.eq(case.to_string()),
        clock_marks::seq.eq(seq),
        clock_marks::kind.eq(mark.as_str()),
    );
    on_db!(conn, db => diesel::insert_into(clock_marks::table).values(row).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// Is anything of the case marked so? First in doubt, then corrected.
pub fn marks_of(conn: &mut Conn, case: CaseId) -> Result<(bool, bool)> {
    let kinds: Vec<String> = clock_marks::table
        .filter(clock_marks::case_id.eq(case.to_string()))
        .select(clock_marks::kind)
        .distinct()
        .load(conn)?;
    let is = |mark: Mark| kinds.iter().any(|kind| kind == mark.as_str());
    Ok((is(Mark::Suspect), is(Mark::Corrected)))
}

/// The events of the case that were written while the clock was in doubt.
pub fn suspect_events(conn: &mut Conn, case: CaseId) -> Result<Vec<i64>> {
    Ok(clock_marks::table
        .filter(clock_marks::case_id.eq(case.to_string()))
        .filter(clock_marks::kind.eq(Mark::Suspect.as_str()))
        .select(clock_marks::seq)
        .load(conn)?)
}

/// Between which times a wrong clock wrote, as somebody recorded by hand.
pub fn wrongly_written(conn: &mut Conn) -> Result<Vec<(Micros, Micros)>> {
    let rows: Vec<IncidentRow> = clock_incidents::table
        .filter(clock_incidents::wrote_from.is_not_null())
        .select(IncidentRow::as_select())
        .load(conn)?;
    let stretches = rows.into_iter();
    Ok(stretches
        .filter_map(|row| row.wrote_from.zip(row.wrote_to))
        .collect())
}

/// Is a time that something was dated by known to be a wrong clock's? Recorded by hand; or it was on record already when
/// somebody, or the clock's own agreement, said that it was earlier.
pub fn was_ahead(conn: &mut Conn, at: Micros) -> Result<bool> {
    let by_hand = clock_incidents::wrote_from
        .le(at.0)
        .and(clock_incidents::wrote_to.ge(at.0));
    let vouched = clock_incidents::ended_at
        .lt(at.0)
        .and(clock_incidents::records_to.ge(at.0));
    let one: Option<String> = clock_incidents::table
        .filter(by_hand.or(vouched))
        .select(clock_incidents::id)
        .first(conn)
        .optional()?;
    Ok(one.is_some())
}
