//! `/photos…`: what goes in comes out, what is no photo does not go in.

use domain::time::days;
use fixtures::scene::{Shot, photo};
use futures_util::future::join_all;
use harness::people::{CHENGGUAN, GULOU_INSPECTOR, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::raw::{Answer, sent};
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours, minutes, picture};
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::photo::{Flag, Photo, PhotoCopy};
use mobile_api::time::Time;
use reqwest::Method;

const MONDAY: &str = "2026-03-02T09:00+08:00";
const JPEG: &str = "image/jpeg";

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
async fn a_photo_is_seen_by_whoever_sees_its_case() {
    let city = TestCity::at(MONDAY).await;
    let (lin, sun) = (city.person(LIN).await, city.person(SUN).await);
    let (chengguan, gulou) = (
        city.person(CHENGGUAN).await,
        city.person(GULOU_INSPECTOR).await,
    );
    let name = lin.uploads(picture::fresh()).await;
    let status = |person: &Person| {
        let raw = person.raw.clone();
        async move {
            raw.get(&format!("/api/v1/photos/{name}/thumbnail"))
                .await
                .status
        }
    };
    let statuses = async || {
        [
            status(&lin).await,
            status(&sun).await,
            status(&chengguan).await,
            status(&gulou).await,
        ]
    };
    assert_eq!(
        statuses().await,
        [200, 404, 404, 404],
        "not used yet: the uploader's alone"
    );
    lin.reports(illegal_ad().at(JIEFANG_ROAD).showing(&[name]))
        .await;
    assert_eq!(statuses().await, [200, 200, 200, 404]);
    lin.reports(illegal_ad().at(RENMIN_ROAD).showing(&[name]))
        .await;
    assert_eq!(statuses().await, [200, 200, 200, 200]);
}

#[tokio::test]
async fn what_no_case_used_for_a_week_is_forgotten() {
    let city = TestCity::at(MONDAY).await;
    let lin = city.person(LIN).await;
    let before = city.holdings().await;
    let used = lin.uploads(picture::fresh()).await;
    let orphan_bytes = picture::fresh();
    let orphan = lin.uploads(orphan_bytes.clone()).await;
    lin.reports(illegal_ad().showing(&[used])).await;
    city.advance(days(6)).await;
    assert!(lin.client.has_photo(orphan).await.unwrap());
    city.advance(days(1) + hours(2)).await;
    assert!(!lin.client.has_photo(orphan).await.unwrap());
    assert!(lin.client.has_photo(used).await.unwrap());
    let after = city.holdings().await;
    assert_eq!(
        after["(photo files)"] - before["(photo files)"],
        3,
        "files are gone as well"
    );

    let lin = city.person(LIN).await;
    let report = illegal_ad().showing(&[orphan]);
    let refusal = lin.tries_to_report(report.clone()).await;
    harness::answer::refused_at(refusal, Code::PhotoMissing, &["/photos/0"]);
    assert_eq!(
        lin.uploads(orphan_bytes).await,
        orphan,
        "and may come again"
    );
    lin.reports(report).await;
}

#[tokio::test]
async fn doubts_about_a_photo_are_told_and_stop_nobody() {
    let city = TestCity::at(MONDAY).await;
    let (lin, chengguan) = (city.person(LIN).await, city.person(CHENGGUAN).await);
    let at = JIEFANG_ROAD.point();
    let now = city.now();
    let taken = |seed: u64, before_now: i64, lon: f64| {
        photo(&picture::small(Shot {
            seed,
            taken_at_unix_ms: (now.0 - before_now) / 1000,
            lon,
            lat: at.lat,
            ..Shot::default()
        }))
    };
    let flags = async |bytes: Vec<u8>| lin.client.put_photo(bytes).await.unwrap().flags;
    assert_eq!(flags(taken(1, 0, at.lon)).await, []);
    assert_eq!(
        flags(taken(2, hours(73).0, at.lon)).await,
        [Flag::TakenLongBeforeUpload]
    );
    assert_eq!(
        flags(taken(3, -minutes(10).0, at.lon)).await,
        [Flag::ClockSkew]
    );
    assert!(
        flags(picture::stripped())
            .await
            .contains(&Flag::NoTakenTime)
    );
    let again = picture::commented(&taken(1, 0, at.lon), "the same picture, other bytes");
    assert_eq!(flags(again).await, [Flag::NearDuplicate]);

    // On the case: taken elsewhere, and an after-photo from before the report.
    let far = lin.uploads(taken(4, 0, at.lon + 0.01)).await;
    let case = lin
        .reports(illegal_ad().at(JIEFANG_ROAD).showing(&[far]))
        .await;
    assert_eq!(case.photos[0].flags, [Flag::FarFromCase]);
    let old = chengguan.uploads(taken(5, hours(1).0, at.lon)).await;
    let handled = chengguan.does(&case, ask::handle(&case, &[old])).await;
    assert_eq!(handled.photos[1].flags, [Flag::TakenBeforeReport]);
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
    // Every place inside is taken until the test lets go.
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (let_go, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Arc::new(std::sync::Mutex::new(held));
    let busy: Vec<_> = (0..cores)
        .map(|_| {
            let (gate, held) = (city.app.gate.clone(), held.clone());
            tokio::spawn(async move {
                let wait = move || {
                    let _ = held.lock().map(|held| held.recv());
                    Ok::<(), ::photo::Error>(())
                };
                gate.run(wait).await
            })
        })
        .collect();
    while city.app.gate.inside() < cores {
        tokio::task::yield_now().await;
    }
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

    drop(let_go);
    for done in busy {
        done.await.unwrap().unwrap();
    }
    assert_eq!(put(&lin, Sha256::of(&bytes), JPEG, bytes).await.status, 201);
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

async fn put(person: &Person, name: Sha256, media_type: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/photos/{name}");
    person.raw.put_bytes(&path, media_type, bytes).await
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// Width and height as its frame header says them.
fn jpeg_size(jpeg: &[u8]) -> (u32, u32) {
    let frame = frame_header(jpeg);
    let number = |at: usize| u32::from(u16::from_be_bytes([jpeg[at], jpeg[at + 1]]));
    (number(frame + 7), number(frame + 5))
}

/// The same file claiming another size.
fn with_size(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let frame = frame_header(jpeg);
    let mut claimed = jpeg.to_vec();
    claimed[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    claimed[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    claimed
}

/// Where the marker of the frame header stands.
fn frame_header(jpeg: &[u8]) -> usize {
    let mut at = 2;
    while !matches!(jpeg[at + 1], 0xC0..=0xC2) {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    at
}
