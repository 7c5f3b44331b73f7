//! Other cases of the same kind at the same place: possible duplicates while open, a recurrence after closing.

use domain::id::{CaseId, CategoryKey};
use domain::position::{EARTH_RADIUS_M, Point, distance_m};
use domain::rulebook::RecurrenceRules;
use domain::time::{Micros, days};
use store::Conn;
use store::cases::{Bbox, Near};

use crate::error::AppError;

/// How far around a report an open case of the category may be the same problem.
pub const DUPLICATE_RADIUS_M: f64 = 50.0;

/// The latest closed case that this one repeats.
pub fn recurrence_of(
    conn: &mut Conn,
    category: &CategoryKey,
    at: Point,
    except: CaseId,
    now: Micros,
    rules: RecurrenceRules,
) -> Result<Option<CaseId>, AppError> {
    let radius_m = rules.radius_m as f64;
    let closed =
        store::cases::closed_near(conn, category, around(at, radius_m), now - days(rules.days))?;
    let within = closed
        .into_iter()
        .filter(|near| near.id != except && distance(near, at) <= radius_m);
    Ok(within
        .max_by_key(|near| (near.closed_at, near.id))
        .map(|near| near.id))
}

/// Open cases of the category close by, nearest first, with their distance in metres.
pub fn open_around(
    conn: &mut Conn,
    category: &CategoryKey,
    at: Point,
    radius_m: f64,
) -> Result<Vec<(Near, f64)>, AppError> {
    let open = store::cases::open_near(conn, category, around(at, radius_m))?;
    let measured = open.into_iter().map(|near| (distance(&near, at), near));
    let mut close: Vec<_> = measured
        .filter(|(metres, _)| *metres <= radius_m)
        .map(|(m, near)| (near, m))
        .collect();
    close.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.id.cmp(&b.0.id)));
    Ok(close)
}

fn distance(near: &Near, at: Point) -> f64 {
    distance_m(
        at,
        Point {
            lon: near.lon,
            lat: near.lat,
        },
    )
}

/// A box that surely holds the circle.
fn around(at: Point, radius_m: f64) -> Bbox {
    let margin = radius_m * 1.01 + 1.0;
    let lat = (margin / EARTH_RADIUS_M).to_degrees();
    let lon = lat / at.lat.to_radians().cos().max(0.01);
    Bbox {
        west: at.lon - lon,
        south: at.lat - lat,
        east: at.lon + lon,
        north: at.lat + lat,
    }
}
