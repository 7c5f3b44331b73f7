//! Signing in, staying signed in, and being out.

use app::auth::gate::{Asker, PLACES};
use app::auth::memory::HashMemory;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::time::{days, minutes};
use harness::TestCity;
use harness::answer::refused;
use harness::people::{GULOU_INSPECTOR, LIN, PASSWORD, SUN};
use harness::raw::sent;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use mobile_api::auth::{Permission, Role};
use mobile_api::error::Code;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";
const ME: &str = "/api/v1/me";
const REFRESH: &str = "/api/v1/auth/refresh";

#[tokio::test]
async fn signing_in_tells_who_one_is_and_what_one_may_do() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await.me;
    assert_eq!(
        (lin.username.as_str(), lin.role),
        ("inspector1", Role::Inspector)
    );
    assert_eq!(lin.unit.map(|unit| unit.code).as_deref(), Some("wenming"));
    assert!(lin.scope.whole_city && lin.scope.unit.is_none());
    assert!(lin.permissions.contains(&Permission::ReportCases));
    assert!(!lin.permissions.contains(&Permission::ManageUsers));

    let street = city.person(GULOU_INSPECTOR).await.me;
    assert!(!street.scope.whole_city);
    assert_eq!(
        street.scope.unit.map(|unit| unit.code).as_deref(),
        Some("qinglan-gulou")
    );
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_refused_alike() {
    let city = TestCity::at(MONDAY).await;
    let wrong = city
        .raw()
        .login(LIN.0, "not it")
        .await
        .refused(Code::CredentialsWrong);
    let nobody = city
        .raw()
        .login("nobody", PASSWORD)
        .await
        .refused(Code::CredentialsWrong);
    assert_eq!((wrong.title, wrong.detail), (nobody.title, nobody.detail));
}

#[tokio::test]
async fn a_body_that_is_no_sign_in_is_refused_where_it_is_wrong() {
    let city = TestCity::at(MONDAY).await;
    let raw = city.raw();
    let login = "/api/v1/auth/login";
    for (body, code, pointers) in [
        (
            json!({"username": "inspector1"}),
            Code::InvalidField,
            &["/password"][..],
        ),
        (
            json!({"username": 7, "password": "x"}),
            Code::InvalidField,
            &["/username"],
        ),
        (
            json!({"username": "a", "password": "b", "remember_me": true}),
            Code::InvalidField,
            &["/remember_me"],
        ),
    ] {
        raw.post(login, &body).await.refused_at(code, pointers);
    }
    let json = "application/json";
    for text in ["", "{", "{} {}", "[1"] {
        let answer = raw.post_bytes(login, json, text.into()).await;
        answer.refused_at(Code::InvalidBody, &[]);
    }
    for field in ["username", "password", "device_name"] {
        let mut body = json!({"username": LIN.0, "password": PASSWORD});
        body[field] = "长".repeat(1_001).into();
        let refusal = raw.post(login, &body).await;
        refusal.refused_at(Code::InvalidField, &[&format!("/{field}")]);
    }
    let large = json!({"username": LIN.0, "password": "x".repeat(17_000)});
    let refusal = raw.post(login, &large).await;
    refusal.refused(Code::PayloadTooLarge);
    let form = raw.post_bytes(
        login,
        "application/x-www-form-urlencoded",
        "username=a".into(),
    );
    form.await.refused(Code::MediaTypeUnsupported);
}

#[tokio::test]
async fn signing_out_ends_access_and_refresh_at_once() {
    let city = TestCity::at(MONDAY).await;
    let tokens = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let lin = city.raw().bearing(&tokens.access_token);
    let out = sent(lin.request(Method::POST, "/api/v1/auth/logout")).await;
    assert_eq!((out.status, out.body.len()), (204, 0));
    let refusal = lin.get(ME).await;
    refusal.refused(Code::Unauthenticated);
    assert_eq!(refusal.header("www-authenticate"), "Bearer");
    exchange(&city, &tokens.refresh_token)
        .await
        .refused(Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let city = TestCity::at(MONDAY).await;
    let tokens = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let (user, now) = (domain::id::UserId(tokens.user.id), city.app.clock.now());
    let disabled = city
        .app
        .db
        .write(move |conn| store::users::set_disabled(conn, user, Some(now)));
    disabled.await.unwrap();

    city.raw()
        .bearing(&tokens.access_token)
        .get(ME)
        .await
        .refused(Code::Unauthenticated);
    exchange(&city, &tokens.refresh_token)
        .await
        .refused(Code::AccountDisabled);
    city.raw()
        .login(LIN.0, PASSWORD)
        .await
        .refused(Code::AccountDisabled);
    city.raw()
        .login(LIN.0, "not it")
        .await
        .refused(Code::CredentialsWrong);
    assert_eq!(city.raw().login(SUN.0, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn an_access_token_lasts_a_quarter_of_an_hour_and_a_session_a_month() {
    let city = TestCity::at(MONDAY).await;
    let tokens = city.raw().login(LIN.0, PASSWORD).await.tokens();
    assert_eq!(tokens.expires_in, 15 * 60);
    let client = city.client(LIN).await;
    let lin = city.raw().bearing(&tokens.access_token);
    city.time_passes(minutes(14));
    assert_eq!(lin.get(ME).await.status, 200);
    city.time_passes(minutes(2));
    lin.get(ME).await.refused(Code::Unauthenticated);
    assert_eq!(
        client.me().await.unwrap().username,
        LIN.0,
        "a client renews its token by itself"
    );

    city.time_passes(days(31));
    exchange(&city, &tokens.refresh_token)
        .await
        .refused(Code::RefreshTokenInvalid);
    refused(client.me().await, Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn a_token_that_is_forged_in_any_way_is_none() {
    let city = TestCity::at(MONDAY).await;
    let tokens = city.raw().login(LIN.0, PASSWORD).await.tokens();
    let key = std::fs::read_to_string(&city.app.config.auth.key_file).unwrap();
    let key = hex::decode(key.trim()).unwrap();
    let parts: Vec<&str> = tokens.access_token.split('.').collect();
    let claims = claims(&tokens.access_token);
    let other_user = city.person(SUN).await.me.id;
    let now = city.now().0 / 1_000_000;

    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let signed = |algorithm, claims: &Value, key: &[u8]| {
        encode(
            &Header::new(algorithm),
            claims,
            &EncodingKey::from_secret(key),
        )
        .unwrap()
    };
    let hs256 = |claims: &Value| signed(Algorithm::HS256, claims, &key);
    assert_eq!(
        city.raw().bearing(&hs256(&claims)).get(ME).await.status,
        200,
        "the real claims"
    );

    let none = base64(r#"{"alg":"none","typ":"JWT"}"#);
    let forged = [
        ("another key", signed(Algorithm::HS256, &claims, &[7; 32])),
        ("another algorithm", signed(Algorithm::HS512, &claims, &key)),
        ("alg none", format!("{none}.{}.", parts[1])),
        (
            "alg none, signed",
            format!("{none}.{}.{}", parts[1], parts[2]),
        ),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("expired", hs256(&with("exp", json!(now - 1)))),
        ("never expires", hs256(&without("exp"))),
        ("another issuer", hs256(&with("iss", json!("somebody")))),
        ("no issuer", hs256(&without("iss"))),
        ("another user", hs256(&with("sub", json!(other_user)))),
        ("nobody", hs256(&with("sub", json!(Uuid::now_v7())))),
        (
            "no such session",
            hs256(&with("sid", json!(Uuid::now_v7()))),
        ),
        ("no token at all", "x".into()),
        ("empty", String::new()),
    ];
    for (what, token) in forged {
        let answer = city.raw().bearing(&token).get(ME).await;
        assert_eq!(answer.status, 401, "{what}");
        answer.refused(Code::Unauthenticated);
    }
    let basic = city
        .raw()
        .request(Method::GET, ME)
        .basic_auth(LIN.0, Some(PASSWORD));
    sent(basic).await.refused(Code::Unauthenticated);
    city.raw().get(ME).await.refused(Code::Unauthenticated);
}

#[tokio::test]
async fn who_tries_too_often_waits_and_nobody_else_does() {
    let few = |config: &mut app::config::Config| config.limits.sign_ins_per_minute = 3;
    let city = TestCity::with(MONDAY, few).await;
    for _ in 0..3 {
        city.raw()
            .login(LIN.0, "guess")
            .await
            .refused(Code::CredentialsWrong);
    }
    let refusal = city.raw().login(LIN.0, PASSWORD).await;
    let problem = refusal.refused(Code::RateLimited);
    let wait: u64 = refusal.header("retry-after").parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
    assert_eq!(problem.retry_after_s, Some(wait));
    assert_eq!(city.raw().login(SUN.0, PASSWORD).await.status, 200);
}

#[tokio::test]
async fn when_too_many_passwords_are_checked_already_one_comes_again() {
    let city = TestCity::at(MONDAY).await;
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Arc::new(std::sync::Mutex::new(released));
    let asker = Asker::Network("127.0.0.1".into());
    let mut busy = Vec::new();
    while city.app.password_gate.inside() < PLACES.strangers + city.app.password_gate.hashers() {
        let (app, released) = (city.app.clone(), released.clone());
        let asker = asker.clone();
        busy.push(tokio::spawn(async move {
            let wait = move |_: &mut HashMemory| released.lock().unwrap().recv().is_err();
            app.password_gate.run(asker, wait).await.is_ok()
        }));
        tokio::task::yield_now().await;
    }
    let refusal = city.raw().login(LIN.0, PASSWORD).await;
    let problem = refusal.refused(Code::Overloaded);
    assert_eq!(refusal.status, 503);
    city.claim_faults(1);
    let wait: u64 = refusal.header("retry-after").parse().unwrap();
    assert_eq!(problem.retry_after_s, Some(wait));

    drop(release);
    let mut served = 0;
    for task in busy {
        served += usize::from(task.await.unwrap());
    }
    assert!(served >= PLACES.strangers, "{served}");
    assert_eq!(city.raw().login(LIN.0, PASSWORD).await.status, 200);
}

async fn exchange(city: &TestCity, refresh_token: &str) -> harness::raw::Answer {
    city.raw()
        .post(REFRESH, &json!({"refresh_token": refresh_token}))
        .await
}

/// What a token says, unchecked.
fn claims(token: &str) -> Value {
    let claims = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

fn base64(text: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(text)
}
