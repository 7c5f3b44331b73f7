//! 红黑榜: from the cases due in a period to a list that is built, signed off, published, corrected and, for
//! ever after, recomputed from the events. The formula itself is `domain::ranking`.
//!
//! `count` says what of a case counts; `subjects` who is compared; `streak` how often in a row; `compute` puts
//! them together; `live` shows the result, `build` freezes it, `sign_off` publishes it; `read` is for
//! readers and `verify` for doubters.

mod build;
pub mod compute;
pub mod count;
mod live;
mod read;
pub mod show;
mod sign_off;
mod streak;
pub mod subjects;
mod verify;

pub use build::{Built, build, correct};
pub use count::{Due, due_of};
pub use live::{current, live};
pub use read::{Reader, all_published, cases, history, latest, ranking, shown};
pub use sign_off::{publish, review};
pub use verify::{Difference, FieldChange, Verdict, verify};

use domain::id::RankingId;
use domain::period::Period;
use domain::rulebook::Rulebook;
use mobile_api::error::Code;
use mobile_api::hash::Sha256;
use mobile_api::ranking::RulebookRef;
use mobile_api::words::Detail;
use store::Conn;
use store::rankings::{PeriodKind, RankingRow};

use crate::error::AppError;
use city::City;

/// `at` is the pointer of the period in the request.
pub fn period(text: &str, at: &str) -> Result<Period, AppError> {
    text.parse().map_err(|_| {
        let given = text.to_owned();
        AppError::field(at, Code::PeriodUnknown, Detail::PeriodUnknown { given })
    })
}

fn kind(period: Period) -> PeriodKind {
    match period {
        Period::Week { .. } => PeriodKind::Week,
        Period::Month { .. } => PeriodKind::Month,
    }
}

fn find(conn: &mut Conn, id: RankingId) -> Result<RankingRow, AppError> {
    store::rankings::get(conn, id)?.ok_or_else(AppError::not_found)
}

fn unless_stale(row: &RankingRow, expected: Option<i64>) -> Result<(), AppError> {
    match expected {
        Some(seen) if seen != row.version => {
            let current = row.version;
            let stale = AppError::new(Code::VersionConflict, Detail::VersionStale { current });
            Err(stale.with_version(current))
        }
        _ => Ok(()),
    }
}

/// The rules in force, by the text the city wrote. Version 0 are the rules built into the program.
pub fn rulebook_now(city: &City) -> RulebookRef {
    match &city.rulebook_document {
        Some(document) => RulebookRef {
            name: document.name.clone(),
            version: document.version,
            hash: Sha256::of(document.body.as_bytes()),
        },
        None => RulebookRef {
            name: city.rulebook.name.clone(),
            version: 0,
            hash: Sha256::of(b""),
        },
    }
}

/// The rules of that version, and the SHA-256 of the text they stand in.
fn rulebook_then(conn: &mut Conn, version: i64) -> Result<(Rulebook, Sha256), AppError> {
    if version == 0 {
        return Ok((Rulebook::default(), Sha256::of(b"")));
    }
    let document = store::documents::get(conn, "rulebook", version)?;
    let rulebook = city::file::rulebook::parse(&document.body)
        .map_err(crate::action::city::import::refused)?;
    Ok((rulebook, Sha256::of(document.body.as_bytes())))
}
