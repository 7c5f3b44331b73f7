//! `/campaigns…`: set up and change a campaign, see how far it has come.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, get, put};
use domain::permission::Right;
use mobile_api::campaign::{Campaign, CampaignQuery, CampaignRequest};
use mobile_api::error::Code;
use mobile_api::openapi::Problems;
use mobile_api::page::Page;
use store::Conn;

use crate::action::patrol::campaign;
use crate::action::patrol::campaign::SetUp;
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::http::extract::{Body, Query};
use crate::http::id;
use crate::state::App;

/// Set up a campaign under the sender's id, or change it: then with the version that was seen.
#[utoipa::path(tag = "patrol", request_body = CampaignRequest, security(("bearer" = [])), responses(
    (status = 201, body = Campaign), (status = 200, body = Campaign, description = "There before; changed where a version was named"), Problems))]
#[put("/campaigns/{id}")]
pub async fn put_campaign(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
    body: Body<CampaignRequest>,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::ManageCampaigns)?;
    let id = id::made(&id)?;
    let (shared, author) = (app.clone(), caller.clone());
    let once = move |conn: &mut Conn| campaign::put(conn, &shared, &author, id, &body.0);
    let put = match app.db.write(once.clone()).await {
        // Two that set up one campaign at the same moment: the second looks again and finds the first.
        Err(error) if error.code() == Code::IdConflict => app.db.write(once).await,
        put => put,
    };
    let status = match put? {
        SetUp::Created => StatusCode::CREATED,
        SetUp::AlreadyThere => StatusCode::OK,
    };
    let now = app.clock.now();
    let read = move |conn: &mut Conn| campaign::campaign(conn, &caller, id, now);
    Ok(HttpResponse::build(status).json(app.db.read(read).await?))
}

/// One campaign, with its cases by category and by zone and the zones somebody has visited for it.
#[utoipa::path(tag = "patrol", security(("bearer" = [])), responses((status = 200, body = Campaign), Problems))]
#[get("/campaigns/{id}")]
pub async fn get_campaign(
    app: Data<App>,
    caller: Caller,
    id: Path<String>,
) -> Result<Json<Campaign>, AppError> {
    caller.must(Right::ReadReference)?;
    let (id, now) = (id::known(&id)?, app.clock.now());
    let read = move |conn: &mut Conn| campaign::campaign(conn, &caller, id, now);
    Ok(Json(app.db.read(read).await?))
}

/// Campaigns, the latest to begin first, each with its cases by category.
#[utoipa::path(tag = "patrol", params(CampaignQuery), security(("bearer" = [])), responses((status = 200, body = Page<Campaign>), Problems))]
#[get("/campaigns")]
pub async fn get_campaigns(
    app: Data<App>,
    caller: Caller,
    query: Query<CampaignQuery>,
) -> Result<Json<Page<Campaign>>, AppError> {
    caller.must(Right::ReadReference)?;
    let now = app.clock.now();
    let read = move |conn: &mut Conn| campaign::list(conn, &caller, &query.0, now);
    Ok(Json(app.db.read(read).await?))
}
