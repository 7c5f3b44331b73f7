//! How far campaigns have come: cases by category and by zone as far as the reader sees them, and where somebody has
//! looked. A campaign's zones are those in force that it names, or that lie in its districts, or all.

use std::collections::{BTreeMap, HashMap};

use city::show;
use domain::id::CategoryKey;
use domain::permission::{covert_counted_to, may_see_where_was_looked};
use domain::time::Micros;
use domain::zone::Zone;
use mobile_api::campaign::{CampaignCases, CampaignProgress, CategoryProgress, ZoneProgress};
use mobile_api::category::CategoryRef;
use mobile_api::time::Time;
use store::Conn;
use store::cases::{Share, by_category, by_zone};
use store::visits::Visited;
use uuid::Uuid;

use crate::action::case::sight::sight;
use crate::action::patrol::campaign::read::Plan;
use crate::auth::caller::Caller;
use crate::error::AppError;
use city::City;

/// Whether every zone is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detailed {
    ByZone,
    /// In lists: campaigns times zones would be too many.
    No,
}

/// In the order of the plans.
pub fn of(
    conn: &mut Conn,
    caller: &Caller,
    plans: &[Plan],
    now: Micros,
    detailed: Detailed,
) -> Result<Vec<CampaignProgress>, AppError> {
    let ids: Vec<Uuid> = plans.iter().map(|plan| plan.id).collect();
    let mut categories: HashMap<Uuid, Vec<Share<CategoryKey>>> = HashMap::new();
    for share in by_category(conn, &ids, &sight(caller), now)? {
        categories.entry(share.campaign).or_default().push(share);
    }
    let mut visited: HashMap<Uuid, Vec<Visited>> = HashMap::new();
    let covert_to = covert_counted_to(now, caller.city.rulebook.covert_days);
    for zone in store::visits::of_campaigns(conn, &ids, covert_to)? {
        visited.entry(zone.campaign_id).or_default().push(zone);
    }
    let city = &caller.city;
    let mut all = Vec::with_capacity(plans.len());
    for plan in plans {
        let shares = categories.remove(&plan.id).unwrap_or_default();
        let visits = visited.remove(&plan.id).unwrap_or_default();
        let visits: HashMap<&str, &Visited> = visits
            .iter()
            .map(|seen| (seen.zone_code.as_str(), seen))
            .collect();
        let zones = zones(city, plan, now);
        let seen = |zone: &&&Zone| visits.contains_key(zone.code.as_str());
        let mut progress = by_categories(city, plan, &shares);
        progress.zones = zones.len() as u64;
        progress.zones_visited = zones.iter().filter(seen).count() as u64;
        if detailed == Detailed::ByZone {
            let cases = by_code(conn, caller, plan, now)?;
            let visits = may_see_where_was_looked(&caller.actor).then_some(&visits);
            progress.by_zone = Some(zones.iter().map(|zone| one(zone, &cases, visits)).collect());
        }
        all.push(progress);
    }
    Ok(all)
}

/// The plan's categories in its order, and any other that its cases have after them.
fn by_categories(city: &City, plan: &Plan, shares: &[Share<CategoryKey>]) -> CampaignProgress {
    let mut counted: Vec<(CategoryKey, CampaignCases)> = plan
        .categories
        .iter()
        .map(|key| (key.clone(), CampaignCases::default()))
        .collect();
    let mut total = CampaignCases::default();
    for share in shares {
        add(&mut total, share);
        match counted.iter_mut().find(|(key, _)| *key == share.of) {
            Some((_, cases)) => add(cases, share),
            None => {
                let mut cases = CampaignCases::default();
                add(&mut cases, share);
                counted.push((share.of.clone(), cases));
            }
        }
    }
    let by_category = counted.into_iter().map(|(key, cases)| CategoryProgress {
        category: category(city, &key),
        cases,
    });
    CampaignProgress {
        cases: total,
        by_category: by_category.collect(),
        ..CampaignProgress::default()
    }
}

/// All versions of a zone together.
fn by_code(
    conn: &mut Conn,
    caller: &Caller,
    plan: &Plan,
    now: Micros,
) -> Result<HashMap<String, CampaignCases>, AppError> {
    let mut cases: HashMap<String, CampaignCases> = HashMap::new();
    for share in by_zone(conn, plan.id, &sight(caller), now)? {
        if let Some(zone) = caller.city.zone(share.of) {
            add(cases.entry(zone.code.clone()).or_default(), &share);
        }
    }
    Ok(cases)
}

fn one(
    zone: &Zone,
    cases: &HashMap<String, CampaignCases>,
    visits: Option<&HashMap<&str, &Visited>>,
) -> ZoneProgress {
    let visited = visits.and_then(|visits| visits.get(zone.code.as_str()));
    ZoneProgress {
        zone: show::zone_ref(zone),
        cases: cases.get(&zone.code).copied().unwrap_or_default(),
        visits: visits.map(|_| visited.map_or(0, |seen| seen.visits.max(0) as u64)),
        last_visited_at: visited.map(|seen| Time(seen.last_at.0)),
    }
}

/// By code.
fn zones<'a>(city: &'a City, plan: &Plan, now: Micros) -> Vec<&'a Zone> {
    let whole_city = plan.zones.is_empty() && plan.districts.is_empty();
    let meant = |zone: &&Zone| {
        whole_city || plan.zones.contains(&zone.code) || plan.districts.contains(&zone.district)
    };
    let in_force = city.zones.zones().iter();
    let by_code: BTreeMap<&str, &Zone> = in_force
        .filter(|zone| zone.valid_at(now))
        .filter(meant)
        .map(|zone| (zone.code.as_str(), zone))
        .collect();
    by_code.into_values().collect()
}

pub fn category(city: &City, key: &CategoryKey) -> CategoryRef {
    match city.categories.get(key) {
        Some(category) => show::category_ref(category),
        None => CategoryRef {
            scheme: key.scheme.clone(),
            code: key.code.clone(),
            name: key.code.clone(),
        },
    }
}

fn add<Of>(cases: &mut CampaignCases, share: &Share<Of>) {
    let count = share.cases.max(0) as u64;
    cases.reported += count;
    if matches!(share.state.as_str(), "handled" | "closed") {
        cases.handled += count;
    }
    if share.state == "closed" {
        cases.closed += count;
    }
    cases.overdue += share.overdue.max(0) as u64;
}
