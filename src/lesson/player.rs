//! A lesson under way: where the learner is, what was answered, and what must stay hidden.

use std::sync::Arc;

use serde_json::Map;

use super::format::{Hidden, Lesson, Question, Step};
use super::judge::{Judgement, Verdict};
use super::question::Answer;
use super::record::{Answered, QuestionState, Record, Try};
use super::scene::Scene;

/// Wrong answers after which the solution may be asked for.
pub const TRIES_BEFORE_REVEAL: usize = 2;

/// Why a lesson does not move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Stays {
    /// The question is open.
    #[error("answer the question first")]
    Unanswered,
    /// This is the last step.
    #[error("this is the end of the lesson")]
    AtEnd,
    /// This is the first step.
    #[error("this is the beginning of the lesson")]
    AtStart,
    /// There is nothing to answer or reveal.
    #[error("there is no open question here")]
    NothingAsked,
    /// The solution comes after some tries.
    #[error("try it first: the solution can be seen after {TRIES_BEFORE_REVEAL} tries")]
    TooEarly,
}

/// A lesson and how far a learner has come in it. It knows no screen: [`Player::scene`] says where
/// the stepper has to be after each event, [`Player::hides`] what may not be seen there.
#[derive(Clone, Debug)]
pub struct Player {
    lesson: Arc<Lesson>,
    at: usize,
    reached: usize,
    /// One entry a step.
    progress: Vec<Progress>,
}

#[derive(Clone, Debug, Default)]
struct Progress {
    tries: Vec<Try>,
    outcome: QuestionState,
    /// What the last answer was told.
    feedback: Option<Judgement>,
}

impl Player {
    /// At the lesson's first step.
    pub fn new(lesson: Arc<Lesson>) -> Self {
        let progress = vec![Progress::default(); lesson.steps.len()];
        Self { lesson, at: 0, reached: 0, progress }
    }

    /// Returns the lesson.
    pub fn lesson(&self) -> &Arc<Lesson> {
        &self.lesson
    }

    /// Returns the step the learner is at.
    pub fn step(&self) -> &Step {
        &self.lesson.steps[self.at]
    }

    /// Returns the index of that step, from 0.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Returns where the stepper has to be. It does not depend on where it was before, so that a
    /// learner who wandered off, or who goes back, finds the step as it is meant.
    pub fn scene(&self) -> &Scene {
        &self.step().scene
    }

    /// Returns what must not be seen now.
    pub fn hides(&self) -> &[Hidden] {
        match self.open_question() {
            Some(question) => &question.hides,
            None => &[],
        }
    }

    /// Returns the question of this step while it is neither answered nor revealed.
    pub fn open_question(&self) -> Option<&Question> {
        self.step().question.as_ref().filter(|_| self.outcome() == QuestionState::Open)
    }

    /// Returns whether there is nothing left to answer at a step.
    fn is_settled(&self, step: usize) -> bool {
        self.lesson.steps[step].question.is_none()
            || self.progress[step].outcome != QuestionState::Open
    }

    /// Returns what became of this step's question.
    pub fn outcome(&self) -> QuestionState {
        self.progress[self.at].outcome
    }

    /// Returns what is right, once it was shown instead of being found.
    pub fn solution(&self) -> Option<String> {
        let question = self.step().question.as_ref()?;
        (self.outcome() == QuestionState::Revealed).then(|| question.solution())
    }

    /// Returns what the last answer to this step's question was told.
    pub fn feedback(&self) -> Option<&Judgement> {
        self.progress[self.at].feedback.as_ref()
    }

    /// Returns the explanation of this step's question, once it is settled; empty before.
    pub fn explanation(&self) -> &[String] {
        match &self.step().question {
            Some(question) if self.is_settled(self.at) => &question.explain,
            _ => &[],
        }
    }

    /// Returns whether the lesson was gone through to its end.
    pub fn is_done(&self) -> bool {
        let last = self.lesson.steps.len() - 1;
        self.reached == last && self.is_settled(last)
    }

    /// To the next step.
    ///
    /// # Errors
    /// Returns an error if the question is open, or there is no next step.
    #[expect(clippy::should_implement_trait, reason = "the step after this one, as on the screen")]
    pub fn next(&mut self) -> Result<(), Stays> {
        if !self.is_settled(self.at) {
            return Err(Stays::Unanswered);
        }
        if self.at + 1 == self.lesson.steps.len() {
            return Err(Stays::AtEnd);
        }
        self.at += 1;
        self.reached = self.reached.max(self.at);
        Ok(())
    }

    /// To the step before. What was answered stays answered.
    ///
    /// # Errors
    /// Returns an error if this is the first step.
    pub fn back(&mut self) -> Result<(), Stays> {
        self.at = self.at.checked_sub(1).ok_or(Stays::AtStart)?;
        Ok(())
    }

    /// Answers the open question.
    ///
    /// # Errors
    /// Returns an error if there is none.
    pub fn answer(&mut self, answer: &Answer) -> Result<&Judgement, Stays> {
        let question = self.open_question().ok_or(Stays::NothingAsked)?;
        let judgement = question.judge(answer);
        self.judged(answer, judgement)
    }

    /// Takes an answer to the open question with what it was judged.
    ///
    /// # Errors
    /// Returns an error if there is no open question.
    pub fn judged(&mut self, answer: &Answer, judgement: Judgement) -> Result<&Judgement, Stays> {
        let question = self.open_question().ok_or(Stays::NothingAsked)?;
        let counts = judgement.verdict != Verdict::Unreadable;
        let answered = question.write(answer);
        let progress = &mut self.progress[self.at];
        if counts {
            progress.tries.push(Try::new(answered, judgement.verdict));
        }
        if judgement.verdict.is_right() {
            progress.outcome = QuestionState::Right;
        }
        Ok(progress.feedback.insert(judgement))
    }

    /// Returns whether the solution may be asked for.
    pub fn may_reveal(&self) -> bool {
        self.open_question().is_some() && self.progress[self.at].tries.len() >= TRIES_BEFORE_REVEAL
    }

    /// Gives the open question up: [`Player::solution`] is shown.
    ///
    /// # Errors
    /// Returns an error if there is none, or too few tries were made.
    pub fn reveal(&mut self) -> Result<(), Stays> {
        self.open_question().ok_or(Stays::NothingAsked)?;
        if !self.may_reveal() {
            return Err(Stays::TooEarly);
        }
        self.settle();
        Ok(())
    }

    /// Shows the solution of the open question, as after a class has answered it.
    pub fn settle(&mut self) {
        if self.open_question().is_some() {
            self.progress[self.at].outcome = QuestionState::Revealed;
        }
    }

    /// Takes back what was said of the last answer to the open question: it is no longer what is
    /// there.
    pub fn forget_feedback(&mut self) {
        if self.open_question().is_some() {
            self.progress[self.at].feedback = None;
        }
    }

    /// Returns what was done so far, to be saved.
    pub fn record(&self) -> Record {
        let steps = self.lesson.steps.iter().zip(&self.progress).enumerate();
        let questions = steps.filter_map(|(index, (step, progress))| {
            let question = step.question.as_ref()?;
            Some(Answered {
                step: index + 1,
                question: question.text.clone(),
                tries: progress.tries.clone(),
                outcome: progress.outcome,
                rest: Map::new(),
            })
        });
        Record {
            lesson: self.lesson.name.clone(),
            title: self.lesson.title.clone(),
            steps: self.lesson.steps.len(),
            reached: self.reached + 1,
            done: self.is_done(),
            questions: questions.collect(),
            rest: Map::new(),
        }
    }
}
