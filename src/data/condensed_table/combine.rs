//! Several condensed tables as one sample, and the groups in them.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::group::GroupOf;
use super::problem::TableProblem;
use super::read::{self, TableFile};
use super::sum::Sum;
use crate::data::Request;
use crate::data::dataset::Dataset;
use crate::data::dialect::DialectOptions;
use crate::data::disk;
use crate::data::error::DataError;
use crate::data::fault::{Fault, Problem};
use crate::data::files::{self, name};
use crate::data::memory;
use crate::data::note::DataNote;
use crate::data::parquet_file::{MAGIC, ParquetProblem};
use crate::data::source::{Encoding, OpenSource, Watch};
use crate::mixture::condensed::CondensedTable;
use crate::mixture::{Sample, TableError};
use crate::text::grouped;

/// What the result of a first pass begins with, perhaps behind a quote.
const FIRST_PASS: &[u8] = b"first_pass_version";
/// How much of a file is looked at for a header.
const HEADER: usize = 4096;
/// How many bytes of files are read at once, if one alone does not have more.
const AT_ONCE: usize = 4 << 20;

/// Condensed tables taken together.
#[derive(Debug)]
pub struct TableSum {
    /// All observations.
    pub whole: CondensedTable,
    /// Those of each group, if the tables have groups.
    pub groups: Option<Groups>,
    /// How many values were not taken in, if all tables say so.
    pub left_out: Option<u64>,
}

/// The groups of a condensed table, in ascending order of their keys: first those that are numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Groups(Vec<(String, CondensedTable)>);

impl Groups {
    pub(super) fn new(groups: BTreeMap<String, CondensedTable>) -> Self {
        let mut groups: Vec<_> = groups.into_iter().collect();
        let number = |key: &str| key.parse().ok().filter(|x: &f64| x.is_finite());
        groups.sort_by(|(a, _), (b, _)| match (number(a), number(b)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        Self(groups)
    }

    /// Returns how many there are.
    #[expect(clippy::len_without_is_empty, reason = "a table has rows")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the key and the table of each.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &CondensedTable)> {
        self.0.iter().map(|(key, table)| (key.as_str(), table))
    }

    /// Returns the key and the table of the group with this number.
    pub fn get(&self, index: usize) -> Option<(&str, &CondensedTable)> {
        self.0.get(index).map(|(key, table)| (key.as_str(), table))
    }

    /// Returns about how many bytes the tables take.
    pub fn bytes(&self) -> usize {
        self.0.iter().map(|(_, table)| size_of_val(table.rows())).sum()
    }
}

pub(super) fn refused(error: TableError) -> Fault {
    Problem::from(TableProblem::Table(error)).anywhere()
}

/// Returns whether a source begins as a condensed table does. What was looked at is still to be
/// read.
pub(in crate::data) fn looks_like_one(input: &mut OpenSource<'_>) -> Result<bool, Fault> {
    match input.encoding {
        Encoding::Csv => {}
        Encoding::F64 => return Ok(false),
        #[cfg(feature = "parquet")]
        Encoding::Parquet => return super::parquet::is_one(input),
    }
    let first = input.peek(HEADER).map_err(|error| Problem::from_io(&error).anywhere());
    if first.as_ref().is_ok_and(|first| first.starts_with(MAGIC)) {
        return Err(Problem::from(ParquetProblem::Pipe).anywhere());
    }
    let is_one = first.and_then(|first| {
        let end = first.iter().position(|byte| *byte == b'\n').unwrap_or(first.len());
        let header = &first[..end];
        let name = header.strip_prefix(b"\"").unwrap_or(header);
        let is_first_pass = name.get(..FIRST_PASS.len());
        if is_first_pass.is_some_and(|name| name.eq_ignore_ascii_case(FIRST_PASS)) {
            return Err(Problem::from(TableProblem::ResultOfFirstPass).anywhere());
        }
        Ok(read::is_header(header))
    });
    // The file may be damaged further on, which is said when it is read.
    if is_one.is_ok() { is_one } else { input.check(is_one) }
}

/// Reads condensed tables and adds them up. Rows of one table may be in several files, as a cluster
/// writes them.
///
/// # Errors
/// Returns an error that names the file and the row if a table cannot be read, contradicts itself,
/// or is on another grid than the others.
pub fn read_tables(paths: &[PathBuf], watch: &mut Watch<'_>) -> Result<TableSum, DataError> {
    files::refuse_twice(paths)?;
    let mut sum = Sum::default();
    let mut rest = paths.iter();
    let mut texts = read_some(paths, &mut rest, watch);
    let mut tables: Vec<Result<NamedTable, DataError>> = Vec::new();
    while !texts.is_empty() || !tables.is_empty() {
        let mut taken_apart = Vec::new();
        let read = |text: Result<NamedText, DataError>| text.and_then(NamedText::read);
        let next = rayon::in_place_scope(|scope| {
            scope.spawn(|_| taken_apart = texts.into_par_iter().map(read).collect());
            // Meanwhile, those before are added, in their order, and the next ones are read.
            for table in tables {
                let NamedTable { name, file } = table?;
                sum.add(name, file)?;
            }
            Ok(read_some(paths, &mut rest, watch))
        });
        (texts, tables) = (next?, taken_apart);
    }
    sum.finish()
}

/// Reads the next files: a few, so that they take little memory, up to one that cannot be read.
fn read_some(
    paths: &[PathBuf],
    rest: &mut std::slice::Iter<'_, PathBuf>,
    watch: &mut Watch<'_>,
) -> Vec<Result<NamedText, DataError>> {
    let (mut texts, mut bytes) = (Vec::new(), 0);
    while bytes < AT_ONCE
        && let Some(path) = rest.next()
    {
        let text = read_file(paths, path, watch);
        match &text {
            Ok(NamedText { text, .. }) => bytes += text.bytes(),
            Err(_) => *rest = [].iter(),
        }
        texts.push(text);
    }
    texts
}

fn read_file(
    paths: &[PathBuf],
    path: &Path,
    watch: &mut Watch<'_>,
) -> Result<NamedText, DataError> {
    let mut watch = |progress| watch(progress);
    let mut input = OpenSource::open(path, &mut watch)?;
    let name = name(path);
    if !looks_like_one(&mut input).map_err(|fault| fault.of(&name))? {
        return Err(mixed(false, paths, path).of(&name));
    }
    let text = TableText::of(&mut input).map_err(|fault| fault.of(&name))?;
    Ok(NamedText { name, text })
}

/// The text of a file with its name.
struct NamedText {
    name: String,
    text: TableText,
}

/// The table of a file with its name.
struct NamedTable {
    name: String,
    file: TableFile,
}

impl NamedText {
    fn read(self) -> Result<NamedTable, DataError> {
        let Self { name, text } = self;
        let file = text.read().map_err(|fault| fault.of(&name))?;
        Ok(NamedTable { name, file })
    }
}

/// Reads a condensed table from its text. `data` is what a person calls it.
///
/// # Errors
/// Returns an error that names the row if the text is no table.
pub fn read_table_text(text: &[u8], data: &str) -> Result<TableSum, DataError> {
    let mut sum = Sum::default();
    sum.add(data.to_owned(), read::read(text).map_err(|fault| fault.of(data))?)?;
    sum.finish()
}

/// Returns what is wrong with a file next to others of which one is a table and the other is not.
pub(in crate::data) fn mixed(is_table: bool, paths: &[PathBuf], path: &Path) -> Fault {
    let problem = match paths.iter().find(|other| *other != path) {
        Some(other) => TableProblem::Mixed { is_table, other: name(other) },
        None => TableProblem::NotOne,
    };
    Problem::from(problem).anywhere()
}

/// What a file has, to be taken apart.
enum TableText {
    Csv(Vec<u8>),
    #[cfg(feature = "parquet")]
    Parquet(String),
}

impl TableText {
    /// Reads all of a file.
    fn of(input: &mut OpenSource<'_>) -> Result<Self, Fault> {
        #[cfg(feature = "parquet")]
        if input.encoding == Encoding::Parquet {
            let found = super::parquet::text(input).map(Self::Parquet);
            return input.check(found);
        }
        let failed = |error: std::io::Error| Problem::from_io(&error).anywhere();
        let mut text = Vec::new();
        if let Some(total) = input.total().map_err(failed)? {
            memory::reserve(&mut text, total as usize).map_err(Problem::anywhere)?;
        }
        let found = input.read_to_end(&mut text).map_err(failed);
        input.check(found.map(|_| Self::Csv(text)))
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Csv(text) => text.len(),
            #[cfg(feature = "parquet")]
            Self::Parquet(text) => text.len(),
        }
    }

    /// Returns the table that it is.
    fn read(&self) -> Result<TableFile, Fault> {
        match self {
            Self::Csv(text) => read::read(text),
            #[cfg(feature = "parquet")]
            Self::Parquet(text) => super::parquet::read(text),
        }
    }
}

/// Reads condensed tables in files as a data set.
pub(in crate::data) fn load(
    paths: &[PathBuf],
    watch: &mut Watch<'_>,
) -> Result<Dataset, DataError> {
    read_tables(paths, watch)?.dataset(&files::name_of(paths))
}

/// Reads a condensed table as a data set.
pub(in crate::data) fn load_input(input: &mut OpenSource<'_>) -> Result<Dataset, DataError> {
    let name = input.name.clone();
    let file = TableText::of(input).and_then(|text| text.read());
    let file = file.map_err(|fault| fault.of(&name))?;
    let mut sum = Sum::default();
    sum.add(name.clone(), file)?;
    sum.finish()?.dataset(&name)
}

impl TableSum {
    /// Returns the observations as a data set of this name.
    ///
    /// # Errors
    /// Returns an error if a refinement does not belong to the bins.
    pub fn dataset(self, source: &str) -> Result<Dataset, DataError> {
        let sample = Sample::condensed(&self.whole).map_err(|error| refused(error).of(source))?;
        let mut dataset = Dataset::new(source, "x", sample);
        if let Some(count) = self.left_out.filter(|count| *count > 0) {
            dataset.notes.push(DataNote::TableLeftOut { count: grouped(count) });
        }
        dataset.groups = self.groups.map(|groups| GroupOf::all(groups, source));
        Ok(dataset)
    }
}

/// Returns whether several files are condensed tables: whether the first one is that can be read
/// twice. What is looked at of a pipe is gone.
///
/// # Errors
/// Returns an error if that file cannot be read, or if all are pipes.
pub(in crate::data) fn are_tables(paths: &[PathBuf]) -> Result<bool, DataError> {
    let mut watch = |_| ControlFlow::Continue(());
    let is = |path: &&PathBuf, so: fn(&disk::Metadata) -> bool| {
        disk::metadata(path).is_ok_and(|m| so(&m))
    };
    let file = paths.iter().find(|path| is(path, disk::Metadata::is_file));
    let is_pipe = |path: &&PathBuf| is(path, |about| !about.is_file() && !about.is_dir());
    let Some(path) = file.or_else(|| paths.iter().find(|path| !is_pipe(path))) else {
        let first = paths.first().map_or_else(String::new, |path| name(path));
        return Err(Problem::OnlyPipes.anywhere().of(&first));
    };
    let mut input = OpenSource::open(path, &mut watch)?;
    looks_like_one(&mut input).map_err(|fault| fault.of(&input.name))
}

/// Refuses options that are about observations or about how they are written.
pub(in crate::data) fn check_options(request: &Request) -> Result<(), Fault> {
    let option = if request.column.is_some() {
        Some("--column")
    } else if request.exact {
        Some("--exact")
    } else {
        Some(request.dialect.first_option())
            .filter(|_| request.dialect != DialectOptions::default())
    };
    option.map_or(Ok(()), |option| Err(Problem::from(TableProblem::NoOption(option)).anywhere()))
}

/// Refuses a condensed table where columns of observations are wanted.
pub(in crate::data) fn refuse(input: &mut OpenSource<'_>) -> Result<(), DataError> {
    if !looks_like_one(input).map_err(|fault| fault.of(&input.name))? {
        return Ok(());
    }
    Err(Problem::from(TableProblem::NoColumns).anywhere().of(&input.name))
}
