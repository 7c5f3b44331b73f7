//! What the phones of the simulated people see: the scene of a case, as it was when they came by.

use domain::position::Point;
use domain::time::Micros;
use fixtures::random::Random;
use fixtures::scene::Shot;

use super::course::Subject;

/// A photo of the place as a phone takes it.
pub fn take(
    dice: &mut Random,
    subject: &Subject,
    point: Point,
    taken_at: Micros,
    after: bool,
    visit: u8,
) -> Shot {
    let orientation = match (subject.tall, dice.chance(0.2)) {
        (false, false) => 1,
        (false, true) => 3,
        (true, false) => 6,
        (true, true) => 8,
    };
    Shot {
        seed: subject.scene,
        kind: subject.kind,
        after,
        visit,
        taken_at_unix_ms: unix_ms(taken_at),
        lon: point.lon,
        lat: point.lat,
        accuracy_m: dice.between(3, 14) as f64,
        orientation,
        width: 640,
        height: 480,
        quality: 76,
        exif: dice.chance(0.97),
    }
}

pub fn unix_ms(at: Micros) -> i64 {
    at.0 / 1_000
}
