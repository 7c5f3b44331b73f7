//! The rules' refusals as answers: code, place and words for each.

use domain::case::{Case, Refusal, RefusalKind};
use domain::position::PositionFault;
use domain::role::Actor;
use mirror::Shown;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use crate::error::AppError;

/// Most photos one report or action carries.
pub const MOST_PHOTOS: usize = 9;
/// Most characters of a description, reason, note or comment.
pub const LONGEST_TEXT: usize = 2_000;
pub const LONGEST_ADDRESS: usize = 200;

/// A refusal of a command on a case, with what is possible instead where that helps.
pub fn of_case(refusal: Refusal, case: &Case, actor: &Actor) -> AppError {
    let kind = refusal.kind();
    let error = answer(refusal);
    match kind {
        RefusalKind::Stale | RefusalKind::NotNow => {
            let actions = domain::case::available_actions(&case.outline(), actor);
            error.with_case(
                case.version,
                actions.into_iter().map(Shown::shown).collect(),
            )
        }
        RefusalKind::Forbidden | RefusalKind::Invalid => error,
    }
}

pub fn answer(refusal: Refusal) -> AppError {
    let forbidden = |detail| AppError::new(Code::Forbidden, detail);
    let not_now = |detail| AppError::new(Code::ActionNotAllowed, detail);
    let invalid = |pointer: String, detail| AppError::field(pointer, Code::InvalidField, detail);
    match refusal {
        Refusal::Stale { current, .. } => {
            AppError::new(Code::VersionConflict, Detail::VersionStale { current })
        }
        Refusal::WrongRole { action, .. } => forbidden(Detail::RoleMayNot {
            action: action.shown(),
        }),
        Refusal::OutOfScope { .. } => forbidden(Detail::CaseBeyondScope),
        Refusal::NotYourDepartment { .. } => forbidden(Detail::NotTheDepartment),
        Refusal::HandlerMayNotVerify => forbidden(Detail::OwnWorkUnverifiable),
        Refusal::SameDepartmentMayNotJudge => forbidden(Detail::OwnDepartmentUnjudgeable),
        Refusal::SecondExtensionNeedsLeader => forbidden(Detail::LaterExtensionsByLeader),
        Refusal::NotAllowedInState { action, state } => not_now(Detail::ActionNotInState {
            action: action.shown(),
            state: state.shown(),
        }),
        Refusal::NoExtensionPending => not_now(Detail::NoExtensionRequested),
        Refusal::ExtensionAlreadyPending => not_now(Detail::ExtensionAlreadyRequested),
        Refusal::EmptyReason { field } => invalid(format!("/{field}"), Detail::FieldEmpty),
        Refusal::NoBeforePhoto | Refusal::NoAfterPhoto | Refusal::NoVerifyPhoto => AppError::field(
            "/photos",
            Code::NotEnoughPhotos,
            Detail::NotEnoughPhotos { least: 1 },
        ),
        Refusal::PhotoTwice { index } => invalid(format!("/photos/{index}"), Detail::NamedTwice),
        Refusal::AfterPhotoIsBeforePhoto { index } => reused(index),
        Refusal::HoursOutOfRange { max, .. } => invalid(
            "/hours".into(),
            Detail::NumberOutOfRange {
                least: 1,
                most: i64::from(max),
            },
        ),
        Refusal::TimeNotInDoubt { index } => {
            invalid(format!("/events/{index}/seq"), Detail::TimeNotInDoubt)
        }
        Refusal::TimeOutOfOrder { index } => AppError::field(
            format!("/events/{index}/at"),
            Code::TimeOutOfRange,
            Detail::TimeOutOfOrder,
        ),
        Refusal::NothingToCorrect => invalid("/events".into(), Detail::NoTimeToCorrect),
        Refusal::DuplicateOfItself => invalid("/duplicate_of".into(), Detail::CaseItself),
        Refusal::CapturedInFuture => {
            AppError::field("/captured_at", Code::TimeOutOfRange, Detail::TimeInFuture)
        }
        Refusal::CapturedTooOld { days } => AppError::field(
            "/captured_at",
            Code::TimeOutOfRange,
            Detail::TimeTooLongAgo { days },
        ),
    }
}

pub fn reused(index: usize) -> AppError {
    AppError::field(
        format!("/photos/{index}"),
        Code::PhotoReused,
        Detail::PhotoReused,
    )
}

/// `at` is the pointer of the position itself; `?` when its numbers are parameters.
pub fn of_position(fault: PositionFault, at: &str) -> AppError {
    let (field, detail) = match fault {
        PositionFault::LonOutOfRange => ("/lon", Detail::LonOutOfRange),
        PositionFault::LatOutOfRange => ("/lat", Detail::LatOutOfRange),
        PositionFault::ProbablySwapped => ("", Detail::LonLatSwapped),
        PositionFault::AccuracyOutOfRange => ("/accuracy_m", Detail::AccuracyOutOfRange),
    };
    let place = match at {
        // A parameter has a name and no path.
        "?" => format!("?{}", field.trim_start_matches('/')),
        at => format!("{at}{field}"),
    };
    AppError::field(place, Code::PositionOutOfRange, detail)
}

pub fn text_fits(pointer: &str, text: &str, most: usize) -> Result<(), AppError> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(AppError::field(
        pointer,
        Code::InvalidField,
        Detail::TextTooLong { most: most as u64 },
    ))
}

pub fn photos_fit(count: usize) -> Result<(), AppError> {
    if count <= MOST_PHOTOS {
        return Ok(());
    }
    let detail = Detail::TooManyPhotos {
        most: MOST_PHOTOS as u64,
    };
    Err(AppError::field("/photos", Code::TooManyPhotos, detail))
}
