//! `/visits…`: tell of a visit, read visits.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, get, put};
use domain::id::VisitId;
use domain::permission::Right;
use mobile_api::error::Code;
use mobile_api::openapi::Problems;
use mobile_api::page::Page;
use mobile_api::visit::{Visit, VisitQuery, VisitRequest};
use store::Conn;

use crate::action::patrol::visit;
use crate::action::patrol::visit::Told;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::{self, Query};
use crate::http::id;
use crate::state::App;

/// 5,000 points with all the digits a device gives are 300 KB; more points than that are still counted and refused as such.
const BODY_LIMIT: usize = 1024 * 1024;

/// Tell of a visit, while it goes on and when it has ended. The id is made by the sender: the same again answers 200.
#[utoipa::path(tag = "patrol", request_body = VisitRequest, security(("bearer" = [])), responses(
    (status = 201, body = Visit), (status = 200, body = Visit, description = "Known before; its end or its track may be new"), Problems))]
#[put("/visits/{id}")]
pub async fn put_visit(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::PatrolZones)?;
    let id = VisitId(id::made(&id)?);
    let body: VisitRequest = extract::json(&request, payload.into_inner(), BODY_LIMIT).await?;
    let (shared, visitor) = (app.clone(), caller.clone());
    let once = move |conn: &mut Conn| visit::put(conn, &shared, &visitor, id, &body);
    let told = match app.db.write(once.clone()).await {
        // Two that tell of one visit at the same moment: the second looks again and finds the first.
        Err(error) if error.code() == Code::IdConflict => app.db.write(once).await,
        told => told,
    };
    let status = match told? {
        Told::Created => StatusCode::CREATED,
        Told::AlreadyThere => StatusCode::OK,
    };
    let read = move |conn: &mut Conn| visit::visit(conn, &caller, id);
    Ok(HttpResponse::build(status).json(app.db.read(read).await?))
}

/// One visit, with its track for those who may see it.
#[utoipa::path(tag = "patrol", security(("bearer" = [])), responses((status = 200, body = Visit), Problems))]
#[get("/visits/{id}")]
pub async fn get_visit(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
) -> Result<Json<Visit>, AppError> {
    let id = VisitId(id::known(&id)?);
    let read = move |conn: &mut Conn| visit::visit(conn, &caller, id);
    Ok(Json(app.db.read(read).await?))
}

/// Visits the reader sees, the latest first.
#[utoipa::path(tag = "patrol", params(VisitQuery), security(("bearer" = [])), responses((status = 200, body = Page<Visit>), Problems))]
#[get("/visits")]
pub async fn get_visits(
    app: Data<App>,
    caller: Caller,
    query: Query<VisitQuery>,
) -> Result<Json<Page<Visit>>, AppError> {
    let read = move |conn: &mut Conn| visit::list(conn, &caller, &query.0);
    Ok(Json(app.db.read(read).await?))
}
