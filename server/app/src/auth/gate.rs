//! Passwords are hashed by a few threads of their own: each hash takes 19 MiB and tens of milliseconds of a core, and
//! anybody may ask for one. A bounded queue waits for them (queue.rs); beyond it the answer is to come again. Each thread
//! uses its memory again as long as somebody waits, and gives it back when nobody does.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use tokio::sync::oneshot;

use super::memory::HashMemory;
use super::queue::Queue;
pub use super::queue::{Asker, Places};
use crate::error::AppError;

/// A whole office of hundreds at half past eight: seconds on two cores, and a few kilobytes each.
pub const PLACES: Places = Places {
    strangers: 512,
    known: 512,
    known_each: 2,
};

/// As many as cores, and never more: 4 × 19 MiB are 76 MiB, and check more than a hundred passwords a second.
const MOST_HASHERS: usize = 4;

const RETRY_AFTER_S: u64 = 2;

pub struct PasswordGate(Arc<Shared>);

struct Shared {
    hashers: usize,
    state: Mutex<State>,
    /// Somebody has come, or the gate closes.
    changed: Condvar,
}

struct State {
    queue: Queue<Box<dyn Job>>,
    /// At a password now.
    busy: usize,
    closed: bool,
}

impl PasswordGate {
    pub fn new(cores: usize, places: Places) -> anyhow::Result<PasswordGate> {
        let hashers = cores.clamp(1, MOST_HASHERS);
        let gate = PasswordGate(Arc::new(Shared {
            hashers,
            state: Mutex::new(State {
                queue: Queue::new(places),
                busy: 0,
                closed: false,
            }),
            changed: Condvar::new(),
        }));
        for _ in 0..hashers {
            let shared = Arc::clone(&gate.0);
            std::thread::Builder::new()
                .name("passwords".to_owned())
                .spawn(move || shared.serve())
                .context("a thread for passwords")?;
        }
        Ok(gate)
    }

    /// How many are served at once.
    pub fn hashers(&self) -> usize {
        self.0.hashers
    }

    /// How many wait or are being served.
    pub fn inside(&self) -> usize {
        let state = self.0.lock();
        state.queue.len() + state.busy
    }

    /// Runs the work when its turn comes, or refuses when all places are taken by others with as much right.
    pub async fn run<T: Send + 'static>(
        &self,
        asker: Asker,
        work: impl FnOnce(&mut HashMemory) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let (caller, outcome) = oneshot::channel();
        let job = Box::new(Waiting { work, caller });
        let pushed = self.0.lock().queue.push(asker, job);
        match pushed {
            Ok(gone) => {
                self.0.changed.notify_one();
                if let Some(gone) = gone {
                    gone.turn_away();
                }
            }
            Err(_) => return Err(AppError::overloaded(RETRY_AFTER_S)),
        }
        match outcome.await.context("checking a password")? {
            Outcome::Done(done) => Ok(done),
            Outcome::TurnedAway => Err(AppError::overloaded(RETRY_AFTER_S)),
        }
    }
}

impl Drop for PasswordGate {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self) {
        let mut memory = None;
        while let Some(job) = self.next(&mut memory) {
            run(job, &mut memory);
            self.lock().busy -= 1;
        }
    }

    /// Those who have hung up are passed over.
    fn next(&self, memory: &mut Option<HashMemory>) -> Option<Box<dyn Job>> {
        let mut state = self.lock();
        loop {
            match state.queue.pop() {
                Some(job) if job.is_wanted() => {
                    state.busy += 1;
                    return Some(job);
                }
                Some(_) => {}
                None if state.closed => return None,
                None if memory.is_some() => {
                    drop(state);
                    *memory = None;
                    state = self.lock();
                }
                None => {
                    let woken = self.changed.wait(state);
                    state = woken.unwrap_or_else(PoisonError::into_inner);
                }
            }
        }
    }
}

fn run(job: Box<dyn Job>, memory: &mut Option<HashMemory>) {
    if memory.is_none() {
        match HashMemory::new() {
            Ok(fresh) => *memory = Some(fresh),
            Err(error) => {
                tracing::error!(%error, "no memory for checking a password");
                return job.turn_away();
            }
        }
    }
    if let Some(memory) = memory {
        // The caller, whose answer never comes, says that it went wrong; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(|| job.run(memory)));
    }
}

/// A caller in the queue, its types forgotten.
trait Job: Send {
    fn is_wanted(&self) -> bool;
    fn run(self: Box<Self>, memory: &mut HashMemory);
    fn turn_away(self: Box<Self>);
}

struct Waiting<W, T> {
    work: W,
    caller: oneshot::Sender<Outcome<T>>,
}

enum Outcome<T> {
    Done(T),
    TurnedAway,
}

impl<T: Send, W: FnOnce(&mut HashMemory) -> T + Send> Job for Waiting<W, T> {
    fn is_wanted(&self) -> bool {
        !self.caller.is_closed()
    }

    fn run(self: Box<Self>, memory: &mut HashMemory) {
        let _ = self.caller.send(Outcome::Done((self.work)(memory)));
    }

    fn turn_away(self: Box<Self>) {
        let _ = self.caller.send(Outcome::TurnedAway);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use mobile_api::error::Code;
    use tokio::task::JoinHandle;

    use super::*;

    const FEW: Places = Places {
        strangers: 3,
        known: 3,
        known_each: 2,
    };

    fn stranger() -> Asker {
        Asker::Network("203.0.113.9".into())
    }

    struct Scene {
        gate: Arc<PasswordGate>,
        started: (Sender<u32>, Receiver<u32>),
        release: Vec<Sender<()>>,
    }

    impl Scene {
        fn new(hashers: usize) -> Scene {
            Scene {
                gate: Arc::new(PasswordGate::new(hashers, FEW).unwrap()),
                started: channel(),
                release: Vec::new(),
            }
        }

        /// Works until it is released, which comes in the order of asking.
        async fn asks(&mut self, asker: Asker, number: u32) -> JoinHandle<Result<u32, AppError>> {
            let (release, released) = channel();
            self.release.push(release);
            let (gate, started) = (Arc::clone(&self.gate), self.started.0.clone());
            let before = self.gate.inside();
            let task = tokio::spawn(async move {
                let work = move |_: &mut HashMemory| {
                    started.send(number).unwrap();
                    let _ = released.recv();
                    number
                };
                gate.run(asker, work).await
            });
            while self.gate.inside() == before && !task.is_finished() {
                tokio::task::yield_now().await;
            }
            task
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn never_more_at_once_than_allowed_and_a_full_queue_refuses() {
        let mut scene = Scene::new(2);
        let mut tasks = Vec::new();
        for number in 0..2 {
            tasks.push(scene.asks(stranger(), number).await);
            scene.started.1.recv().unwrap();
        }
        for number in 2..5 {
            tasks.push(scene.asks(stranger(), number).await);
        }
        assert!(
            scene.started.1.try_recv().is_err(),
            "a third ran beside two"
        );
        let refused = scene.gate.run(stranger(), |_| ()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Overloaded);

        scene.release.clear();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap().unwrap() as usize, number);
        }
        assert_eq!(scene.gate.run(stranger(), |_| 7).await.unwrap(), 7);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_known_device_passes_a_full_queue_of_strangers() {
        let mut scene = Scene::new(1);
        let mut tasks = Vec::new();
        for number in 0..4 {
            tasks.push(scene.asks(stranger(), number).await);
        }
        scene.started.1.recv().unwrap();
        let known = Asker::KnownDevice("lin".into());
        let mine = scene.asks(known, 9).await;
        scene.release.clear();
        assert_eq!(scene.started.1.recv(), Ok(9), "before those who came first");
        assert_eq!(mine.await.unwrap().unwrap(), 9);
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn somebody_from_elsewhere_gets_the_place_of_a_flood() {
        let mut scene = Scene::new(1);
        let mut flood = Vec::new();
        for number in 0..4 {
            flood.push(scene.asks(stranger(), number).await);
        }
        scene.started.1.recv().unwrap();
        let gate = Arc::clone(&scene.gate);
        let elsewhere = Asker::Network("198.51.100.7".into());
        let mine = tokio::spawn(async move { gate.run(elsewhere, |_| 7).await });
        let last = flood.pop().unwrap().await.unwrap();
        assert_eq!(last.unwrap_err().code(), Code::Overloaded);
        scene.release.clear();
        assert_eq!(mine.await.unwrap().unwrap(), 7);
        for task in flood {
            task.await.unwrap().unwrap();
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_hangs_up_costs_nothing_and_a_panic_stops_no_thread() {
        let mut scene = Scene::new(1);
        let busy = scene.asks(stranger(), 0).await;
        scene.started.1.recv().unwrap();
        let hung_up = scene.asks(stranger(), 1).await;
        hung_up.abort();
        assert!(hung_up.await.unwrap_err().is_cancelled());
        scene.release.clear();
        busy.await.unwrap().unwrap();
        let lost = scene.gate.run(stranger(), |_| panic!("in the middle"));
        assert_eq!(
            lost.await.map(|(): ()| ()).unwrap_err().code(),
            Code::Internal
        );
        assert_eq!(scene.gate.run(stranger(), |_| 7).await.unwrap(), 7);
        assert!(scene.started.1.try_recv().is_err(), "work for nobody");
    }
}
