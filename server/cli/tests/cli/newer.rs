//! A database that a newer program has migrated: every command refuses it and leaves it as it is.

use std::fs;

use crate::place::Place;

const OURS: &[u8] = b"00000000000001";
const THEIRS: &[u8] = b"20991231000000";

#[test]
fn a_database_from_a_newer_version_is_refused_and_not_touched() {
    let city = Place::city();
    // In the file, the version stands in the table of migrations and in its index, and nowhere else.
    let mut file = fs::read(city.path("city.db")).unwrap();
    let places: Vec<usize> = (0..file.len() - OURS.len())
        .filter(|at| file[*at..].starts_with(OURS))
        .collect();
    assert_eq!(places.len(), 2);
    for at in places {
        file[at..at + THEIRS.len()].copy_from_slice(THEIRS);
    }
    fs::write(city.path("city.db"), &file).unwrap();

    let list = ["ranking", "build", "--period", "2026-W40"];
    for command in [
        &["serve"][..],
        &["check"],
        &["seed", "--weeks", "1"],
        &list,
        &["user", "disable", "admin"],
    ] {
        city.runs(command)
            .ended(1)
            .saying(&["更新的版本", "newer version", "20991231000000"]);
    }
    assert!(fs::read(city.path("city.db")).unwrap() == file);
}
