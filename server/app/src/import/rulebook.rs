//! `rulebook.toml`: every number a city may choose (docs/formats.md). Percentages and points are whole
//! numbers in the file and ten-thousandths in the rules.

use std::collections::BTreeMap;

use domain::rulebook::{
    BoardRules, CaseRules, Consequences, DeadlineRules, Deductions, EvidenceRules, ListingMode,
    ListingRules, Reach, RecurrenceRules, Rulebook, RulebookFault, RulebookFaultKind, WHOLE,
    Weights,
};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::Deserialize;

use super::fault::{Fault, Faults, fault};

/// One percent of a score, or one hundredth of a point.
const PERCENT: i64 = WHOLE / 100;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    routing: Routing,
    case: Case,
    deadline: Deadline,
    escalation: Escalation,
    evidence: Evidence,
    recurrence: Recurrence,
    ranking: Ranking,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routing {
    near_floor_m: i64,
    near_limit_m: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    extension_hours_max: u32,
    rework_needs_photo: bool,
    captured_ahead_minutes: i64,
    captured_age_days: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deadline {
    default_limit_hours: i64,
    yellow_percent: i64,
    rework_floor_hours: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Escalation {
    remind_percent: i64,
    warn_percent: i64,
    letter_after_hours: i64,
    account_after_hours: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Evidence {
    position_tolerance_m: i64,
    taken_before_upload_hours: i64,
    clock_skew_minutes: i64,
    near_duplicate_bits: u32,
    recheck_percent: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recurrence {
    days: i64,
    radius_m: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranking {
    appeal_hours: i64,
    consequences: Steps,
    department: Board,
    zone_unit: Board,
    street: Board,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    leader_talk: i64,
    organisation_talk: i64,
    accountability: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Board {
    min_cases: i64,
    omit_no_data: bool,
    listing: Listing,
    #[serde(default)]
    groups: BTreeMap<String, Listing>,
    weights: Shares,
    deductions: Points,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listing {
    mode: Mode,
    red_count: i64,
    red_from: i64,
    black_count: i64,
    black_below: i64,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Rank,
    Threshold,
    Both,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    on_time: i64,
    closure: i64,
    rework: i64,
    speed: i64,
    recurrence: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Points {
    letter: i64,
    wrong_return: i64,
    falsified: i64,
}

pub fn parse(text: &str) -> Result<Rulebook, Faults> {
    let file: File = toml::from_str(text).map_err(|error| vec![unreadable(&error)])?;
    let rulebook = rulebook(file);
    let faults: Faults = domain::rulebook::faults(&rulebook)
        .into_iter()
        .map(of_rulebook)
        .collect();
    if faults.is_empty() {
        Ok(rulebook)
    } else {
        Err(faults)
    }
}

fn rulebook(file: File) -> Rulebook {
    Rulebook {
        name: file.name,
        department: board(file.ranking.department),
        zone_unit: board(file.ranking.zone_unit),
        street: board(file.ranking.street),
        consequences: Consequences {
            leader_talk: file.ranking.consequences.leader_talk,
            organisation_talk: file.ranking.consequences.organisation_talk,
            accountability: file.ranking.consequences.accountability,
        },
        deadlines: DeadlineRules {
            default_limit_hours: file.deadline.default_limit_hours,
            rework_floor_hours: file.deadline.rework_floor_hours,
            yellow_percent: file.deadline.yellow_percent,
            remind_percent: file.escalation.remind_percent,
            warn_percent: file.escalation.warn_percent,
            letter_after_hours: file.escalation.letter_after_hours,
            account_after_hours: file.escalation.account_after_hours,
        },
        cases: CaseRules {
            extension_hours_max: file.case.extension_hours_max,
            rework_needs_photo: file.case.rework_needs_photo,
            captured_ahead_minutes: file.case.captured_ahead_minutes,
            captured_age_days: file.case.captured_age_days,
        },
        recurrence: RecurrenceRules {
            days: file.recurrence.days,
            radius_m: file.recurrence.radius_m,
        },
        evidence: EvidenceRules {
            near_duplicate_bits: file.evidence.near_duplicate_bits,
            stale_after_hours: file.evidence.taken_before_upload_hours,
            far_from_case_m: file.evidence.position_tolerance_m,
            clock_skew_minutes: file.evidence.clock_skew_minutes,
        },
        reach: Reach {
            least_m: file.routing.near_floor_m,
            most_m: file.routing.near_limit_m,
        },
        appeal_hours: file.ranking.appeal_hours,
        recheck_share: file.evidence.recheck_percent.saturating_mul(PERCENT),
    }
}

fn board(board: Board) -> BoardRules {
    let share = |percent: i64| percent.saturating_mul(PERCENT);
    let points = |points: i64| points.saturating_mul(WHOLE);
    BoardRules {
        weights: Weights {
            on_time: share(board.weights.on_time),
            closure: share(board.weights.closure),
            rework: share(board.weights.rework),
            speed: share(board.weights.speed),
            recurrence: share(board.weights.recurrence),
        },
        deductions: Deductions {
            letter: points(board.deductions.letter),
            wrong_return: points(board.deductions.wrong_return),
            falsified: points(board.deductions.falsified),
        },
        min_cases: board.min_cases,
        omit_no_data: board.omit_no_data,
        listing: listing(board.listing),
        group_listing: board
            .groups
            .into_iter()
            .map(|(group, rules)| (group, listing(rules)))
            .collect(),
    }
}

fn listing(rules: Listing) -> ListingRules {
    ListingRules {
        mode: match rules.mode {
            Mode::Rank => ListingMode::Rank,
            Mode::Threshold => ListingMode::Threshold,
            Mode::Both => ListingMode::Both,
        },
        k_red: rules.red_count,
        k_black: rules.black_count,
        red_bar: rules.red_from.saturating_mul(WHOLE),
        black_bar: rules.black_below.saturating_mul(WHOLE),
    }
}

fn of_rulebook(wrong: RulebookFault) -> Fault {
    let pointer = format!("/{}", wrong.field.replace('.', "/"));
    let field = wrong.field;
    let detail = match wrong.kind {
        RulebookFaultKind::OutOfRange { least, most, .. } => {
            Detail::RulebookValueOutOfRange { field, least, most }
        }
        RulebookFaultKind::WeightsSum { .. } => Detail::RulebookWeightsSum { field },
        RulebookFaultKind::BarsCross { .. } => Detail::RulebookBarsCross { field },
        RulebookFaultKind::OutOfOrder => Detail::RulebookOutOfOrder { field },
    };
    fault(pointer, Code::RulebookInvalid, detail)
}

/// The TOML reader names the key and the line in its message.
fn unreadable(error: &toml::de::Error) -> Fault {
    let field = error.message().to_owned();
    fault(
        "",
        Code::RulebookInvalid,
        Detail::RulebookFieldUnreadable { field },
    )
}
