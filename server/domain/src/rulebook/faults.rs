//! What is wrong with a rulebook, all of it at once, each fault with the place it stands at.

use super::{BoardRules, ListingRules, Rulebook, WHOLE};

/// `field` is the dotted path of the number, as in `department.weights`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulebookFault {
    pub field: String,
    pub kind: RulebookFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RulebookFaultKind {
    /// Allowed are `least..=most`.
    OutOfRange { value: i64, least: i64, most: i64 },
    /// The shares of a score must sum to one whole.
    WeightsSum { sum: i64 },
    /// A score could be red and black at once.
    BarsCross { red_bar: i64, black_bar: i64 },
    /// A later step must not come before an earlier one.
    OutOfOrder,
}

/// Nothing wrong: empty.
pub fn faults(rules: &Rulebook) -> Vec<RulebookFault> {
    let mut found = Found(Vec::new());
    for (name, board) in [
        ("department", &rules.department),
        ("zone_unit", &rules.zone_unit),
        ("street", &rules.street),
    ] {
        found.board(name, board);
    }
    found.deadlines(rules);
    let steps = rules.consequences;
    found.range("consequences.leader_talk", steps.leader_talk, 1, MANY);
    found.order(
        "consequences",
        steps.leader_talk <= steps.organisation_talk
            && steps.organisation_talk <= steps.accountability,
    );
    let found_by_self = rules.self_found;
    found.range("self_found.bonus", found_by_self.bonus, 0, 100 * WHOLE);
    let most = found_by_self.bonus_max;
    found.range("self_found.bonus_max", most, 0, 100 * WHOLE);
    let unverified = rules.unverified;
    found.range("unverified.grace_hours", unverified.grace_hours, 0, MANY);
    found.range("unverified.red_max", unverified.red_max, 0, WHOLE);
    let evidence = rules.evidence;
    // More than 7 differing bits and four bands with one flip each no longer find every pair.
    let bits = i64::from(evidence.near_duplicate_bits);
    found.range("evidence.near_duplicate_bits", bits, 0, 7);
    found.range(
        "evidence.stale_after_hours",
        evidence.stale_after_hours,
        1,
        MANY,
    );
    found.range(
        "evidence.far_from_case_m",
        evidence.far_from_case_m,
        0,
        MANY,
    );
    found.range(
        "evidence.clock_skew_minutes",
        evidence.clock_skew_minutes,
        0,
        MANY,
    );
    let cases = rules.cases;
    let extension = i64::from(cases.extension_hours_max);
    found.range("cases.extension_hours_max", extension, 1, MANY);
    found.range(
        "cases.captured_ahead_minutes",
        cases.captured_ahead_minutes,
        0,
        MANY,
    );
    found.range("cases.captured_age_days", cases.captured_age_days, 1, 3_650);
    let reports = i64::try_from(cases.reports_per_hour).unwrap_or(i64::MAX);
    found.range("cases.reports_per_hour", reports, 1, MOST_REPORTS);
    let same = i64::try_from(evidence.same_photo_max).unwrap_or(i64::MAX);
    found.range("evidence.same_photo_max", same, 1, MOST_SAME);
    found.range("recurrence.days", rules.recurrence.days, 0, 3_650);
    found.range("recurrence.radius_m", rules.recurrence.radius_m, 0, 1_000);
    found.range("reach.least_m", rules.reach.least_m, 0, 1_000);
    found.range(
        "reach.most_m",
        rules.reach.most_m,
        rules.reach.least_m,
        1_000,
    );
    found.range("appeal_hours", rules.appeal_hours, 0, MANY);
    found.range("recheck_share", rules.recheck_share, 0, WHOLE);
    found.range("covert_days", rules.covert_days, 0, 3_650);
    found.0
}

/// Far beyond any sensible count of hours or cases, far below overflow in microseconds.
const MANY: i64 = 100_000;

/// Of one person in an hour: they are looked through one by one.
const MOST_REPORTS: i64 = 10_000;
/// Of one picture: they are looked through one by one.
const MOST_SAME: i64 = 10_000;

struct Found(Vec<RulebookFault>);

impl Found {
    fn add(&mut self, field: &str, kind: RulebookFaultKind) {
        let field = field.to_owned();
        self.0.push(RulebookFault { field, kind });
    }

    fn range(&mut self, field: &str, value: i64, least: i64, most: i64) {
        if !(least..=most).contains(&value) {
            self.add(field, RulebookFaultKind::OutOfRange { value, least, most });
        }
    }

    fn order(&mut self, field: &str, in_order: bool) {
        if !in_order {
            self.add(field, RulebookFaultKind::OutOfOrder);
        }
    }

    fn board(&mut self, name: &str, board: &BoardRules) {
        let weights = board.weights;
        let shares = [
            ("on_time", weights.on_time),
            ("closure", weights.closure),
            ("rework", weights.rework),
            ("speed", weights.speed),
            ("recurrence", weights.recurrence),
        ];
        for (share, value) in shares {
            self.range(&format!("{name}.weights.{share}"), value, 0, WHOLE);
        }
        let sum = shares
            .iter()
            .fold(0, |sum: i64, (_, value)| sum.saturating_add(*value));
        if sum != WHOLE {
            self.add(
                &format!("{name}.weights"),
                RulebookFaultKind::WeightsSum { sum },
            );
        }
        let points = board.deductions;
        for (reason, value) in [
            ("letter", points.letter),
            ("wrong_return", points.wrong_return),
            ("falsified", points.falsified),
        ] {
            self.range(
                &format!("{name}.deductions.{reason}"),
                value,
                0,
                100 * WHOLE,
            );
        }
        self.range(&format!("{name}.min_cases"), board.min_cases, 1, MANY);
        self.listing(&format!("{name}.listing"), &board.listing);
        for (group, listing) in &board.group_listing {
            self.listing(&format!("{name}.group_listing.{group}"), listing);
        }
    }

    fn listing(&mut self, at: &str, listing: &ListingRules) {
        self.range(&format!("{at}.k_red"), listing.k_red, 0, MANY);
        self.range(&format!("{at}.k_black"), listing.k_black, 0, MANY);
        self.range(&format!("{at}.red_bar"), listing.red_bar, 0, 100 * WHOLE);
        self.range(
            &format!("{at}.black_bar"),
            listing.black_bar,
            0,
            100 * WHOLE,
        );
        let (red_bar, black_bar) = (listing.red_bar, listing.black_bar);
        if red_bar < black_bar {
            self.add(at, RulebookFaultKind::BarsCross { red_bar, black_bar });
        }
    }

    fn deadlines(&mut self, rules: &Rulebook) {
        let rules = rules.deadlines;
        for (name, percent) in [
            ("yellow_percent", rules.yellow_percent),
            ("remind_percent", rules.remind_percent),
            ("warn_percent", rules.warn_percent),
        ] {
            self.range(&format!("deadlines.{name}"), percent, 1, 100);
        }
        for (name, hours, least) in [
            ("default_limit_hours", rules.default_limit_hours, 1),
            ("rework_floor_hours", rules.rework_floor_hours, 0),
            ("letter_after_hours", rules.letter_after_hours, 0),
            ("account_after_hours", rules.account_after_hours, 0),
        ] {
            self.range(&format!("deadlines.{name}"), hours, least, MANY);
        }
        self.order(
            "deadlines",
            rules.remind_percent <= rules.warn_percent
                && rules.letter_after_hours <= rules.account_after_hours,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RulebookFaultKind::*;

    #[test]
    fn the_default_has_none() {
        assert_eq!(faults(&Rulebook::default()), []);
    }

    #[test]
    fn each_fault_names_its_place() {
        type Break = fn(&mut Rulebook);
        #[rustfmt::skip]
        let table: [(Break, &str, RulebookFaultKind); 12] = [
            (|r| r.department.weights.speed = 1_400, "department.weights", WeightsSum { sum: 9_900 }),
            (|r| r.street.deductions.letter = -1, "street.deductions.letter", OutOfRange { value: -1, least: 0, most: 1_000_000 }),
            (|r| r.zone_unit.min_cases = 0, "zone_unit.min_cases", OutOfRange { value: 0, least: 1, most: 100_000 }),
            (|r| r.street.listing.black_bar = 91 * WHOLE, "street.listing", BarsCross { red_bar: 900_000, black_bar: 910_000 }),
            (|r| { r.department.group_listing.insert("镇".into(), ListingRules { k_red: -1, ..ListingRules::default() }); },
                "department.group_listing.镇.k_red", OutOfRange { value: -1, least: 0, most: 100_000 }),
            (|r| r.evidence.near_duplicate_bits = 8, "evidence.near_duplicate_bits", OutOfRange { value: 8, least: 0, most: 7 }),
            (|r| r.self_found.bonus = -1, "self_found.bonus", OutOfRange { value: -1, least: 0, most: 1_000_000 }),
            (|r| r.unverified.grace_hours = -1, "unverified.grace_hours", OutOfRange { value: -1, least: 0, most: 100_000 }),
            (|r| r.unverified.red_max = 10_001, "unverified.red_max", OutOfRange { value: 10_001, least: 0, most: 10_000 }),
            (|r| r.consequences.accountability = 1, "consequences", OutOfOrder),
            (|r| r.deadlines.warn_percent = 40, "deadlines", OutOfOrder),
            (|r| r.reach.most_m = 20, "reach.most_m", OutOfRange { value: 20, least: 30, most: 1_000 }),
        ];
        for (break_it, field, kind) in table {
            let mut rules = Rulebook::default();
            break_it(&mut rules);
            let field = field.to_owned();
            assert_eq!(faults(&rules), [RulebookFault { field, kind }]);
        }
    }
}
