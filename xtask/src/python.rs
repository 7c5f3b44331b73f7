//! Tools that come as Python packages: the exact versions of a list, in an environment of their own, kept in the user's
//! cache because making one takes a while.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::{answer, step};
use crate::{apt, workspace};

pub struct Tool {
    pub name: &'static str,
    /// What pip is asked for, one exact version a line.
    pub requirements: &'static str,
    /// Python that only runs when everything is there.
    pub trial: &'static str,
}

pub struct Environment {
    folder: PathBuf,
    // Set where there is no cache: the environment then lives as long as the run.
    _guard: Option<TempDir>,
}

impl Environment {
    /// `python`, or a program that came with the packages.
    pub fn program(&self, name: &str) -> PathBuf {
        program_in(&self.folder, name)
    }
}

/// Made or repaired where needed.
pub fn environment(tool: &Tool) -> Result<Environment> {
    if answer("python3", &["-c", "import venv, ensurepip"]).is_none() {
        apt::install(&["python3", "python3-venv"], tool.name)?;
    }
    let (base, guard) = match workspace::cache() {
        Some(cache) => (cache, None),
        None => {
            let prefix = format!("xuncheng-{}-", tool.name);
            let folder = tempfile::Builder::new().prefix(&prefix).tempdir()?;
            (folder.path().to_owned(), Some(folder))
        }
    };
    let folder = base.join(tool.name);
    // Two runs at once: the second waits, and finds it made.
    let lock = base.join(format!("{}.lock", tool.name));
    let lock = File::create(&lock).with_context(|| format!("create {}", lock.display()))?;
    lock.lock().context("lock the environment")?;
    make(tool, &folder)?;
    Ok(Environment {
        folder,
        _guard: guard,
    })
}

/// The stamp is written last and holds what was asked for: half an environment, or an old one, is made again.
fn make(tool: &Tool, folder: &Path) -> Result<()> {
    let python = program_in(folder, "python");
    let stamp = folder.join("requirements.txt");
    let usable = || answer(python.to_str()?, &["-c", tool.trial]);
    if fs::read_to_string(&stamp).is_ok_and(|made| made == tool.requirements) && usable().is_some()
    {
        return Ok(());
    }
    step(
        &format!("{}: python3 -m venv", tool.name),
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )?;
    let pins = folder.join("wanted.txt");
    fs::write(&pins, tool.requirements)?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary=:all:",
        "-r",
    ])
    .arg(&pins);
    step(&format!("{}: pip install", tool.name), &mut pip)?;
    fs::rename(&pins, &stamp)?;
    Ok(())
}

fn program_in(folder: &Path, name: &str) -> PathBuf {
    folder.join("bin").join(name)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// For the tests of each list.
    pub fn assert_pinned(tool: &Tool) {
        let loose: Vec<&str> = tool
            .requirements
            .lines()
            .filter(|line| !line.contains("=="))
            .collect();
        assert!(loose.is_empty(), "{}: {loose:?}", tool.name);
        assert!(!tool.requirements.is_empty());
    }
}
