//! What takes long, done by a few threads for all sessions.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{Semaphore, mpsc};

use super::metrics::Metrics;
use crate::app::{Answer, Job, JobId};
use crate::runtime::perform;
use crate::runtime::wanted::Wanted;

/// How many jobs are done at a time; the others wait.
#[derive(Debug)]
pub struct Pool {
    free: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

impl Pool {
    /// A pool of this many workers, at least one.
    pub fn new(workers: usize, metrics: Arc<Metrics>) -> Self {
        Self { free: Arc::new(Semaphore::new(workers.max(1))), metrics }
    }
}

/// The jobs of one session. Dropping it breaks them off.
#[derive(Debug)]
pub struct Jobs {
    pool: Arc<Pool>,
    most: usize,
    /// Jobs that hold a place in the queue or a worker, wanted or not.
    under_way: Arc<AtomicUsize>,
    wanted: Wanted,
    answers: mpsc::Sender<(JobId, Answer)>,
}

/// Too many jobs of this session are under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

impl Jobs {
    /// No jobs yet; at most `most` at a time. Answers come out of the receiver.
    pub fn new(pool: Arc<Pool>, most: usize) -> (Self, mpsc::Receiver<(JobId, Answer)>) {
        // A job waits for its session to take what it has said.
        let (answers, inbox) = mpsc::channel(2);
        let under_way = Arc::default();
        (Self { pool, most, under_way, wanted: Wanted::default(), answers }, inbox)
    }

    /// Puts `job` into the queue.
    ///
    /// # Errors
    /// [`Busy`] where the session has as many as it may have.
    pub fn start(&mut self, id: JobId, job: Job) -> Result<(), Busy> {
        if self.under_way.load(Ordering::Relaxed) >= self.most {
            return Err(Busy);
        }
        let place = Place::take(&self.under_way, &self.pool.metrics);
        let cancelled = self.wanted.add(id);
        let (free, answers) = (Arc::clone(&self.pool.free), self.answers.clone());
        tokio::spawn(async move {
            let Ok(worker) = free.acquire_owned().await else { return };
            if cancelled.is_set() {
                return;
            }
            tokio::task::spawn_blocking(move || {
                let (_worker, _place) = (worker, place);
                perform(&job, &mut |answer| {
                    let is_lost =
                        cancelled.is_set() || answers.blocking_send((id, answer)).is_err();
                    if is_lost { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
                });
            });
        });
        Ok(())
    }

    /// Breaks a job off. Answers of it that were said already will be refused.
    pub fn cancel(&mut self, id: JobId) {
        self.wanted.cancel(id);
    }

    /// Whether someone still wants this answer.
    pub fn wants(&mut self, id: JobId, answer: &Answer) -> bool {
        self.wanted.wants(id, answer)
    }
}

/// A job's place in the queue, until it has ended.
struct Place(Arc<AtomicUsize>, Arc<Metrics>);

impl Place {
    fn take(under_way: &Arc<AtomicUsize>, metrics: &Arc<Metrics>) -> Self {
        under_way.fetch_add(1, Ordering::Relaxed);
        metrics.queued(1);
        Self(Arc::clone(under_way), Arc::clone(metrics))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
        self.1.queued(-1);
    }
}
