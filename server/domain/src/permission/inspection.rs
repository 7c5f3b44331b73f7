//! Who looked is nobody's business outside inspection. Whoever is inspected sees that there is a case, and neither who
//! reported it nor how they came to look, of any case: so a covert one looks like every other.

use crate::case::Action;
use crate::id::UserId;
use crate::role::{Actor, Role};
use crate::time::{Micros, days};

/// Those who go out to look and those who send them. Departments and zone units are looked at; administrators keep accounts.
pub fn knows_who_looked(actor: &Actor) -> bool {
    matches!(
        actor.role,
        Role::Inspector | Role::Dispatcher | Role::Leader
    )
}

/// The reporter's name and the inspection mode. Everybody knows their own reports.
pub fn may_see_who_reported(actor: &Actor, reporter: UserId) -> bool {
    knows_who_looked(actor) || reporter == actor.user
}

/// Who did what is told of an event, but of those who looked. Somebody else's comment is told with its name unless an
/// inspector wrote it.
pub fn may_see_who_did(actor: &Actor, action: Action, doer: UserId, is_inspector: bool) -> bool {
    let looked = match action {
        Action::Report | Action::VerifyPass | Action::VerifyFail => true,
        _ => is_inspector,
    };
    !looked || may_see_who_reported(actor, doer)
}

/// The bytes as they came name the device that took them.
pub fn may_see_original(actor: &Actor, uploaded_by: UserId) -> bool {
    knows_who_looked(actor) || uploaded_by == actor.user
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
    use crate::sample::{admin, chengguan, dispatcher, leader, lin, user};

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
            assert_eq!(may_see_who_reported(&who, other), knows, "{role}");
            assert_eq!(may_see_original(&who, other), knows, "{role}");
            assert!(may_see_who_reported(&who, who.user), "{role}: the own");
            assert!(may_see_original(&who, who.user), "{role}: the own");
            for action in Action::ALL {
                for is_inspector in [false, true] {
                    let looks = matches!(
                        action,
                        Action::Report | Action::VerifyPass | Action::VerifyFail
                    );
                    let told = knows || !(looks || is_inspector);
                    let may = may_see_who_did(&who, action, other, is_inspector);
                    assert_eq!(may, told, "{role} {action} {is_inspector}");
                    assert!(may_see_who_did(&who, action, who.user, is_inspector));
                }
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
