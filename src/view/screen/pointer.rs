//! What the mouse is at.

use ratatui::layout::{Position, Rect, Size};

use super::panels::Panels;
use super::{layout, quantity_at, rows};
use crate::app::{App, Asked, Drag, Message, Mode, Panel};
use crate::view::panel::density::DensityPanel;
use crate::view::plot;
use crate::view::theme::Theme;

/// What the left button of the mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// It is pressed.
    Pressed,
    /// The mouse moves while it is pressed.
    Dragged,
    /// It is let go.
    Released,
}

/// Returns what the mouse asks for at a cell of a screen of this size; none where it means nothing.
pub fn pointed_at(
    app: &App,
    theme: &Theme,
    size: Size,
    pointer: Pointer,
    cell: Position,
) -> Option<Message> {
    let screen = Screen { app, theme, size };
    if let Mode::Prompt(prompt) = app.mode()
        && matches!(prompt.asked, Asked::Edit(_))
    {
        return edited_at(screen, pointer, cell);
    }
    match pointer {
        Pointer::Pressed => {
            let grip = on_chart(screen, cell, |chart, area, cell| {
                if area.contains(cell) { chart.grip(area, cell) } else { None }
            });
            grip.map(|held| Message::Drag(Drag::Begin(held))).or_else(|| {
                let (panel, quantity) = quantity_at(app, theme, size, cell)?;
                Some(Message::Select(panel, quantity))
            })
        }
        Pointer::Dragged => {
            app.looks().held()?;
            on_chart(screen, cell, |chart, area, cell| {
                Some(Message::Drag(Drag::To(chart.point(area, cell)?)))
            })
        }
        Pointer::Released => app.looks().held().map(|_| Message::Drag(Drag::End)),
    }
}

/// Returns where the mouse is on the density chart while an observation is edited.
fn edited_at(screen: Screen, pointer: Pointer, cell: Position) -> Option<Message> {
    if pointer == Pointer::Released {
        return None;
    }
    let is_dragged = pointer == Pointer::Dragged;
    on_chart(screen, cell, |chart, area, cell| {
        let point = |column: u16| chart.point(area, Position { x: column, ..cell });
        let x = point(cell.x).filter(|_| is_dragged || area.contains(cell))?.x;
        let beside = point(cell.x + 1)?.x.max(point(cell.x.saturating_sub(1))?.x);
        let width = (beside - x).abs().max(f64::MIN_POSITIVE);
        Some(Message::PointAt { x, within: width / 2.0, is_dragged })
    })
}

/// A state on a screen.
#[derive(Clone, Copy)]
struct Screen<'a> {
    app: &'a App,
    theme: &'a Theme,
    size: Size,
}

/// Calls `f` with the density chart, its inside, and the cell of it that is at this one of the
/// screen, if components can be moved there.
fn on_chart<R>(
    Screen { app, theme, size }: Screen,
    cell: Position,
    f: impl FnOnce(&DensityPanel, Rect, Position) -> Option<R>,
) -> Option<R> {
    let takes_mouse = match app.mode() {
        Mode::Stepping | Mode::Theta(_) => true,
        Mode::Prompt(prompt) => matches!(prompt.asked, Asked::Edit(_)),
        _ => false,
    };
    if !takes_mouse || plot::open(app).is_some() {
        return None;
    }
    let [_, body, ..] = rows(app, Rect::from((Position::ORIGIN, size)));
    let layout = layout(app, body);
    let placed = *layout.panels.iter().find(|placed| placed.panel == Panel::Density)?;
    let panels = Panels::new(app, theme);
    if panels.is_hidden(Panel::Density) {
        return None;
    }
    let (inner, cell) = panels.source(placed, size, cell);
    panels.with_chart(|chart| f(&chart, inner, cell))
}
