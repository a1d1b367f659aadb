//! Reading one condensed table.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::columns::{
    BIN, CENTRE, COUNT, Columns, DEPTH, FIRST_PASS, GROUP_KEY, LEFT_OUT, MAX, MIN, NAMES,
    OBSERVATIONS, SCALE, SUMS, VERSION, WEIGHTED,
};
use super::problem::TableProblem;
use super::quick::QuickReader;
use super::{FORMAT_VERSION, Key};
use crate::data::fault::{Fault, Problem};
use crate::mixture::condensed::{CondensedTable, Grid, PowerSums, TableRow};
use crate::text::sanitise::{brief, clean};

/// About how many bytes a thread takes at once.
const PIECE: usize = 1 << 18;

/// A table as a file has it.
#[derive(Debug, PartialEq)]
pub(super) struct TableFile {
    pub head: TableHead,
    /// The rows of each group; without groups, all of them under no key.
    pub groups: BTreeMap<Key, CondensedTable>,
}

/// What a table says of itself, in every row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TableHead {
    pub grid: Grid,
    pub is_weighted: bool,
    pub observations: u64,
    pub first_pass: Option<u64>,
    pub left_out: Option<u64>,
    pub has_groups: bool,
}

/// Returns whether this is the first line of a condensed table.
pub(super) fn is_header(line: &[u8]) -> bool {
    Columns::of(line).is_some()
}

/// Reads a table, of which the first line is the header. Whether there are as many observations as
/// it says is left to the caller, who may have the rest of it in other files.
pub(super) fn read(text: &[u8]) -> Result<TableFile, Fault> {
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let columns = Columns::of(&text[..end]).unwrap_or(Err(TableProblem::NoColumn(NAMES[VERSION])));
    let columns = columns.map_err(|problem| Problem::from(problem).on_line(1))?;
    let body = text.get(end + 1..).unwrap_or_default();
    read_usual(&columns, body).map_or_else(|| read_any(&columns, body), Ok)
}

/// Reads a table in both ways.
#[cfg(test)]
pub(super) fn read_twice(text: &str) -> (Option<TableFile>, Result<TableFile, Fault>) {
    let (header, body) = text.split_once('\n').unwrap();
    let columns = Columns::of(header.as_bytes()).unwrap().unwrap();
    (read_usual(&columns, body.as_bytes()), read_any(&columns, body.as_bytes()))
}

/// Reads any table, or says what is wrong with it.
fn read_any(columns: &Columns, body: &[u8]) -> Result<TableFile, Fault> {
    let records = Records::of(body, columns.delimiter)?;
    let Some(first) = records.first() else {
        return Err(Problem::from(TableProblem::NoRows).anywhere());
    };
    let reader = RowReader::new(columns, first)?;
    let mut groups: BTreeMap<Key, (Vec<TableRow>, Vec<u64>)> = BTreeMap::new();
    for (key, row, line) in records.read(&reader)? {
        let (rows, lines) = groups.entry(key).or_default();
        rows.push(row);
        lines.push(line);
    }
    let head = reader.head;
    let of_group = |(key, (rows, lines)): (Key, (Vec<TableRow>, Vec<u64>))| {
        let table = CondensedTable::new(head.grid, head.is_weighted, rows);
        let table = table.map_err(|error| {
            let line = error.row().map_or(1, |row| lines[row]);
            Problem::from(TableProblem::Table(error)).on_line(line)
        })?;
        Ok((key, table))
    };
    let groups: Result<BTreeMap<_, _>, Fault> = groups.into_iter().map(of_group).collect();
    Ok(TableFile { groups: groups?, head })
}

/// Reads a table that is written as most are; `None` if it is not, or if anything is wrong with it.
fn read_usual(columns: &Columns, body: &[u8]) -> Option<TableFile> {
    let line = body.split(|byte| *byte == b'\n').next()?;
    let reader = RowReader::new(columns, cells(line, columns.delimiter).collect()).ok()?;
    let runs = QuickReader::new(&reader, line)?.read(&pieces(body))?;
    let mut groups: BTreeMap<Key, Vec<Vec<TableRow>>> = BTreeMap::new();
    for (key, rows) in runs {
        groups.entry(key).or_default().push(rows);
    }
    let head = reader.head;
    let of_group = |(key, rows): (Key, Vec<Vec<TableRow>>)| {
        let table = CondensedTable::new(head.grid, head.is_weighted, rows.concat()).ok()?;
        Some((key, table))
    };
    let groups: Option<BTreeMap<_, _>> = groups.into_iter().map(of_group).collect();
    Some(TableFile { groups: groups?, head })
}

/// A row, its group, and its line.
type Row = (Key, TableRow, u64);

/// The rows below the header.
enum Records<'a> {
    /// Lines without quotes.
    Lines { body: &'a [u8], delimiter: u8 },
    /// Rows that were taken apart, with their lines.
    Cells(Vec<(Vec<Vec<u8>>, u64)>),
}

impl<'a> Records<'a> {
    fn of(body: &'a [u8], delimiter: u8) -> Result<Self, Fault> {
        if !body.contains(&b'"') {
            return Ok(Self::Lines { body, delimiter });
        }
        let mut csv = csv::ReaderBuilder::new();
        let mut csv = csv.delimiter(delimiter).has_headers(false).flexible(true).from_reader(body);
        let mut rows = Vec::new();
        let mut record = csv::ByteRecord::new();
        loop {
            let line = csv.position().line() + 1;
            let problem =
                |error: csv::Error| Problem::Read(brief(&error.to_string())).on_line(line);
            if !csv.read_byte_record(&mut record).map_err(problem)? {
                return Ok(Self::Cells(rows));
            }
            rows.push((record.iter().map(<[u8]>::to_vec).collect(), line));
        }
    }

    /// Returns the cells of the first row.
    fn first(&self) -> Option<Vec<&[u8]>> {
        match self {
            Self::Lines { body, delimiter } => {
                let line = body.split(|byte| *byte == b'\n').next()?;
                (!line.trim_ascii().is_empty()).then(|| cells(line, *delimiter).collect())
            }
            Self::Cells(rows) => {
                rows.first().map(|(cells, _)| cells.iter().map(Vec::as_slice).collect())
            }
        }
    }

    /// Returns all rows, in order.
    fn read(&self, reader: &RowReader) -> Result<Vec<Row>, Fault> {
        match self {
            Self::Lines { body, delimiter } => {
                let pieces: Vec<Piece> = pieces(body)
                    .par_iter()
                    .map(|piece| Piece::read(piece, *delimiter, reader))
                    .collect();
                let mut rows =
                    Vec::with_capacity(pieces.iter().map(|piece| piece.rows.len()).sum());
                // The header is line 1.
                let mut line = 2;
                for piece in pieces {
                    rows.extend(piece.rows.into_iter().map(|(key, row, at)| (key, row, line + at)));
                    if let Some((problem, column, at)) = piece.fault {
                        return Err(Fault { column, ..problem.on_line(line + at) });
                    }
                    line += piece.lines;
                }
                Ok(rows)
            }
            Self::Cells(rows) => {
                let of_row = |(cells, line): &(Vec<Vec<u8>>, u64)| {
                    let cells: Vec<&[u8]> = cells.iter().map(Vec::as_slice).collect();
                    let row = reader.row(&cells, false);
                    let (key, row) = row
                        .map_err(|(problem, column)| Fault { column, ..problem.on_line(*line) })?;
                    Ok((key, row, *line))
                };
                rows.iter().map(of_row).collect()
            }
        }
    }
}

/// Returns the cells of a line.
fn cells(line: &[u8], delimiter: u8) -> impl Iterator<Item = &[u8]> {
    line.split(move |byte| *byte == delimiter)
}

/// Returns whole lines, about as many bytes of them as a thread takes at once.
fn pieces(mut body: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while body.len() > PIECE {
        let end = body[PIECE..].iter().position(|byte| *byte == b'\n').map(|end| PIECE + end + 1);
        let (piece, rest) = body.split_at(end.unwrap_or(body.len()));
        pieces.push(piece);
        body = rest;
    }
    pieces.push(body);
    pieces
}

/// What is wrong with a row, and in which column.
type RowFault = (Problem, Option<String>);

/// Some lines that were read. Lines count from 0 in each piece.
#[derive(Default)]
struct Piece {
    rows: Vec<Row>,
    fault: Option<(Problem, Option<String>, u64)>,
    lines: u64,
}

impl Piece {
    fn read(piece: &[u8], delimiter: u8, reader: &RowReader) -> Self {
        let mut found = Self::default();
        let mut row = Vec::with_capacity(NAMES.len());
        let mut lines = piece.split_inclusive(|byte| *byte == b'\n').peekable();
        while let Some(line) = lines.next() {
            // Engines may end with an empty line.
            if !line.trim_ascii().is_empty() {
                row.clear();
                row.extend(cells(line, delimiter));
                let is_cut = lines.peek().is_none() && !line.ends_with(b"\n");
                match reader.row(&row, is_cut) {
                    Ok((key, row)) => found.rows.push((key, row, found.lines)),
                    Err((problem, column)) => {
                        found.fault = Some((problem, column, found.lines));
                        return found;
                    }
                }
            }
            found.lines += 1;
        }
        found
    }
}

/// Reads rows that say the same of their table as the first.
pub(super) struct RowReader<'a> {
    pub(super) columns: &'a Columns,
    head: TableHead,
    /// The cells of the first row.
    first: Vec<&'a [u8]>,
    depth: u32,
}

/// Columns that are the same in every row.
const CONSTANT: [usize; 7] = [VERSION, CENTRE, SCALE, WEIGHTED, OBSERVATIONS, FIRST_PASS, LEFT_OUT];

impl<'a> RowReader<'a> {
    fn new(columns: &'a Columns, first: Vec<&'a [u8]>) -> Result<Self, Fault> {
        let head = head(columns, &first);
        let head = head.map_err(|(problem, column)| Fault { column, ..problem.on_line(2) })?;
        let depth = whole(columns.cell(&first, DEPTH)).unwrap_or(0) as u32;
        Ok(Self { columns, head, first, depth })
    }

    /// Reads a row. `may_be_cut` says that the file ends within it.
    fn row(&self, cells: &[&[u8]], may_be_cut: bool) -> Result<(Key, TableRow), RowFault> {
        let columns = self.columns;
        check_length(columns, cells, may_be_cut)?;
        for column in CONSTANT {
            self.check_constant(cells, column)?;
        }
        let depth = columns.cell(cells, DEPTH);
        let depth = if depth == columns.cell(&self.first, DEPTH) {
            self.depth
        } else {
            u32::try_from(whole_in(columns, cells, DEPTH)?).unwrap_or(u32::MAX)
        };
        let mut sums = [0.0; 8];
        for (p, sum) in sums.iter_mut().enumerate() {
            *sum = number_in(columns, cells, SUMS + p)?;
        }
        let row = TableRow {
            depth,
            bin: signed_in(columns, cells, BIN)?,
            count: whole_in(columns, cells, COUNT)?,
            sums: PowerSums(sums),
            min: number_in(columns, cells, MIN)? + 0.0,
            max: number_in(columns, cells, MAX)? + 0.0,
        };
        Ok((self.key(cells)?, row))
    }

    fn key(&self, cells: &[&[u8]]) -> Result<Key, RowFault> {
        if !self.head.has_groups {
            return Ok(None);
        }
        let key = key(self.columns.text(cells, GROUP_KEY));
        key.map(Some).ok_or_else(|| in_column(GROUP_KEY, TableProblem::NoGroup))
    }

    /// Returns whether a cell of a constant column says the same as in the first row, however it is
    /// written.
    pub(super) fn is_as_first(&self, cell: &[u8], column: usize) -> bool {
        let (here, first) = (cell.trim_ascii(), self.columns.cell(&self.first, column));
        let number = |cell: &[u8]| number(cell).filter(|x| x.is_finite());
        here == first || number(here).is_some() && number(here) == number(first)
    }

    /// Refuses a cell that says something else than the first row.
    fn check_constant(&self, cells: &[&[u8]], column: usize) -> Result<(), RowFault> {
        let [here, first] = [cells, &self.first].map(|cells| self.columns.cell(cells, column));
        if self.is_as_first(here, column) {
            return Ok(());
        }
        let [first, here] = [first, here].map(|cell| brief(&String::from_utf8_lossy(cell)));
        Err((Problem::from(TableProblem::Differs { column: NAMES[column], first, here }), None))
    }
}

/// Reads what the first row says of its table.
fn head(columns: &Columns, first: &[&[u8]]) -> Result<TableHead, RowFault> {
    check_length(columns, first, false)?;
    let version = columns.cell(first, VERSION);
    if whole(version) != Some(u64::from(FORMAT_VERSION)) {
        let version = brief(&String::from_utf8_lossy(version));
        return Err(in_column(VERSION, TableProblem::Version(version)));
    }
    let scale = number_in(columns, first, SCALE)?;
    let centre = number_in(columns, first, CENTRE)?;
    let grid = Grid::new(centre, scale).filter(|grid| grid.scale() == scale);
    let grid = grid.ok_or_else(|| in_column(SCALE, TableProblem::Scale(scale)))?;
    if grid.centre() != centre {
        let nearest = grid.centre();
        return Err(in_column(CENTRE, TableProblem::Centre { centre, nearest }));
    }
    let weighted = columns.cell(first, WEIGHTED);
    let is_weighted = match weighted.to_ascii_lowercase().as_slice() {
        b"0" | b"false" | b"f" => false,
        b"1" | b"true" | b"t" => true,
        _ => {
            let text = brief(&String::from_utf8_lossy(weighted));
            return Err(in_column(WEIGHTED, TableProblem::NotZeroOrOne { text }));
        }
    };
    let optional = |column: usize| match columns.cell(first, column) {
        [] => Ok(None),
        _ => whole_in(columns, first, column).map(Some),
    };
    Ok(TableHead {
        grid,
        is_weighted,
        observations: whole_in(columns, first, OBSERVATIONS)?,
        first_pass: optional(FIRST_PASS)?,
        left_out: optional(LEFT_OUT)?,
        has_groups: columns.has(GROUP_KEY),
    })
}

fn check_length(columns: &Columns, cells: &[&[u8]], may_be_cut: bool) -> Result<(), RowFault> {
    let (cells, columns) = (cells.len(), columns.count);
    match cells.cmp(&columns) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less if may_be_cut => Err((Problem::from(TableProblem::CutRow), None)),
        std::cmp::Ordering::Less => Err((Problem::RowTooShort { cells, columns }, None)),
        std::cmp::Ordering::Greater => Err((Problem::RowTooLong { cells, columns }, None)),
    }
}

fn in_column(column: usize, problem: TableProblem) -> RowFault {
    (Problem::from(problem), Some(NAMES[column].to_owned()))
}

/// Reads the key of a group, as it is: two that look the same may be two groups. `None` if there is
/// nothing to see in it, so that the group has no name.
pub(super) fn key(cell: &[u8]) -> Option<String> {
    let key = String::from_utf8_lossy(cell);
    (!clean(&key).is_empty()).then(|| key.into_owned())
}

/// Reads a number.
pub(super) fn number(cell: &[u8]) -> Option<f64> {
    std::str::from_utf8(cell).ok()?.parse().ok()
}

/// Reads a whole number, also one that is written as `5.0` or `5e3`.
pub(super) fn whole(cell: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(cell).ok()?;
    text.parse().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        let is_whole = number >= 0.0 && number.fract() == 0.0 && number < 9e15;
        is_whole.then_some(number as u64)
    })
}

fn number_in(columns: &Columns, cells: &[&[u8]], column: usize) -> Result<f64, RowFault> {
    let cell = columns.cell(cells, column);
    number(cell).ok_or_else(|| {
        let (text, advice) = (brief(&String::from_utf8_lossy(cell)), String::new());
        (Problem::NotANumber { text, advice }, Some(NAMES[column].to_owned()))
    })
}

fn whole_in(columns: &Columns, cells: &[&[u8]], column: usize) -> Result<u64, RowFault> {
    let cell = columns.cell(cells, column);
    whole(cell).ok_or_else(|| {
        let text = brief(&String::from_utf8_lossy(cell));
        in_column(column, TableProblem::NotWhole { text })
    })
}

/// Reads a whole number with its sign.
pub(super) fn signed(cell: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match cell {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let size = whole(digits).and_then(|size| i64::try_from(size).ok());
    size.map(|size| if is_negative { -size } else { size })
}

fn signed_in(columns: &Columns, cells: &[&[u8]], column: usize) -> Result<i64, RowFault> {
    let cell = columns.cell(cells, column);
    signed(cell).ok_or_else(|| {
        let text = brief(&String::from_utf8_lossy(cell));
        (Problem::from(TableProblem::NoBin { text }), Some(NAMES[column].to_owned()))
    })
}
