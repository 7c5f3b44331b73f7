//! Every route × every persona: what each is answered, as a snapshot. A route that is not called here fails the test,
//! and so does one whose need of a sign-in the document does not tell.

use std::sync::atomic::{AtomicU32, Ordering};

use harness::people::{
    ADMIN, CHENGGUAN, DISPATCHER, GULOU_INSPECTOR, HUANWEI, LEADER, LIN, Person, SUN,
    WANGCHUAN_DISPATCHER, Who,
};
use harness::place::JIEFANG_ROAD;
use harness::raw::{Answer, Raw, sent};
use harness::sighting::illegal_ad;
use harness::staff::{
    DISTRICT_ADMIN, DISTRICT_LEADER, OTHER_DISPATCHER, STREET_ADMIN, STREET_LEADER,
};
use harness::{TestCity, ask, minutes, picture};
use mobile_api::action::{Action, ActionRequest};
use mobile_api::case::Case;
use mobile_api::hash::Sha256;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use crate::openapi::{is_signed_in, operations};
use crate::patrol::{campaign, later, visit};

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// Nobody, and one for each role; some given a part of the city only, in sight of the case or out of it.
const PERSONAS: [(&str, Option<Who>); 14] = [
    ("nobody", None),
    ("inspector", Some(SUN)),
    ("elsewhere", Some(GULOU_INSPECTOR)),
    ("handler", Some(CHENGGUAN)),
    ("stranger", Some(HUANWEI)),
    ("dispatcher", Some(DISPATCHER)),
    ("leader", Some(LEADER)),
    ("admin", Some(ADMIN)),
    ("district-dispatcher", Some(WANGCHUAN_DISPATCHER)),
    ("other-dispatcher", Some(OTHER_DISPATCHER)),
    ("street-leader", Some(STREET_LEADER)),
    ("district-leader", Some(DISTRICT_LEADER)),
    ("street-admin", Some(STREET_ADMIN)),
    ("district-admin", Some(DISTRICT_ADMIN)),
];

/// What the requests are about.
struct Scene {
    city: TestCity,
    /// Weeks of 2025 nobody has made a list of yet.
    week: AtomicU32,
    published: Uuid,
    /// Somebody else's than the inspectors' who ask.
    visit: Uuid,
    campaign: Uuid,
    lin: Person,
    case: Case,
    photo: Sha256,
    zones: String,
}

async fn scene() -> Scene {
    let city = TestCity::at(MONDAY).await;
    city.hires_staff_of_its_parts().await;
    let lin = city.person(LIN).await;
    let case = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let scene = Scene {
        week: AtomicU32::new(2),
        published: Uuid::nil(),
        visit: Uuid::now_v7(),
        campaign: Uuid::now_v7(),
        photo: case.photos[0].sha256,
        zones: fixtures::files::zones_geojson(),
        city,
        lin,
        case,
    };
    let desk = scene.city.signed_in(DISPATCHER).await;
    for (path, raw, body) in [
        (
            format!("/api/v1/visits/{}", scene.visit),
            &scene.lin.raw,
            begun(&scene).await,
        ),
        (
            format!("/api/v1/campaigns/{}", scene.campaign),
            &desk,
            push(&scene),
        ),
    ] {
        let made = raw.put(&path, &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    Scene {
        published: list(&scene, &["review", "publish"]).await,
        ..scene
    }
}

async fn begun(scene: &Scene) -> serde_json::Value {
    json!(visit(&scene.lin, JIEFANG_ROAD, scene.city.now()).await)
}

fn push(scene: &Scene) -> serde_json::Value {
    let now = scene.city.now();
    json!(campaign(now, later(now, 60)))
}

/// A list of a week of its own, after these steps.
async fn list(scene: &Scene, steps: &[&str]) -> Uuid {
    let (leader, id) = (scene.city.signed_in(LEADER).await, Uuid::now_v7());
    let path = format!("/api/v1/rankings/{id}");
    let built = leader.put(&path, &build(scene)).await;
    assert_eq!(built.status, 201, "{}", built.text());
    for step in steps {
        let done = leader.post(&format!("{path}/{step}"), &json!({})).await;
        assert_eq!(done.status, 200, "{step}: {}", done.text());
    }
    id
}

fn build(scene: &Scene) -> serde_json::Value {
    let week = scene.week.fetch_add(1, Ordering::Relaxed);
    json!({"board": "department", "period": format!("2025-W{week:02}")})
}

#[tokio::test]
async fn every_route_for_every_persona() {
    let scene = scene().await;
    let mut lines = vec![];
    for (route, operation) in operations() {
        let mut cells = vec![];
        for (name, who) in PERSONAS {
            let raw = match who {
                Some(who) => scene.city.signed_in(who).await,
                None => scene.city.raw(),
            };
            let answer = call(&scene, &route, &raw, who).await;
            crate::security::is_guarded(&route, &answer);
            let status = answer.status;
            // Signing in itself is what fails there, not the lack of a sign-in.
            let signs_in = route.ends_with("/auth/login") || route.ends_with("/auth/refresh");
            if who.is_none() && !signs_in {
                assert_eq!(
                    status == 401,
                    is_signed_in(&operation),
                    "{route}: {status} for nobody"
                );
            }
            assert!(
                status < 500 && status != 400 && status != 405,
                "{route} for {name}: {status}"
            );
            cells.push(format!("{name} {status}"));
        }
        lines.push(format!("{route:<46} {}", cells.join("  ")));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

/// One request that would succeed for whoever may make it.
async fn call(scene: &Scene, route: &str, raw: &Raw, who: Option<Who>) -> Answer {
    let Scene {
        case, photo, zones, ..
    } = scene;
    let api = |path: &str| format!("/api/v1{path}");
    let get = |path: String| {
        let raw = raw.clone();
        async move { raw.get(&path).await }
    };
    let (method, path) = route.split_once(' ').unwrap();
    let path = path.trim();
    let name = path.strip_prefix("/api/v1").unwrap_or(path);
    let import = |media_type: &'static str, body: String| {
        let (raw, path) = (raw.clone(), format!("{path}?dry_run=true"));
        async move { raw.post_bytes(&path, media_type, body.into()).await }
    };
    match (method, name) {
        ("POST", "/auth/login") => {
            let username = who.map_or("nobody", |who| who.0);
            raw.login(username, harness::people::PASSWORD).await
        }
        ("POST", "/auth/refresh") => {
            let token = match who {
                Some(who) => {
                    raw.login(who.0, harness::people::PASSWORD)
                        .await
                        .tokens()
                        .refresh_token
                }
                None => "none".into(),
            };
            raw.post(path, &json!({"refresh_token": token})).await
        }
        ("POST", "/auth/logout") => sent(raw.request(Method::POST, path)).await,
        ("POST", "/me/password") => {
            let passwords = async |way: &str| {
                let read = |conn: &mut store::Conn| store::users::all(conn);
                scene.city.app.db.read(read).await.expect(way)
            };
            let before = passwords("before").await;
            let body = json!({"old": harness::people::PASSWORD, "new": "another mossy word"});
            let answer = raw.post(path, &body).await;
            // Everybody has the same for the next request.
            let back = move |conn: &mut store::Conn| {
                before.iter().try_for_each(|user| {
                    store::users::set_password_hash(conn, user.id, &user.password_hash)
                })
            };
            scene.city.app.db.write(back).await.expect("as before");
            answer
        }
        ("DELETE", "/me/sessions/{id}") => {
            let id = match who {
                Some(_) => raw.get(&api("/me/sessions")).await.json()["items"][0]["id"].clone(),
                None => json!(Uuid::now_v7()),
            };
            let path = api(&format!("/me/sessions/{}", id.as_str().unwrap()));
            sent(raw.request(Method::DELETE, &path)).await
        }
        ("PUT", "/users/{username}") => {
            let body = json!({"display_name": "新", "role": "inspector"});
            let name = Uuid::now_v7().to_string();
            raw.put(&api(&format!("/users/{name}")), &body).await
        }
        ("POST", "/users/{username}/password") => {
            raw.post(&api("/users/inspector3/password"), &json!({}))
                .await
        }
        ("PUT", "/photos/{sha256}") => {
            let bytes = picture::fresh();
            let path = api(&format!("/photos/{}", Sha256::of(&bytes)));
            raw.put_bytes(&path, "image/jpeg", bytes).await
        }
        ("HEAD", "/photos/{sha256}") => {
            sent(raw.request(Method::HEAD, &api(&format!("/photos/{photo}")))).await
        }
        ("GET", "/photos/{sha256}/{copy}") => get(api(&format!("/photos/{photo}/display"))).await,
        ("PUT", "/cases/{id}") => {
            let own = uploaded(raw).await;
            let report = scene.lin.report_of(illegal_ad().showing(&[own])).await;
            raw.put(&api(&format!("/cases/{}", Uuid::now_v7())), &json!(report))
                .await
        }
        ("GET", "/cases/{id}") => get(api(&format!("/cases/{}", case.id))).await,
        ("GET", "/cases/{id}/events") => get(api(&format!("/cases/{}/events", case.id))).await,
        ("POST", "/cases/{id}/actions/{action}") => {
            // What each role may do with a case is the matrix below; here, one that is refused to all but one.
            let body = json!(ask::remind(&scene.lin.sees(case).await));
            raw.post(&api(&format!("/cases/{}/actions/remind", case.id)), &body)
                .await
        }
        ("GET", "/cases/nearby") => {
            let at = case.position;
            get(api(&format!(
                "/cases/nearby?lon={}&lat={}&category=02-01",
                at.lon, at.lat
            )))
            .await
        }
        ("GET", "/zones/locate") => {
            get(api("/zones/locate?lon=105.72&lat=34.58&category=02-01")).await
        }
        ("PUT", "/routing-rules") => {
            let table = scene
                .city
                .signed_in(ADMIN)
                .await
                .get(&api("/routing-rules"))
                .await
                .json();
            let mut rules = table["rules"].as_array().unwrap().clone();
            for rule in &mut rules {
                let rule = rule.as_object_mut().unwrap();
                rule.remove("id");
                for unit in ["district", "street", "department"] {
                    rule[unit] = rule[unit]["code"].clone();
                }
                rule.retain(|_, value| !value.is_null());
            }
            let body = json!({"expected_version": table["version"], "rules": rules});
            raw.put(path, &body).await
        }
        ("POST", "/zones/import") => import("application/geo+json", zones.clone()).await,
        ("POST", "/units/import") => import("text/csv", fixtures::files::units_csv()).await,
        ("POST", "/users/import") => import("text/csv", fixtures::files::users_csv()).await,
        ("POST", "/categories/import") => {
            import("text/csv", fixtures::files::categories_csv()).await
        }
        ("POST", "/routing-rules/import") => {
            import("text/csv", fixtures::files::routes_csv()).await
        }
        ("POST", "/calendar/import") => {
            import("application/toml", fixtures::files::calendar_toml()).await
        }
        ("POST", "/rulebook/import") => {
            import("application/toml", fixtures::files::rulebook_toml()).await
        }
        ("PUT", "/rankings/{id}") => {
            raw.put(
                &api(&format!("/rankings/{}", Uuid::now_v7())),
                &build(scene),
            )
            .await
        }
        ("POST", "/rankings/{id}/review") => {
            let draft = list(scene, &[]).await;
            raw.post(&api(&format!("/rankings/{draft}/review")), &json!({}))
                .await
        }
        ("POST", "/rankings/{id}/publish") => {
            let reviewed = list(scene, &["review"]).await;
            raw.post(&api(&format!("/rankings/{reviewed}/publish")), &json!({}))
                .await
        }
        ("POST", "/rankings/{id}/correct") => {
            let published = list(scene, &["review", "publish"]).await;
            let body = json!({"id": Uuid::now_v7(), "reason": "漏计两件"});
            raw.post(&api(&format!("/rankings/{published}/correct")), &body)
                .await
        }
        (
            "GET",
            "/rankings/{id}"
            | "/rankings/{id}.csv"
            | "/rankings/{id}/cases"
            | "/public/rankings/{id}",
        ) => get(path.replace("{id}", &scene.published.to_string())).await,
        ("GET", "/public/rankings/latest") => {
            get(api("/public/rankings/latest?board=department")).await
        }
        ("POST", "/notices/read") => raw.post(path, &json!({"up_to": scene.city.now()})).await,
        ("PUT", "/visits/{id}") => {
            let begun = begun(scene).await;
            raw.put(&api(&format!("/visits/{}", Uuid::now_v7())), &begun)
                .await
        }
        ("GET", "/visits/{id}") => get(api(&format!("/visits/{}", scene.visit))).await,
        ("PUT", "/campaigns/{id}") => {
            let push = push(scene);
            raw.put(&api(&format!("/campaigns/{}", Uuid::now_v7())), &push)
                .await
        }
        ("GET", "/campaigns/{id}") => get(api(&format!("/campaigns/{}", scene.campaign))).await,
        ("GET", "/rankings") => get(api("/rankings?board=department")).await,
        ("GET", path) if !path.contains('{') => {
            get(route.split_once(' ').unwrap().1.trim().into()).await
        }
        ("GET", "/clock") => get(api("/clock")).await,
        ("POST", "/clock/confirm") => {
            // In doubt for whoever asks; the one who may ends it, and it is put in doubt again for the next.
            scene.city.clock_in_doubt(true);
            let body = json!({"reason": "已与北京时间核对"});
            let confirmed = raw.post(path, &body).await;
            scene.city.clock_in_doubt(false);
            confirmed
        }
        _ => panic!("{route} is new: say in the sweep how it is called"),
    }
}

/// Everything that can be asked of a case × every persona, each with a case that is in the right state for it.
#[tokio::test]
async fn every_action_for_every_persona() {
    let scene = scene().await;
    let mut lines = vec![];
    for action in Action::ALL {
        if matches!(action, Action::Report | Action::Escalate) {
            continue;
        }
        let mut cells = vec![];
        let mut ready = None;
        for (name, who) in PERSONAS {
            let (case, request) = match ready.take() {
                Some(ready) => ready,
                None => ready_for(&scene, action).await,
            };
            let raw = match who {
                Some(who) => scene.city.signed_in(who).await,
                None => scene.city.raw(),
            };
            let request = with_own_photos(&raw, request).await;
            let path = format!("/api/v1/cases/{}/actions/{}", case.id, action.name());
            let status = raw.post(&path, &json!(request)).await.status;
            cells.push(format!("{name} {status}"));
            // Refused: the case is as it was, and does for the next.
            if status != 200 {
                ready = Some((case, request));
            }
        }
        lines.push(format!("{:<18} {}", action.name(), cells.join("  ")));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

/// Sent by whoever asks; nobody's is refused.
async fn uploaded(raw: &Raw) -> Sha256 {
    let bytes = picture::fresh();
    let name = Sha256::of(&bytes);
    let path = format!("/api/v1/photos/{name}");
    raw.put_bytes(&path, "image/jpeg", bytes).await;
    name
}

/// What somebody else has sent could not be shown.
async fn with_own_photos(raw: &Raw, mut request: ActionRequest) -> ActionRequest {
    match &mut request {
        ActionRequest::Handle(handle) => handle.photos = vec![uploaded(raw).await],
        ActionRequest::VerifyFail(fail) => fail.photos = vec![uploaded(raw).await],
        _ => {}
    }
    request
}

/// A case of 城管 in a state in which the action is possible, and the request for it.
async fn ready_for(scene: &Scene, action: Action) -> (Case, ActionRequest) {
    let Scene {
        city, lin, photo, ..
    } = scene;
    let reported = lin
        .reports(illegal_ad().at(JIEFANG_ROAD).showing(&[*photo]))
        .await;
    let after = async || vec![lin.uploads(picture::fresh()).await];
    let (handler, dispatcher) = (CHENGGUAN, DISPATCHER);
    match action {
        Action::Dispatch => {
            let request = ask::dispatch(&reported, "huanwei");
            (reported, request)
        }
        Action::Accept => pair(reported, ask::accept),
        Action::Handle => {
            let request = ask::handle(&reported, &after().await);
            (reported, request)
        }
        Action::Return => pair(reported, ask::give_back),
        Action::VerifyPass => pair(
            city.person(handler).await.handles(&reported).await,
            ask::verify_pass,
        ),
        Action::VerifyFail => {
            let handled = city.person(handler).await.handles(&reported).await;
            let request = ask::verify_fail(&handled, &after().await);
            (handled, request)
        }
        Action::RequestExtension => pair(reported, |case| ask::more_hours(case, 6)),
        Action::GrantExtension => {
            let asked = city
                .person(handler)
                .await
                .asks_for_hours(&reported, 6)
                .await;
            pair(asked, |case| ask::grant(case, 6))
        }
        Action::RefuseExtension => {
            let asked = city
                .person(handler)
                .await
                .asks_for_hours(&reported, 6)
                .await;
            pair(asked, ask::refuse)
        }
        Action::Suspend => pair(reported, ask::suspend),
        Action::Resume => pair(
            city.person(dispatcher).await.suspends(&reported).await,
            ask::resume,
        ),
        Action::Void => pair(reported, |case| ask::void(case, None)),
        Action::Comment => pair(reported, |case| ask::comment(case, "x")),
        Action::Remind => pair(reported, ask::remind),
        Action::ConfirmFalsified => pair(
            city.person(handler).await.handles(&reported).await,
            ask::confirm_falsified,
        ),
        Action::CorrectTime => {
            city.clock_was_wrong().await;
            pair(reported, |case| ask::correct_time(case, &[2], minutes(1)))
        }
        Action::Report | Action::Escalate => unreachable!("nobody asks for {action:?}"),
    }
}

fn pair(case: Case, request: impl Fn(&Case) -> ActionRequest) -> (Case, ActionRequest) {
    let request = request(&case);
    (case, request)
}
