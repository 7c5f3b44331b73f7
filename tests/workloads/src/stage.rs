//! What a workload stands on: an empty database, a server on it, and the folder for both. A real process and a file on
//! disk when figures are wanted, the test's own process and database when only the workload itself is to be proven.

use std::any::Any;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;

pub trait Stage: Send + Sync {
    /// A new, empty database; lives as long as the stage.
    fn database(&self) -> Result<String>;

    /// Starts a server with these settings (`XUNCHENG_…`) and returns when it is ready.
    fn serve(&self, settings: Vec<(String, String)>) -> Result<Served>;

    /// On the disk that figures are about.
    fn folder(&self) -> &Path;

    /// The process whose children are the database, when it is not inside the server.
    fn database_process(&self) -> Option<u32>;
}

/// A server that runs until this is dropped.
pub struct Served {
    pub address: String,
    pub process: u32,
    /// From its start to its first "ready".
    pub ready_after: Duration,
    pub guard: Box<dyn Any + Send>,
}
