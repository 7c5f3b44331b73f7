//! Responsibility zones as GeoJSON (RFC 7946, WGS-84), as answers give them and as imports bring them.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::category::CategoryRef;
use crate::time::Time;
use crate::unit::UnitRef;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    Street,
    Lane,
    Compound,
    RoadSegment,
    Market,
    Square,
    Park,
    SchoolSurround,
}

impl ZoneKind {
    pub const ALL: [ZoneKind; 8] = [
        ZoneKind::Street,
        ZoneKind::Lane,
        ZoneKind::Compound,
        ZoneKind::RoadSegment,
        ZoneKind::Market,
        ZoneKind::Square,
        ZoneKind::Park,
        ZoneKind::SchoolSurround,
    ];
}

/// A zone as others mention it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ZoneRef {
    pub id: Uuid,
    pub code: String,
    #[schema(example = "解放路东段")]
    pub name: String,
    pub version: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum CollectionType {
    FeatureCollection,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum FeatureType {
    Feature,
}

/// `[lon, lat]` in degrees.
pub type LonLat = [f64; 2];

/// Rings close on themselves; the first is the outline, the others are holes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Geometry {
    Polygon {
        #[schema(value_type = Vec<Vec<Vec<f64>>>)]
        coordinates: Vec<Vec<LonLat>>,
    },
    MultiPolygon {
        #[schema(value_type = Vec<Vec<Vec<Vec<f64>>>>)]
        coordinates: Vec<Vec<Vec<LonLat>>>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ZoneCollection {
    pub r#type: CollectionType,
    pub features: Vec<ZoneFeature>,
}

impl ZoneCollection {
    pub fn of(features: Vec<ZoneFeature>) -> ZoneCollection {
        ZoneCollection {
            r#type: CollectionType::FeatureCollection,
            features,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ZoneFeature {
    pub r#type: FeatureType,
    pub id: Uuid,
    pub geometry: Geometry,
    pub properties: ZoneProperties,
}

/// One version of a zone: a changed zone gets a new id and version and keeps its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ZoneProperties {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: ZoneKind,
    /// The unit that adopted the zone.
    pub unit: UnitRef,
    pub street: UnitRef,
    pub district: UnitRef,
    pub leader: String,
    pub grid_keeper: String,
    pub valid_from: Time,
    pub valid_to: Option<Time>,
    pub version: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ZoneQuery {
    /// `west,south,east,north` in WGS-84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<String>,
}

/// An import. Features stay JSON here, so that each one's faults can be named with its index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneImport {
    pub r#type: CollectionType,
    /// Programs that draw maps write these; they say nothing about a zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Only the name of WGS-84 is accepted here; RFC 7946 knows no other system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub crs: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xy_coordinate_resolution: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<f64>>)]
    pub bbox: Option<serde_json::Value>,
    #[schema(value_type = Vec<ZoneImportFeature>)]
    pub features: Vec<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneImportFeature {
    pub r#type: FeatureType,
    /// Read by nobody: `code` names a zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub id: Option<serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<f64>>)]
    pub bbox: Option<serde_json::Value>,
    pub geometry: Geometry,
    pub properties: ZoneImportProperties,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneImportProperties {
    #[schema(min_length = 1)]
    pub code: String,
    #[schema(min_length = 1)]
    pub name: String,
    pub kind: ZoneKind,
    /// Unit codes.
    pub unit: String,
    pub street: String,
    /// The street's own when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    #[serde(default)]
    pub leader: String,
    #[serde(default)]
    pub grid_keeper: String,
    /// From the moment of the import when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Time>,
}

/// A cell of the coverage check that has no owner, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoverageGap {
    pub category: CategoryRef,
    pub zone: ZoneRef,
    pub fault: CoverageFault,
    /// The departments that equal rules name; empty when there is none.
    pub departments: Vec<UnitRef>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageFault {
    Unowned,
    Ambiguous,
}

impl CoverageFault {
    pub const ALL: [CoverageFault; 2] = [CoverageFault::Unowned, CoverageFault::Ambiguous];
}
