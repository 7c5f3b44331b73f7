//! What goes in comes out: the original as it came, its copies upright and without a past.

use fixtures::scene::{Shot, photo};
use futures_util::future::join_all;
use harness::people::LIN;
use harness::raw::sent;
use harness::{TestCity, picture};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::photo::{Photo, PhotoCopy};
use mobile_api::time::Time;
use reqwest::Method;

use super::{JPEG, MONDAY, contains, jpeg_size, put};

#[tokio::test]
async fn a_photo_is_new_once_and_known_from_then_on() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let bytes = photo(&Shot {
        orientation: 6,
        width: 160,
        height: 96,
        taken_at_unix_ms: city.now().0 / 1000,
        lon: 105.72,
        lat: 34.58,
        ..Shot::default()
    });
    let name = Sha256::of(&bytes);
    assert!(!lin.client.has_photo(name).await.unwrap());
    let first = put(&lin, name, JPEG, bytes.clone()).await;
    assert_eq!(first.status, 201, "{}", first.text());
    assert!(lin.client.has_photo(name).await.unwrap());
    let again = put(&lin, name, JPEG, bytes.clone()).await;
    assert_eq!((again.status, again.json()), (200, first.json()));

    let known: Photo = serde_json::from_slice(&first.body).unwrap();
    assert_eq!((known.sha256, known.bytes), (name, bytes.len() as u64));
    assert_eq!((known.width, known.height), (96, 160), "upright");
    assert_eq!((known.orientation, known.media_type.as_str()), (6, JPEG));
    assert_eq!(
        known.taken_at,
        Some(Time(city.now().0 / 1_000_000 * 1_000_000))
    );
    let at = known.position.unwrap();
    assert!((at.lon - 105.72).abs() < 1e-6 && (at.lat - 34.58).abs() < 1e-6);
    assert!(known.camera.unwrap().contains("Xuncheng"));
    assert!(known.flags.is_empty(), "{:?}", known.flags);
}

#[tokio::test]
async fn ten_that_send_the_same_photo_at_once_are_all_told_the_same() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let bytes = picture::fresh();
    let before = city.holdings().await;
    let answers =
        join_all((0..10).map(|_| put(&lin, Sha256::of(&bytes), JPEG, bytes.clone()))).await;
    for answer in &answers {
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        assert_eq!(answer.json(), answers[0].json());
    }
    let after = city.holdings().await;
    assert_eq!(after["photos"] - before["photos"], 1);
    assert_eq!(
        after["(photo files)"] - before["(photo files)"],
        3,
        "original, display, thumbnail"
    );
    assert_eq!(city.unfinished_uploads(), 0);
}

#[tokio::test]
async fn the_original_stays_as_it_came_and_its_copies_know_nothing() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let bytes = photo(&Shot {
        orientation: 8,
        width: 2000,
        height: 1200,
        ..Shot::default()
    });
    let name = lin.uploads(bytes.clone()).await;
    for (copy, longest) in [(PhotoCopy::Display, 1600), (PhotoCopy::Thumbnail, 400)] {
        let small = lin.client.photo_bytes(name, copy).await.unwrap();
        let (width, height) = jpeg_size(&small);
        assert_eq!(
            height, longest,
            "{copy:?}: upright, so the long side is the height"
        );
        assert!(width < height);
        for secret in [&b"Exif"[..], b"Xuncheng", b"GPS", b"http://ns.adobe.com"] {
            assert!(
                !contains(&small, secret),
                "{copy:?} says {}",
                String::from_utf8_lossy(secret)
            );
        }
    }
    let original = lin
        .client
        .photo_bytes(name, PhotoCopy::Original)
        .await
        .unwrap();
    assert!(original == bytes, "byte for byte");
}

#[tokio::test]
async fn a_small_photo_is_not_blown_up() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let name = lin.uploads(picture::fresh()).await;
    let display = lin
        .client
        .photo_bytes(name, PhotoCopy::Display)
        .await
        .unwrap();
    assert_eq!(jpeg_size(&display), (96, 72));
}

#[tokio::test]
async fn a_photo_may_be_kept_for_ever_and_asked_for_again_for_nothing() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let name = lin.uploads(picture::fresh()).await;
    for copy in ["original", "display", "thumbnail"] {
        let path = format!("/api/v1/photos/{name}/{copy}");
        let answer = lin.raw.get(&path).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, JPEG));
        assert!(answer.header("cache-control").contains("immutable"));
        assert!(
            answer.header("cache-control").contains("private"),
            "not for what stands between"
        );
        let length: usize = answer.header("content-length").parse().unwrap();
        assert_eq!(length, answer.body.len());
        let known = lin
            .raw
            .request(Method::GET, &path)
            .header("If-None-Match", answer.header("etag"));
        let known = sent(known).await;
        assert_eq!((known.status, known.body.len()), (304, 0));
    }
    lin.raw
        .get(&format!("/api/v1/photos/{name}/huge"))
        .await
        .refused(Code::NotFound);
    lin.raw
        .get("/api/v1/photos/xyz/display")
        .await
        .refused(Code::NotFound);
}

#[tokio::test]
async fn a_picture_that_is_also_a_web_page_stays_a_picture() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let page = "<html><body><script>alert(document.cookie)</script></body></html>";
    let commented = picture::commented(&picture::fresh(), page);
    let mut followed = picture::fresh();
    followed.extend_from_slice(page.as_bytes());
    for bytes in [commented, followed] {
        let name = Sha256::of(&bytes);
        let kept = put(&lin, name, JPEG, bytes.clone()).await;
        assert_eq!(kept.status, 201, "{}", kept.text());
        let original = lin
            .raw
            .get(&format!("/api/v1/photos/{name}/original"))
            .await;
        assert!(original.body == bytes);
        assert_eq!(original.header("content-type"), JPEG);
        assert_eq!(original.header("x-content-type-options"), "nosniff");
        assert!(
            original
                .header("content-security-policy")
                .contains("sandbox")
        );
        let display = lin
            .client
            .photo_bytes(name, PhotoCopy::Display)
            .await
            .unwrap();
        assert!(!contains(&display, b"script"));
    }
}

#[tokio::test]
async fn the_other_kinds_of_picture_are_kept_as_they_are() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    // A grey PNG of 16 × 16.
    let png = hex::decode(concat!(
        "89504e470d0a1a0a0000000d49484452000000100000001008000000003a98a0bd",
        "0000000f4944415478da636840030c235b0000050c8001e333598a",
        "0000000049454e44ae426082"
    ));
    let png = png.unwrap();
    let answer = put(&lin, Sha256::of(&png), "image/png", png.clone()).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["media_type"], "image/png");
    let name = Sha256::of(&png);
    let original = lin
        .raw
        .get(&format!("/api/v1/photos/{name}/original"))
        .await;
    assert_eq!(
        (original.header("content-type"), original.body == png),
        ("image/png", true)
    );
    let display = lin.raw.get(&format!("/api/v1/photos/{name}/display")).await;
    assert_eq!(display.header("content-type"), JPEG);
}
