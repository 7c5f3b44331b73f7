//! How long the two hot rules take: `cargo run --release -p xuncheng-domain --example rules_speed`.
//! A point among 5,000 zones must be found in under 3 µs, a week of 10,000 cases ranked in a few ms.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // a tool that measures

use std::time::Instant;

use domain::id::{CaseId, UnitId, ZoneId};
use domain::position::Point;
use domain::ranking::{Board, Counted, Subject, rank};
use domain::rulebook::{Reach, Rulebook};
use domain::time::Micros;
use domain::zone::{Match, Shape, Zone, ZoneIndex, ZoneKind};
use uuid::Uuid;

const SIDE: u32 = 71; // 71 × 71 = 5,041 zones
const PITCH: f64 = 0.002;
const LOOKUPS: u32 = 1_000_000;

fn main() {
    let zones: Vec<Zone> = (0..SIDE * SIDE).map(zone).collect();
    let index = ZoneIndex::new(zones, Reach::default());
    let points: Vec<Point> = (0..LOOKUPS).map(point).collect();
    let started = Instant::now();
    let (mut inside, mut near) = (0, 0);
    for point in &points {
        match index.locate(*point, Some(10.0), Micros(0)) {
            Match::Inside { .. } => inside += 1,
            Match::Near { .. } => near += 1,
            Match::None => {}
        }
    }
    let each = started.elapsed() / LOOKUPS;
    println!("locate: {each:?} a point ({inside} inside, {near} near of {LOOKUPS})");

    let subjects: Vec<Subject> = (0..184).map(subject).collect();
    let counted: Vec<Counted> = (0..10_000).map(counted).collect();
    let started = Instant::now();
    let ranked = rank(Board::Department, &subjects, &counted, &Rulebook::default());
    let took = started.elapsed();
    let rows = ranked.map_or(0, |ranked| ranked.rows.len());
    println!("rank: {took:?} for 10,000 cases ({rows} rows)");
}

/// A twelve-cornered area that overlaps its neighbours a little, as real ones do.
fn zone(n: u32) -> Zone {
    let (east, north) = (f64::from(n % SIDE) + 0.5, f64::from(n / SIDE) + 0.5);
    let ring = (0..=12)
        .map(|corner| {
            let angle = f64::from(corner % 12).to_radians() * 30.0;
            let radius = 0.45 + 0.1 * f64::from(corner % 2);
            let (x, y) = (east + radius * angle.cos(), north + radius * angle.sin());
            [105.7 + x * PITCH, 34.5 + y * PITCH]
        })
        .collect();
    let shape = Shape::new(&[vec![ring]]).expect("a star is sound");
    let unit = UnitId(Uuid::from_u128(1));
    Zone {
        id: ZoneId(Uuid::from_u128(n.into())),
        code: format!("Z-{n:04}"),
        version: 1,
        name: String::new(),
        kind: ZoneKind::Street,
        unit,
        street: unit,
        district: unit,
        leader: String::new(),
        grid_keeper: String::new(),
        shape,
        valid_from: Micros(0),
        valid_to: None,
    }
}

/// Spread evenly without a random generator: multiples of two irrational numbers.
fn point(n: u32) -> Point {
    let spread = |step: f64| (f64::from(n) * step).fract() * f64::from(SIDE) * PITCH;
    Point {
        lon: 105.7 + spread(0.618_033_988_75),
        lat: 34.5 + spread(0.414_213_562_37),
    }
}

fn subject(n: u128) -> Subject {
    Subject {
        unit: UnitId(Uuid::from_u128(n)),
        code: format!("U-{n:03}"),
        group: format!("{}", n % 3),
    }
}

fn counted(n: u128) -> Counted {
    let late = n.is_multiple_of(7);
    Counted {
        case: CaseId(Uuid::from_u128(n)),
        unit: UnitId(Uuid::from_u128(n * n % 184)),
        on_time: !late,
        handled_or_closed: !n.is_multiple_of(11),
        reworked: n.is_multiple_of(13),
        handled_once: true,
        recurrence: n.is_multiple_of(17),
        speed_millionths: (n % 1_000) as i64 * 1_000,
        letters: i64::from(late && n.is_multiple_of(5)),
        wrong_returns: 0,
        falsified: 0,
        self_found: false,
        forging_forgiven: false,
        unverified: false,
    }
}
