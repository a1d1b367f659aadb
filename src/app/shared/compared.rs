//! Two runs side by side: the active one and another one, or what two steps of a lesson left.

use std::fmt;
use std::sync::Arc;

use crate::app::shared::Shared;
use crate::data::Dataset;
use crate::lesson::{Hidden, Scene};
use crate::timeline::Run;

/// A run that is shown beside another one.
#[derive(Clone, Copy, Debug)]
pub struct ComparedRun<'a> {
    /// what it is called
    pub name: RunName,
    /// the run, its cursor at the θ that is shown
    pub run: &'a Run<Arc<Dataset>>,
}

/// What a run is called beside another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunName {
    /// By its number, from 1.
    Run(usize),
    /// By the step of the lesson, from 1, that left it so.
    Step(usize),
}

impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run(run) => write!(f, "run {run}"),
            Self::Step(step) => write!(f, "step {step}"),
        }
    }
}

/// Returns what a step, from 0, left.
fn of_step((step, left): (usize, &Scene)) -> ComparedRun<'_> {
    ComparedRun { name: RunName::Step(step + 1), run: left.run() }
}

impl Shared {
    /// Returns the two runs that are side by side: first the active one, or what the lesson's step
    /// has left of it. None if there is only one.
    pub fn compared(&self) -> Option<[ComparedRun<'_>; 2]> {
        self.compared_steps().or_else(|| {
            let timeline = self.study.timeline();
            let other = self.looks.plots().other_run(&self.study)?;
            let of = |run: usize| ComparedRun {
                name: RunName::Run(run + 1),
                run: &timeline.runs()[run],
            };
            Some([timeline.active(), other].map(of))
        })
    }

    /// Returns what the two steps left that the lesson's step compares. The run that the stepper is
    /// in follows what is done, as long as it is in it.
    fn compared_steps(&self) -> Option<[ComparedRun<'_>; 2]> {
        let lesson = self.lesson.as_ref().filter(|_| self.looks.plots().compares_steps())?;
        let player = lesson.player();
        let is_here = |scene: &Scene| scene.shares(player.scene(), Hidden::Theta);
        let [first, second] = player.compared()?;
        let [over, under] = if is_here(first.1) { [first, second] } else { [second, first] };
        let is_followed = is_here(over.1) && self.study.is_in(over.1.run());
        let run = if is_followed { self.study.run() } else { over.1.run() };
        Some([ComparedRun { run, ..of_step(over) }, of_step(under)])
    }
}
