//! How many cases one person may report within an hour. Whoever reaches it waits until the earliest of them is an hour
//! old; those who lead and dispatch are told once. Nothing is counted here and no clock is read.

use crate::time::{Micros, Span, hours};

/// Within which reports are counted.
pub const WINDOW: Span = hours(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    Free,
    /// This one is the last for now.
    Last,
    /// After so long the next is free.
    UsedUp {
        wait: Span,
    },
}

/// `full`: when this person made the report that is, before this one, as manieth as the rulebook allows in an hour;
/// `nearly`: the next after it.
pub fn allowance(nearly: Option<Micros>, full: Option<Micros>, now: Micros) -> Allowance {
    let within = |at: &Micros| now - *at < WINDOW;
    if let Some(earliest) = full.filter(within) {
        // A report from a clock that was ahead holds nobody up for longer than an hour.
        let wait = (earliest + WINDOW - now).min(WINDOW);
        return Allowance::UsedUp { wait };
    }
    match nearly.is_some_and(|at| within(&at)) {
        true => Allowance::Last,
        false => Allowance::Free,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::minutes;

    #[test]
    fn the_earliest_of_the_hour_s_reports_decides() {
        let now = Micros(1_772_424_000_000_000);
        let ago = |minutes_ago: Option<i64>| minutes_ago.map(|ago| now - minutes(ago));
        let wait = |span| Allowance::UsedUp { wait: span };
        for (nearly, full, expected) in [
            (None, None, Allowance::Free),
            (Some(1), None, Allowance::Last),
            (Some(60), None, Allowance::Free),
            (Some(59), Some(60), Allowance::Last),
            (Some(60), Some(61), Allowance::Free),
            (Some(0), Some(0), wait(hours(1))),
            (Some(58), Some(59), wait(minutes(1))),
            // From a clock that was ahead.
            (Some(-600), Some(-600), wait(hours(1))),
        ] {
            let found = allowance(ago(nearly), ago(full), now);
            assert_eq!(found, expected, "{nearly:?} {full:?}");
        }
    }
}
