//! Half-steps that follow one another by themselves.

use std::time::Duration;

/// The time between two half-steps, from slow to fast.
const INTERVALS: [Duration; 7] = {
    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }
    [ms(3000), ms(2000), ms(1200), ms(700), ms(350), ms(150), ms(50)]
};

/// Whether half-steps follow one another, and how fast.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Playback {
    /// Whether they do.
    pub is_on: bool,
    pace: usize,
}

impl Default for Playback {
    fn default() -> Self {
        Self { is_on: false, pace: 3 }
    }
}

impl Playback {
    /// Returns the time between two half-steps.
    pub(in crate::app) fn interval(self) -> Duration {
        INTERVALS[self.pace]
    }

    pub(in crate::app) fn faster(&mut self) {
        self.pace = (self.pace + 1).min(INTERVALS.len() - 1);
    }

    pub(in crate::app) fn slower(&mut self) {
        self.pace = self.pace.saturating_sub(1);
    }
}
