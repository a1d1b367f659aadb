//! The list of lessons: how far each has come, and which one is opened.

use crate::app::key::Key;
use crate::app::keymap::{self, ListAction};
use crate::lesson::Outline;

/// How far a lesson has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LessonStatus {
    /// It has not been opened.
    New,
    /// It was left at this step, counted from 1.
    At(usize),
    /// It was gone through, and this many of its questions were right at the first try.
    Done {
        /// how many were right at the first try
        right: usize,
        /// how many there are
        questions: usize,
    },
}

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLesson {
    /// What it says of itself.
    pub outline: Outline,
    /// How far it has come.
    pub status: LessonStatus,
    /// Whether it is the one that is open.
    pub is_open: bool,
}

/// The list of lessons, open in front of everything else.
#[derive(Clone, Debug)]
pub struct LessonList {
    lessons: Vec<ListedLesson>,
    way_back: Option<String>,
    focus: usize,
}

/// What the list asks for after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum ListEvent {
    /// Nothing.
    Nothing,
    /// To say that this key does nothing.
    Unknown(Key),
    /// To be closed.
    Close,
    /// To open this lesson, where it was left.
    Open(String),
    /// To open this lesson at its start.
    Restart(String),
    /// To close the open lesson.
    Leave,
}

impl LessonList {
    /// Returns the list of these lessons. `last` is the one that was opened last, and `way_back`
    /// names what comes back if the open lesson is closed; none if no lesson is open.
    pub(super) fn new(
        lessons: Vec<ListedLesson>,
        last: Option<&str>,
        way_back: Option<String>,
    ) -> Self {
        let is_to_do = |lesson: &ListedLesson| !matches!(lesson.status, LessonStatus::Done { .. });
        let goes_on = |lesson: &ListedLesson| {
            Some(lesson.outline.name.as_str()) == last && (lesson.is_open || is_to_do(lesson))
        };
        let focus = lessons.iter().position(goes_on);
        let focus = focus.or_else(|| lessons.iter().position(is_to_do)).unwrap_or(0);
        Self { lessons, way_back, focus }
    }

    /// Returns the lessons, in the order in which they are best taken.
    pub fn lessons(&self) -> &[ListedLesson] {
        &self.lessons
    }

    /// Returns what the last row leads back to, if there is one.
    pub fn way_back(&self) -> Option<&str> {
        self.way_back.as_deref()
    }

    /// Returns the selected row: a lesson, or after them the way back.
    pub fn focus(&self) -> usize {
        self.focus
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> ListEvent {
        let rows = self.lessons.len() + usize::from(self.way_back.is_some());
        let Some(action) = keymap::find(keymap::LESSON_LIST, key) else {
            return ListEvent::Unknown(key);
        };
        let lesson = self.lessons.get(self.focus).map(|lesson| lesson.outline.name.clone());
        match action {
            ListAction::Up => self.focus = self.focus.saturating_sub(1),
            ListAction::Down => self.focus = (self.focus + 1).min(rows.saturating_sub(1)),
            ListAction::Close => return ListEvent::Close,
            ListAction::Open => return lesson.map_or(ListEvent::Leave, ListEvent::Open),
            ListAction::Restart => return lesson.map_or(ListEvent::Nothing, ListEvent::Restart),
        }
        ListEvent::Nothing
    }
}
