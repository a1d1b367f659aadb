//! "My answer": a number that someone got by hand, and what the checker says of it.

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, AnswerAction};
use crate::explain::Quantity;
use crate::explain::check::{AnswerError, CheckReport, NotThere};

/// The dialog's fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerField {
    /// the quantity, by its name
    What,
    /// the number
    Answer,
}

/// What the checker said.
#[derive(Clone, Debug)]
pub enum Feedback {
    /// Nothing yet: the answer is being checked.
    Asked,
    /// A verdict, with slips where it is wrong.
    Report(CheckReport),
    /// The number, asked for.
    Truth(f64),
    /// Why there is no verdict.
    Problem(String),
}

impl Feedback {
    /// Returns a number that was asked for; none is told as what it is.
    pub(in crate::app) fn of_value(quantity: Quantity, value: Option<f64>) -> Self {
        value.map_or_else(|| Self::Problem(NotThere(quantity).to_string()), Self::Truth)
    }
}

/// The dialog's whole state.
#[derive(Clone, Debug)]
pub struct AnswerForm {
    what: Field,
    answer: Field,
    focus: AnswerField,
    /// What the checker said of what is in the fields; none while someone types.
    pub feedback: Option<Feedback>,
}

impl AnswerForm {
    /// Returns a dialog that asks for `what`; the cursor is in the answer.
    pub fn new(what: Quantity) -> Self {
        Self {
            what: Field::new(what.to_string()),
            answer: Field::default(),
            focus: AnswerField::Answer,
            feedback: None,
        }
    }

    /// Returns a field.
    pub fn field(&self, field: AnswerField) -> &Field {
        match field {
            AnswerField::What => &self.what,
            AnswerField::Answer => &self.answer,
        }
    }

    /// Takes what the checker says, if it was asked about what is in the fields.
    pub(in crate::app) fn checked(&mut self, report: Result<CheckReport, NotThere>) {
        if matches!(self.feedback, Some(Feedback::Asked)) {
            self.feedback = Some(match report {
                Ok(report) => Feedback::Report(report),
                Err(error) => Feedback::Problem(error.to_string()),
            });
        }
    }

    /// Returns where the cursor is.
    pub fn focus(&self) -> AnswerField {
        self.focus
    }

    fn focused(&mut self) -> &mut Field {
        match self.focus {
            AnswerField::What => &mut self.what,
            AnswerField::Answer => &mut self.answer,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> DialogEvent {
        match keymap::find(keymap::ANSWER, key) {
            Some(AnswerAction::Close) => DialogEvent::Close,
            Some(AnswerAction::Check) => self.after_entry(|quantity, answer| {
                let answer = answer.parse().map_err(|error: AnswerError| error.to_string())?;
                Ok(DialogEvent::Check(quantity, answer))
            }),
            Some(AnswerAction::Reveal) => {
                self.after_entry(|quantity, _| Ok(DialogEvent::Reveal(quantity)))
            }
            Some(AnswerAction::OtherField) => {
                self.focus = match self.focus {
                    AnswerField::What => AnswerField::Answer,
                    AnswerField::Answer => AnswerField::What,
                };
                DialogEvent::Nothing
            }
            None => {
                let edited = self.focused().key(key);
                self.after(edited);
                DialogEvent::Nothing
            }
        }
    }

    /// Takes a paste.
    pub fn paste(&mut self, pasted: Pasted) {
        let edited = self.focused().paste(pasted);
        self.after(edited);
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => self.feedback = None,
            Err(no_room) => self.feedback = Some(Feedback::Problem(no_room.to_string())),
        }
    }

    fn after_entry(
        &mut self,
        event: impl FnOnce(Quantity, &str) -> Result<DialogEvent, String>,
    ) -> DialogEvent {
        let event = self.entered().and_then(|(quantity, answer)| event(quantity, answer));
        event.unwrap_or_else(|problem| {
            self.feedback = Some(Feedback::Problem(problem));
            DialogEvent::Nothing
        })
    }

    fn entered(&self) -> Result<(Quantity, &str), String> {
        let what = self.what.entered().map_err(|no_room| no_room.to_string())?;
        let answer = self.answer.entered().map_err(|no_room| no_room.to_string())?;
        let quantity = what.parse::<Quantity>().map_err(|error| error.to_string())?;
        Ok((quantity, answer.trim()))
    }
}
