//! `/cases…`: report, read, list, count, act.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, get, post, put};
use domain::id::{CaseId, CategoryKey};
use domain::permission::Right;
use domain::position::{Point, Position, PositionSource};
use mirror::Meant;
use mobile_api::action::{Action, ActionRequest};
use mobile_api::case::{Case, CaseCounts, CaseQuery, NearbyCase, NearbyQuery, ReportRequest};
use mobile_api::error::Code;
use mobile_api::event::{CaseEvent, EventQuery};
use mobile_api::openapi::Problems;
use mobile_api::page::Page;
use mobile_api::words::{Detail, Lang};

use crate::action::case::report::{Reported, report};
use crate::action::case::{command, events_page, list, nearby, sight, view};
use crate::action::city::named;
use crate::action::refusal;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::{BODY_LIMIT, Body, Query, idempotency_key, json_bytes};
use crate::http::id;
use crate::http::problem::lang;
use crate::state::App;

/// Report a problem. The id is made by the sender: the same report again answers 200 with the case.
#[utoipa::path(tag = "cases", request_body = ReportRequest, security(("bearer" = [])), responses(
    (status = 201, body = Case), (status = 200, body = Case, description = "Reported before"), Problems))]
#[put("/cases/{id}")]
pub async fn put_case(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
    body: Body<ReportRequest>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ReportCases)?;
    let id = CaseId(id::made(&id)?);
    let (shared, reporter, body) = (app.clone(), caller.clone(), body.0);
    let once = move |conn: &mut store::Conn| report(conn, &shared, &reporter, id, &body);
    let reported = match app.db.write(once.clone()).await {
        // Two that report under one id at the same moment: the second looks again and finds the first.
        Err(error) if error.code() == Code::IdConflict => app.db.write(once).await,
        reported => reported,
    };
    let status = match reported? {
        Reported::Created => StatusCode::CREATED,
        Reported::AlreadyThere => StatusCode::OK,
    };
    Ok(HttpResponse::build(status).json(shown(&app, caller, id, lang(&request)).await?))
}

/// One case.
#[utoipa::path(tag = "cases", security(("bearer" = [])), responses((status = 200, body = Case), Problems))]
#[get("/cases/{id}")]
pub async fn get_case(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
) -> Result<Json<Case>, AppError> {
    Ok(Json(
        shown(&app, caller, known(&id)?, lang(&request)).await?,
    ))
}

/// Cases the reader sees, filtered and sorted.
#[utoipa::path(tag = "cases", params(CaseQuery), security(("bearer" = [])), responses((status = 200, body = Page<Case>), Problems))]
#[get("/cases")]
pub async fn get_cases(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    query: Query<CaseQuery>,
) -> Result<Json<Page<Case>>, AppError> {
    let (lang, now) = (lang(&request), app.clock.now());
    let page = app
        .db
        .read(move |conn| list::list(conn, &caller, &query.0, now, lang))
        .await?;
    Ok(Json(page))
}

/// All cases the reader sees, counted by state and light; never capped by a page.
#[utoipa::path(tag = "cases", params(CaseQuery), security(("bearer" = [])), responses((status = 200, body = CaseCounts), Problems))]
#[get("/cases/counts")]
pub async fn get_counts(
    app: Data<App>,
    caller: Caller,
    query: Query<CaseQuery>,
) -> Result<Json<CaseCounts>, AppError> {
    let now = app.clock.now();
    let counts = app
        .db
        .read(move |conn| list::counts(conn, &caller, &query.0, now))
        .await?;
    Ok(Json(counts))
}

/// Open cases of the category close by: "is it this one?"
#[utoipa::path(tag = "cases", params(NearbyQuery), security(("bearer" = [])), responses((status = 200, body = Page<NearbyCase>), Problems))]
#[get("/cases/nearby")]
pub async fn get_nearby(
    app: Data<App>,
    caller: Caller,
    query: Query<NearbyQuery>,
) -> Result<Json<Page<NearbyCase>>, AppError> {
    let query = query.0;
    let category: CategoryKey = named::category_key(&caller.city, &query.category)?;
    let raw = Point {
        lon: query.lon,
        lat: query.lat,
    };
    let position = Position::new(raw, query.crs.meant(), None, PositionSource::Device)
        .map_err(|fault| refusal::of_position(fault, "?"))?;
    let nearby = app
        .db
        .read(move |conn| nearby::nearby(conn, &caller, &category, position.canonical))
        .await?;
    Ok(Json(Page::whole(nearby)))
}

/// What happened to a case, each event chained to the one before; page by page, as every list.
#[utoipa::path(tag = "cases", params(EventQuery), security(("bearer" = [])), responses((status = 200, body = Page<CaseEvent>), Problems))]
#[get("/cases/{id}/events")]
pub async fn get_events(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
    query: Query<EventQuery>,
) -> Result<Json<Page<CaseEvent>>, AppError> {
    let (id, lang) = (known(&id)?, lang(&request));
    let page = app
        .db
        .read(move |conn| events_page::events(conn, &caller, id, &query.0, lang))
        .await?;
    Ok(Json(page))
}

/// Do something with a case. What the body must carry depends on the action.
#[utoipa::path(tag = "cases", request_body = ActionRequest, security(("bearer" = [])), responses((status = 200, body = Case), Problems),
    params(("id" = Uuid, Path), ("action" = Action, Path), ("Idempotency-Key" = Option<Uuid>, Header, description = "The same request under the same key again answers 200 and does nothing twice; another one is 409")))]
#[post("/cases/{id}/actions/{action}")]
pub async fn post_action(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<(String, String)>,
    payload: Payload,
) -> Result<Json<Case>, AppError> {
    let (id, action) = path.into_inner();
    let id = known(&id)?;
    let action: Action = action
        .parse()
        .map_err(|_| AppError::new(Code::NotFound, Detail::NoSuchAddress))?;
    let body = json_bytes(&request, payload.into_inner(), BODY_LIMIT).await?;
    let parsed = ActionRequest::parse(action, &body)
        .ok_or_else(|| AppError::new(Code::NotFound, Detail::NoSuchAddress))?;
    let asked = parsed.map_err(crate::http::extract::fault)?;
    let command_id = idempotency_key(&request)?;
    let (shared, doing) = (app.clone(), caller.clone());
    let once = move |conn: &mut store::Conn| {
        command::command(conn, &shared, &doing, id, &asked, command_id)
    };
    app.db.write(once).await?;
    Ok(Json(shown(&app, caller, id, lang(&request)).await?))
}

/// Read outside the write: one that takes long to show does not hold up those who wait to write.
async fn shown(app: &Data<App>, caller: Caller, id: CaseId, lang: Lang) -> Result<Case, AppError> {
    let now = app.clock.now();
    let case = move |conn: &mut store::Conn| {
        let row = sight::visible(store::cases::get(conn, id)?, &caller)?;
        view::one(conn, &caller, row, now, lang)
    };
    app.db.read(case).await
}

fn known(text: &str) -> Result<CaseId, AppError> {
    id::known(text).map(CaseId)
}
