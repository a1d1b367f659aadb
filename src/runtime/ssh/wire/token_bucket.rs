//! How fast a client may send.

use std::time::{Duration, Instant};

/// A bucket that fills at a steady bucket and may be emptied at once.
#[derive(Debug)]
pub(crate) struct TokenBucket {
    per_second: f64,
    most: f64,
    /// What is in the bucket; below 0 what was taken in advance.
    left: f64,
    filled: Option<Instant>,
}

impl TokenBucket {
    /// Returns a full bucket of `at_once`.
    pub(crate) fn new(per_second: u32, at_once: u32) -> Self {
        let most = f64::from(at_once);
        Self { per_second: f64::from(per_second), most, left: most, filled: None }
    }

    /// Takes `amount` out, and returns how long to wait before going on.
    pub(crate) fn take(&mut self, amount: u32, now: Instant) -> Duration {
        let since =
            self.filled.map_or(Duration::ZERO, |filled| now.saturating_duration_since(filled));
        self.filled = Some(now);
        self.left = (self.left + since.as_secs_f64() * self.per_second).min(self.most);
        self.left -= f64::from(amount);
        Duration::from_secs_f64((-self.left / self.per_second).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_at_once_is_free_and_the_rest_waits_its_time() {
        let start = Instant::now();
        let second = Duration::from_secs(1);
        let mut bucket = TokenBucket::new(10, 100);
        assert_eq!(bucket.take(60, start), Duration::ZERO);
        assert_eq!(bucket.take(40, start), Duration::ZERO);
        assert_eq!(bucket.take(20, start), second * 2);
        // After waiting as long as that the bucket is empty, and not full.
        assert_eq!(bucket.take(10, start + second * 2), second);
        // A long pause fills the bucket, and not beyond.
        assert_eq!(bucket.take(100, start + second * 1000), Duration::ZERO);
        assert_eq!(bucket.take(10, start + second * 1000), second);
    }
}
