//! `xuncheng import KIND FILE`: one file of reference data, whole or not at all; says what changed.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, ValueEnum};
use mobile_api::words::Lang;

use super::told::{place, told};
use app::action::city::import;
use app::action::city::import::{Done, Kind, Order};
use app::clock::Clock;
use app::config::Config;
use app::state::App;
use city::file::plan::{Change, Item};

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
    kind: ImportKind,
    file: PathBuf,
    /// 只说明将有哪些变化，不写入 (say what would change and write nothing)
    #[arg(long)]
    dry_run: bool,
}

pub fn run(config: Config, args: &ImportArgs) -> anyhow::Result<ExitCode> {
    let name = args.file.display();
    let body = std::fs::read(&args.file).with_context(|| format!("文件 {name} 读不出"))?;
    let app = App::open(config, Clock::system())?;
    let order = Order {
        actor: None,
        dry_run: args.dry_run,
    };
    let done = import::import(&app, kind(args.kind), &body, order).map_err(told)?;
    print(&done, &mut std::io::stdout().lock())?;
    Ok(ExitCode::SUCCESS)
}

fn kind(kind: ImportKind) -> Kind {
    match kind {
        ImportKind::Zones => Kind::Zones,
        ImportKind::Units => Kind::Units,
        ImportKind::Users => Kind::Users,
        ImportKind::Routes => Kind::Routes,
        ImportKind::Categories => Kind::Categories,
        ImportKind::Calendar => Kind::Calendar,
        ImportKind::Rulebook => Kind::Rulebook,
    }
}

fn print(done: &Done, out: &mut impl Write) -> std::io::Result<()> {
    for item in &done.report.items {
        writeln!(out, "{}", line(item))?;
    }
    for warning in &done.report.warnings {
        let said = warning.detail.text(Lang::Zh);
        writeln!(out, "提醒 {}：{said}", place(&warning.pointer))?;
    }
    let report = &done.report;
    let (created, changed, unchanged, ended) = (
        report.created,
        report.changed,
        report.unchanged,
        report.ended,
    );
    let head = match done.dry_run {
        true => "试运行，未写入 (dry run)：将",
        false => "已",
    };
    writeln!(
        out,
        "{head}新增 {created}、更改 {changed}、终止 {ended}，不变 {unchanged} (created, changed, ended, unchanged)"
    )?;
    if done.accounts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "新账号的初始密码，仅显示这一次 (first passwords, shown only now)："
    )?;
    for account in &done.accounts {
        writeln!(out, "{}\t{}", account.username, account.password)?;
    }
    Ok(())
}

fn line(item: &Item) -> String {
    let sign = match item.change {
        Change::Created => '+',
        Change::Changed => '~',
        Change::Ended => '-',
    };
    let differences: Vec<String> = item
        .differences
        .iter()
        .map(|difference| {
            let (before, after) = (&difference.before, &difference.after);
            format!("{}：{before} → {after}", difference.field)
        })
        .collect();
    let told = format!(
        "{sign} {} {}  {}",
        item.code,
        item.name,
        differences.join("；")
    );
    told.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::action::city::import::Account;
    use city::file::plan::{Diff, Report};

    #[test]
    fn a_report_reads_line_by_line() {
        let mut report = Report::default();
        report.created(0, "jf-e", "解放路东段");
        report.compared(
            1,
            "zs",
            "中山路",
            Diff::default().field("leader", "李", "王"),
        );
        report.compared(2, "rm", "人民路", Diff::default());
        report.ended(None, "old", "旧路");
        let done = Done {
            dry_run: false,
            report,
            accounts: vec![Account {
                username: "lin".into(),
                password: "secret".into(),
            }],
        };
        let mut out = Vec::new();
        print(&done, &mut out).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "+ jf-e 解放路东段\n~ zs 中山路  leader：李 → 王\n- old 旧路\n\
             已新增 1、更改 1、终止 1，不变 1 (created, changed, ended, unchanged)\n\
             新账号的初始密码，仅显示这一次 (first passwords, shown only now)：\nlin\tsecret\n"
        );
    }
}
