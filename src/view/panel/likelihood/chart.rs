//! The chart over the iterations: a bar for ℓ(θ_t) or for log₁₀ Δℓ, with a scale.
//!
//! ```text
//!  −10.96 ┤   ▄▆▇█     the highest value
//!         │  ▆████
//!  −24.51 ┤▁ █████     the lowest one
//!       t  0  ▴  5     the iterations, and the one at the cursor
//! ```

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::LikelihoodPanel;
use crate::app::LikelihoodChart;
use crate::mixture::Iterate;
use crate::text::{self, exponent, first_four, fixed, grouped};
use crate::view::lines;
use crate::view::number::{self, LONGEST};

/// The steps of a cell.
const EIGHTHS: u16 = 8;
/// Parts of a cell from the bottom up.
const PARTS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/// From this height on the iterations are written below the bars.
const WITH_AXIS: u16 = 4;
/// A bar is this wide at most, with the blank after it.
const WIDEST: usize = 4;
/// What is written instead of the logarithm of no change, and of a fall.
const NO_CHANGE: &str = "0";
const FELL: &str = "▾";

/// What is shown of one iteration.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Number(f64),
    /// Δℓ is 0, or so small that it may be rounding.
    NoChange,
    /// ℓ fell by more than rounding.
    Fell,
}

/// The lowest and the highest value of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Scale {
    lo: f64,
    hi: f64,
}

impl Scale {
    /// Returns the height of a bar on this many rows, from 1 for the lowest value.
    fn eighths(self, value: f64, rows: u16) -> u16 {
        let steps = f64::from(rows * EIGHTHS - 1);
        let share = if self.hi > self.lo { (value - self.lo) / (self.hi - self.lo) } else { 1.0 };
        1 + (share.clamp(0.0, 1.0) * steps).round() as u16
    }

    /// Returns the row of a value, from 0 at the bottom.
    fn row(self, value: f64, rows: u16) -> u16 {
        (self.eighths(value, rows) - 1) / EIGHTHS
    }
}

/// The iterations in the columns of the chart.
struct Columns {
    /// The first iteration that has a value, and how many there are.
    first: usize,
    count: usize,
    /// The cells of a bar, with a blank after it if there is room.
    bar: usize,
    /// How many bars there are: fewer than iterations if these have no room, and then some of them
    /// are shown, evenly spaced, with the first and the last among them.
    bars: usize,
}

impl Columns {
    fn new(first: usize, count: usize, room: usize) -> Self {
        let bars = count.min(room);
        Self { first, count, bar: (room / bars.max(1)).clamp(1, WIDEST), bars }
    }

    /// Returns the iteration that a bar shows.
    fn iteration(&self, bar: usize) -> usize {
        match self.bars {
            0 | 1 => self.first + self.count - 1,
            bars => self.first + bar * (self.count - 1) / (bars - 1),
        }
    }

    /// Returns the bar of an iteration, or the next one if there is none; `None` if the iteration
    /// has no value.
    fn bar_of(&self, t: usize) -> Option<usize> {
        let at = t.checked_sub(self.first).filter(|at| *at < self.count)?;
        (0..self.bars).find(|bar| self.iteration(*bar) >= self.first + at)
    }

    /// The cells that the bars take.
    fn width(&self) -> usize {
        (self.bars * self.bar).saturating_sub(usize::from(self.bar > 1))
    }
}

impl<D> LikelihoodPanel<'_, D> {
    pub(super) fn draw_chart(&self, area: Rect, buffer: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let reached = self.run.furthest().iteration();
        let is_of_changes = self.chart == LikelihoodChart::LogChange;
        let first = self.run.first().iteration() + usize::from(is_of_changes);
        if reached < first {
            let name =
                if is_of_changes { self.change() } else { self.run.method().objective().symbol() };
            let step = if first == 2 { "second" } else { "first" };
            let text = format!("no {name} before the {step} M-step");
            return lines::draw(Line::styled(text, self.theme.faint()), area, buffer);
        }
        let axis = u16::from(area.height >= WITH_AXIS);
        let rows = area.height - axis;
        let bars = Rect { height: rows, ..area };
        // How wide the labels are depends on the values, and which values are shown, on the room.
        let values = |columns: &Columns| -> Vec<Value> {
            (0..columns.bars).map(|bar| self.value(columns.iteration(bar))).collect()
        };
        let count = reached + 1 - first;
        let all = values(&Columns::new(first, count, area.width.into()));
        let Some(scale) = self.scale(&all) else {
            let text = format!("{} = 0 in every iteration, within rounding", self.change());
            return lines::draw(Line::styled(text, self.theme.faint()), area, buffer);
        };
        let labels = self.labels(scale, rows, area.width);
        if rows == 1 {
            return self.draw_row(first..reached + 1, scale, &labels, bars, buffer);
        }
        let gutter = labels.iter().map(|(_, label)| text::width(label)).max().unwrap_or(0) as u16;
        let gutter = (gutter + 2).min(area.width);
        for (row, y) in (0..rows).zip((bars.top()..bars.bottom()).rev()) {
            let label = labels.iter().find(|(at, _)| *at == row).map_or("", |(_, label)| label);
            let mark = if label.is_empty() { '│' } else { '┤' };
            let line =
                format!("{} {mark}", text::right(label, usize::from(gutter.saturating_sub(2))));
            let cells = Rect { y, width: gutter, height: 1, ..bars };
            lines::draw(Line::styled(line, self.theme.faint()), cells, buffer);
        }
        let right = Rect { x: area.x + gutter, width: area.width - gutter, ..bars };
        let columns = Columns::new(first, count, right.width.into());
        self.draw_bars(&columns, scale, right, buffer);
        if axis > 0 {
            let below = Rect { y: bars.bottom(), height: 1, ..area };
            let name = text::right("t", usize::from(gutter.saturating_sub(2)));
            lines::draw(Line::styled(name, self.theme.faint()), below, buffer);
            let has_zeros = values(&columns).contains(&Value::NoChange);
            self.draw_axis(&columns, has_zeros, Rect { y: below.y, height: 1, ..right }, buffer);
        }
    }

    /// Returns what is shown of θ_t.
    fn value(&self, t: usize) -> Value {
        let value = self.run.iterate(t).map_or(f64::NAN, Iterate::objective);
        match self.chart {
            LikelihoodChart::LogLikelihood => Value::Number(value),
            LikelihoodChart::LogChange => {
                let change = self.run.change_at(t).unwrap_or(0.0);
                let change = number::without_rounding(change, value);
                if change > 0.0 {
                    Value::Number(change.log10())
                } else if change < 0.0 {
                    Value::Fell
                } else {
                    Value::NoChange
                }
            }
        }
    }

    /// Returns the ends of the chart: the lowest and the highest ℓ, or whole powers of ten. `None`
    /// if there is no number among the values.
    fn scale(&self, values: &[Value]) -> Option<Scale> {
        let numbers = values.iter().filter_map(|value| match value {
            Value::Number(number) => Some(*number),
            Value::NoChange | Value::Fell => None,
        });
        let ends = numbers.fold(None, |ends: Option<(f64, f64)>, x| {
            Some(ends.map_or((x, x), |(lo, hi)| (lo.min(x), hi.max(x))))
        });
        let (lo, hi) = ends?;
        Some(match self.chart {
            LikelihoodChart::LogLikelihood => Scale { lo, hi },
            LikelihoodChart::LogChange => {
                let lo = lo.floor();
                Scale { lo, hi: hi.ceil().max(lo + 1.0) }
            }
        })
    }

    /// Returns the rows, counted from the bottom, that have a label: the ends, and of powers of ten
    /// as many between them as there are rows for.
    fn labels(&self, scale: Scale, rows: u16, width: u16) -> Vec<(u16, String)> {
        let Scale { lo, hi } = scale;
        match self.chart {
            LikelihoodChart::LogLikelihood => {
                const DIGITS: i32 = 2;
                let room = usize::from(width / 2).saturating_sub(2).min(LONGEST);
                let apart = exponent(if hi > lo { hi - lo } else { hi }) - DIGITS;
                let last = apart.min(first_four(lo)).min(first_four(hi));
                let label = |value| number::level(value, last, room);
                if hi > lo {
                    vec![(0, label(lo)), (rows - 1, label(hi))]
                } else {
                    vec![(rows - 1, label(hi))]
                }
            }
            LikelihoodChart::LogChange => {
                let apart = ((hi - lo) / f64::from(rows.max(2) - 1)).ceil().max(1.0);
                let count = ((hi - lo) / apart) as usize;
                let inner = (0..=count).map(|i| hi - apart * i as f64);
                let mut labels: Vec<(u16, String)> =
                    vec![(0, fixed(lo, 0)), (rows - 1, fixed(hi, 0))];
                for value in inner {
                    let row = scale.row(value, rows);
                    if labels.iter().all(|(taken, _)| *taken != row) {
                        labels.push((row, fixed(value, 0)));
                    }
                }
                labels
            }
        }
    }

    fn draw_bars(&self, columns: &Columns, scale: Scale, area: Rect, buffer: &mut Buffer) {
        let cursor = columns.bar_of(self.run.cursor().iteration());
        for bar in 0..columns.bars {
            let style = cursor.map_or(self.theme.text(), |at| self.mark_style(bar.cmp(&at)));
            let value = self.value(columns.iteration(bar));
            let start = area.x + (bar * columns.bar) as u16;
            let end = start + columns.bar.max(2) as u16 - 1;
            for x in start..end.min(area.right()) {
                draw_bar(value, scale, style, Rect { x, width: 1, ..area }, buffer);
            }
        }
    }

    /// The chart in a row: the lowest value, the bars, the highest one.
    fn draw_row(
        &self,
        iterations: Range<usize>,
        scale: Scale,
        labels: &[(u16, String)],
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let faint = self.theme.faint();
        let [lo, hi] = match labels {
            [(_, lo), (_, hi), ..] => [lo.as_str(), hi.as_str()],
            [(_, hi)] => ["", hi.as_str()],
            [] => ["", ""],
        };
        let before = text::width(lo) + usize::from(!lo.is_empty());
        let room = usize::from(area.width).saturating_sub(before + text::width(hi) + 1);
        let columns = Columns::new(iterations.start, iterations.len(), room.max(1));
        lines::draw(Line::styled(lo.to_owned(), faint), area, buffer);
        let x = area.x + before as u16;
        let bars = Rect { x, width: columns.width() as u16, ..area }.intersection(area);
        self.draw_bars(&columns, scale, bars, buffer);
        let x = bars.right() + 1;
        let right = Rect { x, width: area.right().saturating_sub(x), ..area };
        lines::draw(Line::styled(hi.to_owned(), faint), right, buffer);
    }

    /// The first and the last iteration below their bars, a mark below the one at the cursor, and
    /// what a 0 among the bars means.
    fn draw_axis(&self, columns: &Columns, has_zeros: bool, area: Rect, buffer: &mut Buffer) {
        let faint = self.theme.faint();
        let first = grouped(columns.first as u64);
        let last = grouped((columns.first + columns.count - 1) as u64);
        lines::draw(Line::styled(first.clone(), faint), area, buffer);
        let mut end = text::width(&first);
        // The last iteration's name ends below its bar if it can, but does not touch the first's.
        let start = columns.width().saturating_sub(text::width(&last));
        if columns.count > 1 && columns.width() > end {
            let start = start.max(end + 1);
            if start + text::width(&last) <= usize::from(area.width) {
                let right = Rect { x: area.x + start as u16, ..area }.intersection(area);
                lines::draw(Line::styled(last.clone(), faint), right, buffer);
                end = start + text::width(&last);
            }
        }
        let cursor = self.run.cursor().iteration();
        if let Some(bar) = columns.bar_of(cursor) {
            let x = area.x + (bar * columns.bar) as u16;
            let cell = Rect { x, width: 1, ..area }.intersection(area);
            if cell.area() > 0 && buffer[(x, area.y)].symbol() == " " {
                lines::draw(Span::styled("▴", self.theme.accent()), cell, buffer);
            }
        }
        if has_zeros {
            let text = format!("   {NO_CHANGE}: {} = 0 within rounding", self.change());
            let x = area.x.saturating_add(end as u16);
            if x.saturating_add(text::width(&text) as u16) <= area.right() {
                let right = Rect { x, width: area.right() - x, ..area };
                lines::draw(Line::styled(text, faint), right, buffer);
            }
        }
    }
}

/// Draws the bar of a value in a column of cells.
fn draw_bar(value: Value, scale: Scale, style: Style, column: Rect, buffer: &mut Buffer) {
    let value = match value {
        Value::Number(value) => value,
        Value::NoChange | Value::Fell => {
            let mark = if value == Value::Fell { FELL } else { NO_CHANGE };
            buffer.set_string(column.x, column.bottom() - 1, mark, style);
            return;
        }
    };
    let eighths = scale.eighths(value, column.height);
    for (row, y) in (0..).zip((column.top()..column.bottom()).rev()) {
        let part = eighths.saturating_sub(row * EIGHTHS).min(EIGHTHS);
        buffer.set_string(column.x, y, PARTS[usize::from(part)], style);
    }
}
