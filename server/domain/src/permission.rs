//! Who may see a case, who may do what with it, and who may do what beside cases: each as one sentence.
//! In which state an action makes sense is case/possible.rs.

mod patrol;

pub use patrol::{
    VisitPlace, VisitSight, may_see_track, may_see_visit, may_see_where_was_looked, visit_sight,
};

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
    use Role::{Dispatcher, Handler, Inspector, Leader};
    match action {
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

/// A handler acts for the own department only; nobody judges the work of the own hands, of the own department or
/// of one that the own organisation is part of; the first extension of a case is the dispatcher's, a further one the leader's.
pub fn may_act(outline: &Outline, action: Action, actor: &Actor) -> Result<(), Refusal> {
    let wrong_role = Refusal::WrongRole {
        action,
        role: actor.role,
    };
    if !roles(action).contains(&actor.role) {
        return Err(wrong_role);
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
        (Action::VerifyPass | Action::VerifyFail, _) if part_of_the_department => {
            Err(Refusal::SameDepartmentMayNotVerify)
        }
        (Action::ConfirmFalsified, _) if part_of_the_department => {
            Err(Refusal::SameDepartmentMayNotConfirm)
        }
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

/// What somebody may do that is not about one case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    ReportCases,
    UploadPhotos,
    ReadReference,
    ReadCoverage,
    PatrolZones,
    ManageCampaigns,
    ManageReference,
    ManageUsers,
    ReadRankings,
    /// Drafts and issues under review, before the city sees them.
    ReadDrafts,
    BuildRankings,
    ReviewRankings,
    PublishRankings,
    CorrectRankings,
}

/// Whoever is signed in reports and reads; whoever does not work for a department patrols, admins apart; dispatchers
/// prepare campaigns and the list, leaders and admins sign it off;
/// reference data and accounts are the admin's.
pub const fn holders(right: Right) -> &'static [Role] {
    use Role::{Admin, Dispatcher, Inspector, Leader};
    match right {
        Right::ReportCases | Right::UploadPhotos | Right::ReadReference | Right::ReadRankings => {
            &Role::ALL
        }
        Right::PatrolZones => &[Inspector, Dispatcher, Leader],
        Right::ReadCoverage | Right::ReadDrafts | Right::BuildRankings | Right::ManageCampaigns => {
            &[Dispatcher, Leader, Admin]
        }
        Right::ReviewRankings | Right::PublishRankings | Right::CorrectRankings => &[Leader, Admin],
        Right::ManageReference | Right::ManageUsers => &[Admin],
    }
}

pub fn may(role: Role, right: Right) -> bool {
    holders(right).contains(&role)
}

pub fn rights(role: Role) -> Vec<Right> {
    Right::ALL
        .into_iter()
        .filter(|right| may(role, *right))
        .collect()
}

impl Right {
    pub const ALL: [Right; 14] = [
        Right::ReportCases,
        Right::UploadPhotos,
        Right::ReadReference,
        Right::ReadCoverage,
        Right::PatrolZones,
        Right::ManageCampaigns,
        Right::ManageReference,
        Right::ManageUsers,
        Right::ReadRankings,
        Right::ReadDrafts,
        Right::BuildRankings,
        Right::ReviewRankings,
        Right::PublishRankings,
        Right::CorrectRankings,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Right::ReportCases => "report_cases",
            Right::UploadPhotos => "upload_photos",
            Right::ReadReference => "read_reference",
            Right::ReadCoverage => "read_coverage",
            Right::PatrolZones => "patrol_zones",
            Right::ManageCampaigns => "manage_campaigns",
            Right::ManageReference => "manage_reference",
            Right::ManageUsers => "manage_users",
            Right::ReadRankings => "read_rankings",
            Right::ReadDrafts => "read_drafts",
            Right::BuildRankings => "build_rankings",
            Right::ReviewRankings => "review_rankings",
            Right::PublishRankings => "publish_rankings",
            Right::CorrectRankings => "correct_rankings",
        }
    }
}

#[cfg(test)]
mod tests;
