//! Several files as one sample: a column of each, one after the other.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::condensed_table::{looks_like_one, mixed};
use super::dataset::{Dataset, NumericColumn};
use super::dialect::DialectOptions;
use super::disk;
use super::error::DataError;
use super::fault::Problem;
use super::left_out::LeftOut;
use super::memory;
use super::note::DataNote;
use super::read_column;
use super::source::{OpenSource, Watch};
use crate::text::list;
use crate::text::sanitise::{brief_name, clean};

/// Returns what a person calls files together.
pub(super) fn name_of(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths.iter().map(|path| name(path)).collect();
    list(&names)
}

pub(super) fn name(path: &Path) -> String {
    clean(&path.display().to_string())
}

/// Refuses a file that is named twice, by this path or another.
pub(super) fn refuse_twice(paths: &[PathBuf]) -> Result<(), DataError> {
    let mut known = HashSet::new();
    let regular = |path: &&PathBuf| disk::metadata(path).is_ok_and(|about| about.is_file());
    for path in paths.iter().filter(regular) {
        let whole = disk::canonicalize(path).unwrap_or_else(|_| path.clone());
        if !known.insert(whole) {
            return Err(Problem::Twice.anywhere().of(&name(path)));
        }
    }
    Ok(())
}

/// Reads one column of each file: the one that is asked for, or else the first numeric one. What is
/// wrong with a file is told by its name.
pub(super) fn read(
    paths: &[PathBuf],
    column: Option<&str>,
    dialect: &DialectOptions,
    watch: &mut Watch<'_>,
) -> Result<Dataset, DataError> {
    refuse_twice(paths)?;
    let together = name_of(paths);
    let mut values: Vec<f64> = Vec::new();
    let mut left_out = LeftOut::default();
    let (mut notes, mut names) = (Vec::new(), Vec::new());
    for path in paths {
        let mut watch = |progress| watch(progress);
        let mut input = OpenSource::open(path, &mut watch)?;
        let file = name(path);
        if looks_like_one(&mut input).map_err(|fault| fault.of(&file))? {
            return Err(mixed(true, paths, path).of(&file));
        }
        let found = read_column(&mut input, column, dialect);
        let found = found.map_err(|fault| fault.of(&file))?;
        let room = memory::reserve(&mut values, found.values.len());
        room.map_err(|problem| problem.anywhere().of(&together))?;
        values.extend_from_slice(&found.values);
        left_out.add(&found.left_out);
        let in_file = |note| DataNote::InFile { file: file.clone(), note: Box::new(note) };
        notes.extend(found.notes.into_iter().map(in_file));
        names.push((found.name, file.clone()));
    }
    let (first, _) = names[0].clone();
    if names.iter().any(|(name, _)| *name != first) {
        let of = |(name, file): &(String, String)| format!("{} of {file}", brief_name(name));
        let columns = names.iter().map(of).collect();
        notes.push(DataNote::DifferentNames { columns });
    }
    let column = NumericColumn { left_out, notes, ..NumericColumn::of(values) };
    Dataset::of(&together, Ok(NumericColumn { name: first, ..column }))
}

#[cfg(test)]
mod tests {
    use crate::data::{Request, Source, load};

    #[test]
    fn columns_of_several_files_are_one_sample() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let a = write("a.csv", "n,x\na,1.5\nb,NA\n");
        let b = write("b.csv", "x;z\n2,5;a\n");
        let c = write("c.csv", "y\n7\n");
        let read = |paths: &[&std::path::PathBuf]| {
            let paths = paths.iter().map(|path| (*path).clone()).collect();
            load(&Request::new(Source::Files(paths))).map_err(|error| error.to_string())
        };
        let shown = |text: &str| text.replace(&format!("{}/", folder.path().display()), "");
        let dataset = read(&[&a, &b, &c]).unwrap();
        assert_eq!(dataset.sample.values(), [1.5, 2.5, 7.0]);
        assert_eq!(
            (shown(&dataset.source), dataset.column),
            ("a.csv, b.csv and c.csv".into(), "x".into())
        );
        assert_eq!(dataset.left_out.na, 1);
        let notes: Vec<String> =
            dataset.notes.iter().map(|note| shown(&note.to_string())).collect();
        assert_eq!(
            notes,
            [
                "b.csv: read as: semicolons, decimal commas",
                "read as one sample: column x of a.csv, x of b.csv and y of c.csv"
            ]
        );
        let broken = write("d.csv", "x\n1\nabc\n");
        let says = shown(&read(&[&a, &broken]).unwrap_err());
        assert_eq!(
            says,
            "d.csv, line 3, column x: 'abc' is not a number; --missing abc reads it as missing"
        );
    }
}
