//! Deletes what nobody can use any more: refresh tokens that have expired, devices on which nobody signed in for half a
//! year, and jobs that are long done. Jobs that were given up stay.

use std::sync::Arc;

use domain::time::{Micros, days};

use super::Done;
use crate::error::AppError;
use crate::state::App;

/// Long enough to see what happened last night.
const FINISHED_DAYS: i64 = 2;
const DEVICE_DAYS: i64 = 180;

pub async fn tidy(app: &Arc<App>, now: Micros) -> Result<Done, AppError> {
    let (tokens, devices, jobs) = app
        .db
        .write(move |conn| {
            let tokens = store::sessions::delete_expired_tokens(conn, now)?;
            let devices = store::devices::forget_unseen(conn, now - days(DEVICE_DAYS))?;
            let jobs = store::jobs::delete_finished(conn, now - days(FINISHED_DAYS))?;
            Ok::<_, AppError>((tokens, devices, jobs))
        })
        .await?;
    tracing::info!(
        tokens,
        devices,
        jobs,
        "expired tokens, forgotten devices and finished jobs were deleted"
    );
    Ok(Done::Finished)
}
