//! 消息: written in the transaction of the event they tell of, read by those they are for, marked as read. Who is told
//! of what is `domain::notice`.

use anyhow::Context;
use city::show;
use domain::burst::WINDOW;
use domain::case::{Case, Recorded};
use domain::id::{CaseId, UserId};
use domain::notice::{Audience, NoticeKind, notices};
use domain::permission::{Right, has, may_see};
use domain::role::{Actor, Role};
use domain::time::Micros;
use mirror::Shown;
use mobile_api::notice::{Alert, AlertKind, Notice, NoticeCase, NoticePage, Unread};
use mobile_api::page::PageQuery;
use mobile_api::time::Time;
use mobile_api::words::{self, Detail, Lang};
use store::Conn;
use store::cases::CaseRow;
use store::notices::{Department, NoticeRow, Reader};
use store::users::UserRow;
use uuid::Uuid;

use crate::action::case::view;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;

/// What somebody should know of the event. Nobody is told of their own doing, nor of what followed from it at once.
pub fn tell(
    conn: &mut Conn,
    case: &Case,
    recorded: &Recorded,
    doer: Option<UserId>,
) -> Result<(), AppError> {
    let told = notices(case, &recorded.event);
    let mut rows = Vec::new();
    for notice in &told {
        let row = |unit_id, user_id| NoticeRow {
            id: Uuid::now_v7(),
            at: recorded.at,
            kind: notice.kind.as_str().to_owned(),
            case_id: case.id(),
            unit_id,
            user_id,
            actor_id: doer,
            said: notice.said.clone(),
        };
        match notice.to {
            Audience::Department(unit) => rows.push(row(Some(unit), None)),
            Audience::Reporter(user) if Some(user) == doer => {}
            Audience::Reporter(user) => rows.push(row(None, Some(user))),
            Audience::Dispatchers => {
                let others = those_who_see(conn, case, Role::Dispatcher)?;
                let others = others.into_iter().filter(|user| {
                    let reporter = Audience::Reporter(*user);
                    Some(*user) != doer && !told.iter().any(|notice| notice.to == reporter)
                });
                rows.extend(others.map(|user| row(None, Some(user))));
            }
            Audience::Leaders => {
                let leaders = those_who_see(conn, case, Role::Leader)?.into_iter();
                let others = leaders.filter(|user| Some(*user) != doer);
                rows.extend(others.map(|user| row(None, Some(user))));
            }
        }
    }
    Ok(store::notices::insert(conn, &rows)?)
}

/// The reporter of this case has reported as many within the hour as one person may: those who dispatch and lead there
/// are told, once in an hour.
pub fn tell_of_burst(conn: &mut Conn, case: &Case, now: Micros) -> Result<(), AppError> {
    let (kind, reporter) = (NoticeKind::ReportBurst.as_str(), case.reporter);
    if store::notices::is_told(conn, kind, reporter, now - WINDOW)? {
        return Ok(());
    }
    let mut told = those_who_see(conn, case, Role::Dispatcher)?;
    told.extend(those_who_see(conn, case, Role::Leader)?);
    let rows: Vec<NoticeRow> = told
        .into_iter()
        .filter(|user| *user != reporter)
        .map(|user| NoticeRow {
            id: Uuid::now_v7(),
            at: now,
            kind: kind.to_owned(),
            case_id: case.id(),
            unit_id: None,
            user_id: Some(user),
            actor_id: Some(reporter),
            said: String::new(),
        })
        .collect();
    Ok(store::notices::insert(conn, &rows)?)
}

/// Those who see the case now: whoever works in another part of the city has nothing to do with it.
fn those_who_see(conn: &mut Conn, case: &Case, role: Role) -> Result<Vec<UserId>, AppError> {
    let rows = store::users::active_in(conn, role.as_str())?;
    let sees = |row: &UserRow| {
        let actor = Actor {
            user: row.id,
            role,
            unit: row.unit_id,
            part_of: row.unit_id.into_iter().collect(),
            units: row.unit_id.into_iter().collect(),
            scope: row.scope_unit_id,
        };
        may_see(&actor, &case.place())
    };
    Ok(rows
        .iter()
        .filter(|row| sees(row))
        .map(|row| row.id)
        .collect())
}

pub fn page(
    conn: &mut Conn,
    caller: &Caller,
    query: &PageQuery,
    lang: Lang,
) -> Result<NoticePage, AppError> {
    let limit = page::limit(query.limit)?;
    let before = query.cursor.as_deref();
    let before = before.map(|cursor| page::dated_key(page::NOTICES, cursor));
    let reader = reader(caller);
    let mut rows = store::notices::list(conn, &reader, before.transpose()?, limit + 1)?;
    let last = page::cut(&mut rows, limit);
    let next_cursor = last.map(|row| page::dated_cursor(page::NOTICES, row.at, row.id));
    let read_to = store::notices::read_to(conn, caller.actor.user)?;
    let unread = store::notices::count_after(conn, &reader, read_to)?;

    let ids: Vec<CaseId> = rows.iter().map(|row| row.case_id).collect();
    let mut named = ids.clone();
    named.sort_unstable();
    named.dedup();
    let cases = store::cases::get_all(conn, &named)?;
    let items = rows.into_iter().map(|row| {
        let case = cases.iter().find(|case| case.id == row.case_id);
        shown(
            caller,
            row,
            case.context("the case of a notice")?,
            read_to,
            lang,
        )
    });
    Ok(NoticePage {
        alerts: alerts(conn, caller, lang)?,
        items: items.collect::<Result<_, AppError>>()?,
        unread: u64::try_from(unread).context("a count")?,
        next_cursor,
    })
}

/// A process doubts its clock: for whoever may answer for it, until somebody did or the clock is right again.
fn alerts(conn: &mut Conn, caller: &Caller, lang: Lang) -> Result<Vec<Alert>, AppError> {
    if !has(&caller.actor, Right::ManageClock) {
        return Ok(Vec::new());
    }
    let first = store::clock::open(conn)?.into_iter().next();
    let alert = first.map(|incident| Alert {
        kind: AlertKind::ClockSuspect,
        since: Time(incident.began_at.0),
        text: Detail::ClockInDoubt.text(lang),
    });
    Ok(alert.into_iter().collect())
}

/// What has not happened yet cannot have been read.
pub fn read(
    conn: &mut Conn,
    caller: &Caller,
    up_to: Micros,
    now: Micros,
) -> Result<Unread, AppError> {
    store::notices::mark_read(conn, caller.actor.user, up_to.min(now))?;
    let read_to = store::notices::read_to(conn, caller.actor.user)?;
    let unread = store::notices::count_after(conn, &reader(caller), read_to)?;
    Ok(Unread {
        unread: u64::try_from(unread).context("a count")?,
    })
}

fn reader(caller: &Caller) -> Reader {
    let actor = &caller.actor;
    let department = match actor.role {
        Role::Handler => actor.unit.map(|unit| Department {
            unit,
            units: actor.units.clone(),
        }),
        _ => None,
    };
    Reader {
        user: actor.user,
        department,
    }
}

fn shown(
    caller: &Caller,
    row: NoticeRow,
    case: &CaseRow,
    read_to: Micros,
    lang: Lang,
) -> Result<Notice, AppError> {
    let kind = NoticeKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == row.kind)
        .with_context(|| format!("a notice of the kind {}", row.kind))?
        .shown();
    let state: domain::case::StateName = case
        .state
        .parse()
        .map_err(|_| anyhow::anyhow!("a case is {}", case.state))?;
    let zone = case.zone_id.and_then(|zone| caller.city.zone(zone));
    Ok(Notice {
        id: row.id,
        at: Time(row.at.0),
        kind,
        case: NoticeCase {
            id: case.id.0,
            number: case.number.clone(),
            category: view::category(&caller.city, case),
            address: case.address.clone(),
            zone: zone.map(show::zone_ref),
            state: state.shown(),
            deadline_at: case.deadline_at.map(|at| Time(at.0)),
        },
        text: words::notice(kind, &row.said, lang),
        read: row.at <= read_to,
    })
}
