//! The commands that fill a dialog of the screen and accept it.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use super::theta_lists::ThetaLists;
use crate::app::form::answer::Feedback;
use crate::app::form::data::DataField;
use crate::app::form::theta::Column;
use crate::app::keymap::Keymap;
use crate::app::{Key, KeyCode, Mode};
use crate::explain::check::Subject;
use crate::spoken::form::{checked, problem};

impl Stepper {
    /// Opens a dialog by its key, fills it, and closes it if it is still open after that.
    pub(super) fn in_dialog<T>(
        &mut self,
        key: char,
        fill: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.in_stepper(|stepper| {
            stepper.press(Key::char(key))?;
            stepper.check_refused()?;
            let done = fill(stepper);
            if !matches!(stepper.mode()?, Mode::Stepping | Mode::Lesson(_)) {
                stepper.press_code(KeyCode::Esc)?;
            }
            done
        })
    }

    /// Goes to a run by its number.
    pub(super) fn run(&mut self, number: &str) -> Done {
        let runs = self.app()?.study().timeline().runs().len();
        let index = number.parse().ok().filter(|number| (1..=runs).contains(number));
        let index = index.ok_or_else(|| {
            Failure::new(format!("'{number}' is not a run; give a number from 1 to {runs}"))
        })?;
        self.in_dialog('B', |stepper| {
            stepper.press_code(KeyCode::Home)?;
            for _ in 1..index {
                stepper.press_code(KeyCode::Down)?;
            }
            stepper.press_code(KeyCode::Enter)?;
            stepper.check_refused()?;
            stepper.moved()
        })
    }

    /// Starts a run from another θ₀.
    pub(super) fn theta(&mut self, lists: &str) -> Done {
        let components = self.app()?.study().run().components();
        let lists = ThetaLists::read(lists, components)?;
        self.in_dialog('t', |stepper| {
            stepper.set_components(lists.components())?;
            if lists.has_sds() {
                stepper.press(Key::ctrl('t'))?;
            }
            stepper.focus_first_field()?;
            for k in 0..lists.components() {
                for column in [Column::Weight, Column::Mean, Column::Spread] {
                    if let Some(number) = lists.number(k, column) {
                        stepper.fill(number)?;
                        stepper.check_refused()?;
                    }
                    stepper.press_code(KeyCode::Tab)?;
                }
            }
            stepper.press_code(KeyCode::Enter)?;
            stepper.check_refused()?;
            if let Mode::Theta(form) = stepper.mode()? {
                return Err(Failure::new(problem(form)));
            }
            stepper.moved()
        })
    }

    /// Adds or removes components in the θ₀ form.
    fn set_components(&mut self, wanted: usize) -> Result<(), Failure> {
        loop {
            let Mode::Theta(form) = self.mode()? else { return self.check_refused() };
            let key = match form.len().cmp(&wanted) {
                std::cmp::Ordering::Less => 'o',
                std::cmp::Ordering::Equal => return Ok(()),
                std::cmp::Ordering::Greater => 'x',
            };
            self.press(Key::ctrl(key))?;
            self.check_refused()?;
        }
    }

    /// Goes to the first field of the θ₀ form.
    fn focus_first_field(&mut self) -> Result<(), Failure> {
        while let Mode::Theta(form) = self.mode()?
            && form.focus() != (0, Column::Weight)
        {
            self.press_code(KeyCode::BackTab)?;
        }
        Ok(())
    }

    /// Starts a run on other data.
    pub(super) fn data(&mut self, source: &str) -> Done {
        let (source, [components, column]) = data_options(source);
        self.in_dialog('d', |stepper| {
            stepper.fill(source)?;
            for (field, text) in [(DataField::Components, components), (DataField::Column, column)]
            {
                let Some(text) = text else { continue };
                while let Mode::Data(form) = stepper.mode()?
                    && form.focus() != field
                {
                    stepper.press_code(KeyCode::BackTab)?;
                }
                stepper.fill(text)?;
            }
            stepper.press_code(KeyCode::Enter)?;
            if let Mode::Data(form) = stepper.mode()?
                && let Some(error) = &form.error
            {
                return Err(Failure::new(error.to_string()));
            }
            stepper.check_refused()?;
            stepper.moved()
        })
    }

    /// Checks a number that someone got by hand.
    pub(super) fn answer(&mut self, line: &str) -> Done {
        let (name, number) = name_and_rest(line);
        let _: Subject = name.parse().map_err(|error| Failure::new(format!("{error}")))?;
        if number.is_empty() {
            let why = format!("no number: write it after the name, as in answer {name} 1.5");
            return Err(Failure::new(why));
        }
        self.in_dialog('a', |stepper| {
            stepper.press_code(KeyCode::Tab)?;
            stepper.fill(name)?;
            stepper.press_code(KeyCode::Tab)?;
            stepper.fill(number)?;
            stepper.press_code(KeyCode::Enter)?;
            let Mode::Answer(form) = stepper.mode()? else {
                return Err(Failure::new("the answer was not checked"));
            };
            match &form.feedback {
                Some(Feedback::Report(report)) => Ok(checked(report)),
                Some(Feedback::Problem(problem)) => {
                    Err(Failure::new(Keymap::default().fill(problem)))
                }
                Some(Feedback::Asked | Feedback::Table(_) | Feedback::Truth(_)) | None => {
                    Err(Failure::new("the answer was not checked"))
                }
            }
        })
    }
}

/// Returns the data that are named, how many components, and which column, the latter two in any
/// order if they are there. A name that is in quotes is taken out of them.
fn data_options(text: &str) -> (&str, [Option<&str>; 2]) {
    const WORDS: [&str; 2] = ["components", "column"];
    let (mut source, mut options) = (text, [None; 2]);
    let last = |text| {
        let found = WORDS.map(|word| split_option(text, word));
        let is_found = |index: &usize| found[*index].1.is_some();
        let index = (0..WORDS.len()).filter(is_found).max_by_key(|index| found[*index].0.len())?;
        Some((index, found[index]))
    };
    while let Some((index, (before, value))) = last(source)
        && options[index].is_none()
    {
        options[index] = value.map(unquoted);
        source = before;
    }
    (unquoted(source), options)
}

/// Returns a name without the quotes around it, as a shell takes it.
fn unquoted(name: &str) -> &str {
    let inner = |quote: char| name.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(name)
}

/// Returns what is before a word, and what is behind it if it is there.
fn split_option<'t>(text: &'t str, word: &str) -> (&'t str, Option<&'t str>) {
    let found = text.rmatch_indices(word).find(|(at, _)| {
        let before = text[..*at].ends_with(char::is_whitespace);
        before && text[at + word.len()..].starts_with(char::is_whitespace)
    });
    match found {
        Some((at, _)) => (text[..at].trim(), Some(text[at + word.len()..].trim())),
        None => (text, None),
    }
}

/// Returns the name that a line begins with, which may have blanks between brackets, and the rest.
fn name_and_rest(line: &str) -> (&str, &str) {
    let mut is_inside = false;
    let end = line.find(|c: char| {
        match c {
            '[' => is_inside = true,
            ']' => is_inside = false,
            _ => {}
        }
        c.is_whitespace() && !is_inside
    });
    let (name, rest) = line.split_at(end.unwrap_or(line.len()));
    (name, rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_blanks_between_brackets() {
        assert_eq!(name_and_rest("gamma[0, 1] 0.45"), ("gamma[0, 1]", "0.45"));
        assert_eq!(name_and_rest("assignment 2 2 1"), ("assignment", "2 2 1"));
        assert_eq!(name_and_rest("ll"), ("ll", ""));
    }

    #[test]
    fn options_are_words_of_their_own() {
        assert_eq!(split_option("my columns.csv", "column"), ("my columns.csv", None));
        let data = "a column.csv column x components 3";
        assert_eq!(split_option(data, "components"), ("a column.csv column x", Some("3")));
        assert_eq!(split_option("a column.csv column x", "column"), ("a column.csv", Some("x")));
        let all = ("a column.csv", [Some("3"), Some("x y")]);
        assert_eq!(data_options("a column.csv column x y components 3"), all);
        assert_eq!(data_options("'a column.csv' components 3 column \"x y\""), all);
        assert_eq!(data_options("\"north.csv\""), ("north.csv", [None; 2]));
        assert_eq!(data_options("5'"), ("5'", [None; 2]));
    }
}
