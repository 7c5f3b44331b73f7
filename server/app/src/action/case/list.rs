//! Lists, counts and the neighbourhood of cases, as far as the reader sees them.

use anyhow::Context;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::id::{CaseId, CategoryKey};
use domain::permission::Sight;
use domain::position::Point;
use domain::role::Role;
use domain::time::Micros;
use mirror::Shown;
use mobile_api::case::{Case, CaseCounts, CaseQuery, CaseSort, NearbyCase};
use mobile_api::error::Code;
use mobile_api::page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
use mobile_api::time::Time;
use mobile_api::words::{Detail, Lang};
use store::Conn;
use store::cases::{Bbox, Filter, Key, Light, Order, Search};

use crate::action::case::view;
use crate::action::case::view::Neighbours;
use crate::action::case::{command, near};
use crate::auth::caller::Caller;
use crate::error::AppError;
use city::City;

/// In characters. Nobody types more, and an engine takes no pattern of any length.
const LONGEST_SEARCH: usize = 100;

pub fn list(
    conn: &mut Conn,
    caller: &Caller,
    query: &CaseQuery,
    now: Micros,
    lang: Lang,
) -> Result<Page<Case>, AppError> {
    let (order, after, limit) = paging(query)?;
    let search = search(caller, query, now)?;
    let page = store::cases::list(conn, &search, order, after, limit)?;
    let items = view::many(conn, caller, page.rows, now, lang, Neighbours::LeftOut)?;
    Ok(Page {
        items,
        next_cursor: page.next.map(|key| cursor(key, order)),
    })
}

pub fn counts(
    conn: &mut Conn,
    caller: &Caller,
    query: &CaseQuery,
    now: Micros,
) -> Result<CaseCounts, AppError> {
    // A count has no pages; a question that no list would answer is refused all the same.
    paging(query)?;
    let mut counts = CaseCounts::default();
    for count in store::cases::counts(conn, &search(caller, query, now)?)? {
        let cases = u64::try_from(count.cases).context("a count")?;
        let state: domain::case::StateName = count
            .state
            .parse()
            .map_err(|_| anyhow::anyhow!("a case is {}", count.state))?;
        counts.total += cases;
        *counts.by_state.count_mut(state.shown()) += cases;
        if let Some(light) = count.light {
            *counts.by_light.count_mut(light_shown(light)) += cases;
        }
    }
    Ok(counts)
}

fn paging(query: &CaseQuery) -> Result<(Order, Option<Key>, usize), AppError> {
    let order = match query.sort.unwrap_or_default() {
        CaseSort::NewestReport => Order::Reported,
        CaseSort::Deadline => Order::Deadline,
    };
    let cursor = query.cursor.as_deref();
    let after = cursor.map(|cursor| key(cursor, order)).transpose()?;
    Ok((order, after, limit(query.limit)?))
}

/// Open cases of the category close to the place, nearest first; only those the reader sees.
pub fn nearby(
    conn: &mut Conn,
    caller: &Caller,
    category: &CategoryKey,
    at: Point,
) -> Result<Vec<NearbyCase>, AppError> {
    let around = near::open_around(conn, category, at, near::DUPLICATE_RADIUS_M)?;
    let ids: Vec<CaseId> = around.iter().map(|(near, _)| near.id).collect();
    let rows = store::cases::get_all(conn, &ids)?;
    let mut photos = view::photos_by_case(conn, &ids)?;
    let mut found = Vec::new();
    for (row, (_, metres)) in rows.into_iter().zip(around) {
        if !caller.sight().covers(&command::place(&row)) {
            continue;
        }
        let state: domain::case::StateName = row
            .state
            .parse()
            .map_err(|_| anyhow::anyhow!("a case is {}", row.state))?;
        found.push(NearbyCase {
            id: row.id.0,
            distance_m: view::round(metres),
            state: state.shown(),
            category: view::category(&caller.city, &row),
            reported_at: Time(row.reported_at.0),
            photos: photos.remove(&row.id).unwrap_or_default(),
            number: row.number,
            description: row.description,
        });
    }
    Ok(found)
}

pub fn limit(asked: Option<u32>) -> Result<usize, AppError> {
    match asked.unwrap_or(DEFAULT_LIMIT) {
        limit @ 1..=MAX_LIMIT => Ok(limit as usize),
        _ => {
            let detail = Detail::NumberOutOfRange {
                least: 1,
                most: i64::from(MAX_LIMIT),
            };
            Err(AppError::field("?limit", Code::InvalidParameter, detail))
        }
    }
}

/// `west,south,east,north`
pub fn bbox(text: &str) -> Result<Bbox, AppError> {
    let refused = || AppError::field("?bbox", Code::InvalidParameter, Detail::BoxInvalid);
    let numbers: Vec<f64> = text
        .split(',')
        .map(|number| number.trim().parse())
        .collect::<Result<_, _>>()
        .map_err(|_| refused())?;
    match numbers[..] {
        [west, south, east, north]
            if (-180.0..=180.0).contains(&west)
                && (-180.0..=180.0).contains(&east)
                && (-90.0..=90.0).contains(&south)
                && (-90.0..=90.0).contains(&north)
                && west <= east
                && south <= north =>
        {
            Ok(Bbox {
                west,
                south,
                east,
                north,
            })
        }
        _ => Err(refused()),
    }
}

/// The category a parameter names.
pub fn category_key(city: &City, named: &str) -> Result<CategoryKey, AppError> {
    city.category(named)
        .map(|category| category.key.clone())
        .ok_or_else(|| {
            let (scheme, code) = named.split_once(':').unwrap_or(("", named));
            let detail = Detail::CategoryUnknown {
                scheme: scheme.to_owned(),
                code: code.to_owned(),
            };
            AppError::field("?category", Code::CategoryUnknown, detail)
        })
}

fn search(caller: &Caller, query: &CaseQuery, now: Micros) -> Result<Search, AppError> {
    let city = &caller.city;
    let mut filter = Filter {
        states: query.state.as_deref().map(states).transpose()?,
        departments: query
            .department
            .as_deref()
            .map(|code| unit(city, "department", code))
            .transpose()?,
        zones: query
            .zone
            .as_deref()
            .map(|code| zones(city, code))
            .transpose()?,
        streets: query
            .street
            .as_deref()
            .map(|code| unit(city, "street", code))
            .transpose()?,
        districts: None,
        category: query
            .category
            .as_deref()
            .map(|named| category_key(city, named))
            .transpose()?,
        campaign: query.campaign.map(|id| id.to_string()),
        reporter: None,
        overdue: query.overdue.unwrap_or(false),
        light: query.light.map(light_asked),
        reported_from: query.reported_from.map(|at| Micros(at.0)),
        reported_to: query.reported_to.map(|at| Micros(at.0)),
        bbox: query.bbox.as_deref().map(bbox).transpose()?,
        q: query.q.as_deref().map(words).transpose()?.flatten(),
    };
    if query.assigned_to_me == Some(true) {
        waiting_for(caller, &mut filter);
    }
    Ok(Search {
        sight: sight(caller),
        filter,
        now,
    })
}

/// None: nothing is looked for.
fn words(sent: &str) -> Result<Option<String>, AppError> {
    if sent.chars().count() > LONGEST_SEARCH {
        let most = LONGEST_SEARCH as u64;
        let detail = Detail::TextTooLong { most };
        return Err(AppError::field("?q", Code::InvalidParameter, detail));
    }
    Ok(Some(sent.to_owned()).filter(|text| !text.trim().is_empty()))
}

/// What waits for this person: to be fixed, to be verified, to be dispatched.
fn waiting_for(caller: &Caller, filter: &mut Filter) {
    let waiting: &[&str] = match caller.actor.role {
        Role::Handler => &["dispatched", "accepted"],
        Role::Inspector => &["handled"],
        Role::Dispatcher => &["reported", "handled"],
        Role::Leader | Role::Admin => &[],
    };
    let asked = filter.states.take();
    let both = waiting.iter().filter(|state| {
        asked
            .as_ref()
            .is_none_or(|asked| asked.iter().any(|a| a == *state))
    });
    filter.states = Some(both.map(|state| (*state).to_owned()).collect());
    if caller.actor.role == Role::Handler {
        filter.departments = Some(caller.actor.unit.into_iter().collect());
    }
}

pub fn sight(caller: &Caller) -> store::cases::Sight {
    match caller.sight() {
        Sight::Everything => store::cases::Sight::Everything,
        Sight::Within { scope, user } => store::cases::Sight::Within {
            unit: scope,
            reporter: user,
        },
        Sight::Own { units, user } => store::cases::Sight::Own {
            units,
            reporter: user,
        },
    }
}

fn states(text: &str) -> Result<Vec<String>, AppError> {
    text.split(',')
        .map(
            |name| match name.trim().parse::<domain::case::StateName>() {
                Ok(state) => Ok(state.as_str().to_owned()),
                Err(_) => {
                    let detail = Detail::FieldNotOneOf {
                        given: name.trim().to_owned(),
                    };
                    Err(AppError::field("?state", Code::InvalidParameter, detail))
                }
            },
        )
        .collect()
}

fn unit(city: &City, parameter: &str, code: &str) -> Result<Vec<domain::id::UnitId>, AppError> {
    match city.units.coded(code) {
        Some(unit) => Ok(vec![unit.id]),
        None => {
            let detail = Detail::UnitUnknown {
                code: code.to_owned(),
            };
            Err(AppError::field(
                format!("?{parameter}"),
                Code::UnitUnknown,
                detail,
            ))
        }
    }
}

/// All versions the zone ever had.
pub fn zones(city: &City, code: &str) -> Result<Vec<domain::id::ZoneId>, AppError> {
    let versions: Vec<_> = city
        .zones
        .zones()
        .iter()
        .filter(|zone| zone.code == code)
        .map(|zone| zone.id)
        .collect();
    if versions.is_empty() {
        let detail = Detail::ZoneUnknown {
            code: code.to_owned(),
        };
        return Err(AppError::field("?zone", Code::ZoneUnknown, detail));
    }
    Ok(versions)
}

fn light_asked(light: mobile_api::case::Light) -> Light {
    match light {
        mobile_api::case::Light::Green => Light::Green,
        mobile_api::case::Light::Yellow => Light::Yellow,
        mobile_api::case::Light::Red => Light::Red,
    }
}

fn light_shown(light: Light) -> mobile_api::case::Light {
    match light {
        Light::Green => mobile_api::case::Light::Green,
        Light::Yellow => mobile_api::case::Light::Yellow,
        Light::Red => mobile_api::case::Light::Red,
    }
}

/// A cursor holds where the page ended and in which order, so that it can't continue another list.
fn cursor(key: Key, order: Order) -> String {
    let at = key.at.map_or("-".to_owned(), |at| at.0.to_string());
    BASE64_URL_SAFE_NO_PAD.encode(format!("{} {at} {}", letter(order), key.id))
}

fn key(cursor: &str, order: Order) -> Result<Key, AppError> {
    let read = || {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.split(' ');
        let (sorted, at, id) = (parts.next()?, parts.next()?, parts.next()?);
        let at = match at {
            "-" => None,
            at => Some(Micros(at.parse().ok()?)),
        };
        let whole = parts.next().is_none();
        (whole && sorted == letter(order)).then_some(Key {
            at,
            id: CaseId(id.parse().ok()?),
        })
    };
    read().ok_or_else(|| AppError::field("?cursor", Code::CursorInvalid, Detail::CursorInvalid))
}

fn letter(order: Order) -> &'static str {
    match order {
        Order::Reported => "r",
        Order::Deadline => "d",
    }
}
