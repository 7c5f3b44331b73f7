use super::*;

fn seen(zones: &[Zone]) -> Vec<(String, String, i64)> {
    overlaps(zones)
        .into_iter()
        .map(|found| {
            let area = found.area_m2.round() as i64;
            (found.one.code.clone(), found.other.code.clone(), area)
        })
        .collect()
}

#[test]
fn neighbours_do_not_overlap_and_crossing_streets_do_once() {
    let zones = [
        zone("c", rectangle([40, 0, 50, 100])),
        zone("a", rectangle([0, 40, 100, 50])),
        zone("b", rectangle([0, 50, 40, 100])),
        zone("d", rectangle([200, 0, 300, 100])),
    ];
    // Ten steps by ten: 9.16 m × 11.12 m.
    assert_eq!(seen(&zones), [("a".into(), "c".into(), 102)]);
}

#[test]
fn a_square_inside_a_park_is_an_overlap_and_a_hairline_is_none() {
    let park = zone("park", rectangle([0, 0, 100, 100]));
    let square = zone("square", rectangle([10, 10, 30, 30]));
    assert_eq!(seen(&[park.clone(), square]).len(), 1);
    let west = on_grid(100, 0)[0] - 1e-8;
    let ring = vec![
        [west, on_grid(0, 0)[1]],
        on_grid(200, 0),
        on_grid(200, 100),
        [west, on_grid(0, 100)[1]],
        [west, on_grid(0, 0)[1]],
    ];
    let drawn_badly = Shape::new(&[vec![ring]]).unwrap();
    assert_eq!(seen(&[park, zone("next", drawn_badly)]), []);
}
