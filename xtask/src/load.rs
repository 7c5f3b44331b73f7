//! `cargo xtask load`: builds the server and the load tool in release and runs workloads on one engine or both, with the
//! PostgreSQL it starts for that. What a workload does, and what is measured, tests/workloads knows.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::command::{answer, step};
use crate::workspace::{cargo, release_folder, root};
use crate::{postgres, stop};

#[derive(Args)]
pub struct Options {
    /// 负载：storm lifecycle report desk locate weekly idle · Workloads, in this order
    #[arg(required = true)]
    workloads: Vec<String>,
    /// 数据库 · On which engine
    #[arg(long, default_value = "both")]
    engine: Engine,
    /// 客户端数 · How many clients, one measurement for each
    #[arg(long, default_value = "1,8")]
    clients: String,
    /// 小规模，一两分钟 · A tenth of the data
    #[arg(long)]
    quick: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Engine {
    Sqlite,
    Postgres,
    Both,
}

pub fn run(options: &Options) -> Result<()> {
    // What is missing is said before the build.
    let programs = (options.engine != Engine::Sqlite)
        .then(postgres::programs)
        .transpose()?;
    step(
        "编译发布版 · release build",
        &mut cargo([
            "build",
            "--release",
            "--locked",
            "--package",
            "xuncheng",
            "--package",
            "xuncheng-load",
            "--bin",
            "xuncheng",
            "--bin",
            "load",
        ]),
    )?;
    if options.engine != Engine::Postgres {
        step("SQLite", &mut load(options))?;
    }
    if let Some(programs) = programs {
        stop::check()?;
        let postgres = programs.start_durable()?;
        let mut load = load(options);
        load.arg("--postgres").arg(&postgres.url);
        load.arg("--postgres-process")
            .arg(postgres.process().to_string());
        step("PostgreSQL", &mut load)?;
    }
    Ok(())
}

fn load(options: &Options) -> Command {
    let folder: PathBuf = release_folder();
    let mut load = Command::new(folder.join("load"));
    load.current_dir(root())
        .args(&options.workloads)
        .arg("--server")
        .arg(folder.join("xuncheng"))
        .args(["--clients", &options.clients, "--commit", &commit()]);
    if options.quick {
        load.arg("--quick");
    }
    load
}

/// A plus sign says that the figures are of something nobody else has.
fn commit() -> String {
    let folder = root().display().to_string();
    let commit = answer("git", &["-C", &folder, "rev-parse", "--short", "HEAD"]);
    let changed = answer("git", &["-C", &folder, "status", "--porcelain"]);
    let plus = if changed.is_none_or(|changed| changed.is_empty()) {
        ""
    } else {
        "+"
    };
    commit.map_or("unknown".into(), |commit| format!("{commit}{plus}"))
}
