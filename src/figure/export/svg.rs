//! A page as SVG. Labels are text, in a font that is embedded, reduced to what the figure needs; a
//! program that cannot use it finds fonts of the same widths in the list.

use std::fmt::Write;

use super::fonts;
use super::subset::subset;
use crate::figure::page::font::{FAMILY, FontStyle};
use crate::figure::page::label::{Level, Run};
use crate::figure::page::{Anchor, Mark, POINTS, Page, Path, Segment, Stroke, Text};

/// The fonts that are as wide as the embedded one, letter by letter, and what to do without them.
const FALLBACK: &str = "Arial,'Liberation Sans',Arimo,Helvetica,sans-serif";

/// Returns a page as an SVG document.
pub fn svg(page: &Page) -> String {
    let mut out = String::new();
    let (width, height) = (page.width / POINTS, page.height / POINTS);
    put(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}mm\" height=\"{}mm\" \
             viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<style>\n",
            number(width),
            number(height),
            number(page.width),
            number(page.height),
            escaped(&page.title),
            escaped(&page.description),
        ),
    );
    for (style, characters) in fonts(page) {
        let data = base64(&subset(style.font(), &characters));
        let slant = if style == FontStyle::Italic { "italic" } else { "normal" };
        put(
            &mut out,
            format_args!(
                "@font-face{{font-family:'{FAMILY}';font-style:{slant};\
                 src:url(data:font/ttf;base64,{data}) format('truetype')}}\n"
            ),
        );
    }
    put(
        &mut out,
        format_args!(
            "</style>\n<path fill=\"#ffffff\" d=\"M0 0H{0}V{1}H0z\"/>\n\
             <g font-family=\"'{FAMILY}',{FALLBACK}\" stroke-linejoin=\"round\">\n",
            number(page.width),
            number(page.height)
        ),
    );
    for mark in &page.marks {
        match mark {
            Mark::Shape { path, fill, stroke } => {
                let fill = fill.map_or("none".to_owned(), |ink| ink.to_string());
                put(&mut out, format_args!("<path fill=\"{fill}\""));
                if let Some(stroke) = stroke {
                    write_stroke(&mut out, stroke);
                }
                put(&mut out, format_args!(" d=\"{}\"/>\n", data(path)));
            }
            Mark::Text(text) => write_text(&mut out, text),
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn write_stroke(out: &mut String, Stroke { ink, width, dashes }: &Stroke) {
    put(out, format_args!(" stroke=\"{ink}\" stroke-width=\"{}\"", number(*width)));
    if !dashes.is_empty() {
        let dashes: Vec<String> = dashes.iter().map(|length| number(*length)).collect();
        put(out, format_args!(" stroke-dasharray=\"{}\"", dashes.join(" ")));
    }
}

fn write_text(out: &mut String, text: &Text) {
    let (x, y) = text.at;
    let (x, y) = (number(x), number(y));
    if text.is_upright {
        put(out, format_args!("<text transform=\"translate({x} {y}) rotate(-90)\""));
    } else {
        put(out, format_args!("<text x=\"{x}\" y=\"{y}\""));
    }
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
        Anchor::End => out.push_str(" text-anchor=\"end\""),
    }
    put(out, format_args!(" font-size=\"{}\"", number(text.size)));
    put(out, format_args!(" fill=\"{}\" xml:space=\"preserve\">", text.ink));
    let mut drop = 0.0;
    for run in text.label.runs() {
        write_run(out, run, text.size, run.drop(text.size) - drop);
        drop = run.drop(text.size);
    }
    out.push_str("</text>\n");
}

/// Writes a run that is `down` below the one before.
fn write_run(out: &mut String, run: &Run, size: f64, down: f64) {
    let is_plain = run.style == FontStyle::Regular && run.level == Level::Line;
    if is_plain && down == 0.0 {
        return out.push_str(&escaped(&run.text));
    }
    out.push_str("<tspan");
    if down != 0.0 {
        put(out, format_args!(" dy=\"{}\"", number(down)));
    }
    if run.style == FontStyle::Italic {
        out.push_str(" font-style=\"italic\"");
    }
    if run.level != Level::Line {
        put(out, format_args!(" font-size=\"{}\"", number(size * run.level.scale())));
    }
    put(out, format_args!(">{}</tspan>", escaped(&run.text)));
}

fn data(path: &Path) -> String {
    let mut out = String::new();
    let pair = |(x, y): (f64, f64)| format!("{} {}", number(x), number(y));
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => put(&mut out, format_args!("M{}", pair(to))),
            Segment::Line(to) => put(&mut out, format_args!("L{}", pair(to))),
            Segment::Curve(a, b, to) => {
                put(&mut out, format_args!("C{} {} {}", pair(a), pair(b), pair(to)));
            }
            Segment::Close => out.push('z'),
        }
    }
    out
}

/// Returns a coordinate to a thousandth of a point, without zeros at its end.
fn number(x: f64) -> String {
    let text = format!("{x:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Returns text as it is written between tags. Characters that XML does not have are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk
            .iter()
            .enumerate()
            .fold(0_usize, |word, (i, byte)| word | usize::from(*byte) << (16 - 8 * i));
        for i in 0..4 {
            let digit = char::from(DIGITS[word >> (18 - 6 * i) & 63]);
            out.push(if i <= chunk.len() { digit } else { '=' });
        }
    }
    out
}

fn put(out: &mut String, piece: std::fmt::Arguments<'_>) {
    out.write_fmt(piece).expect("a String takes every character");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, expected) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([1.0, -0.0001, 1.2345, -2.5].map(number), ["1", "0", "1.234", "-2.5"]);
    }

    #[test]
    fn a_name_cannot_become_a_tag() {
        assert_eq!(escaped("<a href=\"&\">\u{1b}"), "&lt;a href=&quot;&amp;&quot;&gt;");
    }
}
