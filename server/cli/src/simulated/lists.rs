//! The red-black lists of the past weeks: built on the morning after the time in which handlings may still be verified,
//! under review for a day, then published. The last complete week is left to whoever tries the demo.

use domain::id::RankingId;
use domain::period::Period;
use domain::ranking::Board;
use domain::time::{Micros, Span, hours, minutes};
use fixtures::random::Random;
use uuid::Uuid;

use super::cast::{Cast, Whereabouts};
use super::plan::{Doing, Step, stamp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListDeed {
    Build(Board, Period),
    Review,
    Publish,
}

/// `grace`: how long after a week its handlings may still be verified.
pub fn lists(
    dice: &mut Random,
    cast: &Cast,
    from: Micros,
    until: Micros,
    grace: Span,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let this_week = Period::week_of(until);
    let mut week = Period::week_of(from);
    while week.next() < this_week {
        for (number, board) in Board::ALL.into_iter().enumerate() {
            let built_at = week.bounds().1 + grace + hours(9) + minutes(20 + 7 * number as i64);
            steps.extend(of_week(dice, cast, week, board, built_at));
        }
        week = week.next();
    }
    steps
}

fn of_week(
    dice: &mut Random,
    cast: &Cast,
    week: Period,
    board: Board,
    built_at: Micros,
) -> [Step; 3] {
    let id = RankingId(Uuid::new_v7(stamp(built_at)));
    let (builder, leader) = (
        cast.dispatcher(dice, Whereabouts::default()),
        cast.leader(dice),
    );
    let step = |after: Span, who, deed| Step {
        at: built_at + after,
        who,
        doing: Doing::List(id, deed),
        shots: Vec::new(),
    };
    [
        step(Span(0), builder, ListDeed::Build(board, week)),
        step(hours(1), leader, ListDeed::Review),
        // After the 24 hours in which units may appeal.
        step(hours(27), leader, ListDeed::Publish),
    ]
}
