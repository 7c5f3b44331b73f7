//! Who looked is nobody's business outside inspection: a city in which somebody came in secret, and one in which a
//! colleague passed by as every day, answer those inspected byte for byte the same.

use harness::TestCity;
use harness::people::{ADMIN, CHENGGUAN, DISPATCHER, HUANWEI, LEADER, LIN, SUN, WEIBAN, Who};
use harness::place::SOUTH_RING;
use harness::sighting::illegal_ad;
use harness::{ask, days, picture};
use mobile_api::campaign::CampaignRequest;
use mobile_api::case::Mode;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::openapi::operations;
use crate::patrol::{campaign, ended, later, visit};

const CAMPAIGN: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001);
const CASE: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0002);
const VISIT: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0003);
const DRAFT: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0004);

/// How somebody looked.
struct Look {
    reporter: Who,
    verifier: Who,
    mode: Mode,
    /// Of the reporter, with that mode.
    visits: bool,
}

const EVERY_DAY: Look = Look {
    reporter: LIN,
    verifier: SUN,
    mode: Mode::Routine,
    visits: false,
};

/// Verified by whoever reported it, too, and has seen its picture.
const IN_SECRET: Look = Look {
    reporter: SUN,
    verifier: SUN,
    mode: Mode::Covert,
    visits: true,
};

/// Working for the department, in roles of those who look.
const OWN_INSPECTOR: Who = Who("chengguan-inspector");
const OWN_DISPATCHER: Who = Who("chengguan-dispatcher");

async fn with_their_own_inspection(city: &TestCity) {
    let made = city.app.db.write(|conn| {
        let accounts = [(OWN_INSPECTOR, "inspector"), (OWN_DISPATCHER, "dispatcher")];
        for (number, (who, role)) in accounts.into_iter().enumerate() {
            let colleague = store::users::by_username(conn, CHENGGUAN.0)?;
            let row = store::users::UserRow {
                id: domain::id::UserId(Uuid::from_u128(CASE.as_u128() + 100 + number as u128)),
                username: who.0.into(),
                display_name: who.0.into(),
                role: role.into(),
                ..colleague.ok_or(store::Error::NotFound)?
            };
            store::users::insert(conn, &row)?;
        }
        Ok::<_, store::Error>(())
    });
    made.await.unwrap();
}

/// A case from report to closing, with a rework, in a campaign. Everything happens at the same moments in every city.
async fn lived(look: Look) -> TestCity {
    let city = TestCity::at("2026-03-02T09:00+08:00").await;
    with_their_own_inspection(&city).await;
    let moment = |time: &str| format!("2026-03-02T{time}+08:00");
    let at = async |who: Who, time: &str| {
        city.set_clock(&moment(time));
        let person = city.person(who).await;
        city.set_clock(&moment(time));
        person
    };
    let photo = async |who: Who, time: &str, seed: u64| {
        at(who, time).await.uploads(picture::of_place(seed)).await
    };
    let desk = at(DISPATCHER, "09:00").await;
    let now = city.now();
    let push = CampaignRequest {
        zones: vec![SOUTH_RING.zone.into()],
        ..campaign(now, Time(now.0 + days(60).0))
    };
    desk.client.put_campaign(CAMPAIGN, &push).await.unwrap();
    if look.visits {
        let person = at(look.reporter, "09:20").await;
        let began = visit(&person, SOUTH_RING, later(city.now(), -10)).await;
        let mut told = ended(&began, city.now());
        (told.mode, told.campaign_id) = (look.mode, Some(CAMPAIGN));
        person.client.put_visit(VISIT, &told).await.unwrap();
    }
    let before = photo(look.reporter, "09:30", 901).await;
    let reporter = at(look.reporter, "09:31").await;
    let mut sighting = illegal_ad().at(SOUTH_RING).showing(&[before]);
    sighting.mode = look.mode;
    let mut report = reporter.report_of(sighting).await;
    (report.campaign_id, report.captured_at) = (Some(CAMPAIGN), now);
    let at_once = at(look.reporter, "09:32").await;
    let case = at_once.client.report(CASE, &report).await.unwrap();
    let case = at(look.reporter, "09:40")
        .await
        .comments(&case, "很明显")
        .await;
    let after = photo(CHENGGUAN, "10:00", 902).await;
    let handler = at(CHENGGUAN, "10:01").await;
    let case = handler.does(&case, ask::handle(&case, &[after])).await;
    let wrong = photo(look.verifier, "11:00", 903).await;
    let verifier = at(look.verifier, "11:01").await;
    let case = verifier
        .does(&case, ask::verify_fail(&case, &[wrong]))
        .await;
    let case = at(DISPATCHER, "11:30").await.reminds(&case).await;
    let again = photo(CHENGGUAN, "12:00", 904).await;
    let handler = at(CHENGGUAN, "12:01").await;
    let case = handler.does(&case, ask::handle(&case, &[again])).await;
    at(look.verifier, "13:00").await.passes(&case).await;
    let leader = at(LEADER, "14:00").await;
    let draft = json!({"board": "department", "period": "2026-W10"});
    let built = leader
        .raw
        .put(&format!("/api/v1/rankings/{DRAFT}"), &draft)
        .await;
    assert_eq!(built.status, 201, "{}", built.text());
    city
}

/// What this reader can ask for, with every route there is at least once.
fn addresses() -> Vec<String> {
    let at = SOUTH_RING.point();
    let (lon, lat) = (at.lon, at.lat);
    let photos = [901, 902, 903, 904].map(|seed| Sha256::of(&picture::of_place(seed)));
    let mut paths = vec![
        "/me".to_owned(),
        "/campaigns".into(),
        format!("/campaigns/{CAMPAIGN}"),
        "/cases".into(),
        "/cases?sort=deadline_at&state=closed".into(),
        format!("/cases?campaign={CAMPAIGN}"),
        "/cases?q=巡查员".into(),
        // None of these is a filter; should one become one, it must not be one for them.
        "/cases?mode=covert".into(),
        "/cases?reporter=inspector2".into(),
        "/cases/counts".into(),
        format!("/cases/counts?campaign={CAMPAIGN}"),
        format!("/cases/nearby?lon={lon}&lat={lat}&category=02-01"),
        format!("/cases/{CASE}"),
        format!("/cases/{CASE}/events"),
        "/notices".into(),
        "/visits".into(),
        format!("/visits?zone={}", SOUTH_RING.zone),
        format!("/visits/{VISIT}"),
        format!("/zones/locate?lon={lon}&lat={lat}&category=02-01"),
        "/rankings?board=department".into(),
        "/rankings?board=department&period=2026-W10".into(),
        "/rankings?board=zone_unit&period=2026-W10".into(),
        "/rankings?board=street&period=2026-W10".into(),
        format!("/rankings/{DRAFT}"),
        format!("/rankings/{DRAFT}.csv"),
        format!("/rankings/{DRAFT}/cases"),
        format!("/public/rankings/{DRAFT}"),
        "/public/rankings/latest?board=department".into(),
    ];
    for sha256 in photos {
        for copy in ["display", "thumbnail", "original"] {
            paths.push(format!("/photos/{sha256}/{copy}"));
        }
    }
    let mut paths: Vec<String> = paths.iter().map(|path| format!("/api/v1{path}")).collect();
    for (route, _) in operations() {
        let Some(template) = route.strip_prefix("GET") else {
            continue;
        };
        let template = template.trim();
        // The reader's own sign-ins differ with every run.
        if !template.ends_with("/sessions") && !paths.iter().any(|path| is_of(path, template)) {
            let filled = template.split('/').map(|part| match part.starts_with('{') {
                true => CASE.to_string(),
                false => part.to_owned(),
            });
            paths.push(filled.collect::<Vec<_>>().join("/"));
        }
    }
    paths
}

fn is_of(path: &str, template: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let (parts, wanted) = (path.split('/'), template.split('/'));
    parts.clone().count() == wanted.clone().count()
        && parts
            .zip(wanted)
            .all(|(part, wanted)| part == wanted || wanted.contains('{'))
}

/// Everything this reader is told, at one and the same moment.
async fn told(city: &TestCity, who: Who) -> Vec<(String, String)> {
    let evening = "2026-03-02T18:00+08:00";
    city.set_clock(evening);
    let raw = city.signed_in(who).await;
    let mut told = vec![];
    for path in addresses() {
        city.set_clock(evening);
        let answer = raw.get(&path).await;
        let head = ["content-type", "etag", "cache-control", "content-length"];
        let head = head.map(|name| answer.header(name)).join(" ");
        let body = match answer.header("content-type").contains("json") {
            true => own_ids_left_out(answer.json()),
            false => format!("{:?}", Sha256::of(&answer.body)),
        };
        told.push((path, format!("{} {head}\n{body}", answer.status)));
    }
    told
}

/// The server makes these anew in every city: the id of a notice, and that of the request in a refusal.
fn own_ids_left_out(mut answer: Value) -> String {
    if let Some(problem) = answer.as_object_mut() {
        problem.remove("request_id");
    }
    for notice in answer["items"].as_array_mut().into_iter().flatten() {
        if notice.get("read").is_some() {
            notice.as_object_mut().unwrap().remove("id");
        }
    }
    answer.to_string()
}

#[tokio::test]
async fn those_inspected_are_told_the_same_whoever_looked_and_however() {
    let (open, secret) = (lived(EVERY_DAY).await, lived(IN_SECRET).await);
    for who in [CHENGGUAN, WEIBAN, HUANWEI, ADMIN] {
        let (one, other) = (told(&open, who).await, told(&secret, who).await);
        assert_eq!(one.len(), other.len());
        for ((path, one), (_, other)) in one.iter().zip(&other) {
            assert_eq!(one, other, "{who:?} {path}");
        }
    }
    for who in [OWN_INSPECTOR, OWN_DISPATCHER] {
        let (one, other) = (told(&open, who).await, told(&secret, who).await);
        // Who sends people out sees every visit.
        let pairs = one.iter().zip(&other);
        let cases = pairs.filter(|(one, _)| !one.0.contains("/visits"));
        for ((path, one), (_, other)) in cases {
            assert_eq!(one, other, "{who:?} {path}");
        }
    }
    // The same test does see the difference where it may be seen.
    let (one, other) = (told(&open, LIN).await, told(&secret, LIN).await);
    let differs = |wanted: &str| {
        let mut pairs = one.iter().zip(&other);
        pairs.any(|(one, other)| one.0.ends_with(wanted) && one.1 != other.1)
    };
    assert!(differs(&format!("/cases/{CASE}")));
    assert!(differs(&format!("/cases/{CASE}/events")));
}

#[tokio::test]
async fn a_case_tells_those_inspected_neither_name_nor_mode_nor_hash() {
    let city = lived(IN_SECRET).await;
    for (who, told) in [
        (CHENGGUAN, false),
        (WEIBAN, false),
        (LIN, true),
        (LEADER, true),
    ] {
        let raw = city.signed_in(who).await;
        let case = raw.get(&format!("/api/v1/cases/{CASE}")).await.json();
        let name = &case["reporter"]["display_name"];
        let expected = if told { "巡查员二号" } else { "巡查员" };
        assert_eq!(name, expected, "{who:?}");
        assert_eq!(case["reporter"]["id"].is_null(), !told, "{who:?}");
        assert_eq!(case["mode"].is_null(), !told, "{who:?}");
        let events = raw.get(&format!("/api/v1/cases/{CASE}/events")).await;
        let text = events.text();
        assert_eq!(text.contains("巡查员二号"), told, "{who:?}");
        assert_eq!(text.contains("covert"), told, "{who:?}");
        for event in events.json()["items"].as_array().unwrap() {
            assert_eq!(event["hash"].is_null(), !told, "{who:?}");
            assert_eq!(event["prev_hash"].is_null(), !told, "{who:?}");
        }
        // The department's own people and the dispatcher have their names.
        assert!(text.contains("城市管理执法局经办人"), "{who:?}");
        assert!(text.contains("指挥中心派遣员一号"), "{who:?}");
        let sha256 = Sha256::of(&picture::of_place(901));
        let original = raw.get(&format!("/api/v1/photos/{sha256}/original")).await;
        match told {
            true => assert_eq!(original.status, 200, "{who:?}"),
            false => drop(original.refused(Code::Forbidden)),
        }
    }
    // One's own report is no secret to oneself.
    let weiban = city.person(WEIBAN).await;
    let own = weiban.reports(illegal_ad().at(SOUTH_RING.spot(1))).await;
    assert_eq!(own.reporter.id, Some(weiban.me.id));
    assert_eq!(own.mode, Some(Mode::Routine));
}

#[tokio::test]
async fn a_covert_visit_moves_no_figure_until_its_days_are_over() {
    let city = lived(IN_SECRET).await;
    let figures = async |who: Who| {
        let seen = city.client(who).await.campaign(CAMPAIGN).await.unwrap();
        let by_zone = seen.progress.by_zone.unwrap();
        let visits: u64 = by_zone.iter().filter_map(|zone| zone.visits).sum();
        (seen.progress.zones_visited, visits)
    };
    // Of two figures the difference would tell: it is one for everybody.
    for who in [CHENGGUAN, LIN, DISPATCHER, LEADER, ADMIN] {
        assert_eq!(figures(who).await, (0, 0), "{who:?}");
    }
    city.advance(days(30)).await;
    assert_eq!(figures(CHENGGUAN).await, (1, 0));
    assert_eq!(figures(LEADER).await, (1, 1));
    // The visit itself: for its inspector and those who send people out.
    for (who, sees) in [
        (SUN, true),
        (DISPATCHER, true),
        (LEADER, true),
        (LIN, false),
        (ADMIN, false),
    ] {
        let raw = city.signed_in(who).await;
        let one = raw.get(&format!("/api/v1/visits/{VISIT}")).await.status;
        let listed = raw.get("/api/v1/visits").await.text();
        assert_eq!(one == 200, sees, "{who:?}: {one}");
        assert_eq!(listed.contains(&VISIT.to_string()), sees, "{who:?}");
    }
}
