//! Where things are: the repository, the user's cache, programs on the PATH.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::answer;

/// The root of the repository: the folder above this crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Where `cargo build --release` puts programs.
pub fn release_folder() -> PathBuf {
    target().join("release")
}

/// Where `cargo build` does.
pub fn debug_folder() -> PathBuf {
    target().join("debug")
}

fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// The cargo that runs us, at the root of the repository.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(arguments).current_dir(root());
    cargo
}

/// A folder that outlives a run, for what is slow to make; none where there is no home to keep it in.
pub fn cache() -> Option<PathBuf> {
    let base = match env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty()) {
        Some(path) => PathBuf::from(path),
        None => PathBuf::from(env::var_os("HOME").filter(|path| !path.is_empty())?).join(".cache"),
    };
    let folder = base.join("xuncheng");
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

/// A folder for one run, gone with the guard. In memory where there is plenty: databases that are made and dropped by the
/// hundred are thousands of small files, and each commit waits for the disk.
pub fn run_folder(prefix: &str) -> Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    let folder = builder.prefix(prefix);
    let made = match has_room_in_memory() {
        true => folder.tempdir_in(MEMORY),
        false => folder.tempdir(),
    };
    made.context("make a temporary folder")
}

const MEMORY: &str = "/dev/shm";
const ROOM: u64 = 4 << 30;

/// Enough free, and programs may be run from it: rustdoc runs its examples from the temporary folder.
fn has_room_in_memory() -> bool {
    let free = answer("df", &["--output=avail", "-B1", MEMORY])
        .and_then(|table| table.lines().last()?.trim().parse().ok())
        .unwrap_or(0_u64);
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    free >= ROOM && mounts.lines().any(is_memory_to_run_from)
}

/// `tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0`
fn is_memory_to_run_from(mount: &str) -> bool {
    let words: Vec<&str> = mount.split_whitespace().collect();
    matches!(words[..], [_, MEMORY, "tmpfs", options, ..] if !options.split(',').any(|option| option == "noexec" || option == "ro"))
}

pub fn program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_only_where_programs_may_run_from_it() {
        assert!(is_memory_to_run_from(
            "tmpfs /dev/shm tmpfs rw,nosuid,nodev 0 0"
        ));
        assert!(!is_memory_to_run_from(
            "shm /dev/shm tmpfs rw,nosuid,noexec 0 0"
        ));
        assert!(!is_memory_to_run_from("/dev/sda1 /dev/shm ext4 rw 0 0"));
        assert!(!is_memory_to_run_from("tmpfs /run tmpfs rw 0 0"));
    }
}
