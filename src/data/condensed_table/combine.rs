//! Several condensed tables as one sample, and the groups in them.

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Key;
use super::group::GroupOf;
use super::problem::TableProblem;
use super::read::{self, TableFile, TableHead};
use crate::data::Request;
use crate::data::dataset::Dataset;
use crate::data::dialect::DialectOptions;
use crate::data::error::DataError;
use crate::data::fault::{Fault, Problem};
use crate::data::files::{self, name};
use crate::data::memory;
use crate::data::note::DataNote;
use crate::data::parquet_file::{MAGIC, ParquetProblem};
use crate::data::source::{Encoding, OpenSource, Watch};
use crate::mixture::condensed::{CondensedTable, TableAdder};
use crate::mixture::{Sample, TableError};
use crate::text::grouped;

/// What the result of a first pass begins with, perhaps behind a quote.
const FIRST_PASS: &[u8] = b"first_pass_version";
/// How much of a file is looked at for a header.
const HEADER: usize = 4096;

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
    fn new(groups: BTreeMap<String, CondensedTable>) -> Self {
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
    let mut sum = Sum::default();
    for path in paths {
        let mut watch = |progress| watch(progress);
        let mut input = OpenSource::open(path, &mut watch)?;
        let name = name(path);
        if !looks_like_one(&mut input).map_err(|fault| fault.of(&name))? {
            return Err(mixed(false, paths, path).of(&name));
        }
        let file = read_input(&mut input).map_err(|fault| fault.of(&name))?;
        sum.add(name, file)?;
    }
    sum.finish()
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

fn read_input(input: &mut OpenSource<'_>) -> Result<TableFile, Fault> {
    #[cfg(feature = "parquet")]
    if input.encoding == Encoding::Parquet {
        let found = super::parquet::read(input);
        return input.check(found);
    }
    let mut text = Vec::new();
    if let Some(total) = input.total().map_err(|error| Problem::from_io(&error).anywhere())? {
        memory::reserve(&mut text, total as usize).map_err(Problem::anywhere)?;
    }
    let found = input.read_to_end(&mut text).map_err(|error| Problem::from_io(&error).anywhere());
    let found = found.and_then(|_| read::read(&text));
    input.check(found)
}

/// Tables that are added up, one after the other: none is kept.
#[derive(Default)]
struct Sum {
    files: Vec<Counted>,
    groups: BTreeMap<Key, TableAdder>,
}

/// What a file says of itself, and how many observations its rows have.
struct Counted {
    name: String,
    head: TableHead,
    rows: u64,
}

impl Sum {
    /// Adds the table of a file.
    fn add(&mut self, name: String, file: TableFile) -> Result<(), DataError> {
        let head = file.head;
        if let Some(Counted { name: first_name, head: first, .. }) = self.files.first() {
            check_alike(&head, first, first_name).map_err(|fault| fault.of(&name))?;
        }
        let rows = file.groups.values().flat_map(CondensedTable::rows);
        let rows = rows.map(|row| row.count).fold(0, u64::saturating_add);
        for (key, table) in file.groups {
            let added = self.groups.entry(key).or_default().add(table);
            added.map_err(|error| refused(error).of(&name))?;
        }
        self.files.push(Counted { name, head, rows });
        Ok(())
    }

    /// Returns the sum of all tables.
    fn finish(self) -> Result<TableSum, DataError> {
        let Some(Counted { name, head, .. }) = self.files.first() else {
            return Err(refused(TableError::Empty).of("no file"));
        };
        check_counts(&self.files)?;
        let left_out = self.files.iter().map(|file| file.head.left_out);
        let left_out = left_out.reduce(|a, b| Some(a?.saturating_add(b?))).flatten();
        let refused = |error| refused(error).of(name);
        let groups = self.groups.into_iter().map(|(key, tables)| Ok((key, tables.finish()?)));
        let groups: Result<BTreeMap<Key, CondensedTable>, TableError> = groups.collect();
        let mut groups = groups.map_err(refused)?;
        if !head.has_groups {
            let whole = groups.remove(&None).ok_or(TableError::Empty).map_err(refused)?;
            return Ok(TableSum { whole, groups: None, left_out });
        }
        let whole = CondensedTable::sum(groups.values().cloned()).map_err(refused)?;
        let named = groups.into_iter().filter_map(|(key, table)| Some((key?, table)));
        Ok(TableSum { whole, groups: Some(Groups::new(named.collect())), left_out })
    }
}

/// Refuses a table that cannot be added to the first.
fn check_alike(head: &TableHead, first: &TableHead, first_name: &str) -> Result<(), Fault> {
    let other = |what, remedy| {
        let other = first_name.to_owned();
        Err(Problem::from(TableProblem::Other { what, other, remedy }).anywhere())
    };
    if head.grid != first.grid {
        return other("on another grid than", "make both on one grid (--grid CENTRE,SCALE)");
    }
    if head.is_weighted != first.is_weighted {
        return other("not weighted in the same way as", "make both with weights, or both without");
    }
    if head.has_groups != first.has_groups {
        return other("not grouped in the same way as", "make both with groups, or both without");
    }
    Ok(())
}

/// Refuses tables that have more or fewer observations than they say, or than the first pass found.
/// A table may be in several files: then these have as many together.
fn check_counts(read: &[Counted]) -> Result<(), DataError> {
    for Counted { name, head, rows: found } in read {
        let TableHead { observations: said, first_pass, .. } = *head;
        if let Some(first) = first_pass.filter(|first| *first != said) {
            let problem = TableProblem::FirstPass { first, second: said };
            return Err(Problem::from(problem).anywhere().of(name));
        }
        if *found == said {
            continue;
        }
        let parts = read.iter().filter(|other| other.head == *head);
        let parts: Vec<u64> = parts.map(|part| part.rows).filter(|found| *found != said).collect();
        if parts.len() < 2 || parts.iter().sum::<u64>() != said {
            let problem = TableProblem::Observations { said, found: *found };
            return Err(Problem::from(problem).anywhere().of(name));
        }
    }
    Ok(())
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
    let file = read_input(input).map_err(|fault| fault.of(&name))?;
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

/// Returns whether the first of several files is a condensed table, as then all of them have to be.
pub(in crate::data) fn is_first_of(paths: &[PathBuf]) -> Result<bool, DataError> {
    let mut watch = |_| ControlFlow::Continue(());
    let Some(path) = paths.first() else { return Ok(false) };
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
