//! From the text of a session's file to the session, and what is wrong with a text that is not one.

use serde::Deserialize;
use serde_json::error::Category;

use super::{FORMAT, SavedSession};
use crate::text::sanitise::{sentence, visible};

/// What is wrong with the text of a session.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", line.map_or_else(String::new, |line| format!("line {line}: ")))]
pub struct SessionError {
    /// The line, from 1, if it is about one.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
}

/// What every format says of itself.
#[derive(Deserialize)]
struct Head {
    format: Option<u64>,
    program: Option<String>,
}

impl SavedSession {
    /// Reads a session from the JSON that it was written as.
    ///
    /// # Errors
    /// Returns an error if the text is not a session, is cut off, or is of a newer format.
    pub fn from_text(text: &[u8]) -> Result<Self, SessionError> {
        // An editor may have put a byte order mark in front.
        let text = text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text);
        let whole = |problem: String| SessionError { line: None, problem };
        // A list would be read as the values of the head, one after the other.
        if text.trim_ascii_start().first() == Some(&b'[') {
            return Err(whole("not a session of emstep: it is a list".to_owned()));
        }
        let head: Head = serde_json::from_slice(text).map_err(|error| of_json(&error))?;
        match head.format {
            Some(format) if format > FORMAT => {
                let by = head
                    .program
                    .map_or_else(String::new, |by| format!(" by emstep {}", visible(&by)));
                let own = env!("CARGO_PKG_VERSION");
                return Err(whole(format!(
                    "written{by} in format {format}, and emstep {own} reads format {FORMAT}; \
                     update emstep"
                )));
            }
            Some(1..) => {}
            _ => return Err(whole("not a session of emstep: it has no format".to_owned())),
        }
        serde_json::from_slice(text).map_err(|error| of_json(&error))
    }
}

fn of_json(error: &serde_json::Error) -> SessionError {
    let said = error.to_string();
    let at = format!(" at line {} column {}", error.line(), error.column());
    // It may quote the file.
    let said = sentence(said.strip_suffix(&at).unwrap_or(&said));
    let problem = match error.classify() {
        Category::Eof => "the file ends in the middle of the session: it was cut off".to_owned(),
        Category::Syntax | Category::Io => format!("not a session of emstep: {said}"),
        Category::Data => format!("damaged: {said}"),
    };
    SessionError { line: Some(error.line().max(1)), problem }
}
