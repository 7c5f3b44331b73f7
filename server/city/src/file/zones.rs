//! `zones.geojson`: a FeatureCollection, one feature for each zone (docs/formats.md). Every fault names its
//! feature; what looks like another coordinate system is a warning.

mod feature;
mod properties;
mod shift;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use domain::id::{UnitId, ZoneId};
use domain::time::Micros;
use domain::zone::{Shape, VersionFault, Zone, ZoneKind, version_faults};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use mobile_api::zone::ZoneImport;
use uuid::Uuid;

use super::text;
use crate::City;
use crate::fault::{Fault, Faults, fault};

#[derive(Clone, Debug)]
pub struct ZoneLine {
    pub feature: usize,
    pub code: String,
    pub name: String,
    pub kind: ZoneKind,
    pub unit: UnitId,
    pub street: UnitId,
    pub district: UnitId,
    pub leader: String,
    pub grid_keeper: String,
    pub shape: Shape,
    /// As it will be kept: GeoJSON without heights.
    pub geometry: String,
    /// None: from the moment of the import.
    pub valid_from: Option<Micros>,
    pub valid_to: Option<Micros>,
}

pub struct Read {
    pub lines: Vec<ZoneLine>,
    pub warnings: Faults,
}

pub fn parse(bytes: &[u8], city: &City, now: Micros) -> Result<Read, Faults> {
    text::utf8(bytes).map_err(Faults::from)?;
    let file: ZoneImport = mobile_api::body::parse(bytes)
        .map_err(|wrong| Faults::from(fault(wrong.pointer, wrong.code, wrong.detail)))?;
    let mut faults: Faults = file.crs.iter().filter_map(foreign_system).collect();
    if file.features.is_empty() {
        faults.push(fault("/features", Code::ImportInvalid, Detail::ImportEmpty));
    }
    let mut lines = Vec::new();
    for (place, value) in file.features.into_iter().enumerate() {
        lines.extend(feature::read(place, value, &city.units, &mut faults));
    }
    faults.extend(validity_faults(&lines, city, now));
    if !faults.is_empty() {
        return Err(faults);
    }
    let warnings = shift::warnings(&lines, city, now);
    Ok(Read { lines, warnings })
}

/// Drawing programs still write the member that RFC 7946 dropped; it may name WGS-84 and nothing else.
fn foreign_system(crs: &serde_json::Value) -> Option<Fault> {
    let name = crs
        .pointer("/properties/name")
        .and_then(|name| name.as_str());
    let name = name.unwrap_or_default();
    if name.ends_with(":CRS84") || name.ends_with(":4326") {
        return None;
    }
    let detail = Detail::CrsUnknown { given: name.into() };
    Some(fault("/crs", Code::CrsUnknown, detail))
}

/// Of one code at most one version may hold at any moment.
fn validity_faults(lines: &[ZoneLine], city: &City, now: Micros) -> Faults {
    // What doesn't say when it begins goes on: with the version in force, or else the last there was.
    let mut known: Vec<&Zone> = city.zones.zones().iter().collect();
    known.sort_by_key(|zone| (zone.valid_at(now), zone.valid_from));
    let begun: HashMap<&str, Micros> = known
        .into_iter()
        .map(|zone| (zone.code.as_str(), zone.valid_from))
        .collect();
    let zones: Vec<Zone> = (1..)
        .zip(lines)
        .map(|(version, line)| {
            let default = begun.get(line.code.as_str()).copied().unwrap_or(now);
            line.zone(version, line.valid_from.unwrap_or(default))
        })
        .collect();
    let of_version = |wrong| match wrong {
        VersionFault::NeverValid { zone } => {
            let at = format!("/features/{}/properties/valid_to", lines[zone].feature);
            Some(fault(at, Code::RowInvalid, Detail::ValidityReversed))
        }
        VersionFault::OverlappingValidity { zone, .. } => {
            let at = format!("/features/{}/properties/code", lines[zone].feature);
            let code = lines[zone].code.clone();
            Some(fault(
                at,
                Code::ValidityOverlap,
                Detail::ValidityOverlap { code },
            ))
        }
        // The numbers are given here, each once.
        VersionFault::SameVersion { .. } => None,
    };
    version_faults(&zones)
        .into_iter()
        .filter_map(of_version)
        .collect()
}

impl ZoneLine {
    /// The version it becomes.
    pub fn zone(&self, version: i64, valid_from: Micros) -> Zone {
        Zone {
            id: ZoneId(Uuid::now_v7()),
            code: self.code.clone(),
            version,
            name: self.name.clone(),
            kind: self.kind,
            unit: self.unit,
            street: self.street,
            district: self.district,
            leader: self.leader.clone(),
            grid_keeper: self.grid_keeper.clone(),
            shape: self.shape.clone(),
            valid_from,
            valid_to: self.valid_to,
        }
    }
}
