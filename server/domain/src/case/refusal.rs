//! Why something asked for does not happen. The words people read are the wire's.

use crate::id::UnitId;
use crate::role::Role;

use super::{Action, StateName};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody was quicker.
    Stale {
        expected: i64,
        current: i64,
    },

    WrongRole {
        action: Action,
        role: Role,
    },
    /// The case lies outside the part of the city this person is given.
    OutOfScope {
        action: Action,
    },
    NotYourDepartment {
        department: UnitId,
    },
    /// The person who handled never verifies.
    HandlerMayNotVerify,
    /// Nobody of the department that has the case judges its work or moves its clock.
    SameDepartmentMayNotJudge,
    SecondExtensionNeedsLeader,

    NotAllowedInState {
        action: Action,
        state: StateName,
    },
    NoExtensionPending,
    ExtensionAlreadyPending,

    /// A reason, note or text that the action must carry.
    EmptyReason {
        field: &'static str,
    },
    NoBeforePhoto,
    NoAfterPhoto,
    NoVerifyPhoto,
    /// The same photo twice in one list.
    PhotoTwice {
        index: usize,
    },
    /// The after-photo is a before-photo of this very case.
    AfterPhotoIsBeforePhoto {
        index: usize,
    },
    HoursOutOfRange {
        hours: u32,
        max: u32,
    },
    DuplicateOfItself,
    CapturedInFuture,
    CapturedTooOld {
        days: i64,
    },
    /// The case has no such event, or one whose time no clock doubt covers, or it is named twice; by its place in the list.
    TimeNotInDoubt {
        index: usize,
    },
    /// The right time lies before what happened before it, after what happened after it, or in the future.
    TimeOutOfOrder {
        index: usize,
    },
    NothingToCorrect,
}

/// What sort of answer it deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// Look again: the case has changed.
    Stale,
    /// Not this person.
    Forbidden,
    /// Not now.
    NotNow,
    /// Something the action must carry is missing or wrong.
    Invalid,
}

impl Refusal {
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Refusal::Stale { .. } => RefusalKind::Stale,
            Refusal::WrongRole { .. }
            | Refusal::OutOfScope { .. }
            | Refusal::NotYourDepartment { .. }
            | Refusal::HandlerMayNotVerify
            | Refusal::SameDepartmentMayNotJudge
            | Refusal::SecondExtensionNeedsLeader => RefusalKind::Forbidden,
            Refusal::NotAllowedInState { .. }
            | Refusal::NoExtensionPending
            | Refusal::ExtensionAlreadyPending => RefusalKind::NotNow,
            Refusal::EmptyReason { .. }
            | Refusal::NoBeforePhoto
            | Refusal::NoAfterPhoto
            | Refusal::NoVerifyPhoto
            | Refusal::PhotoTwice { .. }
            | Refusal::AfterPhotoIsBeforePhoto { .. }
            | Refusal::HoursOutOfRange { .. }
            | Refusal::DuplicateOfItself
            | Refusal::CapturedInFuture
            | Refusal::CapturedTooOld { .. }
            | Refusal::TimeNotInDoubt { .. }
            | Refusal::TimeOutOfOrder { .. }
            | Refusal::NothingToCorrect => RefusalKind::Invalid,
        }
    }
}
