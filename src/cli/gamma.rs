//! Responsibilities from a file: a row per observation, a column per component.

use std::fs;
use std::path::PathBuf;

use super::unreadable;
use crate::mixture::GivenResponsibilities;
use crate::text::with_ascii_minus;

/// The responsibilities that a file has. A type of its own, to be the value of an option.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct GammaFile {
    /// The file.
    pub(super) path: PathBuf,
    /// What it has.
    pub(super) given: GivenResponsibilities,
}

/// Reads the responsibilities that a file has.
///
/// # Errors
/// Returns an error if the file cannot be read, or for the first line that is wrong.
pub(super) fn gamma_file(path: &str) -> Result<GammaFile, String> {
    let text = fs::read_to_string(path).map_err(|error| unreadable::why(&error))?;
    parse(&text).map(|given| GammaFile { path: path.into(), given })
}

fn parse(text: &str) -> Result<GivenResponsibilities, String> {
    let text = text.trim_start_matches('\u{feff}');
    let written = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let mut lines = Vec::new();
    let mut rows = Vec::new();
    for (i, line) in written {
        let cells = cells(line);
        let numbers: Result<Vec<f64>, String> = cells.iter().map(|cell| number(cell)).collect();
        match numbers {
            Ok(numbers) => {
                lines.push(i + 1);
                rows.push(numbers);
            }
            // A header.
            Err(_) if rows.is_empty() && lines.is_empty() && cells.iter().all(|c| is_name(c)) => {}
            Err(cell) => return Err(format!("line {}: '{cell}' is not a number", i + 1)),
        }
    }
    GivenResponsibilities::new(rows).map_err(|error| match error.row() {
        Some(row) => format!("line {}: {error}", lines[row]),
        None => error.to_string(),
    })
}

/// Returns the cells of a line, which commas, semicolons, tabs or blanks separate.
fn cells(line: &str) -> Vec<&str> {
    let separator = [';', '\t', ','].into_iter().find(|separator| line.contains(*separator));
    match separator {
        Some(separator) => line.split(separator).map(str::trim).collect(),
        None => line.split_whitespace().collect(),
    }
}

fn number(cell: &str) -> Result<f64, String> {
    with_ascii_minus(cell).parse().map_err(|_| cell.to_owned())
}

/// Returns whether a cell can be the name of a column.
fn is_name(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<f64>> {
        parse(text).unwrap().rows().map(<[f64]>::to_vec).collect()
    }

    #[test]
    fn a_row_is_an_observation_however_it_is_written() {
        let expected = vec![vec![1.0, 0.0], vec![0.4, 0.6]];
        for text in [
            "1,0\n0.4,0.6\n",
            "γ1,γ2\n1,0\n\n0.4,0.6",
            "1 0\r\n.4 .6\r\n",
            "\u{feff}g_1;g_2\n1;0\n4e-1;0.6\n",
            "1\t0\n0.4\t0.6",
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, says) in [
            ("a,b\n1,0\n\n0.5,0.4\n", "line 4: the responsibilities of observation 1 sum to 0.9"),
            ("1,0\n0.5,x\n", "line 2: 'x' is not a number"),
            ("1,0\n0.5\n", "line 2: γ has 1 numbers here, and 2 in the first row"),
            ("1.5,-0.5\n", "line 1: γ_0,1 is 1.5: a responsibility is from 0 to 1"),
            ("", "there are no responsibilities"),
            ("a,b\n", "there are no responsibilities"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(says), "{text:?}: {error}");
        }
    }
}
