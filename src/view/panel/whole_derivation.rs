//! A derivation over the whole screen, with the numbers in it that have a derivation of their own.

use std::cell::RefCell;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::derivation::{ALL, DerivationPanel};
use crate::explain::{Link, Number};
use crate::view::scroll::window;
use crate::view::{lines, number};

/// What is before and after a number that may be gone down to, while a text is broken into lines:
/// characters without a width, which no derivation has.
const OPEN: char = '\u{2061}';
const CLOSE: char = '\u{2062}';

/// All of a derivation.
pub(crate) struct WholeDerivation<'a> {
    /// The derivation.
    pub panel: DerivationPanel<'a>,
    /// The number in it that is chosen.
    pub chosen: Option<Link>,
    /// How many lines it is scrolled from where that is in sight.
    pub scroll: isize,
}

/// A derivation in lines, and the first of these with the chosen number.
struct Marked {
    lines: Vec<Line<'static>>,
    chosen: usize,
}

impl WholeDerivation<'_> {
    /// Returns the lines that are in sight, and how many are below them.
    fn in_sight(&self, area: Rect) -> (Vec<Line<'static>>, usize) {
        let Marked { mut lines, chosen } = self.marked(area.width);
        let room = usize::from(area.height);
        let most = lines.len().saturating_sub(room);
        let first = window(lines.len(), chosen, room).saturating_add_signed(self.scroll).min(most);
        let mut lines = lines.split_off(first);
        let below = lines.len().saturating_sub(room);
        lines.truncate(room);
        (lines, below)
    }

    /// Returns whether there is more below what is in sight.
    pub(crate) fn has_more(&self, area: Rect) -> bool {
        self.in_sight(area).1 > 0
    }

    fn marked(&self, width: u16) -> Marked {
        let links = RefCell::new(Vec::new());
        let write = |number: Number| {
            let text = number::exact_enough(number);
            let Some(link) = number.link else { return text };
            links.borrow_mut().push(link);
            // The sign of a term is written apart from it.
            match text.strip_prefix('−') {
                Some(size) => format!("−{OPEN}{size}{CLOSE}"),
                None => format!("{OPEN}{text}{CLOSE}"),
            }
        };
        let texts = self.panel.texts(ALL, &write);
        let mut links = links.take().into_iter();
        let mut marked = Marked { lines: Vec::new(), chosen: 0 };
        let mut is_found = false;
        for text in texts {
            for line in text.wrapped(self.panel.theme, width.into()) {
                let line = self.spans(&line, text.style, &mut links, || {
                    if !is_found {
                        (marked.chosen, is_found) = (marked.lines.len(), true);
                    }
                });
                marked.lines.push(line);
            }
        }
        marked
    }

    /// Returns a line with its links marked; tells of the chosen one.
    fn spans(
        &self,
        line: &str,
        style: Style,
        links: &mut impl Iterator<Item = Link>,
        mut on_chosen: impl FnMut(),
    ) -> Line<'static> {
        let mut spans = Vec::new();
        for (i, part) in line.split(OPEN).enumerate() {
            let (number, rest) = match part.split_once(CLOSE) {
                Some((number, rest)) => (number, rest),
                // A number that does not fit is cut together with its mark.
                None if i > 0 => (part, ""),
                None => ("", part),
            };
            if i > 0 {
                let is_chosen = links.next().is_some_and(|link| Some(link) == self.chosen);
                if is_chosen {
                    on_chosen();
                }
                let mark = if is_chosen {
                    style.patch(self.panel.theme.selected())
                } else {
                    style.add_modifier(Modifier::UNDERLINED)
                };
                spans.push(Span::styled(number.to_owned(), mark));
            }
            spans.push(Span::styled(rest.to_owned(), style));
        }
        spans.retain(|span| !span.content.is_empty());
        Line::from(spans)
    }
}

impl Widget for WholeDerivation<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        lines::draw_all(self.in_sight(area).0, area, buffer);
    }
}
