//! What everybody may do with the own account: another password, a look at where one is signed in, an end to it there.

use domain::password::PasswordFault;
use domain::time::Micros;
use mobile_api::account::Session;
use mobile_api::error::Code;
use mobile_api::page::Page;
use mobile_api::time::Time;
use mobile_api::words::Detail;
use store::Conn;
use uuid::Uuid;

use crate::action::audit;
use crate::action::people::account::{about, password_fault};
use crate::action::people::sign_in::outlives_its_password;
use crate::auth::caller::Caller;
use crate::auth::gate::Asker;
use crate::auth::memory::HashMemory;
use crate::auth::{password, strength};
use crate::error::AppError;
use crate::rate::too_many;
use crate::state::App;

/// The session it is asked for in goes on; all others end, and their devices are strangers again.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    old: String,
    new: String,
) -> Result<(), AppError> {
    let (user, session, temporary) = (caller.user.clone(), caller.session, caller.temporary);
    // Whoever found somebody's phone unlocked may not go on guessing here.
    app.limits.own_password(&user.username).map_err(too_many)?;
    let known = about(&caller.city, &user);
    strength::judge(&new, &known).map_err(|fault| password_fault("/new", fault))?;
    let former = user.password_hash.clone();
    let work = move |memory: &mut HashMemory| {
        if !password::matches(&old, &former, memory) {
            return Ok(None);
        }
        if password::matches(&new, &former, memory) {
            return Ok(Some(None));
        }
        password::hash(&new, memory).map(|hash| Some(Some(hash)))
    };
    // Signed in already: no stranger.
    let asker = Asker::KnownDevice(user.id.to_string());
    let hash = match app.password_gate.run(asker, work).await?? {
        Some(Some(hash)) => hash,
        Some(None) => return Err(password_fault("/new", PasswordFault::Unchanged)),
        None => return Err(wrong_old()),
    };
    let now = app.clock.now();
    let changed = app.db.write(move |conn| {
        if !store::users::change_password(conn, user.id, &user.password_hash, &hash)? {
            return Ok::<_, AppError>(false);
        }
        if temporary {
            outlives_its_password(conn, user.id, session, now)?;
        }
        store::sessions::end_others_of_user(conn, user.id, session, now, "password_changed")?;
        store::devices::forget_others(conn, user.id, session)?;
        record(conn, "password_change", &user, now)?;
        Ok(true)
    });
    // Somebody was faster: the old one is not right any more.
    if changed.await? {
        Ok(())
    } else {
        Err(wrong_old())
    }
}

fn wrong_old() -> AppError {
    AppError::field("/old", Code::InvalidField, Detail::OldPasswordWrong)
}

/// Where the person is signed in, the latest first.
pub fn sessions(conn: &mut Conn, caller: &Caller, now: Micros) -> Result<Page<Session>, AppError> {
    let open = store::sessions::open_with_last_use(conn, caller.user.id, now)?;
    let shown = open.into_iter().map(|(row, used_at)| Session {
        id: row.id,
        device_name: row.device_name,
        created_at: Time(row.created_at.0),
        last_used_at: Time(used_at.0),
        current: row.id == caller.session,
    });
    Ok(Page::whole(shown.collect()))
}

/// It ends at once, and what it began on is a stranger's device from now on.
pub fn end_session(
    conn: &mut Conn,
    caller: &Caller,
    id: Uuid,
    now: Micros,
) -> Result<(), AppError> {
    let user = &caller.user;
    match store::sessions::get(conn, id) {
        Ok(session) if session.user_id == user.id => {}
        Ok(_) | Err(store::Error::NotFound) => return Err(AppError::not_found()),
        Err(error) => return Err(error.into()),
    }
    if store::sessions::end(conn, id, now, "ended_by_owner")? {
        store::devices::forget_of_session(conn, id)?;
        record(conn, "session_end", user, now)?;
    }
    Ok(())
}

fn record(
    conn: &mut Conn,
    action: &str,
    user: &store::users::UserRow,
    at: Micros,
) -> Result<(), AppError> {
    let data = serde_json::json!({});
    let row = audit::row(at, Some(user.id), action, &user.username, data);
    Ok(store::audit::insert(conn, &row)?)
}
