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

/// As it is kept: heights dropped, nothing else touched.
pub fn text(polygons: &[Rings]) -> String {
    let geometry = match polygons {
        [polygon] => Geometry::Polygon(numbers(polygon)),
        polygons => Geometry::MultiPolygon(polygons.iter().map(numbers).collect()),
    };
    serde_json::json!(geometry).to_string()
}

fn numbers(polygon: &Rings) -> Vec<Vec<Vec<f64>>> {
    let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|place| place.to_vec()).collect();
    polygon.iter().map(ring).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_geometry_is_kept_number_for_number_without_heights() {
        let drawn = r#"{"type":"Polygon","coordinates":[[[105.7059285,34.5715458,1040.5],[105.7063198,34.571578],[105.7,34.6],[105.7059285,34.5715458]]]}"#;
        let kept = text(&polygons(drawn).unwrap());
        assert_eq!(
            kept,
            r#"{"coordinates":[[[105.7059285,34.5715458],[105.7063198,34.571578],[105.7,34.6],[105.7059285,34.5715458]]],"type":"Polygon"}"#
        );
        assert_eq!(text(&polygons(&kept).unwrap()), kept);
        assert!(polygons(r#"{"type":"Point","coordinates":[1,2]}"#).is_err());
        assert!(polygons(r#"{"type":"Polygon","coordinates":[[[1]]]}"#).is_err());
    }
}
