//! Folders and files that lie aside while something is made in them, and go when it is done or given up. A process that is
//! killed leaves them behind: whoever works in one holds a lock on it, which goes with the process, and whoever comes
//! later sweeps away what nobody holds.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{NamedTempFile, TempDir};

/// In each folder, under a lock for as long as somebody works there.
const LOCK: &str = ".in-use";
/// A moment passes between making a thing and locking it.
const JUST_MADE: Duration = Duration::from_secs(60);
/// Folders of earlier versions have no lock: nothing of theirs takes a day.
const WITHOUT_LOCK: Duration = Duration::from_secs(24 * 60 * 60);

/// A folder of one's own.
pub struct Aside {
    folder: TempDir,
    _lock: File,
}

impl Aside {
    pub fn folder(within: &Path, prefix: &str) -> io::Result<Aside> {
        let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(within)?;
        let lock = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(folder.path().join(LOCK))?;
        lock.try_lock()?;
        Ok(Aside {
            folder,
            _lock: lock,
        })
    }

    /// A file of one's own.
    pub fn file(within: &Path, prefix: &str) -> io::Result<NamedTempFile> {
        let file = tempfile::Builder::new()
            .prefix(prefix)
            .tempfile_in(within)?;
        file.as_file().try_lock()?;
        Ok(file)
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// What was put into it, the lock left out.
    pub fn entries(&self) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(self.path())? {
            let entry = entry?;
            if entry.file_name() != LOCK {
                found.push(entry.path());
            }
        }
        Ok(found)
    }
}

/// Removes what lies directly in that folder under such a name, is ours, and is in nobody's use. Returns how many went;
/// a folder that is not there or cannot be read has none, and what cannot be removed is left for another time.
pub fn sweep(within: &Path, prefix: &str) -> usize {
    let Ok(entries) = fs::read_dir(within) else {
        return 0;
    };
    let named = entries.flatten().filter(|entry| {
        let name = entry.file_name();
        name.to_str().is_some_and(|name| name.starts_with(prefix))
    });
    named
        .filter(|entry| matches!(remove_abandoned(&entry.path()), Ok(true)))
        .count()
}

fn remove_abandoned(path: &Path) -> io::Result<bool> {
    // A link leads to what somebody else may need.
    let meta = fs::symlink_metadata(path)?;
    if !(meta.is_dir() || meta.is_file()) || meta.uid() != own_user()? {
        return Ok(false);
    }
    let lock = match meta.is_dir() {
        true => path.join(LOCK),
        false => path.to_owned(),
    };
    let held = match File::open(&lock) {
        Ok(lock) => lock,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match is_older(&meta, WITHOUT_LOCK) {
                true => fs::remove_dir_all(path).map(|()| true),
                false => Ok(false),
            };
        }
        Err(error) => return Err(error),
    };
    if !is_older(&held.metadata()?, JUST_MADE) || held.try_lock().is_err() {
        return Ok(false);
    }
    match meta.is_dir() {
        true => fs::remove_dir_all(path)?,
        false => fs::remove_file(path)?,
    }
    Ok(true)
}

fn is_older(meta: &fs::Metadata, age: Duration) -> bool {
    let at = meta
        .modified()
        .and_then(|at| at.elapsed().map_err(io::Error::other));
    at.is_ok_and(|since| since > age)
}

/// Whom this process runs as.
fn own_user() -> io::Result<u32> {
    Ok(fs::metadata("/proc/self")?.uid())
}

/// How much room there is on the disk of that folder for those who are not root.
#[expect(unsafe_code, reason = "std does not ask for free space")]
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::CString::new(folder.as_os_str().as_bytes())?;
    // SAFETY: all zeros is a value of this plain structure.
    let mut found: libc::statvfs = unsafe { std::mem::zeroed() };
    // SAFETY: a string that ends with a zero, and a place to write to; both outlive the call.
    match unsafe { libc::statvfs(path.as_ptr(), &raw mut found) } {
        0 => Ok(found.f_bavail.saturating_mul(found.f_frsize)),
        _ => Err(io::Error::last_os_error()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    const PREFIX: &str = ".making-";

    fn aged(path: &Path, by: Duration) {
        let file = File::open(path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH.max(now() - by))
            .unwrap();
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "files bear the time of the machine"
    )]
    fn now() -> SystemTime {
        SystemTime::now()
    }

    #[test]
    fn what_nobody_holds_is_swept_away_and_all_else_stays() {
        let place = tempfile::tempdir().unwrap();
        let hour = Duration::from_secs(3600);
        let held = Aside::folder(place.path(), PREFIX).unwrap();
        let held_file = Aside::file(place.path(), PREFIX).unwrap();
        fs::write(held.path().join("half"), "x").unwrap();
        for path in [held.path().join(LOCK), held_file.path().to_owned()] {
            aged(&path, hour);
        }
        // As a killed process leaves them: locks are gone with it.
        let left = place.path().join(".making-left");
        fs::create_dir(&left).unwrap();
        for name in [LOCK, "half"] {
            fs::write(left.join(name), "x").unwrap();
            aged(&left.join(name), hour);
        }
        let left_file = place.path().join(".making-left.partial");
        fs::write(&left_file, "x").unwrap();
        aged(&left_file, hour);
        let fresh = place.path().join(".making-fresh");
        fs::write(&fresh, "x").unwrap();
        // Of an earlier version, without a lock.
        let (old, young) = (
            place.path().join(".making-old"),
            place.path().join(".making-young"),
        );
        for (path, age) in [(&old, 25 * hour), (&young, hour)] {
            fs::create_dir(path).unwrap();
            aged(path, age);
        }
        let (stranger, link) = (
            place.path().join("thesis"),
            place.path().join(".making-link"),
        );
        fs::create_dir(&stranger).unwrap();
        std::os::unix::fs::symlink(&stranger, &link).unwrap();

        assert_eq!(sweep(place.path(), PREFIX), 3);
        for gone in [&left, &left_file, &old] {
            assert!(!gone.exists(), "{}", gone.display());
        }
        for stays in [
            held.path(),
            held_file.path(),
            &fresh,
            &young,
            &stranger,
            &link,
        ] {
            assert!(stays.exists(), "{}", stays.display());
        }
        assert_eq!(held.entries().unwrap(), [held.path().join("half")]);
        let folder = held.path().to_owned();
        drop(held);
        assert!(!folder.exists());
        assert_eq!(sweep(&place.path().join("nowhere"), PREFIX), 0);
    }

    #[test]
    fn a_disk_has_some_room() {
        assert!(free_bytes(&std::env::temp_dir()).unwrap() > 0);
        assert!(free_bytes(Path::new("/nowhere/at/all")).is_err());
    }
}
