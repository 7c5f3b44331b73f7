//! The kinds of jobs, and how often the recurring ones come.

use domain::time::{Span, days, hours, seconds};

use crate::config::Config;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Climbs the escalation ladder of every case that has a rung due.
    Sweep,
    /// Forgets photos that no case has used for too long.
    OrphanPhotos,
    /// Removes one forgotten photo from the photo store.
    RemovePhoto,
    /// Removes the tracks of visits when their time is over.
    Tracks,
    /// Removes notices when their time is over.
    Notices,
    /// Deletes expired refresh tokens and jobs that are long done.
    Tidy,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::Sweep,
        Kind::OrphanPhotos,
        Kind::RemovePhoto,
        Kind::Tracks,
        Kind::Notices,
        Kind::Tidy,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Sweep => "sweep",
            Kind::OrphanPhotos => "orphan_photos",
            Kind::RemovePhoto => "remove_photo",
            Kind::Tracks => "tracks",
            Kind::Notices => "notices",
            Kind::Tidy => "tidy",
        }
    }

    /// A kind of a newer program that shares the table is none of ours.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// None: it runs when something asks for it.
    pub fn every(self, config: &Config) -> Option<Span> {
        match self {
            Kind::Sweep => {
                let every = i64::try_from(config.jobs.sweep_seconds).unwrap_or(i64::MAX);
                Some(seconds(every.clamp(1, LONGEST_SWEEP_SECONDS)))
            }
            Kind::OrphanPhotos => Some(hours(1)),
            Kind::Tracks | Kind::Notices | Kind::Tidy => Some(days(1)),
            Kind::RemovePhoto => None,
        }
    }
}

/// An hour: rungs may be late by as much.
const LONGEST_SWEEP_SECONDS: i64 = 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::named("fold_napkins"), None);
    }

    #[test]
    fn a_sweep_never_spins_and_never_sleeps_for_ever() {
        let mut config = Config::default();
        config.jobs.sweep_seconds = 0;
        assert_eq!(Kind::Sweep.every(&config), Some(seconds(1)));
        config.jobs.sweep_seconds = u64::MAX;
        assert_eq!(Kind::Sweep.every(&config), Some(hours(1)));
    }
}
