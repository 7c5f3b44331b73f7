//! How one case goes, from its report to wherever it ends: who does what, when, and which photo shows it. Times
//! follow from the deadline as the rules will set it; whether a deed is allowed, the rules say when it is done.

use domain::deadline::Limit;
use domain::id::UnitId;
use domain::position::Point;
use domain::time::{Micros, Span, days, hours, minutes};
use fixtures::random::Random;
use fixtures::scene::{Kind, Shot};
use mobile_api::action::ReturnReason;

use super::act::Act;
use super::camera::{take, unix_ms};
use super::cast::{Cast, Whereabouts, Who};
use super::character::{Character, Fate, Timing};
use super::hours::{awake, later};
use super::place::beside;
use super::stage::Stage;
use super::words;

/// One deed on a case.
#[derive(Clone, Debug)]
pub struct Deed {
    pub at: Micros,
    pub who: Who,
    pub act: Act,
    pub shot: Option<Shot>,
}

/// What the course of a case depends on.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub reported_at: Micros,
    pub at: Whereabouts,
    pub point: Point,
    pub limit: Limit,
    pub kind: Kind,
    /// Seed of the scene, and whether phones are held upright there.
    pub scene: u64,
    pub tall: bool,
}

pub struct Course<'a> {
    dice: &'a mut Random,
    stage: &'a Stage,
    cast: &'a Cast,
    subject: Subject,
    last: Micros,
    visits: u8,
    deeds: Vec<Deed>,
}

impl<'a> Course<'a> {
    pub fn new(
        dice: &'a mut Random,
        stage: &'a Stage,
        cast: &'a Cast,
        subject: Subject,
    ) -> Course<'a> {
        Course {
            last: subject.reported_at,
            dice,
            stage,
            cast,
            subject,
            visits: 0,
            deeds: Vec::new(),
        }
    }

    /// A department got it with the report.
    pub fn owned(mut self, department: UnitId) -> Vec<Deed> {
        self.work(department, self.subject.reported_at, true);
        self.deeds
    }

    /// Nobody got it: a dispatcher looks at it, now and then much later or not at all.
    pub fn unowned(mut self, likely: Option<UnitId>) -> Vec<Deed> {
        let Some(department) = likely.filter(|_| !self.dice.chance(0.15)) else {
            return self.deeds;
        };
        let at = later(self.dice, self.last, 10, 150);
        let who = self.dispatcher();
        let code = self.stage.code(department);
        let why = pick(self.dice, &words::UNOWNED);
        self.act(at, who, Act::Dispatch(code, why));
        self.work(department, self.last, false);
        self.deeds
    }

    /// Somebody had reported it already.
    pub fn duplicate(mut self, original: uuid::Uuid) -> Vec<Deed> {
        let at = later(self.dice, self.last, 30, 240);
        let who = self.dispatcher();
        let why = pick(self.dice, &words::DUPLICATE);
        self.act(at, who, Act::Void(why, original));
        self.deeds
    }

    fn work(&mut self, department: UnitId, from: Micros, may_pass_on: bool) {
        let mut due = self.stage.deadline(self.subject.limit, from);
        let character = self.stage.character(department);
        let Some(handler) = self.cast.handler(self.dice, department) else {
            return self.remind(due);
        };
        match character.fate(self.dice) {
            Fate::Ignored => return self.remind(due),
            Fate::PassedOn if may_pass_on => {
                if let Some(other) = self.stage.another(self.dice, department) {
                    return self.pass_on(handler, other);
                }
            }
            Fate::WronglyReturned => self.return_in_vain(handler, department),
            Fate::Extended => due = self.extend(handler, from, due),
            Fate::Suspended => due = self.suspend(handler, due),
            Fate::PassedOn | Fate::Plain => {}
        }
        self.handle(handler, character, from, due);
    }

    fn pass_on(&mut self, handler: Who, other: UnitId) {
        let at = later(self.dice, self.last, 20, 150);
        let why = pick(self.dice, &words::PASSED_ON);
        self.act(at, handler, Act::Return(ReturnReason::NotOurs, why));
        let (at, who) = (later(self.dice, self.last, 10, 90), self.dispatcher());
        let code = self.stage.code(other);
        let why = pick(self.dice, &words::SENT_ELSEWHERE);
        self.act(at, who, Act::Dispatch(code, why));
        self.work(other, self.last, false);
    }

    fn return_in_vain(&mut self, handler: Who, department: UnitId) {
        let at = later(self.dice, self.last, 20, 180);
        let reason = *self.dice.pick(&[
            ReturnReason::NotFound,
            ReturnReason::ConditionsMissing,
            ReturnReason::NotOurs,
        ]);
        let why = pick(self.dice, &words::WRONGLY_RETURNED);
        self.act(at, handler, Act::Return(reason, why));
        let (at, who) = (later(self.dice, self.last, 10, 120), self.dispatcher());
        let code = self.stage.code(department);
        let why = pick(self.dice, &words::SENT_BACK);
        self.act(at, who, Act::Dispatch(code, why));
    }

    /// Returns when it is due afterwards.
    fn extend(&mut self, handler: Who, from: Micros, due: Micros) -> Micros {
        self.accept(handler, from, due);
        let most = i64::from(self.stage.city.rulebook.cases.extension_hours_max);
        let hours_asked = (self.dice.between(2, 12) * 2).min(most) as u32;
        let at = share(from, due, self.dice.range(0.3, 0.6));
        let why = pick(self.dice, &words::ASK_EXTENSION);
        self.act(at, handler, Act::AskExtension(hours_asked, why));
        let (at, who) = (
            self.last + minutes(self.dice.between(15, 100)),
            self.dispatcher(),
        );
        if self.dice.chance(0.4) {
            let why = pick(self.dice, &words::EXTENSION_REFUSED);
            self.act(at, who, Act::RefuseExtension(why));
            return due;
        }
        let why = pick(self.dice, &words::GRANTED);
        self.act(at, who, Act::GrantExtension(hours_asked, why));
        let by = hours(i64::from(hours_asked));
        let due = self.stage.longer(self.subject.limit, due, by);
        if !self.dice.chance(0.25) {
            return due;
        }
        // Once more, and that is the leader's to decide.
        let at = self.last + minutes(self.dice.between(60, 240));
        let why = pick(self.dice, &words::ASK_EXTENSION);
        self.act(at, handler, Act::AskExtension(hours_asked, why));
        let at = self.last + minutes(self.dice.between(30, 200));
        let leader = self.cast.leader(self.dice);
        let why = pick(self.dice, &words::GRANTED);
        self.act(at, leader, Act::GrantExtension(hours_asked, why));
        self.stage.longer(self.subject.limit, due, by)
    }

    /// Returns when it is due afterwards, about.
    fn suspend(&mut self, handler: Who, due: Micros) -> Micros {
        self.accept(handler, self.last, due);
        let (at, who) = (later(self.dice, self.last, 30, 150), self.dispatcher());
        let why = pick(self.dice, &words::SUSPENDED);
        self.act(at, who, Act::Suspend(why));
        let stopped_at = self.last;
        let at = stopped_at + Span(self.dice.between(days(1).0, days(9).0));
        let at = awake(self.dice, at);
        let (who, why) = (self.dispatcher(), pick(self.dice, &words::RESUMED));
        self.act(at, who, Act::Resume(why));
        due + (self.last - stopped_at)
    }

    fn accept(&mut self, handler: Who, from: Micros, due: Micros) {
        let at = share(from, due, self.dice.range(0.02, 0.2));
        self.act(at, handler, Act::Accept);
    }

    fn handle(&mut self, handler: Who, character: Character, from: Micros, due: Micros) {
        let accepted = self.deeds.iter().any(|deed| deed.act == Act::Accept);
        let since = self.last.max(from);
        if !accepted && !self.dice.chance(0.06) {
            self.accept(handler, since, due);
        }
        if self.dice.chance(0.04) {
            self.comment();
        }
        let handled_at = match character.timing(self.dice) {
            Timing::InTime(part) => {
                let at = awake(self.dice, share(since, due, part));
                // Nobody waits for the morning when that is too late.
                at.min(due - minutes(self.dice.between(3, 20)))
            }
            Timing::Late(minutes_late) => {
                if self.dice.chance(0.5) {
                    self.remind(due);
                }
                due + minutes(minutes_late)
            }
        };
        let problem = words::problem(self.subject.kind);
        let forged = self.dice.chance(character.forged);
        let mut failures = match self.dice.share() {
            roll if roll < character.rework * 0.2 => 2,
            roll if roll < character.rework => 1,
            _ => i64::from(forged),
        };
        let mut at = handled_at;
        loop {
            let shot = match (forged && self.visits == 0, failures > 0) {
                (true, _) => self.forgery(at),
                (false, true) => self.shot(at, false),
                (false, false) => self.shot(at, true),
            };
            let note = pick(self.dice, &problem.done);
            self.show(at, handler, Act::Handle(note), shot);
            if failures == 0 {
                break;
            }
            failures -= 1;
            self.fail(forged && failures == 0);
            at = self.last + minutes(self.dice.between(40, 260));
            if self.dice.chance(0.12) {
                at = at + hours(5);
            }
        }
        self.pass(character.out_of_sight);
    }

    fn fail(&mut self, forged: bool) {
        let (at, who) = (later(self.dice, self.last, 40, 420), self.inspector());
        let why = match forged {
            true => pick(self.dice, &words::FORGED_SEEN),
            false => pick(self.dice, &words::NOT_DONE),
        };
        let shot = self.shot(at.max(self.last + minutes(5)), false);
        self.show(at, who, Act::Fail(why), shot);
        if forged {
            let at = self.last + minutes(self.dice.between(10, 30));
            let (who, why) = (self.dispatcher(), pick(self.dice, &words::FORGED));
            self.act(at, who, Act::ConfirmFalsified(why));
        }
    }

    fn pass(&mut self, out_of_sight: f32) {
        let at = match self.dice.share() {
            // Forgotten: still waiting for somebody to look.
            roll if roll < 0.02 => return,
            roll if roll < 0.05 => later(self.dice, self.last, 2 * 24 * 60, 4 * 24 * 60),
            roll if roll < 0.05 + out_of_sight => {
                later(self.dice, self.last, 8 * 24 * 60, 14 * 24 * 60)
            }
            _ => later(self.dice, self.last, 30, 13 * 60),
        };
        let who = match self.dice.chance(0.15) {
            true => self.dispatcher(),
            false => self.inspector(),
        };
        let act = Act::Pass(pick(self.dice, &words::PASSED));
        match self.dice.chance(0.1) {
            true => {
                let shot = self.shot(at, true);
                self.show(at, who, act, shot);
            }
            false => self.act(at, who, act),
        }
    }

    fn remind(&mut self, due: Micros) {
        let at = due + minutes(self.dice.between(10, 160));
        let (who, text) = (self.dispatcher(), pick(self.dice, &words::REMINDED));
        self.act(at, who, Act::Remind(text));
    }

    fn comment(&mut self) {
        let at = self.last + minutes(self.dice.between(3, 40));
        let (who, text) = (self.inspector(), pick(self.dice, &words::COMMENTED));
        self.act(at, who, Act::Comment(text));
    }

    fn act(&mut self, at: Micros, who: Who, act: Act) {
        // People are never quicker than that, and events stay in their order.
        let at = at.max(self.last + minutes(2));
        self.last = at;
        let deed = Deed {
            at,
            who,
            act,
            shot: None,
        };
        self.deeds.push(deed);
    }

    fn show(&mut self, at: Micros, who: Who, act: Act, shot: Shot) {
        self.act(at, who, act);
        if let Some(deed) = self.deeds.last_mut() {
            let taken_at = deed.at - minutes(1);
            let mut shot = shot;
            // A moment was moved back to keep the order: the photo goes with it, unless its age is the point.
            if shot.taken_at_unix_ms > unix_ms(self.subject.reported_at) {
                shot.taken_at_unix_ms = shot.taken_at_unix_ms.max(unix_ms(taken_at - minutes(9)));
            }
            deed.shot = Some(shot);
        }
    }

    fn shot(&mut self, at: Micros, after: bool) -> Shot {
        self.visits += 1;
        let point = beside(self.dice, self.subject.point, 6);
        let taken_at = at - Span(self.dice.between(minutes(1).0, minutes(9).0));
        take(
            self.dice,
            &self.subject,
            point,
            taken_at,
            after,
            self.visits,
        )
    }

    /// A clean street, only not this one, or not now.
    fn forgery(&mut self, at: Micros) -> Shot {
        self.visits += 1;
        // A second one is another picture: the first may not be shown again.
        let visit = self.visits;
        let elsewhere = Subject {
            scene: self.subject.scene ^ 0xF0_0D,
            ..self.subject
        };
        if self.dice.chance(0.5) {
            let before = self.subject.reported_at - hours(self.dice.between(6, 70));
            return take(
                self.dice,
                &elsewhere,
                self.subject.point,
                before,
                true,
                visit,
            );
        }
        let far = Point {
            lon: self.subject.point.lon + 0.006,
            lat: self.subject.point.lat - 0.003,
        };
        take(self.dice, &elsewhere, far, at - minutes(6), true, visit)
    }

    fn dispatcher(&mut self) -> Who {
        self.cast.dispatcher(self.dice, self.subject.at)
    }

    fn inspector(&mut self) -> Who {
        self.cast.inspector(self.dice, self.subject.at)
    }
}

/// The moment at which that share of the way has gone by.
fn share(from: Micros, to: Micros, share: f32) -> Micros {
    let way = (to - from).0.max(0) as f64;
    from + Span((way * f64::from(share)) as i64)
}

fn pick(dice: &mut Random, texts: &[&'static str]) -> &'static str {
    dice.pick::<&'static str>(texts)
}
