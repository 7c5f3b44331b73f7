//! Photos that were uploaded and that no case has used for days: forgotten by the database, and for each a job
//! in the same transaction that removes its files. Clears what broken uploads left behind, too.

use std::sync::Arc;

use domain::time::{Micros, days};
use store::Conn;

use super::runner::ask;
use super::{Done, Kind, Stop, in_pages};
use crate::error::AppError;
use crate::state::App;

const PAGE: i64 = 200;
/// No upload takes a day.
const STAGED_DAYS: i64 = 1;

pub async fn orphan_photos(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let before = now - days(app.config.jobs.orphan_photo_days);
    let forget = move |conn: &mut Conn| forget_some(conn, before, now);
    let (photos, done) = in_pages(app, stop, forget).await?;
    if done == Done::Interrupted {
        return Ok(done);
    }
    let cleared = app.photos.clear_staging(now - days(STAGED_DAYS)).await?;
    if photos > 0 || cleared > 0 {
        tracing::info!(photos, uploads = cleared, "unused photos were removed");
    }
    Ok(Done::Finished)
}

fn forget_some(conn: &mut Conn, before: Micros, now: Micros) -> Result<usize, AppError> {
    let mut forgotten = 0;
    for hash in store::photos::orphans(conn, before, PAGE)? {
        if store::photos::delete_orphan(conn, hash, before)? {
            ask(conn, Kind::RemovePhoto, &hash.to_string(), now, now)?;
            forgotten += 1;
        }
    }
    Ok(forgotten)
}
