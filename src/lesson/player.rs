//! A lesson under way: where the learner is, what was answered, and what must stay hidden.

mod past;
mod saved;

use std::sync::Arc;

use serde_json::Map;

use super::format::{Hidden, Lesson, Named, Question, Step};
use super::judge::{Judgement, Verdict};
use super::paragraph::Paragraph;
use super::question::Answer;
use super::record::{Answered, QuestionState, Record, Try};
use super::scene::Scene;
pub use past::{ExercisePart, PartState, QuestionResult};
pub use saved::SavedPlayer;

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
    /// One entry per question, step by step.
    progress: Vec<Vec<Progress>>,
}

#[derive(Clone, Debug, Default)]
struct Progress {
    tries: Vec<Try>,
    /// How many of them are from before the lesson was started over.
    before: usize,
    outcome: QuestionState,
    /// What the last answer was told.
    feedback: Option<Judgement>,
}

impl Progress {
    fn is_open(&self) -> bool {
        self.outcome == QuestionState::Open
    }

    /// Returns the answers that were judged since the lesson was started.
    fn tries(&self) -> &[Try] {
        &self.tries[self.before..]
    }
}

/// A question of a step that a learner has come to, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'p> {
    /// the question
    pub question: &'p Question,
    /// what became of it
    pub outcome: QuestionState,
    /// what the last answer was told
    pub feedback: Option<&'p Judgement>,
    last: Option<&'p Try>,
}

impl Asked<'_> {
    /// Returns the right answer that was given.
    pub fn answer(&self) -> Option<&str> {
        let right = self.last.filter(|_| self.outcome == QuestionState::Right)?;
        Some(&right.answer)
    }

    /// Returns what is right, if it was shown instead of being found.
    pub fn solution(&self) -> Option<String> {
        (self.outcome == QuestionState::Revealed).then(|| self.question.solution())
    }

    /// Returns the explanation, once the question is settled; empty before.
    pub fn explanation(&self) -> &[Paragraph] {
        if self.outcome == QuestionState::Open { &[] } else { &self.question.explain }
    }
}

impl Player {
    /// At the lesson's first step.
    pub fn new(lesson: Arc<Lesson>) -> Self {
        let of_step = |step: &Step| vec![Progress::default(); step.questions.len()];
        let progress = lesson.steps.iter().map(of_step).collect();
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
        let settled = self.step().questions.iter().zip(&self.progress[self.at]);
        let settled = settled.take_while(|(_, progress)| !progress.is_open());
        settled
            .filter_map(|(question, _)| question.then.as_ref())
            .last()
            .unwrap_or(&self.step().scene)
    }

    /// Returns the two steps, from 0, whose runs this step shows side by side, each with where it
    /// left the stepper: this step, with where the stepper has to be. None if it shows no two runs.
    pub fn compared(&self) -> Option<[(usize, &Scene); 2]> {
        let left = |step: usize| {
            let of = self.lesson.steps.get(step)?;
            Some((step, if step == self.at { self.scene() } else { of.left() }))
        };
        let [first, second] = self.step().compare?;
        Some([left(first)?, left(second)?])
    }

    /// Returns what must not be seen now: what this step covers and what its open question is
    /// about, and what an open question of a later step asks for, if the stepper stays at the
    /// number from here to there.
    pub fn hides(&self) -> Vec<Hidden> {
        let step = self.step();
        let covers_own = step.questions.is_empty() || self.open_question().is_some();
        let mut hidden = if covers_own { step.cover.clone() } else { Vec::new() };
        hidden.extend(self.open_question().iter().flat_map(|question| &question.cover));
        for (_, other) in Hidden::NAMES {
            if !hidden.contains(other) && self.is_asked(*other) {
                hidden.push(*other);
            }
        }
        hidden
    }

    /// Returns whether an open question of this step or of a later one asks for something that is
    /// the same from here to there.
    fn is_asked(&self, hidden: Hidden) -> bool {
        let here = self.scene();
        let steps = self.lesson.steps.iter().zip(&self.progress).skip(self.at);
        for (index, (step, progress)) in steps.enumerate() {
            let mut scene = if index == 0 { here } else { &step.scene };
            let open = step.questions.iter().zip(progress).filter(|(_, p)| p.is_open());
            for (question, _) in open {
                if scene.shares(here, hidden) && question.asks.contains(&hidden) {
                    return true;
                }
                scene = question.then.as_ref().unwrap_or(scene);
            }
            if !(step.scene.shares(here, hidden) && scene.shares(here, hidden)) {
                return false;
            }
        }
        false
    }

    /// Returns the question of this step that waits for an answer: the first that is neither
    /// answered nor revealed.
    pub fn open_question(&self) -> Option<&Question> {
        self.step().questions.get(self.index_of_open()?)
    }

    fn index_of_open(&self) -> Option<usize> {
        self.progress[self.at].iter().position(Progress::is_open)
    }

    /// Returns the questions of this step up to the open one, in their order.
    pub fn asked(&self) -> impl Iterator<Item = Asked<'_>> {
        let progress = &self.progress[self.at];
        let count = self.index_of_open().map_or(progress.len(), |open| open + 1);
        let questions = self.step().questions.iter().zip(progress).take(count);
        questions.map(|(question, progress)| Asked {
            question,
            outcome: progress.outcome,
            feedback: progress.feedback.as_ref(),
            last: progress.tries().last(),
        })
    }

    /// Returns the last of them, which is the open one if there is one; none if the step asks
    /// nothing.
    pub fn last_asked(&self) -> Option<Asked<'_>> {
        self.asked().last()
    }

    /// Returns whether there is nothing left to answer at a step.
    fn is_settled(&self, step: usize) -> bool {
        !self.progress[step].iter().any(Progress::is_open)
    }

    /// Returns whether the question of this step that was settled last moved the stepper.
    pub fn was_moved(&self) -> bool {
        let settled = self.asked().take_while(|asked| asked.outcome != QuestionState::Open);
        settled.last().is_some_and(|asked| asked.question.then.is_some())
    }

    /// Returns what became of this step's question; of its last one, if all of several are
    /// settled.
    pub fn outcome(&self) -> QuestionState {
        self.last_asked().map_or(QuestionState::Open, |asked| asked.outcome)
    }

    /// Returns what is right, once it was shown instead of being found.
    pub fn solution(&self) -> Option<String> {
        self.last_asked()?.solution()
    }

    /// Returns what the last answer to this step's question was told.
    pub fn feedback(&self) -> Option<&Judgement> {
        self.last_asked()?.feedback
    }

    /// Returns the explanation of this step's question, once it is settled; empty before.
    pub fn explanation(&self) -> &[Paragraph] {
        let question = self.step().questions.last();
        question.filter(|_| self.is_settled(self.at)).map_or(&[], |question| &question.explain)
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
        let index = self.index_of_open().ok_or(Stays::NothingAsked)?;
        let counts = judgement.verdict != Verdict::Unreadable;
        let answered = self.step().questions[index].write(answer);
        let progress = &mut self.progress[self.at][index];
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
        let open = self.index_of_open().map(|open| &self.progress[self.at][open]);
        open.is_some_and(|progress| progress.tries().len() >= TRIES_BEFORE_REVEAL)
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
        if let Some(open) = self.index_of_open() {
            self.progress[self.at][open].outcome = QuestionState::Revealed;
        }
    }

    /// Takes back what was said of the last answer to the open question: it is no longer what is
    /// there.
    pub fn forget_feedback(&mut self) {
        if let Some(open) = self.index_of_open() {
            self.progress[self.at][open].feedback = None;
        }
    }

    /// Returns what was done so far, to be saved.
    pub fn record(&self) -> Record {
        let steps = self.lesson.steps.iter().zip(&self.progress).enumerate();
        let questions = steps.flat_map(|(index, (step, progress))| {
            let questions = step.questions.iter().zip(progress);
            questions.map(move |(question, progress)| Answered {
                step: index + 1,
                question: question.text.plain(),
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
