//! When a session is kept against a crash: once nothing happens for a moment, and now and then
//! while something always does.

use std::time::{Duration, Instant};

/// Nothing has happened for this long.
const IDLE: Duration = Duration::from_secs(2);
/// At the latest so long after the first change that is not kept.
const LATEST: Duration = Duration::from_secs(30);

/// When a session is kept next.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::runtime) struct Schedule {
    /// The first and the last change that is not kept yet.
    changes: Option<(Instant, Instant)>,
}

impl Schedule {
    /// Takes note that the session may have changed.
    pub(in crate::runtime) fn changed(&mut self, now: Instant) {
        let first = self.changes.map_or(now, |(first, _)| first);
        self.changes = Some((first, now));
    }

    /// Returns how long to wait before it is kept; none if there is nothing to keep.
    pub(in crate::runtime) fn left(&self, now: Instant) -> Option<Duration> {
        let (first, last) = self.changes?;
        let due = (last + IDLE).min(first + LATEST);
        Some(due.saturating_duration_since(now))
    }

    /// Returns whether it is to be kept now, and takes that for done.
    pub(in crate::runtime) fn take(&mut self, now: Instant) -> bool {
        let is_due = self.left(now) == Some(Duration::ZERO);
        if is_due {
            self.changes = None;
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_kept_when_nothing_happens_for_a_moment() {
        let start = Instant::now();
        let mut schedule = Schedule::default();
        assert_eq!(schedule.left(start), None);
        schedule.changed(start);
        schedule.changed(start + IDLE / 2);
        assert!(!schedule.take(start + IDLE));
        assert_eq!(schedule.left(start + IDLE), Some(IDLE / 2));
        assert!(schedule.take(start + IDLE + IDLE / 2));
        assert!(!schedule.take(start + 2 * IDLE), "it is kept already");
    }

    #[test]
    fn a_session_in_which_something_always_happens_is_kept_too() {
        let start = Instant::now();
        let mut schedule = Schedule::default();
        let mut kept = 0;
        for tenth in 0..1_000 {
            let now = start + Duration::from_millis(100) * tenth;
            schedule.changed(now);
            kept += u32::from(schedule.take(now));
        }
        assert_eq!(kept, 3);
    }
}
