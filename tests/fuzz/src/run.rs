//! Executes a target many times and tells what broke its promises, each with the input that did it.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use fixtures::random::Random;

use crate::HEAP;
use crate::corpus;
use crate::mutate::mutated;
use crate::target::Target;

#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub seed: u64,
    /// The number of the first execution: to see one again.
    pub from: u64,
    pub executions: u64,
    /// More findings than this end the run.
    pub most_findings: usize,
    /// No new execution after this.
    pub for_at_most: Option<Duration>,
}

#[derive(Debug)]
pub struct Finding {
    /// The number of the execution; none for an input of the corpus as it is.
    pub number: Option<u64>,
    pub input: Vec<u8>,
    pub said: String,
}

#[derive(Debug, Default)]
pub struct Outcome {
    pub executions: u64,
    pub findings: Vec<Finding>,
    /// The most memory one execution took, above what was there before.
    pub peak_bytes: usize,
    pub slowest: Duration,
    pub slowest_number: Option<u64>,
    pub took: Duration,
}

/// First the corpus as it is, then what the dice make of it.
#[expect(
    clippy::disallowed_methods,
    reason = "how long readers take is measured and printed, not decided upon"
)]
pub fn run(target: &Target, plan: Plan) -> Result<Outcome> {
    // The heap is one: two targets at once could not be told apart.
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let corpus = corpus::of(target)?;
    // What is made once, such as a city, is nobody's share.
    let _ = execute(target, &corpus[0]);
    let mut outcome = Outcome::default();
    let began = Instant::now();
    for input in &corpus {
        outcome.take(target, None, input.clone());
    }
    for number in plan.from..plan.from + plan.executions {
        let late = plan.for_at_most.is_some_and(|most| began.elapsed() > most);
        if late || outcome.findings.len() > plan.most_findings {
            break;
        }
        let mut random = Random::new(plan.seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut input = mutated(&corpus, target.words, &mut random);
        (target.repair)(&mut input, &mut random);
        outcome.take(target, Some(number), input);
    }
    outcome.took = began.elapsed();
    Ok(outcome)
}

impl Outcome {
    #[expect(clippy::disallowed_methods, reason = "as above")]
    fn take(&mut self, target: &Target, number: Option<u64>, input: Vec<u8>) {
        let began = Instant::now();
        let (said, bytes) = execute(target, &input);
        let took = began.elapsed();
        self.executions += 1;
        self.peak_bytes = self.peak_bytes.max(bytes);
        if took > self.slowest {
            (self.slowest, self.slowest_number) = (took, number);
        }
        let said = said.err().or_else(|| {
            let most = target.memory_bytes;
            (bytes > most).then(|| format!("took {bytes} bytes of memory, {most} are allowed"))
        });
        if let Some(said) = said {
            self.findings.push(Finding {
                number,
                input,
                said,
            });
        }
    }
}

/// What it said, and how much memory it had at most.
fn execute(target: &Target, input: &[u8]) -> (Result<(), String>, usize) {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let said = catch_unwind(AssertUnwindSafe(|| (target.run)(input)))
        .unwrap_or_else(|panic| Err(format!("panicked: {}", words(&*panic))));
    (said, HEAP.peak_usage().saturating_sub(before))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}
