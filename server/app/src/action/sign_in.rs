//! Signing in, staying signed in and signing out. A session is one device of one person; each refresh
//! token works once, and one that comes back a second time ends the session for whoever holds it, unless
//! it is the same request again (by its Idempotency-Key) from a phone which lost the answer a moment ago.

use domain::time::{Micros, Span, days, minutes, seconds};
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::sessions::{RefreshTokenRow, SessionRow, Spent};
use store::users::UserRow;
use uuid::Uuid;

use super::refusal;
use crate::auth::gate::Asker;
use crate::auth::memory::HashMemory;
use crate::auth::network::Network;
use crate::auth::{password, refresh};
use crate::error::AppError;
use crate::state::App;

// As the schema of `LoginRequest` says.
const LONGEST_USERNAME: usize = 100;
const LONGEST_PASSWORD: usize = 1_000;
const LONGEST_DEVICE_NAME: usize = 100;

pub struct SignedIn {
    pub access_token: String,
    pub expires_in: i64,
    pub refresh_token: String,
    pub user: UserRow,
}

/// Before anything is counted or computed: a name may become a key of the rate limits, and stays there for a while.
pub fn fits(username: &str, word: &str, device: &str) -> Result<(), AppError> {
    for (pointer, text, most) in [
        ("/username", username, LONGEST_USERNAME),
        ("/password", word, LONGEST_PASSWORD),
        ("/device_name", device, LONGEST_DEVICE_NAME),
    ] {
        refusal::text_fits(pointer, text, most)?;
    }
    Ok(())
}

pub async fn sign_in(
    app: &App,
    username: String,
    word: String,
    device: String,
    from: &Network,
) -> Result<SignedIn, AppError> {
    let found = app
        .db
        .read(move |conn| Ok::<_, AppError>(store::users::by_username(conn, &username)?))
        .await?;
    let hash = found.as_ref().map(|user| user.password_hash.clone());
    let check = move |memory: &mut HashMemory| {
        let hash = match &hash {
            Some(hash) => hash,
            None => password::nobodys_hash(memory),
        };
        password::matches(&word, hash, memory)
    };
    let asker = Asker::Network(from.site.clone());
    let user = match (found, app.password_gate.run(asker, check).await?) {
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
    let first = RefreshTokenRow {
        token_hash: token.hash,
        session_id: session,
        issued_at: now,
        expires_at: now + days(app.config.auth.refresh_token_days),
        used_at: None,
        previous_hash: None,
        exchange_key_hash: None,
    };
    app.db
        .write(move |conn| {
            store::sessions::insert(conn, &row)?;
            store::sessions::insert_token(conn, &first)?;
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

/// `key` names the exchange, so that it can be asked for again when its answer was lost.
pub async fn exchange(app: &App, sent: &str, key: Option<Uuid>) -> Result<SignedIn, AppError> {
    let (fresh, now) = (refresh::generate(), app.clock.now());
    let presented = Presented {
        hash: refresh::hash(sent),
        key_hash: key.map(|key| refresh::hash(&key.to_string())),
        fresh_hash: fresh.hash,
        now,
        lifetime: days(app.config.auth.refresh_token_days),
        grace: seconds(app.config.auth.refresh_grace_seconds),
    };
    let outcome = app.db.write(move |conn| rotate(conn, &presented)).await?;
    match outcome {
        Exchange::Done(user, session) => answer(app, user, session, fresh.text, now),
        Exchange::Refused(code, detail) => Err(AppError::new(code, detail)),
    }
}

struct Presented {
    hash: String,
    /// None: not to be repeated.
    key_hash: Option<String>,
    /// What the client will get for it.
    fresh_hash: String,
    now: Micros,
    lifetime: Span,
    grace: Span,
}

/// One at a time in a session, so that whoever comes second sees what the first got.
fn rotate(conn: &mut Conn, presented: &Presented) -> Result<Exchange, AppError> {
    let (hash, now) = (presented.hash.as_str(), presented.now);
    let invalid = Exchange::Refused(Code::RefreshTokenInvalid, Detail::RefreshTokenInvalid);
    let Some(token) = store::sessions::token(conn, hash)? else {
        return Ok(invalid);
    };
    let session = store::sessions::lock(conn, token.session_id)?;
    if session.ended_at.is_some() || token.expires_at <= now {
        return Ok(invalid);
    }
    if spend(conn, session.id, presented)? == Use::Reused {
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
    let fresh = RefreshTokenRow {
        token_hash: presented.fresh_hash.clone(),
        session_id: session.id,
        issued_at: now,
        expires_at: now + presented.lifetime,
        used_at: None,
        previous_hash: Some(hash.to_owned()),
        exchange_key_hash: presented.key_hash.clone(),
    };
    store::sessions::insert_token(conn, &fresh)?;
    Ok(Exchange::Done(user, session.id))
}

#[derive(PartialEq, Eq)]
enum Use {
    /// For the first time.
    Fresh,
    /// The same exchange once more, a moment later, before anybody used what it brought: that answer got lost, and the
    /// refresh token in it counts no more from now on.
    Repeated,
    /// By somebody else, too late, or after its successor was used.
    Reused,
}

fn spend(conn: &mut Conn, session: Uuid, presented: &Presented) -> Result<Use, AppError> {
    let (hash, now) = (presented.hash.as_str(), presented.now);
    let first = match store::sessions::spend_token(conn, hash, now)? {
        Spent::Now => return Ok(Use::Fresh),
        Spent::Before(first) => first,
    };
    let Some(key_hash) = &presented.key_hash else {
        return Ok(Use::Reused);
    };
    let same = now < first + presented.grace
        && store::sessions::withdraw_successor(conn, session, hash, key_hash, now)?;
    Ok(if same { Use::Repeated } else { Use::Reused })
}

pub async fn sign_out(app: &App, session: Uuid) -> Result<(), AppError> {
    let now = app.clock.now();
    app.db
        .write(move |conn| Ok(store::sessions::end(conn, session, now, "signed_out")?))
        .await
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
