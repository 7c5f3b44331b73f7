//! Alive, and ready: what a supervisor and a load balancer ask.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get};
use futures_util::future::join;
use mobile_api::health::{Alive, ClockHealth, Health, Ready};

use crate::log::cause;
use crate::state::App;

/// The process answers.
#[utoipa::path(tag = "machine room", responses((status = 200, body = Alive)))]
#[get("/healthz")]
pub async fn healthz() -> Json<Alive> {
    Json(Alive {
        status: Health::Ok,
        version: env!("CARGO_PKG_VERSION").into(),
    })
}

/// The database and the photo store answer.
#[utoipa::path(tag = "machine room", responses((status = 200, body = Ready), (status = 503, body = Ready)))]
#[get("/readyz")]
pub async fn readyz(app: Data<App>) -> HttpResponse {
    let (database, photos) = join(app.db.ready(), app.photos.ready()).await;
    let database = health("database", database);
    let photos = health("photo store", photos);
    app.clock.now();
    let clock = match app.clock.is_suspect() {
        true => ClockHealth::Suspect,
        false => ClockHealth::Ok,
    };
    let ready = Ready::of(database, photos, clock);
    let status = if ready.status == Health::Ok {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    HttpResponse::build(status).json(ready)
}

fn health<E: std::fmt::Display>(what: &str, answer: Result<(), E>) -> Health {
    match answer {
        Ok(()) => Health::Ok,
        Err(error) => {
            tracing::error!("the {what} does not answer: {}", cause(&error));
            Health::Failed
        }
    }
}
