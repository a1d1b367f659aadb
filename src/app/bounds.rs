//! What a host allows: everything on a person's own machine, less on a server that strangers share.

use super::{App, Effect};
use crate::mixture::MAX_COMPONENTS;
use crate::notation::{counted, grouped};

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
    /// Whether the program can be put into the background.
    pub suspend: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            files: true,
            rows: usize::MAX,
            components: MAX_COMPONENTS,
            iterations: usize::MAX,
            runs: usize::MAX,
            suspend: true,
        }
    }
}

impl Bounds {
    /// The most components, as both dialogs hold them.
    pub(super) fn most_components(&self) -> usize {
        self.components.clamp(1, MAX_COMPONENTS)
    }

    /// Why there is no iteration beyond the last one.
    pub(super) fn no_further(&self) -> String {
        format!("this server stops at {}", counted(self.iterations, "iteration"))
    }

    /// Why there are no more components.
    pub(super) fn no_more_components(&self) -> String {
        match self.most_components() {
            MAX_COMPONENTS => format!("K is {MAX_COMPONENTS} at the most"),
            most => format!("this server allows K up to {most}"),
        }
    }

    /// Why no other run starts.
    pub(super) fn no_more_runs(&self) -> String {
        format!("this server keeps {} runs: < and > go from run to run", grouped(self.runs as u64))
    }

    /// Why a data set of this many observations is not taken; none where it is.
    pub(super) fn too_many_rows(&self, rows: usize) -> Option<String> {
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

    pub(super) fn suspend(&mut self) -> Vec<Effect> {
        if self.bounds.suspend {
            return vec![Effect::Suspend];
        }
        self.refuse("there is nothing to suspend here: ^C leaves");
        Vec::new()
    }
}
