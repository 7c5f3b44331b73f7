//! 上报: a report becomes a case, finds its zone and department, and its clock starts, all in one
//! transaction. The id is the client's: the same report again is answered, another one under it is refused.

use anyhow::Context;
use domain::burst;
use domain::case::{Case, Recorded, Report, Routed, record, report as decide};
use domain::evidence::{Fix, PhotoRole, waits_for_a_dispatcher};
use domain::id::{CaseId, CategoryKey, PhotoHash};
use domain::position::{Crs, Point, Position, PositionSource};
use domain::routing::{Found, explain};
use domain::time::{Micros, Span, city_time};
use mirror::{Meant, Shown};
use mobile_api::case::ReportRequest;
use mobile_api::error::Code;
use mobile_api::event::{EventPosition, GENESIS};
use mobile_api::route::Held;
use mobile_api::words::Detail;
use store::Conn;
use store::cases::CaseRow;
use store::clock::Mark;

use crate::action::case::evidence;
use crate::action::case::evidence::{Bringing, Examined, Scene};
use crate::action::case::near;
use crate::action::case::own_house::from_own_house;
use crate::action::case::project;
use crate::action::case::record::{Beside, ReportBeside, row};
use crate::action::notice;
use crate::action::patrol::campaign;
use crate::action::refusal;
use crate::action::refusal::{LONGEST_ADDRESS, LONGEST_TEXT};
use crate::action::sent::fingerprint_by;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::state::App;
use city::{Category, City};

/// Whether this request made the case, or it was there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    Created,
    AlreadyThere,
}

pub fn report(
    conn: &mut Conn,
    app: &App,
    caller: &Caller,
    id: CaseId,
    request: &ReportRequest,
) -> Result<Reported, AppError> {
    let fingerprint = fingerprint_by(caller.actor.user, request)?;
    if let Some(existing) = store::cases::get(conn, id)? {
        return match existing.request_hash == fingerprint {
            true => Ok(Reported::AlreadyThere),
            false => Err(AppError::new(Code::IdConflict, Detail::IdTaken)),
        };
    }
    let city = app.city.current(conn)?;
    let position = position(request)?;
    refusal::text_fits("/description", &request.description, LONGEST_TEXT)?;
    refusal::text_fits(
        "/address",
        request.address.as_deref().unwrap_or_default(),
        LONGEST_ADDRESS,
    )?;
    refusal::photos_fit(request.photos.len())?;
    let category = category(&city, request)?;
    campaign::known(conn, request.campaign_id)?;
    let photos: Vec<PhotoHash> = request
        .photos
        .iter()
        .map(|hash| PhotoHash(hash.0))
        .collect();

    let now = app.clock.now();
    let per_hour = city.rulebook.cases.reports_per_hour;
    unless_used_up(conn, caller, per_hour, now)?;
    let found = explain(&category.key, &position, now, &city.zones, &city.table);
    let zone = match &found.found {
        Found::Inside { zone, .. } | Found::Near { zone, .. } => city.zone(zone.id),
        Found::Nowhere => None,
    };
    let routed = match found.routed.rule() {
        None => None,
        Some(rule) => Some(Routed {
            department: rule.department,
            rule: rule.id,
            limit: category.limit,
            recurrence_of: near::recurrence_of(
                conn,
                &category.key,
                position.canonical,
                id,
                now,
                city.rulebook.recurrence,
            )?,
            self_found: from_own_house(&city, rule.department, caller.actor.unit),
        }),
    };
    let report = Report {
        id,
        number: String::new(),
        category: category.key.clone(),
        mode: request.mode.meant(),
        description: request.description.trim().to_owned(),
        captured_at: Micros(request.captured_at.0),
        photos: photos.clone(),
        zone: zone.map(|zone| zone.id),
        zone_unit: zone.map(|zone| zone.unit),
        street: zone.map(|zone| zone.street),
        district: zone.map(|zone| zone.district),
    };
    // Everything that can be refused is, before a number is spent on it.
    let refused = |refusal| refusal::answer(refusal);
    decide(report.clone(), routed.clone(), now, &city.rules()).map_err(refused)?;
    let scene = Scene {
        reported_at: now,
        at: Fix {
            point: position.canonical,
            accuracy_m: position.accuracy_m,
        },
        rules: &city.rulebook.evidence,
    };
    let bringing = Bringing {
        by: caller.actor.user,
        case: id,
        role: PhotoRole::Before,
    };
    let Examined { flags, other_cases } = evidence::examine(conn, &bringing, &photos, &scene, now)?;
    let mut route = city::route::record(&city, &found);
    let mut routed = routed;
    if waits_for_a_dispatcher(&other_cases, &city.rulebook.evidence) && routed.is_some() {
        routed = None;
        city::route::hold(&mut route, Held::PhotoReused);
    }
    let report = Report {
        number: next_number(conn, now)?,
        ..report
    };
    let events = decide(report, routed, now, &city.rules()).map_err(refused)?;
    let recorded = record(0, now, caller.actor.user, events);

    let beside = Beside {
        units: &city.units,
        report: Some(ReportBeside {
            campaign: request.campaign_id,
            address: request
                .address
                .clone()
                .unwrap_or_default()
                .trim()
                .to_owned(),
            position: event_position(&position),
            route,
        }),
        flags: flags.clone(),
        unseen: Vec::new(),
        clock_suspect: app.clock.is_suspect(),
    };
    let case = write(conn, id, &recorded, &beside, &fingerprint)?;
    evidence::attach(conn, id, PhotoRole::Before, 1, &photos, &flags)?;
    // Since the number was drawn nobody else reports before this is committed: of two at the same moment the later one
    // counts both.
    if wait(conn, caller, per_hour, now)?.is_some() {
        notice::tell_of_burst(conn, &case, now)?;
    }
    Ok(Reported::Created)
}

/// Two that come at the same moment may both be taken as the last.
fn unless_used_up(
    conn: &mut Conn,
    caller: &Caller,
    per_hour: usize,
    now: Micros,
) -> Result<(), AppError> {
    let Some(wait) = wait(conn, caller, per_hour, now)? else {
        return Ok(());
    };
    let retry_after_s = (wait.0 as u64).div_ceil(1_000_000).max(1);
    let detail = Detail::ReportsLimited {
        per_hour: per_hour as u64,
        minutes: retry_after_s.div_ceil(60),
    };
    Err(AppError::new(Code::RateLimited, detail).retry_after(retry_after_s))
}

/// Counted by the cases themselves, so that it holds across processes and restarts.
fn wait(
    conn: &mut Conn,
    caller: &Caller,
    per_hour: usize,
    now: Micros,
) -> Result<Option<Span>, AppError> {
    let before = per_hour.saturating_sub(1);
    let full = store::cases::latest_reports(conn, caller.actor.user, before, 1)?;
    Ok(burst::wait(full.first().copied(), now))
}

fn write(
    conn: &mut Conn,
    id: CaseId,
    recorded: &[Recorded],
    beside: &Beside<'_>,
    fingerprint: &str,
) -> Result<Case, AppError> {
    let case = Case::fold(recorded.iter().cloned())
        .map_err(|why| anyhow::anyhow!("a new case: {why:?}"))?;
    let extra = beside
        .report
        .as_ref()
        .context("a report without its place")?;
    let mut fresh = fresh_row(&case, extra, fingerprint)?;
    project::project(&case, &mut fresh);
    match store::cases::insert(conn, &fresh) {
        // Somebody reported under the same id at the same moment; asked again, it will be found above.
        Err(error) if error.is_unique("cases_pkey") => {
            return Err(AppError::new(Code::IdConflict, Detail::IdTaken));
        }
        written => written?,
    }
    let mut prev = GENESIS;
    for event in recorded {
        let row = row(id, event, beside, prev, None)?;
        prev = row
            .hash
            .parse()
            .map_err(|_| anyhow::anyhow!("a hash just made"))?;
        store::events::append(conn, &row)?;
        if beside.clock_suspect {
            store::clock::mark(conn, id, event.seq, Mark::Suspect)?;
        }
        notice::tell(conn, &case, event, Some(case.reporter))?;
    }
    Ok(case)
}

/// The row as the report alone fixes it; what events change in it is projected onto it.
pub fn fresh_row(
    case: &Case,
    extra: &ReportBeside,
    fingerprint: &str,
) -> Result<CaseRow, AppError> {
    let (report, position) = (&case.report, &extra.position);
    Ok(CaseRow {
        id: report.id,
        number: report.number.clone(),
        version: case.version,
        request_hash: fingerprint.to_owned(),
        state: case.state.name().as_str().to_owned(),
        scheme: report.category.scheme.clone(),
        category_code: report.category.code.clone(),
        campaign_id: extra.campaign.map(|id| id.to_string()),
        mode: report.mode.as_str().to_owned(),
        description: report.description.clone(),
        address: extra.address.clone(),
        lon: position.lon,
        lat: position.lat,
        raw_lon: position.raw_lon,
        raw_lat: position.raw_lat,
        crs: position.crs.meant().as_str().to_owned(),
        accuracy_m: position.accuracy_m,
        position_source: position.source.meant().as_str().to_owned(),
        captured_at: report.captured_at,
        reporter_id: case.reporter,
        reported_at: case.reported_at,
        zone_id: report.zone,
        zone_unit_id: report.zone_unit,
        street_id: report.street,
        district_id: report.district,
        route: serde_json::to_string(&extra.route).context("a route")?,
        department_id: None,
        limit_value: None,
        limit_unit: None,
        calendar_provisional: false,
        dispatched_at: None,
        deadline_at: None,
        due_at: None,
        yellow_at: None,
        next_rung_at: None,
        handled_at: None,
        handled_by: None,
        on_time: None,
        closed_at: None,
        handled_once: false,
        reworks_in_dispatch: 0,
        speed_millionths: 0,
        letters: 0,
        wrong_returns: 0,
        falsified: 0,
        recurrence_of: None,
        self_found: false,
        rework_count: 0,
        return_count: 0,
        extension_count: 0,
        letter_count: 0,
        wrong_return_count: 0,
        falsified_count: 0,
        extension_asked: false,
        handlers: String::new(),
        duplicate_of: None,
    })
}

fn position(request: &ReportRequest) -> Result<Position, AppError> {
    let sent = &request.position;
    let raw = Point {
        lon: sent.lon,
        lat: sent.lat,
    };
    let (crs, source): (Crs, PositionSource) = (sent.crs.meant(), sent.source.meant());
    Position::new(raw, crs, sent.accuracy_m, source)
        .map_err(|fault| refusal::of_position(fault, "/position"))
}

fn category<'a>(city: &'a City, request: &ReportRequest) -> Result<&'a Category, AppError> {
    let key = CategoryKey {
        scheme: request.category.scheme.clone(),
        code: request.category.code.clone(),
    };
    match city.categories.get(&key) {
        Some(category) if category.active => Ok(category),
        Some(_) => {
            let detail = Detail::CategoryInactive { code: key.code };
            Err(AppError::field("/category", Code::CategoryUnknown, detail))
        }
        None => {
            let detail = Detail::CategoryUnknown {
                scheme: key.scheme,
                code: key.code,
            };
            Err(AppError::field("/category", Code::CategoryUnknown, detail))
        }
    }
}

fn event_position(position: &Position) -> EventPosition {
    EventPosition {
        lon: position.canonical.lon,
        lat: position.canonical.lat,
        raw_lon: position.raw.lon,
        raw_lat: position.raw.lat,
        crs: position.crs.shown(),
        accuracy_m: position.accuracy_m,
        source: position.source.shown(),
    }
}

/// 20261121-0042: the day in the city, and the how manieth of that day.
fn next_number(conn: &mut Conn, now: Micros) -> Result<String, AppError> {
    let day = city_time(now).date().strftime("%Y%m%d").to_string();
    let number = store::counters::next_case_number(conn, &day)?;
    Ok(format!("{day}-{number:04}"))
}
