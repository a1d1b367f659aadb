//! A frame as SVG.
//!
//! Each character has a position of its own, so no font moves another one; what charts are made of
//! is drawn as shapes. No font is embedded: the reader's own monospaced one is taken.

use std::collections::BTreeMap;
use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

use super::cells::{Look, escaped, rows};
use super::paper::Paper;
use super::shapes::{self, HEIGHT, Stroke, WIDTH};
use crate::text;
use crate::view::theme::Rgb;

/// The fonts that are asked for, in this order: those that systems bring along.
pub(super) const FONTS: &str = "ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',\
    'Liberation Mono',monospace";
/// How far below a cell's upper edge letters stand.
const BASELINE: u16 = 12;

/// A cell and where it is.
#[derive(Clone, Copy)]
struct Glyph<'a> {
    x: u16,
    end: u16,
    symbol: &'a str,
    look: Look,
}

impl<'a> Glyph<'a> {
    fn new(column: u16, cell: &'a Cell, paper: Paper) -> Self {
        let (symbol, look) = (cell.symbol(), Look::of(cell, paper));
        let end = (column + text::width(symbol).max(1) as u16) * WIDTH;
        Self { x: column * WIDTH, end, symbol, look }
    }
}

/// What looks alike, drawn together.
#[derive(Default)]
struct Layers {
    behind: BTreeMap<Rgb, String>,
    shapes: BTreeMap<(Stroke, Rgb), String>,
    /// By ink, bold, italic.
    letters: BTreeMap<(Rgb, bool, bool), String>,
    /// The rows of each column's characters `│`, by where the column begins.
    pillars: BTreeMap<(u16, Rgb), Vec<u16>>,
}

/// Returns the frame as an SVG document. `title` says what it shows; its description, for readers
/// who hear it, is the text of the frame.
pub fn svg(frame: &Buffer, paper: Paper, title: &str) -> String {
    let mut layers = Layers::default();
    for (y, row) in (0..).step_by(HEIGHT.into()).zip(rows(frame)) {
        let row: Vec<_> = row.map(|(column, cell)| Glyph::new(column, cell, paper)).collect();
        layers.add(&row, y);
    }
    layers.add_pillars();
    let (width, height) = (frame.area.width * WIDTH, frame.area.height * HEIGHT);
    let mut out = String::new();
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
             <title>{}</title>\n<desc>{}</desc>\n\
             <path fill=\"{}\" d=\"M0 0h{width}v{height}h-{width}z\"/>\n",
            escaped(title),
            escaped(&words(frame)),
            paper.color(),
        ),
    );
    layers.write(&mut out);
    out.push_str("</svg>\n");
    out
}

impl Layers {
    /// Adds a row whose upper edge is at `y`.
    fn add(&mut self, row: &[Glyph<'_>], y: u16) {
        for run in row.chunk_by(|a, b| a.look.behind == b.look.behind) {
            let (x, width) = (run[0].x, run[run.len() - 1].end - run[0].x);
            if let Some(color) = run[0].look.behind {
                let path = self.behind.entry(color).or_default();
                put(path, format_args!("M{x} {y}h{width}v{HEIGHT}h-{width}z"));
            }
        }
        // A border is one line, not one for each cell.
        let is_rule = |glyph: &Glyph<'_>| glyph.symbol == "─";
        for run in row.chunk_by(|a, b| is_rule(a) && is_rule(b) && a.look.ink == b.look.ink) {
            if is_rule(&run[0]) {
                let path = self.shapes.entry((Stroke::Line, run[0].look.ink)).or_default();
                shapes::append_rule(path, run.len() as u16, run[0].x, y);
            }
        }
        let mut letters: BTreeMap<_, Vec<&Glyph<'_>>> = BTreeMap::new();
        for glyph in row {
            let Glyph { x, end, symbol, look } = *glyph;
            if symbol == "│" {
                self.pillars.entry((x, look.ink)).or_default().push(y);
            } else if let Some(stroke) = shapes::stroke_of(symbol).filter(|_| !is_rule(glyph)) {
                shapes::append(self.shapes.entry((stroke, look.ink)).or_default(), symbol, x, y);
            } else if !is_rule(glyph) && !symbol.trim().is_empty() {
                letters
                    .entry((look.ink, look.is(Modifier::BOLD), look.is(Modifier::ITALIC)))
                    .or_default()
                    .push(glyph);
            }
            for (line, below) in [(Modifier::UNDERLINED, HEIGHT - 2), (Modifier::CROSSED_OUT, 8)] {
                if look.is(line) {
                    let path = self.shapes.entry((Stroke::Line, look.ink)).or_default();
                    put(path, format_args!("M{x} {}h{}", y + below, end - x));
                }
            }
        }
        for (look, letters) in letters {
            write_letters(self.letters.entry(look).or_default(), &letters, y + BASELINE);
        }
    }

    /// Adds what is drawn down the columns: a border is one line there too.
    fn add_pillars(&mut self) {
        for ((x, ink), rows) in std::mem::take(&mut self.pillars) {
            for run in rows.chunk_by(|above, below| above + HEIGHT == *below) {
                let path = self.shapes.entry((Stroke::Line, ink)).or_default();
                shapes::append_pillar(path, run.len() as u16, x, run[0]);
            }
        }
    }

    fn write(&self, out: &mut String) {
        for (color, path) in &self.behind {
            put(out, format_args!("<path fill=\"{color}\" d=\"{path}\"/>\n"));
        }
        for ((stroke, color), path) in &self.shapes {
            match stroke {
                Stroke::Fill(4) => put(out, format_args!("<path fill=\"{color}\"")),
                Stroke::Fill(quarters) => {
                    let opacity = f64::from(*quarters) / 4.0;
                    put(out, format_args!("<path fill=\"{color}\" fill-opacity=\"{opacity}\""));
                }
                Stroke::Line => put(out, format_args!("<path stroke=\"{color}\"")),
                Stroke::Dots => put(
                    out,
                    format_args!(
                        "<path stroke=\"{color}\" stroke-width=\"2.5\" stroke-linecap=\"round\""
                    ),
                ),
            }
            put(out, format_args!(" d=\"{path}\"/>\n"));
        }
        put(
            out,
            format_args!("<g font-family=\"{FONTS}\" font-size=\"13\" text-anchor=\"middle\">\n"),
        );
        for ((ink, bold, italic), letters) in &self.letters {
            let bold = if *bold { " font-weight=\"bold\"" } else { "" };
            let italic = if *italic { " font-style=\"italic\"" } else { "" };
            put(out, format_args!("<g fill=\"{ink}\"{bold}{italic}>\n{letters}</g>\n"));
        }
        out.push_str("</g>\n");
    }
}

/// Writes the letters of a row that look alike, each at the middle of its cell.
fn write_letters(out: &mut String, letters: &[&Glyph<'_>], y: u16) {
    // In a list of positions there is one for each UTF-16 unit, so what has more than one unit is
    // written by itself.
    let is_simple = |glyph: &Glyph<'_>| glyph.symbol.encode_utf16().count() == 1;
    let middle = |glyph: &Glyph<'_>| glyph.x.midpoint(glyph.end);
    let (simple, others): (Vec<_>, Vec<_>) =
        letters.iter().map(|glyph| **glyph).partition(is_simple);
    if !simple.is_empty() {
        let positions: Vec<String> = simple.iter().map(|glyph| middle(glyph).to_string()).collect();
        let symbols: String = simple.iter().map(|glyph| glyph.symbol).collect();
        let (positions, symbols) = (positions.join(" "), escaped(&symbols));
        put(out, format_args!("<text y=\"{y}\" x=\"{positions}\">{symbols}</text>\n"));
    }
    for glyph in others {
        let (x, symbol) = (middle(&glyph), escaped(glyph.symbol));
        put(out, format_args!("<text y=\"{y}\" x=\"{x}\">{symbol}</text>\n"));
    }
}

/// Returns the words and numbers of a frame, without the characters that charts and borders are
/// made of.
fn words(frame: &Buffer) -> String {
    let line = |cells: &mut dyn Iterator<Item = &str>| -> String {
        let text: String =
            cells.map(|s| if shapes::stroke_of(s).is_some() { " " } else { s }).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let lines = rows(frame).map(|row| line(&mut row.map(|(_, cell)| cell.symbol())));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn put(out: &mut String, piece: std::fmt::Arguments<'_>) {
    out.write_fmt(piece).expect("a String takes every character");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the symbols of a document's letters, by the middles of their cells.
    fn letters(document: &str) -> BTreeMap<(u16, u16), String> {
        let mut found = BTreeMap::new();
        for piece in document.split("<text y=\"").skip(1) {
            let (y, rest) = piece.split_once("\" x=\"").unwrap();
            let (xs, rest) = rest.split_once("\">").unwrap();
            let text = rest.split_once("</text>").unwrap().0;
            let text = text.replace("&lt;", "<").replace("&amp;", "&");
            let xs: Vec<u16> = xs.split(' ').map(|x| x.parse().unwrap()).collect();
            let symbols: Vec<String> = match xs.len() {
                1 => vec![text],
                _ => text.chars().map(String::from).collect(),
            };
            assert_eq!(symbols.len(), xs.len());
            for (x, symbol) in xs.into_iter().zip(symbols) {
                assert_eq!(found.insert((x, y.parse().unwrap()), symbol), None);
            }
        }
        found
    }

    #[test]
    fn each_letter_is_in_the_middle_of_its_cells() {
        let frame = Buffer::with_lines(["a<& 温e\u{301}", "𝒩─⣿b   "]);
        let expected = [
            ((4, 12), "a"),
            ((12, 12), "<"),
            ((20, 12), "&"),
            ((40, 12), "温"),
            ((52, 12), "e\u{301}"),
            ((4, 28), "𝒩"),
            ((28, 28), "b"),
        ];
        let expected: BTreeMap<_, _> =
            expected.into_iter().map(|(at, symbol)| (at, symbol.to_owned())).collect();
        assert_eq!(letters(&svg(&frame, Paper::Dark, "")), expected);
    }

    #[test]
    fn lines_and_backgrounds_of_a_row_are_one_shape_each() {
        let mut frame = Buffer::with_lines(["╭───╮", "│    ", "│    "]);
        for x in 1..4 {
            frame[(x, 1)].set_bg(ratatui::style::Color::Indexed(16));
        }
        let document = svg(&frame, Paper::Dark, "");
        assert!(document.contains("M8 8h24M"), "{document}");
        assert!(document.contains("M4 16v32\""), "{document}");
        assert!(document.contains("<path fill=\"#000000\" d=\"M8 16h24v16h-24z\"/>"), "{document}");
    }

    #[test]
    fn what_is_heard_has_no_charts_in_it() {
        let frame = Buffer::with_lines(["╭ ℓ & F ─╮", "│ ⣿⣿▁█  1 │", "          "]);
        let document = svg(&frame, Paper::Light, "a < b");
        assert!(document.contains("<title>a &lt; b</title>\n<desc>ℓ &amp; F\n1</desc>"));
    }
}
