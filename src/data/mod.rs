//! From bytes to a [`Sample`](crate::mixture::Sample): CSV and `.f64` files, typed numbers, the
//! built-in examples.
//!
//! [`load`] is the way in. It reads in this order: [`Source`] says where the data are; `source.rs`
//! opens it and hands out bytes with progress; one reader per format (`csv`, `f64_file`, `typed`)
//! turns them into a column; `dataset.rs` turns a column into a [`Dataset`].

mod cell;
mod charset;
mod compression;
mod condensed_table;
mod csv;
mod dataset;
mod decode;
mod dialect;
pub mod digits;
pub(crate) mod disk;
mod edit;
mod error;
mod examples;
mod f64_file;
mod fault;
mod files;
mod folder;
mod left_out;
mod list;
mod memory;
mod notation;
mod note;
mod parquet_file;
mod provenance;
mod roles;
mod simulation;
mod source;
mod stream;
mod typed;
mod typed_dialect;
mod typed_number;
#[cfg(feature = "stepper")]
pub(crate) mod unreadable;

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub use condensed_table::{
    FORMAT_VERSION, GroupFit, GroupFitPlan, GroupFits, GroupOf, Groups, TableProblem, TableSum,
    TableToWrite, read_table_text, read_tables, said_of_groups,
};
pub use csv::{
    ColumnSummary, Columns, Content, CsvSizes, NamedColumn, NumberSummary, TableSummary, TextRow,
    above_table, read_table,
};
pub use dataset::{CONDENSED_FROM, Dataset};
pub use dialect::{Charset, Compression, DecimalMark, Delimiter, Dialect, DialectOptions};
#[cfg(any(target_family = "wasm", test))]
pub use disk::page::{PageFiles, provide_files};
pub use edit::{Edit, EditError};
pub use error::DataError;
pub use examples::{EXAMPLES, Example};
pub use f64_file::{ForeignFormat, NumberType};
pub use fault::{Fault, Location, Problem, Similar};
pub use folder::{FolderEntry, FolderListing, list_folder};
pub use left_out::LeftOut;
pub use list::{begins_with_number, read_list, without_brackets};
pub use note::{Ambiguity, DataNote};
pub use parquet_file::ParquetProblem;
pub use provenance::{FileStamp, Provenance, ReadFile};
pub use roles::{BinColumns, Roles};
pub use simulation::{DrawCount, DrawCountError, MixtureError, Simulation, read_mixture};
pub(crate) use source::Encoding;
#[cfg(feature = "terminal")]
pub(crate) use source::at_home;
pub use source::{Progress, Stage, Watch};
pub use stream::{Interrupt, Mark, Observations, Sink, StreamRequest, Streamed, Unused, hash};
pub use typed_dialect::read_options;
// The command line reads the same words.
#[cfg(feature = "terminal")]
pub(crate) use typed_dialect::{decimal, delimiter, lines, marks};
pub use typed_number::{not_a_number, parse_number, read_number, readings};

use crate::text::sanitise::visible;
use csv::{Wanted, Wants};
use dataset::NumericColumn;
use source::OpenSource;

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
    /// what is said about how a table is written
    pub dialect: DialectOptions,
    /// other columns that say how often an observation counts, or that the data are grouped
    pub roles: Roles,
}

impl Request {
    /// Returns a request for the first numeric column of the data, however they are written.
    pub fn new(source: Source) -> Self {
        Self {
            source,
            column: None,
            exact: false,
            dialect: DialectOptions::default(),
            roles: Roles::default(),
        }
    }
}

/// Where data come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// a built-in example, by name
    Example(String),
    /// a file: little-endian f64 and nothing else if its name ends in `.f64`, Parquet, or else CSV
    File(PathBuf),
    /// several files, of which each gives a column: all of them are one sample
    Files(Vec<PathBuf>),
    /// CSV on standard input
    Stdin,
    /// numbers that were typed, as [`read_list`] reads them
    Typed(String),
    /// draws from a mixture
    Simulated(Simulation),
}

impl Source {
    /// Returns the file that the data are read from, if they are in one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Example(_)
            | Self::Files(_)
            | Self::Stdin
            | Self::Typed(_)
            | Self::Simulated(_) => None,
        }
    }

    /// Returns what a person calls the data.
    pub fn name(&self) -> String {
        match self {
            Self::Example(name) => name.clone(),
            Self::File(path) => files::name_of(std::slice::from_ref(path)),
            Self::Files(paths) => files::name_of(paths),
            Self::Stdin => "standard input".to_owned(),
            Self::Typed(_) => typed::TYPED.to_owned(),
            Self::Simulated(_) => "simulated".to_owned(),
        }
    }
}

/// Returns one column of the data as a sample; nothing else of a file is kept. Large data are
/// condensed ([`Dataset::condense`]) unless the request is for an exact sum.
///
/// # Errors
///
/// Returns an error if the data cannot be read or are not a sample; its message is one line that
/// says what is wrong, where, and what to do.
///
/// # Example
///
/// ```
/// use emstep::data::{Request, Source, load};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("waits.csv");
/// std::fs::write(&path, "day,waiting\nmon,79\ntue,NA\nwed,54\n")?;
///
/// let request = Request::new(Source::File(path));
/// let dataset = load(&request)?;
/// assert_eq!(dataset.column, "waiting");
/// assert_eq!(dataset.sample.values(), [79.0, 54.0]);
/// assert_eq!(dataset.left_out.na, 1);
///
/// let typed = Request::new(Source::Typed("79 54 x".into()));
/// assert_eq!(load(&typed).unwrap_err().to_string(), "typed, item 3: 'x' is not a number");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load(request: &Request) -> Result<Dataset, DataError> {
    load_with_progress(request, &mut unwatched)
}

/// Returns what [`load`] does. `watch` is told how far the load is at every read from a file or a
/// pipe, and before anything else that takes a while. What the screen needs of large data at its
/// first frame is found here too.
///
/// # Errors
///
/// Returns an error if [`load`] does, or if `watch` breaks off ([`Problem::Cancelled`]).
pub fn load_with_progress(request: &Request, watch: &mut Watch<'_>) -> Result<Dataset, DataError> {
    let mut dataset = read_with_progress(request, watch)?;
    let rows = dataset.sample.len();
    if rows < CONDENSED_FROM || dataset.sample.summed().is_some() {
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

/// Returns one column of the data as a sample and never condenses it.
///
/// # Errors
///
/// Returns an error if [`load`] does.
pub fn read(request: &Request) -> Result<Dataset, DataError> {
    read_with_progress(request, &mut unwatched)
}

/// Returns a column of a CSV table from anywhere, such as a file or a pipe: the one that `column`
/// names or numbers, or else the first numeric one. `data` is what a person calls the table, and
/// `dialect` what is known of how it is written.
///
/// # Errors
///
/// Returns an error if the table cannot be read, or the column is not a sample.
pub fn read_csv(
    bytes: &mut dyn Read,
    data: &str,
    column: Option<&str>,
    dialect: &DialectOptions,
    sizes: CsvSizes,
) -> Result<Dataset, DataError> {
    let mut watch = unwatched;
    let mut input = OpenSource::table(data, bytes, &mut watch);
    let found = csv::read(&mut input, Wants { column, others: &[], dialect }, sizes);
    Dataset::of(data, input.check(found))
}

/// Returns columns of one table side by side, row by row: the one that [`load`] reads, if `fitted`
/// says so, and then those of these names (or numbers from 1). Without `--column` none of `names`
/// is the one to fit.
///
/// # Errors
///
/// Returns an error if the table or one of the columns cannot be read.
///
/// # Example
///
/// ```
/// use emstep::data::{Request, Source, read_columns};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("counts.csv");
/// std::fs::write(&path, "count,waiting\n3,79\n1,NA\n")?;
///
/// let request = Request::new(Source::File(path));
/// let table = read_columns(&request, true, &["count"])?;
/// assert_eq!(table.columns[0].name, "waiting");
/// assert_eq!(table.columns[0].cells, [Some(79.0), None]);
/// assert_eq!(table.columns[1].cells, [Some(3.0), Some(1.0)]);
/// assert_eq!(table.lines, [2, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_columns(request: &Request, fitted: bool, names: &[&str]) -> Result<Columns, DataError> {
    let mut watch = unwatched;
    let (column, dialect) = (request.column.as_deref(), &request.dialect);
    let read = |mut input: OpenSource<'_>, column, dialect: &DialectOptions| {
        condensed_table::refuse(&mut input)?;
        let wanted = Wanted { fitted, column, others: names, dialect };
        let found = match input.encoding {
            Encoding::Csv => csv::read_columns(&mut input, wanted),
            Encoding::F64 if fitted && names.is_empty() => {
                f64_file::read_columns(&mut input, column)
            }
            Encoding::F64 => Err(Problem::NoColumns.anywhere()),
            #[cfg(feature = "parquet")]
            Encoding::Parquet => parquet_file::read_columns(&mut input, wanted),
        };
        input.check(found).map_err(|fault| fault.of(&input.name))
    };
    match &request.source {
        Source::Example(name) => {
            let example = examples::find(name)?;
            let mut csv = example.csv.as_bytes();
            let input = OpenSource::table(name, &mut csv, &mut watch);
            read(input, Some(column.unwrap_or(example.column)), &examples::dialect())
        }
        Source::File(path) => read(OpenSource::open(path, &mut watch)?, column, dialect),
        Source::Stdin => {
            let mut stdin = io::stdin().lock();
            read(OpenSource::table("standard input", &mut stdin, &mut watch), column, dialect)
        }
        Source::Files(paths) => Err(Problem::SeveralTables.anywhere().of(&files::name_of(paths))),
        Source::Typed(_) => Err(Problem::OneTypedColumn.anywhere().of(typed::TYPED)),
        Source::Simulated(_) => Err(Problem::OneTypedColumn.anywhere().of("simulated")),
    }
}

/// Returns what a table has in each of its columns, from its first two million cells.
///
/// # Errors
///
/// Returns an error if the data cannot be read, or are not a table in a file of its own.
pub fn summarize(request: &Request) -> Result<TableSummary, DataError> {
    let mut watch = unwatched;
    let summary = |mut input: OpenSource<'_>, dialect: &DialectOptions| {
        condensed_table::refuse(&mut input)?;
        let found = match input.encoding {
            Encoding::Csv => csv::summarize(&mut input, dialect),
            Encoding::F64 => Err(Problem::NoColumns.anywhere()),
            #[cfg(feature = "parquet")]
            Encoding::Parquet => parquet_file::summarize(&mut input),
        };
        input.check(found).map_err(|fault| fault.of(&input.name))
    };
    match &request.source {
        Source::Example(name) => {
            let mut csv = examples::find(name)?.csv.as_bytes();
            summary(OpenSource::table(name, &mut csv, &mut watch), &examples::dialect())
        }
        Source::File(path) => summary(OpenSource::open(path, &mut watch)?, &request.dialect),
        Source::Files(paths) => Err(Problem::SeveralTables.anywhere().of(&files::name_of(paths))),
        // What was read once is gone.
        Source::Stdin | Source::Typed(_) | Source::Simulated(_) => {
            Err(Problem::OneTypedColumn.anywhere().of(&request.source.name()))
        }
    }
}

/// Returns what a file is read as, and how it is compressed.
///
/// # Errors
///
/// Returns an error if the beginning of the file cannot be read.
#[cfg(feature = "terminal")]
pub(crate) fn stored(path: &Path) -> Result<(Encoding, Option<Compression>), DataError> {
    let mut watch = unwatched;
    let mut input = OpenSource::open(path, &mut watch)?;
    if let Err(error) = input.peek(1) {
        return Err(Problem::from_io(&error).anywhere().of(&input.name));
    }
    Ok((input.encoding, input.compression()))
}

/// Watches nothing.
fn unwatched(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Returns what [`read`] does, and tells `watch` how far it is.
///
/// # Errors
///
/// Returns an error if [`read`] does, or if `watch` breaks off.
pub fn read_with_progress(request: &Request, watch: &mut Watch<'_>) -> Result<Dataset, DataError> {
    // As the files are before they are read: a later change is then seen as one.
    let provenance = Provenance::of(request);
    let mut dataset = read_source(request, watch)?;
    dataset.provenance = Some(provenance);
    let is_counted = |mark: &&String| {
        let mark = visible(mark);
        dataset.left_out.marks.iter().any(|(known, _)| *known == mark)
    };
    let marks: Vec<String> =
        request.dialect.missing.iter().filter(|mark| !is_counted(mark)).cloned().collect();
    if !marks.is_empty() && request.roles.bins.is_none() {
        dataset.notes.push(DataNote::UnusedMarks { marks });
    }
    Ok(dataset)
}

fn read_source(request: &Request, watch: &mut Watch<'_>) -> Result<Dataset, DataError> {
    if let Some(roles) = roles::of(request) {
        return roles::read(request, &roles);
    }
    let (column, dialect) = (request.column.as_deref(), &request.dialect);
    let mut watch = |progress| watch(progress);
    match &request.source {
        Source::Example(name) => {
            let example = examples::find(name)?;
            let mut csv = example.csv.as_bytes();
            let input = OpenSource::table(name, &mut csv, &mut watch);
            let column = Some(column.unwrap_or(example.column));
            let dataset = read_input(input, column, &examples::dialect())?;
            let theta = example.theta_of(&dataset.column);
            Ok(Dataset { theta, ..dataset })
        }
        Source::File(path) => read_file(OpenSource::open(path, &mut watch)?, request),
        Source::Files(paths) if condensed_table::are_tables(paths)? => {
            condensed_table::check_options(request)
                .map_err(|fault| fault.of(&request.source.name()))?;
            condensed_table::load(paths, &mut watch)
        }
        Source::Files(paths) => files::read(paths, column, dialect, &mut watch),
        Source::Stdin => {
            let mut stdin = io::stdin().lock();
            read_file(OpenSource::table("standard input", &mut stdin, &mut watch), request)
        }
        Source::Typed(text) => Dataset::of(typed::TYPED, typed::read(text)),
        Source::Simulated(simulation) => simulation.draw(),
    }
}

/// Reads a file or what comes as one: a column of numbers, or a condensed table.
fn read_file(mut input: OpenSource<'_>, request: &Request) -> Result<Dataset, DataError> {
    let is_table = condensed_table::looks_like_one(&mut input);
    if is_table.map_err(|fault| fault.of(&input.name))? {
        let checked = condensed_table::check_options(request);
        checked.map_err(|fault| fault.of(&input.name))?;
        return condensed_table::load_input(&mut input);
    }
    read_input(input, request.column.as_deref(), &request.dialect)
}

fn read_input(
    mut input: OpenSource<'_>,
    column: Option<&str>,
    dialect: &DialectOptions,
) -> Result<Dataset, DataError> {
    let found = read_column(&mut input, column, dialect);
    Dataset::of(&input.name, found)
}

/// Returns a column of an open source, in whatever format that is.
fn read_column(
    input: &mut OpenSource<'_>,
    column: Option<&str>,
    dialect: &DialectOptions,
) -> Result<NumericColumn, Fault> {
    let wants = Wants { column, others: &[], dialect };
    let found = match input.encoding {
        Encoding::Csv => csv::read(input, wants, CsvSizes::default()),
        Encoding::F64 if *dialect != DialectOptions::default() => {
            Err(Problem::NoText(dialect.first_option()).anywhere())
        }
        Encoding::F64 => f64_file::read(input, column),
        #[cfg(feature = "parquet")]
        Encoding::Parquet => parquet_file::read(input, column, dialect),
    };
    input.check(found)
}

#[cfg(test)]
mod tests;
