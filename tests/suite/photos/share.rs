//! A person's share of the disk, and what is still taken when the disk is nearly full.

use futures_util::future::join_all;
use harness::people::{CHENGGUAN, LIN, SUN};
use harness::raw::{Answer, Raw};
use harness::{TestCity, environment, hours, minutes, picture};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;

use super::{JPEG, MONDAY};

async fn sends(raw: &Raw, picture: &[u8]) -> Answer {
    let path = format!("/api/v1/photos/{}", Sha256::of(picture));
    raw.put_bytes(&path, JPEG, picture.to_vec()).await
}

fn pictures(count: usize) -> (Vec<Vec<u8>>, u64) {
    let pictures: Vec<_> = (0..count).map(|_| picture::fresh()).collect();
    let largest = pictures.iter().map(Vec::len).max().unwrap();
    (pictures, largest as u64)
}

#[tokio::test]
async fn who_has_sent_a_days_share_waits_until_it_is_a_day_old_and_nobody_else_does() {
    let (pictures, largest) = pictures(5);
    let limit = largest * 2 + largest / 2;
    let city = TestCity::with(MONDAY, |config| config.limits.uploads_per_day = limit).await;
    let lin = city.signed_in(LIN).await;
    assert_eq!(sends(&lin, &pictures[0]).await.status, 201);
    city.advance(minutes(10)).await;
    assert_eq!(sends(&lin, &pictures[1]).await.status, 201);
    let before = city.holdings().await;
    let refused = sends(&lin, &pictures[2]).await.refused(Code::RateLimited);
    let day = 24 * 3600;
    let wait = refused.retry_after_s.unwrap();
    assert!((day - 602..=day - 598).contains(&wait), "{wait}");
    assert_eq!(city.holdings().await, before);
    let sun = city.signed_in(SUN).await;
    assert_eq!(sends(&sun, &pictures[3]).await.status, 201);
    city.advance(hours(24) - minutes(9)).await;
    let lin = city.signed_in(LIN).await;
    assert_eq!(sends(&lin, &pictures[2]).await.status, 201);
    sends(&lin, &pictures[4]).await.refused(Code::RateLimited);
}

#[tokio::test]
async fn many_at_once_are_no_way_around_the_share() {
    let (pictures, largest) = pictures(8);
    let limit = largest * 2 + largest / 2;
    let city = TestCity::with(MONDAY, |config| config.limits.uploads_per_day = limit).await;
    let lin = city.signed_in(LIN).await;
    let answers = join_all(pictures.iter().map(|picture| sends(&lin, picture))).await;
    let taken = answers.iter().filter(|answer| answer.status == 201).count();
    assert!(taken <= 2, "{taken}");
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        answer.refused(Code::RateLimited);
    }
    // What was refused is not counted.
    for _ in taken..2 {
        assert_eq!(sends(&lin, &picture::fresh()).await.status, 201);
    }
}

#[tokio::test]
async fn on_a_disk_that_is_nearly_full_handlers_wait_and_inspectors_do_not() {
    // A bucket is never nearly full.
    if environment::s3().is_some() {
        return;
    }
    let floor = |config: &mut app::config::Config| config.photos.free_space_floor = i64::MAX as u64;
    let city = TestCity::with(MONDAY, floor).await;
    let handler = city.signed_in(CHENGGUAN).await;
    let before = city.holdings().await;
    let waits = sends(&handler, &picture::fresh()).await;
    let waits = waits.refused(Code::StorageFull);
    city.claim_faults(1);
    assert_eq!(waits.retry_after_s, Some(600));
    assert_eq!(city.holdings().await, before);
    let lin = city.signed_in(LIN).await;
    assert_eq!(sends(&lin, &picture::fresh()).await.status, 201);
}
