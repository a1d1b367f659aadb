//! Lessons line by line: their steps, their questions, and what is said of an answer.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::app::lesson::{Input, LessonScreen};
use crate::app::{Key, KeyCode, Mode};
use crate::lesson::{Question, QuestionKind, Verdict};
use crate::report::Document;
use crate::spoken::lesson::{judged, listed};
use crate::spoken::{self, Controls, sentence, state};
use crate::text::sanitise::brief;
use crate::text::{counted, similar};

impl Stepper {
    /// Opens a lesson, lists all, or goes through the one that is open.
    pub(super) fn lesson(&mut self, what: &str) -> Done {
        self.return_to_lesson()?;
        match what {
            "" if self.app()?.lesson().is_some() => self.page(),
            "" | "list" => self.list(),
            "next" => self.turn(Key::plain(KeyCode::PageDown)),
            "back" => self.turn(Key::plain(KeyCode::PageUp)),
            "solution" => {
                let asked = self.asked_before()?;
                self.press_in_lesson(Key::ctrl('s'))?;
                self.settled(asked)
            }
            "close" => self.close(),
            name => self.open(name),
        }
    }

    /// Returns whether a question of the lesson waits for an answer.
    pub(super) fn is_asked(&self) -> Result<bool, Failure> {
        let lesson = self.app()?.lesson();
        Ok(lesson.is_some_and(|lesson| lesson.player().open_question().is_some()))
    }

    fn opened(&self) -> Result<&LessonScreen, Failure> {
        let lesson = self.app()?.lesson();
        lesson.ok_or_else(|| Failure::new("no lesson is open; lesson list lists them"))
    }

    /// Answers the open question.
    pub(super) fn reply(&mut self, answer: &str) -> Done {
        self.close_board()?;
        self.return_to_lesson()?;
        let asked = self.asked_before()?;
        let question = self.opened()?.player().open_question().cloned();
        let nothing = || Failure::new("there is no open question here");
        self.enter(&question.ok_or_else(nothing)?, answer)?;
        self.press_code(KeyCode::Enter)?;
        let settled = self.settled(asked);
        // What is there would be added to by the next answer.
        self.clear()?;
        settled
    }

    /// Types or chooses an answer.
    fn enter(&mut self, question: &Question, answer: &str) -> Result<(), Failure> {
        match &question.kind {
            QuestionKind::Number(_) | QuestionKind::Formula(_) => self.fill(answer),
            QuestionKind::Choice(options) => {
                let options: Vec<&str> =
                    options.iter().map(|option| option.text.as_str()).collect();
                let index = option(&options, answer)?;
                self.choose(index, options.len(), KeyCode::Up, KeyCode::Down)
            }
            QuestionKind::Each(each) => {
                let options: Vec<&str> = each.options.iter().map(String::as_str).collect();
                let chosen = options_of_each(&options, answer, each.observations.len())?;
                for _ in &chosen {
                    self.press_code(KeyCode::Up)?;
                }
                for index in chosen {
                    self.choose(index, options.len(), KeyCode::Left, KeyCode::Right)?;
                    self.press_code(KeyCode::Down)?;
                }
                Ok(())
            }
        }
    }

    /// Chooses an option by the keys that go through all.
    fn choose(
        &mut self,
        index: usize,
        options: usize,
        before: KeyCode,
        after: KeyCode,
    ) -> Result<(), Failure> {
        (0..options).try_for_each(|_| self.press_code(before))?;
        (0..index).try_for_each(|_| self.press_code(after))
    }

    /// Empties the field for an answer.
    fn clear(&mut self) -> Result<(), Failure> {
        let has_text = self.app()?.lesson().is_some_and(
            |lesson| matches!(lesson.input(), Input::Text(field) if !field.text().is_empty()),
        );
        if has_text { self.press(Key::ctrl('u')) } else { Ok(()) }
    }

    /// Returns how many questions of the step were asked, with the open one.
    fn asked_before(&self) -> Result<usize, Failure> {
        Ok(self.opened()?.player().asked().count())
    }

    /// Presses a key of the lesson.
    fn press_in_lesson(&mut self, key: Key) -> Result<(), Failure> {
        self.opened()?;
        self.press(key)?;
        let refused = self.opened()?.says().map(ToString::to_string);
        refused.map_or(Ok(()), |why| Err(Failure::new(why)))
    }

    /// Returns what became of the question that was open, the last of this number.
    fn settled(&self, asked: usize) -> Done {
        let app = self.app()?;
        let lesson = self.opened()?;
        if let Some(why) = lesson.says() {
            return Err(Failure::new(why.to_string()));
        }
        let before = asked.saturating_sub(1);
        if let Some(settled) = spoken::lesson::settled(app, before, Controls::Commands) {
            return Ok(settled);
        }
        let mut document = Document::default();
        let Some(one) = lesson.player().asked().nth(before) else { return Ok(document) };
        let Some(judgement) = one.feedback else {
            return Err(Failure::new("the answer was not judged"));
        };
        if judgement.verdict == Verdict::Unreadable {
            let why = judgement.says.join(" ");
            return Err(Failure::new(format!("this answer cannot be read: {why}")));
        }
        judged(judgement, &mut document);
        Ok(document)
    }

    fn turn(&mut self, key: Key) -> Done {
        self.clear()?;
        self.press_in_lesson(key)?;
        self.page()
    }

    /// Returns the step of the open lesson, or its end.
    fn page(&self) -> Done {
        self.opened()?;
        Ok(spoken::lesson::page(self.app()?, Controls::Commands).unwrap_or_default())
    }

    /// Opens the list of lessons and calls `choose` in it.
    fn in_list<T>(
        &mut self,
        choose: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.clear()?;
        self.press(Key::char('L'))?;
        let done = choose(self);
        if matches!(self.mode()?, Mode::Lessons(_)) {
            self.press_code(KeyCode::Esc)?;
        }
        done
    }

    fn list(&mut self) -> Done {
        self.in_list(|stepper| {
            let Mode::Lessons(list) = stepper.mode()? else { return Ok(Document::default()) };
            Ok(listed(list))
        })
    }

    fn open(&mut self, name: &str) -> Done {
        self.in_list(|stepper| {
            let Mode::Lessons(list) = stepper.mode()? else {
                return Err(Failure::new("the list of lessons does not open"));
            };
            let mut names = list.lessons().iter().map(|lesson| lesson.outline.name.as_str());
            let Some(row) = names.position(|known| known == name) else {
                let names = list.lessons().iter().map(|lesson| lesson.outline.name.as_str());
                let hint = similar(name, names).map_or_else(
                    || "lesson list lists them".to_owned(),
                    |like| format!("did you mean {like}?"),
                );
                return Err(Failure::new(format!("no lesson is called '{}'; {hint}", brief(name))));
            };
            stepper.choose_row(row)
        })?;
        self.page()
    }

    fn close(&mut self) -> Done {
        let lesson = &self.opened()?.player().lesson();
        let (name, title) = (lesson.name.clone(), lesson.title.clone());
        self.in_list(|stepper| {
            let Mode::Lessons(list) = stepper.mode()? else { return Ok(()) };
            let way_back = list.lessons().len();
            stepper.choose_row(way_back)
        })?;
        let mut document = state::moved(self.app()?);
        document.paragraph(format!("Closed: {} lesson {name} continues it.", sentence(&title)));
        Ok(document)
    }

    /// Chooses a row of the list of lessons.
    fn choose_row(&mut self, row: usize) -> Result<(), Failure> {
        while let Mode::Lessons(list) = self.mode()?
            && list.focus() != row
        {
            let key = if list.focus() < row { KeyCode::Down } else { KeyCode::Up };
            self.press_code(key)?;
        }
        self.press_code(KeyCode::Enter)?;
        self.check_refused()
    }
}

/// Returns the index of the option that is named, by its number or its text.
fn option(options: &[&str], named: &str) -> Result<usize, Failure> {
    let named = named.trim();
    let by_text = options.iter().position(|option| option.to_lowercase() == named.to_lowercase());
    let by_number = named.parse().ok().filter(|number| (1..=options.len()).contains(number));
    by_text.or(by_number.map(|number| number - 1)).ok_or_else(|| {
        let (named, last) = (brief(named), options.len());
        Failure::new(format!("'{named}' is no command and no answer: a number from 1 to {last}"))
    })
}

/// Returns the options that are named for this number of observations.
fn options_of_each(options: &[&str], named: &str, count: usize) -> Result<Vec<usize>, Failure> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let words: Vec<&str> = named.split(is_between).filter(|word| !word.is_empty()).collect();
    let chosen: Vec<usize> =
        words.iter().map(|word| option(options, word)).collect::<Result<_, _>>()?;
    if chosen.len() != count {
        let (given, wanted) = (counted(chosen.len(), "answer"), counted(count, "observation"));
        return Err(Failure::new(format!(
            "{given} for {wanted}: one for each, with blanks between"
        )));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_named_by_its_number_or_its_text() {
        let options = ["it rises", "2"];
        assert_eq!(option(&options, "It Rises"), Ok(0));
        assert_eq!(option(&options, "1"), Ok(0));
        assert_eq!(option(&options, "2"), Ok(1));
        assert!(option(&options, "3").unwrap_err().to_string().contains("from 1 to 2"));
        assert_eq!(options_of_each(&["1", "2"], "2, 1 2", 3), Ok(vec![1, 0, 1]));
        let few = options_of_each(&["1", "2"], "2 1", 3).unwrap_err().to_string();
        assert!(few.starts_with("2 answers for 3 observations"), "{few}");
    }
}
