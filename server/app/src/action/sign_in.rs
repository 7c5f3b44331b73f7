//! Signing in, staying signed in and signing out. A session is one device of one person; each refresh
//! token works once, and one that comes back a second time ends the session for whoever holds it.

use domain::time::{Micros, days, minutes};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::sessions::{RefreshTokenRow, SessionRow, Spent};
use store::users::UserRow;
use uuid::Uuid;

use crate::auth::{password, refresh};
use crate::error::AppError;
use crate::state::App;

pub struct SignedIn {
    pub access_token: String,
    pub expires_in: i64,
    pub refresh_token: String,
    pub user: UserRow,
}

pub async fn sign_in(
    app: &App,
    username: String,
    word: String,
    device: String,
) -> Result<SignedIn, AppError> {
    let found = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::users::by_username(conn, &username)?))
        .await?;
    let hash = match &found {
        Some(user) => user.password_hash.clone(),
        None => password::nobodys_hash().to_owned(),
    };
    let matches = tokio::task::spawn_blocking(move || password::matches(&word, &hash)).await;
    let user = match (found, matches.map_err(anyhow::Error::new)?) {
        (Some(user), true) => user,
        _ => {
            return Err(AppError::new(
                Code::CredentialsWrong,
                Detail::CredentialsWrong,
            ));
        }
    };
    if user.disabled_at.is_some() {
        return Err(AppError::new(
            Code::AccountDisabled,
            Detail::AccountDisabled,
        ));
    }
    let (session, token, now) = (Uuid::now_v7(), refresh::generate(), app.clock.now());
    let row = SessionRow {
        id: session,
        user_id: user.id,
        device_name: device,
        created_at: now,
        ended_at: None,
        end_reason: None,
    };
    let (issued, hash) = (now, token.hash.clone());
    let lifetime = days(app.config.auth.refresh_token_days);
    app.db
        .write(move |conn| {
            store::sessions::insert(conn, &row)?;
            store::sessions::insert_token(
                conn,
                &token_row(&hash, row.id, issued, issued + lifetime),
            )?;
            Ok::<_, AppError>(())
        })
        .await?;
    answer(app, user, session, token.text, now)
}

enum Exchange {
    Done(UserRow, Uuid),
    /// Committed all the same: the session has to stay ended.
    Refused(Code, Detail),
}

pub async fn exchange(app: &App, sent: &str) -> Result<SignedIn, AppError> {
    let (hash, fresh, now) = (refresh::hash(sent), refresh::generate(), app.clock.now());
    let lifetime = days(app.config.auth.refresh_token_days);
    let fresh_hash = fresh.hash.clone();
    let outcome = app
        .db
        .write(move |conn| rotate(conn, &hash, &fresh_hash, now, now + lifetime))
        .await?;
    match outcome {
        Exchange::Done(user, session) => answer(app, user, session, fresh.text, now),
        Exchange::Refused(code, detail) => Err(AppError::new(code, detail)),
    }
}

fn rotate(
    conn: &mut Conn,
    hash: &str,
    fresh: &str,
    now: Micros,
    expires_at: Micros,
) -> Result<Exchange, AppError> {
    let invalid = Exchange::Refused(Code::RefreshTokenInvalid, Detail::RefreshTokenInvalid);
    let Some(token) = store::sessions::token(conn, hash)? else {
        return Ok(invalid);
    };
    let session = store::sessions::get(conn, token.session_id)?;
    if session.ended_at.is_some() || token.expires_at <= now {
        return Ok(invalid);
    }
    if store::sessions::spend_token(conn, hash, now)? == Spent::Before {
        store::sessions::end(conn, session.id, now, "refresh_token_reused")?;
        return Ok(Exchange::Refused(
            Code::RefreshTokenReused,
            Detail::RefreshTokenReused,
        ));
    }
    let user = store::users::get(conn, session.user_id)?;
    if user.disabled_at.is_some() {
        return Ok(Exchange::Refused(
            Code::AccountDisabled,
            Detail::AccountDisabled,
        ));
    }
    store::sessions::insert_token(conn, &token_row(fresh, session.id, now, expires_at))?;
    Ok(Exchange::Done(user, session.id))
}

pub async fn sign_out(app: &App, session: Uuid) -> Result<(), AppError> {
    let now = app.clock.now();
    app.db
        .write(move |conn| Ok(store::sessions::end(conn, session, now, "signed_out")?))
        .await
}

fn token_row(hash: &str, session: Uuid, issued_at: Micros, expires_at: Micros) -> RefreshTokenRow {
    RefreshTokenRow {
        token_hash: hash.to_owned(),
        session_id: session,
        issued_at,
        expires_at,
        used_at: None,
    }
}

fn answer(
    app: &App,
    user: UserRow,
    session: Uuid,
    refresh: String,
    now: Micros,
) -> Result<SignedIn, AppError> {
    let lifetime = minutes(app.config.auth.access_token_minutes);
    Ok(SignedIn {
        access_token: app.tokens.issue(user.id.0, session, now, lifetime)?,
        expires_in: app.config.auth.access_token_minutes * 60,
        refresh_token: refresh,
        user,
    })
}
