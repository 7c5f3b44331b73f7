//! Simulated weeks are real ones: every case's events chain and fold to its row, and nothing was refused.

use cli::simulated::{Options, seed};
use harness::TestCity;
use harness::people::{LEADER, Person};
use harness::replay::rows_are_the_fold_of_events;
use mobile_api::campaign::{CampaignQuery, CampaignState};
use mobile_api::case::{CaseQuery, CaseState};
use mobile_api::event::verify_chain;
use mobile_api::page::PageQuery;
use mobile_api::visit::{Visit, VisitQuery};

const FRIDAY: &str = "2026-03-13T18:00+08:00";

#[tokio::test]
async fn a_seeded_city_holds_up_to_its_events() {
    let city = TestCity::at(FRIDAY).await;
    let app = city.app.clone().into_inner();
    // So many that the campaign of some days in one district, too, gets reports.
    let options = Options {
        cases_per_day: 8,
        ..Options::new(3, 5, app.clock.now())
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
    let visits = every_visit(&leader).await;
    assert_eq!(visits.len(), made.visits);
    assert!(visits.iter().all(|visit| visit.ended_at.is_some()));
    for (what, holds) in [
        (
            "found something",
            visits.iter().any(|visit| visit.findings > 0),
        ),
        (
            "found nothing",
            visits.iter().any(|visit| visit.findings == 0),
        ),
        (
            "left a track",
            visits.iter().any(|visit| visit.track_points > 5),
        ),
    ] {
        assert!(holds, "no visit {what}");
    }
    let campaigns = leader.client.campaigns(&CampaignQuery::default()).await;
    let campaigns = campaigns.unwrap().items;
    let mut states: Vec<_> = campaigns.iter().map(|campaign| campaign.state).collect();
    states.sort_unstable();
    assert_eq!(states, [CampaignState::Running, CampaignState::Over]);
    for campaign in campaigns {
        let progress = campaign.progress;
        assert!(progress.cases.reported > 0, "{progress:?}");
        assert!(progress.zones_visited > 0 && progress.zones_visited < progress.zones);
    }
    let again = seed(&app, &options, &mut |_| {}).await.unwrap_err();
    assert!(again.to_string().contains("has cases already"), "{again}");
}

async fn every_visit(reader: &Person) -> Vec<Visit> {
    let mut query = VisitQuery {
        limit: Some(200),
        ..VisitQuery::default()
    };
    let mut found = vec![];
    loop {
        let page = reader.client.visits(&query).await.unwrap();
        found.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return found,
        }
    }
}
