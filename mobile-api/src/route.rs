//! Why a case went where it went: the answer a program reads, the sentence a person reads, and the
//! language-free record of both that an event keeps. Deciding the route is the domain's business.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::case::CaseZone;
use crate::category::Limit;
use crate::position::{Crs, Position, PositionSource};
use crate::time::Time;
use crate::unit::UnitRef;
use crate::words::{self, Lang};
use crate::zone::{ZoneKind, ZoneRef};

/// How the place was matched with a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Match {
    /// In the zone or on its border.
    Inside,
    /// Outside, within what the device's accuracy allows.
    Near,
    None,
}

impl Match {
    pub const ALL: [Match; 3] = [Match::Inside, Match::Near, Match::None];
}

/// Where a rule applies, from the most to the least specific.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RulePlace {
    Zone { code: String, name: String },
    Street { code: String, name: String },
    District { code: String, name: String },
    Everywhere,
}

/// A rule as an explanation quotes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleRef {
    pub id: Uuid,
    pub number: i64,
    /// Empty: any scheme.
    pub scheme: String,
    /// Start of the category codes it covers; empty: every code.
    pub category_prefix: String,
    pub place: RulePlace,
    /// Only zones of this kind, when given.
    pub zone_kind: Option<ZoneKind>,
    pub department: UnitRef,
}

/// Why a case waits for a dispatcher although one rule decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// One of its photos is on as many other cases as the rulebook allows.
    PhotoReused,
}

/// The decision as an event keeps it: facts and names of that day, no sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RouteRecord {
    pub r#match: Match,
    /// Metres to the zone: 0 inside, null without a zone.
    pub distance_m: Option<f64>,
    pub zone: Option<ZoneRef>,
    /// Other zones the place lies in, not chosen; the next best first.
    pub runners_up: Vec<ZoneRef>,
    /// The rule that decided; null when none did or several disagreed.
    pub rule: Option<RuleRef>,
    /// When no rule decided: the equal ones that name different departments or, outside every zone, those
    /// that would hold in one.
    pub candidates: Vec<RuleRef>,
    /// The one candidate would have decided; why it did not. Left out where nothing held it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

/// The decision as a case and `locate` show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Route {
    pub r#match: Match,
    pub distance_m: Option<f64>,
    pub rule_id: Option<Uuid>,
    /// One sentence in the reader's language.
    #[schema(example = "位于解放路东段，按第12条规则：秦州区02-*类问题 → 城管执法局")]
    pub explanation: String,
    pub candidates: Vec<RuleRef>,
    /// Other zones the place lies in, not chosen; the next best first.
    pub runners_up: Vec<ZoneRef>,
    /// Why it waits for a dispatcher although the one candidate decides. Left out where nothing holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
}

impl RouteRecord {
    pub fn shown(&self, lang: Lang) -> Route {
        Route {
            r#match: self.r#match,
            distance_m: self.distance_m,
            rule_id: self.rule.as_ref().map(|rule| rule.id),
            explanation: words::explanation(self, lang),
            candidates: self.candidates.clone(),
            runners_up: self.runners_up.clone(),
            held: self.held,
        }
    }
}

/// The answer of `locate`: what a report at this place would meet, nothing created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Located {
    pub position: Position,
    pub zone: Option<CaseZone>,
    pub department: Option<UnitRef>,
    #[serde(flatten)]
    pub route: Route,
    /// The category's limit, when a category was given.
    pub limit: Option<Limit>,
    /// When a case dispatched now would be due; null without an owner.
    pub deadline_at: Option<Time>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LocateQuery {
    #[param(minimum = -180, maximum = 180)]
    pub lon: f64,
    #[param(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// WGS-84 when left out: nothing is kept of a question.
    #[serde(default)]
    #[param(inline)]
    pub crs: Crs,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(minimum = 0)]
    pub accuracy_m: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline)]
    pub source: Option<PositionSource>,
    /// `scheme:code`, such as `GBT30428-2013-event:02-01`; without it only the zone is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}
