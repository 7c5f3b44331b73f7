//! Keeping objects in a folder so that what was acknowledged survives a power cut and what was not is never seen:
//! write aside, make the bytes durable, rename, make the folder durable.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::time::Micros;
use tempfile::{NamedTempFile, TempPath};

/// Below the root, thus on the same disk: a rename never copies.
pub(crate) const STAGING: &str = ".staging";

/// Makes the folders of a store, durable, when they are not there yet.
pub(crate) fn prepare(root: &Path) -> io::Result<PathBuf> {
    let staging = root.join(STAGING);
    make_folder(&staging)?;
    Ok(staging)
}

/// What lies in the staging folder by its beginning; the lock that says somebody works there has another one.
pub(crate) const UPLOAD: &str = "upload-";
const COPY: &str = "copy-";

/// A copy written aside and durable, ready to be renamed.
pub(crate) fn write_aside(staging: &Path, bytes: &[u8]) -> io::Result<TempPath> {
    let mut file = NamedTempFile::with_prefix_in(COPY, staging)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}

/// Shows all of them under `folder`, in this order, and returns when that is durable. A name that is there already
/// is replaced by the same bytes, since names are hashes.
pub(crate) fn publish(folder: &Path, files: Vec<(TempPath, String)>) -> io::Result<()> {
    make_folder(folder)?;
    for (aside, name) in files {
        aside
            .persist(folder.join(name))
            .map_err(|failed| failed.error)?;
    }
    sync(folder)
}

pub(crate) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Like `create_dir_all`, and every folder made is durable in the one above.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    };
    make_folder(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync(above)
}

/// Removes what a crash left in the staging folder: files last written before that moment. Returns how many.
pub(crate) fn clear_staging(staging: &Path, before: Micros) -> io::Result<usize> {
    let since_1970 = Duration::from_micros(u64::try_from(before.0).unwrap_or(0));
    let before = SystemTime::UNIX_EPOCH + since_1970;
    let mut removed = 0;
    for entry in fs::read_dir(staging)? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = |prefix: &&str| name.as_encoded_bytes().starts_with(prefix.as_bytes());
        if ![UPLOAD, COPY].iter().any(ours) {
            continue;
        }
        // One that vanishes meanwhile was finished by its owner.
        let left = entry
            .metadata()
            .is_ok_and(|meta| meta.is_file() && meta.modified().is_ok_and(|at| at < before));
        if left && fs::remove_file(entry.path()).is_ok() {
            removed += 1;
        }
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aside::{self, Aside};

    #[test]
    fn what_crashes_left_goes_and_the_lock_of_a_folder_in_use_stays() {
        let place = tempfile::tempdir().unwrap();
        let staging = Aside::folder(place.path(), "staging-").unwrap();
        for name in ["upload-x", "copy-x", "somebody's"] {
            fs::write(staging.path().join(name), "x").unwrap();
        }
        assert_eq!(
            clear_staging(staging.path(), Micros(i64::MAX)).unwrap(),
            2,
            "an upload and a copy"
        );
        assert_eq!(
            staging.entries().unwrap(),
            [staging.path().join("somebody's")]
        );
        let folder = File::open(staging.path()).unwrap();
        folder.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert_eq!(aside::sweep(place.path(), "staging-"), 0, "still in use");
        assert!(staging.path().is_dir());
    }
}
