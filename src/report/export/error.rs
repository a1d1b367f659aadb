//! Why there is no such export.

use super::{ExportContent, FileFormat};
use crate::text::sanitise::brief;
use crate::text::similar;

/// Why there is no such export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportError {
    /// The end of the name is none of a format.
    Extension,
    /// There is no such content.
    Content {
        /// the name
        name: String,
    },
    /// The content cannot be written so.
    Format {
        /// what
        content: ExportContent,
        /// as what
        format: FileFormat,
    },
    /// The run has none.
    NotOfRun {
        /// what was to be written
        content: ExportContent,
    },
    /// The data have no single observations.
    NoObservations {
        /// what was to be written
        content: ExportContent,
        /// what the data are
        kind: &'static str,
    },
}

impl std::error::Error for ExportError {}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Extension => {
                let all = FileFormat::ALL.map(FileFormat::extension);
                write!(f, "its name has to end in {}", extensions(&all))
            }
            Self::Content { name } => {
                write!(f, "'{}' is not something to export; ", brief(name))?;
                let names = ExportContent::ALL.map(ExportContent::name);
                match similar(name, names) {
                    Some(like) => write!(f, "did you mean {like}?"),
                    None => write!(f, "choose from {}", names.join(", ")),
                }
            }
            Self::Format { content, .. } => {
                let formats: Vec<&str> =
                    content.formats().iter().map(|format| format.extension()).collect();
                write!(f, "{} can only be written as {}", content.name(), extensions(&formats))
            }
            Self::NotOfRun { content } => write!(f, "the run has no {}", content.name()),
            Self::NoObservations { content, kind } => {
                let has = if *kind == "grouped data" { "have" } else { "has" };
                write!(
                    f,
                    "{kind} {has} no single observations, and so no {}; posterior has p(k | x) on \
                     a grid of x",
                    content.name()
                )
            }
        }
    }
}

/// Returns the ends of names as a list of words.
pub(super) fn extensions(all: &[&str]) -> String {
    let all: Vec<String> = all.iter().map(|extension| format!(".{extension}")).collect();
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
