//! The command line: what each command is called; the doing, and what each takes, stands in the files beside.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::private;
use app::config::{self, Config};
use app::log;

pub mod afresh;
pub mod backup;
pub mod check;
pub mod clock;
pub mod demo;
pub mod import;
pub mod openapi;
pub mod ranking;
pub mod seed;
pub mod serve;
pub mod told;
pub mod user;

#[derive(Parser)]
#[command(name = "xuncheng", version, about = "巡城：文明城市创建巡查督办 (civilized-city inspection)", long_about = None)]
struct Cli {
    /// 配置文件，见 docs/xuncheng.toml (configuration file)
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 启动服务 (serve the city)
    Serve,
    /// 导入基础数据 (import reference data)
    Import(import::ImportArgs),
    /// 检查：覆盖、重叠、日历、事件链、照片 (check coverage, zones, calendars, events, photos)
    Check(check::CheckArgs),
    /// 账号 (accounts)
    User(user::UserArgs),
    /// 红黑榜 (red-black lists)
    Ranking(ranking::RankingArgs),
    /// 时钟：存疑、确认、更正走错时写下的时间 (the clock: doubts, confirming, repairing)
    Clock(clock::ClockArgs),
    /// 演示城市：没有则生成，然后启动服务 (the demo city: made when absent, then served)
    Demo(demo::DemoArgs),
    /// 为还没有案件的城市生成历史 (weeks of history for a city without cases)
    Seed(seed::SeedArgs),
    /// 备份数据库和照片到一个文件，服务可照常运行 (back up, also while the server runs)
    Backup { file: PathBuf },
    /// 从备份恢复到空的数据库和照片文件夹 (restore into an empty place)
    Restore { file: PathBuf },
    /// 打印 OpenAPI 文档 (print the OpenAPI document)
    Openapi,
}

/// Whatever goes wrong is said in one line or a few; the exit code is 1.
pub fn run() -> ExitCode {
    private::from_now_on();
    let cli = Cli::parse();
    match config(&cli).and_then(|config| dispatch(cli.command, config)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xuncheng: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn config(cli: &Cli) -> anyhow::Result<Config> {
    let config = config::load(cli.config.as_deref(), &config::environment()?)?;
    log::start(&config.log)?;
    Ok(config)
}

fn dispatch(command: Command, config: Config) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => serve::serve(config),
        Command::Import(args) => import::run(config, &args),
        Command::Check(args) => check::run(config, &args),
        Command::User(args) => user::run(config, args),
        Command::Ranking(args) => ranking::run(args, config),
        Command::Clock(args) => clock::run(config, args),
        Command::Demo(args) => demo::run(&config, &args),
        Command::Seed(args) => seed::run(config, &args),
        Command::Backup { file } => backup::write(&file, &config),
        Command::Restore { file } => backup::restore(&file, &config),
        Command::Openapi => openapi::print(),
    }
}
