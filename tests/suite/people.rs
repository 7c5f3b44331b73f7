//! One's own password and sessions, other people's accounts, and devices that are known.

use app::config::Config;
use harness::TestCity;
use harness::people::{ADMIN, CHENGGUAN, LIN, PASSWORD, SUN, Who};
use harness::raw::{Answer, Raw, sent};
use mobile_api::account::{Session, User};
use mobile_api::auth::{Me, TokenAnswer};
use mobile_api::error::Code;
use mobile_api::page::Page;
use reqwest::Method;
use serde_json::{Value, json};

const MONDAY: &str = "2026-03-02T09:00+08:00";
const ME: &str = "/api/v1/me";
const OWN_PASSWORD: &str = "/api/v1/me/password";
const SESSIONS: &str = "/api/v1/me/sessions";
const BETTER: &str = "槐树下的铁皮饼干盒";

#[tokio::test]
async fn another_password_ends_all_other_sessions_and_is_the_only_one_from_then_on() {
    let city = TestCity::at(MONDAY).await;
    let (here, elsewhere, sun) = (
        city.signed_in(LIN).await,
        city.signed_in(LIN).await,
        city.signed_in(SUN).await,
    );
    let better = format!("{BETTER}-7");
    let change = json!({"old": PASSWORD, "new": better});
    let changed = here.post(OWN_PASSWORD, &change).await;
    assert_eq!(
        (changed.status, changed.body.len()),
        (204, 0),
        "{}",
        changed.text()
    );

    assert_eq!(here.get(ME).await.status, 200, "this session goes on");
    elsewhere.get(ME).await.refused(Code::Unauthenticated);
    assert_eq!(sun.get(ME).await.status, 200);
    let former = city.raw().login(LIN.0, PASSWORD).await;
    former.refused(Code::CredentialsWrong);
    assert_eq!(city.raw().login(LIN.0, &better).await.status, 200);
    // The same in wide signs, as another keyboard gives them.
    let wide = better.replace('-', "－").replace('7', "７");
    assert_eq!(city.raw().login(LIN.0, &wide).await.status, 200);
    assert_eq!(
        recorded(&city, 1).await,
        ["password_change inspector1 by inspector1"]
    );
}

/// Nothing is kept of a session that began on a full disk; by the time of the change there was room again.
#[tokio::test]
async fn another_password_leaves_a_temporary_session_signed_in() {
    let city = TestCity::at(MONDAY).await;
    let app = &city.app;
    let lin = |conn: &mut store::Conn| store::users::by_username(conn, LIN.0);
    let lin = app.db.read(lin).await.unwrap().unwrap();
    let temporary = || {
        let (session, now) = (uuid::Uuid::now_v7(), app.clock.now());
        let (tokens, mark) = (&app.tokens, app::auth::temporary::mark(&lin));
        let minutes = domain::time::minutes(15);
        let access = tokens.issue(lin.id.0, session, now, minutes, Some(mark));
        let refresh = app.temporary.refresh_token(&lin, session, now);
        (access.unwrap(), refresh.unwrap())
    };
    let ((here, refresh), (elsewhere, other_refresh)) = (temporary(), temporary());
    let (here, elsewhere) = (city.raw().bearing(&here), city.raw().bearing(&elsewhere));
    assert_eq!(elsewhere.get(ME).await.status, 200);
    let change = json!({"old": PASSWORD, "new": format!("{BETTER}-7")});
    assert_eq!(here.post(OWN_PASSWORD, &change).await.status, 204);
    assert_eq!(here.get(ME).await.status, 200, "this session goes on");
    elsewhere.get(ME).await.refused(Code::Unauthenticated);
    let exchanged = async |refresh: &str| {
        let body = json!({"refresh_token": refresh});
        city.raw().post("/api/v1/auth/refresh", &body).await
    };
    let lasting = exchanged(&refresh).await.tokens();
    assert_eq!(lasting.session, mobile_api::auth::SessionKind::Lasting);
    let here = city.raw().bearing(&lasting.access_token);
    assert_eq!(here.get(ME).await.status, 200);
    for used_up in [refresh, other_refresh] {
        let refusal = exchanged(&used_up).await;
        refusal.refused(Code::RefreshTokenInvalid);
    }
    assert_eq!(exchanged(&lasting.refresh_token).await.status, 200);
}

#[tokio::test]
async fn a_password_that_will_not_do_is_refused_where_it_is_wrong_and_changes_nothing() {
    let city = TestCity::at(MONDAY).await;
    let (lin, elsewhere) = (city.signed_in(LIN).await, city.signed_in(LIN).await);
    let long = "长".repeat(129);
    for (old, new, at) in [
        ("not it", BETTER, "/new"),
        ("not it", "another mossy word", "/old"),
        (PASSWORD, PASSWORD, "/new"),
        (PASSWORD, "short", "/new"),
        (PASSWORD, &long, "/new"),
        (PASSWORD, "woaini5201314", "/new"),
        (PASSWORD, "inspector1inspector1", "/new"),
        (PASSWORD, "13812345678", "/new"),
        (PASSWORD, "", "/new"),
    ] {
        let refusal = lin
            .post(OWN_PASSWORD, &json!({"old": old, "new": new}))
            .await;
        let problem = refusal.refused_at(Code::InvalidField, &[at]);
        assert!(!problem.detail.contains(PASSWORD), "{}", problem.detail);
    }
    assert_eq!(elsewhere.get(ME).await.status, 200);
    assert_eq!(city.raw().login(LIN.0, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn whoever_found_a_phone_unlocked_does_not_go_on_guessing_its_owners_password() {
    let city = TestCity::with(MONDAY, |config| config.limits.sign_ins_per_minute = 3).await;
    let lin = city.signed_in(LIN).await;
    let guess = json!({"old": "a guess", "new": "another mossy word"});
    for _ in 0..3 {
        lin.post(OWN_PASSWORD, &guess)
            .await
            .refused(Code::InvalidField);
    }
    lin.post(OWN_PASSWORD, &guess)
        .await
        .refused(Code::RateLimited);
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it_there() {
    let city = TestCity::at(MONDAY).await;
    let sign_in = json!({"username": LIN.0, "password": PASSWORD, "device_name": "旧手机"});
    let old_phone = city
        .raw()
        .post("/api/v1/auth/login", &sign_in)
        .await
        .tokens();
    city.time_passes(domain::time::minutes(5));
    let lin = city.signed_in(LIN).await;
    let sun = city.signed_in(SUN).await;

    let list = sessions(&lin).await;
    let shown: Vec<_> = list
        .iter()
        .map(|one| (one.device_name.as_str(), one.current))
        .collect();
    assert_eq!(shown, [("", true), ("旧手机", false)]);
    let old = &list[1];
    assert_eq!(old.created_at, old.last_used_at);

    // Used again: said so.
    city.time_passes(domain::time::minutes(5));
    let refresh = json!({"refresh_token": old_phone.refresh_token});
    let renewed = city
        .raw()
        .post("/api/v1/auth/refresh", &refresh)
        .await
        .tokens();
    let again = sessions(&lin).await;
    assert!(again[1].last_used_at > again[1].created_at);

    let path = format!("{SESSIONS}/{}", old.id);
    end(&sun, &path).await.refused(Code::NotFound);
    assert_eq!(end(&lin, &path).await.status, 204);
    assert_eq!(end(&lin, &path).await.status, 204, "it has ended already");
    let there = city.raw().bearing(&renewed.access_token);
    there.get(ME).await.refused(Code::Unauthenticated);
    let refresh = json!({"refresh_token": renewed.refresh_token});
    let refusal = city.raw().post("/api/v1/auth/refresh", &refresh).await;
    refusal.refused(Code::RefreshTokenInvalid);
    assert_eq!(sessions(&lin).await.len(), 1);
    assert_eq!(
        recorded(&city, 1).await,
        ["session_end inspector1 by inspector1"]
    );

    city.time_passes(domain::time::days(31));
    let fresh = city.signed_in(LIN).await;
    assert_eq!(
        sessions(&fresh).await.len(),
        1,
        "one nobody can go on with is none"
    );
}

#[tokio::test]
async fn a_one_time_password_opens_only_the_way_to_another() {
    let city = TestCity::at(MONDAY).await;
    let (admin, lin) = (city.signed_in(ADMIN).await, city.signed_in(LIN).await);
    let given = admin
        .post("/api/v1/users/inspector1/password", &json!({}))
        .await;
    assert_eq!(given.status, 200, "{}", given.text());
    let given = given.json();
    assert_eq!(given["username"], LIN.0);
    let word = given["password"].as_str().unwrap();

    lin.get(ME).await.refused(Code::Unauthenticated);
    let former = city.raw().login(LIN.0, PASSWORD).await;
    former.refused(Code::CredentialsWrong);
    let tokens = city.raw().login(LIN.0, word).await.tokens();
    assert!(tokens.user.must_change_password);
    let lin = city.raw().bearing(&tokens.access_token);
    for path in [
        "/api/v1/cases",
        "/api/v1/units",
        SESSIONS,
        "/api/v1/rankings?board=street",
    ] {
        lin.get(path).await.refused(Code::PasswordChangeRequired);
    }
    let read = json!({"up_to": city.now()});
    let told = lin.post("/api/v1/notices/read", &read).await;
    told.refused(Code::PasswordChangeRequired);
    let me: Me = serde_json::from_value(lin.get(ME).await.json()).unwrap();
    assert!(me.must_change_password);
    let refresh = json!({"refresh_token": tokens.refresh_token});
    let renewed = city
        .raw()
        .post("/api/v1/auth/refresh", &refresh)
        .await
        .tokens();
    assert!(renewed.user.must_change_password);

    let change = json!({"old": word, "new": "another mossy word"});
    assert_eq!(lin.post(OWN_PASSWORD, &change).await.status, 204);
    assert_eq!(lin.get("/api/v1/cases").await.status, 200, "at once");
    let out = sent(lin.request(Method::POST, "/api/v1/auth/logout")).await;
    assert_eq!(out.status, 204);
    let again = city.raw().login(LIN.0, "another mossy word").await.tokens();
    assert!(!again.user.must_change_password);
    assert_eq!(
        recorded(&city, 2).await,
        [
            "password_change inspector1 by inspector1",
            "user_passwd inspector1 by admin"
        ]
    );
}

#[tokio::test]
async fn an_account_is_made_changed_disabled_and_enabled_again() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.signed_in(ADMIN).await;
    let path = "/api/v1/users/fresh";
    let mut wanted = json!({"display_name": "新同志", "role": "handler", "unit": "chengguan"});
    let made = admin.put(path, &wanted).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let made: User = serde_json::from_value(made.json()).unwrap();
    assert_eq!(
        made.unit.as_ref().map(|unit| unit.code.as_str()),
        Some("chengguan")
    );
    assert!(made.active && !made.scope.whole_city);
    let again = admin.put(path, &wanted).await;
    assert_eq!((again.status, again.json()), (200, json!(made)));

    city.raw()
        .login("fresh", "")
        .await
        .refused(Code::CredentialsWrong);
    let word = admin
        .post(&format!("{path}/password"), &json!({}))
        .await
        .json();
    let word = word["password"].as_str().unwrap().to_owned();
    let fresh = city.raw().signed_in("fresh", &word).await;

    wanted["active"] = false.into();
    assert_eq!(admin.put(path, &wanted).await.json()["active"], false);
    fresh.get(ME).await.refused(Code::Unauthenticated);
    city.raw()
        .login("fresh", &word)
        .await
        .refused(Code::AccountDisabled);
    wanted["active"] = true.into();
    wanted["role"] = "inspector".into();
    wanted["unit"] = Value::Null;
    assert_eq!(admin.put(path, &wanted).await.json()["role"], "inspector");
    let tokens = city.raw().login("fresh", &word).await.tokens();
    assert!(
        tokens.user.must_change_password,
        "enabling makes no other password of it"
    );
    assert_eq!(
        recorded(&city, 5).await,
        [
            "user_enable fresh by admin",
            "user_change fresh by admin",
            "user_disable fresh by admin",
            "user_passwd fresh by admin",
            "user_add fresh by admin",
        ]
    );

    for (path, body, code, at) in [
        ("Fresh", &wanted, Code::InvalidField, "/username"),
        ("fr", &wanted, Code::InvalidField, "/username"),
        (
            "fresh",
            &json!({"display_name": " ", "role": "leader"}),
            Code::InvalidField,
            "/display_name",
        ),
        (
            "fresh",
            &json!({"display_name": "新", "role": "handler"}),
            Code::InvalidField,
            "/unit",
        ),
        (
            "fresh",
            &json!({"display_name": "新", "role": "boss"}),
            Code::InvalidField,
            "/role",
        ),
        (
            "fresh",
            &json!({"display_name": "新", "role": "leader", "unit": "nowhere"}),
            Code::UnitUnknown,
            "/unit",
        ),
        (
            "fresh",
            &json!({"display_name": "新", "role": "leader", "scope": "chengguan"}),
            Code::InvalidField,
            "/scope",
        ),
    ] {
        let refusal = admin.put(&format!("/api/v1/users/{path}"), body).await;
        refusal.refused_at(code, &[at]);
    }
    let nobody = admin
        .post("/api/v1/users/nobody/password", &json!({}))
        .await;
    nobody.refused(Code::NotFound);
}

#[tokio::test]
async fn an_account_changed_leaves_the_set_up_that_every_phone_keeps_as_it_was() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.signed_in(ADMIN).await;
    let kept = async || {
        let zones = admin.get("/api/v1/zones").await.header("etag").to_owned();
        let reference = admin.get("/api/v1/reference").await;
        (zones, reference.header("etag").to_owned())
    };
    let changes = async || {
        let read = |conn: &mut store::Conn| {
            let reference = store::counters::reference_version(conn)?;
            Ok::<_, store::Error>((reference, store::counters::accounts_version(conn)?))
        };
        city.app.db.read(read).await.unwrap()
    };
    let (before, (reference, accounts)) = (kept().await, changes().await);
    let account =
        json!({"display_name": "韩", "role": "handler", "unit": "chengguan", "active": true});
    let path = "/api/v1/users/han";
    assert_eq!(admin.put(path, &account).await.status, 201);
    assert_eq!(changes().await, (reference, accounts + 1));
    assert_eq!(admin.put(path, &account).await.status, 200);
    assert_eq!(
        changes().await,
        (reference, accounts + 1),
        "nothing changed"
    );
    with_password(&city, &admin, "han").await;
    assert_eq!(kept().await, before);
}

#[tokio::test]
async fn the_last_administrator_of_the_city_neither_goes_nor_becomes_another() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.signed_in(ADMIN).await;
    let listed = users(&admin, "?role=admin").await;
    for other in listed.iter().filter(|user| user.username != ADMIN.0) {
        let body = json!({"display_name": other.display_name, "role": "admin", "active": false});
        let path = format!("/api/v1/users/{}", other.username);
        assert_eq!(admin.put(&path, &body).await.status, 200);
    }
    let own = "/api/v1/users/admin";
    for change in [
        json!({"display_name": "管", "role": "leader"}),
        json!({"display_name": "管", "role": "admin", "active": false}),
        json!({"display_name": "管", "role": "admin", "scope": "qinglan-gulou"}),
    ] {
        admin.put(own, &change).await.refused(Code::InUse);
    }
    assert_eq!(admin.get(ME).await.status, 200);
}

#[tokio::test]
async fn accounts_are_found_and_only_those_of_ones_own_part() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.signed_in(ADMIN).await;
    let all = users(&admin, "?limit=200").await;
    assert!(all.len() > 20);
    assert!(all.is_sorted_by(|one, other| one.username < other.username));
    let names = |users: &[User]| {
        users
            .iter()
            .map(|user| user.username.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&users(&admin, "?unit=chengguan&q=2").await),
        ["handler-chengguan2"]
    );
    assert_eq!(
        names(&users(&admin, "?role=admin&active=false").await),
        [""; 0]
    );
    assert_eq!(names(&users(&admin, "?unit=nowhere").await), [""; 0]);
    let mut paged = vec![];
    let mut cursor = String::new();
    loop {
        let page = admin
            .get(&format!("/api/v1/users?limit=7{cursor}"))
            .await
            .json();
        let page: Page<User> = serde_json::from_value(page).unwrap();
        paged.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(names(&paged), names(&all));

    // An administrator of one street.
    let wanted = json!({"display_name": "街管", "role": "admin", "scope": "qinglan-gulou"});
    assert_eq!(
        admin
            .put("/api/v1/users/street-admin", &wanted)
            .await
            .status,
        201
    );
    let street = with_password(&city, &admin, "street-admin").await;
    let seen = users(&street, "?limit=200").await;
    assert!(!seen.is_empty() && seen.len() < all.len());
    let street_only = |user: &User| {
        user.scope
            .unit
            .as_ref()
            .is_some_and(|unit| unit.code == "qinglan-gulou")
            || user
                .unit
                .as_ref()
                .is_some_and(|unit| unit.code.starts_with("qinglan-gulou"))
    };
    assert!(seen.iter().all(street_only), "{:?}", names(&seen));
    let refusal = street
        .post("/api/v1/users/inspector1/password", &json!({}))
        .await;
    refusal.refused(Code::Forbidden);
    let wider = json!({"display_name": "街管", "role": "admin"});
    let refusal = street.put("/api/v1/users/street-admin", &wider).await;
    refusal.refused(Code::Forbidden);
    let lin = city.signed_in(LIN).await;
    lin.get("/api/v1/users").await.refused(Code::Forbidden);
}

/// Attempts from here are used up by a stranger at the same address.
#[tokio::test]
async fn a_known_device_gets_in_where_strangers_are_held_back() {
    let few = |config: &mut Config| {
        config.limits.sign_ins_per_minute = 3;
        config.limits.sign_ins_per_minute_and_address = 8;
    };
    let city = TestCity::with(MONDAY, few).await;
    let first = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let device = first.device_token.expect("a device that was not known");
    let sun = city.raw().login(SUN.0, PASSWORD).await.tokens();
    let suns = sun.device_token.expect("a device that was not known");
    for _ in 0..10 {
        city.raw().login(LIN.0, "a guess").await;
    }
    city.raw()
        .login(LIN.0, PASSWORD)
        .await
        .refused(Code::RateLimited);

    for forged in ["", "forged", &suns, &first.refresh_token] {
        let refusal = login_with(&city, LIN, PASSWORD, forged).await;
        refusal.refused(Code::RateLimited);
    }
    let again = login_with(&city, LIN, PASSWORD, &device).await.tokens();
    assert_eq!(again.device_token, None, "it is known already");
    // What it may try is its own, and no more than anybody's.
    login_with(&city, LIN, "a guess", &device)
        .await
        .refused(Code::CredentialsWrong);
    login_with(&city, LIN, "a guess", &device)
        .await
        .refused(Code::CredentialsWrong);
    login_with(&city, LIN, PASSWORD, &device)
        .await
        .refused(Code::RateLimited);
    let others = login_with(&city, SUN, PASSWORD, &suns).await;
    assert_eq!(others.status, 200, "another one's device");
}

#[tokio::test]
async fn a_device_is_forgotten_with_its_session_or_by_another_password() {
    let few = |config: &mut Config| config.limits.sign_ins_per_minute_and_address = 3;
    let city = TestCity::with(MONDAY, few).await;
    let lost = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let kept = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let other = city.raw().login(LIN.0, PASSWORD).await.tokens();
    city.raw()
        .login(LIN.0, PASSWORD)
        .await
        .refused(Code::RateLimited);
    let lin = city.raw().bearing(&kept.access_token);
    let known = async |tokens: &TokenAnswer| {
        let device = tokens.device_token.as_deref().unwrap();
        login_with(&city, LIN, PASSWORD, device).await.status == 200
    };
    assert!(known(&lost).await && known(&kept).await && known(&other).await);
    // The latest session on the lost one.
    let ids: Vec<_> = sessions(&lin).await.into_iter().map(|one| one.id).collect();
    assert_eq!(
        end(&lin, &format!("{SESSIONS}/{}", ids[2])).await.status,
        204
    );
    assert!(!known(&lost).await && known(&other).await);

    // Signing out is no reason to forget.
    let here = login_with(&city, LIN, PASSWORD, kept.device_token.as_deref().unwrap()).await;
    let here = city.raw().bearing(&here.tokens().access_token);
    sent(here.request(Method::POST, "/api/v1/auth/logout")).await;
    let here = login_with(&city, LIN, PASSWORD, kept.device_token.as_deref().unwrap()).await;
    let here = city.raw().bearing(&here.tokens().access_token);

    let change = json!({"old": PASSWORD, "new": "another mossy word"});
    assert_eq!(here.post(OWN_PASSWORD, &change).await.status, 204);
    let with = |tokens: &TokenAnswer| tokens.device_token.clone().unwrap();
    let stranger = login_with(&city, LIN, "another mossy word", &with(&other)).await;
    stranger.refused(Code::RateLimited);
    let own = login_with(&city, LIN, "another mossy word", &with(&kept)).await;
    assert_eq!(own.status, 200, "the one it was changed on");
}

#[tokio::test]
async fn so_many_devices_are_remembered_and_not_for_ever() {
    let city = TestCity::at(MONDAY).await;
    for _ in 0..14 {
        city.raw().login(LIN.0, PASSWORD).await;
    }
    assert_eq!(city.holdings().await["devices"], 10);
    city.advance(domain::time::days(181)).await;
    assert_eq!(city.holdings().await["devices"], 0);
}

#[tokio::test]
async fn a_handler_changes_the_own_password_too() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.signed_in(CHENGGUAN).await;
    let change = json!({"old": PASSWORD, "new": "chengguan2026"});
    raw.post(OWN_PASSWORD, &change)
        .await
        .refused_at(Code::InvalidField, &["/new"]);
    let change = json!({"old": PASSWORD, "new": "another mossy word"});
    assert_eq!(raw.post(OWN_PASSWORD, &change).await.status, 204);
}

async fn with_password(city: &TestCity, admin: &Raw, username: &str) -> Raw {
    let path = format!("/api/v1/users/{username}/password");
    let given = admin.post(&path, &json!({})).await.json();
    let word = given["password"].as_str().unwrap();
    let raw = city.raw().signed_in(username, word).await;
    let change = json!({"old": word, "new": "another mossy word"});
    assert_eq!(raw.post(OWN_PASSWORD, &change).await.status, 204);
    raw
}

async fn login_with(city: &TestCity, who: Who, password: &str, device: &str) -> Answer {
    let body = json!({"username": who.0, "password": password, "device_token": device});
    city.raw().post("/api/v1/auth/login", &body).await
}

async fn sessions(raw: &Raw) -> Vec<Session> {
    let answer = raw.get(SESSIONS).await;
    let page: Page<Session> = serde_json::from_value(answer.json()).unwrap();
    page.items
}

async fn end(raw: &Raw, path: &str) -> Answer {
    sent(raw.request(Method::DELETE, path)).await
}

async fn users(raw: &Raw, query: &str) -> Vec<User> {
    let answer = raw.get(&format!("/api/v1/users{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page: Page<User> = serde_json::from_value(answer.json()).unwrap();
    page.items
}

/// The latest entries of the record, as sentences.
async fn recorded(city: &TestCity, count: i64) -> Vec<String> {
    let read = move |conn: &mut store::Conn| {
        let rows = store::audit::latest(conn, None, count)?;
        rows.into_iter()
            .map(|row| {
                let by = match row.actor_id {
                    Some(actor) => store::users::get(conn, actor)?.username,
                    None => "the machine".to_owned(),
                };
                Ok(format!("{} {} by {by}", row.action, row.subject))
            })
            .collect::<store::Result<Vec<String>>>()
    };
    city.app.db.read(read).await.expect("the record")
}
