//! From the state to a frame. The view only reads.

pub mod density;
mod raster;
pub mod theme;
mod ticks;

use ratatui::Frame;

use crate::app::App;
use theme::Theme;

/// Draws the whole screen.
pub fn draw(app: &App, theme: &Theme, frame: &mut Frame) {
    let _ = (app, theme);
    frame.render_widget("emstep", frame.area());
}
