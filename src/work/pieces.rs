//! Jobs without a thread: each has a turn, and does a little in it.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::RunningJob;
use crate::app::{Job, JobId, JobOutput};

/// Jobs that take turns.
#[derive(Debug, Default)]
pub struct PiecewiseJobs {
    jobs: VecDeque<(JobId, RunningJob)>,
}

impl PiecewiseJobs {
    /// Starts a job, whose turn is after those of the others.
    pub fn start(&mut self, id: JobId, job: Job) {
        self.jobs.push_back((id, RunningJob::new(job)));
    }

    /// Ends a job, of which nothing more comes.
    pub fn cancel(&mut self, id: JobId) {
        self.jobs.retain(|(of, _)| *of != id);
    }

    /// Returns whether there is a job.
    pub fn is_working(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// Does a little of the next job, such as one iteration, and returns what came of it.
    pub fn step(&mut self) -> Vec<(JobId, JobOutput)> {
        let Some((id, mut job)) = self.jobs.pop_front() else { return Vec::new() };
        let mut outputs = Vec::new();
        let left = job.step(&mut |output| {
            outputs.push((id, output));
            ControlFlow::Continue(())
        });
        if left.is_continue() {
            self.jobs.push_back((id, job));
        }
        outputs
    }
}
