//! Removes notices nobody needs any more: what they told of stands in the cases' own events.

use std::sync::Arc;

use domain::time::{Micros, days};
use store::Conn;

use super::{Done, Stop, in_pages};
use crate::error::AppError;
use crate::state::App;

const PAGE: i64 = 1_000;

pub async fn notices(app: &Arc<App>, now: Micros, stop: &Stop) -> Result<Done, AppError> {
    let before = now - days(app.config.jobs.notice_days.max(0));
    let forget = move |conn: &mut Conn| Ok(store::notices::forget(conn, before, PAGE)?);
    let (notices, done) = in_pages(app, stop, forget).await?;
    if notices > 0 {
        tracing::info!(notices, "old notices were removed");
    }
    Ok(done)
}
