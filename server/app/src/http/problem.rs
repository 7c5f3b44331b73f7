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

use crate::error::AppError;

pub async fn describe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, Error> {
    let http_request = request.request().clone();
    match next.call(request).await {
        Ok(answer) if answer.status().is_client_error() || answer.status().is_server_error() => {
            let problem = match answer.response().error() {
                Some(error) => of_error(error, &http_request),
                None if answer.headers().contains_key(header::CONTENT_TYPE) => None,
                None => of_status(answer.status(), &http_request),
            };
            Ok(match problem {
                Some(problem) => answer
                    .into_response(response(problem, &http_request))
                    .map_into_right_body(),
                None => answer.map_into_left_body(),
            })
        }
        Ok(answer) => Ok(answer.map_into_left_body()),
        Err(error) => {
            let problem = of_error(&error, &http_request).unwrap_or_else(|| {
                Problem::new(Code::Internal, &Detail::Internal, lang(&http_request))
            });
            Ok(
                ServiceResponse::new(http_request.clone(), response(problem, &http_request))
                    .map_into_right_body(),
            )
        }
    }
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
    if let AppError::Broken(cause) = error {
        tracing::error!("{cause:?}");
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
