//! Rows and events say the same about every case, whatever it lived through; and a list verifies for ever, whatever
//! happens to cases, units, zones, rules and rulebook after it was built.

use domain::case::Case;
use domain::id::{CaseId, RankingId, UnitId};
use domain::ranking::Board;
use domain::time::{Micros, Span, hours, minutes};
use serde_json::json;
use store::Conn;
use store::rankings::RankingCaseRow;

use app::action::case::record::fold;
use app::action::ranking::compute::{Basis, Computed, compute};
use app::action::ranking::subjects::subjects;
use app::action::ranking::{Due, count, due_of, rulebook_now};
use app::error::AppError;
use app::state::App;
use harness::small::{
    AFTER, CHENGGUAN, City, DISPATCHER, EAST, HUANWEI, INSPECTOR, LEADER, WEEK, WEST, ZHUJIAN, at,
    handler_of, list, unit_row, week,
};
use mobile_api::ranking::Ranking;

/// Of `WEEK`.
const END_OF_THE_GRACE: &str = "2026-03-11T00:00";
const LONG_AFTER: &str = "2026-03-20T09:00";

/// Enough for choices that differ from seed to seed and never from run to run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len() as u64) as usize]
    }
}

/// Somebody does something; most of it is refused, as in life.
fn something(city: &City, dice: &mut Dice, case: CaseId) {
    let departments = [CHENGGUAN, HUANWEI, ZHUJIAN];
    let handler = handler_of(dice.pick(&departments));
    let code = format!("u{}", dice.pick(&departments));
    let (who, action, body) = match dice.roll(16) {
        0 => (handler, "accept", json!({})),
        1..=4 => (handler, "handle", city.after_photo(handler)),
        5..=6 => (INSPECTOR, "verify_pass", json!({})),
        7..=8 => (
            INSPECTOR,
            "verify_fail",
            json!({"reason": "未清理干净", "photos": []}),
        ),
        9 => (
            handler,
            "return",
            json!({"reason_code": "not_ours", "reason": "不属我单位"}),
        ),
        10 => (
            DISPATCHER,
            "dispatch",
            json!({"department": code, "reason": "改派"}),
        ),
        11 => (
            handler,
            "request_extension",
            json!({"hours": 30, "reason": "待材料"}),
        ),
        12 => (
            dice.pick(&[DISPATCHER, LEADER]),
            "grant_extension",
            json!({"hours": 30}),
        ),
        13 => (DISPATCHER, "suspend", json!({"reason": "待修缮"})),
        14 => (DISPATCHER, "resume", json!({})),
        _ if dice.roll(4) == 0 => (DISPATCHER, "void", json!({"reason": "重复"})),
        _ => (LEADER, "confirm_falsified", json!({"reason": "照片为他处"})),
    };
    let _ = city.act(who, case, action, body);
}

#[test]
fn rows_and_events_agree_and_every_list_verifies_over_random_lives() {
    for seed in 1..=3 {
        let city = City::new();
        // Who is red is the same however many wait for a verifier.
        city.imports_rulebook(1, |text| {
            text.replace(
                "unverified_red_percent = 20",
                "unverified_red_percent = 100",
            )
        });
        let (mut dice, mut cases, mut lists) = (Dice(seed), Vec::new(), 0);
        for step in 0..260 {
            city.app
                .clock
                .advance(minutes(20) + Span(dice.roll(3_600_000_000) as i64));
            match dice.roll(6) {
                0 => {
                    // Some of it a department's own finding, until the case goes elsewhere.
                    let own = [handler_of(CHENGGUAN), handler_of(HUANWEI)];
                    let who = dice.pick(&[INSPECTOR, INSPECTOR, own[0], own[1]]);
                    cases.push(city.reported_by(who, dice.pick(&[WEST, EAST])));
                }
                _ if cases.is_empty() => {}
                _ => something(&city, &mut dice, dice_case(&cases, step)),
            }
            if step % 7 == 0 {
                city.sweep();
            }
            if step % 65 == 64 {
                for board in Board::ALL {
                    lists += 1;
                    city.builds(list(lists), board, WEEK);
                    looks_the_same(&city, board, lists, seed);
                }
            }
        }
        city.set(LONG_AFTER);
        for board in Board::ALL {
            lists += 1;
            city.builds(list(lists), board, WEEK);
            looks_the_same(&city, board, lists, seed);
        }
        let counted: Vec<i64> = (1..=lists)
            .map(|n| city.reads(list(n)).totals.due)
            .collect();
        assert!(
            counted.iter().any(|due| *due > 5),
            "seed {seed}: {counted:?}"
        );
        for n in 1..=lists {
            assert_eq!(city.differences(list(n)), [], "seed {seed}, list {n}");
        }
        agree(&city, &cases, seed);
    }
}

/// The board that is looked at is made of sums, the draft of every case.
fn looks_the_same(city: &City, board: Board, n: u128, seed: u64) {
    let live = city
        .app
        .db
        .read_blocking(|conn| app::action::ranking::live(conn, &city.app, board, week()));
    let (mut live, mut draft) = (live.unwrap(), city.reads(list(n)));
    if draft.generated_at.0 <= at(END_OF_THE_GRACE).0 {
        // Until then only a draft calls what waits unverified.
        let waits = draft.totals.unverified;
        assert_eq!(live.totals.unverified, Some(0), "{waits:?}");
        for list in [&mut live, &mut draft] {
            forget_unverified(list);
        }
    }
    assert_eq!(live.rows, draft.rows, "seed {seed}, {board:?}");
    assert_eq!((live.red, live.black), (draft.red, draft.black));
    assert_eq!(live.totals, draft.totals);
    assert_eq!((live.hash.is_none(), draft.hash.is_some()), (true, true));
}

fn forget_unverified(list: &mut Ranking) {
    (list.totals.unverified, list.totals.unverified_share) = (None, None);
    for row in &mut list.rows {
        (row.unverified, row.unverified_share) = (None, None);
    }
}

fn dice_case(cases: &[CaseId], step: usize) -> CaseId {
    cases[(step * 7919) % cases.len()]
}

fn agree(city: &City, cases: &[CaseId], seed: u64) {
    let (mut due, mut states) = (0, std::collections::BTreeSet::new());
    for id in cases {
        let events = city
            .app
            .db
            .read_blocking(|conn| store::events::of_case(conn, *id));
        let (case, _): (Case, _) = fold(*id, &events.unwrap()).unwrap();
        let row = city.row(*id);
        let (from, to) = (
            row.due_at.unwrap_or_default(),
            row.due_at.unwrap_or_default() + Span(1),
        );
        let rows = city
            .app
            .db
            .read_blocking(|conn| store::cases::counted(conn, from, to));
        let of_row = rows
            .unwrap()
            .iter()
            .find(|row| row.id == *id)
            .and_then(count::due_of_row);
        let of_events: Option<Due> = due_of(&case);
        assert_eq!(of_row, of_events, "seed {seed}: case {id}");
        due += usize::from(of_events.is_some());
        states.insert(row.state);
    }
    assert!(
        due > 0 && states.len() >= 4,
        "seed {seed}: {due} due, {states:?}"
    );
}

#[test]
fn what_is_imported_later_does_not_change_what_a_list_verifies_to() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    for lon in [WEST, EAST, WEST, EAST] {
        city.reports(lon);
    }
    city.app.clock.advance(hours(200));
    for (n, board) in (1..).zip(Board::ALL) {
        city.builds(list(n), board, WEEK);
        city.publishes(list(n));
    }
    let before: Vec<_> = (1..=3).map(|n| city.reads(list(n))).collect();

    city.imports_rulebook(2, |text| {
        text.replace("on_time = 45", "on_time = 70")
            .replace("closure = 25    #", "closure = 0 #")
    });
    city.write(|conn, app| {
        let mut renamed = unit_row(CHENGGUAN, "department", Some(100));
        (renamed.name, renamed.code) = ("综合执法局".into(), "zhzf".into());
        (renamed.ranking_group, renamed.active) = ("执法".into(), false);
        store::units::update(conn, &renamed)?;
        let rule = store::rules::RuleRow {
            table_version: 2,
            ..harness::small::rule_row(1, "z1", ZHUJIAN)
        };
        store::rules::insert_version(conn, &[rule])?;
        let zone = store::zones::current(conn)?.remove(0);
        store::zones::close_version(conn, zone.id, app.clock.now())?;
        store::counters::bump_reference_version(conn)?;
        Ok(())
    });
    let now = city.app.db.read_blocking(|conn| {
        app::action::ranking::live(conn, &city.app, Board::Department, week())
    });
    assert_ne!(
        now.unwrap().rows,
        before[0].rows,
        "the live board goes by what is new"
    );
    for (n, before) in (1..).zip(&before) {
        assert_eq!(city.differences(list(n)), []);
        assert_eq!(city.reads(list(n)), *before);
    }
}

/// A street office whose case came to another department answers for what was before; in lists of the first format it did not.
#[test]
fn a_list_of_the_first_format_stays_what_it_is() {
    let city = City::new();
    city.imports_rulebook(1, |text| text);
    let case = city.reports(EAST);
    city.handles(HUANWEI, case);
    let reason = json!({"reason": "未清理干净", "photos": []});
    city.does(INSPECTOR, case, "verify_fail", reason);
    let elsewhere = json!({"department": format!("u{CHENGGUAN}"), "reason": "改派"});
    city.does(DISPATCHER, case, "dispatch", elsewhere);
    city.set(AFTER);
    let now = city.builds(list(1), Board::Street, WEEK);
    city.write(|conn, app| first_format(conn, app, list(1), list(2)));
    let then = city.reads(list(2));
    assert_eq!((now.totals.reworked, then.totals.reworked), (1, 0));
    for n in 1..=2 {
        assert_eq!(city.differences(list(n)), [], "format {}", 3 - n);
    }
}

/// The street list of `of`, as the program of the first format would have built it.
fn first_format(conn: &mut Conn, app: &App, of: RankingId, id: RankingId) -> Result<(), AppError> {
    let mut row = store::rankings::get(conn, of)?.unwrap();
    let then = as_built(conn, app, 1, Board::Street, row.as_of)?;
    let Computed { content, lines } = then;
    (row.id, row.hash, row.content) = (id, content.hash().to_string(), content.canonical());
    let cases: Vec<RankingCaseRow> = lines
        .iter()
        .map(|line| RankingCaseRow {
            ranking_id: id,
            case_id: CaseId(line.case_id),
            unit_id: UnitId(line.unit_id),
            counted: line.canonical(),
        })
        .collect();
    Ok(store::rankings::insert(conn, &row, &cases)?)
}

/// The list of the week as a program of that format would build it from the rows of now.
pub fn as_built(
    conn: &mut Conn,
    app: &App,
    format: u32,
    board: Board,
    as_of: Micros,
) -> Result<Computed, AppError> {
    let reference = app.city.current(conn)?;
    let (from, to) = week().bounds();
    let rows = store::cases::counted(conn, from, to)?;
    let due: Vec<Due> = rows.iter().filter_map(count::due_of_row).collect();
    let units = due.iter().filter_map(|case| case.unit(board));
    let basis = Basis {
        format,
        board,
        period: week(),
        as_of,
        rulebook: &reference.rulebook,
        rulebook_ref: rulebook_now(&reference),
        subjects: subjects(&reference, board, week(), units),
    };
    compute(conn, basis, &due)
}
