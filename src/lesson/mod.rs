//! Lessons: short texts, scenes of the stepper, and questions that are answered before the screen
//! shows the truth.
//!
//! A lesson is a TOML file; `assets/lessons/EXAMPLE.toml` has every key with a comment. [`load`]
//! reads one and reports every mistake with its line, [`Player`] goes through it. Neither knows a
//! screen or a file.

mod allowance;
mod builtin;
mod calculation;
mod export;
mod format;
mod judge;
mod load;
mod moment;
mod paragraph;
mod player;
mod question;
mod reader;
mod record;
mod scene;
mod tally;

use std::fmt;

pub use allowance::{Allowance, Spent};
pub use builtin::{BUILT_IN, BuiltIn, EXAMPLE, Outline};
pub use export::{ExportFormat, export};
pub use format::{
    Choice, EachQuestion, FocusPanel, FormulaQuestion, Hidden, Lesson, Named, NumberQuestion,
    Question, QuestionKind, ShownChart, Step, Truth, Wrong,
};
pub use judge::{Judgement, Verdict};
pub use load::{MOST_BYTES, load};
pub use paragraph::{NamedKey, Paragraph, Piece};
pub use player::{
    Asked, ExercisePart, PartState, Player, QuestionResult, SavedPlayer, Stays, TRIES_BEFORE_REVEAL,
};
pub use question::{Answer, Judging};
pub use record::{Answered, QuestionState, Record, RecordError, Try};
pub use scene::{Ended, KeyError, MAX_KEYS, MOST_ITERATIONS, Scene, WhyNot};
pub use tally::{Bar, Tally, Vote};

/// Something wrong in a lesson's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// the line, from 1
    pub line: usize,
    /// what is wrong, and what to do
    pub text: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}
