//! How many cases one person may report within an hour. Whoever reaches it waits until the earliest of them is an hour
//! old; those who lead and dispatch are told once. Nothing is counted here and no clock is read.

use crate::time::{Micros, Span, hours};

/// Within which reports are counted.
pub const WINDOW: Span = hours(1);

/// How long until this person may report again; none: now. `full`: when they made the report that is as manieth, counted
/// from the latest, as the rulebook allows in an hour.
pub fn wait(full: Option<Micros>, now: Micros) -> Option<Span> {
    let earliest = full.filter(|at| now - *at < WINDOW)?;
    // A report from a clock that was ahead holds nobody up for longer than an hour.
    Some((earliest + WINDOW - now).min(WINDOW))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::minutes;

    #[test]
    fn the_earliest_of_the_hour_s_reports_decides() {
        let now = Micros(1_772_424_000_000_000);
        for (full, expected) in [
            (None, None),
            (Some(61), None),
            (Some(60), None),
            (Some(59), Some(minutes(1))),
            (Some(0), Some(hours(1))),
            // From a clock that was ahead.
            (Some(-600), Some(hours(1))),
        ] {
            let found = wait(full.map(|ago| now - minutes(ago)), now);
            assert_eq!(found, expected, "{full:?}");
        }
    }
}
