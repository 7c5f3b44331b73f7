//! Which zones lie over each other. That is allowed, and the smaller one wins there; a city still wants to know.

use geo::{BooleanOps, BoundingRect};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Zone;
use super::shape;

#[derive(Clone, Debug, PartialEq)]
pub struct Overlap<'a> {
    pub one: &'a Zone,
    pub other: &'a Zone,
    pub area_m2: f64,
}

/// Less is the width of a drawn line along a shared border.
const LEAST_M2: f64 = 1.0;

/// Each pair once, by their codes.
pub fn overlaps<'a>(zones: impl IntoIterator<Item = &'a Zone>) -> Vec<Overlap<'a>> {
    let mut zones: Vec<&Zone> = zones.into_iter().collect();
    zones.sort_by(|a, b| (&a.code, a.version).cmp(&(&b.code, b.version)));
    let boxes = zones.iter().enumerate().map(|(place, zone)| {
        let (south_west, north_east) = zone.shape.bounds();
        let corners = (
            [south_west.lon, south_west.lat],
            [north_east.lon, north_east.lat],
        );
        GeomWithData::new(Rectangle::from_corners(corners.0, corners.1), place)
    });
    let tree = RTree::bulk_load(boxes.collect());
    let mut found = Vec::new();
    for (place, one) in zones.iter().copied().enumerate() {
        let (south_west, north_east) = one.shape.bounds();
        let around = AABB::from_corners(
            [south_west.lon, south_west.lat],
            [north_east.lon, north_east.lat],
        );
        let mut later: Vec<usize> = tree
            .locate_in_envelope_intersecting(&around)
            .map(|near| near.data)
            .filter(|other| *other > place)
            .collect();
        later.sort_unstable();
        found.extend(later.into_iter().filter_map(|other| {
            let other = zones[other];
            let area_m2 = shared_m2(one, other);
            (area_m2 >= LEAST_M2).then_some(Overlap {
                one,
                other,
                area_m2,
            })
        }));
    }
    found
}

fn shared_m2(one: &Zone, other: &Zone) -> f64 {
    let shared = one.shape.geometry().intersection(other.shape.geometry());
    shared.bounding_rect().map_or(0.0, |bounds| {
        shape::area_cm2(&shared, bounds.center()) as f64 / 1e4
    })
}
