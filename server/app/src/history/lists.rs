//! The red-black lists of the past weeks: built on Monday, under review until Tuesday, then published. The last
//! complete week is left to whoever tries the demo.

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

pub fn lists(dice: &mut Random, cast: &Cast, from: Micros, until: Micros) -> Vec<Step> {
    let mut steps = Vec::new();
    let this_week = Period::week_of(until);
    let mut week = Period::week_of(from);
    while week.next() < this_week {
        for (number, board) in Board::ALL.into_iter().enumerate() {
            steps.extend(of_week(dice, cast, week, board, number as i64));
        }
        week = week.next();
    }
    steps
}

fn of_week(dice: &mut Random, cast: &Cast, week: Period, board: Board, number: i64) -> [Step; 3] {
    let (_, over) = week.bounds();
    let built_at = over + hours(9) + minutes(20 + 7 * number);
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
