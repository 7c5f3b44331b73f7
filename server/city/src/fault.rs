//! One fault of a file: where it stands, which kind it is, what to do about it.

use mobile_api::error::Code;
use mobile_api::words::Detail;

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
