//! What somebody may do beside acting on a case: which roles hold a right, and how much of the city one must be given
//! to use it. A scope narrows what may be done as it narrows what is seen.

use crate::id::UnitId;
use crate::role::{Actor, Role};

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
    /// Answer for the server's clock.
    ManageClock,
}

/// Who holds a right, and how far it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    pub holders: &'static [Role],
    pub extent: Extent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Wherever it is, whatever part of the city the holder is given.
    Anywhere,
    /// In the part the holder is given.
    OwnPart,
    /// It concerns everybody in the city: for those only who are given all of it.
    WholeCity,
}

/// The table. Whoever is signed in reports and reads; whoever does not work for a department patrols, admins apart; dispatchers
/// prepare campaigns and the list, leaders and admins sign it off; reference data and accounts are the admin's. Boards and
/// reference data are the whole city's.
pub const fn grant(right: Right) -> Grant {
    use Extent::{Anywhere, OwnPart, WholeCity};
    use Role::{Admin, Dispatcher, Inspector, Leader};
    let (holders, extent): (&'static [Role], Extent) = match right {
        Right::ReportCases | Right::UploadPhotos => (&Role::ALL, Anywhere),
        Right::ReadReference | Right::ReadRankings => (&Role::ALL, Anywhere),
        Right::PatrolZones => (&[Inspector, Dispatcher, Leader], OwnPart),
        Right::ReadCoverage => (&[Dispatcher, Leader, Admin], OwnPart),
        Right::ManageCampaigns => (&[Dispatcher, Leader, Admin], OwnPart),
        Right::ManageUsers => (&[Admin], OwnPart),
        Right::ManageReference | Right::ManageClock => (&[Admin], WholeCity),
        Right::ReadDrafts | Right::BuildRankings => (&[Dispatcher, Leader, Admin], WholeCity),
        Right::ReviewRankings => (&[Leader, Admin], WholeCity),
        Right::PublishRankings | Right::CorrectRankings => (&[Leader, Admin], WholeCity),
    };
    Grant { holders, extent }
}

/// How much of the city the thing concerns that a right is used on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    City,
    /// Parts of it, each told by the units it lies in: a zone by its street and district, a unit by itself and all above it.
    Parts(Vec<Vec<UnitId>>),
}

impl Reach {
    pub fn part(lies_in: Vec<UnitId>) -> Reach {
        Reach::Parts(vec![lies_in])
    }

    pub fn of_place(street: Option<UnitId>, district: Option<UnitId>) -> Reach {
        Reach::part(street.into_iter().chain(district).collect())
    }

    /// Nothing, or what lies nowhere, is in nobody's part: it is left to those who have the whole city.
    pub fn lies_within(&self, scope: Option<UnitId>) -> bool {
        match (scope, self) {
            (None, _) => true,
            (Some(_), Reach::City) => false,
            (Some(scope), Reach::Parts(parts)) => {
                !parts.is_empty() && parts.iter().all(|lies_in| lies_in.contains(&scope))
            }
        }
    }
}

/// May this person use the right on something that reaches so far? The one question everything asks.
pub fn may(actor: &Actor, right: Right, over: &Reach) -> bool {
    let reaches = match grant(right).extent {
        Extent::Anywhere => true,
        Extent::OwnPart => over.lies_within(actor.scope),
        Extent::WholeCity => Reach::City.lies_within(actor.scope),
    };
    holds(actor.role, right) && reaches
}

/// Is there anything at all this person may use the right on?
pub fn has(actor: &Actor, right: Right) -> bool {
    let own_part = match actor.scope {
        Some(scope) => Reach::part(vec![scope]),
        None => Reach::City,
    };
    may(actor, right, &own_part)
}

pub fn holds(role: Role, right: Right) -> bool {
    grant(right).holders.contains(&role)
}

pub fn rights(actor: &Actor) -> Vec<Right> {
    let all = Right::ALL.into_iter();
    all.filter(|right| has(actor, *right)).collect()
}

impl Right {
    pub const ALL: [Right; 15] = [
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
        Right::ManageClock,
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
            Right::ManageClock => "manage_clock",
        }
    }
}

impl Extent {
    pub const fn as_str(self) -> &'static str {
        match self {
            Extent::Anywhere => "anywhere",
            Extent::OwnPart => "own part",
            Extent::WholeCity => "whole city",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{actor, admin, dispatcher, leader, unit};

    const STREET: u128 = 21;
    const DISTRICT: u128 = 22;
    const ELSEWHERE: u128 = 23;

    fn given(mut who: Actor, scope: u128) -> Actor {
        who.scope = Some(unit(scope));
        who
    }

    #[test]
    fn what_concerns_the_city_needs_the_city_whatever_it_is_used_on() {
        let street = Reach::of_place(Some(unit(STREET)), Some(unit(DISTRICT)));
        for right in Right::ALL {
            if grant(right).extent != Extent::WholeCity {
                continue;
            }
            for reach in [Reach::City, street.clone()] {
                assert!(may(&admin(), right, &reach), "{right:?}");
                for scope in [STREET, DISTRICT] {
                    assert!(!may(&given(admin(), scope), right, &reach), "{right:?}");
                    assert!(!may(&given(leader(), scope), right, &reach), "{right:?}");
                }
            }
        }
    }

    #[test]
    fn a_right_in_a_part_covers_all_that_lies_in_it_and_nothing_that_reaches_out() {
        let street = vec![unit(STREET), unit(DISTRICT)];
        let whole_district = vec![unit(DISTRICT)];
        let elsewhere = vec![unit(ELSEWHERE)];
        for (reach, of_street, of_district) in [
            (Reach::part(street.clone()), true, true),
            (Reach::part(whole_district.clone()), false, true),
            (Reach::part(elsewhere.clone()), false, false),
            (
                Reach::Parts(vec![street.clone(), whole_district]),
                false,
                true,
            ),
            (Reach::Parts(vec![street, elsewhere]), false, false),
            (Reach::of_place(None, None), false, false),
            (Reach::Parts(vec![]), false, false),
            (Reach::City, false, false),
        ] {
            let may = |who: &Actor| may(who, Right::ManageCampaigns, &reach);
            assert_eq!(may(&given(dispatcher(), STREET)), of_street, "{reach:?}");
            assert_eq!(
                may(&given(dispatcher(), DISTRICT)),
                of_district,
                "{reach:?}"
            );
            assert!(may(&dispatcher()), "{reach:?}");
            let inspector = actor(60, Role::Inspector, None);
            assert!(!may(&inspector), "not an inspector's: {reach:?}");
        }
    }

    #[test]
    fn what_somebody_is_told_they_may_is_what_they_may_somewhere() {
        let street_leader = rights(&given(leader(), STREET));
        for (right, told) in [
            (Right::PublishRankings, false),
            (Right::CorrectRankings, false),
            (Right::ManageClock, false),
            (Right::BuildRankings, false),
            (Right::ReadDrafts, false),
            (Right::ManageCampaigns, true),
            (Right::PatrolZones, true),
            (Right::ReadRankings, true),
            (Right::ReportCases, true),
        ] {
            assert_eq!(street_leader.contains(&right), told, "{right:?}");
        }
        let street_admin = rights(&given(admin(), STREET));
        assert!(street_admin.contains(&Right::ManageUsers));
        assert!(!street_admin.contains(&Right::ManageReference));
    }
}
