//! The rules for accounts (`domain::permission::people`) put to what is in the database. Whatever changes an account asks
//! here first, inside the transaction that changes it.

use domain::permission::people::{
    Refused, Standing, last_administrator_goes, may_change, may_manage,
};
use domain::role::Actor;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::users::UserRow;

use crate::error::AppError;
use city::City;
use city::units::Units;

pub fn standing(units: &Units, user: &UserRow) -> anyhow::Result<Standing> {
    let role = user.role.parse();
    Ok(Standing {
        role: role.map_err(|_| anyhow::anyhow!("user {} is a {}", user.username, user.role))?,
        unit: user.unit_id.map(|unit| units.with_all_above(unit)),
        scope: user.scope_unit_id.map(|scope| units.with_all_above(scope)),
        active: user.disabled_at.is_none(),
    })
}

/// May see it in lists, give it another password, end its sessions. Nobody who asks: the command line, which is the
/// machine's owner.
pub fn must_manage(city: &City, by: Option<&Actor>, user: &UserRow) -> Result<(), AppError> {
    match by {
        None => Ok(()),
        Some(by) => may_manage(by, &standing(&city.units, user)?).map_err(answer),
    }
}

/// From here to the end of the transaction nobody else changes accounts or units, and units are as in the snapshot: two
/// administrators can't each be the last one that the other leaves. Nothing is written: the city's set-up is as it was.
pub fn hold(conn: &mut Conn, city: &City) -> Result<(), AppError> {
    if store::counters::hold_reference_version(conn)? != city.version {
        return Err(AppError::overloaded(1));
    }
    store::counters::hold_accounts_version(conn)?;
    Ok(())
}

/// May make the account (`before` is none) or change it so, disabling and enabling it included. The last administrator of
/// the whole city stays whoever asks, the machine's owner too: another one is made first.
///
/// After `hold` in the same transaction.
pub fn must_change(
    conn: &mut Conn,
    city: &City,
    by: Option<&Actor>,
    before: Option<&UserRow>,
    after: &UserRow,
) -> Result<(), AppError> {
    let stands = before.map(|user| standing(&city.units, user));
    let stands = stands.transpose()?;
    let wanted = standing(&city.units, after)?;
    if let Some(by) = by {
        may_change(by, stands.as_ref(), &wanted).map_err(answer)?;
    }
    let all = store::users::active_in(conn, domain::role::Role::Admin.as_str())?;
    let others = all.iter().filter(|user| user.id != after.id);
    let others = others.map(|user| standing(&city.units, user));
    let others: Vec<Standing> = others.collect::<anyhow::Result<_>>()?;
    if last_administrator_goes(others.iter().chain(&stands), others.iter().chain([&wanted])) {
        return Err(AppError::new(Code::InUse, Detail::LastAdmin));
    }
    Ok(())
}

/// Where it is wrong, and what to say about it.
pub fn said(refused: Refused) -> (&'static str, Detail) {
    match refused {
        Refused::NotYours => ("username", needs_the_right()),
        Refused::AccountElsewhere => ("username", Detail::AccountBeyondScope),
        Refused::ScopeTooWide => ("scope", Detail::ScopeTooWide),
        Refused::UnitElsewhere => ("unit", Detail::UnitBeyondScope),
    }
}

fn answer(refused: Refused) -> AppError {
    let (field, detail) = said(refused);
    match refused {
        Refused::NotYours | Refused::AccountElsewhere => AppError::new(Code::Forbidden, detail),
        Refused::ScopeTooWide | Refused::UnitElsewhere => {
            AppError::field(format!("/{field}"), Code::Forbidden, detail)
        }
    }
}

fn needs_the_right() -> Detail {
    Detail::PermissionNeeded {
        permission: mobile_api::auth::Permission::ManageUsers,
    }
}
