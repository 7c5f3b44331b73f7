//! A case: one problem at one place, from report to closure, as its readers see it, and the report that opens one.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::action::Action;
use crate::auth::Role;
use crate::body::null_as_default;
use crate::category::{CategoryKey, CategoryRef, Limit};
use crate::hash::Sha256;
use crate::photo::{Flag, PhotoRole, PhotoUrls};
use crate::position::{Crs, Point, Position, RawPosition};
use crate::route::Route;
use crate::time::Time;
use crate::unit::UnitRef;
use crate::words::{Lang, Word};
use crate::zone::ZoneKind;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    Reported,
    Dispatched,
    Accepted,
    Handled,
    Closed,
    Suspended,
    Voided,
}

impl CaseState {
    pub const ALL: [CaseState; 7] = [
        CaseState::Reported,
        CaseState::Dispatched,
        CaseState::Accepted,
        CaseState::Handled,
        CaseState::Closed,
        CaseState::Suspended,
        CaseState::Voided,
    ];

    pub fn name(self) -> &'static str {
        match self {
            CaseState::Reported => "reported",
            CaseState::Dispatched => "dispatched",
            CaseState::Accepted => "accepted",
            CaseState::Handled => "handled",
            CaseState::Closed => "closed",
            CaseState::Suspended => "suspended",
            CaseState::Voided => "voided",
        }
    }
}

/// Green, yellow from 80 % of the limit, red past the deadline.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    Green,
    Yellow,
    Red,
}

impl Light {
    pub const ALL: [Light; 3] = [Light::Green, Light::Yellow, Light::Red];
}

/// How somebody came to look.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Routine,
    Random,
    Covert,
    Joint,
    Leader,
    Mock,
    Citizen,
}

impl Mode {
    pub const ALL: [Mode; 7] = [
        Mode::Routine,
        Mode::Random,
        Mode::Covert,
        Mode::Joint,
        Mode::Leader,
        Mode::Mock,
        Mode::Citizen,
    ];
}

/// What the body of `PUT /cases/{id}` reports; the id is made by the sender.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportRequest {
    pub category: CategoryKey,
    pub position: RawPosition,
    /// When the problem was seen.
    pub captured_at: Time,
    #[serde(default, deserialize_with = "null_as_default")]
    #[schema(max_length = 2000)]
    pub description: String,
    /// Where it is, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub address: Option<String>,
    /// Photos of the problem, uploaded before; at least one.
    #[schema(min_items = 1, max_items = 9)]
    pub photos: Vec<Sha256>,
    pub mode: Mode,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<Uuid>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Case {
    pub id: Uuid,
    #[schema(example = "20261121-0042")]
    pub number: String,
    /// Rises with every event; to be sent back as `expected_version`.
    pub version: i64,
    pub state: CaseState,
    /// Null where no clock runs: reported, suspended, voided, closed.
    pub light: Option<Light>,
    pub category: CategoryRef,
    pub campaign_id: Option<Uuid>,
    /// Null for readers whose work is inspected, of every case but their own reports.
    pub mode: Option<Mode>,
    pub position: Position,
    pub address: String,
    pub description: String,
    pub photos: Vec<CasePhoto>,
    pub zone: Option<CaseZone>,
    pub department: Option<UnitRef>,
    pub route: Route,
    pub limit: Option<Limit>,
    pub captured_at: Time,
    pub reported_at: Time,
    pub dispatched_at: Option<Time>,
    pub deadline_at: Option<Time>,
    /// When the light turns yellow, or turned: from then on to the deadline it is, without asking again. Null where no
    /// clock runs, and in handled, where the light stays as it was.
    pub yellow_at: Option<Time>,
    /// The deadline without rework: decides the period the case is counted in.
    pub due_at: Option<Time>,
    pub handled_at: Option<Time>,
    pub closed_at: Option<Time>,
    pub on_time: Option<bool>,
    /// The year's calendar of days off is not published yet, so the deadline may differ.
    pub calendar_provisional: bool,
    pub rework_count: i64,
    pub return_count: i64,
    pub extension_count: i64,
    /// Without a name of their own for readers whose work is inspected, of every case but their own reports.
    pub reporter: Person,
    /// The case this one repeats, when it was voided for that.
    pub duplicate_of: Option<Uuid>,
    /// The earlier case of the same kind at the same place.
    pub recurrence_of: Option<Uuid>,
    pub possible_duplicates: Vec<PossibleDuplicate>,
    /// Something of it was recorded while the server doubted its clock. Said where one case is shown, not in lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_suspect: bool,
    /// A recorded time was corrected; its events say which and by whom. Said where one case is shown, not in lists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub time_corrected: bool,
    pub available_actions: Vec<Action>,
    pub permissions: Vec<CasePermission>,
    /// How it was verified last: for those who lead and dispatch, and for whoever did it. Left out for others, in lists, and
    /// of a case that was not verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Verification {
    pub at: Time,
    pub passed: bool,
    /// Pictures of the case that whoever verified had not opened (display copy or original). Nothing is refused for it.
    pub unseen_photos: Vec<Sha256>,
}

/// What the reader may see or do beside the actions.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CasePermission {
    ViewEvents,
    ViewOriginals,
    ViewReporter,
}

/// A person as a case names one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Null where who it is is not told to this reader; the name is then what they do, 巡查员.
    pub id: Option<Uuid>,
    pub display_name: String,
}

impl Person {
    /// Somebody of inspection, for readers who are not told who.
    pub fn unnamed(lang: Lang) -> Person {
        Person {
            id: None,
            display_name: Role::Inspector.word(lang).to_owned(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseZone {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: ZoneKind,
    pub unit: UnitRef,
    pub leader: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CasePhoto {
    pub sha256: Sha256,
    pub role: PhotoRole,
    pub position: Option<Point>,
    pub taken_at: Option<Time>,
    pub flags: Vec<Flag>,
    pub urls: PhotoUrls,
    /// Other cases with the very same picture (`reused`), as far as the reader sees them; not in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_cases: Vec<CaseName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseName {
    pub id: Uuid,
    #[schema(example = "20261121-0042")]
    pub number: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PossibleDuplicate {
    pub id: Uuid,
    pub number: String,
    pub distance_m: f64,
}

/// An open case close to a place, for "is it this one?".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NearbyCase {
    pub id: Uuid,
    pub number: String,
    pub distance_m: f64,
    pub state: CaseState,
    pub category: CategoryRef,
    pub description: String,
    pub reported_at: Time,
    pub photos: Vec<CasePhoto>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NearbyQuery {
    #[param(minimum = -180, maximum = 180)]
    pub lon: f64,
    #[param(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// WGS-84 when left out: nothing is kept of a question.
    #[serde(default)]
    #[param(inline)]
    pub crs: Crs,
    /// `scheme:code`; the code alone where only one scheme of the city has it.
    pub category: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// States, separated by commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(
        pattern = "^(reported|dispatched|accepted|handled|closed|suspended|voided)(,(reported|dispatched|accepted|handled|closed|suspended|voided))*$"
    )]
    pub state: Option<String>,
    /// A unit's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// A zone's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// A street office's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// `scheme:code`; the code alone where only one scheme of the city has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overdue: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub light: Option<Light>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_from: Option<Time>,
    /// The first moment no longer included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_to: Option<Time>,
    /// `west,south,east,north` in WGS-84 degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bbox: Option<String>,
    /// A whole case number, or words of the description or address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(max_length = 100)]
    pub q: Option<String>,
    /// Only what waits for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to_me: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub sort: Option<CaseSort>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum CaseSort {
    /// The newest report first.
    #[default]
    #[serde(rename = "-reported_at")]
    NewestReport,
    /// The most urgent first.
    #[serde(rename = "deadline_at")]
    Deadline,
}

/// Every case in the reader's scope, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseCounts {
    pub total: u64,
    pub by_state: StateCounts,
    pub by_light: LightCounts,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StateCounts {
    pub reported: u64,
    pub dispatched: u64,
    pub accepted: u64,
    pub handled: u64,
    pub closed: u64,
    pub suspended: u64,
    pub voided: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LightCounts {
    pub green: u64,
    pub yellow: u64,
    pub red: u64,
}

impl StateCounts {
    pub fn count_mut(&mut self, state: CaseState) -> &mut u64 {
        match state {
            CaseState::Reported => &mut self.reported,
            CaseState::Dispatched => &mut self.dispatched,
            CaseState::Accepted => &mut self.accepted,
            CaseState::Handled => &mut self.handled,
            CaseState::Closed => &mut self.closed,
            CaseState::Suspended => &mut self.suspended,
            CaseState::Voided => &mut self.voided,
        }
    }
}

impl LightCounts {
    pub fn count_mut(&mut self, light: Light) -> &mut u64 {
        match light {
            Light::Green => &mut self.green,
            Light::Yellow => &mut self.yellow,
            Light::Red => &mut self.red,
        }
    }
}
