//! Every workload, tiny: a few requests against a server inside this process, on the engine the tests run on. Its figures
//! mean nothing; that it runs, and that what it checks holds, means that the tool does not rot.

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use actix_web::web::Data;
use anyhow::{Context, Result};
use app::clock::Clock;
use app::state::App;
use harness::database::Database;
use tempfile::TempDir;
use workloads::bench::{Bench, Scale};
use workloads::stage::{Served, Stage};
use workloads::workload;

struct Here {
    database: Database,
    folder: TempDir,
}

impl Here {
    fn new() -> Here {
        Here {
            database: Database::empty().unwrap(),
            folder: tempfile::tempdir().unwrap(),
        }
    }
}

impl Stage for Here {
    fn database(&self) -> Result<String> {
        Ok(self.database.url.clone())
    }

    fn serve(&self, settings: Vec<(String, String)>) -> Result<Served> {
        let config = app::config::load(None, &settings)?;
        let (ready, started) = mpsc::channel();
        thread::spawn(move || -> Result<()> {
            let app = Data::new(App::open(config, Clock::system())?);
            let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
            let address = listener.local_addr()?;
            actix_web::rt::System::new().block_on(async move {
                let server = app::http::server::start(app, listener)?;
                ready.send((address, server.handle()))?;
                Ok(server.await?)
            })
        });
        let (address, handle) = started.recv().context("the server did not start")?;
        Ok(Served {
            address: format!("http://{address}"),
            process: std::process::id(),
            ready_after: Duration::from_millis(1),
            guard: Box::new(Stop(handle)),
        })
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn database_process(&self) -> Option<u32> {
        None
    }
}

struct Stop(actix_web::dev::ServerHandle);

impl Drop for Stop {
    fn drop(&mut self) {
        // Asked for at once; nobody waits for it.
        drop(self.0.stop(false));
    }
}

async fn runs(name: &str) {
    let stage = Here::new();
    let mut bench = Bench::new(&stage, vec![1, 2], Scale::Tiny);
    let figures = workload::run(name, &mut bench).await.unwrap();
    assert!(!figures.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn storm() {
    runs("storm").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lifecycle() {
    runs("lifecycle").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn report() {
    runs("report").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn desk() {
    runs("desk").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn locate() {
    runs("locate").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn weekly() {
    runs("weekly").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn idle() {
    runs("idle").await;
}
