//! `/public/rankings…`: published issues for everybody, without sign-in. Units and figures, no person, no case.

use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use anyhow::Context;
use mobile_api::hash::Sha256;
use mobile_api::openapi::Problems;
use mobile_api::ranking::{Board, PublicRanking, PublicRankingQuery, Ranking};
use store::Conn;

use super::known;
use crate::action::ranking::{self, Reader};
use crate::error::AppError;
use crate::http::etag;
use crate::http::extract::Query;
use crate::state::App;
use mirror::Meant;

/// An issue changes once at most, when it is corrected; a minute later everybody knows.
const CACHED: &str = "public, max-age=60";

/// The latest issue of a board.
#[utoipa::path(tag = "public", params(PublicRankingQuery), responses(
    (status = 200, body = PublicRanking), (status = 304, description = "Still the one the reader has"), Problems))]
#[get("/public/rankings/latest")]
pub async fn get_public_latest(
    app: Data<App>,
    request: HttpRequest,
    query: Query<PublicRankingQuery>,
) -> Result<HttpResponse, AppError> {
    let board = query.0.board.unwrap_or(Board::Department).meant();
    let read = move |conn: &mut Conn| ranking::latest(conn, &Reader::Anybody, board);
    answer(&request, app.db.read(read).await?)
}

/// A published issue, or one that was corrected by a later one.
#[utoipa::path(tag = "public", responses(
    (status = 200, body = PublicRanking), (status = 304, description = "Still the one the reader has"), Problems))]
#[get("/public/rankings/{id}")]
pub async fn get_public(
    app: Data<App>,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, AppError> {
    let id = known(&id)?;
    let read = move |conn: &mut Conn| ranking::ranking(conn, &Reader::Anybody, id);
    answer(&request, app.db.read(read).await?)
}

fn answer(request: &HttpRequest, ranking: Ranking) -> Result<HttpResponse, AppError> {
    let public = PublicRanking::of(ranking).ok_or_else(AppError::not_found)?;
    let body = serde_json::to_string(&public).context("a public ranking")?;
    let tag = format!("\"{}\"", Sha256::of(body.as_bytes()));
    let mut answer = match etag::is_known(request, &tag) {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    answer
        .insert_header((CACHE_CONTROL, CACHED))
        .insert_header((ETAG, tag.clone()));
    match etag::is_known(request, &tag) {
        true => Ok(answer.finish()),
        false => Ok(answer.content_type("application/json").body(body)),
    }
}
