//! The bucket refuses, hangs, or is slow.

use app::config::Config;
use harness::people::LIN;
use harness::picture;
use harness::wire::Wire;
use harness::{TestCity, environment};
use mobile_api::hash::Sha256;

use super::{MONDAY, away, comes_back};

/// None where the tests were told of no bucket.
async fn city() -> Option<(Wire, TestCity)> {
    environment::s3()?;
    let mut wire = None;
    let by_wire = |config: &mut Config| {
        let (own, endpoint) = Wire::instead_of(&config.photos.s3_endpoint);
        config.photos.s3_endpoint = endpoint;
        config.photos.s3_patience_seconds = 1;
        wire = Some(own);
    };
    let city = TestCity::with(MONDAY, by_wire).await;
    wire.map(|wire| (wire, city))
}

#[tokio::test]
async fn a_photo_is_acknowledged_when_it_is_kept_and_until_then_the_phone_comes_again() {
    let Some((wire, city)) = city().await else {
        return;
    };
    let lin = city.person(LIN).await;
    let kept = lin.uploads(picture::fresh()).await;
    let shown = format!("/api/v1/photos/{kept}/display");
    for break_off in [Wire::close, Wire::block] {
        let bytes = picture::fresh();
        let hash = Sha256::of(&bytes);
        let path = format!("/api/v1/photos/{hash}");
        let photos = city.holdings().await["photos"];
        break_off(&wire);
        away(
            &city,
            &lin.raw.put_bytes(&path, "image/jpeg", bytes.clone()).await,
        );
        away(&city, &lin.raw.get(&shown).await);
        let ready = city.raw().get("/readyz").await;
        city.claim_faults(1);
        assert_eq!(ready.json()["photos"].as_str(), Some("failed"));
        assert_eq!(ready.json()["database"].as_str(), Some("ok"));
        wire.mend();
        comes_back(&city, &lin.raw, "/readyz").await;
        assert_eq!(city.holdings().await["photos"], photos);
        let again = lin.raw.put_bytes(&path, "image/jpeg", bytes.clone()).await;
        assert_eq!(again.status, 201, "{}", again.text());
        let original = lin.raw.get(&format!("{path}/original")).await;
        assert!(original.body == bytes);
        assert_eq!(lin.raw.get(&shown).await.status, 200);
    }
}
