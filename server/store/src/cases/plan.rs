//! By which index a search is entered: the most selective part of it is the anchor of its branches.
//! SQLite keeps no statistics here, so nothing is left to its guess; PostgreSQL is free to know better.

use domain::id::{UnitId, UserId};

use super::list::Order;
use super::search::{ENDED, LIT, Search, Sight};

/// More cells than this and the box is most of the city: walking by time finds enough of it soon.
const MOST_CELLS: usize = 64;
/// So many branches cost more than walking the whole city and leaving out what is not seen.
const MOST_BRANCHES: usize = 150;

/// What an index is entered by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Anchor {
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
pub(super) enum Answered {
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

/// What the branches are for. A page walks its own index in order: a bound on another time must not lead SQLite to another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Page(Order),
    Count,
}

pub(super) struct Plan {
    pub anchors: Vec<Anchor>,
    pub answered: Answered,
}

/// The states of one branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum States {
    /// The index has it before the time.
    One(&'static str),
    /// Checked as the index is walked.
    Some(Vec<&'static str>),
}

impl States {
    /// Whether the cases of this branch show a light. A branch for counting has only such that do, or only such that do not.
    pub fn lit(&self) -> bool {
        match self {
            States::One(state) => LIT.contains(state),
            States::Some(states) => states.iter().any(|state| LIT.contains(state)),
        }
    }
}

impl Anchor {
    /// How the states wanted are shared out among branches that enter here.
    pub fn parts(&self, states: &[&'static str], purpose: Purpose) -> Vec<States> {
        let each_state = || states.iter().map(|state| States::One(state)).collect();
        let together = || match states.is_empty() {
            true => Vec::new(),
            false => vec![States::Some(states.to_vec())],
        };
        match (self, purpose) {
            (Anchor::City, _) => each_state(),
            (
                Anchor::Number(_) | Anchor::Cell(_) | Anchor::Campaign(_) | Anchor::Category(..),
                _,
            )
            | (_, Purpose::Page(Order::Reported)) => together(),
            (_, Purpose::Page(Order::Deadline) | Purpose::Count) => each_state(),
        }
    }
}

/// From the most selective to the least, for those states of the search.
pub(super) fn plan(search: &Search, purpose: Purpose, states: &[&'static str]) -> Plan {
    let filter = &search.filter;
    let plan = |answered, anchors| Plan { anchors, answered };
    let by_deadline = purpose == Purpose::Page(Order::Deadline);
    // Cases still open are few: walking those of the whole city is cheaper than walking all of a district or a category.
    let few = states.iter().all(|state| !ENDED.contains(state));

    if let Some(number) = search.number() {
        return plan(Answered::Nothing, vec![Anchor::Number(number.to_owned())]);
    }
    if let Some(zones) = &filter.zones {
        return plan(Answered::Zones, each(zones, Anchor::Zone));
    }
    if let Some(reporter) = filter.reporter {
        return plan(
            Answered::Reporter,
            vec![Anchor::Reporter(reporter.to_string())],
        );
    }
    if let Some(cells) = filter.bbox.and_then(|bbox| bbox.cells(MOST_CELLS))
        && !by_deadline
    {
        return plan(
            Answered::Nothing,
            cells.into_iter().map(Anchor::Cell).collect(),
        );
    }
    if let Some(departments) = &filter.departments {
        return plan(Answered::Departments, each(departments, Anchor::Department));
    }
    if let Sight::Own { units, reporter } = &search.sight {
        let anchors = own(units, *reporter);
        if !by_deadline || anchors.len() * states.len() <= MOST_BRANCHES {
            return plan(Answered::Sight, anchors);
        }
    }
    if let Some(streets) = &filter.streets {
        return plan(Answered::Streets, each(streets, Anchor::Street));
    }
    if let Some(campaign) = &filter.campaign
        && !few
        && !by_deadline
    {
        return plan(Answered::Campaign, vec![Anchor::Campaign(campaign.clone())]);
    }
    if let Some(category) = &filter.category
        && !few
        && !by_deadline
    {
        let anchor = Anchor::Category(category.scheme.clone(), category.code.clone());
        return plan(Answered::Category, vec![anchor]);
    }
    if few && purpose == Purpose::Page(Order::Reported) {
        return plan(Answered::Nothing, vec![Anchor::City]);
    }
    if let Sight::Within { unit, reporter } = &search.sight {
        let anchors = vec![
            Anchor::Street(unit.to_string()),
            Anchor::District(unit.to_string()),
            Anchor::Reporter(reporter.to_string()),
        ];
        return plan(Answered::Sight, anchors);
    }
    if let Some(districts) = &filter.districts {
        return plan(Answered::Districts, each(districts, Anchor::District));
    }
    plan(Answered::Nothing, vec![Anchor::City])
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
