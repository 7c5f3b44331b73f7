//! A case as its reader sees it: the row, its photos, who reported, what may be done with it now.

use std::collections::HashMap;

use anyhow::Context;
use city::show;
use domain::case::{available_actions, may_now};
use domain::deadline::Limit;
use domain::id::{CaseId, CategoryKey, PhotoHash, UserId};
use domain::light::LitBy;
use domain::permission::{Place, Right, has, knows_who_looked, may_see_who_reported};
use domain::position::Point;
use domain::time::Micros;
use mirror::Shown;
use mobile_api::case::{
    self as wire, Case, CaseName, CasePermission, CasePhoto, Person, PossibleDuplicate,
};
use mobile_api::category::CategoryRef;
use mobile_api::hash::Sha256;
use mobile_api::photo::{Flag, PhotoRole, PhotoUrls};
use mobile_api::position::{Position, RawPosition};
use mobile_api::route::RouteRecord;
use mobile_api::time::Time;
use mobile_api::words::Lang;
use store::Conn;
use store::case_photos::ShownPhoto;
use store::cases::CaseRow;

use crate::action::case::evidence;
use crate::action::case::near;
use crate::action::case::project::outline;
use crate::action::case::sight;
use crate::action::case::verification;
use crate::auth::caller::Caller;
use crate::error::AppError;
use city::City;

/// Which cases beside this one a reader is told about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Neighbours {
    Shown,
    /// In lists: one search more for each row would be too many.
    LeftOut,
}

pub fn one(
    conn: &mut Conn,
    caller: &Caller,
    row: CaseRow,
    now: Micros,
    lang: Lang,
) -> Result<Case, AppError> {
    let verification = verification::last(conn, caller, &row)?;
    let outline = outline(&row)?;
    let mut cases = many(conn, caller, vec![row], now, lang, Neighbours::Shown)?;
    let mut case = cases.pop().context("the case that was asked for")?;
    case.verification = verification;
    let id = CaseId(case.id);
    for photo in &mut case.photos {
        if photo.flags.contains(&Flag::Reused) {
            photo.other_cases = other_cases(conn, caller, id, PhotoHash(photo.sha256.0))?;
        }
    }
    (case.clock_suspect, case.time_corrected) = store::clock::marks_of(conn, id)?;
    let correct = domain::case::Action::CorrectTime;
    if case.clock_suspect && may_now(&outline, correct, &caller.actor).is_ok() {
        case.available_actions.push(correct.shown());
    }
    Ok(case)
}

/// So many other cases with the same picture are looked at, and so many named.
const OTHERS_LOOKED_AT: usize = 100;
const OTHERS_NAMED: usize = 10;

/// Those that the reader sees.
fn other_cases(
    conn: &mut Conn,
    caller: &Caller,
    case: CaseId,
    hash: PhotoHash,
) -> Result<Vec<CaseName>, AppError> {
    let photo = store::photos::get(conn, hash)?.context("a photo that stands on a case")?;
    let others =
        store::case_photos::other_cases(conn, evidence::key(&photo), case, OTHERS_LOOKED_AT)?;
    let mut rows = store::cases::get_all(conn, &others)?;
    rows.retain(|row| caller.sight().covers(&sight::place(row)));
    rows.sort_by(|one, other| one.number.cmp(&other.number));
    rows.truncate(OTHERS_NAMED);
    Ok(rows
        .into_iter()
        .map(|row| CaseName {
            id: row.id.0,
            number: row.number,
        })
        .collect())
}

/// In the order of the rows; the number of statements does not grow with them, but for `Neighbours::Shown`.
pub fn many(
    conn: &mut Conn,
    caller: &Caller,
    rows: Vec<CaseRow>,
    now: Micros,
    lang: Lang,
    neighbours: Neighbours,
) -> Result<Vec<Case>, AppError> {
    let ids: Vec<CaseId> = rows.iter().map(|row| row.id).collect();
    let mut photos = photos_by_case(conn, &ids)?;
    let people = people(conn, rows.iter().map(|row| row.reporter_id))?;
    rows.into_iter()
        .map(|row| {
            let (id, place) = (row.id, sight::place(&row));
            let possible_duplicates = match neighbours {
                Neighbours::Shown => duplicates(conn, caller, &row)?,
                Neighbours::LeftOut => Vec::new(),
            };
            let actions = available_actions(&outline(&row)?, &caller.actor);
            let photos = photos.remove(&id).unwrap_or_default();
            let named = may_see_who_reported(&caller.actor, &place);
            let mut shown = shown(&caller.city, row, photos, &people, now, lang)?;
            if !named {
                shown.reporter = Person::unnamed(lang);
                shown.mode = None;
            }
            shown.possible_duplicates = possible_duplicates;
            shown.available_actions = actions.into_iter().map(Shown::shown).collect();
            shown.permissions = permissions(caller, &place, named);
            Ok(shown)
        })
        .collect()
}

pub fn photos_by_case(
    conn: &mut Conn,
    ids: &[CaseId],
) -> Result<HashMap<CaseId, Vec<CasePhoto>>, AppError> {
    let mut photos: HashMap<CaseId, Vec<CasePhoto>> = HashMap::new();
    for photo in store::case_photos::of_cases(conn, ids)? {
        photos
            .entry(photo.case_id)
            .or_default()
            .push(case_photo(&photo)?);
    }
    Ok(photos)
}

fn case_photo(photo: &ShownPhoto) -> Result<CasePhoto, AppError> {
    let sha256 = Sha256(photo.sha256.0);
    let role = PhotoRole::ALL
        .into_iter()
        .zip(["before", "after", "verify"]);
    let role = role
        .into_iter()
        .find(|(_, name)| *name == photo.role)
        .map(|(role, _)| role);
    let mut flags: Vec<Flag> = serde_json::from_str(&photo.flags).context("flags of a photo")?;
    // What was used first learns it here: its event is as it was.
    if photo.elsewhere && !flags.contains(&Flag::Reused) {
        flags.insert(0, Flag::Reused);
    }
    Ok(CasePhoto {
        sha256,
        role: role.context("the role of a photo")?,
        position: photo
            .lon
            .zip(photo.lat)
            .map(|(lon, lat)| mobile_api::position::Point { lon, lat }),
        taken_at: photo.taken_at.map(|at| Time(at.0)),
        flags,
        urls: PhotoUrls::of(sha256),
        other_cases: Vec::new(),
    })
}

pub fn people(
    conn: &mut Conn,
    ids: impl Iterator<Item = UserId>,
) -> Result<HashMap<UserId, Person>, AppError> {
    let mut ids: Vec<UserId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let names = store::users::names(conn, &ids)?.into_iter();
    Ok(names
        .map(|(id, _, display_name)| {
            (
                id,
                Person {
                    id: Some(id.0),
                    display_name,
                },
            )
        })
        .collect())
}

fn duplicates(
    conn: &mut Conn,
    caller: &Caller,
    row: &CaseRow,
) -> Result<Vec<PossibleDuplicate>, AppError> {
    let category = CategoryKey {
        scheme: row.scheme.clone(),
        code: row.category_code.clone(),
    };
    let at = Point {
        lon: row.lon,
        lat: row.lat,
    };
    let around = near::open_around(conn, &category, at, near::DUPLICATE_RADIUS_M)?;
    let others: Vec<_> = around
        .into_iter()
        .filter(|(near, _)| near.id != row.id)
        .collect();
    let ids: Vec<CaseId> = others.iter().map(|(near, _)| near.id).collect();
    let visible = store::cases::get_all(conn, &ids)?.into_iter();
    let visible: Vec<CaseId> = visible
        .filter(|row| caller.sight().covers(&sight::place(row)))
        .map(|row| row.id)
        .collect();
    let shown = others
        .into_iter()
        .filter(|(near, _)| visible.contains(&near.id));
    Ok(shown
        .map(|(near, metres)| PossibleDuplicate {
            id: near.id.0,
            number: near.number,
            distance_m: round(metres),
        })
        .collect())
}

/// A tenth of a metre is more than any phone knows.
pub fn round(metres: f64) -> f64 {
    (metres * 10.0).round() / 10.0
}

/// `named`: who reported it is told.
fn permissions(caller: &Caller, place: &Place, named: bool) -> Vec<CasePermission> {
    let events = has(&caller.actor, Right::ReadReference).then_some(CasePermission::ViewEvents);
    let originals = knows_who_looked(&caller.actor, place).then_some(CasePermission::ViewOriginals);
    let reporter = named.then_some(CasePermission::ViewReporter);
    events
        .into_iter()
        .chain(originals)
        .chain(reporter)
        .collect()
}

fn shown(
    city: &City,
    row: CaseRow,
    photos: Vec<CasePhoto>,
    people: &HashMap<UserId, Person>,
    now: Micros,
    lang: Lang,
) -> Result<Case, AppError> {
    let route: RouteRecord = serde_json::from_str(&row.route).context("a route")?;
    let state: domain::case::StateName = row
        .state
        .parse()
        .map_err(|_| anyhow::anyhow!("a case is {}", row.state))?;
    let time = |at: Option<Micros>| at.map(|at| Time(at.0));
    Ok(Case {
        id: row.id.0,
        version: row.version,
        state: state.shown(),
        light: lit_by(&row).light(now).map(Shown::shown),
        category: category(city, &row),
        campaign_id: row
            .campaign_id
            .as_deref()
            .map(str::parse)
            .transpose()
            .context("a campaign")?,
        mode: Some(mode(&row.mode)?),
        position: position(&row)?,
        photos,
        zone: row.zone_id.and_then(|zone| show::case_zone(city, zone)),
        department: row
            .department_id
            .map(|unit| show::unit_ref(&city.units, unit)),
        route: route.shown(lang),
        limit: limit(&row)?,
        captured_at: Time(row.captured_at.0),
        reported_at: Time(row.reported_at.0),
        dispatched_at: time(row.dispatched_at),
        deadline_at: time(row.deadline_at),
        yellow_at: time(lit_by(&row).turns_yellow_at()),
        due_at: time(row.due_at),
        handled_at: time(row.handled_at),
        closed_at: time(row.closed_at),
        on_time: row.on_time,
        calendar_provisional: row.calendar_provisional,
        rework_count: row.rework_count,
        return_count: row.return_count,
        extension_count: row.extension_count,
        reporter: people
            .get(&row.reporter_id)
            .cloned()
            .context("a reporter")?,
        duplicate_of: row.duplicate_of.map(|case| case.0),
        recurrence_of: row.recurrence_of.map(|case| case.0),
        possible_duplicates: Vec::new(),
        clock_suspect: false,
        time_corrected: false,
        available_actions: Vec::new(),
        permissions: Vec::new(),
        verification: None,
        number: row.number,
        address: row.address,
        description: row.description,
    })
}

fn lit_by(row: &CaseRow) -> LitBy {
    LitBy {
        yellow_at: row.yellow_at,
        deadline_at: row.deadline_at,
        handled_at: row.handled_at,
    }
}

pub fn category(city: &City, row: &CaseRow) -> CategoryRef {
    let key = CategoryKey {
        scheme: row.scheme.clone(),
        code: row.category_code.clone(),
    };
    match city.categories.get(&key) {
        Some(category) => show::category_ref(category),
        None => CategoryRef {
            scheme: key.scheme,
            name: key.code.clone(),
            code: key.code,
        },
    }
}

pub fn mode(name: &str) -> Result<wire::Mode, AppError> {
    let mode: domain::case::Mode = name
        .parse()
        .map_err(|_| anyhow::anyhow!("an inspection mode {name}"))?;
    Ok(mode.shown())
}

fn position(row: &CaseRow) -> Result<Position, AppError> {
    let crs: domain::position::Crs = row
        .crs
        .parse()
        .map_err(|_| anyhow::anyhow!("a crs {}", row.crs))?;
    let source: domain::position::PositionSource = row
        .position_source
        .parse()
        .map_err(|_| anyhow::anyhow!("a source {}", row.position_source))?;
    let raw = RawPosition {
        lon: row.raw_lon,
        lat: row.raw_lat,
        crs: crs.shown(),
        accuracy_m: row.accuracy_m,
        source: source.shown(),
    };
    Ok(Position::canonical(row.lon, row.lat, raw))
}

fn limit(row: &CaseRow) -> Result<Option<mobile_api::category::Limit>, AppError> {
    let Some((value, unit)) = row.limit_value.zip(row.limit_unit.as_deref()) else {
        return Ok(None);
    };
    let unit = unit
        .parse()
        .map_err(|_| anyhow::anyhow!("a limit in {unit}"))?;
    Ok(Some(show::limit(Limit {
        value: u32::try_from(value).context("a limit")?,
        unit,
    })))
}
