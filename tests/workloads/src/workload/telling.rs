//! A report as a phone sends it.

use domain::id::PhotoHash;
use domain::position::Point;
use mobile_api::case::{Mode, ReportRequest};
use mobile_api::category::CategoryKey;
use mobile_api::hash::Sha256;
use mobile_api::position::{Crs, PositionSource, RawPosition};
use mobile_api::time::Time;

use crate::city::now;
use crate::history::{CATEGORIES, SCHEME};

pub fn report(number: usize, spots: &[Point], photo: PhotoHash) -> ReportRequest {
    // Strides without a common factor: neighbours in time are neither in place nor in kind.
    let at = spots[number * 7 % spots.len()];
    ReportRequest {
        category: CategoryKey {
            scheme: SCHEME.into(),
            code: CATEGORIES[number * 5 % CATEGORIES.len()].into(),
        },
        position: RawPosition {
            lon: at.lon,
            lat: at.lat,
            crs: Crs::Wgs84,
            accuracy_m: Some(8.0),
            source: PositionSource::Device,
        },
        captured_at: Time(now().0),
        description: "墙面上多处张贴，影响市容，请尽快处置。".into(),
        address: None,
        photos: vec![Sha256(photo.0)],
        mode: Mode::Routine,
        campaign_id: None,
    }
}
