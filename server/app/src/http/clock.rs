//! `/clock…`: whether the server believes its clock, and an administrator's word for it.

use actix_web::web::{Data, Json};
use actix_web::{get, post};
use domain::permission::Right;
use domain::time::Micros;
use mobile_api::clock::{ClockState, ConfirmClockRequest};
use mobile_api::openapi::Problems;

use crate::action::clock;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::Body;
use crate::state::App;

/// The clock of the process that answers, and every doubt about one that was recorded.
#[utoipa::path(tag = "machine room", security(("bearer" = [])), responses((status = 200, body = ClockState), Problems))]
#[get("/clock")]
pub async fn get_clock(app: Data<App>, caller: Caller) -> Result<Json<ClockState>, AppError> {
    caller.must(Right::ManageClock)?;
    state(app).await
}

/// Somebody has checked what the wall clock shows and answers for it: what acts by the clock goes on.
#[utoipa::path(tag = "machine room", request_body = ConfirmClockRequest, security(("bearer" = [])), responses((status = 200, body = ClockState), Problems))]
#[post("/clock/confirm")]
pub async fn post_confirm(
    app: Data<App>,
    caller: Caller,
    body: Body<ConfirmClockRequest>,
) -> Result<Json<ClockState>, AppError> {
    caller.must(Right::ManageClock)?;
    // A doubt that began this moment is recorded first, so that there is something to confirm.
    clock::look(&app).await?;
    let (shared, by, said) = (app.clone(), caller.actor.user, body.0);
    let read = said.wall.map(|wall| Micros(wall.0));
    app.db
        .write(move |conn| clock::confirm(conn, &shared, Some(by), &said.reason, read))
        .await?;
    clock::look(&app).await?;
    state(app).await
}

async fn state(app: Data<App>) -> Result<Json<ClockState>, AppError> {
    let shared = app.clone();
    let state = app.db.read(move |conn| clock::state(conn, &shared)).await?;
    Ok(Json(state))
}
