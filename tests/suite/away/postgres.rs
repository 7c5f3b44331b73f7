//! The database server restarts, fails over, hangs, or something on the way cuts idle connections.

use app::config::Config;
use harness::environment::{Engine, engine};
use harness::people::{LIN, Person};
use harness::sighting::illegal_ad;
use harness::wire::Wire;
use harness::{TestCity, hours};
use mobile_api::case::Mode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{MONDAY, away, comes_back};

/// As it goes over the wire; a transaction that begins as READ COMMITTED has other words.
const COMMIT: &str = "COMMIT\0";

/// None on SQLite, which has no server to lose.
async fn city(configure: impl FnOnce(&mut Config)) -> Option<(Wire, TestCity)> {
    if engine() != Engine::Postgres {
        return None;
    }
    let mut wire = None;
    let by_wire = |config: &mut Config| {
        let (own, url) = Wire::instead_of(&config.database.url.0);
        config.database.url.0 = url;
        configure(config);
        wire = Some(own);
    };
    let city = TestCity::with(MONDAY, by_wire).await;
    wire.map(|wire| (wire, city))
}

async fn report_of(lin: &Person) -> Value {
    let report = lin.report_of(illegal_ad()).await;
    assert_eq!(report.mode, Mode::Routine);
    json!(report)
}

#[tokio::test]
async fn connections_that_were_cut_are_replaced_and_nobody_notices() {
    let Some((wire, city)) = city(|_| {}).await else {
        return;
    };
    let lin = city.person(LIN).await;
    let body = report_of(&lin).await;
    for _ in 0..3 {
        // More at once than there are connections: all of them are dead.
        let asked = (0..6).map(|_| lin.raw.get("/api/v1/me"));
        for answer in futures_util::future::join_all(asked).await {
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        wire.cut();
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        let answer = lin.raw.put(&path, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        wire.cut();
    }
    city.advance(hours(1)).await;
}

#[tokio::test]
async fn while_the_server_is_gone_everybody_is_told_to_come_again_and_all_is_well_afterwards() {
    let Some((wire, city)) = city(|_| {}).await else {
        return;
    };
    let lin = city.person(LIN).await;
    let body = report_of(&lin).await;
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    wire.close();
    for _ in 0..4 {
        away(&city, &lin.raw.get("/api/v1/cases").await);
        away(&city, &lin.raw.put(&path, &body).await);
        away(&city, &city.raw().login("inspector1", "wrong").await);
        assert_eq!(city.raw().get("/healthz").await.status, 200);
        let ready = city.raw().get("/readyz").await;
        city.claim_faults(1);
        assert_eq!(
            (ready.status, ready.json()["photos"].as_str()),
            (503, Some("ok"))
        );
        assert_eq!(ready.json()["database"].as_str(), Some("failed"));
    }
    let app = city.app.clone().into_inner();
    assert!(app::job::run_due(&app, app.clock.now()).await.is_err());
    wire.mend();
    comes_back(&city, &lin.raw, "/readyz").await;
    let answer = lin.raw.put(&path, &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    city.advance(hours(1)).await;
}

#[tokio::test]
async fn a_server_that_hangs_costs_nobody_more_than_its_patience() {
    let Some((wire, city)) = city(|config| config.database.patience_seconds = 1).await else {
        return;
    };
    let lin = city.person(LIN).await;
    let body = report_of(&lin).await;
    let path = format!("/api/v1/cases/{}", Uuid::now_v7());
    wire.block();
    // Twice as many as there are connections: some hang in a statement, the others wait for their turn.
    let asked = (0..6).map(|_| lin.raw.put(&path, &body));
    for answer in futures_util::future::join_all(asked).await {
        city.claim_faults(1);
        assert_eq!(answer.status, 503, "{}", answer.text());
    }
    away(&city, &lin.raw.get("/api/v1/cases").await);
    wire.mend();
    comes_back(&city, &lin.raw, "/readyz").await;
    let answer = lin.raw.put(&path, &body).await;
    assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    assert_eq!(city.holdings().await["cases"], 1);
    // Every place at the database is free again.
    for _ in 0..3 {
        let asked = (0..6).map(|_| lin.raw.get("/api/v1/me"));
        for answer in futures_util::future::join_all(asked).await {
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }
}

#[tokio::test]
async fn a_report_whose_connection_breaks_off_half_way_is_written_once() {
    let Some((wire, city)) = city(|_| {}).await else {
        return;
    };
    let lin = city.person(LIN).await;
    for words in ["INSERT INTO \"cases\"", "INSERT INTO \"events\""] {
        let (body, before) = (report_of(&lin).await, city.holdings().await["cases"]);
        wire.cut();
        wire.cut_before(words);
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        let answer = lin.raw.put(&path, &body).await;
        assert!(wire.has_sprung(), "{words}");
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(city.holdings().await["cases"], before + 1);
    }
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_not_repeated_here_and_the_phone_repeats_it_once() {
    let Some((wire, city)) = city(|_| {}).await else {
        return;
    };
    let lin = city.person(LIN).await;
    // Kept though nobody heard of it; and not kept.
    for (kept, second) in [(1, 200), (0, 201)] {
        let body = report_of(&lin).await;
        let before = city.holdings().await;
        let path = format!("/api/v1/cases/{}", Uuid::now_v7());
        match kept {
            1 => wire.cut_after(COMMIT),
            _ => wire.cut_before(COMMIT),
        }
        away(&city, &lin.raw.put(&path, &body).await);
        assert!(wire.has_sprung());
        assert_eq!(city.holdings().await["cases"], before["cases"] + kept);
        let again = lin.raw.put(&path, &body).await;
        assert_eq!(again.status, second, "{}", again.text());
        let after = city.holdings().await;
        assert_eq!(after["cases"], before["cases"] + 1);
        assert_eq!(after["events"], before["events"] + 2);
    }
}

#[tokio::test]
async fn a_sweep_that_was_broken_off_is_taken_up_at_once_and_not_when_its_lease_runs_out() {
    let Some((wire, city)) = city(|_| {}).await else {
        return;
    };
    let lin = city.person(LIN).await;
    let app = city.app.clone().into_inner();
    // Not the plan of jobs is to be broken off, but a lease.
    city.run_due_jobs().await;
    for (words, lose) in [
        (COMMIT, Wire::cut_after as fn(&Wire, &'static str)),
        // The lease is held, and the way to the end of it is gone.
        ("UPDATE \"cases\"", Wire::cut_before),
    ] {
        let case = lin.reports(illegal_ad()).await;
        city.time_passes(hours(13));
        wire.cut();
        lose(&wire, words);
        let now = app.clock.now();
        let ran = app::job::run_due(&app, now).await;
        assert!(wire.has_sprung(), "{words}");
        // A lease whose answer is lost ends the round; a case that breaks off is left for the next sweep.
        assert!(ran.is_err() || words != COMMIT, "{ran:?}");
        comes_back(&city, &lin.raw, "/readyz").await;
        app::job::run_due(&app, now + domain::time::seconds(15))
            .await
            .unwrap();
        assert_eq!(lin.sees(&case).await.version, case.version + 1, "{words}");
    }
}
