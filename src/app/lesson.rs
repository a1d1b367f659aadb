//! A lesson on the screen: the player, what is being answered, and the stepper that follows it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::effect::Job;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::jobs::{Owner, Purpose};
use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{self, LessonAction};
use crate::app::{App, Effect, Mode};
use crate::data::Dataset;
use crate::lesson::{Answer, Hidden, Judgement, Kind, Player, Question};
use crate::timeline::Run;

/// What is being answered.
#[derive(Clone, Debug)]
pub enum Input {
    /// Nothing is asked.
    Nothing,
    /// A number or a formula.
    Text(Field),
    /// The option that is chosen.
    Choice(usize),
    /// The option of each observation, and the observation in focus.
    Each(Vec<usize>, usize),
}

impl Input {
    /// Nothing answered yet: the first option is chosen, a field is empty.
    pub fn of(question: Option<&Question>) -> Self {
        match question.map(|question| &question.kind) {
            None => Self::Nothing,
            Some(Kind::Number(_) | Kind::Formula(_)) => Self::Text(Field::default()),
            Some(Kind::Choice(_)) => Self::Choice(0),
            Some(Kind::Each(each)) => Self::Each(vec![0; each.observations.len()], 0),
        }
    }

    /// Takes a key that edits what is being answered.
    ///
    /// # Errors
    /// Returns an error if what is typed has no room.
    pub(in crate::app) fn edit(&mut self, key: Key, question: &Question) -> Result<(), NoRoom> {
        let options = options(question);
        let digit = match key.code {
            KeyCode::Char(c) => c.to_digit(10).and_then(|d| (d as usize).checked_sub(1)),
            _ => None,
        };
        let digit = digit.filter(|option| *option < options);
        match (self, key.code) {
            (Self::Text(field), _) => {
                field.key(key)?;
            }
            (Self::Choice(chosen), KeyCode::Up) => *chosen = chosen.saturating_sub(1),
            (Self::Choice(chosen), KeyCode::Down) => *chosen = (*chosen + 1).min(options - 1),
            (Self::Choice(chosen), _) => *chosen = digit.unwrap_or(*chosen),
            (Self::Each(_, focus), KeyCode::Up) => *focus = focus.saturating_sub(1),
            (Self::Each(chosen, focus), KeyCode::Down) => {
                *focus = (*focus + 1).min(chosen.len() - 1);
            }
            (Self::Each(chosen, focus), KeyCode::Left) => {
                chosen[*focus] = chosen[*focus].saturating_sub(1);
            }
            (Self::Each(chosen, focus), KeyCode::Right) => {
                chosen[*focus] = (chosen[*focus] + 1).min(options - 1);
            }
            (Self::Each(chosen, focus), _) => {
                if let Some(option) = digit {
                    chosen[*focus] = option;
                    *focus = (*focus + 1).min(chosen.len() - 1);
                }
            }
            (Self::Nothing, _) => {}
        }
        Ok(())
    }

    /// Takes a paste.
    ///
    /// # Errors
    /// Returns an error if the pasted text has no room.
    pub(in crate::app) fn paste(&mut self, pasted: Pasted) -> Result<(), NoRoom> {
        if let Self::Text(field) = self {
            field.paste(pasted)?;
        }
        Ok(())
    }

    /// Returns what is answered, to be judged; none if nothing is asked.
    ///
    /// # Errors
    /// Returns an error if more was typed than there is room for.
    pub(in crate::app) fn entered(&self) -> Result<Option<Answer>, NoRoom> {
        if let Self::Text(field) = self {
            field.entered()?;
        }
        Ok(self.answer())
    }

    /// What is answered, as far as it is seen; none if nothing is asked.
    pub fn answer(&self) -> Option<Answer> {
        Some(match self {
            Self::Nothing => return None,
            Self::Text(field) => Answer::Text(field.text().trim().to_owned()),
            Self::Choice(option) => Answer::Choice(*option),
            Self::Each(options, _) => Answer::Each(options.clone()),
        })
    }
}

fn options(question: &Question) -> usize {
    match &question.kind {
        Kind::Choice(options) => options.len(),
        Kind::Each(each) => each.options.len(),
        Kind::Number(_) | Kind::Formula(_) => 0,
    }
}

/// A lesson under way.
#[derive(Clone, Debug)]
pub struct LessonScreen {
    player: Player,
    input: Input,
    said: Option<String>,
    record: Option<PathBuf>,
}

impl LessonScreen {
    /// A lesson at its start; progress and answers go to `record`, where there is one.
    pub fn new(player: Player, record: Option<PathBuf>) -> Self {
        let input = Input::of(player.open_question());
        Self { player, input, said: None, record }
    }

    /// The lesson and how far it has come.
    pub fn player(&self) -> &Player {
        &self.player
    }

    /// What is being answered.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// A line beside the feedback: why the lesson does not move.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    fn edit(&mut self, key: Key) {
        let before = self.input.answer();
        if let Some(question) = self.player.open_question() {
            let edited = self.input.edit(key, question);
            self.after_edit(before.as_ref(), edited);
        }
    }

    pub(in crate::app) fn paste(&mut self, pasted: Pasted) {
        let before = self.input.answer();
        let edited = self.input.paste(pasted);
        self.after_edit(before.as_ref(), edited);
    }

    /// A verdict goes with the answer that it judged.
    fn after_edit(&mut self, before: Option<&Answer>, edited: Result<(), NoRoom>) {
        if self.input.answer().as_ref() != before {
            self.player.forget_feedback();
            self.said = None;
        }
        if let Err(no_room) = edited {
            self.said = Some(no_room.to_string());
        }
    }

    /// Returns the answer that was entered and what judges it; else it is said why there is none.
    fn judge(&mut self) -> Option<(Answer, Job)> {
        let question = self.player.open_question()?;
        let answer = match self.input.entered() {
            Ok(answer) => answer?,
            Err(no_room) => {
                self.said = Some(no_room.to_string());
                return None;
            }
        };
        let question = Arc::new(question.clone());
        self.said = None;
        Some((answer.clone(), Job::Judge { question, answer }))
    }

    /// Whether this answer is what is there.
    pub(in crate::app) fn is_entered(&self, answer: &Answer) -> bool {
        self.input.answer().as_ref() == Some(answer)
    }

    /// Takes what an answer was judged, if it still is what is there.
    pub(in crate::app) fn judged(&mut self, answer: &Answer, judgement: Judgement) {
        if self.is_entered(answer) {
            let taken = self.player.judged(answer, judgement);
            self.said = taken.err().map(|stays| stays.to_string());
            self.close_input();
        }
    }

    fn reveal(&mut self) {
        self.said = self.player.reveal().err().map(|stays| stays.to_string());
        self.close_input();
    }

    fn close_input(&mut self) {
        if self.player.open_question().is_none() {
            self.input = Input::Nothing;
        }
    }

    /// Shows the solution, as the class has given its answers.
    pub(in crate::app) fn settle(&mut self) {
        self.player.settle();
        (self.input, self.said) = (Input::Nothing, None);
    }

    /// Takes back what was typed or chosen and not answered.
    pub(in crate::app) fn clear_input(&mut self) {
        self.input = Input::of(self.player.open_question());
    }

    /// Writes no record any more.
    pub(in crate::app) fn forget_record(&mut self) {
        self.record = None;
    }

    /// What is written to the record's file after something happened.
    fn save(&self) -> Option<Effect> {
        let path = self.record.clone()?;
        Some(Effect::Record { path, record: Box::new(self.player.record()) })
    }
}

impl App {
    /// Opens a lesson: the stepper goes where the lesson wants it, and the keys go to the lesson.
    #[must_use]
    pub fn with_lesson(mut self, lesson: LessonScreen) -> Self {
        self.lesson = Some(lesson);
        self.mode = Mode::Lesson;
        self.set_scene();
        self
    }

    /// The lesson under way.
    pub fn lesson(&self) -> Option<&LessonScreen> {
        self.lesson.as_ref()
    }

    /// What the lesson's open question keeps from being seen.
    pub fn hides(&self) -> &[Hidden] {
        self.lesson.as_ref().map_or(&[], |lesson| lesson.player.hides())
    }

    /// Gives the keys back to the lesson.
    pub(in crate::app) fn return_to_lesson(&mut self) {
        if self.is_explorer() {
            // A private field would look like the class's, and its answers would go nowhere.
            self.refuse("questions are answered in the class only: f goes back to it");
        } else if self.lesson.is_some() {
            self.mode = Mode::Lesson;
        } else {
            self.refuse("no lesson is open: emstep lesson lists them");
        }
    }

    pub(in crate::app) fn lesson_key(&mut self, key: Key) -> Vec<Effect> {
        let voting = self.is_voting();
        let Some(lesson) = &mut self.lesson else { return Vec::new() };
        let open = lesson.player.open_question().is_some();
        let action = keymap::find(keymap::LESSON, key);
        if voting && open && matches!(action, Some(LessonAction::Go | LessonAction::Reveal)) {
            lesson.said = Some("the class is voting: ^P shows its answers first".into());
            return Vec::new();
        }
        let moved = match action {
            Some(LessonAction::Poll) => return self.turn_poll(),
            None => {
                lesson.edit(key);
                return Vec::new();
            }
            Some(LessonAction::ToStepper) => {
                self.mode = Mode::Stepping;
                self.inform("L goes back to the lesson");
                return Vec::new();
            }
            Some(LessonAction::Go) if open => return self.judge(),
            Some(LessonAction::Reveal) => {
                let mut effects = self.jobs.cancel(Owner::Lesson);
                if let Some(lesson) = &mut self.lesson {
                    lesson.reveal();
                }
                effects.extend(self.save_lesson());
                return effects;
            }
            Some(LessonAction::Go | LessonAction::Next) => lesson.player.next(),
            Some(LessonAction::Previous) => lesson.player.back(),
        };
        if let Err(stays) = moved {
            lesson.said = Some(stays.to_string());
            return Vec::new();
        }
        let mut effects = self.jobs.cancel(Owner::Lesson);
        if let Some(lesson) = &mut self.lesson {
            lesson.said = None;
            lesson.clear_input();
        }
        self.end_poll();
        // What is being computed is for where the stepper stood.
        effects.extend(self.cancel_with_notice());
        self.set_scene();
        effects.extend(self.save_lesson());
        effects
    }

    /// Has the lesson's answer judged, in the place of the one before.
    fn judge(&mut self) -> Vec<Effect> {
        match self.lesson.as_mut().and_then(LessonScreen::judge) {
            Some((answer, job)) => self.jobs.start(Purpose::Judge(answer), job),
            None => self.jobs.cancel(Owner::Lesson),
        }
    }

    pub(in crate::app) fn save_lesson(&self) -> Vec<Effect> {
        let lesson = self.lesson.as_ref().filter(|_| self.bounds.files);
        lesson.and_then(LessonScreen::save).into_iter().collect()
    }

    /// Puts the stepper where the lesson's step wants it.
    fn set_scene(&mut self) {
        let Some(lesson) = &self.lesson else { return };
        let wanted = lesson.player.scene().run();
        let before = Arc::clone(self.dataset());
        // A step that was here before finds its run again: going to and fro in a lesson adds none.
        let is_it = |run: &Run<Arc<Dataset>>| {
            Arc::ptr_eq(run.data(), wanted.data()) && run.iterates()[0] == wanted.iterates()[0]
        };
        let active = self.timeline.active();
        let there = is_it(self.timeline.run()).then_some(active);
        let there = there.or_else(|| self.timeline.runs().iter().position(is_it));
        if let Some(there) = there {
            self.timeline.switch_to(there);
            let run = self.timeline.run_mut();
            run.extend(0, wanted.iterates().iter().cloned());
            run.go_to(wanted.cursor());
        } else {
            self.timeline.fork(wanted.clone());
        }
        self.selection.release();
        self.close_picture();
        self.show_active_run(&before);
    }
}
