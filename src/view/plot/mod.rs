//! What takes the density chart's place: which picture, its title, its drawing.

pub(in crate::view) mod bound;
pub(in crate::view) mod frame;
pub(in crate::view) mod raster;
pub(in crate::view) mod staircase;
pub(in crate::view) mod surface;
pub(in crate::view) mod ticks;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::app::{App, Chart, Mode, Picture};
use crate::explain::Direction;
use crate::text::subscript;
use crate::view::number::Scale;
use crate::view::plot::bound::Touching;
use crate::view::plot::staircase::Staircase;
use crate::view::plot::surface::Surface;
use crate::view::theme::Theme;

/// What takes the density chart's place; a θ₀ that is typed shows its density.
pub(in crate::view) fn picture(app: &App) -> Option<Picture> {
    let picture = app.bound().picture();
    picture.filter(|_| !matches!(app.mode(), Mode::Theta(_)))
}

pub(in crate::view) fn title(app: &App, t: usize) -> String {
    if let Some(picture) = picture(app) {
        return picture_title(app, picture);
    }
    let t = subscript(t);
    match app.bound().chart() {
        Chart::Density => format!("Density p(x; θ{t})"),
        Chart::Posterior => format!("Posterior p(k | x; θ{t})"),
        Chart::Both => format!("Density p(x; θ{t}), posterior p(k | x; θ{t})"),
    }
}

fn picture_title(app: &App, picture: Picture) -> String {
    let run = app.timeline().run();
    match picture {
        Picture::Staircase => "ℓ and F after every half-step".into(),
        Picture::Touching => {
            let made = run.gamma_iteration().unwrap_or(0);
            match app.bound().direction() {
                Direction::Along(coordinate) => {
                    let name = bound::name(coordinate);
                    format!("ℓ and F along {name}, through θ{}", subscript(made))
                }
                Direction::WholeStep => {
                    let (from, to) = (subscript(made), subscript(made + 1));
                    format!("ℓ and F from θ{from} (s = 0) to θ{to} (s = 1)")
                }
            }
        }
        Picture::Surface => match app.bound().surface() {
            Some((plane, _)) => {
                format!("ℓ over {} and {}", bound::name(plane.x), bound::name(plane.y))
            }
            None => "ℓ over a plane".into(),
        },
    }
}

pub(in crate::view) fn draw(
    app: &App,
    picture: Picture,
    scale: &Scale,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let (run, bound) = (app.timeline().run(), app.bound());
    match picture {
        Picture::Staircase => {
            Staircase { run, zoom: bound.zoom(), theme }.render(area, buffer);
        }
        Picture::Touching => Touching {
            run,
            direction: bound.direction(),
            zoom: bound.zoom(),
            profile: bound.profile(),
            scale,
            theme,
        }
        .render(area, buffer),
        Picture::Surface => {
            if let Some((plane, grid)) = bound.surface() {
                Surface { run, plane, grid, theme }.render(area, buffer);
            }
        }
    }
}
