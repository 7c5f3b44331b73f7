//! docs/rules.md says how a list is counted, with an example: its cases are read from there, and its results are these.
use super::*;
use crate::rulebook::SelfFoundMode;

const RULES: &str = include_str!("../../../../../docs/rules.md");

/// The rows below a table's heading, cell by cell.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, after) = RULES.split_once(heading).expect(heading);
    let rows = after.lines().skip(2);
    rows.take_while(|row| row.starts_with('|'))
        .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn yes(cell: &str) -> bool {
    match cell {
        "是" => true,
        "否" => false,
        other => panic!("{other} is neither yes nor no"),
    }
}

fn counted(row: &[&str]) -> Counted {
    let [case, on_time, used, reworked, letters, verified, self_found] = row else {
        panic!("{row:?}");
    };
    Counted {
        on_time: yes(on_time),
        speed_millionths: used.parse::<i64>().unwrap() * 10_000,
        reworked: yes(reworked),
        letters: letters.parse().unwrap(),
        unverified: !yes(verified),
        self_found: yes(self_found),
        forging_forgiven: false,
        ..good(case.parse().unwrap(), 1)
    }
}

fn row_of(cases: &[Counted], rules: &Rulebook) -> Row {
    let ranked = rank(Board::Department, &[subject(1, "")], cases, rules);
    ranked.unwrap().rows.remove(0)
}

#[test]
fn the_example_in_the_rules_comes_out_as_it_is_written() {
    let cases: Vec<Counted> = table("| 案件 case |")
        .iter()
        .map(|row| counted(row))
        .collect();
    assert_eq!(cases.len(), 13);
    let row = row_of(&cases, &Rulebook::default());
    let tally = &row.tally;
    let of = |part: i64, whole: i64| {
        let share = percent(Exact::new(part.into(), whole.into()));
        format!("{part} ÷ {whole} = {share} %")
    };
    let off: Exact = row.deductions.iter().map(|off| off.points).sum();
    let results = [
        ("应办 due", tally.due.to_string()),
        ("按时率 on-time rate", of(tally.on_time, tally.due)),
        (
            "办结率 closure rate",
            of(tally.handled_or_closed, tally.due),
        ),
        ("返工率 rework rate", of(tally.reworked, tally.handled_once)),
        (
            "用时比 speed",
            format!("{} %", percent(tally.speed().unwrap())),
        ),
        ("扣分 deductions", two_places(off)),
        ("得分 score", two_places(row.score.unwrap())),
        ("自查发现 self-found", tally.self_found.to_string()),
        (
            "自查按时办结 self-found, fixed in time",
            tally.self_found_on_time.to_string(),
        ),
        ("未核查 unverified", of(tally.unverified, tally.due)),
    ];
    let written = table("| 结果 result |");
    let computed: Vec<Vec<&str>> = results
        .iter()
        .map(|(name, value)| vec![*name, value.as_str()])
        .collect();
    assert_eq!(written, computed);
    assert_eq!((row.listing, row.kept_off_red), (Listing::None, false));

    let mut as_before = Rulebook::default();
    as_before.self_found.mode = SelfFoundMode::Counted;
    let all = row_of(&cases, &as_before).tally;
    assert!(RULES.contains(&of(all.on_time, all.due)));
}

#[test]
fn the_numbers_in_the_rules_are_the_defaults() {
    let rules = Rulebook::default();
    let whole = |number: i64| (number / WHOLE).to_string();
    let (listing, points) = (rules.department.listing, rules.department.deductions);
    let weights = rules.department.weights;
    for said in [
        format!("**本期结束后 {} 小时**", rules.unverified.grace_hours),
        format!("超过应办案件的 {} %", rules.unverified.red_max / 100),
        format!(
            "后 {} 名中低于 {} 分",
            listing.k_black,
            whole(listing.black_bar)
        ),
        format!(
            "前 {} 名中不低于 {} 分",
            listing.k_red,
            whole(listing.red_bar)
        ),
        format!("（`min_cases` 为 {}）", rules.department.min_cases),
        format!("督办函每件 {} 分", whole(points.letter)),
        format!("弄虚作假每次 {} 分", whole(points.falsified)),
        format!(
            "{} × 按时率 + {} × 办结率",
            weights.on_time / 100,
            weights.closure / 100
        ),
    ] {
        assert!(RULES.contains(&said), "{said}");
    }
    assert_eq!(rules.self_found.bonus, 0);
}
