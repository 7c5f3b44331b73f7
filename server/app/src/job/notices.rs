//! Removes notices nobody needs any more: what they told of stands in the cases' own events.

use std::sync::Arc;

use domain::time::{Micros, days};

use super::{Done, Stop};
use crate::error::AppError;
use crate::state::App;

/// So many in one write: others wait for it.
const PAGE: i64 = 1_000;

pub async fn notices(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let before = now - days(app.config.jobs.notice_days.max(0));
    let mut total = 0;
    loop {
        let forgotten = app
            .db
            .write(move |conn| Ok::<_, AppError>(store::notices::forget(conn, before, PAGE)?))
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
        tracing::info!(notices = total, "old notices were removed");
    }
    Ok(Done::Finished)
}
