//! From bytes to a [`Sample`]: CSV and `.f64` files, typed points, the built-in examples.

mod binary;
mod csv;
mod decimal;
pub mod digits;
mod error;
mod examples;
mod input;
mod memory;
mod note;
mod number;
mod numeral;
mod quotes;
mod rows;
mod typed;

use std::cell::Cell;
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

pub use binary::{Format, Kind};
pub use csv::CsvSizes;
pub use error::{DataError, Fault, Problem, Similar, Spot};
pub use examples::{EXAMPLES, Example};
pub use input::{Progress, Stage, Watch};
pub use note::Note;
pub use numeral::{
    begins_with_number, not_a_number, parse_number, read_list, read_number, readings,
};
pub use rows::{TextRow, above_table, read_table};

use crate::mixture::{Condensed, Data, Sample, Theta};
use crate::text::sanitise::clean;
use digits::Digits;
use input::{Input, Stamp};

/// A sample with where it came from.
#[derive(Debug)]
pub struct Dataset {
    /// What a person calls the data: an example's name, a file's path as given, `standard input`,
    /// `typed`.
    pub source: String,
    /// The column's name; `x` where it has none of its own.
    pub column: String,
    /// The observations.
    pub sample: Sample,
    /// Their condensed form, if an E-step is to use it.
    pub condensed: Option<Condensed>,
    /// Cells of the column that hold no observation.
    pub left_out: LeftOut,
    /// What may not be as it was meant.
    pub notes: Vec<Note>,
    /// The θ₀ that belongs to the data, as the homework's does.
    pub theta: Option<Theta>,
    /// How the observations are written, once someone has asked.
    pub digits: OnceLock<Digits>,
}

/// Cells that were left out, by what stood in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// nothing
    pub empty: usize,
    /// `NA`
    pub na: usize,
    /// `NaN`
    pub nan: usize,
}

/// Which data to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// where from
    pub source: Source,
    /// `--column` as given: a name, or a number that counts from 1; `None` for the first numeric
    /// column
    pub column: Option<String>,
    /// whether every observation is to be summed, however many there are
    pub exact: bool,
}

/// Where data come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// a built-in example, by name
    Example(String),
    /// a file: little-endian f64 and nothing else where its name ends in `.f64`, else CSV
    File(PathBuf),
    /// CSV on standard input
    Stdin,
    /// numbers that were typed, as [`read_list`] reads them
    Typed(String),
}

/// From this many observations on, a sample is condensed: below, summing all of them takes less
/// than half a millisecond.
pub const CONDENSED_FROM: usize = 1 << 16;

/// Reads the data. What is read is one column; of a file nothing else is kept. Large data are
/// condensed ([`Dataset::condense`]) unless that was not wanted.
///
/// # Errors
/// As [`read`].
pub fn load(request: &Request) -> Result<Dataset, DataError> {
    load_watched(request, &mut unwatched())
}

/// Loads the data, and tells `watch` at every read from a file or a pipe, and before anything else
/// that takes a while, how far it is. What the screen wants to know of large data at its first
/// frame is found here too.
///
/// # Errors
/// As [`read`]; and [`Problem::Cancelled`] where `watch` breaks off.
pub fn load_watched(request: &Request, watch: &mut Watch<'_>) -> Result<Dataset, DataError> {
    let mut dataset = read_watched(request, watch)?;
    let rows = dataset.sample.len();
    if rows < CONDENSED_FROM {
        return Ok(dataset);
    }
    let mut enter = |stage| {
        let progress = Progress { stage, rows, bytes_read: 0, bytes_total: None };
        let is_cancelled = watch(progress).is_break();
        if is_cancelled { Err(Problem::Cancelled.anywhere().of(&dataset.source)) } else { Ok(()) }
    };
    enter(Stage::Ordering)?;
    dataset.sample.order().quartiles();
    enter(Stage::Condensing)?;
    dataset.condense(request.exact);
    Ok(dataset)
}

/// Reads the data and leaves them as they are.
///
/// # Errors
/// Everything that keeps the data from being a sample, as a message of one line.
pub fn read(request: &Request) -> Result<Dataset, DataError> {
    read_watched(request, &mut unwatched())
}

/// Reads a CSV table from anywhere, such as a file or a pipe: the column that `column` names or
/// numbers, or else the first numeric one. `data` is what a person calls the table.
///
/// # Errors
/// As [`read`].
pub fn read_csv(
    bytes: &mut dyn Read,
    data: &str,
    column: Option<&str>,
    sizes: CsvSizes,
) -> Result<Dataset, DataError> {
    read_bytes(bytes, None, &mut unwatched(), |input| csv::read_by(input, data, column, sizes))
}

/// Watches nothing.
fn unwatched() -> impl FnMut(Progress) -> ControlFlow<()> {
    |_| ControlFlow::Continue(())
}

fn read_watched(request: &Request, watch: &mut Watch<'_>) -> Result<Dataset, DataError> {
    let column = request.column.as_deref();
    match &request.source {
        Source::Example(name) => examples::read(name, column),
        Source::File(path) => read_file(path, column, watch),
        Source::Stdin => read_bytes(&mut std::io::stdin().lock(), None, watch, |input| {
            csv::read(input, "standard input", column)
        }),
        Source::Typed(text) => typed::read(text),
    }
}

fn read_bytes<T>(
    bytes: &mut dyn Read,
    total: Option<u64>,
    watch: &mut Watch<'_>,
    read: impl FnOnce(&mut Input<'_>) -> T,
) -> T {
    let rows = Cell::new(0);
    read(&mut Input::new(bytes, total, &rows, &mut |progress| watch(progress)))
}

fn read_file(
    path: &Path,
    column: Option<&str>,
    watch: &mut Watch<'_>,
) -> Result<Dataset, DataError> {
    let name = path.display().to_string();
    let data = clean(&name);
    let home;
    let path = match path.strip_prefix("~") {
        // A shell would have put the home folder there; in the dialog there is no shell.
        Ok(rest) if !path.exists() => {
            let folder = std::env::home_dir().filter(|folder| !folder.as_os_str().is_empty());
            let Some(folder) = folder else { return Err(Problem::NoHome.anywhere().of(&data)) };
            home = folder.join(rest);
            &home
        }
        _ => path,
    };
    // Some systems open a folder and fail at the first read, others say "permission denied".
    if path.is_dir() {
        return Err(Problem::Folder.anywhere().of(&data));
    }
    let mut file = File::open(path).map_err(|error| {
        let problem = match Problem::from_io(&error) {
            Problem::NotFound { .. } => {
                let like = examples::like(&name);
                let example = like.map(|like| Similar { name: like, is_same: like == name });
                Problem::NotFound { example }
            }
            other => other,
        };
        problem.anywhere().of(&data)
    })?;
    let is_binary = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("f64"));
    let before = Stamp::of(&file);
    let total = before.map(|stamp| stamp.length());
    let dataset = read_bytes(&mut file, total, watch, |input| {
        if is_binary { binary::read(input, &data, column) } else { csv::read(input, &data, column) }
    });
    let is_cancelled =
        dataset.as_ref().is_err_and(|error| matches!(error.fault.problem, Problem::Cancelled));
    if before.is_some() && Stamp::of(&file) != before && !is_cancelled {
        // Whatever was found in it, half of it may be the old file's and half the new one's.
        return Err(Problem::Changed.anywhere().of(&data));
    }
    dataset
}

impl Dataset {
    /// Returns a sample by these names, of which nothing was left out and nothing is to be noted.
    pub fn new(source: impl Into<String>, column: impl Into<String>, sample: Sample) -> Self {
        Self {
            source: source.into(),
            column: column.into(),
            sample,
            condensed: None,
            left_out: LeftOut::default(),
            notes: Vec::new(),
            theta: None,
            digits: OnceLock::new(),
        }
    }

    /// Returns how the observations are written; they are looked at the first time.
    pub fn digits(&self) -> &Digits {
        self.digits.get_or_init(|| Digits::of(&self.sample))
    }

    /// Condenses the sample if it is large, unless every observation is to be summed.
    pub fn condense(&mut self, exact: bool) {
        if !exact && self.sample.len() >= CONDENSED_FROM {
            self.condensed = Condensed::of(&self.sample);
        }
    }

    /// Returns what an E-step is computed from: the sample, and its condensed form if it has one.
    pub fn data(&self) -> Data<'_> {
        Data::new(&self.sample, self.condensed.as_ref())
    }
}

impl LeftOut {
    /// How many cells were left out.
    pub fn total(&self) -> usize {
        self.empty + self.na + self.nan
    }
}

impl fmt::Display for LeftOut {
    /// `2 empty, 1 NA`; `none` where no cell was left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.empty, "empty"), (self.na, "NA"), (self.nan, "NaN")];
        let said = counts.iter().filter(|(count, _)| *count > 0);
        let said: Vec<String> = said.map(|(count, what)| format!("{count} {what}")).collect();
        f.write_str(if said.is_empty() { "none" } else { "" })?;
        f.write_str(&said.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &Path, column: Option<&str>) -> Result<Dataset, String> {
        let source = Source::File(path.to_owned());
        load(&Request { source, column: column.map(str::to_owned), exact: false })
            .map_err(|e| e.to_string())
    }

    #[test]
    fn a_home_folder_is_written_with_a_tilde() {
        let path = Path::new("~/no such folder/of data.csv");
        let says = "~/no such folder/of data.csv: no such file; check its path";
        assert_eq!(file(path, None).unwrap_err(), says);
    }

    #[test]
    fn a_file_is_read_and_called_by_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.csv");
        std::fs::write(&path, "waiting,n\n79,1\nNA,2\n54,3\n").unwrap();
        let dataset = file(&path, None).unwrap();
        assert_eq!(dataset.sample.values(), [79.0, 54.0]);
        assert_eq!(dataset.source, path.display().to_string());
        assert_eq!(dataset.left_out, LeftOut { na: 1, ..LeftOut::default() });
        assert_eq!(file(&path, Some("n")).unwrap().sample.values(), [1.0, 2.0, 3.0]);
    }

    #[test]
    fn a_file_of_plain_numbers_is_known_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.F64");
        std::fs::write(&path, [79.0, 54.0].map(f64::to_le_bytes).concat()).unwrap();
        assert_eq!(file(&path, None).unwrap().sample.values(), [79.0, 54.0]);
        let says = file(&path, Some("1")).unwrap_err();
        assert!(says.ends_with("a .f64 file is one column without a name; leave the column out"));
        std::fs::write(&path, [0; 17]).unwrap();
        assert_eq!(
            file(&path, None).unwrap_err(),
            format!(
                "{}: 17 bytes are 2 numbers of 8 bytes and 1 over; it is cut off, or not a .f64 file",
                path.display()
            )
        );
    }

    /// Loads a file to which `change` is done when its beginning has been read.
    fn changed_while_read(name: &str, change: impl Fn(&Path)) -> Result<Dataset, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, "12345.7\n".repeat(1 << 17)).unwrap();
        let request = Request { source: Source::File(path.clone()), column: None, exact: false };
        let mut is_changed = false;
        let loaded = load_watched(&request, &mut |_| {
            if !std::mem::replace(&mut is_changed, true) {
                change(&path);
            }
            ControlFlow::Continue(())
        });
        loaded.map_err(|error| error.to_string().replace(&path.display().to_string(), name))
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_refused() {
        use std::fs::OpenOptions;
        use std::io::Write;

        let open = |path: &Path| OpenOptions::new().append(true).open(path).unwrap();
        let append = |path: &Path| open(path).write_all(b"1234567\n").unwrap();
        let cut = |path: &Path| open(path).set_len(1 << 16).unwrap();
        let cut_within_a_number = |path: &Path| open(path).set_len((1 << 16) + 3).unwrap();
        let age = |path: &Path| open(path).set_modified(std::time::UNIX_EPOCH).unwrap();
        let changes: [&dyn Fn(&Path); 4] = [&append, &cut, &cut_within_a_number, &age];
        for change in changes {
            for name in ["big.csv", "big.f64"] {
                let says = "changed while it was read; load it again when it is complete";
                let found = changed_while_read(name, change).unwrap_err();
                assert_eq!(found, format!("{name}: {says}"));
            }
        }
        assert_eq!(changed_while_read("big.csv", |_| {}).unwrap().sample.len(), 1 << 17);
        // Another file in its place leaves the one that is open as it was.
        let replace = |path: &Path| std::fs::remove_file(path).unwrap();
        if cfg!(unix) {
            assert_eq!(changed_while_read("big.csv", replace).unwrap().sample.len(), 1 << 17);
        }
    }

    #[test]
    fn a_watcher_is_told_how_far_it_is_and_may_break_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.csv");
        std::fs::write(&path, "1.5\n".repeat(1 << 16)).unwrap();
        let request = Request { source: Source::File(path), column: None, exact: false };
        let mut told: Vec<Progress> = Vec::new();
        let loaded = load_watched(&request, &mut |progress| {
            told.push(progress);
            ControlFlow::Continue(())
        });
        assert_eq!(loaded.unwrap().sample.len(), 1 << 16);
        // Large data are ordered and condensed after they were read.
        let after = told.split_off(told.len() - 2);
        assert_eq!([after[0], after[1]].map(|p| p.stage), [Stage::Ordering, Stage::Condensing]);
        assert!(after.iter().all(|progress| progress.rows == 1 << 16));
        assert!(told.is_sorted_by_key(|progress| (progress.bytes_read, progress.rows)));
        let is_read = |p: &Progress| p.stage == Stage::Reading && p.bytes_total == Some(1 << 18);
        assert!(told.iter().all(is_read));
        let last = told[told.len() - 1];
        assert_eq!(last.bytes_read, 1 << 18);
        let loaded = load_watched(&request, &mut |progress| match progress.stage {
            Stage::Condensing => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        assert!(matches!(loaded.unwrap_err().fault.problem, Problem::Cancelled));
        let mut reads = 0;
        let loaded = load_watched(&request, &mut |_| {
            reads += 1;
            if reads == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(matches!(loaded.unwrap_err().fault.problem, Problem::Cancelled));
        assert_eq!(reads, 2);
    }

    #[test]
    fn what_is_no_file_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert_eq!(
            file(path, None).unwrap_err(),
            format!("{}: a folder, not a file; name a CSV file in it", path.display())
        );
        let missing = path.join("new\nline.csv");
        assert_eq!(
            file(&missing, None).unwrap_err(),
            format!("{}/new line.csv: no such file; check its path", path.display())
        );
        assert_eq!(
            file(Path::new("galaxi"), None).unwrap_err(),
            "galaxi: no such file; did you mean the built-in data set galaxies (--example galaxies)?"
        );
        assert_eq!(
            file(Path::new("iris"), None).unwrap_err(),
            "iris: no such file; for the built-in data set use --example iris"
        );
    }

    #[test]
    fn left_out_cells_are_counted_by_kind() {
        let some = LeftOut { empty: 2, na: 0, nan: 1 };
        assert_eq!((some.total(), some.to_string().as_str()), (3, "2 empty, 1 NaN"));
        assert_eq!(LeftOut::default().to_string(), "none");
    }
}
