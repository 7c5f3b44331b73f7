//! What each action must carry beside the version of the case that the sender saw.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::ReturnReason;
use crate::body::null_as_default;
use crate::hash::Sha256;
use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchRequest {
    pub expected_version: i64,
    /// A unit's code.
    pub department: String,
    /// Required when the case changes hands.
    #[serde(default, deserialize_with = "null_as_default")]
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
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(max_items = 9)]
    pub photos: Vec<Sha256>,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(max_length = 2000)]
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VerifyFailRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    #[serde(default, deserialize_with = "null_as_default")]
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
    #[serde(default, deserialize_with = "null_as_default")]
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
    #[serde(default, deserialize_with = "null_as_default")]
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
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(max_items = 9)]
    pub photos: Vec<Sha256>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectTimeRequest {
    pub expected_version: i64,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// Each once; all that a wrong clock wrote about the case belong into one correction.
    #[schema(min_items = 1, max_items = 200)]
    pub events: Vec<RightTime>,
}

/// When an event really happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RightTime {
    pub seq: i64,
    pub at: Time,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindRequest {
    pub expected_version: i64,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(max_length = 2000)]
    pub text: String,
}
