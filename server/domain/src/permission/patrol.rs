//! Who sees a visit, and who sees the way that was walked. A track is personal data: it belongs to the one who
//! walked it and to those who send people out.

use super::inspection::may_see_covert_visit;
use crate::id::{UnitId, UserId};
use crate::role::{Actor, Role};

/// Where a visit lies among units and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitPlace {
    pub inspector: UserId,
    pub street: UnitId,
    pub district: UnitId,
    pub covert: bool,
}

/// Which visits a person sees, in the form the store filters by; of covert ones, not everybody sees others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitSight {
    Everything,
    /// Visits of that district or street, and the person's own.
    Within {
        scope: UnitId,
        user: UserId,
    },
    Own {
        user: UserId,
    },
}

/// Inspectors and handlers see their own visits; everybody else those of the city, or of the part they are given.
pub fn visit_sight(actor: &Actor) -> VisitSight {
    let user = actor.user;
    match (actor.role, actor.scope) {
        (Role::Inspector | Role::Handler, _) => VisitSight::Own { user },
        (Role::Dispatcher | Role::Leader | Role::Admin, Some(scope)) => {
            VisitSight::Within { scope, user }
        }
        (Role::Dispatcher | Role::Leader | Role::Admin, None) => VisitSight::Everything,
    }
}

pub fn may_see_visit(actor: &Actor, place: &VisitPlace) -> bool {
    if place.covert && !may_see_covert_visit(actor, place.inspector) {
        return false;
    }
    match visit_sight(actor) {
        VisitSight::Everything => true,
        VisitSight::Within { scope, user } => {
            place.inspector == user || place.street == scope || place.district == scope
        }
        VisitSight::Own { user } => place.inspector == user,
    }
}

/// Where somebody has looked, and when last, without a name: for everybody who goes there or sends people there. A department
/// that knew would know when nobody is coming.
pub fn may_see_where_was_looked(actor: &Actor) -> bool {
    actor.role != Role::Handler
}

/// Beside the owner, only dispatchers and leaders, and only what they see at all.
pub fn may_see_track(actor: &Actor, place: &VisitPlace) -> bool {
    let own = place.inspector == actor.user;
    let sends_out = matches!(actor.role, Role::Dispatcher | Role::Leader);
    own || (sends_out && may_see_visit(actor, place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{admin, chengguan, dispatcher, leader, lin, unit, user};

    const STREET: u128 = 21;
    const DISTRICT: u128 = 22;

    fn place(inspector: UserId) -> VisitPlace {
        VisitPlace {
            inspector,
            street: unit(STREET),
            district: unit(DISTRICT),
            covert: false,
        }
    }

    #[test]
    fn where_was_looked_is_for_all_but_those_whose_work_is_looked_at() {
        for who in [lin(), dispatcher(), leader(), admin()] {
            assert!(may_see_where_was_looked(&who), "{}", who.role);
        }
        assert!(!may_see_where_was_looked(&chengguan()));
    }

    #[test]
    fn the_own_visit_is_seen_by_everybody_and_others_by_those_who_send_people_out() {
        let other = user(999);
        for (who, visit, track) in [
            (lin(), false, false),
            (chengguan(), false, false),
            (dispatcher(), true, true),
            (leader(), true, true),
            (admin(), true, false),
        ] {
            let role = who.role;
            assert_eq!(may_see_visit(&who, &place(other)), visit, "{role}");
            let covert = VisitPlace {
                covert: true,
                ..place(other)
            };
            let sends_out = visit && role != Role::Admin;
            assert_eq!(may_see_visit(&who, &covert), sends_out, "{role}");
            assert_eq!(may_see_track(&who, &place(other)), track, "{role}");
            assert!(may_see_visit(&who, &place(who.user)), "{role}");
            assert!(may_see_track(&who, &place(who.user)), "{role}");
        }
    }

    #[test]
    fn a_scope_narrows_visits_and_tracks_alike() {
        for (scope, expected) in [(STREET, true), (DISTRICT, true), (30, false)] {
            let mut who = dispatcher();
            who.scope = Some(unit(scope));
            assert_eq!(may_see_visit(&who, &place(user(999))), expected, "{scope}");
            assert_eq!(may_see_track(&who, &place(user(999))), expected, "{scope}");
        }
    }
}
