//! Campaigns for their readers, each with how far it has come as far as the reader sees it.

use anyhow::Context;
use city::show;
use domain::id::{CategoryKey, UnitId};
use domain::permission::{Right, may};
use domain::time::Micros;
use mobile_api::campaign::{Campaign, CampaignPermission, CampaignQuery, CampaignState};
use mobile_api::category as wire;
use mobile_api::page::Page;
use mobile_api::time::Time;
use mobile_api::zone::ZoneRef;
use serde::de::DeserializeOwned;
use store::Conn;
use store::campaigns::{CampaignRow, When};
use uuid::Uuid;

use crate::action::patrol::campaign::progress;
use crate::action::patrol::campaign::progress::Detailed;
use crate::action::patrol::campaign::reach;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;
use city::City;

/// A campaign as it is kept, read back.
pub struct Plan {
    pub id: Uuid,
    pub categories: Vec<CategoryKey>,
    pub zones: Vec<String>,
    pub districts: Vec<UnitId>,
}

pub fn campaign(
    conn: &mut Conn,
    caller: &Caller,
    id: Uuid,
    now: Micros,
) -> Result<Campaign, AppError> {
    let row = store::campaigns::get(conn, id)?.ok_or_else(AppError::not_found)?;
    let mut shown = shown(conn, caller, vec![row], now, Detailed::ByZone)?;
    Ok(shown.pop().context("the campaign that was asked for")?)
}

pub fn list(
    conn: &mut Conn,
    caller: &Caller,
    query: &CampaignQuery,
    now: Micros,
) -> Result<Page<Campaign>, AppError> {
    let limit = page::limit(query.limit)?;
    let before = query.cursor.as_deref();
    let before = before.map(|cursor| page::dated_key(page::CAMPAIGNS, cursor));
    let when = query.state.map(|state| match state {
        CampaignState::Planned => When::Planned,
        CampaignState::Running => When::Running,
        CampaignState::Over => When::Over,
    });
    let mut rows = store::campaigns::list(conn, when, now, before.transpose()?, limit + 1)?;
    let last = page::cut(&mut rows, limit);
    let next_cursor = last.map(|row| page::dated_cursor(page::CAMPAIGNS, row.starts_at, row.id));
    Ok(Page {
        items: shown(conn, caller, rows, now, Detailed::No)?,
        next_cursor,
    })
}

/// In the order of the rows; the number of statements does not grow with them.
fn shown(
    conn: &mut Conn,
    caller: &Caller,
    rows: Vec<CampaignRow>,
    now: Micros,
    detailed: Detailed,
) -> Result<Vec<Campaign>, AppError> {
    let plans: Vec<Plan> = rows.iter().map(plan).collect::<Result<_, _>>()?;
    let progress = progress::of(conn, caller, &plans, now, detailed)?;
    let city = &caller.city;
    let all = rows.into_iter().zip(plans).zip(progress);
    Ok(all
        .map(|((row, plan), progress)| Campaign {
            id: row.id,
            version: row.version,
            name: row.name,
            state: state(row.starts_at, row.ends_at, now),
            categories: plan
                .categories
                .iter()
                .map(|key| progress::category(city, key))
                .collect(),
            zones: plan
                .zones
                .iter()
                .filter_map(|code| newest(city, code))
                .collect(),
            districts: plan
                .districts
                .iter()
                .map(|id| show::unit_ref(&city.units, *id))
                .collect(),
            from: Time(row.starts_at.0),
            to: Time(row.ends_at.0),
            progress,
            permissions: may(&caller.actor, Right::ManageCampaigns, &reach(city, &plan))
                .then_some(CampaignPermission::Edit)
                .into_iter()
                .collect(),
        })
        .collect())
}

fn state(from: Micros, to: Micros, now: Micros) -> CampaignState {
    if now < from {
        CampaignState::Planned
    } else if now < to {
        CampaignState::Running
    } else {
        CampaignState::Over
    }
}

pub fn plan(row: &CampaignRow) -> Result<Plan, AppError> {
    let categories: Vec<wire::CategoryKey> = read(&row.categories)?;
    let districts: Vec<Uuid> = read(&row.districts)?;
    Ok(Plan {
        id: row.id,
        categories: categories
            .into_iter()
            .map(|key| CategoryKey {
                scheme: key.scheme,
                code: key.code,
            })
            .collect(),
        zones: read(&row.zones)?,
        districts: districts.into_iter().map(UnitId).collect(),
    })
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, AppError> {
    Ok(serde_json::from_str(json).context("a part of a campaign")?)
}

fn newest(city: &City, code: &str) -> Option<ZoneRef> {
    let versions = city.zones.zones().iter();
    versions
        .filter(|zone| zone.code == code)
        .max_by_key(|zone| zone.version)
        .map(show::zone_ref)
}
