//! Lists and counts: pages that fit together, filters that filter, numbers that agree with the lists.

use std::collections::BTreeSet;

use harness::people::{CHENGGUAN, DISPATCHER, GULOU, GULOU_INSPECTOR, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, MARKET, RENMIN_ROAD};
use harness::sighting::{Sighting, illegal_ad, rubbish};
use harness::{TestCity, hours};
use mobile_api::case::{Case, CaseCounts, CaseQuery, CaseSort, CaseState, Light};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::page::Page;
use uuid::Uuid;

use super::MONDAY;

#[tokio::test]
async fn pages_follow_each_other_while_cases_come_and_go() {
    let city = TestCity::at(MONDAY).await;
    let (lin, dispatcher) = (city.person(LIN).await, city.person(DISPATCHER).await);
    let photo = lin.uploads(harness::picture::fresh()).await;
    let mut there: Vec<Uuid> = vec![];
    for _ in 0..23 {
        there.push(one(&lin, photo).await.id);
    }
    there.reverse();

    let mut query = CaseQuery {
        limit: Some(5),
        ..CaseQuery::default()
    };
    let mut seen: Vec<Uuid> = vec![];
    let mut pages = 0;
    loop {
        let page = lin.client.cases(&query).await.unwrap();
        seen.extend(page.items.iter().map(|case| case.id));
        pages += 1;
        // Meanwhile somebody reports, and a case of a page to come changes.
        one(&lin, photo).await;
        if let Some(next) = there.get(seen.len() + 1) {
            let case = dispatcher.client.case(*next).await.unwrap();
            dispatcher.comments(&case, "看一下").await;
        }
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => break,
        }
    }
    assert_eq!(
        seen, there,
        "newest first, none twice, none missed, none of the newcomers"
    );
    assert_eq!(pages, 5);
}

#[tokio::test]
async fn the_most_urgent_come_first_and_those_without_a_deadline_last() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let nowhere = harness::place::outside_by(300.0);
    let nowhere = harness::place::raw(nowhere, domain::position::Crs::Wgs84);
    let undecided = lin
        .reports(illegal_ad().from(nowhere).showing(&[photo]))
        .await;
    let first = one(&lin, photo).await;
    city.time_passes(hours(1));
    let second = one(&lin, photo).await;
    let urgent = lin
        .reports(harness::sighting::collapsed_road().showing(&[photo]))
        .await;
    for limit in [1, 2, 50] {
        let query = CaseQuery {
            sort: Some(CaseSort::Deadline),
            limit: Some(limit),
            ..CaseQuery::default()
        };
        let order: Vec<Uuid> = all(&lin, query)
            .await
            .into_iter()
            .map(|case| case.id)
            .collect();
        assert_eq!(
            order,
            [urgent.id, first.id, second.id, undecided.id],
            "by {limit}"
        );
    }
}

#[tokio::test]
async fn a_cursor_continues_its_own_list_only() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    one(&lin, photo).await;
    one(&lin, photo).await;
    let mut query = CaseQuery {
        limit: Some(1),
        ..CaseQuery::default()
    };
    query.cursor = lin.client.cases(&query).await.unwrap().next_cursor;
    query.sort = Some(CaseSort::Deadline);
    let other = lin.client.cases(&query).await;
    harness::answer::refused_at(other, Code::CursorInvalid, &["?cursor"]);
}

/// Seven cases, one for each state, in three zones.
struct Seven {
    city: TestCity,
    lin: Person,
}

async fn seven() -> Seven {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let (dispatcher, chengguan) = (city.person(DISPATCHER).await, city.person(CHENGGUAN).await);
    let sun = city.person(SUN).await;
    let photo = lin.uploads(harness::picture::fresh()).await;
    let at = |number| illegal_ad().at(JIEFANG_ROAD.spot(number)).showing(&[photo]);
    let report = |sighting: Sighting| lin.reports(sighting);
    chengguan.returns(&report(at(0)).await).await;
    report(at(1).described("旧电线杆，编号 100%_A，ＡＢＣ超市旁，Äpfel")).await;
    chengguan.accepts(&report(at(2)).await).await;
    chengguan.handles(&report(at(3)).await).await;
    sun.passes(
        &chengguan
            .handles(&report(illegal_ad().at(JIEFANG_ROAD).showing(&[photo])).await)
            .await,
    )
    .await;
    dispatcher
        .suspends(&report(rubbish().at(RENMIN_ROAD).showing(&[photo])).await)
        .await;
    dispatcher
        .voids(&report(rubbish().at(MARKET).showing(&[photo])).await)
        .await;
    Seven { city, lin }
}

#[tokio::test]
async fn every_filter_narrows_the_list_and_the_counts_alike() {
    let Seven { city, lin } = seven().await;
    let counts = lin.client.case_counts().await.unwrap();
    let states = counts.by_state.clone();
    assert_eq!(counts.total, 7);
    for (state, count) in [
        (CaseState::Reported, states.reported),
        (CaseState::Dispatched, states.dispatched),
        (CaseState::Accepted, states.accepted),
        (CaseState::Handled, states.handled),
        (CaseState::Closed, states.closed),
        (CaseState::Suspended, states.suspended),
        (CaseState::Voided, states.voided),
    ] {
        assert_eq!(count, 1, "{state:?}");
        assert_eq!(found(&lin, &format!("state={}", state.name())).await, 1);
    }
    let far = JIEFANG_ROAD.spot(1).point();
    let bbox = |d: f64| {
        format!(
            "bbox={},{},{},{}",
            far.lon - d,
            far.lat - d,
            far.lon + d,
            far.lat + d
        )
    };
    let number = "q=20260302-0002";
    for (query, expected) in [
        ("state=dispatched,accepted", 2),
        ("department=chengguan", 5),
        ("department=huanwei", 1),
        ("zone=jiefang-east", 5),
        ("zone=market-1", 1),
        ("street=qinglan-gulou", 2),
        ("street=wangchuan-songlin", 5),
        ("category=GBT30428-2013-event:01-02", 2),
        ("category=02-01", 5),
        ("category=02-01&street=qinglan-gulou", 0),
        ("light=green", 3),
        ("light=red", 0),
        ("overdue=true", 0),
        ("reported_from=2026-03-02T09:00:00%2B08:00", 7),
        ("reported_to=2026-03-02T09:00:00%2B08:00", 0),
        ("bbox=0,0,1,1", 0),
        ("bbox=105,34,106,35", 7),
        (&bbox(0.00001), 1),
        ("q=%E7%94%B5%E7%BA%BF%E6%9D%86", 1),
        ("q=100%25_A", 1),
        // Large and small letters are alike, those of full width and of other languages too.
        ("q=%EF%BC%A1%EF%BC%A2%EF%BC%A3%E8%B6%85%E5%B8%82", 1),
        ("q=%EF%BD%81%EF%BD%82%EF%BD%83%E8%B6%85%E5%B8%82", 1),
        ("q=%C3%A4PFEL", 1),
        // Signs that mean something to a database mean nothing here.
        ("q=%25", 1),
        ("q=_A", 1),
        ("q=%E7%94%B5%25%E6%9D%86", 0),
        (number, 1),
        ("q=nothing%20like%20this", 0),
    ] {
        assert_eq!(found(&lin, query).await, expected, "{query}");
    }

    city.advance(hours(25)).await;
    let lin = city.person(LIN).await;
    assert_eq!(
        found(&lin, "overdue=true").await,
        2,
        "dispatched and accepted"
    );
    assert_eq!(found(&lin, "light=red").await, 2);
    assert_eq!(
        found(&lin, "light=green").await,
        1,
        "the handled one, as it was then"
    );
}

#[tokio::test]
async fn what_waits_for_me_is_mine_to_do() {
    let Seven { city, lin } = seven().await;
    for (who, states) in [
        (CHENGGUAN, vec![CaseState::Dispatched, CaseState::Accepted]),
        (DISPATCHER, vec![CaseState::Reported, CaseState::Handled]),
        (LIN, vec![CaseState::Handled]),
        (GULOU, vec![]),
    ] {
        let person = city.person(who).await;
        let query = CaseQuery {
            assigned_to_me: Some(true),
            ..CaseQuery::default()
        };
        let waiting = all(&person, query).await;
        let theirs: BTreeSet<CaseState> = waiting.iter().map(|case| case.state).collect();
        assert_eq!(theirs, states.iter().copied().collect(), "{}", who.0);
        assert_eq!(waiting.len(), states.len());
        assert_eq!(found(&person, "assigned_to_me=true").await, states.len());
    }
    drop(lin);
}

#[tokio::test]
async fn the_list_shows_what_the_page_of_a_case_shows() {
    let Seven { city: _city, lin } = seven().await;
    for listed in all(&lin, CaseQuery::default()).await {
        let mut whole = lin.sees(&listed).await;
        // Looking for neighbours costs a search for each row: the case's own page does it.
        whole.possible_duplicates.clear();
        // So does naming the other cases with the same picture.
        for photo in &mut whole.photos {
            photo.other_cases.clear();
        }
        assert_eq!(listed, whole);
    }
}

#[tokio::test]
async fn a_count_refuses_what_a_list_refuses() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.signed_in(LIN).await;
    for (query, code) in [
        ("limit=0", Code::InvalidParameter),
        ("limit=201", Code::InvalidParameter),
        ("cursor=", Code::CursorInvalid),
        ("cursor=abc", Code::CursorInvalid),
    ] {
        for path in ["/api/v1/cases", "/api/v1/cases/counts"] {
            lin.get(&format!("{path}?{query}")).await.refused(code);
        }
    }
}

#[tokio::test]
async fn a_reader_counts_what_a_reader_sees() {
    let Seven { city, lin: _lin } = seven().await;
    for (who, expected) in [(LIN, 7), (GULOU_INSPECTOR, 2), (CHENGGUAN, 6), (GULOU, 0)] {
        let person = city.person(who).await;
        let listed = all(&person, CaseQuery::default()).await.len();
        let counts = person.client.case_counts().await.unwrap();
        assert_eq!(
            (listed, counts.total),
            (expected, expected as u64),
            "{}",
            who.0
        );
    }
}

#[tokio::test]
async fn lights_are_counted_where_a_clock_runs() {
    let Seven { city, lin } = seven().await;
    let by_light = lin.client.case_counts().await.unwrap().by_light;
    assert_eq!((by_light.green, by_light.yellow, by_light.red), (3, 0, 0));
    city.time_passes(hours(20));
    let lin = city.person(LIN).await;
    let by_light = lin.client.case_counts().await.unwrap().by_light;
    assert_eq!((by_light.green, by_light.yellow, by_light.red), (1, 2, 0));
    let yellow = CaseQuery {
        light: Some(Light::Yellow),
        ..CaseQuery::default()
    };
    assert!(
        all(&lin, yellow)
            .await
            .iter()
            .all(|case| case.light == Some(Light::Yellow))
    );
}

async fn one(person: &Person, photo: Sha256) -> Case {
    person.reports(illegal_ad().showing(&[photo])).await
}

/// Page by page to the end.
async fn all(person: &Person, mut query: CaseQuery) -> Vec<Case> {
    let mut cases = vec![];
    loop {
        let page = person.client.cases(&query).await.unwrap();
        cases.extend(page.items);
        match page.next_cursor {
            Some(cursor) => query.cursor = Some(cursor),
            None => return cases,
        }
    }
}

/// How many the list has, which is what the counts say as well.
async fn found(person: &Person, query: &str) -> usize {
    let list = person
        .raw
        .get(&format!("/api/v1/cases?limit=200&{query}"))
        .await;
    let page: Page<Case> = serde_json::from_slice(&list.body)
        .unwrap_or_else(|error| panic!("{query}: {error}: {}", list.text()));
    let counts = person
        .raw
        .get(&format!("/api/v1/cases/counts?{query}"))
        .await;
    let counts: CaseCounts = serde_json::from_slice(&counts.body).unwrap();
    assert_eq!(counts.total, page.items.len() as u64, "{query}");
    page.items.len()
}
