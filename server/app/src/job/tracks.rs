//! Removes the ways inspectors walked when their time is over: they are personal data. The visits stay.

use std::sync::Arc;

use domain::time::{Micros, days};

use super::{Done, Stop};
use crate::error::AppError;
use crate::state::App;

const PAGE: i64 = 200;

pub async fn tracks(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let before = now - days(app.config.jobs.track_days.max(0));
    let mut total = 0;
    loop {
        let forgotten = app
            .db
            .write(move |conn| Ok::<_, AppError>(store::visits::forget_tracks(conn, before, PAGE)?))
            .await?;
        total += forgotten;
        if stop.is_asked() {
            return Ok(Done::Interrupted);
        }
        if forgotten == 0 {
            break;
        }
    }
    if total > 0 {
        tracing::info!(tracks = total, "tracks of old visits were removed");
    }
    Ok(Done::Finished)
}
