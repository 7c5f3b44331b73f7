//! What needs no test to be seen: layout, lints, and what is known of our dependencies.

use anyhow::Result;

use crate::advisories;
use crate::command::step;
use crate::workspace::cargo;

pub fn run() -> Result<()> {
    step("rustfmt", &mut cargo(["fmt", "--all", "--check"]))?;
    advisories::check()?;
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
