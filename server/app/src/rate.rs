//! How often somebody may sign in or upload: token buckets by account and by network (auth/network.rs).

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use mobile_api::error::Code;
use mobile_api::words::Detail;

use crate::auth::network::Network;
use crate::config::Limits;
use crate::error::AppError;

/// Keys nobody used for a while are forgotten once so many are held, and again when there are twice as many as were left.
const KEYS_BEFORE_CLEANING: usize = 10_000;

/// A site of 65,536 IPv6 networks may try so many times what one of them may: many people share one honestly, and
/// nobody gets 65,536 times as many guesses.
const NETWORKS_OF_A_SITE: u32 = 4;

pub struct RateLimits {
    account_near: Bucket,
    account_site: Bucket,
    near: Bucket,
    site: Bucket,
    device: Bucket,
    own_password: Bucket,
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
            account_near: Bucket::per_minute(limits.sign_ins_per_minute),
            account_site: Bucket::per_minute(of_a_site(limits.sign_ins_per_minute)),
            near: Bucket::per_minute(limits.sign_ins_per_minute_and_address),
            site: Bucket::per_minute(of_a_site(limits.sign_ins_per_minute_and_address)),
            device: Bucket::per_minute(limits.sign_ins_per_minute),
            own_password: Bucket::per_minute(limits.sign_ins_per_minute),
            upload: Bucket::per_minute(limits.uploads_per_minute),
        }
    }

    /// An account is counted together with the network, so that a stranger can't lock its owner out.
    pub fn sign_in(&self, username: &str, from: &Network) -> Result<(), TooMany> {
        let Network { near, site } = from;
        self.near.take(near)?;
        if site != near {
            self.site.take(site)?;
            self.account_site.take(&format!("{site}\n{username}"))?;
        }
        self.account_near.take(&format!("{near}\n{username}"))
    }

    /// A known device has attempts of its own, whatever others do where it is. By the hash of its token.
    pub fn device(&self, token_hash: &str) -> Result<(), TooMany> {
        self.device.take(token_hash)
    }

    /// Guesses at the old password by whoever is signed in.
    pub fn own_password(&self, user: &str) -> Result<(), TooMany> {
        self.own_password.take(user)
    }

    pub fn upload(&self, user: &str) -> Result<(), TooMany> {
        self.upload.take(user)
    }
}

pub fn too_many(too_many: TooMany) -> AppError {
    let retry_after_s = too_many.retry_after.as_secs() + 1;
    AppError::new(Code::RateLimited, Detail::RateLimited { retry_after_s })
        .retry_after(retry_after_s)
}

fn of_a_site(limit: u32) -> u32 {
    limit.saturating_mul(NETWORKS_OF_A_SITE)
}

struct Bucket {
    keys: DefaultKeyedRateLimiter<String>,
    clean_at: AtomicUsize,
}

impl Bucket {
    fn per_minute(limit: u32) -> Bucket {
        let limit = NonZeroU32::new(limit).unwrap_or(NonZeroU32::MIN);
        Bucket {
            keys: RateLimiter::keyed(Quota::per_minute(limit)),
            clean_at: AtomicUsize::new(KEYS_BEFORE_CLEANING),
        }
    }

    fn take(&self, key: &str) -> Result<(), TooMany> {
        if self.keys.len() > self.clean_at.load(Ordering::Relaxed) {
            self.keys.retain_recent();
            let next = (self.keys.len() * 2).max(KEYS_BEFORE_CLEANING);
            self.clean_at.store(next, Ordering::Relaxed);
        }
        self.keys
            .check_key(&key.to_string())
            .map_err(|not_until| TooMany {
                retry_after: not_until.wait_time_from(DefaultClock::default().now()),
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn few() -> RateLimits {
        RateLimits::new(&Limits {
            sign_ins_per_minute: 2,
            sign_ins_per_minute_and_address: 10,
            uploads_per_minute: 1,
            ..Limits::default()
        })
    }

    fn network(address: &str) -> Network {
        Network::of(Some(address.parse().unwrap()))
    }

    /// Of so many attempts from these addresses in turn, how many are let through?
    fn let_through(
        limits: &RateLimits,
        user: &str,
        addresses: &[String],
        attempts: usize,
    ) -> usize {
        let tries = (0..attempts).map(|n| network(&addresses[n % addresses.len()]));
        tries
            .filter(|from| limits.sign_in(user, from).is_ok())
            .count()
    }

    #[test]
    fn one_account_used_up_leaves_the_others_alone() {
        let (limits, here) = (few(), network("10.0.0.1"));
        assert_eq!(limits.sign_in("lin", &here), Ok(()));
        assert_eq!(limits.sign_in("lin", &here), Ok(()));
        let wait = limits.sign_in("lin", &here).unwrap_err().retry_after;
        assert!(
            wait > Duration::ZERO && wait <= Duration::from_secs(30),
            "{wait:?}"
        );
        let elsewhere = network("10.0.0.2");
        assert_eq!(
            limits.sign_in("lin", &elsewhere),
            Ok(()),
            "the owner elsewhere"
        );
        assert_eq!(limits.sign_in("wang", &here), Ok(()), "somebody else here");
    }

    #[test]
    fn addresses_of_one_network_count_together() {
        let of = |address: &dyn Fn(u32) -> String| (0..200).map(address).collect::<Vec<_>>();
        for (what, addresses, one, all) in [
            ("a /64", of(&|n| format!("2001:db8:1:1::{n:x}")), 2, 10),
            ("a /48", of(&|n| format!("2001:db8:1:{n:x}::1")), 8, 40),
            (
                "the same IPv4 address in IPv6",
                of(&|_| "::ffff:10.0.0.1".into()),
                2,
                10,
            ),
            (
                "many IPv4 addresses",
                of(&|n| format!("10.0.0.{n}")),
                200,
                200,
            ),
        ] {
            assert_eq!(let_through(&few(), "lin", &addresses, 200), one, "{what}");
            let limits = few();
            let users = (0..200).map(|n| (format!("user-{n}"), network(&addresses[n])));
            let passed = users.filter(|(user, from)| limits.sign_in(user, from).is_ok());
            assert_eq!(passed.count(), all, "{what}, any account");
        }
    }
}
