//! From run to run.

use std::sync::Arc;

use super::axes::Axes;
use super::effect::Effect;
use super::{App, Mode};
use crate::data::Dataset;
use crate::mixture::Iterate;

impl App {
    pub(super) fn fork(&mut self, dataset: Arc<Dataset>, start: Iterate) {
        if matches!(self.mode, Mode::Data(_)) {
            self.mode = Mode::Stepping;
        }
        let before = Arc::clone(self.dataset());
        self.timeline.fork(dataset, start);
        self.show_active_run(&before);
        let run = self.timeline.active() + 1;
        self.inform(format!(
            "run {run} starts here; what was done before is kept: < and > go from run to run"
        ));
        self.say_what_is_special();
    }

    pub(super) fn switch_run(&mut self, run: Option<usize>) -> Vec<Effect> {
        let runs = self.timeline.runs().len();
        let Some(run) = run.filter(|run| *run < runs) else {
            let only =
                "there is no such run: t or d starts another one, and < and > go from run to run";
            self.refuse(only);
            return Vec::new();
        };
        let effects = self.cancel();
        let before = Arc::clone(self.dataset());
        self.timeline.switch_to(run);
        self.show_active_run(&before);
        self.inform(format!("run {} of {runs}", run + 1));
        effects
    }

    /// Another run became the active one, after one on the data `before`.
    pub(super) fn show_active_run(&mut self, before: &Arc<Dataset>) {
        if !Arc::ptr_eq(before, self.dataset()) {
            self.selection.go_to_row(0);
            self.zoomed = None;
            self.axes = Axes::start(&self.dataset().sample, self.theta());
        }
        self.selection.fit(self.extent());
        self.moved();
    }

    /// The cursor moved: the axes follow where the curves would leave them.
    pub(super) fn moved(&mut self) {
        let run = self.timeline.run();
        self.axes = self.axes.follow(&run.data().sample, &run.current().theta);
    }
}
