//! A frame as a picture that needs no terminal: text, SVG, HTML.
//!
//! What comes out is a function of the cells alone, the same bytes everywhere.

mod cells;
mod html;
mod paper;
mod shapes;
mod svg;

use ratatui::buffer::Buffer;

pub use cells::Look;
use cells::rows;
pub(crate) use html::html;
pub use paper::Paper;
pub use svg::svg;

/// Returns the frame as text, a line per row, without the blanks at the ends of the lines.
pub(crate) fn plain(frame: &Buffer) -> String {
    let mut out = String::new();
    for row in rows(frame) {
        let line: String = row.map(|(_, cell)| cell.symbol()).collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_has_a_line_per_row_and_wide_characters_once() {
        let frame = Buffer::with_lines(["温度 γ₀  ", "", " e\u{301} "]);
        assert_eq!(plain(&frame), "温度 γ₀\n\n e\u{301}\n");
    }
}
