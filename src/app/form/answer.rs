//! "My answer": a number that someone got by hand, and what the checker says of it.

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, AnswerAction};
use crate::explain::Quantity;
use crate::explain::check::{CheckReport, Subject, Submission, SubmissionError};

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
    /// What is right, asked for.
    Truth(String),
    /// Why there is no verdict.
    Problem(String),
}

impl Feedback {
    /// Returns what is right, which was asked for, or why there is nothing right.
    pub(in crate::app) fn of_solution(solution: Result<String, SubmissionError>) -> Self {
        solution.map_or_else(|error| Self::Problem(error.to_string()), Self::Truth)
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
    pub(in crate::app) fn checked(&mut self, report: Result<CheckReport, SubmissionError>) {
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
            Some(AnswerAction::Check) => self.after_entry(|subject, answer| {
                let submission = Submission::parse(subject, answer);
                Ok(DialogEvent::Check(submission.map_err(|error| error.to_string())?))
            }),
            Some(AnswerAction::Reveal) => {
                self.after_entry(|subject, _| Ok(DialogEvent::Reveal(subject)))
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
        event: impl FnOnce(Subject, &str) -> Result<DialogEvent, String>,
    ) -> DialogEvent {
        let event = self.entered().and_then(|(subject, answer)| event(subject, answer));
        event.unwrap_or_else(|problem| {
            self.feedback = Some(Feedback::Problem(problem));
            DialogEvent::Nothing
        })
    }

    fn entered(&self) -> Result<(Subject, &str), String> {
        let what = self.what.entered().map_err(|no_room| no_room.to_string())?;
        let answer = self.answer.entered().map_err(|no_room| no_room.to_string())?;
        let subject = what.parse::<Subject>().map_err(|error| error.to_string())?;
        Ok((subject, answer.trim()))
    }
}
