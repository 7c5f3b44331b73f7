//! 延期: asked for by the department, granted by a dispatcher once, by a leader from then on.

use harness::answer::refused;
use harness::people::{CHENGGUAN, DISPATCHER, LEADER, LIN, Person};
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours};
use mobile_api::action::Action;
use mobile_api::case::{Case, CaseState};
use mobile_api::error::Code;

use super::MONDAY;

#[tokio::test]
async fn a_granted_extension_moves_the_deadline_and_the_week_it_counts_in() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = lin.reports(illegal_ad()).await;
    let asked = chengguan.asks_for_hours(&case, 48).await;
    assert_eq!(
        (asked.deadline_at, asked.extension_count),
        (case.deadline_at, 0)
    );
    assert!(!asked.available_actions.contains(&Action::RequestExtension));

    // What is granted is the dispatcher's to say.
    let granted = dispatcher.grants(&asked, 12).await;
    assert_eq!(granted.extension_count, 1);
    assert_eq!(moved_hours(&case, &granted), 12);
    assert_eq!(granted.due_at, granted.deadline_at);
    city.time_passes(hours(30));
    assert_eq!(chengguan.handles(&granted).await.on_time, Some(true));
}

#[tokio::test]
async fn a_second_extension_is_the_leaders() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let (chengguan, leader) = (city.person(CHENGGUAN).await, city.person(LEADER).await);
    let case = lin.reports(illegal_ad()).await;
    let asked = chengguan.asks_for_hours(&case, 6).await;
    refused(
        leader.tries(&asked, ask::grant(&asked, 6)).await,
        Code::Forbidden,
    );
    let granted = dispatcher.grants(&asked, 6).await;
    let again = chengguan.asks_for_hours(&granted, 6).await;
    refused(
        dispatcher.tries(&again, ask::grant(&again, 6)).await,
        Code::Forbidden,
    );
    refused(
        dispatcher.tries(&again, ask::refuse(&again)).await,
        Code::Forbidden,
    );
    assert!(!offered(&dispatcher, &again).await && offered(&leader, &again).await);
    let twice = leader.grants(&again, 6).await;
    assert_eq!((twice.extension_count, moved_hours(&case, &twice)), (2, 12));
}

#[tokio::test]
async fn a_refused_one_moves_nothing_and_may_be_asked_for_again() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = chengguan.accepts(&lin.reports(illegal_ad()).await).await;
    let refused_ = dispatcher
        .refuses(&chengguan.asks_for_hours(&case, 6).await)
        .await;
    assert_eq!(
        (refused_.state, refused_.extension_count),
        (CaseState::Accepted, 0)
    );
    assert_eq!(refused_.deadline_at, case.deadline_at);
    let again = chengguan.asks_for_hours(&refused_, 3).await;
    assert_eq!(moved_hours(&case, &dispatcher.grants(&again, 3).await), 3);
}

#[tokio::test]
async fn nothing_is_granted_that_nobody_asked_for() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let chengguan = city.person(CHENGGUAN).await;
    let case = lin.reports(illegal_ad()).await;
    refused(
        dispatcher.tries(&case, ask::grant(&case, 6)).await,
        Code::ActionNotAllowed,
    );
    refused(
        dispatcher.tries(&case, ask::refuse(&case)).await,
        Code::ActionNotAllowed,
    );
    let asked = chengguan.asks_for_hours(&case, 6).await;
    refused(
        chengguan.tries(&asked, ask::more_hours(&asked, 7)).await,
        Code::ActionNotAllowed,
    );
    assert_eq!(chengguan.sees(&case).await, asked);
}

async fn offered(person: &Person, case: &Case) -> bool {
    person
        .sees(case)
        .await
        .available_actions
        .contains(&Action::GrantExtension)
}

fn moved_hours(one: &Case, other: &Case) -> i64 {
    (other.deadline_at.unwrap().0 - one.deadline_at.unwrap().0) / 3_600_000_000
}
