//! Where a script that reproduces a run has its data from: in itself if they are few, else from the
//! file, read as it was read here.

use std::path::Path;

use super::{FitCommandError, FitTask};
use crate::data::{
    Compression, DataNote, Dataset, Delimiter, Dialect, Encoding, Request, Source, read_columns,
    stored,
};
use crate::report::{NotReproduced, ScriptData, ScriptLanguage, TableLayout};

/// Up to this many observations are in the script.
const FEW: usize = 500;

/// Why a script could not read the data as they were read here.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// They are in no file.
    #[error(
        "{source_name} has {count} observations, and a script has up to {few} in it; save them to a \
         file",
        few = FEW
    )]
    NoFile {
        /// where they are
        source_name: String,
        /// how many there are
        count: usize,
    },
    /// They are in several files.
    #[error(
        "{source_name} have {count} observations, and a script has up to {few} in it, or reads one \
         file; put them into one",
        few = FEW
    )]
    SeveralFiles {
        /// which
        source_name: String,
        /// how many there are
        count: usize,
    },
    /// They are in a file that is read in another way.
    #[error("{file}: {why}; save the column as a CSV file")]
    File {
        /// the file
        file: String,
        /// why
        why: &'static str,
    },
}

/// Returns where the script for a run on these data has them from.
///
/// # Errors
/// Returns an error if the other program cannot do what the run does, or a script could not read
/// the data.
pub(super) fn data(
    language: ScriptLanguage,
    task: &FitTask,
    request: &Request,
    dataset: &Dataset,
) -> Result<ScriptData, FitCommandError> {
    // What cannot be reproduced is told before what is wrong with a file. A range of K chooses
    // between equal and other variances, which makes no difference here.
    language.check(dataset, &task.plan.settings.method)?;
    // Given γ, the first M-step makes the θ that the script begins with.
    if task.rule.iterations <= usize::from(task.plan.gamma.is_some()) {
        return Err(NotReproduced::NoIteration(language.package()).into());
    }
    let count = dataset.sample.len();
    if count <= FEW { Ok(ScriptData::Inline) } else { data_of_file(request, count) }
}

fn data_of_file(request: &Request, count: usize) -> Result<ScriptData, FitCommandError> {
    let source_name = request.source.name();
    let path = match &request.source {
        Source::File(path) => path,
        Source::Files(_) => return Err(Unreadable::SeveralFiles { source_name, count }.into()),
        _ => return Err(Unreadable::NoFile { source_name, count }.into()),
    };
    let refused = |why| Unreadable::File { file: request.source.name(), why };
    let text = path.to_str().ok_or_else(|| refused("its name is not UTF-8"))?.to_owned();
    if is_pipe(path) {
        return Err(refused("a pipe can be read only once").into());
    }
    let (encoding, compression) = stored(path)?;
    match (encoding, compression) {
        (_, Some(Compression::Zstd)) => {
            return Err(refused("a .zst file is not read by the script").into());
        }
        (Encoding::F64, None) => return Ok(ScriptData::Binary { path: text }),
        (Encoding::F64, Some(Compression::Gzip)) => {
            return Err(refused("a compressed .f64 file is not read by the script").into());
        }
        #[cfg(feature = "parquet")]
        (Encoding::Parquet, _) => {
            return Err(refused("a Parquet file is not read by the script").into());
        }
        (Encoding::Csv, _) => {}
    }
    let columns = read_columns(request, true, &[])?;
    let dialect = columns.notes.iter().find_map(|note| match note {
        DataNote::Dialect(dialect) => Some(*dialect),
        _ => None,
    });
    // Nothing is noted of an ordinary table.
    let ordinary = Dialect { delimiter: Some(Delimiter::Byte(b',')), ..Dialect::default() };
    let Dialect { delimiter, decimal, group, charset, comment_lines, .. } =
        dialect.unwrap_or(ordinary);
    let mut mark = request.dialect.comment.as_deref().unwrap_or_default().chars();
    let comment = match (mark.next(), mark.next()) {
        (None, _) => (comment_lines > 0).then_some('#'),
        (Some(one), None) => Some(one),
        (Some(_), Some(_)) => {
            return Err(
                refused("comments begin with one character where a script reads them").into()
            );
        }
    };
    let (Some(first), Some(column)) = (columns.lines.first(), columns.columns.first()) else {
        return Err(refused("there is no row").into());
    };
    let (skip, column) = (first - 1, column.index);
    Ok(ScriptData::Table(TableLayout {
        path: text,
        is_gzip: compression.is_some(),
        delimiter,
        decimal,
        group,
        charset,
        comment,
        skip,
        missing: request.dialect.missing.clone(),
        column,
    }))
}

fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| !about.is_file())
}
