//! Whatever a CSV file has in it: a column of numbers, or one line that says where what is wrong,
//! and the same however the file is cut into blocks.
#![no_main]

mod shared;

use std::io::Read;

use emstep::data::{
    CsvSizes, DataError, Dataset, DecimalMark, Delimiter, DialectOptions, Fault, Location, Problem,
    read_csv, read_table,
};
use emstep::mixture::MAX_MAGNITUDE;
use libfuzzer_sys::fuzz_target;
use shared::assert_one_line;

/// Columns that are asked for.
const COLUMNS: [Option<&str>; 6] = [None, Some("1"), Some("2"), Some("x"), Some("n"), Some("")];

/// Gives a few bytes at a time.
struct Drip<'b>(&'b [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let most = self.1.min(buffer.len());
        self.0.read(&mut buffer[..most])
    }
}

/// The lines that there are, each with a number from 1, and the empty one behind the last line end.
fn lines(bytes: &[u8]) -> u64 {
    let ends = |at: usize| match bytes[at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    1 + (0..bytes.len()).filter(|at| ends(*at)).count() as u64
}

fn assert_lines_exist(fault: &Fault, lines: u64) {
    if let Some(Location::Line(line)) = fault.location {
        assert!((1..=lines).contains(&line), "{fault}: there are {lines} lines");
    }
    match &fault.problem {
        Problem::AboveTable { line, .. } => assert!((1..=lines).contains(line), "{fault}"),
        Problem::NoNumericColumn(Some(why)) => assert_lines_exist(why, lines),
        _ => {}
    }
}

/// What is found, with every bit of the numbers.
fn found(read: Result<Dataset, DataError>) -> Result<(String, Vec<u64>, String), String> {
    let dataset = read.map_err(|error| error.to_string())?;
    let bits = dataset.sample.values().iter().map(|x| x.to_bits()).collect();
    Ok((dataset.column, bits, format!("{:?} {:?}", dataset.left_out, dataset.notes)))
}

/// What is said about the dialect, by the bits of a number; nothing by 0.
fn dialect(bits: u8) -> DialectOptions {
    let is = |bit: u8| bits & bit != 0;
    DialectOptions {
        delimiter: is(1).then_some(if is(2) { Delimiter::Blanks } else { Delimiter::Byte(b';') }),
        decimal: is(4).then_some(DecimalMark::Comma),
        comment: is(8).then(|| "//".to_owned()),
        skip: is(16).then_some(1),
        header: is(32).then_some(is(2)),
        missing: if is(2) { vec!["-999".to_owned(), "x".to_owned()] } else { Vec::new() },
    }
}

fuzz_target!(init: shared::compute_on_this_thread(), |bytes: &[u8]| {
    let Some(([block, chunk, drip, choice], mut table)) = bytes.split_first_chunk() else { return };
    let sizes =
        CsvSizes { block: 1 + usize::from(*block), chunk: 1 + usize::from(*chunk) };
    let column = COLUMNS[usize::from(*choice) % COLUMNS.len()];
    let (original, lines) = (table, lines(table));

    let mut dripping = Drip(table, 1 + usize::from(*drip));
    let dialect = dialect(*choice / COLUMNS.len() as u8);
    let in_pieces = read_csv(&mut dripping, "table", column, &dialect, sizes);
    let whole = read_csv(&mut table, "table", column, &dialect, CsvSizes::default());
    match &whole {
        Ok(dataset) => {
            let values = dataset.sample.values();
            assert!(!values.is_empty() && values.iter().all(|x| x.abs() <= MAX_MAGNITUDE));
            assert_one_line(&dataset.column);
            dataset.notes.iter().for_each(|note| assert_one_line(&note.to_string()));
        }
        Err(error) => {
            assert_one_line(&error.to_string());
            assert_lines_exist(&error.fault, lines);
        }
    }
    assert_eq!(found(in_pieces), found(whole));

    match read_table(original, "table") {
        Ok(rows) => {
            assert!(rows.is_sorted_by(|a, b| a.line < b.line));
            assert!(rows.last().is_none_or(|row| row.line <= lines));
            assert!(rows.iter().all(|row| !row.cells.is_empty()));
        }
        Err(error) => {
            assert_one_line(&error.to_string());
            assert_lines_exist(&error.fault, lines);
        }
    }
});
