//! Reference data brought in over HTTP: all or nothing, every fault named with its place, and old cases left alone.

use harness::TestCity;
use harness::people::{ADMIN, LIN, Person};
use harness::place::JIEFANG_ROAD;
use harness::raw::Answer;
use harness::sighting::illegal_ad;
use mobile_api::error::Code;
use mobile_api::import::ImportReport;
use mobile_api::problem::Problem;
use mobile_api::zone::{ZoneImport, ZoneQuery};
use serde_json::{Value, json};

const MONDAY: &str = "2026-03-02T09:00+08:00";
const CSV: &str = "text/csv";
const GEOJSON: &str = "application/geo+json";

#[tokio::test]
async fn the_same_files_again_change_nothing() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let before = city.holdings().await;
    let zones: ZoneImport = serde_json::from_str(&fixtures::files::zones_geojson()).unwrap();
    let drawn = zones.features.len() as u64;
    let report = admin.client.import_zones(&zones, false).await.unwrap();
    assert_eq!(
        (
            report.unchanged,
            report.created,
            report.changed,
            report.ended
        ),
        (drawn, 0, 0, 0)
    );
    for (path, file) in [
        ("units", fixtures::files::units_csv()),
        ("users", fixtures::files::users_csv()),
        ("categories", fixtures::files::categories_csv()),
        ("routing-rules", fixtures::files::routes_csv()),
    ] {
        let report = kept(&import(&admin, path, CSV, file).await);
        assert_eq!(
            (report.created, report.changed, report.ended),
            (0, 0, 0),
            "{path}"
        );
    }
    let mut after = city.holdings().await;
    // That somebody imported is written down, also where it changed nothing.
    after.insert("audit".into(), before["audit"]);
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let before = city.holdings().await;
    let edited = edited_zones(|zones| zones[0]["properties"]["leader"] = json!("新任包联领导"));
    let path = "/api/v1/zones/import?dry_run=true";
    let answer = admin
        .raw
        .post_bytes(path, GEOJSON, edited.clone().into())
        .await;
    let would = kept(&answer);
    assert!(would.dry_run);
    assert_eq!((would.changed, would.created, would.items.len()), (1, 0, 1));
    assert_eq!(city.holdings().await, before);

    let did = kept(&import(&admin, "zones", GEOJSON, edited).await);
    assert_eq!(
        (did.dry_run, did.changed, &did.items),
        (false, 1, &would.items)
    );
    assert_eq!(
        city.holdings().await["zones"],
        before["zones"] + 1,
        "a new version beside the old"
    );
}

#[tokio::test]
async fn a_zone_redrawn_is_a_new_version_and_old_cases_keep_theirs() {
    let city = TestCity::at(MONDAY).await;
    let (admin, lin) = (city.person(ADMIN).await, city.person(LIN).await);
    let old = lin.reports(illegal_ad().at(JIEFANG_ROAD)).await;
    let other_unit = edited_zones(|zones| {
        let zone = zones
            .iter_mut()
            .find(|zone| zone["properties"]["code"] == "jiefang-east");
        zone.unwrap()["properties"]["unit"] = json!("jiaoyu");
    });
    kept(&import(&admin, "zones", GEOJSON, other_unit).await);
    let map = lin.client.zones(&ZoneQuery::default()).await.unwrap();
    let jiefang = map
        .features
        .iter()
        .find(|zone| zone.properties.code == "jiefang-east")
        .unwrap();
    assert_eq!(
        (
            jiefang.properties.version,
            jiefang.properties.unit.code.as_str()
        ),
        (2, "jiaoyu")
    );

    let new = lin.reports(illegal_ad().at(JIEFANG_ROAD.spot(1))).await;
    assert_eq!(
        new.zone.as_ref().map(|zone| zone.id),
        Some(jiefang.properties.id)
    );
    let kept = lin.sees(&old).await;
    assert_eq!((kept.zone, kept.route), (old.zone, old.route));
    let both = lin.raw.get("/api/v1/cases?zone=jiefang-east").await.json();
    assert_eq!(
        both["items"].as_array().map(Vec::len),
        Some(2),
        "a zone's code means all its versions"
    );
}

#[tokio::test]
async fn a_map_with_faults_is_refused_whole_with_every_fault_in_its_place() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let before = city.holdings().await;
    let bow_tie = json!([[
        [105.7, 34.5],
        [105.71, 34.51],
        [105.71, 34.5],
        [105.7, 34.51],
        [105.7, 34.5]
    ]]);
    let broken = edited_zones(|zones| {
        zones[0]["geometry"]["coordinates"] = bow_tie;
        zones[2]["properties"]["code"] = zones[1]["properties"]["code"].clone();
        zones[3]["properties"]["unit"] = json!("nobody");
        zones[4]["geometry"]["coordinates"][0][1][0] = json!(205.0);
        zones[5]["properties"]["colour"] = json!("red");
        zones[6]["properties"]["kind"] = json!("castle");
    });
    let problem = refused(&import(&admin, "zones", GEOJSON, broken).await);
    for (at, code) in [
        ("/features/0", Code::GeometrySelfCrossing),
        ("/features/2/properties/code", Code::ValidityOverlap),
        ("/features/3", Code::ReferenceUnknown),
        ("/features/4", Code::GeometryOutOfRange),
        ("/features/5/properties/colour", Code::RowInvalid),
        ("/features/6/properties/kind", Code::RowInvalid),
    ] {
        assert!(
            names(&problem, at, code),
            "{at} {}: {problem:?}",
            code.name()
        );
    }
    assert_eq!(city.holdings().await, before);
}

#[tokio::test]
async fn validity_that_overlaps_is_refused() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let before = city.holdings().await;
    let twice = edited_zones(|zones| {
        let mut again = zones[0].clone();
        zones[0]["properties"]["valid_to"] = json!("2026-06-01T00:00:00+08:00");
        again["properties"]["valid_from"] = json!("2026-05-01T00:00:00+08:00");
        zones.push(again);
    });
    let problem = refused(&import(&admin, "zones", GEOJSON, twice).await);
    let codes: Vec<&str> = problem
        .errors
        .iter()
        .map(|error| error.code.as_str())
        .collect();
    assert!(
        codes
            .iter()
            .all(|code| ["validity_overlap", "code_duplicate"].contains(code)),
        "{codes:?}"
    );
    assert!(!codes.is_empty());
    assert_eq!(city.holdings().await, before);
}

#[tokio::test]
async fn a_map_in_another_coordinate_system_is_suspected() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let shifted = edited_zones(|zones| {
        for zone in zones.iter_mut() {
            for point in zone["geometry"]["coordinates"][0].as_array_mut().unwrap() {
                let at = domain::position::Point {
                    lon: point[0].as_f64().unwrap(),
                    lat: point[1].as_f64().unwrap(),
                };
                let gcj = domain::position::wgs84_to_gcj02(at);
                *point = json!([gcj.lon, gcj.lat]);
            }
        }
    });
    let path = "/api/v1/zones/import?dry_run=true";
    let answer = admin.raw.post_bytes(path, GEOJSON, shifted.into()).await;
    let warned = kept(&answer);
    let suspected = |report: &ImportReport| {
        report
            .warnings
            .iter()
            .any(|warning| warning.code == Code::GeometryShifted.name())
    };
    assert!(suspected(&warned), "{:?}", warned.warnings);
    let same = admin
        .raw
        .post_bytes(path, GEOJSON, fixtures::files::zones_geojson().into())
        .await;
    assert!(!suspected(&kept(&same)));
}

#[tokio::test]
async fn a_table_must_be_plain_utf8_and_hold_no_formula() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let units = fixtures::files::units_csv();
    let before = city.holdings().await;
    let marked = import(&admin, "units", CSV, format!("\u{feff}{units}")).await;
    assert!(names(&refused(&marked), "", Code::EncodingInvalid));

    let line = |name: &str| format!("{units}xinqu,{name},department,yunze,市直部门,\n");
    let row = units.lines().count() - 1;
    let formula = refused(&import(&admin, "units", CSV, line("=HYPERLINK(\"x\")")).await);
    assert!(
        names(&formula, &format!("/{row}/name"), Code::FormulaRefused),
        "{formula:?}"
    );

    // 新区管委会 in GBK.
    let mut gbk = units.clone().into_bytes();
    gbk.extend_from_slice(b"xinqu,\xD0\xC2\xC7\xF8\xB9\xDC\xCE\xAF\xBB\xE1,department,yunze,,\n");
    let gbk = refused(&admin.raw.post_bytes("/api/v1/units/import", CSV, gbk).await);
    assert!(
        gbk.errors
            .iter()
            .any(|error| error.code == Code::EncodingInvalid.name()),
        "{gbk:?}"
    );

    let twice = refused(
        &import(
            &admin,
            "units",
            CSV,
            line("新区") + "xinqu,又一个,department,yunze,,\n",
        )
        .await,
    );
    assert!(
        twice
            .errors
            .iter()
            .any(|error| error.code == Code::CodeDuplicate.name()),
        "{twice:?}"
    );
    let column = units.replacen("leader", "boss", 1);
    let column = refused(&import(&admin, "units", CSV, column).await);
    assert!(
        column
            .errors
            .iter()
            .any(|error| error.code == Code::ColumnUnknown.name()),
        "{column:?}"
    );
    assert_eq!(city.holdings().await, before);

    let made = kept(&import(&admin, "units", CSV, line("新区管委会")).await);
    assert_eq!((made.created, made.items[0].code.as_str()), (1, "xinqu"));
}

#[tokio::test]
async fn somebody_new_gets_a_password_once_and_can_sign_in_with_it() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let users =
        "username,display_name,role,unit,scope\nhandler-wenming,创建办经办人,handler,wenming,\n";
    let made = kept(&import(&admin, "users", CSV, users.into()).await);
    assert_eq!((made.created, made.accounts.len()), (1, 1));
    let account = &made.accounts[0];
    let signed_in = city.raw().login(&account.username, &account.password).await;
    assert_eq!(signed_in.tokens().user.display_name, "创建办经办人");
    let again = kept(&import(&admin, "users", CSV, users.into()).await);
    assert_eq!((again.unchanged, again.accounts.len()), (1, 0));
}

#[tokio::test]
async fn two_that_edit_the_routing_table_at_once_do_not_overwrite_each_other() {
    let city = TestCity::at(MONDAY).await;
    let admin = city.person(ADMIN).await;
    let table = admin.client.routing_rules().await.unwrap();
    let rule = json!({"number": 1, "scheme": "", "department": "chengguan"});
    let body = |version: i64| json!({"expected_version": version, "rules": [rule]});
    let path = "/api/v1/routing-rules";
    let (one, other) = futures_util::future::join(
        admin.raw.put(path, &body(table.version)),
        admin.raw.put(path, &body(table.version)),
    )
    .await;
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), other.text());
    let now = admin.client.routing_rules().await.unwrap();
    assert_eq!((now.version, now.rules.len()), (table.version + 1, 1));
    let stale = admin.raw.put(path, &body(table.version)).await;
    assert_eq!(
        stale.refused(Code::VersionConflict).current_version,
        Some(now.version)
    );
}

#[tokio::test]
async fn only_the_right_kind_of_file_from_the_right_person_is_read() {
    let city = TestCity::at(MONDAY).await;
    let (admin, lin) = (city.person(ADMIN).await, city.person(LIN).await);
    let units = fixtures::files::units_csv();
    import(&admin, "units", "application/json", units.clone())
        .await
        .refused(Code::MediaTypeUnsupported);
    import(&lin, "units", CSV, units)
        .await
        .refused(Code::Forbidden);
    let zones = import(&admin, "zones", GEOJSON, "{".into()).await;
    assert!(matches!(zones.status, 400 | 422), "{}", zones.text());
}

async fn import(person: &Person, what: &str, media_type: &str, file: String) -> Answer {
    let path = format!("/api/v1/{what}/import");
    person.raw.post_bytes(&path, media_type, file.into()).await
}

#[track_caller]
fn kept(answer: &Answer) -> ImportReport {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[track_caller]
fn refused(answer: &Answer) -> Problem {
    answer.refused(Code::ImportInvalid)
}

/// A fault of this kind somewhere below this place.
fn names(problem: &Problem, below: &str, code: Code) -> bool {
    let mut faults = problem.errors.iter();
    faults.any(|fault| {
        let rest = fault.pointer.strip_prefix(below);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            && fault.code == code.name()
    })
}

/// The fixture city's map with something changed.
fn edited_zones(edit: impl FnOnce(&mut Vec<Value>)) -> String {
    let mut map: Value = serde_json::from_str(&fixtures::files::zones_geojson()).unwrap();
    edit(map["features"].as_array_mut().unwrap());
    map.to_string()
}
