//! The wish to stop, handed to everything that runs for long.

use tokio::sync::watch;

/// Asked between two steps: true once the process is about to end.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

/// Whoever holds it can ask for the stop; dropped, it asks too.
#[derive(Debug)]
pub struct Stopper(watch::Sender<bool>);

pub fn pair() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stop {
    /// For the command line and tests, which wait for the end themselves.
    pub fn never() -> Stop {
        let (sender, receiver) = watch::channel(false);
        // Kept alive for ever: a dropped sender would count as the wish to stop.
        std::mem::forget(sender);
        Stop(receiver)
    }

    pub fn is_asked(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Returns when it is asked.
    pub async fn asked(&mut self) {
        // An error means that nobody is left who could ask.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}

impl Stopper {
    pub fn ask(&self) {
        self.0.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_asked_once_and_for_all() {
        let (stopper, mut stop) = pair();
        assert!(!stop.is_asked());
        stopper.ask();
        stop.asked().await;
        assert!(stop.is_asked() && stop.clone().is_asked());
        let (stopper, stop) = pair();
        drop(stopper);
        assert!(stop.is_asked());
        assert!(!Stop::never().is_asked());
    }
}
