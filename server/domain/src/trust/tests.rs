//! Jumps, agreement, starts and restarts, each with the time that is told meanwhile.

use super::*;
use crate::sample::at;
use crate::time::{days, seconds};

const NOON: &str = "2026-03-02T12:00";

/// A machine whose wall clock can be wrong.
struct Machine {
    truth: Micros,
    wrong_by: Span,
    watch: Watch,
}

impl Machine {
    fn started(start: Start, wrong_by: Span) -> Machine {
        let truth = at(NOON);
        let watch = Watch::begin(hands(truth, wrong_by), start);
        Machine {
            truth,
            wrong_by,
            watch,
        }
    }

    fn alone() -> Machine {
        Machine::started(nothing(), Span(0))
    }

    fn after(&mut self, span: Span) -> Option<Doubt> {
        self.truth = self.truth + span;
        self.watch.look(self.hands(), None);
        self.why()
    }

    fn asks(&mut self, database_off: Span) -> Option<Doubt> {
        let there = self.truth + database_off;
        self.watch.look(self.hands(), Some(there));
        self.why()
    }

    fn hands(&self) -> Hands {
        hands(self.truth, self.wrong_by)
    }

    fn why(&self) -> Option<Doubt> {
        self.watch.doubted().map(|doubted| doubted.why)
    }

    fn tells(&self) -> Micros {
        self.watch.tells(self.hands())
    }
}

fn hands(truth: Micros, wrong_by: Span) -> Hands {
    Hands {
        wall: truth + wrong_by,
        steady: truth - at("2026-02-01T00:00"),
    }
}

fn nothing() -> Start {
    Start {
        records_to: None,
        unsettled: None,
        database: None,
    }
}

#[test]
fn a_jump_beyond_two_minutes_is_doubted_either_way_and_a_smaller_one_followed() {
    for (jump, doubt) in [
        (hours(100), Some(Doubt::Jumped)),
        (Span(-hours(100).0), Some(Doubt::Jumped)),
        (minutes(2) + Span(1), Some(Doubt::Jumped)),
        (Span(-minutes(2).0 - 1), Some(Doubt::Jumped)),
        (minutes(2), None),
        (seconds(-90), None),
    ] {
        let mut machine = Machine::alone();
        machine.after(minutes(10));
        machine.wrong_by = jump;
        assert_eq!(machine.after(seconds(1)), doubt, "{jump:?}");
        let told = match doubt {
            Some(_) => machine.truth,
            None => machine.truth + jump,
        };
        assert_eq!(machine.tells(), told, "{jump:?}");
    }
}

#[test]
fn sleep_and_a_long_silence_are_no_jump() {
    let mut machine = Machine::alone();
    assert_eq!(machine.after(days(9)), None);
    assert_eq!(machine.tells(), machine.truth);
}

#[test]
fn small_steps_do_not_add_up_unseen() {
    let mut machine = Machine::alone();
    let mut seen = None;
    for _ in 0..10 {
        machine.wrong_by = machine.wrong_by + seconds(60);
        seen = seen.or(machine.after(minutes(1)));
    }
    assert_eq!(seen, Some(Doubt::Jumped));
    // What network time does: a second now and then.
    let mut machine = Machine::alone();
    for _ in 0..1_000 {
        machine.wrong_by = machine.wrong_by + seconds(1);
        assert_eq!(machine.after(minutes(10)), None);
    }
}

#[test]
fn a_clock_that_came_back_is_believed_after_five_minutes() {
    let mut machine = Machine::alone();
    machine.wrong_by = hours(100);
    machine.after(seconds(4));
    machine.wrong_by = Span(0);
    assert_eq!(machine.after(seconds(1)), Some(Doubt::Jumped));
    assert_eq!(machine.after(minutes(4)), Some(Doubt::Jumped));
    // Away once more: the five minutes begin anew.
    machine.wrong_by = hours(1);
    machine.after(seconds(1));
    machine.wrong_by = Span(0);
    machine.after(seconds(1));
    assert_eq!(machine.after(minutes(4)), Some(Doubt::Jumped));
    assert_eq!(machine.after(minutes(1)), None);
    assert_eq!(machine.tells(), machine.truth);
}

#[test]
fn a_clock_that_stays_where_it_jumped_waits_for_somebody() {
    let mut machine = Machine::alone();
    machine.wrong_by = hours(100);
    machine.after(seconds(1));
    assert_eq!(machine.after(days(3)), Some(Doubt::Jumped));
    assert_eq!(machine.tells(), machine.truth, "as if it had not jumped");
    machine.watch.confirm(machine.hands());
    assert_eq!(machine.after(seconds(1)), None);
    assert_eq!(machine.tells(), machine.truth + hours(100));
}

#[test]
fn a_database_decides_whether_the_clock_is_believed_again() {
    let with_database = Start {
        database: Some(at(NOON)),
        ..nothing()
    };
    // The jump was a correction: the database agrees with the new time.
    let mut machine = Machine::started(with_database, Span(0));
    machine.wrong_by = hours(1);
    assert_eq!(machine.after(seconds(1)), Some(Doubt::Jumped));
    machine.asks(hours(1));
    assert_eq!(
        machine.after(minutes(6)),
        Some(Doubt::Jumped),
        "nobody asked"
    );
    assert_eq!(machine.asks(hours(1)), None);
    assert_eq!(machine.tells(), machine.truth + hours(1));

    // Without any jump the two differ.
    let mut machine = Machine::started(with_database, Span(0));
    assert_eq!(machine.asks(minutes(3)), Some(Doubt::AgainstDatabase));
    machine.after(minutes(6));
    assert_eq!(machine.asks(minutes(3)), Some(Doubt::AgainstDatabase));
    machine.asks(Span(0));
    machine.after(minutes(5));
    assert_eq!(machine.asks(Span(0)), None);
}

#[test]
fn while_in_doubt_time_is_the_databases() {
    let there = at(NOON);
    let started = |start: Start, wrong_by| {
        let with_database = Start {
            database: Some(there),
            ..start
        };
        Machine::started(with_database, wrong_by)
    };
    let recorded = Start {
        records_to: Some(at("2026-02-27T18:00")),
        ..nothing()
    };
    let earlier = |wrong_by| Start {
        unsettled: Some(Some(hands(at("2026-03-01T12:00"), wrong_by))),
        ..recorded
    };
    let other = Start {
        unsettled: Some(None),
        ..recorded
    };
    for (name, start, wrong_by, doubt) in [
        ("ahead", nothing(), hours(100), Doubt::AgainstDatabase),
        ("behind", recorded, hours(-100), Doubt::BehindRecords),
        ("no battery", recorded, days(-20_000), Doubt::BeforeProgram),
        ("started again", other, hours(100), Doubt::Unsettled),
        ("restarted", earlier(Span(0)), hours(100), Doubt::Jumped),
        ("wrong before", earlier(hours(100)), hours(7), Doubt::Jumped),
    ] {
        let mut machine = started(start, wrong_by);
        assert_eq!(machine.why(), Some(doubt), "{name}");
        assert_eq!(machine.tells(), machine.truth, "{name}");
        machine.after(hours(3));
        assert_eq!(machine.asks(seconds(20)), Some(doubt), "{name}");
        assert_eq!(machine.tells(), machine.truth + seconds(20), "{name}");
    }
    // A jump is seen before the database is asked; what it was of, the database says.
    let mut machine = started(nothing(), hours(0));
    machine.wrong_by = hours(-50);
    assert_eq!(machine.after(seconds(1)), Some(Doubt::Jumped));
    assert_eq!(machine.tells(), machine.truth);
    machine.asks(seconds(50));
    assert_eq!(machine.tells(), machine.truth + seconds(50));
    // Both hands of this machine go together since the two agreed: it is the database that jumped.
    let mut machine = started(nothing(), hours(0));
    for _ in 0..3 {
        machine.after(minutes(10));
        assert_eq!(machine.asks(hours(100)), Some(Doubt::AgainstDatabase));
        assert_eq!(machine.tells(), machine.truth);
    }
}

#[test]
fn who_starts_behind_what_is_recorded_is_wrong_and_who_starts_ahead_can_be_right() {
    let recorded = |ago: Span| Start {
        records_to: Some(at(NOON) - ago),
        ..nothing()
    };
    for (ago, doubt) in [
        (hours(100), None),
        (Span(0), None),
        (Span(-minutes(2).0), None),
        (Span(-minutes(3).0), Some(Doubt::BehindRecords)),
    ] {
        let machine = Machine::started(recorded(ago), Span(0));
        assert_eq!(machine.why(), doubt, "{ago:?}");
    }
    // Time goes on from the last record, and whatever comes after it is believed.
    let mut machine = Machine::started(recorded(hours(1)), Span(-days(400).0));
    assert_eq!(machine.why(), Some(Doubt::BehindRecords));
    assert_eq!(machine.tells(), machine.truth - hours(1));
    machine.wrong_by = Span(0);
    machine.after(seconds(1));
    assert_eq!(machine.after(minutes(5)), None);
    assert_eq!(machine.tells(), machine.truth);

    let machine = Machine::started(nothing(), Span(-days(20_000).0));
    assert_eq!(machine.why(), Some(Doubt::BeforeProgram));
}

#[test]
fn a_restart_forgets_no_doubt() {
    let mut machine = Machine::alone();
    let before = machine.watch.anchor();
    machine.wrong_by = hours(100);
    machine.after(minutes(1));
    let unsettled = |hands| Start {
        unsettled: Some(hands),
        records_to: Some(at(NOON)),
        database: None,
    };
    // The same machine: what was expected then still is.
    let mut same = Machine::started(unsettled(before), hours(100));
    assert_eq!(same.why(), Some(Doubt::Jumped));
    assert_eq!(same.tells(), same.truth);
    assert_eq!(same.after(days(1)), Some(Doubt::Jumped));
    same.wrong_by = Span(0);
    same.after(seconds(1));
    assert_eq!(same.after(minutes(5)), None);
    // Started again meanwhile: only somebody can tell, or a database.
    let mut other = Machine::started(unsettled(None), Span(0));
    assert_eq!(other.after(days(1)), Some(Doubt::Unsettled));
    other.asks(Span(0));
    other.after(minutes(5));
    assert_eq!(other.asks(Span(0)), None);
}
