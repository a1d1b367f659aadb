//! What is studied: runs, and the steps in them.

mod groups;
pub(in crate::app) mod playback;
mod runs;
mod saved;
mod starts;
pub(crate) mod stepping;
mod unsaved;

use std::sync::Arc;

use crate::app::files::Files;
use crate::app::jobs::Jobs;
use crate::app::limits::HostLimits;
use crate::app::notice::Info;
use crate::app::settings::Settings;
use crate::data::Dataset;
use crate::mixture::{Assignment, Iterate, Theta, special_cases};
use crate::timeline::{Gamma, Run, Timeline};
use playback::Playback;
pub(in crate::app) use saved::SavedStudy;
use starts::NextStart;

/// The runs with their data, and the settings that hold for all of them.
#[derive(Clone, Debug)]
pub struct Study {
    timeline: Timeline<Arc<Dataset>>,
    settings: Settings,
    /// How a new start makes θ₀ from the data, and from which seed.
    next_start: NextStart,
}

/// What a message may need of the session that it comes to, beside what is shared.
pub(in crate::app) struct StepContext<'a> {
    pub jobs: &'a mut Jobs,
    pub playback: &'a mut Playback,
    pub limits: &'a HostLimits,
    pub files: &'a Files,
}

impl Study {
    /// Returns a study of one run.
    pub fn new(run: Run<Arc<Dataset>>, settings: Settings) -> Self {
        let next_start = NextStart::new(run.origin(), &settings);
        let truth = runs::truth_of(run.data());
        let mut timeline = Timeline::new(run);
        if let Some(truth) = truth {
            timeline.add(truth);
        }
        Self { timeline, settings, next_start }
    }

    /// Returns what happened so far.
    pub fn timeline(&self) -> &Timeline<Arc<Dataset>> {
        &self.timeline
    }

    /// Returns the active run.
    pub fn run(&self) -> &Run<Arc<Dataset>> {
        self.timeline.run()
    }

    /// Returns the data of the active run.
    pub fn dataset(&self) -> &Arc<Dataset> {
        self.run().data()
    }

    /// Returns θ at the cursor; none at a γ₀ that was given, before the first M-step.
    pub fn theta(&self) -> Option<&Theta> {
        self.run().current().map(Iterate::theta)
    }

    /// Returns θ at the cursor; where there is none yet, the θ₁ that comes next. For what has to
    /// fit both: axes, widths of columns.
    pub fn theta_or_first(&self) -> &Theta {
        self.run().current_or_first().theta()
    }

    /// Returns the γ that is in force; none before the first E-step.
    pub fn gamma(&self) -> Option<Gamma<'_>> {
        self.run().gamma()
    }

    /// Tolerance, iterations, start.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns whether the M-step that made the θ at the cursor changed ℓ per observation by less
    /// than the tolerance.
    pub fn has_converged_here(&self) -> bool {
        let [.., before, now] = self.run().iterates_to(self.run().cursor().iteration()) else {
            return false;
        };
        now.has_converged_since(before, self.settings.tolerance)
    }

    /// Returns whether the data are condensed and nevertheless summed whole, since EM is hard.
    pub fn sums_all_as_hard_em(&self) -> bool {
        let is_hard = self.run().method().assignment == Assignment::Hard;
        is_hard && self.dataset().data().condensed().is_some()
    }

    /// Returns what of this run's data was left out, and what makes EM behave in a way of its own
    /// here.
    pub(in crate::app) fn special_notice(&self) -> Option<Info> {
        let dataset = self.dataset();
        let (notes, left_out) = (dataset.notes.clone(), dataset.left_out.clone());
        let cases = special_cases(&dataset.sample, self.theta_or_first(), self.run().method());
        let is_ordinary = notes.is_empty() && left_out.total() == 0 && cases.is_empty();
        if is_ordinary && self.sums_all_as_hard_em() {
            return Some(Info::HardSumsAll);
        }
        (!is_ordinary).then_some(Info::SpecialCases { notes, left_out, cases })
    }
}
