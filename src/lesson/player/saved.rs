//! A lesson under way as a file has it, to go on exactly where it was left.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Lesson, Player};
use crate::lesson::judge::Judgement;
use crate::lesson::record::Record;

/// How far a learner has come in a lesson, with what is said of each answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct SavedPlayer {
    /// The step, from 0.
    at: usize,
    /// What was answered.
    record: Record,
    /// Each of its questions.
    questions: Vec<SavedQuestion>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedQuestion {
    /// How many answers are from before the lesson was started over.
    before: usize,
    /// What the last answer was told.
    feedback: Option<Judgement>,
}

impl Player {
    /// Returns how far it has come.
    pub fn saved(&self) -> SavedPlayer {
        let questions = self.progress.iter().flatten().map(|progress| SavedQuestion {
            before: progress.before,
            feedback: progress.feedback.clone(),
        });
        SavedPlayer { at: self.at, questions: questions.collect(), record: self.record() }
    }

    /// Returns a lesson as it was left. If it asks something else now, it goes on as
    /// [`Player::resume`] does.
    pub fn restored(lesson: Arc<Lesson>, saved: &SavedPlayer) -> Self {
        let mut player = Self::new(lesson);
        player.resume(&saved.record);
        if !player.asks_as(saved) {
            return player;
        }
        let record = saved.record.questions.iter().zip(&saved.questions);
        for (progress, (answered, question)) in player.progress.iter_mut().flatten().zip(record) {
            progress.outcome = answered.outcome;
            progress.before = question.before.min(progress.tries.len());
            progress.feedback = question.feedback.as_ref().map(Judgement::shown);
        }
        let last = player.lesson.steps.len() - 1;
        player.reached = saved.record.reached.saturating_sub(1).min(last);
        player.at = saved.at.min(player.reached);
        player
    }

    /// Returns whether the questions are those that were asked.
    fn asks_as(&self, saved: &SavedPlayer) -> bool {
        let now = self.record();
        let same = |(a, b): (&crate::lesson::Answered, &crate::lesson::Answered)| {
            (a.step, &a.question) == (b.step, &b.question)
        };
        let asked = &saved.record.questions;
        now.steps == saved.record.steps
            && asked.len() == saved.questions.len()
            && asked.len() == now.questions.len()
            && asked.iter().zip(&now.questions).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::{Answer, BuiltIn};

    fn homework() -> Arc<Lesson> {
        Arc::new(BuiltIn::named("homework").unwrap().load().unwrap())
    }

    fn read_back(saved: &SavedPlayer) -> SavedPlayer {
        serde_json::from_str(&serde_json::to_string(saved).unwrap()).unwrap()
    }

    #[test]
    fn a_lesson_goes_on_at_the_very_step_with_what_was_said() {
        let mut player = Player::new(homework());
        player.next().unwrap();
        player.answer(&Answer::Text("-3".into())).unwrap();
        let saved = read_back(&player.saved());
        let again = Player::restored(homework(), &saved);
        assert_eq!((again.position(), again.feedback()), (1, player.feedback()));
        assert!(again.feedback().is_some());
        player.back().unwrap();
        let again = Player::restored(homework(), &read_back(&player.saved()));
        assert_eq!((again.position(), again.record()), (0, player.record()));
    }

    #[test]
    fn answers_of_another_time_do_not_count_after_a_restart() {
        let mut player = Player::new(homework());
        player.next().unwrap();
        player.answer(&Answer::Text("-24.51".into())).unwrap();
        player.restart();
        let again = Player::restored(homework(), &read_back(&player.saved()));
        assert_eq!((again.position(), again.results()[0].tries), (0, 0));
        assert_eq!(again.record(), player.record());
    }

    #[test]
    fn what_is_said_of_an_answer_moves_no_cursor() {
        let mut player = Player::new(homework());
        player.next().unwrap();
        player.answer(&Answer::Text("-3".into())).unwrap();
        let mut saved = player.saved();
        saved.record.questions[0].tries[0].answer.push_str("  \u{1b}[2J\u{202e}");
        let feedback = saved.questions[0].feedback.as_mut().unwrap();
        feedback.says.push("so\u{1b}[2J\u{202e}".to_owned());
        let again = Player::restored(homework(), &read_back(&saved));
        assert_eq!(again.record().questions[0].tries[0].answer, "-3  [2J");
        assert_eq!(again.feedback().unwrap().says.last().unwrap(), "so[2J");
    }

    #[test]
    fn a_lesson_that_was_changed_goes_on_as_far_as_it_asks_the_same() {
        let mut player = Player::new(homework());
        player.next().unwrap();
        player.answer(&Answer::Text("-24.51".into())).unwrap();
        let saved = player.saved();
        let mut changed = (*homework()).clone();
        changed.steps.truncate(3);
        let again = Player::restored(Arc::new(changed), &saved);
        assert_eq!((again.results()[0].tries, again.position()), (1, 1));
    }
}
