//! Who has sent the bytes of a photo: whoever has may attach it and look at it before any case shows it. To everybody
//! else a photo is one that was never sent.

use diesel::prelude::*;
use domain::id::{PhotoHash, UserId};
use domain::time::Micros;

use crate::column::{At, Key};
use crate::conn::{Conn, insert_all, on_db};
use crate::dialect::{self, one_of};
use crate::error::Result;
use crate::photos::PhotoRow;
use crate::schema::{photo_uploads, photos};

#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = photo_uploads)]
pub struct UploadRow {
    #[diesel(serialize_as = Key)]
    pub sha256: PhotoHash,
    #[diesel(serialize_as = Key)]
    pub user_id: UserId,
    #[diesel(serialize_as = At)]
    pub uploaded_at: Micros,
}

/// True when this person had not sent it before.
pub fn record(conn: &mut Conn, row: &UploadRow) -> Result<bool> {
    let inserted = on_db!(conn, db => diesel::insert_into(photo_uploads::table).values(row.clone()).on_conflict_do_nothing().execute(db))?;
    Ok(inserted == 1)
}

/// Many at once, for filling a database with a past; none may be there already.
pub fn insert_all(conn: &mut Conn, rows: &[UploadRow]) -> Result<()> {
    Ok(insert_all!(conn, photo_uploads::table, rows)?)
}

pub fn is_own(conn: &mut Conn, user: UserId, hash: PhotoHash) -> Result<bool> {
    let found: Option<String> = photo_uploads::table
        .find((hash.to_string(), user.to_string()))
        .select(photo_uploads::sha256)
        .get_result(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Those of the named photos that this person has sent, in no order.
pub fn own(conn: &mut Conn, user: UserId, hashes: &[PhotoHash]) -> Result<Vec<PhotoRow>> {
    let mut rows = Vec::with_capacity(hashes.len());
    for chunk in hashes.chunks(dialect::LONGEST_LIST) {
        let wanted = chunk.iter().map(ToString::to_string).collect();
        rows.extend(
            photos::table
                .inner_join(photo_uploads::table)
                .filter(photo_uploads::user_id.eq(user.to_string()))
                .filter(one_of(photo_uploads::sha256, wanted))
                .select(PhotoRow::as_select())
                .load(conn)?,
        );
    }
    Ok(rows)
}

/// Before the photo itself goes.
pub(crate) fn forget(conn: &mut Conn, hash: PhotoHash) -> Result<()> {
    diesel::delete(photo_uploads::table.filter(photo_uploads::sha256.eq(hash.to_string())))
        .execute(conn)?;
    Ok(())
}
