//! The paragraphs of a lesson as lines.

use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use crate::lesson::{NamedKey, Paragraph, Piece};
use crate::text;
use crate::view::theme::Theme;

/// Returns the lines of a paragraph in this width, with the keys of who reads it. What is
/// emphasised is bold, or underlined if all of it is bold.
pub(in crate::view) fn lines(
    paragraph: &Paragraph,
    key: impl Fn(NamedKey) -> String,
    width: usize,
    (theme, style): (&Theme, Style),
) -> Vec<Line<'static>> {
    let mut pieces = paragraph.pieces(key);
    for piece in &mut pieces {
        piece.text = theme.spelled(&piece.text).into_owned();
    }
    let is_bold = style.add_modifier.contains(Modifier::BOLD);
    let strong = style.add_modifier(if is_bold { Modifier::UNDERLINED } else { Modifier::BOLD });
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut styled = pieces.iter().flat_map(|Piece { text, is_strong }| {
        text.chars().map(|c| (c, if *is_strong { strong } else { style }))
    });
    let mut line_of = |line: String| {
        let mut spans: Vec<Span> = Vec::new();
        for c in line.chars() {
            // Blanks at the end of a line are not part of it; what is cut has an ellipsis.
            let style = styled.find(|(other, _)| *other == c).map_or(style, |(_, style)| style);
            match spans.last_mut() {
                Some(last) if last.style == style => last.content.to_mut().push(c),
                _ => spans.push(Span::styled(c.to_string(), style)),
            }
        }
        Line::from(spans)
    };
    text::wrap(&whole, width).into_iter().map(&mut line_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::ColorDepth;

    fn shown(text: &str, width: usize, style: Style) -> Vec<String> {
        let lines = lines(
            &Paragraph::of_text(text),
            |_| String::new(),
            width,
            (&Theme::new(ColorDepth::Mono), style),
        );
        let mark = |span: &Span| {
            let is_strong = span.style != style;
            if is_strong { format!("<{}>", span.content) } else { span.content.to_string() }
        };
        lines.iter().map(|line| line.spans.iter().map(mark).collect()).collect()
    }

    #[test]
    fn emphasis_goes_over_the_end_of_a_line() {
        let style = Style::new();
        let expected = ["γ is <a soft>", "share, not a", "decision"];
        assert_eq!(shown("γ is *a soft* share, not a decision", 12, style), expected);
        assert_eq!(
            shown("*all of it*", 5, style.add_modifier(Modifier::BOLD)),
            ["<all>", "<of it>"]
        );
        assert_eq!(shown("2*3 and 2 * 3*x", 20, style), ["2*3 and 2 * 3*x"]);
    }
}
