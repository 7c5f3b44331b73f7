//! A server on a city of four weeks that nobody uses: how soon it is ready, and how much memory it holds.

use std::time::Duration;

use anyhow::Result;

use crate::bench::{Bench, Scale};
use crate::figures::{Figures, short};
use crate::fill::Size;
use crate::measure::Latencies;
use crate::{people, process};

/// What the demo's history comes to.
const SIZE: Size = Size {
    cases: 2_000,
    days: 28,
    whole: true,
};

pub async fn run(bench: &mut Bench<'_>) -> Result<Figures> {
    let (starts, pause) = match bench.scale {
        Scale::Tiny => (1, Duration::ZERO),
        Scale::Full | Scale::Quick => (9, Duration::from_secs(3)),
    };
    let database = bench
        .old_city(Size {
            cases: bench.scale.cases(SIZE.cases),
            ..SIZE
        })
        .await?;
    let mut ready = vec![];
    for _ in 1..starts {
        ready.push(bench.serve(&database)?.ready_after);
    }
    let served = bench.serve(&database)?;
    ready.push(served.ready_after);
    tokio::time::sleep(pause).await;
    let untouched = process::memory(served.process)?;
    let client = people::sign_in(&served.address, people::LEADER).await?;
    client.case_counts().await?;
    tokio::time::sleep(pause).await;
    let used = process::memory(served.process)?;
    let ready = Latencies::new(ready);
    let mut figures = Figures::default();
    figures.note(format!(
        "from start to ready: {} at the median of {starts} starts, {} at worst; memory idle: {:.0} MB untouched, {:.0} MB after one \
         person has signed in and looked.",
        short(ready.percentile(50)),
        short(ready.worst()),
        untouched.now_mb,
        used.now_mb
    ));
    Ok(figures)
}
