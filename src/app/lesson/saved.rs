//! A lesson on the screen as a file has it.

use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::input::options;
use super::{Input, LessonScreen, LessonScroll};
use crate::app::form::field::Field;
use crate::app::rebuild::{SavedFile, SessionFiles, shown};
use crate::lesson::{BuiltIn, Lesson, Player, SavedPlayer};

/// A lesson with what was answered, and what is being answered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::app) struct SavedLesson {
    /// A built-in lesson's name, or what the file was called.
    #[serde(deserialize_with = "shown")]
    pub(in crate::app) name: String,
    /// Its file, unless it is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::app) file: Option<SavedFile>,
    player: SavedPlayer,
    input: SavedInput,
    has_keys: bool,
    scroll: Option<LessonScroll>,
    /// Whether its end is shown.
    pub(in crate::app) is_at_end: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SavedInput {
    Nothing,
    /// What was typed, and where the cursor is, in characters.
    Text(String, usize),
    Choice(Option<usize>),
    Each(Vec<Option<usize>>, usize),
}

impl LessonScreen {
    /// Returns its form.
    ///
    /// # Errors
    /// Returns an error if the lesson is in a file that cannot be read.
    pub(in crate::app) fn saved(&self, files: &dyn SessionFiles) -> Result<SavedLesson, String> {
        let name = self.player.lesson().name.clone();
        let file = match BuiltIn::named(&name) {
            Some(_) => None,
            None => Some(files.describe(Path::new(&name), None)?),
        };
        Ok(SavedLesson {
            name,
            file,
            player: self.player.saved(),
            input: SavedInput::of(&self.input),
            has_keys: self.has_keys,
            scroll: self.scroll,
            is_at_end: self.end.is_some(),
        })
    }

    /// Returns a lesson as it was left, but for its end.
    pub(in crate::app) fn restored(lesson: Arc<Lesson>, saved: &SavedLesson) -> Self {
        let mut screen = Self::new(Player::restored(lesson, &saved.player));
        (screen.has_keys, screen.scroll) = (saved.has_keys, saved.scroll);
        if let Some(question) = screen.player.open_question() {
            saved.input.fill(&mut screen.input, options(question));
        }
        screen
    }
}

impl SavedInput {
    fn of(input: &Input) -> Self {
        match input {
            Input::Nothing => Self::Nothing,
            Input::Text(field) => Self::Text(field.text().to_owned(), field.cursor()),
            Input::Choice(chosen) => Self::Choice(*chosen),
            Input::Each(chosen, focus) => Self::Each(chosen.clone(), *focus),
        }
    }

    /// Fills this into the empty input of a question of this many options, if it is asked for. An
    /// option that the question does not have is not chosen.
    fn fill(&self, input: &mut Input, options: usize) {
        let among = |option: Option<usize>| option.filter(|option| *option < options);
        match (self, input) {
            (Self::Text(text, cursor), Input::Text(field)) => {
                *field = Field::with_cursor(text, *cursor);
            }
            (Self::Choice(saved), Input::Choice(chosen)) => *chosen = among(*saved),
            (Self::Each(saved, at), Input::Each(chosen, focus)) if saved.len() == chosen.len() => {
                *chosen = saved.iter().copied().map(among).collect();
                *focus = (*at).min(chosen.len().saturating_sub(1));
            }
            _ => {}
        }
    }
}
