//! Campaigns 专项整治行动: a named push on some categories in some part of the city over a period, and how far it has come.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::category::{CategoryKey, CategoryRef};
use crate::time::Time;
use crate::unit::UnitRef;
use crate::zone::ZoneRef;

/// What the body of `PUT /campaigns/{id}` says; the id is made by the sender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignRequest {
    #[schema(min_length = 1, max_length = 100, example = "牛皮癣整治")]
    pub name: String,
    #[schema(min_items = 1)]
    pub categories: Vec<CategoryKey>,
    /// Zone codes. Neither zones nor districts: the whole city.
    #[serde(default)]
    pub zones: Vec<String>,
    /// Codes of districts, for all zones in them.
    #[serde(default)]
    pub districts: Vec<String>,
    pub from: Time,
    /// The first moment it is over.
    pub to: Time,
    /// To change a campaign: the version that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Campaign {
    pub id: Uuid,
    /// To be sent back as `expected_version`.
    pub version: i64,
    pub name: String,
    pub state: CampaignState,
    pub categories: Vec<CategoryRef>,
    pub zones: Vec<ZoneRef>,
    pub districts: Vec<UnitRef>,
    pub from: Time,
    pub to: Time,
    pub progress: CampaignProgress,
    pub permissions: Vec<CampaignPermission>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    Planned,
    Running,
    Over,
}

impl CampaignState {
    pub const ALL: [CampaignState; 3] = [
        CampaignState::Planned,
        CampaignState::Running,
        CampaignState::Over,
    ];
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CampaignPermission {
    Edit,
}

/// Of the cases that name the campaign and that the reader sees, voided ones left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CampaignProgress {
    pub cases: CampaignCases,
    pub by_category: Vec<CategoryProgress>,
    /// Zones the campaign covers, and those of them that somebody has visited for it.
    pub zones: u64,
    pub zones_visited: u64,
    /// Every zone the campaign covers, by code; null in lists.
    pub by_zone: Option<Vec<ZoneProgress>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CampaignCases {
    /// All of them.
    pub reported: u64,
    /// Handled, whether verified or not.
    pub handled: u64,
    pub closed: u64,
    /// Past the deadline and still to be handled.
    pub overdue: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CategoryProgress {
    pub category: CategoryRef,
    pub cases: CampaignCases,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ZoneProgress {
    pub zone: ZoneRef,
    pub cases: CampaignCases,
    /// 0: nobody has looked. Null for those whose work is looked at.
    pub visits: Option<u64>,
    pub last_visited_at: Option<Time>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CampaignQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub state: Option<CampaignState>,
}
