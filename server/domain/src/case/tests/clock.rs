//! What happens to the clock, the deadline and the ladder when a case goes aside.

use crate::case::{Command, StateName};
use crate::sample::*;
use crate::time::{hours, minutes};

#[test]
fn a_wrong_return_earns_no_time() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T21:00");
    assert_eq!(life.sweep(), ["remind_50"]);
    life.at("2026-03-02T22:00")
        .does(&chengguan(), returns("不是我们的"));
    assert_eq!(life.case.state.name(), StateName::Reported);
    assert_eq!(
        life.case.department(),
        Some(unit(CHENGGUAN)),
        "in force until another has it"
    );
    assert_eq!(life.case.due_at(), Some(at("2026-03-03T09:00")));
    life.at("2026-03-03T12:00");
    assert_eq!(
        life.sweep(),
        [""; 0],
        "nobody to remind while it is returned"
    );
    life.does(&dispatcher(), to(CHENGGUAN, ""));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(life.case.clock.as_ref().unwrap().dispatch_no, 1);
    assert_eq!((life.case.return_count, life.case.wrong_returns()), (1, 1));
    assert_eq!(
        life.sweep(),
        ["warn_80", "overdue_100"],
        "what fell due meanwhile, once"
    );
    life.handled();
    assert_eq!(life.case.on_time(), Some(false));
}

#[test]
fn another_department_starts_anew_and_the_old_one_is_free() {
    let mut life = Life::dispatched();
    life.at("2026-03-04T10:00");
    assert_eq!(
        life.sweep(),
        ["remind_50", "warn_80", "overdue_100", "letter_24h"]
    );
    assert_eq!(life.case.letters(), 1);
    life.does(&chengguan(), returns("不是我们的"));
    life.at("2026-03-04T11:00")
        .does(&dispatcher(), to(HUANWEI, "环卫"));
    let clock = life.case.clock.clone().unwrap();
    assert_eq!(clock.dispatch_no, 2);
    assert_eq!(clock.started_at, at("2026-03-04T11:00"));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-05T11:00")));
    assert_eq!(life.case.due_at(), life.case.deadline_at());
    assert_eq!((life.case.letters(), life.case.wrong_returns()), (0, 0));
    assert_eq!(life.case.return_count, 1, "the case remembers");
    life.at("2026-03-05T00:00");
    assert_eq!(life.sweep(), ["remind_50"], "its own ladder");
}

#[test]
fn every_rung_once_per_dispatch_also_when_nobody_accepts() {
    let mut life = Life::dispatched();
    assert_eq!(life.case.next_rung_at(), Some(at("2026-03-02T21:00")));
    for (now, expected) in [
        ("2026-03-02T20:59:59", vec![]),
        ("2026-03-02T21:00", vec!["remind_50"]),
        ("2026-03-02T21:00", vec![]),
        ("2026-03-03T04:12", vec!["warn_80"]),
        ("2026-03-03T09:00", vec![]),
        ("2026-03-03T09:00:01", vec!["overdue_100"]),
        ("2026-03-04T08:59", vec![]),
        // The sweep was down for days: everything due comes at once, in order.
        ("2026-03-09T09:00", vec!["letter_24h", "account_72h"]),
        ("2026-04-09T09:00", vec![]),
    ] {
        assert_eq!(life.at(now).sweep(), expected, "{now}");
    }
    assert_eq!(life.case.next_rung_at(), None);
}

#[test]
fn rungs_wait_while_the_department_has_done_its_part() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T10:00").handled();
    assert_eq!(life.case.next_rung_at(), None);
    assert_eq!(life.at("2026-03-20T10:00").sweep(), [""; 0]);
    // One hour of 24 was used, so half is used up eleven hours after the failed verification.
    life.at("2026-03-20T10:00").does(&lin(), fails("没有清理"));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-21T09:00")));
    assert_eq!(life.case.next_rung_at(), Some(at("2026-03-20T21:00")));
    assert_eq!(life.at("2026-03-20T21:00").sweep(), ["remind_50"]);
    life.handled();
    life.at("2026-03-21T08:00").does(&lin(), fails("没有清理"));
    assert_eq!(
        life.at("2026-03-21T10:00").sweep(),
        [""; 0],
        "not the same reminder again"
    );
}

#[test]
fn rework_charges_the_department_and_not_another_week() {
    let mut life = Life::dispatched();
    life.at("2026-03-03T08:00").handled();
    life.at("2026-03-10T10:00").does(&lin(), fails("没有清理"));
    assert_eq!(
        life.case.deadline_at(),
        Some(at("2026-03-10T14:00")),
        "the floor of four hours"
    );
    assert_eq!(life.case.due_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(life.case.reworks_in_dispatch(), 1);
    life.at("2026-03-10T14:00").handled();
    assert_eq!(
        life.case.on_time(),
        Some(true),
        "at the deadline then in force"
    );
    let handling = life.case.standing().unwrap();
    assert_eq!((handling.used, handling.allowed), (hours(27), hours(27)));
}

#[test]
fn the_clock_stands_still_while_suspended() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T19:00")
        .does(&dispatcher(), suspends("待道路施工"));
    assert_eq!((life.case.deadline_at(), life.case.due_at()), (None, None));
    assert_eq!(
        (life.case.next_rung_at(), life.case.yellow_at()),
        (None, None)
    );
    assert_eq!(life.at("2026-03-20T09:00").sweep(), [""; 0]);
    life.at("2026-03-20T08:00").does(&dispatcher(), resumes());
    assert_eq!(life.case.state.name(), StateName::Dispatched);
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-20T22:00")));
    assert_eq!(
        life.case.due_at(),
        Some(at("2026-03-20T22:00")),
        "and the case belongs to that week"
    );
    life.at("2026-03-20T10:00").handled();
    let handling = life.case.standing().unwrap();
    assert_eq!((handling.used, handling.allowed), (hours(12), hours(24)));
    assert_eq!(life.case.speed_millionths(), 500_000);
}

#[test]
fn an_extension_moves_deadline_and_due_time() {
    let mut life = Life::dispatched();
    life.at("2026-03-02T12:00")
        .does(&chengguan(), asks(48, "等材料"));
    assert_eq!(
        life.case.deadline_at(),
        Some(at("2026-03-03T09:00")),
        "asking moves nothing"
    );
    life.at("2026-03-02T13:00").does(&dispatcher(), grants(24));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-04T09:00")));
    assert_eq!(life.case.due_at(), Some(at("2026-03-04T09:00")));
    assert_eq!(life.case.extension_count, 1);
    life.at("2026-03-03T09:00").handled();
    assert_eq!(life.case.on_time(), Some(true));
    assert_eq!(life.case.speed_millionths(), 500_000, "24 of 48 hours");
}

#[test]
fn a_refused_extension_moves_nothing_and_may_be_asked_for_again() {
    let mut life = Life::dispatched();
    life.does(&chengguan(), asks(48, "等材料"));
    let reason = "材料充足".to_owned();
    life.does(&dispatcher(), Command::RefuseExtension { reason });
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-03T09:00")));
    assert_eq!(life.case.extension_count, 0);
    life.does(&chengguan(), asks(2, "下雨"));
    life.does(&dispatcher(), grants(2));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-03T11:00")));
}

#[test]
fn working_hours_count_in_working_hours_all_the_way() {
    let mut life = Life::reported(at("2026-03-06T16:00"), Some(WORK_HOURS));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-09T11:00")));
    life.at("2026-03-06T17:00")
        .does(&chengguan(), asks(2, "下雨"));
    life.does(&dispatcher(), grants(2));
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-09T15:00")));
    life.at("2026-03-07T10:00")
        .does(&dispatcher(), suspends("待施工"));
    life.at("2026-03-10T09:30").does(&dispatcher(), resumes());
    // 4.5 of 6 working hours were left on Saturday.
    assert_eq!(life.case.deadline_at(), Some(at("2026-03-10T16:00")));
    life.at("2026-03-10T10:30").handled();
    let handling = life.case.standing().unwrap();
    assert_eq!((handling.used, handling.allowed), (minutes(150), hours(6)));
    assert_eq!(
        life.case.speed_millionths(),
        416_667,
        "2.5 ÷ 6, rounded half-up"
    );
}

#[test]
fn on_time_is_at_the_deadline_or_before_to_the_microsecond() {
    for (handled, expected) in [
        ("2026-03-03T08:59:59.999999", true),
        ("2026-03-03T09:00", true),
        ("2026-03-03T09:00:00.000001", false),
    ] {
        let mut life = Life::dispatched();
        life.at(handled).handled();
        assert_eq!(life.case.on_time(), Some(expected), "{handled}");
    }
}

#[test]
fn an_unpublished_year_is_said_on_the_case() {
    let life = Life::reported(at("2026-12-31T17:00"), Some(WORK_HOURS));
    assert!(life.case.calendar_provisional());
    let clock = life.case.clock.unwrap();
    assert_eq!(clock.schedule.calendar_version, "2025-2026");
    assert!(!Life::dispatched().case.calendar_provisional());
}
