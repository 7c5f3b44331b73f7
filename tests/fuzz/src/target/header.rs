//! Headers that somebody else writes and we read: tags, languages, the key of a request.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::test::TestRequest;
use app::http::etag;
use app::http::extract::idempotency_key;
use app::http::problem::lang;
use mobile_api::error::Code;

use super::{Target, holds};

const TAG: &str = "W/\"abc123\"";

pub const HEADER: Target = Target {
    words: &[
        b",",
        b";",
        b"q=",
        b"q=0.999",
        b"q=1e9",
        b"*",
        b"W/",
        b"\"abc123\"",
        b"zh",
        b"en-",
        b" ",
        b"\t",
        b"\xff",
        b"-",
        b"urn:uuid:",
        b"{",
        b"}",
    ],
    ..Target::plain(
        "header",
        "If-None-Match, Accept-Language, Idempotency-Key",
        |input| {
            let Ok(value) = HeaderValue::from_bytes(input) else {
                return Ok(());
            };
            let asked = |name: &'static str| {
                let name = HeaderName::from_static(name);
                let request = TestRequest::default().insert_header((name, value.clone()));
                request.to_http_request()
            };
            let known = etag::is_known(&asked("if-none-match"), TAG);
            let named = input.windows(8).any(|part| part == b"\"abc123\"") || input.contains(&b'*');
            holds(!known || named, || "a tag nobody sent is known".to_owned())?;
            lang(&asked("accept-language"));
            match idempotency_key(&asked("idempotency-key")) {
                Ok(key) => holds(key.is_some(), || "a key was passed over".to_owned()),
                Err(error) => holds(error.code() == Code::InvalidParameter, || {
                    format!("{error:?}")
                }),
            }
        },
    )
};
