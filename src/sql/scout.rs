//! What a first pass found, and the grid that follows from it.

use crate::mixture::MAX_MAGNITUDE;
use crate::mixture::condensed::Grid;
use crate::text::sanitise::visible;

use super::first_pass::{FIRST_PASS_VERSION, SHARES};

/// From this many observations per distinct value on, equal values are counted first.
const MANY: u64 = 100;
/// The first column: what a header is known by.
const VERSION: &str = "first_pass_version";

/// What a first pass found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FirstPass {
    pub(crate) is_weighted: bool,
    /// How many values can be taken in.
    pub(crate) count: u64,
    minimum: f64,
    maximum: f64,
    quantiles: [f64; SHARES.len()],
    distinct: u64,
}

/// Why a first pass is of no use.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum FirstPassError {
    #[error(
        "there is no header with {VERSION}; give what the first pass printed, as CSV with a header \
         line"
    )]
    NoHeader,
    #[error(
        "its version is {0}, and this emstep reads {FIRST_PASS_VERSION}; run the first pass again"
    )]
    Version(String),
    #[error("the header has no row below it; run the first pass again")]
    NoRow,
    #[error("it has more than one row; give the result of one first pass")]
    Rows,
    #[error("it has no column {0}; run the first pass again")]
    NoColumn(&'static str),
    #[error("{column} is '{}', which is not a number; run the first pass again", visible(.text))]
    NotANumber { column: &'static str, text: String },
    #[error(
        "its {column}, {value:?}, is not from minimum to maximum ({minimum:?} to {maximum:?}); \
         run the first pass again"
    )]
    OutOfRange { column: &'static str, value: f64, minimum: f64, maximum: f64 },
    #[error(
        "none of the {rows} rows has a value that can be taken in: a number within ±1e140, and a \
         weight above 0"
    )]
    Nothing { rows: u64 },
    #[error("{0}; correct them, or leave their rows out with --where")]
    Weights(String),
    #[error("all values are {0:?}, which say nothing of a scale; give --grid {0:?},1 instead")]
    AllEqual(f64),
    #[error(
        "{minimum:?} to {maximum:?} is too wide for a grid about the middle half of the values; \
         leave the far ones out with --where, or give --grid CENTRE,SCALE instead"
    )]
    TooWide { minimum: f64, maximum: f64 },
}

impl FirstPass {
    /// Reads what an engine printed: CSV, in which tabs, semicolons or bars may take the place of
    /// commas, with the header in any case.
    ///
    /// # Errors
    /// Returns an error if this is not the row of a first pass, or if it has no value or a weight
    /// that cannot be taken in.
    pub(crate) fn read(text: &str) -> Result<Self, FirstPassError> {
        let text = text.trim_start_matches('\u{feff}');
        let header = text.lines().position(|line| line.to_lowercase().contains(VERSION));
        let header = header.ok_or(FirstPassError::NoHeader)?;
        let lines: Vec<&str> = text.lines().skip(header).collect();
        let delimiter = ",\t;|".chars().find(|c| lines[0].contains(*c)).unwrap_or(',');
        let row = Row::read(&lines.join("\n"), delimiter as u8)?;
        let version = row.text(VERSION)?;
        if version.parse() != Ok(FIRST_PASS_VERSION) {
            return Err(FirstPassError::Version(visible(version)));
        }
        let is_weighted = row.count("weighted")? > 0;
        let (rows, count) = (row.count("row_count")?, row.count("valid_count")?);
        if is_weighted {
            check_weights(&row)?;
        }
        if count == 0 {
            return Err(FirstPassError::Nothing { rows });
        }
        let (minimum, maximum) = (row.number("minimum")?, row.number("maximum")?);
        let mut quantiles = [0.0; SHARES.len()];
        for (quantile, (column, _)) in quantiles.iter_mut().zip(SHARES) {
            let value = row.number(column)?;
            if !(minimum..=maximum).contains(&value) || value.abs() > MAX_MAGNITUDE {
                return Err(FirstPassError::OutOfRange { column, value, minimum, maximum });
            }
            *quantile = value;
        }
        let distinct = row.count("distinct_values")?;
        Ok(Self { is_weighted, count, minimum, maximum, quantiles, distinct })
    }

    /// Returns whether values repeat often enough that equal ones are better counted first.
    pub(crate) fn has_few_values(&self) -> bool {
        self.count / MANY >= self.distinct.max(1)
    }

    /// Returns a grid about the median whose scale is the spread of the middle half, as
    /// [`Grid::of`] does, and how many octaves of it the values reach.
    ///
    /// # Errors
    /// Returns an error if no grid suits the values.
    pub(crate) fn grid(&self) -> Result<(Grid, u32), FirstPassError> {
        let (minimum, maximum) = (self.minimum, self.maximum);
        if minimum == maximum {
            return Err(FirstPassError::AllEqual(minimum));
        }
        let grid = Grid::from_quantiles(self.quantiles, (minimum, maximum));
        let grid = grid.ok_or(FirstPassError::TooWide { minimum, maximum })?;
        let octaves = grid.octaves((minimum, maximum));
        // One more than needed, in case the engine rounded what it printed.
        Ok((grid, (octaves + 1).min(Grid::LAST_OCTAVE + 1)))
    }
}

fn check_weights(row: &Row) -> Result<(), FirstPassError> {
    let counts = [
        ("missing_weights", "missing"),
        ("negative_weights", "negative"),
        ("extreme_weights", "not a number from 1e-140 to 1e140"),
    ];
    let mut bad = Vec::new();
    for (column, what) in counts {
        let count = row.count(column)?;
        if count > 0 {
            bad.push(format!("{count} {what}"));
        }
    }
    if bad.is_empty() {
        return Ok(());
    }
    Err(FirstPassError::Weights(format!("some weights are not valid ({})", bad.join(", "))))
}

/// The row below its header.
struct Row {
    header: csv::StringRecord,
    cells: csv::StringRecord,
}

impl Row {
    fn read(text: &str, delimiter: u8) -> Result<Self, FirstPassError> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let is_blank = |row: &csv::StringRecord| row.iter().all(str::is_empty);
        let mut rows = reader.records().filter_map(Result::ok).filter(|row| !is_blank(row));
        let header = rows.next().ok_or(FirstPassError::NoHeader)?;
        let cells = rows.next().ok_or(FirstPassError::NoRow)?;
        if rows.next().is_some() {
            return Err(FirstPassError::Rows);
        }
        Ok(Self { header, cells })
    }

    fn text(&self, column: &'static str) -> Result<&str, FirstPassError> {
        let at = self.header.iter().position(|name| name.eq_ignore_ascii_case(column));
        at.and_then(|at| self.cells.get(at)).ok_or(FirstPassError::NoColumn(column))
    }

    fn number(&self, column: &'static str) -> Result<f64, FirstPassError> {
        let text = self.text(column)?;
        let number = text.parse().ok().filter(|x: &f64| x.is_finite());
        number.ok_or_else(|| FirstPassError::NotANumber { column, text: text.to_owned() })
    }

    /// Returns a count, which some programs print as 12.0.
    fn count(&self, column: &'static str) -> Result<u64, FirstPassError> {
        let number = self.number(column)?;
        let text = self.text(column)?;
        if let Ok(count) = text.parse() {
            return Ok(count);
        }
        let is_count = number >= 0.0 && number.fract() == 0.0 && number < 2f64.powi(53);
        let not = || FirstPassError::NotANumber { column, text: text.to_owned() };
        is_count.then_some(number as u64).ok_or_else(not)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "first_pass_version,weighted,row_count,non_null_count,valid_count,\
                          minimum,maximum,q01,q10,q25,q50,q75,q90,q99,distinct_values";

    fn read(row: &str) -> Result<FirstPass, FirstPassError> {
        FirstPass::read(&format!("{HEADER}\n{row}\n"))
    }

    fn refused(row: &str) -> String {
        match read(row).and_then(|found| found.grid()) {
            Ok(grid) => panic!("{grid:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_row_gives_the_grid_that_its_values_would() {
        let found = read("1,0,1000,1000,990,-4,9,-2,-1,0.1,1.3,2.2,4,8,900").unwrap();
        let (grid, octaves) = found.grid().unwrap();
        assert_eq!((grid, found.count), (Grid::new(1.3, 2.1).unwrap(), 990));
        // 9 lies 3.85 scales from the centre: in octave 2.
        assert_eq!(octaves, 4);
        assert!(!found.has_few_values());
        // Half of the values are equal.
        let found = read("1,0,1000,1000,1000,0,9,1,1,1,1,1,3,8,10").unwrap();
        assert_eq!(found.grid().unwrap().0, Grid::new(1.0, 2.0).unwrap());
        assert!(found.has_few_values());
    }

    #[test]
    fn any_engine_may_have_printed_it() {
        let row = "1,0,1000.0,1000,990,-4,9.0,-2,-1,0.1,1.3,2.2,4,8,9e2";
        let plain = read(row).unwrap();
        let quoted = |text: &str| {
            text.split(',').map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",")
        };
        let upper = format!("\u{feff}{}\r\n{row}\r\n\r\n", HEADER.to_uppercase());
        let tabs = format!("Connected.\n{HEADER}\n{row}").replace(',', "\t");
        for text in [upper, tabs, format!("{}\n{}", quoted(HEADER), quoted(row))] {
            assert_eq!(FirstPass::read(&text).unwrap(), plain, "{text}");
        }
    }

    #[test]
    fn what_is_of_no_use_says_why() {
        let no_header = FirstPass::read("a,b\n1,2\n").unwrap_err().to_string();
        assert!(no_header.contains("no header with first_pass_version"), "{no_header}");
        assert_eq!(read("").unwrap_err(), FirstPassError::NoRow);
        let row = "1,0,9,9,9,0,8,0,1,2,4,6,7,8,9";
        assert_eq!(read(&format!("{row}\n{row}")).unwrap_err(), FirstPassError::Rows);
        assert!(refused("2,0,9,9,9,0,8,0,1,2,4,6,7,8,9").contains("its version is 2"));
        assert!(refused("1,0,9,9,9,0,8,0,1,2,x,6,7,8,9").contains("q50 is 'x'"));
        assert!(refused("1,0,9,9,9.5,0,8,0,1,2,4,6,7,8,9").contains("valid_count is '9.5'"));
        assert!(refused("1,0,9,9,9,0,8,0,1,2,40,6,7,8,9").contains("its q50, 40.0, is not from"));
        assert!(refused("1,0,9,9,0,,,,,,,,,,0").contains("none of the 9 rows has a value"));
        assert!(refused("1,0,9,9,9,5,5,5,5,5,5,5,5,5,1").contains("give --grid 5.0,1 instead"));
        assert!(refused("1,0,9,9,9,0,1e30,0,1,2,4,6,7,8,9").contains("0.0 to 1e30 is too wide"));
        assert_eq!(refused("1,0"), "it has no column row_count; run the first pass again");
    }

    #[test]
    fn bad_weights_are_refused_with_their_counts() {
        let header =
            format!("{HEADER},missing_weights,zero_weights,negative_weights,extreme_weights");
        let read = |counts: &str| {
            FirstPass::read(&format!("{header}\n1,1,9,9,5,0,8,0,1,2,4,6,7,8,9,{counts}"))
        };
        assert!(read("0,4,0,0").unwrap().is_weighted);
        assert_eq!(
            read("2,1,0,1").unwrap_err().to_string(),
            "some weights are not valid (2 missing, 1 not a number from 1e-140 to 1e140); \
             correct them, or leave their rows out with --where"
        );
    }
}
