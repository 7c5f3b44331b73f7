//! What killed backups, restores and servers have left aside: swept when a server starts, and in its own folder whenever a
//! backup or a restore begins.

use std::path::Path;

use crate::place::{self, PhotoPlace};
use app::config::Config;

/// A backup on its way, beside the file it will be.
pub const BACKUP: &str = ".xuncheng-backup-";
/// What is unpacked until it is checked.
pub const RESTORE: &str = ".restoring-";

/// Wherever a city of this configuration may have left something.
pub fn sweep(config: &Config) {
    if let Ok(database) = place::database(config) {
        within(place::folder_of(&database));
    }
    match place::photos(config) {
        PhotoPlace::Folder(folder) => within(&folder.join(".staging")),
        PhotoPlace::Elsewhere(_) => {
            let swept = photo::sweep_staging();
            tell(&std::env::temp_dir(), swept);
        }
    }
}

pub fn within(folder: &Path) {
    let swept = [BACKUP, RESTORE].map(|prefix| photo::aside::sweep(folder, prefix));
    tell(folder, swept.iter().sum());
}

fn tell(folder: &Path, swept: usize) {
    if swept > 0 {
        tracing::info!(folder = %folder.display(), swept, "what killed processes had left aside was removed");
    }
}
