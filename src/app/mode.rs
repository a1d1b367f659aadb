//! What the keys go to.

use crate::app::form::Dialog;
use crate::app::form::answer::AnswerForm;
use crate::app::form::board::Board;
use crate::app::form::constraints::ConstraintsForm;
use crate::app::form::copy::CopyMenu;
use crate::app::form::data::DataForm;
use crate::app::form::export::ExportForm;
use crate::app::form::groups::GroupBoard;
use crate::app::form::prompt::Prompt;
use crate::app::form::runs::RunList;
use crate::app::form::theta::ThetaForm;
use crate::app::key::Key;
use crate::app::keymap::rebound::is_letter;
use crate::app::keymap::{
    ANSWER, BOARD, CONSTRAINTS, COPY, DATA, DERIVATION, FORM, GROUP_FITS, Keymap, LESSON,
    LESSON_LIST, RUNS,
};
use crate::app::lesson::list::LessonList;
use crate::app::lesson::{Input, LessonScreen};
use crate::app::looks::OpenDerivation;
use crate::app::menu::Menu;
use crate::app::shared::Shared;

/// What the keys go to, with what it needs.
#[derive(Clone, Copy, Debug)]
pub enum Mode<'a> {
    /// The stepper.
    Stepping,
    /// The menu of all keys.
    Menu(&'a Menu),
    /// Where the selected number comes from, over the whole screen.
    Derivation(&'a OpenDerivation),
    /// The θ₀ form.
    Theta(&'a ThetaForm),
    /// The data dialog.
    Data(&'a DataForm),
    /// The table of runs.
    Runs(&'a RunList),
    /// The board of restarts.
    Board(&'a Board),
    /// The fits of the groups of a condensed table.
    Groups(&'a GroupBoard),
    /// The dialog of constraints and priors.
    Constraints(&'a ConstraintsForm),
    /// The menu of what can be copied.
    Copy(&'a CopyMenu),
    /// The dialog that exports results.
    Export(&'a ExportForm),
    /// A question for a number.
    Prompt(&'a Prompt),
    /// The dialog "my answer".
    Answer(&'a AnswerForm),
    /// The lesson.
    Lesson(&'a LessonScreen),
    /// The list of lessons.
    Lessons(&'a LessonList),
}

impl<'a> Mode<'a> {
    /// Returns what the keys go to: the menu if it is open.
    pub(in crate::app) fn of(shared: &'a Shared, menu: Option<&'a Menu>) -> Self {
        if let Some(menu) = menu {
            return Self::Menu(menu);
        }
        match &shared.dialog {
            Some(Dialog::Theta(form)) => return Self::Theta(form),
            Some(Dialog::Data(form)) => return Self::Data(form),
            Some(Dialog::Runs(list)) => return Self::Runs(list),
            Some(Dialog::Board(board)) => return Self::Board(board),
            Some(Dialog::Groups(board)) => return Self::Groups(board),
            Some(Dialog::Constraints(form)) => return Self::Constraints(form),
            Some(Dialog::Copy(menu)) => return Self::Copy(menu),
            Some(Dialog::Export(form)) => return Self::Export(form),
            Some(Dialog::Prompt(prompt)) => return Self::Prompt(prompt),
            Some(Dialog::Answer(form)) => return Self::Answer(form),
            None => {}
        }
        if let Some(list) = &shared.library.list {
            return Self::Lessons(list);
        }
        if let Some(open) = shared.looks.opened_derivation() {
            return Self::Derivation(open);
        }
        match shared.lesson.as_ref().filter(|lesson| lesson.has_keys()) {
            Some(lesson) => Self::Lesson(lesson),
            None => Self::Stepping,
        }
    }

    /// Returns the name of the table of keys that what is open has; none of the stepper, and of the
    /// menu, a question and the dialog that exports, whose keys are the same for everyone.
    pub(in crate::app) fn table(self) -> Option<&'static str> {
        match self {
            Self::Stepping | Self::Menu(_) | Self::Export(_) | Self::Prompt(_) => None,
            Self::Derivation(_) => Some(DERIVATION[0].table),
            Self::Theta(_) => Some(FORM[0].table),
            Self::Data(_) => Some(DATA[0].table),
            Self::Runs(_) => Some(RUNS[0].table),
            Self::Board(_) => Some(BOARD[0].table),
            Self::Groups(_) => Some(GROUP_FITS[0].table),
            Self::Constraints(_) => Some(CONSTRAINTS[0].table),
            Self::Copy(_) => Some(COPY[0].table),
            Self::Answer(_) => Some(ANSWER[0].table),
            Self::Lesson(_) => Some(LESSON[0].table),
            Self::Lessons(_) => Some(LESSON_LIST[0].table),
        }
    }

    /// Returns the key of the tables that a key stands for; none if it no longer means anything.
    pub(in crate::app) fn translate(self, keymap: &Keymap, key: Key) -> Option<Key> {
        let is_typed = |key| match self {
            Self::Lesson(lesson) => lesson.takes(key),
            mode => mode.takes_text() && is_letter(key),
        };
        keymap.translate(self.table(), key, is_typed)
    }

    /// Returns whether a path is typed, of which `?` may be a part.
    pub(in crate::app) fn takes_path(self) -> bool {
        matches!(self, Self::Data(_) | Self::Export(_))
    }

    /// Returns whether letters are typed into a field, so that no letter is a key.
    pub fn takes_text(self) -> bool {
        match self {
            Self::Stepping
            | Self::Derivation(_)
            | Self::Runs(_)
            | Self::Board(_)
            | Self::Groups(_)
            | Self::Constraints(_)
            | Self::Copy(_)
            | Self::Lessons(_) => false,
            Self::Menu(_)
            | Self::Theta(_)
            | Self::Data(_)
            | Self::Export(_)
            | Self::Prompt(_)
            | Self::Answer(_) => true,
            Self::Lesson(lesson) => matches!(lesson.input(), Input::Text(_)),
        }
    }

    /// Returns whether a number is marked in the panel in focus.
    pub(in crate::app) fn marks_number(self) -> bool {
        match self {
            Self::Stepping | Self::Menu(_) | Self::Derivation(_) | Self::Prompt(_) => true,
            Self::Lesson(lesson) => !lesson.is_answering(),
            Self::Theta(_)
            | Self::Data(_)
            | Self::Runs(_)
            | Self::Board(_)
            | Self::Groups(_)
            | Self::Constraints(_)
            | Self::Copy(_)
            | Self::Export(_)
            | Self::Answer(_)
            | Self::Lessons(_) => false,
        }
    }
}
