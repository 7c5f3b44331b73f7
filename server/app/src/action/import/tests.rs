//! Whole imports into a database of their own: the fixture city, small changes to it, and what is refused.

use domain::time::hours;
use serde_json::{Value, json};
use store::sessions::SessionRow;
use uuid::Uuid;

use super::*;
use crate::auth::password;
use crate::clock::Clock;
use crate::config::{Config, Secret};
use crate::import::plan::Change;
use crate::import::sample::now;
use mobile_api::error::Code;
use mobile_api::rule::RoutingRuleRequest;

pub struct City {
    pub app: App,
    pub folder: tempfile::TempDir,
}

const IN_EARNEST: Order = Order {
    actor: None,
    dry_run: false,
};

pub fn empty() -> City {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let mut config = Config::default();
    config.database.url = Secret(format!("sqlite:{}", at("city.db")));
    config.database.connections = 1;
    config.photos.url = format!("file:{}", at("photos"));
    config.auth.key_file = at("auth.key");
    let app = App::open(config, Clock::standing_at(now())).unwrap();
    City { app, folder }
}

impl City {
    pub fn photo_folder(&self) -> std::path::PathBuf {
        self.folder.path().join("photos")
    }

    fn import(&self, kind: Kind, body: impl AsRef<[u8]>) -> Done {
        import(&self.app, kind, body.as_ref(), IN_EARNEST).unwrap()
    }

    /// The pointers and codes of what is refused.
    fn refused(&self, kind: Kind, body: impl AsRef<[u8]>) -> Vec<(String, Code)> {
        let AppError::Refused(refused) = import(&self.app, kind, body.as_ref(), IN_EARNEST)
            .err()
            .unwrap()
        else {
            panic!("broken");
        };
        assert_eq!(refused.code, Code::ImportInvalid);
        let fields = refused.fields.into_iter();
        fields.map(|field| (field.pointer, field.code)).collect()
    }

    fn reference(&self) -> Arc<Reference> {
        let current = |conn: &mut store::Conn| self.app.reference.current(conn);
        self.app.db.read_blocking(current).unwrap()
    }

    fn advance(&self) {
        self.app.clock.advance(hours(1));
    }

    /// (version, from, to) of a zone's versions, in hours since the beginning of the test.
    fn versions(&self, code: &str) -> Vec<(i64, i64, Option<i64>)> {
        let code = code.to_owned();
        let rows = self
            .app
            .db
            .read_blocking(|conn| store::zones::versions_of(conn, &code))
            .unwrap();
        let hour = |at: Micros| (at - now()).0 / hours(1).0;
        rows.iter()
            .map(|row| (row.version, hour(row.valid_from), row.valid_to.map(hour)))
            .collect()
    }
}

fn counts(done: &Done) -> [u64; 4] {
    let report = &done.report;
    [
        report.created,
        report.changed,
        report.unchanged,
        report.ended,
    ]
}

pub const UNITS: &str = "code,name,kind,parent\n\
    city,市,city,\n\
    east,东区,district,city\n\
    hill,山街道,street_office,east\n\
    cgzf,城管执法局,department,city\n\
    garden,园林局,department,city\n";

const CATEGORIES: &str = "scheme,code,name,limit_value,limit_unit\n\
    event,02-01,非法小广告,24,hour\n\
    event,01-02,暴露垃圾,4,work_hour\n";

fn small() -> City {
    let city = empty();
    city.import(Kind::Units, UNITS);
    city.import(Kind::Categories, CATEGORIES);
    city
}

fn zone(code: &str, west: f64) -> Value {
    let ring = json!([
        [west, 34.57],
        [west + 0.01, 34.57],
        [west + 0.01, 34.58],
        [west, 34.57]
    ]);
    json!({
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"code": code, "name": code, "kind": "street", "unit": "cgzf", "street": "hill"}
    })
}

fn zones(features: &[Value]) -> String {
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

/// RFC 3339, hours after the beginning of the test.
fn hour(after: i64) -> Value {
    let at = now() + hours(after);
    mobile_api::time::Time(at.0).to_string().into()
}

fn fixture_files() -> [(Kind, String); 7] {
    use fixtures::files;
    [
        (Kind::Units, files::units_csv()),
        (Kind::Users, files::users_csv()),
        (Kind::Categories, files::categories_csv()),
        (Kind::Zones, files::zones_geojson()),
        (Kind::Routes, files::routes_csv()),
        (Kind::Calendar, files::calendar_toml()),
        (Kind::Rulebook, files::rulebook_toml()),
    ]
}

#[test]
fn the_fixture_city_comes_in_whole_and_coming_again_changes_nothing() {
    let city = empty();
    for (kind, body) in fixture_files() {
        let tried = Order {
            dry_run: true,
            ..IN_EARNEST
        };
        let tried = import(&city.app, kind, body.as_bytes(), tried).unwrap();
        let version = city.reference().version;
        let done = city.import(kind, &body);
        assert_eq!(counts(&done), counts(&tried), "{kind:?}");
        assert_eq!(
            city.reference().version,
            version + 1,
            "a dry run writes nothing"
        );
        assert!(
            done.report.created > 0 && done.report.warnings.is_empty() != (kind == Kind::Calendar)
        );
        assert!(tried.accounts.is_empty());
        let people = if kind == Kind::Users {
            done.report.created as usize
        } else {
            0
        };
        assert_eq!(done.accounts.len(), people);
    }
    let reference = city.reference();
    assert!(reference.zones.zones().len() >= 130);
    assert_eq!(crate::action::coverage::gaps(&reference, now()), []);
    assert!(reference.calendar.is_published(2026));
    city.advance();
    for (kind, body) in fixture_files() {
        let again = city.import(kind, &body);
        let [created, changed, unchanged, ended] = counts(&again);
        assert_eq!((created, changed, ended), (0, 0, 0), "{kind:?}");
        assert!(unchanged > 0 && again.accounts.is_empty() && again.report.items.is_empty());
    }
    assert_eq!(city.reference().version, reference.version);
    let audit = |conn: &mut store::Conn| store::audit::latest(conn, None, 100);
    let audit = city.app.db.read_blocking(audit).unwrap();
    assert_eq!(audit.len(), fixture_files().len());
    assert!(audit.iter().all(|row| row.action == "import"));
}

#[test]
fn one_fault_anywhere_and_nothing_changes() {
    let city = small();
    let version = city.reference().version;
    let rows = UNITS.replace("园林局", "园林和林业局") + "x y,坏,department,city\n";
    assert_eq!(
        city.refused(Kind::Units, rows),
        [("/5/code".into(), Code::RowInvalid)]
    );
    let reference = city.reference();
    assert_eq!(reference.version, version);
    assert_eq!(reference.units.coded("garden").unwrap().name, "园林局");
}

#[test]
fn units_change_field_by_field_and_keep_their_place_in_history() {
    let city = small();
    let before = city.reference().units.coded("garden").unwrap().id;
    let file = "code,name,kind,parent,leader\ngarden,园林局,department,east,王局长\nlow,洼社区,community,new,\nnew,新街道,street_office,east,\n";
    let done = city.import(Kind::Units, file);
    assert_eq!(counts(&done), [2, 1, 0, 0]);
    let seen: Vec<_> = done.report.items[0]
        .differences
        .iter()
        .map(|difference| {
            (
                difference.field.as_str(),
                difference.before.as_str(),
                difference.after.as_str(),
            )
        })
        .collect();
    assert_eq!(seen, [("parent", "city", "east"), ("leader", "", "王局长")]);
    let units = &city.reference().units;
    assert_eq!(units.coded("garden").unwrap().id, before);
    assert_eq!(
        units.coded("low").unwrap().parent,
        units.coded("new").map(|unit| unit.id)
    );
    assert!(
        units.coded("cgzf").is_some(),
        "what the file leaves out stays"
    );
}

#[test]
fn a_unit_with_work_is_not_retired() {
    let city = small();
    city.import(Kind::Routes, "number,scheme,department\n1,event,cgzf\n");
    city.import(Kind::Zones, zones(&[zone("jf", 105.71)]));
    let file = "code,name,kind,parent,active\ncgzf,城管执法局,department,city,false\nhill,山,community,east,true\n";
    assert_eq!(
        city.refused(Kind::Units, file),
        [
            ("/0/active".into(), Code::InUse),
            ("/1/kind".into(), Code::InUse)
        ]
    );
}

#[test]
fn categories_follow_the_file_and_the_others_come_after() {
    let city = small();
    let done = city.import(
        Kind::Categories,
        "scheme,code,name,limit_value,limit_unit\nlocal,L-1,本地,2,work_day\nevent,01-02,暴露垃圾,6,hour\n",
    );
    assert_eq!(counts(&done), [1, 1, 0, 0]);
    let reference = city.reference();
    let mut listed: Vec<_> = reference.categories.values().collect();
    listed.sort_by_key(|category| category.position);
    let codes: Vec<_> = listed
        .iter()
        .map(|category| category.key.code.as_str())
        .collect();
    assert_eq!(codes, ["L-1", "01-02", "02-01"]);
}

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

#[test]
fn new_people_get_a_password_once_and_keep_it() {
    let city = small();
    let file = "username,display_name,role,unit\nlin,林,handler,cgzf\nadmin,管,admin,\n";
    let done = city.import(Kind::Users, file);
    let by_name = |conn: &mut store::Conn, name: &str| store::users::by_username(conn, name);
    let lin = city
        .app
        .db
        .read_blocking(|conn| by_name(conn, "lin"))
        .unwrap()
        .unwrap();
    assert_eq!(done.accounts[0].username, "lin");
    assert!(password::matches(
        &done.accounts[0].password,
        &lin.password_hash
    ));
    let renamed = city.import(Kind::Users, file.replace("林", "林同志"));
    assert_eq!(
        (counts(&renamed), renamed.accounts.len()),
        ([0, 1, 1, 0], 0)
    );
    let after = city
        .app
        .db
        .read_blocking(|conn| by_name(conn, "lin"))
        .unwrap()
        .unwrap();
    assert_eq!(
        (after.display_name.as_str(), after.password_hash),
        ("林同志", lin.password_hash)
    );
}

#[test]
fn another_role_ends_the_sessions_and_the_last_admin_stays() {
    let city = small();
    let file = "username,display_name,role,unit\nlin,林,handler,cgzf\nadmin,管,admin,\n";
    city.import(Kind::Users, file);
    let sessions = |name: &'static str| {
        city.app
            .db
            .write_blocking(move |conn| {
                let user = store::users::by_username(conn, name)?.ok_or(store::Error::NotFound)?;
                let open = store::sessions::open_of_user(conn, user.id)?.len();
                if open == 0 {
                    let session = SessionRow {
                        id: Uuid::now_v7(),
                        user_id: user.id,
                        device_name: String::new(),
                        created_at: now(),
                        ended_at: None,
                        end_reason: None,
                    };
                    store::sessions::insert(conn, &session)?;
                }
                Ok::<_, store::Error>(open)
            })
            .unwrap()
    };
    assert_eq!(sessions("lin"), 0);
    city.import(Kind::Users, file.replace("林", "林同志"));
    assert_eq!(
        sessions("lin"),
        1,
        "another name changes nothing about what they may do"
    );
    city.import(Kind::Users, file.replace("handler", "leader"));
    assert_eq!(sessions("lin"), 0);

    let without = file.replace("admin,管,admin,", "admin,管,leader,");
    assert_eq!(
        city.refused(Kind::Users, &without),
        [("/1/role".into(), Code::InUse)]
    );
    city.import(Kind::Users, without + "boss,新管,admin,\n");
}

#[test]
fn the_routing_table_is_replaced_as_a_whole() {
    let city = small();
    let rules = "number,scheme,category_prefix,department\n1,event,,cgzf\n2,event,01-,garden\n";
    assert_eq!(counts(&city.import(Kind::Routes, rules)), [2, 0, 0, 0]);
    let old = city.reference().table.rules().to_vec();
    assert_eq!(counts(&city.import(Kind::Routes, rules)), [0, 0, 2, 0]);
    assert_eq!(city.reference().table.rules(), old);
    let other = "number,scheme,category_prefix,department\n1,event,,garden\n3,event,02-,cgzf\n";
    let done = city.import(Kind::Routes, other);
    assert_eq!(counts(&done), [1, 1, 0, 1]);
    let last = done.report.items.last().unwrap();
    assert_eq!(
        (last.change, last.index, last.code.as_str()),
        (Change::Ended, None, "2")
    );
    let kept = |conn: &mut store::Conn| store::rules::of_version(conn, 1);
    assert_eq!(
        city.app.db.read_blocking(kept).unwrap().len(),
        2,
        "dispatches name old rules"
    );
}

#[test]
fn a_table_edited_from_an_old_version_is_refused() {
    let city = small();
    let table = |expected_version, department: &str| RoutingTableRequest {
        expected_version,
        rules: vec![RoutingRuleRequest {
            number: 1,
            scheme: "event".into(),
            category_prefix: String::new(),
            district: None,
            street: None,
            zone: None,
            zone_kind: None,
            department: department.into(),
            priority: 0,
        }],
    };
    let replace = |table| replace_rules(&city.app, &table, IN_EARNEST);
    assert_eq!(replace(table(0, "cgzf")).unwrap().report.created, 1);
    let AppError::Refused(stale) = replace(table(0, "garden")).err().unwrap() else {
        panic!("broken");
    };
    assert_eq!(
        (stale.code, stale.current_version),
        (Code::VersionConflict, Some(1))
    );
    assert_eq!(replace(table(1, "garden")).unwrap().report.changed, 1);
    let unknown = replace(table(2, "nobody")).err().unwrap();
    assert_eq!(unknown.code(), Code::ImportInvalid);
}

#[test]
fn a_document_is_kept_as_written_under_its_hash() {
    let city = empty();
    let text = fixtures::files::rulebook_toml();
    city.import(Kind::Rulebook, &text);
    let changed = text.replacen("min_cases = 5 ", "min_cases = 8 ", 1);
    let done = city.import(Kind::Rulebook, &changed);
    let fields: Vec<_> = done.report.items[0]
        .differences
        .iter()
        .map(|difference| (difference.field.as_str(), difference.after.as_str()))
        .collect();
    let hash = hex::encode(Sha256::digest(&changed));
    assert_eq!(
        fields,
        [
            ("ranking.department.min_cases", "8"),
            ("sha256", hash.as_str())
        ]
    );
    let reference = city.reference();
    let document = reference.rulebook_document.as_ref().unwrap();
    assert_eq!(
        (document.version, &document.hash, &document.body),
        (2, &hash, &changed)
    );
    assert_eq!(reference.rulebook.department.min_cases, 8);
    let broken = text.replacen("min_cases = 5 ", "min_cases = 0 ", 1);
    assert_eq!(
        city.refused(Kind::Rulebook, broken),
        [(
            "/ranking/department/min_cases".into(),
            Code::RulebookInvalid
        )]
    );
}
