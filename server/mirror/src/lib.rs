//! What the rules and the wire name alike, one line each. Both directions are checked by the compiler: a name that one
//! side has and the other has not does not compile.

use mobile_api as wire;

/// A name of the rules as the wire shows it.
pub trait Shown: Sized {
    type Wire;
    fn shown(self) -> Self::Wire;
}

/// A name on the wire as the rules mean it.
pub trait Meant: Sized {
    type Rule;
    fn meant(self) -> Self::Rule;
}

macro_rules! shown {
    ($($rule:ty => $wire:ty { $($name:ident),+ })+) => {$(
        impl Shown for $rule {
            type Wire = $wire;
            fn shown(self) -> $wire {
                match self { $(<$rule>::$name => <$wire>::$name),+ }
            }
        }
    )+};
}

macro_rules! alike {
    ($($rule:ty = $wire:ty { $($name:ident),+ })+) => {$(
        shown! { $rule => $wire { $($name),+ } }
        impl Meant for $wire {
            type Rule = $rule;
            fn meant(self) -> $rule {
                match self { $(<$wire>::$name => <$rule>::$name),+ }
            }
        }
    )+};
}

alike! {
    domain::role::Role = wire::auth::Role { Inspector, Handler, Dispatcher, Leader, Admin }
    domain::case::StateName = wire::case::CaseState { Reported, Dispatched, Accepted, Handled, Closed, Suspended, Voided }
    domain::light::Light = wire::case::Light { Green, Yellow, Red }
    domain::escalation::Rung = wire::event::Rung { Remind50, Warn80, Overdue100, Letter24h, Account72h }
    domain::case::ReturnReason = wire::action::ReturnReason { NotOurs, NotFound, NoOwner, ConditionsMissing, Other }
    domain::case::Mode = wire::case::Mode { Routine, Random, Covert, Joint, Leader, Mock, Citizen }
    domain::unit::UnitKind = wire::unit::UnitKind { City, District, Department, StreetOffice, Community, PublicInstitution, Enterprise }
    domain::zone::ZoneKind = wire::zone::ZoneKind { Street, Lane, Compound, RoadSegment, Market, Square, Park, SchoolSurround }
    domain::permission::Right = wire::auth::Permission { ReportCases, UploadPhotos, ReadReference, ReadCoverage, PatrolZones, ManageCampaigns, ManageReference, ManageUsers, ReadRankings, ReadDrafts, BuildRankings, ReviewRankings, PublishRankings, CorrectRankings, ManageClock }
    domain::case::Action = wire::action::Action { Report, Dispatch, Accept, Handle, Return, VerifyPass, VerifyFail, RequestExtension, GrantExtension, RefuseExtension, Suspend, Resume, Void, Comment, Remind, ConfirmFalsified, CorrectTime, Escalate }
    domain::position::Crs = wire::position::Crs { Wgs84, Gcj02, Bd09 }
    domain::position::PositionSource = wire::position::PositionSource { Device, Exif, Manual }
    domain::ranking::Board = wire::ranking::Board { Department, ZoneUnit, Street }
    domain::ranking::Listing = wire::ranking::Listing { Red, Black, None, TooFew, NoData }
    domain::ranking::Consequence = wire::ranking::Consequence { LeaderTalk, OrganisationTalk, Accountability }
    domain::ranking::DeductionReason = wire::ranking::DeductionReason { Letter, WrongReturn, Falsified }
    domain::deadline::LimitUnit = wire::category::LimitUnit { Hour, WorkHour, WorkDay }
    domain::notice::NoticeKind = wire::notice::NoticeKind { Dispatched, Rework, Reminded, Remind50, Warn80, Overdue100, Letter24h, Account72h, ExtensionGranted, ExtensionRefused, Suspended, Resumed, Voided, Closed, Returned, ToDispatch, ReportBurst, TimeCorrected }
}

// The wire knows more: what is wrong with a picture itself.
shown! {
    domain::evidence::EvidenceFlag => wire::photo::Flag { Reused, NearDuplicate, TakenBeforeReport, TakenLongBeforeUpload, FarFromCase, NoTakenTime, ClockSkew }
}
