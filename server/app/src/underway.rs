//! Work that is finished whatever becomes of the request that began it: a handler is dropped when its client hangs up,
//! and what is half-way then would stay half-way. Leaves out what survives a crash: the database and the jobs do.

use std::future::Future;
use std::sync::OnceLock;

use anyhow::Context;
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tracing::Instrument;

use crate::error::AppError;
use crate::log::cause;

#[derive(Default)]
pub struct Underway {
    home: OnceLock<Handle>,
    count: watch::Sender<usize>,
}

/// Counts itself out on every way: done, panicked, or lost with its runtime.
struct Place(watch::Sender<usize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Underway {
    /// From now on the work runs on the runtime that asks for it. For a process whose workers, each with a runtime of
    /// its own, are gone before it ends.
    pub fn settle(&self) {
        let _ = self.home.set(Handle::current());
    }

    /// The result goes to whoever still waits for it; what broke when nobody does, to the log.
    pub async fn finish<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, AppError>> + Send + 'static,
    ) -> Result<T, AppError> {
        self.count.send_modify(|count| *count += 1);
        let place = Place(self.count.clone());
        let home = self.home.get().cloned().unwrap_or_else(Handle::current);
        let (teller, told) = oneshot::channel();
        let whole = async move {
            let result = work.await;
            drop(place);
            if let Err(Err(AppError::Broken(error))) = teller.send(result) {
                tracing::error!(cause = cause(&error), "broken");
            }
        };
        home.spawn(whole.in_current_span());
        told.await.context("work that was begun broke off")?
    }

    /// Returns when nothing is under way.
    pub async fn over(&self) {
        // The sender lives as long as we do.
        let _ = self.count.subscribe().wait_for(|count| *count == 0).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::task::{Context, Waker};

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_finished() {
        let underway = Underway::default();
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (waits, tells) = (Arc::clone(&go_on), Arc::clone(&done));
        let mut asked = Box::pin(underway.finish(async move {
            waits.notified().await;
            tells.store(true, Ordering::SeqCst);
            Ok(())
        }));
        let mut looking = Context::from_waker(Waker::noop());
        assert!(asked.as_mut().poll(&mut looking).is_pending());
        drop(asked);
        let mut over = Box::pin(underway.over());
        assert!(over.as_mut().poll(&mut looking).is_pending());
        go_on.notify_one();
        over.await;
        assert!(done.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn work_that_panics_is_over_and_said_to_be_lost() {
        let underway = Underway::default();
        let lost = underway
            .finish::<()>(async { panic!("in the middle") })
            .await;
        assert!(matches!(lost, Err(AppError::Broken(_))));
        underway.over().await;
    }
}
