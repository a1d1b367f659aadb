//! Lines that are drawn whole, or shortened so that no number is cut in the middle. Labels that are
//! left out if they do not fit, and what was typed, are written as they are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::text::{ELLIPSIS, cut, width};

/// Returns the cells that a line takes.
pub(crate) fn width_of(line: &Line) -> usize {
    line.spans.iter().map(|span| width(&span.content)).sum()
}

/// Returns a line of at most `cells`; if it was longer, `…` ends it before a number that does not
/// fit.
pub(crate) fn fit(line: Line<'_>, cells: usize) -> Line<'_> {
    let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    if width_of(&line) <= cells {
        return line;
    }
    let (style, alignment) = (line.style, line.alignment);
    let mut left = cut(&text, cells).len();
    let mut spans = Vec::new();
    let mut last = Style::new();
    for span in line.spans {
        last = span.style;
        let shown = left.min(span.content.len());
        left -= shown;
        spans.push(Span::styled(span.content[..shown].to_owned(), span.style));
        if left == 0 {
            break;
        }
    }
    if cells > 0 {
        spans.push(Span::styled(ELLIPSIS, last));
    }
    Line { style, alignment, spans }
}

/// Draws a line in the first row of `area`: whole, or shortened by [`fit`].
pub(crate) fn draw<'a>(line: impl Into<Line<'a>>, area: Rect, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    if !area.is_empty() {
        fit(line.into(), area.width.into()).render(area, buffer);
    }
}

/// Draws lines in the rows of `area`, as many as there are rows.
pub(crate) fn draw_all<'a>(
    lines: impl IntoIterator<Item = Line<'a>>,
    area: Rect,
    buffer: &mut Buffer,
) {
    for (line, row) in lines.into_iter().zip(area.rows()) {
        draw(line, row, buffer);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fitted(text: &str, cells: usize) -> String {
        fit(Line::from(text), cells).to_string()
    }

    #[test]
    fn a_number_is_never_cut() {
        let text = "gap = 1.708033e−8 here";
        assert_eq!(fitted(text, 30), text);
        assert_eq!(fitted(text, 19), "gap = 1.708033e−8 …");
        for cells in 7..19 {
            assert_eq!(fitted(text, cells), "gap =…", "{cells}");
        }
        assert_eq!(fitted("×9.7e−19", 7), "…");
        assert_eq!(fitted("go to t = 12,345", 15), "go to t =…");
        let spans = Line::from(vec![Span::raw("F = −12"), Span::raw(".5 and")]);
        assert_eq!(fit(spans.clone(), 8).to_string(), "F =…");
        assert_eq!(fit(spans, 11).to_string(), "F = −12.5 …");
        assert_eq!(fitted("−2", 1), "…");
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_place(text in "[a-c é温👩0-9.,e−× ]{0,40}", cells in 0..30usize) {
            prop_assert!(width(&fitted(&text, cells)) <= cells);
        }

        #[test]
        fn numbers_are_whole_or_absent(numbers in prop::collection::vec(-1e9..1e9f64, 1..6), cells in 0..60usize) {
            let words: Vec<String> = numbers.iter().map(|x| format!("{x:.3e}").replace('-', "−")).collect();
            let shown = fitted(&words.join(" "), cells);
            for word in shown.split_whitespace() {
                let word = word.trim_end_matches('…');
                prop_assert!(word.is_empty() || words.contains(&word.to_owned()), "{shown} of {words:?}");
            }
        }
    }
}
