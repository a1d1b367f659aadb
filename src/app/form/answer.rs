//! "My answer": a number that someone got by hand, and what the checker says of it.

mod choices;

use std::sync::Arc;

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::job::Checked;
use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{self, AnswerAction};
use crate::data::Dataset;
use crate::explain::check::{
    CellVerdict, CheckReport, Subject, Submission, SubmissionError, TableCell,
};
use crate::explain::{Link, Quantity};
use crate::mixture::Objective;
use crate::timeline::{HalfStep, Run};
pub(crate) use choices::words;

/// The dialog's fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerField {
    /// a part of the quantity's name, which the list is filtered by
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
    /// What is said of each number of a pasted table.
    Table(Vec<(TableCell, CellVerdict)>),
    /// What is right, asked for.
    Truth(String),
    /// Why there is no verdict; keys that it names are written as in a notice.
    Problem(String),
}

impl Feedback {
    /// Returns why an answer cannot be checked, with the keys of what has to be done first.
    fn of_error(error: &SubmissionError) -> Self {
        let keys = match error {
            SubmissionError::NothingGrew => " (keys ⟦e⟧, ⟦m⟧)",
            SubmissionError::NoGamma => " (key ⟦e⟧)",
            SubmissionError::NoTheta => " (key ⟦m⟧)",
            SubmissionError::NotThere(_)
            | SubmissionError::NoObservations
            | SubmissionError::Count { .. }
            | SubmissionError::Component { .. } => "",
        };
        Self::Problem(format!("{error}{keys}"))
    }

    /// Returns what is right, which was asked for, or why there is nothing right.
    pub(in crate::app) fn of_solution(solution: Result<String, SubmissionError>) -> Self {
        solution.map_or_else(|error| Self::of_error(&error), Self::Truth)
    }
}

/// The dialog's whole state.
#[derive(Clone, Debug)]
pub struct AnswerForm {
    /// What there is to choose from.
    all: Vec<Subject>,
    /// Where the run's cursor is.
    at: HalfStep,
    /// What the run maximises.
    objective: Objective,
    chosen: Option<Subject>,
    filter: Field,
    answer: Field,
    focus: AnswerField,
    /// What the checker said of what is in the fields; none while someone types.
    pub feedback: Option<Feedback>,
    /// Whether the next character begins another answer: the last key had this one checked.
    begins_anew: bool,
}

impl AnswerForm {
    /// Returns a dialog that asks for `what` at the run's cursor, and offers what else there is;
    /// the cursor is in the answer.
    pub fn new(what: Quantity, run: &Run<Arc<Dataset>>, row: usize) -> Self {
        let mut all = choices::choices(run, row);
        let exists = |what: Quantity| what.value(run, &run.data().sample).is_some();
        let wanted = [what, Quantity::LogLikelihood].into_iter().find(|what| exists(*what));
        // At a γ₀ that was given there is no ℓ yet, but counts of it.
        let chosen = Subject::Number(wanted.unwrap_or(Quantity::Count(0)));
        if !all.contains(&chosen) {
            all.insert(0, chosen);
        }
        Self {
            all,
            at: run.cursor(),
            objective: run.method().objective(),
            chosen: Some(chosen),
            filter: Field::default(),
            answer: Field::default(),
            focus: AnswerField::Answer,
            feedback: None,
            begins_anew: false,
        }
    }

    /// Returns a field.
    pub fn field(&self, field: AnswerField) -> &Field {
        match field {
            AnswerField::What => &self.filter,
            AnswerField::Answer => &self.answer,
        }
    }

    /// Returns what is asked for; none if what is typed means nothing.
    pub fn chosen(&self) -> Option<Subject> {
        self.chosen
    }

    /// Returns the symbol of a number, and the name of what is not one.
    pub fn symbol(&self, subject: Subject) -> String {
        match subject {
            Subject::Number(quantity) => Link::new(quantity, self.at).symbol_under(self.objective),
            other => other.to_string(),
        }
    }

    /// Returns what the typed text may mean.
    pub fn choices(&self) -> Vec<Subject> {
        let typed = self.filter.text();
        if typed.trim().is_empty() {
            return self.all.clone();
        }
        if let Ok(named) = typed.parse() {
            return vec![named];
        }
        let means =
            |subject: &&Subject| choices::matches(**subject, &self.symbol(**subject), typed);
        self.all.iter().filter(means).copied().collect()
    }

    /// Returns the number if it is known: the answer is right, or it was shown. What is not a
    /// number has no derivation.
    pub fn known(&self) -> Option<Quantity> {
        let is_known = match &self.feedback {
            Some(Feedback::Report(report)) => report.verdict.is_right(),
            Some(Feedback::Truth(_)) => true,
            Some(Feedback::Asked | Feedback::Table(_) | Feedback::Problem(_)) | None => false,
        };
        match self.chosen {
            Some(Subject::Number(quantity)) if is_known => Some(quantity),
            _ => None,
        }
    }

    /// Takes what the checker says, if it was asked about what is in the fields.
    pub(in crate::app) fn checked(&mut self, report: Result<Checked, SubmissionError>) {
        if matches!(self.feedback, Some(Feedback::Asked)) {
            self.feedback = Some(match report {
                Ok(Checked::One(report)) => Feedback::Report(report),
                Ok(Checked::Table(cells)) => Feedback::Table(cells),
                Err(error) => Feedback::of_error(&error),
            });
        }
    }

    /// Returns where the cursor is.
    pub fn focus(&self) -> AnswerField {
        self.focus
    }

    fn focused(&mut self) -> &mut Field {
        match self.focus {
            AnswerField::What => &mut self.filter,
            AnswerField::Answer => &mut self.answer,
        }
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> DialogEvent {
        match keymap::find(keymap::ANSWER, key) {
            Some(AnswerAction::Close) => return DialogEvent::Close,
            Some(AnswerAction::Check) => return self.enter(),
            Some(AnswerAction::Reveal) => {
                return self.after_entry(|subject, _| Ok(DialogEvent::Reveal(subject)));
            }
            Some(AnswerAction::OtherField) => {
                self.focus = match self.focus {
                    AnswerField::What => AnswerField::Answer,
                    AnswerField::Answer => AnswerField::What,
                };
            }
            Some(AnswerAction::Previous) => self.choose(false),
            Some(AnswerAction::Next) => self.choose(true),
            None => {
                let is_character =
                    matches!(key, Key { code: KeyCode::Char(_), ctrl: false, alt: false });
                if is_character {
                    self.begin_anew();
                }
                self.begins_anew = false;
                let edited = self.focused().key(key);
                self.after(edited);
            }
        }
        DialogEvent::Nothing
    }

    /// Clears an answer that was checked, if another one begins.
    fn begin_anew(&mut self) {
        if std::mem::take(&mut self.begins_anew) && self.focus == AnswerField::Answer {
            self.answer = Field::default();
        }
    }

    /// Takes a paste: lines are a table of γ or θ, which is checked whole.
    pub fn paste(&mut self, pasted: Pasted) -> DialogEvent {
        if let Pasted::Text(text) = pasted
            && self.focus == AnswerField::Answer
            && text.trim().lines().count() > 1
        {
            return DialogEvent::CheckTable(text.to_owned());
        }
        self.begin_anew();
        let edited = self.focused().paste(pasted);
        self.after(edited);
        DialogEvent::Nothing
    }

    /// Goes on to the answer, checks it, or shows where the number comes from once it is known.
    fn enter(&mut self) -> DialogEvent {
        if let Some(known) = self.known() {
            return DialogEvent::Derive(known);
        }
        if self.focus == AnswerField::What && self.answer.text().is_empty() {
            self.focus = AnswerField::Answer;
            return DialogEvent::Nothing;
        }
        if self.answer.text().trim().is_empty() {
            if !matches!(self.feedback, Some(Feedback::Table(_))) {
                let says = "no answer yet: type one, or paste a table of γ or θ";
                self.feedback = Some(Feedback::Problem(says.to_owned()));
            }
            return DialogEvent::Nothing;
        }
        self.begins_anew = true;
        self.after_entry(|subject, answer| {
            let submission = Submission::parse(subject, answer);
            Ok(DialogEvent::Check(submission.map_err(|error| error.to_string())?))
        })
    }

    /// Chooses the number before or after in the list.
    fn choose(&mut self, forward: bool) {
        let choices = self.choices();
        let here = choices.iter().position(|subject| Some(*subject) == self.chosen);
        let there = match (here, forward) {
            (Some(here), true) => (here + 1).min(choices.len().saturating_sub(1)),
            (Some(here), false) => here.saturating_sub(1),
            (None, _) => 0,
        };
        if let Some(subject) = choices.get(there).filter(|subject| Some(**subject) != self.chosen) {
            self.chosen = Some(*subject);
            // What was typed before its number was chosen is kept; a verdict is on one number.
            let feedback = self.feedback.take();
            let is_judged = |feedback: &Feedback| !matches!(feedback, Feedback::Problem(_));
            if feedback.as_ref().is_some_and(is_judged) {
                self.answer = Field::default();
            }
        }
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => {
                self.feedback = None;
                if self.focus == AnswerField::What {
                    let choices = self.choices();
                    if !self.chosen.is_some_and(|chosen| choices.contains(&chosen)) {
                        self.chosen = choices.first().copied();
                    }
                }
            }
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
        let typed = self.filter.entered().map_err(|no_room| no_room.to_string())?;
        let answer = self.answer.entered().map_err(|no_room| no_room.to_string())?;
        let named = || typed.parse::<Subject>().map_err(|error| error.to_string());
        let subject = self.chosen.map_or_else(named, Ok)?;
        Ok((subject, answer.trim()))
    }
}
