//! One feature of a zones file: its form, its geometry, and the units its properties name.

use domain::position::PositionFault;
use domain::unit::UnitKind;
use domain::zone::{RingFault, Rings, Shape, ShapeFault, ShapeFaultKind};
use mobile_api::body::escaped;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde_json::Value;

use super::ZoneLine;
use super::properties::Properties;
use crate::fault::{Fault, Faults, fault};
use crate::file::geometry::{self, Geometry};
use crate::units::{Unit, Units};

const MEMBERS: [&str; 5] = ["type", "id", "bbox", "geometry", "properties"];

pub fn read(place: usize, value: Value, units: &Units, faults: &mut Faults) -> Option<ZoneLine> {
    let at = format!("/features/{place}");
    let found = faults.len();
    let Value::Object(mut members) = value else {
        faults.push(fault(at, Code::RowInvalid, Detail::FieldUnreadable));
        return None;
    };
    for name in members
        .keys()
        .filter(|name| !MEMBERS.contains(&name.as_str()))
    {
        let detail = Detail::FieldUnknown { name: name.clone() };
        let at = format!("{at}/{}", escaped(name));
        faults.push(fault(at, Code::RowInvalid, detail));
    }
    if members.get("type").and_then(Value::as_str) != Some("Feature") {
        let detail = Detail::FieldUnreadable;
        faults.push(fault(format!("{at}/type"), Code::RowInvalid, detail));
    }
    let drawn = drawn(
        &format!("{at}/geometry"),
        members.remove("geometry").unwrap_or_default(),
        faults,
    );
    let properties = members.remove("properties").unwrap_or_default();
    let properties = Properties::new(format!("{at}/properties"), properties, faults)?;
    let code = properties.code(faults);
    let name = properties.required("name", faults);
    let kind = properties.kind(faults);
    let unit = properties.unit("unit", units, faults);
    let street = properties.unit("street", units, faults);
    let district = district(&properties, street, units, faults);
    let leader = properties.optional("leader", faults);
    let grid_keeper = properties.optional("grid_keeper", faults);
    let valid_from = properties.instant("valid_from", faults);
    let valid_to = properties.instant("valid_to", faults);
    properties.nothing_left(faults);
    if faults.len() > found {
        return None;
    }
    let (shape, geometry) = drawn?;
    Some(ZoneLine {
        feature: place,
        code: code?,
        name: name?,
        kind: kind?,
        unit: unit?.id,
        street: street?.id,
        district: district?.id,
        leader: leader.unwrap_or_default(),
        grid_keeper: grid_keeper.unwrap_or_default(),
        shape,
        geometry,
        valid_from,
        valid_to,
    })
}

/// The district is the one the street office lies in; a file may say so, but not otherwise.
fn district<'a>(
    properties: &Properties,
    street: Option<&'a Unit>,
    units: &'a Units,
    faults: &mut Faults,
) -> Option<&'a Unit> {
    let given = properties.optional("district", faults);
    let street = street?;
    if street.kind != UnitKind::StreetOffice {
        let code = street.code.clone();
        let at = properties.at("street");
        let detail = Detail::UnitOfOtherKind { code };
        faults.push(fault(at, Code::ReferenceUnknown, detail));
        return None;
    }
    let Some(own) = units.district_of(street.id).and_then(|id| units.get(id)) else {
        let code = street.code.clone();
        let at = properties.at("street");
        let detail = Detail::StreetWithoutDistrict { code };
        faults.push(fault(at, Code::ReferenceUnknown, detail));
        return None;
    };
    if let Some(code) = given.filter(|given| *given != own.code) {
        let at = properties.at("district");
        let detail = Detail::DistrictOfOtherStreet { code };
        faults.push(fault(at, Code::ReferenceUnknown, detail));
    }
    Some(own)
}

fn drawn(at: &str, value: Value, faults: &mut Faults) -> Option<(Shape, String)> {
    let invalid = || fault(at, Code::GeometryInvalid, Detail::GeometryInvalid);
    let Ok(read) = serde_json::from_value::<Geometry>(value) else {
        faults.push(invalid());
        return None;
    };
    let Ok(polygons) = geometry::rings(&read) else {
        faults.push(invalid());
        return None;
    };
    let several = matches!(read, Geometry::MultiPolygon(_));
    match Shape::new(&polygons) {
        Ok(shape) => Some((shape, geometry::text(&polygons))),
        Err(wrong) => {
            let told = wrong
                .iter()
                .map(|wrong| of_shape(at, several, &polygons, wrong));
            faults.extend(told);
            None
        }
    }
}

fn of_shape(at: &str, several: bool, polygons: &[Rings], wrong: &ShapeFault) -> Fault {
    let rings = polygons.get(wrong.polygon).map_or(0, Vec::len);
    let mut at = match several {
        true => format!("{at}/coordinates/{}", wrong.polygon),
        false => format!("{at}/coordinates"),
    };
    if wrong.ring < rings {
        at += &format!("/{}", wrong.ring);
    }
    let (code, detail) = match wrong.kind {
        ShapeFaultKind::NoRing => (Code::GeometryInvalid, Detail::GeometryInvalid),
        ShapeFaultKind::HoleOutside | ShapeFaultKind::HolesOverlap { .. } => {
            (Code::GeometryInvalid, Detail::GeometryHoleOutside)
        }
        ShapeFaultKind::PolygonsOverlap { .. } => {
            (Code::GeometryInvalid, Detail::GeometryPartsOverlap)
        }
        ShapeFaultKind::Ring(RingFault::TooFewPoints { .. }) => {
            (Code::GeometryInvalid, Detail::GeometryTooFewPoints)
        }
        ShapeFaultKind::Ring(RingFault::Unclosed) => {
            (Code::GeometryInvalid, Detail::GeometryNotClosed)
        }
        ShapeFaultKind::Ring(RingFault::ZeroArea) => {
            (Code::GeometryInvalid, Detail::GeometryWithoutArea)
        }
        ShapeFaultKind::Ring(RingFault::SelfCrossing { at, .. }) => {
            let (lon, lat) = (format!("{:.7}", at.lon), format!("{:.7}", at.lat));
            (
                Code::GeometrySelfCrossing,
                Detail::GeometrySelfCrossing { lon, lat },
            )
        }
        ShapeFaultKind::Ring(RingFault::BadPoint { point, fault }) => {
            at += &format!("/{point}");
            let detail = match fault {
                PositionFault::LonOutOfRange => Detail::LonOutOfRange,
                PositionFault::LatOutOfRange => Detail::LatOutOfRange,
                PositionFault::ProbablySwapped => Detail::LonLatSwapped,
                PositionFault::AccuracyOutOfRange => Detail::GeometryOutOfRange,
            };
            (Code::GeometryOutOfRange, detail)
        }
    };
    fault(at, code, detail)
}
