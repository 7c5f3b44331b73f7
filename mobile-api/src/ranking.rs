//! The red-black list on the wire: building, reading and signing off an issue, its rows and the cases behind
//! them. What a publication freezes is ranking/content.rs; computing it is the domain's business.

mod content;
mod public;
mod table;

pub use content::{CountedCase, RankingContent, counted_seal};
pub use public::{PublicRanking, PublicRankingQuery};
pub use table::Column;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::case::CaseState;
use crate::category::CategoryRef;
use crate::decimal::TwoPlaces;
use crate::hash::Sha256;
use crate::time::Time;
use crate::unit::UnitRef;

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Board {
    Department,
    ZoneUnit,
    Street,
}

impl Board {
    pub const ALL: [Board; 3] = [Board::Department, Board::ZoneUnit, Board::Street];

    pub fn name(self) -> &'static str {
        match self {
            Board::Department => "department",
            Board::ZoneUnit => "zone_unit",
            Board::Street => "street",
        }
    }
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RankingStatus {
    /// Computed now, kept nowhere.
    Live,
    Draft,
    Review,
    Published,
    /// Replaced by a later issue.
    Corrected,
    Withdrawn,
}

impl RankingStatus {
    pub const ALL: [RankingStatus; 6] = [
        RankingStatus::Live,
        RankingStatus::Draft,
        RankingStatus::Review,
        RankingStatus::Published,
        RankingStatus::Corrected,
        RankingStatus::Withdrawn,
    ];
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    Red,
    Black,
    None,
    /// 样本不足
    TooFew,
    /// 无数据
    NoData,
}

impl Listing {
    pub const ALL: [Listing; 5] = [
        Listing::Red,
        Listing::Black,
        Listing::None,
        Listing::TooFew,
        Listing::NoData,
    ];
}

/// What follows from being on the black list again.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    LeaderTalk,
    OrganisationTalk,
    Accountability,
}

impl Consequence {
    pub const ALL: [Consequence; 3] = [
        Consequence::LeaderTalk,
        Consequence::OrganisationTalk,
        Consequence::Accountability,
    ];
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DeductionReason {
    Letter,
    WrongReturn,
    Falsified,
}

impl DeductionReason {
    pub const ALL: [DeductionReason; 3] = [
        DeductionReason::Letter,
        DeductionReason::WrongReturn,
        DeductionReason::Falsified,
    ];
}

/// What keeps somebody off the red list whose score would do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NotRedBecause {
    /// 未核查: too much of what was handled nobody verified in time.
    Unverified,
}

impl NotRedBecause {
    pub const ALL: [NotRedBecause; 1] = [NotRedBecause::Unverified];
}

/// The rules a ranking was computed by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RulebookRef {
    pub name: String,
    pub version: i64,
    pub hash: Sha256,
}

/// Points taken off for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deduction {
    pub reason: DeductionReason,
    pub count: i64,
    /// All of them together.
    pub points: TwoPlaces,
}

/// One subject of a board. Rates and speed are in percent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankingRow {
    /// Null without a score. Ties share a rank: 1, 2, 2, 4.
    pub rank: Option<i64>,
    pub unit: UnitRef,
    pub group: String,
    pub due: i64,
    pub on_time: i64,
    pub handled_or_closed: i64,
    /// Cases with at least one handling, standing or not: what the rework rate divides by.
    pub handled_once: i64,
    pub reworked: i64,
    pub recurrences: i64,
    pub on_time_rate: Option<TwoPlaces>,
    pub closure_rate: Option<TwoPlaces>,
    pub rework_rate: Option<TwoPlaces>,
    pub recurrence_rate: Option<TwoPlaces>,
    pub speed: Option<TwoPlaces>,
    pub deductions: Vec<Deduction>,
    /// Rounded half up, once; null where too few cases or none were due.
    pub score: Option<TwoPlaces>,
    /// The score before rounding, a fraction such as `4665/50`: ranks go by it.
    pub exact_score: Option<String>,
    pub listing: Listing,
    /// Published weeks in a row on the black list, this one included.
    pub consecutive_black: i64,
    pub consequence: Option<Consequence>,
    /// Cases reported from the house of the department that had them: by themselves, in none of the figures above
    /// unless the rulebook says `counted`. Left out in lists of formats 1 and 2, as are the three below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_found: Option<i64>,
    /// Of these, fixed in time and verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_found_on_time: Option<i64>,
    /// Of the due cases, handled and verified by nobody in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<i64>,
    /// In percent of the due cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified_share: Option<TwoPlaces>,
    /// Points added for `self_found_on_time`, where the rulebook gives any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bonus: Option<TwoPlaces>,
    /// It would stand on the red list but for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_red_because: Option<NotRedBecause>,
}

/// The whole board in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Totals {
    pub subjects: i64,
    pub ranked: i64,
    pub too_few: i64,
    pub no_data: i64,
    pub due: i64,
    pub on_time: i64,
    pub handled_or_closed: i64,
    pub handled_once: i64,
    pub reworked: i64,
    pub recurrences: i64,
    pub on_time_rate: Option<TwoPlaces>,
    pub closure_rate: Option<TwoPlaces>,
    pub rework_rate: Option<TwoPlaces>,
    pub recurrence_rate: Option<TwoPlaces>,
    pub speed: Option<TwoPlaces>,
    /// As in the rows; left out in lists of formats 1 and 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_found: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_found_on_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unverified_share: Option<TwoPlaces>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ranking {
    /// Null while `live`.
    pub id: Option<Uuid>,
    pub board: Board,
    #[schema(example = "2026-W47")]
    pub period: String,
    pub from: Time,
    /// The first moment after the period.
    pub to: Time,
    pub status: RankingStatus,
    /// To be sent back as `expected_version`; null while `live`.
    pub version: Option<i64>,
    pub rulebook: RulebookRef,
    /// When it was computed, which is also the moment as of which everything was counted.
    pub generated_at: Time,
    pub rows: Vec<RankingRow>,
    /// In the order of the rows.
    pub red: Vec<UnitRef>,
    pub black: Vec<UnitRef>,
    pub totals: Totals,
    /// SHA-256 over everything that was computed; null while `live`: nothing of that is kept.
    pub hash: Option<Sha256>,
    pub review_at: Option<Time>,
    /// Until when units may object.
    pub appeals_until: Option<Time>,
    pub published_at: Option<Time>,
    /// The issue this one replaces, and why.
    pub corrects_id: Option<Uuid>,
    pub correction_reason: Option<String>,
    /// The issue that replaced this one.
    pub corrected_by_id: Option<Uuid>,
    /// What the reader may do now.
    pub available_actions: Vec<RankingAction>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RankingAction {
    Review,
    Publish,
    Correct,
}

/// `PUT /rankings/{id}`: compute and keep a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildRequest {
    pub board: Board,
    /// `2026-W47` or `2026-11`.
    #[schema(pattern = "^[0-9]{4}-(W(0[1-9]|[1-4][0-9]|5[0-3])|0[1-9]|1[0-2])$")]
    pub period: String,
}

/// The body of review and publish; an empty one will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignOffRequest {
    /// Refused when somebody was faster; left out: whatever the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<i64>,
}

/// Computes the period anew as a draft that, once published, takes the place of the issue named in the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CorrectRequest {
    /// The new issue's id, made by the sender.
    pub id: Uuid,
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingQuery {
    #[param(inline)]
    pub board: Board,
    /// The week that is running when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingCaseQuery {
    /// A unit's code or id; every unit's cases when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RankingHistoryQuery {
    /// Every board when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub board: Option<Board>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A published issue in a list of them: who stood on it, not why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankingIssue {
    pub id: Uuid,
    pub board: Board,
    pub period: String,
    /// `published`, or `corrected` when a later issue replaced it.
    pub status: RankingStatus,
    pub generated_at: Time,
    pub published_at: Time,
    pub red: Vec<UnitRef>,
    pub black: Vec<UnitRef>,
    pub hash: Sha256,
    pub corrects_id: Option<Uuid>,
    pub correction_reason: Option<String>,
}

/// A case behind a row: what it is now, and what was counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankingCase {
    pub id: Uuid,
    pub number: String,
    pub category: CategoryRef,
    pub state: CaseState,
    pub unit: UnitRef,
    pub counted: CountedCase,
}
