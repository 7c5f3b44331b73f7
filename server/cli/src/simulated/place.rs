//! Where problems are: a few busy zones have most of them, quiet ones few or none, and now and then something lies
//! where nobody answers for the ground.

use domain::position::Point;
use domain::time::Micros;
use domain::zone::{Match, Zone, ZoneKind};
use fixtures::random::Random;

use city::City;

pub struct Places<'a> {
    city: &'a City,
    at: Micros,
    weighted: Vec<(&'a Zone, i64)>,
    total: i64,
    low: Point,
    high: Point,
}

/// So many throws of the dice find a point even in a winding lane.
const TRIES: usize = 400;
const ACCURACY_M: Option<f64> = Some(8.0);

impl<'a> Places<'a> {
    pub fn new(city: &'a City, at: Micros, dice: &mut Random) -> Places<'a> {
        let mut zones: Vec<&Zone> = city.zones.valid_at(at).collect();
        zones.sort_by(|a, b| a.code.cmp(&b.code));
        let weighted: Vec<_> = zones
            .into_iter()
            .map(|zone| (zone, busy(dice) * liveliness(zone.kind)))
            .collect();
        let bounds = weighted.iter().map(|(zone, _)| zone.shape.bounds());
        let whole = |(low, high): (Point, Point), (a, b): (Point, Point)| {
            let low = Point {
                lon: low.lon.min(a.lon),
                lat: low.lat.min(a.lat),
            };
            let high = Point {
                lon: high.lon.max(b.lon),
                lat: high.lat.max(b.lat),
            };
            (low, high)
        };
        let nowhere = Point { lon: 0.0, lat: 0.0 };
        let (low, high) = bounds.reduce(whole).unwrap_or((nowhere, nowhere));
        Places {
            city,
            at,
            total: weighted.iter().map(|(_, weight)| weight).sum(),
            weighted,
            low,
            high,
        }
    }

    /// A point that is this zone's, and the zone.
    pub fn somewhere(&self, dice: &mut Random) -> Option<(Point, &'a Zone)> {
        (0..TRIES).find_map(|_| {
            let zone = self.zone(dice)?;
            Some((self.point_in(dice, zone)?, zone))
        })
    }

    pub fn point_in(&self, dice: &mut Random, zone: &Zone) -> Option<Point> {
        let (low, high) = zone.shape.bounds();
        (0..TRIES).find_map(|_| {
            let point = between(dice, low, high);
            (self.zone_at(point)?.id == zone.id).then_some(point)
        })
    }

    /// By their codes.
    pub fn zones(&self) -> impl Iterator<Item = &'a Zone> + '_ {
        self.weighted.iter().map(|(zone, _)| *zone)
    }

    /// A point in or near the city that no zone reaches.
    pub fn nowhere(&self, dice: &mut Random) -> Option<Point> {
        let margin = |low: f64, high: f64| (high - low) * 0.04;
        let (lon, lat) = (
            margin(self.low.lon, self.high.lon),
            margin(self.low.lat, self.high.lat),
        );
        let low = Point {
            lon: self.low.lon - lon,
            lat: self.low.lat - lat,
        };
        let high = Point {
            lon: self.high.lon + lon,
            lat: self.high.lat + lat,
        };
        (0..TRIES)
            .map(|_| between(dice, low, high))
            .find(|point| self.zone_at(*point).is_none())
    }

    pub fn zone_at(&self, point: Point) -> Option<&'a Zone> {
        match self.city.zones.locate(point, ACCURACY_M, self.at) {
            Match::Inside { zone, .. } => Some(zone),
            found => found.zone(),
        }
    }

    fn zone(&self, dice: &mut Random) -> Option<&'a Zone> {
        let mut roll = dice.between(0, self.total - 1);
        for (zone, weight) in &self.weighted {
            if roll < *weight {
                return Some(zone);
            }
            roll -= weight;
        }
        None
    }
}

/// Six of ten zones are quiet, one in six is where it all happens.
fn busy(dice: &mut Random) -> i64 {
    match dice.between(0, 11) {
        0..=6 => 1,
        7..=9 => 4,
        _ => 16,
    }
}

fn liveliness(kind: ZoneKind) -> i64 {
    match kind {
        ZoneKind::Market | ZoneKind::Square => 5,
        ZoneKind::Street => 4,
        ZoneKind::RoadSegment | ZoneKind::SchoolSurround => 3,
        ZoneKind::Lane | ZoneKind::Compound | ZoneKind::Park => 2,
    }
}

/// With seven decimals, as phones send them.
fn between(dice: &mut Random, low: Point, high: Point) -> Point {
    let pick = |dice: &mut Random, from: f64, to: f64| {
        let share = dice.between(0, 1_000_000) as f64 / 1e6;
        seven_decimals(from + (to - from) * share)
    };
    Point {
        lon: pick(dice, low.lon, high.lon),
        lat: pick(dice, low.lat, high.lat),
    }
}

/// A few metres off: the same spot, seen by another phone.
pub fn beside(dice: &mut Random, point: Point, most_m: i64) -> Point {
    let metres = |dice: &mut Random| dice.between(-most_m * 10, most_m * 10) as f64 / 10.0;
    let (east, north) = (metres(dice), metres(dice));
    moved(point, east, north)
}

/// So far on, the heading counted from the east.
pub fn ahead(point: Point, heading: f64, metres: f64) -> Point {
    moved(point, heading.cos() * metres, heading.sin() * metres)
}

/// A degree of latitude is 111 km; of longitude here about 92.
fn moved(point: Point, east_m: f64, north_m: f64) -> Point {
    Point {
        lon: seven_decimals(point.lon + east_m / 92_000.0),
        lat: seven_decimals(point.lat + north_m / 111_000.0),
    }
}

fn seven_decimals(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
