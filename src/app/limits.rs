//! What a host allows: everything on a person's own machine, less on a server that strangers share.

use std::collections::HashSet;
use std::sync::Arc;

use crate::app::{App, Effect};
use crate::data::Dataset;
use crate::mixture::{Iterate, MAX_COMPONENTS};
use crate::text::{counted, grouped};

/// How much of the machine an [`App`] may use. It holds for all of its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
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
const BYTES_A_ROW: usize = 24;

impl Default for Bounds {
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

impl Bounds {
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
}

impl App {
    /// Keeps all runs within bounds, those there are already as they are.
    #[must_use]
    pub fn with_bounds(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// What the host allows.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// The furthest iteration that the run may reach, by its number and by the room there is for
    /// it.
    pub(in crate::app) fn last_iteration(&self) -> usize {
        let run = self.timeline.run();
        let room = self.room() / Iterate::bytes(run.last().theta.len());
        self.bounds.iterations.min((run.iterates().len() - 1).saturating_add(room))
    }

    /// Why there is no iteration beyond the last one.
    pub(in crate::app) fn no_further(&self) -> String {
        let last = self.last_iteration();
        if last < self.bounds.iterations {
            return self.no_room();
        }
        format!("this server stops at {}", counted(last, "iteration"))
    }

    /// Why another run of this many components on these data may not start; none if it may.
    pub(in crate::app) fn no_other_run(
        &self,
        data: &Arc<Dataset>,
        components: usize,
    ) -> Option<String> {
        let runs = self.timeline.runs();
        if runs.len() >= self.bounds.runs {
            return Some(self.bounds.no_more_runs());
        }
        let is_there = runs.iter().any(|run| Arc::ptr_eq(run.data(), data));
        let rows = if is_there { 0 } else { data.sample.len() };
        let start = Iterate::bytes(components);
        let needed = rows.saturating_mul(BYTES_A_ROW).saturating_add(start);
        (needed > self.room()).then(|| self.no_room())
    }

    /// Whether these are the data that were there first, which all sessions share.
    fn is_of_server(&self, data: &Arc<Dataset>) -> bool {
        self.timeline.runs().first().is_some_and(|first| Arc::ptr_eq(first.data(), data))
    }

    fn no_room(&self) -> String {
        let kib = grouped(self.bounds.bytes as u64 / 1024);
        format!("this server keeps {kib} KiB of runs for a session, which are full")
    }

    /// The bytes that are left for runs and their data.
    fn room(&self) -> usize {
        if self.bounds.bytes == usize::MAX {
            return usize::MAX;
        }
        let runs = self.timeline.runs();
        let iterates = runs
            .iter()
            .map(|run| run.iterates().len().saturating_mul(Iterate::bytes(run.last().theta.len())));
        let mut known = HashSet::new();
        let data = runs
            .iter()
            .map(|run| run.data())
            .filter(|data| !self.is_of_server(data) && known.insert(Arc::as_ptr(data)));
        let data = data.map(|data| data.sample.len().saturating_mul(BYTES_A_ROW));
        let kept = iterates.chain(data).fold(0, usize::saturating_add);
        self.bounds.bytes.saturating_sub(kept)
    }

    pub(in crate::app) fn suspend(&mut self) -> Vec<Effect> {
        if self.bounds.suspend {
            return vec![Effect::Suspend];
        }
        self.refuse("there is nothing to suspend here: ^C leaves");
        Vec::new()
    }
}
