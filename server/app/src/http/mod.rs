//! Every route in one list. A handler reads the request, calls one action and presents the answer.

use actix_web::web::Data;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::state::App;

pub mod auth;
pub mod extract;
pub mod health;
pub mod problem;
pub mod server;

pub fn api(app: Data<App>) -> impl FnOnce(&mut ServiceConfig<'_>) {
    move |routes| {
        routes.app_data(app).service(
            scope("/api/v1")
                // Signing in
                .service(auth::login)
                .service(auth::refresh)
                .service(auth::logout)
                .service(auth::me),
        );
        // Machine room
        routes.service(health::healthz).service(health::readyz);
    }
}
