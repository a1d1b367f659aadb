//! Characters with their columns: many ways of typing a sign become one, and LaTeX's commands
//! become words.

use super::error::{ParseError, ParseErrorKind};
use super::{MAX_DEPTH, MAX_LENGTH};

/// What LaTeX's commands mean; the others become the word without its backslash.
const COMMANDS: [(&str, &str); 13] = [
    ("cdot", "*"),
    ("times", "*"),
    ("div", "/"),
    ("mid", "|"),
    ("left", ""),
    ("right", ""),
    ("widehat", "hat"),
    ("pi", "π"),
    ("mu", "μ"),
    ("sigma", "σ"),
    ("gamma", "γ"),
    ("sum", "Σ"),
    ("sqrt", "√"),
];
/// Commands that only choose a typeface: what is in their braces counts.
const TYPEFACES: [&str; 4] = ["mathcal", "mathrm", "operatorname", "text"];

/// A text under a cursor. White space is kept, since it ends a word.
pub(super) struct Scanner {
    chars: Vec<char>,
    columns: Vec<usize>,
    pub(super) at: usize,
    pub(super) depth: usize,
}

impl Scanner {
    pub(super) fn new(text: &str) -> Result<Self, ParseError> {
        let given: Vec<char> = text.chars().take(MAX_LENGTH + 1).collect();
        if given.len() > MAX_LENGTH {
            return Err(ParseError::new(MAX_LENGTH + 1, ParseErrorKind::TooLong(MAX_LENGTH)));
        }
        let mut scanner = Self { chars: Vec::new(), columns: Vec::new(), at: 0, depth: 0 };
        let mut i = 0;
        while i < given.len() {
            let column = i + 1;
            if given[i] == '\\' {
                let name: String =
                    given[i + 1..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
                scanner.push(' ', column);
                // `\,` and `\ ` are spaces.
                i += if name.is_empty() { 2 } else { 1 + name.len() };
                if TYPEFACES.contains(&name.as_str()) && given.get(i) == Some(&'{') {
                    let inside = given[i + 1..].iter().take_while(|c| c.is_alphabetic());
                    let end = i + 1 + inside.count();
                    if given.get(end) == Some(&'}') {
                        (i + 1..end).for_each(|at| scanner.push(plain(given[at]), at + 1));
                        i = end + 1;
                    }
                    continue;
                }
                let known = COMMANDS.iter().find(|(command, _)| *command == name);
                let word = known.map_or(name.as_str(), |(_, word)| word);
                word.chars().for_each(|c| scanner.push(c, column));
            } else {
                scanner.push(plain(given[i]), column);
                i += 1;
            }
        }
        scanner.columns.push(given.len() + 1);
        Ok(scanner)
    }

    fn push(&mut self, c: char, column: usize) {
        self.chars.push(c);
        self.columns.push(column);
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> Option<char> {
        self.chars.get(self.at + by).copied()
    }

    pub(super) fn space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Returns what comes after white space.
    pub(super) fn next_sign(&mut self) -> Option<char> {
        self.space();
        self.peek()
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub(super) fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.ahead(i) == Some(c))
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let start = self.at;
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
        self.text(start)
    }

    /// Returns the text from `start` to the cursor.
    pub(super) fn text(&self, start: usize) -> String {
        self.chars[start..self.at].iter().collect()
    }

    /// Returns the same as a message can have it: on one line.
    pub(super) fn shown(&self, start: usize) -> String {
        self.text(start).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub(super) fn column(&self, at: usize) -> usize {
        self.columns[at.min(self.columns.len() - 1)]
    }

    pub(super) fn error(&self, at: usize, problem: ParseErrorKind) -> ParseError {
        ParseError::new(self.column(at), problem)
    }

    /// Returns where an = is outside brackets, which is never part of a formula.
    pub(super) fn equals_sign(&self) -> Option<usize> {
        let mut depth = 0_usize;
        for (at, c) in self.chars.iter().enumerate() {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                // `sum_j=1^K` has its own.
                '=' if depth == 0 && !is_a_sums(&self.chars[..at]) => return Some(at),
                _ => {}
            }
        }
        None
    }

    /// Returns what is at the cursor, for a message.
    pub(super) fn found(&self) -> String {
        self.found_at(self.at)
    }

    /// Returns what is somewhere, for a message.
    pub(super) fn found_at(&self, at: usize) -> String {
        match self.chars.get(at) {
            None => "the end".into(),
            Some(c) => format!("'{}'", c.escape_debug()),
        }
    }

    pub(super) fn expected(&mut self, wanted: &'static str) -> ParseError {
        self.space();
        let problem = match self.peek() {
            Some('=') => ParseErrorKind::EqualsSign,
            _ => ParseErrorKind::Expected { wanted, found: self.found() },
        };
        self.error(self.at, problem)
    }

    /// One level further down; the caller takes it back with `depth -= 1`.
    pub(super) fn enter(&mut self) -> Result<(), ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(self.at, ParseErrorKind::TooDeep(MAX_DEPTH)));
        }
        Ok(())
    }
}

/// Returns whether what is before an = makes it a sum's: `sum_j`, `Σⱼ`.
fn is_a_sums(before: &[char]) -> bool {
    let text: String = before.iter().filter(|c| !c.is_whitespace()).collect();
    let word = text.trim_end_matches(|c| matches!(c, 'i'..='m') || subscript(c).is_some());
    let word = word.trim_end_matches('_');
    word.len() < text.len() && (word.ends_with("sum") || word.ends_with('Σ'))
}

/// One character for all that look alike.
fn plain(c: char) -> char {
    match c {
        '·' | '⋅' | '∙' | '•' | '×' | '∗' => '*',
        '÷' | '∕' | '⁄' => '/',
        '−' | '–' | '—' => '-',
        'µ' => 'μ',
        '∑' => 'Σ',
        '𝒩' | '𝓝' => 'N',
        '∣' | '│' => '|',
        c => c,
    }
}

/// Returns the digit that a superscript is.
pub(super) fn superscript(c: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|other| other == c).map(|digit| digit as u32)
}

/// Returns the digit or the letter that a subscript is.
pub(super) fn subscript(c: char) -> Option<char> {
    let at = "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₗₘ".chars().position(|other| other == c)?;
    "0123456789ijklm".chars().nth(at)
}
