//! The way an inspector walks through a zone, as a phone records it.

use std::f64::consts::TAU;

use domain::position::Point;
use domain::time::{Micros, SECOND, Span};
use domain::zone::Zone;
use fixtures::random::Random;
use mobile_api::visit::TrackPoint;

use super::place::{ahead, beside};

/// Between two fixes.
const EVERY: Span = Span(30 * SECOND);
/// Walked meanwhile: from a step or two in front of a shop to a brisk walk.
const METRES: (f32, f32) = (6.0, 38.0);
const TURNS: usize = 8;

/// At the point in that moment, and somewhere in the zone before and after it.
pub fn track(
    dice: &mut Random,
    zone: &Zone,
    point: Point,
    seen_at: Micros,
    (from, to): (Micros, Micros),
) -> Vec<TrackPoint> {
    let fixes = |span: Span| usize::try_from(span.0 / EVERY.0).unwrap_or(0);
    let mut before = stroll(dice, zone, point, fixes(seen_at - from));
    let after = stroll(dice, zone, point, fixes(to - seen_at));
    let first = seen_at - Span(EVERY.0 * before.len() as i64);
    before.reverse();
    let way = before.into_iter().chain([point]).chain(after);
    way.zip(0_i64..)
        .map(|(point, number)| {
            let at = first + Span(EVERY.0 * number);
            [point.lon, point.lat, (at.0 / 1_000) as f64]
        })
        .collect()
}

/// Straight on for a while, and another way where the zone ends.
fn stroll(dice: &mut Random, zone: &Zone, start: Point, fixes: usize) -> Vec<Point> {
    let mut heading = f64::from(dice.range(0.0, 1.0)) * TAU;
    let mut here = start;
    let mut way = Vec::with_capacity(fixes);
    for _ in 0..fixes {
        let metres = f64::from(dice.range(METRES.0, METRES.1));
        for _ in 0..TURNS {
            let next = ahead(here, heading, metres);
            if zone.shape.contains(next) {
                here = next;
                break;
            }
            heading += f64::from(dice.range(0.6, 2.4));
        }
        heading += f64::from(dice.range(-0.3, 0.3));
        way.push(beside(dice, here, 3));
    }
    way
}
