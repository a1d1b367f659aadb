//! Half-steps that follow one another by themselves.

use std::time::Duration;

use crate::app::preferences::Pace;

/// Whether half-steps follow one another, and how fast.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::app) struct Playback {
    /// Whether they do.
    pub is_on: bool,
    pub pace: Pace,
}

impl Playback {
    /// Returns the time between two half-steps.
    pub(in crate::app) fn interval(self) -> Duration {
        self.pace.interval()
    }

    pub(in crate::app) fn faster(&mut self) {
        self.pace = self.pace.faster();
    }

    pub(in crate::app) fn slower(&mut self) {
        self.pace = self.pace.slower();
    }
}
