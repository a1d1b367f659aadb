//! Failed logins, counted by where they come from and what they were for.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::role::LoginRole;

/// The most sources that are remembered.
const SOURCES: usize = 4096;

/// Where connections come from: an IPv4 address, or the 64 bits of an IPv6 address that a user
/// cannot choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientSource(IpAddr);

impl From<IpAddr> for ClientSource {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(address),
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
            }
        })
    }
}

/// How a login failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// A wrong password or code.
    Guess(Option<LoginRole>),
    /// A connection that did not log in in time.
    Silence,
}

/// The failures of the last minute or so. Students of one class often share a source, so they keep
/// no one out who proves to be allowed in: they delay the answers to wrong passwords, and end
/// silent connections sooner.
#[derive(Debug)]
pub struct LoginLimiter {
    limit: usize,
    per: Duration,
    /// When each failed, the latest last and at most `limit` of them.
    failures: Mutex<HashMap<(ClientSource, Failure), VecDeque<Instant>>>,
}

impl LoginLimiter {
    /// Returns a limiter that allows `limit` failures in any `per`, at least one.
    pub fn new(limit: u32, per: Duration) -> Self {
        Self { limit: limit.max(1) as usize, per, failures: Mutex::default() }
    }

    /// Counts a failure.
    pub fn record(&self, source: ClientSource, failure: Failure, now: Instant) {
        let mut failures = self.failures();
        let key = (source, failure);
        if failures.len() >= SOURCES && !failures.contains_key(&key) {
            self.forget_some(&mut failures, now);
        }
        let times = failures.entry(key).or_default();
        if times.len() == self.limit {
            times.pop_front();
        }
        times.push_back(now);
    }

    /// Returns whether there were as many such failures from `source` in that time as are allowed.
    pub fn is_over_limit(&self, source: ClientSource, failure: Failure, now: Instant) -> bool {
        let failures = self.failures();
        failures.get(&(source, failure)).is_some_and(|times| {
            times.len() == self.limit
                && times.front().is_some_and(|time| self.is_recent(*time, now))
        })
    }

    /// Makes room for one more: removes those whose failures are old, or else the one that failed
    /// longest ago.
    fn forget_some(
        &self,
        failures: &mut HashMap<(ClientSource, Failure), VecDeque<Instant>>,
        now: Instant,
    ) {
        failures.retain(|_, times| times.back().is_some_and(|time| self.is_recent(*time, now)));
        if failures.len() < SOURCES {
            return;
        }
        let oldest = failures.iter().min_by_key(|(_, times)| times.back()).map(|(key, _)| *key);
        if let Some(oldest) = oldest {
            failures.remove(&oldest);
        }
    }

    /// Threads read the clock in any order, so that `time` may be after `now`.
    fn is_recent(&self, time: Instant, now: Instant) -> bool {
        now.saturating_duration_since(time) < self.per
    }

    /// The map is whole at any time, so a thread that panicked with it does no harm.
    fn failures(&self) -> MutexGuard<'_, HashMap<(ClientSource, Failure), VecDeque<Instant>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::thread;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    /// The kind of failure of most tests.
    const GUESS: Failure = Failure::Guess(Some(LoginRole::Play));

    fn ip(text: &str) -> ClientSource {
        text.parse::<IpAddr>().unwrap().into()
    }

    fn numbered(number: usize) -> ClientSource {
        IpAddr::V4(Ipv4Addr::from_bits(number as u32)).into()
    }

    #[test]
    fn as_many_as_allowed_block_an_address_and_no_other() {
        let limiter = LoginLimiter::new(3, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        for _ in 0..3 {
            assert!(!limiter.is_over_limit(address, GUESS, now));
            limiter.record(address, GUESS, now);
        }
        assert!(limiter.is_over_limit(address, GUESS, now));
        assert!(!limiter.is_over_limit(ip("192.0.2.2"), GUESS, now));
    }

    #[test]
    fn the_window_slides() {
        let limiter = LoginLimiter::new(3, MINUTE);
        let (start, address) = (Instant::now(), ip("192.0.2.1"));
        for at in [0, 20, 40] {
            limiter.record(address, GUESS, start + seconds(at));
        }
        assert!(limiter.is_over_limit(address, GUESS, start + seconds(59)));
        assert!(!limiter.is_over_limit(address, GUESS, start + seconds(60)));
        limiter.record(address, GUESS, start + seconds(60));
        assert!(limiter.is_over_limit(address, GUESS, start + seconds(79)));
        assert!(!limiter.is_over_limit(address, GUESS, start + seconds(80)));
    }

    #[test]
    fn failures_while_blocked_count() {
        let limiter = LoginLimiter::new(2, MINUTE);
        let (start, address) = (Instant::now(), ip("192.0.2.1"));
        for at in [0, 1, 30, 31] {
            limiter.record(address, GUESS, start + seconds(at));
        }
        assert!(limiter.is_over_limit(address, GUESS, start + seconds(89)));
        assert!(!limiter.is_over_limit(address, GUESS, start + seconds(90)));
    }

    #[test]
    fn failures_of_one_kind_are_none_of_another() {
        let kinds = [
            Failure::Guess(Some(LoginRole::Play)),
            Failure::Guess(Some(LoginRole::Present)),
            Failure::Silence,
        ];
        for kind in kinds {
            let limiter = LoginLimiter::new(1, MINUTE);
            let (now, source) = (Instant::now(), ip("192.0.2.1"));
            limiter.record(source, kind, now);
            for other in kinds {
                assert_eq!(limiter.is_over_limit(source, other, now), other == kind);
            }
        }
    }

    #[test]
    fn a_limit_of_none_is_one() {
        let limiter = LoginLimiter::new(0, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        assert!(!limiter.is_over_limit(address, GUESS, now));
        limiter.record(address, GUESS, now);
        assert!(limiter.is_over_limit(address, GUESS, now));
    }

    #[test]
    fn ipv6_counts_by_its_64_bits_and_ipv4_as_itself() {
        for (one, other, is_same) in [
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
            ("192.0.2.1", "192.0.2.2", false),
            ("::1", "127.0.0.1", false),
        ] {
            let limiter = LoginLimiter::new(1, MINUTE);
            let now = Instant::now();
            limiter.record(ip(one), GUESS, now);
            assert_eq!(limiter.is_over_limit(ip(other), GUESS, now), is_same, "{one} {other}");
        }
    }

    #[test]
    fn a_clock_that_is_read_out_of_order_does_no_harm() {
        let limiter = LoginLimiter::new(1, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        limiter.record(address, GUESS, now + seconds(1));
        assert!(limiter.is_over_limit(address, GUESS, now));
    }

    #[test]
    fn the_oldest_of_too_many_addresses_is_forgotten() {
        let limiter = LoginLimiter::new(1, MINUTE);
        let start = Instant::now();
        let at = |number: usize| start + Duration::from_millis(number as u64);
        for number in 0..SOURCES {
            limiter.record(numbered(number), GUESS, at(number));
        }
        // The first fails again, so that the second is the oldest now.
        limiter.record(numbered(0), GUESS, at(SOURCES));
        assert!(limiter.is_over_limit(numbered(1), GUESS, at(SOURCES)));
        limiter.record(numbered(SOURCES), GUESS, at(SOURCES));
        assert_eq!(limiter.failures().len(), SOURCES);
        assert!(!limiter.is_over_limit(numbered(1), GUESS, at(SOURCES)));
        for number in [0, 2, SOURCES - 1, SOURCES] {
            assert!(limiter.is_over_limit(numbered(number), GUESS, at(SOURCES)), "{number}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = LoginLimiter::new(4, MINUTE);
        let start = Instant::now();
        for number in 0..2 * SOURCES {
            limiter.record(numbered(number), GUESS, start);
        }
        for _ in 0..100 {
            limiter.record(numbered(0), GUESS, start);
        }
        assert_eq!(limiter.failures().len(), SOURCES);
        assert!(limiter.failures().values().all(|times| times.len() <= 4));
        // What is old goes at once if room is wanted.
        limiter.record(numbered(3 * SOURCES), GUESS, start + MINUTE);
        assert_eq!(limiter.failures().len(), 1);
    }

    #[test]
    fn threads_count_together() {
        let limiter = LoginLimiter::new(400, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| limiter.record(address, GUESS, now)));
            }
        });
        assert_eq!(limiter.failures()[&(address, GUESS)].len(), 400);
        assert!(limiter.is_over_limit(address, GUESS, now));
    }
}
