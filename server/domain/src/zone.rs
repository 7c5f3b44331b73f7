//! Zones: the polygons units answer for, version by version. Here is what a zone is; its shape is
//! checked in `shape`, found by point in `index`, and its versions are compared in `versions`.
//! Which department must act there is `routing`.

mod index;
mod overlap;
mod ring;
mod shape;
mod versions;

use std::fmt;
use std::str::FromStr;

pub use index::{Match, ZoneIndex};
pub use overlap::{Overlap, overlaps};
pub use ring::RingFault;
pub use shape::{Rings, Shape, ShapeFault, ShapeFaultKind};
pub use versions::{VersionFault, version_faults};

use crate::id::{UnitId, ZoneId};
use crate::time::Micros;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    pub const fn as_str(self) -> &'static str {
        match self {
            ZoneKind::Street => "street",
            ZoneKind::Lane => "lane",
            ZoneKind::Compound => "compound",
            ZoneKind::RoadSegment => "road_segment",
            ZoneKind::Market => "market",
            ZoneKind::Square => "square",
            ZoneKind::Park => "park",
            ZoneKind::SchoolSurround => "school_surround",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAZoneKind;

impl FromStr for ZoneKind {
    type Err = NotAZoneKind;

    fn from_str(code: &str) -> Result<ZoneKind, NotAZoneKind> {
        ZoneKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == code)
            .ok_or(NotAZoneKind)
    }
}

impl fmt::Display for ZoneKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One version of a zone. A changed zone is a new version under the same code with an id of its
/// own, so that old cases keep the zone they were in.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    pub id: ZoneId,
    pub code: String,
    pub version: i64,
    pub name: String,
    pub kind: ZoneKind,
    /// 包抓单位: supervises and helps.
    pub unit: UnitId,
    pub street: UnitId,
    pub district: UnitId,
    pub leader: String,
    pub grid_keeper: String,
    pub shape: Shape,
    pub valid_from: Micros,
    /// The first instant it is no longer valid; none: still valid.
    pub valid_to: Option<Micros>,
}

impl Zone {
    pub fn valid_at(&self, at: Micros) -> bool {
        self.valid_from <= at && self.valid_to.is_none_or(|end| at < end)
    }
}

#[cfg(test)]
pub(crate) mod tests;
