//! Lines with commas that are one number each: decimal commas, or commas between thousands.

use super::layout::{Layout, Marks};
use super::numbers::NOTATIONS;
use super::shape::{Row, Shapes, bare, is_any_number, is_missing, rows};
use super::titles;
use crate::data::dialect::{DecimalMark, Delimiter, DialectOptions};
use crate::data::notation::Notation;
use crate::data::note::{Ambiguity, CommaMeaning};
use crate::text::sanitise::visible;

/// The lines of a table, those with commas and the others.
struct Lines<'a> {
    /// Whether a name is above them.
    has_name: bool,
    with: Vec<&'a str>,
    /// Whether not every line has as many commas: then they separate no columns.
    is_uneven: bool,
    /// The same lines with commas between cells.
    cells: &'a [Row<'a>],
}

impl Shapes<'_> {
    /// Returns the layout of a single column whose numbers have commas, if the lines are that.
    pub(super) fn one_column(&self, options: &DialectOptions) -> Option<Layout> {
        let unmarked = |delimiter, most| -> Vec<Row> {
            let rows = rows(self.head, delimiter, self.is_whole, self.comments, most);
            rows.into_iter().filter(|row| !row.is_marked).collect()
        };
        let all = unmarked(None, usize::MAX);
        let titles = titles::of_one_column(&unmarked(None, super::ROWS), options, self.notation);
        let first = all.get(titles)?;
        let is_name =
            !first.is_numeric() && !first.texts().all(|text| is_missing(text, self.notation));
        let has_name = options.header.unwrap_or(is_name);
        if has_name && first.cells[0].contains(&b',') {
            return None;
        }
        let above = titles + usize::from(has_name);
        let body = all[above..].iter().map(|row| str::from_utf8(row.cells[0]).map(str::trim));
        let body: Vec<&str> = body.collect::<Result<_, _>>().ok()?;
        let (with, without): (Vec<&str>, Vec<&str>) =
            body.iter().copied().partition(|line| line.contains(','));
        let is_cut = |line: &&str| line.ends_with(',') || line.contains('"');
        if with.is_empty() || with.iter().any(is_cut) {
            return None;
        }
        let is_number = |line: &&str| is_any_number(line) || is_missing(line, self.notation);
        let is_uneven = without.iter().any(is_number) || have_several_lengths(&with);
        let by_comma = unmarked(Some(Delimiter::Byte(b',')), super::ROWS);
        let cells = by_comma.get(above..).unwrap_or_default();
        let lines = Lines { has_name, with, is_uneven, cells };
        let mut marks = readings(&lines.with);
        marks.retain(|(decimal, _)| options.decimal.is_none_or(|said| said == *decimal));
        if marks.is_empty() || !(options.decimal.is_some() || lines.are_numbers(&marks)) {
            return None;
        }
        let mut layout = self.of_start(titles, None, 1, options);
        layout.marks = marks.first().copied();
        layout.ambiguities.extend(lines.ambiguity(&marks, options.decimal));
        Some(layout)
    }
}

impl Lines<'_> {
    /// Returns whether each line is a number by these marks, rather than cells.
    fn are_numbers(&self, marks: &[Marks]) -> bool {
        let are_pairs = || self.cells.iter().all(|row| row.width() == 2);
        let has_point = |line: &&str| line.contains('.');
        let are_thousands =
            self.with.iter().any(has_point) && marks.contains(&(DecimalMark::Point, Some(',')));
        if self.has_name {
            return are_thousands || !(are_pairs() && are_row_names(self.cells));
        }
        self.cells.len() > 1 && (self.is_uneven || are_amounts(&self.with))
    }

    /// Returns what the commas could be too, unless the decimal mark was said.
    fn ambiguity(&self, marks: &[Marks], said: Option<DecimalMark>) -> Option<Ambiguity> {
        let chosen = meaning(*marks.first()?);
        let mut others: Vec<CommaMeaning> = Vec::new();
        if said.is_none() {
            let other = marks.iter().map(|marks| meaning(*marks)).find(|other| *other != chosen);
            others.extend(other);
        }
        // Rows of several lengths are no table.
        if said != Some(DecimalMark::Comma) && !self.is_uneven {
            let otherwise =
                if self.has_name { CommaMeaning::RowNames } else { CommaMeaning::Columns };
            others.push(otherwise);
        }
        let text = visible(self.with[0]);
        (!others.is_empty()).then_some(Ambiguity::Commas { text, chosen, others })
    }
}

/// Returns what commas are by these marks.
fn meaning((decimal, _): Marks) -> CommaMeaning {
    match decimal {
        DecimalMark::Point => CommaMeaning::Thousands,
        DecimalMark::Comma => CommaMeaning::Decimal,
    }
}

/// Returns the ways of writing numbers by which every line is one.
fn readings(lines: &[&str]) -> Vec<Marks> {
    let mut marks = NOTATIONS.to_vec();
    for line in lines {
        if line.len() > 60 {
            return Vec::new();
        }
        marks.retain(|(decimal, group)| {
            Notation::default().with(*decimal, *group).number(line).is_some()
        });
        if marks.is_empty() {
            break;
        }
    }
    marks
}

fn have_several_lengths(lines: &[&str]) -> bool {
    let commas = |line: &str| line.matches(',').count();
    lines.iter().any(|line| commas(line) != commas(lines[0]))
}

/// Returns whether every line has points between thousands and a comma, with as many digits behind
/// it as in the others: `1.234,50`.
fn are_amounts(lines: &[&str]) -> bool {
    let german = Notation::default().with(DecimalMark::Comma, Some('.'));
    let digits = |line: &str| line.rsplit_once(',').map(|(_, digits)| digits.len());
    lines.iter().all(|line| {
        line.contains('.') && german.number(line).is_some() && digits(line) == digits(lines[0])
    })
}

/// Returns what rows of two cells that commas separate could be too: one number each. `chosen` is
/// what they are taken for.
pub(super) fn may_be_one(rows: &[Row], chosen: CommaMeaning) -> Option<Ambiguity> {
    let is_pair = |row: &Row| row.width() == 2 && !row.has_quote() && !row.ends_blank();
    if rows.is_empty() || !rows.iter().all(is_pair) {
        return None;
    }
    let line = |row: &Row| {
        let line = [row.cells[0], b",", row.cells[1]].concat();
        String::from_utf8_lossy(&line).trim().to_owned()
    };
    let lines: Vec<String> = rows.iter().map(line).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let marks = readings(&lines);
    let is_possible = |other: &CommaMeaning| marks.iter().any(|marks| meaning(*marks) == *other);
    let others = [CommaMeaning::Decimal, CommaMeaning::Thousands];
    let others: Vec<CommaMeaning> = others.into_iter().filter(is_possible).collect();
    let text = visible(lines[0]);
    (!others.is_empty()).then_some(Ambiguity::Commas { text, chosen, others })
}

/// Returns whether the first cells are names of rows: quoted, texts, or 1, 2, 3, …
pub(super) fn are_row_names(rows: &[Row]) -> bool {
    let is_quoted = |row: &Row| row.cells[0].trim_ascii().starts_with(b"\"");
    let is_text = |row: &Row| {
        let cell = bare(row.cells[0]);
        cell.last().is_some_and(|byte| !byte.is_ascii_digit())
            && !row.texts().next().is_some_and(is_any_number)
    };
    let counts = |(index, row): (usize, &Row)| {
        str::from_utf8(bare(row.cells[0])).is_ok_and(|text| text == (index + 1).to_string())
    };
    rows.iter().all(is_quoted) || rows.iter().all(is_text) || rows.iter().enumerate().all(counts)
}
