//! Clients in a closed loop: each sends its next request when the last one is answered. What the requests are, the
//! workload knows; here they are counted and timed, and the server's CPU and memory are read before and after.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use crate::process::{self, Memory};

/// Whose CPU and memory count.
#[derive(Clone, Copy, Debug)]
pub struct Under {
    pub server: u32,
    /// The parent of the database's processes, when the database is not inside the server.
    pub database: Option<u32>,
}

/// So many requests first, which are not counted: connections open, caches fill.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    pub warm: usize,
    pub counted: usize,
}

impl Rounds {
    pub fn all(self) -> usize {
        self.warm + self.counted
    }
}

#[derive(Clone, Debug)]
pub struct Measured {
    pub clients: usize,
    pub requests: usize,
    pub elapsed: Duration,
    pub latencies: Latencies,
    pub server_cpu: Duration,
    pub database_cpu: Option<Duration>,
    pub memory: Memory,
}

impl Measured {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 / self.elapsed.as_secs_f64()
    }

    pub fn server_cpu_each(&self) -> Duration {
        self.server_cpu.div_f64(self.requests.max(1) as f64)
    }

    pub fn database_cpu_each(&self) -> Option<Duration> {
        Some(self.database_cpu?.div_f64(self.requests.max(1) as f64))
    }
}

#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn new(mut all: Vec<Duration>) -> Latencies {
        all.sort_unstable();
        Latencies(all)
    }

    pub fn merged<'a>(parts: impl Iterator<Item = &'a Latencies>) -> Latencies {
        Latencies::new(parts.flat_map(|part| &part.0).copied().collect())
    }

    /// The smallest latency that so many of a hundred requests did not exceed.
    pub fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }

    pub fn worst(&self) -> Duration {
        self.0.last().copied().unwrap_or_default()
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// `work` gets a client and the number of the request, each number once. One failure ends the whole: a server that
/// answers with errors is fast at nothing.
pub async fn closed_loop<C, F, W>(
    under: Under,
    clients: &[C],
    rounds: Rounds,
    work: F,
) -> Result<Measured>
where
    C: Clone + Send + 'static,
    F: Fn(C, usize) -> W + Clone + Send + 'static,
    W: Future<Output = Result<()>> + Send,
{
    ensure!(!clients.is_empty(), "nobody to send requests");
    run(clients, 0..rounds.warm, &work)
        .await
        .context("warming up")?;
    process::forget_peak(under.server)?;
    let (server, database) = (process::cpu(under.server)?, database_cpu(under)?);
    let started = Instant::now();
    let latencies = run(clients, rounds.warm..rounds.all(), &work).await?;
    let elapsed = started.elapsed();
    let database = database_cpu(under)?
        .zip(database)
        .map(|(after, before)| after - before);
    Ok(Measured {
        clients: clients.len(),
        requests: latencies.len(),
        elapsed,
        latencies: Latencies::new(latencies),
        server_cpu: process::cpu(under.server)? - server,
        database_cpu: database,
        memory: process::memory(under.server)?,
    })
}

fn database_cpu(under: Under) -> Result<Option<Duration>> {
    under.database.map(process::family_cpu).transpose()
}

async fn run<C, F, W>(
    clients: &[C],
    numbers: std::ops::Range<usize>,
    work: &F,
) -> Result<Vec<Duration>>
where
    C: Clone + Send + 'static,
    F: Fn(C, usize) -> W + Clone + Send + 'static,
    W: Future<Output = Result<()>> + Send,
{
    let next = Arc::new(AtomicUsize::new(numbers.start));
    let mut running = JoinSet::new();
    for client in clients {
        let (client, work, next, end) =
            (client.clone(), work.clone(), Arc::clone(&next), numbers.end);
        running.spawn(async move {
            let mut latencies = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return Ok::<_, anyhow::Error>(latencies);
                }
                let sent = Instant::now();
                work(client.clone(), number)
                    .await
                    .with_context(|| format!("request {number}"))?;
                latencies.push(sent.elapsed());
            }
        });
    }
    let mut all = Vec::with_capacity(numbers.len());
    while let Some(done) = running.join_next().await {
        all.extend(done.context("a client panicked")??);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_latencies_that_happened() {
        let latencies = Latencies::new((1..=200).rev().map(Duration::from_millis).collect());
        assert_eq!(latencies.percentile(50), Duration::from_millis(100));
        assert_eq!(latencies.percentile(99), Duration::from_millis(198));
        assert_eq!(latencies.worst(), Duration::from_millis(200));
        assert_eq!(Latencies::default().percentile(99), Duration::ZERO);
        assert_eq!(
            Latencies::new(vec![Duration::from_millis(7)]).percentile(1),
            Duration::from_millis(7)
        );
    }

    #[tokio::test]
    async fn every_request_is_sent_once_and_only_the_counted_ones_count() {
        let sent = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (own, under) = (
            Arc::clone(&sent),
            Under {
                server: std::process::id(),
                database: None,
            },
        );
        let rounds = Rounds {
            warm: 3,
            counted: 20,
        };
        let measured = closed_loop(under, &[1, 2, 3], rounds, move |_, number| {
            let sent = Arc::clone(&own);
            async move {
                sent.lock().unwrap().push(number);
                Ok(())
            }
        })
        .await
        .unwrap();
        let mut sent = sent.lock().unwrap().clone();
        sent.sort_unstable();
        assert_eq!(sent, (0..23).collect::<Vec<_>>());
        assert_eq!(
            (
                measured.requests,
                measured.latencies.count(),
                measured.clients
            ),
            (20, 20, 3)
        );
    }

    #[tokio::test]
    async fn one_failure_fails_the_whole() {
        let under = Under {
            server: std::process::id(),
            database: None,
        };
        let failed = closed_loop(
            under,
            &[()],
            Rounds {
                warm: 0,
                counted: 5,
            },
            |(), number| async move {
                ensure!(number != 3, "refused");
                Ok(())
            },
        )
        .await;
        assert!(format!("{:#}", failed.unwrap_err()).contains("request 3: refused"));
    }
}
