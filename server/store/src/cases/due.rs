//! Cases whose time has come: for the sweep that climbs the escalation ladder, and for the boards of a period.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use domain::id::{CaseId, UnitId};
use domain::ranking::Board;
use domain::time::Micros;

use crate::column::{Key, MaybeAt, MaybeKey};
use crate::conn::Conn;
use crate::dialect;
use crate::error::Result;
use crate::schema::cases;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RungDue {
    pub id: CaseId,
    pub next_rung_at: Micros,
}

/// The cases with a rung due by then, the longest due first. Costs what is due, not what is open.
pub fn next_rungs(conn: &mut Conn, by: Micros, limit: i64) -> Result<Vec<RungDue>> {
    let rows: Vec<(Key, Option<i64>)> = cases::table
        .filter(cases::next_rung_at.is_not_null())
        .filter(cases::next_rung_at.le(by.0))
        .order(cases::next_rung_at)
        .limit(limit)
        .select((cases::id, cases::next_rung_at))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, at)| {
            let id = CaseId::try_from(id).map_err(crate::Error::other)?;
            Ok(RungDue {
                id,
                next_rung_at: Micros(at.unwrap_or_default()),
            })
        })
        .collect()
}

/// What the boards count of a case, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct CountedRow {
    #[diesel(deserialize_as = Key)]
    pub id: CaseId,
    pub version: i64,
    #[diesel(deserialize_as = MaybeAt)]
    pub due_at: Option<Micros>,
    #[diesel(deserialize_as = MaybeKey)]
    pub department_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey)]
    pub zone_unit_id: Option<UnitId>,
    #[diesel(deserialize_as = MaybeKey)]
    pub street_id: Option<UnitId>,
    pub on_time: Option<bool>,
    pub handled_once: bool,
    pub reworks_in_dispatch: i64,
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    #[diesel(deserialize_as = MaybeKey)]
    pub recurrence_of: Option<CaseId>,
    pub self_found: bool,
    #[diesel(deserialize_as = MaybeAt)]
    pub closed_at: Option<Micros>,
    pub rework_count: i64,
    pub letter_count: i64,
    pub wrong_return_count: i64,
    pub falsified_count: i64,
}

/// Cases due from this instant on and before that one. Suspended, voided and never dispatched ones have no due time.
pub fn counted(conn: &mut Conn, from: Micros, to: Micros) -> Result<Vec<CountedRow>> {
    Ok(cases::table
        .filter(cases::due_at.ge(from.0))
        .filter(cases::due_at.lt(to.0))
        .select(CountedRow::as_select())
        .load(conn)?)
}

/// Cases that differ in nothing a board counts but the time they took: how many they are, and their times together.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct AlikeRow {
    #[diesel(sql_type = Nullable<Bool>)]
    pub on_time: Option<bool>,
    #[diesel(sql_type = Bool)]
    pub handled_once: bool,
    #[diesel(sql_type = BigInt)]
    pub reworks: i64,
    #[diesel(sql_type = BigInt)]
    pub letters: i64,
    #[diesel(sql_type = BigInt)]
    pub wrong_returns: i64,
    #[diesel(sql_type = BigInt)]
    pub falsified: i64,
    #[diesel(sql_type = Bool)]
    pub recurrence: bool,
    #[diesel(sql_type = Bool)]
    pub self_found: bool,
    /// Closed, and by the instant asked for.
    #[diesel(sql_type = Bool)]
    pub verified: bool,
    #[diesel(sql_type = BigInt)]
    pub cases: i64,
    #[diesel(sql_type = BigInt)]
    pub speed_millionths: i64,
}

const IN_DISPATCH: &str =
    "handled_once, reworks_in_dispatch AS reworks, letters, wrong_returns, falsified";
const IN_LIFE: &str = "(handled_once OR rework_count > 0) AS handled_once, rework_count AS reworks, letter_count AS letters, \
    wrong_return_count AS wrong_returns, falsified_count AS falsified";
/// Whoever needed the second try.
const SPEED_IN_LIFE: &str = "CASE WHEN rework_count > 0 THEN 1000000 ELSE speed_millionths END";

#[derive(QueryableByName)]
struct OfUnit {
    #[diesel(sql_type = Text)]
    unit: Key,
    #[diesel(embed)]
    alike: AlikeRow,
}

/// Which cases are added up, and what tells them apart beside what stands in the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    pub board: Board,
    pub from: Micros,
    pub to: Micros,
    /// Closed later is as good as not closed.
    pub verified_by: Micros,
}

/// What `counted` finds, added up for the units of a board by the database: a few hundred rows of tens of thousands of cases.
/// Cases that count for nobody on this board are left out. A department answers for its own dispatch; a zone unit and a
/// street office for the case from beginning to end, whoever had it.
pub fn alike(conn: &mut Conn, sums: &Sums) -> Result<Vec<(UnitId, AlikeRow)>> {
    let (unit, marks, speed) = match sums.board {
        Board::Department => ("department_id", IN_DISPATCH, "speed_millionths"),
        Board::ZoneUnit => ("zone_unit_id", IN_LIFE, SPEED_IN_LIFE),
        Board::Street => ("street_id", IN_LIFE, SPEED_IN_LIFE),
    };
    // SQLite numbers what is bound by where it first stands, whatever it is called: in that order, then.
    let query = format!(
        "SELECT {unit} AS unit, on_time, {marks}, \
         recurrence_of IS NOT NULL AS recurrence, self_found, \
         closed_at IS NOT NULL AND closed_at <= $1 AS verified, \
         COUNT(*) AS cases, CAST(SUM({speed}) AS BIGINT) AS speed_millionths \
         FROM cases WHERE due_at >= $2 AND due_at < $3 AND {unit} IS NOT NULL \
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10"
    );
    let rows: Vec<OfUnit> = diesel::sql_query(query)
        .bind::<BigInt, _>(sums.verified_by.0)
        .bind::<BigInt, _>(sums.from.0)
        .bind::<BigInt, _>(sums.to.0)
        .load(conn)?;
    rows.into_iter()
        .map(|row| {
            let unit = UnitId::try_from(row.unit).map_err(crate::Error::other)?;
            Ok((unit, row.alike))
        })
        .collect()
}

/// Waits until every command on a case that has begun is done, and lets none begin before this transaction ends:
/// what is read from here on is exactly what had happened by now. Call it first.
pub fn hold_still(conn: &mut Conn) -> Result<()> {
    dialect::hold_table(conn, "cases")
}
