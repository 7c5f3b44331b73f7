//! The actions on a case and what each must carry. Whether one is allowed is the domain's business.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::hash::Sha256;

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
    Escalate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAction;

impl Action {
    pub const ALL: [Action; 17] = [
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

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchRequest {
    pub expected_version: i64,
    /// A unit's code.
    pub department: String,
    /// Required when the case changes hands.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptRequest {
    pub expected_version: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandleRequest {
    pub expected_version: i64,
    /// At least one, none of which has been evidence before.
    #[schema(min_items = 1, max_items = 9)]
    pub photos: Vec<Sha256>,
    #[schema(min_length = 1, max_length = 2000)]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnRequest {
    pub expected_version: i64,
    pub reason_code: ReturnReason,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyPassRequest {
    pub expected_version: i64,
    #[serde(default)]
    #[schema(max_items = 9)]
    pub photos: Vec<Sha256>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyFailRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    #[serde(default)]
    #[schema(max_items = 9)]
    pub photos: Vec<Sha256>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestExtensionRequest {
    pub expected_version: i64,
    /// Counted on the same kind of clock as the limit.
    #[schema(minimum = 1)]
    pub hours: u32,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantExtensionRequest {
    pub expected_version: i64,
    #[schema(minimum = 1)]
    pub hours: u32,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

/// The body of refuse_extension, suspend and confirm_falsified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReasonRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResumeRequest {
    pub expected_version: i64,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// The case this one repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    #[serde(default)]
    #[schema(max_items = 9)]
    pub photos: Vec<Sha256>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindRequest {
    pub expected_version: i64,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub text: String,
}

/// One request of any kind, read by the action's name in the path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ActionRequest {
    Dispatch(DispatchRequest),
    Accept(AcceptRequest),
    Handle(HandleRequest),
    Return(ReturnRequest),
    VerifyPass(VerifyPassRequest),
    VerifyFail(VerifyFailRequest),
    RequestExtension(RequestExtensionRequest),
    GrantExtension(GrantExtensionRequest),
    RefuseExtension(ReasonRequest),
    Suspend(ReasonRequest),
    Resume(ResumeRequest),
    Void(VoidRequest),
    Comment(CommentRequest),
    Remind(RemindRequest),
    ConfirmFalsified(ReasonRequest),
}

impl ActionRequest {
    pub fn action(&self) -> Action {
        match self {
            ActionRequest::Dispatch(_) => Action::Dispatch,
            ActionRequest::Accept(_) => Action::Accept,
            ActionRequest::Handle(_) => Action::Handle,
            ActionRequest::Return(_) => Action::Return,
            ActionRequest::VerifyPass(_) => Action::VerifyPass,
            ActionRequest::VerifyFail(_) => Action::VerifyFail,
            ActionRequest::RequestExtension(_) => Action::RequestExtension,
            ActionRequest::GrantExtension(_) => Action::GrantExtension,
            ActionRequest::RefuseExtension(_) => Action::RefuseExtension,
            ActionRequest::Suspend(_) => Action::Suspend,
            ActionRequest::Resume(_) => Action::Resume,
            ActionRequest::Void(_) => Action::Void,
            ActionRequest::Comment(_) => Action::Comment,
            ActionRequest::Remind(_) => Action::Remind,
            ActionRequest::ConfirmFalsified(_) => Action::ConfirmFalsified,
        }
    }

    pub fn expected_version(&self) -> i64 {
        match self {
            ActionRequest::Dispatch(body) => body.expected_version,
            ActionRequest::Accept(body) => body.expected_version,
            ActionRequest::Handle(body) => body.expected_version,
            ActionRequest::Return(body) => body.expected_version,
            ActionRequest::VerifyPass(body) => body.expected_version,
            ActionRequest::VerifyFail(body) => body.expected_version,
            ActionRequest::RequestExtension(body) => body.expected_version,
            ActionRequest::GrantExtension(body) => body.expected_version,
            ActionRequest::Resume(body) => body.expected_version,
            ActionRequest::Void(body) => body.expected_version,
            ActionRequest::Comment(body) => body.expected_version,
            ActionRequest::Remind(body) => body.expected_version,
            ActionRequest::RefuseExtension(body)
            | ActionRequest::Suspend(body)
            | ActionRequest::ConfirmFalsified(body) => body.expected_version,
        }
    }
}
