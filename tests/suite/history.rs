//! Simulated weeks are real ones: every case's events chain and fold to its row, and nothing was refused.

use app::history::{Options, seed};
use harness::TestCity;
use harness::people::LEADER;
use harness::replay::rows_are_the_fold_of_events;
use mobile_api::case::{CaseQuery, CaseState};
use mobile_api::event::verify_chain;
use mobile_api::page::PageQuery;

const FRIDAY: &str = "2026-03-13T18:00+08:00";

#[tokio::test]
async fn a_seeded_city_holds_up_to_its_events() {
    let city = TestCity::at(FRIDAY).await;
    let app = city.app.clone().into_inner();
    let options = Options {
        cases_per_day: 6,
        ..Options::new(1, 5, app.clock.now())
    };
    let made = seed(&app, &options, &mut |_| {}).await.unwrap();
    assert_eq!(made.given_up, 0, "{made:?}");
    assert!(
        made.cases > 40 && made.photos > made.cases && made.rungs > 0,
        "{made:?}"
    );
    assert!(app.clock.now() >= options.until);
    assert_eq!(rows_are_the_fold_of_events(&city).await, made.cases);

    let leader = city.person(LEADER).await;
    let counts = leader.client.case_counts().await.unwrap();
    assert_eq!(counts.total as usize, made.cases);
    assert!(counts.by_state.closed > 20 && counts.by_state.closed < counts.total);
    let query = CaseQuery {
        state: Some("closed".into()),
        ..CaseQuery::default()
    };
    for case in leader.client.cases(&query).await.unwrap().items {
        assert_eq!(case.state, CaseState::Closed);
        let events = leader
            .client
            .case_events(case.id, &PageQuery::default())
            .await
            .unwrap();
        verify_chain(case.id, &events.items).unwrap();
    }
    let again = seed(&app, &options, &mut |_| {}).await.unwrap_err();
    assert!(again.to_string().contains("has cases already"), "{again}");
}
