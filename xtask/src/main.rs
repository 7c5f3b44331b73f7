//! All automation of the repository: `cargo xtask COMMAND`. Here only the list of commands; each is a file of its own.

// A tool on a developer's machine: the real clock, the environment and waiting for a server are its subject.
#![expect(
    clippy::disallowed_methods,
    reason = "the bans protect the server and its tests, not this tool"
)]

mod advisories;
mod apt;
mod changed;
mod command;
mod demo;
mod fuzz;
mod generate;
mod lint;
mod load;
mod moto;
mod node;
mod postgres;
mod python;
mod server;
mod stop;
mod test;
mod web;
mod wire;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "巡城的全部自动化 · All automation of Xuncheng"
)]
struct Xtask {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 编译发布版并启动演示城市 · Build in release and serve the demo city
    Demo(demo::Options),
    /// 全部检查与测试，SQLite 与 PostgreSQL · Every check and test, on SQLite and PostgreSQL
    Test(test::Options),
    /// 负载测量 · Workloads against a real server, for docs/performance.md
    Load(load::Options),
    /// 用随意字节考验每个读取器 · Readers met with bytes that nobody meant
    Fuzz(fuzz::Options),
    /// 按接口文档生成请求，逐个角色考验服务 · Requests made from the OpenAPI document, as every role (schemathesis)
    Wire,
    /// 依赖的许可证与已知漏洞（会询问软件源） · Licences and known holes of what we depend on; asks the npm registry
    Audit,
    /// 持续集成所运行的一切 · All that continuous integration runs
    Ci,
    /// 重新生成样例城市 · Draw the fixture city again
    Fixtures,
    /// 重新生成 mobile-api/openapi.json · Write mobile-api/openapi.json again
    Openapi,
}

fn main() -> ExitCode {
    let done = stop::watch().and_then(|()| match Xtask::parse().command {
        Command::Demo(options) => demo::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Load(options) => load::run(&options),
        Command::Fuzz(options) => fuzz::run(&options),
        Command::Wire => wire::run(),
        Command::Audit => advisories::audit(),
        Command::Ci => test::run(&test::Options::everything()),
        Command::Fixtures => generate::fixtures(),
        Command::Openapi => generate::openapi(),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::from(stop::exit_code())
        }
    }
}
