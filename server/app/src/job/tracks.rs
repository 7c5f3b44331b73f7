//! Removes the ways inspectors walked when their time is over: they are personal data. The visits stay.

use std::sync::Arc;

use domain::time::{Micros, days};
use store::Conn;

use super::{Done, Stop, in_pages};
use crate::error::AppError;
use crate::state::App;

const PAGE: i64 = 200;

pub async fn tracks(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let before = now - days(app.config.jobs.track_days.max(0));
    let forget = move |conn: &mut Conn| Ok(store::visits::forget_tracks(conn, before, PAGE)?);
    let (tracks, done) = in_pages(app, stop, forget).await?;
    if tracks > 0 {
        tracing::info!(tracks, "tracks of old visits were removed");
    }
    Ok(done)
}
