//! Takes the files of a forgotten photo out of the photo store, unless somebody has sent it again meanwhile. Who sends it
//! again asks for this job first (`action/photo.rs`): one that waits is put off, one that runs is waited for.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use domain::id::PhotoHash;

use super::Done;
use crate::error::AppError;
use crate::state::App;

/// Well within a lease: whoever takes over a job must find its first runner done with it.
const LONGEST: Duration = Duration::from_secs(60);

/// The job's key is the photo's hash.
pub async fn remove_photo(app: &Arc<App>, key: &str) -> Result<Done, AppError> {
    let hash: PhotoHash = key
        .parse()
        .ok()
        .with_context(|| format!("{key} is no photo's hash"))?;
    let back = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::photos::get(conn, hash)?))
        .await?;
    if back.is_none() {
        tokio::time::timeout(LONGEST, app.photos.delete(hash))
            .await
            .context("the photo store took too long to remove a photo")??;
    }
    Ok(Done::Finished)
}
