//! The workloads by name.

use anyhow::{Result, bail};

use crate::bench::Bench;
use crate::figures::Figures;

mod desk;
mod idle;
mod lifecycle;
mod locate;
mod report;
mod storm;
mod telling;
mod weekly;

pub const NAMES: [&str; 7] = [
    "storm",
    "lifecycle",
    "report",
    "desk",
    "locate",
    "weekly",
    "idle",
];

pub async fn run(name: &str, bench: &mut Bench<'_>) -> Result<Figures> {
    match name {
        "storm" => storm::run(bench).await,
        "lifecycle" => lifecycle::run(bench).await,
        "report" => report::run(bench).await,
        "desk" => desk::run(bench).await,
        "locate" => locate::run(bench).await,
        "weekly" => weekly::run(bench).await,
        "idle" => idle::run(bench).await,
        _ => bail!(
            "没有这项负载 · no workload {name}; there are {}",
            NAMES.join(", ")
        ),
    }
}
