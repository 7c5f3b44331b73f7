//! One line for each request: what was asked, how it ended, how long it took, and the id to find it by.
//! Neither query nor body: they may name places and people.

use std::time::Instant;

use actix_web::Error;
use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use tracing_actix_web::RequestId;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

#[expect(
    clippy::disallowed_methods,
    reason = "how long a request took is measured, not decided upon"
)]
pub async fn log<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let began = Instant::now();
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut answer = next.call(request).await?;
    let elapsed_ms = began.elapsed().as_millis() as u64;
    let status = answer.status().as_u16();
    match path.as_str() {
        // Asked every few seconds by machines.
        "/healthz" | "/readyz" | "/metrics" => {
            tracing::debug!(%method, path, status, elapsed_ms, request_id = id)
        }
        _ => tracing::info!(%method, path, status, elapsed_ms, request_id = id),
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(answer)
}
