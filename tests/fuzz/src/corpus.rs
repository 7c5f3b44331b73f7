//! Where a target's inputs begin: small true files in `corpus/<folder>`, and what the program itself makes (tokens, cursors).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::target::Target;

/// All files of the corpus together.
pub const MOST_BYTES: u64 = 1024 * 1024;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// In the order of their names, so that the number of an execution means the same everywhere.
pub fn of(target: &Target) -> Result<Vec<Vec<u8>>> {
    let mut inputs = (target.made)();
    let folder = folder().join(target.folder);
    if folder.is_dir() {
        let entries = fs::read_dir(&folder).with_context(|| format!("read {folder:?}"))?;
        let mut files: Vec<PathBuf> = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<_>>()?;
        files.sort();
        for file in files {
            inputs.push(fs::read(&file).with_context(|| format!("read {file:?}"))?);
        }
    }
    ensure!(!inputs.is_empty(), "{} has no corpus", target.name);
    Ok(inputs)
}
