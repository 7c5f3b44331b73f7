//! Signing in and staying signed in while the disk is full. Whoever has an account still reads what is there: a new
//! session lives in its tokens alone (auth/temporary.rs), one that was kept goes on with the refresh token it has.

use domain::id::UserId;
use domain::time::{Micros, minutes};
use mobile_api::auth::SessionKind;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::sessions::{RefreshTokenRow, SessionRow};
use store::users::UserRow;
use uuid::Uuid;

use crate::action::people::sign_in::{Exchange, Presented, SignedIn};
use crate::auth::temporary::mark;
use crate::auth::token::Claims;
use crate::error::AppError;
use crate::state::App;

pub fn is_full(error: &AppError) -> bool {
    error.code() == Code::StorageFull
}

pub fn begin(app: &App, user: UserRow, session: Uuid, now: Micros) -> Result<SignedIn, AppError> {
    let refresh = app.temporary.refresh_token(&user, session, now)?;
    answer(app, user, session, refresh, now)
}

fn answer(
    app: &App,
    user: UserRow,
    session: Uuid,
    refresh: String,
    now: Micros,
) -> Result<SignedIn, AppError> {
    let begun_with = mark(&user);
    let signed_in = crate::action::people::sign_in::answer(app, user, session, refresh, now)?;
    let lifetime = minutes(app.config.auth.access_token_minutes);
    let access_token = app.tokens.issue(
        signed_in.user.id.0,
        session,
        now,
        lifetime,
        Some(begun_with),
    )?;
    Ok(SignedIn {
        access_token,
        session: SessionKind::Temporary,
        ..signed_in
    })
}

/// Makes the session a lasting one, once; while there is still no room, it goes on as it is.
pub async fn exchange(
    app: &App,
    claims: Claims,
    sent: &str,
    presented: Presented,
    fresh: String,
) -> Result<SignedIn, AppError> {
    let (now, id, session) = (presented.now, UserId(claims.sub), claims.sid);
    let known = app.db.read(move |conn| {
        let user = if_there(store::users::get(conn, id))?;
        Ok::<_, AppError>((user, if_there(store::sessions::get(conn, session))?))
    });
    let (Some(user), kept) = known.await? else {
        return Err(invalid());
    };
    let goes_on = match kept {
        Some(kept) => kept.ended_at.is_none() && kept.user_id == user.id,
        None => app.temporary.goes_on(&claims, &user),
    };
    if !goes_on {
        return Err(invalid());
    }
    if user.disabled_at.is_some() {
        return Err(AppError::new(
            Code::AccountDisabled,
            Detail::AccountDisabled,
        ));
    }
    let kept = app
        .db
        .write(move |conn| keep(conn, id, session, &presented));
    match kept.await {
        Ok(Exchange::Done(user, session)) => {
            crate::action::people::sign_in::answer(app, user, session, fresh, now)
        }
        Ok(Exchange::Refused(code, detail)) => Err(AppError::new(code, detail)),
        Err(error) if is_full(&error) => answer(app, user, session, sent.to_owned(), now),
        Err(error) => Err(error),
    }
}

fn if_there<T>(found: store::Result<T>) -> store::Result<Option<T>> {
    match found {
        Err(store::Error::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

fn invalid() -> AppError {
    AppError::new(Code::RefreshTokenInvalid, Detail::RefreshTokenInvalid)
}

/// The session is kept with the id it has had in its tokens. That it has kept tokens already means that this one has been
/// exchanged: only the same exchange, a moment later, may be made again.
fn keep(
    conn: &mut Conn,
    user: UserId,
    id: Uuid,
    presented: &Presented,
) -> Result<Exchange, AppError> {
    let now = presented.now;
    let user = store::users::get(conn, user)?;
    match store::sessions::lock(conn, id) {
        Ok(session) if session.ended_at.is_none() && !store::sessions::has_tokens(conn, id)? => {}
        Ok(session) => {
            let again = presented.key_hash.as_deref().is_some_and(|_| {
                session.ended_at.is_none()
                    && session.user_id == user.id
                    && now < session.created_at + presented.grace
            });
            let withdrawn = match &presented.key_hash {
                Some(key) if again => {
                    store::sessions::withdraw_successor(conn, id, &presented.hash, key, now)?
                }
                _ => false,
            };
            if !withdrawn {
                let refused = (Code::RefreshTokenInvalid, Detail::RefreshTokenInvalid);
                return Ok(Exchange::Refused(refused.0, refused.1));
            }
        }
        Err(store::Error::NotFound) => {
            store::sessions::insert(conn, &open(user.id, id, now))?;
        }
        Err(error) => return Err(error.into()),
    }
    let first = RefreshTokenRow {
        token_hash: presented.fresh_hash.clone(),
        session_id: id,
        issued_at: now,
        expires_at: now + presented.lifetime,
        used_at: None,
        previous_hash: Some(presented.hash.clone()),
        exchange_key_hash: presented.key_hash.clone(),
    };
    store::sessions::insert_token(conn, &first)?;
    Ok(Exchange::Done(user, id))
}

fn open(user: UserId, id: Uuid, now: Micros) -> SessionRow {
    SessionRow {
        id,
        user_id: user,
        device_name: String::new(),
        created_at: now,
        ended_at: None,
        end_reason: None,
    }
}

/// For who gets another password in a session nothing was kept of: it goes on with the tokens it has, which tell of the
/// former password. Its refresh token is exchanged as ever, once.
pub fn outlives_its_password(
    conn: &mut Conn,
    user: UserId,
    session: Uuid,
    now: Micros,
) -> Result<(), AppError> {
    match store::sessions::insert(conn, &open(user, session, now)) {
        // Made lasting a moment ago.
        Err(store::Error::Unique { .. }) => Err(AppError::overloaded(1)),
        inserted => Ok(inserted?),
    }
}

/// What could not be exchanged for want of room is left as it is, and is good for another access token meanwhile.
pub async fn go_on(
    app: &App,
    sent: &str,
    hash: String,
    now: Micros,
) -> Result<Option<SignedIn>, AppError> {
    let good = app.db.read(move |conn| {
        let Some(token) = store::sessions::token(conn, &hash)? else {
            return Ok::<_, AppError>(None);
        };
        let session = store::sessions::get(conn, token.session_id)?;
        let user = store::users::get(conn, session.user_id)?;
        let good = token.used_at.is_none()
            && token.expires_at > now
            && session.ended_at.is_none()
            && user.disabled_at.is_none();
        Ok(good.then_some((user, session.id)))
    });
    match good.await? {
        Some((user, session)) => {
            crate::action::people::sign_in::answer(app, user, session, sent.to_owned(), now)
                .map(Some)
        }
        None => Ok(None),
    }
}

/// Signing out of a session nothing is kept of: kept as one that has ended, or, without room, remembered here.
pub async fn sign_out(app: &App, user: UserId, session: Uuid) -> Result<(), AppError> {
    let now = app.clock.now();
    let row = SessionRow {
        ended_at: Some(now),
        end_reason: Some("signed_out".to_owned()),
        ..open(user, session, now)
    };
    app.temporary.end(session, now);
    let kept = app.db.write(move |conn| {
        match store::sessions::insert(conn, &row) {
            // Made lasting a moment ago.
            Err(store::Error::Unique { .. }) => Err(AppError::overloaded(1)),
            inserted => Ok(inserted?),
        }
    });
    match kept.await {
        Err(error) if is_full(&error) => Ok(()),
        kept => kept,
    }
}
