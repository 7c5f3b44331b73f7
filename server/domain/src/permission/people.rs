//! Who may change whose account, and what may be given away with it. Whoever has a part of the city keeps the accounts
//! of that part; nobody gives more than they have; the city always has an administrator.

use super::{Reach, Right, may};
use crate::id::UnitId;
use crate::role::{Actor, Role};

/// An account as these rules see it, as it is or as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub role: Role,
    /// The organisation and everything it is part of, upwards.
    pub unit: Option<Vec<UnitId>>,
    /// The part of the city and everything that is part of; none: the whole city.
    pub scope: Option<Vec<UnitId>>,
    /// May sign in.
    pub active: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Keeping accounts is not this person's to do at all.
    NotYours,
    /// The account belongs to another part of the city, or to all of it.
    AccountElsewhere,
    /// It would see and do things in a part of the city that the giver was not given.
    ScopeTooWide,
    /// It would belong to an organisation outside of the giver's part of the city.
    UnitElsewhere,
}

/// May this person look at the account, give it another password, disable or enable it?
pub fn may_manage(actor: &Actor, account: &Standing) -> Result<(), Refused> {
    keeper(actor)?;
    match (scope_fits(actor, account), unit_fits(actor, account)) {
        (true, true) => Ok(()),
        _ => Err(Refused::AccountElsewhere),
    }
}

/// May this person make the account such as it would be? Nothing before: a new one.
pub fn may_change(
    actor: &Actor,
    before: Option<&Standing>,
    after: &Standing,
) -> Result<(), Refused> {
    keeper(actor)?;
    if let Some(before) = before {
        may_manage(actor, before)?;
    }
    if !scope_fits(actor, after) {
        return Err(Refused::ScopeTooWide);
    }
    if !unit_fits(actor, after) {
        return Err(Refused::UnitElsewhere);
    }
    Ok(())
}

/// Somebody must be able to put right whatever was set up wrongly: an administrator of the whole city who can sign in.
/// Asked of all accounts as they are and as they would be; a city that has none yet loses none.
pub fn last_administrator_goes<'a>(
    before: impl IntoIterator<Item = &'a Standing>,
    after: impl IntoIterator<Item = &'a Standing>,
) -> bool {
    before.into_iter().any(is_city_administrator) && !after.into_iter().any(is_city_administrator)
}

pub fn is_city_administrator(account: &Standing) -> bool {
    account.active && account.role == Role::Admin && account.scope.is_none()
}

fn keeper(actor: &Actor) -> Result<(), Refused> {
    match super::has(actor, Right::ManageUsers) {
        true => Ok(()),
        false => Err(Refused::NotYours),
    }
}

/// A handler sees what the own organisation answers for, with or without a scope: the organisation is what counts.
fn scope_fits(actor: &Actor, account: &Standing) -> bool {
    let reach = match &account.scope {
        Some(scope) => Reach::part(scope.clone()),
        None if account.role == Role::Handler && account.unit.is_some() => return true,
        None => Reach::City,
    };
    may(actor, Right::ManageUsers, &reach)
}

/// Somebody without an organisation is where their scope is.
fn unit_fits(actor: &Actor, account: &Standing) -> bool {
    match &account.unit {
        Some(unit) => may(actor, Right::ManageUsers, &Reach::part(unit.clone())),
        None => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{admin, dispatcher, leader, unit};

    const CITY: u128 = 30;
    const DISTRICT: u128 = 22;
    const STREET: u128 = 21;
    const COMMUNITY: u128 = 20;
    const OTHER_DISTRICT: u128 = 23;
    const DEPARTMENT: u128 = 1;

    fn path(of: u128) -> Vec<UnitId> {
        let path: &[u128] = match of {
            COMMUNITY => &[COMMUNITY, STREET, DISTRICT, CITY],
            STREET => &[STREET, DISTRICT, CITY],
            CITY => &[CITY],
            other => return vec![unit(other), unit(CITY)],
        };
        path.iter().copied().map(unit).collect()
    }

    fn account(role: Role, unit: Option<u128>, scope: Option<u128>) -> Standing {
        Standing {
            role,
            unit: unit.map(path),
            scope: scope.map(path),
            active: true,
        }
    }

    fn admin_of(scope: Option<u128>) -> Actor {
        let mut actor = admin();
        actor.scope = scope.map(unit);
        actor
    }

    #[test]
    fn only_administrators_keep_accounts() {
        let somebody = account(Role::Inspector, None, Some(STREET));
        for who in [dispatcher(), leader()] {
            assert_eq!(may_manage(&who, &somebody), Err(Refused::NotYours));
            assert_eq!(may_change(&who, None, &somebody), Err(Refused::NotYours));
        }
    }

    #[test]
    fn an_administrator_gives_and_changes_within_the_own_part_only() {
        use Refused::{ScopeTooWide, UnitElsewhere};
        use Role::{Admin, Handler, Inspector, Leader};
        let all = Ok(());
        for (role, unit, scope, street, district) in [
            (Admin, None, None, Err(ScopeTooWide), Err(ScopeTooWide)),
            (Leader, None, None, Err(ScopeTooWide), Err(ScopeTooWide)),
            (Admin, Some(STREET), Some(DISTRICT), Err(ScopeTooWide), all),
            (Admin, None, Some(DISTRICT), Err(ScopeTooWide), all),
            (Admin, None, Some(STREET), all, all),
            (Inspector, Some(COMMUNITY), Some(STREET), all, all),
            (
                Inspector,
                Some(DEPARTMENT),
                Some(STREET),
                Err(UnitElsewhere),
                Err(UnitElsewhere),
            ),
            (
                Inspector,
                None,
                Some(OTHER_DISTRICT),
                Err(ScopeTooWide),
                Err(ScopeTooWide),
            ),
            (Handler, Some(COMMUNITY), None, all, all),
            (
                Handler,
                Some(DEPARTMENT),
                None,
                Err(UnitElsewhere),
                Err(UnitElsewhere),
            ),
            (Handler, None, None, Err(ScopeTooWide), Err(ScopeTooWide)),
        ] {
            let wanted = account(role, unit, scope);
            let by = |scope| may_change(&admin_of(scope), None, &wanted);
            assert_eq!(by(None), Ok(()), "{role} {unit:?} {scope:?}");
            assert_eq!(by(Some(STREET)), street, "{role} {unit:?} {scope:?}");
            assert_eq!(by(Some(DISTRICT)), district, "{role} {unit:?} {scope:?}");
        }
    }

    #[test]
    fn an_account_of_another_part_is_not_touched_even_to_bring_it_here() {
        let here = account(Role::Inspector, None, Some(STREET));
        let street_admin = admin_of(Some(STREET));
        for elsewhere in [
            account(Role::Inspector, None, Some(OTHER_DISTRICT)),
            account(Role::Inspector, None, Some(DISTRICT)),
            account(Role::Admin, None, None),
            account(Role::Handler, Some(DEPARTMENT), None),
            account(Role::Inspector, Some(DEPARTMENT), Some(STREET)),
        ] {
            let refused = Err(Refused::AccountElsewhere);
            assert_eq!(may_manage(&street_admin, &elsewhere), refused);
            assert_eq!(may_change(&street_admin, Some(&elsewhere), &here), refused);
            assert_eq!(may_manage(&admin_of(None), &elsewhere), Ok(()));
        }
        assert_eq!(may_manage(&street_admin, &here), Ok(()));
    }

    #[test]
    fn the_city_keeps_an_administrator() {
        let boss = account(Role::Admin, None, None);
        let asleep = Standing {
            active: false,
            ..boss.clone()
        };
        let demoted = account(Role::Leader, None, None);
        let narrowed = account(Role::Admin, None, Some(DISTRICT));
        for less in [&asleep, &demoted, &narrowed] {
            assert!(last_administrator_goes([&boss], [less]), "{less:?}");
            assert!(!last_administrator_goes([&boss, &boss], [&boss, less]));
            assert!(!last_administrator_goes([less], [less]), "had none before");
        }
        assert!(last_administrator_goes([&boss], []));
    }
}
