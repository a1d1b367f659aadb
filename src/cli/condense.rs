//! `emstep condense`: data of any length to the table of their power sums.

mod checkpoint;
mod collect;
mod grouped_sums;
mod meter;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use clap_complete::engine::ArgValueCompleter;

use super::complete;
use super::dialect::DialectArguments;
use super::grid;
use super::plan::PlanError;
use crate::data::{
    DataError, DialectOptions, Interrupt, Mark, Observations, Problem, Sink, Source, StreamRequest,
    Streamed, TableToWrite,
};
use crate::mixture::Short;
use crate::mixture::condensed::{Grid, GridScout, OutOfReach};
use crate::runtime::output_file::{Existing, OutputFile, OutputFileError};
use crate::text::sanitise::brief_name;
use crate::text::{counted, grouped, system_error};
use checkpoint::{Checkpoint, CheckpointError, Options};
use collect::{Collector, EndSignals};
use grouped_sums::{GroupRows, GroupedSums};
use meter::Meter;

const EXAMPLES: &str = "\
Examples:
  emstep condense huge.csv -c waiting -o sums.csv    a column of a file, of any length
  generate | emstep condense - --f64 --grid 0,1      numbers from a pipe, 8 bytes each
  emstep condense monday.csv --grid 70,8 -o mon.csv  on the grid of other days, to be merged
  emstep condense all.csv -c wait --group-by day     a table per day, in one file
  emstep sums.csv -k 3                               opens the table";

/// What `emstep condense` takes.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct CondenseArguments {
    /// A CSV file, a .f64 file, or - for standard input
    ///
    /// A .f64 file has little-endian numbers; either may be compressed, as .gz or .zst
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Where the bins lie [default: found in a first pass]
    ///
    /// Near CENTRE they are SCALE/2048 wide, and further out wider in proportion to the distance.
    /// Tables on the same grid can be added. SCALE is a power of two, and CENTRE a multiple of
    /// SCALE/1024. A pipe does not allow the first pass over DATA that finds them by default
    #[arg(long, value_name = "CENTRE,SCALE", value_parser = grid::parse)]
    #[arg(allow_hyphen_values = true)]
    grid: Option<Grid>,
    /// The column to condense, by name or number
    ///
    /// Numbers count from 1 [default: the first numeric column]
    #[arg(short, long, value_name = "NAME|N")]
    #[arg(add = ArgValueCompleter::new(complete::columns))]
    column: Option<String>,
    /// The column with the weight of each observation
    ///
    /// An observation of weight 3 counts as three
    #[arg(long, value_name = "NAME|N")]
    #[arg(add = ArgValueCompleter::new(complete::columns))]
    weight_column: Option<String>,
    /// The column with the group of each observation
    ///
    /// A table per group is made, in one file, with its key
    #[arg(long, value_name = "NAME|N")]
    #[arg(add = ArgValueCompleter::new(complete::any_columns))]
    group_by: Option<String>,
    /// DATA are little-endian f64 numbers, whatever their name
    #[arg(long)]
    f64: bool,
    /// Write the table to FILE
    ///
    /// Instead of standard output, which - is; FILE is complete or not there
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "output")]
    force: bool,
    /// Save progress to FILE, and go on from there
    ///
    /// What was taken in is saved every minute, and when Ctrl-C or SIGTERM ends the run. The same
    /// command goes on from there, to the same table; FILE is removed at the end
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// Save progress after every ROWS observations
    ///
    /// Instead of every minute
    #[arg(long, value_name = "ROWS", requires = "checkpoint", value_parser = row_count)]
    #[arg(allow_negative_numbers = true)]
    checkpoint_every: Option<u64>,
    #[command(flatten)]
    dialect: DialectArguments,
}

fn row_count(text: &str) -> Result<u64, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or_else(|| "it must be a whole number above 0, in digits".to_owned())
}

/// What `emstep condense` is to do.
#[derive(Debug)]
pub struct CondenseTask {
    request: StreamRequest,
    grid: Option<Grid>,
    output: Option<PathBuf>,
    existing: Existing,
    checkpoint: Option<PathBuf>,
    checkpoint_every: Option<u64>,
}

impl CondenseArguments {
    pub(super) fn task(self) -> Result<CondenseTask, PlanError> {
        let Self { data, grid, column, f64: is_f64, output, dialect, .. } = self;
        let (weights, group) = (self.weight_column, self.group_by);
        let (checkpoint, checkpoint_every) = (self.checkpoint, self.checkpoint_every);
        let file = (data.as_os_str() != "-").then_some(data);
        let source = file.clone().map_or(Source::Stdin, Source::File);
        let dialect = dialect.options(&source)?;
        let request = StreamRequest { file, is_f64, column, weights, group, dialect };
        let existing = Existing::by_force(self.force);
        let output = output.filter(|path| path.as_os_str() != "-");
        Ok(CondenseTask { request, grid, output, existing, checkpoint, checkpoint_every })
    }
}

/// Why there is no table.
#[derive(Debug, thiserror::Error)]
enum CondenseError {
    #[error(
        "{0} can be read only once, so it needs a grid: add --grid CENTRE,SCALE, such as --grid 0,1 \
         for data about 0 of which half are within ±1"
    )]
    NoGrid(String),
    #[error(
        "{data}: all observations are {x:?}, which say nothing of a scale; add --grid {},1",
        Short(Grid::new(*x, 1.0).map_or(0.0, |grid| grid.centre()))
    )]
    AllEqual { data: String, x: f64 },
    #[error(
        "{data}: {min:?} to {max:?} is too wide for any grid about the middle half; rescale the \
         data, or add --grid CENTRE,SCALE"
    )]
    TooWide { data: String, min: f64, max: f64 },
    #[error("{data} changed: {first} observations in the first pass, {second} in the second")]
    Changed { data: String, first: u64, second: u64 },
    #[error("ended by a signal; nothing was written")]
    Ended,
    #[error("signals cannot be watched: {}", system_error(.0))]
    Signals(io::Error),
    #[error(
        "the table is written, but the checkpoint {file} cannot be removed: {}",
        system_error(error)
    )]
    NotRemoved { file: String, error: io::Error },
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Data(#[from] DataError),
    #[error(transparent)]
    OutOfReach(#[from] OutOfReach),
    #[error(transparent)]
    Output(#[from] OutputFileError),
}

/// Condenses the data and writes the table to `out` or a file. What a person should know beside it
/// goes to `say`, a line at a time.
///
/// # Errors
/// Returns an error if the data cannot be read or condensed, or the table cannot be written.
pub fn condense(
    task: &CondenseTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    let read = task.request.file.iter();
    let output = task
        .output
        .as_deref()
        .map(|path| OutputFile::beside(path, task.existing, read))
        .transpose()?;
    let interrupt = Interrupt::default();
    let ends = EndSignals::watch(&interrupt).map_err(CondenseError::Signals)?;
    let (mut collector, from) = begin(task, &interrupt, &ends, &mut say)?;
    if task.request.file.is_none() {
        widen_pipe();
    }
    let mut meter = Meter::new("condensing", collector.sums.count());
    let mut watch = meter.watch(&interrupt);
    let found = task.request.stream(&mut collector, from.as_ref(), &interrupt, &mut watch);
    drop(watch);
    meter.clear();
    if interrupt.is_stopped() {
        if let Some(written) = collector.save()?
            && let Some(checkpoint) = &collector.checkpoint
        {
            written.tell(&mut say);
            let (count, file) = (grouped(collector.sums.count()), checkpoint.name());
            say(&format!(
                "{count} observations are in {file}; the same command goes on from there"
            ));
        }
        ends.die();
        return Err(CondenseError::Ended.into());
    }
    let found = found.map_err(CondenseError::from)?;
    let Collector { sums, checkpoint, first_pass, .. } = collector;
    let (grid, is_weighted, second) = (sums.grid(), sums.is_weighted(), sums.count());
    let unused = found.unused.zero_weights;
    if let Some(first) = first_pass.filter(|first| *first != second) {
        return Err(CondenseError::Changed { data: found.source, first, second }.into());
    }
    let rows = sums.finish().map_err(CondenseError::from)?;
    let table = TableToWrite {
        grid,
        is_weighted,
        first_pass,
        left_out: Some(found.left_out.total() as u64 + unused),
        groups: rows.iter().map(|(key, rows)| (key.as_deref(), &rows[..])).collect(),
    };
    if let Some(file) = output {
        file.write(|file| table.write(file))?.tell(&mut say);
    } else {
        ends.end_at_once();
        table.write(out)?;
        out.flush()?;
    }
    if let Some(checkpoint) = checkpoint {
        let file = checkpoint.name();
        checkpoint.remove().map_err(|error| CondenseError::NotRemoved { file, error })?;
    }
    for remark in remarks(&found, second, &rows) {
        say(&remark);
    }
    Ok(())
}

/// Gives the pipe of standard input, if it is one, as much room as a program may ask for. Then the
/// program that writes into it and this one wait for each other less often.
fn widen_pipe() {
    #[cfg(target_os = "linux")]
    {
        const ROOM: usize = 1 << 20;
        let is_narrow = rustix::pipe::fcntl_getpipe_size(io::stdin()).is_ok_and(|room| room < ROOM);
        if is_narrow {
            // If the system allows less, it stays as it is.
            let _ = rustix::pipe::fcntl_setpipe_size(io::stdin(), ROOM);
        }
    }
}

/// Returns what takes the observations in, with the mark of an earlier run if there was one.
fn begin(
    task: &CondenseTask,
    interrupt: &Interrupt,
    ends: &EndSignals,
    say: &mut impl FnMut(&str),
) -> Result<(Collector, Option<Mark>), CondenseError> {
    let CondenseTask { request, output, checkpoint_every, .. } = task;
    let open = |path: &PathBuf| {
        Checkpoint::open(path, output.as_deref(), task.options(), *checkpoint_every)
    };
    let (mut checkpoint, resumed) = match task.checkpoint.as_ref().map(open).transpose()? {
        Some((checkpoint, resumed)) => (Some(checkpoint), resumed),
        None => (None, None),
    };
    if let Some(resumed) = resumed {
        let count = grouped(resumed.sums.count());
        say(&format!("going on after {count} observations"));
        let (collector, mark) = Collector::resumed(resumed, checkpoint, interrupt);
        return Ok((collector, Some(mark)));
    }
    let mut first_pass = None;
    let grid = if let Some(grid) = task.grid {
        grid
    } else {
        let scouted = scout(request, interrupt);
        ends.die();
        let (grid, count) = scouted?;
        say(&format!("the grid is --grid {:?},{:?}", grid.centre(), grid.scale()));
        first_pass = Some(count);
        grid
    };
    if let Some(checkpoint) = &mut checkpoint {
        checkpoint.first_pass = first_pass;
    }
    let sums = GroupedSums::new(grid, request.weights.is_some(), request.group.is_some());
    let mut collector = Collector::new(sums, checkpoint, interrupt);
    collector.first_pass = first_pass;
    Ok((collector, None))
}

impl CondenseTask {
    /// Returns the options that decide what the table is.
    fn options(&self) -> Options {
        let StreamRequest { is_f64, column, weights, group, dialect, .. } = &self.request;
        let DialectOptions { delimiter, decimal, comment, skip, header, missing } = dialect;
        let grid = self.grid.map(|grid| format!("{:?},{:?}", grid.centre(), grid.scale()));
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let yes = |is_said: bool| if is_said { "given".to_owned() } else { String::new() };
        let said = [
            ("--grid", text(&grid)),
            ("--column", text(column)),
            ("--weight-column", text(weights)),
            ("--group-by", text(group)),
            ("--f64", yes(*is_f64)),
            ("--delimiter", delimiter.map_or_else(String::new, |mark| format!("{mark:?}"))),
            ("--decimal", decimal.map_or_else(String::new, |mark| format!("{mark:?}"))),
            ("--comment", comment.as_ref().map_or_else(String::new, |text| format!("'{text}'"))),
            ("--skip", skip.map_or_else(String::new, |lines| lines.to_string())),
            ("--header", header.map_or_else(String::new, |is_said| is_said.to_string())),
            ("--missing", missing.join(",")),
        ];
        Options { said: said.map(|(option, value)| (option.to_owned(), value)).to_vec() }
    }
}

/// Finds the grid in a first pass; returns it with the number of observations.
fn scout(request: &StreamRequest, interrupt: &Interrupt) -> Result<(Grid, u64), CondenseError> {
    if !request.is_repeatable() {
        let name = request.file.as_ref().map(|path| path.display().to_string());
        return Err(CondenseError::NoGrid(name.unwrap_or("standard input".to_owned())));
    }
    let mut scout = Scout(GridScout::default());
    let mut meter = Meter::new("first pass", 0);
    let mut watch = meter.watch(interrupt);
    let found = request.stream(&mut scout, None, interrupt, &mut watch);
    drop(watch);
    meter.clear();
    let (scout, data) = (scout.0, found?.source);
    match (scout.grid(), scout.range()) {
        (Some(grid), _) => Ok((grid, scout.count())),
        (None, Some((min, max))) if min < max => Err(CondenseError::TooWide { data, min, max }),
        (None, range) => {
            let x = range.map_or(0.0, |(min, _)| min);
            Err(CondenseError::AllEqual { data, x })
        }
    }
}

struct Scout(GridScout);

impl Sink for Scout {
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem> {
        self.0.push(observations.values);
        Ok(())
    }
}

/// Returns what to say of a table that was written.
fn remarks(found: &Streamed, count: u64, rows: &[GroupRows]) -> Vec<String> {
    let mut remarks: Vec<String> = found.notes.iter().map(ToString::to_string).collect();
    let Streamed { left_out, unused, .. } = found;
    let column = brief_name(&found.column);
    if left_out.total() > 0 {
        let values = counted(left_out.total(), "value");
        remarks.push(format!("left out of {column}: {values} ({left_out})"));
    }
    if unused.zero_weights > 0 {
        let values = counted(unused.zero_weights as usize, "value");
        remarks.push(format!("left out of {column}: {values} of weight 0"));
    }
    let observations = if count == 1 { "observation" } else { "observations" };
    let bins = counted(rows.iter().map(|(_, rows)| rows.len()).sum(), "bin");
    let groups = rows.iter().filter(|(key, _)| key.is_some()).count();
    let groups =
        if groups > 0 { format!(" of {}", counted(groups, "group")) } else { String::new() };
    remarks.push(format!("{} {observations} in {bins}{groups}", grouped(count)));
    remarks
}
