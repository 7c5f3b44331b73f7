//! The program `xuncheng`.

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::command::run()
}
