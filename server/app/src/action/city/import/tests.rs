//! Whole imports into a database of their own: the fixture city, small changes to it, and what is refused.

use domain::time::hours;
use mobile_api::error::Code;
use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::config::{Config, Secret};

mod rules;
mod units;
mod users;
mod zones;

/// 2026-03-02T09:00:00+08:00
pub fn now() -> Micros {
    Micros(1_772_413_200_000_000)
}

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

    fn set_up(&self) -> Arc<city::City> {
        let current = |conn: &mut store::Conn| self.app.city.current(conn);
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
        let version = city.set_up().version;
        let done = city.import(kind, &body);
        assert_eq!(counts(&done), counts(&tried), "{kind:?}");
        // People are no part of the set-up.
        let risen = i64::from(kind != Kind::Users);
        assert_eq!(
            city.set_up().version,
            version + risen,
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
    let set_up = city.set_up();
    assert!(set_up.zones.zones().len() >= 130);
    assert_eq!(city::coverage::gaps(&set_up, now(), None), []);
    assert!(set_up.calendar.is_published(2026));
    city.advance();
    for (kind, body) in fixture_files() {
        let again = city.import(kind, &body);
        let [created, changed, unchanged, ended] = counts(&again);
        assert_eq!((created, changed, ended), (0, 0, 0), "{kind:?}");
        assert!(unchanged > 0 && again.accounts.is_empty() && again.report.items.is_empty());
    }
    assert_eq!(city.set_up().version, set_up.version);
    let audit = |conn: &mut store::Conn| store::audit::latest(conn, None, 100);
    let audit = city.app.db.read_blocking(audit).unwrap();
    assert_eq!(audit.len(), fixture_files().len());
    assert!(audit.iter().all(|row| row.action == "import"));
}

#[test]
fn one_fault_anywhere_and_nothing_changes() {
    let city = small();
    let version = city.set_up().version;
    let rows = UNITS.replace("园林局", "园林和林业局") + "x y,坏,department,city\n";
    assert_eq!(
        city.refused(Kind::Units, rows),
        [("/5/code".into(), Code::RowInvalid)]
    );
    let set_up = city.set_up();
    assert_eq!(set_up.version, version);
    assert_eq!(set_up.units.coded("garden").unwrap().name, "园林局");
}
