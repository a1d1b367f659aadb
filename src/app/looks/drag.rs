//! How a curve of the density chart is moved with the mouse.

use crate::app::grip::{ChartPoint, Grip};
use crate::app::looks::axes::Axes;

/// A curve that is held, and the axes of the chart, which stay while the mouse moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// The curve.
    pub grip: Grip,
    /// The axes.
    pub axes: Axes,
}

/// What the mouse does with a curve of the density chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Drag {
    /// It takes hold of it.
    Begin(Held),
    /// It moves it here.
    To(ChartPoint),
    /// It lets go.
    End,
}
