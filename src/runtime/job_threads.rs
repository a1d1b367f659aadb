//! Jobs that take time, away from the main loop.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use super::Event;
use super::pending_outputs::PendingOutputs;
use crate::app::{Job, JobId, JobOutput};
use crate::work::run_job;

/// The jobs that run. Each has a thread of its own, so that none waits for a cancelled one to
/// notice: a pipe may keep its reader waiting, and making θ₀ cannot be broken off halfway.
#[derive(Debug)]
pub(super) struct JobThreads {
    inbox: Sender<Event>,
    pending: PendingOutputs,
}

impl JobThreads {
    pub(super) fn new(inbox: Sender<Event>) -> Self {
        Self { inbox, pending: PendingOutputs::default() }
    }

    /// Starts `job`; its answers come to the inbox.
    pub(super) fn start(&mut self, id: JobId, job: Job) -> io::Result<()> {
        let inbox = self.inbox.clone();
        let cancelled = self.pending.add(id);
        thread::Builder::new().name("job".into()).spawn(move || {
            run_job(&job, &mut |answer| {
                cancelled.pass_on(|| inbox.send(Event::Output(id, answer)).is_ok())
            });
        })?;
        Ok(())
    }

    /// Cancels a job. Answers of it that are in the inbox already are not expected any more.
    pub(super) fn cancel(&mut self, id: JobId) {
        self.pending.cancel(id);
    }

    /// Returns whether this answer is still expected.
    pub(super) fn expects(&mut self, id: JobId, answer: &JobOutput) -> bool {
        self.pending.expects(id, answer)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;
    use crate::data::Dataset;
    use crate::mixture::{Iterate, Sample, StopRule, Stopped, Theta};

    fn run_of(iterations: usize) -> Job {
        let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
        let from = Iterate::start(theta, &sample).unwrap();
        let dataset = Arc::new(Dataset::new("homework", "x", sample));
        Job::Iterate { dataset, from, rule: StopRule { iterations, tolerance: None } }
    }

    #[test]
    fn a_cancelled_job_ends_and_its_late_answers_are_refused() {
        let (sender, inbox) = mpsc::channel();
        let mut jobs = JobThreads::new(sender);
        jobs.start(JobId(1), run_of(usize::MAX)).unwrap();
        let Ok(Event::Output(id, answer)) = inbox.recv() else { panic!("no answer") };
        assert!(jobs.expects(id, &answer));
        jobs.cancel(id);
        assert!(!jobs.expects(id, &answer));
        drop(jobs);
        // The inbox closes when the job's thread has dropped its end: it has ended.
        while inbox.recv().is_ok() {}
    }

    #[test]
    fn a_job_that_has_said_its_last_word_is_forgotten() {
        let (sender, inbox) = mpsc::channel();
        let mut jobs = JobThreads::new(sender);
        jobs.start(JobId(1), run_of(3)).unwrap();
        loop {
            let Ok(Event::Output(id, answer)) = inbox.recv() else { panic!("no answer") };
            assert!(jobs.expects(id, &answer));
            if !answer.is_followed() {
                assert!(matches!(answer, JobOutput::Stopped(Stopped::IterationLimit)));
                assert!(!jobs.expects(id, &answer));
                return;
            }
        }
    }
}
