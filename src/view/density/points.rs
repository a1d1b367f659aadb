//! The observations of the density chart: stacked marks where they fit, else a histogram behind the curves
//! and a band of responsibilities under them.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{Density, curves};
use crate::app::axes::histogram::Histogram;
use crate::mixture::responsibilities;
use crate::view::raster::{DOTS_X, DOTS_Y, Ink, Raster, spans};
use crate::view::theme::{component_label, dominant};

/// The highest stack of marks in a column that still shows every observation.
const STACK: usize = 3;

/// Responsibilities that differ by less than this differ by their rounding only.
const TIE: f64 = 1e-12;

/// How the observations are shown.
pub enum Points {
    /// Every observation in view by its column, ascending.
    Marks(Vec<Vec<f64>>),
    /// More than there are columns, or many in one place.
    Bars(Histogram),
}

impl Points {
    pub fn new(chart: &Density, width: u16) -> Self {
        let (lo, hi) = chart.axes.x;
        let as_bars =
            || Self::Bars(Histogram::new(chart.sample, (hi - lo) / f64::from(width.max(1))));
        if chart.sample.len() > width.into() || chart.sample.weights().is_some() {
            return as_bars();
        }
        let mut columns = vec![Vec::new(); width.into()];
        for &x in chart.sample.values() {
            if let Some(column) = chart.position(x, width) {
                columns[usize::from(column)].push(x);
            }
        }
        for column in &mut columns {
            column.sort_unstable_by(f64::total_cmp);
        }
        let highest = columns.iter().map(Vec::len).max().unwrap_or(0);
        // A few that coincide are marks still: ⋮ stands for the rest of the stack.
        let crowded = columns.iter().filter(|column| column.len() > STACK).count() > 3;
        if crowded && highest > STACK { as_bars() } else { Self::Marks(columns) }
    }

    /// How many rows would show every observation.
    pub fn rows_wanted(&self) -> u16 {
        match self {
            Self::Marks(columns) => columns.iter().map(Vec::len).max().unwrap_or(0).max(1) as u16,
            Self::Bars(_) => 1,
        }
    }

    /// Draws the histogram as outlines with a thin texture in them: curves are easily seen on it.
    pub fn draw_bars(&self, chart: &Density, raster: &mut Raster) {
        let Self::Bars(histogram) = self else { return };
        let dots = raster.width() * DOTS_X;
        let height = (raster.dots_high() / DOTS_Y) as u16;
        let top = |x: usize| {
            let (lo, hi) = chart.interval(x, dots);
            let density = histogram.density(chart.sample, lo + (hi - lo) / 2.0);
            curves::level(density, chart.axes.y_max, height)
        };
        let levels: Vec<i64> = (0..dots).map(top).collect();
        let last = raster.dots_high() as i64 - 1;
        for (x, (low, high)) in spans(&levels).into_iter().enumerate() {
            if high == 0 {
                continue;
            }
            for y in low..=high.min(last) {
                raster.dot(x, y as usize, Ink::Bar);
            }
            for y in (0..levels[x].min(last)).filter(|y| (x as i64 + y) % 4 == 0) {
                raster.dot(x, y as usize, Ink::Bar);
            }
        }
    }

    /// Draws what stands under the curves.
    pub fn render(&self, chart: &Density, area: Rect, buffer: &mut Buffer) {
        for column in 0..area.width {
            let x = area.x + column;
            match self {
                Self::Marks(columns) => {
                    let stack = &columns[usize::from(column)];
                    for (y, value) in (area.top()..area.bottom()).rev().zip(stack) {
                        mark(chart, *value, (x, y), buffer);
                    }
                    if stack.len() > area.height.into() && area.height > 1 {
                        buffer[(x, area.top())].set_char('⋮');
                    }
                }
                Self::Bars(_) if area.height > 0 => {
                    let (lo, hi) = chart.interval(column.into(), area.width.into());
                    if chart.sample.order().weight_between(lo, hi) > 0.0 {
                        mark(chart, lo + (hi - lo) / 2.0, (x, area.top()), buffer);
                    }
                }
                Self::Bars(_) => {}
            }
        }
    }
}

/// An observation: a plain mark before the first E-step, then the digit of the component that gets more of
/// it (`=` where two get as much), on the colour of its responsibilities.
fn mark(chart: &Density, value: f64, at: (u16, u16), buffer: &mut Buffer) {
    let Some(theta) = chart.gamma_of else {
        buffer[at].set_char('●').set_style(chart.theme.text());
        return;
    };
    let gammas = responsibilities(value, theta);
    let most = dominant(&gammas);
    let ties = gammas.iter().filter(|gamma| gammas[most] - **gamma < TIE).count() > 1;
    let label = if ties { '=' } else { component_label(most) };
    buffer[at].set_char(label).set_style(chart.theme.badge(&gammas));
}
