//! When the next tick is due.

use std::time::{Duration, Instant};

/// Counts from the last tick. Ticks that were missed, while the process was stopped or busy, are
/// not made up for.
#[derive(Debug, Default)]
pub(super) struct Ticker {
    /// The last tick, or when ticks were first asked for.
    since: Option<Instant>,
}

impl Ticker {
    /// Returns how long until the next tick; `None` for never.
    pub(super) fn left(&mut self, every: Option<Duration>, now: Instant) -> Option<Duration> {
        let Some(every) = every else {
            self.since = None;
            return None;
        };
        let since = *self.since.get_or_insert(now);
        Some(every.saturating_sub(now.duration_since(since)))
    }

    /// A tick was given.
    pub(super) fn ticked(&mut self, now: Instant) {
        self.since = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_comes_an_interval_after_the_last_and_missed_ones_are_gone() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut ticker = Ticker::default();
        assert_eq!(ticker.left(None, start), None);
        assert_eq!(ticker.left(Some(second), start), Some(second));
        assert_eq!(ticker.left(Some(second), start + second / 4), Some(second * 3 / 4));
        assert_eq!(ticker.left(Some(second), start + second * 5), Some(Duration::ZERO));
        ticker.ticked(start + second * 5);
        assert_eq!(ticker.left(Some(second), start + second * 5), Some(second));
        // Another pace counts from the same tick; a pause forgets it.
        assert_eq!(ticker.left(Some(second / 2), start + second * 5), Some(second / 2));
        assert_eq!(ticker.left(None, start + second * 6), None);
        assert_eq!(ticker.left(Some(second), start + second * 9), Some(second));
        assert_eq!(ticker.left(Some(Duration::MAX), start + second * 9), Some(Duration::MAX));
    }
}
