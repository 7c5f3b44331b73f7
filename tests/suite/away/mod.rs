//! What the server stands on goes away, hangs, breaks off or is locked, and comes back: nobody is told that the server is
//! at fault, everybody is told to come again, and nothing is lost or doubled.

mod bucket;
mod locked;
mod postgres;

use harness::TestCity;
use harness::raw::{Answer, Raw};
use mobile_api::error::Code;

const MONDAY: &str = "2026-03-02T09:00+08:00";

/// Refused until the storage is back, as it is said to phones; the harness counts it among the faults.
#[track_caller]
fn away(city: &TestCity, answer: &Answer) {
    city.claim_faults(1);
    let problem = answer.refused(Code::StorageUnavailable);
    assert!(problem.retry_after_s.is_some(), "{problem:?}");
    assert!(!answer.header("retry-after").is_empty());
}

/// Asks until it is answered: while it is away it is looked for twice a second.
async fn comes_back(city: &TestCity, who: &Raw, path: &str) -> Answer {
    loop {
        let answer = who.get(path).await;
        if answer.status == 200 {
            return answer;
        }
        city.claim_faults(1);
        assert_eq!(answer.status, 503, "{}", answer.text());
        tokio::task::yield_now().await;
    }
}
