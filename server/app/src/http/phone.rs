//! The phone app under `/m/`: the built files out of the binary itself, every address of the app answered with its first
//! page, and the rules the browser is to keep. What the app does is `web/phone`.

use actix_web::http::header;
use actix_web::web::{self, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::etag;
use crate::error::AppError;

#[derive(RustEmbed)]
#[folder = "../../web/dist/phone"]
#[allow_missing = true]
struct Built;

const FIRST_PAGE: &str = "index.html";

/// Everything from here and nowhere else. Styles may stand in the page, since components set them on elements; the map
/// draws in workers it makes of blobs, and photos are shown before they are sent.
const CONTENT_SECURITY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; \
     media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; \
     form-action 'self'; frame-ancestors 'none'";
const PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()";

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/", web::get().to(front_door))
        .route("/m", web::get().to(to_app))
        .route("/m/{file:.*}", web::get().to(file))
        .route("/m/{file:.*}", web::head().to(file));
}

/// Whether the app was there when the program was built.
pub fn is_built() -> bool {
    Built::get(FIRST_PAGE).is_some()
}

async fn to_app() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/m/"))
        .finish()
}

/// A phone wants its app; everybody else is told what there is.
async fn front_door(request: HttpRequest) -> HttpResponse {
    let agent = request.headers().get(header::USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok());
    match agent.is_some_and(is_phone) {
        true => HttpResponse::Found()
            .insert_header((header::LOCATION, "/m/"))
            .insert_header((header::VARY, "User-Agent"))
            .finish(),
        false => {
            let mut page = page(HttpResponse::Ok(), FRONT_DOOR);
            let vary = header::HeaderValue::from_static("User-Agent");
            page.headers_mut().insert(header::VARY, vary);
            page
        }
    }
}

fn is_phone(agent: &str) -> bool {
    ["Mobile", "Android", "iPhone", "iPad"]
        .iter()
        .any(|word| agent.contains(word))
}

async fn file(request: HttpRequest, name: Path<String>) -> Result<HttpResponse, AppError> {
    let name = match name.as_str() {
        "" => FIRST_PAGE,
        name => name,
    };
    if let Some(file) = Built::get(name) {
        return Ok(served(&request, name, &file));
    }
    if name != FIRST_PAGE && is_file(name) {
        return Err(AppError::not_found());
    }
    match Built::get(FIRST_PAGE) {
        Some(first) => Ok(served(&request, FIRST_PAGE, &first)),
        None => Ok(page(HttpResponse::NotFound(), NOT_BUILT)),
    }
}

/// Addresses inside the app have no dot in their last part.
fn is_file(name: &str) -> bool {
    name.rsplit('/').next().unwrap_or_default().contains('.')
}

fn served(request: &HttpRequest, name: &str, file: &EmbeddedFile) -> HttpResponse {
    let tag = etag::weak(&hex::encode(&file.metadata.sha256_hash()[..16]));
    let known = etag::is_known(request, &tag);
    let mut answer = match known {
        true => HttpResponse::NotModified(),
        false => HttpResponse::Ok(),
    };
    guarded(&mut answer)
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, caching(name)));
    match known {
        true => answer.finish(),
        false => answer
            .content_type(media_type(name))
            .body(file.data.clone().into_owned()),
    }
}

/// Names in `assets` carry the hash of what is in them; everything else is asked for again, and mostly not sent again.
fn caching(name: &str) -> &'static str {
    match name.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

fn guarded(answer: &mut actix_web::HttpResponseBuilder) -> &mut actix_web::HttpResponseBuilder {
    answer
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY))
        .insert_header(("Permissions-Policy", PERMISSIONS))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
}

/// What Vite writes, and no more.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn page(mut answer: actix_web::HttpResponseBuilder, body: &'static str) -> HttpResponse {
    guarded(&mut answer)
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .content_type("text/html; charset=utf-8")
        .body(body)
}

const FRONT_DOOR: &str = include_str!("phone/front_door.html");
const NOT_BUILT: &str = include_str!("phone/not_built.html");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_are_known_by_what_they_call_themselves() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148";
        let android = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) Chrome/120 Mobile Safari/537.36";
        let desk = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36";
        assert!(is_phone(iphone) && is_phone(android));
        assert!(!is_phone(desk) && !is_phone("curl/8.5"));
    }

    #[test]
    fn what_has_a_dot_is_a_file_and_what_has_none_a_page_of_the_app() {
        assert!(is_file("assets/index-4f3a.js") && is_file("sw.js"));
        assert!(!is_file("case/0190") && !is_file("a.b/report"));
    }

    #[test]
    fn only_what_names_its_own_contents_is_kept_for_ever() {
        assert!(caching("assets/index-4f3a.js").contains("immutable"));
        for name in ["index.html", "sw.js", "manifest.webmanifest", "icon.svg"] {
            assert_eq!(caching(name), "no-cache", "{name}");
        }
    }

    #[test]
    fn scripts_styles_and_the_manifest_have_their_own_types() {
        assert_eq!(media_type("sw.js"), "text/javascript; charset=utf-8");
        assert_eq!(
            media_type("assets/worker-1.mjs"),
            "text/javascript; charset=utf-8"
        );
        assert_eq!(
            media_type("manifest.webmanifest"),
            "application/manifest+json"
        );
        assert_eq!(media_type("LICENSE"), "application/octet-stream");
    }
}
