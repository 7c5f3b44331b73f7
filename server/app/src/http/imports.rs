//! `…/import`: files of reference data, each checked whole before anything of it is written (docs/formats.md).
//! A handler names its kind; what a kind asks of the caller and of the file stands in one table.

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use domain::permission::Right;
use mobile_api::import::{ImportQuery, ImportReport};
use mobile_api::openapi::Problems;
use mobile_api::zone::ZoneImport;

use crate::action::city::import;
use crate::action::city::import::show;
use crate::action::city::import::{Kind, Order};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::Query;
use crate::http::problem::lang;
use crate::http::upload::{self, CSV, FileKind, GEOJSON, TOML};
use crate::state::App;

/// What every handler here is given.
type Asked = (Data<App>, Caller, HttpRequest, Query<ImportQuery>, Payload);
type Answer = Result<Json<ImportReport>, AppError>;

/// Zones as GeoJSON in WGS-84. A changed zone becomes a new version; zones the file doesn't mention stay.
#[utoipa::path(tag = "zones", params(ImportQuery), security(("bearer" = [])), request_body(content = ZoneImport, content_type = "application/geo+json"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/zones/import")]
pub async fn post_zones(asked: Asked) -> Answer {
    bring_in(asked, Kind::Zones).await
}

/// Organisations as CSV. Units the file doesn't mention stay.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/units/import")]
pub async fn post_units(asked: Asked) -> Answer {
    bring_in(asked, Kind::Units).await
}

/// Accounts as CSV. Each new one gets a random password, told in this answer and never again.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/users/import")]
pub async fn post_users(asked: Asked) -> Answer {
    bring_in(asked, Kind::Users).await
}

/// Categories as CSV, in the order of lists.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/categories/import")]
pub async fn post_categories(asked: Asked) -> Answer {
    bring_in(asked, Kind::Categories).await
}

/// The routing table as CSV; it replaces the whole table.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/routing-rules/import")]
pub async fn post_routing_rules(asked: Asked) -> Answer {
    bring_in(asked, Kind::Routes).await
}

/// The calendar as TOML: a new version of it.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "application/toml"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/calendar/import")]
pub async fn post_calendar(asked: Asked) -> Answer {
    bring_in(asked, Kind::Calendar).await
}

/// The rulebook as TOML: a new version of it.
#[utoipa::path(tag = "reference", params(ImportQuery), security(("bearer" = [])), request_body(content = String, content_type = "application/toml"),
    responses((status = 200, body = ImportReport), Problems))]
#[post("/rulebook/import")]
pub async fn post_rulebook(asked: Asked) -> Answer {
    bring_in(asked, Kind::Rulebook).await
}

async fn bring_in(asked: Asked, kind: Kind) -> Answer {
    let (app, caller, request, query, payload) = asked;
    let (right, file) = needs(kind);
    caller.must(right)?;
    let order = Order {
        actor: Some(caller.user.id),
        dry_run: query.0.dry_run,
    };
    let done = upload::file(&app, &request, payload, file, move |app, body| {
        import::import(app, kind, body, order)
    });
    let done = done.await?;
    Ok(Json(show::report(done, lang(&request))))
}

fn needs(kind: Kind) -> (Right, FileKind) {
    match kind {
        Kind::Zones => (Right::ManageReference, GEOJSON),
        Kind::Users => (Right::ManageUsers, CSV),
        Kind::Units | Kind::Categories | Kind::Routes => (Right::ManageReference, CSV),
        Kind::Calendar | Kind::Rulebook => (Right::ManageReference, TOML),
    }
}
