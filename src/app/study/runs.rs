//! From run to run.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::jobs::Owner;
use crate::app::looks::axes::Axes;
use crate::app::{App, Mode};
use crate::data::Dataset;
use crate::mixture::Iterate;
use crate::timeline::{Origin, Run};

impl App {
    pub(in crate::app) fn fork(&mut self, dataset: Arc<Dataset>, start: Iterate) {
        if matches!(&self.mode, Mode::Data(form) if form.loading) {
            self.mode = Mode::Stepping;
        }
        let before = Arc::clone(self.dataset());
        self.timeline.fork(Run::new(dataset, start, Origin::Given));
        self.show_active_run(&before);
        let run = self.timeline.active() + 1;
        self.inform(format!(
            "run {run} starts here; earlier runs are kept: < and > go from run to run"
        ));
        self.say_what_is_special();
    }

    pub(in crate::app) fn switch_run(&mut self, run: Option<usize>) -> Vec<Effect> {
        let runs = self.timeline.runs().len();
        let Some(there) = run.filter(|run| *run < runs) else {
            let here = self.timeline.active() + 1;
            self.refuse(match runs {
                1 => "this is the only run; t starts another".to_owned(),
                _ if run.is_none() => format!("run {here} of {runs} is the first"),
                _ => format!("run {here} of {runs} is the last; t starts another"),
            });
            return Vec::new();
        };
        let was_iterating = self.jobs.of(Owner::Study).is_some();
        let effects = self.cancel();
        let before = Arc::clone(self.dataset());
        self.timeline.switch_to(there);
        self.show_active_run(&before);
        let cancelled = if was_iterating { "; what was being computed is cancelled" } else { "" };
        self.inform(format!("run {} of {runs}{cancelled}", there + 1));
        effects
    }

    /// Another run became the active one, after one on the data `before`.
    pub(in crate::app) fn show_active_run(&mut self, before: &Arc<Dataset>) {
        if !Arc::ptr_eq(before, self.dataset()) {
            self.selection.go_to_row(0);
            self.table.forget_jump();
            self.zoomed = None;
            self.axes = Axes::start(&self.dataset().sample, self.theta());
        }
        self.selection.fit(self.extent());
        self.moved();
    }

    /// The cursor moved: the axes follow where the curves would leave them.
    pub(in crate::app) fn moved(&mut self) {
        let run = self.timeline.run();
        self.axes = self.axes.follow(&run.data().sample, &run.current().theta);
    }
}
