//! A question for one whole number: which iteration, which observation.

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::{Key, KeyCode};
use crate::text::grouped;

/// The furthest iteration that can be asked for.
const LAST_ITERATION: usize = 1_000_000;

/// What a prompt asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// t
    Iteration,
    /// i, of this many observations.
    Row(usize),
    /// i, of this many observations, or a position in a sorted table.
    RowOrPosition(usize),
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

    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        match key.code {
            KeyCode::Esc => DialogEvent::Close,
            KeyCode::Enter => self.enter(),
            _ => {
                let edited = self.field.key(key);
                self.after(edited);
                DialogEvent::Nothing
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

    fn enter(&mut self) -> DialogEvent {
        self.entered().unwrap_or_else(|error| {
            self.error = Some(error);
            DialogEvent::Nothing
        })
    }

    fn entered(&self) -> Result<DialogEvent, String> {
        let text = self.field.entered().map_err(|no_room| no_room.to_string())?.trim();
        let within = |number: usize, rows: usize, sign: &str, what: &str| {
            let last = rows - 1;
            if number <= last {
                Ok(number)
            } else {
                let last = grouped(last as u64);
                Err(format!("{what} from {sign}0 to {sign}{last}"))
            }
        };
        match (self.asked, text.parse::<usize>()) {
            (Asked::Iteration, Ok(t)) if t <= LAST_ITERATION => Ok(DialogEvent::GoToIteration(t)),
            (Asked::Iteration, _) => Err(format!(
                "'{text}' is not an iteration: a whole number from 0 to {}",
                grouped(LAST_ITERATION as u64)
            )),
            (Asked::Row(rows) | Asked::RowOrPosition(rows), Ok(row)) => {
                within(row, rows, "", "i goes").map(DialogEvent::GoToRow)
            }
            (Asked::Row(_), Err(_)) => {
                Err(format!("'{text}' is not an index: a whole number, from 0"))
            }
            (Asked::RowOrPosition(rows), Err(_)) => {
                let position = text.strip_prefix('p').and_then(|position| position.parse().ok());
                let position = position.ok_or_else(|| {
                    format!("'{text}' is neither an index, as 12, nor a position, as p12, from 0")
                })?;
                within(position, rows, "p", "positions go").map(DialogEvent::GoToPosition)
            }
        }
    }
}
