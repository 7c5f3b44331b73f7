//! What rests on a department's own word: cases it found itself, and handlings nobody verified.
use super::*;
use crate::rulebook::SelfFoundMode;

/// Ranked by the department board's rules, department 1 first.
fn department(counted: &[Counted], rules: &Rulebook) -> Row {
    let subjects = [subject(1, ""), subject(2, "")];
    let ranked = rank(Board::Department, &subjects, counted, rules).unwrap();
    let own = |row: &&Row| row.unit == unit(1);
    ranked.rows.iter().find(own).unwrap().clone()
}

fn self_found(mut counted: Vec<Counted>) -> Vec<Counted> {
    counted.iter_mut().for_each(|case| case.self_found = true);
    counted
}

fn unverified(mut counted: Vec<Counted>, so_many: usize) -> Vec<Counted> {
    let some = counted.iter_mut().take(so_many);
    some.for_each(|case| case.unverified = true);
    counted
}

#[test]
fn forty_of_forty_reported_and_handled_by_oneself_are_no_place_on_the_red_list() {
    for (checked, fixed) in [(0, 40), (40, 0)] {
        let counted = unverified(self_found(cases(1, 40, 40)), checked);
        let row = department(&counted, &Rulebook::default());
        assert_eq!(
            (row.listing, row.rank, row.tally.due),
            (Listing::NoData, None, 0)
        );
        let found = (row.tally.self_found, row.tally.self_found_on_time);
        assert_eq!(found, (40, fixed), "in time is what a verifier has seen");
    }
    let honest = department(&cases(1, 40, 40), &Rulebook::default());
    assert_eq!(honest.listing, Listing::Red);
}

#[test]
fn what_is_found_by_oneself_changes_no_rate_and_no_deduction_but_for_forging() {
    let others = cases(1, 8, 10);
    let mut own = self_found(cases(1, 1, 30));
    for (n, case) in own.iter_mut().enumerate() {
        case.case = CaseId(Uuid::from_u128(900_000 + n as u128));
        (case.letters, case.wrong_returns) = (1, 1);
        (case.reworked, case.recurrence) = (true, true);
    }
    let without = department(&others, &Rulebook::default());
    let with = department(&[others, own].concat(), &Rulebook::default());
    assert_eq!(
        (with.tally.self_found, with.tally.self_found_on_time),
        (30, 1)
    );
    assert_eq!(
        (with.score, &with.deductions),
        (without.score, &without.deductions)
    );
    let forgotten = Tally {
        self_found: 0,
        self_found_on_time: 0,
        ..with.tally
    };
    assert_eq!(forgotten, without.tally);
}

#[test]
fn a_city_may_count_what_is_self_found_as_everything_else() {
    let mut rules = Rulebook::default();
    rules.self_found.mode = SelfFoundMode::Counted;
    let row = department(&self_found(cases(1, 30, 40)), &rules);
    let plain = department(&cases(1, 30, 40), &rules);
    assert_eq!((row.tally.due, row.score), (40, plain.score));
    assert_eq!(
        (row.tally.self_found, row.tally.self_found_on_time),
        (40, 30)
    );
}

#[test]
fn a_bonus_is_so_much_each_up_to_a_most_and_to_a_hundred_and_for_departments() {
    let mut rules = rate_only(ListingMode::Both);
    (rules.self_found.bonus, rules.self_found.bonus_max) = (WHOLE / 2, 3 * WHOLE);
    // Due and on time, self-found and of these fixed in time: the bonus, the score.
    #[rustfmt::skip]
    let table = [
        (10, 8, 0, 0, Exact::ZERO, "80.00"),
        (10, 8, 3, 1, Exact::new(1, 2), "80.50"),
        (10, 8, 9, 7, Exact::new(3, 1), "83.00"),
        (10, 10, 9, 7, Exact::new(3, 1), "100.00"),
        (10, 0, 2, 2, Exact::new(1, 1), "1.00"),
    ];
    for (due, on_time, found, fixed, bonus, score) in table {
        let mut counted = cases(1, on_time, due);
        let own = self_found(cases(2, fixed, found));
        counted.extend(own.into_iter().map(|case| Counted {
            unit: unit(1),
            ..case
        }));
        let row = department(&counted, &rules);
        assert_eq!(row.bonus, bonus);
        assert_eq!(
            two_places(row.score.unwrap()),
            score,
            "{found} found, {fixed} fixed"
        );
        let subjects = [subject(1, "")];
        let street = rank(Board::Street, &subjects, &counted, &rules).unwrap();
        assert_eq!(street.rows[0].bonus, Exact::ZERO);
    }
}

#[test]
fn too_much_unverified_keeps_off_the_red_list_and_off_no_other() {
    let rules = rate_only(ListingMode::Both);
    // On time of 100 due, how many of these unverified.
    #[rustfmt::skip]
    let table = [
        (100, 0, Listing::Red, false),
        (100, 20, Listing::Red, false),
        (100, 21, Listing::None, true),
        (100, 100, Listing::None, true),
        (89, 50, Listing::None, false),
        (50, 50, Listing::Black, false),
    ];
    for (on_time, not_verified, listing, kept_off) in table {
        let counted = unverified(cases(1, on_time, 100), not_verified);
        let row = department(&counted, &rules);
        assert_eq!(
            (row.listing, row.kept_off_red),
            (listing, kept_off),
            "{on_time}, {not_verified}"
        );
        assert_eq!(row.score, department(&cases(1, on_time, 100), &rules).score);
        assert_eq!(row.rank, Some(1));
    }
    let mut lenient = rules;
    lenient.unverified.red_max = WHOLE;
    let all = department(&unverified(cases(1, 100, 100), 100), &lenient);
    assert_eq!((all.listing, all.kept_off_red), (Listing::Red, false));
}

#[test]
fn a_place_kept_empty_on_the_red_list_is_nobodys() {
    let mut rules = rate_only(ListingMode::Both);
    rules.department.listing.k_red = 1;
    let counted = [unverified(cases(1, 100, 100), 30), cases(2, 99, 100)].concat();
    let ranked = rank(
        Board::Department,
        &[subject(1, ""), subject(2, "")],
        &counted,
        &rules,
    );
    let ranked = ranked.unwrap();
    assert_eq!((ranked.red.len(), ranked.rows[0].kept_off_red), (0, true));
    assert_eq!(ranked.rows[1].rank, Some(2));
}

#[test]
fn who_would_be_on_both_lists_is_not_black_for_want_of_verification() {
    let rules = rate_only(ListingMode::Rank);
    let row = department(&unverified(cases(1, 100, 100), 100), &rules);
    assert_eq!((row.listing, row.kept_off_red), (Listing::None, false));
}

#[test]
fn who_found_something_themselves_is_shown_even_where_nothing_due_is_not() {
    let mut rules = Rulebook::default();
    rules.department.omit_no_data = true;
    let subjects = [subject(1, ""), subject(2, "")];
    let counted = self_found(cases(1, 3, 3));
    let ranked = rank(Board::Department, &subjects, &counted, &rules).unwrap();
    let shown: Vec<_> = ranked
        .rows
        .iter()
        .map(|row| (row.unit, row.listing))
        .collect();
    assert_eq!(shown, [(unit(1), Listing::NoData)]);
    assert_eq!((ranked.totals.subjects, ranked.totals.no_data), (2, 2));
}

#[test]
fn forging_the_evidence_of_ones_own_findings_costs_as_any_and_earns_nothing() {
    let mut rules = Rulebook::default();
    (rules.self_found.bonus, rules.self_found.bonus_max) = (WHOLE / 2, 3 * WHOLE);
    for (forged, forgiven, count, fixed) in [(0, false, 0, 3), (2, false, 2, 2), (2, true, 0, 3)] {
        let mut own = self_found(cases(2, 3, 3));
        own[0].falsified = forged;
        own.iter_mut()
            .for_each(|case| case.forging_forgiven = forgiven);
        let mut counted = cases(1, 30, 30);
        own.iter_mut().for_each(|case| case.unit = counted[0].unit);
        counted.extend(own.into_iter().enumerate().map(|(n, case)| Counted {
            case: CaseId(Uuid::from_u128(9_000 + n as u128)),
            ..case
        }));
        let row = department(&counted, &rules);
        let tally = row.tally;
        assert_eq!(
            (
                tally.falsified,
                tally.self_found,
                tally.self_found_on_time,
                tally.due
            ),
            (count, 3, fixed, 30)
        );
        let costs = row.deductions.iter().map(|deduction| deduction.count);
        assert_eq!(costs.sum::<i64>(), count, "{forged} {forgiven}");
    }
}
