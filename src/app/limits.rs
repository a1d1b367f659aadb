//! What a host allows: everything on a person's own machine, less on a server that strangers share.

use std::collections::HashSet;
use std::sync::Arc;

use crate::data::Dataset;
use crate::mixture::{Iterate, MAX_COMPONENTS};
use crate::text::{counted, grouped};
use crate::timeline::{Run, Timeline};

/// How much of the machine an [`crate::app::App`] may use. It holds for all of its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostLimits {
    /// Whether files may be read and a lesson's answers written to one.
    pub files: bool,
    /// The most observations of a data set.
    pub rows: usize,
    /// The most components that may be asked for; above [`MAX_COMPONENTS`] it means that.
    pub components: usize,
    /// The furthest iteration of a run.
    pub iterations: usize,
    /// The most runs; a lesson's own do not count.
    pub runs: usize,
    /// The most bytes that runs and their data may take, beside the data that were there first.
    pub bytes: usize,
    /// Whether the program can be put into the background.
    pub suspend: bool,
}

/// What an observation takes: itself, its place in the order of the table, and what sorting needs.
const BYTES_PER_ROW: usize = 24;

impl Default for HostLimits {
    fn default() -> Self {
        Self {
            files: true,
            rows: usize::MAX,
            components: MAX_COMPONENTS,
            iterations: usize::MAX,
            runs: usize::MAX,
            bytes: usize::MAX,
            suspend: true,
        }
    }
}

impl HostLimits {
    /// The most components, as both dialogs hold them.
    pub(in crate::app) fn most_components(&self) -> usize {
        self.components.clamp(1, MAX_COMPONENTS)
    }

    /// Why there are no more components.
    pub(in crate::app) fn no_more_components(&self) -> String {
        match self.most_components() {
            MAX_COMPONENTS => format!("K is {MAX_COMPONENTS} at the most"),
            most => format!("this server allows K up to {most}"),
        }
    }

    /// Why no other run starts.
    pub(in crate::app) fn no_more_runs(&self) -> String {
        format!("this server keeps {} runs: < and > go from run to run", grouped(self.runs as u64))
    }

    /// Why a data set of this many observations is not taken; none where it is.
    pub(in crate::app) fn too_many_rows(&self, rows: usize) -> Option<String> {
        let (most, rows) = (self.rows, (rows > self.rows).then(|| grouped(rows as u64))?);
        Some(format!(
            "{rows} observations are too many: this server takes {}",
            grouped(most as u64)
        ))
    }

    /// Returns the furthest iteration that the active run may reach, by its number and by the room
    /// there is for it.
    pub(in crate::app) fn last_iteration(&self, runs: &Timeline<Arc<Dataset>>) -> usize {
        let run = runs.run();
        let room = self.room(runs) / Iterate::bytes(run.last().theta().len());
        self.iterations.min((run.iterates().len() - 1).saturating_add(room))
    }

    /// Why there is no iteration beyond the last one.
    pub(in crate::app) fn no_further(&self, runs: &Timeline<Arc<Dataset>>) -> String {
        let last = self.last_iteration(runs);
        if last < self.iterations {
            return self.no_room();
        }
        format!("this server stops at {}", counted(last, "iteration"))
    }

    /// Checks whether another run of this many components on these data may start.
    ///
    /// # Errors
    /// Returns an error that says why, if it may not.
    pub(in crate::app) fn check_another_run(
        &self,
        timeline: &Timeline<Arc<Dataset>>,
        data: &Arc<Dataset>,
        components: usize,
    ) -> Result<(), String> {
        let runs = timeline.runs();
        if runs.len() >= self.runs {
            return Err(self.no_more_runs());
        }
        let is_there = runs.iter().any(|run| Arc::ptr_eq(run.data(), data));
        let rows = if is_there { 0 } else { data.sample.len() };
        let needed = rows.saturating_mul(BYTES_PER_ROW).saturating_add(Iterate::bytes(components));
        if needed > self.room(timeline) { Err(self.no_room()) } else { Ok(()) }
    }

    fn no_room(&self) -> String {
        let kib = grouped(self.bytes as u64 / 1024);
        format!("this server keeps {kib} KiB of runs for a session, which are full")
    }

    /// Returns the bytes that are left for runs and their data. The data that were there first cost
    /// nothing: all sessions of a server share them.
    fn room(&self, timeline: &Timeline<Arc<Dataset>>) -> usize {
        if self.bytes == usize::MAX {
            return usize::MAX;
        }
        let runs = timeline.runs();
        let iterates = runs.iter().map(|run| {
            run.iterates().len().saturating_mul(Iterate::bytes(run.last().theta().len()))
        });
        let mut known: HashSet<_> =
            runs.first().map(|run| Arc::as_ptr(run.data())).into_iter().collect();
        let data = runs.iter().map(Run::data).filter(|data| known.insert(Arc::as_ptr(data)));
        let data = data.map(|data| data.sample.len().saturating_mul(BYTES_PER_ROW));
        let kept = iterates.chain(data).fold(0, usize::saturating_add);
        self.bytes.saturating_sub(kept)
    }
}
