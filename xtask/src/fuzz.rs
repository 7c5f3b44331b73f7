//! `cargo xtask fuzz`: builds the targets of `tests/fuzz` and runs them. What a target is, that crate knows.

use anyhow::Result;
use clap::Args;

use crate::command::step;
use crate::workspace::cargo;

#[derive(Args)]
pub struct Options {
    /// 传给 fuzz 的参数，如 photo --executions 1000000；--help 列出全部 · For the program: `photo --executions 1000000`, `--list`, `--help`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// With the checks of a debug build: a sum that overflows is a finding.
pub fn run(options: &Options) -> Result<()> {
    let mut fuzz = cargo([
        "run",
        "--locked",
        "--quiet",
        "--package",
        "xuncheng-fuzz",
        "--",
    ]);
    fuzz.args(&options.arguments);
    step("fuzz", &mut fuzz)
}
