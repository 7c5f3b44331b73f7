//! Accounts one by one, as the command line keeps them: made, given another password, disabled, enabled again; and what
//! keeping them over the network (keep.rs) has in common with it. Whole lists of people come by import.

use anyhow::Context;
use domain::id::{UnitId, UserId};
use domain::password::{LONGEST, PasswordFault, SHORTEST};
use domain::role::Role;
use domain::time::Micros;
use domain::unit::UnitKind;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::users::UserRow;
use uuid::Uuid;

use crate::action::audit;
use crate::action::people::allowed as people;
use crate::auth::memory::HashMemory;
use crate::auth::{password, strength};
use crate::error::AppError;
use crate::state::App;
use city::City;
use city::file::users::is_username;

pub struct NewAccount {
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub unit: Option<String>,
    pub scope: Option<String>,
}

/// All of these block: hashing a password is meant to take long.
/// `one_time`: it must be changed at the first sign-in.
pub fn add(app: &App, account: &NewAccount, word: &str, one_time: bool) -> Result<(), AppError> {
    let city = app.db.read_blocking(|conn| app.city.current(conn))?;
    let row = wanted(&city, account, None, true, app.clock.now())?;
    strength::judge(word, &about(&city, &row))
        .map_err(|fault| password_fault("/password", fault))?;
    let row = UserRow {
        password_hash: password::hash(word, &mut memory()?)?,
        must_change_password: one_time,
        ..row
    };
    let taken = AppError::field(
        "/username",
        Code::CodeDuplicate,
        Detail::CodeDuplicate {
            code: row.username.clone(),
        },
    );
    let made = app.db.write_blocking(move |conn| {
        if store::users::by_username(conn, &row.username)?.is_some() {
            return Ok::<_, AppError>(false);
        }
        store::users::insert(conn, &row)?;
        record(conn, "user_add", &row, row.created_at)?;
        Ok(true)
    })?;
    if made { Ok(()) } else { Err(taken) }
}

/// Whoever is signed in has to sign in again, with the new one.
pub fn set_password(app: &App, username: &str, word: &str, one_time: bool) -> Result<(), AppError> {
    let city = app.db.read_blocking(|conn| app.city.current(conn))?;
    let username = username.to_owned();
    let sought = username.clone();
    let user = app.db.read_blocking(move |conn| known(conn, &sought))?;
    strength::judge(word, &about(&city, &user))
        .map_err(|fault| password_fault("/password", fault))?;
    let (hash, now) = (password::hash(word, &mut memory()?)?, app.clock.now());
    app.db.write_blocking(move |conn| {
        let user = known(conn, &username)?;
        store::users::set_password(conn, user.id, &hash, one_time)?;
        shut_out(conn, user.id, now, "password_changed")?;
        record(conn, "user_passwd", &user, now)
    })
}

pub fn disable(app: &App, username: &str) -> Result<(), AppError> {
    let (now, username) = (app.clock.now(), username.to_owned());
    let city = app.db.read_blocking(|conn| app.city.current(conn))?;
    app.db.write_blocking(move |conn| {
        people::hold(conn, &city)?;
        let user = known(conn, &username)?;
        let disabled = UserRow {
            disabled_at: Some(now),
            ..user.clone()
        };
        people::must_change(conn, &city, None, Some(&user), &disabled)?;
        store::users::set_disabled(conn, user.id, Some(now))?;
        shut_out(conn, user.id, now, "disabled")?;
        record(conn, "user_disable", &user, now)
    })
}

/// With the password it had.
pub fn enable(app: &App, username: &str) -> Result<(), AppError> {
    let (now, username) = (app.clock.now(), username.to_owned());
    let city = app.db.read_blocking(|conn| app.city.current(conn))?;
    app.db.write_blocking(move |conn| {
        people::hold(conn, &city)?;
        let user = known(conn, &username)?;
        store::users::set_disabled(conn, user.id, None)?;
        record(conn, "user_enable", &user, now)
    })
}

/// Signed in nowhere any more, and no device is known.
pub fn shut_out(conn: &mut Conn, user: UserId, now: Micros, reason: &str) -> Result<(), AppError> {
    store::sessions::end_all_of_user(conn, user, now, reason)?;
    Ok(store::devices::forget_of_user(conn, user)?)
}

/// The account as it is to be. Without a password when it is new.
pub fn wanted(
    city: &City,
    account: &NewAccount,
    before: Option<&UserRow>,
    active: bool,
    now: Micros,
) -> Result<UserRow, AppError> {
    if before.is_none() && !is_username(&account.username) {
        let given = account.username.clone();
        let detail = Detail::UsernameMalformed { given };
        return Err(AppError::field("/username", Code::InvalidField, detail));
    }
    if account.display_name.is_empty() {
        let empty = Detail::FieldEmpty;
        return Err(AppError::field("/display_name", Code::InvalidField, empty));
    }
    let row = match before {
        Some(before) => before.clone(),
        None => UserRow {
            id: UserId(Uuid::now_v7()),
            username: account.username.clone(),
            display_name: String::new(),
            role: String::new(),
            unit_id: None,
            scope_unit_id: None,
            password_hash: String::new(),
            disabled_at: None,
            created_at: now,
            must_change_password: false,
        },
    };
    Ok(UserRow {
        display_name: account.display_name.clone(),
        role: account.role.as_str().to_owned(),
        unit_id: unit(city, account)?,
        scope_unit_id: scope(city, account)?,
        disabled_at: match active {
            true => None,
            false => row.disabled_at.or(Some(now)),
        },
        ..row
    })
}

/// What the record calls it when an account becomes another.
pub fn told(before: Option<&UserRow>, after: &UserRow) -> Vec<&'static str> {
    let Some(before) = before else {
        return vec!["user_add"];
    };
    let switched = match (before.disabled_at, after.disabled_at) {
        (None, Some(_)) => Some("user_disable"),
        (Some(_), None) => Some("user_enable"),
        _ => None,
    };
    let as_it_was = UserRow {
        disabled_at: before.disabled_at,
        ..after.clone()
    };
    let changed = (as_it_was != *before).then_some("user_change");
    changed.into_iter().chain(switched).collect()
}

pub fn changes(city: &City, before: Option<&UserRow>, after: &UserRow) -> serde_json::Value {
    let code = |unit: Option<UnitId>| {
        let unit = unit.and_then(|unit| city.units.get(unit));
        unit.map(|unit| unit.code.clone())
    };
    let said = |user: &UserRow| {
        serde_json::json!({
            "role": user.role,
            "unit": code(user.unit_id),
            "scope": code(user.scope_unit_id),
            "active": user.disabled_at.is_none(),
        })
    };
    serde_json::json!({"before": before.map(said), "after": said(after)})
}

/// What anybody knows about this person, and would try first.
pub fn about(city: &City, user: &UserRow) -> Vec<String> {
    let own = user.unit_id.and_then(|unit| city.units.get(unit));
    let cities = city.units.all().into_iter();
    let cities = cities.filter(|unit| matches!(unit.kind, UnitKind::City | UnitKind::District));
    let units = own.into_iter().chain(cities);
    let named = units.flat_map(|unit| [unit.code.clone(), unit.name.clone()]);
    [user.username.clone(), user.display_name.clone()]
        .into_iter()
        .chain(named)
        .collect()
}

pub fn password_fault(pointer: &str, fault: PasswordFault) -> AppError {
    let detail = match fault {
        PasswordFault::TooShort => Detail::PasswordTooShort {
            least: SHORTEST as u64,
        },
        PasswordFault::TooLong => Detail::PasswordTooLong {
            most: LONGEST as u64,
        },
        PasswordFault::Unchanged => Detail::PasswordUnchanged,
        PasswordFault::Guessable => Detail::PasswordGuessable,
    };
    AppError::field(pointer, Code::InvalidField, detail)
}

fn memory() -> Result<HashMemory, AppError> {
    Ok(HashMemory::new().context("memory for a password")?)
}

fn unit(city: &City, account: &NewAccount) -> Result<Option<UnitId>, AppError> {
    match &account.unit {
        Some(code) => match city.units.coded(code) {
            Some(unit) => Ok(Some(unit.id)),
            None => Err(unknown_unit("/unit", code)),
        },
        None if account.role == Role::Handler => Err(AppError::field(
            "/unit",
            Code::InvalidField,
            Detail::FieldEmpty,
        )),
        None => Ok(None),
    }
}

fn scope(city: &City, account: &NewAccount) -> Result<Option<UnitId>, AppError> {
    let Some(code) = &account.scope else {
        return Ok(None);
    };
    match city.units.coded(code) {
        Some(unit) if unit.kind.may_be_a_scope() => Ok(Some(unit.id)),
        Some(_) => {
            let detail = Detail::UnitOfOtherKind { code: code.clone() };
            Err(AppError::field("/scope", Code::InvalidField, detail))
        }
        None => Err(unknown_unit("/scope", code)),
    }
}

fn unknown_unit(pointer: &str, code: &str) -> AppError {
    let detail = Detail::UnitUnknown { code: code.into() };
    AppError::field(pointer, Code::UnitUnknown, detail)
}

fn known(conn: &mut Conn, username: &str) -> Result<UserRow, AppError> {
    store::users::by_username(conn, username)?.ok_or_else(|| {
        let code = username.to_owned();
        let detail = Detail::ReferenceUnknown { code };
        AppError::field("/username", Code::ReferenceUnknown, detail)
    })
}

/// An import of people under way was planned without this: it has to be planned again.
fn record(
    conn: &mut Conn,
    action: &str,
    user: &UserRow,
    at: domain::time::Micros,
) -> Result<(), AppError> {
    let data = serde_json::json!({"role": user.role});
    store::audit::insert(conn, &audit::row(at, None, action, &user.username, data))?;
    store::counters::bump_accounts_version(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::city::import::tests::{UNITS, empty};
    use crate::action::city::import::{Kind, Order, import};

    fn account(username: &str, role: Role, unit: Option<&str>, scope: Option<&str>) -> NewAccount {
        NewAccount {
            username: username.into(),
            display_name: username.into(),
            role,
            unit: unit.map(str::to_owned),
            scope: scope.map(str::to_owned),
        }
    }

    #[test]
    fn an_account_is_made_changed_and_disabled() {
        let city = empty();
        let order = Order {
            actor: None,
            dry_run: false,
        };
        import(&city.app, Kind::Units, UNITS.as_bytes(), order).unwrap();
        let lin = account("lin", Role::Handler, Some("cgzf"), None);
        add(&city.app, &lin, "a long violet word", false).unwrap();
        set_password(&city.app, "lin", "another mossy word", false).unwrap();
        let row = |conn: &mut Conn| known(conn, "lin");
        let user = city.app.db.read_blocking(row).unwrap();
        let memory = &mut memory().unwrap();
        assert!(password::matches(
            "another mossy word",
            &user.password_hash,
            memory
        ));
        assert!(user.unit_id.is_some() && user.disabled_at.is_none());
        disable(&city.app, "lin").unwrap();
        assert!(
            city.app
                .db
                .read_blocking(row)
                .unwrap()
                .disabled_at
                .is_some()
        );
        let audit = |conn: &mut Conn| store::audit::latest(conn, None, 3);
        let actions: Vec<String> = city
            .app
            .db
            .read_blocking(audit)
            .unwrap()
            .into_iter()
            .map(|row| row.action)
            .collect();
        assert_eq!(actions, ["user_disable", "user_passwd", "user_add"]);

        for (wrong, word, code) in [
            (
                account("Lin", Role::Admin, None, None),
                "a long violet word",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Admin, None, None),
                "short",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Handler, None, None),
                "a long violet word",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Handler, Some("nobody"), None),
                "a long violet word",
                Code::UnitUnknown,
            ),
            (
                account("sun", Role::Inspector, None, Some("cgzf")),
                "a long violet word",
                Code::InvalidField,
            ),
            (
                account("lin", Role::Admin, None, None),
                "a long violet word",
                Code::CodeDuplicate,
            ),
        ] {
            assert_eq!(
                add(&city.app, &wrong, word, false).unwrap_err().code(),
                code
            );
        }
        assert_eq!(
            disable(&city.app, "nobody").unwrap_err().code(),
            Code::ReferenceUnknown
        );
    }

    #[test]
    fn the_last_administrator_of_the_city_stays_even_for_the_machines_owner() {
        let city = empty();
        let order = Order {
            actor: None,
            dry_run: false,
        };
        import(&city.app, Kind::Units, UNITS.as_bytes(), order).unwrap();
        let boss = account("boss", Role::Admin, None, None);
        let of_the_east = account("east", Role::Admin, None, Some("east"));
        for account in [&boss, &of_the_east] {
            add(&city.app, account, "a long violet word", false).unwrap();
        }
        assert_eq!(disable(&city.app, "boss").unwrap_err().code(), Code::InUse);
        disable(&city.app, "east").unwrap();
        let second = account("second", Role::Admin, None, None);
        add(&city.app, &second, "a long violet word", true).unwrap();
        disable(&city.app, "boss").unwrap();
        assert_eq!(
            disable(&city.app, "second").unwrap_err().code(),
            Code::InUse
        );
    }
}
