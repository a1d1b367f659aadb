//! What a learner has done in a lesson: how each question went, going on from a record, and
//! starting over.

use super::{Player, Progress};
use crate::lesson::judge::Verdict;
use crate::lesson::paragraph::Paragraph;
use crate::lesson::record::{QuestionState, Record};

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionResult<'p> {
    /// the step that asks it, from 1
    pub step: usize,
    /// what is asked
    pub question: &'p Paragraph,
    /// how many answers were judged since the lesson was started
    pub tries: usize,
    /// whether the solution was shown instead of being found
    pub is_revealed: bool,
    is_right_at_once: bool,
}

impl QuestionResult<'_> {
    /// Returns whether the first answer was right; one that only had too few digits does not count
    /// as an answer before it.
    pub fn is_right_at_once(&self) -> bool {
        self.is_right_at_once
    }
}

impl Progress {
    fn is_right_at_once(&self) -> bool {
        let wrong = self.tries().iter().any(|one| one.verdict == Verdict::Wrong);
        self.outcome == QuestionState::Right && !wrong
    }
}

impl Player {
    /// Returns how each question of the lesson went, in their order.
    pub fn results(&self) -> Vec<QuestionResult<'_>> {
        let steps = self.lesson.steps.iter().zip(&self.progress).enumerate();
        let results = steps.flat_map(|(index, (step, progress))| {
            step.questions.iter().zip(progress).map(move |(question, progress)| QuestionResult {
                step: index + 1,
                question: &question.text,
                tries: progress.tries().len(),
                is_revealed: progress.outcome == QuestionState::Revealed,
                is_right_at_once: progress.is_right_at_once(),
            })
        });
        results.collect()
    }

    /// Goes back to the first step, with every question open again. What was answered before stays
    /// in the record.
    pub fn restart(&mut self) {
        (self.at, self.reached) = (0, 0);
        for progress in self.progress.iter_mut().flatten() {
            progress.before = progress.tries.len();
            (progress.outcome, progress.feedback) = (QuestionState::Open, None);
        }
    }

    /// Goes on where a record of this lesson was left: at the first step that was reached and still
    /// has an open question, else at the furthest. A lesson that was gone through starts over.
    pub fn resume(&mut self, record: &Record) {
        let mut left: Vec<_> = record.questions.iter().collect();
        for (index, (step, progress)) in
            self.lesson.steps.iter().zip(&mut self.progress).enumerate()
        {
            for (question, progress) in step.questions.iter().zip(progress) {
                // A lesson that was edited may ask the same at another step, or the same twice.
                let same = (0..left.len()).filter(|i| left[*i].question == question.text.plain());
                let Some(at) = same.min_by_key(|i| left[*i].step != index + 1) else { continue };
                let answered = left.remove(at);
                progress.tries.clone_from(&answered.tries);
                progress.outcome = answered.outcome;
            }
        }
        if record.done {
            return self.restart();
        }
        self.reached = record.reached.clamp(1, self.lesson.steps.len()) - 1;
        let open = (0..=self.reached).find(|step| !self.is_settled(*step));
        self.at = open.unwrap_or(self.reached);
    }
}
