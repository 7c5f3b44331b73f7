//! How many passwords are checked at once. Each check takes 19 MiB and tens of milliseconds of a core, and anybody may
//! ask for one: as many run as there are cores, a bounded queue waits, and beyond that the answer is to come again.

use std::sync::Arc;

use anyhow::Context;
use tokio::sync::Semaphore;

use crate::error::AppError;

/// A whole office signing in at half past eight: seconds on two cores.
pub const QUEUE: usize = 128;

const RETRY_AFTER_S: u64 = 2;

pub struct PasswordGate {
    running: Arc<Semaphore>,
    inside: Arc<Semaphore>,
}

impl PasswordGate {
    pub fn new(at_once: usize, queue: usize) -> PasswordGate {
        let at_once = at_once.max(1);
        PasswordGate {
            running: Arc::new(Semaphore::new(at_once)),
            inside: Arc::new(Semaphore::new(at_once + queue)),
        }
    }

    /// How many more would be let in now.
    pub fn free(&self) -> usize {
        self.inside.available_permits()
    }

    /// Runs the work when its turn comes, or refuses at once when the queue is full.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let place = Arc::clone(&self.inside)
            .try_acquire_owned()
            .map_err(|_| AppError::overloaded(RETRY_AFTER_S))?;
        let turn = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .context("a gate that is never closed")?;
        // Both go along with the work: a caller who hangs up does not free the memory that is still in use.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop((turn, place));
            result
        });
        Ok(done.await.context("checking a password")?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Mutex, mpsc};

    use super::*;
    use mobile_api::error::Code;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn never_more_at_once_than_allowed_and_a_full_queue_refuses() {
        let gate = Arc::new(PasswordGate::new(2, 3));
        let (started, starts) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        let mut tasks = Vec::new();
        for _ in 0..5 {
            let (own, started, released) =
                (Arc::clone(&gate), started.clone(), Arc::clone(&released));
            tasks.push(tokio::spawn(async move {
                own.run(move || {
                    started.send(()).unwrap();
                    released.lock().unwrap().recv().unwrap();
                })
                .await
            }));
        }
        starts.recv().unwrap();
        starts.recv().unwrap();
        while gate.free() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(starts.try_recv().is_err(), "a third ran beside two");
        let refused = gate.run(|| ()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);

        for _ in 0..5 {
            release.send(()).unwrap();
        }
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(gate.free(), 5);
        assert_eq!(gate.run(|| 7).await.unwrap(), 7);
    }
}
