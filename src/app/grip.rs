//! What of the density chart is held with the mouse.

/// A point of the density chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// In the data's unit.
    pub x: f64,
    /// A density.
    pub density: f64,
}

/// A component's curve that is held with the mouse.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grip {
    /// Which component.
    pub component: usize,
    /// Where the mouse took hold of it.
    pub at: ChartPoint,
    /// How high the curve was there; none if its mean was taken, on the axis, which only moves to
    /// the left and right.
    pub height: Option<f64>,
    /// The length that a column of cells is worth.
    pub column: f64,
}
