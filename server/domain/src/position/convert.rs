//! The published formulas between WGS-84, GCJ-02 and BD-09, and their inverses by iteration (one
//! pass of the usual approximation leaves up to 3.8 m).

use std::f64::consts::PI;

use super::Point;

/// Semi-major axis and squared eccentricity of the Krasovsky ellipsoid GCJ-02 is built on.
const A: f64 = 6_378_245.0;
const EE: f64 = 0.006_693_421_622_965_943;
const X_PI: f64 = PI * 3000.0 / 180.0;

/// Below a hundredth of a millimetre nothing is left to gain: 1e-10° is 11 µm.
const ENOUGH_DEG: f64 = 1e-10;
/// Each pass gains at least a factor of 30, so that five or six do; the bound only ends a bad case.
const MOST_PASSES: usize = 30;

/// The box within which GCJ-02 and BD-09 differ from WGS-84. What is no number is outside.
pub fn outside_china(point: Point) -> bool {
    !((72.004..=137.8347).contains(&point.lon) && (0.8293..=55.8271).contains(&point.lat))
}

pub fn wgs84_to_gcj02(wgs: Point) -> Point {
    if outside_china(wgs) {
        return wgs;
    }
    gcj02_shifted(wgs)
}

pub fn gcj02_to_wgs84(gcj: Point) -> Point {
    inverted(gcj, gcj02_shifted)
}

pub fn gcj02_to_bd09(gcj: Point) -> Point {
    if outside_china(gcj) {
        return gcj;
    }
    bd09_shifted(gcj)
}

pub fn bd09_to_gcj02(bd: Point) -> Point {
    inverted(bd, bd09_shifted)
}

/// In one step, so that a point near the edge of the box which the first shift carries out of it
/// is not taken for a foreign one by the second.
pub fn wgs84_to_bd09(wgs: Point) -> Point {
    if outside_china(wgs) {
        return wgs;
    }
    bd09_shifted(gcj02_shifted(wgs))
}

pub fn bd09_to_wgs84(bd: Point) -> Point {
    inverted(bd, |wgs| bd09_shifted(gcj02_shifted(wgs)))
}

/// The point that `shift` moves to `target`. Whether it was shifted at all is decided by where it
/// comes from and not by where it went, so that points near the edge of the box come back too.
fn inverted(target: Point, shift: fn(Point) -> Point) -> Point {
    let mut guess = target;
    for _ in 0..MOST_PASSES {
        let reached = shift(guess);
        let (lon, lat) = (target.lon - reached.lon, target.lat - reached.lat);
        guess = Point {
            lon: guess.lon + lon,
            lat: guess.lat + lat,
        };
        if lon.abs() < ENOUGH_DEG && lat.abs() < ENOUGH_DEG {
            break;
        }
    }
    if outside_china(guess) { target } else { guess }
}

fn gcj02_shifted(wgs: Point) -> Point {
    let (x, y) = (wgs.lon - 105.0, wgs.lat - 35.0);
    let lat_rad = wgs.lat.to_radians();
    let magic = 1.0 - EE * lat_rad.sin().powi(2);
    let metres_per_rad_lat = A * (1.0 - EE) / (magic * magic.sqrt());
    let metres_per_rad_lon = A / magic.sqrt() * lat_rad.cos();
    Point {
        lon: wgs.lon + (east_m(x, y) / metres_per_rad_lon).to_degrees(),
        lat: wgs.lat + (north_m(x, y) / metres_per_rad_lat).to_degrees(),
    }
}

fn north_m(x: f64, y: f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
        + (20.0 * (y * PI).sin() + 40.0 * (y / 3.0 * PI).sin()) * 2.0 / 3.0
        + (160.0 * (y / 12.0 * PI).sin() + 320.0 * (y * PI / 30.0).sin()) * 2.0 / 3.0
}

fn east_m(x: f64, y: f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (20.0 * (6.0 * x * PI).sin() + 20.0 * (2.0 * x * PI).sin()) * 2.0 / 3.0
        + (20.0 * (x * PI).sin() + 40.0 * (x / 3.0 * PI).sin()) * 2.0 / 3.0
        + (150.0 * (x / 12.0 * PI).sin() + 300.0 * (x / 30.0 * PI).sin()) * 2.0 / 3.0
}

fn bd09_shifted(gcj: Point) -> Point {
    let radius = gcj.lon.hypot(gcj.lat) + 0.00002 * (gcj.lat * X_PI).sin();
    let angle = gcj.lat.atan2(gcj.lon) + 0.000003 * (gcj.lon * X_PI).cos();
    Point {
        lon: radius * angle.cos() + 0.0065,
        lat: radius * angle.sin() + 0.006,
    }
}
