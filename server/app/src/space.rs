//! How much room the disk of the photos has left. A bucket has no end that could be seen from here.

use std::path::PathBuf;

use crate::config::Config;

pub async fn free_bytes(config: &Config) -> Option<u64> {
    let folder = PathBuf::from(config.photos.url.strip_prefix("file:")?);
    // A network disk may take its time.
    let asked = tokio::task::spawn_blocking(move || rustix::fs::statvfs(&folder));
    let disk = asked.await.ok()?.ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Said once a minute (`log.rs`).
pub fn warn(free_bytes: u64, floor_bytes: u64) {
    tracing::warn!(
        free_bytes,
        floor_bytes,
        "the disk of the photos is nearly full: handlers' photos wait"
    );
}
