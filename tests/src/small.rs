//! A city of two zones, three departments and a handful of people, and a clock that is set by hand.

use std::sync::Arc;

use domain::id::{CaseId, PhotoHash, RankingId, RuleId, UnitId, UserId, ZoneId};
use domain::period::Period;
use domain::ranking::Board;
use domain::time::{Micros, at_city, city_midnight};
use jiff::civil::DateTime;
use mobile_api::action::{Action, ActionRequest};
use mobile_api::error::Code;
use mobile_api::ranking::Ranking;
use serde_json::{Value, json};
use store::categories::CategoryRow;
use store::documents::DocumentRow;
use store::rules::RuleRow;
use store::units::UnitRow;
use store::users::UserRow;
use store::zones::ZoneRow;
use store::{Conn, cases::CaseRow};
use uuid::Uuid;

use crate::sample;
use app::action::case::{climb, command, report};
use app::action::ranking::{self, Difference, Reader};
use app::auth::caller::acting;
use app::clock::Clock;
use app::config::Config;
use app::error::AppError;
use app::state::App;

/// Every list is about this week; the clock starts on its Monday at nine.
pub const WEEK: &str = "2026-W10";
pub const MONDAY: &str = "2026-03-02T09:00";
/// The first morning after the week.
pub const AFTER: &str = "2026-03-09T09:00";

pub const EAST: f64 = 105.715;
pub const WEST: f64 = 105.705;
const SCHEME: &str = "GBT30428-2013-event";

pub struct City {
    pub app: Arc<App>,
    _folder: tempfile::TempDir,
    photos_made: std::cell::Cell<u64>,
}

pub fn at(city_clock: &str) -> Micros {
    let moment: DateTime = city_clock.parse().unwrap();
    at_city(moment.date(), moment.time())
}

pub fn week() -> Period {
    WEEK.parse().unwrap()
}

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0100 + n))
}

pub fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x0200 + n))
}

pub fn list(n: u128) -> RankingId {
    RankingId(Uuid::from_u128(0x0400 + n))
}

/// 城管 answers for the west, 环卫 for the east; 住建 gets what others should not have.
pub const CHENGGUAN: u128 = 1;
pub const HUANWEI: u128 = 2;
pub const ZHUJIAN: u128 = 3;
pub const WEST_STREET: u128 = 11;
pub const EAST_STREET: u128 = 12;
pub const WEST_PATRON: u128 = 21;
pub const EAST_PATRON: u128 = 22;

pub const INSPECTOR: u128 = 1;
pub const DISPATCHER: u128 = 2;
pub const LEADER: u128 = 3;
/// The handler of a department has the department's number and ten.
pub const fn handler_of(department: u128) -> u128 {
    10 + department
}

impl Default for City {
    fn default() -> City {
        City::new()
    }
}

impl City {
    pub fn new() -> City {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let mut config = Config::default();
        config.database.url.0 = format!("sqlite:{}", path("city.db"));
        config.photos.url = format!("file:{}", path("photos"));
        config.auth.key_file = path("auth.key");
        let app = Arc::new(App::open(config, Clock::standing_at(at(MONDAY))).unwrap());
        let city = City {
            app,
            _folder: folder,
            photos_made: std::cell::Cell::new(0),
        };
        city.write(move |conn, _| furnish(conn));
        city
    }

    pub fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Conn, &App) -> Result<T, AppError> + Send + 'static,
    ) -> T {
        self.tries(work).unwrap()
    }

    pub fn tries<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Conn, &App) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let app = Arc::clone(&self.app);
        self.app.db.write_blocking(move |conn| work(conn, &app))
    }

    pub fn refusal<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Conn, &App) -> Result<T, AppError> + Send + 'static,
    ) -> Code {
        match self.tries(work) {
            Ok(_) => panic!("it was done"),
            Err(error) => error.code(),
        }
    }

    pub fn set(&self, city_clock: &str) {
        self.app.clock.set(at(city_clock));
    }

    /// The sweep passes by every case that has a rung due.
    pub fn sweep(&self) {
        self.write(|conn, app| {
            let now = app.clock.now();
            for due in store::cases::next_rungs(conn, now, 1000)? {
                climb::climb(conn, app, due.id, now)?;
            }
            Ok(())
        });
    }

    /// Nobody else may attach it.
    fn photo_of(&self, who: u128) -> PhotoHash {
        let number = self.photos_made.get() + 1;
        self.photos_made.set(number);
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        let (hash, uploaded_at) = (PhotoHash(bytes), self.app.clock.now());
        self.write(move |conn, _| {
            store::photos::insert_if_new(conn, &sample::row(hash, user(who), uploaded_at))?;
            Ok(())
        });
        hash
    }

    /// Reported by the inspector, and routed to the department of that half of the city.
    pub fn reports(&self, lon: f64) -> CaseId {
        self.reported_by(INSPECTOR, lon)
    }

    pub fn reported_by(&self, who: u128, lon: f64) -> CaseId {
        let id = CaseId(Uuid::now_v7());
        // Not on the spot of another, which would be a recurrence.
        let lat = 34.581 + self.photos_made.get() as f64 * 0.000_01;
        let request = json!({
            "category": {"scheme": SCHEME, "code": "02-01"},
            "position": {"lon": lon, "lat": lat, "crs": "wgs84"},
            "captured_at": mobile_api::time::Time(self.app.clock.now().0),
            "photos": [self.photo_of(who).to_string()],
            "mode": "routine",
        });
        let request = serde_json::from_value(request).unwrap();
        self.write(move |conn, app| {
            let reporter = store::users::get(conn, user(who))?;
            let caller = acting(conn, reporter, app)?;
            report::report(conn, app, &caller, id, &request)
        });
        id
    }

    pub fn act(
        &self,
        who: u128,
        id: CaseId,
        action: &str,
        mut body: Value,
    ) -> Result<(), AppError> {
        body["expected_version"] = self.row(id).version.into();
        let action: Action = action.parse().ok().unwrap();
        let asked = ActionRequest::parse(action, body.to_string().as_bytes());
        let asked = asked.unwrap().ok().unwrap();
        self.tries(move |conn, app| {
            let person = store::users::get(conn, user(who))?;
            let caller = acting(conn, person, app)?;
            command::command(conn, app, &caller, id, &asked, None)
        })
    }

    pub fn does(&self, who: u128, id: CaseId, action: &str, body: Value) {
        self.act(who, id, action, body).unwrap();
    }

    pub fn handles(&self, department: u128, id: CaseId) {
        let handler = handler_of(department);
        self.does(handler, id, "handle", self.after_photo(handler));
    }

    /// What a handling with a fresh photo must carry.
    pub fn after_photo(&self, handler: u128) -> Value {
        json!({"photos": [self.photo_of(handler).to_string()], "note": "已清理"})
    }

    pub fn passes(&self, id: CaseId) {
        self.does(INSPECTOR, id, "verify_pass", json!({}));
    }

    pub fn row(&self, id: CaseId) -> CaseRow {
        let row = self
            .app
            .db
            .read_blocking(|conn| store::cases::get(conn, id));
        row.unwrap().unwrap()
    }

    pub fn builds(&self, id: RankingId, board: Board, period: &str) -> Ranking {
        let period: Period = period.parse().unwrap();
        self.write(move |conn, app| ranking::build(conn, app, None, id, board, period).map(|_| ()));
        self.reads(id)
    }

    pub fn publishes(&self, id: RankingId) -> Ranking {
        self.write(move |conn, app| {
            ranking::review(conn, app, Some(user(LEADER)), id, None)?;
            ranking::publish(conn, app, Some(user(LEADER)), id, None)
        });
        self.reads(id)
    }

    pub fn reads(&self, id: RankingId) -> Ranking {
        let read = |conn: &mut Conn| ranking::ranking(conn, &Reader::Operator, id);
        self.app.db.read_blocking(read).unwrap()
    }

    pub fn differences(&self, id: RankingId) -> Vec<Difference> {
        let verify = |conn: &mut Conn| ranking::verify(conn, id);
        self.app.db.read_blocking(verify).unwrap().differences
    }

    /// A rulebook in which one case is enough, and what else is changed in the fixture city's.
    pub fn imports_rulebook(&self, version: i64, change: impl Fn(String) -> String) {
        let body =
            change(fixtures::files::rulebook_toml().replace("min_cases = 5", "min_cases = 1"));
        self.write(move |conn, app| {
            let row = DocumentRow {
                kind: "rulebook".into(),
                version,
                name: format!("第{version}版"),
                hash: mobile_api::hash::Sha256::of(body.as_bytes()).to_string(),
                body: body.clone(),
                created_at: app.clock.now(),
                created_by: None,
            };
            store::documents::insert(conn, &row)?;
            store::counters::bump_reference_version(conn)?;
            Ok(())
        });
    }
}

fn furnish(conn: &mut Conn) -> Result<(), AppError> {
    store::units::insert(conn, &unit_row(100, "city", None))?;
    store::units::insert(conn, &unit_row(101, "district", Some(100)))?;
    for n in [CHENGGUAN, HUANWEI, ZHUJIAN] {
        store::units::insert(conn, &unit_row(n, "department", Some(100)))?;
        store::users::insert(conn, &user_row(handler_of(n), "handler", Some(n)))?;
    }
    for n in [WEST_STREET, EAST_STREET] {
        store::units::insert(conn, &unit_row(n, "street_office", Some(101)))?;
    }
    for n in [WEST_PATRON, EAST_PATRON] {
        store::units::insert(conn, &unit_row(n, "public_institution", Some(100)))?;
    }
    store::users::insert(conn, &user_row(INSPECTOR, "inspector", None))?;
    store::users::insert(conn, &user_row(DISPATCHER, "dispatcher", None))?;
    store::users::insert(conn, &user_row(LEADER, "leader", None))?;
    store::categories::insert(conn, &category_row())?;
    store::zones::insert(conn, &zone_row(1, 105.70, WEST_PATRON, WEST_STREET))?;
    store::zones::insert(conn, &zone_row(2, 105.71, EAST_PATRON, EAST_STREET))?;
    store::rules::insert_version(
        conn,
        &[rule_row(1, "z1", CHENGGUAN), rule_row(2, "z2", HUANWEI)],
    )?;
    store::counters::bump_reference_version(conn)?;
    Ok(())
}

pub fn unit_row(n: u128, kind: &str, parent: Option<u128>) -> UnitRow {
    UnitRow {
        id: unit(n),
        code: format!("u{n}"),
        name: format!("单位{n}"),
        kind: kind.into(),
        parent_id: parent.map(unit),
        ranking_group: String::new(),
        leader: String::new(),
        active: true,
    }
}

fn user_row(n: u128, role: &str, of: Option<u128>) -> UserRow {
    UserRow {
        id: user(n),
        username: format!("p{n}"),
        display_name: format!("某人{n}"),
        role: role.into(),
        unit_id: of.map(unit),
        scope_unit_id: None,
        password_hash: String::new(),
        disabled_at: None,
        created_at: at(MONDAY),
        must_change_password: false,
    }
}

fn category_row() -> CategoryRow {
    CategoryRow {
        scheme: SCHEME.into(),
        code: "02-01".into(),
        name: "非法小广告".into(),
        campaign_word: String::new(),
        limit_value: 24,
        limit_unit: "hour".into(),
        urgent: false,
        active: true,
        position: 0,
    }
}

/// A square of a hundredth of a degree.
fn zone_row(n: u128, west: f64, patron: u128, street: u128) -> ZoneRow {
    let (east, south, north) = (west + 0.01, 34.58, 34.59);
    let ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
    ];
    ZoneRow {
        id: ZoneId(Uuid::from_u128(0x0500 + n)),
        code: format!("z{n}"),
        version: 1,
        name: format!("责任区{n}"),
        kind: "street".into(),
        unit_id: unit(patron),
        street_id: unit(street),
        district_id: unit(101),
        leader: String::new(),
        grid_keeper: String::new(),
        geometry: json!({"type": "Polygon", "coordinates": [ring]}).to_string(),
        valid_from: city_midnight(jiff::civil::date(2026, 1, 1)),
        valid_to: None,
    }
}

pub fn rule_row(number: i64, zone_code: &str, department: u128) -> RuleRow {
    RuleRow {
        id: RuleId(Uuid::now_v7()),
        table_version: 1,
        number,
        scheme: SCHEME.into(),
        category_prefix: String::new(),
        district_id: None,
        street_id: None,
        zone_code: zone_code.into(),
        zone_kind: String::new(),
        department_id: unit(department),
        priority: 0,
    }
}
