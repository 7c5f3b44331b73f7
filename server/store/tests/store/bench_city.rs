//! A city just big enough to hang rows on: ids are numbers, so that a test can name them.

use domain::id::{CaseId, CategoryKey, PhotoHash, UnitId, UserId, ZoneId};
use domain::time::Micros;
use store::cases::CaseRow;
use store::categories::CategoryRow;
use store::events::EventRow;
use store::photos::PhotoRow;
use store::units::UnitRow;
use store::users::UserRow;
use store::zones::ZoneRow;
use store::{Conn, categories, units, users, zones};
use uuid::Uuid;

pub const CITY: u128 = 1;
pub const DISTRICTS: [u128; 2] = [10, 11];
pub const STREETS: [u128; 4] = [20, 21, 22, 23];
pub const DEPARTMENTS: [u128; 4] = [30, 31, 32, 33];
pub const ZONE_UNITS: [u128; 4] = [40, 41, 42, 43];
pub const ZONES: [u128; 8] = [50, 51, 52, 53, 54, 55, 56, 57];
pub const INSPECTORS: [u128; 3] = [60, 61, 62];
pub const HANDLER: u128 = 70;
pub const CATEGORIES: [&str; 3] = ["02-01", "05-05", "01-10"];

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(n))
}

pub fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

pub fn zone(n: u128) -> ZoneId {
    ZoneId(Uuid::from_u128(n))
}

pub fn case(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(n))
}

pub fn category(code: &str) -> CategoryKey {
    CategoryKey {
        scheme: "local".into(),
        code: code.into(),
    }
}

pub fn hash(n: u8) -> PhotoHash {
    PhotoHash([n; 32])
}

pub fn insert(conn: &mut Conn) -> store::Result<()> {
    units::insert(conn, &unit_row(CITY, "city", None))?;
    for (n, id) in DISTRICTS.into_iter().enumerate() {
        units::insert(conn, &unit_row(id, "district", Some(CITY)))?;
        for street in &STREETS[n * 2..n * 2 + 2] {
            units::insert(conn, &unit_row(*street, "street_office", Some(id)))?;
        }
    }
    for id in DEPARTMENTS {
        units::insert(conn, &unit_row(id, "department", Some(CITY)))?;
    }
    for (n, id) in ZONE_UNITS.into_iter().enumerate() {
        units::insert(conn, &unit_row(id, "community", Some(STREETS[n])))?;
    }
    for id in INSPECTORS {
        users::insert(conn, &user_row(id, "inspector", None))?;
    }
    users::insert(conn, &user_row(HANDLER, "handler", Some(DEPARTMENTS[0])))?;
    for (n, code) in CATEGORIES.into_iter().enumerate() {
        categories::insert(conn, &category_row(code, n as i64))?;
    }
    for (n, id) in ZONES.into_iter().enumerate() {
        zones::insert(conn, &zone_row(id, n / 2))?;
    }
    Ok(())
}

pub fn unit_row(id: u128, kind: &str, parent: Option<u128>) -> UnitRow {
    UnitRow {
        id: unit(id),
        code: format!("U{id}"),
        name: format!("{kind} {id}"),
        kind: kind.into(),
        parent_id: parent.map(unit),
        ranking_group: "一组".into(),
        leader: "王".into(),
        active: true,
    }
}

pub fn user_row(id: u128, role: &str, works_for: Option<u128>) -> UserRow {
    UserRow {
        id: user(id),
        username: format!("u{id}"),
        display_name: format!("{role} {id}"),
        role: role.into(),
        unit_id: works_for.map(unit),
        scope_unit_id: None,
        password_hash: "$argon2id$…".into(),
        disabled_at: None,
        created_at: Micros(1),
        must_change_password: false,
    }
}

pub fn category_row(code: &str, position: i64) -> CategoryRow {
    CategoryRow {
        scheme: "local".into(),
        code: code.into(),
        name: format!("category {code}"),
        campaign_word: "牛皮癣".into(),
        limit_value: 24,
        limit_unit: "hour".into(),
        urgent: false,
        active: true,
        position,
    }
}

pub fn zone_row(id: u128, street: usize) -> ZoneRow {
    ZoneRow {
        id: zone(id),
        code: format!("Z{id}"),
        version: 1,
        name: format!("zone {id}"),
        kind: "lane".into(),
        unit_id: unit(ZONE_UNITS[street]),
        street_id: unit(STREETS[street]),
        district_id: unit(DISTRICTS[street / 2]),
        leader: "李".into(),
        grid_keeper: "赵".into(),
        geometry: "{\"type\":\"Polygon\",\"coordinates\":[]}".into(),
        valid_from: Micros(5),
        valid_to: None,
    }
}

/// Reported and not dispatched, in the first zone.
pub fn case_row(n: u128) -> CaseRow {
    CaseRow {
        id: case(n),
        number: format!("20261121-{n:06}"),
        version: 1,
        request_hash: format!("request {n}"),
        state: "reported".into(),
        scheme: "local".into(),
        category_code: CATEGORIES[0].into(),
        campaign_id: None,
        mode: "routine".into(),
        description: "墙上小广告".into(),
        address: "解放路 12 号".into(),
        lon: 105.72,
        lat: 34.58,
        raw_lon: 105.725,
        raw_lat: 34.579,
        crs: "gcj02".into(),
        accuracy_m: Some(8.5),
        position_source: "device".into(),
        captured_at: Micros(900),
        reporter_id: user(INSPECTORS[0]),
        reported_at: Micros(1000 + n as i64),
        zone_id: Some(zone(ZONES[0])),
        zone_unit_id: Some(unit(ZONE_UNITS[0])),
        street_id: Some(unit(STREETS[0])),
        district_id: Some(unit(DISTRICTS[0])),
        route: "{}".into(),
        department_id: None,
        limit_value: None,
        limit_unit: None,
        calendar_provisional: false,
        dispatched_at: None,
        deadline_at: None,
        due_at: None,
        yellow_at: None,
        next_rung_at: None,
        handled_at: None,
        handled_by: None,
        on_time: None,
        closed_at: None,
        handled_once: false,
        reworks_in_dispatch: 0,
        speed_millionths: 1_000_000,
        letters: 0,
        wrong_returns: 0,
        falsified: 0,
        recurrence_of: None,
        self_found: false,
        rework_count: 0,
        return_count: 0,
        extension_count: 0,
        letter_count: 0,
        wrong_return_count: 0,
        falsified_count: 0,
        extension_asked: false,
        handlers: String::new(),
        duplicate_of: None,
    }
}

pub fn event_row(of: u128, seq: i64) -> EventRow {
    EventRow {
        case_id: case(of),
        seq,
        at: Micros(1000 + seq),
        actor_id: Some(user(INSPECTORS[0])),
        action: "comment".into(),
        data: "{\"text\":\"好\"}".into(),
        prev_hash: format!("{:064}", seq - 1),
        hash: format!("{seq:064}"),
        due_at: None,
        command_id: None,
        command_hash: None,
    }
}

pub fn photo_row(n: u8) -> PhotoRow {
    PhotoRow {
        sha256: hash(n),
        bytes: 400_000,
        media_type: "image/jpeg".into(),
        width: 4000,
        height: 3000,
        orientation: 6,
        taken_at: Some(Micros(800)),
        taken_offset_s: Some(28_800),
        lon: Some(105.72),
        lat: Some(34.58),
        accuracy_m: None,
        camera: Some("相机".into()),
        phash: i64::from(n) - 128,
        band_a: 1,
        band_b: 2,
        band_c: 3,
        band_d: 4,
        flags: "[]".into(),
        uploaded_by: user(INSPECTORS[0]),
        uploaded_at: Micros(1000 + i64::from(n)),
        used_at: None,
        picture_hash: None,
    }
}
