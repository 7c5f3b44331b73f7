//! Places of the fixture city by the name of their zone: points that lie in that zone and in no other, found on the
//! map itself, so that a redrawn city moves the tests along.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

use city::file::geometry::{Geometry, rings};
use domain::position::{self, Crs, Point};
use domain::zone::Shape;
use mobile_api::position::{Crs as WireCrs, PositionSource, RawPosition};
use serde::Deserialize;

/// A spot in a zone; two spots of a zone are at least `APART_M` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// A zone's code.
    pub zone: &'static str,
    number: usize,
}

/// 解放路东段, a street of 望川区: 02-01 goes to the whole city's 城管执法局.
pub const JIEFANG_ROAD: Place = place("jiefang-east");
/// 人民路中段, in 鼓楼街道, whose own office answers for 02-01.
pub const RENMIN_ROAD: Place = place("renmin-middle");
/// 南环路西段, adopted by 市委办公室.
pub const SOUTH_RING: Place = place("nanhuan-west");
/// 鼓楼农贸市场.
pub const MARKET: Place = place("market-1");
/// 梧桐苑, a compound in 临溪区.
pub const COMPOUND: Place = place("compound-01");

pub const fn place(zone: &'static str) -> Place {
    Place { zone, number: 0 }
}

/// Farther apart than what is taken for the same problem (50 m).
const APART_M: f64 = 60.0;
/// How far from the zone's edge and from other zones a spot lies at least.
const MARGIN_M: f64 = 1.5;
/// No test needs more of one zone.
const MOST_SPOTS: usize = 8;
/// In degrees: so far outside the outermost zones there is nothing.
const OPEN_COUNTRY: f64 = 0.01;
/// Degrees between two points that are tried.
const STEP: f64 = 0.00004;

impl Place {
    /// Another spot in the same zone.
    pub const fn spot(self, number: usize) -> Place {
        Place { number, ..self }
    }

    pub fn point(self) -> Point {
        static FOUND: LazyLock<Mutex<BTreeMap<&'static str, Vec<Point>>>> =
            LazyLock::new(Mutex::default);
        let mut found = FOUND.lock().expect("no test died in here");
        let spots = found.entry(self.zone).or_insert_with(|| spots(self.zone));
        *spots.get(self.number).unwrap_or_else(|| {
            panic!(
                "zone {} has {} spots, not number {}",
                self.zone,
                spots.len(),
                self.number
            )
        })
    }

    pub fn position(self) -> RawPosition {
        raw(self.point(), Crs::Wgs84)
    }

    /// The same place as a phone says it that thinks in another system.
    pub fn position_in(self, crs: Crs) -> RawPosition {
        raw(position::from_wgs84(self.point(), crs), crs)
    }
}

/// Outside every zone, that many metres from the nearest one (give or take one).
pub fn outside_by(metres: f64) -> Point {
    // South of the whole city the nearest zone comes closer with every step to the north.
    let (west_south, east_north) = bounds();
    let lon = (west_south.lon + east_north.lon) / 2.0;
    let (mut far, mut near) = (west_south.lat - OPEN_COUNTRY, west_south.lat + OPEN_COUNTRY);
    for _ in 0..40 {
        let lat = (far + near) / 2.0;
        match nearest_m(Point { lon, lat }) > metres {
            true => far = lat,
            false => near = lat,
        }
    }
    Point { lon, lat: far }
}

/// Where zones overlap: a point inside several of them, with their codes and the smallest zone first.
pub fn crossing() -> (Point, Vec<&'static str>) {
    let pairs = ZONES.iter().enumerate();
    let mut boxes = pairs.flat_map(|(number, one)| {
        let others = ZONES[..number].iter();
        others.filter_map(|other| shared(one, other))
    });
    let (point, mut zones) = boxes
        .find_map(|(west_south, east_north)| {
            let mut points = grid(west_south, east_north).map(|point| (point, holding(point)));
            points.find(|(_, zones)| zones.len() > 1)
        })
        .expect("zones overlap at crossings");
    zones.sort_by_key(|zone| (zone.shape.area_cm2(), &zone.code));
    (point, zones.iter().map(|zone| zone.code.as_str()).collect())
}

pub fn raw(point: Point, crs: Crs) -> RawPosition {
    RawPosition {
        lon: point.lon,
        lat: point.lat,
        crs: match crs {
            Crs::Wgs84 => WireCrs::Wgs84,
            Crs::Gcj02 => WireCrs::Gcj02,
            Crs::Bd09 => WireCrs::Bd09,
        },
        accuracy_m: Some(5.0),
        source: PositionSource::Device,
    }
}

struct Zone {
    code: String,
    shape: Shape,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    code: String,
}

static ZONES: LazyLock<Vec<Zone>> = LazyLock::new(|| {
    let map: Collection =
        serde_json::from_str(&fixtures::files::zones_geojson()).expect("the fixture map");
    let zones = map.features.into_iter().map(|feature| Zone {
        shape: Shape::new(&rings(&feature.geometry).expect("rings")).expect("a sound shape"),
        code: feature.properties.code,
    });
    zones.collect()
});

fn spots(code: &str) -> Vec<Point> {
    let zone = ZONES
        .iter()
        .find(|zone| zone.code == code)
        .unwrap_or_else(|| panic!("no zone {code} in the fixture city"));
    let (west_south, east_north) = zone.shape.bounds();
    let others: Vec<&Zone> = ZONES
        .iter()
        .filter(|other| other.code != code && shared(zone, other).is_some())
        .collect();
    // Spots near an edge would not survive a conversion there and back, so the corners are tried too.
    let alone = |point: Point| {
        around(point).into_iter().all(|corner| {
            zone.shape.contains(corner) && !others.iter().any(|other| other.shape.contains(corner))
        })
    };
    let mut spots: Vec<Point> = Vec::new();
    for point in grid(west_south, east_north) {
        let apart = |spot: &Point| position::distance_m(*spot, point) >= APART_M;
        if spots.len() < MOST_SPOTS && spots.iter().all(apart) && alone(point) {
            spots.push(point);
        }
    }
    spots
}

/// The point and the corners of a square around it.
fn around(point: Point) -> [Point; 5] {
    let lat = (MARGIN_M / position::EARTH_RADIUS_M).to_degrees();
    let lon = lat / point.lat.to_radians().cos();
    let shifted = |east: f64, north: f64| Point {
        lon: point.lon + east * lon,
        lat: point.lat + north * lat,
    };
    [
        point,
        shifted(-1.0, -1.0),
        shifted(1.0, -1.0),
        shifted(1.0, 1.0),
        shifted(-1.0, 1.0),
    ]
}

fn grid(west_south: Point, east_north: Point) -> impl Iterator<Item = Point> {
    let steps = |from: f64, to: f64| ((to - from) / STEP).ceil() as usize;
    let rows = steps(west_south.lat, east_north.lat);
    let columns = steps(west_south.lon, east_north.lon);
    (0..=rows).flat_map(move |row| {
        (0..=columns).map(move |column| Point {
            lon: west_south.lon + column as f64 * STEP,
            lat: west_south.lat + row as f64 * STEP,
        })
    })
}

fn nearest_m(point: Point) -> f64 {
    let distances = ZONES.iter().map(|zone| zone.shape.distance_m(point));
    distances.fold(f64::INFINITY, f64::min)
}

/// The box both lie in, if there is one.
fn shared(one: &Zone, other: &Zone) -> Option<(Point, Point)> {
    let ((a_low, a_high), (b_low, b_high)) = (one.shape.bounds(), other.shape.bounds());
    let west_south = Point {
        lon: a_low.lon.max(b_low.lon),
        lat: a_low.lat.max(b_low.lat),
    };
    let east_north = Point {
        lon: a_high.lon.min(b_high.lon),
        lat: a_high.lat.min(b_high.lat),
    };
    let meet = west_south.lon <= east_north.lon && west_south.lat <= east_north.lat;
    meet.then_some((west_south, east_north))
}

fn holding(point: Point) -> Vec<&'static Zone> {
    let zones = ZONES.iter();
    zones.filter(|zone| zone.shape.contains(point)).collect()
}

/// Of the whole city.
fn bounds() -> (Point, Point) {
    let boxes = ZONES.iter().map(|zone| zone.shape.bounds());
    let whole = boxes.reduce(|(low, high), (other_low, other_high)| {
        let west_south = Point {
            lon: low.lon.min(other_low.lon),
            lat: low.lat.min(other_low.lat),
        };
        let east_north = Point {
            lon: high.lon.max(other_high.lon),
            lat: high.lat.max(other_high.lat),
        };
        (west_south, east_north)
    });
    whole.expect("a city with zones")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spot_lies_in_its_zone_alone_and_away_from_the_others() {
        let spots: Vec<Point> = (0..4)
            .map(|number| JIEFANG_ROAD.spot(number).point())
            .collect();
        for (number, spot) in spots.iter().enumerate() {
            let holding = ZONES.iter().filter(|zone| zone.shape.contains(*spot));
            let codes: Vec<&str> = holding.map(|zone| zone.code.as_str()).collect();
            assert_eq!(codes, ["jiefang-east"]);
            for other in &spots[..number] {
                assert!(position::distance_m(*spot, *other) >= APART_M);
            }
        }
    }

    #[test]
    fn outside_is_as_far_as_it_was_asked_to_be() {
        for metres in [20.0, 60.0, 300.0] {
            assert!((nearest_m(outside_by(metres)) - metres).abs() < 1.0);
        }
    }
}
