//! Shapes of real cities' published lists.
use super::*;

/// Name, group, on time, due.
type Published<'a> = (&'a str, &'a str, usize, usize);

fn ranked(published: &[Published<'_>], rules: &Rulebook) -> Ranked {
    let numbered = || (1u128..).zip(published);
    let subjects: Vec<Subject> = numbered()
        .map(|(n, (name, group, ..))| Subject {
            code: (*name).to_owned(),
            ..subject(n, group)
        })
        .collect();
    let counted: Vec<Counted> = numbered()
        .flat_map(|(n, (_, _, on_time, due))| cases(n, *on_time, *due))
        .collect();
    rank(Board::Department, &subjects, &counted, rules).unwrap()
}

fn names(ranked: &Ranked, listing: Listing) -> Vec<&str> {
    ranked
        .rows
        .iter()
        .filter(|row| row.listing == listing)
        .map(|row| row.code.as_str())
        .collect()
}

#[test]
fn jiangmen_monthly_lists_by_the_bars_alone() {
    let mut rules = rate_only(ListingMode::Threshold);
    rules.department.min_cases = 1;
    let ranked = ranked(
        &[
            ("城管局", "市直部门", 410, 452),
            ("交通局", "市直部门", 19, 20),
            ("水利局", "市直部门", 17, 20),
            ("蓬江", "县区", 7, 8),
            ("江海", "县区", 91, 100),
            ("鹤山", "县区", 84, 100),
        ],
        &rules,
    );
    assert_eq!(names(&ranked, Listing::Red), ["江海", "交通局", "城管局"]);
    assert_eq!(names(&ranked, Listing::Black), ["鹤山"]);
    assert_eq!(names(&ranked, Listing::None), ["蓬江", "水利局"]);
    let score = |name: &str| {
        let row = ranked.rows.iter().find(|row| row.code == name).unwrap();
        two_places(row.score.unwrap())
    };
    assert_eq!(
        (score("城管局"), score("蓬江")),
        ("90.71".to_owned(), "87.50".to_owned())
    );
}

#[test]
fn jiangmen_weekly_lists_by_rank_group_by_group_with_all_ties() {
    let mut rules = rate_only(ListingMode::Rank);
    rules.department.omit_no_data = true;
    let one_each = ListingRules {
        mode: ListingMode::Rank,
        k_red: 1,
        k_black: 1,
        ..ListingRules::default()
    };
    for group in ["县区", "镇街"] {
        rules
            .department
            .group_listing
            .insert(group.to_owned(), one_each);
    }
    let ranked = ranked(
        &[
            ("d01", "市直部门", 99, 100),
            ("d02", "市直部门", 98, 100),
            ("d03", "市直部门", 97, 100),
            ("d04", "市直部门", 96, 100),
            ("d05", "市直部门", 95, 100),
            ("d06", "市直部门", 95, 100),
            ("d07", "市直部门", 70, 100),
            ("d08", "市直部门", 60, 100),
            ("d09", "市直部门", 60, 100),
            ("d10", "市直部门", 60, 100),
            ("d11", "市直部门", 0, 0),
            ("c1", "县区", 80, 100),
            ("c2", "县区", 90, 100),
            ("c3", "县区", 85, 100),
            ("t1", "镇街", 50, 100),
            ("t2", "镇街", 50, 100),
            ("t3", "镇街", 60, 100),
        ],
        &rules,
    );
    assert_eq!(
        names(&ranked, Listing::Red),
        ["c2", "d01", "d02", "d03", "d04", "d05", "d06", "t3"]
    );
    assert_eq!(
        names(&ranked, Listing::Black),
        ["c1", "d08", "d09", "d10", "t1", "t2"]
    );
    assert_eq!(ranked.rows.len(), 16, "a unit with nothing due is left out");
    assert_eq!(ranked.totals.no_data, 1);
}

#[test]
fn taishan_blackens_only_below_the_bar_and_that_issue_had_nobody() {
    let ranked = ranked(
        &[
            ("台城", "", 963, 1_032),
            ("大江", "", 43, 50),
            ("水步", "", 17, 20),
            ("四九", "", 9, 10),
        ],
        &rate_only(ListingMode::Both),
    );
    assert_eq!(names(&ranked, Listing::Red), ["台城", "四九"]);
    assert_eq!(ranked.black, []);
    assert_eq!(two_places(ranked.rows[0].score.unwrap()), "93.31");
}

#[test]
fn tianmen_2016_12_counts_closed_and_on_time_apart() {
    let mut counted = cases(1, 737, 972);
    for late in &mut counted[737..911] {
        late.handled_or_closed = true;
        late.handled_once = true;
    }
    let ranked = rank(
        Board::Department,
        &[subject(1, "")],
        &counted,
        &Rulebook::default(),
    )
    .unwrap();
    let tally = ranked.totals.tally;
    assert_eq!(
        (tally.due, tally.handled_or_closed, tally.on_time),
        (972, 911, 737)
    );
    assert_eq!(percent(tally.closure_rate().unwrap()), "93.72");
    assert_eq!(percent(tally.on_time_rate().unwrap()), "75.82");
}
