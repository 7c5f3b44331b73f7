//! Every number a city may choose for deadlines, boards and evidence, with the defaults it starts
//! from. Plain data: how it is written down and which version is in force is not known here.
//!
//! Shares and points are whole ten-thousandths (45 % is 4,500; 90 points are 900,000), so that no
//! rule ever depends on a float.

mod cases;
mod faults;

use std::collections::BTreeMap;

pub use faults::{RulebookFault, RulebookFaultKind, faults};

/// One whole, one point: 10,000 ten-thousandths.
pub const WHOLE: i64 = 10_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rulebook {
    pub name: String,
    pub department: BoardRules,
    pub zone_unit: BoardRules,
    pub street: BoardRules,
    pub consequences: Consequences,
    pub self_found: SelfFoundRules,
    pub unverified: UnverifiedRules,
    pub deadlines: DeadlineRules,
    pub cases: CaseRules,
    pub recurrence: RecurrenceRules,
    pub evidence: EvidenceRules,
    pub reach: Reach,
    /// How long a list under review may be appealed against.
    pub appeal_hours: i64,
    /// Of the closed cases, the share drawn for an independent re-check.
    pub recheck_share: i64,
    /// How long a covert visit moves no figure that those inspected can read.
    pub covert_days: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRules {
    pub weights: Weights,
    pub deductions: Deductions,
    /// Below this many due cases a subject is 样本不足: shown, neither ranked nor listed.
    pub min_cases: i64,
    /// Subjects with nothing due are left out altogether instead of shown as 无数据.
    pub omit_no_data: bool,
    pub listing: ListingRules,
    /// By ranking group, where it differs from `listing`.
    pub group_listing: BTreeMap<String, ListingRules>,
}

/// Shares of the score. They sum to one whole, so that a score lies between 0 and 100.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weights {
    pub on_time: i64,
    pub closure: i64,
    /// Weighs 1 − rework rate.
    pub rework: i64,
    /// Weighs 1 − speed.
    pub speed: i64,
    /// Weighs 1 − recurrence rate.
    pub recurrence: i64,
}

/// Points off per occurrence; zero where a board does not deduct.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deductions {
    pub letter: i64,
    pub wrong_return: i64,
    pub falsified: i64,
}

/// Who stands on the red and on the black list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListingRules {
    pub mode: ListingMode,
    pub k_red: i64,
    pub k_black: i64,
    /// Red from this score up.
    pub red_bar: i64,
    /// Black below this score.
    pub black_bar: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListingMode {
    /// The first and the last k, whatever their score.
    Rank,
    /// All beyond the bars, however many.
    Threshold,
    /// The first and the last k, as far as they are beyond the bars.
    Both,
}

impl ListingMode {
    pub const ALL: [ListingMode; 3] =
        [ListingMode::Rank, ListingMode::Threshold, ListingMode::Both];

    pub const fn as_str(self) -> &'static str {
        match self {
            ListingMode::Rank => "rank",
            ListingMode::Threshold => "threshold",
            ListingMode::Both => "both",
        }
    }
}

/// From how many consecutive appearances on the black list which talk follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consequences {
    pub leader_talk: i64,
    pub organisation_talk: i64,
    pub accountability: i64,
}

/// 自查: cases that a department's own house reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfFoundRules {
    pub mode: SelfFoundMode,
    /// Points for each that was fixed in time and verified, and the most they make together; for departments.
    pub bonus: i64,
    pub bonus_max: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelfFoundMode {
    /// In columns of their own, in no rate and no deduction.
    Apart,
    /// As every other case.
    Counted,
}

/// 未核查: handlings nobody verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnverifiedRules {
    /// How long after the end of a period its handlings may still be verified, in natural hours.
    pub grace_hours: i64,
    /// The largest share of its due cases with which somebody may stand on the red list.
    pub red_max: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineRules {
    /// For a category that names no limit of its own, in natural hours.
    pub default_limit_hours: i64,
    /// A rework leaves at least this much, on the limit's own kind of clock.
    pub rework_floor_hours: i64,
    pub yellow_percent: i64,
    pub remind_percent: i64,
    pub warn_percent: i64,
    /// Natural hours after the deadline.
    pub letter_after_hours: i64,
    pub account_after_hours: i64,
}

/// What a report and an action must keep to, beside the deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseRules {
    /// The most hours one extension may grant.
    pub extension_hours_max: u32,
    /// Must a failed verification show a photo of what is still wrong?
    pub rework_needs_photo: bool,
    /// How far ahead of ours a reporter's clock may be.
    pub captured_ahead_minutes: i64,
    /// How old a photographed problem may be when it is reported.
    pub captured_age_days: i64,
    /// How many cases one person may report within an hour.
    pub reports_per_hour: usize,
}

/// The same category again, this near and this soon after a closing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecurrenceRules {
    pub days: i64,
    pub radius_m: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceRules {
    /// Pictures whose fingerprints differ in at most this many of 64 bits are near-duplicates.
    pub near_duplicate_bits: u32,
    pub stale_after_hours: i64,
    pub far_from_case_m: i64,
    pub clock_skew_minutes: i64,
    /// On how many cases the same picture may be before a report with it waits for a dispatcher.
    pub same_photo_max: usize,
}

/// How far outside every zone a point may lie and still be given to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// At least, however accurate the fix says it is.
    pub least_m: i64,
    /// At most, however inaccurate.
    pub most_m: i64,
}

impl Default for Reach {
    fn default() -> Reach {
        Reach {
            least_m: 30,
            most_m: 50,
        }
    }
}

impl Default for EvidenceRules {
    fn default() -> EvidenceRules {
        EvidenceRules {
            near_duplicate_bits: 6,
            stale_after_hours: 72,
            far_from_case_m: 100,
            clock_skew_minutes: 5,
            same_photo_max: 1,
        }
    }
}

impl Default for RecurrenceRules {
    fn default() -> RecurrenceRules {
        RecurrenceRules {
            days: 30,
            radius_m: 30,
        }
    }
}

impl Default for CaseRules {
    fn default() -> CaseRules {
        CaseRules {
            extension_hours_max: 30 * 24,
            rework_needs_photo: false,
            captured_ahead_minutes: 5,
            captured_age_days: 365,
            reports_per_hour: 60,
        }
    }
}

impl Default for DeadlineRules {
    fn default() -> DeadlineRules {
        DeadlineRules {
            default_limit_hours: 24,
            rework_floor_hours: 4,
            yellow_percent: 80,
            remind_percent: 50,
            warn_percent: 80,
            letter_after_hours: 24,
            account_after_hours: 72,
        }
    }
}

// Files may leave these out, and lists were computed by what then held: these numbers stay as they are.
impl Default for SelfFoundRules {
    fn default() -> SelfFoundRules {
        SelfFoundRules {
            mode: SelfFoundMode::Apart,
            bonus: 0,
            bonus_max: 5 * WHOLE,
        }
    }
}

impl Default for UnverifiedRules {
    fn default() -> UnverifiedRules {
        UnverifiedRules {
            grace_hours: 48,
            red_max: 2_000,
        }
    }
}

impl Default for Consequences {
    fn default() -> Consequences {
        Consequences {
            leader_talk: 1,
            organisation_talk: 2,
            accountability: 3,
        }
    }
}

impl Default for ListingRules {
    fn default() -> ListingRules {
        ListingRules {
            mode: ListingMode::Both,
            k_red: 5,
            k_black: 3,
            red_bar: 90 * WHOLE,
            black_bar: 85 * WHOLE,
        }
    }
}

impl Default for Rulebook {
    fn default() -> Rulebook {
        let place = board(Weights {
            on_time: 4_000,
            closure: 2_500,
            rework: 2_000,
            speed: 0,
            recurrence: 1_500,
        });
        Rulebook {
            name: "default".to_owned(),
            department: board(Weights {
                on_time: 4_500,
                closure: 2_500,
                rework: 1_500,
                speed: 1_500,
                recurrence: 0,
            }),
            zone_unit: place.clone(),
            street: place,
            consequences: Consequences::default(),
            self_found: SelfFoundRules::default(),
            unverified: UnverifiedRules::default(),
            deadlines: DeadlineRules::default(),
            cases: CaseRules::default(),
            recurrence: RecurrenceRules::default(),
            evidence: EvidenceRules::default(),
            reach: Reach::default(),
            appeal_hours: 24,
            recheck_share: 500,
            covert_days: 30,
        }
    }
}

fn board(weights: Weights) -> BoardRules {
    BoardRules {
        weights,
        deductions: Deductions {
            letter: 2 * WHOLE,
            wrong_return: WHOLE,
            falsified: 5 * WHOLE,
        },
        min_cases: 5,
        omit_no_data: false,
        listing: ListingRules::default(),
        group_listing: BTreeMap::new(),
    }
}
