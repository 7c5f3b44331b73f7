//! What a wrong clock wrote, set right: the case ends as it would have without it.

use proptest::prelude::*;

use super::random::{Try, any_tries, live, try_it};
use crate::case::{
    Action, Case, Corrected, Effect, Event, Named, Recorded, Refusal, correct, record,
};
use crate::sample::*;
use crate::time::{Micros, SECOND, Span, hours, minutes, seconds};

/// The times of these events are moved by so much, as somebody says who may.
fn shifted(life: &Life, seqs: std::ops::RangeInclusive<i64>, by: Span) -> Result<Event, Refusal> {
    let named: Vec<Named> = seqs
        .clone()
        .map(|seq| Named {
            seq,
            at: life.events[seq as usize - 1].at + by,
        })
        .collect();
    let doubtful = |recorded: &Recorded| seqs.contains(&recorded.seq);
    let rules = rules(&life.calendar);
    correct(&life.events, &named, "时钟走错", doubtful, life.now, &rules)
}

fn corrected(life: &mut Life, seqs: std::ops::RangeInclusive<i64>, by: Span) -> Vec<Corrected> {
    let event = shifted(life, seqs, by).unwrap();
    let Event::TimeCorrected { corrected, .. } = event.clone() else {
        panic!("a correction");
    };
    life.events.extend(record(
        life.case.version,
        life.now,
        admin().user,
        vec![event],
    ));
    life.case = Case::fold(life.events.iter().cloned()).unwrap();
    corrected
}

#[test]
fn rungs_that_a_wrong_clock_climbed_are_annulled_and_fall_due_again_at_their_time() {
    let mut life = Life::dispatched();
    let as_it_was = life.case.clone();
    life.now = life.now + hours(100);
    assert_eq!(life.sweep().len(), 5);
    assert_eq!((life.case.letters(), life.case.letter_count), (1, 1));
    assert_eq!(life.case.next_rung_at(), None);

    life.at("2026-03-02T09:05");
    let told = corrected(&mut life, 3..=7, Span(-hours(100).0));
    assert!(told.iter().all(|one| one.effect == Effect::Annulled));
    assert_eq!((life.case.letters(), life.case.letter_count), (0, 0));
    assert_eq!(life.case.next_rung_at(), as_it_was.next_rung_at());
    assert_eq!(life.case.version, 8);

    assert_eq!(life.at("2026-03-02T20:59").sweep().len(), 0);
    assert_eq!(life.at("2026-03-02T21:00").sweep(), ["remind_50"]);
    assert_eq!(life.sweep().len(), 0, "once");
    // Whoever looks as of a moment before the correction sees what was seen then.
    let then = Case::fold(life.events[..7].iter().cloned()).unwrap();
    assert_eq!((then.letter_count, then.version), (1, 7));
}

#[test]
fn a_handling_dated_four_days_ahead_was_in_time() {
    let mut life = Life::dispatched();
    life.now = life.now + hours(100);
    life.handled();
    assert_eq!(life.case.on_time(), Some(false));
    life.at("2026-03-02T13:10");
    let told = corrected(&mut life, 3..=3, Span(-hours(96).0));
    assert_eq!(
        (told[0].was, told[0].at),
        (at("2026-03-06T13:00"), at("2026-03-02T13:00"))
    );
    assert_eq!(
        told[0].effect,
        Effect::Used {
            used: hours(4),
            allowed: Some(hours(24))
        }
    );
    assert_eq!(life.case.on_time(), Some(true));
    assert_eq!(life.case.standing().unwrap().at, at("2026-03-02T13:00"));
    assert_eq!(life.case.speed_millionths(), 166_667);
    life.does(&dispatcher(), passes());
    assert_eq!(life.case.on_time(), Some(true));
}

#[test]
fn a_dispatch_under_a_wrong_clock_gets_the_schedule_it_should_have_had() {
    let mut life = Life::reported(at("2026-03-06T09:00"), Some(DAY));
    life.at("2026-03-02T10:00");
    let before = life.case.clock.clone().unwrap().schedule;
    corrected(&mut life, 1..=2, Span(-hours(96).0));
    let clock = life.case.clock.clone().unwrap();
    assert_eq!(clock.started_at, at("2026-03-02T09:00"));
    assert_eq!(clock.schedule.deadline_at, at("2026-03-03T09:00"));
    assert_eq!(life.case.due_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(before.deadline_at, at("2026-03-07T09:00"));
    // The column by which a list finds its candidates says the due time in force.
    let said = life.events.last().unwrap().event.schedule();
    assert_eq!(said.map(|schedule| schedule.due_at), life.case.due_at());
}

#[test]
fn a_correction_can_be_corrected() {
    let mut life = Life::dispatched();
    life.now = life.now + hours(100);
    life.sweep();
    life.at("2026-03-07T09:00");
    corrected(&mut life, 3..=7, Span(-hours(100).0));
    // It had been right after all.
    let told = corrected(&mut life, 3..=7, Span(0));
    assert!(told.iter().all(|one| one.effect == Effect::AsWritten));
    assert_eq!(life.case.letter_count, 1);
    // And what fired again in between does not count twice.
    let mut life = Life::dispatched();
    life.now = life.now + hours(100);
    life.sweep();
    life.at("2026-03-02T10:00");
    corrected(&mut life, 3..=7, Span(-hours(100).0));
    life.at("2026-03-09T10:00").sweep();
    assert_eq!(life.case.letter_count, 1);
    corrected(&mut life, 3..=7, Span(0));
    assert_eq!(life.case.letter_count, 1);
    assert_eq!(life.sweep().len(), 0);
}

#[test]
fn only_times_in_doubt_are_set_right_and_never_out_of_order() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T10:00")
        .does(&chengguan(), crate::case::Command::Accept);
    life.at("2026-03-06T10:00").handled();
    life.at("2026-03-06T11:00").does(&dispatcher(), passes());
    let rules = rules(&life.calendar);
    let now = at("2026-03-06T12:00");
    let tries = |seq: i64, moment: &str, reason: &str| {
        let named = [Named {
            seq,
            at: at(moment),
        }];
        let doubtful = |recorded: &Recorded| recorded.seq == 4;
        correct(&life.events, &named, reason, doubtful, now, &rules).err()
    };
    let out_of_order = Some(Refusal::TimeOutOfOrder { index: 0 });
    let not_in_doubt = Some(Refusal::TimeNotInDoubt { index: 0 });
    for (seq, moment, reason, refusal) in [
        (4, "2026-03-02T12:00", "时钟走错", None),
        (
            4,
            "2026-03-02T12:00",
            " ",
            Some(Refusal::EmptyReason { field: "reason" }),
        ),
        (4, "2026-03-02T09:59", "早于签收", out_of_order.clone()),
        (4, "2026-03-06T11:01", "晚于核查", out_of_order.clone()),
        (4, "2026-03-06T12:01", "将来", out_of_order),
        (3, "2026-03-02T12:00", "时钟没错", not_in_doubt.clone()),
        (9, "2026-03-02T12:00", "没有这个事件", not_in_doubt),
        (
            4,
            "2026-03-06T10:00",
            "没有变化",
            Some(Refusal::NothingToCorrect),
        ),
    ] {
        assert_eq!(
            tries(seq, moment, reason),
            refusal,
            "{seq} {moment} {reason}"
        );
    }
}

fn any_stretch() -> impl Strategy<Value = (Vec<Try>, Span, Vec<Try>)> {
    let wait = prop_oneof![0..SECOND / 8];
    let inside = prop::collection::vec((0..6usize, 0..24usize, wait, any::<u32>()), 1..8);
    let off = prop_oneof![minutes(3).0..hours(400).0, -hours(400).0..-minutes(3).0];
    let later = prop_oneof![4 => 0..86_400 * SECOND, 1 => 0..14 * 86_400 * SECOND];
    let after = prop::collection::vec((0..6usize, 0..24usize, later, any::<u32>()), 0..20);
    (inside, off.prop_map(Span), after)
}

proptest! {
    #[test]
    fn a_stretch_of_wrong_clock_leaves_nothing_behind(tries in any_tries(), (inside, off, after) in any_stretch()) {
        let mut right = live(tries);
        right.sweep();
        let mut wrong = right.clone();
        let last = wrong.case.version;
        wrong.now = wrong.now + off;
        for one in inside {
            try_it(&mut right, one);
            try_it(&mut wrong, one);
        }
        // A rung whose time came just then, unseen by a clock that was behind, is not made up for once the case has moved on.
        let due_meanwhile = right.events[last as usize..].iter();
        let mut due_meanwhile = due_meanwhile.filter(|event| event.event.action() == Action::Escalate);
        prop_assume!(due_meanwhile.next().is_none());
        wrong.now = right.now;
        if wrong.case.version > last {
            let seqs = last + 1..=wrong.case.version;
            corrected(&mut wrong, seqs, Span(-off.0));
        }
        for one in after {
            try_it(&mut right, one);
            try_it(&mut wrong, one);
        }
        right.now = right.now + seconds(1);
        wrong.now = right.now;
        right.sweep();
        wrong.sweep();
        prop_assert_eq!(ended(&wrong), ended(&right));
    }
}

/// All but how many events it took.
fn ended(life: &Life) -> (Micros, Case) {
    let case = Case {
        version: 0,
        ..life.case.clone()
    };
    (life.now, case)
}
