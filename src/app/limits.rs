//! What a host allows: everything on a person's own machine, less on a server that strangers share.

use std::collections::HashSet;
use std::sync::Arc;

use crate::data::Dataset;
use crate::mixture::{Iterate, MAX_COMPONENTS};
use crate::text::{counted, grouped};
use crate::timeline::{LAST_ITERATION, Run, Timeline};

/// How much of the machine an [`crate::app::App`] may use. It holds for all of its runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostLimits {
    /// Whether files may be read and a lesson's answers written to one.
    pub files: bool,
    /// The most observations of a data set.
    pub rows: usize,
    /// The most components that may be asked for; above [`MAX_COMPONENTS`] it means that.
    pub components: usize,
    /// The furthest iteration of a run; above [`LAST_ITERATION`] it means that.
    pub iterations: usize,
    /// The most runs; a lesson's own do not count.
    pub runs: usize,
    /// The most bytes that runs and their data may take, beside the data that were there first and
    /// the groups of these.
    pub bytes: usize,
    /// Whether the program can be put into the background.
    pub suspend: bool,
    /// Whether sessions can be saved, and results exported.
    pub saving: bool,
}

/// A host allows no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitReached {
    /// No more components.
    #[error("{}", match most {
        &MAX_COMPONENTS => format!("K must be at most {MAX_COMPONENTS}"),
        most => format!("this server allows K up to {most}"),
    })]
    Components {
        /// the most there may be
        most: usize,
    },
    /// No data set of this many observations.
    #[error(
        "{} observations are too many: this server takes {}",
        grouped(*rows as u64), grouped(*most as u64)
    )]
    Rows {
        /// how many observations it has
        rows: usize,
        /// the most it may have
        most: usize,
    },
    /// No iteration beyond this one.
    #[error("{}: ⟦p⟧ goes back, ⟦t⟧ starts another run", match *.0 {
        LAST_ITERATION => format!("a run ends after {} iterations", grouped(LAST_ITERATION as u64)),
        most => format!("this server stops at {}", counted(most, "iteration")),
    })]
    Iterations(usize),
    /// No more runs than this many.
    #[error("this server keeps {}: ⟦<⟧ and ⟦>⟧ go from run to run", counted(*.0, "run"))]
    Runs(usize),
    /// No more bytes for runs and their data than this many.
    #[error(
        "the runs of this session fill the {} KiB that this server allows: ⟦<⟧ and ⟦>⟧ go from run to run",
        grouped(*.0 as u64 / 1024)
    )]
    Bytes(usize),
}

/// What an observation takes: itself, its rank in the order of the table, and what sorting needs.
const BYTES_PER_ROW: usize = 24;

impl Default for HostLimits {
    fn default() -> Self {
        Self {
            files: true,
            rows: usize::MAX,
            components: MAX_COMPONENTS,
            iterations: LAST_ITERATION,
            runs: usize::MAX,
            bytes: usize::MAX,
            suspend: true,
            saving: true,
        }
    }
}

impl HostLimits {
    /// Returns the most components, as both dialogs hold them.
    pub(in crate::app) fn most_components(&self) -> usize {
        self.components.clamp(1, MAX_COMPONENTS)
    }

    /// Checks whether a mixture may have this many components.
    ///
    /// # Errors
    /// Returns an error if they are too many.
    pub(in crate::app) fn check_components(&self, components: usize) -> Result<(), LimitReached> {
        let most = self.most_components();
        if components > most { Err(LimitReached::Components { most }) } else { Ok(()) }
    }

    /// Checks whether a data set may have this many observations.
    ///
    /// # Errors
    /// Returns an error if they are too many.
    pub(in crate::app) fn check_rows(&self, rows: usize) -> Result<(), LimitReached> {
        let most = self.rows;
        if rows > most { Err(LimitReached::Rows { rows, most }) } else { Ok(()) }
    }

    /// Returns the furthest iteration that the active run may reach, by its number and by the room
    /// there is for it.
    pub(in crate::app) fn last_iteration(&self, runs: &Timeline<Arc<Dataset>>) -> usize {
        let run = runs.run();
        let room = self.room(runs) / Iterate::bytes(run.last().theta().len());
        self.most_iterations().min(run.last().iteration().saturating_add(room))
    }

    /// Returns why there is no iteration beyond the last one.
    pub(in crate::app) fn no_further(&self, runs: &Timeline<Arc<Dataset>>) -> LimitReached {
        let last = self.last_iteration(runs);
        if last < self.most_iterations() { self.no_room() } else { LimitReached::Iterations(last) }
    }

    fn most_iterations(&self) -> usize {
        self.iterations.min(LAST_ITERATION)
    }

    /// Checks whether another run of this many components on these data may start.
    ///
    /// # Errors
    /// Returns an error if it may not.
    pub(in crate::app) fn check_another_run(
        &self,
        timeline: &Timeline<Arc<Dataset>>,
        data: &Arc<Dataset>,
        components: usize,
    ) -> Result<(), LimitReached> {
        let runs = timeline.runs();
        if runs.len() >= self.runs {
            return Err(LimitReached::Runs(self.runs));
        }
        let is_there =
            is_shared(timeline, data) || runs.iter().any(|run| Arc::ptr_eq(run.data(), data));
        let of_data = if is_there { 0 } else { bytes_of(data) };
        let needed = of_data.saturating_add(Iterate::bytes(components));
        if needed > self.room(timeline) { Err(self.no_room()) } else { Ok(()) }
    }

    /// Checks whether this many fits, and their components, may be kept beside the runs.
    ///
    /// # Errors
    /// Returns an error if there is no room for them.
    pub(in crate::app) fn check_fits(
        &self,
        timeline: &Timeline<Arc<Dataset>>,
        (fits, components): (usize, usize),
    ) -> Result<(), LimitReached> {
        let needed = fits.saturating_mul(Iterate::bytes(components));
        if needed > self.room(timeline) { Err(self.no_room()) } else { Ok(()) }
    }

    fn no_room(&self) -> LimitReached {
        LimitReached::Bytes(self.bytes)
    }

    /// Returns the bytes that are left for runs and their data.
    fn room(&self, timeline: &Timeline<Arc<Dataset>>) -> usize {
        if self.bytes == usize::MAX {
            return usize::MAX;
        }
        let runs = timeline.runs();
        let iterates = runs.iter().map(|run| {
            run.iterates().len().saturating_mul(Iterate::bytes(run.last().theta().len()))
        });
        let mut known = HashSet::new();
        let data = runs.iter().map(Run::data).filter(|data| !is_shared(timeline, data));
        let data = data.filter(|data| known.insert(Arc::as_ptr(data))).map(|data| bytes_of(data));
        let kept = iterates.chain(data).fold(0, usize::saturating_add);
        self.bytes.saturating_sub(kept)
    }
}

/// Returns whether data cost nothing: the data that were there first, and if these are a table the
/// groups of it, are shared by all sessions of a server.
fn is_shared(timeline: &Timeline<Arc<Dataset>>, data: &Arc<Dataset>) -> bool {
    timeline.runs().first().map(Run::data).is_some_and(|first| {
        let groups = first.groups.as_ref().zip(data.groups.as_ref());
        Arc::ptr_eq(first, data) || groups.is_some_and(|(a, b)| a.is_of_same_table(b))
    })
}

/// Returns about how many bytes data take.
fn bytes_of(data: &Dataset) -> usize {
    let sums = data.sample.summed().map_or(0, |summed| summed.condensed().bytes());
    // A group shares the table that it is of with all together.
    let table = data.groups.as_ref().filter(|group| group.index().is_none());
    let sums = sums.saturating_add(table.map_or(0, |table| table.groups().bytes()));
    data.sample.len().saturating_mul(BYTES_PER_ROW).saturating_add(sums)
}
