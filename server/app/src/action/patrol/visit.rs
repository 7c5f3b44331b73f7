//! 巡查打卡: a visit is told under its sender's id, as often as it goes on and once when it ends. What makes a visit
//! one is `domain::visit`; how visits are shown is `read`.

mod read;

use anyhow::Context;
use domain::id::{VisitId, ZoneId};
use domain::permission::{Reach, Right};
use domain::position::{Point, PositionFault};
use domain::time::Micros;
use domain::visit::{LONGEST_HOURS, MOST_TRACK_POINTS, TrackPoint, Visit, VisitFault, fault};
use domain::zone::Zone;
use mirror::Meant;
use mobile_api::error::Code;
use mobile_api::visit::VisitRequest;
use mobile_api::words::Detail;
use store::Conn;
use store::visits::{TrackRow, VisitRow};

pub use read::{list, visit};

use crate::action::patrol::campaign;
use crate::action::refusal;
use crate::action::sent::fingerprint_by;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::state::App;
use city::City;

/// Whether this request made the visit, or it was there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Created,
    AlreadyThere,
}

pub fn put(
    conn: &mut Conn,
    app: &App,
    caller: &Caller,
    id: VisitId,
    request: &VisitRequest,
) -> Result<Told, AppError> {
    let fingerprint = fingerprint_by(caller.actor.user, request)?;
    let existing = store::visits::lock(conn, id)?;
    if existing
        .as_ref()
        .is_some_and(|visit| visit.request_hash == fingerprint)
    {
        return Ok(Told::AlreadyThere);
    }
    let city = app.city.current(conn)?;
    let zone = zone(&city, request)?;
    let place = Reach::of_place(Some(zone.street), Some(zone.district));
    caller.must_over(Right::PatrolZones, &place)?;
    let told = row(caller, id, request, zone, fingerprint);
    match existing {
        Some(visit) if !is_same(&visit, &told) => {
            Err(AppError::new(Code::IdConflict, Detail::IdTaken))
        }
        // Sent once more since its answer was lost, and overtaken by the end: nothing in it is news.
        Some(visit)
            if visit.ended_at.is_some()
                && told.ended_at.is_none()
                && told.track_points <= visit.track_points =>
        {
            Ok(Told::AlreadyThere)
        }
        Some(visit) if visit.ended_at.is_some() => {
            Err(AppError::new(Code::IdConflict, Detail::IdTaken))
        }
        Some(visit) => {
            check(&city, request, app.clock.now())?;
            let track_points = match request.track.is_empty() {
                true => visit.track_points,
                false => told.track_points,
            };
            let told = VisitRow {
                track_points,
                ..told
            };
            store::visits::update(conn, &told)?;
            keep_track(conn, id, request)?;
            Ok(Told::AlreadyThere)
        }
        None => {
            check(&city, request, app.clock.now())?;
            campaign::known(conn, request.campaign_id)?;
            begin(conn, &told)?;
            keep_track(conn, id, request)?;
            Ok(Told::Created)
        }
    }
}

/// As long as it has not ended, its end and its track may still be told.
fn is_same(there: &VisitRow, told: &VisitRow) -> bool {
    there.inspector_id == told.inspector_id
        && there.zone_id == told.zone_id
        && there.started_at == told.started_at
        && there.mode == told.mode
        && there.campaign_id == told.campaign_id
}

fn begin(conn: &mut Conn, row: &VisitRow) -> Result<(), AppError> {
    match store::visits::insert(conn, row) {
        // Told twice at the same moment; asked again, it will be found.
        Err(error) if error.is_unique("visits_pkey") => {
            Err(AppError::new(Code::IdConflict, Detail::IdTaken))
        }
        written => Ok(written?),
    }
}

/// A visit told again without a track keeps the one it has.
fn keep_track(conn: &mut Conn, id: VisitId, request: &VisitRequest) -> Result<(), AppError> {
    if request.track.is_empty() {
        return Ok(());
    }
    let row = TrackRow {
        visit_id: id,
        started_at: Micros(request.started_at.0),
        crs: request.crs.meant().as_str().to_owned(),
        points: serde_json::to_string(&request.track).context("a track")?,
    };
    Ok(store::visits::put_track(conn, &row)?)
}

fn row(
    caller: &Caller,
    id: VisitId,
    request: &VisitRequest,
    zone: &Zone,
    fingerprint: String,
) -> VisitRow {
    VisitRow {
        id,
        request_hash: fingerprint,
        inspector_id: caller.actor.user,
        zone_id: zone.id,
        zone_code: zone.code.clone(),
        street_id: zone.street,
        district_id: zone.district,
        mode: request.mode.meant().as_str().to_owned(),
        campaign_id: request.campaign_id,
        started_at: Micros(request.started_at.0),
        ended_at: request.ended_at.map(|at| Micros(at.0)),
        track_points: request.track.len() as i64,
    }
}

/// Any version: the visitor's map may be a day old.
fn zone<'a>(city: &'a City, request: &VisitRequest) -> Result<&'a Zone, AppError> {
    city.zone(ZoneId(request.zone_id)).ok_or_else(|| {
        let code = request.zone_id.to_string();
        AppError::field("/zone_id", Code::ZoneUnknown, Detail::ZoneUnknown { code })
    })
}

fn check(city: &City, request: &VisitRequest, now: Micros) -> Result<(), AppError> {
    let track: Vec<TrackPoint> = request.track.iter().map(point).collect();
    let visit = Visit {
        started_at: Micros(request.started_at.0),
        ended_at: request.ended_at.map(|at| Micros(at.0)),
        track: &track,
    };
    match fault(&visit, now, &city.rulebook.cases) {
        None => Ok(()),
        Some(fault) => Err(refused(fault)),
    }
}

/// Milliseconds to microseconds; what is too large for a time stays so and is outside every visit.
fn point(point: &mobile_api::visit::TrackPoint) -> TrackPoint {
    let [lon, lat, milliseconds] = *point;
    TrackPoint {
        at: Micros((milliseconds * 1_000.0).round() as i64),
        point: Point { lon, lat },
    }
}

fn refused(fault: VisitFault) -> AppError {
    let time = |at: &str, detail| AppError::field(at, Code::TimeOutOfRange, detail);
    match fault {
        VisitFault::StartsInFuture => time("/started_at", Detail::TimeInFuture),
        VisitFault::StartedTooLongAgo { days } => {
            time("/started_at", Detail::TimeTooLongAgo { days })
        }
        VisitFault::EndsBeforeStart => time("/ended_at", Detail::EndsBeforeStart),
        VisitFault::EndsInFuture => time("/ended_at", Detail::TimeInFuture),
        VisitFault::TooLong => {
            let hours = LONGEST_HOURS;
            time("/ended_at", Detail::VisitTooLong { hours })
        }
        VisitFault::TooManyPoints => {
            let most = MOST_TRACK_POINTS as u64;
            let detail = Detail::TooManyTrackPoints { most };
            AppError::field("/track", Code::InvalidField, detail)
        }
        VisitFault::OutsideTheVisit { index } => {
            time(&format!("/track/{index}/2"), Detail::OutsideTheVisit)
        }
        VisitFault::NoPlace { index, fault } => {
            let at = format!("/track/{index}");
            match fault {
                PositionFault::LonOutOfRange => {
                    AppError::field(at + "/0", Code::PositionOutOfRange, Detail::LonOutOfRange)
                }
                PositionFault::LatOutOfRange => {
                    AppError::field(at + "/1", Code::PositionOutOfRange, Detail::LatOutOfRange)
                }
                other => refusal::of_position(other, &at),
            }
        }
    }
}
