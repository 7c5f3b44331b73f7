//! The photos of the history: drawn, shrunk and kept ahead of the walk, on all cores, and handed out in the
//! order in which they are needed. They are written down only when their moment has come.

use std::sync::Arc;

use fixtures::scene::{Shot, photo};
use futures_util::StreamExt;
use mobile_api::hash::Sha256;
use photo::Accepted;
use tokio::sync::mpsc;

use app::error::AppError;
use app::state::App;

/// Kept photos that may wait for the walk.
const AHEAD: usize = 96;

pub struct Album(mpsc::Receiver<Result<Accepted, AppError>>);

impl Album {
    pub fn start(app: Arc<App>, shots: Vec<Shot>) -> Album {
        let (sender, receiver) = mpsc::channel(AHEAD);
        // One more than cores: while one waits for the disk, another draws.
        let at_once = std::thread::available_parallelism().map_or(2, std::num::NonZero::get) + 1;
        tokio::spawn(async move {
            let kept = shots.into_iter().map(|shot| keep(Arc::clone(&app), shot));
            let mut kept = futures_util::stream::iter(kept).buffered(at_once);
            while let Some(photo) = kept.next().await {
                // Nobody wants more: the walk has ended early.
                if sender.send(photo).await.is_err() {
                    return;
                }
            }
        });
        Album(receiver)
    }

    pub async fn next(&mut self) -> Result<Accepted, AppError> {
        let lost = || anyhow::anyhow!("the drawing of photos broke off");
        self.0.recv().await.ok_or_else(lost)?
    }
}

async fn keep(app: Arc<App>, shot: Shot) -> Result<Accepted, AppError> {
    let drawn = tokio::task::spawn_blocking(move || {
        let bytes = photo(&shot);
        let hash = Sha256::of(&bytes);
        (bytes, hash)
    });
    let (bytes, hash) = drawn.await.map_err(anyhow::Error::new)?;
    let mut upload = app.photos.upload().await?;
    upload.write(&bytes).await?;
    let staged = upload.finish(domain::id::PhotoHash(hash.0)).await?;
    Ok(app.photos.accept(&app.gate, staged).await?)
}
