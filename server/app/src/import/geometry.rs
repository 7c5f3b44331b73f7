//! A zone's geometry as it is kept: GeoJSON `Polygon` or `MultiPolygon`, read into plain rings.

use anyhow::bail;
use domain::zone::Rings;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
pub enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

pub fn polygons(text: &str) -> Result<Vec<Rings>, anyhow::Error> {
    rings(&serde_json::from_str(text)?)
}

pub fn rings(geometry: &Geometry) -> Result<Vec<Rings>, anyhow::Error> {
    match geometry {
        Geometry::Polygon(polygon) => Ok(vec![polygon_rings(polygon)?]),
        Geometry::MultiPolygon(polygons) => polygons
            .iter()
            .map(|polygon| polygon_rings(polygon))
            .collect(),
    }
}

fn polygon_rings(polygon: &[Vec<Vec<f64>>]) -> Result<Rings, anyhow::Error> {
    polygon
        .iter()
        .map(|ring| ring.iter().map(|place| position(place)).collect())
        .collect()
}

/// RFC 7946 allows a height as third number; it says nothing about a zone.
fn position(numbers: &[f64]) -> Result<[f64; 2], anyhow::Error> {
    match numbers {
        [lon, lat] | [lon, lat, _] => Ok([*lon, *lat]),
        _ => bail!("a position of {} numbers", numbers.len()),
    }
}
