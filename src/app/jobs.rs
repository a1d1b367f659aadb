//! Jobs under way, and what their answers change.

use std::sync::Arc;

use super::answer_form::Said;
use super::effect::{Beginning, Effect, Job, JobId};
use super::gauge::Gauge;
use super::message::Answer;
use super::theta_form::Preview;
use super::{App, Mode, stepping};
use crate::data::Dataset;
use crate::notation::subscript;

/// A job that the screen waits for.
#[derive(Clone, Debug)]
pub(super) enum Pending {
    /// Iterates of a run.
    Iterate(Iterating),
    /// Data for a new run with this many components.
    Load { components: usize, gauge: Option<Gauge> },
    /// θ₀ of a new run on these data.
    Begin { dataset: Arc<Dataset> },
    /// How far the nodes' answer is from the observations' at an iterate.
    Compare { run: usize, t: usize },
}

/// Which iterates are being computed, and what they are for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Iterating {
    /// The run they belong to, which may not be the active one when they come.
    pub run: usize,
    /// The iteration of the next one.
    pub next: usize,
    /// How far they are to go.
    pub goal: stepping::Goal,
    /// Whether the cursor moves along.
    pub follow: bool,
}

impl Pending {
    /// What is said when it is cancelled.
    fn cancelled(&self) -> &'static str {
        match self {
            Self::Iterate(_) => "cancelled; finished steps are kept",
            Self::Load { .. } => "loading cancelled; the data are those from before",
            Self::Begin { .. } => "cancelled; no other run was started",
            Self::Compare { .. } => "cancelled; the exact pass was not finished",
        }
    }
}

impl App {
    pub(super) fn next_job(&mut self) -> JobId {
        self.last_job += 1;
        JobId(self.last_job)
    }

    /// Cancels what is being waited for, and says so.
    pub(super) fn cancel_with_notice(&mut self) -> Vec<Effect> {
        if let Some((_, pending)) = &self.pending {
            self.inform(pending.cancelled());
        }
        self.cancel()
    }

    /// Cancels what is being waited for.
    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        self.playing = false;
        self.pending.take().map(|(job, _)| Effect::Cancel(job)).into_iter().collect()
    }

    /// Starts a job that the screen waits for, in the place of the one before.
    pub(super) fn wait_for(&mut self, pending: Pending, job: Job) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            self.pending.take().map(|(job, _)| Effect::Cancel(job)).into_iter().collect();
        let id = self.next_job();
        self.pending = Some((id, pending));
        effects.push(Effect::Start(id, job));
        effects
    }

    pub(super) fn begin(&mut self, dataset: Arc<Dataset>, from: Beginning) -> Vec<Effect> {
        self.playing = false;
        if let Some(why) = self.no_other_run(&dataset, from.components()) {
            return self.reject_data(why);
        }
        let pending = Pending::Begin { dataset: Arc::clone(&dataset) };
        self.wait_for(pending, Job::Begin { dataset, from })
    }

    /// Asks for one exact pass at θ, where nodes stood for the observations.
    pub(super) fn compare(&mut self) -> Vec<Effect> {
        let run = self.timeline.run();
        let (iterate, t) = (run.current().clone(), run.cursor().iteration());
        if iterate.expectation.nodes.is_none() {
            self.inform("the data are not condensed: nothing to compare");
            return Vec::new();
        }
        let dataset = Arc::clone(self.dataset());
        let pending = Pending::Compare { run: self.timeline.active(), t };
        self.wait_for(pending, Job::Compare { dataset, iterate })
    }

    /// Takes the answer of a job; one that no one waits for any more is dropped.
    pub(super) fn answer(&mut self, job: JobId, answer: Answer) -> Vec<Effect> {
        if self.preview == Some(job) {
            self.preview = None;
            if let (Mode::Theta(form), Answer::Begun(result)) = (&mut self.mode, answer) {
                form.preview = match result {
                    Ok(iterate) => Preview::Ready(Box::new(iterate)),
                    Err(error) => Preview::Failed(error.to_string()),
                };
            }
            return Vec::new();
        }
        if let Mode::Answer(form) = &mut self.mode
            && form.asked() == Some(job)
        {
            if let Answer::Checked(report) = answer {
                form.said = Some(match report {
                    Ok(report) => Said::Report(report),
                    Err(error) => Said::Problem(error.to_string()),
                });
            }
            return Vec::new();
        }
        if let Some(lesson) = &mut self.lesson
            && lesson.awaits(job)
        {
            if let Answer::Judged(judgement) = answer {
                lesson.judged(judgement);
            }
            return self.save_lesson();
        }
        match self.pending.take() {
            Some((id, pending)) if id == job => self.pending_answer(id, pending, answer),
            other => {
                self.pending = other;
                Vec::new()
            }
        }
    }

    pub(super) fn pending_answer(
        &mut self,
        id: JobId,
        pending: Pending,
        answer: Answer,
    ) -> Vec<Effect> {
        match (pending, answer) {
            (Pending::Iterate(job), Answer::Iterates(iterates)) => {
                let job = self.take_iterates(job, iterates);
                self.pending = Some((id, Pending::Iterate(job)));
                Vec::new()
            }
            (Pending::Iterate(job), Answer::Stopped(stopped)) => {
                self.stopped(job, &stopped);
                Vec::new()
            }
            (Pending::Load { components, .. }, Answer::Loading(gauge)) => {
                self.pending = Some((id, Pending::Load { components, gauge: Some(gauge) }));
                Vec::new()
            }
            (Pending::Load { components, .. }, Answer::Loaded(Ok(dataset))) => {
                if let Some(why) = self.bounds.too_many_rows(dataset.sample.len()) {
                    return self.reject_data(why);
                }
                if let Some(wish) = self.wish() {
                    let from = wish.beginning(&dataset, &self.settings);
                    return self.begin(dataset, from);
                }
                let own = dataset.theta.clone().filter(|theta| theta.len() == components);
                let start = self.settings.start;
                let from = own.map_or(Beginning::FromData { start, components }, Beginning::Given);
                self.begin(dataset, from)
            }
            (Pending::Load { .. }, Answer::Loaded(Err(error))) => {
                self.reject_data(error.to_string())
            }
            (Pending::Begin { dataset }, Answer::Begun(Ok(start))) => {
                match self.wish() {
                    Some(_) => self.open(dataset, start),
                    None => self.fork(dataset, start),
                }
                Vec::new()
            }
            (Pending::Begin { .. }, Answer::Begun(Err(error))) => {
                self.reject_data(error.to_string())
            }
            (Pending::Compare { run, t }, Answer::Compared(result)) => {
                let cursor = self.timeline.run().cursor();
                let is_here = (self.timeline.active(), cursor.iteration()) == (run, t);
                let of = if is_here { String::new() } else { format!("θ{}: ", subscript(t)) };
                match result {
                    Ok(departure) => self.inform(format!("{of}{departure}")),
                    Err(error) => self.refuse(format!("{of}{error}")),
                }
                Vec::new()
            }
            // A job of one kind never gives another kind's answer.
            (pending, _) => {
                self.pending = Some((id, pending));
                Vec::new()
            }
        }
    }

    /// Says why there is no new run: in the data dialog if it asked for one, else in a line. Where
    /// there is nothing else to show, that ends the program.
    pub(super) fn reject_data(&mut self, error: String) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Opening(_) => return vec![Effect::Fail(error)],
            Mode::Data(form) if form.loading => {
                form.loading = false;
                form.error = Some(error);
            }
            _ => self.refuse(error),
        }
        Vec::new()
    }
}
