//! `/notices…`: what the reader should know of, and up to where it has been read.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get, post};
use domain::time::Micros;
use mobile_api::notice::{NoticePage, ReadRequest, Unread};
use mobile_api::openapi::Problems;
use mobile_api::page::PageQuery;
use store::Conn;

use crate::action::notice;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::{Body, Query};
use crate::http::problem::lang;
use crate::state::App;

/// What happened to cases that concern the reader, the latest first; kept for a limited time.
#[utoipa::path(tag = "notices", params(PageQuery), security(("bearer" = [])), responses((status = 200, body = NoticePage), Problems))]
#[get("/notices")]
pub async fn get_notices(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<PageQuery>,
) -> Result<Json<NoticePage>, AppError> {
    let lang = lang(&request);
    let read = move |conn: &mut Conn| notice::page(conn, &caller, &query.0, lang);
    Ok(Json(app.db.read(read).await?))
}

/// Everything up to a moment has been read; never taken back.
#[utoipa::path(tag = "notices", request_body = ReadRequest, security(("bearer" = [])), responses((status = 200, body = Unread), Problems))]
#[post("/notices/read")]
pub async fn post_read(
    app: Data<App>,
    caller: Caller,
    body: Body<ReadRequest>,
) -> Result<Json<Unread>, AppError> {
    let (up_to, now) = (Micros(body.0.up_to.0), app.clock.now());
    let mark = move |conn: &mut Conn| notice::read(conn, &caller, up_to, now);
    Ok(Json(app.db.write(mark).await?))
}
