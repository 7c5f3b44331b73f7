//! Who sees a photo, what is said of it, and how long one that nobody used is kept.

use domain::time::days;
use fixtures::scene::{Shot, photo};
use harness::people::{CHENGGUAN, GULOU_INSPECTOR, LIN, Person, SUN};
use harness::place::{JIEFANG_ROAD, RENMIN_ROAD};
use harness::sighting::illegal_ad;
use harness::{TestCity, ask, hours, minutes, picture};
use mobile_api::error::Code;
use mobile_api::photo::Flag;

use super::MONDAY;

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

    let mut unreadable = taken(7, 0, at.lon);
    let block = find(&unreadable, b"Exif\0\0") + 6;
    // Where the entries begin: nowhere in the block.
    unreadable[block + 4..block + 8].copy_from_slice(&[0x7f; 4]);
    assert!(flags(unreadable).await.contains(&Flag::ExifDamaged));

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

fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    let found = bytes.windows(wanted.len()).position(|part| part == wanted);
    found.expect("a JPEG with EXIF")
}
