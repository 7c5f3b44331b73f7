//! Whether a file may have been drawn in another coordinate system than WGS-84. GCJ-02 and BD-09 move a point by
//! 300–1500 m: enough to put every case into a wrong zone, and invisible in the numbers. So it is only asked
//! whether the file fits the city as known so far, and the answer is a warning, never a conversion.

use domain::position::{Point, distance_m};
use domain::time::Micros;
use domain::zone::Shape;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::ZoneLine;
use crate::City;
use crate::fault::{Faults, fault};

pub fn warnings(lines: &[ZoneLine], city: &City, now: Micros) -> Faults {
    let warned = |detail| fault("/features", Code::GeometryShifted, detail);
    let outside = outside_percent(lines, city, now)
        .filter(|percent| *percent > 50)
        .map(|percent| Detail::GeometryShifted { percent });
    let moved = displacement_m(lines, city, now)
        .filter(|metres| (300..=1500).contains(metres))
        .map(|metres| Detail::GeometryDisplaced { metres });
    outside.into_iter().chain(moved).map(warned).collect()
}

/// Of the corners, those outside the box around all zones now in force and a tenth more on each side.
fn outside_percent(lines: &[ZoneLine], city: &City, now: Micros) -> Option<u64> {
    let (west_south, east_north) = city
        .zones
        .valid_at(now)
        .map(|zone| zone.shape.bounds())
        .reduce(|(low, high), (south_west, north_east)| {
            let low = Point {
                lon: low.lon.min(south_west.lon),
                lat: low.lat.min(south_west.lat),
            };
            let high = Point {
                lon: high.lon.max(north_east.lon),
                lat: high.lat.max(north_east.lat),
            };
            (low, high)
        })?;
    let margin_lon = (east_north.lon - west_south.lon) / 10.0;
    let margin_lat = (east_north.lat - west_south.lat) / 10.0;
    let inside = |corner: Point| {
        (west_south.lon - margin_lon..=east_north.lon + margin_lon).contains(&corner.lon)
            && (west_south.lat - margin_lat..=east_north.lat + margin_lat).contains(&corner.lat)
    };
    let corners: Vec<Point> = lines.iter().flat_map(|line| corners(&line.shape)).collect();
    let outside = corners.iter().filter(|corner| !inside(**corner)).count() as u64;
    (outside * 100).checked_div(corners.len() as u64)
}

/// The median way between the middles of zones known before and in the file.
fn displacement_m(lines: &[ZoneLine], city: &City, now: Micros) -> Option<u64> {
    let mut ways: Vec<f64> = lines
        .iter()
        .filter_map(|line| {
            let known = city
                .zones
                .valid_at(now)
                .find(|zone| zone.code == line.code)?;
            Some(distance_m(middle(&known.shape), middle(&line.shape)))
        })
        .collect();
    ways.sort_by(f64::total_cmp);
    ways.get(ways.len() / 2).map(|way| way.round() as u64)
}

fn middle(shape: &Shape) -> Point {
    let (south_west, north_east) = shape.bounds();
    Point {
        lon: (south_west.lon + north_east.lon) / 2.0,
        lat: (south_west.lat + north_east.lat) / 2.0,
    }
}

fn corners(shape: &Shape) -> impl Iterator<Item = Point> {
    shape.geometry().iter().flat_map(|polygon| {
        polygon.exterior().coords().map(|corner| Point {
            lon: corner.x,
            lat: corner.y,
        })
    })
}
