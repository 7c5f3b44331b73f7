//! 专项整治行动: set up under its sender's id, changed by whoever has seen the version in force. How far it has come
//! is `progress`.

mod progress;
mod read;

use std::collections::HashSet;

use anyhow::Context;
use domain::id::CategoryKey;
use domain::permission::{Reach, Right};
use domain::time::Micros;
use domain::unit::UnitKind;
use mobile_api::campaign::CampaignRequest;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::Serialize;
use store::Conn;
use store::campaigns::CampaignRow;
use uuid::Uuid;

pub use read::{campaign, list};

use crate::action::refusal::text_fits;
use crate::action::sent::fingerprint;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::state::App;
use city::City;

/// Whether this request made the campaign, or it was there already, as it is or as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetUp {
    Created,
    AlreadyThere,
}

const LONGEST_NAME: usize = 100;

/// The campaign a report or a visit names, if it names one.
pub fn known(conn: &mut Conn, id: Option<Uuid>) -> Result<(), AppError> {
    match id {
        Some(id) if store::campaigns::get(conn, id)?.is_none() => Err(AppError::field(
            "/campaign_id",
            Code::CampaignUnknown,
            Detail::CampaignUnknown,
        )),
        _ => Ok(()),
    }
}

pub fn put(
    conn: &mut Conn,
    app: &App,
    caller: &Caller,
    id: Uuid,
    request: &CampaignRequest,
) -> Result<SetUp, AppError> {
    let city = app.city.current(conn)?;
    let existing = store::campaigns::lock(conn, id)?;
    let wanted = row(&city, caller, id, request)?;
    // Neither into another part of the city nor out of it.
    for campaign in existing.iter().chain([&wanted]) {
        let reach = reach(&city, &read::plan(campaign)?);
        caller.must_over(Right::ManageCampaigns, &reach)?;
    }
    let Some(existing) = existing else {
        return match store::campaigns::insert(conn, &wanted) {
            // Set up twice at the same moment; asked again, it will be found.
            Err(error) if error.is_unique("campaigns_pkey") => {
                Err(AppError::new(Code::IdConflict, Detail::IdTaken))
            }
            written => Ok(written.map(|()| SetUp::Created)?),
        };
    };
    if existing.request_hash == wanted.request_hash {
        return Ok(SetUp::AlreadyThere);
    }
    match request.expected_version {
        None => Err(AppError::new(Code::IdConflict, Detail::IdTaken)),
        Some(seen) if seen != existing.version => {
            let current = existing.version;
            let stale = AppError::new(Code::VersionConflict, Detail::CampaignStale { current });
            Err(stale.with_version(current))
        }
        Some(seen) => {
            let changed = CampaignRow {
                version: seen + 1,
                created_by: existing.created_by,
                ..wanted
            };
            store::campaigns::update(conn, &changed)?;
            Ok(SetUp::AlreadyThere)
        }
    }
}

/// How much of the city it is about; of a zone, wherever one of its versions lies or lay.
fn reach(city: &City, plan: &read::Plan) -> Reach {
    if plan.zones.is_empty() && plan.districts.is_empty() {
        return Reach::City;
    }
    let districts = plan.districts.iter();
    let districts = districts.map(|district| city.units.with_all_above(*district));
    let zones = city.zones.zones().iter();
    let zones = zones
        .filter(|zone| plan.zones.contains(&zone.code))
        .map(|zone| vec![zone.street, zone.district]);
    Reach::Parts(districts.chain(zones).collect())
}

fn row(
    city: &City,
    caller: &Caller,
    id: Uuid,
    request: &CampaignRequest,
) -> Result<CampaignRow, AppError> {
    let name = request.name.trim();
    if name.is_empty() {
        return Err(empty("/name"));
    }
    text_fits("/name", name, LONGEST_NAME)?;
    if request.to <= request.from {
        let detail = Detail::EndsBeforeStart;
        return Err(AppError::field("/to", Code::TimeOutOfRange, detail));
    }
    known_categories(city, request)?;
    known_zones(city, request)?;
    Ok(CampaignRow {
        id,
        version: 1,
        name: name.to_owned(),
        categories: json(&request.categories)?,
        zones: json(&request.zones)?,
        districts: json(&districts(city, request)?)?,
        starts_at: Micros(request.from.0),
        ends_at: Micros(request.to.0),
        request_hash: fingerprint_of(request)?,
        created_by: caller.actor.user,
    })
}

fn known_categories(city: &City, request: &CampaignRequest) -> Result<(), AppError> {
    if request.categories.is_empty() {
        return Err(empty("/categories"));
    }
    named_once("/categories", &request.categories)?;
    for (index, wanted) in request.categories.iter().enumerate() {
        let (scheme, code) = (wanted.scheme.clone(), wanted.code.clone());
        let key = CategoryKey { scheme, code };
        if !city.categories.contains_key(&key) {
            let CategoryKey { scheme, code } = key;
            let detail = Detail::CategoryUnknown { scheme, code };
            let at = format!("/categories/{index}");
            return Err(AppError::field(at, Code::CategoryUnknown, detail));
        }
    }
    Ok(())
}

fn known_zones(city: &City, request: &CampaignRequest) -> Result<(), AppError> {
    named_once("/zones", &request.zones)?;
    let known: HashSet<&str> = city
        .zones
        .zones()
        .iter()
        .map(|zone| zone.code.as_str())
        .collect();
    let unknown = |code: &&String| !known.contains(code.as_str());
    match request.zones.iter().position(|code| unknown(&code)) {
        None => Ok(()),
        Some(index) => {
            let code = request.zones[index].clone();
            let (at, detail) = (format!("/zones/{index}"), Detail::ZoneUnknown { code });
            Err(AppError::field(at, Code::ZoneUnknown, detail))
        }
    }
}

fn districts(city: &City, request: &CampaignRequest) -> Result<Vec<Uuid>, AppError> {
    named_once("/districts", &request.districts)?;
    let districts = request.districts.iter().enumerate();
    districts
        .map(|(index, code)| {
            let refused = |detail| {
                let at = format!("/districts/{index}");
                AppError::field(at, Code::UnitUnknown, detail)
            };
            let code = code.clone();
            match city.units.coded(&code) {
                Some(unit) if unit.kind == UnitKind::District => Ok(unit.id.0),
                Some(_) => Err(refused(Detail::UnitOfOtherKind { code })),
                None => Err(refused(Detail::UnitUnknown { code })),
            }
        })
        .collect()
}

fn named_once<T: PartialEq>(at: &str, names: &[T]) -> Result<(), AppError> {
    let twice = |index: &usize| names[..*index].contains(&names[*index]);
    match (0..names.len()).find(twice) {
        None => Ok(()),
        Some(index) => Err(AppError::field(
            format!("{at}/{index}"),
            Code::InvalidField,
            Detail::NamedTwice,
        )),
    }
}

fn json(value: &impl Serialize) -> Result<String, AppError> {
    Ok(serde_json::to_string(value).context("a part of a campaign")?)
}

/// What was asked for, whichever version it was asked over.
fn fingerprint_of(request: &CampaignRequest) -> Result<String, AppError> {
    let asked = CampaignRequest {
        expected_version: None,
        ..request.clone()
    };
    fingerprint(&asked)
}

fn empty(at: &str) -> AppError {
    AppError::field(at, Code::InvalidField, Detail::FieldEmpty)
}
