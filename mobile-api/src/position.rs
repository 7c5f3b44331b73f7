//! Places on the wire. A position names its reference system, and means WGS-84 where it doesn't; answers give the canonical WGS-84
//! one and the one that was sent. Converting between systems is the domain's business.

use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use crate::body::null_as_default;

/// The system of the numbers: GPS and EXIF, 高德/腾讯, 百度.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Crs {
    #[default]
    Wgs84,
    Gcj02,
    Bd09,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PositionSource {
    #[default]
    Device,
    Exif,
    Manual,
}

/// A position as somebody sends it, and as it is kept beside the canonical one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawPosition {
    #[schema(minimum = -180, maximum = 180, example = 105.72)]
    pub lon: f64,
    #[schema(minimum = -90, maximum = 90, example = 34.58)]
    pub lat: f64,
    /// `wgs84` when left out: the system is never guessed from the numbers.
    #[serde(default, deserialize_with = "null_as_default")]
    pub crs: Crs,
    /// Radius in metres that the device vouches for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub accuracy_m: Option<f64>,
    #[serde(default)]
    pub source: PositionSource,
}

/// The canonical position, WGS-84 with seven decimals (about a centimetre), and the one that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Position {
    #[serde(serialize_with = "seven_decimals")]
    pub lon: f64,
    #[serde(serialize_with = "seven_decimals")]
    pub lat: f64,
    /// Always `wgs84`.
    pub crs: Crs,
    pub accuracy_m: Option<f64>,
    pub source: PositionSource,
    pub raw: RawPosition,
}

impl Position {
    pub fn canonical(lon: f64, lat: f64, raw: RawPosition) -> Position {
        Position {
            lon,
            lat,
            crs: Crs::Wgs84,
            accuracy_m: raw.accuracy_m,
            source: raw.source,
            raw,
        }
    }
}

/// A bare point in WGS-84, such as EXIF gives.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Point {
    #[serde(serialize_with = "seven_decimals")]
    pub lon: f64,
    #[serde(serialize_with = "seven_decimals")]
    pub lat: f64,
}

pub(crate) fn seven_decimals<S: Serializer>(
    degrees: &f64,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((degrees * 1e7).round() / 1e7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_position_has_seven_decimals_and_the_raw_one_all_of_them() {
        let raw = RawPosition {
            lon: 105.720_123_456_789,
            lat: 34.58,
            crs: Crs::Gcj02,
            accuracy_m: Some(8.0),
            source: PositionSource::Device,
        };
        let sent =
            serde_json::to_value(Position::canonical(105.716_543_219_876, 34.581, raw)).unwrap();
        assert_eq!(
            sent,
            serde_json::json!({
                "lon": 105.7165432, "lat": 34.581, "crs": "wgs84", "accuracy_m": 8.0, "source": "device",
                "raw": {"lon": 105.720123456789, "lat": 34.58, "crs": "gcj02", "accuracy_m": 8.0, "source": "device"}
            })
        );
    }
}
