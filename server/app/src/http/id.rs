//! Ids in addresses.

use mobile_api::error::Code;
use mobile_api::words::Detail;
use uuid::Uuid;

use crate::error::AppError;

/// One the sender makes: it must be an id.
pub fn made(text: &str) -> Result<Uuid, AppError> {
    text.parse()
        .map_err(|_| AppError::field("/id", Code::InvalidField, Detail::NotAnId))
}

/// One that should be known: what is no id at all names nothing either.
pub fn known(text: &str) -> Result<Uuid, AppError> {
    text.parse().map_err(|_| AppError::not_found())
}
