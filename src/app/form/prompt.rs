//! A question for one whole number: which iteration, which observation.

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::{Key, KeyCode};

/// The furthest iteration that can be asked for.
const LAST_ITERATION: usize = 1_000_000;

/// What a prompt asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// t
    Iteration,
    /// i
    Row,
    /// i, or a place in a sorted table.
    RowOrPlace,
}

/// What the prompt wants after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Outcome {
    Nothing,
    Close,
    Iteration(usize),
    Row(usize),
    Place(usize),
}

/// A one-line question.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it asks for.
    pub asked: Asked,
    /// What was typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Prompt {
    pub(in crate::app) fn new(asked: Asked) -> Self {
        Self { asked, field: Field::default(), error: None }
    }

    pub(in crate::app) fn key(&mut self, key: Key) -> Outcome {
        match key.code {
            KeyCode::Esc => Outcome::Close,
            KeyCode::Enter => self.enter(),
            _ => {
                let edited = self.field.key(key);
                self.after(edited);
                Outcome::Nothing
            }
        }
    }

    pub(in crate::app) fn paste(&mut self, pasted: Pasted) {
        let edited = self.field.paste(pasted);
        self.after(edited);
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => self.error = None,
            Err(no_room) => self.error = Some(no_room.to_string()),
        }
    }

    fn enter(&mut self) -> Outcome {
        let text = match self.field.entered() {
            Ok(text) => text.trim(),
            Err(no_room) => {
                self.error = Some(no_room.to_string());
                return Outcome::Nothing;
            }
        };
        if let (Asked::RowOrPlace, Some(Ok(place))) =
            (self.asked, text.strip_prefix('p').map(str::parse))
        {
            return Outcome::Place(place);
        }
        match (text.parse::<usize>(), self.asked) {
            (Ok(row), Asked::Row | Asked::RowOrPlace) => Outcome::Row(row),
            (Ok(t), Asked::Iteration) if t <= LAST_ITERATION => Outcome::Iteration(t),
            (_, asked) => {
                self.error = Some(match asked {
                    Asked::Row => format!("'{text}' is not an index: a whole number, from 0"),
                    Asked::RowOrPlace => {
                        format!("'{text}' is neither an index, as 12, nor a row, as p12, from 0")
                    }
                    Asked::Iteration => {
                        format!(
                            "'{text}' is not an iteration: a whole number from 0 to {LAST_ITERATION}"
                        )
                    }
                });
                Outcome::Nothing
            }
        }
    }
}
