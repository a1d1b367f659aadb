//! A lesson on the screen: the player, what is being answered, and the stepper that follows it.

mod input;
pub(in crate::app) mod library;
pub(crate) mod list;
mod saved;

use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::form::field::Pasted;
use crate::app::job::Job;
use crate::app::key::Key;
use crate::app::keymap::{self, LessonAction};
use crate::app::study::StepContext;
use crate::lesson::{Answer, Hidden, Judgement, Outline, Player, Stays};
pub use input::Input;
pub(in crate::app) use input::NoAnswer;
use list::LessonStatus;
pub(in crate::app) use saved::SavedLesson;

/// Why a lesson does not move, or takes no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LessonRefusal {
    /// It stays where it is.
    #[error(transparent)]
    Stays(#[from] Stays),
    /// What is there is not an answer.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// The class has the question.
    #[error("the class is voting: ⟦lesson:^P⟧ shows its answers first")]
    ClassIsVoting,
}

/// A lesson under way.
#[derive(Clone, Debug)]
pub struct LessonScreen {
    player: Player,
    input: Input,
    says: Option<LessonRefusal>,
    has_keys: bool,
    scroll: Option<LessonScroll>,
    end: Option<LessonEnd>,
}

/// How far the panels of a lesson are scrolled down, in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LessonScroll {
    /// the text of the step
    pub text: usize,
    /// what is asked
    pub answer: usize,
}

/// A step is read from its top.
const TOP: Option<LessonScroll> = Some(LessonScroll { text: 0, answer: 0 });

/// The end of a lesson, which is shown after its last step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonEnd {
    /// the lesson to go on with; none if all were gone through
    pub next: Option<Outline>,
}

/// What a lesson asks for after a key.
#[derive(Debug)]
pub(in crate::app) enum LessonEvent {
    /// Nothing.
    Nothing,
    /// The key is the stepper's.
    Passed,
    /// To have this answer judged, in the place of the one before.
    Judge(Answer, Job),
    /// Nothing to be judged any more: what was entered is not an answer.
    NoAnswer,
    /// Another step is shown.
    Moved,
    /// The solution is shown.
    Revealed,
    /// The last step was left: the end is to be shown.
    Ended,
    /// To open this lesson.
    OpenNext(String),
    /// The keys go to the stepper.
    Left,
    /// To put the question to the class, or what comes after that.
    CyclePoll,
}

impl LessonScreen {
    /// Returns a lesson at its start, which has the keys.
    pub fn new(player: Player) -> Self {
        let input = Input::of(player.open_question());
        Self { player, input, says: None, has_keys: true, scroll: TOP, end: None }
    }

    /// Returns whether it is the lesson of this name.
    pub(in crate::app) fn is_of(&self, name: &str) -> bool {
        self.player.lesson().name == name
    }

    /// Returns how far it has come.
    pub(in crate::app) fn status(&self) -> LessonStatus {
        if !self.player.is_done() {
            return LessonStatus::At(self.player.position() + 1);
        }
        let results = self.player.results();
        let right = results.iter().filter(|result| result.is_right_at_once()).count();
        LessonStatus::Done { right, questions: results.len() }
    }

    /// Goes back to the start, with every question open again.
    pub(in crate::app) fn restart(&mut self) {
        self.player.restart();
        self.refresh();
        (self.end, self.scroll) = (None, TOP);
    }

    /// Shows the end of the lesson, with what to go on with.
    pub(in crate::app) fn show_end(&mut self, end: LessonEnd) {
        self.end = Some(end);
    }

    /// Returns the end of the lesson while it is shown.
    pub fn end(&self) -> Option<&LessonEnd> {
        self.end.as_ref()
    }

    /// Returns how far its panels are scrolled; none if they show what is being answered, or was
    /// answered last.
    pub fn scroll(&self) -> Option<LessonScroll> {
        self.scroll
    }

    /// Scrolls its panels.
    pub(in crate::app) fn scroll_to(&mut self, scroll: LessonScroll) {
        self.scroll = Some(scroll);
    }

    /// Returns whether something is being answered, so that digits and some arrows go to that.
    pub fn is_answering(&self) -> bool {
        !matches!(self.input, Input::Nothing)
    }

    /// Returns whether a key edits the answer to the open question.
    pub(in crate::app) fn takes(&self, key: Key) -> bool {
        let question = self.player.open_question();
        question.is_some_and(|question| self.input.takes(key, question))
    }

    /// Shows what has changed, with an empty input.
    fn refresh(&mut self) {
        self.input = Input::of(self.player.open_question());
        (self.says, self.scroll) = (None, None);
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

    /// Takes back the line beside the feedback.
    pub(in crate::app) fn say_nothing(&mut self) {
        self.says = None;
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
    /// revealed. What the lesson has no use for is the stepper's.
    pub(in crate::app) fn key(&mut self, key: Key, is_voting: bool) -> LessonEvent {
        let Some(action) = keymap::find(keymap::LESSON, key) else {
            return self.edit(key);
        };
        let is_open = self.player.open_question().is_some();
        if is_voting && is_open && matches!(action, LessonAction::Go | LessonAction::Reveal) {
            self.says = Some(LessonRefusal::ClassIsVoting);
            return LessonEvent::Nothing;
        }
        match action {
            LessonAction::Poll => LessonEvent::CyclePoll,
            LessonAction::ToStepper => LessonEvent::Left,
            LessonAction::Go
            | LessonAction::Next
            | LessonAction::Previous
            | LessonAction::Reveal
                if self.end.is_some() =>
            {
                self.key_at_end(action)
            }
            LessonAction::Go if is_open => self.judge(),
            LessonAction::Reveal => match self.player.reveal() {
                Ok(()) => {
                    self.refresh();
                    LessonEvent::Revealed
                }
                Err(stays) => {
                    self.says = Some(stays.into());
                    LessonEvent::Nothing
                }
            },
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

    fn key_at_end(&mut self, action: LessonAction) -> LessonEvent {
        let next = self.end.as_ref().and_then(|end| end.next.as_ref());
        match action {
            LessonAction::Go => {
                next.map_or(LessonEvent::Nothing, |next| LessonEvent::OpenNext(next.name.clone()))
            }
            LessonAction::Previous => {
                (self.end, self.scroll) = (None, TOP);
                LessonEvent::Nothing
            }
            _ => LessonEvent::Nothing,
        }
    }

    fn after_move(&mut self, moved: Result<(), Stays>) -> LessonEvent {
        match moved {
            Ok(()) => {
                self.refresh();
                self.scroll = TOP;
                LessonEvent::Moved
            }
            Err(Stays::AtEnd) => {
                (self.says, self.scroll) = (None, TOP);
                LessonEvent::Ended
            }
            Err(stays) => {
                self.says = Some(stays.into());
                LessonEvent::Nothing
            }
        }
    }

    fn edit(&mut self, key: Key) -> LessonEvent {
        let Some(question) = self.player.open_question() else { return LessonEvent::Passed };
        if !self.input.takes(key, question) {
            return LessonEvent::Passed;
        }
        let before = self.input.answer();
        let edited = self.input.edit(key, question);
        self.after_edit(before.as_ref(), edited.map_err(NoAnswer::from));
        LessonEvent::Nothing
    }

    pub(in crate::app) fn paste(&mut self, pasted: Pasted) {
        let before = self.input.answer();
        let edited = self.input.paste(pasted);
        self.after_edit(before.as_ref(), edited.map_err(NoAnswer::from));
    }

    /// A verdict goes with the answer that it judged.
    fn after_edit(&mut self, before: Option<&Answer>, edited: Result<(), NoAnswer>) {
        self.scroll = None;
        if self.input.answer().as_ref() != before {
            self.player.forget_feedback();
            self.says = None;
        }
        if let Err(no_answer) = edited {
            self.says = Some(no_answer.into());
        }
    }

    fn judge(&mut self) -> LessonEvent {
        let Some(question) = self.player.open_question() else { return LessonEvent::NoAnswer };
        self.scroll = None;
        match self.input.entered() {
            Ok(answer) => {
                let question = Arc::new(question.clone());
                self.says = None;
                LessonEvent::Judge(answer.clone(), Job::Judge { question, answer })
            }
            Err(no_answer) => {
                self.says = Some(no_answer.into());
                LessonEvent::NoAnswer
            }
        }
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
        (self.says, self.scroll) = (taken.err().map(LessonRefusal::from), None);
        if is_settled {
            self.clear_input();
        }
        is_settled
    }

    /// Writes the progress and the answers to the file that was named for them, if there is one.
    pub(in crate::app) fn save(&self, context: &StepContext) -> Vec<Effect> {
        let target =
            context.files.record.as_ref().filter(|target| self.is_of(&target.known.lesson));
        let Some(target) = target.filter(|_| context.limits.files) else { return Vec::new() };
        let (record, known) = (Box::new(self.player.record()), Box::new(target.known.clone()));
        vec![Effect::Record { path: target.path.clone(), known, record }]
    }

    /// Takes back what was typed or chosen and not answered.
    pub(in crate::app) fn clear_input(&mut self) {
        self.input = Input::of(self.player.open_question());
    }

    /// Shows the solution, as the class has given its answers.
    pub(in crate::app) fn settle(&mut self) {
        self.player.settle();
        self.refresh();
    }
}
