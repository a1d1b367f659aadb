//! What the program has to say: in the line below the panels, and if it does not fit, in the rows above that too. A
//! message is never cut.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::theme::Theme;
use super::{status, text};
use crate::app::{App, Notice, Tone};
use crate::notation::with_minus_signs;

/// The lines for the person, as wide as `place`. Who asks to present waits for an answer, so that this is always
/// seen. In a window without a row for them only what the next key takes away covers a panel.
pub fn lines(app: &App, theme: &Theme, place: Rect) -> Vec<Line<'static>> {
    let width = place.width;
    let asks = app.class().is_some_and(|class| class.asks.is_some());
    let of_class = status::of_class(app).filter(|_| asks || app.notice().is_none());
    let of_class = of_class.filter(|_| !place.is_empty());
    let of_class = of_class.map(|text| wrapped(" ", &text, theme.notice(), width));
    let notice = app.notice().map(|notice| of(notice, theme, width));
    of_class.into_iter().chain(notice).flatten().collect()
}

/// A notice in lines of `width` cells.
pub fn of(notice: &Notice, theme: &Theme, width: u16) -> Vec<Line<'static>> {
    let text = with_minus_signs(&notice.text);
    match notice.tone {
        Tone::Info => wrapped(" ", &text, theme.notice(), width),
        Tone::Refused => wrapped(" ! ", &text, theme.error(), width),
    }
}

/// A text after a mark; further lines begin below the text.
pub fn wrapped(mark: &str, text: &str, style: Style, width: u16) -> Vec<Line<'static>> {
    let room = usize::from(width).saturating_sub(text::width(mark)).max(1);
    let indent = " ".repeat(text::width(mark));
    let start = |line: usize| if line == 0 { mark } else { indent.as_str() };
    let lines = wrap(text, room);
    let line =
        |(i, text): (usize, String)| Line::from(Span::styled(start(i).to_owned() + &text, style));
    lines.into_iter().enumerate().map(line).collect()
}

/// Lines of at most `width` cells, broken between words; a word that is longer is broken where the line ends.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if text::width(line) + 1 + text::width(word) <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
        // A word that is wider than a line has just begun one.
        while lines.last().is_some_and(|line| text::width(line) > width) {
            let Some(long) = lines.pop() else { break };
            let head = text::start(&long, width);
            if head.is_empty() {
                lines.push(long);
                break;
            }
            let rest = long[head.len()..].to_owned();
            lines.push(head.to_owned());
            lines.push(rest);
        }
    }
    lines
}

/// Draws lines whose last one stands in the row of `place`, the others above it, over what is there. `screen` is all
/// there is; in one without a row for them, they stand at its bottom.
pub fn draw(lines: &[Line<'static>], place: Rect, screen: Rect, buffer: &mut Buffer) {
    let most = if screen.height > 1 { screen.height - 1 } else { 1 };
    let height = (lines.len() as u16).min(most);
    let bottom = if place.is_empty() { screen.bottom() } else { place.bottom() };
    let y = bottom.saturating_sub(height).max(screen.y);
    let area = Rect { y, height, ..screen }.intersection(screen);
    Clear.render(area, buffer);
    for (line, row) in lines.iter().zip(area.rows()) {
        line.render(row, buffer);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_word_is_broken_and_none_of_it_is_lost() {
        assert_eq!(wrap("no file /a/b/c/d.csv", 8), ["no file", "/a/b/c/d", ".csv"]);
        assert_eq!(wrap("温度 温度温度", 5), ["温度", "温度", "温度"]);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_all_is_there(text in "[a-z−温 ]{0,60}", width in 2_usize..20) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| text::width(line) <= width), "{:?}", lines);
            let without_blanks = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_blanks(&lines.concat()), without_blanks(&text));
        }
    }
}
