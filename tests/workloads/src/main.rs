//! `load`: runs workloads against a real server process and prints what was found as Markdown. `cargo xtask load`
//! builds it and the server, starts a PostgreSQL where one is wanted, and calls this.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;
use workloads::bench::{Bench, Scale};
use workloads::program::{Cluster, Program};
use workloads::stage::Stage;
use workloads::{machine, workload};

#[derive(Parser)]
struct Options {
    /// 负载名称 · Workloads, in this order
    #[arg(required = true, value_parser = clap::builder::PossibleValuesParser::new(workload::NAMES))]
    workloads: Vec<String>,
    /// 要测量的程序 · The `xuncheng` to measure
    #[arg(long)]
    server: PathBuf,
    /// PostgreSQL 管理地址；不给则用 SQLite · A PostgreSQL role that may create databases; without it, SQLite
    #[arg(long)]
    postgres: Option<String>,
    /// 其主进程 · Its main process, whose children's CPU is counted
    #[arg(long, requires = "postgres")]
    postgres_process: Option<u32>,
    /// 客户端数 · How many clients, one measurement for each
    #[arg(long, value_delimiter = ',', default_value = "1,8")]
    clients: Vec<usize>,
    /// 小规模 · A tenth of the data
    #[arg(long)]
    quick: bool,
    /// 提交 · What was built
    #[arg(long, default_value = "unknown")]
    commit: String,
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let engine = if options.postgres.is_some() {
        "PostgreSQL"
    } else {
        "SQLite"
    };
    let process = options.postgres_process;
    let cluster = options.postgres.map(|admin| Cluster { admin, process });
    let stage = Program::new(options.server, cluster)?;
    let scale = if options.quick {
        Scale::Quick
    } else {
        Scale::Full
    };
    let mut bench = Bench::new(&stage, options.clients, scale);
    for name in &options.workloads {
        println!("### `{name}` · {engine}\n");
        println!("{}\n", machine::describe(stage.folder(), &options.commit));
        let figures = workload::run(name, &mut bench).await?;
        println!(
            "{figures}\nLoad average at the end: {}\n",
            machine::load_average()
        );
    }
    Ok(())
}
