//! Alive, and ready: what a supervisor or a load balancer asks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    Ok,
    Failed,
}

/// The process runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alive {
    pub status: Health,
    pub version: String,
}

/// What the process needs answers; 503 when any of it has failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ready {
    pub status: Health,
    pub database: Health,
    pub photos: Health,
    /// In doubt, reports and actions go on with a mark; what acts by the clock waits.
    pub clock: ClockHealth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockHealth {
    Ok,
    Suspect,
}

impl Ready {
    pub fn of(database: Health, photos: Health, clock: ClockHealth) -> Ready {
        let status = if database == Health::Ok && photos == Health::Ok {
            Health::Ok
        } else {
            Health::Failed
        };
        Ready {
            status,
            database,
            photos,
            clock,
        }
    }
}
