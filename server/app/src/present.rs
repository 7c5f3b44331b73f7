//! From rules and rows to the wire's types, and back where a request names one of them. Names only; no rule.

pub mod ranking;
pub mod ranking_csv;

use domain::case::{ReturnReason, StateName};
use domain::deadline::{Limit, LimitUnit};
use domain::escalation::Rung;
use domain::evidence::EvidenceFlag;
use domain::id::UnitId;
use domain::light::Light;
use domain::permission::Right;
use domain::role::Role;
use domain::unit::UnitKind;
use domain::zone::{Zone, ZoneKind};
use mobile_api as wire;
use mobile_api::problem::FieldError;
use mobile_api::unit::UnitRef;
use mobile_api::zone::ZoneRef;

use crate::reference::{Category, Reference};
use crate::units::{Unit, Units};

/// A zone as others name it.
pub fn zone_ref(zone: &Zone) -> ZoneRef {
    ZoneRef {
        id: zone.id.0,
        code: zone.code.clone(),
        name: zone.name.clone(),
        version: zone.version,
    }
}

/// A unit as others name it. One that history names always exists: units are never deleted.
pub fn unit_ref(units: &Units, id: UnitId) -> UnitRef {
    match units.get(id) {
        Some(unit) => UnitRef {
            id: id.0,
            code: unit.code.clone(),
            name: unit.name.clone(),
        },
        None => UnitRef {
            id: id.0,
            code: String::new(),
            name: String::new(),
        },
    }
}

pub fn unit(units: &Units, unit: &Unit) -> wire::unit::Unit {
    wire::unit::Unit {
        id: unit.id.0,
        code: unit.code.clone(),
        name: unit.name.clone(),
        kind: unit_kind(unit.kind),
        parent: unit.parent.map(|parent| unit_ref(units, parent)),
        ranking_group: unit.ranking_group.clone(),
        leader: unit.leader.clone(),
        active: unit.active,
    }
}

pub fn category(category: &Category) -> wire::category::Category {
    wire::category::Category {
        scheme: category.key.scheme.clone(),
        code: category.key.code.clone(),
        name: category.name.clone(),
        campaign_word: category.campaign_word.clone(),
        limit: limit(category.limit),
        urgent: category.urgent,
        active: category.active,
    }
}

pub fn category_ref(category: &Category) -> wire::category::CategoryRef {
    wire::category::CategoryRef {
        scheme: category.key.scheme.clone(),
        code: category.key.code.clone(),
        name: category.name.clone(),
    }
}

pub fn limit(limit: Limit) -> wire::category::Limit {
    let unit = match limit.unit {
        LimitUnit::Hour => wire::category::LimitUnit::Hour,
        LimitUnit::WorkHour => wire::category::LimitUnit::WorkHour,
        LimitUnit::WorkDay => wire::category::LimitUnit::WorkDay,
    };
    wire::category::Limit {
        value: limit.value,
        unit,
    }
}

pub fn role(role: Role) -> wire::auth::Role {
    match role {
        Role::Inspector => wire::auth::Role::Inspector,
        Role::Handler => wire::auth::Role::Handler,
        Role::Dispatcher => wire::auth::Role::Dispatcher,
        Role::Leader => wire::auth::Role::Leader,
        Role::Admin => wire::auth::Role::Admin,
    }
}

pub fn role_of(role: wire::auth::Role) -> Role {
    match role {
        wire::auth::Role::Inspector => Role::Inspector,
        wire::auth::Role::Handler => Role::Handler,
        wire::auth::Role::Dispatcher => Role::Dispatcher,
        wire::auth::Role::Leader => Role::Leader,
        wire::auth::Role::Admin => Role::Admin,
    }
}

pub fn state(state: StateName) -> wire::case::CaseState {
    use wire::case::CaseState;
    match state {
        StateName::Reported => CaseState::Reported,
        StateName::Dispatched => CaseState::Dispatched,
        StateName::Accepted => CaseState::Accepted,
        StateName::Handled => CaseState::Handled,
        StateName::Closed => CaseState::Closed,
        StateName::Suspended => CaseState::Suspended,
        StateName::Voided => CaseState::Voided,
    }
}

pub fn light(light: Light) -> wire::case::Light {
    match light {
        Light::Green => wire::case::Light::Green,
        Light::Yellow => wire::case::Light::Yellow,
        Light::Red => wire::case::Light::Red,
    }
}

pub fn flag(flag: EvidenceFlag) -> wire::photo::Flag {
    use wire::photo::Flag;
    match flag {
        EvidenceFlag::Reused => Flag::Reused,
        EvidenceFlag::NearDuplicate => Flag::NearDuplicate,
        EvidenceFlag::TakenBeforeReport => Flag::TakenBeforeReport,
        EvidenceFlag::TakenLongBeforeUpload => Flag::TakenLongBeforeUpload,
        EvidenceFlag::FarFromCase => Flag::FarFromCase,
        EvidenceFlag::NoTakenTime => Flag::NoTakenTime,
        EvidenceFlag::ClockSkew => Flag::ClockSkew,
    }
}

pub fn rung(rung: Rung) -> wire::event::Rung {
    match rung {
        Rung::Remind50 => wire::event::Rung::Remind50,
        Rung::Warn80 => wire::event::Rung::Warn80,
        Rung::Overdue100 => wire::event::Rung::Overdue100,
        Rung::Letter24h => wire::event::Rung::Letter24h,
        Rung::Account72h => wire::event::Rung::Account72h,
    }
}

pub fn rung_of(rung: wire::event::Rung) -> Rung {
    match rung {
        wire::event::Rung::Remind50 => Rung::Remind50,
        wire::event::Rung::Warn80 => Rung::Warn80,
        wire::event::Rung::Overdue100 => Rung::Overdue100,
        wire::event::Rung::Letter24h => Rung::Letter24h,
        wire::event::Rung::Account72h => Rung::Account72h,
    }
}

pub fn return_reason(reason: ReturnReason) -> wire::action::ReturnReason {
    match reason {
        ReturnReason::NotOurs => wire::action::ReturnReason::NotOurs,
        ReturnReason::NotFound => wire::action::ReturnReason::NotFound,
        ReturnReason::NoOwner => wire::action::ReturnReason::NoOwner,
        ReturnReason::ConditionsMissing => wire::action::ReturnReason::ConditionsMissing,
        ReturnReason::Other => wire::action::ReturnReason::Other,
    }
}

pub fn return_reason_of(reason: wire::action::ReturnReason) -> ReturnReason {
    match reason {
        wire::action::ReturnReason::NotOurs => ReturnReason::NotOurs,
        wire::action::ReturnReason::NotFound => ReturnReason::NotFound,
        wire::action::ReturnReason::NoOwner => ReturnReason::NoOwner,
        wire::action::ReturnReason::ConditionsMissing => ReturnReason::ConditionsMissing,
        wire::action::ReturnReason::Other => ReturnReason::Other,
    }
}

pub fn mode(mode: domain::case::Mode) -> wire::case::Mode {
    use domain::case::Mode;
    match mode {
        Mode::Routine => wire::case::Mode::Routine,
        Mode::Random => wire::case::Mode::Random,
        Mode::Covert => wire::case::Mode::Covert,
        Mode::Joint => wire::case::Mode::Joint,
        Mode::Leader => wire::case::Mode::Leader,
        Mode::Mock => wire::case::Mode::Mock,
        Mode::Citizen => wire::case::Mode::Citizen,
    }
}

pub fn mode_of(mode: wire::case::Mode) -> domain::case::Mode {
    use domain::case::Mode;
    match mode {
        wire::case::Mode::Routine => Mode::Routine,
        wire::case::Mode::Random => Mode::Random,
        wire::case::Mode::Covert => Mode::Covert,
        wire::case::Mode::Joint => Mode::Joint,
        wire::case::Mode::Leader => Mode::Leader,
        wire::case::Mode::Mock => Mode::Mock,
        wire::case::Mode::Citizen => Mode::Citizen,
    }
}

pub fn unit_kind(kind: UnitKind) -> wire::unit::UnitKind {
    match kind {
        UnitKind::City => wire::unit::UnitKind::City,
        UnitKind::District => wire::unit::UnitKind::District,
        UnitKind::Department => wire::unit::UnitKind::Department,
        UnitKind::StreetOffice => wire::unit::UnitKind::StreetOffice,
        UnitKind::Community => wire::unit::UnitKind::Community,
        UnitKind::PublicInstitution => wire::unit::UnitKind::PublicInstitution,
        UnitKind::Enterprise => wire::unit::UnitKind::Enterprise,
    }
}

pub fn zone_kind(kind: ZoneKind) -> wire::zone::ZoneKind {
    match kind {
        ZoneKind::Street => wire::zone::ZoneKind::Street,
        ZoneKind::Lane => wire::zone::ZoneKind::Lane,
        ZoneKind::Compound => wire::zone::ZoneKind::Compound,
        ZoneKind::RoadSegment => wire::zone::ZoneKind::RoadSegment,
        ZoneKind::Market => wire::zone::ZoneKind::Market,
        ZoneKind::Square => wire::zone::ZoneKind::Square,
        ZoneKind::Park => wire::zone::ZoneKind::Park,
        ZoneKind::SchoolSurround => wire::zone::ZoneKind::SchoolSurround,
    }
}

pub fn permission(right: Right) -> wire::auth::Permission {
    use wire::auth::Permission;
    match right {
        Right::ReportCases => Permission::ReportCases,
        Right::UploadPhotos => Permission::UploadPhotos,
        Right::ReadReference => Permission::ReadReference,
        Right::ReadCoverage => Permission::ReadCoverage,
        Right::PatrolZones => Permission::PatrolZones,
        Right::ManageCampaigns => Permission::ManageCampaigns,
        Right::ManageReference => Permission::ManageReference,
        Right::ManageUsers => Permission::ManageUsers,
        Right::ReadRankings => Permission::ReadRankings,
        Right::ReadDrafts => Permission::ReadDrafts,
        Right::BuildRankings => Permission::BuildRankings,
        Right::ReviewRankings => Permission::ReviewRankings,
        Right::PublishRankings => Permission::PublishRankings,
        Right::CorrectRankings => Permission::CorrectRankings,
        Right::ManageClock => Permission::ManageClock,
    }
}

pub fn action(action: domain::case::Action) -> wire::action::Action {
    use domain::case::Action;
    match action {
        Action::Report => wire::action::Action::Report,
        Action::Dispatch => wire::action::Action::Dispatch,
        Action::Accept => wire::action::Action::Accept,
        Action::Handle => wire::action::Action::Handle,
        Action::Return => wire::action::Action::Return,
        Action::VerifyPass => wire::action::Action::VerifyPass,
        Action::VerifyFail => wire::action::Action::VerifyFail,
        Action::RequestExtension => wire::action::Action::RequestExtension,
        Action::GrantExtension => wire::action::Action::GrantExtension,
        Action::RefuseExtension => wire::action::Action::RefuseExtension,
        Action::Suspend => wire::action::Action::Suspend,
        Action::Resume => wire::action::Action::Resume,
        Action::Void => wire::action::Action::Void,
        Action::Comment => wire::action::Action::Comment,
        Action::Remind => wire::action::Action::Remind,
        Action::ConfirmFalsified => wire::action::Action::ConfirmFalsified,
        Action::CorrectTime => wire::action::Action::CorrectTime,
        Action::Escalate => wire::action::Action::Escalate,
    }
}

/// What the signed-in person is told about themselves.
pub fn me(caller: &crate::auth::caller::Caller) -> wire::auth::Me {
    let units = &caller.reference.units;
    wire::auth::Me {
        id: caller.user.id.0,
        username: caller.user.username.clone(),
        display_name: caller.user.display_name.clone(),
        role: role(caller.actor.role),
        unit: caller.actor.unit.map(|unit| unit_ref(units, unit)),
        scope: wire::auth::Scope {
            whole_city: caller.actor.scope.is_none() && caller.actor.role != Role::Handler,
            unit: caller.actor.scope.map(|unit| unit_ref(units, unit)),
        },
        permissions: domain::permission::rights(&caller.actor)
            .into_iter()
            .map(permission)
            .collect(),
        must_change_password: caller.user.must_change_password,
    }
}

/// By its name in the store.
pub fn notice_kind(name: &str) -> Option<wire::notice::NoticeKind> {
    use domain::notice::NoticeKind;
    let known = NoticeKind::ALL.into_iter();
    let kind = known.zip(wire::notice::NoticeKind::ALL);
    let mut named = kind.filter(|(kind, _)| kind.as_str() == name);
    named.next().map(|(_, wire)| wire)
}

pub fn crs(crs: domain::position::Crs) -> wire::position::Crs {
    use domain::position::Crs;
    match crs {
        Crs::Wgs84 => wire::position::Crs::Wgs84,
        Crs::Gcj02 => wire::position::Crs::Gcj02,
        Crs::Bd09 => wire::position::Crs::Bd09,
    }
}

pub fn crs_of(crs: wire::position::Crs) -> domain::position::Crs {
    use domain::position::Crs;
    match crs {
        wire::position::Crs::Wgs84 => Crs::Wgs84,
        wire::position::Crs::Gcj02 => Crs::Gcj02,
        wire::position::Crs::Bd09 => Crs::Bd09,
    }
}

pub fn source(source: domain::position::PositionSource) -> wire::position::PositionSource {
    use domain::position::PositionSource;
    match source {
        PositionSource::Device => wire::position::PositionSource::Device,
        PositionSource::Exif => wire::position::PositionSource::Exif,
        PositionSource::Manual => wire::position::PositionSource::Manual,
    }
}

pub fn source_of(source: wire::position::PositionSource) -> domain::position::PositionSource {
    use domain::position::PositionSource;
    match source {
        wire::position::PositionSource::Device => PositionSource::Device,
        wire::position::PositionSource::Exif => PositionSource::Exif,
        wire::position::PositionSource::Manual => PositionSource::Manual,
    }
}

/// None for what nobody asks for by name: `escalate` is the clock's.
pub fn action_of(action: wire::action::Action) -> Option<domain::case::Action> {
    let asked = domain::case::Action::ALL.into_iter();
    asked
        .filter(|known| known.is_asked_for())
        .find(|known| known.as_str() == action.name())
}

pub fn zone_kind_of(kind: wire::zone::ZoneKind) -> ZoneKind {
    match kind {
        wire::zone::ZoneKind::Street => ZoneKind::Street,
        wire::zone::ZoneKind::Lane => ZoneKind::Lane,
        wire::zone::ZoneKind::Compound => ZoneKind::Compound,
        wire::zone::ZoneKind::RoadSegment => ZoneKind::RoadSegment,
        wire::zone::ZoneKind::Market => ZoneKind::Market,
        wire::zone::ZoneKind::Square => ZoneKind::Square,
        wire::zone::ZoneKind::Park => ZoneKind::Park,
        wire::zone::ZoneKind::SchoolSurround => ZoneKind::SchoolSurround,
    }
}

/// The rules by number, as people read the table.
pub fn routing_table(reference: &Reference, version: i64) -> wire::rule::RoutingTable {
    let unit = |id| unit_ref(&reference.units, id);
    let mut rules: Vec<_> = reference.table.rules().iter().collect();
    rules.sort_by_key(|rule| rule.number);
    let shown = rules.into_iter().map(|rule| wire::rule::RoutingRule {
        id: rule.id.0,
        number: rule.number,
        scheme: rule.scheme.clone(),
        category_prefix: rule.category_prefix.clone(),
        district: rule.district.map(unit),
        street: rule.street.map(unit),
        zone: rule.zone_code.clone(),
        zone_kind: rule.zone_kind.map(zone_kind),
        department: unit(rule.department),
        priority: rule.priority,
    });
    wire::rule::RoutingTable {
        version,
        rules: shown.collect(),
    }
}

pub fn import_report(
    done: crate::import::plan::Done,
    lang: wire::words::Lang,
) -> wire::import::ImportReport {
    use crate::import::plan::{Change, Item};
    let item = |item: Item| wire::import::ImportItem {
        index: item.index.map(|index| index as u64),
        code: item.code,
        name: item.name,
        change: match item.change {
            Change::Created => wire::import::Change::Created,
            Change::Changed => wire::import::Change::Changed,
            Change::Ended => wire::import::Change::Ended,
        },
        differences: item
            .differences
            .into_iter()
            .map(|difference| wire::import::Difference {
                field: difference.field,
                before: difference.before,
                after: difference.after,
            })
            .collect(),
    };
    let report = done.report;
    let warnings = report.warnings.into_iter();
    wire::import::ImportReport {
        dry_run: done.dry_run,
        created: report.created,
        changed: report.changed,
        unchanged: report.unchanged,
        ended: report.ended,
        items: report.items.into_iter().map(item).collect(),
        warnings: warnings
            .map(|warning| FieldError::new(warning.pointer, warning.code, &warning.detail, lang))
            .collect(),
        accounts: done
            .accounts
            .into_iter()
            .map(|account| wire::import::NewAccount {
                username: account.username,
                password: account.password,
            })
            .collect(),
    }
}
