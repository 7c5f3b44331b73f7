//! Who may see a case and who may do what with it, each as one sentence. In which state an action makes sense is
//! case/possible.rs; what somebody may do beside cases is `right`, with accounts `people`.

mod inspection;
mod patrol;
pub mod people;
mod right;
mod waiting;

pub use inspection::{
    covert_counted_to, knows_who_looked, may_see_covert_visit, may_see_how_verified,
    may_see_original, may_see_who_did, may_see_who_reported, sees_covert_visits,
};
pub use patrol::{
    VisitPlace, VisitSight, may_see_track, may_see_visit, may_see_where_was_looked, visit_sight,
};
pub use right::{Extent, Grant, Reach, Right, grant, has, holds, may, rights};
pub use waiting::waits_in;

use crate::case::{Action, Outline, Refusal};
use crate::id::{UnitId, UserId};
use crate::role::{Actor, Role};

/// Where a case lies among units and people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub department: Option<UnitId>,
    pub zone_unit: Option<UnitId>,
    pub street: Option<UnitId>,
    pub district: Option<UnitId>,
    pub reporter: UserId,
}

/// What a person sees, in the form the store filters by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    Everything,
    /// Cases of that district or street, and the person's own reports.
    Within {
        scope: UnitId,
        user: UserId,
    },
    /// Cases whose department or zone unit is among the units, and the person's own reports.
    Own {
        units: Vec<UnitId>,
        user: UserId,
    },
}

/// A handler sees what the own organisation answers for; everybody else the city, or the part they are given.
pub fn sight(actor: &Actor) -> Sight {
    let user = actor.user;
    match (actor.role, actor.scope) {
        (Role::Handler, _) => Sight::Own {
            units: actor.units.clone(),
            user,
        },
        (_, Some(scope)) => Sight::Within { scope, user },
        (_, None) => Sight::Everything,
    }
}

pub fn may_see(actor: &Actor, place: &Place) -> bool {
    sight(actor).covers(place)
}

impl Sight {
    pub fn covers(&self, place: &Place) -> bool {
        match self {
            Sight::Everything => true,
            Sight::Within { scope, user } => {
                let scope = Some(*scope);
                place.reporter == *user || place.street == scope || place.district == scope
            }
            Sight::Own { units, user } => {
                let ours = |unit: Option<UnitId>| unit.is_some_and(|unit| units.contains(&unit));
                place.reporter == *user || ours(place.department) || ours(place.zone_unit)
            }
        }
    }
}

/// Which roles an action is open to; the ties to one department are in `may_act`.
pub const fn roles(action: Action) -> &'static [Role] {
    use Role::{Admin, Dispatcher, Handler, Inspector, Leader};
    match action {
        Action::CorrectTime => &[Admin],
        Action::Report => &Role::ALL,
        Action::Accept | Action::Handle | Action::Return | Action::RequestExtension => &[Handler],
        Action::Dispatch | Action::Suspend | Action::Resume | Action::Void => &[Dispatcher],
        Action::VerifyPass | Action::VerifyFail => &[Inspector, Dispatcher],
        Action::GrantExtension | Action::RefuseExtension => &[Dispatcher, Leader],
        Action::Remind | Action::ConfirmFalsified => &[Dispatcher, Leader],
        Action::Comment => &[Inspector, Handler, Dispatcher, Leader],
        Action::Escalate => &[],
    }
}

/// A handler acts for the own department only, everybody else in the own part of the city only; nobody judges the work of the own hands, or decides about a case of
/// the own department or of one that the own organisation is part of; the first extension of a case is the dispatcher's, a further one the leader's.
pub fn may_act(outline: &Outline, action: Action, actor: &Actor) -> Result<(), Refusal> {
    let wrong_role = Refusal::WrongRole {
        action,
        role: actor.role,
    };
    if !roles(action).contains(&actor.role) {
        return Err(wrong_role);
    }
    if !in_the_own_part(outline, action, actor) {
        return Err(Refusal::OutOfScope { action });
    }
    let of_the_department = match outline.department {
        Some(department) => actor.unit == Some(department),
        None => false,
    };
    let part_of_the_department = match outline.department {
        Some(department) => actor.part_of.contains(&department),
        None => false,
    };
    match (action, outline.department) {
        (
            Action::Accept | Action::Handle | Action::Return | Action::RequestExtension,
            Some(department),
        ) if !of_the_department => Err(Refusal::NotYourDepartment { department }),
        (Action::VerifyPass | Action::VerifyFail, _) if outline.handlers.contains(&actor.user) => {
            Err(Refusal::HandlerMayNotVerify)
        }
        (action, _) if part_of_the_department && judges(action) => {
            Err(Refusal::SameDepartmentMayNotJudge)
        }
        (Action::CorrectTime, _) if actor.scope.is_some() => Err(Refusal::OutOfScope { action }),
        (Action::GrantExtension | Action::RefuseExtension, _) => {
            match (outline.extension_count, actor.role) {
                (0, Role::Dispatcher) | (1.., Role::Leader) => Ok(()),
                (1.., _) => Err(Refusal::SecondExtensionNeedsLeader),
                _ => Err(wrong_role),
            }
        }
        _ => Ok(()),
    }
}

/// What decides how a department stands: whether its work is good, whose case it is, and how its clock runs.
const fn judges(action: Action) -> bool {
    match action {
        Action::VerifyPass
        | Action::VerifyFail
        | Action::ConfirmFalsified
        | Action::Dispatch
        | Action::Suspend
        | Action::Resume
        | Action::Void
        | Action::GrantExtension
        | Action::RefuseExtension => true,
        Action::Report
        | Action::Accept
        | Action::Handle
        | Action::Return
        | Action::RequestExtension
        | Action::Comment
        | Action::Remind
        | Action::CorrectTime
        | Action::Escalate => false,
    }
}

/// Whoever reported something elsewhere sees what becomes of it and may say a word about it, and no more.
fn in_the_own_part(outline: &Outline, action: Action, actor: &Actor) -> bool {
    let reach = Reach::of_place(outline.street, outline.district);
    matches!(action, Action::Report | Action::Comment)
        || actor.role == Role::Handler
        || reach.lies_within(actor.scope)
}

/// Whether people of this role are told how somebody verified: those who answer for it.
pub fn looks_after_verifiers(role: Role) -> bool {
    matches!(role, Role::Dispatcher | Role::Leader)
}

/// Whether people of this role verify handlings at all.
pub fn may_verify(role: Role) -> bool {
    roles(Action::VerifyPass).contains(&role)
}

#[cfg(test)]
mod tests;
