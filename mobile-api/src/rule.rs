//! The routing table: which department answers for which categories where. It is replaced as a whole.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::unit::UnitRef;
use crate::zone::ZoneKind;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoutingTable {
    pub version: i64,
    pub rules: Vec<RoutingRule>,
}

/// Null or empty matches everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RoutingRule {
    pub id: Uuid,
    pub number: i64,
    pub scheme: String,
    pub category_prefix: String,
    pub district: Option<UnitRef>,
    pub street: Option<UnitRef>,
    /// A zone's code, which stays when the zone gets a new version.
    pub zone: Option<String>,
    pub zone_kind: Option<ZoneKind>,
    pub department: UnitRef,
    /// Decides between rules that are equally specific; the higher wins.
    pub priority: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingTableRequest {
    /// The version that was edited; a stale one is refused.
    pub expected_version: i64,
    #[schema(min_items = 1)]
    pub rules: Vec<RoutingRuleRequest>,
}

/// Units and zones by their codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingRuleRequest {
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub number: i64,
    pub scheme: String,
    #[serde(default)]
    pub category_prefix: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone_kind: Option<ZoneKind>,
    pub department: String,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 1_000_000)]
    pub priority: i64,
}
