//! The data dialog: observations, the name of a data set, or a file with a column.

mod choices;
mod columns;

use std::path::PathBuf;

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, DataAction};
use crate::app::limits::HostLimits;
use crate::app::load_progress::LoadProgress;
use crate::app::notice::Refusal;
use crate::app::recent_files::RecentFiles;
use crate::data::{
    DataError, EXAMPLES, FolderListing, MixtureError, Request, Simulation, Source, TableSummary,
    begins_with_number,
};
use crate::text::sanitise::brief;
pub(crate) use choices::Choice;
use choices::{choices, completed, folder_of};
pub(crate) use columns::ColumnList;
use columns::Columns;

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
    recent: RecentFiles,
    /// What is in the folder that was asked for last.
    listing: Option<FolderListing>,
    /// That folder.
    asked: Option<String>,
    /// Which of [`DataForm::choices`] is chosen; none for what is typed.
    chosen: Option<usize>,
    columns: Box<Columns>,
    /// What is wrong with what was entered.
    pub error: Option<DataFormError>,
    /// The data that are being read.
    pub loading: Option<Loading>,
}

impl DataForm {
    /// Returns an empty dialog for `components` components.
    pub fn new(components: usize, limits: HostLimits, recent: RecentFiles) -> Self {
        let fields = [Field::long(), Field::default(), Field::new(components.to_string())];
        Self {
            fields,
            focus: DataField::Source,
            limits,
            recent: if limits.files { recent } else { RecentFiles::default() },
            listing: None,
            asked: None,
            chosen: None,
            columns: Box::default(),
            error: None,
            loading: None,
        }
    }

    /// Returns what can be chosen: what begins as typed.
    pub fn choices(&self) -> Vec<Choice> {
        choices(self.typed(), self.recent.paths(), self.listing.as_ref())
    }

    /// Returns which of [`DataForm::choices`] is chosen; none for what is typed.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// Returns what is in the columns of the table that is named, while one of them is to be
    /// entered.
    pub fn columns(&self) -> Option<ColumnList<'_>> {
        self.columns.list().filter(|_| self.focus == DataField::Column)
    }

    /// Returns which column of [`DataForm::columns`] is chosen; none for what is typed.
    pub fn chosen_column(&self) -> Option<usize> {
        self.columns.chosen()
    }

    /// Takes what is in the columns of a table.
    pub(super) fn take_columns(&mut self, table: &Request, found: Result<TableSummary, DataError>) {
        self.columns.take(table, found);
    }

    /// Returns why the folder that is being typed cannot be listed, or that it is not listed whole.
    pub fn listing_problem(&self) -> Option<String> {
        let listing = self.listing.as_ref()?;
        if folder_of(self.typed()) != Some(&listing.folder) {
            return None;
        }
        let folder = if listing.folder.is_empty() { "this folder" } else { &listing.folder };
        let cut = || format!("{folder} has more than the files listed here");
        let problem =
            listing.problem.as_ref().map(|problem| format!("{}: {problem}", brief(folder)));
        problem.or_else(|| listing.is_cut.then(cut))
    }

    fn typed(&self) -> &str {
        self.field(DataField::Source).text().trim()
    }

    /// Takes what is in a folder.
    pub(super) fn take_folder(&mut self, listing: FolderListing) {
        let chosen = self.chosen.and_then(|chosen| self.choices().into_iter().nth(chosen));
        self.listing = Some(listing);
        // What is chosen stays so, wherever it is in the list now.
        self.chosen = chosen.and_then(|chosen| self.choices().iter().position(|c| *c == chosen));
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
            Some(DataAction::Down) if self.columns().is_some() => self.columns.down(),
            Some(DataAction::Up) if self.columns().is_some() => self.columns.up(),
            Some(DataAction::Down) => {
                let last = self.choices().len().checked_sub(1);
                let next = self.chosen.map_or(0, |chosen| chosen + 1);
                self.chosen = last.map(|last| next.min(last));
            }
            Some(DataAction::Up) => self.chosen = self.chosen.and_then(|c| c.checked_sub(1)),
            Some(DataAction::Complete) => match self.completed() {
                Some(path) => return self.type_path(&path),
                None => return self.go_to(DATA_FIELDS[(self.focus as usize + 1) % count]),
            },
            Some(DataAction::PreviousField) => {
                return self.go_to(DATA_FIELDS[(self.focus as usize + count - 1) % count]);
            }
            None => {
                let edited = self.fields[self.focus as usize].key(key);
                return self.after(edited);
            }
        }
        DialogEvent::Nothing
    }

    /// Moves the cursor to a field. At the column's, the columns are asked for.
    fn go_to(&mut self, field: DataField) -> DialogEvent {
        if self.focus == DataField::Source {
            self.type_choice();
        }
        self.take_column();
        self.focus = field;
        if field != DataField::Column {
            return DialogEvent::Nothing;
        }
        let source = self.source().ok();
        let table = source.filter(|source| matches!(source, Source::File(_) | Source::Example(_)));
        let asked = self.columns.ask(table.map(Request::new));
        asked.map_or(DialogEvent::Nothing, DialogEvent::Summarize)
    }

    /// Enters the data set or the file that is chosen; a folder stays chosen.
    fn type_choice(&mut self) {
        let chosen = self.chosen.and_then(|chosen| self.choices().into_iter().nth(chosen));
        if let Some(choice) = chosen.filter(|choice| !matches!(choice, Choice::Folder(_))) {
            self.fields[DataField::Source as usize].set(choice.typed());
            self.chosen = None;
        }
    }

    /// Enters the column that is chosen.
    fn take_column(&mut self) {
        if let Some(column) = self.columns.typed() {
            self.fields[DataField::Column as usize].set(&column);
            self.columns.choose_none();
        }
    }

    /// Takes a paste.
    pub fn paste(&mut self, pasted: Pasted) -> DialogEvent {
        let edited = self.fields[self.focus as usize].paste(pasted);
        self.after(edited)
    }

    fn after(&mut self, edited: Result<bool, NoRoom>) -> DialogEvent {
        match edited {
            Ok(false) => return DialogEvent::Nothing,
            Ok(true) => self.error = None,
            Err(no_room) => self.error = Some(no_room.into()),
        }
        match self.focus {
            DataField::Source => self.chosen = None,
            DataField::Column => self.columns.choose_none(),
            DataField::Components => {}
        }
        self.ask_folder()
    }

    /// Asks what is in the folder that is being typed, unless it was asked already.
    fn ask_folder(&mut self) -> DialogEvent {
        let folder = folder_of(self.typed()).filter(|_| self.limits.files).map(str::to_owned);
        match folder {
            Some(folder) if self.asked.as_ref() != Some(&folder) => {
                self.asked = Some(folder.clone());
                DialogEvent::ListFolder(folder)
            }
            _ => DialogEvent::Nothing,
        }
    }

    /// Returns the path that is being typed as far as it is clear how it goes on; none if it is
    /// not, or ends here.
    fn completed(&self) -> Option<String> {
        let is_path = self.focus == DataField::Source && self.limits.files;
        is_path.then(|| completed(self.typed(), &self.choices()))?
    }

    fn type_path(&mut self, path: &str) -> DialogEvent {
        self.fields[DataField::Source as usize].set(path);
        self.after(Ok(true))
    }

    fn enter(&mut self) -> DialogEvent {
        let chosen = self.chosen.and_then(|chosen| self.choices().into_iter().nth(chosen));
        if let Some(Choice::Folder(path)) = chosen {
            self.focus = DataField::Source;
            return self.type_path(&path);
        }
        self.type_choice();
        self.take_column();
        match self.request() {
            Ok((request, components)) => DialogEvent::Load(request, components),
            Err(error) => {
                self.error = Some(error);
                DialogEvent::Nothing
            }
        }
    }

    /// Returns where the data come from, as it was entered.
    fn source(&self) -> Result<Source, DataFormError> {
        Ok(match self.field(DataField::Source).entered()?.trim() {
            "" if self.limits.files => return Err(DataFormError::NothingToRead),
            "" => return Err(DataFormError::NothingTyped),
            name if EXAMPLES.iter().any(|example| example.name == name) => {
                Source::Example(name.to_owned())
            }
            mixture if Simulation::is_meant(mixture) => {
                Source::Simulated(Simulation::read(mixture).map_err(DataFormError::Mixture)?)
            }
            points if begins_with_number(points) => Source::Typed(points.to_owned()),
            path if self.limits.files => Source::File(PathBuf::from(path)),
            other => return Err(DataFormError::NoExample(brief(other))),
        })
    }

    fn request(&self) -> Result<(Request, usize), DataFormError> {
        let entered = |field: DataField| self.field(field).entered().map(str::trim);
        let source = self.source()?;
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
    /// A mixture to draw from cannot be read.
    #[error("mixture, {0}")]
    Mixture(MixtureError),
    /// No run began on the data.
    #[error(transparent)]
    NoRun(Box<Refusal>),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;
    use crate::data::FolderEntry;

    fn form() -> DataForm {
        let recent = RecentFiles::new(["/data/waits.csv".to_owned()]);
        DataForm::new(2, HostLimits::default(), recent)
    }

    fn entered(source: &str, components: &str) -> DialogEvent {
        let mut form = form();
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
        let mut form = form();
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
        let mut form = form();
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
        let mut form = form();
        form.paste(Pasted::Text(&numbers.concat().repeat(3)));
        let error = form.error.as_ref().map(ToString::to_string);
        let says = "the pasted text has 75,000 characters; this field takes at most 65,536: nothing was pasted";
        assert_eq!(error.as_deref(), Some(says));
        assert_eq!(form.field(DataField::Source).text(), "");
    }

    fn load(source: Source) -> DialogEvent {
        DialogEvent::Load(Request::new(source), 2)
    }

    #[test]
    fn what_is_chosen_in_the_list_is_read() {
        let mut data = form();
        let [down, up, enter] = [KeyCode::Down, KeyCode::Up, KeyCode::Enter].map(Key::plain);
        data.key(down);
        data.key(down);
        assert_eq!(data.chosen(), Some(1));
        assert_eq!(data.key(enter), load(Source::Example(EXAMPLES[1].name.into())));
        let mut data = form();
        for _ in 0..20 {
            data.key(down);
        }
        assert_eq!(data.key(enter), load(Source::File("/data/waits.csv".into())));
        let mut data = form();
        data.key(down);
        data.key(up);
        assert_eq!((data.chosen(), data.key(enter)), (None, DialogEvent::Nothing));
    }

    #[test]
    fn a_path_is_completed_and_folders_are_opened() {
        let mut data = form();
        assert_eq!(data.paste(Pasted::Text("d/w")), DialogEvent::ListFolder("d/".into()));
        assert_eq!(data.key(Key::char('a')), DialogEvent::Nothing, "it was asked already");
        let entry = |name: &str, is_folder| FolderEntry { name: name.into(), is_folder };
        let entries = vec![entry("waits", true), entry("walks.csv", false)];
        let folder = "d/".to_owned();
        data.take_folder(FolderListing { folder, entries, is_cut: false, problem: None });
        // Both go on with "wa"; so Tab is for the next field.
        data.key(Key::plain(KeyCode::Tab));
        assert_eq!(data.focus(), DataField::Column);
        data.key(Key::plain(KeyCode::BackTab));
        data.key(Key::char('l'));
        data.key(Key::plain(KeyCode::Tab));
        assert_eq!(data.field(DataField::Source).text(), "d/walks.csv");
        assert_eq!(data.key(Key::plain(KeyCode::Enter)), load(Source::File("d/walks.csv".into())));
        data.key(Key::ctrl('u'));
        data.paste(Pasted::Text("d/w"));
        data.key(Key::plain(KeyCode::Down));
        let opened = data.key(Key::plain(KeyCode::Enter));
        assert_eq!(opened, DialogEvent::ListFolder("d/waits/".into()));
    }

    #[test]
    fn a_host_without_files_lists_none() {
        let limits = HostLimits { files: false, ..HostLimits::default() };
        let mut data = DataForm::new(2, limits, RecentFiles::new(["/a.csv".to_owned()]));
        assert_eq!(data.choices().len(), EXAMPLES.len());
        assert_eq!(data.paste(Pasted::Text("/etc/")), DialogEvent::Nothing);
    }
}
