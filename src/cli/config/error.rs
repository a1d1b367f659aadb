//! What is wrong with settings, in one line: where, what, and what to do.

use std::path::Path;

use super::file::Mistake;
use crate::cli::unreadable;
use crate::text::sanitise::{brief, clean};

/// Why there are no settings.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(in crate::cli) enum ConfigError {
    /// The file cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// the file
        file: String,
        /// why
        why: String,
    },
    /// A line of the file is wrong.
    #[error("{file}:{line}: {says}")]
    OfFile {
        /// the file
        file: String,
        /// from 1
        line: usize,
        /// what is wrong
        says: String,
    },
    /// A variable has no value of its setting.
    #[error("{variable}: {problem}")]
    OfVariable {
        /// its name
        variable: String,
        /// what is wrong
        problem: Problem,
    },
    /// A variable has almost the name of a setting.
    #[error("{}: unknown setting; did you mean {like}?", brief(variable))]
    UnknownVariable {
        /// its name
        variable: String,
        /// that of the setting
        like: String,
    },
}

/// What is wrong with a variable.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(in crate::cli) enum Problem {
    /// It is not text.
    #[error("it is not Unicode; type it again")]
    NotUnicode,
    /// Its setting does not take it.
    #[error("{0}")]
    Value(String),
}

impl ConfigError {
    pub(super) fn of_file(file: &Path, Mistake { line, says }: Mistake) -> Self {
        Self::OfFile { file: clean(&file.display().to_string()), line, says }
    }

    pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        let why = unreadable::why(error);
        Self::Unreadable { file: clean(&file.display().to_string()), why }
    }
}
