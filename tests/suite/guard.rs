//! The harness can fail: what went wrong behind a test's back is not passed over.

use domain::id::ZoneId;
use harness::people::LIN;
use harness::{TestCity, minutes};
use mobile_api::error::Code;
use store::jobs::NewJob;
use uuid::Uuid;

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// From now on the reference data can't be read: every request that needs it breaks on our side.
async fn with_a_damaged_zone() -> (TestCity, harness::raw::Raw) {
    let city = TestCity::at(MONDAY).await;
    let lin = city.signed_in(LIN).await;
    let damaged = city.app.db.write(|conn| {
        let mut zone = store::zones::current(conn)?.remove(0);
        zone.id = ZoneId(Uuid::now_v7());
        zone.code = "damaged".into();
        zone.geometry = "scribble".into();
        store::zones::insert(conn, &zone)?;
        store::counters::bump_reference_version(conn)
    });
    damaged.await.unwrap();
    (city, lin)
}

#[tokio::test]
async fn what_broke_on_our_side_is_one_sentence_and_a_request_id() {
    let (city, lin) = with_a_damaged_zone().await;
    let problem = lin.get("/api/v1/me").await.refused(Code::Internal);
    city.claim_faults(1);
    assert!(problem.errors.is_empty());
    for inside in ["scribble", "geometry", "damaged", "zone"] {
        assert!(!problem.detail.contains(inside), "{}", problem.detail);
    }
}

#[tokio::test]
#[should_panic(expected = "answers with a status of 500 or above")]
async fn a_fault_nobody_claims_fails_the_test() {
    let (_city, lin) = with_a_damaged_zone().await;
    assert_eq!(lin.get("/api/v1/me").await.status, 500);
}

#[tokio::test]
#[should_panic(expected = "jobs that gave up")]
async fn a_job_that_gave_up_fails_the_test() {
    let city = TestCity::at(MONDAY).await;
    let now = city.app.clock.now();
    let asked = city.app.db.write(move |conn| {
        let job = NewJob {
            id: Uuid::now_v7(),
            kind: "fold_napkins".into(),
            key: String::new(),
            payload: String::new(),
            run_at: now,
            created_at: now,
        };
        store::jobs::enqueue(conn, &job)
    });
    assert!(asked.await.unwrap());
    for _ in 0..=app::job::runner::MOST_ATTEMPTS {
        city.advance(minutes(15)).await;
    }
}
