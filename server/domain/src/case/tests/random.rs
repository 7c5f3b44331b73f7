//! Anybody tries anything at any time: whatever is allowed leads to a case that can be.

use proptest::prelude::*;

use crate::case::{Action, Case, Command, Event, Recorded, ReturnReason, State, available_actions};
use crate::deadline::Limit;
use crate::escalation::Rung;
use crate::role::Actor;
use crate::sample::*;
use crate::time::{SECOND, Span};

/// Who tries, what, how long after the last try, and a number the command is made from.
pub(super) type Try = (usize, usize, i64, u32);

fn people() -> Vec<Actor> {
    vec![
        lin(),
        chengguan(),
        huanwei(),
        dispatcher(),
        leader(),
        admin(),
    ]
}

fn command(life: &mut Life, action: Action, n: u32) -> Command {
    let reason = || "理由".to_owned();
    let photos = vec![life.new_photo()];
    match action {
        Action::Dispatch => to([CHENGGUAN, HUANWEI][n as usize % 2], "改派"),
        Action::Accept => Command::Accept,
        Action::Handle => Command::Handle {
            photos,
            note: reason(),
        },
        Action::Return => Command::Return {
            reason_code: ReturnReason::ALL[n as usize % 5],
            reason: reason(),
        },
        Action::VerifyPass => passes(),
        Action::VerifyFail => fails("不行"),
        Action::RequestExtension => asks(1 + n % 100, "下雨"),
        Action::GrantExtension => grants(1 + n % 100),
        Action::RefuseExtension => Command::RefuseExtension { reason: reason() },
        Action::Suspend => suspends("待施工"),
        Action::Resume => resumes(),
        Action::Void => Command::Void {
            reason: reason(),
            duplicate_of: None,
        },
        Action::Comment => Command::Comment {
            text: reason(),
            photos: vec![],
        },
        Action::Remind => Command::Remind {
            text: String::new(),
        },
        Action::ConfirmFalsified => Command::ConfirmFalsified { reason: reason() },
        Action::Report | Action::CorrectTime | Action::Escalate => {
            unreachable!("nobody asks for these")
        }
    }
}

pub(super) fn any_tries() -> impl Strategy<Value = (Option<Limit>, Vec<Try>)> {
    let limit = prop_oneof![Just(None), Just(Some(DAY)), Just(Some(WORK_HOURS))];
    // Four tries in five come within a day, the fifth within two weeks; both cross weekends and holidays.
    let wait = prop_oneof![
        4 => 0..86_400 * SECOND,
        1 => 0..14 * 86_400 * SECOND,
    ];
    let tries = prop::collection::vec((0..6usize, 0..24usize, wait, any::<u32>()), 1..60);
    (limit, tries)
}

pub(super) fn live((limit, tries): (Option<Limit>, Vec<Try>)) -> Life {
    let mut life = Life::reported(at("2026-02-12T15:00"), limit);
    for one in tries {
        try_it(&mut life, one);
    }
    life
}

pub(super) fn try_it(life: &mut Life, (who, what, wait, n): Try) {
    life.now = life.now + Span(wait);
    life.sweep();
    let actions: Vec<Action> = Action::on_a_case().collect();
    let who = people()[who].clone();
    let may = available_actions(&life.case.outline(), &who);
    // Mostly something possible, so that lives become long; voiding ends them and stays rare.
    let action = match actions.get(what) {
        Some(Action::Void) if n % 4 != 0 => Action::Comment,
        Some(action) => *action,
        None => match may.get(n as usize % may.len().max(1)) {
            Some(Action::Void) | None => Action::Comment,
            Some(action) => *action,
        },
    };
    let command = command(life, action, n);
    let tried = life.tries(&who, command).is_ok();
    assert_eq!(
        tried,
        may.contains(&action),
        "what is offered is what is accepted: {action}"
    );
}

fn believable(case: &Case) -> Result<(), TestCaseError> {
    let runs = case
        .clock
        .as_ref()
        .is_some_and(|clock| clock.running_since.is_some());
    match &case.state {
        State::Reported => prop_assert_eq!(runs, case.clock.is_some()),
        State::Dispatched | State::Accepted { .. } => prop_assert!(runs),
        State::Handled(handling) => {
            prop_assert!(!runs);
            prop_assert!(handling.used >= Span(0) && handling.allowed > Span(0));
        }
        State::Closed { .. } | State::Suspended { .. } | State::Voided { .. } => {
            prop_assert!(!runs)
        }
    }
    if let Some(clock) = &case.clock {
        prop_assert!(clock.schedule.deadline_at > clock.started_at);
        prop_assert!(clock.schedule.due_at > clock.started_at);
        prop_assert!(clock.schedule.due_at <= clock.schedule.deadline_at);
        prop_assert!(clock.schedule.letter_at < clock.schedule.account_at);
        prop_assert!(clock.counted >= Span(0));
        prop_assert!(clock.wrong_returns <= case.return_count);
        prop_assert!(clock.reworks <= case.rework_count);
        let mut fired = clock.fired.clone();
        fired.dedup();
        prop_assert!(fired.is_sorted() && fired.len() == clock.fired.len());
    }
    prop_assert!((0..=1_000_000).contains(&case.speed_millionths()));
    Ok(())
}

fn rungs_per_dispatch(events: &[Recorded]) -> Vec<Vec<Rung>> {
    let mut dispatches = vec![Vec::new()];
    for recorded in events {
        match &recorded.event {
            Event::Dispatched(dispatch) => {
                if let crate::case::Started::Anew(_) = dispatch.started {
                    dispatches.push(Vec::new());
                }
            }
            Event::Escalated { rung } => dispatches.last_mut().unwrap().push(*rung),
            _ => {}
        }
    }
    dispatches
}

proptest! {
    #[test]
    fn a_case_is_believable_after_every_event(tries in any_tries()) {
        let life = live(tries);
        for upto in 1..=life.events.len() {
            let case = Case::fold(life.events[..upto].iter().cloned());
            prop_assert!(case.is_ok(), "{:?}", case);
            believable(&case.unwrap())?;
        }
    }

    #[test]
    fn replaying_the_events_rebuilds_the_case(tries in any_tries()) {
        let life = live(tries);
        prop_assert_eq!(Case::fold(life.events.iter().cloned()), Ok(life.case.clone()));
        prop_assert_eq!(life.case.version, life.events.len() as i64);
    }

    #[test]
    fn what_was_said_about_a_case_changes_nothing_but_its_version(tries in any_tries()) {
        let life = live(tries);
        let changes = life.events.iter().filter(|recorded| !recorded.event.action().is_talk());
        prop_assert_eq!(Case::fold_changes(changes.cloned(), life.case.version), Ok(life.case.clone()));
    }

    #[test]
    fn each_rung_fires_at_most_once_per_dispatch(tries in any_tries()) {
        let life = live(tries);
        for rungs in rungs_per_dispatch(&life.events) {
            let mut once = rungs.clone();
            once.sort();
            once.dedup();
            prop_assert_eq!(once, rungs, "in order and once");
        }
    }

    #[test]
    fn a_late_case_never_gets_in_time_by_being_suspended(tries in any_tries()) {
        let life = live(tries);
        let late = |case: &Case| {
            let clock = case.clock.as_ref()?;
            Some(life.now > clock.schedule.deadline_at)
        };
        if available_actions(&life.case.outline(), &dispatcher()).contains(&Action::Suspend) {
            let mut aside = life.clone();
            aside.does(&dispatcher(), suspends("待施工"));
            aside.now = aside.now + Span(100 * 3_600 * SECOND);
            aside.does(&dispatcher(), resumes());
            let clock = aside.case.clock.as_ref().unwrap();
            prop_assert_eq!(late(&life.case), Some(aside.now > clock.schedule.deadline_at));
        }
    }
}
