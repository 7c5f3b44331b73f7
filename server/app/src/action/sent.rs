//! Whether something was sent before: a fingerprint of what was asked for.

use anyhow::Context;
use domain::id::UserId;
use mobile_api::hash::Sha256;
use serde::Serialize;

use crate::error::AppError;

/// Of a request that only its sender can send again.
pub fn fingerprint_by(sender: UserId, request: &impl Serialize) -> Result<String, AppError> {
    let sent = serde_json::to_value(request).context("a request")?;
    Ok(Sha256::of(format!("{sender}\n{sent}").as_bytes()).to_string())
}

/// Of one that is the same whoever sends it.
pub fn fingerprint(request: &impl Serialize) -> Result<String, AppError> {
    let sent = serde_json::to_value(request).context("a request")?;
    Ok(Sha256::of(sent.to_string().as_bytes()).to_string())
}
