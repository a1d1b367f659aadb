//! What a table has in each of its columns, for a look before one is chosen.

use crate::data::cell::Cell;
use crate::data::charset::Text;
use crate::data::dialect::DialectOptions;
use crate::data::fault::{Fault, Problem};
use crate::data::notation::Notation;
use crate::data::note::DataNote;
use crate::data::source::OpenSource;
use crate::text::sanitise::{brief_name, visible};

use super::Wants;
use super::candidate::Candidate;
use super::detector::ColumnDetector;
use super::rows::{Counts, Row, Rows};

/// The most cells that are looked at: more rows change little of what is shown.
pub(in crate::data) const MOST_CELLS: usize = 2_000_000;

/// How many bars a histogram has.
const BARS: usize = 8;

/// What a table has in each column.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSummary {
    /// What a person calls the data.
    pub source: String,
    /// How the table is written, if that is not ordinary.
    pub notes: Vec<DataNote>,
    /// Rows that were looked at.
    pub rows: usize,
    /// Whether these are all rows.
    pub is_whole: bool,
    /// The columns in their order.
    pub columns: Vec<ColumnSummary>,
}

/// What a column has.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSummary {
    /// Its name; `column 2` if it has none of its own.
    pub name: String,
    /// What `--column` takes for it.
    pub request: String,
    /// How many cells hold no observation.
    pub left_out: usize,
    /// What is in the others.
    pub content: Content,
}

/// What is in the cells of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing.
    Nothing,
    /// Mostly something else than numbers, such as this.
    Text(String),
    /// Numbers.
    Numbers(NumberSummary),
}

/// What the numbers of a column are.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSummary {
    /// how many there are
    pub n: usize,
    /// the smallest
    pub minimum: f64,
    /// half of them are below
    pub median: f64,
    /// the largest
    pub maximum: f64,
    /// how many different ones there are
    pub distinct: usize,
    /// how many there are in each of equal parts of their range
    pub histogram: [usize; BARS],
    /// whether they only number the rows
    pub numbers_rows: bool,
    /// cells that are not numbers; each would be an error
    pub others: usize,
}

/// A column as far as it was read.
struct Column {
    candidate: Candidate,
    others: usize,
    text: Option<String>,
}

/// Looks at the first rows of a table.
pub(in crate::data) fn summarize(
    input: &mut OpenSource<'_>,
    dialect: &DialectOptions,
) -> Result<TableSummary, Fault> {
    let source = input.name.clone();
    let (text, charset) = Text::new(&mut *input);
    let counts = Counts { charset, ..Counts::default() };
    let (mut rows, mut sniffed) = Rows::new(text, counts.clone(), dialect)?;
    let Some(first) = rows.read()? else { return Err(Problem::Empty.anywhere()) };
    let notation = sniffed.notation.clone();
    let wants = Wants { column: None, others: &[], dialect };
    let mut detector = ColumnDetector::new(&first, wants, &sniffed)?;
    let of_cell = |cell: &[u8]| Column {
        candidate: Candidate::new(&String::from_utf8_lossy(cell), first.line, &notation),
        others: 0,
        text: None,
    };
    let mut columns: Vec<Column> = first.cells.iter().map(of_cell).collect();
    let most = (MOST_CELLS / columns.len()).max(1);
    let (mut count, mut is_whole) = (0, true);
    while let Some(row) = rows.read()? {
        if count == most {
            is_whole = false;
            break;
        }
        if row.is_blank() {
            continue;
        }
        if !detector.is_over() {
            detector.take(&row)?;
        }
        count += 1;
        take(&mut columns, &row, &notation);
    }
    let header = detector.is_header();
    let rows = count + usize::from(!header);
    let columns: Vec<ColumnSummary> = columns
        .into_iter()
        .enumerate()
        .map(|(index, column)| {
            let nameless = header && detector.is_nameless(index);
            let request = detector.name_to_choose(index, header);
            column.summary(index, header, nameless, request, &notation)
        })
        .collect();
    sniffed.dialect.comment_lines += counts.comment_lines.get();
    sniffed.dialect.charset = counts.charset.get();
    sniffed.dialect.compression = input.compression();
    let is_ordinary = sniffed.dialect.is_ordinary();
    sniffed.decide(None);
    let mut notes: Vec<DataNote> =
        sniffed.ambiguities.into_iter().map(DataNote::Ambiguous).collect();
    if !sniffed.titles.is_empty() {
        notes.insert(0, DataNote::Titles { lines: sniffed.titles });
    }
    if !is_ordinary {
        notes.insert(0, DataNote::Dialect(sniffed.dialect));
    }
    Ok(TableSummary { source, notes, rows, is_whole, columns })
}

fn take(columns: &mut [Column], row: &Row, notation: &Notation) {
    for (column, cell) in columns.iter_mut().zip(row.cells) {
        let text = String::from_utf8_lossy(cell);
        column.candidate.take(&text, row.line, notation);
        if column.candidate.fault.take().is_some() {
            column.others += 1;
            column.text.get_or_insert_with(|| visible(&text));
        }
    }
}

impl Column {
    fn summary(
        mut self,
        index: usize,
        header: bool,
        is_nameless: bool,
        request: String,
        notation: &Notation,
    ) -> ColumnSummary {
        let numbers_rows = self.candidate.may_number_rows(header, is_nameless);
        let Candidate { name, first, mut values, mut left_out, .. } = self.candidate;
        if !header {
            match first {
                Cell::Number(x) => values.insert(0, x),
                Cell::Missing(missing) => left_out.count(missing, notation),
                Cell::Other => {
                    self.others += 1;
                    self.text.get_or_insert_with(|| visible(&name));
                }
            }
        }
        let has_name = header && !name.is_empty();
        let name = if has_name { brief_name(&name) } else { format!("column {}", index + 1) };
        let content = if values.len() > self.others {
            Content::Numbers(NumberSummary::of(values, numbers_rows, self.others))
        } else {
            self.text.map_or(Content::Nothing, Content::Text)
        };
        ColumnSummary { name, request, left_out: left_out.total(), content }
    }
}

impl NumberSummary {
    /// Returns the summary of numbers, of which there is one at least.
    pub(in crate::data) fn of(mut values: Vec<f64>, numbers_rows: bool, others: usize) -> Self {
        values.sort_by(f64::total_cmp);
        let n = values.len();
        let (minimum, maximum) = (values[0], values[n - 1]);
        let median = halfway(values[(n - 1) / 2], values[n / 2]);
        let distinct = 1 + values.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let mut histogram = [0; BARS];
        let width = (maximum - minimum) / BARS as f64;
        for x in values {
            let bar = if width > 0.0 { ((x - minimum) / width) as usize } else { BARS / 2 };
            histogram[bar.min(BARS - 1)] += 1;
        }
        Self { n, minimum, median, maximum, distinct, histogram, numbers_rows, others }
    }
}

/// Returns the number halfway between two, to a decimal more than they have: further ones come from
/// the two being binary.
fn halfway(a: f64, b: f64) -> f64 {
    let decimals = |x: f64| x.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let middle = f64::midpoint(a, b);
    let decimals = decimals(a).max(decimals(b)) + 1;
    format!("{middle:.decimals$}").parse().unwrap_or(middle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::unwatched;

    fn summary(mut text: &[u8]) -> TableSummary {
        let mut watch = unwatched;
        let mut input = OpenSource::table("t.csv", &mut text, &mut watch);
        summarize(&mut input, &DialectOptions::default()).unwrap()
    }

    #[test]
    fn each_column_is_told() {
        let table =
            summary(b"# note\nid;who;x;empty\n1;ann;1,5;\n2;bob;NA;\n3;cy;4,5;\n4;di;1,5;\n");
        assert_eq!((table.rows, table.is_whole), (4, true));
        assert_eq!(
            table.notes[0].to_string(),
            "read as: semicolons, decimal commas, 1 comment line"
        );
        let [id, who, x, empty] = &table.columns[..] else { panic!("{table:?}") };
        let Content::Numbers(numbers) = &id.content else { panic!("{id:?}") };
        assert!(numbers.numbers_rows);
        assert_eq!(numbers.median, 2.5);
        assert_eq!(who.content, Content::Text("ann".to_owned()));
        let Content::Numbers(numbers) = &x.content else { panic!("{x:?}") };
        assert!(!numbers.numbers_rows);
        assert_eq!((numbers.n, x.left_out, numbers.distinct), (3, 1, 2));
        assert_eq!((numbers.minimum, numbers.median, numbers.maximum), (1.5, 1.5, 4.5));
        assert_eq!((numbers.histogram[0], numbers.histogram[BARS - 1]), (2, 1));
        assert_eq!((&empty.content, empty.left_out), (&Content::Nothing, 4));
        let nameless = summary(b"5,a\n7,b\n");
        assert_eq!(nameless.columns[0].name, "column 1");
        assert_eq!(nameless.columns[0].request, "1");
        assert_eq!(nameless.rows, 2);
    }

    #[test]
    fn a_median_between_two_numbers_has_no_digits_of_their_binary_sum() {
        for (a, b, middle) in [(2.929, 2.931, 2.93), (0.1, 0.2, 0.15), (1.0, 2.0, 1.5)] {
            assert_eq!(halfway(a, b), middle);
            assert_eq!(halfway(-b, -a), -middle);
        }
        assert_eq!(halfway(1e-300, 3e-300), 2e-300);
        assert_eq!(halfway(0.1, 0.1), 0.1);
    }

    #[test]
    fn a_long_table_is_looked_at_in_part() {
        let text = "x\n".to_owned() + &"1\n".repeat(MOST_CELLS + 1);
        let table = summary(text.as_bytes());
        assert_eq!((table.rows, table.is_whole), (MOST_CELLS, false));
    }
}
