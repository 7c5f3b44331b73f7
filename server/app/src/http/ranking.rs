//! `/rankings…`: look at a board, build a list, sign it off, correct it, take it away as a table.

mod public;

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse, get, post, put};
use domain::id::RankingId;
use domain::permission::Right;
use mobile_api::openapi::Problems;
use mobile_api::page::Page;
use mobile_api::ranking::{
    BuildRequest, CorrectRequest, Ranking, RankingCase, RankingCaseQuery, RankingHistoryQuery,
    RankingIssue, RankingQuery, SignOffRequest,
};
use store::Conn;

pub use public::{get_public, get_public_latest};

use crate::action::ranking::{self, Built, Reader};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::export::ranking as ranking_csv;
use crate::http::extract::{Body, Query, parse_json};
use crate::http::id;
use crate::http::problem::lang;
use crate::state::App;
use mirror::Meant;

/// A board in a period: the published issue or, before there is one, the figures of now.
#[utoipa::path(tag = "rankings", params(RankingQuery), security(("bearer" = [])), responses((status = 200, body = Ranking), Problems))]
#[get("/rankings")]
pub async fn get_current(
    app: Data<App>,
    caller: Caller,
    query: Query<RankingQuery>,
) -> Result<Json<Ranking>, AppError> {
    caller.must(Right::ReadRankings)?;
    let period = query.0.period.as_deref();
    let period = period
        .map(|text| ranking::period(text, "?period"))
        .transpose()?;
    let (shared, board) = (app.clone(), query.0.board.meant());
    let reader = Reader::SignedIn(Box::new(caller));
    let read = move |conn: &mut Conn| ranking::current(conn, &shared, &reader, board, period);
    Ok(Json(app.db.read(read).await?))
}

/// Every issue ever published, the latest first.
#[utoipa::path(tag = "rankings", params(RankingHistoryQuery), security(("bearer" = [])), responses((status = 200, body = Page<RankingIssue>), Problems))]
#[get("/rankings/history")]
pub async fn get_history(
    app: Data<App>,
    caller: Caller,
    query: Query<RankingHistoryQuery>,
) -> Result<Json<Page<RankingIssue>>, AppError> {
    caller.must(Right::ReadRankings)?;
    let RankingHistoryQuery {
        board,
        limit,
        cursor,
    } = query.0;
    let board = board.map(Meant::meant);
    let read = move |conn: &mut Conn| ranking::history(conn, board, cursor.as_deref(), limit);
    Ok(Json(app.db.read(read).await?))
}

/// Build a draft. The id is made by the sender: the same request again answers 200 with the same draft.
#[utoipa::path(tag = "rankings", request_body = BuildRequest, security(("bearer" = [])), responses(
    (status = 201, body = Ranking), (status = 200, body = Ranking, description = "Built before"), Problems))]
#[put("/rankings/{id}")]
pub async fn put_ranking(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    body: Body<BuildRequest>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::BuildRankings)?;
    let id = new_id(&id)?;
    let (board, by) = (body.0.board.meant(), Some(caller.actor.user));
    let period = ranking::period(&body.0.period, "/period")?;
    let shared = app.clone();
    let once = move |conn: &mut Conn| ranking::build(conn, &shared, by, id, board, period);
    let built = app.db.write(once).await?;
    answer(&app, caller, built).await
}

/// One list; a draft only for those who prepare it.
#[utoipa::path(tag = "rankings", security(("bearer" = [])), responses((status = 200, body = Ranking), Problems))]
#[get("/rankings/{id}")]
pub async fn get_ranking(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
) -> Result<Json<Ranking>, AppError> {
    caller.must(Right::ReadRankings)?;
    Ok(Json(read(&app, caller, known(&id)?).await?))
}

/// Open a draft for appeals.
#[utoipa::path(tag = "rankings", request_body = Option<SignOffRequest>, security(("bearer" = [])), responses((status = 200, body = Ranking), Problems))]
#[post("/rankings/{id}/review")]
pub async fn post_review(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    body: Bytes,
) -> Result<Json<Ranking>, AppError> {
    caller.must(Right::ReviewRankings)?;
    let (id, expected) = (known(&id)?, expected_version(&body)?);
    let (shared, by) = (app.clone(), Some(caller.actor.user));
    let once = move |conn: &mut Conn| ranking::review(conn, &shared, by, id, expected);
    app.db.write(once).await?;
    Ok(Json(read(&app, caller, id).await?))
}

/// Publish a list under review; a correction takes the place of the issue it corrects.
#[utoipa::path(tag = "rankings", request_body = Option<SignOffRequest>, security(("bearer" = [])), responses((status = 200, body = Ranking), Problems))]
#[post("/rankings/{id}/publish")]
pub async fn post_publish(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    body: Bytes,
) -> Result<Json<Ranking>, AppError> {
    caller.must(Right::PublishRankings)?;
    let (id, expected) = (known(&id)?, expected_version(&body)?);
    let (shared, by) = (app.clone(), Some(caller.actor.user));
    let once = move |conn: &mut Conn| ranking::publish(conn, &shared, by, id, expected);
    app.db.write(once).await?;
    Ok(Json(read(&app, caller, id).await?))
}

/// Count the period of a published issue anew: a draft that will take its place when it is published.
#[utoipa::path(tag = "rankings", request_body = CorrectRequest, security(("bearer" = [])), responses(
    (status = 201, body = Ranking), (status = 200, body = Ranking, description = "Built before"), Problems))]
#[post("/rankings/{id}/correct")]
pub async fn post_correct(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    body: Body<CorrectRequest>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::CorrectRankings)?;
    let (wrong, body) = (known(&id)?, body.0);
    let (shared, by) = (app.clone(), Some(caller.actor.user));
    let (id, reason, expected) = (RankingId(body.id), body.reason, body.expected_version);
    let once =
        move |conn: &mut Conn| ranking::correct(conn, &shared, by, wrong, id, &reason, expected);
    let built = app.db.write(once).await?;
    answer(&app, caller, built).await
}

/// The cases behind a list or behind one of its rows, each with what was counted.
#[utoipa::path(tag = "rankings", params(RankingCaseQuery), security(("bearer" = [])), responses((status = 200, body = Page<RankingCase>), Problems))]
#[get("/rankings/{id}/cases")]
pub async fn get_ranking_cases(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    query: Query<RankingCaseQuery>,
) -> Result<Json<Page<RankingCase>>, AppError> {
    caller.must(Right::ReadRankings)?;
    let id = known(&id)?;
    let read = move |conn: &mut Conn| ranking::cases(conn, caller, id, &query.0);
    Ok(Json(app.db.read(read).await?))
}

/// A list as CSV, UTF-8 with a byte-order mark.
#[utoipa::path(tag = "rankings", security(("bearer" = [])), responses(
    (status = 200, body = String, content_type = "text/csv"), Problems))]
#[get("/rankings/{id}.csv")]
pub async fn get_ranking_csv(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ReadRankings)?;
    let ranking = read(&app, caller, known(&id)?).await?;
    let attachment = format!(
        "attachment; filename=\"{}\"",
        ranking_csv::file_name(&ranking)
    );
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, attachment))
        .body(ranking_csv::csv(&ranking, lang(&request))?))
}

async fn answer(app: &Data<App>, caller: Caller, built: Built) -> Result<HttpResponse, AppError> {
    let status = match built {
        Built::Created(_) => StatusCode::CREATED,
        Built::AlreadyThere(_) => StatusCode::OK,
    };
    let ranking = read(app, caller, built.row().id).await?;
    Ok(HttpResponse::build(status).json(ranking))
}

async fn read(app: &Data<App>, caller: Caller, id: RankingId) -> Result<Ranking, AppError> {
    let reader = Reader::SignedIn(Box::new(caller));
    let read = move |conn: &mut Conn| ranking::ranking(conn, &reader, id);
    app.db.read(read).await
}

/// An empty body will do.
fn expected_version(body: &Bytes) -> Result<Option<i64>, AppError> {
    if body.is_empty() {
        return Ok(None);
    }
    let request: SignOffRequest = parse_json(body)?;
    Ok(request.expected_version)
}

fn new_id(text: &str) -> Result<RankingId, AppError> {
    id::made(text).map(RankingId)
}

fn known(text: &str) -> Result<RankingId, AppError> {
    id::known(text).map(RankingId)
}
