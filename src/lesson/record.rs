//! What a learner did in a lesson, for a teacher to read.

use serde::Serialize;

use super::judge::Verdict;

/// What became of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Neither answered nor revealed.
    #[default]
    Open,
    /// Answered.
    Right,
    /// Given up: the solution was shown.
    Revealed,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Try {
    /// what was answered
    pub answer: String,
    /// what it was judged
    pub verdict: Verdict,
}

/// A question with everything that was answered to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// the step that asks it, from 1
    pub step: usize,
    /// what is asked
    pub question: String,
    /// every answer that was judged, oldest first
    pub tries: Vec<Try>,
    /// what became of it
    pub outcome: Outcome,
}

/// A lesson's progress and answers; as JSON it is what `--record` writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// the lesson's name
    pub lesson: String,
    /// its title
    pub title: String,
    /// how many steps it has
    pub steps: usize,
    /// the furthest step that was reached, from 1
    pub reached: usize,
    /// whether the lesson was gone through to its end
    pub done: bool,
    /// its questions, in their order
    pub questions: Vec<Answered>,
}
