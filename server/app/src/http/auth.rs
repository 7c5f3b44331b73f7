//! `/auth/…` and `/me`.

use std::net::{IpAddr, SocketAddr};

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, HttpResponse, get, post};
use city::show::unit_ref;
use domain::role::Role;
use mirror::Shown;
use mobile_api as wire;
use mobile_api::auth::{LoginRequest, Me, RefreshRequest, TokenAnswer, TokenType};
use mobile_api::problem::Problem;

use crate::action::people::sign_in;
use crate::action::people::sign_in::{Attempt, SignedIn};
use crate::auth::caller::{Caller, Entrant, acting};
use crate::auth::network::Network;
use crate::error::AppError;
use crate::http::extract::{self, idempotency_key};
use crate::state::App;

/// Anybody may send one. The longest of every field, each sign as its escape, is less.
const BODY_LIMIT: usize = 16 * 1024;

/// Sign in with user name and password.
#[utoipa::path(tag = "auth", request_body = LoginRequest, responses(
    (status = 200, body = TokenAnswer), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
#[post("/auth/login")]
pub async fn login(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<TokenAnswer>, AppError> {
    let LoginRequest {
        username,
        password,
        device_name,
        device_token,
    } = extract::json(&request, payload.into_inner(), BODY_LIMIT).await?;
    let attempt = Attempt {
        username,
        word: password,
        device_name: device_name.unwrap_or_default(),
        device_token,
        from: Network::of(address(&request, app.config.http.behind_proxy)),
    };
    sign_in::fits(&attempt)?;
    let signed_in = sign_in::sign_in(&app, attempt).await?;
    answer(&app, signed_in).await
}

/// Exchange a refresh token for a new pair. Each works once; a second use ends the session.
///
/// Whoever lost the answer may send the same request again, the same token under the same `Idempotency-Key`: for a short
/// grace, and as long as the new one was not used, it brings another, and the refresh token in the lost answer counts no more.
#[utoipa::path(tag = "auth", request_body = RefreshRequest,
    params(("Idempotency-Key" = Option<Uuid>, Header, description = "A random id of this exchange, the same when it is sent again; without it no second use is forgiven")),
    responses((status = 200, body = TokenAnswer), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem)))]
#[post("/auth/refresh")]
pub async fn refresh(
    app: Data<App>,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<TokenAnswer>, AppError> {
    let key = idempotency_key(&request)?;
    let RefreshRequest { refresh_token } =
        extract::json(&request, payload.into_inner(), BODY_LIMIT).await?;
    let signed_in = sign_in::exchange(&app, &refresh_token, key).await?;
    answer(&app, signed_in).await
}

/// End this session: its refresh token and its access tokens stop working at once.
#[utoipa::path(tag = "auth", security(("bearer" = [])), responses((status = 204), (status = 401, body = Problem)))]
#[post("/auth/logout")]
pub async fn logout(app: Data<App>, entrant: Entrant) -> Result<HttpResponse, AppError> {
    sign_in::sign_out(&app, &entrant.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is signed in and what this person may do.
#[utoipa::path(tag = "auth", security(("bearer" = [])), responses((status = 200, body = Me), (status = 401, body = Problem)))]
#[get("/me")]
pub async fn me(entrant: Entrant) -> Json<Me> {
    Json(shown(&entrant.0))
}

async fn answer(app: &Data<App>, signed_in: SignedIn) -> Result<Json<TokenAnswer>, AppError> {
    let (shared, user) = (app.clone(), signed_in.user);
    let caller = app.db.read(move |conn| acting(conn, user, &shared)).await?;
    Ok(Json(TokenAnswer {
        access_token: signed_in.access_token,
        token_type: TokenType::Bearer,
        expires_in: signed_in.expires_in,
        refresh_token: signed_in.refresh_token,
        session: signed_in.session,
        device_token: signed_in.device_token,
        user: shown(&caller),
    }))
}

/// By which attempts are counted. Behind a proxy it is the address that the proxy saw and added: the last one. What stands
/// before it, and `Forwarded`, anybody may have sent.
fn address(request: &HttpRequest, behind_proxy: bool) -> Option<IpAddr> {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let seen_by_proxy = behind_proxy.then(|| last_forwarded_for(request)).flatten();
    seen_by_proxy.or(peer)
}

/// What the proxy saw and added.
pub fn last_forwarded_for(request: &HttpRequest) -> Option<IpAddr> {
    let sent = request.headers().get_all("X-Forwarded-For").last()?;
    let last = sent.to_str().ok()?.rsplit(',').next()?.trim();
    // Some proxies add the port.
    let with_port = || Some(last.parse::<SocketAddr>().ok()?.ip());
    last.parse().ok().or_else(with_port)
}

/// What the signed-in person is told about themselves.
fn shown(caller: &Caller) -> wire::auth::Me {
    let units = &caller.city.units;
    wire::auth::Me {
        id: caller.user.id.0,
        username: caller.user.username.clone(),
        display_name: caller.user.display_name.clone(),
        role: caller.actor.role.shown(),
        unit: caller.actor.unit.map(|unit| unit_ref(units, unit)),
        scope: wire::auth::Scope {
            whole_city: caller.actor.scope.is_none() && caller.actor.role != Role::Handler,
            unit: caller.actor.scope.map(|unit| unit_ref(units, unit)),
        },
        permissions: domain::permission::rights(&caller.actor)
            .into_iter()
            .map(Shown::shown)
            .collect(),
        must_change_password: caller.user.must_change_password,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn counted_by(headers: &[(&'static str, &str)], behind_proxy: bool) -> String {
        let mut request = TestRequest::default().peer_addr(([10, 0, 0, 1], 4000).into());
        for header in headers {
            request = request.append_header(*header);
        }
        let address = address(&request.to_http_request(), behind_proxy);
        address.unwrap().to_string()
    }

    #[test]
    fn only_the_address_that_the_own_proxy_added_counts() {
        const BY: &str = "X-Forwarded-For";
        for (headers, expected) in [
            (&[(BY, "203.0.113.9")][..], "203.0.113.9"),
            (&[(BY, "1.1.1.1, 203.0.113.9")], "203.0.113.9"),
            (&[(BY, "1.1.1.1"), (BY, "203.0.113.9")], "203.0.113.9"),
            (&[(BY, "203.0.113.9:5123")], "203.0.113.9"),
            (&[(BY, "2001:db8::7")], "2001:db8::7"),
            (
                &[("Forwarded", "for=1.1.1.1"), (BY, "203.0.113.9")],
                "203.0.113.9",
            ),
            (&[("Forwarded", "for=1.1.1.1")], "10.0.0.1"),
            (&[(BY, "1.1.1.1, somebody")], "10.0.0.1"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(counted_by(headers, true), expected, "{headers:?}");
            assert_eq!(counted_by(headers, false), "10.0.0.1", "{headers:?}");
        }
    }
}
