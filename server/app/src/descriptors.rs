//! Open files: the process takes as many as the system lets it have, and plans its connections within that.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::Config;

/// Logs, listeners, timers, a password file: whatever is open in any case.
const ALWAYS: u64 = 64;
/// A database file, its log and its index.
const EACH_DATABASE_CONNECTION: u64 = 3;
/// The socket, and the photo that is read or written through it.
const EACH_CONNECTION: u64 = 2;
const FEWEST_CONNECTIONS: u64 = 16;

/// Raises the limit to what it may be, and tells what it is.
pub fn raise() -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    let is_raised = current != maximum && setrlimit(Resource::Nofile, raised).is_ok();
    let limit = if is_raised { maximum } else { current };
    limit.unwrap_or(u64::MAX)
}

/// As many connections as the configuration asks for and the descriptors allow.
pub fn connections(config: &Config, limit: u64) -> usize {
    let database = u64::from(config.database.connections) * EACH_DATABASE_CONNECTION;
    let left = limit.saturating_sub(ALWAYS + database) / EACH_CONNECTION;
    let wanted = config.http.connections;
    let room = wanted.min(usize::try_from(left.max(FEWEST_CONNECTIONS)).unwrap_or(wanted));
    if room < wanted {
        tracing::warn!(
            room,
            wanted,
            descriptors = limit,
            "fewer connections than configured: the system allows too few open files"
        );
    }
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_fit_into_the_descriptors() {
        let config = Config::default();
        for (descriptors, room) in [(20_000, 1000), (1024, 468), (256, 84), (64, 16)] {
            assert_eq!(connections(&config, descriptors), room);
        }
    }

    #[test]
    fn the_limit_is_raised_to_what_it_may_be() {
        let limit = raise();
        assert_eq!(
            Some(limit),
            getrlimit(Resource::Nofile).maximum.or(Some(u64::MAX))
        );
    }
}
