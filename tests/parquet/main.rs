//! Parquet files: `make.py` writes those in `files/`, with pyarrow and DuckDB.

mod columns;
mod damage;
mod tables;

use std::path::{Path, PathBuf};

use emstep::data::{Dataset, Request, Source, load};

/// Returns where a file lies.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parquet/files").join(name)
}

/// Loads a column of a file; an error is told without the folder.
fn read(path: &Path, column: Option<&str>) -> Result<Dataset, String> {
    let column = column.map(str::to_owned);
    load(&Request { column, ..Request::new(Source::File(path.to_owned())) }).map_err(|error| {
        let folder = format!("{}/", path.parent().unwrap().display());
        error.to_string().replace(&folder, "")
    })
}
