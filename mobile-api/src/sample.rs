//! One of each of the larger answers, for tests; their snapshots show what the wire looks like.

use uuid::Uuid;

use crate::action::Action;
use crate::auth::{Me, Permission, Role, Scope, SessionKind, TokenAnswer, TokenType};
use crate::case::{
    Case, CasePermission, CasePhoto, CaseState, CaseZone, Light, Mode, Person, PossibleDuplicate,
};
use crate::category::{CategoryKey, CategoryRef, Limit, LimitUnit};
use crate::hash::Sha256;
use crate::photo::{Flag, Photo, PhotoRole, PhotoUrls};
use crate::position::{Crs, Point, Position, PositionSource, RawPosition};
use crate::route::{Match, RouteRecord, RulePlace, RuleRef};
use crate::time::Time;
use crate::unit::UnitRef;
use crate::words::Lang;
use crate::zone::{ZoneKind, ZoneRef};

pub fn raw_position() -> RawPosition {
    RawPosition {
        lon: 105.7245,
        lat: 34.579,
        crs: Crs::Gcj02,
        accuracy_m: Some(8.0),
        source: PositionSource::Device,
    }
}

pub fn report() -> crate::case::ReportRequest {
    crate::case::ReportRequest {
        category: CategoryKey {
            scheme: "GBT30428-2013-event".into(),
            code: "02-01".into(),
        },
        position: raw_position(),
        captured_at: at("2026-03-02T08:58:00+08:00"),
        description: "墙面小广告".into(),
        address: None,
        photos: vec![Sha256::of(b"photo")],
        mode: Mode::Routine,
        campaign_id: None,
    }
}

fn at(text: &str) -> Time {
    text.parse().unwrap()
}

fn unit(number: u128, code: &str, name: &str) -> UnitRef {
    UnitRef {
        id: Uuid::from_u128(number),
        code: code.into(),
        name: name.into(),
    }
}

pub fn me() -> Me {
    Me {
        id: Uuid::from_u128(5),
        username: "lin".into(),
        display_name: "林晓".into(),
        role: Role::Inspector,
        unit: Some(unit(8, "CCB", "创城办")),
        scope: Scope {
            whole_city: true,
            unit: None,
        },
        permissions: vec![Permission::ReportCases, Permission::UploadPhotos],
        must_change_password: false,
    }
}

pub fn tokens(access: &str, refresh: &str) -> TokenAnswer {
    TokenAnswer {
        access_token: access.into(),
        token_type: TokenType::Bearer,
        expires_in: 900,
        refresh_token: refresh.into(),
        session: SessionKind::Lasting,
        device_token: None,
        user: me(),
    }
}

pub fn photo(bytes: &[u8]) -> Photo {
    let sha256 = Sha256::of(bytes);
    Photo {
        sha256,
        bytes: bytes.len() as u64,
        media_type: "image/jpeg".into(),
        width: 4_000,
        height: 3_000,
        taken_at: Some(at("2026-03-02T08:57:30+08:00")),
        position: Some(Point {
            lon: 105.720_000_04,
            lat: 34.58,
        }),
        camera: Some("Fixture Camera".into()),
        orientation: 6,
        phash: "00ff00ff00ff00ff".into(),
        flags: vec![Flag::NearDuplicate],
        urls: PhotoUrls::of(sha256),
    }
}

pub fn route() -> RouteRecord {
    RouteRecord {
        r#match: Match::Inside,
        distance_m: Some(0.0),
        zone: Some(ZoneRef {
            id: Uuid::from_u128(1),
            code: "JF-E".into(),
            name: "解放路东段".into(),
            version: 1,
        }),
        runners_up: vec![],
        rule: Some(RuleRef {
            id: Uuid::from_u128(12),
            number: 12,
            scheme: "GBT30428-2013-event".into(),
            category_prefix: "02-".into(),
            place: RulePlace::District {
                code: "QZ".into(),
                name: "秦州区".into(),
            },
            zone_kind: None,
            department: unit(6, "CG", "城管执法局"),
        }),
        candidates: vec![],
        held: None,
    }
}

pub fn case() -> Case {
    let sha256 = Sha256::of(b"photo");
    Case {
        id: Uuid::from_u128(9),
        number: "20260302-0001".into(),
        version: 2,
        state: CaseState::Dispatched,
        light: Some(Light::Green),
        category: CategoryRef {
            scheme: "GBT30428-2013-event".into(),
            code: "02-01".into(),
            name: "非法小广告".into(),
        },
        campaign_id: None,
        mode: Some(Mode::Routine),
        position: Position::canonical(105.719_9, 34.58, raw_position()),
        address: String::new(),
        description: "墙面小广告".into(),
        photos: vec![CasePhoto {
            sha256,
            role: PhotoRole::Before,
            position: None,
            taken_at: None,
            flags: vec![Flag::NoTakenTime],
            urls: PhotoUrls::of(sha256),
            other_cases: vec![],
        }],
        zone: Some(CaseZone {
            id: Uuid::from_u128(1),
            code: "JF-E".into(),
            name: "解放路东段".into(),
            kind: ZoneKind::Street,
            unit: unit(2, "SWJ", "商务局"),
            leader: "王局长".into(),
        }),
        department: Some(unit(6, "CG", "城管执法局")),
        route: route().shown(Lang::Zh),
        limit: Some(Limit {
            value: 24,
            unit: LimitUnit::Hour,
        }),
        captured_at: at("2026-03-02T08:58:00+08:00"),
        reported_at: at("2026-03-02T09:00:00+08:00"),
        dispatched_at: Some(at("2026-03-02T09:00:00+08:00")),
        deadline_at: Some(at("2026-03-03T09:00:00+08:00")),
        yellow_at: Some(at("2026-03-03T04:12:00+08:00")),
        due_at: Some(at("2026-03-03T09:00:00+08:00")),
        handled_at: None,
        closed_at: None,
        on_time: None,
        calendar_provisional: false,
        rework_count: 0,
        return_count: 0,
        extension_count: 0,
        reporter: Person {
            id: Some(Uuid::from_u128(5)),
            display_name: "林晓".into(),
        },
        duplicate_of: None,
        recurrence_of: None,
        possible_duplicates: vec![PossibleDuplicate {
            id: Uuid::from_u128(10),
            number: "20260301-0007".into(),
            distance_m: 12.5,
        }],
        clock_suspect: false,
        time_corrected: false,
        available_actions: vec![Action::Comment],
        permissions: vec![CasePermission::ViewEvents],
        verification: None,
    }
}

#[test]
fn a_case_looks_like_this_and_reads_back() {
    let json = serde_json::to_value(case()).unwrap();
    assert_eq!(
        serde_json::from_value::<Case>(json.clone()).unwrap(),
        case()
    );
    insta::assert_json_snapshot!(json);
}

#[test]
fn a_photo_and_a_sign_in_look_like_this_and_read_back() {
    let (photo, tokens) = (photo(b"photo"), tokens("access", "refresh"));
    let json = serde_json::json!({ "photo": photo, "sign_in": tokens });
    let mut shown = photo;
    shown.position = Some(Point {
        lon: 105.72,
        lat: 34.58,
    });
    assert_eq!(
        serde_json::from_value::<Photo>(json["photo"].clone()).unwrap(),
        shown
    );
    assert!(serde_json::from_value::<TokenAnswer>(json["sign_in"].clone()).unwrap() == tokens);
    insta::assert_json_snapshot!(json);
}

#[test]
fn located_is_the_route_and_what_follows_from_it() {
    let located = crate::route::Located {
        position: Position::canonical(105.719_9, 34.58, raw_position()),
        zone: None,
        department: None,
        route: route().shown(Lang::En),
        limit: None,
        deadline_at: None,
    };
    let json = serde_json::to_value(&located).unwrap();
    for field in [
        "match",
        "distance_m",
        "rule_id",
        "explanation",
        "candidates",
        "position",
        "zone",
        "department",
    ] {
        assert!(json.get(field).is_some(), "{field}: {json}");
    }
    assert_eq!(
        serde_json::from_value::<crate::route::Located>(json).unwrap(),
        located
    );
}
