//! The English names of things.

use crate::action::{Action, ReturnReason};
use crate::auth::{Permission, Role};
use crate::case::{CaseState, Light, Mode};
use crate::category::LimitUnit;
use crate::event::Rung;
use crate::photo::{Flag, PhotoRole};
use crate::ranking::{
    Board, Column, Consequence, DeductionReason, Listing, NotRedBecause, RankingStatus,
};
use crate::route::Match;
use crate::unit::UnitKind;
use crate::zone::{CoverageFault, ZoneKind};

pub fn action(action: Action) -> &'static str {
    match action {
        Action::Report => "report",
        Action::Dispatch => "dispatch",
        Action::Accept => "accept",
        Action::Handle => "report the handling",
        Action::Return => "return",
        Action::VerifyPass => "pass the verification",
        Action::VerifyFail => "fail the verification",
        Action::RequestExtension => "request an extension",
        Action::GrantExtension => "grant the extension",
        Action::RefuseExtension => "refuse the extension",
        Action::Suspend => "suspend",
        Action::Resume => "resume",
        Action::Void => "void",
        Action::Comment => "comment",
        Action::Remind => "remind",
        Action::ConfirmFalsified => "confirm falsified evidence",
        Action::CorrectTime => "correct times",
        Action::Escalate => "escalate",
    }
}

pub fn return_reason(return_reason: ReturnReason) -> &'static str {
    match return_reason {
        ReturnReason::NotOurs => "not our duty",
        ReturnReason::NotFound => "nothing found on site",
        ReturnReason::NoOwner => "owner unknown",
        ReturnReason::ConditionsMissing => "conditions for handling are missing",
        ReturnReason::Other => "other",
    }
}

pub fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::ReportCases => "report cases",
        Permission::UploadPhotos => "upload photos",
        Permission::ReadReference => "read reference data",
        Permission::ReadCoverage => "see the coverage check",
        Permission::PatrolZones => "patrol zones",
        Permission::ManageCampaigns => "manage campaigns",
        Permission::ManageReference => "manage reference data",
        Permission::ManageUsers => "manage accounts",
        Permission::ReadRankings => "read rankings",
        Permission::ReadDrafts => "read unpublished rankings",
        Permission::BuildRankings => "build rankings",
        Permission::ReviewRankings => "send rankings to review",
        Permission::PublishRankings => "publish rankings",
        Permission::CorrectRankings => "correct rankings",
        Permission::ManageClock => "confirm the server's clock",
    }
}

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Inspector => "inspector",
        Role::Handler => "handler",
        Role::Dispatcher => "dispatcher",
        Role::Leader => "leader",
        Role::Admin => "administrator",
    }
}

pub fn case_state(case_state: CaseState) -> &'static str {
    match case_state {
        CaseState::Reported => "reported",
        CaseState::Dispatched => "dispatched",
        CaseState::Accepted => "accepted",
        CaseState::Handled => "handled",
        CaseState::Closed => "closed",
        CaseState::Suspended => "suspended",
        CaseState::Voided => "voided",
    }
}

pub fn light(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Routine => "routine inspection",
        Mode::Random => "random check",
        Mode::Covert => "covert assessment",
        Mode::Joint => "joint inspection",
        Mode::Leader => "leader's inspection",
        Mode::Mock => "mock assessment",
        Mode::Citizen => "citizen report",
    }
}

pub fn limit_unit(limit_unit: LimitUnit) -> &'static str {
    match limit_unit {
        LimitUnit::Hour => "hour",
        LimitUnit::WorkHour => "work hour",
        LimitUnit::WorkDay => "work day",
    }
}

pub fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Remind50 => "reminder at half time",
        Rung::Warn80 => "warning before the deadline",
        Rung::Overdue100 => "overdue notice",
        Rung::Letter24h => "supervision letter",
        Rung::Account72h => "accountability list",
    }
}

pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Reused => "the same photo is on another case",
        Flag::NearDuplicate => "looks like an earlier photo",
        Flag::TakenBeforeReport => "taken before the report",
        Flag::TakenLongBeforeUpload => "taken long before the upload",
        Flag::FarFromCase => "taken far from the case",
        Flag::NoTakenTime => "has no time of taking",
        Flag::ClockSkew => "the camera's clock is wrong",
        Flag::PictureDamaged => "the picture is damaged in part",
        Flag::ExifDamaged => "the camera's notes are damaged in part",
    }
}

pub fn photo_role(photo_role: PhotoRole) -> &'static str {
    match photo_role {
        PhotoRole::Before => "before",
        PhotoRole::After => "after",
        PhotoRole::Verify => "verification",
    }
}

pub fn board(board: Board) -> &'static str {
    match board {
        Board::Department => "departments",
        Board::ZoneUnit => "zone units",
        Board::Street => "street offices",
    }
}

pub fn column(column: Column) -> &'static str {
    match column {
        Column::Period => "Period",
        Column::Group => "Group",
        Column::Rank => "Rank",
        Column::UnitCode => "Unit code",
        Column::Unit => "Unit",
        Column::Due => "Due",
        Column::OnTime => "On time",
        Column::HandledOrClosed => "Closed",
        Column::Reworked => "Reworked",
        Column::Recurrences => "Recurrences",
        Column::OnTimeRate => "On-time rate (%)",
        Column::ClosureRate => "Closure rate (%)",
        Column::ReworkRate => "Rework rate (%)",
        Column::RecurrenceRate => "Recurrence rate (%)",
        Column::Speed => "Time used (%)",
        Column::Deductions => "Points off",
        Column::Score => "Score",
        Column::Listing => "List",
        Column::ConsecutiveBlack => "Times on black in a row",
        Column::Consequence => "Consequence",
        Column::SelfFound => "Self-found",
        Column::SelfFoundOnTime => "Self-found, fixed in time",
        Column::Unverified => "Unverified",
        Column::UnverifiedShare => "Unverified (%)",
        Column::Bonus => "Points added",
        Column::NotRedBecause => "Not red because",
    }
}

pub fn consequence(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::LeaderTalk => "talk with the leader in charge",
        Consequence::OrganisationTalk => "talk with the organisation department",
        Consequence::Accountability => "accountability",
    }
}

pub fn deduction_reason(deduction_reason: DeductionReason) -> &'static str {
    match deduction_reason {
        DeductionReason::Letter => "supervision letter",
        DeductionReason::WrongReturn => "wrong return",
        DeductionReason::Falsified => "falsified evidence",
    }
}

pub fn not_red_because(why: NotRedBecause) -> &'static str {
    match why {
        NotRedBecause::Unverified => "too much unverified",
    }
}

pub fn listing(listing: Listing) -> &'static str {
    match listing {
        Listing::Red => "red list",
        Listing::Black => "black list",
        Listing::None => "not listed",
        Listing::TooFew => "too few cases",
        Listing::NoData => "no data",
    }
}

pub fn ranking_status(ranking_status: RankingStatus) -> &'static str {
    match ranking_status {
        RankingStatus::Live => "live",
        RankingStatus::Draft => "a draft",
        RankingStatus::Review => "under review",
        RankingStatus::Published => "published",
        RankingStatus::Corrected => "corrected",
        RankingStatus::Withdrawn => "withdrawn",
    }
}

pub fn matched(found: Match) -> &'static str {
    match found {
        Match::Inside => "inside the zone",
        Match::Near => "near the zone",
        Match::None => "outside every zone",
    }
}

pub fn unit_kind(unit_kind: UnitKind) -> &'static str {
    match unit_kind {
        UnitKind::City => "city",
        UnitKind::District => "district",
        UnitKind::Department => "department",
        UnitKind::StreetOffice => "street office",
        UnitKind::Community => "community",
        UnitKind::PublicInstitution => "public institution",
        UnitKind::Enterprise => "enterprise",
    }
}

pub fn zone_kind(zone_kind: ZoneKind) -> &'static str {
    match zone_kind {
        ZoneKind::Street => "street",
        ZoneKind::Lane => "lane",
        ZoneKind::Compound => "compound",
        ZoneKind::RoadSegment => "road segment",
        ZoneKind::Market => "market",
        ZoneKind::Square => "square",
        ZoneKind::Park => "park",
        ZoneKind::SchoolSurround => "school surroundings",
    }
}

pub fn coverage_fault(coverage_fault: CoverageFault) -> &'static str {
    match coverage_fault {
        CoverageFault::Unowned => "no owner",
        CoverageFault::Ambiguous => "several owners",
    }
}
