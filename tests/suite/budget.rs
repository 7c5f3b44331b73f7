//! How many statements the common requests may cost. One too many in a loop shows here before it shows in a city.

use harness::people::{CHENGGUAN, LIN, Person};
use harness::place::JIEFANG_ROAD;
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours, picture};
use mobile_api::case::{Case, CaseQuery};

const MONDAY: &str = "2026-03-02T09:00+08:00";

#[tokio::test]
async fn a_report_costs_the_same_however_many_there_are() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut costs = vec![];
    for number in 0..4 {
        let photo = lin.uploads(picture::fresh()).await;
        let sighting = illegal_ad().at(JIEFANG_ROAD.spot(number)).showing(&[photo]);
        costs.push(cost(&city, async || drop(lin.reports(sighting).await)).await);
    }
    assert!(costs[1..].iter().all(|cost| cost == &costs[1]), "{costs:?}");
    within(costs[1], REPORT, "a report");
}

#[tokio::test]
async fn an_action_costs_a_handful() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let case = lin.reports(illegal_ad()).await;
    let accept = cost(&city, async || drop(chengguan.accepts(&case).await)).await;
    within(accept, ACTION, "accepting");
    let accepted = lin.sees(&case).await;
    let photo = chengguan.uploads(picture::fresh()).await;
    let request = ask::handle(&accepted, &[photo]);
    let handle = cost(&city, async || {
        drop(chengguan.does(&accepted, request).await)
    })
    .await;
    within(handle, ACTION_WITH_PHOTO, "handling");
}

#[tokio::test]
async fn a_page_of_a_hundred_costs_what_a_page_of_two_costs() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    hundred_cases(&lin).await;
    let page = async |limit| {
        let query = CaseQuery {
            limit: Some(limit),
            ..CaseQuery::default()
        };
        let page = lin.client.cases(&query).await.unwrap();
        assert_eq!(page.items.len(), limit as usize);
    };
    let small = cost(&city, async || page(2).await).await;
    let large = cost(&city, async || page(100).await).await;
    assert_eq!(large, small);
    within(large, LIST, "a list");
    let counts = cost(&city, async || {
        lin.client.case_counts().await.unwrap();
    })
    .await;
    within(counts, COUNTS, "counts");
}

#[tokio::test]
async fn the_page_of_a_case_costs_a_handful_whatever_stands_around_it() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let alone = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(2))).await;
    let crowded = hundred_cases(&lin).await;
    let one = cost(&city, async || drop(lin.sees(&alone).await)).await;
    let many = cost(&city, async || drop(lin.sees(&crowded).await)).await;
    within(one.max(many), CASE_PAGE, "a case's page");
    let events = cost(&city, async || drop(lin.events(&crowded).await)).await;
    within(events, EVENTS, "a history");
}

#[tokio::test]
async fn the_ladder_costs_what_is_due_and_not_what_is_open() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    city.advance(hours(1)).await;
    let nothing_open = cost(&city, async || city.advance(hours(1)).await).await;
    hundred_cases(&lin).await;
    let nothing_due = cost(&city, async || city.advance(hours(1)).await).await;
    assert_eq!(nothing_due, nothing_open);

    let one = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    drop(one);
    city.advance(hours(9)).await;
    let hundred_due = cost(&city, async || city.advance(hours(3)).await).await;
    within(
        hundred_due,
        101 * RUNG + nothing_open + 8,
        "a hundred and one rungs",
    );
}

// What each costs today, and no more; lower them when it gets less.
/// One for how many this person has reported lately and one for whether this was the last, two for where else its picture
/// is (its bytes, and what is seen on it), one for doubts about the clock.
const REPORT: u64 = 23;
const ACTION: u64 = 14;
const ACTION_WITH_PHOTO: u64 = 19;
const LIST: u64 = 13;
const COUNTS: u64 = 10;
/// Two of them for a picture that is on other cases: which, and whether the reader sees them.
const CASE_PAGE: u64 = 12;
const EVENTS: u64 = 6;
const RUNG: u64 = 6;

#[track_caller]
fn within(cost: u64, budget: u64, what: &str) {
    eprintln!("{what}: {cost} of {budget}");
    assert!(
        cost <= budget,
        "{what} costs {cost} statements, {budget} are allowed"
    );
}

/// Statements run meanwhile.
async fn cost(city: &TestCity, work: impl AsyncFnOnce()) -> u64 {
    let meter = city.app.db.meter();
    let before = meter.statements();
    work().await;
    meter.statements() - before
}

/// All at the same place; the last one.
async fn hundred_cases(lin: &Person) -> Case {
    let photo = lin.uploads(picture::fresh()).await;
    let sighting = illegal_ad().showing(&[photo]);
    let mut last = lin.reports(sighting.clone()).await;
    for _ in 1..100 {
        last = lin.reports(sighting.clone()).await;
    }
    last
}
