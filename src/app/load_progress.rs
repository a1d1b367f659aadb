//! How far a load is: what was read, how fast, and how long the rest takes at that pace.

use std::time::Duration;

use crate::data::Progress;

/// Progress, and the time it took. The clock is that of who does the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadProgress {
    /// how far it is
    pub progress: Progress,
    /// since the job began
    pub elapsed: Duration,
}

impl LoadProgress {
    /// Rows per second so far; none where no time has passed.
    pub fn rows_per_second(&self) -> Option<f64> {
        let seconds = self.elapsed.as_secs_f64();
        (seconds > 0.0).then(|| self.progress.rows as f64 / seconds)
    }

    /// Returns the part of the bytes that was read, from 0 to 1; none where no one knows how many
    /// there are.
    pub fn part(&self) -> Option<f64> {
        let total = self.progress.bytes_total.filter(|total| *total > 0)?;
        Some((self.progress.bytes_read as f64 / total as f64).min(1.0))
    }

    /// Returns how long the rest takes if it goes on as it did; none where no one knows how much
    /// that is.
    pub fn time_left(&self) -> Option<Duration> {
        let part = self.part().filter(|part| *part > 0.0)?;
        Duration::try_from_secs_f64(self.elapsed.as_secs_f64() * (1.0 - part) / part).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Stage;

    fn gauge(bytes_read: u64, bytes_total: Option<u64>, seconds: u64) -> LoadProgress {
        let progress = Progress { stage: Stage::Reading, rows: 3000, bytes_read, bytes_total };
        LoadProgress { progress, elapsed: Duration::from_secs(seconds) }
    }

    #[test]
    fn the_rest_takes_as_long_as_its_share() {
        let quarter = gauge(250, Some(1000), 2);
        assert_eq!(quarter.rows_per_second(), Some(1500.0));
        assert_eq!(quarter.part(), Some(0.25));
        assert_eq!(quarter.time_left(), Some(Duration::from_secs(6)));
        assert_eq!(gauge(1000, Some(1000), 2).time_left(), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_not_known_is_not_said() {
        let pipe = gauge(250, None, 2);
        assert_eq!((pipe.part(), pipe.time_left()), (None, None));
        assert_eq!(gauge(0, Some(1000), 2).time_left(), None);
        assert_eq!(gauge(0, Some(0), 0).rows_per_second(), None);
        assert_eq!(gauge(0, Some(0), 0).part(), None);
    }
}
