//! Takes the files of a forgotten photo out of the photo store, unless somebody has sent it again meanwhile.

use std::sync::Arc;

use anyhow::Context;
use domain::id::PhotoHash;

use super::Done;
use crate::error::AppError;
use crate::state::App;

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
        app.photos.delete(hash).await?;
    }
    Ok(Done::Finished)
}
