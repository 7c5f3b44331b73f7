//! One fault of a file: where it stands, which kind it is, what to do about it.

use mobile_api::error::Code;
use mobile_api::words::Detail;

use crate::error::AppError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `/row/column` in CSV (rows from 0), `/features/3/…` in GeoJSON, `/key/…` in TOML.
    pub pointer: String,
    pub code: Code,
    pub detail: Detail,
}

pub type Faults = Vec<Fault>;

pub fn fault(pointer: impl Into<String>, code: Code, detail: Detail) -> Fault {
    Fault {
        pointer: pointer.into(),
        code,
        detail,
    }
}

/// The answer to a file with faults: nothing was imported, and here is everything that is wrong with it. What its sender
/// may not do at all is no mistake in the file.
pub fn refused(faults: Faults) -> AppError {
    let forbidden = faults.iter().any(|fault| fault.code == Code::Forbidden);
    let summary = AppError::new(
        match forbidden {
            true => Code::Forbidden,
            false => Code::ImportInvalid,
        },
        Detail::ImportHasFaults {
            count: faults.len(),
        },
    );
    faults.into_iter().fold(summary, |error, fault| {
        error.at(fault.pointer, fault.code, fault.detail)
    })
}
