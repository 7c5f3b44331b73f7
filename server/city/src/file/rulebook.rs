//! `rulebook.toml`: every number a city may choose (docs/formats.md). Percentages and points are whole
//! numbers in the file and ten-thousandths in the rules.

use std::collections::BTreeMap;

use domain::rulebook::{
    BoardRules, CaseRules, Consequences, DeadlineRules, Deductions, EvidenceRules, ListingMode,
    ListingRules, Reach, RecurrenceRules, Rulebook, RulebookFault, RulebookFaultKind,
    SelfFoundMode, SelfFoundRules, UnverifiedRules, WHOLE, Weights,
};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use serde::Deserialize;

use super::toml_file;
use crate::fault::{Fault, Faults, fault};

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
    /// Newer than rulebooks that lists were already counted by.
    #[serde(default)]
    inspection: Inspection,
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
    /// Cities wrote their rules before it was one.
    #[serde(default = "reports_per_hour")]
    reports_per_hour: usize,
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
    /// As above.
    #[serde(default = "same_photo_max")]
    same_photo_max: usize,
    recheck_percent: i64,
}

fn reports_per_hour() -> usize {
    CaseRules::default().reports_per_hour
}

fn same_photo_max() -> usize {
    EvidenceRules::default().same_photo_max
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recurrence {
    days: i64,
    radius_m: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Inspection {
    covert_days: i64,
}

impl Default for Inspection {
    fn default() -> Inspection {
        Inspection {
            covert_days: Rulebook::default().covert_days,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ranking {
    appeal_hours: i64,
    // Left out in files from before there were these.
    self_found: Option<SelfFound>,
    self_found_bonus: Option<i64>,
    self_found_bonus_max: Option<i64>,
    verify_grace_hours: Option<i64>,
    unverified_red_percent: Option<i64>,
    consequences: Steps,
    department: Board,
    zone_unit: Board,
    street: Board,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SelfFound {
    Apart,
    Counted,
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
    let file: File = toml_file::read(text, Code::RulebookInvalid).map_err(Faults::from)?;
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
        self_found: self_found(&file.ranking),
        unverified: unverified(&file.ranking),
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
            reports_per_hour: file.case.reports_per_hour,
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
            same_photo_max: file.evidence.same_photo_max,
        },
        reach: Reach {
            least_m: file.routing.near_floor_m,
            most_m: file.routing.near_limit_m,
        },
        appeal_hours: file.ranking.appeal_hours,
        recheck_share: file.evidence.recheck_percent.saturating_mul(PERCENT),
        covert_days: file.inspection.covert_days,
    }
}

fn self_found(ranking: &Ranking) -> SelfFoundRules {
    let default = SelfFoundRules::default();
    let points = |points: i64| points.saturating_mul(WHOLE);
    SelfFoundRules {
        mode: match ranking.self_found {
            Some(SelfFound::Apart) => SelfFoundMode::Apart,
            Some(SelfFound::Counted) => SelfFoundMode::Counted,
            None => default.mode,
        },
        bonus: ranking.self_found_bonus.map_or(default.bonus, points),
        bonus_max: ranking
            .self_found_bonus_max
            .map_or(default.bonus_max, points),
    }
}

fn unverified(ranking: &Ranking) -> UnverifiedRules {
    let default = UnverifiedRules::default();
    let share = |percent: i64| percent.saturating_mul(PERCENT);
    UnverifiedRules {
        grace_hours: ranking.verify_grace_hours.unwrap_or(default.grace_hours),
        red_max: ranking
            .unverified_red_percent
            .map_or(default.red_max, share),
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
    let (field, scale) = key(&wrong.field);
    let pointer = format!("/{}", field.replace('.', "/"));
    let detail = match wrong.kind {
        RulebookFaultKind::OutOfRange { least, most, .. } => Detail::RulebookValueOutOfRange {
            field,
            least: least / scale,
            most: most / scale,
        },
        RulebookFaultKind::WeightsSum { .. } => Detail::RulebookWeightsSum { field },
        RulebookFaultKind::BarsCross { .. } => Detail::RulebookBarsCross { field },
        RulebookFaultKind::OutOfOrder => Detail::RulebookOutOfOrder { field },
    };
    fault(pointer, Code::RulebookInvalid, detail)
}

/// What the rules call a number, as the file calls it, and how many of the rule's units one of the file's is.
fn key(field: &str) -> (String, i64) {
    let plain = |name: &str| (name.to_owned(), 1);
    match field {
        "reach.least_m" => plain("routing.near_floor_m"),
        "reach.most_m" => plain("routing.near_limit_m"),
        "appeal_hours" => plain("ranking.appeal_hours"),
        "self_found.bonus" => ("ranking.self_found_bonus".into(), WHOLE),
        "self_found.bonus_max" => ("ranking.self_found_bonus_max".into(), WHOLE),
        "unverified.grace_hours" => plain("ranking.verify_grace_hours"),
        "unverified.red_max" => ("ranking.unverified_red_percent".into(), PERCENT),
        "recheck_share" => ("evidence.recheck_percent".into(), PERCENT),
        "covert_days" => plain("inspection.covert_days"),
        "evidence.stale_after_hours" => plain("evidence.taken_before_upload_hours"),
        "evidence.far_from_case_m" => plain("evidence.position_tolerance_m"),
        "deadlines" => plain("escalation"),
        _ => match field.split_once('.') {
            Some(("cases", rest)) => plain(&format!("case.{rest}")),
            Some((
                "deadlines",
                rest @ ("default_limit_hours" | "rework_floor_hours" | "yellow_percent"),
            )) => plain(&format!("deadline.{rest}")),
            Some(("deadlines", rest)) => plain(&format!("escalation.{rest}")),
            Some((board @ ("department" | "zone_unit" | "street"), rest)) => {
                let (rest, scale) = key_of_board(rest);
                (format!("ranking.{board}.{rest}"), scale)
            }
            _ if field.starts_with("consequences") => plain(&format!("ranking.{field}")),
            _ => plain(field),
        },
    }
}

fn key_of_board(field: &str) -> (String, i64) {
    let scale = match field {
        _ if field.starts_with("weights.") => PERCENT,
        _ if field.starts_with("deductions.") => WHOLE,
        _ if field.ends_with(".red_bar") || field.ends_with(".black_bar") => WHOLE,
        _ => 1,
    };
    let field = match field.strip_prefix("group_listing.") {
        Some(group) => format!("groups.{group}"),
        None => field.to_owned(),
    };
    let renamed = [
        (".k_red", ".red_count"),
        (".k_black", ".black_count"),
        (".red_bar", ".red_from"),
        (".black_bar", ".black_below"),
    ];
    let found = renamed
        .into_iter()
        .find_map(|(rules, file)| Some(format!("{}{file}", field.strip_suffix(rules)?)));
    (found.unwrap_or(field), scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixture() -> String {
        fixtures::files::rulebook_toml()
    }

    fn fault_of(text: &str) -> (String, Detail) {
        let faults = parse(text).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let only = faults[0].clone();
        assert_eq!(only.code, Code::RulebookInvalid);
        (only.pointer, only.detail)
    }

    #[test]
    fn the_rulebook_of_the_fixture_city_says_the_defaults() {
        let read = parse(&fixture()).unwrap();
        let expected = Rulebook {
            name: read.name.clone(),
            ..Rulebook::default()
        };
        assert_eq!(read, expected);
        assert_ne!(read.name, "");
    }

    #[test]
    fn a_rulebook_from_before_covert_days_is_read_with_the_default() {
        let (before, after) = (fixture(), fixture());
        let old = before
            .replace("[inspection]", "")
            .replace("covert_days = 30", "");
        assert_ne!(old, after);
        assert_eq!(parse(&old).unwrap().covert_days, 30);
    }

    #[test]
    fn a_group_may_have_its_own_listing() {
        let own = "[ranking.department.groups.\"镇\"]\nmode = \"rank\"\nred_count = 1\nred_from = 0\nblack_count = 1\nblack_below = 0\n";
        let read = parse(&(fixture() + own)).unwrap();
        let listing = read.department.group_listing["镇"];
        assert_eq!((listing.mode, listing.k_red), (ListingMode::Rank, 1));
    }

    #[test]
    fn a_file_from_before_a_rule_holds_by_its_default() {
        let later = ["self_found", "verify_grace_hours", "unverified_red_percent"];
        let text = fixture();
        let before = text
            .lines()
            .filter(|line| !later.iter().any(|key| line.starts_with(key)));
        let before: Vec<&str> = before.collect();
        assert_eq!(text.lines().count() - before.len(), 5);
        assert_eq!(parse(&before.join("\n")).unwrap(), parse(&text).unwrap());
        let other = text
            .replace("self_found = \"apart\"", "self_found = \"counted\"")
            .replace("self_found_bonus = 0 ", "self_found_bonus = 1 ")
            .replace("self_found_bonus_max = 5 ", "self_found_bonus_max = 3 ")
            .replace("verify_grace_hours = 48 ", "verify_grace_hours = 24 ")
            .replace(
                "unverified_red_percent = 20 ",
                "unverified_red_percent = 30 ",
            );
        let read = parse(&other).unwrap();
        let found = SelfFoundRules {
            mode: SelfFoundMode::Counted,
            bonus: WHOLE,
            bonus_max: 3 * WHOLE,
        };
        let unverified = UnverifiedRules {
            grace_hours: 24,
            red_max: 3_000,
        };
        assert_eq!((read.self_found, read.unverified), (found, unverified));
    }

    #[test]
    fn faults_are_told_with_the_keys_and_units_of_the_file() {
        let range = |field: &str, least, most| Detail::RulebookValueOutOfRange {
            field: field.into(),
            least,
            most,
        };
        let text = fixture();
        let before = text
            .lines()
            .take_while(|line| !line.starts_with("radius_m"));
        let radius_line = 1 + before.count() as u64;
        #[rustfmt::skip]
        let table = [
            ("near_limit_m = 50", "near_limit_m = 20", "/routing/near_limit_m", range("routing.near_limit_m", 30, 1000)),
            ("recheck_percent = 5 ", "recheck_percent = 101 ", "/evidence/recheck_percent", range("evidence.recheck_percent", 0, 100)),
            ("position_tolerance_m = 100 ", "position_tolerance_m = -1 ", "/evidence/position_tolerance_m", range("evidence.position_tolerance_m", 0, 100_000)),
            ("covert_days = 30", "covert_days = -1", "/inspection/covert_days", range("inspection.covert_days", 0, 3650)),
            ("reports_per_hour = 60", "reports_per_hour = 0", "/case/reports_per_hour", range("case.reports_per_hour", 1, 10_000)),
            ("same_photo_max = 1", "same_photo_max = 0", "/evidence/same_photo_max", range("evidence.same_photo_max", 1, 10_000)),
            ("captured_age_days = 365", "captured_age_days = 0", "/case/captured_age_days", range("case.captured_age_days", 1, 3650)),
            ("yellow_percent = 80 ", "yellow_percent = 0 ", "/deadline/yellow_percent", range("deadline.yellow_percent", 1, 100)),
            ("warn_percent = 80 ", "warn_percent = 40 ", "/escalation", Detail::RulebookOutOfOrder { field: "escalation".into() }),
            ("accountability = 3", "accountability = 1", "/ranking/consequences", Detail::RulebookOutOfOrder { field: "ranking.consequences".into() }),
            ("self_found_bonus = 0 ", "self_found_bonus = 101 ", "/ranking/self_found_bonus", range("ranking.self_found_bonus", 0, 100)),
            ("self_found_bonus_max = 5 ", "self_found_bonus_max = -1 ", "/ranking/self_found_bonus_max", range("ranking.self_found_bonus_max", 0, 100)),
            ("self_found = \"apart\"", "self_found = \"ours\"", "/ranking/self_found", Detail::FieldNotOneOf { given: "ours".into() }),
            ("verify_grace_hours = 48 ", "verify_grace_hours = -1 ", "/ranking/verify_grace_hours", range("ranking.verify_grace_hours", 0, 100_000)),
            ("unverified_red_percent = 20 ", "unverified_red_percent = 101 ", "/ranking/unverified_red_percent", range("ranking.unverified_red_percent", 0, 100)),
            ("on_time = 45", "on_time = 46", "/ranking/department/weights", Detail::RulebookWeightsSum { field: "ranking.department.weights".into() }),
            ("letter = 2 ", "letter = 101 ", "/ranking/department/deductions/letter", range("ranking.department.deductions.letter", 0, 100)),
            ("red_from = 90 ", "red_from = 101 ", "/ranking/department/listing/red_from", range("ranking.department.listing.red_from", 0, 100)),
            ("black_count = 3 ", "black_count = -1 ", "/ranking/department/listing/black_count", range("ranking.department.listing.black_count", 0, 100_000)),
            ("black_below = 85 ", "black_below = 95 ", "/ranking/department/listing", Detail::RulebookBarsCross { field: "ranking.department.listing".into() }),
            ("mode = \"both\"", "mode = \"all\"", "/ranking/department/listing/mode", Detail::FieldNotOneOf { given: "all".into() }),
            ("days = 30", "days = \"30\"", "/recurrence/days", Detail::FieldUnreadable),
            ("appeal_hours = 24", "appeal_ours = 24", "/ranking/appeal_ours", Detail::FieldUnknown { name: "appeal_ours".into() }),
            ("radius_m = 30", "", "/recurrence/radius_m", Detail::FieldMissing { name: "radius_m".into() }),
            ("radius_m = 30", "radius_m 30", "", Detail::TomlInvalid { line: radius_line, column: 10 }),
        ];
        for (good, bad, pointer, detail) in table {
            let text = fixture();
            assert!(text.contains(good), "{good}");
            let broken = text.replacen(good, bad, 1);
            assert_eq!(fault_of(&broken), (pointer.to_owned(), detail), "{bad}");
        }
    }
}
