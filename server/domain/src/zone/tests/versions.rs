use super::*;
use VersionFault::*;

fn version(code: &str, version: i64, from: i64, to: Option<i64>) -> Zone {
    Zone {
        version,
        valid_from: Micros(from),
        valid_to: to.map(Micros),
        ..zone(code, rectangle([0, 0, 9, 9]))
    }
}

#[test]
fn of_one_code_at_most_one_version_is_valid_at_a_time() {
    #[rustfmt::skip]
    let table: [(&str, Vec<Zone>, Vec<VersionFault>); 7] = [
        ("one after the other, in any order",
            vec![version("a", 2, 10, None), version("a", 1, 0, Some(10)), version("b", 1, 5, None)], vec![]),
        ("a gap", vec![version("a", 1, 0, Some(10)), version("a", 2, 20, None)], vec![]),
        ("ends when it begins", vec![version("a", 1, 5, Some(5))], vec![NeverValid { zone: 0 }]),
        ("the first never ends",
            vec![version("a", 1, 0, None), version("a", 2, 10, Some(20)), version("a", 3, 30, None)],
            vec![OverlappingValidity { zone: 1, other: 0 }, OverlappingValidity { zone: 2, other: 0 }]),
        ("one moment too long", vec![version("a", 2, 10, None), version("a", 1, 0, Some(11))],
            vec![OverlappingValidity { zone: 0, other: 1 }]),
        ("the same code twice", vec![version("a", 1, 0, None), version("a", 1, 0, None)],
            vec![SameVersion { zone: 1, other: 0 }, OverlappingValidity { zone: 1, other: 0 }]),
        ("the same number again", vec![version("a", 1, 0, Some(5)), version("a", 1, 5, None)],
            vec![SameVersion { zone: 1, other: 0 }]),
    ];
    for (what, zones, expected) in table {
        assert_eq!(version_faults(&zones), expected, "{what}");
    }
}
