//! What the server keeps is nobody else's on the machine: files are made for its own account alone (0600, folders 0700)
//! whatever the umask was, and what an earlier version made for others too is closed at the start.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::place::{self, PhotoPlace};
use app::config::Config;

/// For the whole process, before it makes any file.
#[expect(unsafe_code, reason = "std sets no umask")]
pub fn from_now_on() {
    // SAFETY: takes a plain number and cannot fail; no other thread runs yet.
    unsafe { libc::umask(0o077) };
}

/// Database, key and photo folder; what lies below that folder can be reached through it alone.
pub fn close_to_others(config: &Config) {
    for path in kept(config) {
        match close(&path) {
            Ok(false) => {}
            Ok(true) => tracing::warn!(
                path = %path.display(),
                "others on this machine could read it; that is over (closed to others)"
            ),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(
                path = %path.display(), %error,
                "others on this machine may read it, and it cannot be changed from here"
            ),
        }
    }
}

fn kept(config: &Config) -> Vec<PathBuf> {
    let mut kept = vec![PathBuf::from(&config.auth.key_file)];
    if let Ok(database) = place::database(config) {
        kept.extend(["", "-wal", "-shm"].map(|beside| place::beside(&database, beside)));
    }
    if let PhotoPlace::Folder(folder) = place::photos(config) {
        kept.push(folder);
    }
    kept
}

/// True when it had been open.
fn close(path: &Path) -> io::Result<bool> {
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(false);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_could_read_is_closed_and_what_is_not_there_is_no_matter() {
        let here = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        let database = here.path().join("city.db");
        config.database.url.0 = format!("sqlite:{}", database.display());
        let photos = here.path().join("photos");
        config.photos.url = format!("file:{}", photos.display());
        config.auth.key_file = here.path().join("auth.key").display().to_string();
        fs::write(&database, "").unwrap();
        fs::create_dir(&photos).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        for (path, open) in [(&database, 0o644), (&photos, 0o755)] {
            fs::set_permissions(path, fs::Permissions::from_mode(open)).unwrap();
        }
        close_to_others(&config);
        assert_eq!((mode(&database), mode(&photos)), (0o600, 0o700));
    }
}
