//! What the boards read: speed, and evidence that was found to be false.

use crate::case::{Command, Handling};
use crate::sample::*;
use crate::time::{Micros, Span};

#[test]
fn speed_is_rounded_half_up_and_never_above_all_of_it() {
    for (used, allowed, expected) in [
        (0, 86_400_000_000, 0),
        (1, 3, 333_333),
        (2, 3, 666_667),
        (1, 2_000_000, 1),
        (1, 2_000_001, 0),
        (3, 2_000_000, 2),
        (5, 5, 1_000_000),
        (6, 5, 1_000_000),
        (i64::MAX - 1, i64::MAX, 1_000_000),
    ] {
        let handling = Handling {
            at: Micros(0),
            by: user(1),
            on_time: true,
            used: Span(used),
            allowed: Span(allowed),
        };
        assert_eq!(handling.speed_millionths(), expected, "{used}/{allowed}");
    }
}

#[test]
fn without_a_standing_handling_all_the_time_counts_as_used() {
    let mut life = Life::dispatched();
    assert_eq!(life.case.speed_millionths(), 1_000_000);
    assert!(!life.case.handled_once());
    life.at("2026-03-02T10:00").handled();
    assert_eq!(life.case.speed_millionths(), 41_667);
    life.does(&lin(), fails("没有清理"));
    assert_eq!(life.case.speed_millionths(), 1_000_000);
}

#[test]
fn falsified_evidence_is_counted_and_changes_nothing_else() {
    let mut life = Life::dispatched();
    life.handled().does(&lin(), passes());
    let before = life.case.clone();
    let confirmed = || Command::ConfirmFalsified {
        reason: "照片是别处的".to_owned(),
    };
    life.does(&leader(), confirmed());
    life.does(&dispatcher(), confirmed());
    assert_eq!(life.case.falsified(), 2);
    assert_eq!(life.case.state, before.state);
    assert_eq!(life.case.due_at(), before.due_at());
}

#[test]
fn what_one_department_did_is_not_charged_to_the_next() {
    let mut life = Life::dispatched();
    life.handled();
    life.does(
        &leader(),
        Command::ConfirmFalsified {
            reason: "照片是别处的".to_owned(),
        },
    );
    life.does(&lin(), fails("没有清理"));
    life.does(&dispatcher(), to(HUANWEI, "改派环卫"));
    assert_eq!(life.case.falsified(), 0);
    assert_eq!(life.case.reworks_in_dispatch(), 0);
    assert!(!life.case.handled_once());
    let photos = vec![life.new_photo()];
    let note = "已清理".to_owned();
    life.does(&huanwei(), Command::Handle { photos, note });
    assert!(life.case.speed_millionths() < 1_000_000);
    // The case remembers: zone unit and street are the same.
    assert_eq!((life.case.rework_count, life.case.falsified_count), (1, 1));
    assert_eq!(life.case.speed_in_life_millionths(), 1_000_000);
}

#[test]
fn letters_and_wrong_returns_of_every_department_are_remembered() {
    let mut life = Life::dispatched();
    life.does(&chengguan(), returns("不是我们的"));
    life.does(&dispatcher(), to(CHENGGUAN, ""));
    life.at("2026-03-04T10:00").sweep();
    life.does(&dispatcher(), to(HUANWEI, "改派环卫"));
    assert_eq!((life.case.letters(), life.case.wrong_returns()), (0, 0));
    life.at("2026-03-06T11:00").sweep();
    assert_eq!((life.case.letters(), life.case.letter_count), (1, 2));
    assert_eq!(life.case.wrong_return_count, 1);
}
