//! Organisations: the city, its districts, departments, street offices and everybody who answers for a zone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    City,
    District,
    Department,
    StreetOffice,
    Community,
    PublicInstitution,
    Enterprise,
}

impl UnitKind {
    pub const ALL: [UnitKind; 7] = [
        UnitKind::City,
        UnitKind::District,
        UnitKind::Department,
        UnitKind::StreetOffice,
        UnitKind::Community,
        UnitKind::PublicInstitution,
        UnitKind::Enterprise,
    ];
}

/// A unit as others mention it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct UnitRef {
    pub id: Uuid,
    #[schema(example = "CGZF")]
    pub code: String,
    #[schema(example = "城管执法局")]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unit {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: UnitKind,
    pub parent: Option<UnitRef>,
    /// Inside a board, groups are ranked apart.
    pub ranking_group: String,
    pub leader: String,
    pub active: bool,
}
