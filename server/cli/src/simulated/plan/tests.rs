//! The plan of the fixture city's history: believable in its numbers, and the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::time::{at_city, hours};
use jiff::civil::{date, time};

use super::super::lists::ListDeed;
use super::*;
use crate::demo::import_fixtures;
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;

fn fixture_city(folder: &Path, founded: Micros) -> (Stage, Cast) {
    let mut config = Config::default();
    config.database.url.0 = format!("sqlite:{}", folder.join("city.db").display());
    config.photos.url = format!("file:{}", folder.join("photos").display());
    config.auth.key_file = folder.join("auth.key").display().to_string();
    let app = App::open(config, Clock::standing_at(founded)).unwrap();
    import_fixtures(&app).unwrap();
    app.db
        .read_blocking(|conn| {
            Ok::<_, AppError>((Stage::load(conn, &app)?, Cast::load(conn, &app)?))
        })
        .unwrap()
}

/// What is done, without whom and to what.
fn name(doing: &Doing) -> &'static str {
    match doing {
        Doing::Report(..) => "report",
        Doing::Act(_, act) => act.request(1, Vec::new()).action().name(),
        Doing::List(_, ListDeed::Publish) => "publish",
        Doing::List(..) => "prepare a list",
        Doing::Campaign(..) => "set up a campaign",
        Doing::Visit(..) => "visit",
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
        ("visit", 700, 1_900),
        ("set up a campaign", 2, 2),
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

#[test]
fn inspectors_walk_one_zone_at_a_time_and_some_zones_nobody_looks_at() {
    let folder = tempfile::tempdir().unwrap();
    let until = at_city(date(2026, 11, 21), time(21, 30, 0, 0));
    let options = Options::new(4, 1, until);
    let (city, cast) = fixture_city(folder.path(), options.from() - hours(1));
    let steps = plan(&city, &cast, &options);
    let zones = &city.city.zones;
    let mut last: Vec<(Who, Micros)> = Vec::new();
    let mut visited = BTreeSet::new();
    let (mut tracks, mut on_the_way) = (0, (0, 0));
    for step in &steps {
        let Doing::Visit(_, visit) = &step.doing else {
            continue;
        };
        let (from, to) = (Micros(visit.started_at.0), visit.ended_at.unwrap().0);
        assert!(from.0 < to && to < step.at.0);
        if let Some((_, before)) = last.iter_mut().find(|(who, _)| *who == step.who) {
            assert!(*before < from, "in two places at once");
            *before = Micros(to);
        } else {
            last.push((step.who, Micros(to)));
        }
        visited.insert(visit.zone_id);
        tracks += usize::from(!visit.track.is_empty());
        let zone = zones.zones().iter().find(|zone| zone.id.0 == visit.zone_id);
        for [lon, lat, at] in &visit.track {
            let at = *at as i64 * 1_000;
            assert!(from.0 - 1_000 < at && at <= to);
            let point = Point {
                lon: *lon,
                lat: *lat,
            };
            on_the_way.0 += 1;
            on_the_way.1 += usize::from(zone.unwrap().shape.distance_m(point) < 10.0);
        }
    }
    assert_eq!(last.len(), cast.inspectors().count());
    assert!(tracks > 500, "{tracks}");
    let (fixes, near) = on_the_way;
    assert!(
        near * 100 >= fixes * 98,
        "{near} of {fixes} fixes in the zone"
    );
    let all = zones.valid_at(options.from()).count();
    let neglected = all - visited.len();
    assert!((6..=30).contains(&neglected), "{neglected} of {all}");
}

#[test]
fn campaigns_are_named_by_what_they_are_about_and_by_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let until = at_city(date(2026, 11, 21), time(21, 30, 0, 0));
    let options = Options::new(4, 1, until);
    let (city, cast) = fixture_city(folder.path(), options.from() - hours(1));
    let steps = plan(&city, &cast, &options);
    let mut campaigns = Vec::new();
    let mut named: BTreeMap<Uuid, (usize, usize)> = BTreeMap::new();
    for step in &steps {
        match &step.doing {
            Doing::Campaign(id, request) => campaigns.push((*id, request.clone())),
            Doing::Report(_, request) => {
                let Some(id) = request.campaign_id else {
                    continue;
                };
                // Set up before anybody names it.
                let (_, campaign) = campaigns.iter().find(|(known, _)| *known == id).unwrap();
                assert!(campaign.categories.contains(&request.category));
                assert!(campaign.from <= request.captured_at && request.captured_at < campaign.to);
                named.entry(id).or_default().0 += 1;
            }
            Doing::Visit(_, visit) => {
                let Some(id) = visit.campaign_id else {
                    continue;
                };
                assert!(campaigns.iter().any(|(known, _)| *known == id));
                named.entry(id).or_default().1 += 1;
            }
            _ => {}
        }
    }
    let [(over, first), (running, second)] = &campaigns[..] else {
        panic!("{campaigns:?}");
    };
    assert!(first.to.0 < until.0 && second.from.0 < until.0 && until.0 < second.to.0);
    for id in [over, running] {
        let (reports, visits) = named[id];
        assert!(
            reports >= 8 && visits >= 15,
            "{reports} reports, {visits} visits"
        );
    }
}

#[test]
fn without_whole_weeks_there_are_cases_alone() {
    let folder = tempfile::tempdir().unwrap();
    let until = at_city(date(2026, 11, 21), time(21, 30, 0, 0));
    let options = Options::new(0, 1, until);
    let (city, cast) = fixture_city(folder.path(), options.from() - hours(1));
    let steps = plan(&city, &cast, &options);
    let beside = |step: &&Step| matches!(step.doing, Doing::Visit(..) | Doing::Campaign(..));
    assert!(!steps.is_empty());
    assert_eq!(steps.iter().filter(beside).count(), 0);
}
