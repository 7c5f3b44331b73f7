//! The person behind a request: the token, its session and the account as they are now.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use domain::id::UserId;
use domain::permission::{Reach, Right, Sight, has, holds, may, sight};
use domain::role::Actor;
use mirror::Shown;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use store::Conn;
use store::users::UserRow;
use uuid::Uuid;

use crate::error::AppError;
use crate::http::access_log::SignedIn;
use crate::state::App;
use city::City;

#[derive(Clone)]
pub struct Caller {
    pub actor: Actor,
    pub user: UserRow,
    pub session: Uuid,
    /// Nothing of it is kept: the disk was full when it began.
    pub temporary: bool,
    /// The city's set-up when the request began.
    pub city: Arc<City>,
}

impl Caller {
    /// The right, on something at least. What reaches beyond one place is asked with `must_over`.
    pub fn must(&self, right: Right) -> Result<(), AppError> {
        match has(&self.actor, right) {
            true => Ok(()),
            false => Err(self.refused(right)),
        }
    }

    pub fn must_over(&self, right: Right, reach: &Reach) -> Result<(), AppError> {
        match may(&self.actor, right, reach) {
            true => Ok(()),
            false => Err(self.refused(right)),
        }
    }

    fn refused(&self, right: Right) -> AppError {
        let permission = right.shown();
        let detail = match holds(self.actor.role, right) {
            true => Detail::BeyondScope { permission },
            false => Detail::PermissionNeeded { permission },
        };
        AppError::new(Code::Forbidden, detail)
    }

    pub fn sight(&self) -> Sight {
        sight(&self.actor)
    }
}

/// As `Caller`, and also somebody who has to change a one-time password first: for what is possible even then.
pub struct Entrant(pub Caller);

type Identified<T> = Pin<Box<dyn Future<Output = Result<T, AppError>>>>;

impl FromRequest for Caller {
    type Error = AppError;
    type Future = Identified<Caller>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let entrant = Entrant::from_request(request, payload);
        Box::pin(async move {
            let Entrant(caller) = entrant.await?;
            match caller.user.must_change_password {
                false => Ok(caller),
                true => Err(AppError::new(
                    Code::PasswordChangeRequired,
                    Detail::PasswordChangeRequired,
                )),
            }
        })
    }
}

impl FromRequest for Entrant {
    type Error = AppError;
    type Future = Identified<Entrant>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<Data<App>>().cloned();
        let (token, request) = (bearer(request), request.clone());
        Box::pin(async move {
            let app = app
                .ok_or_else(|| anyhow::anyhow!("the server was put together without its state"))?;
            let caller = identify(app, token?).await?;
            request.extensions_mut().insert(SignedIn);
            Ok(Entrant(caller))
        })
    }
}

/// What was sent as `Authorization: Bearer …`.
pub fn bearer(request: &HttpRequest) -> Result<String, AppError> {
    let sent = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = sent
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token
        .map(|(_, token)| token.trim().to_owned())
        .ok_or_else(|| unauthenticated(Detail::SignInRequired))
}

async fn identify(app: Data<App>, token: String) -> Result<Caller, AppError> {
    let claims = app
        .tokens
        .read(&token, app.clock.now())
        .ok_or_else(|| unauthenticated(Detail::TokenInvalid))?;
    let shared = app.clone();
    app.db
        .read(move |conn| {
            let session = match store::sessions::get(conn, claims.sid) {
                Err(store::Error::NotFound) if claims.tmp.is_some() => None,
                session => Some(known(session)?),
            };
            let user = known(store::users::get(conn, UserId(claims.sub)))?;
            let goes_on = match &session {
                Some(session) => session.ended_at.is_none() && session.user_id == user.id,
                None => shared.temporary.goes_on(&claims, &user),
            };
            if !goes_on {
                return Err(unauthenticated(Detail::SessionEnded));
            }
            if user.disabled_at.is_some() {
                return Err(AppError::new(
                    Code::Unauthenticated,
                    Detail::AccountDisabled,
                ));
            }
            let city = shared.city.current(conn)?;
            Ok(Caller {
                actor: actor(&user, &city)?,
                user,
                session: claims.sid,
                temporary: session.is_none(),
                city,
            })
        })
        .await
}

/// For the command line and the seed, which act for a person without a session.
pub fn acting(conn: &mut Conn, user: UserRow, app: &App) -> Result<Caller, AppError> {
    let city = app.city.current(conn)?;
    Ok(Caller {
        actor: actor(&user, &city)?,
        user,
        session: Uuid::nil(),
        temporary: false,
        city,
    })
}

pub fn actor(user: &UserRow, city: &City) -> Result<Actor, anyhow::Error> {
    let unit = user.unit_id;
    Ok(Actor {
        user: user.id,
        role: user
            .role
            .parse()
            .map_err(|_| anyhow::anyhow!("user {} is a {}", user.id, user.role))?,
        unit,
        part_of: unit
            .map(|unit| city.units.with_all_above(unit))
            .unwrap_or_default(),
        units: unit
            .map(|unit| city.units.with_all_below(unit))
            .unwrap_or_default(),
        scope: user.scope_unit_id,
    })
}

/// A good signature on somebody who is not there: the database is another one than the token's.
fn known<T>(found: store::Result<T>) -> Result<T, AppError> {
    match found {
        Err(store::Error::NotFound) => Err(unauthenticated(Detail::TokenInvalid)),
        found => Ok(found?),
    }
}

fn unauthenticated(detail: Detail) -> AppError {
    AppError::new(Code::Unauthenticated, detail)
}
