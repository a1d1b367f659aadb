//! What a key or a paste goes to: the open dialog, the derivation, the lesson, a plot, or the
//! stepper.

use crate::app::class::Role;
use crate::app::form::field::Pasted;
use crate::app::key::Key;
use crate::app::keymap::{
    self, Action, DerivationAction, DialogAction, LookAction, OpenAction, StepAction,
};
use crate::app::lesson::LessonScreen;
use crate::app::looks::Panel;
use crate::app::looks::likelihood_chart::LikelihoodChart;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::shared::Shared;
use crate::app::study::StepContext;

impl Shared {
    /// Takes a key; returns none if it is the stepper's.
    pub(in crate::app) fn key(
        &mut self,
        key: Key,
        role: &mut Role,
        context: &mut StepContext,
    ) -> Option<Outcome> {
        if let Some(dialog) = &mut self.dialog {
            let event = dialog.key(key);
            return Some(self.on_dialog(event, context));
        }
        if let Some(list) = &mut self.library.list {
            let event = list.key(key);
            return Some(self.on_list(event, context));
        }
        if self.looks.opened_derivation().is_some() {
            return Some(self.key_in_derivation(key, context));
        }
        if self.lesson.as_ref().is_some_and(LessonScreen::has_keys) {
            return self.key_in_lesson(key, role, context);
        }
        self.looks.arrow(key, &self.study).then(Outcome::nothing)
    }

    /// Returns why an action is refused that would show what a lesson hides.
    pub(in crate::app) fn refusal(&self, action: Action, role: &Role) -> Option<Refusal> {
        if action == Action::Look(LookAction::Cover) {
            return matches!(role, Role::Explorer).then_some(Refusal::OnlyPresenterCovers);
        }
        if !action.shows_numbers() {
            return None;
        }
        let Some(lesson) = self.lesson.as_ref().filter(|lesson| !lesson.hides().is_empty()) else {
            self.looks.cover.quantity()?;
            // The person who covered a number may check what was expected for it.
            let is_check = action == Action::Open(OpenAction::Dialog(DialogAction::MyAnswer));
            return match role {
                Role::Explorer => Some(Refusal::CoveredByPresenter),
                _ if is_check => None,
                _ => Some(Refusal::Covered),
            };
        };
        Some(match (lesson.player().open_question().is_some(), role) {
            (false, _) => Refusal::HiddenForLater,
            (true, Role::Explorer) => Refusal::HiddenFromClass,
            (true, Role::Alone | Role::Presenter(_) | Role::Follower) => Refusal::HiddenByLesson,
        })
    }

    /// Looks elsewhere; in the density chart, left and right are half-steps.
    pub(in crate::app) fn look(&mut self, look: LookAction, context: &mut StepContext) -> Outcome {
        let is_at_chart = self.looks.panel() == Panel::Density;
        match look {
            LookAction::Left if is_at_chart => self.study.step(StepAction::Back, context),
            LookAction::Right if is_at_chart => self.study.step(StepAction::Forward, context),
            LookAction::LikelihoodChart => {
                let outcome = self.looks.act(look, &self.study);
                let chart = self.looks.likelihood_chart(&self.study);
                if chart != LikelihoodChart::LogChange {
                    return outcome;
                }
                outcome.then(self.study.information(context))
            }
            look => self.looks.act(look, &self.study),
        }
    }

    /// Steps go on under the derivation, so that it can be watched; its own keys come first.
    fn key_in_derivation(&mut self, key: Key, context: &mut StepContext) -> Outcome {
        if let Some(action) = keymap::find(keymap::DERIVATION, key) {
            if action == DerivationAction::Copy {
                return self.copy_derivation();
            }
            return self.looks.act_in_derivation(action, &self.study);
        }
        let step = match keymap::find(keymap::STEPPING, key) {
            Some(Action::Step(step)) => Some(step).filter(|step| step.stays_in_derivation()),
            Some(Action::Look(LookAction::Left)) => Some(StepAction::Back),
            Some(Action::Look(LookAction::Right)) => Some(StepAction::Forward),
            // The derivation covers what any other key would do.
            Some(_) | None => return Info::UnknownKey(key).into(),
        };
        step.map_or_else(Outcome::nothing, |step| self.study.step(step, context))
    }

    /// Takes a paste, which nothing but a field takes.
    pub(in crate::app) fn paste(&mut self, pasted: Pasted, context: &mut StepContext) -> Outcome {
        if let Some(dialog) = &mut self.dialog {
            let event = dialog.paste(pasted);
            return self.on_dialog(event, context);
        }
        let lesson = self.lesson.as_mut().filter(|lesson| lesson.has_keys());
        if let Some(lesson) = lesson.filter(|_| self.library.list.is_none()) {
            lesson.paste(pasted);
        }
        Outcome::nothing()
    }
}
