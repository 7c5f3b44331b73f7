//! Puts the process together: connections, routes, documents, metrics, one log line for each request; stops gracefully.

use std::future::ready;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive};
use actix_server::{Server, ServerBuilder};
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::rt::net::TcpStream;
use actix_web::web::{self, Data};
use actix_web::{Error, HttpRequest, HttpResponse};
use actix_web_prom::PrometheusMetrics;
use anyhow::Context;
use prometheus::Registry;
use tracing_actix_web::TracingLogger;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use super::connection::{Connection, Patience};
use super::elsewhere::Addresses;
use super::line::Line;
use super::{access_log, api, metrics, pace, phone, problem, security};
use crate::config::Http;
use crate::state::App;

pub fn start(app: Data<App>, listener: TcpListener) -> anyhow::Result<Server> {
    let counters = metrics::counters()?;
    let registry = counters.registry.clone();
    let http = &app.config.http;
    let workers = match http.workers {
        0 => available_parallelism().map_or(1, std::num::NonZero::get),
        workers => workers,
    };
    let room = app.room.most();
    let server = Server::build()
        .workers(workers)
        .shutdown_timeout(http.shutdown_seconds)
        // What is given up is closed a moment after its place was taken.
        .max_concurrent_connections(room / workers + room / 8 + 1);
    let metrics_at = &app.config.metrics.listen;
    let server = match metrics_at.is_empty() {
        true => server,
        false => {
            let own = TcpListener::bind(metrics_at)
                .with_context(|| format!("地址 {metrics_at} 不能监听 (cannot listen)"))?;
            listen_for_metrics(server, own, app.clone(), registry)?
        }
    };
    let document = document();
    let addresses = Arc::new(Addresses::of(&document));
    let parts = Parts {
        app,
        counters,
        document,
        addresses,
    };
    Ok(listen(server, listener, parts)?.run())
}

#[derive(Clone)]
struct Parts {
    app: Data<App>,
    counters: PrometheusMetrics,
    document: OpenApi,
    addresses: Arc<Addresses>,
}

fn service(
    parts: Parts,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let Parts {
        app,
        counters,
        document,
        addresses,
    } = parts;
    let elsewhere = move |request: HttpRequest| ready(addresses.answer(&request));
    actix_web::App::new()
        // Before the routes: theirs is everything that begins like the document's address.
        .service(docs(document))
        .route("/docs", web::get().to(to_docs))
        .route("/metrics", web::get().to(metrics::shown))
        .configure(phone::routes)
        .into_utoipa_app()
        .configure(api)
        .into_app()
        .app_data(app)
        .app_data(Data::new(counters.registry.clone()))
        .default_service(web::to(elsewhere))
        .wrap(from_fn(problem::describe))
        .wrap(Compress::default())
        .wrap(counters)
        .wrap(from_fn(security::rules))
        .wrap(from_fn(access_log::log))
        .wrap(TracingLogger::<access_log::Marked>::new())
        .wrap(from_fn(pace::keep))
}

/// As `actix_web::HttpServer` does it, but that each connection is one of ours.
fn listen(
    server: ServerBuilder,
    listener: TcpListener,
    parts: Parts,
) -> std::io::Result<ServerBuilder> {
    let stopping = server.graceful_shutdown_signal();
    server.listen("http", listener, move || {
        let http = &parts.app.config.http;
        let (patience, counts_peer) = (patience(http), !http.behind_proxy);
        let room = Arc::clone(&parts.app.room);
        let app = service(parts.clone()).into_factory();
        let app = app.map_err(|error: Error| error.error_response());
        let stopping = stopping.clone();
        let protocol = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            // Ours alone: the framework's see the first head only, and go by a clock that is half a second slow.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(Duration::from_secs(1))
            .on_connect_ext(|connection: &Connection, carried| {
                carried.insert::<Arc<Line>>(connection.line());
            })
            .h1(map_config(app, |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            let connection = Connection::open(stream, &room, patience, counts_peer);
            let opened = connection.map(|connection| (connection, peer));
            // No place among connections that are all worked on: closed.
            ready(opened.ok_or(DispatchError::DisconnectTimeout))
        })
        .and_then(protocol)
    })
}

fn patience(http: &Http) -> Patience {
    Patience {
        head: Duration::from_millis(http.head_ms),
        idle: Duration::from_millis(http.idle_ms),
        answer: Duration::from_millis(http.answer_ms),
    }
}

fn listen_for_metrics(
    server: ServerBuilder,
    listener: TcpListener,
    app: Data<App>,
    registry: Registry,
) -> std::io::Result<ServerBuilder> {
    server.listen("metrics", listener, move || {
        let (app, registry) = (app.clone(), registry.clone());
        let shown = move || {
            let (app, registry) = (app.clone(), registry.clone());
            async move { metrics::text(&app, &registry).await }
        };
        let app = actix_web::App::new().route("/metrics", web::get().to(shown));
        let app = app
            .into_factory()
            .map_err(|error: Error| error.error_response());
        HttpService::build()
            .h1(map_config(app, |()| AppConfig::default()))
            .tcp()
    })
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
