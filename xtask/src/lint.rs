//! What needs no test to be seen: layout, lints, and the licences of what we depend on.

use std::process::Command;

use anyhow::Result;

use crate::command::{answer, step};
use crate::workspace::{cargo, root};

pub fn run() -> Result<()> {
    step("rustfmt", &mut cargo(["fmt", "--all", "--check"]))?;
    licences()?;
    step(
        "clippy",
        &mut cargo([
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    )
}

/// Advisories are left out: their database has to be fetched, and nothing here reaches outside for a verdict.
fn licences() -> Result<()> {
    if answer("cargo-deny", &["--version"]).is_none() {
        eprintln!(
            "\n==> cargo-deny\n    未安装，跳过许可证检查 · not installed, licences are not checked"
        );
        return Ok(());
    }
    let mut deny = Command::new("cargo-deny");
    deny.args(["--locked", "check", "licenses", "bans", "sources"])
        .current_dir(root());
    step("cargo-deny", &mut deny)
}
