//! One city's way through the command line: a week of history, its list, a backup, and the same city elsewhere.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use app::clock::Clock;
use domain::period::Period;
use domain::time::days;

use crate::place::Place;

#[test]
fn a_week_is_listed_backed_up_and_the_same_elsewhere() {
    let city = Place::city();
    let week = Period::week_of(Clock::system().now() - days(7)).to_string();
    city.runs(&[
        "seed",
        "--weeks",
        "1",
        "--seed",
        "5",
        "--cases-per-day",
        "6",
    ])
    .ended(0)
    .saying(&["已生成", "100%"]);
    city.runs(&["seed"]).ended(1).saying(&["已有案件"]);
    let checked = city.runs(&["check"]);
    for section in ["案件", "照片"] {
        let line = checked.out.lines().find(|line| line.starts_with(section));
        assert!(
            line.unwrap().ends_with("正常 (in order)"),
            "{}",
            checked.out
        );
    }

    let id = listed(&city, &week);
    let verified = city.does(&["ranking", "verify"]);
    assert!(
        verified.starts_with(&format!("一致 (agrees): {id} department {week}")),
        "{verified}"
    );
    let csv = city.does(&["ranking", "export", &id]);
    assert!(
        csv.starts_with('\u{feff}') && csv.lines().count() > 10,
        "{csv}"
    );

    let file = city.path("city.tar.gz").display().to_string();
    city.runs(&["backup", &file]).ended(0);
    city.runs(&["backup", &file]).ended(1).saying(&["已存在"]);

    let other = Place::empty();
    other.runs(&["restore", &file]).ended(0).saying(&["已恢复"]);
    other
        .runs(&["restore", &file])
        .ended(1)
        .saying(&["不是空的"]);
    assert_eq!(other.runs(&["check"]).out, checked.out);
    assert_eq!(other.does(&["ranking", "verify", &id]), verified);
    let exported = other.path("list.csv").display().to_string();
    other.does(&["ranking", "export", &id, "--output", &exported]);
    assert_eq!(fs::read_to_string(&exported).unwrap(), csv);
    assert_eq!(files(&other.path("photos")), files(&city.path("photos")));

    what_is_lost_is_missed(&other);
    what_is_changed_is_seen(&other, &id);
}

/// Built and published at the machine; its id.
fn listed(city: &Place, week: &str) -> String {
    let built = city.does(&["ranking", "build", "--period", week]);
    let (id, rest) = built.split_once('\n').unwrap();
    assert!(
        rest.contains(week) && rest.contains("应办 (due)"),
        "{built}"
    );
    let published = city.does(&["ranking", "publish", id]);
    assert!(published.contains("已发布"), "{published}");
    city.runs(&["ranking", "publish", id]).ended(1);
    // Another draft is anybody's; a second issue nobody's.
    let second = city.does(&["ranking", "build", "--period", week]);
    let second = second.lines().next().unwrap();
    city.runs(&["ranking", "publish", second])
        .ended(1)
        .saying(&[week]);
    city.runs(&["ranking", "build", "--period", "last week"])
        .ended(2);
    city.runs(&["ranking", "build", "--period", week, "--board", "tables"])
        .ended(2);
    let unknown = "019a0000-0000-7000-8000-000000000000";
    for command in ["publish", "verify", "export"] {
        city.runs(&["ranking", command, unknown]).ended(1);
    }
    id.to_owned()
}

fn what_is_lost_is_missed(city: &Place) {
    let photos = files(&city.path("photos"));
    let original = photos
        .keys()
        .find(|path| path.ends_with(".original"))
        .unwrap();
    let hash = Path::new(original).file_stem().unwrap().to_str().unwrap();
    let path = city.path("photos").join(original);
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let checked = city.runs(&["check"]).ended(1);
    assert!(
        checked
            .out
            .contains(&format!("照片 {hash} 在存储中缺少 original")),
        "{}",
        checked.out
    );
    let file = city.path("with-a-gap.tar.gz").display().to_string();
    city.runs(&["backup", &file]).ended(2).saying(&[hash]);
    // Put back with one bit turned: only a deep look finds it.
    let mut turned = bytes.clone();
    *turned.last_mut().unwrap() ^= 1;
    fs::write(&path, turned).unwrap();
    assert!(!city.runs(&["check"]).out.contains(hash));
    assert!(city.runs(&["check", "--deep"]).ended(1).out.contains(hash));
    fs::write(&path, bytes).unwrap();
}

/// The events that a published list was counted from, altered in the file behind the program's back.
fn what_is_changed_is_seen(city: &Place, id: &str) {
    let mut file = fs::read(city.path("city.db")).unwrap();
    let allowed: &[u8] = b"handle{\"allowed_us\":8";
    let places: Vec<usize> = (0..file.len() - allowed.len())
        .filter(|at| file[*at..].starts_with(allowed))
        .collect();
    assert!(places.len() > 10);
    for at in places {
        file[at + allowed.len() - 1] = b'9';
    }
    fs::write(city.path("city.db"), file).unwrap();
    let verified = city.runs(&["ranking", "verify", id]).ended(1).out;
    assert!(verified.starts_with("不一致 (differs)"), "{verified}");
    let checked = city.runs(&["check"]).ended(1).out;
    assert!(checked.contains("个事件起不成立"), "{checked}");
}

/// Every file below, by its path from there, with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below)).unwrap() {
            let entry = entry.unwrap();
            let path = below.join(entry.file_name());
            match entry.file_type().unwrap().is_dir() {
                true if path == Path::new(".staging") => {}
                true => folders.push(path),
                false => {
                    let bytes = fs::read(entry.path()).unwrap();
                    found.insert(path.display().to_string(), bytes);
                }
            }
        }
    }
    found
}
