//! How a search is carried out: as branches, each of which one index can walk in the wanted order.
//! The most selective part of the search is the anchor of its branches; the rest is checked row by row.

use diesel::BoxableExpression;
use diesel::dsl::not;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use domain::id::{UnitId, UserId};

use super::list::Order;
use super::search::{ENDED, Light, Search, Sight};
use crate::conn::Backend;
use crate::dialect::{one_of, unindexed};
use crate::schema::cases;

/// More cells than this and the box is most of the city: walking by time finds enough of it soon.
const MOST_CELLS: usize = 64;

pub(super) type Predicate =
    Box<dyn BoxableExpression<cases::table, Backend, SqlType = Nullable<Bool>>>;

diesel::define_sql_function!(fn coalesce(first: Nullable<BigInt>, second: BigInt) -> BigInt);
diesel::define_sql_function!(fn lower(text: Text) -> Text);

/// What an index is entered by.
#[derive(Clone, Debug, PartialEq)]
enum Anchor {
    City,
    Number(String),
    Zone(String),
    Cell(i64),
    Department(String),
    ZoneUnit(String),
    Street(String),
    District(String),
    Reporter(String),
    Campaign(String),
    Category(String, String),
}

/// The part of the search that the anchors answer for, so that it is not checked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answered {
    Nothing,
    Zones,
    Departments,
    Sight,
    Streets,
    Districts,
    Reporter,
    Campaign,
    Category,
}

struct Plan {
    anchors: Vec<Anchor>,
    answered: Answered,
    /// These anchors' indexes have the state before the time, so each state is a branch of its own.
    by_state: bool,
}

/// Predicates that together match what the search matches. A row may match several, unless `apart`.
pub(super) fn branches(search: &Search, order: Order) -> Vec<Predicate> {
    predicates(search, order, false)
}

/// As `branches`, but no row matches two of them: for counting.
pub(super) fn branches_apart(search: &Search) -> Vec<Predicate> {
    predicates(search, Order::Reported, true)
}

fn predicates(search: &Search, order: Order, apart: bool) -> Vec<Predicate> {
    let plan = plan(search, order);
    let states = search.states();
    let mut predicates = Vec::new();
    for anchor in &plan.anchors {
        if plan.by_state {
            for state in &states {
                let entered = and(
                    at_anchor(anchor),
                    Box::new(cases::state.eq(*state).nullable()),
                );
                predicates.push(narrow(entered, search, &plan, anchor, apart));
            }
        } else if !states.is_empty() {
            let entered = and(
                at_anchor(anchor),
                Box::new(one_of(
                    unindexed(cases::state),
                    states.iter().map(|state| state.to_string()).collect(),
                )),
            );
            predicates.push(narrow(entered, search, &plan, anchor, apart));
        }
    }
    predicates
}

/// From the most selective to the least.
fn plan(search: &Search, order: Order) -> Plan {
    let filter = &search.filter;
    let by_state = |answered, anchors| Plan {
        anchors,
        answered,
        by_state: true,
    };
    let by_time = |answered, anchors| Plan {
        anchors,
        answered,
        by_state: false,
    };
    // Cases still open are few, so walking them is cheap; only among the ended ones does a category or campaign narrow more.
    let among_ended =
        order == Order::Reported && search.states().iter().any(|state| ENDED.contains(state));

    if let Some(number) = search.number() {
        return by_time(Answered::Nothing, vec![Anchor::Number(number.to_owned())]);
    }
    if let Some(zones) = &filter.zones {
        return by_state(Answered::Zones, each(zones, Anchor::Zone));
    }
    if let Some(reporter) = filter.reporter {
        return by_state(
            Answered::Reporter,
            vec![Anchor::Reporter(reporter.to_string())],
        );
    }
    if let Some(cells) = filter.bbox.and_then(|bbox| bbox.cells(MOST_CELLS))
        && order == Order::Reported
    {
        return by_time(
            Answered::Nothing,
            cells.into_iter().map(Anchor::Cell).collect(),
        );
    }
    if let Some(departments) = &filter.departments {
        return by_state(Answered::Departments, each(departments, Anchor::Department));
    }
    if let Sight::Own { units, reporter } = &search.sight {
        return by_state(Answered::Sight, own(units, *reporter));
    }
    if let Some(streets) = &filter.streets {
        return by_state(Answered::Streets, each(streets, Anchor::Street));
    }
    if let Some(campaign) = &filter.campaign
        && among_ended
    {
        return by_time(Answered::Campaign, vec![Anchor::Campaign(campaign.clone())]);
    }
    if let Some(category) = &filter.category
        && among_ended
    {
        return by_time(
            Answered::Category,
            vec![Anchor::Category(
                category.scheme.clone(),
                category.code.clone(),
            )],
        );
    }
    if let Sight::Within { unit, reporter } = &search.sight {
        let anchors = vec![
            Anchor::Street(unit.to_string()),
            Anchor::District(unit.to_string()),
            Anchor::Reporter(reporter.to_string()),
        ];
        return by_state(Answered::Sight, anchors);
    }
    if let Some(districts) = &filter.districts {
        return by_state(Answered::Districts, each(districts, Anchor::District));
    }
    by_state(Answered::Nothing, vec![Anchor::City])
}

fn each<Id: ToString>(ids: &[Id], anchor: fn(String) -> Anchor) -> Vec<Anchor> {
    let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().map(anchor).collect()
}

fn own(units: &[UnitId], reporter: UserId) -> Vec<Anchor> {
    let mut anchors = each(units, Anchor::Department);
    anchors.extend(each(units, Anchor::ZoneUnit));
    anchors.push(Anchor::Reporter(reporter.to_string()));
    anchors
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
    apart: bool,
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
    } else if apart {
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
    if let Some(from) = filter.reported_from {
        check(Box::new(cases::reported_at.ge(from.0).nullable()));
    }
    if let Some(to) = filter.reported_to {
        check(Box::new(cases::reported_at.lt(to.0).nullable()));
    }
    if filter.overdue {
        check(Box::new(cases::deadline_at.lt(search.now.0)));
    }
    if let Some(light) = filter.light {
        check(shows(light, search.now.0));
    }
    if let Some(pattern) = search.pattern() {
        let described = lower(cases::description).like(pattern.clone()).escape('\\');
        let addressed = lower(cases::address).like(pattern).escape('\\');
        check(Box::new(described.or(addressed).nullable()));
    }
    wanted
}

fn texts<Id: ToString>(ids: &[Id]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn in_sight(sight: &Sight) -> Option<Predicate> {
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
