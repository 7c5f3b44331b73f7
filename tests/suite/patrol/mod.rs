//! `/visits` and `/campaigns`: who was where and what came of it.

mod bad_campaigns;
mod bad_visits;
mod campaigns;
mod tracks;
mod visits;

use domain::time::minutes;
use harness::people::Person;
use harness::place::Place;
use mobile_api::campaign::CampaignRequest;
use mobile_api::case::Mode;
use mobile_api::category::CategoryKey;
use mobile_api::position::Crs;
use mobile_api::time::Time;
use mobile_api::visit::{TrackPoint, VisitRequest};
use mobile_api::zone::ZoneQuery;
use uuid::Uuid;

pub const MONDAY: &str = "2026-03-02T09:00+08:00";

/// The id of the zone's version on the map now.
pub async fn zone_id(who: &Person, zone: &str) -> Uuid {
    let map = who.client.zones(&ZoneQuery::default()).await.unwrap();
    let zone = map
        .features
        .iter()
        .find(|found| found.properties.code == zone);
    zone.expect("a zone of the fixture city").id
}

/// Under way since `started_at`.
pub async fn visit(who: &Person, place: Place, started_at: Time) -> VisitRequest {
    VisitRequest {
        zone_id: zone_id(who, place.zone).await,
        started_at,
        ended_at: None,
        mode: Mode::Routine,
        campaign_id: None,
        track: vec![],
        crs: Crs::Wgs84,
    }
}

pub fn ended(visit: &VisitRequest, ended_at: Time) -> VisitRequest {
    VisitRequest {
        ended_at: Some(ended_at),
        ..visit.clone()
    }
}

pub fn walked(visit: &VisitRequest, track: Vec<TrackPoint>, crs: Crs) -> VisitRequest {
    VisitRequest {
        track,
        crs,
        ..visit.clone()
    }
}

/// In milliseconds, as a phone counts.
pub fn phone_time(at: Time) -> f64 {
    (at.0 / 1_000) as f64
}

pub fn later(at: Time, by: i64) -> Time {
    Time(at.0 + minutes(by).0)
}

pub fn campaign(from: Time, to: Time) -> CampaignRequest {
    let category = |code: &str| CategoryKey {
        scheme: harness::sighting::EVENTS.into(),
        code: code.into(),
    };
    CampaignRequest {
        name: "牛皮癣整治".into(),
        categories: vec![category("02-01"), category("01-02")],
        zones: vec!["jiefang-east".into(), "market-1".into()],
        districts: vec![],
        from,
        to,
        expected_version: None,
    }
}
