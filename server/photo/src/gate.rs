//! How many pictures are decoded at once: as many as there are cores, a bounded queue behind them, and beyond that
//! a refusal that says when to come again. The work runs on blocking threads, never on those that answer requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::error::Error;
use crate::memory;

pub const DEFAULT_QUEUE: usize = 64;
/// What one phone photo takes on one core, on the slow side; only the advice when to come again rests on it.
const TYPICAL_MS: usize = 250;

#[derive(Clone, Debug)]
pub struct Gate {
    running: Arc<Semaphore>,
    inside: Arc<AtomicUsize>,
    at_once: usize,
    queue: usize,
}

/// One place inside, given back on every way out, a caller who hung up included.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Default for Gate {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Gate::new(cores, DEFAULT_QUEUE)
    }
}

impl Gate {
    pub fn new(at_once: usize, queue: usize) -> Self {
        let at_once = at_once.max(1);
        memory::keep_while_busy();
        Gate {
            running: Arc::new(Semaphore::new(at_once)),
            inside: Arc::new(AtomicUsize::new(0)),
            at_once,
            queue,
        }
    }

    /// How many are running or waiting now, for the metrics.
    pub fn inside(&self) -> usize {
        self.inside.load(Ordering::Acquire)
    }

    /// Runs the work when its turn comes, or refuses at once when the queue is full.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let place = self.enter()?;
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(|closed| Error::Store(closed.to_string()))?;
        // Place and turn go along with the work: a caller who hangs up does not free a core that is still busy.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        let result = done
            .await
            .unwrap_or_else(|lost| Err(Error::Store(format!("decoding: {lost}"))));
        if self.inside() == 0 {
            // Nobody waits for it.
            drop(tokio::task::spawn_blocking(memory::give_back));
        }
        result
    }

    fn enter(&self) -> Result<Place, Error> {
        let most = self.at_once + self.queue;
        self.inside
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, |inside| {
                (inside < most).then_some(inside + 1)
            })
            .map(|_| Place(Arc::clone(&self.inside)))
            .map_err(|inside| Error::Overloaded {
                retry_after_s: self.wait_s(inside),
            })
    }

    /// The time in which everybody inside is served.
    fn wait_s(&self, inside: usize) -> u32 {
        let wait_ms = inside * TYPICAL_MS / self.at_once;
        u32::try_from(wait_ms.div_ceil(1_000)).map_or(u32::MAX, |seconds| seconds.max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn never_more_at_once_than_allowed_and_a_full_queue_refuses() {
        let gate = Gate::new(2, 3);
        let (started, starts) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(std::sync::Mutex::new(released));
        let mut tasks = Vec::new();
        for number in 0..5 {
            let (own, started, released) = (gate.clone(), started.clone(), Arc::clone(&released));
            tasks.push(tokio::spawn(async move {
                own.run(move || {
                    started.send(number).unwrap();
                    released.lock().unwrap().recv().unwrap();
                    Ok(number)
                })
                .await
            }));
        }
        starts.recv().unwrap();
        starts.recv().unwrap();
        while gate.inside() < 5 {
            tokio::task::yield_now().await;
        }
        assert!(starts.try_recv().is_err(), "a third ran beside two");
        assert_eq!(
            gate.run(|| Ok(())).await,
            Err(Error::Overloaded { retry_after_s: 1 })
        );

        for _ in 0..5 {
            release.send(()).unwrap();
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(gate.inside(), 0);
        assert_eq!(gate.run(|| Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_gives_its_place_back() {
        let gate = Gate::new(1, 1);
        let (release, released) = mpsc::channel::<()>();
        let busy = gate.clone();
        let running = tokio::spawn(async move {
            busy.run(move || {
                released.recv().unwrap();
                Ok(())
            })
            .await
        });
        while gate.inside() < 1 {
            tokio::task::yield_now().await;
        }
        let waiting = gate.clone();
        let hung_up = tokio::spawn(async move { waiting.run(|| Ok(())).await });
        while gate.inside() < 2 {
            tokio::task::yield_now().await;
        }
        hung_up.abort();
        assert!(hung_up.await.unwrap_err().is_cancelled());
        assert_eq!(gate.inside(), 1);
        release.send(()).unwrap();
        running.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn work_that_panics_is_a_failure_and_frees_its_place() {
        let gate = Gate::new(1, 0);
        let lost = gate.run::<()>(|| panic!("in the middle")).await;
        assert!(matches!(lost, Err(Error::Store(_))));
        assert_eq!(gate.run(|| Ok(1)).await, Ok(1));
    }

    #[test]
    fn the_advice_grows_with_the_queue() {
        assert_eq!(Gate::new(2, 64).wait_s(66), 9);
        assert_eq!(Gate::new(32, 64).wait_s(1), 1);
    }
}
