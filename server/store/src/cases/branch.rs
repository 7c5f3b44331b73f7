//! A search as branches, each of which one index walks in the wanted order. The plan says by what each branch enters;
//! everything it does not answer for is checked here, row by row, and hidden from the choice of an index.

use diesel::BoxableExpression;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable};
use domain::id::UnitId;
use domain::light::Light;
use domain::time::Micros;

use super::list::Order;
use super::plan::{Anchor, Answered, Plan, Purpose, States, plan};
use super::search::{LIT, STATES, Search, Sight};
use crate::conn::Backend;
use crate::dialect::{lower, one_of, unindexed};
use crate::schema::cases;

pub(super) type Predicate =
    Box<dyn BoxableExpression<cases::table, Backend, SqlType = Nullable<Bool>>>;

type Instant = Box<dyn BoxableExpression<cases::table, Backend, SqlType = Nullable<BigInt>>>;

diesel::define_sql_function!(fn coalesce(first: Nullable<BigInt>, second: BigInt) -> BigInt);

/// Predicates that together match what the search matches, but for bounds on the time a page is ordered by: those are the
/// page's own, since SQLite would walk by either of two bounds. A row may match several.
pub(super) fn branches(search: &Search, order: Order) -> Vec<Predicate> {
    let parted = predicates(search, Purpose::Page(order), &search.states());
    parted.into_iter().map(|(_, predicate)| predicate).collect()
}

/// As `branches`, for counting: no row matches two of them. Cases that show a light are planned apart: they are few.
pub(super) fn branches_apart(search: &Search) -> Vec<(States, Predicate)> {
    let states = search.states();
    let (lit, unlit): (Vec<_>, Vec<_>) = states.iter().partition(|state| LIT.contains(state));
    let mut apart = predicates(search, Purpose::Count, &lit);
    apart.extend(predicates(search, Purpose::Count, &unlit));
    apart
}

fn predicates(
    search: &Search,
    purpose: Purpose,
    states: &[&'static str],
) -> Vec<(States, Predicate)> {
    let plan = plan(search, purpose, states);
    let mut predicates = Vec::new();
    for anchor in &plan.anchors {
        for part in anchor.parts(states, purpose) {
            let entered = in_states(at_anchor(anchor), &part);
            predicates.push((part, narrow(entered, search, &plan, anchor, purpose)));
        }
    }
    predicates
}

fn in_states(anchored: Predicate, states: &States) -> Predicate {
    match states {
        States::One(state) => and(anchored, Box::new(cases::state.eq(*state).nullable())),
        States::Some(states) if states.len() == STATES.len() => anchored,
        States::Some(states) => {
            let states = states.iter().map(|state| (*state).to_owned()).collect();
            and(anchored, Box::new(one_of(unindexed(cases::state), states)))
        }
    }
}

fn at_anchor(anchor: &Anchor) -> Predicate {
    match anchor.clone() {
        Anchor::City => Box::new(diesel::dsl::sql::<Nullable<Bool>>("TRUE")),
        Anchor::Number(number) => Box::new(cases::number.eq(number).nullable()),
        Anchor::Zone(id) => Box::new(cases::zone_id.eq(id)),
        Anchor::Cell(cell) => Box::new(cases::cell.eq(cell).nullable()),
        Anchor::Department(id) => Box::new(cases::department_id.eq(id)),
        Anchor::ZoneUnit(id) => Box::new(cases::zone_unit_id.eq(id)),
        Anchor::Street(id) => Box::new(cases::street_id.eq(id)),
        Anchor::District(id) => Box::new(cases::district_id.eq(id)),
        Anchor::Reporter(id) => Box::new(cases::reporter_id.eq(id).nullable()),
        Anchor::Campaign(id) => Box::new(cases::campaign_id.eq(id)),
        Anchor::Category(scheme, code) => Box::new(
            cases::scheme
                .eq(scheme)
                .and(cases::category_code.eq(code))
                .nullable(),
        ),
    }
}

fn and(left: Predicate, right: Predicate) -> Predicate {
    Box::new(left.and(right))
}

/// Everything the anchor does not answer for, hidden from the choice of an index.
fn narrow(
    mut wanted: Predicate,
    search: &Search,
    plan: &Plan,
    anchor: &Anchor,
    purpose: Purpose,
) -> Predicate {
    let filter = &search.filter;
    let open = |part| plan.answered != part;
    let mut check = |predicate: Predicate| {
        let so_far: Predicate = std::mem::replace(
            &mut wanted,
            Box::new(diesel::dsl::sql::<Nullable<Bool>>("TRUE")),
        );
        wanted = and(so_far, predicate);
    };

    if open(Answered::Sight) {
        if let Some(seen) = in_sight(&search.sight) {
            check(seen);
        }
    } else if purpose == Purpose::Count {
        for other in other_than(&search.sight, anchor) {
            check(other);
        }
    }
    if let Some(zones) = filter.zones.as_ref().filter(|_| open(Answered::Zones)) {
        check(Box::new(one_of(unindexed(cases::zone_id), texts(zones))));
    }
    if let Some(departments) = filter
        .departments
        .as_ref()
        .filter(|_| open(Answered::Departments))
    {
        check(Box::new(one_of(
            unindexed(cases::department_id),
            texts(departments),
        )));
    }
    if let Some(streets) = filter.streets.as_ref().filter(|_| open(Answered::Streets)) {
        check(Box::new(one_of(
            unindexed(cases::street_id),
            texts(streets),
        )));
    }
    if let Some(districts) = filter
        .districts
        .as_ref()
        .filter(|_| open(Answered::Districts))
    {
        check(Box::new(one_of(
            unindexed(cases::district_id),
            texts(districts),
        )));
    }
    if let Some(reporter) = filter.reporter.filter(|_| open(Answered::Reporter)) {
        check(Box::new(
            unindexed(cases::reporter_id)
                .eq(reporter.to_string())
                .nullable(),
        ));
    }
    if let Some(category) = filter.category.clone().filter(|_| open(Answered::Category)) {
        let same = unindexed(cases::scheme)
            .eq(category.scheme)
            .and(unindexed(cases::category_code).eq(category.code));
        check(Box::new(same.nullable()));
    }
    if let Some(campaign) = filter.campaign.clone().filter(|_| open(Answered::Campaign)) {
        check(Box::new(unindexed(cases::campaign_id).eq(campaign)));
    }
    if let Some(bbox) = filter.bbox {
        let across = unindexed(cases::lon)
            .ge(bbox.west)
            .and(unindexed(cases::lon).le(bbox.east));
        let along = unindexed(cases::lat)
            .ge(bbox.south)
            .and(unindexed(cases::lat).le(bbox.north));
        check(Box::new(across.and(along).nullable()));
    }
    let bounded = |time| bounded(time, purpose);
    if let (Some(Micros(from)), Some(at)) = (filter.reported_from, bounded(Order::Reported)) {
        check(Box::new(at.ge(from)));
    }
    if let (Some(Micros(to)), Some(at)) = (filter.reported_to, bounded(Order::Reported)) {
        check(Box::new(at.lt(to)));
    }
    if let (true, Some(at)) = (filter.overdue, bounded(Order::Deadline)) {
        check(Box::new(at.lt(search.now.0)));
    }
    if let Some(light) = filter.light {
        check(shows(light, search.now.0));
    }
    if let Some(pattern) = search.pattern() {
        // Both sides by the engine, so that a text is found by itself whatever the engine knows of letters.
        let described = lower(cases::description).like(lower(pattern.clone()));
        let addressed = lower(cases::address).like(lower(pattern));
        let (described, addressed) = (described.escape('\\'), addressed.escape('\\'));
        check(Box::new(described.or(addressed).nullable()));
    }
    wanted
}

/// The time a bound is checked on: none where a page is ordered by it, since that bound is the page's own; hidden where a
/// page is ordered by another time.
fn bounded(time: Order, purpose: Purpose) -> Option<Instant> {
    match (purpose, time) {
        (Purpose::Page(order), _) if order == time => None,
        (Purpose::Page(_), Order::Reported) => {
            Some(Box::new(unindexed(cases::reported_at).nullable()))
        }
        (Purpose::Page(_), Order::Deadline) => Some(Box::new(unindexed(cases::deadline_at))),
        (Purpose::Count, Order::Reported) => Some(Box::new(cases::reported_at.nullable())),
        (Purpose::Count, Order::Deadline) => Some(Box::new(cases::deadline_at)),
    }
}

fn texts<Id: ToString>(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

pub(super) fn in_sight(sight: &Sight) -> Option<Predicate> {
    match sight {
        Sight::Everything => None,
        Sight::Within { unit, reporter } => {
            let there = unindexed(cases::street_id)
                .eq(unit.to_string())
                .or(unindexed(cases::district_id).eq(unit.to_string()));
            Some(Box::new(
                there.or(unindexed(cases::reporter_id)
                    .eq(reporter.to_string())
                    .nullable()),
            ))
        }
        Sight::Own { units, reporter } => {
            let ours = one_of(unindexed(cases::department_id), texts(units))
                .or(one_of(unindexed(cases::zone_unit_id), texts(units)));
            Some(Box::new(
                ours.or(unindexed(cases::reporter_id)
                    .eq(reporter.to_string())
                    .nullable()),
            ))
        }
    }
}

/// Leaves out what the branches before this one have matched already.
fn other_than(sight: &Sight, anchor: &Anchor) -> Vec<Predicate> {
    let not_department = |units: &[UnitId]| -> Predicate {
        let other = not(one_of(unindexed(cases::department_id), texts(units)));
        Box::new(
            unindexed(cases::department_id)
                .is_null()
                .nullable()
                .or(other),
        )
    };
    let not_zone_unit = |units: &[UnitId]| -> Predicate {
        let other = not(one_of(unindexed(cases::zone_unit_id), texts(units)));
        Box::new(
            unindexed(cases::zone_unit_id)
                .is_null()
                .nullable()
                .or(other),
        )
    };
    match (sight, anchor) {
        (Sight::Own { units, .. }, Anchor::ZoneUnit(_)) => vec![not_department(units)],
        (Sight::Own { units, .. }, Anchor::Reporter(_)) => {
            vec![not_department(units), not_zone_unit(units)]
        }
        (Sight::Within { unit, .. }, Anchor::Reporter(_)) => {
            let no_street = unindexed(cases::street_id)
                .is_null()
                .nullable()
                .or(unindexed(cases::street_id).ne(unit.to_string()));
            let no_district = unindexed(cases::district_id)
                .is_null()
                .nullable()
                .or(unindexed(cases::district_id).ne(unit.to_string()));
            vec![Box::new(no_street), Box::new(no_district)]
        }
        _ => Vec::new(),
    }
}

/// Red past the deadline, yellow from `yellow_at` on, green before; as of now, or of the handling.
pub(super) fn shows(light: Light, now: i64) -> Predicate {
    let moment = || coalesce(cases::handled_at, now);
    match light {
        Light::Green => Box::new(unindexed(cases::yellow_at).gt(moment().nullable())),
        Light::Yellow => Box::new(
            unindexed(cases::yellow_at)
                .le(moment().nullable())
                .and(unindexed(cases::deadline_at).ge(moment().nullable())),
        ),
        Light::Red => Box::new(unindexed(cases::deadline_at).lt(moment().nullable())),
    }
}
