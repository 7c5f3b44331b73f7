use std::collections::BTreeSet;

use super::*;
use crate::unit::UnitRef;
use crate::zone::ZoneRef;

#[test]
fn every_message_has_a_sample() {
    let source = include_str!("detail.rs");
    let (_, body) = source.split_once("pub enum Detail {").unwrap();
    let declared: BTreeSet<&str> = body
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()))
        .map(name_of)
        .collect();
    let samples = samples();
    let shown: Vec<String> = samples.iter().map(|sample| format!("{sample:?}")).collect();
    let sampled: BTreeSet<&str> = shown.iter().map(|text| name_of(text)).collect();
    assert_eq!(sampled, declared);
}

fn name_of(text: &str) -> &str {
    text.split(|letter: char| !letter.is_ascii_alphanumeric())
        .next()
        .unwrap_or(text)
}

#[test]
fn every_message_reads_well_in_both_languages() {
    let mut page = String::new();
    for sample in samples() {
        let (zh, en) = (sample.text(Lang::Zh), sample.text(Lang::En));
        assert!(
            zh.ends_with('。') && en.ends_with('.'),
            "{sample:?}: {zh} {en}"
        );
        assert!(
            zh.chars().any(|letter| letter > '\u{4e00}'),
            "{sample:?}: {zh}"
        );
        for text in [&zh, &en] {
            assert!(
                !text.contains(['{', '}']) && !text.contains("  "),
                "{sample:?}: {text}"
            );
        }
        page += &format!("{zh}\n{en}\n");
    }
    insta::assert_snapshot!(page);
}

#[test]
fn no_message_loses_a_parameter() {
    for sample in samples() {
        let shown = format!("{sample:?}");
        let Some((_, fields)) = shown
            .split_once("given: \"")
            .or(shown.split_once("code: \""))
        else {
            continue;
        };
        let value = fields.split('"').next().unwrap();
        for lang in Lang::ALL {
            assert!(
                sample.text(lang).contains(value),
                "{sample:?}: {}",
                sample.text(lang)
            );
        }
    }
}

#[test]
fn names_differ_within_their_list() {
    fn distinct<T: Word + Copy>(list: &[T]) {
        for lang in Lang::ALL {
            let words: BTreeSet<&str> = list.iter().map(|item| item.word(lang)).collect();
            assert_eq!(words.len(), list.len(), "{words:?}");
            assert!(
                words
                    .iter()
                    .all(|word| !word.is_empty() && word.is_ascii() == (lang == Lang::En)),
                "{words:?}"
            );
        }
    }
    distinct(&Action::ALL);
    distinct(&Board::ALL);
    distinct(&CaseState::ALL);
    distinct(&Column::ALL);
    distinct(&Consequence::ALL);
    distinct(&CoverageFault::ALL);
    distinct(&DeductionReason::ALL);
    distinct(&Flag::ALL);
    distinct(&Light::ALL);
    distinct(&LimitUnit::ALL);
    distinct(&Listing::ALL);
    distinct(&Match::ALL);
    distinct(&Mode::ALL);
    distinct(&Permission::ALL);
    distinct(&NotRedBecause::ALL);
    distinct(&PhotoRole::ALL);
    distinct(&RankingStatus::ALL);
    distinct(&ReturnReason::ALL);
    distinct(&Role::ALL);
    distinct(&Rung::ALL);
    distinct(&UnitKind::ALL);
    distinct(&ZoneKind::ALL);
}

#[test]
fn a_limit_reads_like_a_promise() {
    for (value, unit, zh, en) in [
        (24, LimitUnit::Hour, "24小时", "24 hours"),
        (4, LimitUnit::WorkHour, "4个工作小时", "4 work hours"),
        (1, LimitUnit::WorkDay, "1个工作日", "1 work day"),
    ] {
        let promise = Limit { value, unit };
        assert_eq!(
            (
                limit(promise, Lang::Zh).as_str(),
                limit(promise, Lang::En).as_str()
            ),
            (zh, en)
        );
    }
}

#[test]
fn the_explanation_says_where_and_why() {
    use crate::route::{RulePlace, RuleRef};
    let zone = |name: &str| ZoneRef {
        id: uuid::Uuid::nil(),
        code: "Z-1".into(),
        name: name.into(),
        version: 1,
    };
    let rule = |number, name: &str| RuleRef {
        id: uuid::Uuid::nil(),
        number,
        scheme: "GBT30428-2013-event".into(),
        category_prefix: "02-".into(),
        place: RulePlace::District {
            code: "QZ".into(),
            name: "秦州区".into(),
        },
        zone_kind: None,
        department: UnitRef {
            id: uuid::Uuid::nil(),
            code: "D".into(),
            name: name.into(),
        },
    };
    let owned = RouteRecord {
        r#match: Match::Inside,
        distance_m: Some(0.0),
        zone: Some(zone("解放路东段")),
        runners_up: vec![],
        rule: Some(rule(12, "城管执法局")),
        candidates: vec![],
        held: None,
    };
    let everywhere = RouteRecord {
        rule: Some(RuleRef {
            category_prefix: String::new(),
            place: RulePlace::Everywhere,
            zone_kind: Some(ZoneKind::Market),
            ..rule(3, "市场监管局")
        }),
        runners_up: vec![zone("建设路")],
        ..owned.clone()
    };
    let near = RouteRecord {
        r#match: Match::Near,
        distance_m: Some(11.6),
        rule: None,
        ..owned.clone()
    };
    let ambiguous = RouteRecord {
        rule: None,
        candidates: vec![rule(12, "城管执法局"), rule(15, "住建局")],
        ..owned.clone()
    };
    let nowhere = RouteRecord {
        candidates: vec![rule(3, "市场监管局")],
        r#match: Match::None,
        distance_m: None,
        zone: None,
        ..near.clone()
    };
    let held = RouteRecord {
        rule: None,
        candidates: vec![rule(12, "城管执法局")],
        held: Some(crate::route::Held::PhotoReused),
        ..owned.clone()
    };
    let page: Vec<String> = [owned, everywhere, near, ambiguous, nowhere, held]
        .iter()
        .flat_map(|route| Lang::ALL.map(|lang| explanation(route, lang)))
        .collect();
    insta::assert_snapshot!(page.join("\n"), @r"
    位于解放路东段，按第12条规则：秦州区02-*类问题 → 城管执法局
    inside 解放路东段, rule 12: 02-* in 秦州区 → 城管执法局
    位于解放路东段（另涉及建设路），按第3条规则：全市市场各类问题 → 市场监管局
    inside 解放路东段 (not 建设路), rule 3: everything everywhere (market) → 市场监管局
    不在责任区内，距最近的解放路东段约12米，就近认定，没有适用的分派规则，待派遣员确定
    12 m from 解放路东段, the nearest zone, no rule applies; a dispatcher decides
    位于解放路东段，2条同级规则指向不同部门（第12条 城管执法局、第15条 住建局），待派遣员确定
    inside 解放路东段, equal rules name different departments (rule 12: 城管执法局, rule 15: 住建局); a dispatcher decides
    所在位置不属于任何责任区，待派遣员确定
    outside every zone, a dispatcher decides
    位于解放路东段，按第12条规则应派城管执法局，但照片已用于其他案件，待派遣员核实后派遣
    inside 解放路东段, rule 12 names 城管执法局, but a photo is on another case; a dispatcher decides
    ");
}

/// One of each message, as a reader may meet it.
fn samples() -> Vec<Detail> {
    use Detail::*;
    let name = || "photos".to_owned();
    let code = || "CGZF".to_owned();
    let field = || "department.weights".to_owned();
    let period = || "2026-W47".to_owned();
    vec![
        SignInRequired,
        TokenExpired,
        TokenInvalid,
        SessionEnded,
        CredentialsWrong,
        AccountDisabled,
        PasswordChangeRequired,
        RefreshTokenInvalid,
        RefreshTokenReused,
        PermissionNeeded {
            permission: Permission::PublishRankings,
        },
        BeyondScope {
            permission: Permission::PublishRankings,
        },
        RoleMayNot {
            action: Action::Suspend,
        },
        CaseBeyondScope,
        OriginalNotYours,
        NotTheDepartment,
        OwnWorkUnverifiable,
        OwnDepartmentUnjudgeable,
        LaterExtensionsByLeader,
        AccountBeyondScope,
        ScopeTooWide,
        UnitBeyondScope,
        NotFound,
        NoSuchAddress,
        MethodNotAllowed {
            method: "PATCH".into(),
        },
        BodyEmpty,
        BodyNotJson {
            line: 3,
            column: 14,
        },
        BodyTooLarge {
            limit_bytes: 262_144,
        },
        MediaTypeExpected {
            expected: "application/json".into(),
        },
        FieldsInvalid { count: 1 },
        FieldsInvalid { count: 2 },
        FieldMissing { name: name() },
        FieldUnknown { name: name() },
        FieldRepeated { name: name() },
        FieldUnreadable,
        FieldNotOneOf {
            given: "wednesday".into(),
        },
        FieldEmpty,
        NulInText,
        TextTooLong { most: 2_000 },
        PasswordTooShort { least: 10 },
        PasswordTooLong { most: 128 },
        PasswordGuessable,
        PasswordUnchanged,
        OldPasswordWrong,
        NumberOutOfRange {
            least: 1,
            most: 200,
        },
        NotATime,
        NotAnId,
        NotAHash,
        NamedTwice,
        ParameterUnreadable { name: name() },
        ParameterUnknown { name: name() },
        BoxInvalid,
        CursorInvalid,
        LonOutOfRange,
        LatOutOfRange,
        LonLatSwapped,
        AccuracyOutOfRange,
        CrsMissing,
        CrsUnknown {
            given: "epsg4326".into(),
        },
        TimeInFuture,
        TimeTooLongAgo { days: 30 },
        EndsBeforeStart,
        VisitTooLong { hours: 24 },
        OutsideTheVisit,
        TooManyTrackPoints { most: 5_000 },
        CategoryUnknown {
            scheme: "local".into(),
            code: "99-01".into(),
        },
        CategoryInactive {
            code: "02-01".into(),
        },
        DepartmentUnknown { code: code() },
        DepartmentInactive { code: code() },
        UnitUnknown { code: code() },
        ZoneUnknown { code: code() },
        CaseUnknown,
        CaseItself,
        CampaignUnknown,
        PeriodUnknown {
            given: "2026-W60".into(),
        },
        PhotosMissing { count: 1 },
        PhotosMissing { count: 2 },
        PhotoMissing,
        PhotoReused,
        NotEnoughPhotos { least: 1 },
        TooManyPhotos { most: 9 },
        TooManyCommentPhotos { most: 36 },
        PhotoHashMismatch {
            actual: "ba7816bf".repeat(8),
        },
        PhotoEmpty,
        PhotoUnreadable,
        PhotoTruncated,
        PhotoTooLarge {
            limit_bytes: 20 * 1_048_576,
        },
        PhotoTooManyPixels {
            pixels: 60_000_000,
            limit: 50_000_000,
        },
        PhotoSideTooLong {
            width: 52_000_000,
            height: 1,
            limit: 16_384,
        },
        PhotoTypeUnsupported,
        IdTaken,
        CommandIdTaken,
        VersionStale { current: 7 },
        CampaignStale { current: 2 },
        RoutingTableStale { current: 7 },
        ActionNotInState {
            action: Action::Handle,
            state: CaseState::Closed,
        },
        SameDepartmentAlready,
        ReasonNeededForOtherDepartment,
        NoExtensionRequested,
        ExtensionAlreadyRequested,
        NothingHandledYet,
        RankingNotInState {
            status: RankingStatus::Review,
        },
        RankingExists { period: period() },
        PeriodNotOver { period: period() },
        RankingOutdated { period: period() },
        ImportHasFaults { count: 1 },
        ImportHasFaults { count: 12 },
        ImportHasMoreFaults { told: 200 },
        RowsTooMany { most: 50_000 },
        ColumnsTooMany { most: 50 },
        ImportEmpty,
        RowUnreadable,
        ColumnMissing { name: name() },
        ColumnUnknown { name: name() },
        EncodingInvalid { byte: 17, line: 2 },
        EncodingGbk { line: 2 },
        EncodingMarked,
        TomlInvalid {
            line: 3,
            column: 14,
        },
        CodeMalformed {
            code: "解放路".into(),
        },
        UsernameMalformed {
            given: "Lin".into(),
        },
        UnitOfOtherKind { code: code() },
        SecondCity { code: code() },
        StreetWithoutDistrict { code: code() },
        DistrictOfOtherStreet { code: code() },
        PlacesDisagree,
        LastAdmin,
        FormulaRefused,
        CodeDuplicate { code: code() },
        ReferenceUnknown { code: code() },
        ReferenceCycle { code: code() },
        GeometryInvalid,
        GeometryNotClosed,
        GeometryTooFewPoints,
        GeometryWithoutArea,
        GeometrySelfCrossing {
            lon: "105.720000".into(),
            lat: "34.580000".into(),
        },
        GeometryHoleOutside,
        GeometryPartsOverlap,
        GeometryOutOfRange,
        GeometryShifted { percent: 83 },
        GeometryDisplaced { metres: 529 },
        ValidityReversed,
        ValidityOverlap { code: code() },
        RuleDuplicate { number: 12 },
        CalendarDayTwice {
            day: "2026-02-14".into(),
        },
        CalendarYearUnpublished { year: 2027 },
        CalendarYearMissing { year: 2027 },
        CalendarHoursInvalid,
        RulebookValueOutOfRange {
            field: field(),
            least: 0,
            most: 100,
        },
        RulebookWeightsSum { field: field() },
        RulebookBarsCross { field: field() },
        RulebookOutOfOrder { field: field() },
        RulebookFieldUnreadable { field: field() },
        StillInUse { code: code() },
        BodyTooSlow,
        ReportsLimited {
            per_hour: 60,
            minutes: 12,
        },
        ActsLimited { minutes: 12 },
        UploadsLimited { minutes: 90 },
        UploadsLimited { minutes: 1_411 },
        TimeNotInDoubt,
        TimeOutOfOrder,
        NoTimeToCorrect,
        ClockInDoubt,
        ClockNotInDoubt,
        ClockBehindRecords {
            wall: "2026-03-02 09:00:00".into(),
            latest: "2026-03-06 13:00:00".into(),
        },
        ClockNotAsRead {
            wall: "2026-03-02 09:00:00".into(),
            read: "2026-03-02 09:05:00".into(),
        },
        RateLimited { retry_after_s: 30 },
        Overloaded { retry_after_s: 2 },
        StorageUnavailable { retry_after_s: 2 },
        StorageFull,
        Internal,
    ]
}

#[test]
fn what_is_quoted_may_be_as_long_as_it_likes_the_sentence_is_not() {
    for lang in Lang::ALL {
        for length in [0, 200, 300, 100_000] {
            let given = "长".repeat(length);
            let detail = Detail::FieldNotOneOf { given };
            let text = detail.text(lang);
            assert!(text.chars().count() <= 300, "{length}");
            let end = Detail::FieldNotOneOf {
                given: String::new(),
            }
            .text(lang);
            assert_eq!(text.chars().last(), end.chars().last());
            assert_eq!(text.contains('…'), length >= 300, "{length}");
        }
    }
}
