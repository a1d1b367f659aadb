//! The class's question at a follower: what is being answered, and what was.

use std::sync::Arc;

use crate::app::class::Poll;
use crate::app::job::Job;
use crate::app::lesson::{Input, NoAnswer};
use crate::lesson::{self, Judgement, Question, Vote};

/// Why what was typed is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BallotProblem {
    /// It has no room, or something is missing.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// It cannot be read, as the judge says.
    #[error("{0}")]
    Unreadable(String),
}

/// A poll that waits for this follower's answer.
#[derive(Clone, Debug)]
pub struct Ballot {
    /// Which poll.
    pub poll: u64,
    /// What is asked.
    pub question: Arc<Question>,
    /// What is being answered.
    pub input: Input,
    /// Why what was typed is no answer.
    pub problem: Option<BallotProblem>,
    /// Whether it was left aside: it takes no keys until it is taken up again.
    pub is_aside: bool,
}

impl Ballot {
    pub(super) fn new(poll: &Poll) -> Self {
        let question = Arc::clone(&poll.question);
        let input = Input::of(Some(&*question));
        Self { poll: poll.id, question, input, problem: None, is_aside: false }
    }

    pub(super) fn is_of(&self, poll: &Poll) -> bool {
        poll.is_same(self.poll, &self.question)
    }

    /// Returns the answer that was entered and what judges it; else it is said why there is none.
    pub(super) fn judge(&mut self) -> Option<(lesson::Answer, Job)> {
        let answer = match self.input.entered() {
            Ok(answer) => answer,
            Err(no_answer) => {
                self.problem = Some(no_answer.into());
                return None;
            }
        };
        let question = Arc::clone(&self.question);
        Some((answer.clone(), Job::Judge { question, answer }))
    }

    /// Returns whether this answer is what is there.
    pub(super) fn is_entered(&self, answer: &lesson::Answer) -> bool {
        self.input.answer().as_ref() == Some(answer)
    }
}

/// An answer that was sent to a poll.
#[derive(Clone, Debug)]
pub struct Given {
    pub(super) poll: u64,
    pub(super) question: Arc<Question>,
    /// What was answered.
    pub vote: Vote,
    /// What it was judged.
    pub judgement: Judgement,
}

impl Given {
    pub(super) fn is_of(&self, poll: &Poll) -> bool {
        poll.is_same(self.poll, &self.question)
    }
}
