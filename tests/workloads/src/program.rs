//! The real thing: `xuncheng serve` as a process of its own, on a free port of the loopback, its data in a temporary folder.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use mobile_api::client::{Client, Retry, Settings};
use store::cluster;
use tempfile::TempDir;

use crate::stage::{Served, Stage};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Program {
    /// `xuncheng`, as it was built.
    pub binary: PathBuf,
    folder: TempDir,
    cluster: Option<Cluster>,
    made: Mutex<u32>,
}

/// A PostgreSQL that somebody else started and will stop.
pub struct Cluster {
    /// Of a role that may create databases.
    pub admin: String,
    pub process: Option<u32>,
}

impl Program {
    pub fn new(binary: PathBuf, cluster: Option<Cluster>) -> Result<Program> {
        Ok(Program {
            binary,
            folder: tempfile::Builder::new()
                .prefix("xuncheng-load-")
                .tempdir()?,
            cluster,
            made: Mutex::new(0),
        })
    }

    fn number(&self) -> u32 {
        let mut made = self
            .made
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        *made += 1;
        *made
    }
}

impl Stage for Program {
    fn database(&self) -> Result<String> {
        let number = self.number();
        let Some(cluster) = &self.cluster else {
            return Ok(format!(
                "sqlite:{}",
                self.folder.path().join(format!("{number}.db")).display()
            ));
        };
        let name = format!("xuncheng_load_{}_{number}", std::process::id());
        cluster::create_database(&cluster.admin, &name, None)?;
        let server = cluster
            .admin
            .rsplit_once('/')
            .map_or(&*cluster.admin, |(server, _)| server);
        Ok(format!("{server}/{name}"))
    }

    fn serve(&self, settings: Vec<(String, String)>) -> Result<Served> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log = self
            .folder
            .path()
            .join(format!("serve-{}.log", self.number()));
        let output = File::create(&log)?;
        let started = Instant::now();
        let child = Command::new(&self.binary)
            .arg("serve")
            .envs(settings)
            .env("XUNCHENG_HTTP_LISTEN", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("start {}", self.binary.display()))?;
        let mut running = Running(child);
        let address = format!("http://127.0.0.1:{port}");
        wait_until_ready(&address, &mut running, &log)?;
        Ok(Served {
            address,
            process: running.0.id(),
            ready_after: started.elapsed(),
            guard: Box::new(running),
        })
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn database_process(&self) -> Option<u32> {
        self.cluster.as_ref()?.process
    }
}

/// Asked from a thread of its own: the caller is inside a runtime that must not be blocked on.
fn wait_until_ready(address: &str, running: &mut Running, log: &Path) -> Result<()> {
    let started = Instant::now();
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
    };
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| -> Result<()> {
            let settings = Settings {
                retry: Retry::NEVER,
                ..Settings::default()
            };
            let client = Client::with(address, settings)?;
            let runtime = runtime()?;
            while runtime.block_on(client.ready()).is_err() {
                if let Some(status) = running.0.try_wait()? {
                    let words = std::fs::read_to_string(log).unwrap_or_default();
                    bail!("xuncheng serve ended ({status}):\n{words}");
                }
                if started.elapsed() > PATIENCE {
                    bail!(
                        "xuncheng serve was not ready after {PATIENCE:?}; see {}",
                        log.display()
                    );
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            Ok(())
        });
        asked
            .join()
            .unwrap_or_else(|_| bail!("asking the server panicked"))
    })
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Its data is thrown away with the folder, so it need not say good-bye.
        let gone = self.0.kill().and_then(|()| self.0.wait());
        if let Err(error) = gone {
            eprintln!("xuncheng serve ({}): {error}", self.0.id());
        }
    }
}
