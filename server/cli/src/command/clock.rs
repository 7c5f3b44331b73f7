//! `xuncheng clock status|confirm|repair`: what an administrator does with the machine at hand after its clock was wrong.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{bail, ensure};
use clap::{Args, Subcommand};
use domain::case::{Case, Effect};
use domain::id::CaseId;
use domain::permission::Right;
use domain::time::{Micros, SECOND, Span};
use mobile_api::clock::ClockFault;
use mobile_api::time::Time;
use mobile_api::words::Lang;
use store::Conn;

use super::told::told;
use app::action::case::correct;
use app::action::case::correct::{Remembered, Repair, Repaired};
use app::action::clock::{self, to_the_second};
use app::auth::caller::{Caller, acting};
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;

#[derive(Args)]
pub struct ClockArgs {
    #[command(subcommand)]
    action: ClockAction,
}

#[derive(Subcommand)]
pub enum ClockAction {
    /// 列出对时钟的存疑记录 (doubts about the clock)
    Status,
    /// 已核对服务器时间，确认无误 (the server's time has been checked: go on)
    Confirm {
        /// 如何核对 (how it was checked)
        #[arg(long)]
        reason: String,
        /// 核对到的时间；服务器时钟早于最近的记录时必填 (the time you have read; needed when the server's clock is behind its records)
        #[arg(long, value_parser = time)]
        time_is: Option<Micros>,
    },
    /// 更正时钟走错期间写下的时间；不加 --apply 只列出结果 (set right what a wrong clock wrote; without --apply only told)
    Repair(RepairArgs),
}

#[derive(Args)]
pub struct RepairArgs {
    /// 走错的时钟写下的最早时间，如 2026-03-06T13:00:00+08:00 (the earliest time that the wrong clock wrote)
    #[arg(long, value_parser = time)]
    pub from: Micros,
    /// 最晚时间 (the latest)
    #[arg(long, value_parser = time)]
    pub to: Micros,
    /// 应移动多少，如 -100h、+90m (by how much they are to be moved)
    #[arg(long, allow_hyphen_values = true, value_parser = shift)]
    pub shift: Span,
    #[arg(long)]
    pub reason: String,
    /// 由谁更正：管辖全市的管理员账号 (whose correction: an administrator of the whole city)
    #[arg(long)]
    pub by: String,
    #[arg(long)]
    pub apply: bool,
}

fn time(text: &str) -> Result<Micros, String> {
    let time: Result<Time, _> = text.parse();
    time.map(|time| Micros(time.0))
        .map_err(|_| "应为带时区的时间 (a time with its offset), 2026-03-06T13:00:00+08:00".into())
}

fn shift(text: &str) -> Result<Span, String> {
    let wrong = || "应为 -100h、+90m 或 -30s (hours, minutes or seconds)".to_owned();
    let (sign, rest) = match text.split_at_checked(1) {
        Some(("-", rest)) => (-1, rest),
        Some(("+", rest)) => (1, rest),
        _ => (1, text),
    };
    let unit = match rest.chars().last() {
        Some('h') => 3_600,
        Some('m') => 60,
        Some('s') => 1,
        _ => return Err(wrong()),
    };
    let number: i64 = rest[..rest.len() - 1].parse().map_err(|_| wrong())?;
    let span = number
        .checked_mul(sign * unit * SECOND)
        .filter(|_| number > 0);
    span.map(Span).ok_or_else(wrong)
}

pub fn run(config: Config, args: ClockArgs) -> anyhow::Result<ExitCode> {
    let app = Arc::new(App::open(config, Clock::system())?);
    perform(&app, args.action, &mut std::io::stdout())
}

pub fn perform(
    app: &Arc<App>,
    action: ClockAction,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    match action {
        ClockAction::Status => status(app, out)?,
        ClockAction::Confirm { reason, time_is } => {
            let shown = to_the_second(app.clock.wall());
            writeln!(
                out,
                "将确认当前时间 {shown}（北京时间） (about to confirm this time)"
            )?;
            let shared = Arc::clone(app);
            app.db
                .write_blocking(move |conn| clock::confirm(conn, &shared, None, &reason, time_is))
                .map_err(told)?;
            writeln!(out, "已确认；运行中的服务十秒内继续 (confirmed)")?;
        }
        ClockAction::Repair(args) => return repair(app, args, out),
    }
    Ok(ExitCode::SUCCESS)
}

fn status(app: &App, out: &mut impl Write) -> anyhow::Result<()> {
    let state = app
        .db
        .read_blocking(|conn| clock::state(conn, app))
        .map_err(told)?;
    let open = state.incidents.iter().any(|one| one.ended_at.is_none());
    let in_doubt = state.suspect || open;
    let verdict = match in_doubt {
        true => "存疑 (in doubt)",
        false => "正常 (in order)",
    };
    writeln!(out, "时钟 (clock)：{verdict}")?;
    writeln!(
        out,
        "服务器时钟 (wall clock)：{}（北京时间）",
        shown(state.wall)
    )?;
    writeln!(out, "巡城时间 (the time it goes by)：{}", shown(state.now))?;
    if let Some(doubt) = &state.doubt {
        let (why, off) = (words(doubt.why), off(Span(doubt.off_us)));
        writeln!(out, "原因 (why)：{} 起，{why}，{off}", shown(doubt.since))?;
    }
    if in_doubt {
        writeln!(
            out,
            "下一步：与可靠的时间核对，校准服务器时钟后执行 xuncheng clock confirm --reason \"如何核对\"，见 docs/operations.md \
             (next: check the time, set the clock, confirm)"
        )?;
    }
    for incident in &state.incidents {
        let ended = match incident.ended_at {
            Some(at) => format!("至 {}", shown(at)),
            None => "未结束 (open)".to_owned(),
        };
        let (began, wall) = (incident.began_at, incident.wall_at);
        writeln!(
            out,
            "{} 起，{ended}，当时服务器时钟为 {}，{}，{}：{}",
            shown(began),
            shown(wall),
            off(Span(wall.0 - began.0)),
            words(incident.why),
            incident.reason
        )?;
    }
    Ok(())
}

fn shown(at: Time) -> String {
    to_the_second(Micros(at.0))
}

fn words(why: ClockFault) -> &'static str {
    match why {
        ClockFault::Jumped => "时钟突然改变 (jumped)",
        ClockFault::BehindRecords => "早于已有记录 (behind the records)",
        ClockFault::BeforeProgram => "早于本程序问世 (before this program)",
        ClockFault::AgainstDatabase => "与数据库时钟不一致 (against the database's)",
        ClockFault::Unsettled => "此前的存疑尚未确认 (an earlier doubt is open)",
        ClockFault::ByHand => "人工登记的走错时段 (recorded by hand)",
    }
}

fn off(by: Span) -> String {
    let seconds = by.0.unsigned_abs() / SECOND.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let long = match (hours, minutes) {
        (0, 0) => format!("{rest} 秒"),
        (0, _) => format!("{minutes} 分 {rest} 秒"),
        _ => format!("{hours} 小时 {minutes} 分 {rest} 秒"),
    };
    match by.0.signum() {
        1 => format!("快 {long} (ahead)"),
        _ => format!("慢 {long} (behind)"),
    }
}

/// One transaction a case: broken off and started again it goes on where it was.
pub fn repair(app: &Arc<App>, args: RepairArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    ensure!(
        args.from <= args.to,
        "--from 不能晚于 --to (--from is later than --to)"
    );
    let shared = Arc::clone(app);
    let by = args.by.clone();
    // Also where nothing is written: nobody should be told what somebody else will be refused.
    let caller: Caller = app
        .db
        .read_blocking(move |conn| {
            let user = store::users::by_username(conn, &by)?;
            let user = user.filter(|user| user.disabled_at.is_none());
            let caller = acting(conn, user.ok_or_else(AppError::not_found)?, &shared)?;
            caller.must(Right::ManageClock)?;
            Ok(caller)
        })
        .map_err(|error| told(error).context(format!("账号 {} (account)", args.by)))?;
    let what = Repair {
        from: args.from,
        to: args.to,
        shift: args.shift,
        reason: args.reason,
    };
    let ids: Vec<CaseId> = app
        .db
        .read_blocking(|conn| Ok(store::events::cases_dated(conn, what.from, what.to)?))
        .map_err(told)?;
    let (mut done, mut failed) = (0, 0);
    for id in ids {
        let (shared, who, what) = (Arc::clone(app), caller.clone(), what.clone());
        let how = (args.apply, done == 0);
        let tried = app
            .db
            .write_blocking(move |conn| repair_one(conn, &shared, &who, id, &what, how));
        match tried {
            Ok(Tried::Nothing) => {}
            Ok(Tried::Repaired(repaired)) => {
                done += 1;
                tell(&repaired, out)?;
            }
            Ok(Tried::TooLate) => bail!(TOO_LATE),
            Err(AppError::Refused(refused)) => {
                failed += 1;
                writeln!(
                    out,
                    "{id} 不能更正 (refused): {}",
                    refused.detail.text(Lang::Zh)
                )?;
            }
            Err(error) => return Err(told(error)),
        }
    }
    let said = match args.apply {
        true => "已更正 (corrected)",
        false => "将更正，加 --apply 执行 (would be corrected; nothing was written)",
    };
    writeln!(out, "{said}: {done} 件；不能更正 (refused): {failed} 件")?;
    Ok(match failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

/// One case. The stretch is remembered beside the doubts that the server found itself, before the first correction and in
/// one transaction with it: a repair that is refused, or finds nothing, must not make times correctable.
fn repair_one(
    conn: &mut Conn,
    app: &App,
    by: &Caller,
    id: CaseId,
    what: &Repair,
    (apply, first): (bool, bool),
) -> Result<Tried, AppError> {
    if apply && first {
        if correct::repair(conn, app, by, id, what, false)?.is_none() {
            return Ok(Tried::Nothing);
        }
        match correct::remember(conn, app, what, Some(by.actor.user))? {
            Remembered::Done => {}
            Remembered::TooLate => return Ok(Tried::TooLate),
        }
    }
    let repaired = correct::repair(conn, app, by, id, what, apply)?;
    Ok(repaired.map_or(Tried::Nothing, |repaired| {
        Tried::Repaired(Box::new(repaired))
    }))
}

enum Tried {
    Nothing,
    Repaired(Box<Repaired>),
    TooLate,
}

const TOO_LATE: &str = "现在已过 --from 所指的时间：此后如实记录的事件与走错的时钟写下的已无法区分；请只选尚未到来的时段，已过的逐件用 correct_time 更正有标记的事件 \
     (the time of --from has come: what has honestly been recorded since can no longer be told from what the wrong clock wrote; name times that are still to come, and correct marked events one by one)";

fn tell(repaired: &Repaired, out: &mut impl Write) -> anyhow::Result<()> {
    let annulled = repaired.corrected.iter();
    let annulled = annulled
        .filter(|one| one.effect == Effect::Annulled)
        .count();
    writeln!(
        out,
        "{}：{} 个事件，其中撤销催督 {annulled} 个 (events, rungs annulled)；{} → {}",
        repaired.number,
        repaired.corrected.len(),
        summary(&repaired.before),
        summary(&repaired.after),
    )?;
    Ok(())
}

fn summary(case: &Case) -> String {
    let time = |at: Option<Micros>| at.map_or("-".to_owned(), |at| Time(at.0).to_string());
    let on_time = match case.on_time() {
        Some(true) => "按时",
        Some(false) => "逾期",
        None => "未处置",
    };
    format!(
        "时限 {}、处置 {} {on_time}、督办函 {}",
        time(case.deadline_at()),
        time(case.standing().map(|handling| handling.at)),
        case.letter_count
    )
}

#[cfg(test)]
mod tests {
    use domain::time::hours;

    use super::*;

    #[test]
    fn how_far_off_is_said_with_its_direction() {
        assert_eq!(off(hours(100)), "快 100 小时 0 分 0 秒 (ahead)");
        assert_eq!(off(Span(-61 * SECOND)), "慢 1 分 1 秒 (behind)");
    }

    #[test]
    fn a_shift_says_its_direction_and_unit() {
        assert_eq!(shift("-100h"), Ok(Span(-hours(100).0)));
        assert_eq!(shift("+90m"), Ok(Span(90 * 60 * SECOND)));
        assert_eq!(shift("30s"), Ok(Span(30 * SECOND)));
        for wrong in [
            "",
            "h",
            "-h",
            "100",
            "0h",
            "--1h",
            "1d",
            "9999999999999999h",
            "时",
        ] {
            assert!(shift(wrong).is_err(), "{wrong}");
        }
    }
}
