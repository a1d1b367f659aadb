//! What a follower in a class sees: the presenter's screen or its own copy's, and over it what is
//! for it alone.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use crate::app::class::follower::{Ballot, Follower, Given};
use crate::app::{App, Mode};
use crate::view::class::poll;
use crate::view::dialog::cleared;
use crate::view::theme::Theme;
use crate::view::{ascii, hints, lesson, lines, menu, notice, screen};

/// Draws a follower. If [`Follower::is_plain`] says so, it is [`crate::view::draw`] of what the
/// presenter shows, and so the same for every follower of this size.
pub fn draw_follower(follower: &Follower, theme: &Theme, frame: &mut Frame) {
    let app = follower.app();
    screen::draw(app, theme, frame);
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [_, body, message, bottom] = screen::rows(app, area);
    if let Some(given) = follower.given() {
        draw_given(given, app, theme, body, frame);
    }
    if let Some(open) = follower.menu() {
        let cursor = menu::draw(open, follower.sections(), theme, body, frame.buffer_mut());
        over(hints::menu(open, theme, bottom.width), bottom, frame);
        if let Some(cursor) = cursor {
            frame.set_cursor_position(cursor);
        }
    } else if let Some(ballot) = follower.open_ballot() {
        draw_ballot(ballot, follower, app, theme, body, frame);
        over(hints::line(&follower.keys(), theme, bottom.width), bottom, frame);
    } else if follower.given().is_some() {
        over(hints::line(&follower.keys(), theme, bottom.width), bottom, frame);
    }
    // Once more, since what is for this follower is drawn over it and may need more than its one
    // line.
    let own = own_notice(follower, app, theme, area.width);
    let mut lines = notice::lines(app, theme, message);
    if !own.is_empty() && follower.is_following() {
        // It covers what everyone in the class sees, not the panels.
        lines.clear();
    }
    lines.extend(own);
    let is_prompting = matches!(app.mode(), Mode::Prompt(_));
    let row = Rect { y: message.y.saturating_sub(u16::from(is_prompting)), ..message };
    notice::draw(&lines, row, area, frame.buffer_mut());
    ascii::finish(theme, frame.buffer_mut());
    theme.paint(frame.buffer_mut());
}

/// Returns what is said to this follower alone.
fn own_notice(follower: &Follower, app: &App, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    if let Some(own) = follower.notice() {
        return notice::of(own, app.shared().keymap(), theme, width);
    }
    let open = match (follower.is_following(), follower.ballot()) {
        // What has just happened and what a prompt asks come first: the hints have the key too, and
        // that the question is open is said again after them.
        _ if app.notice().is_some() => return Vec::new(),
        (false, _) if matches!(app.mode(), Mode::Prompt(_)) => return Vec::new(),
        (true, Some(ballot)) if ballot.is_aside => "⟦follower:b⟧ takes it up",
        (false, Some(_)) if app.mode().takes_text() => "Esc, then ⟦copy:L⟧ goes back to answer it",
        (false, Some(_)) => "⟦copy:L⟧ goes back to answer it",
        (_, None) | (true, Some(_)) => return Vec::new(),
    };
    let says = format!("the presenter's question is open: {open}");
    notice::wrapped(" ", &app.shared().keymap().fill(&says), theme.notice(), width)
}

/// The lesson and the poll again, with this follower's own answer.
fn draw_given(given: &Given, app: &App, theme: &Theme, body: Rect, frame: &mut Frame) {
    let poll = app.shared().poll();
    let (Some(area), Some(lesson), Some(poll)) =
        (screen::layout(app, body).lesson, app.lesson(), poll)
    else {
        return;
    };
    let (area, answers) = poll::split(app, area);
    let inner = cleared(&lesson::title(lesson), true, theme, area, frame.buffer_mut());
    lesson::draw_given(app, poll, given, theme, inner, frame.buffer_mut());
    if let Some((answers, area)) = answers {
        let inner = cleared(&poll::title(answers), true, theme, area, frame.buffer_mut());
        let own = answers.tally.bar_of(&poll.question, &given.vote);
        poll::draw(answers, own, theme, inner, frame.buffer_mut());
    }
}

fn draw_ballot(
    ballot: &Ballot,
    follower: &Follower,
    app: &App,
    theme: &Theme,
    body: Rect,
    frame: &mut Frame,
) {
    let layout = screen::layout(app, body);
    let area = layout.lesson.unwrap_or(layout.dialog);
    let inner = cleared("The presenter asks", true, theme, area, frame.buffer_mut());
    let buffer = frame.buffer_mut();
    let is_judging = follower.is_judging();
    let cursor = lesson::draw_ballot(ballot, is_judging, app, theme, inner, buffer);
    if let Some(cursor) = cursor.filter(|cursor| body.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws a line over another.
fn over(line: Line, area: Rect, frame: &mut Frame) {
    Clear.render(area, frame.buffer_mut());
    lines::draw(line, area, frame.buffer_mut());
}
