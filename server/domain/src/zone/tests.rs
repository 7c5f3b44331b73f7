//! Zones the tests of this crate stand on.
use super::*;
mod index;
mod overlap;
mod shape;
mod versions;
use uuid::Uuid;

/// A hundred-thousandth of a degree: a grid step of 1.1 m to the north and 0.9 m to the east.
pub const STEP: f64 = 1e-5;

/// South-west corner of the test city, on whole steps.
pub const CORNER: [f64; 2] = [105.72, 34.58];

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

/// A rectangle in steps from the corner of the test city: west, south, east, north.
pub fn rectangle([west, south, east, north]: [i32; 4]) -> Shape {
    let corner = |east: i32, north: i32| on_grid(east, north);
    Shape::new(&[vec![vec![
        corner(west, south),
        corner(east, south),
        corner(east, north),
        corner(west, north),
        corner(west, south),
    ]]])
    .unwrap()
}

pub fn on_grid(east: i32, north: i32) -> [f64; 2] {
    [
        CORNER[0] + f64::from(east) * STEP,
        CORNER[1] + f64::from(north) * STEP,
    ]
}

/// A street of district 1 and street office 11, valid from 0 on.
pub fn zone(code: &str, shape: Shape) -> Zone {
    let id = code.bytes().fold(1, |id, byte| id * 256 + u128::from(byte));
    Zone {
        id: ZoneId(Uuid::from_u128(id)),
        code: code.to_owned(),
        version: 1,
        name: format!("路段 {code}"),
        kind: ZoneKind::Street,
        unit: unit(100),
        street: unit(11),
        district: unit(1),
        leader: String::new(),
        grid_keeper: String::new(),
        shape,
        valid_from: Micros(0),
        valid_to: None,
    }
}

#[test]
fn kinds_are_read_as_they_are_written() {
    for kind in ZoneKind::ALL {
        assert_eq!(kind.as_str().parse(), Ok(kind));
    }
    assert_eq!("avenue".parse::<ZoneKind>(), Err(NotAZoneKind));
}
