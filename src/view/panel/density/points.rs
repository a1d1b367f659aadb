//! The observations of the density chart: stacked marks if they fit, else a histogram behind the
//! curves and a band of responsibilities under them.

use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::{DensityPanel, curves};
use crate::app::looks::axes::histogram::{Histogram, height_at};
use crate::mixture::GammaRows;
use crate::text;
use crate::text::component;
use crate::view::plot::raster::{DOTS_X, DOTS_Y, Ink, Raster, spans};
use crate::view::theme::dominant;

/// The highest stack of marks in a column that still shows every observation.
const STACK: usize = 3;

/// Responsibilities that differ by less than this differ by their rounding only.
const TIE: f64 = 1e-12;

/// How the observations are shown.
pub(super) enum Points {
    /// Every observation in view by its column, ascending, with its index; not if they are grouped.
    Marks(Vec<Vec<(f64, usize)>>),
    /// More than there are columns, or many in one column; with the mean γ in each column if γ was
    /// given.
    Bars(Histogram, Option<Vec<Vec<f64>>>),
}

impl Points {
    pub(super) fn new(chart: &DensityPanel, width: u16) -> Self {
        let (lo, hi) = chart.axes.x;
        let as_bars = || {
            let histogram = Histogram::new(chart.sample, (hi - lo) / f64::from(width.max(1)));
            Self::Bars(histogram, given_means(chart, width))
        };
        if chart.sample.len() > width.into() || chart.sample.weights().is_some() {
            return as_bars();
        }
        let mut columns = vec![Vec::new(); width.into()];
        for (i, &x) in chart.sample.values().iter().enumerate() {
            if let Some(column) = chart.position(x, width) {
                columns[usize::from(column)].push((x, i));
            }
        }
        for column in &mut columns {
            column.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        }
        let highest = columns.iter().map(Vec::len).max().unwrap_or(0);
        // A few that coincide are marks still: ⋮ means the rest of the stack.
        let crowded = columns.iter().filter(|column| column.len() > STACK).count() > 3;
        if crowded && highest > STACK { as_bars() } else { Self::Marks(columns) }
    }

    /// Returns how many rows would show every observation.
    pub(super) fn rows_wanted(&self) -> u16 {
        match self {
            Self::Marks(columns) => columns.iter().map(Vec::len).max().unwrap_or(0).max(1) as u16,
            Self::Bars(..) => 1,
        }
    }

    /// Draws the histogram as outlines with a thin texture in them: curves are easily seen on it.
    pub(super) fn draw_bars(&self, chart: &DensityPanel, raster: &mut Raster) {
        let Self::Bars(histogram, _) = self else { return };
        let dots = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let top = |x: usize| {
            let (lo, hi) = chart.interval(x, dots);
            let (density, is_open) = height_at(histogram, chart.sample, lo + (hi - lo) / 2.0);
            (curves::level(density, chart.axes.y_max, height), is_open)
        };
        let (levels, open): (Vec<i64>, Vec<bool>) = (0..dots).map(top).unzip();
        let last = raster.dots_high() as i64 - 1;
        for (x, (low, high)) in spans(&levels).into_iter().enumerate() {
            // The bar of an open bin is an outline with gaps: it has no width of its own.
            if high == 0 || open[x] && x % 3 == 0 {
                continue;
            }
            for y in low..=high.min(last) {
                raster.dot(x, y as usize, Ink::Bar);
            }
            if open[x] {
                continue;
            }
            for y in (0..levels[x].min(last)).filter(|y| (x as i64 + y) % 4 == 0) {
                raster.dot(x, y as usize, Ink::Bar);
            }
        }
    }

    /// Draws what is below the curves.
    pub(super) fn render(&self, chart: &DensityPanel, area: Rect, buffer: &mut Buffer) {
        for row in 0..area.height {
            let y = area.bottom() - 1 - row;
            let marks: Vec<_> =
                (0..area.width).map(|column| self.mark(chart, column, row, area)).collect();
            draw_marks(&marks, (area.x, y), buffer);
        }
        let Self::Marks(columns) = self else { return };
        for (x, stack) in (area.left()..area.right()).zip(columns) {
            if stack.len() > area.height.into() && area.height > 1 {
                buffer[(x, area.top())].set_char('⋮');
            }
        }
    }

    /// Returns the mark in a column and in a row from the bottom; none if there is no observation.
    fn mark(&self, chart: &DensityPanel, column: u16, row: u16, area: Rect) -> Option<Mark> {
        match self {
            Self::Marks(columns) => {
                let (value, i) = *columns[usize::from(column)].get(usize::from(row))?;
                let gammas = match chart.gamma {
                    Some(GammaRows::Given(gamma)) => gamma.row(i).map(<[f64]>::to_vec),
                    _ => inferred(chart, value),
                };
                Some(mark(chart, gammas))
            }
            // The band is in the top row.
            Self::Bars(_, means) if row + 1 == area.height => {
                let (lo, hi) = chart.interval(column.into(), area.width.into());
                let gammas = || match means {
                    Some(means) => means.get(usize::from(column)).cloned(),
                    None => inferred(chart, lo + (hi - lo) / 2.0),
                };
                chart.has_observations(lo, hi).then(|| mark(chart, gammas()))
            }
            Self::Bars(..) => None,
        }
    }
}

/// An observation's mark.
struct Mark {
    text: String,
    style: Style,
}

/// Returns the responsibilities for an x that an E-step inferred; none if none did.
fn inferred(chart: &DensityPanel, x: f64) -> Option<Vec<f64>> {
    match chart.gamma? {
        GammaRows::Inferred(theta, sharing) => Some(chart.responsibilities_at(x, theta, sharing)),
        GammaRows::Given(_) => None,
    }
}

/// Returns the mean γ of the observations in each column if γ was given: it is not one of x. A
/// column without observations has none.
fn given_means(chart: &DensityPanel, width: u16) -> Option<Vec<Vec<f64>>> {
    let Some(GammaRows::Given(gamma)) = chart.gamma else { return None };
    let mut means = vec![Vec::new(); width.into()];
    for ((i, x), row) in chart.sample.values().iter().enumerate().zip(gamma.rows()) {
        let Some(column) = chart.position(*x, width) else { continue };
        let sums: &mut Vec<f64> = &mut means[usize::from(column)];
        sums.resize(row.len(), 0.0);
        for (sum, gamma) in sums.iter_mut().zip(row) {
            *sum += chart.sample.weight(i) * gamma;
        }
    }
    for sums in &mut means {
        let total: f64 = sums.iter().sum();
        for sum in sums {
            *sum /= total;
        }
    }
    Some(means)
}

/// Returns an observation: a plain mark before the first E-step, then the name of the component
/// that gets more of it (`=` where two get as much), on the colour of its responsibilities.
fn mark(chart: &DensityPanel, gammas: Option<Vec<f64>>) -> Mark {
    let Some(gammas) = gammas.filter(|gammas| !gammas.is_empty()) else {
        return Mark { text: "●".into(), style: chart.theme.text() };
    };
    let most = dominant(&gammas);
    let ties = gammas.iter().filter(|gamma| gammas[most] - **gamma < TIE).count() > 1;
    let text = if ties { "=".into() } else { component(most) };
    Mark { text, style: chart.theme.badge(&gammas) }
}

/// The mark of a component whose name has no room.
pub(super) const NO_ROOM: &str = "•";

/// A row of marks, a cell each. A name of two digits takes the cell of a neighbour of the same name
/// or an empty one; if there is neither, [`NO_ROOM`] is drawn instead: a digit alone would be
/// another component's name.
fn draw_marks(marks: &[Option<Mark>], (x, y): (u16, u16), buffer: &mut Buffer) {
    let name = |i: usize| marks.get(i).and_then(Option::as_ref).map(|mark| mark.text.as_str());
    let mut i = 0;
    while i < marks.len() {
        let Some(mark) = &marks[i] else {
            i += 1;
            continue;
        };
        let width = text::width(&mark.text);
        let run = (i..marks.len()).take_while(|j| name(*j) == name(i)).count();
        for (j, mark) in marks[i..i + run].iter().enumerate() {
            let name = mark.as_ref().map_or("", |m| &m.text);
            let glyph = if width > 1 { NO_ROOM } else { name };
            let style = mark.as_ref().map_or(Style::new(), |mark| mark.style);
            buffer.set_string(x + (i + j) as u16, y, glyph, style);
        }
        let end = i + run;
        // Beside another name two digits would be read as three.
        let is_empty = |j: Option<usize>| j.is_none_or(|j| name(j).is_none());
        let start = i + run.saturating_sub(width) / 2;
        let is_apart = (start > i || is_empty(i.checked_sub(1)))
            && (start + width < end || is_empty(Some(end)));
        if width > 1 && run >= width && is_apart {
            for (j, digit) in mark.text.chars().enumerate() {
                // The digits keep the colours of the cells that they are written on.
                buffer[(x + (start + j) as u16, y)].set_char(digit);
            }
        } else if width > 1 && run == 1 && is_apart && i + width <= marks.len() && {
            (end..=i + width).all(|j| is_empty(Some(j)))
        } {
            buffer.set_string(x + i as u16, y, &mark.text, mark.style);
        }
        i = end;
    }
}
