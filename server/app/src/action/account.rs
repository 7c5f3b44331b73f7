//! Accounts one by one, as the command line keeps them: made, given another password, disabled. Whole lists of
//! people come by import.

use anyhow::Context;
use domain::id::{UnitId, UserId};
use domain::password::SHORTEST;
use domain::role::Role;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::users::UserRow;
use uuid::Uuid;

use super::import::audit_row;
use super::people;
use crate::auth::memory::HashMemory;
use crate::auth::password;
use crate::error::AppError;
use crate::import::users::is_username;
use crate::reference::Reference;
use crate::state::App;

pub struct NewAccount {
    pub username: String,
    pub display_name: String,
    pub role: Role,
    pub unit: Option<String>,
    pub scope: Option<String>,
}

/// All of these block: hashing a password is meant to take long.
pub fn add(app: &App, account: &NewAccount, word: &str) -> Result<(), AppError> {
    check_password(word)?;
    let memory = &mut memory()?;
    if !is_username(&account.username) {
        let given = account.username.clone();
        let detail = Detail::UsernameMalformed { given };
        return Err(AppError::field("/username", Code::InvalidField, detail));
    }
    let city = app.db.read_blocking(|conn| app.reference.current(conn))?;
    let row = UserRow {
        id: UserId(Uuid::now_v7()),
        username: account.username.clone(),
        display_name: account.display_name.clone(),
        role: account.role.as_str().to_owned(),
        unit_id: unit(&city, account)?,
        scope_unit_id: scope(&city, account)?,
        password_hash: password::hash(word, memory)?,
        disabled_at: None,
        created_at: app.clock.now(),
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
pub fn set_password(app: &App, username: &str, word: &str) -> Result<(), AppError> {
    check_password(word)?;
    let (hash, now) = (password::hash(word, &mut memory()?)?, app.clock.now());
    let username = username.to_owned();
    app.db.write_blocking(move |conn| {
        let user = known(conn, &username)?;
        store::users::set_password_hash(conn, user.id, &hash)?;
        store::sessions::end_all_of_user(conn, user.id, now, "password_changed")?;
        record(conn, "user_passwd", &user, now)
    })
}

pub fn disable(app: &App, username: &str) -> Result<(), AppError> {
    let (now, username) = (app.clock.now(), username.to_owned());
    let city = app.db.read_blocking(|conn| app.reference.current(conn))?;
    app.db.write_blocking(move |conn| {
        people::hold(conn, &city)?;
        let user = known(conn, &username)?;
        let disabled = UserRow {
            disabled_at: Some(now),
            ..user.clone()
        };
        people::must_change(conn, &city, None, Some(&user), &disabled)?;
        store::users::set_disabled(conn, user.id, Some(now))?;
        store::sessions::end_all_of_user(conn, user.id, now, "disabled")?;
        record(conn, "user_disable", &user, now)
    })
}

fn memory() -> Result<HashMemory, AppError> {
    Ok(HashMemory::new().context("memory for a password")?)
}

fn check_password(word: &str) -> Result<(), AppError> {
    if word.chars().count() >= SHORTEST {
        return Ok(());
    }
    let detail = Detail::PasswordTooShort {
        least: SHORTEST as u64,
    };
    Err(AppError::field("/password", Code::InvalidField, detail))
}

fn unit(city: &Reference, account: &NewAccount) -> Result<Option<UnitId>, AppError> {
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

fn scope(city: &Reference, account: &NewAccount) -> Result<Option<UnitId>, AppError> {
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
    store::audit::insert(conn, &audit_row(at, None, action, &user.username, data))?;
    store::counters::bump_reference_version(conn)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::import::tests::{UNITS, empty};
    use crate::action::import::{Kind, Order, import};

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
        add(&city.app, &lin, "a long word").unwrap();
        set_password(&city.app, "lin", "another word").unwrap();
        let row = |conn: &mut Conn| known(conn, "lin");
        let user = city.app.db.read_blocking(row).unwrap();
        let memory = &mut memory().unwrap();
        assert!(password::matches(
            "another word",
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
                "a long word",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Admin, None, None),
                "short",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Handler, None, None),
                "a long word",
                Code::InvalidField,
            ),
            (
                account("sun", Role::Handler, Some("nobody"), None),
                "a long word",
                Code::UnitUnknown,
            ),
            (
                account("sun", Role::Inspector, None, Some("cgzf")),
                "a long word",
                Code::InvalidField,
            ),
            (
                account("lin", Role::Admin, None, None),
                "a long word",
                Code::CodeDuplicate,
            ),
        ] {
            assert_eq!(add(&city.app, &wrong, word).unwrap_err().code(), code);
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
            add(&city.app, account, "a long word").unwrap();
        }
        assert_eq!(disable(&city.app, "boss").unwrap_err().code(), Code::InUse);
        disable(&city.app, "east").unwrap();
        let second = account("second", Role::Admin, None, None);
        add(&city.app, &second, "a long word").unwrap();
        disable(&city.app, "boss").unwrap();
        assert_eq!(
            disable(&city.app, "second").unwrap_err().code(),
            Code::InUse
        );
    }
}
