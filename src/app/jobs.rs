//! What is being computed, and for whom: the only registry of jobs.

use std::sync::Arc;

use crate::app::effect::{Beginning, Effect, Job, JobId};
use crate::app::form::progress::Gauge;
use crate::app::looks::table::OrderWanted;
use crate::app::message::Answer;
use crate::app::study::stepping;
use crate::app::{App, Mode};
use crate::data::Dataset;
use crate::lesson;
use crate::mixture::{Discrepancy, EStepError, Iterate};
use crate::text::subscript;

/// What the output of a job is for.
#[derive(Clone, Debug)]
pub(in crate::app) enum Purpose {
    /// Iterates of a run.
    Iterate(Iterating),
    /// Data for a new run with this many components.
    Load { components: usize, gauge: Option<Gauge> },
    /// θ₀ of a new run on these data.
    Begin { dataset: Arc<Dataset> },
    /// How far the nodes' answer is from the observations' at an iterate.
    Compare { run: usize, t: usize },
    /// ℓ of what the θ₀ form holds.
    Preview,
    /// What the open plot shows.
    Plot,
    /// The order of the table's rows.
    Order(OrderWanted),
    /// The report on "my answer".
    Check,
    /// The verdict on an answer to a question of a lesson.
    Judge(lesson::Answer),
}

/// Which iterates are being computed, and what they are for.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Iterating {
    /// The run they belong to, which may not be the active one when they come.
    pub run: usize,
    /// The iteration of the next one.
    pub next: usize,
    /// How far they are to go.
    pub goal: stepping::Goal,
    /// Whether the cursor moves along.
    pub follow: bool,
}

/// Who waits for a job. Each waits for one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Owner {
    /// What is studied: the status line shows that it is waited for.
    Study,
    ThetaForm,
    Plot,
    Table,
    AnswerForm,
    Lesson,
}

impl Purpose {
    fn owner(&self) -> Owner {
        match self {
            Self::Iterate(_) | Self::Load { .. } | Self::Begin { .. } | Self::Compare { .. } => {
                Owner::Study
            }
            Self::Preview => Owner::ThetaForm,
            Self::Plot => Owner::Plot,
            Self::Order(_) => Owner::Table,
            Self::Check => Owner::AnswerForm,
            Self::Judge(_) => Owner::Lesson,
        }
    }

    /// What is being waited for, in a word or two, and what is said when it is cancelled; none if
    /// no one is told.
    fn told(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Iterate(_) => Some(("iterating", "cancelled; finished steps are kept")),
            Self::Load { .. } => {
                Some(("reading data", "loading cancelled; the data are those from before"))
            }
            Self::Begin { .. } => Some(("computing ℓ(θ₀)", "cancelled; no other run was started")),
            Self::Compare { .. } => {
                Some(("one exact pass", "cancelled; the exact pass was not finished"))
            }
            Self::Preview | Self::Plot | Self::Order(_) | Self::Check | Self::Judge(_) => None,
        }
    }

    /// What is being waited for, in a word or two.
    pub(in crate::app) fn name(&self) -> Option<&'static str> {
        self.told().map(|(name, _)| name)
    }

    /// What is said when it is cancelled.
    fn cancelled(&self) -> Option<&'static str> {
        self.told().map(|(_, cancelled)| cancelled)
    }
}

/// The jobs under way.
#[derive(Clone, Debug, Default)]
pub(in crate::app) struct Jobs {
    last: u64,
    under_way: Vec<(JobId, Purpose)>,
}

impl Jobs {
    /// Gives the next jobs numbers that `others` had none of.
    pub(in crate::app) fn go_on_after(&mut self, others: &Self) {
        self.last = self.last.max(others.last);
    }

    /// Starts a job, in the place of the one that the same owner waits for.
    pub(in crate::app) fn start(&mut self, purpose: Purpose, job: Job) -> Vec<Effect> {
        let mut effects = self.cancel(purpose.owner());
        self.last += 1;
        let id = JobId(self.last);
        self.under_way.push((id, purpose));
        effects.push(Effect::Start(id, job));
        effects
    }

    /// Breaks off the job that someone waits for, if there is one.
    pub(in crate::app) fn cancel(&mut self, owner: Owner) -> Vec<Effect> {
        let is_its = |(_, purpose): &mut (JobId, Purpose)| purpose.owner() == owner;
        self.under_way.extract_if(.., is_its).map(|(id, _)| Effect::Cancel(id)).collect()
    }

    /// Forgets the jobs of all but this owner, which go on somewhere else.
    pub(in crate::app) fn forget_others(&mut self, owner: Owner) {
        self.under_way.retain(|(_, purpose)| purpose.owner() == owner);
    }

    /// Breaks off all jobs.
    pub(in crate::app) fn cancel_all(&mut self) -> Vec<Effect> {
        self.under_way.drain(..).map(|(id, _)| Effect::Cancel(id)).collect()
    }

    /// What someone waits for.
    pub(in crate::app) fn of(&self, owner: Owner) -> Option<&Purpose> {
        self.under_way.iter().map(|(_, purpose)| purpose).find(|purpose| purpose.owner() == owner)
    }

    /// The iterates that are being computed.
    pub(in crate::app) fn iterating(&mut self) -> Option<&mut Iterating> {
        self.under_way.iter_mut().find_map(|(_, purpose)| match purpose {
            Purpose::Iterate(iterating) => Some(iterating),
            _ => None,
        })
    }

    /// Takes out what a job is for; none if no one waits for it any more.
    pub(in crate::app) fn take(&mut self, id: JobId) -> Option<Purpose> {
        let index = self.under_way.iter().position(|(of, _)| *of == id)?;
        Some(self.under_way.swap_remove(index).1)
    }

    /// Goes on waiting for a job that has said something and will say more.
    fn await_more(&mut self, id: JobId, purpose: Purpose) {
        self.under_way.push((id, purpose));
    }
}

impl App {
    /// Cancels what the status line shows as being waited for, and says so.
    pub(in crate::app) fn cancel_with_notice(&mut self) -> Vec<Effect> {
        if let Some(says) = self.jobs.of(Owner::Study).and_then(Purpose::cancelled) {
            self.inform(says);
        }
        self.cancel()
    }

    /// Cancels what the status line shows as being waited for.
    pub(in crate::app) fn cancel(&mut self) -> Vec<Effect> {
        self.playing = false;
        self.jobs.cancel(Owner::Study)
    }

    pub(in crate::app) fn begin(&mut self, dataset: Arc<Dataset>, from: Beginning) -> Vec<Effect> {
        self.playing = false;
        if let Some(why) = self.no_other_run(&dataset, from.components()) {
            return self.reject_data(why);
        }
        let purpose = Purpose::Begin { dataset: Arc::clone(&dataset) };
        self.jobs.start(purpose, Job::Begin { dataset, from })
    }

    /// Asks for one exact pass at θ, where nodes stood for the observations.
    pub(in crate::app) fn compare(&mut self) -> Vec<Effect> {
        let run = self.timeline.run();
        let (iterate, t) = (run.current().clone(), run.cursor().iteration());
        if iterate.expectation.nodes.is_none() {
            self.inform("the data are not condensed: nothing to compare");
            return Vec::new();
        }
        let dataset = Arc::clone(self.dataset());
        let purpose = Purpose::Compare { run: self.timeline.active(), t };
        self.jobs.start(purpose, Job::Compare { dataset, iterate })
    }

    /// Gives what a job says to who waits for it; if no one does any more, it is dropped.
    pub(in crate::app) fn answer(&mut self, id: JobId, answer: Answer) -> Vec<Effect> {
        let Some(purpose) = self.jobs.take(id) else { return Vec::new() };
        let is_followed = answer.is_followed();
        let effects = match (&purpose, answer) {
            (Purpose::Iterate(job), Answer::Iterates(iterates)) => {
                let job = self.take_iterates(*job, iterates);
                self.jobs.await_more(id, Purpose::Iterate(job));
                return Vec::new();
            }
            (Purpose::Load { components, .. }, Answer::Loading(gauge)) => {
                let (components, gauge) = (*components, Some(gauge));
                self.jobs.await_more(id, Purpose::Load { components, gauge });
                return Vec::new();
            }
            (Purpose::Iterate(job), Answer::Stopped(stopped)) => {
                self.stopped(*job, &stopped);
                Vec::new()
            }
            (Purpose::Load { components, .. }, Answer::Loaded(loaded)) => match loaded {
                Ok(dataset) => self.loaded(dataset, *components),
                Err(error) => self.reject_data(error.to_string()),
            },
            (Purpose::Begin { dataset }, Answer::Begun(begun)) => match begun {
                Ok(start) => self.begun(Arc::clone(dataset), start),
                Err(error) => self.reject_data(error.to_string()),
            },
            (Purpose::Compare { run, t }, Answer::Compared(result)) => {
                self.compared(*run, *t, &result);
                Vec::new()
            }
            (Purpose::Preview, Answer::Begun(result)) => {
                if let Mode::Theta(form) = &mut self.mode {
                    form.preview = result.into();
                }
                Vec::new()
            }
            (Purpose::Plot, Answer::Profile(profile)) => {
                self.bound.take_profile(profile);
                Vec::new()
            }
            (Purpose::Plot, Answer::Surface(surface)) => {
                self.bound.take_surface(surface);
                Vec::new()
            }
            (Purpose::Order(wanted), Answer::Sorted(ranking)) => {
                self.take_order(wanted.clone(), ranking);
                Vec::new()
            }
            (Purpose::Check, Answer::Checked(report)) => {
                if let Mode::Answer(form) = &mut self.mode {
                    form.checked(report);
                }
                Vec::new()
            }
            (Purpose::Judge(answer), Answer::Judged(judgement)) => {
                if let Some(lesson) = &mut self.lesson {
                    lesson.judged(answer, judgement);
                }
                self.save_lesson()
            }
            // A job of one kind never gives another kind's answer.
            _ => Vec::new(),
        };
        if is_followed {
            self.jobs.await_more(id, purpose);
        }
        effects
    }

    /// Begins on data that were waited for.
    fn loaded(&mut self, dataset: Arc<Dataset>, components: usize) -> Vec<Effect> {
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

    fn begun(&mut self, dataset: Arc<Dataset>, start: Iterate) -> Vec<Effect> {
        match self.wish() {
            Some(_) => self.open(dataset, start),
            None => self.fork(dataset, start),
        }
        Vec::new()
    }

    fn compared(&mut self, run: usize, t: usize, result: &Result<Discrepancy, EStepError>) {
        let cursor = self.timeline.run().cursor();
        let is_here = (self.timeline.active(), cursor.iteration()) == (run, t);
        let of = if is_here { String::new() } else { format!("θ{}: ", subscript(t)) };
        match result {
            Ok(discrepancy) => self.inform(format!("{of}{discrepancy}")),
            Err(error) => self.refuse(format!("{of}{error}")),
        }
    }

    /// Says why there is no new run: in the data dialog if it asked for one, else in a line. Where
    /// there is nothing else to show, that ends the program.
    pub(in crate::app) fn reject_data(&mut self, error: String) -> Vec<Effect> {
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
