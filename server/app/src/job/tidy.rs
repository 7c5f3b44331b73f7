//! Deletes what nobody can use any more: refresh tokens that have expired, and jobs that are long done. Jobs
//! that were given up stay.

use std::sync::Arc;

use domain::time::{Micros, days};

use super::Done;
use crate::error::AppError;
use crate::state::App;

/// Long enough to see what happened last night.
const FINISHED_DAYS: i64 = 2;

pub async fn tidy(app: &Arc<App>, now: Micros) -> Result<Done, AppError> {
    let (tokens, jobs) = app
        .db
        .write(move |conn| {
            let tokens = store::sessions::delete_expired_tokens(conn, now)?;
            let jobs = store::jobs::delete_finished(conn, now - days(FINISHED_DAYS))?;
            Ok::<_, AppError>((tokens, jobs))
        })
        .await?;
    tracing::info!(
        tokens,
        jobs,
        "expired tokens and finished jobs were deleted"
    );
    Ok(Done::Finished)
}
