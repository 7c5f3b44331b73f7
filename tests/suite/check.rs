//! What `xuncheng check` finds in cities that are in order and in such as are not.

use app::action::city::import::{Kind, Order, import};
use app::clock::Clock;
use app::config::Config;
use app::state::App;
use cli::check::{Section, Weight, cases, photos, setup};
use domain::time::Micros;
use harness::sample;
use harness::small;
use store::photos::PhotoRow;

const NOW: Micros = Micros(1_772_413_200_000_000);

const UNITS: &str = "code,name,kind,parent\n\
    city,市,city,\n\
    east,东区,district,city\n\
    hill,山街道,street_office,east\n\
    cgzf,城管执法局,department,city\n\
    garden,园林局,department,city\n";

/// A city nobody has set up yet.
struct City {
    app: App,
    folder: tempfile::TempDir,
}

fn empty() -> City {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut config = Config::default();
    config.database.url.0 = format!("sqlite:{}", at("city.db"));
    config.photos.url = format!("file:{}", at("photos"));
    config.auth.key_file = at("auth.key");
    let app = App::open(config, Clock::standing_at(NOW)).unwrap();
    City { app, folder }
}

fn bring(city: &City, kind: Kind, body: &str) {
    let order = Order {
        actor: None,
        dry_run: false,
    };
    import(&city.app, kind, body.as_bytes(), order).unwrap();
}

fn setup_of(city: &City) -> Vec<Section> {
    setup::sections(&city.app).unwrap()
}

fn photos_of(city: &City, deep: bool) -> Section {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .unwrap()
        .block_on(photos::section(&city.app, deep))
        .unwrap()
}

fn texts(section: &Section, weight: Weight) -> Vec<&str> {
    let of_weight = section
        .findings
        .iter()
        .filter(|found| found.weight == weight);
    of_weight.map(|found| found.text.as_str()).collect()
}

#[test]
fn the_fixture_city_is_in_order_but_for_what_next_year_brings() {
    use fixtures::files;
    let city = empty();
    for (kind, body) in [
        (Kind::Units, files::units_csv()),
        (Kind::Users, files::users_csv()),
        (Kind::Categories, files::categories_csv()),
        (Kind::Zones, files::zones_geojson()),
        (Kind::Routes, files::routes_csv()),
        (Kind::Calendar, files::calendar_toml()),
    ] {
        bring(&city, kind, &body);
    }
    let sections = setup_of(&city);
    assert!(sections.iter().all(|section| section.faults() == 0));
    assert!(sections[0].looked_at > 2_000, "{}", sections[0].looked_at);
    // Streets cross: places where the smaller zone wins.
    assert!(!texts(&sections[1], Weight::Notice).is_empty());
    assert_eq!(texts(&sections[2], Weight::Notice).len(), 1);
    assert_eq!(texts(&sections[3], Weight::Notice), [""; 0]);
}

#[test]
fn what_is_missing_is_named() {
    let city = empty();
    bring(&city, Kind::Units, UNITS);
    let categories = "scheme,code,name,limit_value,limit_unit\nevent,02-01,非法小广告,24,hour\nevent,01-02,暴露垃圾,4,hour\n";
    bring(&city, Kind::Categories, categories);
    let ring = "[[105.71,34.57],[105.72,34.57],[105.72,34.58],[105.71,34.57]]";
    let zone = |code: &str| {
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Polygon","coordinates":[{ring}]}},"properties":{{"code":"{code}","name":"路","kind":"street","unit":"cgzf","street":"hill"}}}}"#
        )
    };
    let file = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        zone("a"),
        zone("b")
    );
    bring(&city, Kind::Zones, &file);
    bring(
        &city,
        Kind::Routes,
        "number,scheme,category_prefix,department\n1,event,02-,cgzf\n2,event,02-,garden\n",
    );
    let sections = setup_of(&city);
    let coverage = texts(&sections[0], Weight::Fault);
    assert_eq!(coverage.len(), 2, "{coverage:?}");
    assert!(coverage[0].starts_with("event:01-02 暴露垃圾 在2 个责任区（如 a）没有责任部门"));
    assert!(coverage[1].starts_with("event:02-01 非法小广告 在2 个责任区（如 a）有多个责任部门："));
    assert!(texts(&sections[1], Weight::Notice)[0].contains("a 路 与 b 路 重叠"));
    assert!(texts(&sections[2], Weight::Fault)[0].starts_with("2026 年"));
    assert!(texts(&sections[2], Weight::Notice)[0].starts_with("2027 年"));
    assert_eq!(texts(&sections[3], Weight::Notice).len(), 2);
    // A city can't import what the State Council has not announced: no fault before the year is in force.
    city.app.clock.set(NOW + domain::time::days(300));
    let sections = setup_of(&city);
    assert_eq!(texts(&sections[2], Weight::Fault).len(), 1);
    assert!(texts(&sections[2], Weight::Notice)[0].contains("年底前导入"));
}

fn photo(byte: u8, uploaded_by: domain::id::UserId) -> PhotoRow {
    sample::row(domain::id::PhotoHash([byte; 32]), uploaded_by, NOW)
}

#[test]
fn photos_are_held_against_the_store_in_both_directions() {
    let city = empty();
    bring(&city, Kind::Units, UNITS);
    bring(
        &city,
        Kind::Users,
        "username,display_name,role\nadmin,管,admin\n",
    );
    let insert = |conn: &mut store::Conn| {
        let user = store::users::by_username(conn, "admin")?.ok_or(store::Error::NotFound)?;
        store::photos::insert_if_new(conn, &photo(1, user.id))?;
        store::photos::insert_if_new(conn, &photo(2, user.id))
    };
    city.app.db.write_blocking(insert).unwrap();
    // Number 2 lies in the store with all its copies; its bytes are not what its name says.
    let folder = city.folder.path().join("photos");
    for (byte, copies) in [
        (2u8, &["original", "display", "thumbnail"][..]),
        (3, &["original"]),
    ] {
        let hash = domain::id::PhotoHash([byte; 32]).to_string();
        let place = folder.join(&hash[..2]).join(&hash[2..4]);
        std::fs::create_dir_all(&place).unwrap();
        for copy in copies {
            std::fs::write(place.join(format!("{hash}.{copy}")), "x").unwrap();
        }
    }
    std::fs::write(folder.join("readme.txt"), "x").unwrap();
    city.app.clock.set(Micros(i64::MAX / 2));
    let hash = |byte: u8| domain::id::PhotoHash([byte; 32]).to_string();
    let shallow = photos_of(&city, false);
    let faults = texts(&shallow, Weight::Fault);
    assert_eq!((shallow.looked_at, faults.len()), (2, 1));
    assert!(faults[0].contains(&hash(1)) && faults[0].contains("original、display、thumbnail"));
    let strange = texts(&shallow, Weight::Notice);
    assert_eq!(strange.len(), 2, "{strange:?}");
    assert!(strange[0].contains("readme.txt") ^ strange[1].contains("readme.txt"));
    assert!(strange.iter().any(|text| text.contains(&hash(3))));
    let deep = photos_of(&city, true);
    let altered = texts(&deep, Weight::Fault);
    assert_eq!(altered.len(), 2);
    assert!(
        altered
            .iter()
            .any(|text| text.contains(&hash(2)) && text.contains("have changed"))
    );
}

#[test]
fn a_row_and_a_chain_that_were_tampered_with_are_named() {
    let city = small::City::new();
    let (good, row_changed, event_added) = (
        city.reports(small::WEST),
        city.reports(small::WEST),
        city.reports(small::EAST),
    );
    city.handles(small::CHENGGUAN, good);
    city.passes(good);
    let section = || cases::section(&city.app).unwrap();
    assert_eq!((section().looked_at, section().findings), (3, Vec::new()));

    let mut row = city.row(row_changed);
    row.deadline_at = row.deadline_at.map(|at| at + domain::time::hours(1));
    row.letters = 2;
    let number = row.number.clone();
    city.write(move |conn, _| Ok(store::cases::update(conn, &row, row.version)?));
    city.write(move |conn, _| {
        let chain = store::events::of_case(conn, event_added)?;
        let mut forged = chain.last().cloned().ok_or(store::Error::NotFound)?;
        forged.seq += 1;
        forged.prev_hash = forged.hash.clone();
        forged.due_at = None;
        Ok(store::events::append(conn, &forged)?)
    });
    let found = section();
    let said = texts(&found, Weight::Fault);
    assert_eq!(said.len(), 2, "{said:?}");
    let of = |number: &str| said.iter().find(|text| text.contains(number)).copied();
    let row_said = of(&number).unwrap();
    assert!(row_said.contains("deadline_at、letters"), "{row_said}");
    let chain_said = of(&city.row(event_added).number).unwrap();
    assert!(chain_said.contains("从第 3 个事件起不成立"), "{chain_said}");
}
