//! Visits for their readers: the own ones, those of one's part of the city, and the way walked for the few who may see it.

use std::collections::HashMap;

use anyhow::Context;
use city::show;
use domain::case::Mode;
use domain::id::{UserId, VisitId};
use domain::permission::{
    VisitPlace, VisitSight, may_see_track, may_see_visit, sees_covert_visits, visit_sight,
};
use domain::position::{Crs, Point, to_wgs84};
use domain::time::Micros;
use domain::visit::LONGEST;
use mobile_api::case::Person;
use mobile_api::page::Page;
use mobile_api::time::Time;
use mobile_api::visit::{TrackPoint, Visit, VisitPermission, VisitQuery};
use store::Conn;
use store::visits::{Search, Sight, TrackRow, VisitRow};

use crate::action::case::view;
use crate::action::city::named;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;

pub fn list(conn: &mut Conn, caller: &Caller, query: &VisitQuery) -> Result<Page<Visit>, AppError> {
    let limit = page::limit(query.limit)?;
    let before = query.cursor.as_deref();
    let before = before.map(|cursor| page::dated_key(page::VISITS, cursor));
    let before = before.transpose()?.map(|(at, id)| (at, VisitId(id)));
    let search = search(caller, query)?;
    let mut rows = store::visits::list(conn, &search, before, limit + 1)?;
    let last = page::cut(&mut rows, limit);
    let next_cursor = last.map(|row| page::dated_cursor(page::VISITS, row.started_at, row.id.0));
    Ok(Page {
        items: shown(conn, caller, rows)?,
        next_cursor,
    })
}

/// With its track, for those who may see it.
pub fn visit(conn: &mut Conn, caller: &Caller, id: VisitId) -> Result<Visit, AppError> {
    let row = store::visits::get(conn, id)?
        .filter(|row| may_see_visit(&caller.actor, &place(row)))
        .ok_or_else(AppError::not_found)?;
    let track = match may_see_track(&caller.actor, &place(&row)) {
        true => store::visits::track(conn, id)?,
        false => None,
    };
    let mut visit = shown(conn, caller, vec![row])?
        .pop()
        .context("the visit that was asked for")?;
    visit.track = track.map(|track| points(&track)).transpose()?;
    Ok(visit)
}

fn search(caller: &Caller, query: &VisitQuery) -> Result<Search, AppError> {
    if let Some(code) = &query.zone {
        named::zones(&caller.city, code)?;
    }
    Ok(Search {
        sight: match visit_sight(&caller.actor) {
            VisitSight::Everything => Sight::Everything,
            VisitSight::Within { scope, user } => Sight::Within {
                unit: scope,
                inspector: user,
            },
            VisitSight::Own { user } => Sight::Own { inspector: user },
        },
        zone: query.zone.clone(),
        inspector: query.inspector.map(UserId),
        own_covert_only: (!sees_covert_visits(&caller.actor)).then_some(caller.actor.user),
        from: query.from.map(|at| Micros(at.0)),
        to: query.to.map(|at| Micros(at.0)),
    })
}

fn place(row: &VisitRow) -> VisitPlace {
    VisitPlace {
        inspector: row.inspector_id,
        street: row.street_id,
        district: row.district_id,
        covert: row.mode == Mode::Covert.as_str(),
    }
}

/// In the order of the rows; the number of statements does not grow with them.
fn shown(conn: &mut Conn, caller: &Caller, rows: Vec<VisitRow>) -> Result<Vec<Visit>, AppError> {
    let ids: Vec<VisitId> = rows.iter().map(|row| row.id).collect();
    let findings: HashMap<VisitId, i64> = store::visits::findings(conn, &ids, LONGEST)?
        .into_iter()
        .collect();
    let people = view::people(conn, rows.iter().map(|row| row.inspector_id))?;
    rows.into_iter()
        .map(|row| one(caller, row, &findings, &people))
        .collect()
}

fn one(
    caller: &Caller,
    row: VisitRow,
    findings: &HashMap<VisitId, i64>,
    people: &HashMap<UserId, Person>,
) -> Result<Visit, AppError> {
    let zone = caller.city.zone(row.zone_id);
    let found = findings.get(&row.id).copied().unwrap_or_default();
    Ok(Visit {
        id: row.id.0,
        permissions: permissions(caller, &row),
        inspector: people
            .get(&row.inspector_id)
            .cloned()
            .context("an inspector")?,
        zone: show::zone_ref(zone.context("the zone of a visit")?),
        mode: view::mode(&row.mode)?,
        campaign_id: row.campaign_id,
        started_at: Time(row.started_at.0),
        ended_at: row.ended_at.map(|at| Time(at.0)),
        findings: u64::try_from(found).context("findings")?,
        track_points: u64::try_from(row.track_points).context("points of a track")?,
        track: None,
        crs: mobile_api::position::Crs::Wgs84,
    })
}

fn permissions(caller: &Caller, row: &VisitRow) -> Vec<VisitPermission> {
    let own = row.inspector_id == caller.actor.user;
    let end = (own && row.ended_at.is_none()).then_some(VisitPermission::End);
    let track = may_see_track(&caller.actor, &place(row)).then_some(VisitPermission::ViewTrack);
    end.into_iter().chain(track).collect()
}

fn points(track: &TrackRow) -> Result<Vec<TrackPoint>, AppError> {
    let crs: Crs = track
        .crs
        .parse()
        .map_err(|_| anyhow::anyhow!("a track in {}", track.crs))?;
    let sent: Vec<TrackPoint> = serde_json::from_str(&track.points).context("a track")?;
    Ok(sent
        .into_iter()
        .map(|[lon, lat, at]| {
            let point = to_wgs84(Point { lon, lat }, crs);
            [degrees(point.lon), degrees(point.lat), at]
        })
        .collect())
}

/// Seven decimals, about a centimetre.
fn degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
