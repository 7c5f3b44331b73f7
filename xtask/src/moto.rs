//! An S3 server for one run: moto. It takes any credentials and keeps everything in memory.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::python::{self, Tool};
use crate::server::{Server, free_port};

/// The bucket that is there when the tests start; each test keeps to a prefix of its own.
pub const BUCKET: &str = "xuncheng-test";

const MOTO: Tool = Tool {
    name: "moto",
    requirements: include_str!("../moto.txt"),
    trial: "import moto.server",
};

pub struct Environment(python::Environment);

pub struct Moto {
    /// The endpoint, without bucket.
    pub url: String,
    _server: Server,
    _folder: TempDir,
}

/// Made or repaired where needed.
pub fn environment() -> Result<Environment> {
    python::environment(&MOTO).map(Environment)
}

impl Environment {
    pub fn start(&self) -> Result<Moto> {
        let folder = tempfile::Builder::new()
            .prefix("xuncheng-s3-")
            .tempdir()
            .context("make a folder")?;
        let port = free_port()?;
        let mut command = Command::new(self.0.program("python"));
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
        python::tests::assert_pinned(&MOTO);
        assert!(MOTO.requirements.contains("\nmoto=="));
    }
}
