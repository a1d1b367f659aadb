//! What is open in front of the stepper, line by line: a dialog's list, what is wrong with what was
//! typed, what an answer was judged.

use super::{Controls, board, constraints, form, lesson, state};
use crate::app::form::answer::Feedback;
use crate::app::form::board::Board;
use crate::app::{App, Mode};
use crate::report::{self, Document, DocumentFormat};
use crate::text::sanitise::clean;
use crate::text::with_minus_signs;

/// What is said of a dialog or a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) lines: Vec<String>,
    /// The line of the row that is chosen.
    pub(super) chosen: Option<usize>,
}

impl Opened {
    /// Returns what is said of what is open; none if the keys go to the stepper or a lesson.
    pub(super) fn of(app: &App, controls: Controls) -> Option<Self> {
        match app.mode() {
            Mode::Stepping | Mode::Lesson(_) | Mode::Menu(_) | Mode::Copy(_) => None,
            Mode::Derivation(open) => {
                let seen = open.seen(app.study())?;
                let why = report::explanation(&seen.run, seen.derivation.quantity)?;
                Some(Self::all_of(&why))
            }
            Mode::Theta(theta) => {
                Some(Self::wrong(theta.refused.then(|| form::problem(theta)).as_deref()))
            }
            Mode::Data(data) => {
                Some(Self::wrong(data.error.as_ref().map(ToString::to_string).as_deref()))
            }
            Mode::Prompt(prompt) => {
                Some(Self::wrong(prompt.error.as_ref().map(ToString::to_string).as_deref()))
            }
            Mode::Runs(list) => {
                // What a lesson hides is in the table too.
                let is_shown = app.hides().is_empty();
                Some(if is_shown {
                    Self::all_of(&state::runs(app)).with_row(list.row())
                } else {
                    Self::default()
                })
            }
            Mode::Board(board) => Some(Self::board(board, app, controls)),
            Mode::Groups(board) if board.is_complete() => {
                let fits = board::of_groups(board, app, controls);
                Some(Self::all_of(&fits).with_row(board.row()))
            }
            Mode::Groups(_) => Some(Self::default()),
            Mode::Constraints(form) => {
                let rows = constraints::listed(form, app, controls);
                let first = usize::from(form.has_collapsed());
                Some(Self { chosen: Some(first + form.row()), ..Self::all_of(&rows) })
            }
            Mode::Export(export) => {
                let mut opened = Self::all_of(&form::contents());
                opened.chosen = Some(export.row());
                let error = export.error.as_ref().map(ToString::to_string);
                opened.lines.extend(Self::wrong(error.as_deref()).lines);
                Some(opened)
            }
            Mode::Answer(answer) => {
                Some(answer.feedback.as_ref().map_or_else(Self::default, |said| of(said, app)))
            }
            // Below the lessons there may be a way back to the stepper.
            Mode::Lessons(list) => {
                let lines = Self::all_of(&lesson::listed(list)).lines;
                let chosen = Some(list.focus()).filter(|row| *row < lines.len());
                Some(Self { lines, chosen })
            }
        }
    }

    fn board(board: &Board, app: &App, controls: Controls) -> Self {
        let mut opened = match board::of_starts(board, app, controls) {
            None => return Self::default(),
            Some(Ok(table)) => Self::all_of(&table).with_row(board.row()),
            Some(Err(problem)) => Self::wrong(Some(problem)),
        };
        let test = board.test().filter(|test| test.ratio.is_some());
        opened.lines.extend(test.map(|test| format!("{}.", test.sentence())));
        opened
    }

    fn all_of(document: &Document) -> Self {
        let text = document.text(DocumentFormat::Lines);
        let lines = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Self { lines, chosen: None }
    }

    /// Says what is wrong, if something is; it may repeat what was typed.
    fn wrong(why: Option<&str>) -> Self {
        let lines = why.map(|why| format!("error: {}", clean(why))).into_iter().collect();
        Self { lines, chosen: None }
    }

    /// Chooses a row of the table, which begins with its number.
    fn with_row(mut self, row: usize) -> Self {
        let number = (row + 1).to_string();
        let is_row = |line: &String| line.split_whitespace().next() == Some(number.as_str());
        self.chosen = self.lines.iter().position(is_row);
        self
    }
}

fn of(feedback: &Feedback, app: &App) -> Opened {
    match feedback {
        // What is said of each number of a table stands beside it on the screen.
        Feedback::Asked | Feedback::Table(_) => Opened::default(),
        Feedback::Report(report) => Opened::all_of(&form::checked(report)),
        Feedback::Truth(solution) => {
            let is = format!("It is {}.", with_minus_signs(solution));
            Opened { lines: vec![is], chosen: None }
        }
        Feedback::Problem(problem) => Opened::wrong(Some(&app.shared().keymap().fill(problem))),
    }
}
