//! Becomes the same program again, with the same arguments, environment, terminal and process number: what the old image
//! had taken of memory and threads is gone. Nothing buffered is carried over; callers have closed their files.

use std::env;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

/// Returns only when it failed; the process is then what it was.
pub fn again() -> io::Error {
    let mut words = env::args_os();
    let program = match this_program() {
        Ok(program) => program,
        Err(error) => return error,
    };
    let mut command = Command::new(&program);
    command.arg0(words.next().unwrap_or_else(|| program.into()));
    command.args(words).exec()
}

/// By its name, which is what process lists show; where that is gone, Linux still knows the file.
fn this_program() -> io::Result<PathBuf> {
    let named = env::current_exe()?;
    match named.is_file() {
        true => Ok(named),
        false => Ok(PathBuf::from("/proc/self/exe")),
    }
}
