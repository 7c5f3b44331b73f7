//! What an inspector sees and reports: a kind of problem at a place, with fresh photos unless others are given.

use domain::position::Crs;
use mobile_api::case::Mode;
use mobile_api::category::CategoryKey;
use mobile_api::hash::Sha256;
use mobile_api::position::RawPosition;
use mobile_api::time::Time;

use crate::place::{JIEFANG_ROAD, Place};

pub const EVENTS: &str = "GBT30428-2013-event";
pub const PARTS: &str = "GBT30428-2013-part";

#[derive(Clone, Debug)]
pub struct Sighting {
    pub category: CategoryKey,
    pub position: RawPosition,
    pub description: String,
    /// None: now.
    pub captured_at: Option<Time>,
    /// None: one fresh picture.
    pub photos: Option<Vec<Sha256>>,
    pub mode: Mode,
}

/// 非法小广告: 24 natural hours.
pub fn illegal_ad() -> Sighting {
    sighting(EVENTS, "02-01")
}

/// 暴露垃圾: 24 natural hours, 环境卫生管理中心.
pub fn rubbish() -> Sighting {
    sighting(EVENTS, "01-02")
}

/// 道路不洁: 4 working hours.
pub fn dirty_road() -> Sighting {
    sighting(EVENTS, "01-04")
}

/// 路面塌陷: 2 hours, urgent.
pub fn collapsed_road() -> Sighting {
    sighting(EVENTS, "04-01")
}

/// 飞线充电: 2 working days.
pub fn charging_cable() -> Sighting {
    sighting("local", "L-01")
}

/// At a place of no matter.
pub fn sighting(scheme: &str, code: &str) -> Sighting {
    Sighting {
        category: CategoryKey {
            scheme: scheme.into(),
            code: code.into(),
        },
        position: JIEFANG_ROAD.position(),
        description: String::new(),
        captured_at: None,
        photos: None,
        mode: Mode::Routine,
    }
}

impl Sighting {
    pub fn at(self, place: Place) -> Sighting {
        self.from(place.position())
    }

    /// As a phone says it that thinks in another system.
    pub fn at_in(self, place: Place, crs: Crs) -> Sighting {
        self.from(place.position_in(crs))
    }

    pub fn from(self, position: RawPosition) -> Sighting {
        Sighting { position, ..self }
    }

    pub fn described(self, description: &str) -> Sighting {
        Sighting {
            description: description.into(),
            ..self
        }
    }

    pub fn captured(self, at: Time) -> Sighting {
        Sighting {
            captured_at: Some(at),
            ..self
        }
    }

    pub fn showing(self, photos: &[Sha256]) -> Sighting {
        Sighting {
            photos: Some(photos.to_vec()),
            ..self
        }
    }
}
