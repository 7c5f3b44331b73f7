//! Puts the process together: routes, documents, metrics, one log line for each request; stops gracefully.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, HttpServer};
use actix_web_prom::{PrometheusMetrics, PrometheusMetricsBuilder};
use tracing_actix_web::TracingLogger;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use super::{access_log, api, problem};
use crate::error::AppError;
use crate::job;
use crate::state::App;

pub fn start(app: Data<App>, listener: TcpListener) -> anyhow::Result<Server> {
    let (workers, shutdown) = (app.config.http.workers, app.config.http.shutdown_seconds);
    let metrics = metrics()?;
    let server = HttpServer::new(move || {
        let (routes, document) = actix_web::App::new()
            .into_utoipa_app()
            .openapi(mobile_api::openapi::base())
            .configure(api)
            .split_for_parts();
        routes
            .app_data(app.clone())
            .service(SwaggerUi::new("/docs/{_:.*}").url("/api/v1/openapi.json", document))
            .route("/docs", web::get().to(to_docs))
            .default_service(web::to(|| async {
                Err::<HttpResponse, _>(AppError::not_found())
            }))
            .wrap(from_fn(problem::describe))
            .wrap(DefaultHeaders::new().add(("X-Content-Type-Options", "nosniff")))
            .wrap(Compress::default())
            .wrap(metrics.clone())
            .wrap(from_fn(access_log::log))
            .wrap(TracingLogger::default())
    })
    .shutdown_timeout(shutdown);
    let server = if workers > 0 {
        server.workers(workers)
    } else {
        server
    };
    Ok(server.listen(listener)?.run())
}

/// The document alone, for `xuncheng openapi` and the snapshot.
pub fn document() -> OpenApi {
    let routes = actix_web::App::new()
        .into_utoipa_app()
        .openapi(mobile_api::openapi::base());
    routes.configure(api).split_for_parts().1
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header(("Location", "/docs/"))
        .finish()
}

fn metrics() -> anyhow::Result<PrometheusMetrics> {
    let metrics = PrometheusMetricsBuilder::new("xuncheng")
        .endpoint("/metrics")
        .mask_unmatched_patterns("UNKNOWN")
        .build()
        .map_err(|error| anyhow::anyhow!("metrics: {error}"))?;
    job::metrics::register(&metrics.registry)?;
    Ok(metrics)
}
