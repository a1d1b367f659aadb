//! What a run takes in, with its checkpoints, and how a signal ends it.

use std::io;
use std::process::Termination;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use super::checkpoint::{Checkpoint, Resumed};
use super::grouped_sums::GroupedSums;
use crate::data::{Interrupt, Mark, Observations, Problem, Sink};
use crate::runtime::output_file::{OutputFileError, Written};
use crate::runtime::{Ending, watch_ends};

/// Takes observations in, and saves a checkpoint now and then.
pub(super) struct Collector {
    pub(super) sums: GroupedSums,
    pub(super) checkpoint: Option<Checkpoint>,
    /// How many observations the first pass found, if there was one.
    pub(super) first_pass: Option<u64>,
    /// The last mark.
    mark: Option<Mark>,
    /// Whether something was taken in behind the mark.
    is_behind: bool,
    /// Why a checkpoint could not be saved; the run is ended then.
    failed: Option<OutputFileError>,
    interrupt: Interrupt,
}

impl Collector {
    pub(super) fn new(
        sums: GroupedSums,
        checkpoint: Option<Checkpoint>,
        interrupt: &Interrupt,
    ) -> Self {
        let interrupt = interrupt.clone();
        Self {
            sums,
            checkpoint,
            first_pass: None,
            mark: None,
            is_behind: false,
            failed: None,
            interrupt,
        }
    }

    /// Returns a collector that has what an earlier run took in, and the mark it goes on from.
    pub(super) fn resumed(
        resumed: Resumed,
        checkpoint: Option<Checkpoint>,
        interrupt: &Interrupt,
    ) -> (Self, Mark) {
        let Resumed { mark, sums, first_pass } = resumed;
        let (interrupt, last) = (interrupt.clone(), Some(mark.clone()));
        (
            Self {
                sums,
                checkpoint,
                first_pass,
                mark: last,
                is_behind: false,
                failed: None,
                interrupt,
            },
            mark,
        )
    }

    /// Saves what was taken in at the end of a run that was ended early, if there was anything to
    /// save.
    ///
    /// # Errors
    /// Returns an error if it, or a checkpoint before, could not be saved.
    pub(super) fn save(&mut self) -> Result<Option<Written>, OutputFileError> {
        if let Some(failed) = self.failed.take() {
            return Err(failed);
        }
        let (Some(checkpoint), Some(mark), false) =
            (&mut self.checkpoint, &self.mark, self.is_behind)
        else {
            return Ok(None);
        };
        checkpoint.save(&self.sums, mark).map(Some)
    }
}

impl Sink for Collector {
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem> {
        self.is_behind = true;
        self.sums.push(observations).map_err(Problem::OutOfReach)
    }

    fn mark(&mut self, mark: &Mark) {
        let Some(checkpoint) = &mut self.checkpoint else { return };
        (self.mark, self.is_behind) = (Some(mark.clone()), false);
        if checkpoint.is_due(self.sums.count()) {
            // What a crash of the system may undo has the checkpoint before in its place.
            self.failed = checkpoint.save(&self.sums, mark).map(drop).err();
            if self.failed.is_some() {
                self.interrupt.stop();
            }
        }
    }
}

/// The signals that end a run. It ends where what was taken in is whole, so that it can be saved; a
/// second signal ends the program at once.
pub(super) struct EndSignals {
    signal: Arc<AtomicI32>,
    is_immediate: Arc<AtomicBool>,
}

impl EndSignals {
    /// Begins to watch them.
    ///
    /// # Errors
    /// Returns an error if the system does not allow it.
    pub(super) fn watch(interrupt: &Interrupt) -> io::Result<Self> {
        let (signal, is_immediate) = (Arc::<AtomicI32>::default(), Arc::<AtomicBool>::default());
        let ends = Self { signal: Arc::clone(&signal), is_immediate: Arc::clone(&is_immediate) };
        let interrupt = interrupt.clone();
        watch_ends(move |number| {
            if is_immediate.load(Ordering::SeqCst) {
                let _ = Ending::Signal(number).report();
            }
            signal.store(number, Ordering::SeqCst);
            interrupt.stop();
        })?;
        Ok(ends)
    }

    /// From now on a signal ends the program at once: there is nothing to save.
    pub(super) fn end_at_once(&self) {
        self.is_immediate.store(true, Ordering::SeqCst);
        self.die();
    }

    /// Ends the program as the signal asked, if there was one.
    pub(super) fn die(&self) {
        let signal = self.signal.load(Ordering::SeqCst);
        if signal != 0 {
            let _ = Ending::Signal(signal).report();
        }
    }
}
