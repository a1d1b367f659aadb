//! The colours of each theme, as data.
//!
//! Text has a contrast of at least 4.5 to the theme's backgrounds and graphics have one of 3, by
//! WCAG 2.2; the first four components differ for the colour-blind too. The tests beside this file
//! measure all of it. Fixed colours are indices of the 256-colour palette even if there are 24
//! bits: their codes are shorter to send. The 16 colours are people's own; they are judged by
//! xterm's.

use ratatui::style::{Color, Modifier, Style};

/// The colour of a component.
pub(super) struct Swatch {
    /// If there are 16 colours.
    pub ansi16: Color,
    /// Whether text can be read in that one.
    pub is_for_text: bool,
    /// An index of the 256-colour palette.
    pub ansi256: u8,
}

/// How something looks that has one colour.
pub(super) struct Role {
    /// If there are 16 colours.
    pub ansi16: Style,
    /// An index of the 256-colour palette.
    pub ansi256: u8,
    /// If there are no colours.
    pub mono: Style,
}

/// A theme's own ink and background, for one that does not keep the terminal's.
pub(super) struct Page {
    /// Ink and background if there are 16 colours.
    pub ansi16: [Color; 2],
    /// Ink and background in the 256-colour palette.
    pub ansi256: [u8; 2],
}

/// How many components have colours of their own; then they repeat.
pub(super) const COLORS: usize = 8;

/// The colours of a theme.
pub(super) struct Palette {
    pub page: Option<Page>,
    pub components: [Swatch; COLORS],
    /// Text that is there to be looked up.
    pub faint: Role,
    /// Axes, borders, bars and the curve of the previous θ.
    pub line: Role,
    pub accent: Role,
    pub notice: Role,
    pub error: Role,
    pub bound: Role,
}

const fn text(ansi16: Color, ansi256: u8) -> Swatch {
    Swatch { ansi16, is_for_text: true, ansi256 }
}

/// Too close to the background for text if there are 16 colours.
const fn curve(ansi16: Color, ansi256: u8) -> Swatch {
    Swatch { ansi16, is_for_text: false, ansi256 }
}

const fn role(ansi16: Style, ansi256: u8, mono: Modifier) -> Role {
    Role { ansi16, ansi256, mono: Style::new().add_modifier(mono) }
}

const fn ink(color: Color) -> Style {
    Style::new().fg(color)
}

/// Of the 16 colours no grey is faint and can be read on every background: it is plain text, also
/// on a line that is dim.
const fn faint(ansi256: u8) -> Role {
    let plain = Style::new().remove_modifier(Modifier::DIM);
    Role { ansi16: plain, ansi256, mono: plain }
}

const fn line(ansi256: u8) -> Role {
    role(Style::new().add_modifier(Modifier::DIM), ansi256, Modifier::DIM)
}

/// For backgrounds from black to #1e1e1e.
pub(super) const DARK: Palette = Palette {
    page: None,
    components: [
        curve(Color::LightRed, 202),
        curve(Color::LightBlue, 33),
        text(Color::LightCyan, 42),
        text(Color::LightYellow, 175),
        text(Color::LightMagenta, 226),
        text(Color::LightGreen, 183),
        text(Color::Cyan, 159),
        text(Color::Yellow, 193),
    ],
    faint: faint(246),
    line: line(244),
    accent: role(ink(Color::LightMagenta), 141, Modifier::BOLD),
    notice: role(ink(Color::Yellow), 178, Modifier::BOLD),
    // Bright red on #1e1e1e is too dark for text.
    error: role(ink(Color::Black).bg(Color::LightRed), 203, Modifier::REVERSED),
    bound: role(ink(Color::Green), 36, Modifier::BOLD),
};

/// For a white background. Of the 16 colours no other four reach a contrast of 3 to white and can
/// be told apart by the colour-blind than the first four.
pub(super) const LIGHT: Palette = Palette {
    page: None,
    components: [
        text(Color::Red, 124),
        text(Color::Blue, 27),
        curve(Color::DarkGray, 29),
        curve(Color::LightMagenta, 126),
        text(Color::LightBlue, 17),
        text(Color::Magenta, 130),
        curve(Color::LightRed, 52),
        text(Color::Blue, 20),
    ],
    faint: faint(242),
    line: line(244),
    accent: role(ink(Color::Magenta), 56, Modifier::BOLD),
    notice: role(ink(Color::Blue), 94, Modifier::BOLD),
    error: role(ink(Color::Red), 160, Modifier::REVERSED),
    bound: role(ink(Color::Blue), 23, Modifier::BOLD),
};

/// Black on white whatever the terminal has, for a projector in a lit room: light that falls on the
/// screen takes most from what is dark there. The first four components have a contrast of 7.
pub(super) const CONTRAST: Palette = Palette {
    page: Some(Page { ansi16: [Color::Black, Color::White], ansi256: [16, 231] }),
    components: [
        text(Color::Red, 124),
        text(Color::Blue, 21),
        curve(Color::DarkGray, 23),
        curve(Color::LightMagenta, 54),
        text(Color::LightBlue, 94),
        text(Color::Magenta, 93),
        curve(Color::LightRed, 52),
        text(Color::Blue, 17),
    ],
    faint: faint(238),
    line: line(240),
    accent: role(ink(Color::Blue), 57, Modifier::BOLD),
    notice: role(ink(Color::Blue), 58, Modifier::BOLD),
    error: role(ink(Color::Red), 124, Modifier::REVERSED),
    bound: role(ink(Color::Blue), 23, Modifier::BOLD),
};

/// Steps of a surface's shades.
pub(crate) const SHADES: usize = 7;

/// From dark to light and from blue to yellow, as in viridis, which the colour-blind can order.
pub(super) const SURFACE: [u8; SHADES] = [17, 19, 25, 31, 36, 77, 227];
/// The same if there are too few colours.
pub(super) const DENSITIES: [char; SHADES] = [' ', '·', ':', '░', '▒', '▓', '█'];
/// The same for a terminal that shows only ASCII.
pub(super) const ASCII_DENSITIES: [char; SHADES] = [' ', '.', ':', '-', '+', '%', '#'];
