//! `/categories`, `/units`, `/reference`, `/routing-rules`: the reference data as it is, and the routing table replaced.

use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, HttpResponse, get, put};
use city::show;
use domain::permission::Right;
use mobile_api::category::Category;
use mobile_api::hash::Sha256;
use mobile_api::openapi::Problems;
use mobile_api::page::{Page, PageQuery};
use mobile_api::reference::ReferenceAnswer;
use mobile_api::rule::{RoutingTable, RoutingTableRequest};
use mobile_api::unit::Unit;
use serde::Serialize;

use crate::action::city::import;
use crate::action::city::import::Order;
use crate::action::city::limits as reference;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::{Query, parse_json};
use crate::http::{etag, upload};
use crate::page;
use crate::state::App;

/// The classes of problem, in the order of lists.
#[utoipa::path(tag = "reference", params(PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<Category>), Problems))]
#[get("/categories")]
pub async fn get_categories(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<Page<Category>>, AppError> {
    caller.must(Right::ReadReference)?;
    let mut categories: Vec<_> = caller.city.categories.values().collect();
    let key = |category: &&city::Category| {
        let key = &category.key;
        format!("{:010} {} {}", category.position, key.scheme, key.code)
    };
    categories.sort_by_key(key);
    let page = page::of_all(categories.into_iter(), key, &query.0)?;
    Ok(Json(Page {
        items: page.items.into_iter().map(show::category).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// Every organisation, by code.
#[utoipa::path(tag = "reference", params(PageQuery), security(("bearer" = [])), responses((status = 200, body = Page<Unit>), Problems))]
#[get("/units")]
pub async fn get_units(
    caller: Caller,
    query: Query<PageQuery>,
) -> Result<Json<Page<Unit>>, AppError> {
    caller.must(Right::ReadReference)?;
    let units = &caller.city.units;
    let page = page::of_all(units.all().into_iter(), |unit| unit.code.clone(), &query.0)?;
    let shown = page.items.into_iter();
    Ok(Json(Page {
        items: shown.map(|unit| show::unit(units, unit)).collect(),
        next_cursor: page.next_cursor,
    }))
}

/// The limits, working hours and names a phone keeps, so that it can say without network what the server would.
#[utoipa::path(tag = "reference", security(("bearer" = [])), responses(
    (status = 200, body = ReferenceAnswer, headers(("ETag" = String))),
    (status = 304, description = "As the ETag in If-None-Match"), Problems))]
#[get("/reference")]
pub async fn get_reference(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ReadReference)?;
    tagged(&request, &reference::city(&caller.city, &app.config))
}

/// Which department answers for which categories where.
#[utoipa::path(tag = "reference", security(("bearer" = [])), responses(
    (status = 200, body = RoutingTable, headers(("ETag" = String))),
    (status = 304, description = "As the ETag in If-None-Match"), Problems))]
#[get("/routing-rules")]
pub async fn get_routing_rules(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ReadReference)?;
    tagged(&request, &table(&app).await?)
}

/// By what it says: the tag changes when the answer does.
fn tagged(request: &HttpRequest, answer: &impl Serialize) -> Result<HttpResponse, AppError> {
    let body = serde_json::to_string(answer).map_err(anyhow::Error::new)?;
    let tag = etag::weak(&Sha256::of(body.as_bytes()).to_string()[..32]);
    Ok(etag::answer(request, &tag, "application/json", || body))
}

/// Replace the whole table; refused when somebody else replaced it meanwhile.
#[utoipa::path(tag = "reference", security(("bearer" = [])), request_body = RoutingTableRequest,
    responses((status = 200, body = RoutingTable), Problems))]
#[put("/routing-rules")]
pub async fn put_routing_rules(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    payload: Payload,
) -> Result<Json<RoutingTable>, AppError> {
    caller.must(Right::ManageReference)?;
    let order = in_earnest(&caller);
    upload::file(&app, &request, payload, upload::JSON, move |app, body| {
        let asked: RoutingTableRequest = parse_json(body)?;
        import::replace_rules(app, &asked, order)
    })
    .await?;
    Ok(Json(table(&app).await?))
}

fn in_earnest(caller: &Caller) -> Order {
    Order {
        actor: Some(caller.user.id),
        dry_run: false,
    }
}

async fn table(app: &Data<App>) -> Result<RoutingTable, AppError> {
    let shared = app.clone();
    app.db
        .read(move |conn| {
            let city = shared.city.current(conn)?;
            let version = store::rules::current_version(conn)?;
            Ok(show::routing_table(&city, version))
        })
        .await
}
