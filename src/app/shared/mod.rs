//! What everyone in a class sees, and what passes between its parts: a dialog starts a run, a run's
//! start closes the dialog, a lesson takes the stepper elsewhere.

mod compared;
mod dialog;
mod drag;
mod export;
mod input;
mod lesson;
mod run;

use std::sync::Arc;

use crate::app::class::{Poll, Role};
use crate::app::effect::Effect;
use crate::app::form::Dialog;
use crate::app::form::groups::GroupBoard;
use crate::app::jobs::{Delivery, Owner};
use crate::app::keymap::{Keymap, StepAction};
use crate::app::lesson::LessonScreen;
use crate::app::lesson::library::Library;
use crate::app::looks::Looks;
use crate::app::notice::{Info, Notice};
use crate::app::outcome::Outcome;
use crate::app::preferences::Preferences;
use crate::app::settings::Settings;
use crate::app::study::{StepContext, Study};
use crate::data::Dataset;
use crate::explain::Quantity;
use crate::lesson::{Hidden, Tally};
use crate::timeline::Run;
pub(crate) use compared::{ComparedRun, RunName};

/// What everyone in a class sees, and what a copy of it starts from: what is studied, what is
/// looked at, and what is open. What concerns the person with the keys alone is not part of it.
///
/// Dialogs are: a class sees how θ₀ is typed and what is said of a wrong answer.
#[derive(Clone, Debug)]
pub struct Shared {
    pub(in crate::app) study: Study,
    pub(in crate::app) looks: Looks,
    pub(in crate::app) dialog: Option<Dialog>,
    pub(in crate::app) lesson: Option<LessonScreen>,
    /// The other lessons, their list, and what was studied before them.
    pub(in crate::app) library: Library,
    pub(in crate::app) poll: Option<Poll>,
    /// The fits of groups that were closed when all were done.
    pub(in crate::app) group_fits: Option<GroupBoard>,
    pub(in crate::app) notice: Option<Notice>,
    pub(in crate::app) is_presented: bool,
    pub(in crate::app) preferences: Preferences,
}

impl Shared {
    pub(in crate::app) fn new(run: Run<Arc<Dataset>>, settings: Settings) -> Self {
        let study = Study::new(run, settings);
        let (looks, notice) = (Looks::new(&study), study.special_notice().map(Notice::from));
        let (dialog, lesson, poll, group_fits) = (None, None, None, None);
        let library = Library::default();
        Self {
            study,
            looks,
            dialog,
            lesson,
            library,
            poll,
            group_fits,
            notice,
            is_presented: false,
            preferences: Preferences::default(),
        }
    }

    /// Behaves as a person prefers.
    pub(in crate::app) fn prefer(&mut self, preferences: Preferences) {
        self.looks.motion = preferences.motion;
        self.preferences = preferences;
    }

    /// Returns how many decimals μ, σ and σ² have at least.
    pub fn decimals(&self) -> usize {
        self.preferences.decimals
    }

    /// Returns the keys of everyone who looks at it.
    pub fn keymap(&self) -> &Keymap {
        &self.preferences.keymap
    }

    /// Returns what a person prefers.
    pub(crate) fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Returns what was saved: nothing is open in front of it.
    pub(in crate::app) fn restored(
        study: Study,
        looks: Looks,
        lesson: Option<LessonScreen>,
        library: Library,
    ) -> Self {
        Self {
            study,
            looks,
            dialog: None,
            lesson,
            library,
            poll: None,
            group_fits: None,
            notice: None,
            is_presented: false,
            preferences: Preferences::default(),
        }
    }

    /// Returns whether something was done that a person would not like to do again.
    pub(crate) fn has_work(&self) -> bool {
        let study = self.own_study();
        let is_stepped = study.timeline().runs().iter().any(|run| run.furthest() > run.start());
        is_stepped || self.has_lessons()
    }

    /// Returns whether a lesson was opened.
    pub(in crate::app) fn has_lessons(&self) -> bool {
        self.lesson.is_some() || !self.library.left().is_empty()
    }

    /// Returns what a person studies besides the lessons; that of the lessons if there is no other.
    pub(in crate::app) fn own_study(&self) -> &Study {
        match self.library.aside() {
            Some((own, true)) => &own.study,
            _ => &self.study,
        }
    }

    /// Returns what is studied.
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// Returns what the lesson's open question, or a covered number, keeps from being seen.
    pub(in crate::app) fn hides(&self) -> Vec<Hidden> {
        let mut hides = self.lesson.as_ref().map_or_else(Vec::new, LessonScreen::hides);
        hides.extend(self.looks.cover.hides(self.study.run().cursor().phase()));
        hides
    }

    /// Returns the number that is covered, if no question of a lesson covers something as well.
    pub fn covered(&self) -> Option<Quantity> {
        let is_asked = self.lesson.as_ref().is_some_and(|lesson| !lesson.hides().is_empty());
        self.looks.cover.quantity().filter(|_| !is_asked)
    }

    /// Returns whether a number is covered besides what a question of a lesson covers.
    pub fn is_covering(&self) -> bool {
        self.looks.cover.quantity().is_some()
    }

    /// Returns what the class is asked.
    pub fn poll(&self) -> Option<&Poll> {
        self.poll.as_ref()
    }

    /// Returns the poll while answers are taken.
    pub fn open_poll(&self) -> Option<&Poll> {
        self.poll.as_ref().filter(|poll| poll.is_open())
    }

    /// Returns the poll and its answers, as far as a session of this role may see them.
    pub(in crate::app) fn visible_poll<'a>(
        &'a self,
        role: &'a Role,
    ) -> Option<(&'a Poll, &'a Tally)> {
        let poll = self.poll()?;
        let own = match role {
            Role::Presenter(presenter) => Some(presenter.tally()),
            Role::Alone | Role::Follower | Role::Explorer => None,
        };
        Some((poll, poll.revealed.as_ref().or(own)?))
    }

    /// Returns whether someone presents now.
    pub fn is_presented(&self) -> bool {
        self.is_presented
    }

    /// Returns what the class sees while no one presents: what was being typed or computed comes to
    /// no end.
    #[must_use]
    pub fn without_presenter(&self) -> Self {
        let mut left = self.clone();
        left.hide_draft();
        (left.dialog, left.poll, left.is_presented) = (None, None, false);
        left.library.list = None;
        left.looks.keep_what_is_computed();
        left
    }

    /// Returns what a copy to explore starts from: the same runs, cursor, panel, plot and lesson,
    /// with the keys at the stepper.
    pub(in crate::app) fn copy(&self) -> Self {
        let mut copy = self.clone();
        copy.hide_draft();
        (copy.dialog, copy.poll, copy.notice, copy.is_presented) = (None, None, None, false);
        copy.library.list = None;
        copy.looks.close_derivation();
        copy.looks.let_go();
        if let Some(lesson) = &mut copy.lesson {
            lesson.give_keys(false);
        }
        copy
    }

    /// While the class is asked, it does not see what the presenter has typed as an answer.
    fn hide_draft(&mut self) {
        if self.open_poll().is_some()
            && let Some(lesson) = &mut self.lesson
        {
            lesson.clear_input();
        }
    }

    /// Begins with a lesson: the stepper goes where it wants it.
    pub(in crate::app) fn begin_lesson(&mut self, lesson: LessonScreen) {
        self.lesson = Some(lesson);
        self.set_scene();
        self.looks.fit(&self.study);
    }

    /// Stops what goes on, the uppermost first.
    pub(in crate::app) fn cancel(&mut self, context: &mut StepContext) -> Outcome {
        if context.jobs.of(Owner::Study).is_some() {
            return context.cancel_with_notice();
        }
        if context.playback.is_on {
            context.playback.is_on = false;
            return Info::Paused.into();
        }
        if !self.looks.leave_full_screen() && !self.looks.close_plot() {
            self.looks.release();
        }
        Outcome::nothing()
    }

    /// Gives what a job says to the component that waits for it.
    pub(in crate::app) fn on_output(
        &mut self,
        delivery: Delivery,
        context: &mut StepContext,
    ) -> Outcome {
        let Self { study, looks, dialog, .. } = &mut *self;
        match delivery {
            Delivery::Iterates(job, iterates) => study.take_iterates(job, iterates),
            Delivery::Stopped(job, stopped) => {
                return study.stopped(job, stopped, context).into();
            }
            Delivery::Compared { run, t, result } => return study.compared(run, t, result).into(),
            Delivery::Information(observed, found) => return Study::rates(observed, found).into(),
            Delivery::Loading(progress) => self.show_progress(progress),
            Delivery::Loaded { components, file, result } => {
                let remember = file.filter(|_| result.is_ok()).map(Effect::RememberFile);
                let mut outcome = self.loaded(components, result, context);
                outcome.effects.extend(remember);
                return outcome;
            }
            // A session is opened before there is anything to share.
            Delivery::Rebuilding(_) | Delivery::Rebuilt(_) => {}
            Delivery::Group(run, result) => return self.begin_on_group(result, run, context),
            Delivery::Begun { dataset, origin, converges, result } => {
                let has_begun = result.is_ok();
                let begun = self.begun(dataset, origin, result);
                if !converges || !has_begun {
                    return begun;
                }
                return begun.then(self.study.step(StepAction::Converge, context));
            }
            Delivery::Quantiles(request, quantiles) => {
                looks.plots_mut().take_quantiles(&request, quantiles);
            }
            Delivery::BoardProgress(done) => {
                if let Some(Dialog::Board(board)) = dialog {
                    board.set_progress(done);
                }
            }
            Delivery::GroupFits(fits) => {
                if let Some(Dialog::Groups(board)) = dialog {
                    board.add_fits(fits);
                }
            }
            Delivery::Tested(ratio) => {
                if let Some(Dialog::Board(board)) = dialog {
                    board.set_test(ratio);
                }
            }
            Delivery::Board(result) => {
                if let Some(Dialog::Board(board)) = dialog {
                    board.set_result(result);
                }
            }
            Delivery::Folder(listing) => {
                if let Some(dialog) = dialog {
                    dialog.take_folder(listing);
                }
            }
            Delivery::Summarized(table, found) => {
                if let Some(dialog) = dialog {
                    dialog.take_columns(&table, found);
                }
            }
            Delivery::Previewed(result) => {
                if let Some(dialog) = dialog {
                    dialog.set_preview(result.into());
                }
            }
            Delivery::Profile(request, profile) => {
                looks.plots_mut().take_profile(&request, profile);
            }
            Delivery::Surface(request, surface) => {
                looks.plots_mut().take_surface(&request, surface);
            }
            Delivery::Sorted(request, ranking) => looks.take_order(request, ranking),
            Delivery::Checked(report) => {
                if let Some(dialog) = dialog {
                    dialog.checked(report);
                }
            }
            Delivery::Judged(answer, judgement) => {
                return self.judged(&answer, judgement, context);
            }
        }
        Outcome::nothing()
    }
}
