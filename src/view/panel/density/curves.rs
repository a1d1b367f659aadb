//! The curves of the density chart: sampling, drawing, and the letters and legend among them.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

use super::DensityPanel;
use crate::mixture::{Component, Theta, responsibilities};
use crate::text;
use crate::view::plot::raster::{DOTS_X, DOTS_Y, Ink, Raster, spans};

/// Cells on and cells off, along the curve; component k has pattern k, and they repeat.
const DASHES: [(usize, usize); 5] = [(3, 1), (2, 2), (1, 1), (4, 2), (2, 1)];

/// The row of dots (from 0 at the bottom) of a density on a plot of this many cells; the row above
/// the highest where it is cut off.
pub fn level(density: f64, y_max: f64, height: u16) -> i64 {
    let top = f64::from(height) * DOTS_Y as f64 - 1.0;
    (density / y_max * top).round().clamp(0.0, top + 1.0) as i64
}

/// The heights of every curve at every column of dots.
pub struct Curves {
    mixture: Vec<i64>,
    components: Vec<Curve>,
    before: Vec<i64>,
    dots_high: i64,
    legend: Vec<Entry>,
}

struct Curve {
    levels: Vec<i64>,
    /// The column of dots of the mean; negative or beyond the picture where the mean is.
    mean: i64,
}

impl Curves {
    pub fn new(chart: &DensityPanel, raster: &Raster) -> Self {
        let columns = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let level = |density: f64| level(density, chart.axes.y_max, height);
        let levels = |highest: &dyn Fn((f64, f64)) -> f64| -> Vec<i64> {
            (0..columns).map(|i| level(highest(chart.interval(i, columns)))).collect()
        };
        let component = |c: &Component| {
            let (lo, hi) = chart.axes.x;
            let mean = ((c.mean() - lo) / (hi - lo) * columns as f64).floor();
            Curve {
                levels: levels(&|part| {
                    let x = if holds(part, c.mean()) { c.mean() } else { middle(part) };
                    c.log_joint(x).exp()
                }),
                mean: mean as i64,
            }
        };
        let previous = chart.previous.filter(|previous| *previous != chart.theta);
        Self {
            mixture: levels(&|part| highest(chart.theta, part)),
            components: chart.theta.components().iter().map(component).collect(),
            before: previous.map_or(Vec::new(), |theta| levels(&|part| highest(theta, part))),
            dots_high: raster.dots_high() as i64,
            legend: legend_entries(chart, previous.is_some()),
        }
    }

    /// The posteriors p(k | x; θ), each named where it is highest.
    pub fn posterior(chart: &DensityPanel, raster: &Raster) -> Self {
        let columns = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let rows: Vec<Vec<f64>> = (0..columns)
            .map(|i| responsibilities(middle(chart.interval(i, columns)), chart.theta))
            .collect();
        let component = |k: usize| {
            let highest = rows.iter().map(|gammas| gammas[k]).fold(0.0, f64::max);
            let at: Vec<usize> = (0..columns).filter(|i| rows[*i][k] > 0.999 * highest).collect();
            let levels = rows.iter().map(|gammas| level(gammas[k], 1.0, height)).collect();
            Curve { levels, mean: at.get(at.len() / 2).map_or(-1, |i| *i as i64) }
        };
        Self {
            mixture: Vec::new(),
            components: (0..chart.theta.len()).map(component).collect(),
            before: Vec::new(),
            dots_high: raster.dots_high() as i64,
            legend: vec![Entry::text("p(k | x)", chart.theme.faint())],
        }
    }

    pub fn draw(&self, raster: &mut Raster) {
        for (x, level) in self.before.iter().enumerate().filter(|(x, _)| x % 2 == 0) {
            if *level > 0 {
                raster.dot(x, *level as usize, Ink::Before);
            }
        }
        self.draw_line(raster, &self.mixture, Ink::Mixture, |_, _| true);
        for (k, curve) in self.components.iter().enumerate() {
            let (on, off) = DASHES[k % DASHES.len()];
            let shown = |x: usize, y: usize| {
                // The length of the way along the curve, counted in cells across and up from its
                // foot.
                let across = x as i64 / DOTS_X as i64;
                let up = y as i64 / DOTS_Y as i64;
                let way = if (x as i64) < curve.mean { across + up } else { across - up };
                y > 0 && way.rem_euclid((on + off) as i64) < on as i64
            };
            self.draw_line(raster, &curve.levels, Ink::Component(k), shown);
        }
    }

    fn draw_line(
        &self,
        raster: &mut Raster,
        levels: &[i64],
        ink: Ink,
        shown: impl Fn(usize, usize) -> bool,
    ) {
        for (x, (low, high)) in spans(levels).into_iter().enumerate() {
            for y in low..=high.min(self.dots_high - 1) {
                if shown(x, y as usize) {
                    raster.dot(x, y as usize, ink);
                }
            }
        }
    }

    /// What is written among the curves: ▲ where they are cut off, the components' names, the
    /// legend.
    pub fn render_labels(
        &self,
        chart: &DensityPanel,
        raster: &Raster,
        plot: Rect,
        buffer: &mut Buffer,
    ) {
        let mut board = Board { raster, plot, taken: Vec::new(), buffer };
        board.cut_off(&self.mixture, self.dots_high, chart.theme.mixture());
        for (k, curve) in self.components.iter().enumerate() {
            board.cut_off(&curve.levels, self.dots_high, chart.theme.component(k));
        }
        for (k, curve) in self.components.iter().enumerate() {
            let style = chart.theme.component(k).add_modifier(Modifier::BOLD);
            board.name(curve, &text::component(k), style);
        }
        board.legend(&self.legend, chart.theme.faint());
    }
}

/// p(x; θ) over a part of the x axis: in its middle, or at a mean that lies in it if it is higher
/// there. So no peak is missed, however narrow.
fn highest(theta: &Theta, part: (f64, f64)) -> f64 {
    let means = theta.means().filter(|mean| holds(part, *mean));
    means.map(|x| theta.density(x)).fold(theta.density(middle(part)), f64::max)
}

fn holds((lo, hi): (f64, f64), x: f64) -> bool {
    (lo..hi).contains(&x)
}

fn middle((lo, hi): (f64, f64)) -> f64 {
    lo + (hi - lo) / 2.0
}

/// The plot, with what is written on it already.
struct Board<'a> {
    raster: &'a Raster,
    plot: Rect,
    taken: Vec<(usize, usize)>,
    buffer: &'a mut Buffer,
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
    fn cut_off(&mut self, levels: &[i64], dots_high: i64, style: Style) {
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
    /// itself; else, where each of these would touch another name, nowhere.
    fn name(&mut self, curve: &Curve, name: &str, style: Style) {
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

    /// The legend, where it touches nothing: in a column at the right or at the left, else in the
    /// top row; without the components, which have their digits, where it must be short; else not
    /// at all.
    fn legend(&mut self, all: &[Entry], text: Style) {
        let short: Vec<Entry> = all.iter().filter(|e| !e.is_component).cloned().collect();
        for entries in [all.to_vec(), short] {
            for lines in [entries.iter().map(|e| vec![e.clone()]).collect(), vec![entries.clone()]]
            {
                if self.legend_lines(&lines, text) {
                    return;
                }
            }
        }
    }

    /// Writes these lines at the right or else at the left, or nothing and `false`.
    fn legend_lines(&mut self, lines: &[Vec<Entry>], text: Style) -> bool {
        let width_of = |line: &Vec<Entry>| line.iter().map(Entry::width).sum::<usize>() - GAP;
        let width = lines.iter().map(width_of).max().unwrap_or(0);
        let height = usize::from(self.plot.height);
        let Some(right) = usize::from(self.plot.width).checked_sub(width) else { return false };
        // Half of the height at the most, with an empty cell around.
        if 2 * lines.len() > height || height < 4 {
            return false;
        }
        let free = |start: &usize| {
            let columns = start.saturating_sub(1)..(start + width + 1).min(self.plot.width.into());
            let rows = height - lines.len()..height;
            columns.into_iter().all(|column| rows.clone().all(|row| self.is_free(column, row)))
        };
        let Some(start) = [right, 1].into_iter().find(free) else { return false };
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

/// Cells between the entries of a legend.
const GAP: usize = 2;
/// Cells of line that a legend shows.
const KEY: usize = 5;

#[derive(Clone)]
struct Entry {
    key: String,
    name: String,
    style: Style,
    is_component: bool,
}

impl Entry {
    /// A word without a line.
    fn text(name: &str, style: Style) -> Self {
        Self { key: String::new(), name: name.to_owned(), style, is_component: false }
    }

    fn width(&self) -> usize {
        text::width(&self.key) + 1 + text::width(&self.name) + GAP
    }
}

fn legend_entries(chart: &DensityPanel, before: bool) -> Vec<Entry> {
    let theme = chart.theme;
    let entry = |key: &dyn Fn(usize) -> char, name: &str, style: Style| Entry {
        key: (0..KEY).map(key).collect(),
        name: name.to_owned(),
        style,
        is_component: false,
    };
    let mut entries = vec![entry(&|_| '─', "mixture", theme.mixture())];
    entries.extend((0..chart.theta.len()).map(|k| {
        let (on, off) = DASHES[k % DASHES.len()];
        let dash = |i: usize| if i % (on + off) < on { '─' } else { ' ' };
        let of = entry(&dash, &text::component(k), theme.component(k));
        Entry { is_component: true, ..of }
    }));
    if before {
        entries.push(entry(&|i| if i % 2 == 0 { '·' } else { ' ' }, "before", theme.faint()));
    }
    entries
}
