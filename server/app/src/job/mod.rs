//! What the clock makes happen. Work waits in the database as rows; whoever leases one runs it, several
//! processes side by side. A job may run twice, so each is written to find nothing left to do the second time.

pub mod kind;
pub mod leases;
pub mod metrics;
pub mod notices;
pub mod orphan_photos;
pub mod remove_photo;
pub mod runner;
pub mod stop;
pub mod sweep;
pub mod ticker;
pub mod tidy;
pub mod tracks;

use std::sync::Arc;

use store::Conn;

use crate::error::AppError;
use crate::state::App;

pub use kind::Kind;
pub use leases::Leases;
pub use runner::{bring_forward, run_due, run_due_until};
pub use stop::Stop;
pub use ticker::Ticker;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Finished,
    /// The process is about to end; the rest waits for the next run, here or elsewhere.
    Interrupted,
}

/// Runs `forget` in one write after the other, since others wait for each, until nothing is left for it or the process
/// is about to end. `forget` says how many it forgot; so does this, of them all.
async fn in_pages<F>(app: &Arc<App>, stop: &Stop, forget: F) -> Result<(usize, Done), AppError>
where
    F: FnMut(&mut Conn) -> Result<usize, AppError> + Clone + Send + 'static,
{
    let mut total = 0;
    loop {
        let forgotten = app.db.write(forget.clone()).await?;
        total += forgotten;
        if stop.is_asked() {
            return Ok((total, Done::Interrupted));
        }
        if forgotten == 0 {
            return Ok((total, Done::Finished));
        }
    }
}
