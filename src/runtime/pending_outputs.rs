//! The jobs whose answers are still expected.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::app::{JobId, JobOutput};

/// The jobs whose answers are expected, with what cancels them. They are cancelled when it is
/// dropped.
#[derive(Debug, Default)]
pub(super) struct PendingOutputs(BTreeMap<JobId, Arc<AtomicBool>>);

/// Tells a job whether it has been cancelled.
#[derive(Clone, Debug)]
pub(super) struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    /// Returns whether the job has been cancelled.
    pub(super) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Passes an answer on by `send`, which returns whether someone receives it. Breaks if no one
    /// does, or the job has been cancelled.
    pub(super) fn pass_on(&self, send: impl FnOnce() -> bool) -> ControlFlow<()> {
        if !self.is_set() && send() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}

impl PendingOutputs {
    /// Adds a job.
    pub(super) fn add(&mut self, id: JobId) -> CancelFlag {
        let cancelled = Arc::default();
        self.0.insert(id, Arc::clone(&cancelled));
        CancelFlag(cancelled)
    }

    /// Cancels a job. Answers that it has already given are not expected any more.
    pub(super) fn cancel(&mut self, id: JobId) {
        if let Some(cancelled) = self.0.remove(&id) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Forgets a job that gives no more answers, and returns whether one was expected.
    #[cfg(feature = "serve")]
    pub(super) fn remove(&mut self, id: JobId) -> bool {
        self.0.remove(&id).is_some()
    }

    /// Returns whether this answer is still expected. A job that has given its last is forgotten.
    pub(super) fn expects(&mut self, id: JobId, answer: &JobOutput) -> bool {
        if answer.is_followed() { self.0.contains_key(&id) } else { self.0.remove(&id).is_some() }
    }
}

impl Drop for PendingOutputs {
    fn drop(&mut self) {
        self.0.values().for_each(|cancelled| cancelled.store(true, Ordering::Relaxed));
    }
}
