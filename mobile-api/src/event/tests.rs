use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::action::ReturnReason;
use crate::case::Mode;
use crate::category::{CategoryKey, Limit, LimitUnit};
use crate::photo::Flag;
use crate::position::{Crs, PositionSource};
use crate::route::{Match, RouteRecord};
use crate::unit::UnitRef;

#[test]
fn every_event_reads_back_from_its_canonical_text() {
    let samples = samples();
    for (sample, action) in samples.iter().zip(Action::ALL) {
        assert_eq!(sample.action(), action);
        let text = sample.canonical();
        let read = EventData::from_stored(action.name(), &text).unwrap();
        assert_eq!(&read, sample, "{text}");
        assert_eq!(read.canonical(), text);
    }
    assert_eq!(samples.len(), Action::ALL.len());
    let page: Vec<String> = samples
        .iter()
        .map(|sample| format!("{} {}", sample.action().name(), sample.canonical()))
        .collect();
    insta::assert_snapshot!(page.join("\n"));
}

#[test]
fn a_position_comes_back_bit_for_bit() {
    let all: [f64; 4] = [
        105.720_000_000_000_01,
        0.1 + 0.2,
        105.716_543_219_876_54,
        -179.999_999_999_999_97,
    ];
    for lon in all {
        let text = json!(lon).to_string();
        let read: f64 = serde_json::from_str(&text).unwrap();
        assert_eq!(read.to_bits(), lon.to_bits(), "{text}");
    }
}

#[test]
fn data_that_is_not_its_actions_is_refused() {
    for (action, data) in [
        ("handle", r#"{"reason":"x"}"#),
        ("escalate", r#"{"rung":"remind_51"}"#),
        ("promote", "{}"),
        ("accept", "not json"),
    ] {
        let bad = EventData::from_stored(action, data).unwrap_err();
        assert!(bad.to_string().contains(action), "{bad}");
    }
}

#[test]
fn a_chain_holds_until_somebody_alters_it() {
    let case = Uuid::from_u128(9);
    let mut events = Vec::new();
    let mut prev_hash = GENESIS;
    for (seq, data) in (1..).zip(samples()) {
        let mut event = CaseEvent {
            seq,
            at: Time(1_772_413_200_000_000 + seq),
            actor: (seq % 2 == 0).then(|| Person {
                id: Some(Uuid::from_u128(5)),
                display_name: "林".into(),
            }),
            action: data.action(),
            data: serde_json::from_str(&data.canonical()).unwrap(),
            hash: None,
            prev_hash: Some(prev_hash),
        };
        prev_hash = event.computed_hash(case);
        event.hash = Some(prev_hash);
        assert_eq!(event.typed().unwrap(), data);
        events.push(event);
    }
    // Over the wire and back.
    let events: Vec<CaseEvent> =
        serde_json::from_str(&serde_json::to_string(&events).unwrap()).unwrap();
    assert_eq!(verify_chain(case, &events), Ok(()));
    assert_eq!(verify_chain(Uuid::from_u128(10), &events), Err(1));

    let mut altered = events.clone();
    altered[4].data["reason"] = json!("nothing to see");
    assert_eq!(verify_chain(case, &altered), Err(5));
    let mut rehashed = altered;
    rehashed[4].hash = Some(rehashed[4].computed_hash(case));
    assert_eq!(verify_chain(case, &rehashed), Err(6));
    let mut shortened = events.clone();
    shortened.remove(3);
    assert_eq!(verify_chain(case, &shortened), Err(4));
    let mut untold = events.clone();
    untold[0].hash = None;
    assert_eq!(verify_chain(case, &untold), Err(1));
    let mut renamed = events;
    renamed[1].actor = None;
    assert_eq!(verify_chain(case, &renamed), Err(2));
}

/// One of each, in the order of `Action::ALL`.
fn samples() -> Vec<EventData> {
    let id = Uuid::from_u128;
    let photos = || {
        vec![EventPhoto {
            sha256: crate::hash::Sha256::of(b"photo"),
            flags: vec![Flag::FarFromCase],
        }]
    };
    let reason = || "现场在施工".to_owned();
    let schedule = || Schedule {
        deadline_at: Time(1_772_499_600_000_000),
        due_at: Time(1_772_499_600_000_000),
        yellow_at: Time(1_772_482_320_000_000),
        remind_at: Time(1_772_456_400_000_000),
        warn_at: Time(1_772_482_320_000_000),
        letter_at: Time(1_772_586_000_000_000),
        account_at: Time(1_772_758_800_000_000),
        allowed_us: 86_400_000_000,
        calendar_version: "2026-1".into(),
        provisional: false,
    };
    vec![
        EventData::Report(Box::new(ReportData {
            number: "20260302-0001".into(),
            category: CategoryKey {
                scheme: "GBT30428-2013-event".into(),
                code: "02-01".into(),
            },
            mode: Mode::Routine,
            campaign_id: None,
            description: "墙面\"小广告\"".into(),
            address: "解放路12号".into(),
            captured_at: Time(1_772_413_000_000_000),
            position: EventPosition {
                lon: 105.720_000_000_000_01,
                lat: 34.58,
                raw_lon: 105.724_5,
                raw_lat: 34.579,
                crs: Crs::Gcj02,
                accuracy_m: Some(8.0),
                source: PositionSource::Device,
            },
            photos: photos(),
            zone_id: Some(id(1)),
            zone_unit_id: Some(id(2)),
            street_id: Some(id(3)),
            district_id: Some(id(4)),
            route: RouteRecord {
                r#match: Match::None,
                distance_m: None,
                zone: None,
                runners_up: vec![],
                rule: None,
                candidates: vec![],
                held: None,
            },
        })),
        EventData::Dispatch {
            department: UnitRef {
                id: id(6),
                code: "CG".into(),
                name: "城管执法局".into(),
            },
            rule_id: Some(id(12)),
            reason: String::new(),
            clock: ClockStart::Anew {
                dispatch_no: 1,
                limit: Limit {
                    value: 24,
                    unit: LimitUnit::Hour,
                },
                schedule: schedule(),
                recurrence_of: None,
                self_found: false,
            },
        },
        EventData::Accept {},
        EventData::Handle {
            photos: photos(),
            note: "已清除".into(),
            used_us: 3_600_000_000,
            allowed_us: 86_400_000_000,
        },
        EventData::Return {
            reason_code: ReturnReason::NotOurs,
            reason: reason(),
        },
        EventData::VerifyPass {
            photos: vec![],
            note: String::new(),
            unseen_photos: vec![],
        },
        EventData::VerifyFail {
            reason: reason(),
            photos: photos(),
            schedule: schedule(),
            unseen_photos: vec![crate::hash::Sha256::of(b"before")],
        },
        EventData::RequestExtension {
            hours: 6,
            reason: reason(),
        },
        EventData::GrantExtension {
            hours: 6,
            reason: String::new(),
            schedule: schedule(),
        },
        EventData::RefuseExtension { reason: reason() },
        EventData::Suspend {
            reason: reason(),
            used_us: 7_200_000_000,
        },
        EventData::Resume {
            reason: String::new(),
            schedule: schedule(),
        },
        EventData::Void {
            reason: reason(),
            duplicate_of: Some(id(11)),
        },
        EventData::Comment {
            text: "请注意安全".into(),
            photos: vec![],
        },
        EventData::Remind {
            text: "请尽快办理".into(),
        },
        EventData::ConfirmFalsified { reason: reason() },
        EventData::CorrectTime {
            reason: reason(),
            events: vec![CorrectedEvent {
                seq: 3,
                was: Time(360_000_000_000),
                at: Time(0),
                annulled: true,
                schedule: None,
                used_us: None,
                allowed_us: None,
            }],
        },
        EventData::Escalate {
            rung: Rung::Letter24h,
        },
    ]
}
