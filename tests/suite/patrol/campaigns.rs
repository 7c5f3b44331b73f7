//! A campaign is set up once, changed by whoever has seen it as it is, and counts what reports and visits name it.

use domain::time::{days, hours};
use harness::TestCity;
use harness::answer::refused;
use harness::people::{CHENGGUAN, DISPATCHER, HUANWEI, LEADER, LIN, Person};
use harness::place::{JIEFANG_ROAD, MARKET, Place, RENMIN_ROAD};
use harness::sighting::{Sighting, illegal_ad, rubbish};
use mobile_api::campaign::{
    CampaignCases, CampaignPermission, CampaignQuery, CampaignState, ZoneProgress,
};
use mobile_api::case::{Case, CaseQuery};
use mobile_api::error::Code;
use mobile_api::time::Time;
use serde_json::json;
use uuid::Uuid;

use super::{MONDAY, campaign, ended, later, visit};

fn after(at: Time, span: domain::time::Span) -> Time {
    Time(at.0 + span.0)
}

async fn reports_for(who: &Person, campaign: Uuid, sighting: Sighting) -> Case {
    let mut report = who.report_of(sighting).await;
    report.campaign_id = Some(campaign);
    who.client.report(Uuid::now_v7(), &report).await.unwrap()
}

async fn visits_for(who: &Person, campaign: Uuid, place: Place, now: Time) {
    let mut body = ended(&visit(who, place, later(now, -10)).await, now);
    body.campaign_id = Some(campaign);
    who.client.put_visit(Uuid::now_v7(), &body).await.unwrap();
}

#[tokio::test]
async fn a_campaign_is_set_up_once_and_changed_by_who_has_seen_it() {
    let city = TestCity::at(MONDAY).await;
    let (desk, leader) = (city.person(DISPATCHER).await, city.person(LEADER).await);
    let (id, now) = (Uuid::now_v7(), city.now());
    let body = campaign(now, after(now, days(7)));
    let path = format!("/api/v1/campaigns/{id}");
    let made = desk.raw.put(&path, &json!(body)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let again = leader.raw.put(&path, &json!(body)).await;
    assert_eq!(
        (again.status, again.json()["version"].as_i64()),
        (200, Some(1))
    );

    let mut longer = body.clone();
    longer.to = after(now, days(14));
    refused(
        desk.client.put_campaign(id, &longer).await,
        Code::IdConflict,
    );
    longer.expected_version = Some(1);
    for _ in 0..2 {
        let changed = desk.client.put_campaign(id, &longer).await.unwrap();
        assert_eq!((changed.version, changed.to), (2, longer.to));
    }
    let mut renamed = body.clone();
    renamed.name = "蜘蛛网整治".into();
    renamed.expected_version = Some(1);
    let stale = leader.raw.put(&path, &json!(renamed)).await;
    let problem = stale.refused(Code::VersionConflict);
    assert_eq!(problem.current_version, Some(2));
    let kept = leader.client.campaign(id).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.version), ("牛皮癣整治", 2));
    assert_eq!(kept.permissions, [CampaignPermission::Edit]);
    let lin = city.person(LIN).await;
    let seen = lin.client.campaign(id).await.unwrap();
    assert!(seen.permissions.is_empty());
    refused(lin.client.put_campaign(id, &body).await, Code::Forbidden);
}

#[tokio::test]
async fn a_campaign_counts_the_cases_and_visits_that_name_it() {
    let city = TestCity::at(MONDAY).await;
    let (lin, desk) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let (chengguan, now) = (city.person(CHENGGUAN).await, city.now());
    let id = Uuid::now_v7();
    let body = campaign(now, after(now, days(7)));
    desk.client.put_campaign(id, &body).await.unwrap();
    let handled = reports_for(&lin, id, illegal_ad().at(JIEFANG_ROAD)).await;
    let closed = reports_for(&lin, id, illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    reports_for(&lin, id, illegal_ad().at(JIEFANG_ROAD.spot(2))).await;
    let voided = reports_for(&lin, id, rubbish().at(MARKET)).await;
    reports_for(&lin, id, rubbish().at(RENMIN_ROAD)).await;
    // Not for the campaign.
    lin.reports(illegal_ad().at(MARKET)).await;
    chengguan.handles(&handled).await;
    let closed = chengguan.handles(&closed).await;
    lin.passes(&closed).await;
    desk.voids(&voided).await;
    visits_for(&lin, id, MARKET, now).await;
    visits_for(&lin, id, RENMIN_ROAD, now).await;
    city.advance(hours(25)).await;

    let lin = city.person(LIN).await;
    let progress = lin.client.campaign(id).await.unwrap().progress;
    let counts = |reported, handled, closed, overdue| CampaignCases {
        reported,
        handled,
        closed,
        overdue,
    };
    assert_eq!(progress.cases, counts(4, 2, 1, 2));
    let by_category: Vec<(&str, CampaignCases)> = progress
        .by_category
        .iter()
        .map(|share| (share.category.code.as_str(), share.cases))
        .collect();
    let ads = ("02-01", counts(3, 2, 1, 1));
    assert_eq!(by_category, [ads, ("01-02", counts(1, 0, 0, 1))]);
    // 人民路 was visited and reported in, but is none of the campaign's zones.
    assert_eq!((progress.zones, progress.zones_visited), (2, 1));
    let by_zone = progress.by_zone.unwrap();
    let zone = |number: usize| {
        let zone = &by_zone[number];
        (
            zone.zone.code.as_str(),
            zone.cases,
            zone.visits,
            zone.last_visited_at,
        )
    };
    assert_eq!(zone(0), ("jiefang-east", counts(3, 2, 1, 1), Some(0), None));
    assert_eq!(
        zone(1),
        (
            "market-1",
            counts(0, 0, 0, 0),
            Some(1),
            Some(later(now, -10))
        )
    );

    // A department counts what it sees.
    let huanwei = city.person(HUANWEI).await;
    let theirs = huanwei
        .client
        .campaigns(&CampaignQuery::default())
        .await
        .unwrap();
    let theirs = &theirs.items[0].progress;
    assert_eq!((theirs.cases, &theirs.by_zone), (counts(1, 0, 0, 1), &None));
    // When somebody comes to look at its work, it does not learn.
    let shown = huanwei.client.campaign(id).await.unwrap().progress;
    let looked = |zone: &ZoneProgress| zone.visits.is_some() || zone.last_visited_at.is_some();
    assert!(!shown.by_zone.unwrap().iter().any(looked));
    let query = CaseQuery {
        campaign: Some(id),
        ..CaseQuery::default()
    };
    assert_eq!(lin.client.cases(&query).await.unwrap().items.len(), 5);
}

#[tokio::test]
async fn campaigns_are_listed_by_their_time() {
    let city = TestCity::at(MONDAY).await;
    let desk = city.person(DISPATCHER).await;
    let now = city.now();
    let mut made = vec![];
    for (from, to) in [(-9, -2), (-3, 4), (-1, 1), (2, 9)] {
        let id = Uuid::now_v7();
        let body = campaign(after(now, days(from)), after(now, days(to)));
        desk.client.put_campaign(id, &body).await.unwrap();
        made.push(id);
    }
    let listed = async |state, limit, cursor| {
        let query = CampaignQuery {
            limit,
            cursor,
            state,
        };
        let page = desk.client.campaigns(&query).await.unwrap();
        let number = |id: Uuid| made.iter().position(|known| *known == id).unwrap();
        let numbers: Vec<usize> = page.items.iter().map(|item| number(item.id)).collect();
        (numbers, page.next_cursor)
    };
    assert_eq!(listed(None, None, None).await.0, [3, 2, 1, 0]);
    assert_eq!(
        listed(Some(CampaignState::Planned), None, None).await.0,
        [3]
    );
    assert_eq!(
        listed(Some(CampaignState::Running), None, None).await.0,
        [2, 1]
    );
    assert_eq!(listed(Some(CampaignState::Over), None, None).await.0, [0]);
    let (first, cursor) = listed(None, Some(3), None).await;
    assert_eq!(first, [3, 2, 1]);
    assert_eq!(listed(None, Some(3), cursor).await, (vec![0], None));
}

#[tokio::test]
async fn a_campaign_of_the_whole_city_or_of_a_district_has_all_their_zones() {
    let city = TestCity::at(MONDAY).await;
    let desk = city.person(DISPATCHER).await;
    let now = city.now();
    let mut body = campaign(now, after(now, days(7)));
    let mut zones = vec![];
    for (named, districts) in [
        (vec![], vec![]),
        (vec![], vec!["wangchuan".to_owned()]),
        (
            vec![RENMIN_ROAD.zone.to_owned()],
            vec!["wangchuan".to_owned()],
        ),
    ] {
        body.zones = named;
        body.districts = districts;
        let made = desk.client.put_campaign(Uuid::now_v7(), &body).await;
        zones.push(made.unwrap().progress.zones);
    }
    assert!(zones[0] > zones[2], "{zones:?}");
    assert_eq!(zones[2], zones[1] + 1);
}

#[tokio::test]
async fn a_report_for_a_campaign_nobody_knows_is_refused() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let mut report = lin.report_of(illegal_ad()).await;
    report.campaign_id = Some(Uuid::now_v7());
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    let answer = lin.raw.put(&path, &json!(report)).await;
    answer.refused_at(Code::CampaignUnknown, &["/campaign_id"]);
}
