//! What a learner has done in a lesson: how each question went, going on from a record, and
//! starting over.

use super::{Player, Progress};
use crate::lesson::judge::Verdict;
use crate::lesson::paragraph::Paragraph;
use crate::lesson::record::{QuestionState, Record, Try};

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionResult<'p> {
    /// the step that asks it, from 1
    pub step: usize,
    /// what is asked
    pub question: &'p Paragraph,
    /// how many answers were judged since the lesson was started
    pub tries: usize,
    /// what it is called in the checklist, if it is in it
    pub part: Option<&'p str>,
    /// what became of it
    pub outcome: QuestionState,
    is_right_at_once: bool,
}

impl QuestionResult<'_> {
    /// Returns whether the first answer was right; one that only had too few digits does not count
    /// as an answer before it.
    pub fn is_right_at_once(&self) -> bool {
        self.is_right_at_once
    }
}

/// A part of an exercise, which one or several questions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExercisePart<'p> {
    /// what it is called
    pub name: &'p str,
    /// what became of it
    pub state: PartState,
    /// whether one of its questions waits for an answer now
    pub is_here: bool,
}

/// What became of a part of an exercise. Of several questions the last of these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartState {
    /// All was answered right.
    Right,
    /// A solution was shown instead of being found.
    Revealed,
    /// Something was not answered yet.
    Open,
    /// The answers so far are not right.
    NotRight,
}

impl Progress {
    fn is_right_at_once(&self) -> bool {
        let is_wrong = |verdict| matches!(verdict, Verdict::Wrong | Verdict::Close);
        let was_wrong = self.tries().iter().any(|one| is_wrong(one.verdict));
        self.outcome == QuestionState::Right && !was_wrong
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
                part: question.part.as_deref(),
                outcome: progress.outcome,
                is_right_at_once: progress.is_right_at_once(),
            })
        });
        results.collect()
    }

    /// Returns the parts of the exercise that the lesson's questions are about, in the order of
    /// their first questions: a part is right once all of its questions are.
    pub fn parts(&self) -> Vec<ExercisePart<'_>> {
        let mut parts: Vec<ExercisePart> = Vec::new();
        for result in self.results() {
            let Some(name) = result.part else { continue };
            let is_wrong = result.outcome == QuestionState::Open && result.tries > 0;
            let is_here = result.step == self.at + 1 && result.outcome == QuestionState::Open;
            let state = match result.outcome {
                QuestionState::Right => PartState::Right,
                QuestionState::Revealed => PartState::Revealed,
                QuestionState::Open if is_wrong => PartState::NotRight,
                QuestionState::Open => PartState::Open,
            };
            match parts.iter_mut().find(|part| part.name == name) {
                Some(part) => {
                    part.state = part.state.max(state);
                    part.is_here |= is_here;
                }
                None => parts.push(ExercisePart { name, state, is_here }),
            }
        }
        parts
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
                progress.tries = answered.tries.iter().map(Try::shown).collect();
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::lesson::{Answer, BuiltIn, Question};

    fn homework() -> Player {
        Player::new(Arc::new(BuiltIn::named("homework").unwrap().load().unwrap()))
    }

    fn text(text: &str) -> Answer {
        Answer::Text(text.to_owned())
    }

    /// Goes through the rest of the lesson with right answers.
    fn finish(player: &mut Player) {
        loop {
            while let Some(right) = player.open_question().map(Question::right_answer) {
                player.answer(&right.unwrap()).unwrap();
            }
            if player.next().is_err() {
                return;
            }
        }
    }

    #[test]
    fn a_record_goes_on_where_it_was_left() {
        let mut first = homework();
        first.next().unwrap();
        first.answer(&text("-3")).unwrap();
        first.answer(&text("-4")).unwrap();
        let mut second = homework();
        second.resume(&first.record());
        assert_eq!((second.position(), second.may_reveal()), (1, true));
        assert_eq!(second.record(), first.record());
        second.answer(&text("-24.51")).unwrap();
        second.next().unwrap();
        let mut third = homework();
        third.resume(&second.record());
        assert_eq!((third.position(), third.record()), (2, second.record()));
        let result = third.results()[0];
        assert_eq!((result.step, result.tries, result.is_right_at_once()), (2, 3, false));
        third.back().unwrap();
        assert_eq!(third.last_asked().unwrap().answer(), Some("-24.51"));
    }

    #[test]
    fn a_lesson_that_was_gone_through_starts_over_and_loses_no_answer() {
        let mut player = homework();
        finish(&mut player);
        assert!(player.results().iter().all(QuestionResult::is_right_at_once));
        let record = player.record();
        assert!(record.done);
        let mut again = homework();
        again.resume(&record);
        assert_eq!(again.position(), 0);
        assert!(
            again.results().iter().all(|result| result.tries == 0 && !result.is_right_at_once())
        );
        let tries = |player: &Player| -> Vec<usize> {
            player.record().questions.iter().map(|question| question.tries.len()).collect()
        };
        assert!(tries(&again).iter().all(|tries| *tries == 1));
        finish(&mut again);
        assert!(tries(&again).iter().all(|tries| *tries == 2));
        assert!(again.results().iter().all(QuestionResult::is_right_at_once));
    }

    #[test]
    fn too_few_digits_are_no_wrong_answer() {
        let mut player = homework();
        player.next().unwrap();
        assert_eq!(player.answer(&text("-24.5")).unwrap().verdict, Verdict::Coarse);
        player.answer(&text("-24.51")).unwrap();
        assert!(player.results()[0].is_right_at_once());
    }

    #[test]
    fn a_part_is_right_once_all_of_its_questions_are() {
        let mut player = homework();
        let states = |player: &Player| -> Vec<PartState> {
            player.parts().iter().map(|part| part.state).collect()
        };
        assert_eq!(states(&player), [PartState::Open; 7]);
        player.next().unwrap();
        assert!(player.parts()[0].is_here);
        player.answer(&text("-3")).unwrap();
        assert_eq!(states(&player)[0], PartState::NotRight);
        player.answer(&text("-4")).unwrap();
        player.reveal().unwrap();
        assert_eq!(states(&player)[0], PartState::Revealed);
        let is_open = |player: &Player| {
            let compared = player
                .results()
                .into_iter()
                .find(|result| result.part == Some(player.parts()[6].name));
            compared.unwrap().outcome == QuestionState::Open
        };
        while is_open(&player) {
            match player.open_question().map(Question::right_answer) {
                Some(right) => drop(player.answer(&right.unwrap()).unwrap()),
                None => player.next().unwrap(),
            }
        }
        assert_eq!(states(&player)[6], PartState::Open, "its second question is still open");
        finish(&mut player);
        assert_eq!(states(&player)[1..], [PartState::Right; 6]);
    }
}
