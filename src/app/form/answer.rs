//! "My answer": a number that someone got by hand, and what the checker says of it.

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, AnswerAction};
use crate::explain::Quantity;
use crate::explain::check::{CheckReport, NotThere};

/// The dialog's fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerField {
    /// the quantity, by its name
    What,
    /// the number
    Answer,
}

/// What the dialog wants after a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Nothing more.
    Nothing,
    /// Check this answer.
    Check(Quantity, String),
    /// Say the number itself.
    Reveal(Quantity),
    /// Close.
    Close,
}

/// What the checker said.
#[derive(Clone, Debug)]
pub enum Said {
    /// Nothing yet: the answer is being checked.
    Asked,
    /// A verdict, with slips where it is wrong.
    Report(CheckReport),
    /// The number, asked for.
    Truth(f64),
    /// Why there is no verdict.
    Problem(String),
}

/// The dialog's whole state.
#[derive(Clone, Debug)]
pub struct AnswerForm {
    what: Field,
    answer: Field,
    focus: AnswerField,
    /// What the checker said of what is in the fields; none while someone types.
    pub said: Option<Said>,
}

impl AnswerForm {
    /// A dialog that asks for `what`; the cursor is in the answer.
    pub fn new(what: Quantity) -> Self {
        Self {
            what: Field::new(what.to_string()),
            answer: Field::default(),
            focus: AnswerField::Answer,
            said: None,
        }
    }

    /// A field.
    pub fn field(&self, field: AnswerField) -> &Field {
        match field {
            AnswerField::What => &self.what,
            AnswerField::Answer => &self.answer,
        }
    }

    /// Takes what the checker says, if it was asked about what is in the fields.
    pub(in crate::app) fn checked(&mut self, report: Result<CheckReport, NotThere>) {
        if matches!(self.said, Some(Said::Asked)) {
            self.said = Some(match report {
                Ok(report) => Said::Report(report),
                Err(error) => Said::Problem(error.to_string()),
            });
        }
    }

    /// Where the cursor is.
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
    pub fn key(&mut self, key: Key) -> Outcome {
        match keymap::find(keymap::ANSWER, key) {
            Some(AnswerAction::Close) => Outcome::Close,
            Some(AnswerAction::Check) => {
                self.with_quantity(|quantity, answer| Outcome::Check(quantity, answer.to_owned()))
            }
            Some(AnswerAction::Reveal) => {
                self.with_quantity(|quantity, _| Outcome::Reveal(quantity))
            }
            Some(AnswerAction::OtherField) => {
                self.focus = match self.focus {
                    AnswerField::What => AnswerField::Answer,
                    AnswerField::Answer => AnswerField::What,
                };
                Outcome::Nothing
            }
            None => {
                let edited = self.focused().key(key);
                self.after(edited);
                Outcome::Nothing
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
            Ok(true) => self.said = None,
            Err(no_room) => self.said = Some(Said::Problem(no_room.to_string())),
        }
    }

    fn with_quantity(&mut self, then: impl FnOnce(Quantity, &str) -> Outcome) -> Outcome {
        match self.entered() {
            Ok((quantity, answer)) => then(quantity, answer),
            Err(problem) => {
                self.said = Some(Said::Problem(problem));
                Outcome::Nothing
            }
        }
    }

    fn entered(&self) -> Result<(Quantity, &str), String> {
        let what = self.what.entered().map_err(|no_room| no_room.to_string())?;
        let answer = self.answer.entered().map_err(|no_room| no_room.to_string())?;
        let quantity = what.parse::<Quantity>().map_err(|error| error.to_string())?;
        Ok((quantity, answer.trim()))
    }
}
