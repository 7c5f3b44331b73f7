//! Staying signed in: each refresh token counts once, and a phone that lost the answer may send the same request once more.

use domain::time::{Span, seconds};
use harness::TestCity;
use harness::people::{LIN, PASSWORD};
use harness::raw::{Answer, sent};
use mobile_api::auth::TokenAnswer;
use mobile_api::error::Code;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";
const ME: &str = "/api/v1/me";
const REFRESH: &str = "/api/v1/auth/refresh";
/// The default grace is not over yet.
const JUST_BEFORE: Span = seconds(59);

#[tokio::test]
async fn each_refresh_token_works_once_and_brings_the_next() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    let third = exchange(&city, &second).await.tokens();
    assert_ne!(first.refresh_token, second.refresh_token);
    assert_ne!(second.refresh_token, third.refresh_token);
    assert_eq!(third.user.username, LIN.0);
    for tokens in [&first, &second, &third] {
        let me = city.raw().bearing(&tokens.access_token).get(ME).await;
        assert_eq!(me.status, 200, "an access token lasts as long as it says");
    }
}

#[tokio::test]
async fn who_lost_the_answer_asks_again_and_stays_signed_in() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let lost = exchange(&city, &first).await.tokens();
    city.time_passes(JUST_BEFORE);
    let second = exchange(&city, &first).await.tokens();
    assert_ne!(second.refresh_token, lost.refresh_token);
    let third = exchange(&city, &second).await.tokens();
    assert!(goes_on(&city, &third).await);
}

#[tokio::test]
async fn the_refresh_token_in_the_lost_answer_counts_no_more_and_ends_the_session() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let lost = exchange(&city, &first).await.tokens();
    let second = exchange(&city, &first).await.tokens();
    let refusal = exchange(&city, &lost).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &second).await, "it ends for both");
}

#[tokio::test]
async fn a_second_use_without_a_key_ends_the_session_at_once() {
    let city = TestCity::at(MONDAY).await;
    // As any client does that knows nothing of keys.
    let first = signed_in(&city).await;
    let second = exchange_with(&city, &first, None).await.tokens();
    let refusal = exchange_with(&city, &first, None).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &first).await && !goes_on(&city, &second).await);
    let refusal = exchange_with(&city, &second, None).await;
    refusal.refused(Code::RefreshTokenInvalid);
}

#[tokio::test]
async fn a_second_use_with_another_key_than_the_first_ends_the_session_at_once() {
    let city = TestCity::at(MONDAY).await;
    let (a, b) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
    for (key, other) in [(a, b), (a, None), (None, a)] {
        let first = signed_in(&city).await;
        let second = exchange_with(&city, &first, key).await.tokens();
        let refusal = exchange_with(&city, &first, other).await;
        refusal.refused(Code::RefreshTokenReused);
        assert!(!goes_on(&city, &second).await, "{key:?} then {other:?}");
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_named_and_uses_nothing_up() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let request = city.raw().request(Method::POST, REFRESH);
    let request = request
        .header("Idempotency-Key", "again")
        .json(&body(&first));
    let refusal = sent(request).await;
    refusal.refused_at(Code::InvalidParameter, &["Idempotency-Key"]);
    assert_eq!(exchange(&city, &first).await.status, 200);
}

#[tokio::test]
async fn an_answer_may_get_lost_several_times_within_the_grace_of_the_first() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let mut last = exchange(&city, &first).await.tokens();
    for _ in 0..3 {
        city.time_passes(seconds(15));
        last = exchange(&city, &first).await.tokens();
    }
    assert!(goes_on(&city, &last).await);
    // Asking again does not make it longer.
    city.time_passes(seconds(15));
    let refusal = exchange(&city, &first).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &last).await);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session_and_its_access_tokens() {
    let city = TestCity::at(MONDAY).await;
    let elsewhere = city.signed_in(LIN).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    city.time_passes(seconds(60));

    let refusal = exchange(&city, &first).await;
    refusal.refused(Code::RefreshTokenReused);

    for tokens in [&first, &second] {
        let me = city.raw().bearing(&tokens.access_token).get(ME).await;
        me.refused(Code::Unauthenticated);
    }
    let refusal = exchange(&city, &second).await;
    refusal.refused(Code::RefreshTokenInvalid);
    let other = elsewhere.get(ME).await;
    assert_eq!(other.status, 200, "another session goes on");
}

#[tokio::test]
async fn once_the_next_token_was_used_the_old_one_ends_the_session_at_once() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    let third = exchange(&city, &second).await.tokens();
    let refusal = exchange(&city, &first).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &third).await);
}

#[tokio::test]
async fn the_grace_is_for_the_last_exchange_alone() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    let lost = exchange(&city, &second).await.tokens();
    let third = exchange(&city, &second).await.tokens();
    assert_ne!(lost.refresh_token, third.refresh_token);
    let refusal = exchange(&city, &first).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &third).await);
}

#[tokio::test]
async fn signing_out_in_between_leaves_no_grace() {
    let city = TestCity::at(MONDAY).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    let lin = city.raw().bearing(&second.access_token);
    let out = sent(lin.request(Method::POST, "/api/v1/auth/logout")).await;
    assert_eq!(out.status, 204);
    for tokens in [&first, &second] {
        let refusal = exchange(&city, tokens).await;
        refusal.refused(Code::RefreshTokenInvalid);
    }
}

#[tokio::test]
async fn of_many_that_exchange_the_same_token_at_once_one_is_left_with_a_good_one() {
    let city = TestCity::at(MONDAY).await;
    for _ in 0..6 {
        let first = signed_in(&city).await;
        let all = (0..6).map(|_| exchange(&city, &first));
        let answers = futures_util::future::join_all(all).await;
        let (mut good, mut taken_back) = (vec![], vec![]);
        for tokens in answers.iter().map(Answer::tokens) {
            match counts(&city, &tokens).await {
                true => good.push(tokens),
                false => taken_back.push(tokens),
            }
        }
        let [last] = &good[..] else {
            panic!("{} count", good.len());
        };
        assert_eq!(taken_back.len(), 5);
        // It is good for the next, and that one for the one after it.
        let next = exchange(&city, last).await.tokens();
        let next = exchange(&city, &next).await.tokens();
        assert!(goes_on(&city, &next).await);
        // One that was taken back is worse than none: it ends the session.
        let refusal = exchange(&city, &taken_back[0]).await;
        refusal.refused(Code::RefreshTokenReused);
        assert!(!goes_on(&city, &next).await);
    }
}

#[tokio::test]
async fn a_token_and_the_next_presented_at_once_do_not_both_live_on() {
    let city = TestCity::at(MONDAY).await;
    for _ in 0..6 {
        let first = signed_in(&city).await;
        let second = exchange(&city, &first).await.tokens();
        let (old, new) =
            futures_util::future::join(exchange(&city, &first), exchange(&city, &second)).await;
        let mut statuses = [old.status, new.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401], "whoever came second ended it");
        let winner = if old.status == 200 { old } else { new };
        assert!(!goes_on(&city, &winner.tokens()).await);
    }
}

#[tokio::test]
async fn without_a_grace_the_second_use_ends_the_session_at_once() {
    let none = |config: &mut app::config::Config| config.auth.refresh_grace_seconds = 0;
    let city = TestCity::with(MONDAY, none).await;
    let first = signed_in(&city).await;
    let second = exchange(&city, &first).await.tokens();
    let refusal = exchange(&city, &first).await;
    refusal.refused(Code::RefreshTokenReused);
    assert!(!goes_on(&city, &second).await);
}

async fn signed_in(city: &TestCity) -> TokenAnswer {
    city.raw().login(LIN.0, PASSWORD).await.tokens()
}

/// As a phone does: every time it asks with the same token, it asks under the same key.
async fn exchange(city: &TestCity, tokens: &TokenAnswer) -> Answer {
    let mut key = [0; 16];
    key.copy_from_slice(&tokens.refresh_token.as_bytes()[..16]);
    exchange_with(city, tokens, Some(Uuid::from_bytes(key))).await
}

async fn exchange_with(city: &TestCity, tokens: &TokenAnswer, key: Option<Uuid>) -> Answer {
    let request = city
        .raw()
        .request(Method::POST, REFRESH)
        .json(&body(tokens));
    sent(match key {
        Some(key) => request.header("Idempotency-Key", key.to_string()),
        None => request,
    })
    .await
}

fn body(tokens: &TokenAnswer) -> serde_json::Value {
    json!({"refresh_token": tokens.refresh_token})
}

/// May it still be used? Looked up, because asking would use it up.
async fn counts(city: &TestCity, tokens: &TokenAnswer) -> bool {
    let hash = app::auth::refresh::hash(&tokens.refresh_token);
    let find = move |conn: &mut store::Conn| store::sessions::token(conn, &hash);
    let row = city.app.db.read(find).await.expect("an answer");
    row.expect("a token that was given").used_at.is_none()
}

/// Is the session open? Asked with the access token, which uses nothing up.
async fn goes_on(city: &TestCity, tokens: &TokenAnswer) -> bool {
    let me = city.raw().bearing(&tokens.access_token).get(ME).await;
    me.status == 200
}
