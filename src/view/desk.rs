//! What a desk of a class sees: the presenter's screen or its own copy's, and over it what is for it alone.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use super::places::{Places, rows};
use super::screen::{self, dialog};
use super::theme::Theme;
use super::{help, lesson, status, text};
use crate::app::keymap::BALLOT;
use crate::app::{App, Ballot, Desk};

/// Draws a desk. Where [`Desk::is_plain`] says so it is [`super::draw`] of what the presenter shows, and so the
/// same for every desk of this size.
pub fn draw_desk(desk: &Desk, presenter: &App, theme: &Theme, frame: &mut Frame) {
    let app = desk.app(presenter);
    screen::draw(app, theme, frame);
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [_, body, notice, hints] = rows(area);
    if let Some(scroll) = desk.help() {
        help::draw(app, scroll, theme, body, frame.buffer_mut());
        over(status::closing(theme), hints, frame);
    } else if let Some(ballot) = desk.open_ballot() {
        draw_ballot(ballot, app, theme, body, frame);
        over(status::hints_of(BALLOT.iter(), theme, usize::from(hints.width)), hints, frame);
    }
    if let Some(own) = desk.notice() {
        over(status::line(own, theme), notice, frame);
    } else if desk.is_following() && desk.ballot().is_some_and(|ballot| ballot.is_aside) {
        let line = Line::styled(" the teacher's question is open: b takes it up", theme.notice());
        over(line, notice, frame);
    }
}

fn draw_ballot(ballot: &Ballot, app: &App, theme: &Theme, body: Rect, frame: &mut Frame) {
    let places = Places::of(app, body);
    let place = places.lesson.unwrap_or(places.dialog);
    let inner = dialog("The teacher asks", theme, place, frame.buffer_mut());
    let buffer = frame.buffer_mut();
    let cursor = lesson::draw_ballot(ballot, app.lesson(), theme, inner, buffer);
    if let Some(cursor) = cursor.filter(|cursor| body.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// A line in the place of another.
fn over(line: Line, area: Rect, frame: &mut Frame) {
    Clear.render(area, frame.buffer_mut());
    text::draw(line, area, frame.buffer_mut());
}
