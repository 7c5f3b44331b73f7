//! Cases whose time has come: for the sweep that climbs the escalation ladder, and for the boards of a period.

use diesel::prelude::*;
use domain::id::{CaseId, UnitId};
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
}

/// Cases due from this instant on and before that one. Suspended, voided and never dispatched ones have no due time.
pub fn counted(conn: &mut Conn, from: Micros, to: Micros) -> Result<Vec<CountedRow>> {
    Ok(cases::table
        .filter(cases::due_at.ge(from.0))
        .filter(cases::due_at.lt(to.0))
        .select(CountedRow::as_select())
        .load(conn)?)
}

/// Waits until every command on a case that has begun is done, and lets none begin before this transaction ends:
/// what is read from here on is exactly what had happened by now. Call it first.
pub fn hold_still(conn: &mut Conn) -> Result<()> {
    dialect::hold_table(conn, "cases")
}
