//! What goes wrong, told apart once: refused (the caller's doing, said precisely) or broken (ours, said
//! in one fixed sentence with the request id, while the cause goes to the log).

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use mobile_api::action::Action;
use mobile_api::error::Code;
use mobile_api::problem::{FieldError, Problem};
use mobile_api::words::{Detail, Lang};

use crate::log::cause;

pub type Result<T, E = AppError> = std::result::Result<T, E>;

pub enum AppError {
    Refused(Box<Refused>),
    Broken(anyhow::Error),
}

pub struct Refused {
    pub code: Code,
    pub detail: Detail,
    pub fields: Vec<Field>,
    pub current_version: Option<i64>,
    pub available_actions: Option<Vec<Action>>,
    pub retry_after_s: Option<u64>,
}

pub struct Field {
    pub pointer: String,
    pub code: Code,
    pub detail: Detail,
}

impl AppError {
    pub fn new(code: Code, detail: Detail) -> AppError {
        AppError::Refused(Box::new(Refused {
            code,
            detail,
            fields: Vec::new(),
            current_version: None,
            available_actions: None,
            retry_after_s: None,
        }))
    }

    /// One field is wrong: the problem's own detail repeats what is said at the field.
    pub fn field(pointer: impl Into<String>, code: Code, detail: Detail) -> AppError {
        AppError::new(code, detail.clone()).at(pointer, code, detail)
    }

    pub fn at(mut self, pointer: impl Into<String>, code: Code, detail: Detail) -> AppError {
        if let AppError::Refused(refused) = &mut self {
            refused.fields.push(Field {
                pointer: pointer.into(),
                code,
                detail,
            });
        }
        self
    }

    pub fn retry_after(mut self, seconds: u64) -> AppError {
        if let AppError::Refused(refused) = &mut self {
            refused.retry_after_s = Some(seconds.max(1));
        }
        self
    }

    pub fn with_version(mut self, version: i64) -> AppError {
        if let AppError::Refused(refused) = &mut self {
            refused.current_version = Some(version);
        }
        self
    }

    pub fn with_case(mut self, version: i64, actions: Vec<Action>) -> AppError {
        if let AppError::Refused(refused) = &mut self {
            refused.current_version = Some(version);
            refused.available_actions = Some(actions);
        }
        self
    }

    pub fn not_found() -> AppError {
        AppError::new(Code::NotFound, Detail::NotFound)
    }

    pub fn overloaded(retry_after_s: u64) -> AppError {
        AppError::new(Code::Overloaded, Detail::Overloaded { retry_after_s })
            .retry_after(retry_after_s)
    }

    /// The database or the photo store is away. What was asked may even have been done: whoever asks again does it once.
    pub fn storage_unavailable() -> AppError {
        let retry_after_s = AWAY_RETRY_AFTER_S;
        AppError::new(
            Code::StorageUnavailable,
            Detail::StorageUnavailable { retry_after_s },
        )
        .retry_after(retry_after_s)
    }

    pub fn code(&self) -> Code {
        match self {
            AppError::Refused(refused) => refused.code,
            AppError::Broken(_) => Code::Internal,
        }
    }

    pub fn problem(&self, lang: Lang) -> Problem {
        let AppError::Refused(refused) = self else {
            return Problem::new(Code::Internal, &Detail::Internal, lang);
        };
        let mut problem = Problem::new(refused.code, &refused.detail, lang);
        problem.errors = refused
            .fields
            .iter()
            .map(|field| FieldError::new(field.pointer.clone(), field.code, &field.detail, lang))
            .collect();
        problem.current_version = refused.current_version;
        problem.available_actions = refused.available_actions.clone();
        problem.retry_after_s = refused.retry_after_s;
        problem
    }
}

impl From<anyhow::Error> for AppError {
    fn from(error: anyhow::Error) -> AppError {
        AppError::Broken(error)
    }
}

/// A restart of either takes seconds.
const AWAY_RETRY_AFTER_S: u64 = 3;

impl From<store::Error> for AppError {
    fn from(error: store::Error) -> AppError {
        match error {
            store::Error::Full => AppError::new(Code::StorageFull, Detail::StorageFull),
            store::Error::Busy => AppError::overloaded(1),
            store::Error::Away | store::Error::Unsure => AppError::storage_unavailable(),
            other => AppError::Broken(anyhow::Error::new(other)),
        }
    }
}

impl From<city::Error> for AppError {
    fn from(error: city::Error) -> AppError {
        match error {
            city::Error::Store(error) => error.into(),
            city::Error::Damaged(error) => AppError::Broken(error),
        }
    }
}

impl From<city::fault::Fault> for AppError {
    fn from(fault: city::fault::Fault) -> AppError {
        AppError::field(fault.pointer, fault.code, fault.detail)
    }
}

impl From<photo::Error> for AppError {
    fn from(error: photo::Error) -> AppError {
        use photo::Error;
        match error {
            Error::Empty => AppError::new(Code::PhotoUnreadable, Detail::PhotoEmpty),
            Error::TooLarge { max_bytes } => AppError::new(
                Code::PhotoTooLarge,
                Detail::PhotoTooLarge {
                    limit_bytes: max_bytes,
                },
            ),
            Error::SideTooLong {
                width,
                height,
                max_side,
            } => AppError::new(
                Code::PhotoTooManyPixels,
                Detail::PhotoSideTooLong {
                    width,
                    height,
                    limit: max_side,
                },
            ),
            Error::TooManyPixels {
                width,
                height,
                max_pixels,
            } => {
                let pixels = u64::from(width) * u64::from(height);
                AppError::new(
                    Code::PhotoTooManyPixels,
                    Detail::PhotoTooManyPixels {
                        pixels,
                        limit: max_pixels,
                    },
                )
            }
            Error::TypeUnsupported { .. } => {
                AppError::new(Code::PhotoTypeUnsupported, Detail::PhotoTypeUnsupported)
            }
            Error::Truncated => AppError::new(Code::PhotoTruncated, Detail::PhotoTruncated),
            Error::Unreadable { .. } => {
                AppError::new(Code::PhotoUnreadable, Detail::PhotoUnreadable)
            }
            Error::HashMismatch { actual, .. } => AppError::new(
                Code::PhotoHashMismatch,
                Detail::PhotoHashMismatch {
                    actual: actual.to_string(),
                },
            ),
            Error::Overloaded { retry_after_s } => AppError::overloaded(u64::from(retry_after_s)),
            Error::Missing => AppError::not_found(),
            Error::Full => AppError::new(Code::StorageFull, Detail::StorageFull),
            Error::Away(why) => {
                tracing::warn!(why = cause(&why), "the photo store does not answer");
                AppError::storage_unavailable()
            }
            other @ (Error::OutOfRange { .. } | Error::Store(_)) => {
                AppError::Broken(anyhow::Error::new(other))
            }
        }
    }
}

impl fmt::Debug for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::Refused(refused) => {
                write!(
                    f,
                    "{}: {}",
                    refused.code.name(),
                    refused.detail.text(Lang::En)
                )?;
                refused.fields.iter().try_for_each(|field| {
                    write!(
                        f,
                        "; {} {}: {}",
                        field.pointer,
                        field.code.name(),
                        field.detail.text(Lang::En)
                    )
                })
            }
            AppError::Broken(error) => write!(f, "{error:?}"),
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AppError::Refused(refused) => f.write_str(refused.code.name()),
            AppError::Broken(error) => write!(f, "{error:#}"),
        }
    }
}

/// The body is written by `http::problem`, which knows the reader's language and the request id.
impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}
