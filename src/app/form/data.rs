//! The data dialog: observations, the name of a data set, or a file with a column.

use std::path::PathBuf;

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, DataAction};
use crate::app::limits::HostLimits;
use crate::app::load_progress::LoadProgress;
use crate::app::notice::Refusal;
use crate::data::{EXAMPLES, Request, Source, begins_with_number};
use crate::text::sanitise::brief;

/// The dialog's fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataField {
    /// observations, a data set or a file
    Source,
    /// the column of a file or an example
    Column,
    /// K
    Components,
}

/// The fields in their order.
pub(crate) const DATA_FIELDS: [DataField; 3] =
    [DataField::Source, DataField::Column, DataField::Components];

/// Data on their way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loading {
    /// How far they are, once that is known.
    pub progress: Option<LoadProgress>,
}

/// The dialog's whole state.
#[derive(Clone, Debug)]
pub struct DataForm {
    fields: [Field; 3],
    focus: DataField,
    limits: HostLimits,
    /// What is wrong with what was entered.
    pub error: Option<DataFormError>,
    /// The data that are being read.
    pub loading: Option<Loading>,
}

impl DataForm {
    /// Returns an empty dialog for `components` components.
    pub fn new(components: usize, limits: HostLimits) -> Self {
        let fields = [Field::long(), Field::default(), Field::new(components.to_string())];
        Self { fields, focus: DataField::Source, limits, error: None, loading: None }
    }

    /// Returns a field.
    pub fn field(&self, field: DataField) -> &Field {
        &self.fields[field as usize]
    }

    /// Returns whether a file may be named.
    pub fn takes_files(&self) -> bool {
        self.limits.files
    }

    /// Returns where the cursor is.
    pub fn focus(&self) -> DataField {
        self.focus
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> DialogEvent {
        let count = DATA_FIELDS.len();
        match keymap::find(keymap::DATA, key) {
            Some(DataAction::Close) => return DialogEvent::Close,
            Some(DataAction::Read) => return self.enter(),
            Some(DataAction::NextField) => {
                self.focus = DATA_FIELDS[(self.focus as usize + 1) % count];
            }
            Some(DataAction::PreviousField) => {
                self.focus = DATA_FIELDS[(self.focus as usize + count - 1) % count];
            }
            None => {
                let edited = self.fields[self.focus as usize].key(key);
                self.after(edited);
            }
        }
        DialogEvent::Nothing
    }

    /// Takes a paste.
    pub fn paste(&mut self, pasted: Pasted) {
        let edited = self.fields[self.focus as usize].paste(pasted);
        self.after(edited);
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) {
        match edited {
            Ok(false) => {}
            Ok(true) => self.error = None,
            Err(no_room) => self.error = Some(no_room.into()),
        }
    }

    fn enter(&mut self) -> DialogEvent {
        match self.request() {
            Ok((request, components)) => DialogEvent::Load(request, components),
            Err(error) => {
                self.error = Some(error);
                DialogEvent::Nothing
            }
        }
    }

    fn request(&self) -> Result<(Request, usize), DataFormError> {
        let entered = |field: DataField| self.field(field).entered().map(str::trim);
        let source = match entered(DataField::Source)? {
            "" if self.limits.files => return Err(DataFormError::NothingToRead),
            "" => return Err(DataFormError::NothingTyped),
            name if EXAMPLES.iter().any(|example| example.name == name) => {
                Source::Example(name.to_owned())
            }
            points if begins_with_number(points) => Source::Typed(points.to_owned()),
            path if self.limits.files => Source::File(PathBuf::from(path)),
            other => return Err(DataFormError::NoExample(brief(other))),
        };
        let column = Some(entered(DataField::Column)?).filter(|c| !c.is_empty()).map(str::to_owned);
        let components = entered(DataField::Components)?;
        let most = self.limits.most_components();
        let components = (components.parse().ok())
            .filter(|k| (1..=most).contains(k))
            .ok_or_else(|| DataFormError::Components { most, typed: brief(components) })?;
        Ok((Request { column, ..Request::new(source) }, components))
    }
}

/// Why the data dialog gives no data.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DataFormError {
    /// What was typed or pasted has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// No source is named, which may be a file.
    #[error("type observations, the name of a data set or the path of a CSV or .f64 file")]
    NothingToRead,
    /// No source is named, which may not be a file.
    #[error("type observations or the name of a data set")]
    NothingTyped,
    /// There is no built-in data set of this name.
    #[error("no built-in data set is called '{0}'")]
    NoExample(String),
    /// K is out of range.
    #[error("K must be a whole number from 1 to {most}, not '{typed}'")]
    Components {
        /// the most components
        most: usize,
        /// what was typed
        typed: String,
    },
    /// No run began on the data.
    #[error(transparent)]
    NoRun(Box<Refusal>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;

    fn entered(source: &str, components: &str) -> DialogEvent {
        let mut form = DataForm::new(2, HostLimits::default());
        form.paste(Pasted::Text(source));
        form.key(Key::plain(KeyCode::BackTab));
        form.key(Key::ctrl('u'));
        form.paste(Pasted::Text(components));
        form.key(Key::plain(KeyCode::Enter))
    }

    #[test]
    fn what_is_typed_is_points_an_example_or_a_file() {
        let load = |source| DialogEvent::Load(Request::new(source), 3);
        assert_eq!(entered("galaxies", "3"), load(Source::Example("galaxies".into())));
        assert_eq!(entered("1, 2 3.5", "3"), load(Source::Typed("1, 2 3.5".into())));
        assert_eq!(entered("1 2 x", "3"), load(Source::Typed("1 2 x".into())));
        assert_eq!(entered("[1, 2, 3]", "3"), load(Source::Typed("[1, 2, 3]".into())));
        assert_eq!(entered("c(1, 2)", "3"), load(Source::Typed("c(1, 2)".into())));
        assert_eq!(entered("0,5; 1,5", "3"), load(Source::Typed("0,5; 1,5".into())));
        assert_eq!(entered("~/waits.csv", "3"), load(Source::File("~/waits.csv".into())));
        assert_eq!(entered("waits.csv", "3"), load(Source::File("waits.csv".into())));
    }

    #[test]
    fn what_is_wrong_is_said_and_the_dialog_stays() {
        let mut form = DataForm::new(2, HostLimits::default());
        assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::Nothing);
        assert_eq!(form.error, Some(DataFormError::NothingToRead));
        form.key(Key::char('5'));
        assert_eq!(form.error, None);
        assert_eq!(entered("1 2", "0"), DialogEvent::Nothing);
        assert_eq!(entered("1 2", "65"), DialogEvent::Nothing);
        assert_eq!(entered("1 2", "two"), DialogEvent::Nothing);
    }

    #[test]
    fn numbers_that_were_typed_beyond_the_end_are_not_cut() {
        let mut form = DataForm::new(2, HostLimits::default());
        for c in "12345 ".chars().cycle().take(70_000) {
            form.key(Key::char(c));
        }
        let says = "70,000 characters typed; the field takes 65,536: shorten or clear it (^U)";
        for _ in 0..2 {
            assert_eq!(form.key(Key::plain(KeyCode::Enter)), DialogEvent::Nothing);
            assert_eq!(form.error.as_ref().unwrap().to_string(), says);
        }
        form.key(Key::ctrl('w'));
        let DialogEvent::Load(..) = form.key(Key::plain(KeyCode::Enter)) else {
            panic!("the cut number was deleted")
        };
    }

    #[test]
    fn thousands_of_numbers_are_taken_whole() {
        let numbers: Vec<String> = (10_001..=15_000).map(|i| i.to_string()).collect();
        let DialogEvent::Load(Request { source: Source::Typed(typed), .. }, 2) =
            entered(&numbers.join("\n"), "2")
        else {
            panic!("the numbers are read as observations")
        };
        assert_eq!(typed, numbers.join(" "));
        let mut form = DataForm::new(2, HostLimits::default());
        form.paste(Pasted::Text(&numbers.concat().repeat(3)));
        let error = form.error.as_ref().map(ToString::to_string);
        let says = "the pasted text has 75,000 characters; this field takes at most 65,536: nothing was pasted";
        assert_eq!(error.as_deref(), Some(says));
        assert_eq!(form.field(DataField::Source).text(), "");
    }
}
