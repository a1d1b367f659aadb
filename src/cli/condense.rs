//! `emstep condense`: data of any length to the table of their power sums.

mod meter;

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::dialect::DialectArguments;
use super::output_file::{OutputFile, OutputFileError};
use super::plan::PlanError;
use crate::data::{
    DataError, Interrupt, Observations, Problem, Sink, Source, StreamRequest, Streamed,
    TableToWrite,
};
use crate::mixture::condensed::{Condenser, Grid, GridScout, OutOfReach, TableRow};
use crate::text::{counted, grouped};
use meter::Meter;

const EXAMPLES: &str = "\
Examples:
  emstep condense huge.csv -c waiting -o sums.csv    a column of a file, of any length
  generate | emstep condense - --f64 --grid 0,1      numbers from a pipe, 8 bytes each
  emstep condense monday.csv --grid 70,8 -o mon.csv  on the grid of other days, to be merged
  emstep sums.csv -k 3                               opens the table";

/// What `emstep condense` takes.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct CondenseArguments {
    /// A CSV file, a .f64 file (little-endian numbers), either also as .gz or .zst, or - for
    /// standard input
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Where the bins lie: near CENTRE they are SCALE/2048 wide, and further out wider in
    /// proportion to the distance. Tables on the same grid can be added. SCALE becomes the power of
    /// two at or below it [default: found in a first pass over DATA, which a pipe does not allow]
    #[arg(long, value_name = "CENTRE,SCALE", value_parser = GivenGrid::parse)]
    #[arg(allow_hyphen_values = true)]
    grid: Option<GivenGrid>,
    /// The column to condense, by its name or its number from 1 [default: the first numeric one]
    #[arg(short, long, value_name = "NAME|N")]
    column: Option<String>,
    /// DATA are little-endian f64 numbers, whatever their name
    #[arg(long)]
    f64: bool,
    /// Write the table to FILE, which is complete or not there, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    dialect: DialectArguments,
}

/// A grid as it was given.
#[derive(Clone, Copy, Debug, PartialEq)]
struct GivenGrid {
    centre: f64,
    scale: f64,
    grid: Grid,
}

impl GivenGrid {
    fn parse(text: &str) -> Result<Self, String> {
        let numbers: Option<Vec<f64>> =
            text.split(',').map(|number| number.trim().parse().ok()).collect();
        let Some(&[centre, scale]) = numbers.as_deref() else {
            return Err("it must be two numbers, such as 0,1 or 70.5,8".to_owned());
        };
        let grid = Grid::new(centre, scale).filter(|_| scale > 0.0);
        let grid = grid.ok_or("the scale must be a number above 0, and the centre a finite one")?;
        Ok(Self { centre, scale, grid })
    }
}

/// What `emstep condense` is to do.
#[derive(Debug)]
pub struct CondenseTask {
    request: StreamRequest,
    grid: Option<GivenGrid>,
    output: Option<PathBuf>,
}

impl CondenseArguments {
    pub(super) fn task(self) -> Result<CondenseTask, PlanError> {
        let Self { data, grid, column, f64: is_f64, output, dialect } = self;
        let file = (data.as_os_str() != "-").then_some(data);
        let source = file.clone().map_or(Source::Stdin, Source::File);
        let dialect = dialect.options(&source)?;
        let request = StreamRequest { file, is_f64, column, dialect };
        Ok(CondenseTask { request, grid, output })
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
    #[error("{data}: all observations are {x:?}, which say nothing of a scale; add --grid {x:?},1")]
    AllEqual { data: String, x: f64 },
    #[error(
        "{data}: {min:?} to {max:?} is too wide for any grid about the middle half; rescale the \
         data, or add --grid CENTRE,SCALE"
    )]
    TooWide { data: String, min: f64, max: f64 },
    #[error("{data} changed: {first} observations in the first pass, {second} in the second")]
    Changed { data: String, first: u64, second: u64 },
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
    let output = task.output.as_deref().map(OutputFile::new).transpose()?;
    let interrupt = Interrupt::default();
    let (grid, first_pass) = if let Some(given) = task.grid {
        (given.taken(&mut say), None)
    } else {
        let (grid, count) = scout(&task.request, &interrupt)?;
        say(&format!("the grid is --grid {:?},{:?}", grid.centre(), grid.scale()));
        (grid, Some(count))
    };
    let mut condenser = Condenser::new(grid, false);
    let mut meter = Meter::new("condensing");
    let found = task.request.stream(&mut Into(&mut condenser), &interrupt, &mut meter.watch());
    meter.clear();
    let found = found?;
    let second = condenser.count();
    if let Some(first) = first_pass.filter(|first| *first != second) {
        return Err(CondenseError::Changed { data: found.source, first, second }.into());
    }
    let rows = condenser.finish().map_err(CondenseError::from)?;
    let table = TableToWrite {
        grid,
        is_weighted: false,
        first_pass,
        left_out: Some(found.left_out.total() as u64),
        groups: vec![(None, &rows)],
    };
    match output {
        Some(file) => file.write(|file| table.write(file))?,
        None => table.write(out)?,
    }
    for remark in remarks(&found, second, &rows) {
        say(&remark);
    }
    Ok(())
}

impl GivenGrid {
    /// Returns the grid, and says so if it is not quite the one that was given.
    fn taken(&self, say: &mut impl FnMut(&str)) -> Grid {
        let Self { centre, scale, grid } = *self;
        if (grid.centre(), grid.scale()) != (centre, scale) {
            say(&format!(
                "the grid is --grid {:?},{:?}: the scale is a power of two, and the centre a \
                 multiple of scale/1024",
                grid.centre(),
                grid.scale()
            ));
        }
        grid
    }
}

/// Finds the grid in a first pass; returns it with the number of observations.
fn scout(request: &StreamRequest, interrupt: &Interrupt) -> Result<(Grid, u64), CondenseError> {
    if !request.is_repeatable() {
        let name = request.file.as_ref().map(|path| path.display().to_string());
        return Err(CondenseError::NoGrid(name.unwrap_or("standard input".to_owned())));
    }
    let mut scout = Scout(GridScout::default());
    let mut meter = Meter::new("first pass");
    let found = request.stream(&mut scout, interrupt, &mut meter.watch());
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

struct Into<'a>(&'a mut Condenser);

impl Sink for Into<'_> {
    fn take(&mut self, observations: Observations<'_>) -> Result<(), Problem> {
        self.0.push(observations.values, None).map_err(Problem::OutOfReach)
    }
}

/// Returns what to say of a table that was written.
fn remarks(found: &Streamed, count: u64, rows: &[TableRow]) -> Vec<String> {
    let mut remarks: Vec<String> = found.notes.iter().map(ToString::to_string).collect();
    let left_out = found.left_out.total();
    if left_out > 0 {
        let cells = counted(left_out, "value");
        let column = &found.column;
        remarks.push(format!("left out of {column}: {cells} ({})", found.left_out));
    }
    let observations = if count == 1 { "observation" } else { "observations" };
    let bins = counted(rows.len(), "bin");
    remarks.push(format!("{} {observations} in {bins}", grouped(count)));
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_is_two_numbers() {
        let given = GivenGrid::parse(" 0.3, 5").unwrap();
        assert_eq!((given.grid.centre(), given.grid.scale()), (0.300_781_25, 4.0));
        assert_eq!(GivenGrid::parse("-1e3,0.25").unwrap().grid, Grid::new(-1000.0, 0.25).unwrap());
        for text in ["", "1", "1,2,3", "a,1", "1,"] {
            assert!(GivenGrid::parse(text).unwrap_err().contains("two numbers"), "{text}");
        }
        for text in ["1,0", "1,-2", "nan,1", "1,inf", "inf,1", "1,nan", "0,1e-320"] {
            assert!(GivenGrid::parse(text).unwrap_err().contains("above 0"), "{text}");
        }
    }
}
