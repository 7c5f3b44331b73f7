//! Waiting for something that happens elsewhere, on a thread that has no runtime.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::session::now;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// None: it did not happen in that time.
pub(crate) fn block_on<F: Future>(what: F, at_most: Duration) -> Option<F::Output> {
    let mut what = pin!(what);
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut looking = Context::from_waker(&waker);
    let until = now() + at_most;
    loop {
        if let Poll::Ready(done) = what.as_mut().poll(&mut looking) {
            return Some(done);
        }
        let left = until.saturating_duration_since(now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_is_waited_for_and_what_does_not_is_given_up() {
        let (teller, told) = tokio::sync::oneshot::channel();
        thread::spawn(move || teller.send(7));
        assert_eq!(block_on(told, Duration::from_secs(60)), Some(Ok(7)));
        let never = std::future::pending::<()>();
        assert_eq!(block_on(never, Duration::from_millis(1)), None);
    }
}
