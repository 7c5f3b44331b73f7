//! What a call can end in besides its answer.

use crate::error::Code;
use crate::problem::Problem;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The server could not be reached or the answer did not arrive, after every attempt.
    #[error("the server did not answer: {0}")]
    Transport(#[from] reqwest::Error),
    /// Something between us and the server answered, or the answer is of another version.
    #[error("an answer with status {status} cannot be read: {reason}")]
    Unreadable { status: u16, reason: String },
    #[error("the file cannot be read: {0}")]
    File(#[from] std::io::Error),
    #[error("not a JPEG, PNG or WebP picture")]
    NotAPhoto,
    #[error("sign in first")]
    SignedOut,
}

/// The server's refusal.
#[derive(Debug, thiserror::Error)]
#[error("{} ({}, {status})", .problem.detail, .problem.code)]
pub struct ApiError {
    /// None: a code that this build does not know yet.
    pub code: Option<Code>,
    pub status: u16,
    pub problem: Box<Problem>,
}

impl Error {
    /// The refusal's code, when the server refused.
    pub fn code(&self) -> Option<Code> {
        match self {
            Error::Api(refusal) => refusal.code,
            _ => None,
        }
    }

    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Api(refusal) => Some(refusal.status),
            Error::Unreadable { status, .. } => Some(*status),
            Error::Transport(_) | Error::File(_) | Error::NotAPhoto | Error::SignedOut => None,
        }
    }

    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Error::Api(refusal) => Some(&refusal.problem),
            _ => None,
        }
    }
}

/// A body that is no problem document was not written by the server's handlers.
pub(super) fn refusal(status: u16, body: &[u8]) -> Error {
    match serde_json::from_slice::<Problem>(body) {
        Ok(problem) => {
            let code = problem.known_code();
            Error::Api(ApiError {
                code,
                status,
                problem: Box::new(problem),
            })
        }
        Err(reason) => Error::Unreadable {
            status,
            reason: reason.to_string(),
        },
    }
}
