//! How a component is moved with the mouse: the draft of θ₀ follows, and the form opens for it.

use crate::app::class::Role;
use crate::app::form::Dialog;
use crate::app::keymap::{Action, DialogAction, OpenAction};
use crate::app::looks::{Drag, Panel};
use crate::app::outcome::Outcome;
use crate::app::shared::Shared;
use crate::app::study::StepContext;

impl Shared {
    /// Takes hold of a component on the density chart, moves it, or lets go of it.
    pub(in crate::app) fn drag(
        &mut self,
        drag: Drag,
        role: &Role,
        context: &mut StepContext,
    ) -> Outcome {
        let grip = match drag {
            Drag::End => {
                self.looks.let_go();
                return Outcome::nothing();
            }
            Drag::Begin(held) => {
                self.looks.take_hold(held);
                match &mut self.dialog {
                    Some(Dialog::Theta(form)) => form.take_hold(&held.grip),
                    Some(_) => {}
                    None => self.looks.select(Panel::Density, None, &self.study),
                }
                return Outcome::nothing();
            }
            Drag::To(_) => self.looks.held().map(|held| held.grip),
        };
        let (Some(grip), Drag::To(point)) = (grip, drag) else { return Outcome::nothing() };
        let mut opened = Outcome::nothing();
        if self.dialog.is_none() {
            let form = OpenAction::Dialog(DialogAction::EditTheta);
            if let Some(refusal) = self.refusal(Action::Open(form), role) {
                self.looks.let_go();
                return refusal.into();
            }
            opened = self.open(form, role, context);
            if let Some(Dialog::Theta(form)) = &mut self.dialog {
                form.take_hold(&grip);
            }
        }
        let Some(Dialog::Theta(form)) = &mut self.dialog else { return opened };
        let event = form.drag(&grip, point);
        opened.then(self.on_dialog(event, context))
    }
}
