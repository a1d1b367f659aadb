//! The data dialog: observations, the name of a data set, or a file with a column.

mod choices;
mod columns;
mod error;

use std::path::PathBuf;

use crate::app::form::DialogEvent;
use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::Key;
use crate::app::keymap::{self, DataAction};
use crate::app::limits::HostLimits;
use crate::app::load_progress::LoadProgress;
use crate::app::recent_files::RecentFiles;
use crate::data::{
    DataError, DialectOptions, EXAMPLES, FolderListing, Request, Simulation, Source, TableSummary,
    begins_with_number, read_options,
};
use crate::text::sanitise::brief;
pub(crate) use choices::Choice;
use choices::{choices, completed, folder_of};
pub(crate) use columns::ColumnList;
use columns::Columns;
pub(crate) use error::DataFormError;

/// The dialog's fields in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataField {
    /// observations, a data set or a file
    Source,
    /// the column of a file or an example
    Column,
    /// how a file is written, as options of the command line say it
    Written,
    /// K
    Components,
}

/// The fields in their order.
const DATA_FIELDS: [DataField; 4] =
    [DataField::Source, DataField::Column, DataField::Written, DataField::Components];

/// Data on their way.
#[derive(Clone, Copy, Debug, Default)]
pub struct Loading {
    /// How far they are, once that is known.
    pub progress: Option<LoadProgress>,
}

/// The dialog's whole state.
#[derive(Clone, Debug)]
pub struct DataForm {
    fields: [Field; 4],
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
        let components = Field::new(components.to_string());
        let fields = [Field::long(), Field::default(), Field::default(), components];
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

    /// Returns the fields that there are: it is asked how a file is written if one is named.
    pub fn fields(&self) -> Vec<DataField> {
        let is_file = self.limits.files
            && self.typed().contains(['/', '\\', '.'])
            && matches!(self.source(), Ok(Source::File(_) | Source::Files(_)));
        let is_said = !self.field(DataField::Written).text().is_empty();
        let is_there = |field: &DataField| *field != DataField::Written || is_file || is_said;
        DATA_FIELDS.into_iter().filter(is_there).collect()
    }

    /// Returns the field this many behind the one in focus; after the last comes the first.
    fn behind(&self, steps: usize) -> DataField {
        let fields = self.fields();
        let at = fields.iter().position(|field| *field == self.focus).unwrap_or(0);
        fields[(at + steps) % fields.len()]
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
            Some(DataAction::Complete) => {
                if let Some(path) = self.completed() {
                    return self.type_path(&path);
                }
                self.leave_source();
                return self.go_to(self.behind(1));
            }
            Some(DataAction::PreviousField) => {
                self.leave_source();
                return self.go_to(self.behind(self.fields().len() - 1));
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
        self.take_column();
        self.focus = field;
        if field == DataField::Components {
            self.fields[field as usize].select();
        }
        if field != DataField::Column {
            return DialogEvent::Nothing;
        }
        let source = self.source().ok();
        let table = source.filter(|source| matches!(source, Source::File(_) | Source::Example(_)));
        let table = table.and_then(|source| self.table(source).ok());
        let asked = self.columns.ask(table);
        asked.map_or(DialogEvent::Nothing, DialogEvent::Summarize)
    }

    /// Enters what is chosen if its field is left.
    fn leave_source(&mut self) {
        if self.focus == DataField::Source {
            self.type_choice();
        }
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
            DataField::Written | DataField::Components => {}
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
            paths if self.limits.files => files(paths),
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
        Ok((Request { column, ..self.table(source)? }, components))
    }

    /// Returns the request for data from this source, written as it was said.
    fn table(&self, source: Source) -> Result<Request, DataFormError> {
        let written = self.field(DataField::Written).entered()?;
        let dialect = read_options(written).map_err(DataFormError::Options)?;
        let is_file = matches!(source, Source::File(_) | Source::Files(_));
        if !is_file && dialect != DialectOptions::default() {
            return Err(DataFormError::OptionsWithoutFile(dialect.first_option()));
        }
        Ok(Request { dialect, ..Request::new(source) })
    }
}

/// Returns the file of this path, or several: words with the endings of files of numbers. Blanks in
/// a path are in quotes if there are several.
fn files(typed: &str) -> Source {
    let mut is_quoted = false;
    let separates = |c: char| {
        is_quoted ^= matches!(c, '"' | '\'');
        c.is_whitespace() && !is_quoted
    };
    let paths: Vec<&str> = typed
        .split(separates)
        .map(|word| word.trim_matches(['"', '\'']))
        .filter(|word| !word.is_empty())
        .collect();
    let is_file = |path: &&str| {
        let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
    };
    if paths.len() > 1 && paths.iter().all(is_file) {
        Source::Files(paths.into_iter().map(PathBuf::from).collect())
    } else {
        Source::File(PathBuf::from(typed))
    }
}

/// The endings of files of numbers.
const ENDINGS: [&str; 8] = ["csv", "tsv", "txt", "dat", "tab", "f64", "gz", "zst"];

#[cfg(test)]
mod tests;
