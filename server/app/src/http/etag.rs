//! Tags of answers that seldom change: whoever has one already gets 304 and no body.

use actix_web::body::MessageBody;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

/// Weak: what is compressed on the way is not the same bytes.
pub fn weak(hash: &str) -> String {
    format!("W/\"{hash}\"")
}

pub fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let sent = request
        .headers()
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    // A proxy that compressed the answer may have made the tag a weak one.
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    sent.unwrap_or_default()
        .split(',')
        .any(|known| bare(known) == bare(tag) || known.trim() == "*")
}

/// 200 with the body, or 304; to be asked for again each time.
pub fn answer<B: MessageBody + 'static>(
    request: &HttpRequest,
    tag: &str,
    media_type: &'static str,
    body: impl FnOnce() -> B,
) -> HttpResponse {
    let known = is_known(request, tag);
    let mut answer = match known {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    answer
        .insert_header((header::ETAG, tag.to_owned()))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"));
    match known {
        true => answer.finish(),
        false => answer.content_type(media_type).body(body()),
    }
}
