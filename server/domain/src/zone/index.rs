//! Which zone a point lies in, out of thousands, in a microsecond or two. All versions of all zones
//! are held; the moment asked about decides which of them count.

use std::cmp::Ordering;

use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Zone;
use crate::position::{EARTH_RADIUS_M, Point};
use crate::rulebook::Reach;
use crate::time::Micros;

pub struct ZoneIndex {
    zones: Vec<Zone>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    reach: Reach,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Match<'a> {
    /// The runners-up contain the point too, the next best first.
    Inside {
        zone: &'a Zone,
        runners_up: Vec<&'a Zone>,
    },
    /// No zone contains it; this one is nearest and within reach.
    Near {
        zone: &'a Zone,
        distance_m: f64,
    },
    None,
}

impl<'a> Match<'a> {
    pub fn zone(&self) -> Option<&'a Zone> {
        match self {
            Match::Inside { zone, .. } | Match::Near { zone, .. } => Some(zone),
            Match::None => None,
        }
    }
}

impl ZoneIndex {
    pub fn new(zones: Vec<Zone>, reach: Reach) -> ZoneIndex {
        let boxes = zones
            .iter()
            .enumerate()
            .map(|(place, zone)| {
                let (south_west, north_east) = zone.shape.bounds();
                let around = Rectangle::from_corners(xy(south_west), xy(north_east));
                GeomWithData::new(around, place)
            })
            .collect();
        ZoneIndex {
            zones,
            tree: RTree::bulk_load(boxes),
            reach,
        }
    }

    /// All versions, as they were handed in.
    pub fn zones(&self) -> &[Zone] {
        &self.zones
    }

    pub fn valid_at(&self, at: Micros) -> impl Iterator<Item = &Zone> {
        self.zones.iter().filter(move |zone| zone.valid_at(at))
    }

    /// `point` in WGS-84.
    pub fn locate(&self, point: Point, accuracy_m: Option<f64>, at: Micros) -> Match<'_> {
        let mut inside = self.containing(point, at);
        if inside.is_empty() {
            return self.nearest(point, self.reach_m(accuracy_m), at);
        }
        inside.sort_by(|a, b| smaller_first(a, b));
        let zone = inside.remove(0);
        Match::Inside {
            zone,
            runners_up: inside,
        }
    }

    fn containing(&self, point: Point, at: Micros) -> Vec<&Zone> {
        self.tree
            .locate_all_at_point(&xy(point))
            .map(|found| &self.zones[found.data])
            .filter(|zone| zone.valid_at(at) && zone.shape.contains(point))
            .collect()
    }

    fn nearest(&self, point: Point, reach_m: f64, at: Micros) -> Match<'_> {
        self.tree
            .locate_in_envelope_intersecting(&around(point, reach_m))
            .map(|found| &self.zones[found.data])
            .filter(|zone| zone.valid_at(at))
            .map(|zone| (zone.shape.border_distance_m(point), zone))
            .filter(|(distance_m, _)| *distance_m <= reach_m)
            .min_by(|(a_m, a), (b_m, b)| a_m.total_cmp(b_m).then_with(|| smaller_first(a, b)))
            .map_or(Match::None, |(distance_m, zone)| Match::Near {
                zone,
                distance_m,
            })
    }

    fn reach_m(&self, accuracy_m: Option<f64>) -> f64 {
        let (least_m, most_m) = (self.reach.least_m as f64, self.reach.most_m as f64);
        accuracy_m.unwrap_or(0.0).max(least_m).min(most_m)
    }
}

/// The smallest area wins, then the lowest code. No two versions of one code are valid at once;
/// the version only keeps the order total.
fn smaller_first(a: &Zone, b: &Zone) -> Ordering {
    (a.shape.area_cm2(), &a.code, a.version).cmp(&(b.shape.area_cm2(), &b.code, b.version))
}

fn around(point: Point, reach_m: f64) -> AABB<[f64; 2]> {
    // A hair wider than the reach, so that rounding never drops a zone exactly at its edge.
    let lat = (reach_m / EARTH_RADIUS_M).to_degrees() * 1.001;
    let lon = lat / point.lat.to_radians().cos().max(1e-6);
    AABB::from_corners(
        [point.lon - lon, point.lat - lat],
        [point.lon + lon, point.lat + lat],
    )
}

fn xy(point: Point) -> [f64; 2] {
    [point.lon, point.lat]
}
