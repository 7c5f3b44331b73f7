//! Everything a stranger can send as bytes, met with bytes that nobody meant: each target is one reader of the server
//! and what must hold of it whatever it reads. Two ways of running them: `cargo xtask fuzz` for as long as one likes,
//! and a few hundred executions each within the ordinary tests.
//!
//! What every target promises beside its own rule: no panic, and no more memory than it names.

mod corpus;
mod mutate;
mod pointer;
mod run;
mod target;

pub use corpus::{MOST_BYTES, folder};
pub use run::{Finding, Outcome, Plan, run};
pub use target::{Target, all, named};

/// Counts what the readers take from the heap.
#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;
