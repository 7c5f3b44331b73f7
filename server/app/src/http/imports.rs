//! `…/import`: files of reference data, each checked whole before anything of it is written (docs/formats.md).

use actix_web::web::{Data, Json, Payload, block};
use actix_web::{HttpRequest, post};
use domain::permission::Right;
use mobile_api::import::{ImportQuery, ImportReport};
use mobile_api::openapi::Problems;
use mobile_api::zone::ZoneImport;

use crate::action::import::{self, Kind, Order};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::Query;
use crate::http::problem::lang;
use crate::http::upload::{self, CSV, GEOJSON, TOML};
use crate::present;
use crate::state::App;

/// Zones as GeoJSON in WGS-84. A changed zone becomes a new version; zones the file doesn't mention stay.
#[utoipa::path(tag = "zones", params(ImportQuery), security(("bearer" = [])), request_body(content = ZoneImport, content_type = "application/geo+json"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/zones/import")]
pub async fn post_zones(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, GEOJSON).await?;
    bring_in(app, caller, request, query, Kind::Zones, body).await
}

/// Organisations as CSV. Units the file doesn't mention stay.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/units/import")]
pub async fn post_units(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, CSV).await?;
    bring_in(app, caller, request, query, Kind::Units, body).await
}

/// Accounts as CSV. Each new one gets a random password, told in this answer and never again.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/users/import")]
pub async fn post_users(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageUsers)?;
    let body = upload::file(&request, payload, CSV).await?;
    bring_in(app, caller, request, query, Kind::Users, body).await
}

/// Categories as CSV, in the order of lists.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/categories/import")]
pub async fn post_categories(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, CSV).await?;
    bring_in(app, caller, request, query, Kind::Categories, body).await
}

/// The routing table as CSV; it replaces the whole table.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/routing-rules/import")]
pub async fn post_routing_rules(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, CSV).await?;
    bring_in(app, caller, request, query, Kind::Routes, body).await
}

/// The calendar as TOML: a new version of it.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "application/toml"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/calendar/import")]
pub async fn post_calendar(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, TOML).await?;
    bring_in(app, caller, request, query, Kind::Calendar, body).await
}

/// The rulebook as TOML: a new version of it.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content_type = "application/toml"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/rulebook/import")]
pub async fn post_rulebook(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    payload: Payload,
) -> Result<Json<ImportReport>, AppError> {
    caller.must(Right::ManageReference)?;
    let body = upload::file(&request, payload, TOML).await?;
    bring_in(app, caller, request, query, Kind::Rulebook, body).await
}

/// On a thread that may take its time: a large file is seconds of geometry.
async fn bring_in(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ImportQuery>,
    kind: Kind,
    body: Vec<u8>,
) -> Result<Json<ImportReport>, AppError> {
    let order = Order {
        actor: Some(caller.user.id),
        dry_run: query.0.dry_run,
    };
    let done = block(move || import::import(&app, kind, &body, order))
        .await
        .map_err(anyhow::Error::new)??;
    Ok(Json(present::import_report(done, lang(&request))))
}
