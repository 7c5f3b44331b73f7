//! How often somebody may sign in or upload: token buckets by account and by address.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Limits;

/// Keys nobody used for a while are forgotten once so many are held.
const KEYS_BEFORE_CLEANING: usize = 10_000;

pub struct RateLimits {
    sign_in: Bucket,
    sign_in_address: Bucket,
    upload: Bucket,
}

/// How long to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub retry_after: Duration,
}

impl RateLimits {
    pub fn new(limits: &Limits) -> RateLimits {
        RateLimits {
            sign_in: Bucket::per_minute(limits.sign_ins_per_minute),
            sign_in_address: Bucket::per_minute(limits.sign_ins_per_minute_and_address),
            upload: Bucket::per_minute(limits.uploads_per_minute),
        }
    }

    /// An account is counted together with the address, so that a stranger can't lock its owner out.
    pub fn sign_in(&self, username: &str, address: &str) -> Result<(), TooMany> {
        self.sign_in_address.take(address)?;
        self.sign_in.take(&format!("{address}\n{username}"))
    }

    pub fn upload(&self, user: &str) -> Result<(), TooMany> {
        self.upload.take(user)
    }
}

struct Bucket(DefaultKeyedRateLimiter<String>);

impl Bucket {
    fn per_minute(limit: u32) -> Bucket {
        let limit = NonZeroU32::new(limit).unwrap_or(NonZeroU32::MIN);
        Bucket(RateLimiter::keyed(Quota::per_minute(limit)))
    }

    fn take(&self, key: &str) -> Result<(), TooMany> {
        if self.0.len() > KEYS_BEFORE_CLEANING {
            self.0.retain_recent();
        }
        self.0
            .check_key(&key.to_string())
            .map_err(|not_until| TooMany {
                retry_after: not_until.wait_time_from(DefaultClock::default().now()),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_account_used_up_leaves_the_others_alone() {
        let limits = RateLimits::new(&Limits {
            sign_ins_per_minute: 2,
            sign_ins_per_minute_and_address: 100,
            uploads_per_minute: 1,
        });
        assert_eq!(limits.sign_in("lin", "10.0.0.1"), Ok(()));
        assert_eq!(limits.sign_in("lin", "10.0.0.1"), Ok(()));
        let wait = limits.sign_in("lin", "10.0.0.1").unwrap_err().retry_after;
        assert!(
            wait > Duration::ZERO && wait <= Duration::from_secs(30),
            "{wait:?}"
        );
        assert_eq!(
            limits.sign_in("lin", "10.0.0.2"),
            Ok(()),
            "the owner elsewhere"
        );
        assert_eq!(
            limits.sign_in("wang", "10.0.0.1"),
            Ok(()),
            "somebody else here"
        );
    }
}
