//! Every refusal, its reason and its kind; none of them leaves a trace.

use crate::case::{
    Action, Command, Refusal, RefusalKind, Rules, StateName, check_version, decide, report,
};
use crate::role::Role;
use crate::sample::*;
use crate::time::{Span, days, minutes};

#[test]
fn a_stale_command_is_told_the_present_version() {
    let life = Life::dispatched();
    assert_eq!(check_version(&life.case, 2), Ok(()));
    for expected in [1, 3] {
        let stale = Refusal::Stale {
            expected,
            current: 2,
        };
        assert_eq!(stale.kind(), RefusalKind::Stale);
        assert_eq!(check_version(&life.case, expected), Err(stale));
    }
}

#[test]
fn a_report_needs_a_photo_and_a_believable_time() {
    let calendar = calendar();
    let rules = rules(&calendar);
    let now = at("2026-03-02T09:00");
    let refused = |change: fn(&mut crate::case::Report)| {
        let mut sent = illegal_ad(now);
        change(&mut sent);
        report(sent, None, now, &rules).err()
    };
    assert_eq!(refused(|_| ()), None);
    assert_eq!(
        refused(|sent| sent.photos.clear()),
        Some(Refusal::NoBeforePhoto)
    );
    assert_eq!(
        refused(|sent| sent.photos = vec![photo(1), photo(2), photo(1)]),
        Some(Refusal::PhotoTwice { index: 2 })
    );
    assert_eq!(
        refused(|sent| sent.captured_at = sent.captured_at + minutes(5)),
        None
    );
    assert_eq!(
        refused(|sent| sent.captured_at = sent.captured_at + minutes(5) + Span(1)),
        Some(Refusal::CapturedInFuture)
    );
    assert_eq!(
        refused(|sent| sent.captured_at = sent.captured_at - days(30)),
        None
    );
    assert_eq!(
        refused(|sent| sent.captured_at = sent.captured_at - days(30) - Span(1)),
        Some(Refusal::CapturedTooOld { days: 30 })
    );
}

#[test]
fn who_comes_before_when_and_when_before_what() {
    let mut life = Life::dispatched();
    let empty = Command::VerifyFail {
        reason: String::new(),
        photos: vec![],
    };
    assert_eq!(
        life.refusal(&leader(), empty.clone()),
        Refusal::WrongRole {
            action: Action::VerifyFail,
            role: Role::Leader
        }
    );
    assert_eq!(
        life.refusal(&lin(), empty.clone()),
        Refusal::NotAllowedInState {
            action: Action::VerifyFail,
            state: StateName::Dispatched
        }
    );
    life.handled();
    assert_eq!(
        life.refusal(&lin(), empty),
        Refusal::EmptyReason { field: "reason" }
    );
}

#[test]
fn an_action_twice_is_refused_the_second_time() {
    let mut life = Life::dispatched();
    life.does(&chengguan(), Command::Accept);
    assert_eq!(
        life.refusal(&chengguan(), Command::Accept),
        Refusal::NotAllowedInState {
            action: Action::Accept,
            state: StateName::Accepted
        }
    );
}

#[test]
fn nobody_judges_the_own_work() {
    let mut life = Life::dispatched();
    assert_eq!(
        life.refusal(&huanwei(), Command::Accept),
        Refusal::NotYourDepartment {
            department: unit(CHENGGUAN)
        }
    );
    life.handled();
    // The handler has become an inspector since, and another is a dispatcher in the same department.
    let mut promoted = chengguan();
    promoted.role = Role::Inspector;
    promoted.unit = None;
    promoted.part_of.clear();
    assert_eq!(
        life.refusal(&promoted, passes()),
        Refusal::HandlerMayNotVerify
    );
    // Nor after somebody else has handled it once more.
    let mut again = life.clone();
    again.does(&lin(), fails("还有残留"));
    let second = actor(78, Role::Handler, Some(CHENGGUAN));
    let photos = vec![photo(70)];
    let note = "已清理".to_owned();
    again.does(&second, Command::Handle { photos, note });
    assert_eq!(
        again.refusal(&promoted, passes()),
        Refusal::HandlerMayNotVerify
    );
    let colleague = actor(77, Role::Dispatcher, Some(CHENGGUAN));
    assert_eq!(
        life.refusal(&colleague, passes()),
        Refusal::SameDepartmentMayNotJudge
    );
    assert_eq!(
        life.refusal(&colleague, fails("不行")),
        Refusal::SameDepartmentMayNotJudge
    );
    let confirmed = || Command::ConfirmFalsified {
        reason: "假".to_owned(),
    };
    assert_eq!(
        life.refusal(&colleague, confirmed()),
        Refusal::SameDepartmentMayNotJudge
    );
    // Nor does anybody of a team below the department judge its work.
    let mut of_its_team = actor(79, Role::Dispatcher, Some(CHENGGUANS_TEAM));
    of_its_team.part_of.push(unit(CHENGGUAN));
    assert_eq!(
        life.refusal(&of_its_team, passes()),
        Refusal::SameDepartmentMayNotJudge
    );
    assert_eq!(
        life.refusal(&of_its_team, confirmed()),
        Refusal::SameDepartmentMayNotJudge
    );
    // Whoever is above it does: that is who watches over it.
    let mut above = actor(80, Role::Dispatcher, Some(COMMAND_CENTRE));
    above.units.push(unit(CHENGGUAN));
    life.does(&above, passes());
}

#[test]
fn a_further_extension_is_the_leaders() {
    let mut life = Life::dispatched();
    assert_eq!(
        life.refusal(&dispatcher(), grants(4)),
        Refusal::NoExtensionPending
    );
    life.does(&chengguan(), asks(4, "下雨"));
    assert_eq!(
        life.refusal(&chengguan(), asks(4, "下雨")),
        Refusal::ExtensionAlreadyPending
    );
    assert_eq!(
        life.refusal(&leader(), grants(4)),
        Refusal::WrongRole {
            action: Action::GrantExtension,
            role: Role::Leader
        }
    );
    life.does(&dispatcher(), grants(4));
    life.does(&chengguan(), asks(4, "还在下雨"));
    assert_eq!(
        life.refusal(&dispatcher(), grants(4)),
        Refusal::SecondExtensionNeedsLeader
    );
    let refuse = Command::RefuseExtension {
        reason: "够了".to_owned(),
    };
    assert_eq!(
        life.refusal(&dispatcher(), refuse),
        Refusal::SecondExtensionNeedsLeader
    );
    life.does(&leader(), grants(4));
    assert_eq!(life.case.extension_count, 2);
    // Also after another department has the case: it is the second of the case.
    life.does(&dispatcher(), to(HUANWEI, "改派"));
    life.does(&huanwei(), asks(4, "下雨"));
    assert_eq!(
        life.refusal(&dispatcher(), grants(4)),
        Refusal::SecondExtensionNeedsLeader
    );
}

#[test]
fn what_an_action_must_carry() {
    let mut life = Life::dispatched();
    let empty = |field| Refusal::EmptyReason { field };
    let blank = || "　 \n".to_owned();
    let handle = |photos: Vec<_>, note: String| Command::Handle { photos, note };
    let fresh = photo(50);

    assert_eq!(
        life.refusal(&dispatcher(), to(HUANWEI, " ")),
        empty("reason")
    );
    assert_eq!(life.refusal(&dispatcher(), suspends("")), empty("reason"));
    assert_eq!(
        life.refusal(
            &dispatcher(),
            Command::Void {
                reason: blank(),
                duplicate_of: None
            }
        ),
        empty("reason")
    );
    assert_eq!(
        life.refusal(
            &dispatcher(),
            Command::Void {
                reason: "重复".to_owned(),
                duplicate_of: Some(case_id(1))
            }
        ),
        Refusal::DuplicateOfItself
    );
    assert_eq!(
        life.refusal(&leader(), Command::ConfirmFalsified { reason: blank() }),
        empty("reason")
    );
    assert_eq!(
        life.refusal(
            &lin(),
            Command::Comment {
                text: blank(),
                photos: vec![]
            }
        ),
        empty("text")
    );
    assert_eq!(life.refusal(&chengguan(), returns("")), empty("reason"));
    assert_eq!(life.refusal(&chengguan(), asks(4, "")), empty("reason"));
    for hours in [0, 241] {
        let out = Refusal::HoursOutOfRange { hours, max: 240 };
        assert_eq!(life.refusal(&chengguan(), asks(hours, "下雨")), out);
    }
    life.does(&chengguan(), asks(240, "下雨"));
    assert_eq!(
        life.refusal(&dispatcher(), grants(0)),
        Refusal::HoursOutOfRange { hours: 0, max: 240 }
    );
    assert_eq!(
        life.refusal(&dispatcher(), Command::RefuseExtension { reason: blank() }),
        empty("reason")
    );
    assert_eq!(
        life.refusal(&chengguan(), handle(vec![], "已清理".to_owned())),
        Refusal::NoAfterPhoto
    );
    assert_eq!(
        life.refusal(&chengguan(), handle(vec![fresh], blank())),
        empty("note")
    );
    assert_eq!(
        life.refusal(
            &chengguan(),
            handle(vec![fresh, fresh], "已清理".to_owned())
        ),
        Refusal::PhotoTwice { index: 1 }
    );
    assert_eq!(
        life.refusal(
            &chengguan(),
            handle(vec![fresh, photo(1)], "已清理".to_owned())
        ),
        Refusal::AfterPhotoIsBeforePhoto { index: 1 }
    );
    assert_eq!(life.case.version, 3, "of all that, one request was made");
}

#[test]
fn a_city_may_ask_for_a_photo_of_what_is_still_wrong() {
    let mut life = Life::dispatched();
    life.handled();
    let calendar = calendar();
    let strict = Rules {
        rework_needs_photo: true,
        ..rules(&calendar)
    };
    let with = |photos| Command::VerifyFail {
        reason: "还有残留".to_owned(),
        photos,
    };
    let now = life.now;
    assert_eq!(
        decide(&life.case, &with(vec![]), &lin(), now, &strict),
        Err(Refusal::NoVerifyPhoto)
    );
    assert!(decide(&life.case, &with(vec![photo(60)]), &lin(), now, &strict).is_ok());
}

#[test]
fn the_kinds_of_refusal() {
    let action = Action::Accept;
    for (refusal, expected) in [
        (
            Refusal::WrongRole {
                action,
                role: Role::Admin,
            },
            RefusalKind::Forbidden,
        ),
        (
            Refusal::NotYourDepartment {
                department: unit(1),
            },
            RefusalKind::Forbidden,
        ),
        (Refusal::HandlerMayNotVerify, RefusalKind::Forbidden),
        (Refusal::SameDepartmentMayNotJudge, RefusalKind::Forbidden),
        (Refusal::SecondExtensionNeedsLeader, RefusalKind::Forbidden),
        (
            Refusal::NotAllowedInState {
                action,
                state: StateName::Closed,
            },
            RefusalKind::NotNow,
        ),
        (Refusal::NoExtensionPending, RefusalKind::NotNow),
        (Refusal::ExtensionAlreadyPending, RefusalKind::NotNow),
        (Refusal::EmptyReason { field: "note" }, RefusalKind::Invalid),
        (Refusal::NoAfterPhoto, RefusalKind::Invalid),
        (
            Refusal::HoursOutOfRange { hours: 0, max: 1 },
            RefusalKind::Invalid,
        ),
    ] {
        assert_eq!(refusal.kind(), expected, "{refusal:?}");
    }
}
