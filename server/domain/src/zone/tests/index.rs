use super::*;
use crate::position::Point;
use crate::rulebook::Reach;
use proptest::prelude::*;

const NOW: Micros = Micros(1_000);

fn index(zones: Vec<Zone>) -> ZoneIndex {
    ZoneIndex::new(zones, Reach::default())
}

fn at(east: i32, north: i32) -> Point {
    let [lon, lat] = on_grid(east, north);
    Point { lon, lat }
}

/// The code found and those of the runners-up.
fn inside(index: &ZoneIndex, point: Point) -> Vec<&str> {
    match index.locate(point, None, NOW) {
        Match::Inside { zone, runners_up } => std::iter::once(zone)
            .chain(runners_up)
            .map(|zone| zone.code.as_str())
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_smallest_zone_wins_and_the_others_are_kept() {
    let index = index(vec![
        zone("big", rectangle([0, 0, 100, 100])),
        zone("small", rectangle([40, 40, 60, 60])),
        zone("middle", rectangle([20, 20, 80, 80])),
    ]);
    assert_eq!(inside(&index, at(50, 50)), ["small", "middle", "big"]);
    assert_eq!(inside(&index, at(30, 30)), ["middle", "big"]);
    assert_eq!(inside(&index, at(10, 10)), ["big"]);
}

#[test]
fn of_equal_areas_the_lowest_code_wins() {
    let turned = Shape::new(&[vec![vec![
        on_grid(50, 0),
        on_grid(50, 50),
        on_grid(0, 50),
        on_grid(0, 0),
        on_grid(50, 0),
    ]]])
    .unwrap();
    let index = index(vec![
        zone("Z-2", rectangle([0, 0, 50, 50])),
        zone("Z-1", turned),
    ]);
    assert_eq!(inside(&index, at(25, 25)), ["Z-1", "Z-2"]);
}

#[test]
fn the_border_and_the_corners_are_inside() {
    let index = index(vec![zone("a", rectangle([0, 0, 100, 100]))]);
    for (east, north) in [
        (0, 0),
        (100, 0),
        (100, 100),
        (0, 100),
        (50, 0),
        (100, 50),
        (0, 50),
    ] {
        assert_eq!(inside(&index, at(east, north)), ["a"], "{east} {north}");
    }
    assert!(!matches!(
        index.locate(at(101, 50), None, NOW),
        Match::Inside { .. }
    ));
}

#[test]
fn what_neighbours_share_goes_to_the_smaller() {
    let index = index(vec![
        zone("wide", rectangle([0, 0, 100, 50])),
        zone("narrow", rectangle([100, 0, 150, 50])),
    ]);
    assert_eq!(inside(&index, at(100, 20)), ["narrow", "wide"]);
}

#[test]
fn a_hole_is_outside_and_its_border_inside() {
    let ring = |a: i32, b: i32| {
        vec![
            on_grid(a, a),
            on_grid(b, a),
            on_grid(b, b),
            on_grid(a, b),
            on_grid(a, a),
        ]
    };
    let with_hole = Shape::new(&[vec![ring(0, 300), ring(100, 200)]]).unwrap();
    let index = index(vec![zone("ring", with_hole)]);
    assert_eq!(inside(&index, at(50, 50)), ["ring"]);
    assert_eq!(inside(&index, at(100, 150)), ["ring"]);
    // 46 m east-west to the hole's border from its middle: beyond 30 m, within 50 m.
    assert_eq!(index.locate(at(150, 150), None, NOW), Match::None);
    assert!(matches!(
        index.locate(at(150, 150), Some(50.0), NOW),
        Match::Near { .. }
    ));
}

#[test]
fn near_reaches_from_30_m_to_50_m_as_the_accuracy_says() {
    let index = index(vec![zone("a", rectangle([0, 0, 100, 100]))]);
    #[rustfmt::skip]
    let table = [
        // metres north of the border, accuracy, whether it is still near
        (29.9, None, true),
        (30.1, None, false),
        (29.9, Some(3.0), true),
        (30.1, Some(3.0), false),
        (39.9, Some(40.0), true),
        (40.1, Some(40.0), false),
        (49.9, Some(2_000.0), true),
        (50.1, Some(2_000.0), false),
    ];
    for (north_m, accuracy_m, near) in table {
        let border = at(50, 100);
        let point = Point {
            lat: border.lat + north_m / 111_195.08,
            ..border
        };
        match index.locate(point, accuracy_m, NOW) {
            Match::Near { zone, distance_m } if near => {
                assert_eq!(zone.code, "a");
                assert!((distance_m - north_m).abs() < 0.001, "{distance_m}");
            }
            Match::None if !near => {}
            other => panic!("{north_m} m, {accuracy_m:?}: {other:?}"),
        }
    }
}

#[test]
fn the_nearest_of_several_is_taken_even_when_it_is_larger() {
    let index = index(vec![
        zone("small", rectangle([0, 0, 10, 10])),
        zone("large", rectangle([30, 0, 130, 100])),
    ]);
    let Match::Near { zone, distance_m } = index.locate(at(25, 5), None, NOW) else {
        panic!("not near");
    };
    assert_eq!(zone.code, "large");
    assert!((distance_m - 4.58).abs() < 0.01, "{distance_m}");
}

#[test]
fn only_versions_valid_at_the_moment_count() {
    let mut old = zone("a", rectangle([0, 0, 100, 100]));
    old.valid_to = Some(Micros(1_000));
    let mut new = zone("a", rectangle([0, 0, 50, 50]));
    new.valid_from = Micros(1_000);
    new.version = 2;
    let index = index(vec![old, new]);
    let version = |at_micros| {
        index
            .locate(at(25, 25), None, Micros(at_micros))
            .zone()
            .map(|zone| zone.version)
    };
    assert_eq!(version(-1), None);
    assert_eq!(version(0), Some(1));
    assert_eq!(version(999), Some(1));
    assert_eq!(version(1_000), Some(2));
    assert_eq!(index.valid_at(Micros(500)).count(), 1);
    assert_eq!(index.zones().len(), 2);
}

#[test]
fn an_empty_city_has_no_zone_anywhere() {
    assert_eq!(
        index(Vec::new()).locate(at(0, 0), Some(50.0), NOW),
        Match::None
    );
}

prop_compose! {
    fn some_zones()(boxes in prop::collection::vec((0..200i32, 0..200i32, 1..60i32, 1..60i32), 0..30))
        -> Vec<Zone> {
        boxes
            .into_iter()
            .enumerate()
            .map(|(n, (west, south, width, height))| {
                let area = rectangle([west, south, west + width, south + height]);
                zone(&format!("Z-{n:02}"), area)
            })
            .collect()
    }
}

proptest! {
    #[test]
    fn the_index_agrees_with_looking_at_every_zone_in_any_order(
        (zones, shuffled) in some_zones().prop_flat_map(|zones| (Just(zones.clone()), Just(zones).prop_shuffle())),
        east in -60..320i32,
        north in -60..320i32,
        accuracy_m in prop::option::of(0.0..100.0f64),
    ) {
        let point = at(east, north);
        let containing = zones
            .iter()
            .filter(|zone| zone.shape.contains(point))
            .min_by_key(|zone| (zone.shape.area_cm2(), &zone.code));
        let reach_m = accuracy_m.unwrap_or(0.0).clamp(30.0, 50.0);
        let nearest = zones
            .iter()
            .map(|zone| (zone.shape.distance_m(point), zone))
            .filter(|(distance_m, _)| *distance_m <= reach_m)
            .min_by(|(a_m, a), (b_m, b)| {
                a_m.total_cmp(b_m)
                    .then_with(|| a.shape.area_cm2().cmp(&b.shape.area_cm2()))
                    .then_with(|| a.code.cmp(&b.code))
            });
        let expected = containing.or(nearest.map(|(_, zone)| zone)).map(|zone| zone.code.clone());

        for zones in [zones.clone(), shuffled] {
            let index = ZoneIndex::new(zones, Reach::default());
            let found = index.locate(point, accuracy_m, NOW);
            prop_assert_eq!(matches!(found, Match::Inside { .. }), containing.is_some());
            prop_assert_eq!(found.zone().map(|zone| zone.code.clone()), expected.clone());
        }
    }
}
