//! A picture of a view: one document with the view in each of the themes, below each other. What is
//! drawn is there once, with the colours of a theme in its style.

use std::collections::BTreeMap;
use std::fmt::Write;

use emstep::internals::view::{Look, Paper, Rgb, ThemeName, svg};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

/// The themes, and what they are drawn on.
pub(super) const THEMES: [(ThemeName, Paper); 3] = [
    (ThemeName::Dark, Paper::Dark),
    (ThemeName::Light, Paper::Light),
    (ThemeName::Contrast, Paper::Light),
];
const GAP: u32 = 16;
/// The width of a cell, and how many blanks between words take less room than another position.
const WIDTH: u32 = 8;
const BRIDGED: u32 = 40;

/// What becomes of a colour in each of the themes.
type Shades = [Rgb; THEMES.len()];

/// Colours that stand for those of the themes until the document is written.
#[derive(Default)]
struct Dyes(BTreeMap<Shades, usize>);

impl Dyes {
    fn color(&mut self, shades: Shades) -> Color {
        let next = self.0.len() + 1;
        let Rgb(red, green, blue) = dye(*self.0.entry(shades).or_insert(next));
        Color::Rgb(red, green, blue)
    }
}

fn dye(number: usize) -> Rgb {
    Rgb(0, (number >> 8) as u8, number as u8)
}

/// Returns the document of a view's frames, one for each theme.
pub(super) fn picture(name: &str, frames: &[Buffer; THEMES.len()]) -> String {
    let mut dyes = Dyes::default();
    let mut dyed = frames[0].clone();
    for (at, cell) in dyed.content.iter_mut().enumerate() {
        let cells = frames.each_ref().map(|frame| &frame.content[at]);
        for (other, (theme, _)) in cells.iter().zip(THEMES) {
            let name = theme.as_str();
            assert_eq!(other.symbol(), cells[0].symbol(), "{name} shows something else");
        }
        let mut papers = THEMES.iter().map(|(_, paper)| *paper);
        let looks = cells.map(|cell| Look::of(cell, papers.next().unwrap()));
        let (mut ink, mut behind) = (looks.map(|look| look.ink), None);
        if looks.iter().any(|look| look.behind.is_some()) {
            let mut papers = THEMES.iter().map(|(_, paper)| paper.color());
            let shades = looks.map(|look| {
                let paper = papers.next().unwrap();
                look.behind.unwrap_or(paper)
            });
            behind = Some(dyes.color(shades));
        }
        // Of a blank only a line below it is seen.
        if cell.symbol() == " " && !looks[0].is(Modifier::UNDERLINED) {
            ink = THEMES.map(|(_, paper)| paper.color());
        }
        let mut style = Style::reset().fg(dyes.color(ink));
        if let Some(color) = behind {
            style = style.bg(color);
        }
        for modifier in [Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED] {
            if looks.iter().any(|look| look.is(modifier)) {
                style = style.add_modifier(modifier);
            }
        }
        cell.set_style(style);
    }
    document(&svg(&dyed, Paper::Dark, name), &dyes)
}

/// Returns the document of one frame as one of all themes.
fn document(drawn: &str, dyes: &Dyes) -> String {
    let (head, rest) = drawn.split_once("<title>").expect("a title");
    let (words, rest) = rest.split_once("</desc>\n").expect("a description");
    let body = rest.strip_suffix("</svg>\n").expect("an end");
    let side = |name: &str| -> u32 {
        let (_, rest) = head.split_once(&format!(" {name}=\"")).expect("a size");
        rest.split_once('"').expect("a number").0.parse().expect("a number")
    };
    let (width, height) = (side("width"), side("height"));
    let all = THEMES.len() as u32 * (height + GAP) - GAP;
    let body: String = body.lines().map(|line| shortened(line) + "\n").collect();
    let body = body.replace(" text-anchor=\"middle\"", "");
    let mut body = body.replace(&format!("\"{}\"", Paper::Dark.color()), "\"var(--paper)\"");
    for number in dyes.0.values() {
        body = body.replace(&format!("\"{}\"", dye(*number)), &format!("\"var(--c{number})\""));
    }
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{all}\" \
         viewBox=\"0 0 {width} {all}\" role=\"img\">\n<title>{words}</desc>\n<style>\n"
    );
    for (at, (theme, paper)) in THEMES.iter().enumerate() {
        write!(out, ".{}{{--paper:{}", theme.as_str(), paper.color()).unwrap();
        for (shades, number) in &dyes.0 {
            write!(out, ";--c{number}:{}", shades[at]).unwrap();
        }
        out.push_str("}\n");
    }
    // Texts do not inherit the `xml:space` of a group in browsers, which would join their blanks.
    out.push_str("text{white-space:pre}\n");
    let first = THEMES[0].0.as_str();
    write!(out, "</style>\n<g class=\"{first}\"><g id=\"view\">\n{body}</g></g>\n").unwrap();
    for (at, (theme, _)) in (1..).zip(&THEMES[1..]) {
        let (name, y) = (theme.as_str(), at * (height + GAP));
        writeln!(out, "<use href=\"#view\" class=\"{name}\" y=\"{y}\"/>").unwrap();
    }
    out.push_str("</svg>\n");
    out
}

/// Returns a line of a document with the positions of words instead of those of all their letters,
/// which are most of a document. `textLength` keeps the letters in their cells.
fn shortened(line: &str) -> String {
    let parts = || {
        let (y, rest) = line.strip_prefix("<text y=\"")?.split_once("\" x=\"")?;
        let (middles, rest) = rest.split_once("\">")?;
        Some((y, middles, rest.strip_suffix("</text>")?))
    };
    let Some((y, middles, mut letters)) = parts() else { return line.to_owned() };
    let mut runs: Vec<(u32, u32, String)> = Vec::new();
    for middle in middles.split(' ').map(|x| x.parse::<u32>().expect("a position")) {
        let is_escaped = letters.starts_with('&');
        let end = if is_escaped { letters.find(';').map(|at| at + 1) } else { None };
        let end = end.unwrap_or_else(|| letters.chars().next().map_or(0, char::len_utf8));
        // Of what is not one letter each there is one position.
        let end = if middles.contains(' ') { end } else { letters.len() };
        let (letter, rest) = letters.split_at(end);
        letters = rest;
        let x = middle - WIDTH / 2;
        match runs.last_mut() {
            Some((start, length, text)) if x <= *start + *length + BRIDGED * WIDTH => {
                let blanks = (x - *start - *length) / WIDTH;
                text.extend(std::iter::repeat_n(' ', blanks as usize));
                text.push_str(letter);
                *length += (blanks + 1) * WIDTH;
            }
            _ => runs.push((x, WIDTH, letter.to_owned())),
        }
    }
    let written = |(x, length, text): &(u32, u32, String)| {
        if *length == WIDTH {
            format!("<text y=\"{y}\" x=\"{x}\">{text}</text>")
        } else {
            format!("<text y=\"{y}\" x=\"{x}\" textLength=\"{length}\">{text}</text>")
        }
    };
    runs.iter().map(written).collect()
}
