//! Text with symbols, subscripts and superscripts.

use super::font::FontStyle;

/// Text of one or several looks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Label {
    runs: Vec<Run>,
}

/// A part of a label that looks the same throughout.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: FontStyle,
    pub(crate) level: Level,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    Line,
    Subscript,
    Superscript,
}

impl Level {
    /// Returns the size of its letters, in parts of the label's.
    pub(crate) fn scale(self) -> f64 {
        match self {
            Self::Line => 1.0,
            Self::Subscript | Self::Superscript => 0.72,
        }
    }

    /// Returns how far below the baseline it is, in parts of the label's size.
    pub(crate) fn drop(self) -> f64 {
        match self {
            Self::Line => 0.0,
            Self::Subscript => 0.18,
            Self::Superscript => -0.34,
        }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self::default().plain(text)
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self::default().plain(&text)
    }
}

impl Label {
    /// Returns a formula: `_x` and `^x` are sub- and superscripts, in braces if they have several
    /// characters, and single letters of formulas are slanted by themselves.
    /// Only what the program itself writes is read so, never a name from a file.
    pub(crate) fn formula(source: &str) -> Self {
        let mut label = Self::default();
        let mut chars = source.chars().peekable();
        while let Some(c) = chars.next() {
            let level = match c {
                '_' => Level::Subscript,
                '^' => Level::Superscript,
                _ => {
                    label.push(c, Level::Line);
                    continue;
                }
            };
            if chars.next_if_eq(&'{').is_some() {
                for c in chars.by_ref().take_while(|c| *c != '}') {
                    label.push(c, level);
                }
            } else if let Some(c) = chars.next() {
                label.push(c, level);
            }
        }
        label
    }

    /// Adds words.
    #[must_use]
    pub(crate) fn plain(mut self, text: &str) -> Self {
        text.chars().for_each(|c| self.push_as(c, FontStyle::Regular, Level::Line));
        self
    }

    /// Adds a formula, as [`Label::formula`] reads it.
    #[must_use]
    pub(crate) fn and(mut self, source: &str) -> Self {
        for run in Self::formula(source).runs {
            run.text.chars().for_each(|c| self.push_as(c, run.style, run.level));
        }
        self
    }

    /// Adds another label.
    #[must_use]
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.runs.extend(other.runs);
        self
    }

    fn push(&mut self, c: char, level: Level) {
        let is_symbol = c.is_alphabetic() && FontStyle::Italic.font().glyph(c).is_some();
        let style = if is_symbol { FontStyle::Italic } else { FontStyle::Regular };
        self.push_as(c, style, level);
    }

    fn push_as(&mut self, c: char, style: FontStyle, level: Level) {
        match self.runs.last_mut() {
            Some(run) if run.style == style && run.level == level => run.text.push(c),
            _ => self.runs.push(Run { text: c.to_string(), style, level }),
        }
    }

    /// Returns the parts that look the same throughout.
    pub(crate) fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Returns the text without its looks.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Returns the width at a size.
    pub(crate) fn width(&self, size: f64) -> f64 {
        self.runs.iter().map(|run| run.width(size)).sum()
    }

    /// Returns the characters that no font of figures has.
    pub(crate) fn missing(&self) -> impl Iterator<Item = char> + '_ {
        self.runs.iter().flat_map(|run| {
            let font = run.style.font();
            run.text.chars().filter(|c| font.glyph(*c).is_none())
        })
    }
}

impl Run {
    /// Returns the width, in a label of this size.
    pub(crate) fn width(&self, size: f64) -> f64 {
        let font = self.style.font();
        let ems: f64 = self.text.chars().map(|c| font.advance(c)).sum();
        ems * size * self.level.scale()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_has_slanted_letters_and_indices() {
        let label = Label::formula("π_k N(x; μ_k, σ_k^2) 10^{−3}");
        assert_eq!(label.text(), "πk N(x; μk, σk2) 10−3");
        let of = |level| -> String {
            let runs = label.runs().iter().filter(|run| run.level == level);
            runs.map(|run| run.text.as_str()).collect()
        };
        assert_eq!(of(Level::Subscript), "kkk");
        assert_eq!(of(Level::Superscript), "2−3");
        let slanted: String = (label.runs().iter())
            .filter(|run| run.style == FontStyle::Italic)
            .map(|run| run.text.as_str())
            .collect();
        assert_eq!(slanted, "πkNxμkσk");
    }

    #[test]
    fn a_name_is_taken_as_it_is() {
        let label = Label::from("waiting_time^2");
        assert_eq!(label.text(), "waiting_time^2");
        assert_eq!(label.runs().len(), 1);
    }

    #[test]
    fn widths_are_those_of_the_font() {
        // As in Arial: digits are 1139 of 2048 units, a full stop 569.
        let width = Label::from("10.5").width(8.0);
        assert!((width - 8.0 * f64::from(3 * 1139 + 569) / 2048.0).abs() < 1e-12, "{width}");
        assert_eq!(Label::from("a温").missing().collect::<String>(), "温");
    }
}
