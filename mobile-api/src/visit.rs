//! Visits: somebody was in a zone to look, with or without finding anything, and the way walked meanwhile.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::body::null_as_default;
use crate::case::{Mode, Person};
use crate::position::Crs;
use crate::time::Time;
use crate::zone::ZoneRef;

/// `[lon, lat, t]`: degrees, and milliseconds since 1970 (UTC), as a device's position says them.
pub type TrackPoint = [f64; 3];

/// What the body of `PUT /visits/{id}` says; the id is made by the sender. As long as the visit is under way it may be
/// sent again with a longer track, and once to end it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitRequest {
    /// The version of the zone that the visitor's map showed.
    pub zone_id: Uuid,
    pub started_at: Time,
    /// Null while the visit is under way; at most 24 hours after the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Time>,
    pub mode: Mode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<Uuid>,
    /// `[lon, lat, milliseconds since 1970]`, none outside the visit's time.
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(schema_with = track_schema)]
    pub track: Vec<TrackPoint>,
    /// The system of the track, `wgs84` when left out.
    #[serde(default, deserialize_with = "null_as_default")]
    pub crs: Crs,
}

fn track_schema() -> RefOr<Schema> {
    let number = ObjectBuilder::new().schema_type(Type::Number);
    let point = ArrayBuilder::new()
        .items(number)
        .min_items(Some(3))
        .max_items(Some(3));
    ArrayBuilder::new()
        .items(point)
        .max_items(Some(5000))
        .description(Some(
            "`[lon, lat, milliseconds since 1970]`, none outside the visit's time.",
        ))
        .into()
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Visit {
    pub id: Uuid,
    pub inspector: Person,
    pub zone: ZoneRef,
    pub mode: Mode,
    pub campaign_id: Option<Uuid>,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    /// Cases this person reported in the zone meanwhile; 0 where the street was clean.
    pub findings: u64,
    /// 0 when no track was recorded, and after it has been removed.
    pub track_points: u64,
    /// `[lon, lat, milliseconds since 1970]` in WGS-84; null in lists, for readers who may not see it, and where there is none.
    #[schema(value_type = Option<Vec<Vec<f64>>>)]
    pub track: Option<Vec<TrackPoint>>,
    /// Always `wgs84`.
    pub crs: Crs,
    pub permissions: Vec<VisitPermission>,
}

/// What the reader may do with the visit.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum VisitPermission {
    End,
    ViewTrack,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct VisitQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// A zone's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// A person's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<Uuid>,
    /// Started from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// The first moment no longer included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Time>,
}
