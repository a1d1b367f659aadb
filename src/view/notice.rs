//! What the program has to say: in the lines below the panels, and if it does not fit, in the rows
//! above them too. A message is never cut.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};

use super::theme::Theme;
use crate::app::keymap::Keymap;
use crate::app::{App, Asked, Mode, Notice, Poll, Prompt, Role};
use crate::text;
use crate::text::sanitise::clean;
use crate::text::with_minus_signs;

/// Returns the lines for the person, as wide as `row`. Anyone who asks to present waits for an
/// answer, so that is always shown. In a window without a row for them, only what the next key
/// removes covers a panel.
pub(super) fn lines(app: &App, theme: &Theme, row: Rect) -> Vec<Line<'static>> {
    let mut lines =
        if row.is_empty() { Vec::new() } else { of_class(app, theme.notice(), row.width) };
    if let Some(notice) = app.notice() {
        lines.extend(of(notice, app.shared().keymap(), theme, row.width));
    }
    lines
}

/// Returns how many lines of this width there are that the next key need not remove.
pub(super) fn lasting(app: &App, width: u16) -> u16 {
    let prompt = match app.mode() {
        Mode::Prompt(prompt) => 1 + offer(prompt, Style::new(), width).len(),
        _ => 0,
    };
    (prompt + of_class(app, Style::new(), width).len()) as u16
}

/// Returns what is said above a prompt as long as it is open: what there is to be reopened.
pub(super) fn offer(prompt: &Prompt, style: Style, width: u16) -> Vec<Line<'static>> {
    let Asked::Reopen(left) = &prompt.asked else { return Vec::new() };
    wrapped(" ", &clean(left), style, width)
}

/// Returns how a class goes. What has just happened covers that.
fn of_class(app: &App, style: Style, width: u16) -> Vec<Line<'static>> {
    let asks = matches!(app.role(), Role::Presenter(presenter) if presenter.asks().is_some());
    match class_in_words(app) {
        Some(text) if asks || app.notice().is_none() => {
            wrapped(" ", &app.shared().keymap().fill(&text), style, width)
        }
        Some(_) | None => Vec::new(),
    }
}

/// Returns how a class goes, if that is worth a line.
fn class_in_words(app: &App) -> Option<String> {
    let is_open = app.shared().poll().map(Poll::is_open);
    match app.role() {
        Role::Alone | Role::Explorer => None,
        Role::Presenter(presenter) => {
            if let Some(who) = presenter.asks() {
                return Some(format!("{who} asks to present: ⟦^G⟧ hands over"));
            }
            if !is_open? {
                return Some("the class sees the answers: ⟦^P⟧ ends the poll".into());
            }
            let (total, all) = (presenter.tally().total, presenter.followers());
            Some(format!("{total} of {all} have answered: ⟦^P⟧ shows the class the answers"))
        }
        Role::Follower if !app.shared().is_presented() => Some("waiting for a presenter".into()),
        Role::Follower if is_open? => Some("the class is answering a question".into()),
        Role::Follower => Some("the class has answered".into()),
    }
}

/// Returns a notice in lines of `width` cells.
pub(super) fn of(
    notice: &Notice,
    keymap: &Keymap,
    theme: &Theme,
    width: u16,
) -> Vec<Line<'static>> {
    let text = with_minus_signs(&notice.in_words(keymap));
    match notice {
        Notice::Refused(refusal) if refusal.is_error() => {
            wrapped(" ! ", &text, theme.error(), width)
        }
        Notice::Refused(_) | Notice::Info(_) => wrapped(" ", &text, theme.notice(), width),
    }
}

/// Returns a text after a mark; further lines begin below the text.
pub(super) fn wrapped(mark: &str, text: &str, style: Style, width: u16) -> Vec<Line<'static>> {
    let cells = usize::from(width).max(text::width(mark) + 1);
    let indent = " ".repeat(text::width(mark));
    let lines = text::wrap_after(text, cells, mark, &indent);
    lines.into_iter().map(|line| Line::styled(line, style)).collect()
}

/// Returns how many lines there is room for on a screen.
pub(super) fn most(screen: Rect) -> u16 {
    screen.height.saturating_sub(1).max(1)
}

/// Draws lines whose last one is the last in `row`, the others above it, over what is there.
/// `screen` is all there is; in one without a row for them, they are at its bottom.
pub(super) fn draw(lines: &[Line<'static>], row: Rect, screen: Rect, buffer: &mut Buffer) {
    let height = (lines.len() as u16).min(most(screen));
    let bottom = if row.is_empty() { screen.bottom() } else { row.bottom() };
    let y = bottom.saturating_sub(height).max(screen.y);
    let area = Rect { y, height, ..screen }.intersection(screen);
    Clear.render(area, buffer);
    // They were broken to fit, and what is typed in a prompt is shown as it is.
    for (line, row) in lines.iter().zip(area.rows()) {
        line.render(row, buffer);
    }
}
