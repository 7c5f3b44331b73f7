//! One line for each request: what was asked, how it ended, how long it took, and the id to find it by. The address is
//! told by its route with the ids in it: neither query, body nor anything else a caller writes freely, since it may name
//! places and people. Strangers have a bounded number of lines (`strangers.rs`).

use std::time::Instant;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest, rt};
use domain::id::PhotoHash;
use tracing::Span;
use tracing_actix_web::{RequestId, RootSpanBuilder};
use uuid::Uuid;

use crate::state::App;
use crate::strangers;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Left with a request by whoever found out who is asking.
pub struct SignedIn;

/// What is said while a request is worked on carries its id, and nothing that came with it.
pub struct Marked;

impl RootSpanBuilder for Marked {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let request_id = request.extensions().get::<RequestId>().map(|id| **id);
        tracing::info_span!(
            "request",
            method = method(request.method()),
            route = request.match_pattern().as_deref().unwrap_or(NO_ROUTE),
            request_id = %request_id.unwrap_or_default(),
        )
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long a request took is measured, not decided upon"
)]
pub async fn log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let id = request.extensions().get::<RequestId>().copied();
    let mut answer = next.call(request).await?;
    let now = Instant::now();
    let elapsed_ms = (now - began).as_millis() as u64;
    let status = answer.status().as_u16();
    let asked = answer.request();
    if is_asked_by_machines(asked) {
        tracing::debug!(target = target(asked), status, elapsed_ms);
    } else if has_line(asked, status, now) {
        tracing::info!(target = target(asked), status, elapsed_ms);
    }
    let id = id.map(|id| HeaderValue::from_str(&id.to_string()));
    if let Some(Ok(value)) = id {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(answer)
}

/// Every few seconds.
fn is_asked_by_machines(request: &HttpRequest) -> bool {
    matches!(request.path(), "/healthz" | "/readyz" | "/metrics")
}

fn has_line(request: &HttpRequest, status: u16, now: Instant) -> bool {
    let signs_in = status == 200 && request.path().starts_with("/api/v1/auth/");
    if signs_in || request.extensions().contains::<SignedIn>() {
        return true;
    }
    let Some(app) = request.app_data::<Data<App>>() else {
        return true;
    };
    let verdict = app.strangers.ask(status, now);
    strangers::say(&verdict.before);
    if let Some(until) = verdict.first_left_out {
        let app = app.clone();
        rt::spawn(async move {
            tokio::time::sleep_until(until.into()).await;
            strangers::say(&app.strangers.close(until));
        });
    }
    verdict.has_line
}

const NO_ROUTE: &str = "(no such address)";

/// The route with its ids filled in; whatever else stands there may be anything.
fn target(request: &HttpRequest) -> String {
    let Some(mut target) = request.match_pattern() else {
        return NO_ROUTE.into();
    };
    for (name, value) in request.match_info().iter() {
        if is_id(value) {
            target = target.replace(&format!("{{{name}}}"), value);
        }
    }
    target
}

fn is_id(text: &str) -> bool {
    Uuid::parse_str(text).is_ok() || text.parse::<PhotoHash>().is_ok()
}

fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "(other)",
    }
}
