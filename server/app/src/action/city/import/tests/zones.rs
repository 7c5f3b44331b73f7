//! Zones: a change is a new version, history keeps the old one.

use super::*;
use city::file::plan::Change;

#[test]
fn a_changed_zone_becomes_a_new_version_and_the_others_stay() {
    let city = small();
    let first = [zone("jf", 105.71), zone("zs", 105.72)];
    assert_eq!(
        counts(&city.import(Kind::Zones, zones(&first))),
        [2, 0, 0, 0]
    );
    city.advance();
    let mut redrawn = first.clone();
    redrawn[0] = zone("jf", 105.711);
    let done = city.import(Kind::Zones, zones(&redrawn));
    assert_eq!(counts(&done), [0, 1, 1, 0]);
    assert_eq!(done.report.items[0].differences[0].field, "geometry");
    assert_eq!(city.versions("jf"), [(1, 0, Some(1)), (2, 1, None)]);
    assert_eq!(city.versions("zs"), [(1, 0, None)]);
    let rows = city
        .app
        .db
        .read_blocking(|conn| store::zones::versions_of(conn, "jf"));
    let rows = rows.unwrap();
    assert_eq!(
        rows[0].valid_to,
        Some(rows[1].valid_from),
        "no moment without, none with two"
    );
    city.advance();
    assert_eq!(
        counts(&city.import(Kind::Zones, zones(&redrawn))),
        [0, 0, 2, 0]
    );
    // A file about one zone says nothing about the others.
    assert_eq!(
        counts(&city.import(Kind::Zones, zones(&redrawn[..1]))),
        [0, 0, 1, 0]
    );
    assert_eq!(city.versions("zs"), [(1, 0, None)]);
}

#[test]
fn the_beginning_in_a_file_never_reaches_back_into_history() {
    let city = small();
    let from = |mut zone: Value, after: i64| {
        zone["properties"]["valid_from"] = hour(after);
        zone
    };
    let long_ago = from(zone("jf", 105.71), -100);
    city.import(Kind::Zones, zones(std::slice::from_ref(&long_ago)));
    assert_eq!(city.versions("jf"), [(1, -100, None)]);
    city.advance();
    let moved = from(zone("jf", 105.712), -100);
    city.import(Kind::Zones, zones(std::slice::from_ref(&moved)));
    assert_eq!(city.versions("jf"), [(1, -100, Some(1)), (2, 1, None)]);
    city.advance();
    let again = city.import(Kind::Zones, zones(&[moved]));
    assert_eq!(counts(&again), [0, 0, 1, 0]);
}

#[test]
fn a_change_may_be_planned_and_is_not_cut_into_by_accident() {
    let city = small();
    let today = zone("jf", 105.71);
    city.import(Kind::Zones, zones(std::slice::from_ref(&today)));
    let mut tomorrow = zone("jf", 105.712);
    tomorrow["properties"]["valid_from"] = hour(24);
    city.advance();
    city.import(Kind::Zones, zones(std::slice::from_ref(&tomorrow)));
    assert_eq!(city.versions("jf"), [(1, 0, Some(24)), (2, 24, None)]);
    let again = city.import(Kind::Zones, zones(std::slice::from_ref(&tomorrow)));
    assert_eq!(counts(&again), [0, 0, 1, 0]);
    assert_eq!(
        city.refused(Kind::Zones, zones(&[today])),
        [(
            "/features/0/properties/valid_from".into(),
            Code::ValidityOverlap
        )]
    );
    assert_eq!(city.versions("jf"), [(1, 0, Some(24)), (2, 24, None)]);
}

#[test]
fn a_zone_ends_when_the_file_says_so_and_may_go_on_after_all() {
    let city = small();
    let plain = zone("jf", 105.71);
    city.import(Kind::Zones, zones(std::slice::from_ref(&plain)));
    let ending = |after: i64| {
        let mut zone = plain.clone();
        zone["properties"]["valid_to"] = hour(after);
        zones(&[zone])
    };
    assert_eq!(counts(&city.import(Kind::Zones, ending(48))), [0, 1, 0, 0]);
    assert_eq!(city.versions("jf"), [(1, 0, Some(48))]);
    assert_eq!(counts(&city.import(Kind::Zones, ending(24))), [0, 1, 0, 0]);
    assert_eq!(city.versions("jf"), [(1, 0, Some(24))]);
    city.import(Kind::Zones, zones(std::slice::from_ref(&plain)));
    assert_eq!(city.versions("jf"), [(1, 0, Some(24)), (2, 24, None)]);
    for _ in 0..30 {
        city.advance();
    }
    let done = city.import(Kind::Zones, ending(29));
    assert_eq!(
        (counts(&done), done.report.items[0].change),
        ([0, 0, 0, 1], Change::Ended)
    );
    assert_eq!(city.versions("jf"), [(1, 0, Some(24)), (2, 24, Some(30))]);
    assert_eq!(counts(&city.import(Kind::Zones, ending(29))), [0, 0, 1, 0]);
}
