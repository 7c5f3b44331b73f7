//! The clock as the city knows it: what a process finds when it starts, what it records when it begins to doubt and to
//! believe again, and an administrator's word. One row for each machine and doubt, so that a restart forgets none and
//! the word reaches every process.

use anyhow::Context;
use domain::id::UserId;
use domain::time::{Micros, Span, city_time, hours, minutes};
use domain::trust::{Doubted, Hands, Start, TOLERANCE};
use mobile_api::clock::{ClockDoubt, ClockFault, ClockIncident, ClockState};
use mobile_api::error::Code;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use store::Conn;
use store::clock::{End, IncidentRow};
use uuid::Uuid;

use super::refusal::{LONGEST_TEXT, text_fits};
use crate::clock::Clock;
use crate::error::AppError;
use crate::job::bring_forward;
use crate::state::App;

/// In an answer.
const SHOWN: usize = 50;
/// Recorded by hand: by no machine.
pub const BY_HAND: &str = "by_hand";
/// A machine in doubt says so that often, and is gone when nothing was heard of it for so long.
const RENEWED_AFTER: Span = minutes(10);
const GONE_AFTER: Span = hours(1);
const GONE: &str = "该机器一小时没有消息，以数据库时间为准 (not heard of for an hour; the database tells the time)";

/// What the clock is held against from now on.
pub fn start(conn: &mut Conn, clock: &Clock) -> Result<Start, AppError> {
    let database = clock.of_database(store::clock::database_now(conn)?);
    let boot = clock.boot();
    let open = store::clock::open(conn)?;
    // With a database's clock at hand, what other machines doubted is their own affair.
    let ours = open
        .iter()
        .rev()
        .find(|row| row.boot == boot || database.is_none());
    let unsettled = ours.map(|row| {
        (row.boot == boot).then_some(Hands {
            wall: row.began_at,
            steady: Span(row.steady_us),
        })
    });
    Ok(Start {
        records_to: records_to(conn, clock.wall())?,
        unsettled,
        database,
    })
}

/// The latest record; but what was dated later than a moment somebody vouched for, and was there by then, is known to be wrong.
fn records_to(conn: &mut Conn, wall: Micros) -> Result<Option<Micros>, AppError> {
    let latest = store::clock::latest_record(conn)?;
    let settled = store::clock::latest(conn, SHOWN)?.into_iter();
    let vouched = settled
        .filter(|row| row.ended_at.is_some() && row.records_to >= latest)
        .filter_map(|row| row.ended_at)
        .filter(|ended| *ended <= wall + TOLERANCE)
        .max();
    Ok(match (latest, vouched) {
        (Some(latest), Some(vouched)) if latest > vouched => Some(vouched),
        (latest, _) => latest,
    })
}

/// Compares, and keeps in the database what changed: a doubt that began, one that ended, one that somebody ended.
/// Answers whether the clock can be believed now.
pub async fn look(app: &App) -> Result<bool, AppError> {
    let ask = |conn: &mut Conn| {
        let database = store::clock::database_now(conn)?;
        Ok::<_, AppError>((database, store::clock::open(conn)?))
    };
    let (asked, open) = app.db.read(ask).await?;
    let database = app.clock.of_database(asked);
    let doubted = app.clock.compare(database);
    let recorded = app.incident();
    match (doubted, recorded) {
        (None, None) => {
            if let Some(there) = database {
                end_of_the_gone(app, &open, there).await?;
            }
        }
        (Some(doubted), None) => begins(app, doubted).await?,
        (Some(_), Some(id)) => match open.into_iter().find(|row| row.id == id) {
            Some(row) => renew(app, &row, database).await?,
            // Confirmed, here or at another process.
            None => {
                app.clock.confirm();
                app.set_incident(None);
                tracing::warn!("an administrator has confirmed the clock");
                if let Some(doubted) = app.clock.compare(app.clock.of_database(asked)) {
                    begins(app, doubted).await?;
                }
            }
        },
        (None, Some(id)) => {
            ends(app, vec![id], app.clock.wall(), "").await?;
            app.set_incident(None);
            tracing::warn!("the clock has agreed for five minutes and is believed again");
        }
    }
    let suspect = app.clock.is_suspect();
    crate::job::metrics::clock(suspect);
    Ok(!suspect)
}

/// Somebody can tell the time, and nobody need answer for them: what they put off comes at once.
async fn ends(app: &App, ids: Vec<Uuid>, at: Micros, reason: &str) -> Result<(), AppError> {
    let (config, reason) = (app.config.clone(), reason.to_owned());
    let ended = move |conn: &mut Conn| {
        let end = End {
            at,
            by: None,
            reason: reason.clone(),
            records_to: store::clock::latest_record(conn)?,
        };
        bring_forward(conn, &config, at)?;
        for id in &ids {
            store::clock::end(conn, *id, &end)?;
        }
        Ok::<_, AppError>(())
    };
    app.db.write(ended).await
}

/// Where a database's clock decides, a doubt is its machine's own; and of one that is gone nobody would ever end it.
async fn end_of_the_gone(app: &App, open: &[IncidentRow], there: Micros) -> Result<(), AppError> {
    let boot = app.clock.boot();
    let gone = open.iter().filter(|row| row.boot != boot);
    let gone = gone.filter(|row| there - heard_of(row) > GONE_AFTER);
    let ids: Vec<Uuid> = gone.map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    tracing::warn!(
        machines = ids.len(),
        "doubts of machines that are gone have ended"
    );
    ends(app, ids, there, GONE).await
}

fn heard_of(row: &IncidentRow) -> Micros {
    row.renewed_at.unwrap_or(row.began_at)
}

/// By the database's clock, since one's own is in doubt; without one nobody asks.
async fn renew(app: &App, row: &IncidentRow, database: Option<Micros>) -> Result<(), AppError> {
    let (id, known) = (row.id, heard_of(row));
    match database {
        Some(there) if there - known > RENEWED_AFTER || there < known => {
            let renewed = move |conn: &mut Conn| store::clock::renew(conn, id, there);
            Ok(app.db.write(renewed).await?)
        }
        _ => Ok(()),
    }
}

async fn begins(app: &App, doubted: Doubted) -> Result<(), AppError> {
    let (boot, anchor) = (app.clock.boot(), app.clock.anchor());
    let anchor = anchor.unwrap_or(doubted.hands);
    let row = move |conn: &mut Conn| {
        // After a restart in the middle the row is there already.
        let open = store::clock::open(conn)?;
        if let Some(row) = open.into_iter().rev().find(|row| row.boot == boot) {
            return Ok(row.id);
        }
        let row = IncidentRow {
            id: Uuid::now_v7(),
            boot: boot.clone(),
            why: doubted.why.as_str().to_owned(),
            // From where time goes on.
            began_at: anchor.wall + (doubted.hands.steady - anchor.steady),
            wall_at: doubted.hands.wall,
            steady_us: doubted.hands.steady.0,
            ended_at: None,
            ended_by: None,
            reason: String::new(),
            records_to: None,
            wrote_from: None,
            wrote_to: None,
            renewed_at: None,
        };
        store::clock::insert(conn, &row)?;
        Ok::<_, AppError>(row.id)
    };
    let id = app.db.write(row).await?;
    app.set_incident(Some(id));
    tracing::error!(
        why = doubted.why.as_str(),
        off_s = doubted.off.0 / domain::time::SECOND,
        "服务器时钟存疑：按时限自动办理的事项已暂停。请用 xuncheng clock status 查看，校准核对后执行 xuncheng clock confirm --reason …，见 docs/operations.md (the clock is in doubt: nothing acts by it until an administrator has checked and confirmed it)"
    );
    Ok(())
}

/// Whatever is in doubt now, on whichever machine: somebody has looked, and answers for it.
pub fn confirm(
    conn: &mut Conn,
    app: &App,
    by: Option<UserId>,
    reason: &str,
    read: Option<Micros>,
) -> Result<(), AppError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(AppError::field(
            "/reason",
            Code::InvalidField,
            Detail::FieldEmpty,
        ));
    }
    text_fits("/reason", reason, LONGEST_TEXT)?;
    let open = store::clock::open(conn)?;
    if open.is_empty() && !app.clock.is_suspect() {
        return Err(AppError::new(
            Code::ActionNotAllowed,
            Detail::ClockNotInDoubt,
        ));
    }
    let (records_to, wall) = (store::clock::latest_record(conn)?, app.clock.wall());
    not_plainly_wrong(wall, records_to, read)?;
    // Where a clock that was ahead has put the sweep, it is not to wait.
    bring_forward(conn, &app.config, wall)?;
    for row in open {
        let end = End {
            at: wall,
            by,
            reason: reason.to_owned(),
            records_to,
        };
        store::clock::end(conn, row.id, &end)?;
    }
    Ok(())
}

/// Everything acts by what is confirmed. A clock that is behind what is recorded is most likely still wrong, unless somebody
/// says what time it is.
fn not_plainly_wrong(
    wall: Micros,
    latest: Option<Micros>,
    read: Option<Micros>,
) -> Result<(), AppError> {
    let shown = to_the_second(wall);
    match (read, latest) {
        (Some(read), _) if read - wall > TOLERANCE || wall - read > TOLERANCE => {
            let (wall, read) = (shown, to_the_second(read));
            let detail = Detail::ClockNotAsRead { wall, read };
            Err(AppError::field("/wall", Code::ClockSuspect, detail))
        }
        (None, Some(latest)) if latest - wall > TOLERANCE => {
            let (wall, latest) = (shown, to_the_second(latest));
            let detail = Detail::ClockBehindRecords { wall, latest };
            Err(AppError::new(Code::ClockSuspect, detail))
        }
        _ => Ok(()),
    }
}

/// As a clock on the wall of the city shows it.
pub fn to_the_second(at: Micros) -> String {
    city_time(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

pub fn state(conn: &mut Conn, app: &App) -> Result<ClockState, AppError> {
    let incidents = store::clock::latest(conn, SHOWN)?.into_iter().map(shown);
    Ok(ClockState {
        now: Time(app.clock.now().0),
        wall: Time(app.clock.wall().0),
        suspect: app.clock.is_suspect(),
        doubt: app.clock.doubted().map(|doubted| ClockDoubt {
            why: why(doubted.why.as_str()),
            since: Time(doubted.since.0),
            off_us: doubted.off.0,
            agrees_since: doubted.agrees_since().map(|at| Time(at.0)),
        }),
        incidents: incidents.collect::<anyhow::Result<_>>()?,
    })
}

fn shown(row: IncidentRow) -> anyhow::Result<ClockIncident> {
    Ok(ClockIncident {
        id: row.id,
        why: why(&row.why),
        began_at: Time(row.began_at.0),
        wall_at: Time(row.wall_at.0),
        ended_at: row.ended_at.map(|at| Time(at.0)),
        ended_by: row.ended_by.map(|user| user.0),
        reason: row.reason,
    })
}

fn why(name: &str) -> ClockFault {
    match name {
        "jumped" => ClockFault::Jumped,
        "behind_records" => ClockFault::BehindRecords,
        "before_program" => ClockFault::BeforeProgram,
        "against_database" => ClockFault::AgainstDatabase,
        BY_HAND => ClockFault::ByHand,
        _ => ClockFault::Unsettled,
    }
}

/// What needs a time that everybody believes waits.
pub fn unless_suspect(app: &App) -> Result<(), AppError> {
    match app.clock.is_suspect() {
        true => Err(AppError::new(Code::ClockSuspect, Detail::ClockInDoubt)),
        false => Ok(()),
    }
}

/// Blocks: when a process opens the database. A simulated past is behind what is recorded, and meant to be.
pub fn begin(app: &App) -> anyhow::Result<()> {
    if app.clock.is_settable() {
        return Ok(());
    }
    let start = app
        .db
        .read_blocking(|conn| start(conn, &app.clock))
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("时钟核对失败 (the clock could not be checked)")?;
    app.clock.begin(start);
    Ok(())
}
