//! Accounts as an administrator keeps them over the network: listed, made, changed, disabled and enabled again, given a
//! one-time password. Who may do so with whose is `people`; the command line's way is account.rs.

use city::show;
use domain::id::UserId;
use domain::time::Micros;
use mirror::{Meant, Shown};
use mobile_api::account::{User, UserQuery, UserRequest};
use mobile_api::auth::Scope;
use mobile_api::error::Code;
use mobile_api::page::{Page, PageQuery};
use mobile_api::time::Time;
use mobile_api::words::Detail;
use store::Conn;
use store::users::{Filter, UserRow};

use crate::action::audit;
use crate::action::people::account;
use crate::action::people::account::NewAccount;
use crate::action::people::allowed as people;
use crate::action::refusal;
use crate::auth::caller::Caller;
use crate::auth::gate::Asker;
use crate::auth::memory::HashMemory;
use crate::auth::password;
use crate::error::AppError;
use crate::page;
use crate::state::App;
use city::City;

const LONGEST_NAME: usize = 100;
const LONGEST_SEARCH: usize = 100;

/// Those the reader may keep, by user name.
pub fn list(conn: &mut Conn, caller: &Caller, query: &UserQuery) -> Result<Page<User>, AppError> {
    let city = &caller.city;
    let unit = match &query.unit {
        Some(code) if code.is_empty() => {
            return Err(AppError::field(
                "?unit",
                Code::InvalidParameter,
                Detail::FieldEmpty,
            ));
        }
        Some(code) => match city.units.coded(code) {
            Some(unit) => Some(unit.id),
            None => return Ok(Page::whole(Vec::new())),
        },
        None => None,
    };
    if let Some(q) = &query.q {
        refusal::text_fits("?q", q, LONGEST_SEARCH)?;
    }
    let filter = Filter {
        role: query.role.map(|role| role.meant().as_str()),
        unit,
        active: query.active,
    };
    let sought = query.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let theirs = store::users::filtered(conn, &filter)?.into_iter();
    let theirs = theirs
        .filter(|user| {
            user.username.contains(&sought) || user.display_name.to_lowercase().contains(&sought)
        })
        .filter(|user| people::must_manage(city, Some(&caller.actor), user).is_ok());
    let page = PageQuery {
        limit: query.limit,
        cursor: query.cursor.clone(),
    };
    let page = page::of_all(theirs, |user| user.username.clone(), &page)?;
    let items = page.items.iter().map(|user| shown(city, user));
    Ok(Page {
        items: items.collect::<Result<_, _>>()?,
        next_cursor: page.next_cursor,
    })
}

/// Makes the account, or makes it what is said here. The same again changes nothing and is not recorded again.
/// True: it is new. It has no password before one is given.
pub fn put(
    conn: &mut Conn,
    caller: &Caller,
    username: &str,
    wanted: &UserRequest,
    now: Micros,
) -> Result<(bool, User), AppError> {
    let city = &caller.city;
    refusal::text_fits("/display_name", &wanted.display_name, LONGEST_NAME)?;
    let asked = NewAccount {
        username: username.to_owned(),
        display_name: wanted.display_name.trim().to_owned(),
        role: wanted.role.meant(),
        unit: wanted.unit.clone(),
        scope: wanted.scope.clone(),
    };
    people::hold(conn, city)?;
    let before = store::users::by_username(conn, username)?;
    let after = account::wanted(city, &asked, before.as_ref(), wanted.active, now)?;
    if before.as_ref() == Some(&after) {
        // Nothing to record, but to be seen by whoever may see it only.
        people::must_manage(city, Some(&caller.actor), &after)?;
        return Ok((false, shown(city, &after)?));
    }
    people::must_change(conn, city, Some(&caller.actor), before.as_ref(), &after)?;
    match &before {
        None => store::users::insert(conn, &after)?,
        Some(before) => {
            store::users::change_standing(conn, &after)?;
            end_what_no_longer_holds(conn, before, &after, now)?;
        }
    }
    for action in account::told(before.as_ref(), &after) {
        let data = account::changes(city, before.as_ref(), &after);
        let row = audit::row(now, Some(caller.user.id), action, username, data);
        store::audit::insert(conn, &row)?;
    }
    store::counters::bump_accounts_version(conn)?;
    Ok((before.is_none(), shown(city, &after)?))
}

/// Whoever may do something else now, or nothing, signs in anew.
fn end_what_no_longer_holds(
    conn: &mut Conn,
    before: &UserRow,
    after: &UserRow,
    now: Micros,
) -> Result<(), AppError> {
    let rights = |user: &UserRow| (user.role.clone(), user.unit_id, user.scope_unit_id);
    if after.disabled_at.is_some() {
        account::shut_out(conn, after.id, now, "disabled")?;
    } else if rights(before) != rights(after) {
        store::sessions::end_all_of_user(conn, after.id, now, "role_changed")?;
    }
    Ok(())
}

/// It has to be changed at the next sign-in; whoever is signed in with the former one is out.
pub async fn give_password(
    app: &App,
    caller: &Caller,
    username: String,
) -> Result<String, AppError> {
    let word = password::generate();
    let hashed = word.clone();
    let work = move |memory: &mut HashMemory| password::hash(&hashed, memory);
    let asker = Asker::KnownDevice(caller.user.id.to_string());
    let hash = app.password_gate.run(asker, work).await??;
    let (caller, now) = (caller.clone(), app.clock.now());
    let written = app.db.write(move |conn| {
        let city = &caller.city;
        people::hold(conn, city)?;
        let user = store::users::by_username(conn, &username)?.ok_or_else(AppError::not_found)?;
        people::must_manage(city, Some(&caller.actor), &user)?;
        store::users::set_password(conn, user.id, &hash, true)?;
        account::shut_out(conn, user.id, now, "password_changed")?;
        let data = serde_json::json!({"one_time": true});
        let row = audit::row(now, Some(caller.user.id), "user_passwd", &username, data);
        Ok::<_, AppError>(store::audit::insert(conn, &row)?)
    });
    written.await?;
    Ok(word)
}

fn shown(city: &City, user: &UserRow) -> Result<User, AppError> {
    let units = &city.units;
    let role = people::standing(units, user)?.role;
    let UserId(id) = user.id;
    Ok(User {
        id,
        username: user.username.clone(),
        display_name: user.display_name.clone(),
        role: role.shown(),
        unit: user.unit_id.map(|unit| show::unit_ref(units, unit)),
        scope: Scope {
            whole_city: user.scope_unit_id.is_none() && role != domain::role::Role::Handler,
            unit: user.scope_unit_id.map(|unit| show::unit_ref(units, unit)),
        },
        active: user.disabled_at.is_none(),
        must_change_password: user.must_change_password,
        created_at: Time(user.created_at.0),
    })
}
