use super::EvidenceFlag::*;
use super::*;
use crate::time::{Span, seconds};

const NOON: Micros = Micros(1_772_424_000_000_000);
const JIEFANG_ROAD: Point = Point {
    lon: 105.72,
    lat: 34.58,
};

#[test]
fn what_a_picture_alone_tells() {
    let second = seconds(1);
    #[rustfmt::skip]
    let table: [(Option<Micros>, &[EvidenceFlag]); 7] = [
        (None, &[NoTakenTime]),
        (Some(NOON), &[]),
        (Some(NOON - hours(72)), &[]),
        (Some(NOON - hours(72) - second), &[TakenLongBeforeUpload]),
        (Some(NOON + minutes(5)), &[]),
        (Some(NOON + minutes(5) + second), &[ClockSkew]),
        (Some(Micros(0)), &[TakenLongBeforeUpload]),
    ];
    for (taken_at, expected) in table {
        let flags = flags_at_upload(taken_at, NOON, &EvidenceRules::default());
        assert_eq!(flags, expected, "{taken_at:?}");
    }
}

#[test]
fn an_after_photo_is_not_older_than_the_report() {
    let flags = |role, taken: Option<Span>| {
        let taken_at = taken.map(|since| NOON + since);
        let here = fix(JIEFANG_ROAD, None);
        flags_on_case(role, taken_at, NOON, None, here, &EvidenceRules::default())
    };
    assert_eq!(
        flags(PhotoRole::After, Some(seconds(-1))),
        [TakenBeforeReport]
    );
    assert_eq!(flags(PhotoRole::After, Some(seconds(0))), []);
    assert_eq!(flags(PhotoRole::After, None), []);
    assert_eq!(flags(PhotoRole::Before, Some(seconds(-1))), []);
    assert_eq!(flags(PhotoRole::Verify, Some(seconds(-1))), []);
}

#[test]
fn far_means_a_hundred_metres_beyond_what_both_fixes_allow() {
    #[rustfmt::skip]
    let table = [
        (99.0, None, None, false),
        (101.0, None, None, true),
        (101.0, Some(2.0), None, false),
        (101.0, None, Some(2.0), false),
        (149.0, Some(20.0), Some(30.0), false),
        (151.0, Some(20.0), Some(30.0), true),
        (499.0, Some(1e9), Some(1e9), false),
        (501.0, Some(1e9), Some(1e9), true),
    ];
    for (north_m, photo_accuracy_m, case_accuracy_m, far) in table {
        let photo = Point {
            lat: JIEFANG_ROAD.lat + north_m / 111_195.08,
            ..JIEFANG_ROAD
        };
        for role in PhotoRole::ALL {
            let flags = flags_on_case(
                role,
                Some(NOON),
                NOON,
                Some(fix(photo, photo_accuracy_m)),
                fix(JIEFANG_ROAD, case_accuracy_m),
                &EvidenceRules::default(),
            );
            let expected: &[EvidenceFlag] = if far { &[FarFromCase] } else { &[] };
            assert_eq!(
                flags, expected,
                "{north_m} {photo_accuracy_m:?} {case_accuracy_m:?}"
            );
        }
    }
}

#[test]
fn an_after_photo_or_a_verifier_s_that_is_evidence_already_is_refused_at_its_place() {
    let photo = |n| PhotoHash([n; 32]);
    let known = |hash: &PhotoHash| *hash == photo(1);
    let sent = [photo(2), photo(1), photo(3)];
    for role in [PhotoRole::After, PhotoRole::Verify] {
        assert_eq!(reused(role, &sent, known), [1]);
        assert_eq!(reused(role, &sent[2..], known), [0; 0]);
    }
    assert_eq!(reused(PhotoRole::Before, &sent, known), [0; 0]);
}

#[test]
fn codes_differ() {
    let mut codes = EvidenceFlag::ALL.map(EvidenceFlag::as_str).to_vec();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), EvidenceFlag::ALL.len());
}

fn fix(point: Point, accuracy_m: Option<f64>) -> Fix {
    Fix { point, accuracy_m }
}
