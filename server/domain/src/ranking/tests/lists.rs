//! Who is listed, mode by mode.
use super::*;

/// Subjects 1, 2, 3 … of one group with these on-time percentages, and their listings by row.
fn listed(percentages: &[usize], rules: &Rulebook) -> Vec<(u128, i64, Listing)> {
    let numbered = || (1u128..).zip(percentages);
    let subjects: Vec<Subject> = numbered().map(|(n, _)| subject(n, "")).collect();
    let counted: Vec<Counted> = numbered()
        .flat_map(|(n, rate)| cases(n, *rate, 100))
        .collect();
    let ranked = rank(Board::Department, &subjects, &counted, rules).unwrap();
    ranked
        .rows
        .iter()
        .map(|row| (row.unit.0.as_u128(), row.rank.unwrap_or(0), row.listing))
        .collect()
}

/// The units on the red and on the black list.
fn red_and_black(percentages: &[usize], rules: &Rulebook) -> (Vec<u128>, Vec<u128>) {
    let rows = listed(percentages, rules);
    let on = |wanted| {
        rows.iter()
            .filter(|(_, _, listing)| *listing == wanted)
            .map(|(unit, _, _)| *unit)
            .collect()
    };
    (on(Listing::Red), on(Listing::Black))
}

#[test]
fn ties_share_a_rank_and_are_listed_by_code() {
    let rows = listed(&[90, 95, 95, 99], &rate_only(ListingMode::Both));
    let ranks: Vec<_> = rows.iter().map(|(unit, rank, _)| (*unit, *rank)).collect();
    assert_eq!(ranks, [(4, 1), (2, 2), (3, 2), (1, 4)]);
}

#[test]
fn ranks_are_by_the_exact_score_and_not_by_the_rounded_one() {
    // 99,999 and 99,998 of 100,000 both read 100.00.
    let subjects = [subject(1, ""), subject(2, "")];
    let counted: Vec<Counted> = cases(1, 99_998, 100_000)
        .into_iter()
        .chain(cases(2, 99_999, 100_000))
        .collect();
    let ranked = rank(
        Board::Department,
        &subjects,
        &counted,
        &rate_only(ListingMode::Both),
    )
    .unwrap();
    let rows: Vec<_> = ranked
        .rows
        .iter()
        .map(|row| (row.unit, row.rank, two_places(row.score.unwrap())))
        .collect();
    assert_eq!(
        rows,
        [
            (unit(2), Some(1), "100.00".to_owned()),
            (unit(1), Some(2), "100.00".to_owned()),
        ]
    );
}

#[test]
fn each_mode_lists_as_its_name_says() {
    use ListingMode::*;
    // Mode, percentages, red, black; k_red 5, k_black 3, bars 90 and 85.
    type Row<'a> = (ListingMode, &'a [usize], &'a [u128], &'a [u128]);
    #[rustfmt::skip]
    let table: [Row<'_>; 11] = [
        (Both, &[99, 98, 97, 96, 95, 94, 80, 70, 60, 50], &[1, 2, 3, 4, 5], &[8, 9, 10]),
        // Exactly on the bar: 90 is red, 85 is not black.
        (Both, &[90, 89, 88, 87, 86, 85, 84], &[1], &[7]),
        // An empty black list is a valid list.
        (Both, &[99, 98, 97, 96, 95, 94, 93], &[1, 2, 3, 4, 5], &[]),
        (Both, &[50, 40], &[], &[1, 2]),
        // A tie at the edge lists all of them.
        (Both, &[99, 98, 97, 96, 95, 95, 95, 80, 80, 80, 80], &[1, 2, 3, 4, 5, 6, 7], &[8, 9, 10, 11]),
        (Rank, &[79, 78, 77, 76, 75, 74, 73, 72, 71], &[1, 2, 3, 4, 5], &[7, 8, 9]),
        // Too small for five and three: who would be on both is on neither.
        (Rank, &[99, 98, 97, 96], &[1], &[]),
        (Rank, &[99, 98, 97, 96, 95, 94], &[1, 2, 3], &[6]),
        (Rank, &[90, 90, 90], &[], &[]),
        (Threshold, &[99, 98, 97, 96, 95, 94, 90, 87, 85, 84, 10, 9, 8, 7], &[1, 2, 3, 4, 5, 6, 7], &[10, 11, 12, 13, 14]),
        (Threshold, &[], &[], &[]),
    ];
    for (mode, percentages, red, black) in table {
        let found = red_and_black(percentages, &rate_only(mode));
        assert_eq!(
            found,
            (red.to_vec(), black.to_vec()),
            "{mode:?} {percentages:?}"
        );
    }
}

#[test]
fn a_list_of_none_stays_empty() {
    let mut rules = rate_only(ListingMode::Rank);
    rules.department.listing.k_red = 0;
    rules.department.listing.k_black = 0;
    assert_eq!(red_and_black(&[99, 50, 10], &rules), (vec![], vec![]));
}

#[test]
fn too_few_and_no_data_are_shown_and_never_listed() {
    let subjects = [
        subject(1, ""),
        subject(2, ""),
        subject(3, ""),
        subject(4, ""),
    ];
    let counted: Vec<Counted> = cases(1, 0, 4)
        .into_iter()
        .chain(cases(2, 5, 5))
        .chain(cases(4, 4, 4))
        .collect();
    let mut rules = rate_only(ListingMode::Rank);
    rules.department.listing.k_red = 1;
    rules.department.listing.k_black = 1;
    let show = |rules: &Rulebook| -> Vec<(UnitId, Option<i64>, bool, Listing)> {
        rank(Board::Department, &subjects, &counted, rules)
            .unwrap()
            .rows
            .iter()
            .map(|row| (row.unit, row.rank, row.score.is_some(), row.listing))
            .collect()
    };
    let shown = [
        (unit(2), Some(1), true, Listing::None),
        (unit(1), None, false, Listing::TooFew),
        (unit(4), None, false, Listing::TooFew),
        (unit(3), None, false, Listing::NoData),
    ];
    assert_eq!(show(&rules), shown);
    rules.department.omit_no_data = true;
    assert_eq!(show(&rules), shown[..3]);
}
