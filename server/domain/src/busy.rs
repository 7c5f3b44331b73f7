//! How much one person may do within an hour where every act stays for good: beyond that it waits its turn.
//! What is counted, and over which cases, is the caller's.

use crate::time::{Micros, Span, hours};

const WINDOW: Span = hours(1);

/// Since when acts count at `now`.
pub fn counts_since(now: Micros) -> Micros {
    now - WINDOW
}

/// How long until one more is allowed; none: now. `acts` in any order.
pub fn wait(acts: impl IntoIterator<Item = Micros>, most: usize, now: Micros) -> Option<Span> {
    let mut counted: Vec<Micros> = acts
        .into_iter()
        .filter(|at| *at > counts_since(now))
        .collect();
    if counted.len() < most {
        return None;
    }
    counted.sort_unstable();
    // Room is made when so many are left that one more fits.
    let in_the_way = counted.get(counted.len() - most.max(1))?;
    Some((*in_the_way + WINDOW - now).max(Span(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::minutes;

    #[test]
    fn the_next_one_waits_until_an_hour_after_the_one_in_its_way() {
        let now = Micros(0) + hours(10);
        let ago = |minutes_ago: &[i64]| -> Vec<Micros> {
            let acts = minutes_ago.iter().map(|ago| now - minutes(*ago));
            acts.collect()
        };
        for (minutes_ago, most, waits) in [
            (&[][..], 3, None),
            (&[1, 2], 3, None),
            (&[1, 2, 3], 3, Some(minutes(57))),
            // Out of order; what is over an hour old no longer counts.
            (&[59, 1, 30], 3, Some(minutes(1))),
            (&[60, 1, 30], 3, None),
            (&[90, 59, 1, 30], 3, Some(minutes(1))),
            // One too many already: the second of four must go first.
            (&[50, 40, 30, 20], 3, Some(minutes(20))),
            // By a clock that was ahead: it counts.
            (&[-5, 1, 2], 3, Some(minutes(58))),
            (&[10], 0, Some(minutes(50))),
        ] {
            assert_eq!(wait(ago(minutes_ago), most, now), waits, "{minutes_ago:?}");
        }
    }
}
