//! Where the mouse is on the density chart, and which component it takes hold of.

use ratatui::layout::{Position, Rect};

use super::{DensityPanel, Parts};
use crate::app::grip::{ChartPoint, Grip};
use crate::app::{Chart, Held};

/// A curve is taken hold of this many rows away from it, and a mean this many columns.
const REACH: f64 = 1.5;

impl DensityPanel<'_> {
    /// Returns the component that the mouse takes hold of at a cell of the chart: by its mean on
    /// the axis, by the nearest curve, or from below the highest one.
    pub(crate) fn grip(&self, area: Rect, cell: Position) -> Option<Held> {
        let Parts { upper, axis, .. } = self.parts(area)?;
        if self.chart == Chart::Shares {
            return None;
        }
        let column = (self.axes.x.1 - self.axes.x.0) / f64::from(axis.width.max(1));
        let grip = |component, at, height| {
            let grip = Grip { component, at, height, column };
            Some(Held { grip, axes: *self.axes })
        };
        let components = self.theta?.components().iter().enumerate();
        if axis.contains(cell) {
            let at = self.point(area, cell)?;
            let away = |mean: f64| (mean - at.x).abs() / column;
            let (k, c) = components.min_by(|a, b| away(a.1.mean()).total_cmp(&away(b.1.mean())))?;
            return if away(c.mean()) <= REACH { grip(k, at, None) } else { None };
        }
        if !upper.contains(cell) {
            return None;
        }
        let at = self.point(area, cell)?;
        let row = self.axes.y_max / f64::from(upper.height);
        let heights = components.map(|(k, c)| (k, c.log_joint(at.x).exp())).collect::<Vec<_>>();
        let away = |height: f64| (height - at.density).abs() / row;
        let nearest = heights.iter().min_by(|a, b| away(a.1).total_cmp(&away(b.1)))?;
        let highest = heights.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
        let (k, height) = match (away(nearest.1) <= REACH, highest.1 >= at.density) {
            (true, _) => *nearest,
            (false, true) => *highest,
            (false, false) => return None,
        };
        // Where a curve is flat, a row is not many times its height.
        grip(k, at, Some(height.max(row)))
    }

    /// Returns the point of the chart in the middle of a cell; outside of the chart, of the nearest
    /// cell inside.
    pub(crate) fn point(&self, area: Rect, cell: Position) -> Option<ChartPoint> {
        let Parts { upper, .. } = self.parts(area)?;
        if upper.is_empty() {
            return None;
        }
        let x = cell.x.clamp(upper.left(), upper.right() - 1) - upper.left();
        let y = upper.bottom() - 1 - cell.y.clamp(upper.top(), upper.bottom() - 1);
        let part = |cell: u16, cells: u16| (f64::from(cell) + 0.5) / f64::from(cells);
        let (lo, hi) = self.axes.x;
        Some(ChartPoint {
            x: lo + (hi - lo) * part(x, upper.width),
            density: self.axes.y_max * part(y, upper.height),
        })
    }
}
