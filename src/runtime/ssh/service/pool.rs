//! Jobs that take long, done by a few threads for all sessions, a slice at a time.
//!
//! A session that waits goes on before those that have used more of the processor lately. So a
//! newcomer's short job does not wait until other sessions' long ones are done, and no session gets
//! more than its share by asking for more.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::metrics::Metrics;
use crate::app::{Job, JobId, JobOutput};
use crate::runtime::pending_outputs::{CancelFlag, PendingOutputs};
use crate::work::RunningJob;

/// How long a job goes on before another session's may.
const SLICE: Duration = Duration::from_millis(10);
/// In this time half of what a session has used is forgotten.
const HALF_LIFE: Duration = Duration::from_secs(1);

/// The threads, and the jobs that wait for them.
#[derive(Debug)]
pub struct Pool {
    workers: usize,
    queue: Mutex<Queue>,
    metrics: Arc<Metrics>,
}

#[derive(Debug, Default)]
struct Queue {
    /// The sessions that have jobs, waiting or being done.
    sessions: BTreeMap<u64, SessionQueue>,
    last_session: u64,
    /// The threads that are at work.
    workers: usize,
}

/// The jobs of a session, and the time that it has used.
#[derive(Debug, Default)]
struct SessionQueue {
    waiting: VecDeque<Task>,
    /// The job that a thread works on.
    running: Option<JobId>,
    usage: Usage,
}

/// Processor time of a session, older time less.
#[derive(Clone, Copy, Debug)]
struct Usage {
    seconds: f64,
    at: Instant,
}

impl Default for Usage {
    fn default() -> Self {
        Self { seconds: 0.0, at: Instant::now() }
    }
}

impl Usage {
    fn at(self, now: Instant) -> f64 {
        let age = now.saturating_duration_since(self.at).as_secs_f64() / HALF_LIFE.as_secs_f64();
        self.seconds * (-age).exp2()
    }

    fn add(&mut self, time: Duration, now: Instant) {
        *self = Self { seconds: self.at(now) + time.as_secs_f64(), at: now };
    }
}

/// A job that waits for its next slice.
#[derive(Debug)]
struct Task {
    id: JobId,
    work: RunningJob,
    cancelled: CancelFlag,
    events: mpsc::UnboundedSender<JobEvent>,
}

/// What a session learns of its jobs.
#[derive(Debug)]
pub(crate) enum JobEvent {
    /// An answer.
    Output(JobId, JobOutput),
    /// An error in the program has ended the job.
    Failed(JobId),
}

impl Pool {
    /// Returns a pool of this many workers, at least one.
    pub fn new(workers: usize, metrics: Arc<Metrics>) -> Self {
        Self { workers: workers.max(1), queue: Mutex::default(), metrics }
    }

    /// The queue is whole at any time: jobs are done while it is not locked.
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works until no job waits. `queue` counts this thread.
    fn work(&self) {
        let mut queue = self.queue();
        while let Some((session, task)) = queue.next(Instant::now()) {
            drop(queue);
            let began = Instant::now();
            let left = slice(task, began, &self.metrics);
            let now = Instant::now();
            queue = self.queue();
            if left.is_none() {
                self.metrics.queued(-1);
            }
            queue.put_back(session, left, now - began, now, &self.metrics);
        }
        queue.workers -= 1;
    }
}

impl Queue {
    /// Takes out the next job of the session that has used the least.
    fn next(&mut self, now: Instant) -> Option<(u64, Task)> {
        let waiting = self.sessions.iter_mut().filter(|(_, session_queue)| {
            session_queue.running.is_none() && !session_queue.waiting.is_empty()
        });
        let (session, session_queue) =
            waiting.min_by(|(_, a), (_, b)| a.usage.at(now).total_cmp(&b.usage.at(now)))?;
        let task = session_queue.waiting.pop_front()?;
        session_queue.running = Some(task.id);
        Some((*session, task))
    }

    /// Takes back what is left of a job after a slice.
    fn put_back(
        &mut self,
        session: u64,
        left: Option<Task>,
        time: Duration,
        now: Instant,
        metrics: &Metrics,
    ) {
        let Some(session_queue) = self.sessions.get_mut(&session) else {
            // The session has gone, and the rest is not wanted.
            metrics.queued(-i64::from(left.is_some()));
            return;
        };
        session_queue.running = None;
        session_queue.usage.add(time, now);
        match left {
            Some(task) if task.cancelled.is_set() => metrics.queued(-1),
            Some(task) => session_queue.waiting.push_front(task),
            None => {}
        }
    }
}

/// Goes on with a job for a slice. Returns it if there is more to do.
fn slice(mut task: Task, began: Instant, metrics: &Metrics) -> Option<Task> {
    let done = catch_unwind(AssertUnwindSafe(|| {
        while !task.cancelled.is_set() {
            let (id, events, cancelled) = (task.id, &task.events, &task.cancelled);
            task.work.step(&mut |answer| {
                cancelled.pass_on(|| events.send(JobEvent::Output(id, answer)).is_ok())
            })?;
            if began.elapsed() >= SLICE {
                return ControlFlow::Continue(());
            }
        }
        ControlFlow::Break(())
    }));
    match done {
        Ok(ControlFlow::Continue(())) => Some(task),
        Ok(ControlFlow::Break(())) => None,
        Err(_) => {
            metrics.panicked();
            // No one listens if the session has gone.
            let _ = task.events.send(JobEvent::Failed(task.id));
            None
        }
    }
}

/// The jobs of one session. They are cancelled when it is dropped.
#[derive(Debug)]
pub(crate) struct SessionJobs {
    pool: Arc<Pool>,
    session: u64,
    pending: PendingOutputs,
    events: mpsc::UnboundedSender<JobEvent>,
}

impl SessionJobs {
    /// Returns no jobs yet. What they answer comes out of the receiver.
    pub(crate) fn new(pool: Arc<Pool>) -> (Self, mpsc::UnboundedReceiver<JobEvent>) {
        // What waits there is bounded by what a job may answer in all.
        let (events, inbox) = mpsc::unbounded_channel();
        let session = {
            let mut queue = pool.queue();
            queue.last_session += 1;
            let session = queue.last_session;
            queue.sessions.insert(session, SessionQueue::default());
            session
        };
        (Self { pool, session, pending: PendingOutputs::default(), events }, inbox)
    }

    /// Puts `job` into the queue. A session has few: each kind of thing that its state machine
    /// waits for takes the place of the one before.
    pub(crate) fn start(&mut self, id: JobId, job: Job) {
        let mut queue = self.pool.queue();
        let session_queue = queue.sessions.entry(self.session).or_default();
        let (cancelled, events) = (self.pending.add(id), self.events.clone());
        session_queue.waiting.push_back(Task { id, work: RunningJob::new(job), cancelled, events });
        self.pool.metrics.queued(1);
        if queue.workers < self.pool.workers {
            let pool = Arc::clone(&self.pool);
            // It waits for the queue, and so until it is counted.
            tokio::task::spawn_blocking(move || pool.work());
            queue.workers += 1;
        }
    }

    /// Cancels a job. Answers that it has already given are not expected any more.
    pub(crate) fn cancel(&mut self, id: JobId) {
        self.pending.cancel(id);
        if let Some(session_queue) = self.pool.queue().sessions.get_mut(&self.session) {
            let before = session_queue.waiting.len();
            session_queue.waiting.retain(|task| task.id != id);
            self.pool.metrics.queued(session_queue.waiting.len() as i64 - before as i64);
        }
    }

    /// Returns whether this answer is still expected.
    pub(crate) fn expects(&mut self, id: JobId, answer: &JobOutput) -> bool {
        self.pending.expects(id, answer)
    }

    /// Forgets a job that has failed, and returns whether its answer was still expected.
    pub(crate) fn remove(&mut self, id: JobId) -> bool {
        self.pending.remove(id)
    }
}

impl Drop for SessionJobs {
    fn drop(&mut self) {
        if let Some(session_queue) = self.pool.queue().sessions.remove(&self.session) {
            self.pool.metrics.queued(-(session_queue.waiting.len() as i64));
        }
    }
}

#[cfg(test)]
mod tests;
