//! `/metrics`: what this process counts, for the monitoring that has the token. Nobody else learns how busy the city is.

use std::sync::LazyLock;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use actix_web_prom::{PrometheusMetrics, PrometheusMetricsBuilder};
use anyhow::Context;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use prometheus::{IntGauge, Registry, TextEncoder};
use sha2::{Digest, Sha256};

use crate::auth::caller::bearer;
use crate::error::AppError;
use crate::job;
use crate::space;
use crate::state::App;

pub fn counters() -> anyhow::Result<PrometheusMetrics> {
    let metrics = PrometheusMetricsBuilder::new("xuncheng")
        .mask_unmatched_patterns("UNKNOWN")
        .build()
        .map_err(|error| anyhow::anyhow!("metrics: {error}"))?;
    job::metrics::register(&metrics.registry)?;
    if let Some(free) = FREE.as_ref() {
        metrics.registry.register(Box::new(free.clone()))?;
    }
    Ok(metrics)
}

static FREE: LazyLock<Option<IntGauge>> = LazyLock::new(|| {
    let gauge = IntGauge::new(
        "xuncheng_photos_free_bytes",
        "Free space on the disk of the photos; 0 when they lie in a bucket",
    );
    gauge.ok()
});

pub async fn shown(
    app: Data<App>,
    registry: Data<Registry>,
    request: HttpRequest,
) -> Result<HttpResponse, AppError> {
    let token = &app.config.metrics.token.0;
    if token.is_empty() {
        return Err(AppError::not_found());
    }
    if !same(&bearer(&request)?, token) {
        return Err(AppError::new(Code::Unauthenticated, Detail::TokenInvalid));
    }
    text(&app, &registry).await
}

pub async fn text(app: &App, registry: &Registry) -> Result<HttpResponse, AppError> {
    if let Some((free, space)) = space::free_bytes(&app.config).await.zip(FREE.as_ref()) {
        space.set(i64::try_from(free).unwrap_or(i64::MAX));
    }
    let text = TextEncoder::new()
        .encode_to_string(&registry.gather())
        .context("metrics as text")?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text))
}

/// Takes as long for a wrong token as for a nearly right one.
fn same(sent: &str, token: &str) -> bool {
    Sha256::digest(sent) == Sha256::digest(token)
}
