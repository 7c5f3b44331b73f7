//! The command line: what each command is called and takes; the doing stands in the files beside.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub mod serve;

#[derive(Parser)]
#[command(name = "xuncheng", version, about = "巡城：文明城市创建巡查督办 (civilized-city inspection)", long_about = None)]
pub struct Cli {
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
    /// 演示城市：首次运行时生成数据，随后启动服务 (the fixture city with history)
    Demo(DemoArgs),
    /// 用模拟时钟按真实规则生成历史 (history through the real rules)
    Seed(SeedArgs),
    /// 导入基础数据 (import reference data)
    Import(ImportArgs),
    /// 检查：覆盖、重叠、日历、照片与数据库是否一致 (check coverage, calendars, events, photos)
    Check(CheckArgs),
    /// 红黑榜 (red-black lists)
    Ranking(RankingArgs),
    /// 备份到一个文件 (back up to one file)
    Backup { file: PathBuf },
    /// 从备份文件恢复到空的数据库 (restore into an empty database)
    Restore { file: PathBuf },
    /// 账号 (accounts)
    User(UserArgs),
    /// 打印 OpenAPI 文档 (print the OpenAPI document)
    Openapi,
}

#[derive(Args)]
pub struct DemoArgs {
    /// 数据文件夹；没有则生成，已有则沿用 (data folder: made when absent, kept when there)
    #[arg(long, default_value = "demo", value_name = "DIR")]
    pub data: PathBuf,
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// 历史周数 (weeks of history)
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=104))]
    pub weeks: u32,
    /// 随机种子 (seed of the generated history)
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Args)]
pub struct SeedArgs {
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=104))]
    pub weeks: u32,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ImportKind {
    Zones,
    Units,
    Users,
    Routes,
    Categories,
    Calendar,
    Rulebook,
}

#[derive(Args)]
pub struct ImportArgs {
    pub kind: ImportKind,
    pub file: PathBuf,
    /// 只说明将有哪些变化，不写入 (say what would change and write nothing)
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Args)]
pub struct CheckArgs {
    /// 重新计算每张照片的 SHA-256 (hash every photo again; slow)
    #[arg(long)]
    pub deep: bool,
}

#[derive(Args)]
pub struct RankingArgs {
    #[command(subcommand)]
    pub action: RankingAction,
}

#[derive(Subcommand)]
pub enum RankingAction {
    /// 生成草稿 (build a draft)
    Build { #[arg(long, default_value = "department")] board: String, #[arg(long)] period: String },
    /// 发布；草稿先进入公示 (publish; a draft goes through review first)
    Publish { id: uuid::Uuid },
    /// 由事件链重新计算并与发布件核对 (recompute from the events and compare)
    Verify { id: Option<uuid::Uuid> },
    /// 导出 CSV (export as CSV)
    Export { id: uuid::Uuid, #[arg(long, value_name = "FILE")] output: Option<PathBuf> },
}

#[derive(Args)]
pub struct UserArgs {
    #[command(subcommand)]
    pub action: UserAction,
}

#[derive(Subcommand)]
pub enum UserAction {
    /// 新建账号；密码由标准输入读入，空行则随机生成并打印一次 (password from standard input)
    Add {
        username: String,
        #[arg(long)] role: String,
        #[arg(long)] display_name: Option<String>,
        /// 单位代码 (unit code)
        #[arg(long)] unit: Option<String>,
        /// 管辖范围：区或街道代码 (district or street code)
        #[arg(long)] scope: Option<String>,
    },
    /// 重设密码并结束其全部登录 (new password; ends every session)
    Passwd { username: String },
    /// 停用账号并结束其全部登录 (disable; ends every session)
    Disable { username: String },
}
