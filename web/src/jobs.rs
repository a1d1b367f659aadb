//! Where jobs are done: here at once, here in pieces between two requests, or, if they are long and
//! cannot be cut, elsewhere: in a copy of this module, which the page lets go on by itself.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use emstep::data::Progress;
use emstep::data::{Request, Source, Stage};
use emstep::internals::app::{Job, JobId, JobOutput, LoadProgress};
use emstep::internals::work::{PiecewiseJobs, QuickWork, failed, is_done_in_pieces, run_job};

use crate::protocol::JobProgress;
use crate::{files, imports};

/// A file that is read within a frame has no more bytes than this.
const SHORT_FILE: u64 = 1 << 19;

/// The jobs under way.
#[derive(Debug, Default)]
pub(crate) struct Jobs {
    pieces: PiecewiseJobs,
    /// Those that are done elsewhere, one after the other.
    elsewhere: VecDeque<(JobId, Job)>,
    /// What the first of them has said, in the copy that does it.
    held: Vec<(JobId, JobOutput)>,
}

impl Jobs {
    /// Starts a job. Returns it if it is so short that it is to be done at once.
    pub(crate) fn start(&mut self, id: JobId, job: Job) -> Option<Job> {
        if is_quick(&job) {
            return Some(job);
        }
        if is_done_in_pieces(&job) {
            self.pieces.start(id, job);
        } else {
            self.elsewhere.push_back((id, job));
        }
        None
    }

    /// Ends a job, of which nothing more comes.
    pub(crate) fn cancel(&mut self, id: JobId) {
        self.pieces.cancel(id);
        self.elsewhere.retain(|(of, _)| *of != id);
        self.held.retain(|(of, _)| *of != id);
    }

    /// Returns whether there is something left to compute here.
    pub(crate) fn is_working(&self) -> bool {
        self.pieces.is_working()
    }

    /// Returns the number of the job that is to be done elsewhere, if there is one.
    pub(crate) fn elsewhere(&self) -> Option<u64> {
        self.elsewhere.front().map(|(id, _)| id.0)
    }

    /// Does a little of what is to be done here, and returns what came of it.
    pub(crate) fn step(&mut self) -> Vec<(JobId, JobOutput)> {
        self.pieces.step()
    }

    /// Does the whole of the first job that is done elsewhere: this is where.
    pub(crate) fn finish(&mut self) {
        let Some((id, job)) = self.elsewhere.front().cloned() else { return };
        run_job(&job, &mut |output| {
            match &output {
                JobOutput::Loading(progress) => report(progress.progress),
                _ => self.held.push((id, output)),
            }
            ControlFlow::Continue(())
        });
    }

    /// Returns what came of that job, which is done.
    pub(crate) fn deliver(&mut self) -> Vec<(JobId, JobOutput)> {
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.elsewhere.pop_front();
        }
        held
    }

    /// Returns what is said of how far it is.
    pub(crate) fn progress(&self, far: JobProgress) -> Option<(JobId, JobOutput)> {
        let JobProgress { stage, rows, bytes_read, bytes_total, elapsed, job } = far;
        let (id, _) = self.elsewhere.front().filter(|(id, _)| id.0 == job)?;
        let stage = match stage {
            0 => Stage::Reading,
            1 => Stage::Ordering,
            _ => Stage::Condensing,
        };
        let progress = Progress { stage, rows, bytes_read, bytes_total };
        let elapsed = std::time::Duration::from_millis(elapsed);
        Some((*id, JobOutput::Loading(LoadProgress { progress, elapsed })))
    }

    /// Takes back the job whose work was lost: it has failed, or, if it cannot fail, is done here.
    /// Returns what is said of it.
    pub(crate) fn lose(&mut self, number: u64, why: &str) -> Option<(JobId, JobOutput)> {
        if self.elsewhere() != Some(number) {
            return None;
        }
        let (id, job) = self.elsewhere.pop_front()?;
        let output = failed(&job, why);
        if output.is_none() {
            self.pieces.start(id, job);
        }
        output.map(|output| (id, output))
    }
}

fn report(progress: Progress) {
    let Progress { stage, rows, bytes_read, bytes_total } = progress;
    let stage = match stage {
        Stage::Reading => 0,
        Stage::Ordering => 1,
        Stage::Condensing => 2,
    };
    let far = JobProgress { stage, rows, bytes_read, bytes_total, elapsed: 0, job: 0 };
    // Numbers are always written.
    if let Ok(json) = serde_json::to_vec(&far) {
        imports::tell(&json);
    }
}

/// Returns whether a job is done within a frame.
fn is_quick(job: &Job) -> bool {
    let is_short = |request: &Request| match &request.source {
        Source::File(path) => {
            // What is compressed may be much longer than its file.
            let is_compressed = path.extension().is_some_and(|end| end == "gz" || end == "zst");
            let length = path.to_str().and_then(files::about).map(|(length, _)| length);
            !is_compressed && length.is_none_or(|length| length <= SHORT_FILE)
        }
        Source::Files(_) => false,
        Source::Example(_) | Source::Typed(_) | Source::Stdin => true,
        Source::Simulated(simulation) => simulation.count.get() < 100_000,
    };
    match job {
        Job::Load(request) | Job::Summarize(request) => is_short(request),
        Job::ListFolder(_) => true,
        job => QuickWork::ALONE.includes(job),
    }
}
