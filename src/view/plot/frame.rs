//! A plane with axes: where a point of it is among cells and dots.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::app::looks::axes::Range;
use crate::text;
use crate::view::lines;
use crate::view::plot::raster::{DOTS_X, DOTS_Y};
use crate::view::plot::ticks::Ticks;
use crate::view::theme::Theme;

/// Below this width the numbers of the y axis would leave no room for the curves.
const NARROW: u16 = 24;
/// The rows from a number of the y axis to the next, at least.
const CLOSEST: u16 = 2;

/// The numbers of an x axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum XNumbers {
    /// None: something else names its positions.
    None,
    /// Any numbers.
    Any,
    /// Whole numbers only, such as iterations.
    Whole,
    /// Any above 0; the axis has their logarithms to base 10.
    Logarithmic,
}

/// The numbers of a y axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum YNumbers {
    /// Any numbers.
    Any,
    /// Any above 0; the axis has their logarithms to base 10.
    Logarithmic,
}

/// The cells of a plane, its axes drawn around them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlotFrame {
    /// The cells inside the axes.
    pub area: Rect,
    /// From the left to the right end.
    pub x: Range,
    /// From the lower to the upper end.
    pub y: Range,
}

impl PlotFrame {
    /// Draws the axes in `area` and returns the plane inside them; none if there is no room.
    pub(crate) fn new(
        area: Rect,
        x: Range,
        y: Range,
        numbers: XNumbers,
        theme: &Theme,
        buffer: &mut Buffer,
    ) -> Option<Self> {
        Self::scaled(area, (x, numbers), (y, YNumbers::Any), theme, buffer)
    }

    /// As [`Self::new`], with numbers of another kind along y.
    pub(crate) fn scaled(
        area: Rect,
        (x, numbers): (Range, XNumbers),
        (y, y_numbers): (Range, YNumbers),
        theme: &Theme,
        buffer: &mut Buffer,
    ) -> Option<Self> {
        if area.width < 4 || area.height < 3 {
            return None;
        }
        let below = if numbers == XNumbers::None { 1 } else { 2 };
        let below = below.min(area.height - 2);
        let height = area.height - below;
        let (faint, line) = (theme.faint(), theme.faint_line());
        // Two numbers make a scale: in a low plot they are closer together if it takes that.
        let make = match y_numbers {
            YNumbers::Any => Ticks::new,
            YNumbers::Logarithmic => Ticks::logarithmic,
        };
        let apart = |rows| make(y, y.length() / f64::from(height) * f64::from(rows));
        let mut ticks = (CLOSEST..=height.clamp(3, 5)).rev().map(apart);
        let y_ticks = ticks.find(|ticks| ticks.ticks.len() > 1).unwrap_or_else(|| apart(CLOSEST));
        let gutter = y_ticks.width() as u16 + 1;
        let gutter = if area.width < NARROW || gutter > area.width / 2 { 1 } else { gutter };
        let inside = Rect { x: area.x + gutter, width: area.width - gutter, height, ..area };
        let plot = Self { area: inside, x, y };
        let axis = inside.x - 1;
        for y in inside.top()..inside.bottom() {
            buffer[(axis, y)].set_char('│').set_style(line);
        }
        for tick in &y_ticks.ticks {
            let Some(row) = plot.row(tick.at) else { continue };
            buffer[(axis, row)].set_char('┤').set_style(line);
            let width = text::width(&tick.label) as u16;
            // The top row is the offset's, if there is one.
            let is_free = y_ticks.offset.is_none() || row > area.y;
            if width < gutter && is_free {
                buffer.set_string(axis - width, row, &tick.label, faint);
            }
        }
        if let Some(offset) = y_ticks.offset.as_ref().filter(|_| gutter > 1) {
            lines::draw(Line::styled(offset.clone(), faint), Rect { height: 1, ..area }, buffer);
        }
        plot.x_axis(numbers, below, [faint, line], buffer);
        Some(plot)
    }

    fn x_axis(
        &self,
        numbers: XNumbers,
        below: u16,
        [faint, line]: [Style; 2],
        buffer: &mut Buffer,
    ) {
        let inside = self.area;
        let y = inside.bottom();
        buffer[(inside.x - 1, y)].set_char('└').set_style(line);
        for x in inside.left()..inside.right() {
            buffer[(x, y)].set_char('─').set_style(line);
        }
        let labels = Rect { y: y + 1, height: u16::from(below == 2), ..inside };
        let ticks = match numbers {
            XNumbers::None => return,
            XNumbers::Any => Ticks::spaced(self.x, inside.width, Ticks::new),
            XNumbers::Whole => {
                Ticks::spaced(self.x, inside.width, |x, spacing| Ticks::new(x, spacing.max(1.0)))
            }
            // Short numbers: 0.1, 0.2, 0.5.
            XNumbers::Logarithmic => Ticks::spaced(self.x, inside.width, |x, spacing| {
                Ticks::logarithmic(x, 0.8 * spacing)
            }),
        };
        ticks.draw_labels(|x| self.column(x), labels, faint, buffer);
        for tick in &ticks.ticks {
            if let Some(x) = self.column(tick.at) {
                buffer[(x, y)].set_char('┬').set_style(line);
            }
        }
    }

    /// Returns the column of cells of an x; none outside.
    pub(crate) fn column(&self, x: f64) -> Option<u16> {
        let share = share(x, self.x)?;
        Some(self.area.x + ((share * f64::from(self.area.width)) as u16).min(self.area.width - 1))
    }

    /// Returns the column of dots of an x, from 0 at the left; the nearest if it is outside.
    pub(crate) fn dot(&self, x: f64) -> usize {
        let share = (x - self.x.lo()) / self.x.length();
        ((share * self.dots_wide() as f64) as usize).min(self.dots_wide() - 1)
    }

    /// Returns the row of cells of a y; none outside.
    pub(crate) fn row(&self, y: f64) -> Option<u16> {
        let share = share(y, self.y)?;
        let up = ((share * f64::from(self.area.height)) as u16).min(self.area.height - 1);
        Some(self.area.bottom() - 1 - up)
    }

    /// Columns of dots.
    pub(crate) fn dots_wide(&self) -> usize {
        usize::from(self.area.width) * DOTS_X
    }

    /// x in the middle of a column of dots.
    pub(crate) fn x_of_dot(&self, column: usize) -> f64 {
        let share = (column as f64 + 0.5) / self.dots_wide() as f64;
        self.x.lo() + self.x.length() * share
    }

    /// Returns the row of dots of a y, from 0 at the bottom; −1 or the first row above if it is
    /// outside.
    pub(crate) fn level(&self, y: f64) -> i64 {
        let high = f64::from(self.area.height) * DOTS_Y as f64;
        let share = (y - self.y.lo()) / self.y.length();
        // A NaN is nowhere: below the plot.
        if share.is_nan() { -1 } else { (share * high).floor().clamp(-1.0, high) as i64 }
    }
}

fn share(value: f64, range: Range) -> Option<f64> {
    range.contains(value).then(|| (value - range.lo()) / range.length())
}
