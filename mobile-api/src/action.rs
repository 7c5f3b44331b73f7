//! The actions on a case, by name; what each must carry is action/bodies.rs. Whether one is allowed is the
//! domain's business.

mod bodies;
mod request;

pub use bodies::*;
pub use request::ActionRequest;

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
/// Everything that happens to a case. `report` is `PUT /cases/{id}`, `escalate` is the clock's doing; all others
/// are asked for over `POST /cases/{id}/actions/{action}`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Report,
    Dispatch,
    Accept,
    Handle,
    Return,
    VerifyPass,
    VerifyFail,
    RequestExtension,
    GrantExtension,
    RefuseExtension,
    Suspend,
    Resume,
    Void,
    Comment,
    Remind,
    ConfirmFalsified,
    CorrectTime,
    Escalate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAction;

impl Action {
    pub const ALL: [Action; 18] = [
        Action::Report,
        Action::Dispatch,
        Action::Accept,
        Action::Handle,
        Action::Return,
        Action::VerifyPass,
        Action::VerifyFail,
        Action::RequestExtension,
        Action::GrantExtension,
        Action::RefuseExtension,
        Action::Suspend,
        Action::Resume,
        Action::Void,
        Action::Comment,
        Action::Remind,
        Action::ConfirmFalsified,
        Action::CorrectTime,
        Action::Escalate,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Action::Report => "report",
            Action::Dispatch => "dispatch",
            Action::Accept => "accept",
            Action::Handle => "handle",
            Action::Return => "return",
            Action::VerifyPass => "verify_pass",
            Action::VerifyFail => "verify_fail",
            Action::RequestExtension => "request_extension",
            Action::GrantExtension => "grant_extension",
            Action::RefuseExtension => "refuse_extension",
            Action::Suspend => "suspend",
            Action::Resume => "resume",
            Action::Void => "void",
            Action::Comment => "comment",
            Action::Remind => "remind",
            Action::ConfirmFalsified => "confirm_falsified",
            Action::CorrectTime => "correct_time",
            Action::Escalate => "escalate",
        }
    }
}

impl FromStr for Action {
    type Err = NotAnAction;

    fn from_str(name: &str) -> Result<Action, NotAnAction> {
        Action::ALL
            .into_iter()
            .find(|action| action.name() == name)
            .ok_or(NotAnAction)
    }
}

/// Why a department hands a case back.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    NotOurs,
    NotFound,
    NoOwner,
    ConditionsMissing,
    Other,
}

impl ReturnReason {
    pub const ALL: [ReturnReason; 5] = [
        ReturnReason::NotOurs,
        ReturnReason::NotFound,
        ReturnReason::NoOwner,
        ReturnReason::ConditionsMissing,
        ReturnReason::Other,
    ];
}
