//! Lists and counts of cases, as far as the reader sees them.

use anyhow::Context;
use domain::id::CaseId;
use domain::permission::waits_in;
use domain::role::Role;
use domain::time::Micros;
use mirror::{Meant, Shown};
use mobile_api::case::{Case, CaseCounts, CaseQuery, CaseSort};
use mobile_api::error::Code;
use mobile_api::page::Page;
use mobile_api::words::{Detail, Lang};
use store::Conn;
use store::cases::{Filter, Key, Order, Search};

use super::sight::sight;
use super::view::{self, Neighbours};
use crate::action::city::named::{bbox, category_key, unit, zones};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::page;

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
    let found = store::cases::list(conn, &search, order, after, limit)?;
    let items = view::many(conn, caller, found.rows, now, lang, Neighbours::LeftOut)?;
    Ok(Page {
        items,
        next_cursor: found.next.map(|key| cursor(key, order)),
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
            *counts.by_light.count_mut(light.shown()) += cases;
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
    Ok((order, after, page::limit(query.limit)?))
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
        light: query.light.map(Meant::meant),
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

/// What waits for this person, of the states that were asked for.
fn waiting_for(caller: &Caller, filter: &mut Filter) {
    let asked = filter.states.take();
    let waiting = waits_in(caller.actor.role)
        .iter()
        .map(|state| state.as_str());
    let both = waiting.filter(|state| {
        asked
            .as_ref()
            .is_none_or(|asked| asked.iter().any(|a| a == state))
    });
    filter.states = Some(both.map(str::to_owned).collect());
    if caller.actor.role == Role::Handler {
        filter.departments = Some(caller.actor.unit.into_iter().collect());
    }
}

fn cursor(key: Key, order: Order) -> String {
    let at = key.at.map_or("-".to_owned(), |at| at.0.to_string());
    page::cursor(letter(order), format_args!("{at} {}", key.id))
}

fn key(cursor: &str, order: Order) -> Result<Key, AppError> {
    page::key(letter(order), cursor, |key| {
        let (at, id) = key.split_once(' ')?;
        let at = match at {
            "-" => None,
            at => Some(Micros(at.parse().ok()?)),
        };
        let id = CaseId(id.parse().ok()?);
        Some(Key { at, id })
    })
}

fn letter(order: Order) -> char {
    match order {
        Order::Reported => page::CASES_REPORTED,
        Order::Deadline => page::CASES_DUE,
    }
}
