//! A file of answers, a verdict for every row.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use serde_json::{Map, Value};

use super::{CheckFormat, Keys, Scenes, described, gradescope, judged};
use crate::cli::unreadable;
use crate::data::{DataError, TextRow as Row, above_table, read_table};
use crate::explain::check::{CheckReport, Correctness, Subject, Submission, with_decimal_point};
use crate::text;
use crate::text::sanitise::{brief, clean};

/// The columns that are read; any other is passed on.
const WHAT: &str = "what";
const AFTER: &str = "after";
const ANSWER: &str = "answer";

/// Why a file of answers cannot be graded: one line that names it.
#[derive(Debug, thiserror::Error)]
pub(super) enum GradeError {
    /// It cannot be read.
    #[error("{file}: {}", unreadable::why(error))]
    Read {
        /// the file
        file: String,
        /// why
        #[source]
        error: io::Error,
    },
    /// It has no answers.
    #[error("{0}: no answers; write one per row: what, after, answer")]
    Empty(String),
    /// A column is missing.
    #[error("{file}, line {line}: the header has no column '{column}'")]
    Missing {
        /// the file
        file: String,
        /// the header's line
        line: u64,
        /// the column
        column: &'static str,
    },
    /// A column is there twice.
    #[error("{file}, line {line}: two columns are called '{column}'; rename one")]
    Twice {
        /// the file
        file: String,
        /// the header's line
        line: u64,
        /// the column
        column: &'static str,
    },
    /// It is not a table of text.
    #[error(transparent)]
    Table(#[from] DataError),
}

/// What became of an answer.
pub(super) enum Grade {
    Checked(CheckReport),
    Blank,
    Unreadable(String),
}

impl Grade {
    pub(super) fn is_right(&self) -> bool {
        matches!(self, Self::Checked(report) if report.verdict.is_right())
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Checked(report) => report.verdict.name(),
            Self::Blank => "blank",
            Self::Unreadable(_) => "unreadable",
        }
    }

    /// Returns it in lines, the mistakes after the verdict.
    pub(super) fn as_text(&self) -> String {
        match self {
            Self::Checked(report) => {
                let slips = report.slips.iter();
                let slips = slips.map(|slip| format!("  {}: {}\n", slip.id, slip.text));
                format!("{}\n{}", report.summary(), slips.collect::<String>())
            }
            Self::Blank | Self::Unreadable(_) => format!("{}\n", self.as_test().1),
        }
    }

    /// Returns the verdict as members of an object.
    pub(super) fn as_json(&self) -> Map<String, Value> {
        let mut value = Map::new();
        value.insert("verdict".into(), self.name().into());
        match self {
            Self::Unreadable(why) => _ = value.insert("reason".into(), why.as_str().into()),
            Self::Checked(report) => value.extend(judged(report)),
            Self::Blank => {}
        }
        value
    }

    /// Returns what it counts for in a test, and what a student reads.
    pub(super) fn as_test(&self) -> (Correctness, String) {
        match self {
            Self::Checked(report) => (report.verdict, gradescope::output(report)),
            Self::Blank => (Correctness::Wrong, "blank".to_owned()),
            Self::Unreadable(why) => (Correctness::Wrong, format!("unreadable: {why}")),
        }
    }
}

/// Where the columns are.
struct Columns {
    what: usize,
    after: Option<usize>,
    answer: usize,
    /// All others, with their names.
    others: Vec<(usize, String)>,
    /// How many cells a row has at most; none without a header.
    count: Option<usize>,
}

/// Reads a file, or standard input, with what a person calls it.
pub(super) fn read_file(path: &Path) -> Result<(String, Vec<u8>), GradeError> {
    let is_stdin = path.as_os_str() == "-";
    let file =
        if is_stdin { "standard input".to_owned() } else { clean(&path.display().to_string()) };
    let bytes = if is_stdin {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    match bytes {
        Ok(bytes) => Ok((file, bytes)),
        Err(error) => Err(GradeError::Read { file, error }),
    }
}

/// Grades every row, and returns whether all are right.
pub(super) fn grade(
    scenes: &mut Scenes,
    path: &Path,
    format: CheckFormat,
    out: &mut impl Write,
) -> Result<bool, Box<dyn std::error::Error>> {
    let (file, bytes) = read_file(path)?;
    let (columns, rows) = read(&bytes, &file)?;
    let graded: Vec<Grade> = rows.iter().map(|row| one(scenes, &columns, row)).collect();
    match format {
        CheckFormat::Text => write_text(&columns, &rows, &graded, out)?,
        CheckFormat::Json => {
            let rows = rows.iter().zip(&graded).map(|(row, grade)| as_json(&columns, row, grade));
            writeln!(out, "{}", Value::Array(rows.collect()))?;
        }
        CheckFormat::Gradescope => {
            let tests = rows.iter().zip(&graded).map(|(row, grade)| test(&columns, row, grade));
            writeln!(out, "{}", gradescope::results(tests.collect()))?;
        }
    }
    out.flush()?;
    Ok(graded.iter().all(Grade::is_right))
}

fn test(columns: &Columns, row: &Row, grade: &Grade) -> gradescope::Test {
    let [what, after, answer] = columns.cells(row).map(brief);
    let name = if after.is_empty() { what } else { format!("{what} after {after}") };
    let (correctness, says) = grade.as_test();
    let output = if answer.is_empty() { says } else { format!("{answer}: {says}") };
    gradescope::Test { name, correctness, output }
}

/// The columns of a file, and its rows without the header.
fn read(bytes: &[u8], file: &str) -> Result<(Columns, Vec<Row>), GradeError> {
    let mut rows = read_table(bytes, file)?;
    let empty = || GradeError::Empty(file.to_owned());
    let first = rows.first().ok_or_else(empty)?;
    if first.cells[0].starts_with('#') && !is_header(&first.cells) {
        return Err(above_table(file, first.line).into());
    }
    let columns = if is_header(&first.cells) {
        let columns = named(first, file)?;
        rows.remove(0);
        columns
    } else {
        let most = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let others = (3..most).map(|i| (i, format!("column {}", i + 1))).collect();
        Columns { what: 0, after: Some(1), answer: 2, others, count: None }
    };
    if rows.is_empty() {
        return Err(empty());
    }
    Ok((columns, rows))
}

fn is(cell: &str, name: &str) -> bool {
    cell.eq_ignore_ascii_case(name)
}

fn is_header(cells: &[String]) -> bool {
    cells.iter().any(|cell| [WHAT, AFTER, ANSWER].iter().any(|name| is(cell, name)))
}

fn named(header: &Row, file: &str) -> Result<Columns, GradeError> {
    let line = header.line;
    let find = |column: &'static str| {
        let mut found = (0..header.cells.len()).filter(|i| is(&header.cells[*i], column));
        let first = found.next();
        match found.next() {
            Some(_) => Err(GradeError::Twice { file: file.to_owned(), line, column }),
            None => Ok(first),
        }
    };
    let missing = |column| GradeError::Missing { file: file.to_owned(), line, column };
    let (what, after, answer) = (find(WHAT)?, find(AFTER)?, find(ANSWER)?);
    let (what, answer) =
        (what.ok_or_else(|| missing(WHAT))?, answer.ok_or_else(|| missing(ANSWER))?);
    let is_read = |i: &usize| [Some(what), after, Some(answer)].contains(&Some(*i));
    let name = |i: usize| match clean(&header.cells[i]) {
        name if name.is_empty() => (i, format!("column {}", i + 1)),
        name => (i, name),
    };
    let others = (0..header.cells.len()).filter(|i| !is_read(i)).map(name).collect();
    Ok(Columns { what, after, answer, others, count: Some(header.cells.len()) })
}

impl Columns {
    /// What, after and answer of a row.
    fn cells<'r>(&self, row: &'r Row) -> [&'r str; 3] {
        [Some(self.what), self.after, Some(self.answer)].map(|column| row.cell(column))
    }

    /// Says so if the delimiter may have cut a cell in two, such as an answer with a decimal comma.
    fn torn(&self, row: &Row) -> Option<String> {
        let cells = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
        let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self.count {
            Some(count) if cells > count => Some(format!(
                "{cells} cells, but the header has {count}; write 0.5, not 0,5, or put it in quotes"
            )),
            Some(count) if row.cells.len() > 1 && row.cells.len() <= self.answer => {
                Some(format!("{} cells, but the header has {count}", row.cells.len()))
            }
            Some(_) => None,
            None => {
                let answer = row.cell(Some(self.answer));
                let next = row.cell(Some(self.answer + 1));
                let is_whole = are_digits(answer.trim_start_matches(['-', '+', '\u{2212}']));
                (is_whole && are_digits(next)).then(|| {
                    format!("{answer} or {answer}.{next}? Write {answer}.{next}, or add a header")
                })
            }
        }
    }
}

fn one(scenes: &mut Scenes, columns: &Columns, row: &Row) -> Grade {
    let [what, after, answer] = columns.cells(row);
    if let Some(problem) = columns.torn(row) {
        return Grade::Unreadable(problem);
    }
    if what.is_empty() && is_left_out(answer) {
        return Grade::Blank;
    }
    let mut graded = || -> Result<Grade, Box<dyn std::error::Error>> {
        let subject = what.parse::<Subject>().map_err(|error| {
            // An index that a comma cut off.
            let is_cut = what.contains('[') && !what.contains(']');
            let advice = if is_cut { "; put it in quotes" } else { "" };
            format!("{error}{advice}")
        })?;
        if is_left_out(answer) {
            return Ok(Grade::Blank);
        }
        let number =
            with_decimal_point(answer).filter(|_| Submission::parse(subject, answer).is_err());
        scenes.grade(subject, number.as_deref().unwrap_or(answer), &after.parse::<Keys>()?)
    };
    graded().unwrap_or_else(|error| Grade::Unreadable(clean(&error.to_string())))
}

/// Whether there is no answer: nothing, or what is written for nothing.
pub(super) fn is_left_out(answer: &str) -> bool {
    const NOTHING: [&str; 8] = ["", "na", "n/a", "-", "--", "?", "\u{2013}", "\u{2212}"];
    NOTHING.contains(&answer.trim().to_lowercase().as_str())
}

fn as_json(columns: &Columns, row: &Row, grade: &Grade) -> Value {
    let [what, after, answer] = columns.cells(row).map(clean);
    let mut value = described(&what, &after, &answer);
    value.insert("line".into(), row.line.into());
    value.extend(grade.as_json());
    for (i, name) in &columns.others {
        // A column that is called as a field is, or as another column, keeps its number.
        let name = if value.contains_key(name) {
            format!("{name} (column {})", i + 1)
        } else {
            name.clone()
        };
        value.insert(name, clean(row.cell(Some(*i))).into());
    }
    Value::Object(value)
}

/// A line per row: its line, what is passed on, what was asked and answered, the verdict; then how
/// many there are of each.
fn write_text(
    columns: &Columns,
    rows: &[Row],
    graded: &[Grade],
    out: &mut impl Write,
) -> io::Result<()> {
    let cells = |row: &Row| -> Vec<String> {
        let others = columns.others.iter().map(|(i, _)| row.cell(Some(*i)));
        others.chain(columns.cells(row)).map(brief).collect()
    };
    let lines: Vec<Vec<String>> = rows.iter().map(cells).collect();
    let width =
        |column: usize| lines.iter().map(|line| text::width(&line[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns.others.len() + 3).map(width).collect();
    for ((row, cells), grade) in rows.iter().zip(&lines).zip(graded) {
        write!(out, "{:>4}  ", row.line)?;
        for (cell, width) in cells.iter().zip(&widths) {
            write!(out, "{cell}{}  ", " ".repeat(width - text::width(cell)))?;
        }
        let ids = match grade {
            Grade::Checked(report) => report.slips.iter().map(|slip| slip.id).collect(),
            Grade::Blank | Grade::Unreadable(_) => Vec::new(),
        };
        let reason = match grade {
            Grade::Unreadable(why) => format!(": {why}"),
            Grade::Checked(CheckReport { close: Some(close), .. }) => {
                format!(" ({} off): {}", close.off, close.advice)
            }
            Grade::Checked(_) | Grade::Blank => String::new(),
        };
        let (verdict, ids) = (format!("{}{reason}", grade.name()), ids.join(" "));
        let gap = if ids.is_empty() { "" } else { "  " };
        writeln!(out, "{verdict}{gap}{ids}")?;
    }
    let right = graded.iter().filter(|grade| grade.is_right()).count();
    write!(out, "{right} of {} right", graded.len())?;
    for name in ["close", "blank", "unreadable"] {
        let count = graded.iter().filter(|grade| grade.name() == name).count();
        if count > 0 {
            write!(out, ", {count} {name}")?;
        }
    }
    writeln!(out)
}
