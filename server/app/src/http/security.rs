//! What every answer asks of a browser: to guess no type, to frame nothing, to run nothing it was not told of, to keep no
//! copy of what is somebody's. Pages that need more say so themselves: the phone app in `phone.rs`, photos in `photos.rs`.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::middleware::Next;
use actix_web::web::Data;

use crate::state::App;

/// On every answer that says nothing else.
const RULES: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    (REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// For answers that are no page.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Swagger UI sets styles on its elements and draws its icons from `data:`; its scripts are files of ours.
const DOCUMENTATION: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A year; said only where the caller came by HTTPS.
const HTTPS_ONLY: &str = "max-age=31536000";

pub async fn rules<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if !is_known(request.method()) {
        // Nobody answers to it either, and a stranger can't fill the metrics with names of his own making.
        request.head_mut().method = Method::TRACE;
    }
    let documentation = request.path().starts_with("/docs/");
    let by_https = came_by_https(&request);
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    for (name, value) in RULES {
        unless_said(headers, name, value);
    }
    match documentation {
        true => {
            unless_said(headers, CONTENT_SECURITY_POLICY, DOCUMENTATION);
            unless_said(headers, CACHE_CONTROL, "max-age=3600");
        }
        false => {
            unless_said(headers, CONTENT_SECURITY_POLICY, NOTHING);
            unless_said(headers, CACHE_CONTROL, "no-store");
        }
    }
    if by_https {
        unless_said(headers, STRICT_TRANSPORT_SECURITY, HTTPS_ONLY);
    }
    Ok(answer)
}

fn is_known(method: &Method) -> bool {
    const KNOWN: [Method; 7] = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    KNOWN.contains(method)
}

fn unless_said(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The proxy ends HTTPS and says so; without one there is none.
fn came_by_https(request: &ServiceRequest) -> bool {
    let behind_proxy = request
        .app_data::<Data<App>>()
        .is_some_and(|app| app.config.http.behind_proxy);
    let scheme = request.headers().get_all("X-Forwarded-Proto").last();
    behind_proxy && scheme.is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}
