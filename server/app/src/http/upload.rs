//! Files sent as the body of a request: of the kind expected, up to its limit, read whole when there is room and worked on
//! one after the other.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Data, Payload, block};
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::extract::bytes;
use crate::error::AppError;
use crate::state::App;

/// What a kind of file is called, and how large it may be. In memory a file is many times as large, each kind in its way.
#[derive(Clone, Copy)]
pub struct FileKind {
    /// The first is what a refusal asks for.
    media_types: &'static [&'static str],
    pub limit_bytes: usize,
}

pub const CSV: FileKind = FileKind {
    media_types: &["text/csv"],
    limit_bytes: 5 * 1024 * 1024,
};

/// The zones of a large city with every corner of every lane.
pub const GEOJSON: FileKind = FileKind {
    media_types: &["application/geo+json", "application/json"],
    limit_bytes: 20 * 1024 * 1024,
};

/// `PUT /routing-rules`: a table may be longer than other requests.
pub const JSON: FileKind = FileKind {
    media_types: &["application/json"],
    limit_bytes: 5 * 1024 * 1024,
};

/// A calendar of many years is a few kilobytes.
pub const TOML: FileKind = FileKind {
    media_types: &["application/toml"],
    limit_bytes: 256 * 1024,
};

/// On a thread that may take its time: a large file is seconds of geometry. A client that hangs up ends nothing that was
/// begun, nor lets another one begin meanwhile.
pub async fn file<T: Send + 'static>(
    app: &Data<App>,
    request: &HttpRequest,
    payload: Payload,
    kind: FileKind,
    work: impl FnOnce(&App, &[u8]) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    expect(request, kind)?;
    let room = app.imports.to_read(said_bytes(request, kind)).await?;
    let body = bytes(payload.into_inner(), kind.limit_bytes).await?;
    let turn = app.imports.to_work().await?;
    let app = app.clone();
    let done = block(move || {
        let done = work(&app, &body);
        drop(body);
        photo::give_memory_back();
        drop((room, turn));
        done
    });
    done.await.map_err(anyhow::Error::new)?
}

fn expect(request: &HttpRequest, kind: FileKind) -> Result<(), AppError> {
    let sent = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = sent.unwrap_or_default().split(';').next();
    let media_type = media_type.unwrap_or_default().trim();
    let mut known = kind.media_types.iter();
    if known.any(|known| media_type.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let detail = Detail::MediaTypeExpected {
        expected: kind.media_types.first().copied().unwrap_or_default().into(),
    };
    Err(AppError::new(Code::MediaTypeUnsupported, detail))
}

/// What comes is at most that much: the server reads no more.
fn said_bytes(request: &HttpRequest, kind: FileKind) -> usize {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    length.unwrap_or(kind.limit_bytes).min(kind.limit_bytes)
}
