//! Who has opened a photo large enough to judge by it: one row for a person and a photo, written the first time.

use diesel::prelude::*;
use domain::id::{PhotoHash, UserId};
use domain::time::Micros;

use crate::conn::{Conn, on_db};
use crate::dialect::{self, one_of};
use crate::error::Result;
use crate::schema::{counters, photo_uploads, photo_views, photos};

/// Written when views began to be kept.
const KEPT_AFTER: &str = "photo_views_kept_after";

pub fn is_known(conn: &mut Conn, user: UserId, hash: PhotoHash) -> Result<bool> {
    let found: Option<String> = photo_views::table
        .find((hash.to_string(), user.to_string()))
        .select(photo_views::sha256)
        .get_result(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The first time counts.
pub fn record(conn: &mut Conn, user: UserId, hash: PhotoHash, at: Micros) -> Result<()> {
    let fresh = (
        photo_views::sha256.eq(hash.to_string()),
        photo_views::user_id.eq(user.to_string()),
        photo_views::seen_at.eq(at.0),
    );
    on_db!(conn, db => diesel::insert_into(photo_views::table).values(fresh).on_conflict_do_nothing().execute(db))?;
    Ok(())
}

/// Those of the named photos that this person has neither opened nor sent, in the order named. Photos from before views
/// were kept are not among them: nobody knows who opened those.
pub fn unseen(conn: &mut Conn, user: UserId, hashes: &[PhotoHash]) -> Result<Vec<PhotoHash>> {
    let kept_after: Option<i64> = counters::table
        .find(KEPT_AFTER)
        .select(counters::value)
        .get_result(conn)
        .optional()?;
    let mut unseen: Vec<PhotoHash> = hashes.to_vec();
    for chunk in hashes.chunks(dialect::LONGEST_LIST) {
        let wanted = || chunk.iter().map(ToString::to_string).collect();
        let opened: Vec<String> = photo_views::table
            .filter(photo_views::user_id.eq(user.to_string()))
            .filter(one_of(photo_views::sha256, wanted()))
            .select(photo_views::sha256)
            .load(conn)?;
        let sent: Vec<String> = photo_uploads::table
            .filter(photo_uploads::user_id.eq(user.to_string()))
            .filter(one_of(photo_uploads::sha256, wanted()))
            .select(photo_uploads::sha256)
            .load(conn)?;
        let old: Vec<String> = photos::table
            .filter(one_of(photos::sha256, wanted()))
            .filter(photos::uploaded_at.le(kept_after.unwrap_or(0)))
            .select(photos::sha256)
            .load(conn)?;
        let known = [opened, sent, old].concat();
        unseen.retain(|hash| !known.contains(&hash.to_string()));
    }
    Ok(unseen)
}

/// Before the photo itself goes.
pub(crate) fn forget(conn: &mut Conn, hash: PhotoHash) -> Result<()> {
    diesel::delete(photo_views::table.filter(photo_views::sha256.eq(hash.to_string())))
        .execute(conn)?;
    Ok(())
}
