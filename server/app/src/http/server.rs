//! Puts the process together: routes, documents, metrics, one log line for each request; stops gracefully.

use std::future::ready;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, HttpServer};
use actix_web_prom::{PrometheusMetrics, PrometheusMetricsBuilder};
use tracing_actix_web::TracingLogger;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use super::elsewhere::Addresses;
use super::{access_log, api, phone, problem};
use crate::job;
use crate::state::App;

pub fn start(app: Data<App>, listener: TcpListener) -> anyhow::Result<Server> {
    let (workers, shutdown) = (app.config.http.workers, app.config.http.shutdown_seconds);
    let metrics = metrics()?;
    let document = document();
    let addresses = Arc::new(Addresses::of(&document));
    let server = HttpServer::new(move || {
        let addresses = Arc::clone(&addresses);
        let elsewhere = move |request: HttpRequest| ready(addresses.answer(&request));
        actix_web::App::new()
            // Before the routes: theirs is everything that begins like the document's address.
            .service(docs(document.clone()))
            .route("/docs", web::get().to(to_docs))
            .configure(phone::routes)
            .into_utoipa_app()
            .configure(api)
            .into_app()
            .app_data(app.clone())
            .default_service(web::to(elsewhere))
            .wrap(from_fn(problem::describe))
            .wrap(DefaultHeaders::new().add(("X-Content-Type-Options", "nosniff")))
            .wrap(Compress::default())
            .wrap(metrics.clone())
            .wrap(from_fn(access_log::log))
            .wrap(TracingLogger::default())
    })
    // A packed answer leaves in pieces; without this the last one waits 40 ms for the reader's acknowledgement.
    .tcp_nodelay(true)
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
    let mut document = routes.configure(api).split_for_parts().1;
    mobile_api::openapi::complete(&mut document);
    document
}

/// Served from the binary. Left to itself the page has every document judged by a server of its maker.
fn docs(document: OpenApi) -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}")
        .config(utoipa_swagger_ui::Config::default().validator_url("none"))
        .url("/api/v1/openapi.json", document)
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
