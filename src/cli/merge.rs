//! `emstep merge`: condensed tables added up.

use std::error::Error;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;

use crate::data::{TableSum, TableToWrite, read_tables};
use crate::runtime::output_file::{Existing, OutputFile};
use crate::text::{counted, grouped};

const EXAMPLES: &str = "\
Examples:
  emstep merge mon.csv tue.csv wed.csv -o week.csv   the observations of three days
  emstep merge shard-*.csv > all.csv                 those of all shards
  emstep merge sums.csv refined.csv -o fine.csv      a table with its refinement, in one file";

/// What `emstep merge` takes.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct MergeArguments {
    /// Tables on one grid
    ///
    /// As emstep condense or a query of emstep sql makes them
    #[arg(value_name = "TABLE", required = true)]
    tables: Vec<PathBuf>,
    /// Write the sum to FILE
    ///
    /// Instead of standard output, which - is; FILE is complete or not there
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace FILE if it is there
    #[arg(long, requires = "output")]
    force: bool,
}

/// What `emstep merge` is to do.
#[derive(Debug)]
pub struct MergeTask {
    tables: Vec<PathBuf>,
    output: Option<PathBuf>,
    existing: Existing,
}

impl MergeArguments {
    pub(super) fn task(self) -> MergeTask {
        let output = self.output.filter(|path| path.as_os_str() != "-");
        MergeTask { tables: self.tables, output, existing: Existing::by_force(self.force) }
    }
}

/// Adds tables up and writes the sum to `out` or a file. How much it is goes to `say`.
///
/// # Errors
/// Returns an error if a table cannot be read or added, or the sum cannot be written.
pub fn merge(
    task: &MergeTask,
    out: &mut impl Write,
    mut say: impl FnMut(&str),
) -> Result<(), Box<dyn Error>> {
    let output = task
        .output
        .as_deref()
        .map(|path| OutputFile::beside(path, task.existing, task.tables.iter()));
    let output = output.transpose()?;
    let TableSum { whole, groups, left_out } =
        read_tables(&task.tables, &mut |_| ControlFlow::Continue(()))?;
    let rows = match &groups {
        None => vec![(None, whole.rows())],
        Some(groups) => groups.iter().map(|(key, table)| (Some(key), table.rows())).collect(),
    };
    let table = TableToWrite {
        grid: whole.grid(),
        is_weighted: whole.is_weighted(),
        first_pass: None,
        left_out,
        groups: rows,
    };
    match output {
        Some(file) => file.write(|file| table.write(file))?.tell(&mut say),
        None => table.write(out)?,
    }
    let rows = || table.groups.iter().flat_map(|(_, rows)| *rows);
    // Those of deeper rows are among them.
    let depth = rows().map(|row| row.depth).min();
    let count: u64 = rows().filter(|row| Some(row.depth) == depth).map(|row| row.count).sum();
    let bins: usize = table.groups.iter().map(|(_, rows)| rows.len()).sum();
    let in_groups = groups.as_ref().map(|groups| format!(" of {}", counted(groups.len(), "group")));
    say(&format!(
        "{}: {} observations in {}{}",
        counted(task.tables.len(), "table"),
        grouped(count),
        counted(bins, "bin"),
        in_groups.unwrap_or_default()
    ));
    Ok(())
}
