//! A server that a step needs: started, waited for, and stopped whatever happens (guard, own process group,
//! parent-death signal). What is started, and with which arguments, the callers know.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::stop;

const PATIENCE: Duration = Duration::from_secs(60);
const GRACE: Duration = Duration::from_secs(10);

pub struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
    stop_signal: i32,
}

impl Server {
    /// Starts it with its output in `log`; `stop_signal` is the one that makes it leave at once, clients or not.
    pub fn start(
        name: &'static str,
        command: &mut Command,
        log: &Path,
        stop_signal: i32,
    ) -> Result<Server> {
        stop::check()?;
        let output = File::create(log).with_context(|| format!("create {}", log.display()))?;
        let errors = output.try_clone()?;
        stop::tie(command, stop_signal);
        let child = command
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn();
        let child = child.with_context(|| format!("start {name}"))?;
        Ok(Server {
            name,
            child,
            log: log.to_owned(),
            stop_signal,
        })
    }

    pub fn wait_until(&mut self, ready: impl Fn() -> bool) -> Result<()> {
        let started = Instant::now();
        while !ready() {
            stop::check()?;
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "{} 未能启动 · did not start ({status}):\n{}",
                    self.name,
                    self.last_words()
                );
            }
            if started.elapsed() > PATIENCE {
                bail!(
                    "{} 未就绪 · not ready after {PATIENCE:?}:\n{}",
                    self.name,
                    self.last_words()
                );
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(None) if started.elapsed() < limit => thread::sleep(Duration::from_millis(20)),
                Ok(status) => return status,
                Err(_) => return None,
            }
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let process = self.child.id() as i32;
        if self.ended_within(Duration::ZERO).is_none() {
            stop::send(process, self.stop_signal);
        }
        if self.ended_within(GRACE).is_none() {
            stop::send(-process, libc::SIGKILL);
            if let Err(error) = self.child.wait() {
                eprintln!("{} ({process}): {error}", self.name);
            }
        }
    }
}

/// A port of the loopback that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("find a free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_server_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start(
            "sleep",
            Command::new("sleep").arg("60"),
            &folder.path().join("log"),
            libc::SIGTERM,
        )
        .unwrap();
        let alive = format!("/proc/{}", server.child.id());
        assert!(Path::new(&alive).exists());
        drop(server);
        assert!(!Path::new(&alive).exists());
    }

    #[test]
    fn a_server_that_dies_is_reported_with_its_last_words() {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo no room; exit 3"]);
        let mut server = Server::start(
            "sh",
            &mut command,
            &folder.path().join("log"),
            libc::SIGTERM,
        )
        .unwrap();
        let failed = server.wait_until(|| false).unwrap_err().to_string();
        assert!(
            failed.contains("no room") && failed.contains("exit status: 3"),
            "{failed}"
        );
    }
}
