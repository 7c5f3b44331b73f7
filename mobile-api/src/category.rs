//! Classes of problems. A bare code means nothing: editions of the standard number differently, so the
//! scheme always comes along.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryKey {
    #[schema(min_length = 1, example = "GBT30428-2013-event")]
    pub scheme: String,
    #[schema(min_length = 1, example = "02-01")]
    pub code: String,
}

/// A category as others mention it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct CategoryRef {
    pub scheme: String,
    pub code: String,
    #[schema(example = "非法小广告")]
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// Natural hours.
    Hour,
    WorkHour,
    WorkDay,
}

impl LimitUnit {
    pub const ALL: [LimitUnit; 3] = [LimitUnit::Hour, LimitUnit::WorkHour, LimitUnit::WorkDay];
}

/// How long a department has, from dispatch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Limit {
    #[schema(minimum = 1, example = 24)]
    pub value: u32,
    pub unit: LimitUnit,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Category {
    pub scheme: String,
    pub code: String,
    pub name: String,
    /// What campaigns call it, such as 牛皮癣; empty when they don't.
    pub campaign_word: String,
    pub limit: Limit,
    pub urgent: bool,
    /// An inactive one takes no new cases.
    pub active: bool,
}
