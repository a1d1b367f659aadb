//! What is written among the curves: ▲ where they are cut off, the components' names, the legend.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::DensityPanel;
use super::curves::{Curve, DASHES};
use crate::mixture::Theta;
use crate::text;
use crate::view::plot::raster::{DOTS_X, DOTS_Y, Ink, Raster};

/// The plot, with what is written on it already.
pub(super) struct Board<'a> {
    pub raster: &'a Raster,
    pub plot: Rect,
    pub taken: Vec<(usize, usize)>,
    pub buffer: &'a mut Buffer,
}

impl Board<'_> {
    fn is_free(&self, column: usize, row: usize) -> bool {
        column < self.plot.width.into()
            && row < self.plot.height.into()
            && !self.raster.has_curve(column, row)
            && !self.taken.contains(&(column, row))
    }

    fn put(&mut self, column: usize, row: usize, text: &str, style: Style) {
        let cells = column..column + text::width(text);
        self.taken.extend(cells.map(|column| (column, row)));
        let (x, y) = (self.plot.x + column as u16, self.plot.bottom() - 1 - row as u16);
        self.buffer.set_string(x, y, text, style);
    }

    /// ▲ at the top, in the middle of each stretch that lies above it.
    pub(super) fn cut_off(&mut self, levels: &[i64], dots_high: i64, style: Style) {
        let Some(top) = usize::from(self.plot.height).checked_sub(1) else { return };
        let mut start = 0;
        for stretch in levels.chunk_by(|a, b| (*a >= dots_high) == (*b >= dots_high)) {
            if stretch[0] >= dots_high {
                self.put((start + stretch.len() / 2) / DOTS_X, top, "▲", style);
            }
            start += stretch.len();
        }
    }

    /// A component's name in its bell, under the peak; else beside or above it; else on the peak
    /// itself; else, if each of these would touch another name, nowhere.
    pub(super) fn name(&mut self, curve: &Curve, name: &str, style: Style) {
        let Some(&peak) = usize::try_from(curve.mean).ok().and_then(|x| curve.levels.get(x)) else {
            return;
        };
        let width = text::width(name);
        let Some(last) = usize::from(self.plot.width).checked_sub(width) else { return };
        let column = (curve.mean as usize / DOTS_X).min(last);
        let row = (peak as usize / DOTS_Y).min(usize::from(self.plot.height).saturating_sub(1));
        let below = (1..=3).filter_map(|down| Some((column, row.checked_sub(down)?)));
        let above = (1..=2).map(|up| (column, row + up));
        let beside = (1..=3).flat_map(|away| [Some(column + away), column.checked_sub(away)]);
        let beside = beside.flatten().map(|column| (column, row));
        let mut cells = below.chain(above).chain(beside);
        let is_apart = |&(column, row): &(usize, usize)| {
            let mut around = column.saturating_sub(1)..=column + width;
            around.all(|column| !self.taken.contains(&(column, row)))
        };
        let free = |&(column, row): &(usize, usize)| {
            let mut columns = column..column + width;
            is_apart(&(column, row)) && columns.all(|column| self.is_free(column, row))
        };
        let cell = cells.find(free).or_else(|| Some((column, row)).filter(is_apart));
        if let Some((column, row)) = cell {
            self.put(column, row, name, style);
        }
    }

    /// The legend, if it touches nothing: an entry per line, else several components in a line;
    /// else without the components, which have their digits; else only what nothing else names.
    pub(super) fn legend(&mut self, all: &[Entry], text: Style) {
        let short: Vec<&Entry> = all.iter().filter(|e| !e.is_component).collect();
        let whole: Vec<&Entry> = all.iter().collect();
        let per_line = (1..=PER_LINE).map(|count| in_lines(&whole, count));
        let needed: Vec<&Entry> = all.iter().filter(|e| e.is_needed).collect();
        let one_line = [vec![whole.clone()], in_lines(&short, 1), vec![short], vec![needed]];
        for lines in per_line.chain(one_line).filter(|lines| !lines.concat().is_empty()) {
            if self.legend_lines(&lines, text) {
                return;
            }
        }
    }

    /// Writes these lines at the right, else at the left, else between, or nothing and `false`.
    fn legend_lines(&mut self, lines: &[Vec<&Entry>], text: Style) -> bool {
        let width_of =
            |line: &Vec<&Entry>| line.iter().map(|e| e.width()).sum::<usize>().saturating_sub(GAP);
        let width = lines.iter().map(width_of).max().unwrap_or(0);
        let height = usize::from(self.plot.height);
        let Some(right) = usize::from(self.plot.width).checked_sub(width) else { return false };
        // Half of the height at the most, with an empty cell around.
        if 2 * lines.len() > height + 1 || height < 4 {
            return false;
        }
        let free = |start: &usize| {
            let columns = start.saturating_sub(1)..(start + width + 1).min(self.plot.width.into());
            let rows = height - lines.len()..height;
            columns.into_iter().all(|column| rows.clone().all(|row| self.is_free(column, row)))
        };
        let mut starts = [right, 1.min(right)].into_iter().chain(2..right);
        let Some(start) = starts.find(free) else { return false };
        for (line, y) in lines.iter().zip(self.plot.top()..) {
            let mut x = self.plot.x + start as u16;
            for entry in line {
                self.buffer.set_string(x, y, &entry.key, entry.style);
                let name = x + text::width(&entry.key) as u16 + 1;
                self.buffer.set_string(name, y, &entry.name, text);
                x += entry.width() as u16;
            }
        }
        true
    }
}

/// At most this many components are in a line of the legend, unless all of it is in one line.
const PER_LINE: usize = 4;

/// Returns the entries a line at a time; of components, which follow one another, `count` in a
/// line.
fn in_lines<'e>(entries: &[&'e Entry], count: usize) -> Vec<Vec<&'e Entry>> {
    let parts = entries.chunk_by(|a, b| a.is_component && b.is_component);
    parts.flat_map(|part| part.chunks(count)).map(<[&Entry]>::to_vec).collect()
}

/// Cells between the entries of a legend.
const GAP: usize = 2;
/// Cells of line that a legend shows.
const KEY: usize = 5;

#[derive(Clone)]
pub(super) struct Entry {
    key: String,
    name: String,
    style: Style,
    is_component: bool,
    /// Whether nothing else says what its line is: it stays when the others have no room.
    is_needed: bool,
}

impl Entry {
    /// Returns a word without a line.
    pub(super) fn text(name: &str, style: Style) -> Self {
        Self {
            key: String::new(),
            name: name.to_owned(),
            style,
            is_component: false,
            is_needed: false,
        }
    }

    fn width(&self) -> usize {
        text::width(&self.key) + 1 + text::width(&self.name) + GAP
    }
}

pub(super) fn legend_entries(chart: &DensityPanel, before: bool) -> Vec<Entry> {
    let theme = chart.theme;
    let entry = |ink: Ink, key: &dyn Fn(usize) -> char, name: &str, style: Style| Entry {
        key: ink.key(&(0..KEY).map(key).collect::<String>(), theme),
        name: name.to_owned(),
        style,
        is_component: false,
        is_needed: false,
    };
    let components = chart.theta.map_or(0, Theta::len);
    let mut entries = Vec::new();
    if components > 0 {
        entries.push(entry(Ink::Mixture, &|_| '─', "mixture", theme.mixture()));
    }
    entries.extend((0..components).map(|k| {
        let (on, off) = DASHES[k % DASHES.len()];
        let dash = |i: usize| if i % (on + off) < on { '─' } else { ' ' };
        let of = entry(Ink::Component(k), &dash, &text::component(k), theme.component(k));
        Entry { is_component: true, ..of }
    }));
    if before {
        entries.push(entry(
            Ink::Before,
            &|i| if i % 2 == 0 { '·' } else { ' ' },
            "before",
            theme.faint_line(),
        ));
    }
    if chart.truth.is_some() {
        let dash = |i: usize| if i % 3 < 2 { '╌' } else { ' ' };
        let truth = entry(Ink::Before, &dash, "truth", theme.faint_line());
        entries.push(Entry { is_needed: true, ..truth });
    }
    entries
}
