//! `xuncheng ranking …`: build, publish, verify and export red-black lists at the machine itself. What is done here
//! is recorded as done by the system. `verify` ends with exit code 1 when a list is not what the events say.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use domain::id::RankingId;
use domain::period::Period;
use domain::ranking::Board;
use mobile_api::error::Code;
use mobile_api::ranking::{Ranking, RankingStatus};
use mobile_api::words::{Lang, Word};
use uuid::Uuid;

use super::told::told;
use app::action::ranking::{self, Reader, Verdict};
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::export::ranking as ranking_csv;
use app::state::App;

#[derive(Args)]
pub struct RankingArgs {
    #[command(subcommand)]
    action: RankingAction,
}

#[derive(Subcommand)]
pub enum RankingAction {
    /// 生成草稿 (build a draft)
    Build {
        /// department | zone_unit | street
        #[arg(long, default_value = "department", value_parser = board)]
        board: Board,
        /// 例如 2026-W47 或 2026-11 (a week or a month)
        #[arg(long, value_parser = period)]
        period: Period,
    },
    /// 发布；草稿先转入审核 (publish; a draft goes through review first)
    Publish {
        #[arg(value_parser = list_id)]
        id: Uuid,
    },
    /// 由事件链重新计算并与发布件核对；不指定则核对全部已发布榜单 (recompute from the events and compare)
    Verify {
        #[arg(value_parser = list_id)]
        id: Option<Uuid>,
    },
    /// 导出 CSV (export as CSV)
    Export {
        #[arg(value_parser = list_id)]
        id: Uuid,
        /// 不指定则写到标准输出 (standard output when left out)
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

pub fn run(args: RankingArgs, config: Config) -> anyhow::Result<ExitCode> {
    let app = Arc::new(App::open(config, Clock::system())?);
    perform(&app, args.action, &mut std::io::stdout().lock())
}

pub fn perform(
    app: &Arc<App>,
    action: RankingAction,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    match action {
        RankingAction::Build { board, period } => build(app, board, period, out)?,
        RankingAction::Publish { id } => publish(app, RankingId(id), out)?,
        RankingAction::Verify { id } => return verify(app, id.map(RankingId), out),
        RankingAction::Export { id, output } => {
            export(app, RankingId(id), output.as_deref(), out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn build(app: &Arc<App>, board: Board, period: Period, out: &mut impl Write) -> anyhow::Result<()> {
    let (id, shared) = (RankingId(Uuid::now_v7()), Arc::clone(app));
    app.db
        .write_blocking(move |conn| ranking::build(conn, &shared, None, id, board, period))
        .map_err(told)?;
    summary(&read(app, id)?, out)
}

fn publish(app: &Arc<App>, id: RankingId, out: &mut impl Write) -> anyhow::Result<()> {
    let status = read(app, id)?.status;
    let shared = Arc::clone(app);
    app.db
        .write_blocking(move |conn| {
            if status == RankingStatus::Draft {
                ranking::review(conn, &shared, None, id, None)?;
            }
            ranking::publish(conn, &shared, None, id, None)
        })
        .map_err(told)?;
    summary(&read(app, id)?, out)
}

fn verify(app: &Arc<App>, id: Option<RankingId>, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let ids = match id {
        Some(id) => vec![id],
        None => app.db.read_blocking(ranking::all_published).map_err(told)?,
    };
    let mut agree = true;
    for id in ids {
        let verdict = app
            .db
            .read_blocking(|conn| ranking::verify(conn, id))
            .map_err(|error| of_list(id, error))?;
        agree &= verdict.differences.is_empty();
        report(&verdict, out)?;
    }
    Ok(match agree {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn report(verdict: &Verdict, out: &mut impl Write) -> anyhow::Result<()> {
    let Verdict {
        id,
        board,
        period,
        cases_counted,
        differences,
    } = verdict;
    match differences.len() {
        0 => writeln!(
            out,
            "一致 (agrees): {id} {board} {period}，案件 {cases_counted} 件"
        )?,
        count => writeln!(
            out,
            "不一致 (differs): {id} {board} {period}，共 {count} 处"
        )?,
    }
    for difference in differences {
        writeln!(out, "  {difference}")?;
    }
    Ok(())
}

fn export(
    app: &Arc<App>,
    id: RankingId,
    output: Option<&Path>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let csv = ranking_csv::csv(&read(app, id)?, Lang::Zh)?;
    match output {
        Some(file) => std::fs::write(file, csv)
            .with_context(|| format!("写不了文件 {} (cannot write)", file.display())),
        None => Ok(out.write_all(csv.as_bytes())?),
    }
}

fn read(app: &Arc<App>, id: RankingId) -> anyhow::Result<Ranking> {
    app.db
        .read_blocking(|conn| ranking::ranking(conn, &Reader::Operator, id))
        .map_err(|error| of_list(id, error))
}

fn of_list(id: RankingId, error: AppError) -> anyhow::Error {
    match error.code() {
        Code::NotFound => anyhow!("榜单 {id} 不存在 (no such list)"),
        _ => told(error),
    }
}

/// The id stands alone on the first line, for scripts.
fn summary(ranking: &Ranking, out: &mut impl Write) -> anyhow::Result<()> {
    let id = ranking.id.context("a list that is kept")?;
    let names = |units: &[mobile_api::unit::UnitRef]| -> String {
        let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
        match names.is_empty() {
            true => "—".to_owned(),
            false => names.join("、"),
        }
    };
    writeln!(out, "{id}")?;
    writeln!(
        out,
        "{} {} · {}",
        ranking.board.word(Lang::Zh),
        ranking.period,
        ranking.status.word(Lang::Zh)
    )?;
    writeln!(out, "应办 (due) {}", ranking.totals.due)?;
    writeln!(out, "红榜 (red) {}", names(&ranking.red))?;
    writeln!(out, "黑榜 (black) {}", names(&ranking.black))?;
    Ok(())
}

fn list_id(text: &str) -> Result<Uuid, String> {
    text.parse().map_err(|_| {
        "应为榜单编号，形如 01890b2c-7d4e-7000-8000-000000000001，即 ranking build 输出的第一行 (a list's id)"
            .to_owned()
    })
}

fn board(text: &str) -> Result<Board, String> {
    text.parse()
        .map_err(|_| "department | zone_unit | street".to_owned())
}

fn period(text: &str) -> Result<Period, String> {
    text.parse()
        .map_err(|_| "例如 2026-W47 或 2026-11 (a week or a month)".to_owned())
}
