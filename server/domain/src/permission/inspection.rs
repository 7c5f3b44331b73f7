//! Who looked is nobody's business outside inspection. Whoever is inspected sees that there is a case, and neither who
//! reported it nor how they came to look, of any case: so a covert one looks like every other.

use super::{Place, looks_after_verifiers};
use crate::case::Action;
use crate::id::UserId;
use crate::role::{Actor, Role};
use crate::time::{Micros, days};

/// Those who go out to look and those who send them; administrators keep accounts. A department is looked at, whatever role
/// somebody who works for it was given. The office that sends people out may have adopted zones itself, and knows all the same.
pub fn knows_who_looked(actor: &Actor, place: &Place) -> bool {
    let looks = matches!(
        actor.role,
        Role::Inspector | Role::Dispatcher | Role::Leader
    );
    let department = place.department.as_ref();
    looks && !department.is_some_and(|unit| actor.part_of.contains(unit))
}

/// The reporter's name and the inspection mode. Everybody knows their own reports.
pub fn may_see_who_reported(actor: &Actor, place: &Place) -> bool {
    knows_who_looked(actor, place) || place.reporter == actor.user
}

/// Who did what is told of an event, but of those who looked. Somebody else's comment is told with its name unless an
/// inspector wrote it.
pub fn may_see_who_did(
    actor: &Actor,
    place: &Place,
    action: Action,
    doer: UserId,
    is_inspector: bool,
) -> bool {
    let looked = match action {
        Action::Report | Action::VerifyPass | Action::VerifyFail => true,
        _ => is_inspector,
    };
    !looked || knows_who_looked(actor, place) || doer == actor.user
}

/// Which pictures whoever verified had not opened: for those who answer for it and whoever did it. Who has taken a picture
/// has seen it, so that the inspected would learn by it who reported.
pub fn may_see_how_verified(actor: &Actor, place: &Place, verifier: UserId) -> bool {
    let answers_for_it = looks_after_verifiers(actor.role) && knows_who_looked(actor, place);
    answers_for_it || verifier == actor.user
}

/// The bytes as they came name the device that took them. `shown_on`: the cases by which somebody sees the photo.
pub fn may_see_original(actor: &Actor, uploaded_by: UserId, shown_on: &[Place]) -> bool {
    let knows = || shown_on.iter().all(|place| knows_who_looked(actor, place));
    uploaded_by == actor.user || (!shown_on.is_empty() && knows())
}

/// The one who made it and those who send people out.
pub fn may_see_covert_visit(actor: &Actor, inspector: UserId) -> bool {
    inspector == actor.user || sees_covert_visits(actor)
}

/// Those of others, too.
pub fn sees_covert_visits(actor: &Actor) -> bool {
    matches!(actor.role, Role::Dispatcher | Role::Leader)
}

/// Figures that somebody inspected can read count a covert visit only if it began by then. They are the same for
/// everybody: of two different ones the difference would tell.
pub fn covert_counted_to(now: Micros, covert_days: i64) -> Micros {
    now - days(covert_days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{actor, admin, chengguan, dispatcher, leader, lin, unit, user};

    const DEPARTMENT: u128 = 1;
    const ZONE_UNIT: u128 = 20;
    const ABOVE: u128 = 90;
    const ELSEWHERE: u128 = 99;

    fn place() -> Place {
        Place {
            department: Some(unit(DEPARTMENT)),
            zone_unit: Some(unit(ZONE_UNIT)),
            street: None,
            district: None,
            reporter: user(999),
        }
    }

    #[test]
    fn only_those_who_look_know_who_looked() {
        let other = user(999);
        for (who, knows) in [
            (lin(), true),
            (dispatcher(), true),
            (leader(), true),
            (chengguan(), false),
            (admin(), false),
        ] {
            let role = who.role;
            let own = Place {
                reporter: who.user,
                ..place()
            };
            assert_eq!(may_see_who_reported(&who, &place()), knows, "{role}");
            assert!(may_see_who_reported(&who, &own), "{role}: the own");
            for action in Action::ALL {
                for is_inspector in [false, true] {
                    let looks = matches!(
                        action,
                        Action::Report | Action::VerifyPass | Action::VerifyFail
                    );
                    let told = knows || !(looks || is_inspector);
                    let may = |doer| may_see_who_did(&who, &place(), action, doer, is_inspector);
                    assert_eq!(may(other), told, "{role} {action} {is_inspector}");
                    assert!(may(who.user));
                }
            }
        }
    }

    #[test]
    fn whoever_works_for_the_department_knows_it_in_no_role() {
        for role in Role::ALL {
            for (own, above, inspected) in [
                (DEPARTMENT, vec![], true),
                // The office that sends people out adopts zones, too.
                (ZONE_UNIT, vec![], false),
                // A team of it.
                (50, vec![DEPARTMENT, ABOVE], true),
                // What it is part of sends people out.
                (ABOVE, vec![], false),
                (ELSEWHERE, vec![ABOVE], false),
            ] {
                let mut who = actor(60, role, Some(own));
                who.part_of = [vec![own], above].concat().into_iter().map(unit).collect();
                let looks = !matches!(role, Role::Handler | Role::Admin);
                let knows = looks && !inspected;
                let said = format!("{role} of {own}");
                assert_eq!(knows_who_looked(&who, &place()), knows, "{said}");
                let original = |places: &[Place]| may_see_original(&who, user(999), places);
                assert_eq!(original(&[place()]), knows, "{said}");
                let elsewhere = Place {
                    department: None,
                    zone_unit: None,
                    ..place()
                };
                assert_eq!(original(&[elsewhere, place()]), knows, "{said}");
                assert!(!original(&[]));
                assert!(may_see_original(&who, who.user, &[]), "{said}: the own");
                let how = may_see_how_verified(&who, &place(), user(999));
                assert_eq!(how, knows && role != Role::Inspector, "{said}");
                assert!(may_see_how_verified(&who, &place(), who.user));
            }
        }
    }

    #[test]
    fn a_covert_visit_is_seen_by_its_inspector_and_those_who_send_people_out() {
        let other = user(999);
        for (who, sees) in [
            (lin(), false),
            (dispatcher(), true),
            (leader(), true),
            (chengguan(), false),
            (admin(), false),
        ] {
            assert_eq!(may_see_covert_visit(&who, other), sees, "{}", who.role);
            assert!(may_see_covert_visit(&who, who.user), "{}", who.role);
        }
        let now = Micros(days(100).0);
        assert_eq!(covert_counted_to(now, 30), Micros(days(70).0));
    }
}
