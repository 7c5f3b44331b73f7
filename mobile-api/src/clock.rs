//! Whether the server believes its clock, and what an administrator answers for.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::time::Time;

/// The clock of the process that answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockState {
    /// The time it goes by: the wall clock's or, while that is in doubt, the one that went on when it jumped.
    pub now: Time,
    pub wall: Time,
    pub suspect: bool,
    /// Null: the clock is believed.
    pub doubt: Option<ClockDoubt>,
    /// All that was recorded, the latest first, at most fifty.
    pub incidents: Vec<ClockIncident>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockDoubt {
    pub why: ClockFault,
    pub since: Time,
    /// How far the wall clock was ahead of what was expected when the doubt began; negative: behind.
    pub off_us: i64,
    /// Since when it agrees again; after five minutes it is believed.
    pub agrees_since: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockFault {
    /// It and the time since the machine started parted.
    Jumped,
    /// It shows a time before something that is recorded.
    BehindRecords,
    /// It shows a time before there was this program.
    BeforeProgram,
    /// It and the database's clock differ.
    AgainstDatabase,
    /// An earlier process doubted it, and nobody has answered for it since.
    Unsettled,
    /// Recorded by hand, for what a wrong clock did before.
    ByHand,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockIncident {
    pub id: Uuid,
    pub why: ClockFault,
    /// By the time the process went by, and what the wall clock showed.
    pub began_at: Time,
    pub wall_at: Time,
    pub ended_at: Option<Time>,
    /// Null: the clock agreed again by itself, or it has not ended.
    pub ended_by: Option<Uuid>,
    pub reason: String,
}

/// Somebody has looked at the clock and answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmClockRequest {
    /// How it was checked, and against what.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// What a clock that can be relied on showed, within two minutes of the server's wall clock. Needed where that is behind
    /// the latest record: then the records are what is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall: Option<Time>,
}
