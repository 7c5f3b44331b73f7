use super::*;
use proptest::prelude::*;

fn at(lat: f64, lon: f64) -> Point {
    Point { lon, lat }
}

#[test]
fn published_pairs_come_out_within_a_millimetre() {
    let to_gcj = wgs84_to_gcj02 as fn(Point) -> Point;
    let to_bd = gcj02_to_bd09 as fn(Point) -> Point;
    let to_gcj_from_bd = bd09_to_gcj02 as fn(Point) -> Point;
    #[rustfmt::skip]
    let table = [
        (to_gcj, at(31.1774276, 121.5272106), at(31.17530398364597, 121.531541859215), 0.001),
        (to_gcj, at(22.543847, 113.912316), at(22.540796131694766, 113.9171764808363), 0.001),
        (to_gcj, at(39.915, 116.404), at(39.91640428150164, 116.41024449916938), 0.001),
        (to_bd, at(39.915, 116.404), at(39.92133699351021, 116.41036949371029), 0.001),
        // Printed by a library that inverts in one pass; ours comes back to the millimetre below.
        (to_gcj_from_bd, at(39.915, 116.404), at(39.90865673957631, 116.39762729119315), 1.0),
    ];
    for (convert, from, published, within_m) in table {
        let off = distance_m(convert(from), published);
        assert!(off < within_m, "{from:?} is {off} m off");
        let back = distance_m(inverse_of(convert)(convert(from)), from);
        assert!(back < 0.001, "{from:?} comes back {back} m off");
    }

    fn inverse_of(convert: fn(Point) -> Point) -> fn(Point) -> Point {
        if std::ptr::fn_addr_eq(convert, wgs84_to_gcj02 as fn(Point) -> Point) {
            gcj02_to_wgs84
        } else if std::ptr::fn_addr_eq(convert, gcj02_to_bd09 as fn(Point) -> Point) {
            bd09_to_gcj02
        } else {
            gcj02_to_bd09
        }
    }
}

#[test]
fn mixing_systems_up_moves_a_point_by_hundreds_of_metres() {
    let here = at(34.58, 105.72);
    let as_gcj = distance_m(here, from_wgs84(here, Crs::Gcj02));
    let as_bd = distance_m(here, from_wgs84(here, Crs::Bd09));
    assert!((300.0..800.0).contains(&as_gcj), "{as_gcj}");
    assert!((700.0..1800.0).contains(&as_bd), "{as_bd}");
}

#[test]
fn points_at_the_edge_of_the_box_come_back_too() {
    for here in [
        at(30.0, 72.004001),
        at(30.0, 137.834699),
        at(0.829301, 100.0),
        at(55.827099, 100.0),
    ] {
        for crs in Crs::ALL {
            let back = to_wgs84(from_wgs84(here, crs), crs);
            assert!(distance_m(back, here) < 0.01, "{here:?} {crs}");
        }
    }
}

#[test]
fn outside_china_nothing_moves() {
    for place in [
        at(35.68, 139.69),
        at(51.5, -0.12),
        at(-33.9, 151.2),
        at(40.7, -74.0),
    ] {
        for crs in Crs::ALL {
            assert_eq!(to_wgs84(place, crs), place, "{place:?} {crs}");
            assert_eq!(from_wgs84(place, crs), place, "{place:?} {crs}");
        }
    }
}

#[test]
fn a_position_keeps_what_was_sent_beside_what_is_computed_with() {
    let sent = at(34.58, 105.72);
    let position = Position::new(sent, Crs::Gcj02, Some(8.0), PositionSource::Device).unwrap();
    assert_eq!(position.raw, sent);
    assert_eq!(position.crs, Crs::Gcj02);
    assert!(distance_m(from_wgs84(position.canonical, Crs::Gcj02), sent) < 0.01);
    assert!(distance_m(position.canonical, sent) > 100.0);
}

#[test]
fn numbers_that_are_no_position_are_refused_with_their_fault() {
    use PositionFault::*;
    #[rustfmt::skip]
    let table = [
        (at(34.58, 105.72), None, Ok(())),
        (at(90.0, 180.0), None, Ok(())),
        (at(-90.0, -180.0), None, Ok(())),
        (at(0.0, 0.0), Some(0.0), Ok(())),
        (at(34.58, 180.000001), None, Err(LonOutOfRange)),
        (at(34.58, f64::NAN), None, Err(LonOutOfRange)),
        (at(90.000001, 0.0), None, Err(LatOutOfRange)),
        (at(f64::INFINITY, 105.72), None, Err(LatOutOfRange)),
        // Turned round: latitude out of range for Tianshui, within range for Ürümqi.
        (at(105.72, 34.58), None, Err(ProbablySwapped)),
        (at(87.6, 43.8), None, Err(ProbablySwapped)),
        (at(34.58, 105.72), Some(-1.0), Err(AccuracyOutOfRange)),
        (at(34.58, 105.72), Some(f64::NAN), Err(AccuracyOutOfRange)),
    ];
    for (point, accuracy_m, expected) in table {
        let answer = Position::new(point, Crs::Wgs84, accuracy_m, PositionSource::Manual);
        assert_eq!(answer.map(|_| ()), expected, "{point:?} {accuracy_m:?}");
    }
}

#[test]
fn codes_are_read_as_they_are_written() {
    for crs in Crs::ALL {
        assert_eq!(crs.as_str().parse(), Ok(crs));
    }
    for source in PositionSource::ALL {
        assert_eq!(source.as_str().parse(), Ok(source));
    }
    for wrong in ["", "WGS84", "cgcs2000", "bd-09"] {
        assert_eq!(wrong.parse::<Crs>(), Err(NotACrs), "{wrong}");
    }
    assert_eq!("gps".parse::<PositionSource>(), Err(NotAPositionSource));
}

#[test]
fn a_degree_of_latitude_is_111_km_and_a_centimetre_a_centimetre() {
    let degree = distance_m(at(34.0, 105.0), at(35.0, 105.0));
    assert!((degree - 111_195.08).abs() < 0.1, "{degree}");
    let centimetre = distance_m(at(34.0, 105.0), at(34.0 + 1e-7 * 0.8993, 105.0));
    assert!((centimetre - 0.01).abs() < 1e-5, "{centimetre}");
}

proptest! {
    #[test]
    fn every_point_of_china_comes_back_within_a_centimetre(
        lat in 0.8293..=55.8271f64,
        lon in 72.004..=137.8347f64,
    ) {
        let here = at(lat, lon);
        for crs in Crs::ALL {
            let back = to_wgs84(from_wgs84(here, crs), crs);
            prop_assert!(distance_m(back, here) < 0.01, "{here:?} {crs} comes back as {back:?}");
        }
    }
}
