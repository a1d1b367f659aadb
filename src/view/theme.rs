//! Colours and their stand-ins if there are none.
//!
//! Text keeps the terminal's own foreground and background, and every colour here is of middling
//! brightness, so that the screen reads on dark and on light terminals alike. Fixed colours are
//! indices of the 256-colour palette even if there are 24 bits: their codes are shorter to send.

use ratatui::style::{Color, Modifier, Style};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorDepth {
    /// None: reverse, bold and dim only.
    Mono,
    /// The 16 colours of the terminal's own palette.
    Ansi16,
    /// The 256-colour palette.
    Ansi256,
    /// 24 bits.
    TrueColor,
}

/// A colour in each of the depths.
struct Swatch {
    ansi16: Color,
    ansi256: u8,
    /// What the index means in the 256-colour cube.
    rgb: [u8; 3],
}

const fn swatch(ansi16: Color, ansi256: u8, rgb: [u8; 3]) -> Swatch {
    Swatch { ansi16, ansi256, rgb }
}

/// The palette of Okabe & Ito (2008), which the colour-blind can tell apart, at its nearest colours
/// in the 256-colour cube that keep a contrast of at least 2.3 to black and to white: one palette
/// serves dark and light terminals, and no colour but a middling one can be read on both.
const PALETTE: [Swatch; 7] = [
    swatch(Color::Yellow, 172, [0xd7, 0x87, 0x00]), // orange
    swatch(Color::LightBlue, 74, [0x5f, 0xaf, 0xd7]), // sky blue
    swatch(Color::Green, 36, [0x00, 0xaf, 0x87]),   // bluish green
    swatch(Color::Red, 166, [0xd7, 0x5f, 0x00]),    // vermilion
    swatch(Color::Magenta, 175, [0xd7, 0x87, 0xaf]), // reddish purple
    swatch(Color::LightYellow, 142, [0xaf, 0xaf, 0x00]), // yellow
    swatch(Color::Blue, 32, [0x00, 0x87, 0xd7]),    // blue
];

/// Responsibilities are shown in steps of 1/16: neighbours of nearly the same γ then share one
/// colour, which need not be sent again.
const BLEND_STEPS: f64 = 16.0;

/// Steps of a surface's shades.
pub(crate) const SHADES: usize = 7;

/// From dark to light and from blue to yellow, as in viridis, which the colour-blind can order.
const SURFACE: [u8; SHADES] = [17, 18, 24, 30, 35, 113, 227];
/// From this shade on black reads better on it than white.
const LIGHT: usize = 4;
/// The same if there are too few colours.
const DENSITIES: [char; SHADES] = [' ', '·', '░', '░', '▒', '▓', '█'];

/// Every style on the screen comes from here.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// How many colours there are.
    pub depth: ColorDepth,
}

impl Theme {
    /// Returns the theme for this many colours.
    pub const fn new(depth: ColorDepth) -> Self {
        Self { depth }
    }

    /// Returns a style of a palette index, one of the 16 colours, and what replaces them if there
    /// are none.
    fn style(self, ansi256: u8, ansi16: Color, mono: Modifier) -> Style {
        match self.depth {
            ColorDepth::Mono => Style::new().add_modifier(mono),
            ColorDepth::Ansi16 => Style::new().fg(ansi16),
            ColorDepth::Ansi256 | ColorDepth::TrueColor => Style::new().fg(Color::Indexed(ansi256)),
        }
    }

    /// Text and numbers.
    pub const fn text(self) -> Style {
        Style::new()
    }

    /// Returns what is there to be looked up, not to be read first: axes, borders, the previous θ.
    pub fn faint(self) -> Style {
        match self.depth {
            // The palettes' "bright black" is invisible in some.
            ColorDepth::Mono | ColorDepth::Ansi16 => Style::new().add_modifier(Modifier::DIM),
            _ => Style::new().fg(Color::Indexed(244)),
        }
    }

    /// Returns the border of a panel without the focus.
    pub fn border(self) -> Style {
        self.faint()
    }

    /// Returns the border of the panel that has the focus, and what else is active.
    pub fn accent(self) -> Style {
        self.style(141, Color::LightMagenta, Modifier::BOLD)
    }

    /// Returns the title of a panel.
    pub const fn title(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// Returns a key in the hints.
    pub fn key(self) -> Style {
        self.accent().add_modifier(Modifier::BOLD)
    }

    /// Something a person should know: a key out of phase, cells left out.
    pub fn notice(self) -> Style {
        self.style(178, Color::Yellow, Modifier::BOLD)
    }

    /// Something that is wrong: a refused step, a field's error.
    pub fn error(self) -> Style {
        self.style(203, Color::LightRed, Modifier::REVERSED)
    }

    /// Returns the selected row or field.
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Returns the curve of the mixture. Where there are no colours, bold tells it from the
    /// components.
    pub fn mixture(self) -> Style {
        match self.depth {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::BOLD),
            _ => Style::new(),
        }
    }

    /// Returns the lower bound F; it is dashed too.
    pub fn bound(self) -> Style {
        self.style(36, Color::Green, Modifier::BOLD)
    }

    /// Returns a shade of a surface, from 0 for the lowest: a cell's character, and a style in
    /// which something else may be written there.
    pub fn shade(self, shade: usize) -> (char, Style) {
        let shade = shade.min(SHADES - 1);
        match self.depth {
            ColorDepth::Mono | ColorDepth::Ansi16 => (DENSITIES[shade], self.faint()),
            ColorDepth::Ansi256 | ColorDepth::TrueColor => {
                let ink = if shade < LIGHT { 250 } else { 16 };
                let style = Style::new().fg(Color::Indexed(ink)).bg(Color::Indexed(SURFACE[shade]));
                (' ', style)
            }
        }
    }

    /// Returns a line over shades, dark enough around to be seen on the lightest.
    pub fn on_shade(self) -> Style {
        match self.depth {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::BOLD),
            ColorDepth::Ansi16 => Style::new().fg(Color::White).bg(Color::Black),
            _ => Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(16)),
        }
    }

    /// Returns the current θ on a surface: visible on every shade.
    pub fn here(self) -> Style {
        match self.depth {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::REVERSED.union(Modifier::BOLD)),
            ColorDepth::Ansi16 => Style::new().fg(Color::Black).bg(Color::LightRed),
            _ => Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(161)),
        }
        .add_modifier(Modifier::BOLD)
    }

    /// Returns the bars of a histogram.
    pub fn bars(self) -> Style {
        self.faint()
    }

    /// Component k, counted from 0. The colours repeat after the seventh.
    pub fn component(self, k: usize) -> Style {
        match self.component_color(k) {
            Color::Reset => Style::new(),
            color => Style::new().fg(color),
        }
    }

    /// Returns the colour of component k, counted from 0; the terminal's own foreground if there
    /// are none.
    pub fn component_color(self, k: usize) -> Color {
        let swatch = &PALETTE[k % PALETTE.len()];
        match self.depth {
            ColorDepth::Mono => Color::Reset,
            ColorDepth::Ansi16 => swatch.ansi16,
            ColorDepth::Ansi256 | ColorDepth::TrueColor => Color::Indexed(swatch.ansi256),
        }
    }

    /// Returns the colour of an observation's responsibilities: the components' colours mixed as
    /// light, if there are 24 bits; else the colour of the one with the most weight.
    pub fn blend(self, gammas: &[f64]) -> Color {
        let share = |gamma: f64| (gamma * BLEND_STEPS).round() / BLEND_STEPS;
        let most = dominant(gammas);
        let pure = gammas.iter().enumerate().all(|(k, gamma)| k == most || share(*gamma) == 0.0);
        if self.depth != ColorDepth::TrueColor || pure {
            return self.component_color(most);
        }
        let (mut light, mut total) = ([0.0; 3], 0.0);
        for (k, gamma) in gammas.iter().enumerate() {
            total += share(*gamma);
            for (sum, value) in light.iter_mut().zip(PALETTE[k % PALETTE.len()].rgb) {
                // A channel's light is nearly the square of its value.
                *sum += share(*gamma) * f64::from(value).powi(2);
            }
        }
        let [red, green, blue] = light.map(|sum| (sum / total).sqrt().round() as u8);
        Color::Rgb(red, green, blue)
    }

    /// Returns a mark of an observation with these responsibilities: the digit of the component
    /// that gets more weight is written on it.
    pub fn badge(self, gammas: &[f64]) -> Style {
        match self.blend(gammas) {
            Color::Reset => Style::new().add_modifier(Modifier::REVERSED),
            color => Style::new().fg(self.ink()).bg(color),
        }
    }

    /// Black to write with on the components' colours.
    fn ink(self) -> Color {
        if self.depth == ColorDepth::Ansi16 { Color::Black } else { Color::Indexed(16) }
    }
}

/// Returns the component with the largest responsibility, the first of several, counted from 0.
pub(crate) fn dominant(gammas: &[f64]) -> usize {
    (1..gammas.len()).fold(0, |best, k| if gammas[k] > gammas[best] { k } else { best })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_keeps_its_contrast_to_black_and_to_white() {
        // WCAG 2.2, relative luminance.
        let linear = |channel: u8| match f64::from(channel) / 255.0 {
            c if c <= 0.04045 => c / 12.92,
            c => ((c + 0.055) / 1.055).powf(2.4),
        };
        for Swatch { rgb: [red, green, blue], ansi256, .. } in PALETTE {
            let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
            let (to_black, to_white) = ((luminance + 0.05) / 0.05, 1.05 / (luminance + 0.05));
            assert!(to_black >= 2.3 && to_white >= 2.3, "{ansi256}: {to_black} {to_white}");
        }
    }

    #[test]
    fn a_sure_point_has_its_components_colour_and_an_unsure_one_a_blend() {
        let theme = Theme::new(ColorDepth::TrueColor);
        assert_eq!(theme.blend(&[0.99, 0.01]), Color::Indexed(172));
        assert_eq!(theme.blend(&[0.0, 1.0]), Color::Indexed(74));
        assert_eq!(theme.blend(&[0.5, 0.5]), Color::Rgb(0xa6, 0x9c, 0x98));
        assert_eq!(theme.blend(&[1.0 / 64.0; 64]), theme.component_color(0));
    }

    #[test]
    fn fewer_colours_show_the_dominant_component() {
        assert_eq!(Theme::new(ColorDepth::Ansi256).blend(&[0.4, 0.6]), Color::Indexed(74));
        assert_eq!(Theme::new(ColorDepth::Ansi16).blend(&[0.4, 0.6]), Color::LightBlue);
        assert_eq!(Theme::new(ColorDepth::Mono).blend(&[0.4, 0.6]), Color::Reset);
    }

    #[test]
    fn without_colours_no_style_has_one() {
        let theme = Theme::new(ColorDepth::Mono);
        let styles = [
            theme.text(),
            theme.faint(),
            theme.accent(),
            theme.key(),
            theme.notice(),
            theme.error(),
            theme.selected(),
            theme.mixture(),
            theme.bars(),
            theme.component(3),
            theme.badge(&[0.2, 0.8]),
            theme.bound(),
            theme.shade(4).1,
            theme.on_shade(),
            theme.here(),
        ];
        for style in styles {
            assert!(style.fg.is_none() && style.bg.is_none(), "{style:?}");
        }
    }
}
