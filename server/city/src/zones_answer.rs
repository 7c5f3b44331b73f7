//! The zones in force as GeoJSON, written once for each version of the reference data and not for each reader.
//! Zones also begin and end between two versions: an answer knows until when it holds.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use domain::position::Point;
use domain::time::Micros;
use domain::zone::Zone;
use mirror::Shown;
use mobile_api as wire;
use mobile_api::time::Time;
use mobile_api::zone::{FeatureType, Geometry, LonLat, ZoneFeature, ZoneProperties};
use store::cases::Bbox;

use crate::City;
use crate::show;

#[derive(Default)]
pub struct ZonesAnswer(Mutex<Option<Arc<Written>>>);

/// One feature for each zone, and all of them as one collection.
pub struct Written {
    pub whole: Bytes,
    /// Changes whenever the answer may have.
    pub tag: String,
    features: Vec<(Point, Point, String)>,
    from: Micros,
    to: Option<Micros>,
}

impl City {
    pub fn zones_in_force(&self, now: Micros) -> Result<Arc<Written>, serde_json::Error> {
        let mut held = self
            .zones_answer
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(written) = held.as_ref().filter(|written| written.holds_at(now)) {
            return Ok(Arc::clone(written));
        }
        let written = Arc::new(Written::at(self, now)?);
        *held = Some(Arc::clone(&written));
        Ok(written)
    }
}

impl Written {
    fn at(reference: &City, now: Micros) -> Result<Written, serde_json::Error> {
        let zones = reference.zones.zones();
        let marks = || {
            zones
                .iter()
                .flat_map(|zone| [Some(zone.valid_from), zone.valid_to])
        };
        let from = marks().flatten().filter(|mark| *mark <= now).max();
        let from = from.unwrap_or(Micros(i64::MIN));
        let features: Vec<(Point, Point, String)> = reference
            .zones
            .valid_at(now)
            .map(|zone| {
                let (south_west, north_east) = zone.shape.bounds();
                let text = serde_json::to_string(&feature(reference, zone))?;
                Ok((south_west, north_east, text))
            })
            .collect::<Result<_, serde_json::Error>>()?;
        let all: Vec<&str> = features.iter().map(|(_, _, text)| text.as_str()).collect();
        Ok(Written {
            whole: collection(&all),
            tag: format!("zones-{}-{}", reference.version, from.0),
            features,
            from,
            to: marks().flatten().filter(|mark| *mark > now).min(),
        })
    }

    fn holds_at(&self, now: Micros) -> bool {
        self.from <= now && self.to.is_none_or(|to| now < to)
    }

    /// Those whose own box meets the one asked for.
    pub fn within(&self, asked: &Bbox) -> Bytes {
        let meets = |south_west: &Point, north_east: &Point| {
            south_west.lon <= asked.east
                && asked.west <= north_east.lon
                && south_west.lat <= asked.north
                && asked.south <= north_east.lat
        };
        let found: Vec<&str> = self
            .features
            .iter()
            .filter(|(south_west, north_east, _)| meets(south_west, north_east))
            .map(|(_, _, text)| text.as_str())
            .collect();
        collection(&found)
    }
}

fn collection(features: &[&str]) -> Bytes {
    let features = features.join(",");
    Bytes::from(format!(
        r#"{{"type":"FeatureCollection","features":[{features}]}}"#
    ))
}

pub fn feature(reference: &City, zone: &Zone) -> ZoneFeature {
    let unit = |id| show::unit_ref(&reference.units, id);
    ZoneFeature {
        r#type: FeatureType::Feature,
        id: zone.id.0,
        geometry: geometry(zone),
        properties: ZoneProperties {
            id: zone.id.0,
            code: zone.code.clone(),
            name: zone.name.clone(),
            kind: zone.kind.shown(),
            unit: unit(zone.unit),
            street: unit(zone.street),
            district: unit(zone.district),
            leader: zone.leader.clone(),
            grid_keeper: zone.grid_keeper.clone(),
            valid_from: Time(zone.valid_from.0),
            valid_to: zone.valid_to.map(|end| Time(end.0)),
            version: zone.version,
        },
    }
}

fn geometry(zone: &Zone) -> Geometry {
    let mut polygons: Vec<Vec<Vec<LonLat>>> = zone
        .shape
        .geometry()
        .iter()
        .map(|polygon| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            rings
                .map(|ring| ring.coords().map(|corner| [corner.x, corner.y]).collect())
                .collect()
        })
        .collect();
    match polygons.len() {
        1 => wire::zone::Geometry::Polygon {
            coordinates: polygons.swap_remove(0),
        },
        _ => wire::zone::Geometry::MultiPolygon {
            coordinates: polygons,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::city;
    use mobile_api::zone::ZoneCollection;

    fn codes(body: &Bytes) -> Vec<String> {
        let read: ZoneCollection = serde_json::from_slice(body).unwrap();
        let features = read.features.into_iter();
        features.map(|zone| zone.properties.code).collect()
    }

    #[test]
    fn an_answer_holds_until_a_zone_begins_or_ends() {
        let city = city();
        let first = city.zones_in_force(Micros(0)).unwrap();
        assert_eq!(codes(&first.whole), ["jf-e", "gone"]);
        let later = city.zones_in_force(Micros(1)).unwrap();
        assert_eq!(codes(&later.whole), ["jf-e"]);
        assert_ne!(first.tag, later.tag);
        let again = city.zones_in_force(Micros(99)).unwrap();
        assert!(Arc::ptr_eq(&later, &again));
    }

    #[test]
    fn a_box_finds_what_it_meets() {
        let written = city().zones_in_force(Micros(5)).unwrap();
        let asked = |west, east| Bbox {
            west,
            south: 34.58,
            east,
            north: 34.581,
        };
        assert_eq!(codes(&written.within(&asked(105.7, 105.716))), ["jf-e"]);
        assert!(codes(&written.within(&asked(105.6, 105.7))).is_empty());
    }
}
