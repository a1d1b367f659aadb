//! What the tables promise, measured for every pair.

mod vision;

use std::collections::HashSet;

use proptest::prelude::*;
use ratatui::layout::Rect;

use super::*;
use vision::least_difference;

/// WCAG 2.2, 1.4.3 and 1.4.11.
const TEXT: f64 = 4.5;
const GRAPHICS: f64 = 3.0;
/// ΔE between any two of the first components.
const APART: f64 = 15.0;
const FIRST: usize = 4;
/// Between neighbouring shades.
const SHADE_STEP: f64 = 1.3;

const DEPTHS: [ColorDepth; 4] =
    [ColorDepth::Mono, ColorDepth::Ansi16, ColorDepth::Ansi256, ColorDepth::TrueColor];

fn themes() -> impl Iterator<Item = Theme> {
    ThemeName::ALL.into_iter().flat_map(|name| DEPTHS.map(|depth| Theme::named(name, depth)))
}

/// The terminals that a theme is for: background, and foreground as xterm has it.
fn terminals(name: ThemeName) -> Vec<[Rgb; 2]> {
    let dark = [Rgb::BLACK, Rgb(0x1e, 0x1e, 0x1e)].map(|paper| [paper, Rgb(0xe5, 0xe5, 0xe5)]);
    let light = [Rgb::WHITE, Rgb::BLACK];
    match name {
        ThemeName::Dark => dark.to_vec(),
        ThemeName::Light => vec![light],
        ThemeName::Contrast | ThemeName::Mono => [&dark[..], &[light]].concat(),
    }
}

/// Returns the ink and what is behind it, as a terminal shows a style in a painted frame.
fn shown(theme: Theme, style: Style, [paper, ink]: [Rgb; 2]) -> [Rgb; 2] {
    let mut frame = Buffer::empty(Rect::new(0, 0, 1, 1));
    frame[(0, 0)].set_style(style);
    theme.paint(&mut frame);
    let cell = &frame[(0, 0)];
    let mut seen = [Rgb::of(cell.fg).unwrap_or(ink), Rgb::of(cell.bg).unwrap_or(paper)];
    if cell.modifier.contains(Modifier::DIM) {
        // Terminals differ; halfway to the background is the most that is common.
        let [Rgb(r, g, b), to] = seen;
        let mean = |a: u8, b: u8| u8::midpoint(a, b);
        seen[0] = Rgb(mean(r, to.0), mean(g, to.1), mean(b, to.2));
    }
    if cell.modifier.contains(Modifier::REVERSED) {
        seen.reverse();
    }
    seen
}

fn contrast(theme: Theme, style: Style, terminal: [Rgb; 2]) -> f64 {
    let [ink, paper] = shown(theme, style, terminal);
    ink.contrast(paper)
}

#[test]
fn text_and_lines_can_be_read_in_every_theme() {
    for theme in themes() {
        let mut texts = vec![
            theme.text(),
            theme.faint(),
            theme.accent(),
            theme.title(),
            theme.key(),
            theme.notice(),
            theme.error(),
            theme.selected(),
            theme.bound(),
            theme.here(),
            theme.on_shade(),
        ];
        texts.extend((0..COLORS).map(|k| theme.component_text(k)));
        let selected = texts.iter().map(|style| style.patch(theme.selected()));
        let texts: Vec<Style> = texts.iter().copied().chain(selected).collect();
        let mut lines =
            vec![theme.faint_line(), theme.border(), theme.bars(), theme.mixture(), theme.bound()];
        lines.extend((0..COLORS).map(|k| theme.component(k)));
        for terminal in terminals(theme.name) {
            for (styles, least) in [(&texts, TEXT), (&lines, GRAPHICS)] {
                for style in styles {
                    let found = contrast(theme, *style, terminal);
                    assert!(found >= least, "{theme:?} {terminal:?} {style:?}: {found}");
                }
            }
        }
    }
}

#[test]
fn the_first_components_of_a_projector_have_the_contrast_of_small_print() {
    let theme = Theme::named(ThemeName::Contrast, ColorDepth::Ansi256);
    for k in 0..FIRST {
        let color = Rgb::of(theme.component_color(k)).unwrap();
        assert!(color.contrast(Rgb::WHITE) >= 7.0, "{color}");
    }
}

#[test]
fn the_first_components_differ_for_the_colour_blind() {
    for theme in themes().filter(|theme| theme.depth() != ColorDepth::Mono) {
        let colors: Vec<Rgb> =
            (0..FIRST).map(|k| Rgb::of(theme.component_color(k)).unwrap()).collect();
        for (k, a) in colors.iter().enumerate() {
            for (j, b) in colors.iter().enumerate().skip(k + 1) {
                let apart = least_difference(*a, *b);
                assert!(apart >= APART, "{theme:?}: {} and {}: {apart}", k + 1, j + 1);
            }
        }
    }
}

#[test]
fn colours_of_their_own_are_as_many_as_the_terminal_has() {
    for theme in themes() {
        let colors: HashSet<_> = (0..COLORS).map(|k| theme.component_color(k)).collect();
        let least = match theme.depth() {
            ColorDepth::Mono => 1,
            // On white no more than these can be seen.
            ColorDepth::Ansi16 => 7,
            ColorDepth::Ansi256 | ColorDepth::TrueColor => COLORS,
        };
        assert!(colors.len() >= least, "{theme:?}");
    }
}

#[test]
fn shades_can_be_told_from_their_neighbours_and_written_on() {
    let terminal = [Rgb::BLACK, Rgb::WHITE];
    for theme in themes() {
        let shades: Vec<_> = (0..SHADES).map(|shade| theme.shade(shade)).collect();
        for pair in shades.windows(2) {
            let [(a, one), (b, other)] = [pair[0], pair[1]];
            let [one, other] = [one, other].map(|style| shown(theme, style, terminal)[1]);
            let step = other.contrast(one);
            let is_lighter = other.luminance() > one.luminance();
            assert!(
                a != b || (is_lighter && step >= SHADE_STEP),
                "{theme:?} {one} {other}: {step}"
            );
        }
        for (_, style) in shades {
            assert!(contrast(theme, style, terminal) >= TEXT, "{theme:?} {style:?}");
        }
    }
}

proptest! {
    #[test]
    fn a_digit_can_be_read_on_every_blend(
        gammas in prop::collection::vec(0.0..1.0f64, 1..=2 * COLORS),
    ) {
        let total: f64 = gammas.iter().sum();
        prop_assume!(total > 0.0);
        let gammas: Vec<f64> = gammas.iter().map(|gamma| gamma / total).collect();
        for theme in themes() {
            for terminal in terminals(theme.name) {
                let badge = theme.badge(&gammas);
                let found = contrast(theme, badge, terminal);
                prop_assert!(found >= TEXT, "{theme:?} {badge:?}: {found}");
                let [_, color] = shown(theme, badge, terminal);
                let behind = color.contrast(shown(theme, theme.text(), terminal)[1]);
                prop_assert!(behind >= GRAPHICS, "{theme:?} {color}: {behind}");
            }
        }
    }
}

#[test]
fn a_sure_point_has_its_components_colour_and_an_unsure_one_a_blend() {
    let theme = Theme::new(ColorDepth::TrueColor);
    assert_eq!(theme.blend(&[0.99, 0.01]), Color::Indexed(202));
    assert_eq!(theme.blend(&[0.0, 1.0]), Color::Indexed(33));
    assert_eq!(theme.blend(&[0.5, 0.5]), Color::Rgb(0xb4, 0x75, 0xb4));
    assert_eq!(theme.blend(&[1.0 / 64.0; 64]), theme.component_color(0));
}

#[test]
fn fewer_colours_show_the_dominant_component() {
    assert_eq!(Theme::new(ColorDepth::Ansi256).blend(&[0.4, 0.6]), Color::Indexed(33));
    assert_eq!(Theme::new(ColorDepth::Ansi16).blend(&[0.4, 0.6]), Color::LightBlue);
    assert_eq!(Theme::new(ColorDepth::Mono).blend(&[0.4, 0.6]), Color::Reset);
}

#[test]
fn without_colours_no_style_has_one() {
    for theme in themes().filter(|theme| theme.name() == ThemeName::Mono) {
        let styles = [
            theme.text(),
            theme.faint(),
            theme.faint_line(),
            theme.accent(),
            theme.key(),
            theme.notice(),
            theme.error(),
            theme.selected(),
            theme.mixture(),
            theme.bars(),
            theme.component(3),
            theme.component_text(3),
            theme.badge(&[0.2, 0.8]),
            theme.bound(),
            theme.shade(4).1,
            theme.on_shade(),
            theme.here(),
        ];
        for style in styles {
            assert!(style.fg.is_none() && style.bg.is_none(), "{style:?}");
        }
        let mut frame = Buffer::with_lines(["x"]);
        theme.paint(&mut frame);
        assert_eq!(frame, Buffer::with_lines(["x"]));
    }
}

#[test]
fn the_key_goes_through_all_themes_of_a_terminal_with_colours() {
    let mut theme = Theme::new(ColorDepth::Ansi256);
    let names = ThemeName::ALL.map(|_| {
        let name = theme.name();
        theme = theme.next().unwrap();
        name
    });
    assert_eq!((names, theme), (ThemeName::ALL, Theme::new(ColorDepth::Ansi256)));
    assert_eq!(Theme::new(ColorDepth::Mono).next(), None);
}

#[test]
fn a_background_has_the_theme_that_can_be_read_on_it() {
    for (background, name) in [
        (Rgb::BLACK, ThemeName::Dark),
        (Rgb::WHITE, ThemeName::Light),
        (Rgb(0x1e, 0x1e, 0x1e), ThemeName::Dark),
        // Solarized, both of them.
        (Rgb(0x00, 0x2b, 0x36), ThemeName::Dark),
        (Rgb(0xfd, 0xf6, 0xe3), ThemeName::Light),
    ] {
        assert_eq!(ThemeName::for_background(background), name, "{background}");
    }
}
