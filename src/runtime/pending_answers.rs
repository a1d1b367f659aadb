//! Which jobs are still wanted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::app::{Answer, JobId};

/// The jobs whose answers are wanted, with what tells them otherwise. Dropped, it breaks them off.
#[derive(Debug, Default)]
pub struct PendingAnswers(BTreeMap<JobId, Arc<AtomicBool>>);

/// Tells a job whether it has been broken off.
#[derive(Clone, Debug)]
pub struct CancelFlag(Arc<AtomicBool>);

impl CancelFlag {
    /// Whether the job is no longer wanted.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PendingAnswers {
    /// One more job.
    pub fn add(&mut self, id: JobId) -> CancelFlag {
        let cancelled = Arc::default();
        self.0.insert(id, Arc::clone(&cancelled));
        CancelFlag(cancelled)
    }

    /// Breaks a job off. Answers of it that were said already are refused.
    pub fn cancel(&mut self, id: JobId) {
        if let Some(cancelled) = self.0.remove(&id) {
            cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Forgets a job that says nothing more, and returns whether it was still wanted to hear of
    /// it.
    #[cfg(feature = "serve")]
    pub fn remove(&mut self, id: JobId) -> bool {
        self.0.remove(&id).is_some()
    }

    /// Whether this answer is still wanted. A job that has said its last word is forgotten.
    pub fn expects(&mut self, id: JobId, answer: &Answer) -> bool {
        if answer.is_followed() { self.0.contains_key(&id) } else { self.0.remove(&id).is_some() }
    }
}

impl Drop for PendingAnswers {
    fn drop(&mut self) {
        self.0.values().for_each(|cancelled| cancelled.store(true, Ordering::Relaxed));
    }
}
