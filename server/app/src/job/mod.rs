//! What the clock makes happen. Work waits in the database as rows; whoever leases one runs it, several
//! processes side by side. A job may run twice, so each is written to find nothing left to do the second time.

pub mod kind;
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

pub use kind::Kind;
pub use runner::{run_due, run_due_until};
pub use stop::Stop;
pub use ticker::Ticker;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    Finished,
    /// The process is about to end; the rest waits for the next run, here or elsewhere.
    Interrupted,
}
