//! Several columns of one table, row by row.

use std::io::Read;

use super::detector::ColumnDetector;
use super::rows::{Counts, Rows};
use super::{CsvSizes, Found, Wants, detect};
use crate::data::cell::Cell;
use crate::data::charset::Text;
use crate::data::dialect::DialectOptions;
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::LeftOut;
use crate::data::memory;
use crate::data::note::DataNote;
use crate::data::source::OpenSource;

/// Several columns of one table: as many cells in each as the table has rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// What a person calls the data.
    pub source: String,
    /// The line of each row, from 1.
    pub lines: Vec<u64>,
    /// Whether the file has lines; otherwise they are the numbers of the rows.
    pub has_lines: bool,
    /// The columns, in the order in which they were asked for.
    pub columns: Vec<NamedColumn>,
    /// What may not be as it was meant.
    pub notes: Vec<DataNote>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedColumn {
    /// Its name; `column 2` if it has none of its own.
    pub name: String,
    /// Which column of the table it is, from 0.
    pub index: usize,
    /// Its cells, row by row; none where there is no observation.
    pub cells: Vec<Option<f64>>,
    /// The cells that hold none, by what is in them.
    pub left_out: LeftOut,
}

/// Which columns of a table are wanted.
#[derive(Clone, Copy, Debug)]
pub(in crate::data) struct Wanted<'a> {
    /// Whether the column to fit is wanted, in front of the others.
    pub(in crate::data) fitted: bool,
    /// The column to fit, if it was said which.
    pub(in crate::data) column: Option<&'a str>,
    /// The others, by name or number.
    pub(in crate::data) others: &'a [&'a str],
    /// What was said about how the table is written.
    pub(in crate::data) dialect: &'a DialectOptions,
}

/// Reads the columns that are wanted. Each is read by itself first, so that what is wrong with one
/// is found and said as always, and then all of them row by row.
pub(in crate::data) fn read_columns(
    input: &mut OpenSource<'_>,
    wanted: Wanted<'_>,
) -> Result<Columns, Fault> {
    let bytes = read_all(input)?;
    let mut watch = crate::data::unwatched;
    let mut find = |column: Option<&str>, others: &[&str]| {
        let mut rest = &bytes[..];
        let mut again = OpenSource::table(&input.name, &mut rest, &mut watch);
        let wants = Wants { column, others, dialect: wanted.dialect };
        match detect(&mut again, wants, CsvSizes::default(), None)? {
            Found::Column { detector, notes } => Ok((detector, notes)),
            Found::List(_) => Err(Problem::NoOtherColumns.anywhere()),
        }
    };
    let mut found: Vec<(Box<ColumnDetector>, Vec<DataNote>)> = Vec::new();
    if wanted.fitted {
        found.push(find(wanted.column, wanted.others)?);
    }
    for name in wanted.others {
        found.push(find(Some(name), &[])?);
    }
    let (mut at, mut columns, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    let mut header = false;
    for (mut detector, about_table) in found {
        let (index, has_header) = detector.answer()?;
        header |= has_header;
        at.push(index);
        let column = detector.finish()?;
        for note in about_table.into_iter().chain(column.notes) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
        let (name, left_out) = (column.name, column.left_out);
        columns.push(NamedColumn { name, index, cells: Vec::new(), left_out });
    }
    let mut columns =
        Columns { source: input.name.clone(), lines: Vec::new(), has_lines: true, columns, notes };
    columns.fill(&bytes, wanted.dialect, &at, header)?;
    Ok(columns)
}

impl Columns {
    /// Takes the cells of all rows.
    fn fill(
        &mut self,
        bytes: &[u8],
        dialect: &DialectOptions,
        at: &[usize],
        header: bool,
    ) -> Result<(), Fault> {
        let (mut rows, sniffed) = Rows::new(Text::new(bytes).0, Counts::default(), dialect)?;
        if header {
            rows.read()?;
        }
        while let Some(row) = rows.read()? {
            if row.is_blank() {
                continue;
            }
            let line = row.line;
            let room = memory::reserve_by_eighths(&mut self.lines, 1);
            room.map_err(|problem| problem.on_line(line))?;
            self.lines.push(line);
            for (column, index) in self.columns.iter_mut().zip(at) {
                let cell = row.cells.get(*index).unwrap_or_default();
                let cell = match Cell::read(&String::from_utf8_lossy(cell), &sniffed.notation) {
                    Cell::Number(x) => Some(x),
                    // Anything else was found before.
                    Cell::Missing(_) | Cell::Other => None,
                };
                let room = memory::reserve_by_eighths(&mut column.cells, 1);
                room.map_err(|problem| problem.on_line(line))?;
                column.cells.push(cell);
            }
        }
        Ok(())
    }
}

/// Reads all bytes of a table, as far as there is memory for them.
fn read_all(input: &mut OpenSource<'_>) -> Result<Vec<u8>, Fault> {
    const BLOCK: usize = 1 << 20;
    let mut bytes = Vec::new();
    loop {
        memory::reserve_by_eighths(&mut bytes, BLOCK).map_err(Problem::anywhere)?;
        let read = input.by_ref().take(BLOCK as u64).read_to_end(&mut bytes);
        match read {
            Ok(0) => return Ok(bytes),
            Ok(_) => {}
            Err(error) => return Err(Problem::from_io(&error).anywhere()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::unwatched;

    fn read(mut text: &[u8], wanted: Wanted<'_>) -> Result<Columns, String> {
        let mut watch = unwatched;
        let mut input = OpenSource::table("t.csv", &mut text, &mut watch);
        read_columns(&mut input, wanted).map_err(|fault| fault.to_string())
    }

    fn cells(columns: &Columns) -> Vec<(&str, Vec<Option<f64>>)> {
        columns.columns.iter().map(|c| (c.name.as_str(), c.cells.clone())).collect()
    }

    #[test]
    fn columns_are_read_side_by_side() {
        let table = b"w,x,c\n1,5,a\n\n2,NA,b\n,7,c\n";
        let some = |numbers: &[f64]| numbers.iter().copied().map(Some).collect::<Vec<_>>();
        let dialect = DialectOptions::default();
        let wanted = Wanted { fitted: true, column: None, others: &["w"], dialect: &dialect };
        let found = read(table, wanted).unwrap();
        // The column that was named as another is not the one to fit.
        let x = ("x", vec![Some(5.0), None, Some(7.0)]);
        assert_eq!(cells(&found), [x, ("w", vec![Some(1.0), Some(2.0), None])]);
        assert_eq!(found.lines, [2, 4, 5]);
        let wanted = Wanted { fitted: false, column: None, others: &["2", "1"], dialect: &dialect };
        let found = read(b"1;2\n3;4\n", wanted).unwrap();
        let expected = [("column 2", some(&[2.0, 4.0])), ("column 1", some(&[1.0, 3.0]))];
        assert_eq!(cells(&found), expected);
    }

    #[test]
    fn what_is_wrong_with_one_of_them_is_said() {
        let dialect = DialectOptions::default();
        let says = |table: &[u8], others: &[&str]| {
            let wanted = Wanted { fitted: true, column: Some("x"), others, dialect: &dialect };
            read(table, wanted).unwrap_err()
        };
        assert_eq!(says(b"x,w\n1,2\n", &["v"]), "no column 'v'; there are x and w");
        let says = says(b"x,w\n1,2\n3,abc\n", &["w"]);
        assert_eq!(says, "line 3, column w: 'abc' is not a number");
    }
}
