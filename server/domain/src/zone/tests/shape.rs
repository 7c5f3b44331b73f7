use super::*;
use crate::position::{Point, PositionFault, distance_m};

/// A ring through these grid points, as written: not closed for you.
fn ring(points: &[(i32, i32)]) -> Vec<[f64; 2]> {
    points
        .iter()
        .map(|(east, north)| on_grid(*east, *north))
        .collect()
}

fn square(from: i32, to: i32) -> Vec<[f64; 2]> {
    ring(&[(from, from), (to, from), (to, to), (from, to), (from, from)])
}

fn faults(polygons: &[Rings]) -> Vec<ShapeFault> {
    Shape::new(polygons).err().unwrap_or_default()
}

fn ring_fault(points: &[(i32, i32)]) -> Option<RingFault> {
    match faults(&[vec![ring(points)]]).as_slice() {
        [] => None,
        [
            ShapeFault {
                polygon: 0,
                ring: 0,
                kind: ShapeFaultKind::Ring(fault),
            },
        ] => Some(*fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn sound_rings_pass_in_either_direction() {
    assert_eq!(ring_fault(&[(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]), None);
    assert_eq!(ring_fault(&[(0, 0), (0, 9), (9, 9), (9, 0), (0, 0)]), None);
    assert_eq!(ring_fault(&[(0, 0), (9, 0), (0, 9), (0, 0)]), None);
    // A point in the middle of a side, and points repeated in a row.
    assert_eq!(
        ring_fault(&[
            (0, 0),
            (5, 0),
            (9, 0),
            (9, 9),
            (9, 9),
            (0, 9),
            (0, 0),
            (0, 0)
        ]),
        None
    );
}

#[test]
fn a_ring_has_four_points_and_ends_where_it_begins() {
    use RingFault::*;
    assert_eq!(ring_fault(&[]), Some(TooFewPoints { points: 0 }));
    assert_eq!(
        ring_fault(&[(0, 0), (9, 0)]),
        Some(TooFewPoints { points: 2 })
    );
    assert_eq!(
        ring_fault(&[(0, 0), (9, 0), (0, 0)]),
        Some(TooFewPoints { points: 3 })
    );
    assert_eq!(
        ring_fault(&[(0, 0), (0, 0), (9, 0), (0, 0)]),
        Some(TooFewPoints { points: 4 })
    );
    assert_eq!(ring_fault(&[(0, 0), (9, 0), (9, 9)]), Some(Unclosed));
    assert_eq!(
        ring_fault(&[(0, 0), (9, 0), (9, 9), (0, 9)]),
        Some(Unclosed)
    );
}

#[test]
fn a_line_drawn_to_and_fro_has_no_area() {
    let along = [105.72, 106.0, 105.9, 105.72]
        .map(|lon| [lon, 34.58])
        .to_vec();
    let kind = ShapeFaultKind::Ring(RingFault::ZeroArea);
    assert_eq!(
        faults(&[vec![along]]),
        [ShapeFault {
            polygon: 0,
            ring: 0,
            kind
        }]
    );
    // A sliver: 10 m long and a micrometre wide.
    let sliver = vec![
        [105.72, 34.58],
        [105.7201, 34.58],
        [105.72, 34.58 + 1e-11],
        [105.72, 34.58],
    ];
    assert_eq!(
        faults(&[vec![sliver]]),
        [ShapeFault {
            polygon: 0,
            ring: 0,
            kind
        }]
    );
}

#[test]
fn a_self_crossing_names_both_sides_and_the_place() {
    // The bow tie: equal triangles, so its signed area is zero too.
    let Some(RingFault::SelfCrossing { first, second, at }) =
        ring_fault(&[(0, 0), (10, 10), (10, 0), (0, 10), (0, 0)])
    else {
        panic!("not found");
    };
    assert_eq!((first, second), (0, 2));
    let [lon, lat] = on_grid(5, 5);
    assert!(distance_m(at, Point { lon, lat }) < 0.001);
}

#[test]
fn every_way_a_ring_can_meet_itself_is_found() {
    type Row<'a> = (&'a str, &'a [(i32, i32)], (usize, usize));
    #[rustfmt::skip]
    let table: [Row<'_>; 4] = [
        ("a spike folded back", &[(0, 0), (10, 0), (10, 10), (10, 20), (10, 10), (0, 10), (0, 0)], (1, 3)),
        ("a corner on another side", &[(0, 0), (20, 0), (20, 20), (10, 0), (0, 20), (0, 0)], (0, 2)),
        ("a corner on another corner", &[(0, 0), (10, 10), (20, 0), (20, 20), (10, 10), (0, 20), (0, 0)], (0, 3)),
        ("a side along another", &[(0, 0), (20, 0), (20, 10), (15, 10), (15, 0), (5, 0), (5, 10), (0, 10), (0, 0)], (0, 3)),
    ];
    for (what, points, expected) in table {
        match ring_fault(points) {
            Some(RingFault::SelfCrossing { first, second, .. }) => {
                assert_eq!((first, second), expected, "{what}");
            }
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn points_that_are_no_position_are_named() {
    #[rustfmt::skip]
    let table = [
        ([200.0, 34.58], PositionFault::LonOutOfRange),
        ([105.72, f64::NAN], PositionFault::LatOutOfRange),
        ([34.58, 105.72], PositionFault::ProbablySwapped),
    ];
    for (wrong, fault) in table {
        let mut outer = square(0, 9);
        outer[2] = wrong;
        let kind = ShapeFaultKind::Ring(RingFault::BadPoint { point: 2, fault });
        assert_eq!(
            faults(&[vec![outer]]),
            [ShapeFault {
                polygon: 0,
                ring: 0,
                kind
            }]
        );
    }
}

#[test]
fn rings_and_polygons_must_lie_well_to_each_other() {
    use ShapeFaultKind::*;
    let shifted = |by: i32| {
        let at = |east: i32, north: i32| (east + by, north);
        ring(&[at(10, 10), at(20, 10), at(20, 20), at(10, 20), at(10, 10)])
    };
    let fault = |polygon, ring, kind| ShapeFault {
        polygon,
        ring,
        kind,
    };
    let outer = square(0, 90);
    #[rustfmt::skip]
    let table: [(&str, Vec<Rings>, Vec<ShapeFault>); 9] = [
        ("no polygon", vec![], vec![fault(0, 0, NoRing)]),
        ("no ring", vec![vec![]], vec![fault(0, 0, NoRing)]),
        ("two holes", vec![vec![outer.clone(), shifted(0), shifted(20)]], vec![]),
        ("a hole outside", vec![vec![outer.clone(), shifted(200)]], vec![fault(0, 1, HoleOutside)]),
        ("a hole across the border", vec![vec![outer.clone(), shifted(0), shifted(75)]], vec![fault(0, 2, HoleOutside)]),
        ("holes that overlap", vec![vec![outer.clone(), shifted(0), shifted(5)]], vec![fault(0, 2, HolesOverlap { other_ring: 1 })]),
        ("two parts apart", vec![vec![outer.clone()], vec![shifted(100)]], vec![]),
        ("two parts side by side", vec![vec![outer.clone()], vec![ring(&[(90, 0), (99, 0), (99, 90), (90, 90), (90, 0)])]], vec![]),
        ("parts that overlap", vec![vec![outer.clone()], vec![shifted(75)]], vec![fault(1, 0, PolygonsOverlap { other_polygon: 0 })]),
    ];
    for (what, polygons, expected) in table {
        assert_eq!(faults(&polygons), expected, "{what}");
    }
}

#[test]
fn faults_of_all_rings_come_at_once() {
    let found = faults(&[
        vec![ring(&[(0, 0), (9, 0), (9, 9)])],
        vec![square(0, 90), ring(&[(1, 1), (2, 2)])],
    ]);
    let places: Vec<_> = found
        .iter()
        .map(|fault| (fault.polygon, fault.ring))
        .collect();
    assert_eq!(places, [(0, 0), (1, 1)]);
}

#[test]
fn areas_are_square_metres_on_the_ground() {
    // 100 steps north are 111.195 m, 100 steps east 111.195 m × cos 34.5805°.
    let expected_m2 = 111.195_08 * 111.195_08 * 34.5805_f64.to_radians().cos();
    let area_m2 = rectangle([0, 0, 100, 100]).area_m2();
    assert!(
        (area_m2 - expected_m2).abs() < 0.1,
        "{area_m2} {expected_m2}"
    );
}

#[test]
fn distance_is_to_the_nearest_side_or_corner() {
    let shape = rectangle([0, 0, 100, 100]);
    let from = |east: i32, north: i32| {
        let [lon, lat] = on_grid(east, north);
        shape.distance_m(Point { lon, lat })
    };
    assert_eq!(from(50, 50), 0.0);
    assert_eq!(from(0, 50), 0.0);
    assert!((from(50, 130) - 33.36).abs() < 0.01);
    let [lon, lat] = on_grid(100, 100);
    let [far_lon, far_lat] = on_grid(130, 140);
    let corner_m = distance_m(
        Point { lon, lat },
        Point {
            lon: far_lon,
            lat: far_lat,
        },
    );
    assert!((from(130, 140) - corner_m).abs() < 0.001);
}
