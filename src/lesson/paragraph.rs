//! The texts of a lesson: paragraphs with emphasis, numbers of the lesson's runs, and keys.
//!
//! `*word*` is emphasised, `{ll}` is a number, `{ll:2}` one with two decimals, `{key:bound}` a key.
//! Numbers are computed when the lesson is read. Keys are written when the text is shown, since not
//! everyone who reads it has the same keys.

use super::calculation::Calculation;
use super::format::Named;
use super::moment::Earlier;
use super::scene::Scene;
use crate::text::{decimals, first_four, fixed, in_width, shortest};

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paragraph {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    content: Content,
    is_strong: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(String),
    Key(NamedKey),
}

/// Something that a key does and a lesson's text can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NamedKey {
    /// The E-step.
    EStep,
    /// The M-step.
    MStep,
    /// Whichever half-step comes next.
    Next,
    /// A half-step back.
    Back,
    /// Until converged.
    Converge,
    /// Ten iterations.
    Ten,
    /// Back to θ₀.
    Restart,
    /// Half-steps that follow one another by themselves.
    Play,
    /// The plot of ℓ and F along one number.
    Bound,
    /// The plot of ℓ over two numbers.
    Surface,
    /// ℓ and F after every half-step.
    Staircase,
    /// The next chart of the density.
    Chart,
    /// The other chart of ℓ.
    LikelihoodChart,
    /// The panel in focus over the whole screen.
    FullScreen,
    /// The cursor along x.
    ReadOff,
    /// Where the selected number comes from.
    Why,
    /// The check of a number computed by hand.
    MyAnswer,
    /// Another θ₀.
    EditTheta,
    /// Other data.
    EditData,
    /// The next panel.
    Panel,
    /// The order of the table.
    Order,
    /// The run before this one.
    PreviousRun,
    /// The run after this one.
    NextRun,
    /// The table of runs.
    Runs,
    /// The help.
    Help,
}

impl NamedKey {
    /// Returns whether its key is typed into a formula instead, if one is asked for.
    pub(super) fn is_typed(self) -> bool {
        !matches!(self, Self::Panel | Self::Help)
    }
}

impl Named for NamedKey {
    const NAMES: &'static [(&'static str, Self)] = &[
        ("e-step", Self::EStep),
        ("m-step", Self::MStep),
        ("next", Self::Next),
        ("back", Self::Back),
        ("converge", Self::Converge),
        ("ten", Self::Ten),
        ("restart", Self::Restart),
        ("play", Self::Play),
        ("bound", Self::Bound),
        ("surface", Self::Surface),
        ("staircase", Self::Staircase),
        ("chart", Self::Chart),
        ("ll-chart", Self::LikelihoodChart),
        ("full-screen", Self::FullScreen),
        ("read-off", Self::ReadOff),
        ("why", Self::Why),
        ("my-answer", Self::MyAnswer),
        ("theta", Self::EditTheta),
        ("data", Self::EditData),
        ("panel", Self::Panel),
        ("order", Self::Order),
        ("previous-run", Self::PreviousRun),
        ("next-run", Self::NextRun),
        ("runs", Self::Runs),
        ("help", Self::Help),
    ];
    const WHAT: &'static str = "a key";
}

/// A piece of a paragraph that is drawn in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// what it says
    pub text: String,
    /// whether it is emphasised
    pub is_strong: bool,
}

/// What is wrong in a text, and the piece of it that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextMistake {
    pub(super) piece: String,
    pub(super) says: String,
}

/// The most decimals that a number in a text can have.
const MOST_DECIMALS: usize = 12;

impl Paragraph {
    /// Reads a paragraph; every mistake in it is added to `mistakes`.
    pub(super) fn read(
        text: &str,
        here: Option<&Scene>,
        earlier: &Earlier,
        mistakes: &mut Vec<TextMistake>,
    ) -> Self {
        let mut paragraph = Self::default();
        let mut rest = text;
        let (mut is_strong, mut before) = (false, None);
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            if rest.starts_with("{{") || rest.starts_with("}}") {
                paragraph.push_char(c, is_strong);
                rest = &rest[2..];
            } else if c == '{' {
                let end = after.find('}');
                let inside = &after[..end.unwrap_or(after.len())];
                let found = match end {
                    None => Err("} is missing; write {{ for a brace".to_owned()),
                    Some(_) => content(inside, here, earlier),
                };
                match found {
                    Ok(content) => paragraph.parts.push(Part { content, is_strong }),
                    Err(says) => mistakes.push(TextMistake { piece: format!("{{{inside}"), says }),
                }
                rest = &after[end.map_or(after.len(), |end| end + 1)..];
            } else if c == '*' && turns(is_strong, before, after) {
                is_strong = !is_strong;
                rest = after;
            } else {
                paragraph.push_char(c, is_strong);
                rest = after;
            }
            before = Some(c);
        }
        paragraph
    }

    /// Returns a paragraph without numbers, as a test writes it; what is between braces is left
    /// out.
    #[cfg(test)]
    pub(crate) fn of_text(text: &str) -> Self {
        Self::read(text, None, &Earlier::default(), &mut Vec::new())
    }

    fn push_char(&mut self, c: char, is_strong: bool) {
        match self.parts.last_mut() {
            Some(Part { content: Content::Text(text), is_strong: strong })
                if *strong == is_strong =>
            {
                text.push(c);
            }
            _ => self.parts.push(Part { content: Content::Text(c.into()), is_strong }),
        }
    }

    /// Returns its pieces, with keys as `key` writes them.
    pub fn pieces(&self, key: impl Fn(NamedKey) -> String) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for Part { content, is_strong } in &self.parts {
            let text = match content {
                Content::Text(text) => text.clone(),
                Content::Key(named) => key(*named),
            };
            match pieces.last_mut() {
                Some(last) if last.is_strong == *is_strong => last.text.push_str(&text),
                _ => pieces.push(Piece { text, is_strong: *is_strong }),
            }
        }
        pieces
    }

    /// Returns its text, with keys as `key` writes them.
    pub fn text(&self, key: impl Fn(NamedKey) -> String) -> String {
        self.pieces(key).into_iter().map(|piece| piece.text).collect()
    }

    /// Returns its text as a teacher wrote it, with the names of keys.
    pub fn plain(&self) -> String {
        let name = |key: NamedKey| {
            let found = NamedKey::NAMES.iter().find(|(_, named)| *named == key);
            found.map_or_else(String::new, |(name, _)| (*name).to_owned())
        };
        self.text(name)
    }

    /// Returns the keys that it names.
    pub fn keys(&self) -> impl Iterator<Item = NamedKey> {
        self.parts.iter().filter_map(|part| match part.content {
            Content::Key(key) => Some(key),
            Content::Text(_) => None,
        })
    }
}

/// Returns whether an asterisk begins or ends emphasis: between letters and beside blanks it is a
/// sign of multiplication.
fn turns(is_strong: bool, before: Option<char>, after: &str) -> bool {
    let next = after.chars().next();
    if is_strong {
        before.is_some_and(|c| !c.is_whitespace()) && next.is_none_or(|c| !c.is_alphanumeric())
    } else {
        let has_end = || {
            let ends = after.match_indices('*').filter(|(at, _)| {
                let inside = &after[..*at];
                let outside = after[at + 1..].chars().next();
                inside.ends_with(|c: char| !c.is_whitespace())
                    && outside.is_none_or(|c| !c.is_alphanumeric())
            });
            ends.count() > 0
        };
        before.is_none_or(|c| !c.is_alphanumeric() && c != ')' && c != '*')
            && next.is_some_and(|c| !c.is_whitespace() && c != '*')
            && has_end()
    }
}

/// Returns what is between braces.
fn content(inside: &str, here: Option<&Scene>, earlier: &Earlier) -> Result<Content, String> {
    if let Some(name) = inside.trim().strip_prefix("key:") {
        return NamedKey::named(name.trim()).map(Content::Key);
    }
    number(inside, here, earlier).map(Content::Text)
}

/// Returns a number as a text shows it; empty if a mistake hides its value.
fn number(inside: &str, here: Option<&Scene>, earlier: &Earlier) -> Result<String, String> {
    let (calculation, decimals) = match inside.rsplit_once(':') {
        None => (inside, None),
        Some((calculation, decimals)) => {
            let count = decimals.trim().parse().ok().filter(|count| *count <= MOST_DECIMALS);
            let says = || format!("the decimals after : must be 0 to {MOST_DECIMALS}");
            (calculation, Some(count.ok_or_else(says)?))
        }
    };
    let calculation = Calculation::parse(calculation)
        .map_err(|error| format!("{error}; write {{{{ for a brace that is no number"))?;
    let value = calculation.value(here, earlier)?;
    Ok(value.map_or_else(String::new, |value| written(value, decimals)))
}

/// Returns a number with these decimals, or as many as it takes for four digits.
fn written(value: f64, decimals_given: Option<usize>) -> String {
    if let Some(count) = decimals_given {
        return fixed(value, count);
    }
    let last = first_four(value);
    let (four, all) = (in_width(value, decimals(last), last, usize::MAX), shortest(value));
    if all.chars().count() < four.chars().count() { all } else { four }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str) -> String {
        let pieces = Paragraph::of_text(text).pieces(|key| format!("[{key:?}]"));
        let mark = |piece: Piece| {
            if piece.is_strong { format!("<{}>", piece.text) } else { piece.text }
        };
        pieces.into_iter().map(mark).collect()
    }

    #[test]
    fn emphasis_keys_and_braces_are_read() {
        for (text, expected) in [
            ("no emphasis", "no emphasis"),
            ("*one* word", "<one> word"),
            ("a *few words*, then (*more*).", "a <few words>, then (<more>)."),
            ("π_k*N_k and 2*3*4", "π_k*N_k and 2*3*4"),
            ("divide by 2 * 4 * 5", "divide by 2 * 4 * 5"),
            ("*not closed", "*not closed"),
            ("f(x)*g(x)*h", "f(x)*g(x)*h"),
            ("press {key:bound} now", "press [Bound] now"),
            ("*press { key: e-step }*", "<press [EStep]>"),
            ("a set {{0, 1}}", "a set {0, 1}"),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_between_braces_is_said() {
        for (text, piece, says) in [
            ("a {x} b", "{x", "unknown quantity 'x'"),
            ("a {ll b", "{ll b", "} is missing"),
            ("{ll:x}", "{ll:x", "the decimals after : must be 0 to 12"),
            ("{ll:13}", "{ll:13", "the decimals after : must be 0 to 12"),
            ("{key:q}", "{key:q", "'q' is not a key; choose from e-step, m-step"),
        ] {
            let mut mistakes = Vec::new();
            Paragraph::read(text, None, &Earlier::default(), &mut mistakes);
            assert_eq!(mistakes.len(), 1, "{text}");
            assert_eq!(mistakes[0].piece, piece);
            assert!(mistakes[0].says.starts_with(says), "{text}: {}", mistakes[0].says);
        }
    }

    #[test]
    fn a_number_has_four_digits_or_the_decimals_that_are_asked_for() {
        for (value, decimals, expected) in [
            (-24.512_532, None, "−24.51"),
            (-24.512_532, Some(3), "−24.513"),
            (0.5, None, "0.5"),
            (1.0 / 3.0, None, "0.3333"),
            (8.214e-5, None, "8.214e−5"),
            (-1_034.001_75, None, "−1034"),
            (-1_034.001_75, Some(5), "−1034.00175"),
            (5.0, None, "5"),
            (-1e-9, Some(2), "0.00"),
        ] {
            assert_eq!(written(value, decimals), expected);
        }
    }
}
