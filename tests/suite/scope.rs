//! A right reaches no further than the part of the city its holder is given: lists, campaigns, visits, cases, accounts.

use harness::answer::refused;
use harness::people::{
    ADMIN, DISPATCHER, GULOU_INSPECTOR, LEADER, LIN, Person, WANGCHUAN_DISPATCHER, Who,
};
use harness::place::{COMPOUND, JIEFANG_ROAD, MARKET, RENMIN_ROAD};
use harness::raw::Raw;
use harness::sighting::illegal_ad;
use harness::staff::{
    DISTRICT_ADMIN, DISTRICT_LEADER, OTHER_DISPATCHER, STREET_ADMIN, STREET_LEADER,
};
use harness::{TestCity, ask, days};
use mobile_api::action::Action;
use mobile_api::auth::Permission;
use mobile_api::campaign::CampaignRequest;
use mobile_api::error::Code;
use mobile_api::time::Time;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::patrol::{MONDAY, campaign, visit};

async fn city() -> TestCity {
    let city = TestCity::at(MONDAY).await;
    city.hires_staff_of_its_parts().await;
    city
}

#[tokio::test]
async fn the_citys_list_is_signed_by_those_who_have_the_city() {
    let city = city().await;
    let leader = city.signed_in(LEADER).await;
    let build = json!({"board": "department", "period": "2025-W10"});
    let list = format!("/api/v1/rankings/{}", Uuid::now_v7());
    let parts = [
        STREET_LEADER,
        DISTRICT_LEADER,
        STREET_ADMIN,
        DISTRICT_ADMIN,
        WANGCHUAN_DISPATCHER,
    ];
    let all_refused = async |status: u16, calls: &[(&str, &str, Value)]| {
        for who in parts {
            let raw = city.signed_in(who).await;
            for (method, path, body) in calls {
                let answer = match *method {
                    "PUT" => raw.put(path, body).await,
                    "POST" => raw.post(path, body).await,
                    _ => raw.get(path).await,
                };
                assert_eq!(answer.status, status, "{who:?} {method} {path}");
            }
        }
    };
    let step = |name: &str| format!("{list}/{name}");
    let own = format!("/api/v1/rankings/{}", Uuid::now_v7());
    all_refused(403, &[("PUT", &own, build.clone())]).await;
    assert_eq!(leader.put(&list, &build).await.status, 201);
    all_refused(404, &[("GET", &list, json!(null))]).await;
    all_refused(403, &[("POST", &step("review"), json!({}))]).await;
    assert_eq!(leader.post(&step("review"), &json!({})).await.status, 200);
    all_refused(403, &[("POST", &step("publish"), json!({}))]).await;
    assert_eq!(leader.post(&step("publish"), &json!({})).await.status, 200);
    let correct = json!({"id": Uuid::now_v7(), "reason": "漏计"});
    all_refused(403, &[("POST", &step("correct"), correct)]).await;
    // Read it they may, and nothing offers them to change it.
    for who in parts {
        let read = city.signed_in(who).await.get(&list).await;
        assert_eq!(read.status, 200, "{who:?}");
        assert_eq!(read.json()["available_actions"], json!([]), "{who:?}");
    }
}

#[tokio::test]
async fn nobody_is_told_of_a_right_they_do_not_have() {
    let city = city().await;
    let permissions = async |who: Who| city.person(who).await.me.permissions;
    let signs = [
        Permission::ReadDrafts,
        Permission::BuildRankings,
        Permission::ReviewRankings,
        Permission::PublishRankings,
        Permission::CorrectRankings,
        Permission::ManageReference,
    ];
    for who in [STREET_LEADER, STREET_ADMIN, WANGCHUAN_DISPATCHER] {
        let told = permissions(who).await;
        assert!(
            !told.iter().any(|one| signs.contains(one)),
            "{who:?}: {told:?}"
        );
        assert!(told.contains(&Permission::ManageCampaigns), "{who:?}");
    }
    assert!(
        permissions(LEADER)
            .await
            .contains(&Permission::PublishRankings)
    );
    assert!(
        permissions(STREET_ADMIN)
            .await
            .contains(&Permission::ManageUsers)
    );
}

#[tokio::test]
async fn a_campaign_is_written_by_those_whose_part_holds_all_of_it_before_and_after() {
    let city = city().await;
    let now = city.now();
    let of = |zones: &[&str], districts: &[&str], version: Option<i64>| CampaignRequest {
        zones: zones.iter().map(|zone| (*zone).into()).collect(),
        districts: districts.iter().map(|code| (*code).into()).collect(),
        expected_version: version,
        ..campaign(now, Time(now.0 + days(7).0))
    };
    let tries = async |who: Who, id: Uuid, body: &CampaignRequest| {
        let raw = city.signed_in(who).await;
        let answer = raw
            .put(&format!("/api/v1/campaigns/{id}"), &json!(body))
            .await;
        answer.status
    };
    let (ours, theirs) = (JIEFANG_ROAD.zone, RENMIN_ROAD.zone);
    for (who, body, status) in [
        (WANGCHUAN_DISPATCHER, of(&[ours], &[], None), 201),
        (WANGCHUAN_DISPATCHER, of(&[], &["wangchuan"], None), 201),
        (WANGCHUAN_DISPATCHER, of(&[ours, theirs], &[], None), 403),
        (WANGCHUAN_DISPATCHER, of(&[], &["qinglan"], None), 403),
        (WANGCHUAN_DISPATCHER, of(&[], &[], None), 403),
        (STREET_LEADER, of(&[ours], &[], None), 201),
        (STREET_LEADER, of(&[], &["wangchuan"], None), 403),
        (STREET_LEADER, of(&[], &[], None), 403),
        (DISPATCHER, of(&[], &[], None), 201),
    ] {
        assert_eq!(
            tries(who, Uuid::now_v7(), &body).await,
            status,
            "{who:?} {body:?}"
        );
    }
    let id = Uuid::now_v7();
    assert_eq!(
        tries(OTHER_DISPATCHER, id, &of(&[theirs], &[], None)).await,
        201
    );
    // Neither rewritten, nor fetched over, nor widened.
    let fetched = of(&[ours], &[], Some(1));
    assert_eq!(tries(WANGCHUAN_DISPATCHER, id, &fetched).await, 403);
    let renamed = CampaignRequest {
        name: "改名".into(),
        ..of(&[theirs], &[], Some(1))
    };
    assert_eq!(tries(WANGCHUAN_DISPATCHER, id, &renamed).await, 403);
    assert_eq!(
        tries(OTHER_DISPATCHER, id, &of(&[ours, theirs], &[], Some(1))).await,
        403
    );
    assert_eq!(tries(OTHER_DISPATCHER, id, &renamed).await, 200);
    for (who, may) in [
        (WANGCHUAN_DISPATCHER, false),
        (OTHER_DISPATCHER, true),
        (DISPATCHER, true),
    ] {
        let seen = city.client(who).await.campaign(id).await.unwrap();
        assert_eq!(!seen.permissions.is_empty(), may, "{who:?}");
    }
}

#[tokio::test]
async fn a_visit_is_made_in_the_part_one_is_given() {
    let city = city().await;
    let inspector = city.person(GULOU_INSPECTOR).await;
    for (place, told) in [(MARKET, true), (JIEFANG_ROAD, false)] {
        let body = visit(&inspector, place, city.now()).await;
        let made = inspector.client.put_visit(Uuid::now_v7(), &body).await;
        match told {
            true => assert!(made.is_ok(), "{made:?}"),
            false => drop(refused(made, Code::Forbidden)),
        }
    }
}

#[tokio::test]
async fn whoever_reported_elsewhere_looks_on_and_does_not_decide() {
    let city = city().await;
    let desk = city.person(WANGCHUAN_DISPATCHER).await;
    let case = desk.reports(illegal_ad().at(COMPOUND)).await;
    assert_eq!(desk.sees(&case).await.available_actions, [Action::Comment]);
    for request in [
        ask::dispatch(&case, "huanwei"),
        ask::suspend(&case),
        ask::void(&case, None),
        ask::remind(&case),
    ] {
        refused(desk.tries(&case, request).await, Code::Forbidden);
    }
    desk.comments(&case, "请尽快处理").await;
    let here = city.person(LIN).await.reports(illegal_ad()).await;
    desk.reminds(&here).await;
}

#[tokio::test]
async fn coverage_is_told_of_the_part_one_is_given() {
    let city = city().await;
    let routes = fixtures::files::routes_csv();
    let without_ads: Vec<&str> = routes
        .lines()
        .filter(|line| !line.contains("02-"))
        .collect();
    let file = without_ads.join("\n");
    city.imports(app::action::city::import::Kind::Routes, file)
        .await;
    let zones = async |who: Who| {
        let raw = city.signed_in(who).await;
        let answer = raw.get("/api/v1/coverage?limit=200").await.json();
        let items = answer["items"].as_array().unwrap().clone();
        let codes = items.iter().map(|gap| gap["zone"]["code"].to_string());
        codes.collect::<std::collections::BTreeSet<_>>()
    };
    let (all, ours) = (zones(DISPATCHER).await, zones(STREET_LEADER).await);
    assert!(!ours.is_empty() && ours.len() < all.len(), "{ours:?}");
    assert!(ours.is_subset(&zones(DISTRICT_LEADER).await));
}

#[tokio::test]
async fn an_administrator_of_a_part_gives_nothing_beyond_it() {
    let city = city().await;
    let import = async |who: Who, line: &str| {
        let raw: Raw = city.signed_in(who).await;
        let file = format!("username,display_name,role,unit,scope\n{line}\n");
        let path = "/api/v1/users/import";
        raw.post_bytes(path, "text/csv", file.into_bytes()).await
    };
    let street = "wangchuan-songlin";
    for (line, at) in [
        (format!("{},改,admin,{street},", STREET_ADMIN.0), "/0/scope"),
        (
            format!("{},改,admin,{street},wangchuan", STREET_ADMIN.0),
            "/0/scope",
        ),
        ("new-one,新,admin,,".to_owned(), "/0/scope"),
        (format!("new-one,新,leader,{street},wangchuan"), "/0/scope"),
        (
            format!("new-one,新,inspector,chengguan,{street}"),
            "/0/unit",
        ),
        (
            format!("{},改,leader,{street},{street}", ADMIN.0),
            "/0/username",
        ),
        (
            format!("{},改,inspector,{street},{street}", LIN.0),
            "/0/username",
        ),
    ] {
        let answer = import(STREET_ADMIN, &line).await;
        answer.refused_at(Code::Forbidden, &[at]);
    }
    let made = import(
        STREET_ADMIN,
        &format!("new-one,新,inspector,{street},{street}"),
    )
    .await;
    assert_eq!(made.status, 200, "{}", made.text());
    let raised = import(
        DISTRICT_ADMIN,
        &format!("new-one,新,dispatcher,{street},wangchuan"),
    )
    .await;
    assert_eq!(raised.status, 200, "{}", raised.text());
    // Out of the street's hands now.
    let back = import(
        STREET_ADMIN,
        &format!("new-one,新,inspector,{street},{street}"),
    )
    .await;
    back.refused_at(Code::Forbidden, &["/0/username"]);
    for narrowed in [
        "admin,系统管理员,admin,wenming,qinglan",
        "admin,系统管理员,leader,wenming,",
    ] {
        let answer = import(ADMIN, narrowed).await;
        answer.refused(Code::ImportInvalid);
    }
    let still: Person = city.person(ADMIN).await;
    assert!(still.me.permissions.contains(&Permission::ManageReference));
}
