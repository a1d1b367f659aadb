//! A picture of a theme, to see from the last row whether a projector shows it well.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::lines;
use super::panel::density::DASHES;
use super::theme::{SHADES, Theme, ThemeName};
use crate::text;

/// The columns of a picture.
pub(crate) const WIDTH: u16 = 78;
/// How many components it shows.
const COMPONENTS: usize = 8;
/// The cells of a component's line.
const DASHED: usize = 6;
/// The cells of a shade.
const SHADE: usize = 7;
/// How many observations it shows, from one component's to the other's.
const MIXED: usize = 17;

/// Returns a picture of a theme: its components' lines and digits, its text, the shades of a
/// surface with a path on them, and observations between two components.
pub(crate) fn theme_sample(theme: Theme) -> Buffer {
    let rows = [
        Line::default(),
        title(theme),
        components(theme),
        texts(theme),
        shades(theme),
        observations(theme),
        Line::default(),
    ];
    let mut buffer = Buffer::empty(Rect::new(0, 0, WIDTH, rows.len() as u16));
    lines::draw_all(rows.to_vec(), buffer.area, &mut buffer);
    super::ascii::finish(&theme, &mut buffer);
    theme.paint(&mut buffer);
    buffer
}

fn title(theme: Theme) -> Line<'static> {
    let name = theme.name();
    let is_for = match name {
        ThemeName::Dark => "bright colours, for a dark background",
        ThemeName::Light => "dark colours, for a light background",
        ThemeName::Contrast => "black on white whatever the background, for a projector",
        ThemeName::Mono => "no colours",
    };
    Line::from(vec![
        Span::styled(format!(" {:<10}", name.as_str()), theme.title()),
        Span::raw(is_for),
    ])
}

fn label(what: &str, theme: Theme) -> Span<'static> {
    Span::styled(format!(" {what:<10}"), theme.faint())
}

/// Returns the digit of each component on its colour, and its line.
fn components(theme: Theme) -> Line<'static> {
    let mut spans = vec![label("lines", theme)];
    for k in 0..COMPONENTS {
        let (on, off) = DASHES[k % DASHES.len()];
        let dash = |i: usize| if i % (on + off) < on { '─' } else { ' ' };
        let mut alone = [0.0; COMPONENTS];
        alone[k] = 1.0;
        spans.push(Span::styled(text::component(k), theme.badge(&alone)));
        let line: String = (0..DASHED).map(dash).collect();
        spans.push(Span::styled(line, theme.component(k)));
        spans.push(Span::raw(" "));
    }
    Line::from(spans)
}

fn texts(theme: Theme) -> Line<'static> {
    let mut spans = vec![label("text", theme)];
    for (text, style) in [
        ("number", theme.text()),
        ("faint", theme.faint()),
        ("key", theme.key()),
        ("chosen", theme.selected()),
        ("notice", theme.notice()),
        ("error", theme.error()),
        ("1", theme.component_text(0)),
        ("2", theme.component_text(1)),
        ("3", theme.component_text(2)),
        ("4", theme.component_text(3)),
        ("──", theme.mixture()),
        ("F╌", theme.bound()),
        ("···", theme.faint_line()),
    ] {
        spans.extend([Span::styled(text, style), Span::raw(" ")]);
    }
    Line::from(spans)
}

/// Returns the shades of a surface, each with a letter, and a path that ends at the current θ.
fn shades(theme: Theme) -> Line<'static> {
    let mut spans = vec![label("shades", theme)];
    for (shade, letter) in (0..SHADES).zip('a'..) {
        let (glyph, style) = theme.shade(shade);
        let half = glyph.to_string().repeat(SHADE / 2);
        spans.push(Span::styled(format!("{half}{letter}{half}"), style));
    }
    spans.push(Span::raw("  "));
    spans.push(Span::styled("────", theme.on_shade()));
    spans.push(Span::styled("●", theme.here()));
    Line::from(spans)
}

/// Returns observations from component 1's to component 2's.
fn observations(theme: Theme) -> Line<'static> {
    let mut spans = vec![label("points", theme)];
    for i in 0..MIXED {
        let of_second = i as f64 / (MIXED - 1) as f64;
        let name = match i.cmp(&(MIXED / 2)) {
            std::cmp::Ordering::Less => text::component(0),
            std::cmp::Ordering::Equal => "=".into(),
            std::cmp::Ordering::Greater => text::component(1),
        };
        spans.push(Span::styled(name, theme.badge(&[1.0 - of_second, of_second])));
        spans.push(Span::styled(" ", Style::new().remove_modifier(Modifier::REVERSED)));
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::theme::ColorDepth;

    #[test]
    fn every_row_fits() {
        for name in ThemeName::ALL {
            for depth in [ColorDepth::Mono, ColorDepth::Ansi16, ColorDepth::TrueColor] {
                let theme = Theme::named(name, depth);
                for line in [
                    title(theme),
                    components(theme),
                    texts(theme),
                    shades(theme),
                    observations(theme),
                ] {
                    assert!(lines::width_of(&line) <= WIDTH.into(), "{line}");
                }
            }
        }
    }
}
