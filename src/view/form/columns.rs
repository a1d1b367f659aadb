//! The columns of a table, in the data dialog: a line each.
//!
//! ```text
//!    column       n left out  minimum   median  maximum distinct
//!  ▸ waiting    272        0       43       76       96       51 ▅▇▄▃▇█▄▁
//! ```

use ratatui::text::{Line, Span};

use crate::app::form::data::{ColumnList, DataForm};
use crate::data::{ColumnSummary, Content, NumberSummary, TableSummary};
use crate::text;
use crate::view::form::data::Listed;
use crate::view::scroll;
use crate::view::theme::Theme;

/// The heights of bars.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What is told of a column of numbers beside its name, in the order of its value: heading, cells.
const FACTS: [(&str, usize); 7] = [
    ("n", 7),
    ("", 8),
    ("minimum", 8),
    ("median", 8),
    ("maximum", 8),
    ("left out", 8),
    ("distinct", 8),
];

/// Where each of [`FACTS`] is in a line, from left to right.
const ORDER: [usize; 7] = [0, 5, 2, 3, 4, 6, HISTOGRAM];

/// Which of [`FACTS`] is the histogram.
const HISTOGRAM: usize = 1;

/// The fewest cells of a name.
const LEAST_NAME: usize = 8;

/// Returns the columns, as much as there is room for around the chosen one; none if they are not
/// what is to be chosen.
pub(super) fn list(form: &DataForm, theme: &Theme, width: u16, room: usize) -> Option<Listed> {
    let cells = usize::from(width).saturating_sub(1);
    let faint = |text: &str| {
        let lines = text::wrap_after(text, cells, " ", " ");
        lines.into_iter().map(|line| Line::styled(line, theme.faint())).collect::<Vec<_>>()
    };
    let said = |text: &str| Some(Listed { lines: faint(text), ..Listed::default() });
    let table = match form.columns()? {
        ColumnList::Pending => return said("looking at the columns …"),
        ColumnList::Unknown(problem) => return said(problem),
        ColumnList::Known(table) => table,
    };
    let facts = Facts::of(cells);
    let mut lines = vec![Line::styled(facts.heading(), theme.faint())];
    let below: Vec<Line> = told(table).iter().flat_map(|text| faint(text)).collect();
    let rows = room.saturating_sub(lines.len() + below.len()).max(1);
    let first = scroll::window(table.columns.len(), form.chosen_column().unwrap_or(0), rows);
    for (i, column) in table.columns.iter().enumerate().skip(first).take(rows) {
        let is_chosen = form.chosen_column() == Some(i);
        let mark = if is_chosen { " ▸ " } else { "   " };
        let style = if is_chosen { theme.selected() } else { theme.faint() };
        let name = text::left(&text::shorten_middle(&column.name, facts.name), facts.name);
        let spans =
            [Span::raw(mark), Span::styled(name, theme.title()), Span::raw(facts.line(column))];
        lines.push(Line::from(Vec::from(spans)).style(style));
    }
    lines.extend(below);
    let count = table.columns.len();
    Some(Listed { lines, shown: scroll::shown(first, count, rows), count })
}

/// Returns what is told of the whole table.
fn told(table: &TableSummary) -> Vec<String> {
    let rows = text::grouped(table.rows as u64);
    let rows =
        if table.is_whole { format!("{rows} rows") } else { format!("the first {rows} rows") };
    let notes = table.notes.iter().map(ToString::to_string);
    std::iter::once(rows).chain(notes).collect()
}

/// Which facts there is room for.
struct Facts {
    name: usize,
    shown: usize,
}

impl Facts {
    fn of(cells: usize) -> Self {
        let room = cells.saturating_sub(3);
        let needs =
            |shown: usize| -> usize { FACTS[..shown].iter().map(|(_, cells)| cells + 1).sum() };
        let shown = (0..=FACTS.len()).rev().find(|shown| needs(*shown) + LEAST_NAME <= room);
        let shown = shown.unwrap_or(0);
        Self { name: room.saturating_sub(needs(shown)).min(30), shown }
    }

    fn shown(&self) -> impl Iterator<Item = usize> {
        ORDER.into_iter().filter(|fact| *fact < self.shown)
    }

    fn heading(&self) -> String {
        let facts = self.shown().map(|fact| {
            let (heading, cells) = FACTS[fact];
            format!(" {}", text::right(heading, cells))
        });
        format!("   {}{}", text::left("column", self.name), facts.collect::<String>())
    }

    /// Returns what is told of a column, behind its name.
    fn line(&self, column: &ColumnSummary) -> String {
        let numbers = match &column.content {
            Content::Numbers(numbers) => numbers,
            Content::Text(text) => return format!(" text, such as '{text}'"),
            Content::Nothing => return " nothing".to_owned(),
        };
        if numbers.numbers_rows {
            let (from, to) = (text::shortest(numbers.minimum), text::shortest(numbers.maximum));
            return format!(" numbers the rows, {from} to {to}");
        }
        let facts = self.shown().map(|fact| {
            let cells = FACTS[fact].1;
            let text = fact_of(fact, column, numbers, cells);
            format!(" {}", if fact == HISTOGRAM { text } else { text::right(&text, cells) })
        });
        let facts: String = facts.collect();
        // Each would be an error.
        match numbers.others {
            0 => facts,
            others => format!("{facts} · {} not numbers", text::grouped(others as u64)),
        }
    }
}

fn fact_of(fact: usize, column: &ColumnSummary, numbers: &NumberSummary, cells: usize) -> String {
    let count = |count: usize| {
        let whole = text::grouped(count as u64);
        if whole.len() <= cells { whole } else { number(count as f64, cells) }
    };
    match fact {
        0 => count(numbers.n),
        2 => number(numbers.minimum, cells),
        3 => number(numbers.median, cells),
        4 => number(numbers.maximum, cells),
        5 => count(column.left_out),
        6 => count(numbers.distinct),
        _ => bars(&numbers.histogram),
    }
}

/// Returns a number whole if it fits, and shortened visibly otherwise.
fn number(x: f64, cells: usize) -> String {
    let whole = text::shortest(x);
    if text::width(&whole) <= cells {
        return whole;
    }
    // As many digits as there is room for.
    text::in_width(x, cells, text::first_four(x), cells)
}

/// Returns a histogram whose highest bar is a whole cell; what is not empty can be seen.
fn bars(counts: &[usize]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    counts.iter().map(|count| EIGHTHS[(count * 8).div_ceil(most)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(numbers_rows: bool) -> ColumnSummary {
        let histogram = [8, 1, 0, 0, 0, 0, 0, 4];
        let numbers = NumberSummary {
            n: 12_345,
            minimum: -1.5,
            median: 76.0,
            maximum: 1_234.567_891,
            distinct: 51,
            histogram,
            numbers_rows,
            others: 0,
        };
        let (name, request) = ("waiting".to_owned(), "waiting".to_owned());
        ColumnSummary { name, request, left_out: 3, content: Content::Numbers(numbers) }
    }

    #[test]
    fn a_column_is_told_as_far_as_there_is_room() {
        let wide = Facts::of(90);
        assert_eq!(
            wide.line(&column(false)),
            "  12,345        3     −1.5       76 1234.568       51 █▁     ▄"
        );
        assert_eq!(wide.line(&column(true)), " numbers the rows, −1.5 to 1234.567891");
        assert_eq!(Facts::of(30).line(&column(false)), "  12,345 █▁     ▄");
        for cells in 0..120 {
            let facts = Facts::of(cells);
            let line = format!("   {}{}", "x".repeat(facts.name), facts.line(&column(false)));
            assert!(text::width(&line) <= cells.max(3), "{cells}: {line}");
        }
    }
}
