//! The plan of the fixture city's history: believable in its numbers, and the same for the same seed.

use std::collections::BTreeMap;
use std::path::Path;

use domain::time::{at_city, hours};
use jiff::civil::{date, time};

use super::super::lists::ListDeed;
use super::*;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::import_fixtures;
use crate::error::AppError;
use crate::state::App;

fn fixture_city(folder: &Path, founded: Micros) -> (City, Cast) {
    let mut config = Config::default();
    config.database.url.0 = format!("sqlite:{}", folder.join("city.db").display());
    config.photos.url = format!("file:{}", folder.join("photos").display());
    config.auth.key_file = folder.join("auth.key").display().to_string();
    let app = App::open(config, Clock::standing_at(founded)).unwrap();
    import_fixtures(&app).unwrap();
    app.db
        .read_blocking(|conn| Ok::<_, AppError>((City::load(conn, &app)?, Cast::load(conn, &app)?)))
        .unwrap()
}

/// What is done, without whom and to what.
fn name(doing: &Doing) -> &'static str {
    match doing {
        Doing::Report(..) => "report",
        Doing::Act(_, act) => act.request(1, Vec::new()).action().name(),
        Doing::List(_, ListDeed::Publish) => "publish",
        Doing::List(..) => "prepare a list",
    }
}

#[test]
fn four_weeks_show_everything_that_happens_in_a_city_and_a_seed_means_the_same_every_time() {
    let folder = tempfile::tempdir().unwrap();
    let until = at_city(date(2026, 11, 21), time(21, 30, 0, 0));
    let options = Options::new(4, 1, until);
    let (city, cast) = fixture_city(folder.path(), options.from() - hours(1));
    let steps = plan(&city, &cast, &options);

    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for step in &steps {
        *counts.entry(name(&step.doing)).or_default() += 1;
        assert!(step.at >= options.from() && step.at < until);
    }
    for (deed, least, most) in [
        ("report", 1_250, 1_650), // four weeks and most of a fifth
        ("accept", 1_000, 1_650),
        ("handle", 1_050, 1_700),
        ("verify_pass", 950, 1_600),
        ("verify_fail", 30, 200),
        ("return", 20, 120),
        ("dispatch", 30, 200),
        ("request_extension", 15, 120),
        ("grant_extension", 8, 100),
        ("refuse_extension", 3, 50),
        ("suspend", 8, 80),
        ("resume", 5, 80),
        ("void", 10, 80),
        ("comment", 20, 120),
        ("remind", 30, 250),
        ("confirm_falsified", 1, 30),
        ("publish", 9, 9), // three boards, three weeks
    ] {
        let count = counts.get(deed).copied().unwrap_or(0);
        assert!(
            (least..=most).contains(&count),
            "{deed}: {count} of {counts:?}"
        );
    }
    let nowhere = steps.iter().filter(|step| match &step.doing {
        Doing::Report(_, request) => {
            let address = request.address.as_deref().unwrap_or_default();
            address.starts_with("城区边缘")
        }
        _ => false,
    });
    assert!(
        (10..80).contains(&nowhere.count()),
        "cases that nobody owns"
    );

    let told = |steps: &[Step]| -> Vec<_> {
        let each = |step: &Step| (step.at, step.who, name(&step.doing), step.shots.len());
        steps.iter().map(each).collect()
    };
    assert_eq!(told(&plan(&city, &cast, &options)), told(&steps));
    let other = Options { seed: 2, ..options };
    assert_ne!(told(&plan(&city, &cast, &other)), told(&steps));
}
