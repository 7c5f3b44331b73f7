//! `xuncheng import`: what a dry run announces is what happens, and a faulty file changes nothing.

use fixtures::files;

use crate::place::Place;

/// In the order in which the files refer to each other.
pub fn bring_in_everything(city: &Place) {
    for (kind, name, text) in [
        ("units", "units.csv", files::units_csv()),
        ("users", "users.csv", files::users_csv()),
        ("categories", "categories.csv", files::categories_csv()),
        ("zones", "zones.geojson", files::zones_geojson()),
        ("routes", "routes.csv", files::routes_csv()),
        ("calendar", "calendar.toml", files::calendar_toml()),
        ("rulebook", "rulebook.toml", files::rulebook_toml()),
    ] {
        let file = city.file(name, text);
        city.does(&["import", kind, &file]);
    }
}

#[test]
fn a_dry_run_announces_what_then_happens_and_writes_nothing() {
    let city = Place::empty();
    let file = city.file("units.csv", files::units_csv());
    let announced = city.does(&["import", "units", &file, "--dry-run"]);
    assert!(announced.contains("试运行，未写入"), "{announced}");
    // Had it written anything, the second one would find nothing new.
    let again = city.does(&["import", "units", &file, "--dry-run"]);
    assert_eq!(again, announced);
    let done = city.does(&["import", "units", &file]);
    let without_last = |text: &str| text.trim_end().rsplit_once('\n').unwrap().0.to_owned();
    assert_eq!(without_last(&done), without_last(&announced));
    let unchanged = city.does(&["import", "units", &file]);
    assert!(
        unchanged.starts_with("已新增 0、更改 0、终止 0，不变 153"),
        "{unchanged}"
    );
}

#[test]
fn first_passwords_are_shown_once_and_only_in_earnest() {
    let city = Place::empty();
    let units = city.file("units.csv", files::units_csv());
    city.does(&["import", "units", &units]);
    let file = city.file("users.csv", "username,display_name,role\nboss,管,admin\n");
    let passwords = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with("boss\t"))
            .count()
    };
    let announced = city.does(&["import", "users", &file, "--dry-run"]);
    let done = city.does(&["import", "users", &file]);
    let again = city.does(&["import", "users", &file]);
    assert_eq!(
        [announced, done, again].map(|text| passwords(&text)),
        [0, 1, 0]
    );
}

#[test]
fn a_faulty_file_is_refused_line_by_line() {
    let city = Place::empty();
    let before = city.runs(&["check"]).out;
    let file = city.file(
        "units.csv",
        "code,name,kind,parent\ncity,市,city,\nx y,坏,department,city\n",
    );
    city.runs(&["import", "units", &file])
        .ended(1)
        .saying(&["未导入任何内容", "第 3 行 code"]);
    let file = city.file("zones.geojson", "{\"type\": \"FeatureCollection\", ");
    city.runs(&["import", "zones", &file]).ended(1);
    assert_eq!(city.runs(&["check"]).out, before);
}

#[test]
fn what_cannot_be_understood_ends_with_2_and_what_cannot_be_read_with_1() {
    let city = Place::empty();
    city.runs(&["import", "streets", "units.csv"]).ended(2);
    city.runs(&["import", "units"]).ended(2);
    city.runs(&[]).ended(2);
    city.runs(&["import", "units", "nowhere.csv"])
        .ended(1)
        .saying(&["nowhere.csv"]);
    assert!(city.runs(&["--help"]).ended(0).out.contains("serve"));
}
