//! An S3 server for one run: moto (the exact versions of moto.txt) in a Python environment of its own, kept in the
//! user's cache because making it takes a while. It takes any credentials and keeps everything in memory.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::command::{answer, step};
use crate::server::{Server, free_port};
use crate::{apt, workspace};

/// The bucket that is there when the tests start; each test keeps to a prefix of its own.
pub const BUCKET: &str = "xuncheng-test";

const REQUIREMENTS: &str = include_str!("../moto.txt");

pub struct Environment {
    python: PathBuf,
    // Set where there is no cache: the environment then lives as long as the run.
    _folder: Option<TempDir>,
}

pub struct Moto {
    /// The endpoint, without bucket.
    pub url: String,
    _server: Server,
    _folder: TempDir,
}

/// The Python environment, made or repaired where needed.
pub fn environment() -> Result<Environment> {
    if answer("python3", &["-c", "import venv, ensurepip"]).is_none() {
        apt::install(&["python3", "python3-venv"], "S3 (moto)")?;
    }
    match workspace::cache() {
        Some(cache) => {
            // Two runs at once: the second waits, and finds it made.
            let lock = File::create(cache.join("moto.lock")).context("create moto.lock")?;
            lock.lock().context("lock moto.lock")?;
            Ok(Environment {
                python: made_in(&cache.join("moto"))?,
                _folder: None,
            })
        }
        None => {
            let folder = tempfile::Builder::new()
                .prefix("xuncheng-moto-")
                .tempdir()?;
            Ok(Environment {
                python: made_in(&folder.path().join("moto"))?,
                _folder: Some(folder),
            })
        }
    }
}

/// The stamp is written last and holds what was asked for: half an environment, or an old one, is made again.
fn made_in(folder: &Path) -> Result<PathBuf> {
    let python = folder.join("bin/python");
    let stamp = folder.join("requirements.txt");
    let usable = || answer(python.to_str()?, &["-c", "import moto.server"]);
    if fs::read_to_string(&stamp).is_ok_and(|made| made == REQUIREMENTS) && usable().is_some() {
        return Ok(python);
    }
    step(
        "S3: python3 -m venv",
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(folder),
    )?;
    let pins = folder.join("wanted.txt");
    fs::write(&pins, REQUIREMENTS)?;
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
    step("S3: pip install moto", &mut pip)?;
    fs::rename(&pins, &stamp)?;
    Ok(python)
}

impl Environment {
    pub fn start(&self) -> Result<Moto> {
        let folder = tempfile::Builder::new()
            .prefix("xuncheng-s3-")
            .tempdir()
            .context("make a folder")?;
        let port = free_port()?;
        let mut command = Command::new(&self.python);
        command
            .args([
                "-m",
                "moto.server",
                "-H",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ])
            .current_dir(folder.path());
        let mut server = Server::start(
            "S3 (moto)",
            &mut command,
            &folder.path().join("log"),
            libc::SIGTERM,
        )?;
        server.wait_until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok())?;
        create_bucket(port).context("create the test bucket")?;
        Ok(Moto {
            url: format!("http://127.0.0.1:{port}"),
            _server: server,
            _folder: folder,
        })
    }
}

/// One request is not worth an HTTP client in a tool that has to build in seconds.
fn create_bucket(port: u16) -> Result<()> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    write!(
        stream,
        "PUT /{BUCKET} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    match answer.lines().next() {
        Some(status) if status.contains(" 200 ") => Ok(()),
        status => bail!("PUT /{BUCKET}: {}", status.unwrap_or("no answer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_is_pinned() {
        let loose: Vec<&str> = REQUIREMENTS
            .lines()
            .filter(|line| !line.contains("=="))
            .collect();
        assert!(loose.is_empty(), "{loose:?}");
        assert!(REQUIREMENTS.lines().any(|line| line.starts_with("moto==")));
    }
}
