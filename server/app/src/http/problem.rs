//! The one place where an error becomes an answer: problem+json in the reader's language, with the request id.
//! Also for what the framework refuses by itself (no such path, wrong method).

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use mobile_api::error::Code;
use mobile_api::problem::{MEDIA_TYPE, Problem};
use mobile_api::words::{Detail, Lang};
use tracing_actix_web::RequestId;

use super::extract::BODY_LIMIT;
use crate::error::AppError;
use crate::log::cause;

pub async fn describe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    // The request itself goes on: routing needs it undivided. What comes back has it again.
    let answer = next.call(request).await?;
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        return Ok(answer.map_into_left_body());
    }
    let asked = answer.request().clone();
    let problem = match answer.response().error() {
        Some(error) => of_error(error, &asked),
        None if answer.headers().contains_key(header::CONTENT_TYPE) => None,
        None => of_status(answer.status(), &asked),
    };
    Ok(match problem {
        Some(problem) => {
            let mut described = response(problem, &asked);
            if let Some(methods) = answer.headers().get(header::ALLOW) {
                described
                    .headers_mut()
                    .insert(header::ALLOW, methods.clone());
            }
            answer.into_response(described).map_into_right_body()
        }
        None => answer.map_into_left_body(),
    })
}

pub fn lang(request: &HttpRequest) -> Lang {
    let wanted = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Lang::accepted(wanted)
}

fn of_error(error: &Error, request: &HttpRequest) -> Option<Problem> {
    let Some(error) = error.as_error::<AppError>() else {
        return of_status(error.as_response_error().status_code(), request);
    };
    if let AppError::Broken(broken) = error {
        tracing::error!(cause = cause(broken), "broken");
    }
    Some(error.problem(lang(request)))
}

fn of_status(status: StatusCode, request: &HttpRequest) -> Option<Problem> {
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => (Code::NotFound, Detail::NoSuchAddress),
        StatusCode::METHOD_NOT_ALLOWED => (
            Code::MethodNotAllowed,
            Detail::MethodNotAllowed {
                method: request.method().to_string(),
            },
        ),
        StatusCode::PAYLOAD_TOO_LARGE => (
            Code::PayloadTooLarge,
            Detail::BodyTooLarge {
                limit_bytes: BODY_LIMIT as u64,
            },
        ),
        status if status.is_server_error() => (Code::Internal, Detail::Internal),
        _ => (Code::InvalidBody, Detail::FieldUnreadable),
    };
    Some(Problem::new(code, &detail, lang(request)))
}

fn response(mut problem: Problem, request: &HttpRequest) -> HttpResponse {
    problem.request_id = request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = HttpResponse::build(status);
    answer
        .content_type(MEDIA_TYPE)
        .insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(seconds) = problem.retry_after_s {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    if status == StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    answer.json(problem)
}
