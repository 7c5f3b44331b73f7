//! Signing in, staying signed in, and who one is.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::unit::UnitRef;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    #[schema(min_length = 1, max_length = 100)]
    pub username: String,
    #[schema(min_length = 1, max_length = 1000, format = Password)]
    pub password: String,
    /// What to call this session in a list of sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub device_name: Option<String>,
    /// What the last sign-in of this person on this device brought. When many sign in at once, or strangers guess at
    /// this account, devices that are known come first; without it nothing else changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub device_token: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    pub refresh_token: String,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenAnswer {
    pub access_token: String,
    pub token_type: TokenType,
    /// Seconds until the access token is worth nothing.
    #[schema(example = 900)]
    pub expires_in: i64,
    /// Good once: a second use ends the session everywhere.
    pub refresh_token: String,
    #[serde(default)]
    pub session: SessionKind,
    /// After a sign-in, when the device was not known yet: kept by the device for this person, also when they sign out,
    /// and shown at the next sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device_token: Option<String>,
    pub user: Me,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    #[default]
    Lasting,
    /// The server has no room to keep it: it is good for reading for some hours, and becomes a lasting one with the first
    /// refresh after there is room again.
    Temporary,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum TokenType {
    Bearer,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Inspector,
    Handler,
    Dispatcher,
    Leader,
    Admin,
}

impl Role {
    pub const ALL: [Role; 5] = [
        Role::Inspector,
        Role::Handler,
        Role::Dispatcher,
        Role::Leader,
        Role::Admin,
    ];
}

/// What somebody may do apart from a particular case; a case says for itself what may be done with it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    ReportCases,
    UploadPhotos,
    ReadReference,
    ReadCoverage,
    /// Visits: being in a zone to look.
    PatrolZones,
    ManageCampaigns,
    /// Zones, units, categories, routing rules, calendar and rulebook.
    ManageReference,
    ManageUsers,
    ReadRankings,
    /// Drafts and issues under review.
    ReadDrafts,
    BuildRankings,
    ReviewRankings,
    PublishRankings,
    CorrectRankings,
    ManageClock,
}

impl Permission {
    pub const ALL: [Permission; 15] = [
        Permission::ReportCases,
        Permission::UploadPhotos,
        Permission::ReadReference,
        Permission::ReadCoverage,
        Permission::PatrolZones,
        Permission::ManageCampaigns,
        Permission::ManageReference,
        Permission::ManageUsers,
        Permission::ReadRankings,
        Permission::ReadDrafts,
        Permission::BuildRankings,
        Permission::ReviewRankings,
        Permission::PublishRankings,
        Permission::CorrectRankings,
        Permission::ManageClock,
    ];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub username: String,
    pub display_name: String,
    /// To be shown; what may be done is in `permissions` and on each resource.
    pub role: Role,
    pub unit: Option<UnitRef>,
    pub scope: Scope,
    pub permissions: Vec<Permission>,
    /// The password is a one-time one. Until it is changed (`POST /me/password`), everything but this, signing out and
    /// changing it is refused with `password_change_required`.
    #[serde(default)]
    pub must_change_password: bool,
}

/// Which part of the city somebody sees, beside their own reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Scope {
    pub whole_city: bool,
    /// The unit whose cases are seen; null when it is the whole city.
    pub unit: Option<UnitRef>,
}

/// Passwords and tokens never reach a log by way of `{:?}`.
impl fmt::Debug for LoginRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequest")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RefreshRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshRequest").finish_non_exhaustive()
    }
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenAnswer")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let login = LoginRequest {
            username: "lin".into(),
            password: "correct horse".into(),
            device_name: None,
            device_token: Some("dt-secret".into()),
        };
        let refresh = RefreshRequest {
            refresh_token: "rt-secret".into(),
        };
        let shown = format!("{login:?} {refresh:?}");
        assert!(shown.contains("lin"), "{shown}");
        assert!(
            !shown.contains("horse") && !shown.contains("t-secret"),
            "{shown}"
        );
    }
}
