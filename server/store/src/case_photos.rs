//! Which photo stands on which case, in which role, and what about it depends on the case.

use diesel::prelude::*;
use domain::id::{CaseId, PhotoHash};

use crate::column::Key;
use crate::conn::Conn;
use crate::error::Result;
use crate::photos::PhotoRow;
use crate::schema::{case_photos, photos};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = case_photos)]
pub struct CasePhotoRow {
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub case_id: CaseId,
    #[diesel(deserialize_as = Key, serialize_as = Key)]
    pub sha256: PhotoHash,
    pub role: String,
    pub event_seq: i64,
    pub position: i64,
    pub flags: String,
}

/// Refused as not unique (`case_photos_after`) when the photo is an after-photo already, on whatever case.
pub fn insert(conn: &mut Conn, row: &CasePhotoRow) -> Result<()> {
    diesel::insert_into(case_photos::table)
        .values(row.clone())
        .execute(conn)?;
    Ok(())
}

/// With what was read from each photo, in the order they came.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Vec<(CasePhotoRow, PhotoRow)>> {
    Ok(case_photos::table
        .inner_join(photos::table.on(photos::sha256.eq(case_photos::sha256)))
        .filter(case_photos::case_id.eq(case.to_string()))
        .order((case_photos::event_seq, case_photos::position))
        .select((CasePhotoRow::as_select(), PhotoRow::as_select()))
        .load(conn)?)
}

/// The same for a page of cases, by case.
pub fn of_cases(conn: &mut Conn, cases: &[CaseId]) -> Result<Vec<(CasePhotoRow, PhotoRow)>> {
    let mut rows = Vec::new();
    for chunk in cases.chunks(200) {
        let wanted: Vec<String> = chunk.iter().map(ToString::to_string).collect();
        rows.extend(
            case_photos::table
                .inner_join(photos::table.on(photos::sha256.eq(case_photos::sha256)))
                .filter(case_photos::case_id.eq_any(wanted))
                .order((
                    case_photos::case_id,
                    case_photos::event_seq,
                    case_photos::position,
                ))
                .select((CasePhotoRow::as_select(), PhotoRow::as_select()))
                .load::<(CasePhotoRow, PhotoRow)>(conn)?,
        );
    }
    Ok(rows)
}

/// Wherever a photo is evidence already: what decides whether it may prove anything else, and who may see it.
pub fn uses(conn: &mut Conn, hash: PhotoHash) -> Result<Vec<CasePhotoRow>> {
    let mut uses: Vec<CasePhotoRow> = case_photos::table
        .filter(case_photos::sha256.eq(hash.to_string()))
        .select(CasePhotoRow::as_select())
        .load(conn)?;
    uses.sort_by_key(|place| (place.case_id, place.event_seq, place.position));
    Ok(uses)
}
