//! For this crate's tests: the published calendar of 2025 and 2026, the default rules, people, and a case
//! that is played action by action, with every event kept.

use jiff::civil::{Date, DateTime, Time};
use uuid::Uuid;

use crate::calendar::{Calendar, Shift};
use crate::case::{
    Case, Command, Mode, Recorded, Refusal, Report, Routed, Rules, decide, escalate, record, report,
};
use crate::deadline::{Limit, LimitUnit};
use crate::id::{CaseId, CategoryKey, PhotoHash, RuleId, UnitId, UserId};
use crate::role::{Actor, Role};
use crate::schedule::Marks;
use crate::time::{Micros, at_city, days, hours, minutes};

pub fn at(city_clock: &str) -> Micros {
    let moment: DateTime = city_clock.parse().unwrap();
    at_city(moment.date(), moment.time())
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn days_from(first: &str, last: &str) -> Vec<Date> {
    day(first)
        .series(jiff::Span::new().days(1))
        .take_while(|date| *date <= day(last))
        .collect()
}

pub fn shift(from: (i8, i8), to: (i8, i8)) -> Shift {
    Shift {
        from: Time::constant(from.0, from.1, 0, 0),
        to: Time::constant(to.0, to.1, 0, 0),
    }
}

/// 08:30–12:00 and 14:00–17:30, with the days off and make-up days the State Council published.
pub fn calendar() -> Calendar {
    let off = [
        ("2025-01-01", "2025-01-01"),
        ("2025-01-28", "2025-02-04"),
        ("2025-04-04", "2025-04-06"),
        ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"),
        ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"),
        ("2026-02-15", "2026-02-23"),
        ("2026-04-04", "2026-04-06"),
        ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"),
        ("2026-09-25", "2026-09-27"),
        ("2026-10-01", "2026-10-07"),
    ];
    let working = [
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ];
    Calendar::new(
        "2025-2026".to_owned(),
        vec![shift((8, 30), (12, 0)), shift((14, 0), (17, 30))],
        [2025, 2026].into(),
        off.iter()
            .flat_map(|(first, last)| days_from(first, last))
            .collect(),
        working.into_iter().map(day).collect(),
    )
    .unwrap()
}

pub const MARKS: Marks = Marks {
    yellow_percent: 80,
    remind_percent: 50,
    warn_percent: 80,
    letter_after: hours(24),
    account_after: hours(72),
};

pub fn rules(calendar: &Calendar) -> Rules<'_> {
    Rules {
        calendar,
        marks: MARKS,
        rework_floor: hours(4),
        extension_hours_max: 240,
        rework_needs_photo: false,
        captured_ahead_max: minutes(5),
        captured_age_max: days(30),
    }
}

pub const DAY: Limit = Limit {
    value: 24,
    unit: LimitUnit::Hour,
};

pub const WORK_HOURS: Limit = Limit {
    value: 4,
    unit: LimitUnit::WorkHour,
};

pub fn unit(n: u128) -> UnitId {
    UnitId(Uuid::from_u128(0x0100 + n))
}

pub fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(0x0200 + n))
}

pub fn case_id(n: u128) -> CaseId {
    CaseId(Uuid::from_u128(0x0300 + n))
}

pub fn photo(n: u8) -> PhotoHash {
    PhotoHash([n; 32])
}

pub const CHENGGUAN: u128 = 1;
pub const HUANWEI: u128 = 2;
pub const COMMAND_CENTRE: u128 = 9;
/// Below 城管 in the tree.
pub const CHENGGUANS_TEAM: u128 = 11;

pub fn actor(user_no: u128, role: Role, unit_no: Option<u128>) -> Actor {
    Actor {
        user: user(user_no),
        role,
        unit: unit_no.map(unit),
        part_of: unit_no.map(unit).into_iter().collect(),
        units: unit_no.map(unit).into_iter().collect(),
        scope: None,
    }
}

pub fn lin() -> Actor {
    actor(1, Role::Inspector, None)
}

pub fn chengguan() -> Actor {
    actor(2, Role::Handler, Some(CHENGGUAN))
}

pub fn huanwei() -> Actor {
    actor(3, Role::Handler, Some(HUANWEI))
}

pub fn dispatcher() -> Actor {
    actor(4, Role::Dispatcher, Some(COMMAND_CENTRE))
}

pub fn leader() -> Actor {
    actor(5, Role::Leader, None)
}

pub fn admin() -> Actor {
    actor(6, Role::Admin, None)
}

pub fn illegal_ad(captured_at: Micros) -> Report {
    Report {
        id: case_id(1),
        number: "20260302-0001".to_owned(),
        category: CategoryKey {
            scheme: "GBT30428-2013-event".to_owned(),
            code: "02-01".to_owned(),
        },
        mode: Mode::Routine,
        description: "墙面小广告".to_owned(),
        captured_at,
        photos: vec![photo(1)],
        zone: None,
        zone_unit: Some(unit(20)),
        street: Some(unit(21)),
        district: Some(unit(22)),
    }
}

/// A case as it is lived: what was decided is recorded and applied at once.
#[derive(Clone)]
pub struct Life {
    pub calendar: Calendar,
    pub case: Case,
    pub events: Vec<Recorded>,
    pub now: Micros,
    photos_made: u8,
}

impl Life {
    pub fn reported(now: Micros, routed: Option<Limit>) -> Life {
        let calendar = calendar();
        let routed = routed.map(|limit| Routed {
            department: unit(CHENGGUAN),
            rule: RuleId(Uuid::from_u128(7)),
            limit,
            recurrence_of: None,
            self_found: false,
        });
        let decided = report(illegal_ad(now), routed, now, &rules(&calendar)).unwrap();
        let events = record(0, now, lin().user, decided);
        let case = Case::fold(events.iter().cloned()).unwrap();
        Life {
            calendar,
            case,
            events,
            now,
            photos_made: 1,
        }
    }

    /// Dispatched to 城管 at once, with 24 natural hours, on a Monday at nine.
    pub fn dispatched() -> Life {
        Life::reported(at("2026-03-02T09:00"), Some(DAY))
    }

    pub fn at(&mut self, city_clock: &str) -> &mut Life {
        self.now = at(city_clock);
        self
    }

    pub fn tries(&mut self, who: &Actor, command: Command) -> Result<&mut Life, Refusal> {
        let rules = rules(&self.calendar);
        let decided = decide(&self.case, &command, who, self.now, &rules)?;
        for recorded in record(self.case.version, self.now, who.user, decided) {
            self.events.push(recorded.clone());
            self.case.apply(recorded).unwrap();
        }
        Ok(self)
    }

    pub fn does(&mut self, who: &Actor, command: Command) -> &mut Life {
        self.tries(who, command).unwrap()
    }

    pub fn refusal(&mut self, who: &Actor, command: Command) -> Refusal {
        let before = self.case.clone();
        let refusal = self.tries(who, command).err().unwrap();
        assert_eq!(self.case, before, "a refusal changes nothing");
        refusal
    }

    /// The sweep passes by; answers the rungs that fired.
    pub fn sweep(&mut self) -> Vec<&'static str> {
        let mut rungs = Vec::new();
        for recorded in record(
            self.case.version,
            self.now,
            lin().user,
            escalate(&self.case, self.now),
        ) {
            if let crate::case::Event::Escalated { rung } = recorded.event {
                rungs.push(rung.as_str());
            }
            assert_eq!(recorded.actor, None, "the clock is nobody");
            self.events.push(recorded.clone());
            self.case.apply(recorded).unwrap();
        }
        rungs
    }

    /// A photo no case has yet.
    pub fn new_photo(&mut self) -> PhotoHash {
        self.photos_made = self.photos_made.wrapping_add(1).max(2);
        photo(self.photos_made)
    }

    pub fn handled(&mut self) -> &mut Life {
        let photos = vec![self.new_photo()];
        let note = "已清理".to_owned();
        self.does(&chengguan(), Command::Handle { photos, note })
    }
}

pub fn to(department: u128, reason: &str) -> Command {
    Command::Dispatch {
        department: unit(department),
        reason: reason.to_owned(),
        limit: DAY,
        recurrence_of: None,
        self_found: false,
    }
}

pub fn passes() -> Command {
    Command::VerifyPass {
        photos: vec![],
        note: String::new(),
    }
}

pub fn fails(reason: &str) -> Command {
    Command::VerifyFail {
        reason: reason.to_owned(),
        photos: vec![],
    }
}

pub fn returns(reason: &str) -> Command {
    Command::Return {
        reason_code: crate::case::ReturnReason::NotOurs,
        reason: reason.to_owned(),
    }
}

pub fn asks(hours: u32, reason: &str) -> Command {
    Command::RequestExtension {
        hours,
        reason: reason.to_owned(),
    }
}

pub fn grants(hours: u32) -> Command {
    Command::GrantExtension {
        hours,
        reason: String::new(),
    }
}

pub fn suspends(reason: &str) -> Command {
    Command::Suspend {
        reason: reason.to_owned(),
    }
}

pub fn resumes() -> Command {
    Command::Resume {
        reason: String::new(),
    }
}
