//! Cases of a category around a place. A box is searched here; distances and what they mean are the caller's.

use diesel::prelude::*;
use domain::id::{CaseId, CategoryKey};
use domain::time::Micros;

use super::search::Bbox;
use crate::column::{At, Key, MaybeAt};
use crate::conn::Conn;
use crate::dialect::{one_of, unindexed};
use crate::error::Result;
use crate::schema::cases;

#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct Near {
    #[diesel(deserialize_as = Key)]
    pub id: CaseId,
    pub number: String,
    pub state: String,
    pub lon: f64,
    pub lat: f64,
    #[diesel(deserialize_as = At)]
    pub reported_at: Micros,
    #[diesel(deserialize_as = MaybeAt)]
    pub closed_at: Option<Micros>,
}

const OPEN: [&str; 5] = ["reported", "dispatched", "accepted", "handled", "suspended"];

#[diesel::dsl::auto_type]
fn in_box(category: &CategoryKey, bbox: Bbox) -> _ {
    let scheme: String = category.scheme.clone();
    let code: String = category.code.clone();
    let (west, south, east, north): (f64, f64, f64, f64) =
        (bbox.west, bbox.south, bbox.east, bbox.north);
    cases::table
        .filter(cases::scheme.eq(scheme))
        .filter(cases::category_code.eq(code))
        .filter(cases::lat.ge(south))
        .filter(cases::lat.le(north))
        .filter(cases::lon.ge(west))
        .filter(cases::lon.le(east))
}

/// Open cases of the category in the box: "is it this one?"
pub fn open_near(conn: &mut Conn, category: &CategoryKey, bbox: Bbox) -> Result<Vec<Near>> {
    let open = one_of(
        unindexed(cases::state),
        OPEN.iter().map(|state| state.to_string()).collect(),
    );
    Ok(in_box(category, bbox)
        .filter(open)
        .select(Near::as_select())
        .load(conn)?)
}

/// Cases of the category in the box closed since then: does the problem come back?
pub fn closed_near(
    conn: &mut Conn,
    category: &CategoryKey,
    bbox: Bbox,
    closed_since: Micros,
) -> Result<Vec<Near>> {
    Ok(in_box(category, bbox)
        .filter(unindexed(cases::state).eq("closed"))
        .filter(cases::closed_at.ge(closed_since.0))
        .select(Near::as_select())
        .load(conn)?)
}

/// Cases of the category in the box reported within the span, whatever became of them but voided ones: possible duplicates.
pub fn near_of(
    conn: &mut Conn,
    category: &CategoryKey,
    bbox: Bbox,
    reported_from: Micros,
    reported_to: Micros,
) -> Result<Vec<Near>> {
    Ok(in_box(category, bbox)
        .filter(unindexed(cases::state).ne("voided"))
        .filter(unindexed(cases::reported_at).ge(reported_from.0))
        .filter(unindexed(cases::reported_at).lt(reported_to.0))
        .select(Near::as_select())
        .load(conn)?)
}
