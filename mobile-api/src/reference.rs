//! What a phone keeps of the city's rules, so that it can say without network what the server would: limits, distances,
//! working hours, and the names of things. Everything larger (zones, categories, units, routing rules) has its own address.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ranking::RulebookRef;
use crate::words::{Lang, Word};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferenceAnswer {
    /// Rises with every change of zones, units, categories, routing rules, calendar or rulebook.
    pub version: i64,
    pub rulebook: RulebookRef,
    pub near: NearLimits,
    pub report: ReportLimits,
    pub photo: PhotoLimits,
    pub evidence: EvidenceLimits,
    pub visit: VisitLimits,
    pub case: CaseLimits,
    pub working_time: WorkingTime,
    pub names: Names,
}

/// A place outside every zone belongs to the nearest one within its accuracy, but at least and at most so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NearLimits {
    pub least_m: i64,
    pub most_m: i64,
    /// Around a report, an open case of the category may be the same problem.
    pub duplicate_m: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReportLimits {
    pub most_photos: u64,
    pub longest_text: u64,
    pub longest_address: u64,
    /// How far ahead of the server's a phone's clock may be, and how old a problem.
    pub captured_ahead_minutes: i64,
    pub captured_age_days: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhotoLimits {
    pub max_bytes: u64,
    pub max_pixels: u64,
    #[schema(example = json!(["image/jpeg", "image/png", "image/webp"]))]
    pub media_types: Vec<String>,
}

/// From where on a photo is doubted; doubts are shown and refuse nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EvidenceLimits {
    pub stale_after_hours: i64,
    pub far_from_case_m: i64,
    pub clock_skew_minutes: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitLimits {
    pub longest_hours: i64,
    pub most_track_points: u64,
    /// After so many days a track is removed.
    pub track_days: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseLimits {
    pub extension_hours_max: u32,
    /// Must a failed verification show a photo of what is still wrong?
    pub rework_needs_photo: bool,
    pub rework_floor_hours: i64,
    /// Of the limit, from when on the light is yellow.
    pub yellow_percent: i64,
}

/// The city's wall clock, the same the whole year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkingTime {
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: String,
    /// Of a working day, in order.
    pub shifts: Vec<WorkingShift>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WorkingShift {
    #[schema(example = "08:30")]
    pub from: String,
    #[schema(example = "12:00")]
    pub to: String,
}

/// What codes are called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Names {
    pub return_reasons: Vec<Named>,
    pub modes: Vec<Named>,
    pub states: Vec<Named>,
    pub actions: Vec<Named>,
    pub flags: Vec<Named>,
    pub zone_kinds: Vec<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    pub code: String,
    pub zh: String,
    pub en: String,
}

impl Names {
    pub fn all() -> Names {
        use crate::action::{Action, ReturnReason};
        use crate::case::{CaseState, Mode};
        use crate::photo::Flag;
        use crate::zone::ZoneKind;
        Names {
            return_reasons: named(&ReturnReason::ALL),
            modes: named(&Mode::ALL),
            states: named(&CaseState::ALL),
            actions: named(&Action::ALL),
            flags: named(&Flag::ALL),
            zone_kinds: named(&ZoneKind::ALL),
        }
    }
}

fn named<T: Word + Copy + Serialize>(all: &[T]) -> Vec<Named> {
    let one = |thing: &T| Named {
        code: spelt(thing),
        zh: thing.word(Lang::Zh).to_owned(),
        en: thing.word(Lang::En).to_owned(),
    };
    all.iter().map(one).collect()
}

/// As JSON spells it.
fn spelt(thing: &impl Serialize) -> String {
    let spelt = serde_json::to_value(thing).ok();
    let text = spelt.as_ref().and_then(serde_json::Value::as_str);
    text.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_named_as_the_wire_spells_it() {
        let names = Names::all();
        let all = [
            &names.return_reasons,
            &names.modes,
            &names.states,
            &names.actions,
            &names.flags,
            &names.zone_kinds,
        ];
        for named in all.into_iter().flatten() {
            assert!(!named.code.is_empty() && !named.zh.is_ascii(), "{named:?}");
        }
        let first = &names.return_reasons[0];
        let read = (first.code.as_str(), first.zh.as_str(), first.en.as_str());
        assert_eq!(read, ("not_ours", "非本部门职责", "not our duty"));
    }
}
