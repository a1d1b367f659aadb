//! The screen while the first data are read.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::app::opening::Opening;
use crate::text;
use crate::view::ascii;
use crate::view::form::progress;
use crate::view::hints;
use crate::view::layout::rows;
use crate::view::lines;
use crate::view::theme::Theme;

/// Draws what is opened and how far it is.
pub(crate) fn draw(opening: &Opening, theme: &Theme, frame: &mut Frame) {
    let area = frame.area();
    if area.is_empty() {
        return;
    }
    let [title, body, _, bottom] = rows(area, 1);
    let name = text::shorten_middle(opening.name(), usize::from(title.width).saturating_sub(10));
    let line = Line::styled(format!(" emstep  {name}"), theme.title());
    lines::draw(line, title, frame.buffer_mut());
    let lines = match (opening.progress(), opening.rebuilt(), opening.waiting_for()) {
        (Some(loading), ..) => progress::lines(loading, theme, body.width),
        (None, Some(rebuilt), _) => progress::of_rebuilding(rebuilt, theme, body.width),
        (None, None, Some(what)) => vec![Line::styled(format!(" {what} …"), theme.notice())],
        (None, None, None) => Vec::new(),
    };
    let above = u16::from(body.height > 2);
    let rest = Rect { y: body.y + above, height: body.height - above, ..body };
    lines::draw_all(lines, rest, frame.buffer_mut());
    let keys = hints::line(&opening.keys(), theme, bottom.width);
    lines::draw(keys, bottom, frame.buffer_mut());
    ascii::finish(theme, frame.buffer_mut());
    theme.paint(frame.buffer_mut());
}
