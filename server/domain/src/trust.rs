//! Whether the wall clock can be believed. It is held against a clock that only counts on (the time since the machine
//! started), against what is recorded already and, where there is one, against the database's clock. A wall clock that
//! jumped is not followed: time goes on as if it had not, until it agrees again or somebody answers for it.
//!
//! What can't be told: a clock that is ahead when the process starts looks like a long weekend off, unless a database
//! shows another time; and one that is off by less than two minutes.

use crate::time::{Micros, Span, hours, minutes};

/// What the clocks show at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hands {
    pub wall: Micros,
    /// Since the machine started, sleep included.
    pub steady: Span,
}

/// A jump up to this is set right by network time every day.
pub const TOLERANCE: Span = minutes(2);
/// A clock that agrees for so long is believed again.
pub const AGREES_FOR: Span = minutes(5);
/// Small corrections add up to no more than the tolerance in so long.
const RENEWED_AFTER: Span = hours(1);
/// 2025-01-01: no city ran this program before, but machines without a battery start in 1970, 2000 or 2010.
pub const EARLIEST: Micros = Micros(1_735_689_600_000_000);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doubt {
    /// It and the steady clock parted.
    Jumped,
    /// It shows a time before something that is recorded.
    BehindRecords,
    /// It shows a time before there was this program.
    BeforeProgram,
    /// It and the database's clock differ.
    AgainstDatabase,
    /// An earlier process of this city began to doubt, and nobody has answered for the clock since.
    Unsettled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubted {
    pub why: Doubt,
    /// By how much the wall clock was ahead of what was expected; negative when behind.
    pub off: Span,
    /// What both showed when the doubt began, and the time that was told then.
    pub hands: Hands,
    pub since: Micros,
    /// Since when it agrees again.
    agrees_since: Option<Hands>,
}

/// Where the process stood when somebody last could vouch for the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    anchor: Option<Hands>,
    doubted: Option<Doubted>,
    /// A database's clock is asked from time to time, and it decides.
    by_database: bool,
    /// A database or an earlier process vouched for where it stood.
    proven: bool,
}

/// What is known when a process starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    /// Nothing recorded is later, as far as it was not found to be wrong.
    pub records_to: Option<Micros>,
    /// Where an earlier process stood that doubted and never settled it; its hands when the machine has not been started since.
    pub unsettled: Option<Option<Hands>>,
    pub database: Option<Micros>,
}

impl Watch {
    pub fn begin(hands: Hands, start: Start) -> Watch {
        let mut watch = Watch {
            by_database: start.database.is_some(),
            proven: matches!(start.unsettled, Some(Some(_))),
            ..Watch::default()
        };
        let expects = |wall| Hands {
            wall,
            steady: hands.steady,
        };
        let (anchor, why) = match (start.unsettled, start.records_to) {
            (Some(Some(earlier)), _) => (earlier, Some(Doubt::Jumped)),
            (Some(None), records) => (
                expects(records.unwrap_or(hands.wall)),
                Some(Doubt::Unsettled),
            ),
            _ if hands.wall < EARLIEST => (
                expects(start.records_to.unwrap_or(hands.wall)),
                Some(Doubt::BeforeProgram),
            ),
            (None, Some(records)) if hands.wall - records < Span(-TOLERANCE.0) => {
                (expects(records), Some(Doubt::BehindRecords))
            }
            _ => (hands, None),
        };
        watch.anchor = Some(anchor);
        if let Some(why) = why {
            watch.go_by(
                start.database,
                is_far(hands.wall - expected(anchor, hands)),
                hands,
            );
            watch.doubt(why, hands);
        }
        watch.look(hands, start.database);
        watch
    }

    /// Compares. `database` is what the database's clock shows, when it was asked just now.
    pub fn look(&mut self, hands: Hands, database: Option<Micros>) {
        let anchor = *self.anchor.get_or_insert(hands);
        self.by_database |= database.is_some();
        let off = hands.wall - expected(anchor, hands);
        let parted = is_far(off);
        match (self.doubted, database) {
            (None, _) if parted => {
                self.go_by(database, parted, hands);
                self.doubt(Doubt::Jumped, hands);
            }
            (None, Some(there)) if is_far(hands.wall - there) => {
                self.go_by(database, parted, hands);
                self.doubt(Doubt::AgainstDatabase, hands);
            }
            (None, _) => {
                self.proven |= database.is_some();
                if hands.steady - anchor.steady > RENEWED_AFTER {
                    self.anchor = Some(hands);
                }
            }
            (Some(doubted), database) => {
                self.go_by(database, parted, hands);
                if let Some(agrees) = self.agrees(&doubted, off, hands, database) {
                    self.settle(doubted, agrees, hands);
                }
            }
        }
    }

    /// In doubt, time goes on from what the database's clock shows. But where nothing parted here since it vouched for the
    /// wall clock, it is the database's that moved.
    fn go_by(&mut self, database: Option<Micros>, parted: bool, hands: Hands) {
        if let Some(there) = database
            && (parted || !self.proven)
        {
            self.anchor = Some(Hands {
                wall: there,
                steady: hands.steady,
            });
        }
    }

    /// None: nobody was asked who could tell.
    fn agrees(
        &self,
        doubted: &Doubted,
        off: Span,
        hands: Hands,
        database: Option<Micros>,
    ) -> Option<bool> {
        match database {
            Some(there) => Some(!is_far(hands.wall - there)),
            None if self.by_database => None,
            None => Some(match doubted.why {
                Doubt::Jumped | Doubt::AgainstDatabase => !is_far(off),
                // Nothing but the records is known, and later than they is where it should be.
                Doubt::BehindRecords => off >= Span(-TOLERANCE.0),
                Doubt::BeforeProgram => hands.wall >= EARLIEST && off >= Span(-TOLERANCE.0),
                // Whatever it shows: the clock it should agree with has stopped with the machine.
                Doubt::Unsettled => false,
            }),
        }
    }

    fn settle(&mut self, doubted: Doubted, agrees: bool, hands: Hands) {
        let steadily = doubted
            .agrees_since
            .filter(|since| !is_far(hands.wall - expected(*since, hands)));
        let agrees_since = match (agrees, steadily) {
            (false, _) => None,
            (true, Some(since)) if hands.steady - since.steady >= AGREES_FOR => {
                return self.confirm(hands);
            }
            (true, since) => Some(since.unwrap_or(hands)),
        };
        self.doubted = Some(Doubted {
            agrees_since,
            ..doubted
        });
    }

    fn doubt(&mut self, why: Doubt, hands: Hands) {
        let anchor = self.anchor.unwrap_or(hands);
        let since = expected(anchor, hands);
        self.doubted = Some(Doubted {
            why,
            off: hands.wall - since,
            hands,
            since,
            agrees_since: None,
        });
    }

    /// Somebody answers for what the wall clock shows.
    pub fn confirm(&mut self, hands: Hands) {
        self.anchor = Some(hands);
        self.doubted = None;
        // Where there is a database, what it shows next says whether somebody was right.
        self.proven = false;
    }

    /// The time to go by: the wall clock's, or while it is in doubt the database's, or without one the time that goes on
    /// from when it was not.
    pub fn tells(&self, hands: Hands) -> Micros {
        match (self.doubted, self.anchor) {
            (Some(_), Some(anchor)) => expected(anchor, hands),
            _ => hands.wall,
        }
    }

    pub fn doubted(&self) -> Option<Doubted> {
        self.doubted
    }

    pub fn anchor(&self) -> Option<Hands> {
        self.anchor
    }
}

impl Doubted {
    pub fn agrees_since(&self) -> Option<Micros> {
        self.agrees_since.map(|hands| hands.wall)
    }
}

fn expected(anchor: Hands, hands: Hands) -> Micros {
    anchor.wall + (hands.steady - anchor.steady)
}

fn is_far(off: Span) -> bool {
    off > TOLERANCE || off < Span(-TOLERANCE.0)
}

impl Doubt {
    pub const ALL: [Doubt; 5] = [
        Doubt::Jumped,
        Doubt::BehindRecords,
        Doubt::BeforeProgram,
        Doubt::AgainstDatabase,
        Doubt::Unsettled,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Doubt::Jumped => "jumped",
            Doubt::BehindRecords => "behind_records",
            Doubt::BeforeProgram => "before_program",
            Doubt::AgainstDatabase => "against_database",
            Doubt::Unsettled => "unsettled",
        }
    }
}

#[cfg(test)]
mod tests;
