//! What a person does to a case: lock, fold, decide, append, project. Whoever saw another version than the
//! present one is refused before anything else; a command that carries an id is done once, however often it is sent.
//! Rungs of the escalation ladder that the sweep has not come to yet are recorded first: who acts late can't outrun them.

use anyhow::Context;
use domain::case::{Action, Case, Command, check_version, decide, escalate, may_now};
use domain::deadline::Limit;
use domain::id::{CaseId, CategoryKey, PhotoHash, UnitId};
use domain::position::Point;
use domain::time::Micros;
use mirror::Meant;
use mobile_api::action::ActionRequest;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::words::Detail;
use store::Conn;
use store::cases::CaseRow;
use uuid::Uuid;

use crate::action::case::append::{append, open};
use crate::action::case::correct;
use crate::action::case::near;
use crate::action::case::own_house::from_own_house;
use crate::action::case::record::SentAs;
use crate::action::case::sight;
use crate::action::case::throttle;
use crate::action::refusal;
use crate::action::refusal::LONGEST_TEXT;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::state::App;
use city::City;

pub fn command(
    conn: &mut Conn,
    app: &App,
    caller: &Caller,
    id: CaseId,
    request: &ActionRequest,
    command_id: Option<Uuid>,
) -> Result<(), AppError> {
    let row = store::cases::lock(conn, id)?;
    let sent = command_id.map(|id| sent_as(id, request)).transpose()?;
    // Under the lock: whoever sent the same command at the same moment is through by now.
    if done_before(conn, caller, id, request, sent.as_ref())? {
        return Ok(());
    }
    let row = sight::visible(row, caller)?;
    let city = app.city.current(conn)?;
    let mut opened = open(conn, row)?;
    let now = opened.next_instant(&app.clock);
    let case = &opened.case;

    let refused = |refusal| refusal::of_case(refusal, case, &caller.actor);
    check_version(case, request.expected_version()).map_err(refused)?;
    let action = request.action().meant();
    may_now(&case.outline(), action, &caller.actor).map_err(refused)?;
    throttle::act(conn, &app.config.limits, &opened, caller, action, now)?;
    let decided = match request {
        ActionRequest::CorrectTime(body) => {
            vec![correct::decided(conn, &opened, body, now, &city.rules())?]
        }
        _ => {
            let command = parse(conn, caller, &city, case, &opened.row, request, now)?;
            decide(case, &command, &caller.actor, now, &city.rules()).map_err(refused)?
        }
    };
    // A rung changes nothing a decision rests on, so that both follow from the case as the person saw it. None falls due by
    // a clock that is in doubt, nor ahead of a correction that may move when it does.
    let mut events = match opened.clock_suspect || action == Action::CorrectTime {
        true => Vec::new(),
        false => escalate(case, now),
    };
    events.extend(decided);
    append(
        conn,
        opened,
        &city,
        events,
        caller.actor.user,
        now,
        sent.as_ref(),
    )
}

/// The version that was seen is no part of what is asked: a phone that never heard of its first try may have seen a later one.
fn sent_as(id: Uuid, request: &ActionRequest) -> Result<SentAs, AppError> {
    let mut asked = serde_json::to_value(request).context("a request for an action")?;
    if let Some(fields) = asked.as_object_mut() {
        fields.remove("expected_version");
    }
    Ok(SentAs {
        id,
        request_hash: Sha256::of(asked.to_string().as_bytes()).to_string(),
    })
}

fn done_before(
    conn: &mut Conn,
    caller: &Caller,
    id: CaseId,
    request: &ActionRequest,
    sent: Option<&SentAs>,
) -> Result<bool, AppError> {
    let Some(sent) = sent else {
        return Ok(false);
    };
    let Some(event) = store::events::by_command(conn, sent.id)? else {
        return Ok(false);
    };
    let asked = event.command_hash.as_ref();
    let same = event.case_id == id
        && event.actor_id == Some(caller.actor.user)
        && event.action == request.action().name()
        // Done by a program that did not keep it: a phone that comes again for its answer gets it.
        && asked.is_none_or(|hash| *hash == sent.request_hash);
    match same {
        true => Ok(true),
        false => Err(AppError::new(Code::IdConflict, Detail::CommandIdTaken)),
    }
}

fn parse(
    conn: &mut Conn,
    caller: &Caller,
    city: &City,
    case: &Case,
    row: &CaseRow,
    request: &ActionRequest,
    now: Micros,
) -> Result<Command, AppError> {
    let fits = |pointer: &str, text: &str| refusal::text_fits(pointer, text, LONGEST_TEXT);
    Ok(match request.clone() {
        ActionRequest::Dispatch(body) => {
            fits("/reason", &body.reason)?;
            let department = department(city, &body.department)?;
            let at = Point {
                lon: row.lon,
                lat: row.lat,
            };
            let rules = city.rulebook.recurrence;
            Command::Dispatch {
                department,
                reason: body.reason,
                limit: limit(city, &case.report.category)?,
                recurrence_of: near::recurrence_of(
                    conn,
                    &case.report.category,
                    at,
                    case.id(),
                    now,
                    rules,
                )?,
                self_found: {
                    let reporter = store::users::get(conn, case.reporter)?;
                    from_own_house(city, department, reporter.unit_id)
                },
            }
        }
        ActionRequest::Accept(_) => Command::Accept,
        ActionRequest::Handle(body) => {
            fits("/note", &body.note)?;
            Command::Handle {
                photos: hashes(&body.photos)?,
                note: body.note,
            }
        }
        ActionRequest::Return(body) => {
            fits("/reason", &body.reason)?;
            Command::Return {
                reason_code: body.reason_code.meant(),
                reason: body.reason,
            }
        }
        ActionRequest::VerifyPass(body) => {
            fits("/note", &body.note)?;
            Command::VerifyPass {
                photos: hashes(&body.photos)?,
                note: body.note,
            }
        }
        ActionRequest::VerifyFail(body) => {
            fits("/reason", &body.reason)?;
            Command::VerifyFail {
                reason: body.reason,
                photos: hashes(&body.photos)?,
            }
        }
        ActionRequest::RequestExtension(body) => {
            fits("/reason", &body.reason)?;
            Command::RequestExtension {
                hours: body.hours,
                reason: body.reason,
            }
        }
        ActionRequest::GrantExtension(body) => {
            fits("/reason", &body.reason)?;
            Command::GrantExtension {
                hours: body.hours,
                reason: body.reason,
            }
        }
        ActionRequest::RefuseExtension(body) => {
            fits("/reason", &body.reason)?;
            Command::RefuseExtension {
                reason: body.reason,
            }
        }
        ActionRequest::Suspend(body) => {
            fits("/reason", &body.reason)?;
            Command::Suspend {
                reason: body.reason,
            }
        }
        ActionRequest::Resume(body) => {
            fits("/reason", &body.reason)?;
            Command::Resume {
                reason: body.reason,
            }
        }
        ActionRequest::Void(body) => {
            fits("/reason", &body.reason)?;
            let duplicate_of = body.duplicate_of.map(CaseId);
            if let Some(original) = duplicate_of.filter(|original| *original != case.id()) {
                known(conn, caller, original)?;
            }
            Command::Void {
                reason: body.reason,
                duplicate_of,
            }
        }
        ActionRequest::Comment(body) => {
            fits("/text", &body.text)?;
            throttle::comment_photos(conn, case.id(), caller, body.photos.len())?;
            Command::Comment {
                text: body.text,
                photos: hashes(&body.photos)?,
            }
        }
        ActionRequest::Remind(body) => {
            fits("/text", &body.text)?;
            Command::Remind { text: body.text }
        }
        ActionRequest::ConfirmFalsified(body) => {
            fits("/reason", &body.reason)?;
            Command::ConfirmFalsified {
                reason: body.reason,
            }
        }
        ActionRequest::CorrectTime(_) => {
            return Err(anyhow::anyhow!("a correction is no command of the rules").into());
        }
    })
}

fn hashes(photos: &[Sha256]) -> Result<Vec<PhotoHash>, AppError> {
    refusal::photos_fit(photos.len())?;
    Ok(photos.iter().map(|hash| PhotoHash(hash.0)).collect())
}

/// Any organisation that can have a case fixed; the city and its districts act through one of them.
fn department(city: &City, code: &str) -> Result<UnitId, AppError> {
    let refused = |detail| AppError::field("/department", Code::DepartmentUnknown, detail);
    match city.units.coded(code) {
        Some(unit) if !unit.kind.owns_cases() => Err(refused(Detail::DepartmentUnknown {
            code: code.to_owned(),
        })),
        Some(unit) if unit.active => Ok(unit.id),
        Some(_) => Err(refused(Detail::DepartmentInactive {
            code: code.to_owned(),
        })),
        None => Err(refused(Detail::DepartmentUnknown {
            code: code.to_owned(),
        })),
    }
}

/// The category's limit as it is now; history keeps what it was at each dispatch.
fn limit(city: &City, category: &CategoryKey) -> Result<Limit, AppError> {
    let known = city.categories.get(category).map(|category| category.limit);
    Ok(known.with_context(|| format!("category {} of a case is gone", category.code))?)
}

fn known(conn: &mut Conn, caller: &Caller, id: CaseId) -> Result<(), AppError> {
    match sight::visible(store::cases::get(conn, id)?, caller) {
        Ok(_) => Ok(()),
        Err(_) => Err(AppError::field(
            "/duplicate_of",
            Code::CaseUnknown,
            Detail::CaseUnknown,
        )),
    }
}
