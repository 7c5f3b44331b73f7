//! `/me/password`, `/me/sessions…` and `/users…`.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, delete, get, post, put};
use domain::permission::Right;
use mobile_api::account::{OneTimePassword, PasswordChange, Session, User, UserQuery, UserRequest};
use mobile_api::openapi::Problems;
use mobile_api::page::Page;
use store::Conn;

use crate::action::people::{keep, own, sign_in};
use crate::auth::caller::{Caller, Entrant};
use crate::error::AppError;
use crate::http::extract::{Body, Query};
use crate::http::id;
use crate::state::App;

/// Another password for oneself. All other sessions end; this one goes on.
#[utoipa::path(tag = "people", request_body = PasswordChange, security(("bearer" = [])), responses((status = 204), Problems))]
#[post("/me/password")]
pub async fn post_my_password(
    app: Data<App>,
    entrant: Entrant,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, AppError> {
    let PasswordChange { old, new } = body.0;
    sign_in::password_fits("/old", &old)?;
    sign_in::password_fits("/new", &new)?;
    own::change_password(&app, &entrant.0, old, new).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Where one is signed in, the latest first.
#[utoipa::path(tag = "people", security(("bearer" = [])), responses((status = 200, body = Page<Session>), Problems))]
#[get("/me/sessions")]
pub async fn get_my_sessions(
    app: Data<App>,
    caller: Caller,
) -> Result<Json<Page<Session>>, AppError> {
    let now = app.clock.now();
    let read = move |conn: &mut Conn| own::sessions(conn, &caller, now);
    Ok(Json(app.db.read(read).await?))
}

/// End one of one's own sessions, at once. One that has ended already stays so.
#[utoipa::path(tag = "people", security(("bearer" = [])), responses((status = 204), Problems))]
#[delete("/me/sessions/{id}")]
pub async fn delete_my_session(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
) -> Result<HttpResponse, AppError> {
    let (id, now) = (id::known(&id)?, app.clock.now());
    let end = move |conn: &mut Conn| own::end_session(conn, &caller, id, now);
    app.db.write(end).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Accounts of the reader's part of the city, by user name.
#[utoipa::path(tag = "people", params(UserQuery), security(("bearer" = [])), responses((status = 200, body = Page<User>), Problems))]
#[get("/users")]
pub async fn get_users(
    app: Data<App>,
    caller: Caller,
    query: Query<UserQuery>,
) -> Result<Json<Page<User>>, AppError> {
    caller.must(Right::ManageUsers)?;
    let read = move |conn: &mut Conn| keep::list(conn, &caller, &query.0);
    Ok(Json(app.db.read(read).await?))
}

/// Make an account, or change one: all that is said of it here, whether it may sign in included. A new one has no
/// password before one is given.
#[utoipa::path(tag = "people", request_body = UserRequest, security(("bearer" = [])), responses(
    (status = 201, body = User), (status = 200, body = User, description = "There before; changed where it differed"), Problems))]
#[put("/users/{username}")]
pub async fn put_user(
    app: Data<App>,
    caller: Caller,
    username: Path<String>,
    body: Body<UserRequest>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ManageUsers)?;
    let (username, now) = (username.into_inner(), app.clock.now());
    let put = move |conn: &mut Conn| keep::put(conn, &caller, &username, &body.0, now);
    let (new, user) = app.db.write(put).await?;
    let status = match new {
        true => StatusCode::CREATED,
        false => StatusCode::OK,
    };
    Ok(HttpResponse::build(status).json(user))
}

/// A one-time password for somebody who has none or lost it: shown this once, to be changed at the next sign-in before
/// anything else. All sessions of the account end.
#[utoipa::path(tag = "people", security(("bearer" = [])), responses((status = 200, body = OneTimePassword), Problems))]
#[post("/users/{username}/password")]
pub async fn post_user_password(
    app: Data<App>,
    caller: Caller,
    username: Path<String>,
) -> Result<Json<OneTimePassword>, AppError> {
    caller.must(Right::ManageUsers)?;
    let username = username.into_inner();
    let password = keep::give_password(&app, &caller, username.clone()).await?;
    Ok(Json(OneTimePassword { username, password }))
}
