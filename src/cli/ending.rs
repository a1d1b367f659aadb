//! What the end of a file's name says of its format.

use std::path::Path;

use super::plan::PlanError;

/// Endings that say a format; any other, as those of `out.txt` and `run.3`, says none.
const FORMATS: [&str; 21] = [
    "csv", "emstep", "gif", "htm", "html", "jpg", "json", "md", "ods", "parquet", "pdf", "png",
    "py", "r", "svg", "tex", "toml", "tsv", "xls", "xlsx", "yaml",
];

/// Checks that the name of an output does not say a format that it is not in: `written` says what
/// is written, and `ends` which endings say so.
///
/// # Errors
/// Returns an error if it does.
pub(super) fn check(path: &Path, ends: &[&str], written: &'static str) -> Result<(), PlanError> {
    let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { return Ok(()) };
    let ending = ending.to_ascii_lowercase();
    if ends.contains(&&ending[..]) || !FORMATS.contains(&&ending[..]) {
        return Ok(());
    }
    Err(PlanError::OtherFormat { path: path.to_owned(), ending, written })
}
