//! `/zones…` and `/coverage`: the zones on a map, what a place would meet, and where nobody or several answer.

use actix_web::web::{Data, Json, block};
use actix_web::{HttpRequest, HttpResponse, get};
use domain::permission::Right;
use mobile_api::openapi::Problems;
use mobile_api::page::{Page, PageQuery};
use mobile_api::route::{LocateQuery, Located};
use mobile_api::zone::{CoverageGap, ZoneCollection, ZoneQuery};

use crate::action::city::named;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::etag;
use crate::http::extract::Query;
use crate::http::problem::lang;
use crate::page;
use crate::state::App;
use city::{coverage, locate};

/// The zones in force now, as GeoJSON in WGS-84; those that meet a box, or all.
#[utoipa::path(tag = "zones", params(ZoneQuery), security(("bearer" = [])), responses(
    (status = 200, body = ZoneCollection, content_type = "application/geo+json", headers(("ETag" = String))),
    (status = 304, description = "As the ETag in If-None-Match"), Problems))]
#[get("/zones")]
pub async fn get_zones(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<ZoneQuery>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ReadReference)?;
    let asked = query.0.bbox.as_deref().map(named::bbox).transpose()?;
    let written = caller
        .city
        .zones_in_force(app.clock.now())
        .map_err(anyhow::Error::new)?;
    let tag = etag::weak(&written.tag);
    let body = || match asked {
        Some(asked) => written.within(&asked),
        None => written.whole.clone(),
    };
    Ok(etag::answer(&request, &tag, "application/geo+json", body))
}

/// What a report at this place would meet: zone, department, deadline and why; nothing is created.
#[utoipa::path(tag = "zones", params(LocateQuery), security(("bearer" = [])), responses((status = 200, body = Located), Problems))]
#[get("/zones/locate")]
pub async fn get_locate(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<LocateQuery>,
) -> Result<Json<Located>, AppError> {
    caller.must(Right::ReadReference)?;
    let now = app.clock.now();
    Ok(Json(locate::locate(
        &caller.city,
        &query.0,
        now,
        lang(&request),
    )?))
}

/// Every category in every zone that no department, or several, would have to act on.
#[utoipa::path(tag = "zones", params(PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<CoverageGap>), Problems))]
#[get("/coverage")]
pub async fn get_coverage(
    app: Data<App>,
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<Page<CoverageGap>>, AppError> {
    caller.must(Right::ReadCoverage)?;
    let now = app.clock.now();
    // Categories times zones, where a table is still to be filled: not on a thread that answers others.
    let gaps = block(move || coverage::gaps(&caller.city, now, caller.actor.scope)).await;
    let gaps = gaps.map_err(anyhow::Error::new)?;
    // A space sorts before everything a code is made of.
    let key = |gap: &CoverageGap| {
        format!(
            "{} {} {}",
            gap.category.scheme, gap.category.code, gap.zone.code
        )
    };
    page::of_all(gaps.into_iter(), key, &query.0).map(Json)
}
