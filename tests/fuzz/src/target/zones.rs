//! GeoJSON with zones, as an import reads it.

use city::file::geometry;
use city::file::zones::parse;
use domain::zone::Shape;

use super::city::{CITY, NOW};
use super::table::faults_lead_somewhere;
use super::{MIB, Target, holds};

pub const ZONES: Target = Target {
    memory_bytes: 32 * MIB,
    words: &[
        b"\"Polygon\"",
        b"\"MultiPolygon\"",
        b"\"Point\"",
        b"\"coordinates\":",
        b"\"properties\":",
        b"\"features\":[",
        b"null",
        b"[[",
        b"]]",
        b",[105.72,34.58]",
        b"{\"type\":\"Feature\"}",
        b"\"kind\":\"lane\"",
        b"\"valid_to\":\"2026-01-01T00:00:00Z\"",
        b"\"crs\":{}",
        b"1e309",
        b"-0.0",
        b"\"",
        b"{",
        b"}",
        b"\\u0000",
        b"\xef\xbb\xbf",
        b"180.0",
        b"\xe8\xa1\x97",
    ],
    ..Target::plain("zones", "an import of zones as GeoJSON", |input| {
        match parse(input, &CITY, NOW) {
            Ok(read) => read.lines.iter().try_for_each(|line| {
                // As it will be kept, so it must come back.
                let kept = geometry::polygons(&line.geometry)
                    .map_err(|error| format!("{} was kept: {error}", line.geometry))?;
                let shape = Shape::new(&kept)
                    .map_err(|fault| format!("{} has no shape any more: {fault:?}", line.code))?;
                holds(shape.area_cm2() == line.shape.area_cm2(), || {
                    format!("{} changed its size", line.code)
                })
            }),
            Err(faults) => {
                let document = serde_json::from_slice(input).ok();
                faults_lead_somewhere(&faults, document.as_ref())
            }
        }
    })
};
