//! Files sent as the body of a request: of the kind expected, up to a limit, read whole.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::extract::bytes;
use crate::error::AppError;

/// A province's zones with every corner of every lane.
pub const FILE_LIMIT: usize = 50 * 1024 * 1024;

pub const CSV: &[&str] = &["text/csv"];
pub const GEOJSON: &[&str] = &["application/geo+json", "application/json"];
/// `PUT /routing-rules`: a table may be longer than other requests.
pub const JSON: &[&str] = &["application/json"];
pub const TOML: &[&str] = &["application/toml"];

/// The first of `expected` is what a refusal asks for.
pub async fn file(
    request: &HttpRequest,
    payload: Payload,
    expected: &[&str],
) -> Result<Vec<u8>, AppError> {
    let sent = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = sent.unwrap_or_default().split(';').next();
    let media_type = media_type.unwrap_or_default().trim();
    if !expected
        .iter()
        .any(|known| media_type.eq_ignore_ascii_case(known))
    {
        let detail = Detail::MediaTypeExpected {
            expected: expected.first().copied().unwrap_or_default().into(),
        };
        return Err(AppError::new(Code::MediaTypeUnsupported, detail));
    }
    bytes(payload.into_inner(), FILE_LIMIT).await
}
