//! Colours and their stand-ins if there are none: every style on the screen.
//!
//! A theme is for a background. All but one keep the terminal's own background, and its foreground
//! for text; which theme that is, `runtime/colors.rs` finds out. The colours are in `palette.rs`.

mod glyphs;
mod palette;
mod rgb;

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

pub use glyphs::{Characters, Glyphs, Marker};
pub(crate) use palette::SHADES;
use palette::{ASCII_DENSITIES, COLORS, DENSITIES, Palette, Role, SURFACE, Swatch};
pub use rgb::Rgb;

use crate::text::{self, ascii};

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

/// The themes, by the background they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ThemeName {
    /// Bright colours for a dark background, which is the terminal's own.
    #[default]
    Dark,
    /// Dark colours for a white background, which is the terminal's own.
    Light,
    /// Black and dark colours on white, whatever background the terminal has: for a projector.
    Contrast,
    /// No colours: reverse and bold only.
    Mono,
}

impl ThemeName {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::Contrast, Self::Mono];

    /// Returns the theme that can be read on a background.
    pub fn for_background(background: Rgb) -> Self {
        let is_dark = background.contrast(Rgb::WHITE) > background.contrast(Rgb::BLACK);
        if is_dark { Self::Dark } else { Self::Light }
    }

    /// Returns the next one; after the last, the first.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Dark => Self::Light,
            Self::Light => Self::Contrast,
            Self::Contrast => Self::Mono,
            Self::Mono => Self::Dark,
        }
    }

    /// Returns its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::Contrast => "contrast",
            Self::Mono => "mono",
        }
    }
}

/// Responsibilities are shown in steps of 1/16: neighbours of nearly the same γ then share one
/// colour, which need not be sent again.
const BLEND_STEPS: f64 = 16.0;

/// Every style on the screen comes from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Theme {
    name: ThemeName,
    /// How many colours the terminal shows.
    terminal: ColorDepth,
    /// Which characters it shows.
    glyphs: Glyphs,
}

impl Theme {
    /// Returns the dark theme for a terminal with this many colours.
    pub const fn new(terminal: ColorDepth) -> Self {
        Self::named(ThemeName::Dark, terminal)
    }

    /// Returns a theme for a terminal with this many colours.
    pub const fn named(name: ThemeName, terminal: ColorDepth) -> Self {
        let glyphs = Glyphs::new(Characters::Unicode, Marker::Braille);
        Self { name, terminal, glyphs }
    }

    /// Returns the theme for a terminal that shows these characters.
    #[must_use]
    pub const fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { glyphs, ..self }
    }

    /// Returns which characters the terminal shows.
    pub const fn glyphs(self) -> Glyphs {
        self.glyphs
    }

    /// Returns a text as the terminal shows it, to be measured.
    pub(crate) fn spelled(self, text: &str) -> Cow<'_, str> {
        if self.glyphs.is_ascii() { ascii::spelled(text) } else { Cow::Borrowed(text) }
    }

    /// Returns the cells that a text takes in the terminal.
    pub(crate) fn width(self, text: &str) -> usize {
        text::width(&self.spelled(text))
    }

    /// Returns its name. Without colours all are [`ThemeName::Mono`].
    pub const fn name(self) -> ThemeName {
        match self.terminal {
            ColorDepth::Mono => ThemeName::Mono,
            ColorDepth::Ansi16 | ColorDepth::Ansi256 | ColorDepth::TrueColor => self.name,
        }
    }

    /// Returns another theme for the same terminal.
    #[must_use]
    pub const fn with_name(self, name: ThemeName) -> Self {
        Self { name, ..self }
    }

    /// Returns the next theme for the same terminal; none if it shows no colours.
    pub fn next(self) -> Option<Self> {
        let next = self.with_name(self.name.next());
        (self.terminal != ColorDepth::Mono).then_some(next)
    }

    /// Returns how many colours it uses.
    const fn depth(self) -> ColorDepth {
        match self.name {
            ThemeName::Mono => ColorDepth::Mono,
            ThemeName::Dark | ThemeName::Light | ThemeName::Contrast => self.terminal,
        }
    }

    const fn palette(self) -> &'static Palette {
        match self.name {
            ThemeName::Dark | ThemeName::Mono => &palette::DARK,
            ThemeName::Light => &palette::LIGHT,
            ThemeName::Contrast => &palette::CONTRAST,
        }
    }

    fn role(self, role: &Role) -> Style {
        match self.depth() {
            ColorDepth::Mono => role.mono,
            ColorDepth::Ansi16 => role.ansi16,
            ColorDepth::Ansi256 | ColorDepth::TrueColor => {
                Style::new().fg(Color::Indexed(role.ansi256))
            }
        }
    }

    /// Gives a frame the theme's own ink and background, if it does not keep the terminal's.
    pub(crate) fn paint(self, frame: &mut Buffer) {
        let Some(page) = &self.palette().page else { return };
        let [ink, paper] = match self.depth() {
            ColorDepth::Mono => return,
            ColorDepth::Ansi16 => page.ansi16,
            ColorDepth::Ansi256 | ColorDepth::TrueColor => page.ansi256.map(Color::Indexed),
        };
        for cell in &mut frame.content {
            if cell.fg == Color::Reset {
                cell.fg = ink;
            }
            if cell.bg == Color::Reset {
                cell.bg = paper;
            }
        }
    }

    /// Text and numbers.
    pub const fn text(self) -> Style {
        Style::new()
    }

    /// Returns text that is there to be looked up, not to be read first.
    pub fn faint(self) -> Style {
        self.role(&self.palette().faint)
    }

    /// Returns a line that is there to be looked up: an axis, a border, the previous θ.
    pub fn faint_line(self) -> Style {
        self.role(&self.palette().line)
    }

    /// Returns the border of a panel without the focus.
    pub fn border(self) -> Style {
        self.faint_line()
    }

    /// Returns the border of the panel that has the focus, and what else is active.
    pub fn accent(self) -> Style {
        self.role(&self.palette().accent)
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
        self.role(&self.palette().notice)
    }

    /// Something that is wrong: a refused step, a field's error.
    pub fn error(self) -> Style {
        self.role(&self.palette().error)
    }

    /// Returns the selected row or field.
    pub const fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::REVERSED)
    }

    /// Returns the curve of the mixture. Where there are no colours, bold tells it from the
    /// components.
    pub fn mixture(self) -> Style {
        match self.depth() {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::BOLD),
            _ => Style::new(),
        }
    }

    /// Returns the lower bound F; it is dashed too.
    pub fn bound(self) -> Style {
        self.role(&self.palette().bound)
    }

    /// Returns a shade of a surface, from 0 for the lowest: a cell's character, and a style in
    /// which something else may be written there.
    pub fn shade(self, shade: usize) -> (char, Style) {
        let shade = shade.min(SHADES - 1);
        match self.depth() {
            ColorDepth::Mono | ColorDepth::Ansi16 if self.glyphs.is_ascii() => {
                (ASCII_DENSITIES[shade], Style::new())
            }
            ColorDepth::Mono | ColorDepth::Ansi16 => (DENSITIES[shade], Style::new()),
            ColorDepth::Ansi256 | ColorDepth::TrueColor => {
                (' ', self.written_on(Color::Indexed(SURFACE[shade])))
            }
        }
    }

    /// Returns a line over shades, dark enough around to be seen on the lightest.
    pub fn on_shade(self) -> Style {
        match self.depth() {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::BOLD),
            ColorDepth::Ansi16 => Style::new().fg(Color::White).bg(Color::Black),
            ColorDepth::Ansi256 | ColorDepth::TrueColor => {
                Style::new().fg(Color::Indexed(231)).bg(Color::Indexed(16))
            }
        }
    }

    /// Returns the current θ on a surface: visible on every shade.
    pub fn here(self) -> Style {
        match self.depth() {
            ColorDepth::Mono => Style::new().add_modifier(Modifier::REVERSED),
            ColorDepth::Ansi16 => self.written_on(Color::LightRed),
            ColorDepth::Ansi256 | ColorDepth::TrueColor => self.written_on(Color::Indexed(161)),
        }
        .add_modifier(Modifier::BOLD)
    }

    /// Returns the bars of a histogram.
    pub fn bars(self) -> Style {
        self.faint_line()
    }

    /// Returns the curve or the bar of component k, counted from 0. The colours repeat after the
    /// eighth.
    pub fn component(self, k: usize) -> Style {
        foreground(self.component_color(k))
    }

    /// Returns text about component k, counted from 0: in its colour if that can be read.
    pub fn component_text(self, k: usize) -> Style {
        match self.depth() {
            ColorDepth::Ansi16 if !self.swatch(k).is_for_text => Style::new(),
            _ => self.component(k),
        }
    }

    /// Returns the colour of component k, counted from 0; the terminal's own foreground if there
    /// are none.
    pub fn component_color(self, k: usize) -> Color {
        match self.depth() {
            ColorDepth::Mono => Color::Reset,
            ColorDepth::Ansi16 => self.swatch(k).ansi16,
            ColorDepth::Ansi256 | ColorDepth::TrueColor => Color::Indexed(self.swatch(k).ansi256),
        }
    }

    const fn swatch(self, k: usize) -> &'static Swatch {
        &self.palette().components[k % COLORS]
    }

    /// Returns the colour of an observation's responsibilities: the components' colours mixed as
    /// light, if there are 24 bits; else the colour of the one with the most weight.
    pub fn blend(self, gammas: &[f64]) -> Color {
        let share = |gamma: f64| (gamma * BLEND_STEPS).round() / BLEND_STEPS;
        let most = dominant(gammas);
        let pure = gammas.iter().enumerate().all(|(k, gamma)| k == most || share(*gamma) == 0.0);
        if self.depth() != ColorDepth::TrueColor || pure {
            return self.component_color(most);
        }
        let (mut light, mut total) = ([0.0; 3], 0.0);
        for (k, gamma) in gammas.iter().enumerate() {
            total += share(*gamma);
            let Some(Rgb(red, green, blue)) = Rgb::of(self.component_color(k)) else { continue };
            for (sum, value) in light.iter_mut().zip([red, green, blue]) {
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
            color => self.written_on(color),
        }
    }

    /// Returns a colour as a background, and black or white on it, whichever can be read better.
    fn written_on(self, color: Color) -> Style {
        let is_dark =
            Rgb::of(color).is_some_and(|rgb| ThemeName::for_background(rgb) == ThemeName::Dark);
        let ink = match (self.depth(), is_dark) {
            (ColorDepth::Ansi16, true) => Color::White,
            (ColorDepth::Ansi16, false) => Color::Black,
            (_, true) => Color::Indexed(231),
            (_, false) => Color::Indexed(16),
        };
        Style::new().fg(ink).bg(color)
    }
}

fn foreground(color: Color) -> Style {
    match color {
        Color::Reset => Style::new(),
        color => Style::new().fg(color),
    }
}

/// Returns the component with the largest responsibility, the first of several, counted from 0.
pub(crate) fn dominant(gammas: &[f64]) -> usize {
    (1..gammas.len()).fold(0, |best, k| if gammas[k] > gammas[best] { k } else { best })
}

#[cfg(test)]
mod tests;
