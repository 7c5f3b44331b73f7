//! What each event keeps, field by field. Every instant an event caused is frozen in it, so that
//! replaying a case needs neither a calendar nor today's rules.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::action::{Action, ReturnReason};
use crate::case::Mode;
use crate::category::{CategoryKey, Limit};
use crate::hash::{ALWAYS_JSON, Sha256};
use crate::photo::Flag;
use crate::position::{Crs, PositionSource};
use crate::route::RouteRecord;
use crate::time::Time;
use crate::unit::UnitRef;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "action", content = "data", rename_all = "snake_case")]
pub enum EventData {
    Report(Box<ReportData>),
    Dispatch {
        department: UnitRef,
        /// The rule, when the router dispatched and no person.
        rule_id: Option<Uuid>,
        reason: String,
        clock: ClockStart,
    },
    Accept {},
    Handle {
        photos: Vec<EventPhoto>,
        note: String,
        /// Clock time, suspensions taken out, in microseconds: until the handling, and until the deadline.
        used_us: i64,
        allowed_us: i64,
    },
    Return {
        reason_code: ReturnReason,
        reason: String,
    },
    VerifyPass {
        photos: Vec<EventPhoto>,
        note: String,
        /// Pictures of the case that whoever verified had not opened.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unseen_photos: Vec<Sha256>,
    },
    VerifyFail {
        reason: String,
        photos: Vec<EventPhoto>,
        schedule: Schedule,
        /// As above.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        unseen_photos: Vec<Sha256>,
    },
    RequestExtension {
        hours: u32,
        reason: String,
    },
    GrantExtension {
        hours: u32,
        reason: String,
        schedule: Schedule,
    },
    RefuseExtension {
        reason: String,
    },
    Suspend {
        reason: String,
        used_us: i64,
    },
    Resume {
        reason: String,
        schedule: Schedule,
    },
    Void {
        reason: String,
        duplicate_of: Option<Uuid>,
    },
    Comment {
        text: String,
        photos: Vec<EventPhoto>,
    },
    Remind {
        text: String,
    },
    ConfirmFalsified {
        reason: String,
    },
    /// What a wrong clock wrote is set right: for the events that it names, these times and effects hold.
    CorrectTime {
        reason: String,
        events: Vec<CorrectedEvent>,
    },
    Escalate {
        rung: Rung,
    },
}

/// What holds instead of what one event says; what is left out holds as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CorrectedEvent {
    pub seq: i64,
    /// As it was written, and when it happened.
    pub was: Time,
    pub at: Time,
    /// A rung that had not been due: it does not count, and can fall due again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub annulled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_us: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_us: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportData {
    pub number: String,
    pub category: CategoryKey,
    pub mode: Mode,
    pub campaign_id: Option<Uuid>,
    pub description: String,
    pub address: String,
    pub captured_at: Time,
    pub position: EventPosition,
    pub photos: Vec<EventPhoto>,
    pub zone_id: Option<Uuid>,
    pub zone_unit_id: Option<Uuid>,
    pub street_id: Option<Uuid>,
    pub district_id: Option<Uuid>,
    pub route: RouteRecord,
}

/// The canonical position (WGS-84) with all its digits, and the numbers as sent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EventPosition {
    pub lon: f64,
    pub lat: f64,
    pub raw_lon: f64,
    pub raw_lat: f64,
    pub crs: Crs,
    pub accuracy_m: Option<f64>,
    pub source: PositionSource,
}

/// A photo and the doubts about it on this case at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EventPhoto {
    pub sha256: Sha256,
    pub flags: Vec<Flag>,
}

/// Whether a department gets a clock of its own or goes on under the one it had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ClockStart {
    Anew {
        dispatch_no: i64,
        limit: Limit,
        schedule: Schedule,
        recurrence_of: Option<Uuid>,
        /// The reporter is of this department's own house, as units stood then. Left out when not, as before there was such a mark.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        self_found: bool,
    },
    Kept {
        wrong_return: bool,
    },
}

/// The instants of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Schedule {
    pub deadline_at: Time,
    pub due_at: Time,
    pub yellow_at: Time,
    pub remind_at: Time,
    pub warn_at: Time,
    pub letter_at: Time,
    pub account_at: Time,
    pub allowed_us: i64,
    pub calendar_version: String,
    pub provisional: bool,
}

/// The escalation ladder, in the order in which its rungs fall due.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
pub enum Rung {
    #[serde(rename = "remind_50")]
    Remind50,
    #[serde(rename = "warn_80")]
    Warn80,
    #[serde(rename = "overdue_100")]
    Overdue100,
    #[serde(rename = "letter_24h")]
    Letter24h,
    #[serde(rename = "account_72h")]
    Account72h,
}

impl Rung {
    pub const ALL: [Rung; 5] = [
        Rung::Remind50,
        Rung::Warn80,
        Rung::Overdue100,
        Rung::Letter24h,
        Rung::Account72h,
    ];
}

/// In the data of an event that was written while the server doubted its clock.
const CLOCK_SUSPECT: &str = "clock_suspect";

/// Was it written while the server doubted its clock? Of the stored data, or of what is shown.
pub fn clock_suspect(data: &Value) -> bool {
    data.get(CLOCK_SUSPECT) == Some(&Value::Bool(true))
}

/// Stored data that is not what its action carries.
#[derive(Debug, thiserror::Error)]
#[error("the data of a {action} event cannot be read: {source}")]
pub struct BadEvent {
    action: String,
    source: serde_json::Error,
}

impl EventData {
    pub fn action(&self) -> Action {
        match self {
            EventData::Report(_) => Action::Report,
            EventData::Dispatch { .. } => Action::Dispatch,
            EventData::Accept {} => Action::Accept,
            EventData::Handle { .. } => Action::Handle,
            EventData::Return { .. } => Action::Return,
            EventData::VerifyPass { .. } => Action::VerifyPass,
            EventData::VerifyFail { .. } => Action::VerifyFail,
            EventData::RequestExtension { .. } => Action::RequestExtension,
            EventData::GrantExtension { .. } => Action::GrantExtension,
            EventData::RefuseExtension { .. } => Action::RefuseExtension,
            EventData::Suspend { .. } => Action::Suspend,
            EventData::Resume { .. } => Action::Resume,
            EventData::Void { .. } => Action::Void,
            EventData::Comment { .. } => Action::Comment,
            EventData::Remind { .. } => Action::Remind,
            EventData::ConfirmFalsified { .. } => Action::ConfirmFalsified,
            EventData::CorrectTime { .. } => Action::CorrectTime,
            EventData::Escalate { .. } => Action::Escalate,
        }
    }

    /// Canonical JSON of the data alone: sorted keys, no spaces.
    pub fn canonical(&self) -> String {
        self.data().to_string()
    }

    /// The same, written while the clock was in doubt: the mark is part of what is hashed.
    pub fn canonical_in_doubt(&self) -> String {
        let mut data = self.data();
        data[CLOCK_SUSPECT] = Value::Bool(true);
        data.to_string()
    }

    fn data(&self) -> Value {
        let mut tagged = serde_json::to_value(self).expect(ALWAYS_JSON);
        tagged["data"].take()
    }

    /// What `canonical` wrote, under the action's name it was stored with.
    pub fn from_stored(action: &str, data: &str) -> Result<EventData, BadEvent> {
        let bad = |source| BadEvent {
            action: action.to_owned(),
            source,
        };
        let data: Value = serde_json::from_str(data).map_err(bad)?;
        read(action, data)
    }

    pub fn from_value(action: Action, data: Value) -> Result<EventData, BadEvent> {
        read(action.name(), data)
    }
}

fn read(action: &str, data: Value) -> Result<EventData, BadEvent> {
    let tagged = serde_json::json!({ "action": action, "data": data });
    serde_json::from_value(tagged).map_err(|source| BadEvent {
        action: action.to_owned(),
        source,
    })
}
