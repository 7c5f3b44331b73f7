//! `/photos…`: upload under the SHA-256 of the bytes, ask whether one is there, look at it.

use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, get, head, put};
use domain::id::PhotoHash;
use domain::permission::Right;
use futures_util::TryStreamExt;
use mobile_api::error::Code;
use mobile_api::openapi::Problems;
use mobile_api::photo::{Photo, PhotoCopy};
use mobile_api::words::Detail;
use photo::Copy;

use super::{etag, pace};
use crate::action::photo::{self as action, Uploaded};
use crate::auth::caller::Caller;
use crate::error::AppError;
use crate::rate::too_many;
use crate::state::App;

const ACCEPTED: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Upload a photo: the body is the picture itself, the address its SHA-256.
#[utoipa::path(tag = "photos", security(("bearer" = [])), request_body(content(("image/jpeg"), ("image/png"), ("image/webp")), description = "The bytes"),
    params(("sha256" = String, Path, description = "64 lower-case hex digits")),
    responses((status = 201, body = Photo), (status = 200, body = Photo, description = "Already there"), Problems))]
#[put("/photos/{sha256}")]
pub async fn put_photo(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    sha256: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, AppError> {
    caller.must(Right::UploadPhotos)?;
    let announced: PhotoHash = sha256
        .parse()
        .map_err(|_| AppError::field("/sha256", Code::InvalidField, Detail::NotAHash))?;
    expect_picture(&request)?;
    app.limits.upload(&caller.user.username).map_err(too_many)?;
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    // A phone that hangs up: nobody is there to read the answer.
    let gone = || AppError::new(Code::PhotoTruncated, Detail::PhotoTruncated);
    let payload = payload.map_err(|error| pace::refusal(&error, gone()));
    let (uploaded, photo) = action::upload(&app, &caller, announced, length, payload).await?;
    Ok(match uploaded {
        Uploaded::New => HttpResponse::Created().json(photo),
        Uploaded::AlreadyThere => HttpResponse::Ok().json(photo),
    })
}

/// Did the sender's photo arrive? A phone that lost the answer asks before it sends again. Tells of one's own only.
#[utoipa::path(tag = "photos", security(("bearer" = [])), params(("sha256" = String, Path)),
    responses((status = 200, description = "There"), (status = 404, description = "Not there")))]
#[head("/photos/{sha256}")]
pub async fn head_photo(
    app: Data<App>,
    caller: Caller,
    sha256: Path<String>,
) -> Result<HttpResponse, AppError> {
    let hash: PhotoHash = sha256.parse().map_err(|_| AppError::not_found())?;
    Ok(match action::is_own(&app, &caller, hash).await? {
        true => HttpResponse::Ok().finish(),
        false => HttpResponse::NotFound().finish(),
    })
}

/// Sent by who fetches a picture before anybody looks at it.
const AHEAD: &str = "Xuncheng-Ahead";

/// The picture: as it came (`original`), upright and without metadata (`display`, `thumbnail`).
///
/// Whoever verifies is held to have opened what the case shows: asking for it is noted as opening it, by `If-None-Match` too, and not with `Xuncheng-Ahead`.
#[utoipa::path(tag = "photos", security(("bearer" = [])), params(("sha256" = String, Path), ("copy" = PhotoCopy, Path),
    ("Xuncheng-Ahead" = Option<u8>, Header, minimum = 1, maximum = 1, description = "`1`: fetched ahead, nobody looks at it yet. Whoever shows it later asks again, with `If-None-Match`")),
    responses((status = 200, content_type = "image/jpeg"), (status = 304, description = "Not changed; it never does"), Problems))]
#[get("/photos/{sha256}/{copy}")]
pub async fn get_photo(
    app: Data<App>,
    caller: Caller,
    request: HttpRequest,
    path: Path<(String, String)>,
) -> Result<HttpResponse, AppError> {
    let (sha256, copy) = path.into_inner();
    let hash: PhotoHash = sha256.parse().map_err(|_| AppError::not_found())?;
    let copy = Copy::ALL
        .into_iter()
        .find(|known| known.as_str() == copy)
        .ok_or_else(AppError::not_found)?;
    let reader = caller.clone();
    let look = app
        .db
        .read(move |conn| action::look(conn, &reader, hash, copy))
        .await?;
    let ahead = request.headers().contains_key(AHEAD);
    if !ahead {
        action::note(&app, &caller, &look).await;
    }
    let row = look.row;
    let tag = format!("\"{hash}-{}\"", copy.as_str());
    let media_type = match copy {
        Copy::Original => row.media_type.as_str(),
        Copy::Display | Copy::Thumbnail => "image/jpeg",
    };
    let mut answer = if etag::is_known(&request, &tag) {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((header::ETAG, tag.clone()))
        .insert_header((
            header::CACHE_CONTROL,
            match ahead {
                // Kept by a browser, it would be shown without a word to us.
                true => "no-store",
                false => "private, max-age=31536000, immutable",
            },
        ))
        // A picture that is also a web page stays a picture, whatever a browser thinks of its bytes.
        .insert_header((
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ))
        .insert_header((header::CONTENT_TYPE, media_type));
    if etag::is_known(&request, &tag) {
        return Ok(answer.finish());
    }
    let got = app.photos.get(hash, copy).await?;
    Ok(answer.no_chunking(got.size).streaming(got.stream))
}

fn expect_picture(request: &HttpRequest) -> Result<(), AppError> {
    let sent = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = sent
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match ACCEPTED.contains(&media_type.as_str()) {
        true => Ok(()),
        false => Err(AppError::new(
            Code::PhotoTypeUnsupported,
            Detail::PhotoTypeUnsupported,
        )),
    }
}
