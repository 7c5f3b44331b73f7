//! Who sees what.

use super::*;
use crate::sample::{actor, admin, dispatcher, leader, lin, unit, user};

const DEPARTMENT: u128 = 1;
const ITS_TEAM: u128 = 11;
const ZONE_UNIT: u128 = 20;
const STREET: u128 = 21;
const DISTRICT: u128 = 22;

fn place() -> Place {
    Place {
        department: Some(unit(DEPARTMENT)),
        zone_unit: Some(unit(ZONE_UNIT)),
        street: Some(unit(STREET)),
        district: Some(unit(DISTRICT)),
        reporter: user(1),
    }
}

fn handler_of(own: u128, below: &[u128]) -> Actor {
    let mut actor = actor(50, Role::Handler, Some(own));
    actor.units.extend(below.iter().copied().map(unit));
    actor
}

#[test]
fn a_handler_sees_what_the_own_organisation_answers_for() {
    for (own, below, expected) in [
        (DEPARTMENT, &[][..], true),
        (ZONE_UNIT, &[], true),
        (99, &[DEPARTMENT], true),
        (99, &[ZONE_UNIT], true),
        (ITS_TEAM, &[], false),
        (99, &[98], false),
        // A district's handler answers for what is below it in the tree, not for what lies in it.
        (DISTRICT, &[], false),
    ] {
        assert_eq!(
            may_see(&handler_of(own, below), &place()),
            expected,
            "{own} {below:?}"
        );
    }
    let mut nowhere = handler_of(99, &[]);
    assert!(!may_see(&nowhere, &place()));
    nowhere.user = user(1);
    assert!(may_see(&nowhere, &place()), "the own report");
    let unrouted = Place {
        department: None,
        zone_unit: None,
        ..place()
    };
    assert!(!may_see(&handler_of(DEPARTMENT, &[]), &unrouted));
}

#[test]
fn a_handlers_scope_widens_nothing() {
    let mut handler = handler_of(99, &[]);
    handler.scope = Some(unit(DISTRICT));
    assert!(!may_see(&handler, &place()));
}

#[test]
fn everybody_else_sees_the_city_or_the_given_part_of_it() {
    for who in [
        actor(60, Role::Inspector, None),
        dispatcher(),
        leader(),
        admin(),
    ] {
        let role = who.role;
        assert!(may_see(&who, &place()), "{role}");
        assert_eq!(sight(&who), Sight::Everything, "{role}");
        for (scope, expected) in [
            (STREET, true),
            (DISTRICT, true),
            (30, false),
            (DEPARTMENT, false),
        ] {
            let mut who = who.clone();
            who.scope = Some(unit(scope));
            assert_eq!(may_see(&who, &place()), expected, "{role} {scope}");
        }
    }
    let mut lin = lin();
    lin.scope = Some(unit(30));
    assert!(may_see(&lin, &place()), "the own report, wherever it is");
}

#[test]
fn rights_are_named_once() {
    let mut names: Vec<&str> = Right::ALL.into_iter().map(Right::as_str).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Right::ALL.len());
    // An admin has every right but to go out on patrol.
    assert_eq!(rights(&admin()).len(), Right::ALL.len() - 1);
    assert!(!holds(Role::Admin, Right::PatrolZones));
    assert!(!holds(Role::Handler, Right::PatrolZones));
    assert!(!holds(Role::Dispatcher, Right::PublishRankings));
    assert!(!holds(Role::Leader, Right::ManageUsers));
}

#[test]
fn whoever_has_a_part_of_the_city_acts_in_it_only() {
    use Action::{Comment, Dispatch, Remind, Suspend, VerifyPass, Void};
    let case = |street, district| Outline {
        state: crate::case::StateName::Handled,
        department: Some(unit(DEPARTMENT)),
        street,
        district,
        handlers: vec![],
        extension_count: 0,
        extension_asked: false,
    };
    let here = case(Some(unit(STREET)), Some(unit(DISTRICT)));
    let nowhere = case(None, None);
    for (who, action) in [
        (dispatcher(), Dispatch),
        (dispatcher(), Suspend),
        (dispatcher(), Void),
        (dispatcher(), VerifyPass),
        (leader(), Remind),
        (lin(), VerifyPass),
    ] {
        for (scope, here_too) in [(STREET, true), (DISTRICT, true), (30, false)] {
            let given = Actor {
                scope: Some(unit(scope)),
                ..who.clone()
            };
            let acts = |outline| may_act(outline, action, &given);
            let beyond = Err(Refusal::OutOfScope { action });
            let expected = if here_too { Ok(()) } else { beyond.clone() };
            assert_eq!(acts(&here), expected, "{action} {scope}");
            assert_eq!(acts(&nowhere), beyond, "{action} {scope}");
            // The own report elsewhere may be spoken about.
            assert_eq!(may_act(&here, Comment, &given), Ok(()));
        }
        assert_eq!(may_act(&nowhere, action, &who), Ok(()), "{action}");
    }
}
