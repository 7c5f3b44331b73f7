//! What is no photo does not go in, and who sends too much waits.

use harness::people::{LIN, SUN};
use harness::{TestCity, picture};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;

use super::{Held, JPEG, MONDAY, put, with_size};

#[tokio::test]
async fn what_is_no_photo_is_refused_and_leaves_nothing_behind() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let good = picture::fresh();
    let before = city.holdings().await;
    let many_pixels = with_size(&good, 10_000, 6_000);
    let cut = good[..good.len() / 2].to_vec();
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    let huge = {
        let mut huge = good.clone();
        huge.resize(21 * 1024 * 1024, 0);
        huge
    };
    for (what, bytes, media_type, code) in [
        ("nothing at all", vec![], JPEG, Code::PhotoUnreadable),
        (
            "a page named as a photo",
            page,
            JPEG,
            Code::PhotoTypeUnsupported,
        ),
        (
            "a GIF",
            b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(),
            JPEG,
            Code::PhotoTypeUnsupported,
        ),
        ("half a photo", cut, JPEG, Code::PhotoTruncated),
        (
            "a head without a body",
            good[..4].to_vec(),
            JPEG,
            Code::PhotoTruncated,
        ),
        (
            "sixty megapixels",
            many_pixels,
            JPEG,
            Code::PhotoTooManyPixels,
        ),
        ("21 MB", huge, JPEG, Code::PhotoTooLarge),
        (
            "sent as a video",
            good.clone(),
            "video/mp4",
            Code::PhotoTypeUnsupported,
        ),
        (
            "sent as nothing",
            good.clone(),
            "",
            Code::PhotoTypeUnsupported,
        ),
    ] {
        let answer = put(&lin, Sha256::of(&bytes), media_type, bytes).await;
        assert_eq!(answer.status, code.status(), "{what}: {}", answer.text());
        answer.refused(code);
    }
    put(&lin, Sha256::of(b"another"), JPEG, good.clone())
        .await
        .refused(Code::PhotoHashMismatch);
    let path = "/api/v1/photos/not-a-hash";
    lin.raw
        .put_bytes(path, JPEG, good.clone())
        .await
        .refused_at(Code::InvalidField, &["/sha256"]);
    let shouted = format!(
        "/api/v1/photos/{}",
        Sha256::of(&good).to_string().to_uppercase()
    );
    lin.raw
        .put_bytes(&shouted, JPEG, good)
        .await
        .refused_at(Code::InvalidField, &["/sha256"]);

    assert_eq!(city.holdings().await, before);
    assert_eq!(city.unfinished_uploads(), 0);
}

#[tokio::test]
async fn who_uploads_too_much_waits() {
    let city = TestCity::with(MONDAY, |config| config.limits.uploads_per_minute = 2).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    lin.uploads(picture::fresh()).await;
    lin.uploads(picture::fresh()).await;
    let bytes = picture::fresh();
    let refusal = put(&lin, Sha256::of(&bytes), JPEG, bytes.clone()).await;
    refusal.refused(Code::RateLimited);
    assert!(refusal.header("retry-after").parse::<u64>().unwrap() >= 1);
    sun.uploads(bytes).await;
}

#[tokio::test]
async fn when_too_many_are_being_decoded_the_next_is_told_when_to_come_again() {
    let city = TestCity::with(MONDAY, |config| config.photos.decode_queue = 0).await;
    let lin = city.person(LIN).await;
    let held = Held::of(&city).await;
    let bytes = picture::fresh();
    let before = city.holdings().await;
    let refusal = put(&lin, Sha256::of(&bytes), JPEG, bytes.clone()).await;
    refusal.refused(Code::Overloaded);
    assert!(refusal.header("retry-after").parse::<u64>().unwrap() >= 1);
    city.claim_faults(1);
    assert_eq!(
        (city.holdings().await, city.unfinished_uploads()),
        (before, 0)
    );

    held.lets_go().await;
    assert_eq!(put(&lin, Sha256::of(&bytes), JPEG, bytes).await.status, 201);
}
