//! A lesson on the screen: the player, what is being answered, and the stepper that follows it.

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::job::Job;
use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{self, LessonAction};
use crate::app::study::StepContext;
use crate::lesson::{Answer, Hidden, Judgement, Player, Question, QuestionKind, Stays};

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
            Some(QuestionKind::Number(_) | QuestionKind::Formula(_)) => {
                Self::Text(Field::default())
            }
            Some(QuestionKind::Choice(_)) => Self::Choice(0),
            Some(QuestionKind::Each(each)) => Self::Each(vec![0; each.observations.len()], 0),
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

    /// Returns what is answered, as far as it is seen; none if nothing is asked.
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
        QuestionKind::Choice(options) => options.len(),
        QuestionKind::Each(each) => each.options.len(),
        QuestionKind::Number(_) | QuestionKind::Formula(_) => 0,
    }
}

/// Why a lesson does not move, or takes no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LessonRefusal {
    /// It stays where it is.
    #[error(transparent)]
    Stays(#[from] Stays),
    /// What was typed or pasted has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// The class has the question.
    #[error("the class is voting: ^P shows its answers first")]
    ClassIsVoting,
}

/// A lesson under way.
#[derive(Clone, Debug)]
pub struct LessonScreen {
    player: Player,
    input: Input,
    says: Option<LessonRefusal>,
    has_keys: bool,
}

/// What a lesson asks for after a key.
#[derive(Debug)]
pub(in crate::app) enum LessonEvent {
    /// Nothing.
    Nothing,
    /// To have this answer judged, in the place of the one before.
    Judge(Answer, Job),
    /// Nothing to be judged any more: what was entered is not an answer.
    NoAnswer,
    /// Another step is shown.
    Moved,
    /// The solution is shown.
    Revealed,
    /// The keys go to the stepper.
    Left,
    /// To put the question to the class, or what comes after that.
    CyclePoll,
}

impl LessonScreen {
    /// Returns a lesson at its start, which has the keys.
    pub fn new(player: Player) -> Self {
        let input = Input::of(player.open_question());
        Self { player, input, says: None, has_keys: true }
    }

    /// Returns the lesson and how far it has come.
    pub fn player(&self) -> &Player {
        &self.player
    }

    /// Returns what is being answered.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Returns a line beside the feedback: why the lesson does not move.
    pub fn says(&self) -> Option<&LessonRefusal> {
        self.says.as_ref()
    }

    /// Returns whether the keys go to the lesson.
    pub fn has_keys(&self) -> bool {
        self.has_keys
    }

    /// Gives the keys to the lesson, or takes them from it.
    pub(in crate::app) fn give_keys(&mut self, has_keys: bool) {
        self.has_keys = has_keys;
    }

    /// Returns what the open question keeps from being seen.
    pub(in crate::app) fn hides(&self) -> Vec<Hidden> {
        self.player.hides()
    }

    /// Takes a key. While the class is voting (`is_voting`), its question is neither answered nor
    /// revealed.
    pub(in crate::app) fn key(&mut self, key: Key, is_voting: bool) -> LessonEvent {
        let Some(action) = keymap::find(keymap::LESSON, key) else {
            self.edit(key);
            return LessonEvent::Nothing;
        };
        let is_open = self.player.open_question().is_some();
        if is_voting && is_open && matches!(action, LessonAction::Go | LessonAction::Reveal) {
            self.says = Some(LessonRefusal::ClassIsVoting);
            return LessonEvent::Nothing;
        }
        match action {
            LessonAction::Poll => LessonEvent::CyclePoll,
            LessonAction::ToStepper => {
                self.has_keys = false;
                LessonEvent::Left
            }
            LessonAction::Go if is_open => self.judge(),
            LessonAction::Reveal => {
                if let Err(stays) = self.player.reveal() {
                    self.says = Some(stays.into());
                    return LessonEvent::Nothing;
                }
                self.says = None;
                self.clear_input();
                LessonEvent::Revealed
            }
            LessonAction::Go | LessonAction::Next => {
                let moved = self.player.next();
                self.after_move(moved)
            }
            LessonAction::Previous => {
                let moved = self.player.back();
                self.after_move(moved)
            }
        }
    }

    fn after_move(&mut self, moved: Result<(), Stays>) -> LessonEvent {
        if let Err(stays) = moved {
            self.says = Some(stays.into());
            return LessonEvent::Nothing;
        }
        self.says = None;
        self.input = Input::of(self.player.open_question());
        LessonEvent::Moved
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
            self.says = None;
        }
        if let Err(no_room) = edited {
            self.says = Some(no_room.into());
        }
    }

    fn judge(&mut self) -> LessonEvent {
        let Some(question) = self.player.open_question() else { return LessonEvent::NoAnswer };
        let answer = match self.input.entered() {
            Ok(Some(answer)) => answer,
            Ok(None) => return LessonEvent::NoAnswer,
            Err(no_room) => {
                self.says = Some(no_room.into());
                return LessonEvent::NoAnswer;
            }
        };
        let question = Arc::new(question.clone());
        self.says = None;
        LessonEvent::Judge(answer.clone(), Job::Judge { question, answer })
    }

    /// Returns whether this answer is what is there.
    pub(in crate::app) fn is_entered(&self, answer: &Answer) -> bool {
        self.input.answer().as_ref() == Some(answer)
    }

    /// Takes what an answer was judged, if it still is what is there. Returns whether that settled
    /// the question.
    pub(in crate::app) fn judged(&mut self, answer: &Answer, judgement: Judgement) -> bool {
        if !self.is_entered(answer) {
            return false;
        }
        let is_right = judgement.verdict.is_right();
        let taken = self.player.judged(answer, judgement);
        let is_settled = is_right && taken.is_ok();
        self.says = taken.err().map(LessonRefusal::from);
        if is_settled {
            self.clear_input();
        }
        is_settled
    }

    /// Writes the progress and the answers to the file that was named for them, if there is one.
    pub(in crate::app) fn save(&self, context: &StepContext) -> Vec<Effect> {
        let Some(path) = context.record.filter(|_| context.limits.files) else { return Vec::new() };
        let record = Box::new(self.player.record());
        vec![Effect::Record { path: path.to_owned(), record }]
    }

    /// Takes back what was typed or chosen and not answered.
    pub(in crate::app) fn clear_input(&mut self) {
        self.input = Input::of(self.player.open_question());
    }

    /// Shows the solution, as the class has given its answers.
    pub(in crate::app) fn settle(&mut self) {
        self.player.settle();
        self.says = None;
        self.clear_input();
    }
}
