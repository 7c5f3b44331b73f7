//! Accounts: one's own password and sessions, and other people's for whoever keeps them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::{Role, Scope};
use crate::time::Time;
use crate::unit::UnitRef;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    #[schema(min_length = 1, max_length = 1000, format = Password)]
    pub old: String,
    /// At least 10 signs, at most 128, and none of those that are tried first.
    #[schema(min_length = 10, max_length = 128, format = Password)]
    pub new: String,
}

/// Somebody being signed in on a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Session {
    pub id: Uuid,
    /// As the device called itself; empty when it did not.
    pub device_name: String,
    pub created_at: Time,
    /// When it last asked for a fresh access token: to a quarter of an hour.
    pub last_used_at: Time,
    /// The one this answer was asked for in.
    pub current: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of the user name or of the name shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(max_length = 100)]
    pub q: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The code of the unit they work for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Only those who can sign in, or only those who can't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
    /// How many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub unit: Option<UnitRef>,
    pub scope: Scope,
    /// False: disabled, and signed in nowhere.
    pub active: bool,
    /// A one-time password was given and has not been changed yet.
    pub must_change_password: bool,
    pub created_at: Time,
}

/// All of it: what is left out is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserRequest {
    #[schema(min_length = 1, max_length = 100)]
    pub display_name: String,
    pub role: Role,
    /// The code of the unit this person works for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The code of the district or street office whose cases this person sees; none: the whole city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// False disables the account and ends all its sessions; true, as when it is left out, enables it again.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// Shown this once: the server keeps only its hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OneTimePassword {
    pub username: String,
    /// To be changed at the next sign-in, before anything else.
    pub password: String,
}

/// Passwords never reach a log by way of `{:?}`.
impl fmt::Debug for PasswordChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordChange").finish_non_exhaustive()
    }
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimePassword")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_do_not_show_in_debug_output() {
        let change = PasswordChange {
            old: "hunter2".into(),
            new: "correct horse".into(),
        };
        let given = OneTimePassword {
            username: "lin".into(),
            password: "hunter2".into(),
        };
        let shown = format!("{change:?} {given:?}");
        assert!(shown.contains("lin"), "{shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("horse"),
            "{shown}"
        );
    }
}
