//! A question for one thing: which iteration, which observation, what becomes of it, which file.

use std::path::{Path, PathBuf};

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::form::{DialogEvent, SessionRequest, file_stem};
use crate::app::key::Key;
use crate::app::keymap::{self, PromptAction};
use crate::app::save_error::SaveError;
use crate::data::{Edit, read_number};
use crate::text::grouped;
use crate::timeline::LAST_ITERATION;

/// What a prompt asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// t
    Iteration,
    /// i, of this many observations.
    Row(usize),
    /// i, of this many observations, or a position in a sorted table.
    RowOrPosition(usize),
    /// What becomes of the observation with this index, or one to add.
    Edit(usize),
    /// The file that the session is saved to.
    SaveTo(SaveTarget),
    /// Whether to go on with a session that was left, and what is said of it.
    Reopen(String),
}

/// Which file a session is saved to if nothing else is typed, and which may be replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveTarget {
    /// What is taken if nothing is typed.
    pub suggestion: String,
    /// A file that is replaced without a further question: the session's own, or the one that was
    /// asked about.
    replaced: Option<PathBuf>,
    /// The file that the session is being saved to.
    awaited: Option<PathBuf>,
}

/// What a session's file is called at the end.
pub(crate) const EXTENSION: &str = "emstep";

impl SaveTarget {
    /// Returns the target of a session of these data that was saved to `own` before, if it was.
    pub(in crate::app) fn new(own: Option<&Path>, data: &str) -> Self {
        let suggestion = match own {
            Some(own) => own.display().to_string(),
            None => format!("{}.{EXTENSION}", file_stem(data).unwrap_or("session".to_owned())),
        };
        Self { suggestion, replaced: own.map(Path::to_owned), awaited: None }
    }

    /// Returns the file that a text names, and whether it may be replaced.
    fn path(&self, text: &str) -> (PathBuf, bool) {
        let text = if text.is_empty() { &self.suggestion } else { text };
        let mut path = PathBuf::from(text);
        if path.extension().is_none_or(|extension| extension != EXTENSION) {
            path.as_mut_os_string().push(format!(".{EXTENSION}"));
        }
        let replaces = self.replaced.as_ref() == Some(&path);
        (path, replaces)
    }
}

/// A one-line question.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it asks for.
    pub asked: Asked,
    /// What was typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<PromptError>,
}

impl Prompt {
    pub(in crate::app) fn new(asked: Asked) -> Self {
        Self { asked, field: Field::default(), error: None }
    }

    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        match keymap::find(keymap::PROMPT, key) {
            Some(PromptAction::Close) => DialogEvent::Close,
            Some(PromptAction::Go) => self.enter(),
            None => {
                let edited = self.field.key(key);
                self.after(edited);
                DialogEvent::Nothing
            }
        }
    }

    /// Takes an x of the density chart that someone clicked on: a click near an observation, which
    /// has an index, chooses it; any other adds one there. What is dragged is moved there.
    pub(in crate::app) fn point(&mut self, x: &str, near: Option<usize>, is_dragged: bool) {
        let Asked::Edit(row) = &mut self.asked else { return };
        self.error = None;
        match near {
            Some(index) if !is_dragged => {
                *row = index;
                self.field.set("");
            }
            _ if is_dragged && !self.field.text().starts_with('+') => self.field.set(x),
            _ => self.field.set(&format!("+{x}")),
        }
    }

    /// Returns whether it waits for the session to be saved to this file.
    pub(in crate::app) fn waits_for(&self, path: &Path) -> bool {
        matches!(&self.asked, Asked::SaveTo(target) if target.awaited.as_deref() == Some(path))
    }

    /// Says why the session was not saved. A file that is there is replaced if it is named again.
    pub(in crate::app) fn not_saved(&mut self, error: SaveError) {
        if let Asked::SaveTo(target) = &mut self.asked {
            target.awaited = None;
            if let SaveError::Exists(path) | SaveError::Changed(path) = &error {
                target.replaced = Some(path.clone());
            }
        }
        self.error = Some(error.into());
    }

    pub(in crate::app) fn paste(&mut self, pasted: Pasted) {
        let edited = self.field.paste(pasted);
        self.after(edited);
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => {
                self.error = None;
                if let Asked::SaveTo(target) = &mut self.asked {
                    target.awaited = None;
                }
                // It may have been meant for the stepper, which this question covers.
                if matches!(self.asked, Asked::Reopen(_)) {
                    self.error = self.entered().err();
                }
            }
            Err(no_room) => self.error = Some(no_room.into()),
        }
    }

    fn enter(&mut self) -> DialogEvent {
        let event = self.entered().unwrap_or_else(|error| {
            self.error = Some(error);
            DialogEvent::Nothing
        });
        if let DialogEvent::Session(SessionRequest::Save { path, .. }) = &event
            && let Asked::SaveTo(target) = &mut self.asked
            && target.awaited.replace(path.clone()).as_ref() == Some(path)
        {
            // It is being saved there already.
            return DialogEvent::Nothing;
        }
        event
    }

    fn entered(&self) -> Result<DialogEvent, PromptError> {
        let text = self.field.entered()?.trim();
        if let Asked::SaveTo(target) = &self.asked {
            if is_folder(text) {
                return Err(PromptError::Folder(text.to_owned()));
            }
            let (path, replaces) = target.path(text);
            return Ok(DialogEvent::Session(SessionRequest::Save { path, replaces }));
        }
        if let Asked::Reopen(_) = self.asked {
            return match text {
                "" => Ok(DialogEvent::Session(SessionRequest::Reopen)),
                "-" | "−" => Ok(DialogEvent::Session(SessionRequest::Discard)),
                _ => Err(PromptError::NoReopening),
            };
        }
        if let Asked::Edit(index) = self.asked {
            return Ok(DialogEvent::EditObservation(edit(index, text)?));
        }
        let typed = || text.to_owned();
        match (&self.asked, text.parse::<usize>()) {
            (Asked::Iteration, Ok(t)) if t <= LAST_ITERATION => Ok(DialogEvent::GoToIteration(t)),
            (Asked::Iteration, _) => Err(PromptError::Iteration { typed: typed() }),
            (Asked::Row(rows) | Asked::RowOrPosition(rows), Ok(row)) if row < *rows => {
                Ok(DialogEvent::GoToRow(row))
            }
            (Asked::Row(rows) | Asked::RowOrPosition(rows), Ok(_)) => {
                Err(PromptError::RowRange { last: rows - 1 })
            }
            (Asked::Row(_) | Asked::Edit(_) | Asked::SaveTo(_) | Asked::Reopen(_), _) => {
                Err(PromptError::Row(typed()))
            }
            (Asked::RowOrPosition(rows), Err(_)) => {
                let position = text.strip_prefix('p').and_then(|position| position.parse().ok());
                match position.ok_or_else(|| PromptError::RowOrPosition(typed()))? {
                    position if position < *rows => Ok(DialogEvent::GoToPosition(position)),
                    _ => Err(PromptError::PositionRange { last: rows - 1 }),
                }
            }
        }
    }
}

/// Returns whether a path is that of a folder, to go by its text.
fn is_folder(text: &str) -> bool {
    text.ends_with(std::path::is_separator)
        || matches!(text.rsplit(std::path::is_separator).next(), Some("." | ".." | "~"))
}

/// Returns what a text says about the observation with this index: a number is its new value, +7
/// adds another one, and a minus sign alone removes it.
fn edit(index: usize, text: &str) -> Result<Edit, PromptError> {
    let number = |text: &str| {
        read_number(text).map_err(|problem| PromptError::Observation(problem.to_string()))
    };
    match text.strip_prefix('+') {
        None if text.is_empty() => Err(PromptError::NoEdit),
        Some(x) => number(x).map(|x| Edit::Add { x }),
        None if matches!(text, "-" | "−") => Ok(Edit::Remove { index }),
        None => number(text).map(|x| Edit::Change { index, x }),
    }
}

/// What is wrong with what was typed into a prompt.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PromptError {
    /// It has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// This says nothing about a session that was left.
    #[error("Enter opens it, - and Enter discards it, Esc keeps it for the next start")]
    NoReopening,
    /// This names a folder.
    #[error("{0}: a folder, not a file; name a file in it")]
    Folder(String),
    /// The session was not saved.
    #[error(transparent)]
    NotSaved(#[from] SaveError),
    /// This is no iteration that can be asked for.
    #[error("'{typed}' is not an iteration: a whole number from 0 to {}", grouped(LAST_ITERATION as u64))]
    Iteration {
        /// what was typed
        typed: String,
    },
    /// This is not the index of an observation.
    #[error("'{0}' is not an index: a whole number, from 0")]
    Row(String),
    /// This is neither an index nor a position.
    #[error("'{0}' is neither an index, as 12, nor a position, as p12, from 0")]
    RowOrPosition(String),
    /// Nothing was typed.
    #[error("type a number to change it, +7 to add one, - to remove this one")]
    NoEdit,
    /// This is not an edit, or the data cannot be edited so.
    #[error("{0}")]
    Observation(String),
    /// There is no observation of this index.
    #[error("i goes from 0 to {}", grouped(*last as u64))]
    RowRange {
        /// the last index
        last: usize,
    },
    /// There is no such position.
    #[error("positions go from p0 to p{}", grouped(*last as u64))]
    PositionRange {
        /// the last position
        last: usize,
    },
}
