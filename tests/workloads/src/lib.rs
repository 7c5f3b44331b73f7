//! Workloads: what a city does to a server at its worst, measured from outside the server. Each prepares its data
//! through the store, drives the server through the typed client, and tells latencies, throughput, CPU and memory.
//! How a server is started and where its database comes from, the caller decides (`Stage`).

// Measuring is what this crate is for: it reads the real clock and waits for a real server.
#![expect(
    clippy::disallowed_methods,
    reason = "the bans protect the server and its tests, not what measures them"
)]

pub mod bare;
pub mod bench;
pub mod city;
pub mod figures;
pub mod fill;
pub mod history;
pub mod machine;
pub mod measure;
pub mod people;
pub mod pictures;
pub mod process;
pub mod program;
pub mod stage;
pub mod story;
pub mod workload;
