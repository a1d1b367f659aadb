//! A study as a file has it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Study;
use super::starts::NextStart;
use crate::app::rebuild::{DataList, SavedRun};
use crate::app::settings::Settings;
use crate::data::Dataset;
use crate::timeline::{Run, Timeline};

/// Runs and settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::app) struct SavedStudy {
    settings: Settings,
    next_start: NextStart,
    /// The number of the active run, from 0.
    active: usize,
    /// Oldest first.
    pub(in crate::app) runs: Vec<SavedRun>,
}

impl Study {
    /// Returns its form; `data` takes the data sets.
    ///
    /// # Errors
    /// Returns an error if some data cannot be saved.
    pub(in crate::app) fn saved(&self, data: &mut DataList) -> Result<SavedStudy, String> {
        let all = self.timeline.runs();
        let saved = |run: &Run<Arc<Dataset>>| {
            let number = data.number_of(run.data(), all.iter().map(Run::data))?;
            Ok(SavedRun::of(run, number))
        };
        Ok(SavedStudy {
            settings: self.settings,
            next_start: self.next_start,
            active: self.timeline.active(),
            runs: all.iter().map(saved).collect::<Result<_, String>>()?,
        })
    }

    /// Returns the study that was saved; `runs` are its runs.
    ///
    /// # Errors
    /// Returns an error if they are not runs of one study.
    pub(in crate::app) fn restored(
        saved: &SavedStudy,
        runs: Vec<Run<Arc<Dataset>>>,
    ) -> Result<Self, String> {
        let count = runs.len();
        let timeline = Timeline::of_runs(runs, saved.active)
            .ok_or_else(|| format!("the {count} runs are not one study: see active and fork-of"))?;
        Ok(Self { timeline, settings: saved.settings, next_start: saved.next_start })
    }
}
