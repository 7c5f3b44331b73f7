//! Signing in, staying signed in and signing out. A session is one device of one person; each refresh
//! token works once, and one that comes back a second time ends the session for whoever holds it, unless
//! it is the same request again (by its Idempotency-Key) from a phone which lost the answer a moment ago.

mod temporary;

pub use temporary::outlives_its_password;

use domain::time::{Micros, Span, days, minutes, seconds};
use mobile_api::auth::SessionKind;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::devices::DeviceRow;
use store::sessions::{RefreshTokenRow, SessionRow, Spent};
use store::users::UserRow;
use uuid::Uuid;

use crate::action::refusal;
use crate::auth::caller::Caller;
use crate::auth::gate::Asker;
use crate::auth::memory::HashMemory;
use crate::auth::network::Network;
use crate::auth::{password, refresh};
use crate::error::AppError;
use crate::rate::too_many;
use crate::state::App;

// As the schema of `LoginRequest` says.
const LONGEST_USERNAME: usize = 100;
const LONGEST_PASSWORD: usize = 1_000;
const LONGEST_DEVICE_NAME: usize = 100;
const LONGEST_DEVICE_TOKEN: usize = 100;

/// More than anybody signs in on; who uses another, and another, makes the server forget those of long ago.
const MOST_DEVICES: usize = 10;

/// Somebody who says who they are.
pub struct Attempt {
    pub username: String,
    pub word: String,
    pub device_name: String,
    pub device_token: Option<String>,
    pub from: Network,
}

pub struct SignedIn {
    pub access_token: String,
    pub expires_in: i64,
    pub refresh_token: String,
    pub session: SessionKind,
    /// For a device that was not known.
    pub device_token: Option<String>,
    pub user: UserRow,
}

/// Before anything is counted or computed: a name may become a key of the rate limits, and stays there for a while.
pub fn fits(attempt: &Attempt) -> Result<(), AppError> {
    let token = attempt.device_token.as_deref().unwrap_or_default();
    for (pointer, text, most) in [
        ("/username", attempt.username.as_str(), LONGEST_USERNAME),
        ("/device_name", &attempt.device_name, LONGEST_DEVICE_NAME),
        ("/device_token", token, LONGEST_DEVICE_TOKEN),
    ] {
        refusal::text_fits(pointer, text, most)?;
    }
    password_fits("/password", &attempt.word)
}

pub fn password_fits(pointer: &str, word: &str) -> Result<(), AppError> {
    refusal::text_fits(pointer, word, LONGEST_PASSWORD)
}

pub async fn sign_in(app: &App, attempt: Attempt) -> Result<SignedIn, AppError> {
    let Attempt {
        username,
        word,
        device_name,
        device_token,
        from,
    } = attempt;
    let allowed = app.limits.sign_in(&username, &from).map_err(too_many);
    let shown = device_token.map(|token| refresh::hash(&token));
    // A stranger beyond the limit costs nothing more.
    let allowed = match shown {
        None => Ok(allowed?),
        Some(_) => allowed,
    };
    let sought = shown.clone();
    let (found, known) = app
        .db
        .read(move |conn| {
            let user = store::users::by_username(conn, &username)?;
            let device = match &sought {
                Some(hash) => store::devices::get(conn, hash)?,
                None => None,
            };
            let theirs = user.as_ref().map(|user| user.id);
            let known = device.is_some_and(|device| Some(device.user_id) == theirs);
            Ok::<_, AppError>((user, known))
        })
        .await?;
    let known = shown.filter(|_| known);
    match &known {
        Some(hash) => app.limits.device(hash).map_err(too_many)?,
        None => allowed?,
    }
    let asker = match (&known, &found) {
        (Some(_), Some(user)) => Asker::KnownDevice(user.id.to_string()),
        _ => Asker::Network(from.site),
    };
    let user = checked(app, asker, found, word).await?;
    begin(app, user, device_name, known).await
}

async fn checked(
    app: &App,
    asker: Asker,
    found: Option<UserRow>,
    word: String,
) -> Result<UserRow, AppError> {
    let hash = found.as_ref().map(|user| user.password_hash.clone());
    let check = move |memory: &mut HashMemory| {
        let hash = match &hash {
            Some(hash) => hash,
            None => password::nobodys_hash(memory),
        };
        password::matches(&word, hash, memory)
    };
    let right = app.password_gate.run(asker, check).await?;
    let Some(user) = found.filter(|_| right) else {
        return Err(AppError::new(
            Code::CredentialsWrong,
            Detail::CredentialsWrong,
        ));
    };
    if user.disabled_at.is_some() {
        return Err(AppError::new(
            Code::AccountDisabled,
            Detail::AccountDisabled,
        ));
    }
    Ok(user)
}

/// `known`: the hash of the token of a known device.
async fn begin(
    app: &App,
    user: UserRow,
    device_name: String,
    known: Option<String>,
) -> Result<SignedIn, AppError> {
    let (session, token, now) = (Uuid::now_v7(), refresh::generate(), app.clock.now());
    let fresh = known.is_none().then(refresh::generate);
    let hash = fresh.as_ref().map(|token| token.hash.clone());
    let row = SessionRow {
        id: session,
        user_id: user.id,
        device_name,
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
    let device = DeviceRow {
        token_hash: known.or(hash).unwrap_or_default(),
        user_id: user.id,
        session_id: session,
        seen_at: now,
    };
    let kept = app.db.write(move |conn| {
        store::sessions::insert(conn, &row)?;
        store::sessions::insert_token(conn, &first)?;
        store::devices::seen(conn, &device)?;
        store::devices::forget_beyond(conn, device.user_id, MOST_DEVICES)?;
        Ok::<_, AppError>(())
    });
    match kept.await {
        Ok(()) => Ok(SignedIn {
            device_token: fresh.map(|token| token.text),
            ..answer(app, user, session, token.text, now)?
        }),
        Err(error) if temporary::is_full(&error) => temporary::begin(app, user, session, now),
        Err(error) => Err(error),
    }
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
    if let Some(claims) = app.temporary.read(sent, now) {
        return temporary::exchange(app, claims, sent, presented, fresh.text).await;
    }
    let hash = presented.hash.clone();
    match app.db.write(move |conn| rotate(conn, &presented)).await {
        Ok(Exchange::Done(user, session)) => answer(app, user, session, fresh.text, now),
        Ok(Exchange::Refused(code, detail)) => Err(AppError::new(code, detail)),
        Err(full) if temporary::is_full(&full) => {
            temporary::go_on(app, sent, hash, now).await?.ok_or(full)
        }
        Err(error) => Err(error),
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

pub async fn sign_out(app: &App, caller: &Caller) -> Result<(), AppError> {
    if caller.temporary {
        return temporary::sign_out(app, caller.user.id, caller.session).await;
    }
    let (session, now) = (caller.session, app.clock.now());
    let end = move |conn: &mut Conn| store::sessions::end(conn, session, now, "signed_out");
    app.db.write(end).await?;
    Ok(())
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
        access_token: app.tokens.issue(user.id.0, session, now, lifetime, None)?,
        expires_in: app.config.auth.access_token_minutes * 60,
        refresh_token: refresh,
        session: SessionKind::Lasting,
        device_token: None,
        user,
    })
}
