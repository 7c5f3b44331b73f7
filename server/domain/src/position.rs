//! Where something is: a position as it was sent, in the coordinate system it was sent in, and the
//! WGS-84 point everything here computes with. Which zone that is belongs to `zone`.
//! The system is always named by the sender; it is never guessed from the numbers.

mod convert;

use std::fmt;
use std::str::FromStr;

pub use convert::{
    bd09_to_gcj02, bd09_to_wgs84, gcj02_to_bd09, gcj02_to_wgs84, outside_china, wgs84_to_bd09,
    wgs84_to_gcj02,
};

/// The coordinate systems in use in China. CGCS2000 (天地图) is WGS-84 for our purposes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Crs {
    #[default]
    Wgs84,
    Gcj02,
    Bd09,
}

impl Crs {
    pub const ALL: [Crs; 3] = [Crs::Wgs84, Crs::Gcj02, Crs::Bd09];

    pub const fn as_str(self) -> &'static str {
        match self {
            Crs::Wgs84 => "wgs84",
            Crs::Gcj02 => "gcj02",
            Crs::Bd09 => "bd09",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACrs;

impl FromStr for Crs {
    type Err = NotACrs;

    fn from_str(code: &str) -> Result<Crs, NotACrs> {
        Crs::ALL
            .into_iter()
            .find(|crs| crs.as_str() == code)
            .ok_or(NotACrs)
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who says so: the device's own fix, the photo's EXIF, or a finger on the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PositionSource {
    #[default]
    Device,
    Exif,
    Manual,
}

impl PositionSource {
    pub const ALL: [PositionSource; 3] = [
        PositionSource::Device,
        PositionSource::Exif,
        PositionSource::Manual,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            PositionSource::Device => "device",
            PositionSource::Exif => "exif",
            PositionSource::Manual => "manual",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPositionSource;

impl FromStr for PositionSource {
    type Err = NotAPositionSource;

    fn from_str(code: &str) -> Result<PositionSource, NotAPositionSource> {
        PositionSource::ALL
            .into_iter()
            .find(|source| source.as_str() == code)
            .ok_or(NotAPositionSource)
    }
}

/// Degrees. Alone it says nothing about its system; as `Position::canonical` it is WGS-84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub lon: f64,
    pub lat: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub raw: Point,
    pub crs: Crs,
    pub accuracy_m: Option<f64>,
    pub source: PositionSource,
    pub canonical: Point,
}

/// Why these numbers are no position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PositionFault {
    /// Not a number, or beyond ±180.
    LonOutOfRange,
    /// Not a number, or beyond ±90.
    LatOutOfRange,
    /// Outside China as it stands and inside it with longitude and latitude exchanged.
    ProbablySwapped,
    /// Not a number, or negative.
    AccuracyOutOfRange,
}

impl Position {
    pub fn new(
        raw: Point,
        crs: Crs,
        accuracy_m: Option<f64>,
        source: PositionSource,
    ) -> Result<Position, PositionFault> {
        check(raw)?;
        if accuracy_m.is_some_and(|metres| !metres.is_finite() || metres < 0.0) {
            return Err(PositionFault::AccuracyOutOfRange);
        }
        let canonical = to_wgs84(raw, crs);
        Ok(Position {
            raw,
            crs,
            accuracy_m,
            source,
            canonical,
        })
    }
}

/// Range first, with the likelier cause named: a longitude of China in the place of the latitude is
/// a swap and not a typing error.
pub fn check(point: Point) -> Result<(), PositionFault> {
    if probably_swapped(point) {
        return Err(PositionFault::ProbablySwapped);
    }
    if !(-180.0..=180.0).contains(&point.lon) {
        return Err(PositionFault::LonOutOfRange);
    }
    if !(-90.0..=90.0).contains(&point.lat) {
        return Err(PositionFault::LatOutOfRange);
    }
    Ok(())
}

/// No point of China is still in China when turned round (its least longitude, 72°, exceeds its
/// greatest latitude, 55.8°), so this never suspects a good point of the city.
pub fn probably_swapped(point: Point) -> bool {
    let turned = Point {
        lon: point.lat,
        lat: point.lon,
    };
    outside_china(point) && !outside_china(turned)
}

pub fn to_wgs84(point: Point, crs: Crs) -> Point {
    match crs {
        Crs::Wgs84 => point,
        Crs::Gcj02 => gcj02_to_wgs84(point),
        Crs::Bd09 => bd09_to_wgs84(point),
    }
}

pub fn from_wgs84(point: Point, crs: Crs) -> Point {
    match crs {
        Crs::Wgs84 => point,
        Crs::Gcj02 => wgs84_to_gcj02(point),
        Crs::Bd09 => wgs84_to_bd09(point),
    }
}

/// The IUGG mean radius.
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Along the great circle (haversine: exact enough at centimetres, where the cosine form is not).
pub fn distance_m(a: Point, b: Point) -> f64 {
    let half_lat = (b.lat - a.lat).to_radians() / 2.0;
    let half_lon = (b.lon - a.lon).to_radians() / 2.0;
    let h = half_lat.sin().powi(2)
        + a.lat.to_radians().cos() * b.lat.to_radians().cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests;
