//! Failed attempts to come in, counted by address.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The most addresses that are remembered.
const ADDRESSES: usize = 4096;

/// The failures of the last while, by address: who had as many as are allowed waits until one of
/// them is old.
#[derive(Debug)]
pub struct Attempts {
    limit: usize,
    per: Duration,
    /// when each address failed, the latest last and at most `limit` of them
    failures: Mutex<HashMap<IpAddr, VecDeque<Instant>>>,
}

impl Attempts {
    /// Allows `limit` failures in any `per`, and one where `limit` is 0: it takes one to be
    /// noticed.
    pub fn new(limit: u32, per: Duration) -> Self {
        Self { limit: limit.max(1) as usize, per, failures: Mutex::default() }
    }

    /// An attempt from `address` failed.
    pub fn failed(&self, address: IpAddr, now: Instant) {
        let address = counted(address);
        let mut failures = self.failures();
        if failures.len() >= ADDRESSES && !failures.contains_key(&address) {
            self.forget_some(&mut failures, now);
        }
        let times = failures.entry(address).or_default();
        if times.len() == self.limit {
            times.pop_front();
        }
        times.push_back(now);
    }

    /// Whether `address` had its failures and has to wait. Ask this right before each attempt, not
    /// only as it connects.
    pub fn is_blocked(&self, address: IpAddr, now: Instant) -> bool {
        let failures = self.failures();
        let times = failures.get(&counted(address));
        times.is_some_and(|times| {
            times.len() == self.limit
                && times.front().is_some_and(|time| self.is_recent(*time, now))
        })
    }

    /// Someone from `address` came in: its failures were slips.
    pub fn succeeded(&self, address: IpAddr) {
        self.failures().remove(&counted(address));
    }

    /// Makes room for one address: those whose failures are old go, or else the one that failed
    /// longest ago.
    fn forget_some(&self, failures: &mut HashMap<IpAddr, VecDeque<Instant>>, now: Instant) {
        failures.retain(|_, times| times.back().is_some_and(|time| self.is_recent(*time, now)));
        if failures.len() < ADDRESSES {
            return;
        }
        let oldest =
            failures.iter().min_by_key(|(_, times)| times.back()).map(|(address, _)| *address);
        if let Some(oldest) = oldest {
            failures.remove(&oldest);
        }
    }

    /// Threads read the clock in any order, so that `time` may be after `now`.
    fn is_recent(&self, time: Instant, now: Instant) -> bool {
        now.saturating_duration_since(time) < self.per
    }

    /// The map is whole at any time, so a thread that panicked with it does no harm.
    fn failures(&self) -> MutexGuard<'_, HashMap<IpAddr, VecDeque<Instant>>> {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What `address` is counted as: IPv4 as itself however it is written, IPv6 as its /64, which one
/// person has to choose from at will.
fn counted(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
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

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn numbered(number: usize) -> IpAddr {
        IpAddr::V4(Ipv4Addr::from_bits(number as u32))
    }

    #[test]
    fn as_many_as_allowed_block_an_address_and_no_other() {
        let attempts = Attempts::new(3, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        for _ in 0..3 {
            assert!(!attempts.is_blocked(address, now));
            attempts.failed(address, now);
        }
        assert!(attempts.is_blocked(address, now));
        assert!(!attempts.is_blocked(ip("192.0.2.2"), now));
    }

    #[test]
    fn the_window_slides() {
        let attempts = Attempts::new(3, MINUTE);
        let (start, address) = (Instant::now(), ip("192.0.2.1"));
        for at in [0, 20, 40] {
            attempts.failed(address, start + seconds(at));
        }
        assert!(attempts.is_blocked(address, start + seconds(59)));
        assert!(!attempts.is_blocked(address, start + seconds(60)));
        attempts.failed(address, start + seconds(60));
        assert!(attempts.is_blocked(address, start + seconds(79)));
        assert!(!attempts.is_blocked(address, start + seconds(80)));
    }

    #[test]
    fn failures_while_blocked_count() {
        let attempts = Attempts::new(2, MINUTE);
        let (start, address) = (Instant::now(), ip("192.0.2.1"));
        for at in [0, 1, 30, 31] {
            attempts.failed(address, start + seconds(at));
        }
        assert!(attempts.is_blocked(address, start + seconds(89)));
        assert!(!attempts.is_blocked(address, start + seconds(90)));
    }

    #[test]
    fn a_success_forgives() {
        let attempts = Attempts::new(1, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        attempts.failed(address, now);
        assert!(attempts.is_blocked(address, now));
        attempts.succeeded(ip("::ffff:192.0.2.1"));
        assert!(!attempts.is_blocked(address, now));
    }

    #[test]
    fn a_limit_of_none_is_one() {
        let attempts = Attempts::new(0, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        assert!(!attempts.is_blocked(address, now));
        attempts.failed(address, now);
        assert!(attempts.is_blocked(address, now));
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
            let attempts = Attempts::new(1, MINUTE);
            let now = Instant::now();
            attempts.failed(ip(one), now);
            assert_eq!(attempts.is_blocked(ip(other), now), is_same, "{one} {other}");
        }
    }

    #[test]
    fn a_clock_that_is_read_out_of_order_does_no_harm() {
        let attempts = Attempts::new(1, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        attempts.failed(address, now + seconds(1));
        assert!(attempts.is_blocked(address, now));
    }

    #[test]
    fn the_oldest_of_too_many_addresses_is_forgotten() {
        let attempts = Attempts::new(1, MINUTE);
        let start = Instant::now();
        let at = |number: usize| start + Duration::from_millis(number as u64);
        for number in 0..ADDRESSES {
            attempts.failed(numbered(number), at(number));
        }
        // The first fails again, so that the second is the oldest now.
        attempts.failed(numbered(0), at(ADDRESSES));
        assert!(attempts.is_blocked(numbered(1), at(ADDRESSES)));
        attempts.failed(numbered(ADDRESSES), at(ADDRESSES));
        assert_eq!(attempts.failures().len(), ADDRESSES);
        assert!(!attempts.is_blocked(numbered(1), at(ADDRESSES)));
        for number in [0, 2, ADDRESSES - 1, ADDRESSES] {
            assert!(attempts.is_blocked(numbered(number), at(ADDRESSES)), "{number}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::new(4, MINUTE);
        let start = Instant::now();
        for number in 0..2 * ADDRESSES {
            attempts.failed(numbered(number), start);
        }
        for _ in 0..100 {
            attempts.failed(numbered(0), start);
        }
        assert_eq!(attempts.failures().len(), ADDRESSES);
        assert!(attempts.failures().values().all(|times| times.len() <= 4));
        // What is old goes at once where room is wanted.
        attempts.failed(numbered(3 * ADDRESSES), start + MINUTE);
        assert_eq!(attempts.failures().len(), 1);
    }

    #[test]
    fn threads_count_together() {
        let attempts = Attempts::new(400, MINUTE);
        let (now, address) = (Instant::now(), ip("192.0.2.1"));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| attempts.failed(address, now)));
            }
        });
        assert_eq!(attempts.failures()[&address].len(), 400);
        assert!(attempts.is_blocked(address, now));
    }
}
