//! The colours of a terminal: the theme that was chosen, or else the one for its background.
//!
//! A terminal is asked for its background once something is on the screen, so that the first frame
//! waits for nothing; until it answers, `COLORFGBG` says what the background may be. An answer that
//! comes late, or after a user chose a theme, changes nothing.

use std::time::{Duration, Instant};

use termprofile::EnvVarSource;

use super::color::ColorChoice;
use crate::app::Message;
use crate::view::theme::{ColorDepth, Glyphs, Rgb, Theme, ThemeName};

/// How long an answer counts. A terminal at the other end of a slow network takes a second.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// OSC 11 with a question mark, ended by BEL: some terminals end their answer to a question that
/// ends with ST by half of one.
const QUESTION: &[u8] = b"\x1b]11;?\x07";

/// Returns the colours and characters of the local terminal: what is wanted, and what it or its
/// environment says of the rest.
pub(crate) fn terminal_colors(
    theme: Option<ThemeName>,
    choice: ColorChoice,
    glyphs: Glyphs,
) -> TerminalColors {
    let colors = TerminalColors::new(theme, choice.depth(), &termprofile::Env).with_glyphs(glyphs);
    // Elsewhere an answer could not be told from keys.
    if cfg!(unix) { colors } else { colors.unasked() }
}

/// The colours of a terminal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TerminalColors {
    theme: Theme,
    question: Question,
}

/// Whether the terminal is asked for its background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    /// It is not, or no longer.
    None,
    /// It will be, after the first frame.
    ToAsk,
    /// It was, and an answer counts until then.
    Asked { until: Instant },
}

impl TerminalColors {
    /// Returns the colours of a terminal whose user wants this theme; none for the one that its
    /// background needs.
    pub(crate) fn new(
        wanted: Option<ThemeName>,
        depth: ColorDepth,
        environment: &impl EnvVarSource,
    ) -> Self {
        if let Some(name) = wanted {
            return Self { theme: Theme::named(name, depth), question: Question::None };
        }
        let name = environment.var("COLORFGBG").and_then(|value| from_colorfgbg(&value));
        let theme = Theme::named(name.unwrap_or_default(), depth);
        // Linux's console is black and does not know the question.
        let is_console = environment.var("TERM").is_none_or(|term| term == "linux");
        let question =
            if depth == ColorDepth::Mono || is_console { Question::None } else { Question::ToAsk };
        Self { theme, question }
    }

    /// Returns the colours with the characters that the terminal shows.
    #[must_use]
    pub(crate) fn with_glyphs(self, glyphs: Glyphs) -> Self {
        Self { theme: self.theme.with_glyphs(glyphs), ..self }
    }

    /// Leaves the terminal unasked.
    fn unasked(self) -> Self {
        Self { question: Question::None, ..self }
    }

    /// Returns the theme.
    pub(crate) fn theme(&self) -> &Theme {
        &self.theme
    }

    /// Returns whether the terminal is going to be asked, or was and may still answer.
    pub(crate) fn awaits_answer(&self, now: Instant) -> bool {
        match self.question {
            Question::None => false,
            Question::ToAsk => true,
            Question::Asked { until } => now < until,
        }
    }

    /// Returns the codes that ask the terminal for its background, to be sent after the first
    /// frame; none if there is nothing to ask, or it was asked.
    pub(crate) fn question(&mut self, now: Instant) -> &'static [u8] {
        if self.question != Question::ToAsk {
            return &[];
        }
        self.question = Question::Asked { until: now + ANSWER_WITHIN };
        QUESTION
    }

    /// Takes in what the terminal's background is. Returns whether the theme is another one now.
    pub(crate) fn on_background(&mut self, background: Rgb, now: Instant) -> bool {
        let counts = matches!(self.question, Question::Asked { until } if now < until);
        self.question = Question::None;
        let name = ThemeName::for_background(background);
        let is_other = counts && name != self.theme.name();
        if is_other {
            self.theme = self.theme.with_name(name);
        }
        is_other
    }

    /// Goes on to the next theme, and returns what the user is told.
    pub(crate) fn next_theme(&mut self) -> Message {
        self.question = Question::None;
        let next = self.theme.next();
        self.theme = next.unwrap_or(self.theme);
        Message::Theme(next.map(|theme| theme.name().as_str()))
    }
}

/// Returns the theme for what `COLORFGBG` says: the numbers of a foreground and a background of the
/// 16 colours, as in `0;15`, and between them sometimes something else. None if it does not say.
fn from_colorfgbg(value: &str) -> Option<ThemeName> {
    let (_, background) = value.rsplit_once(';')?;
    match background.parse().ok()? {
        // White, and the brighter of the two greys.
        7 | 15 => Some(ThemeName::Light),
        0..=15u8 => Some(ThemeName::Dark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const DEPTH: ColorDepth = ColorDepth::Ansi256;

    fn colors(
        wanted: Option<ThemeName>,
        variables: &[(&'static str, &'static str)],
    ) -> TerminalColors {
        let mut environment: HashMap<_, _> = [("TERM", "xterm-256color")].into();
        environment.extend(variables.iter().copied());
        TerminalColors::new(wanted, DEPTH, &environment)
    }

    #[test]
    fn the_answer_decides_if_it_comes_in_time() {
        let now = Instant::now();
        for (after, expected) in
            [(Duration::ZERO, ThemeName::Light), (ANSWER_WITHIN, ThemeName::Dark)]
        {
            let mut colors = colors(None, &[]);
            assert!(colors.awaits_answer(now));
            assert_eq!((colors.question(now), colors.question(now)), (QUESTION, &b""[..]));
            assert_eq!(colors.awaits_answer(now + after), expected == ThemeName::Light);
            colors.on_background(Rgb::WHITE, now + after);
            assert_eq!(colors.theme().name(), expected);
            // A second answer is to no question.
            assert!(!colors.on_background(Rgb::BLACK, now));
            assert_eq!(colors.theme().name(), expected);
        }
    }

    #[test]
    fn an_answer_to_no_question_is_none() {
        let mut colors = colors(None, &[]);
        assert!(!colors.on_background(Rgb::WHITE, Instant::now()));
        assert_eq!(colors.theme().name(), ThemeName::Dark);
    }

    #[test]
    fn a_theme_that_was_chosen_stays() {
        let now = Instant::now();
        for name in ThemeName::ALL {
            let mut colors = colors(Some(name), &[("COLORFGBG", "0;15")]);
            assert_eq!((colors.question(now), colors.theme().name()), (&b""[..], name));
        }
        let mut colors = colors(None, &[]);
        colors.question(now);
        assert!(matches!(colors.next_theme(), Message::Theme(Some("light"))));
        colors.next_theme();
        colors.on_background(Rgb::WHITE, now);
        assert_eq!(colors.theme().name(), ThemeName::Contrast);
    }

    #[test]
    fn without_an_answer_the_environment_decides() {
        for (value, expected) in [
            ("0;15", ThemeName::Light),
            ("0;default;15", ThemeName::Light),
            ("0;7", ThemeName::Light),
            ("15;0", ThemeName::Dark),
            ("7;8", ThemeName::Dark),
            ("default;default", ThemeName::Dark),
            ("15", ThemeName::Dark),
            ("0;300", ThemeName::Dark),
            ("", ThemeName::Dark),
        ] {
            assert_eq!(colors(None, &[("COLORFGBG", value)]).theme().name(), expected, "{value}");
        }
    }

    #[test]
    fn a_terminal_that_cannot_answer_is_not_asked() {
        let now = Instant::now();
        assert_eq!(colors(None, &[("TERM", "linux")]).question(now), b"");
        let environment: HashMap<&str, &str> = [("TERM", "xterm")].into();
        let mut colors = TerminalColors::new(None, ColorDepth::Mono, &environment);
        assert_eq!(colors.question(now), b"");
        assert!(matches!(colors.next_theme(), Message::Theme(None)));
    }
}
