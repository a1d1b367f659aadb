//! Formulas and numbers for LaTeX's math mode, from the signs that the screen has.

use super::expression::{Expression, Number};

/// Sums of more terms than this are no numerator: a fraction is not broken into lines.
const SHORT: usize = 3;
/// Returns whether a word is a function in a formula.
pub(crate) fn is_function(word: &str) -> bool {
    matches!(word, "ln" | "exp" | "max" | "min")
}

/// Returns a formula, as the screen writes it, for LaTeX's math mode.
///
/// ```
/// use emstep::explain::latex;
///
/// assert_eq!(latex("γ₂₁ = π₁ N(x₂; μ₁, σ₁²) / p(x₂)"), r"\gamma_{21} = \pi_1 N(x_2; \mu_1, \sigma_1^2) / p(x_2)");
/// assert_eq!(latex("Σ_i γ_i1 (x_i − μ̂₁)²"), r"\sum_i \gamma_{i1} (x_i - \hat\mu_1)^2");
/// assert_eq!(latex("−1.5e−7"), r"-1.5 \times 10^{-7}");
/// ```
pub fn latex(formula: &str) -> String {
    let chars: Vec<char> = formula.chars().collect();
    let mut writer = Writer { chars: &chars, at: 0, written: String::new() };
    writer.all();
    writer.written
}

/// Returns the command of a sign, or the sign itself if LaTeX has it.
fn command(c: char) -> Option<&'static str> {
    Some(match c {
        'α' => r"\alpha",
        'β' => r"\beta",
        'γ' => r"\gamma",
        'δ' => r"\delta",
        'ε' => r"\varepsilon",
        'θ' => r"\theta",
        'λ' => r"\lambda",
        'μ' | '\u{b5}' => r"\mu",
        'ν' => r"\nu",
        'π' => r"\pi",
        'σ' => r"\sigma",
        'τ' => r"\tau",
        'χ' => r"\chi",
        'ℓ' => r"\ell",
        'Γ' => r"\Gamma",
        'Δ' => r"\Delta",
        'Σ' | '∑' => r"\sum",
        'Φ' => r"\Phi",
        '∂' => r"\partial",
        '∞' => r"\infty",
        '×' => r"\times",
        '·' => r"\cdot",
        '±' => r"\pm",
        '≤' => r"\le",
        '≥' => r"\ge",
        '≠' => r"\ne",
        '≈' => r"\approx",
        '→' => r"\to",
        '…' => r"\dots",
        '½' => r"\tfrac12",
        '¼' => r"\tfrac14",
        '⅓' => r"\tfrac13",
        '⅔' => r"\tfrac23",
        '%' => r"\%",
        '#' => r"\#",
        '&' => r"\&",
        '$' => r"\$",
        '{' => r"\lbrace",
        '}' => r"\rbrace",
        '\\' => r"\backslash",
        _ => return None,
    })
}

/// Returns the digit that is below the line.
fn low(c: char) -> Option<char> {
    ('₀'..='₉').contains(&c).then(|| char::from(b'0' + (c as u32 - '₀' as u32) as u8))
}

/// Returns the digit that is above the line.
fn high(c: char) -> Option<char> {
    let digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    let digit = digits.chars().position(|digit| digit == c)?;
    char::from_digit(digit as u32, 10)
}

/// A formula that is being written.
struct Writer<'a> {
    chars: &'a [char],
    at: usize,
    written: String,
}

impl Writer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|at| self.chars.get(at)).copied()
    }

    /// Takes characters as long as `is_one` says.
    fn take(&mut self, is_one: impl Fn(char) -> bool) -> String {
        let rest = &self.chars[self.at..];
        let taken: String = rest.iter().copied().take_while(|c| is_one(*c)).collect();
        self.at += taken.chars().count();
        taken
    }

    fn all(&mut self) {
        while let Some(c) = self.peek(0) {
            self.one(c);
        }
    }

    fn one(&mut self, c: char) {
        let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if low(c).is_some() {
            self.index();
        } else if high(c).is_some() {
            let digits = self.take(|c| high(c).is_some());
            let digits: String = digits.chars().filter_map(high).collect();
            self.raise('^', &digits);
        } else if c == '_' {
            self.at += 1;
            let mut index = self.take(|c| c.is_ascii_alphanumeric());
            if self.peek(0) == Some(',') && is_digit(self.peek(1)) {
                self.at += 1;
                index = format!("{index},{}", self.take(|c| c.is_ascii_digit()));
            }
            self.raise('_', &index);
        } else if matches!(c, '^' | '√') {
            self.at += 1;
            let inner = self.group();
            match c {
                '√' => self.command(&format!(r"\sqrt{{{}}}", latex(&inner))),
                _ => self.raise('^', &latex(&inner)),
            }
        } else if c == 'e' && is_digit(self.before()) && self.has_exponent() {
            self.at += 1;
            let sign = self.take(|c| matches!(c, '−' | '-' | '+')).replace(['−', '-'], "-");
            let digits = self.take(|c| c.is_ascii_digit());
            let sign = sign.replace('+', "");
            self.written.extend([r" \times 10^{", &sign, &digits, "}"]);
        } else if c.is_ascii_alphabetic() && self.is_word() {
            self.word();
        } else if self.peek(1) == Some('\u{302}') {
            self.at += 2;
            let letter = command(c).map_or_else(|| format!(" {c}"), str::to_owned);
            self.command(&format!(r"\hat{letter}"));
        } else {
            self.at += 1;
            match c {
                ',' if is_digit(self.chars.get(self.at.wrapping_sub(2)).copied())
                    && is_digit(self.peek(0)) =>
                {
                    self.written.push_str("{,}");
                }
                '−' => self.written.push('-'),
                '–' => self.written.push_str(r"\text{--}"),
                '\u{a0}' => self.written.push(' '),
                _ => match command(c) {
                    Some(command) => self.command(command),
                    None => self.written.push(c),
                },
            }
        }
    }

    /// Writes a command, apart from a letter that follows.
    fn command(&mut self, command: &str) {
        self.written.push_str(command);
        let is_open = command.ends_with(|c: char| c.is_ascii_alphanumeric());
        if is_open && self.peek(0).is_some_and(|c| c.is_ascii_alphanumeric()) {
            self.written.push(' ');
        }
    }

    /// Writes digits below the line, as of γ₁₂,₁.
    fn index(&mut self) {
        let mut index = String::new();
        loop {
            let digits = self.take(|c| low(c).is_some());
            index.extend(digits.chars().filter_map(low));
            if self.peek(0) != Some(',') || self.peek(1).and_then(low).is_none() {
                break;
            }
            index.push(',');
            self.at += 1;
        }
        self.raise('_', &index);
    }

    /// Writes what is above or below the line.
    fn raise(&mut self, sign: char, what: &str) {
        self.written.push(sign);
        match what.chars().count() {
            1 => self.written.push_str(what),
            // Braces after _ and ^ alone: `}_` is emphasis in Markdown.
            _ => self.written.extend(["{", what, "}"]),
        }
    }

    /// Takes what is in parentheses, or else up to a blank or a sign.
    fn group(&mut self) -> String {
        if self.peek(0) != Some('(') {
            return self.take(|c| !c.is_whitespace() && !matches!(c, ')' | '/' | ',' | ';'));
        }
        let mut depth = 0;
        let end = self.chars[self.at..].iter().position(|c| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            depth == 0
        });
        let end = end.map_or(self.chars.len(), |end| self.at + end);
        let inner = self.chars[self.at + 1..end].iter().collect();
        self.at = (end + 1).min(self.chars.len());
        inner
    }

    fn has_exponent(&self) -> bool {
        let digit = |ahead: usize| self.peek(ahead).is_some_and(|c| c.is_ascii_digit());
        digit(1) || matches!(self.peek(1), Some('−' | '-' | '+')) && digit(2)
    }

    /// Returns whether two letters follow each other here, which are no product.
    fn is_word(&self) -> bool {
        self.peek(1).is_some_and(|c| c.is_ascii_alphabetic())
    }

    /// Writes a function, or words as text.
    fn word(&mut self) {
        let word = self.take(|c| c.is_ascii_alphabetic());
        if is_function(&word) {
            return self.command(&format!(r"\{word}"));
        }
        let mut words = word;
        while matches!(self.peek(0), Some(' ' | '\u{a0}'))
            && self.peek(1).is_some_and(|c| c.is_ascii_alphabetic())
            && self.peek(2).is_some_and(|c| c.is_ascii_alphabetic())
        {
            self.at += 1;
            let next = self.take(|c| c.is_ascii_alphabetic());
            words = format!("{words} {next}");
        }
        let before = if self.written.ends_with(' ') { " " } else { "" };
        let after = if matches!(self.peek(0), Some(' ' | '\u{a0}')) { " " } else { "" };
        self.written.extend([r"\text{", before, &words, after, "}"]);
    }
}

/// Puts a formula in parentheses: as high as it is if it has a fraction, which then stays in one
/// line, or else so that it can be broken.
fn in_parentheses(inner: &str) -> String {
    if inner.contains(r"\frac") { format!(r"\left({inner}\right)") } else { format!("({inner})") }
}

impl Expression {
    /// Returns it for LaTeX's math mode, its numbers by `write` as the screen has them.
    pub fn latex(&self, write: &impl Fn(Number) -> String) -> String {
        match self {
            Self::Sum { terms, more } => {
                let mut text = String::new();
                let mut add = |term: String| match term.strip_prefix('-') {
                    _ if text.is_empty() => text = term,
                    Some(size) => text.extend([" - ", size]),
                    None => text.extend([" + ", &term]),
                };
                for term in terms {
                    add(term.latex(write));
                }
                if let Some((count, sum)) = more {
                    add(format!(r"{} \text{{ ({count} more)}}", latex(&write(*sum))));
                }
                text
            }
            Self::Number(number) => latex(&write(*number)),
            Self::Constant(name, _) => latex(name),
            Self::Difference(a, b) => {
                let b = match b.as_ref() {
                    Self::Number(_) | Self::Difference(..) | Self::Sum { .. } => b.tex_atom(write),
                    other => other.latex(write),
                };
                format!("{} - {b}", a.latex(write))
            }
            Self::Product(factors) => {
                let factors: Vec<String> = factors.iter().map(|f| f.tex_factor(write)).collect();
                factors.join(r" \times ")
            }
            Self::Quotient(a, b) if a.is_short() && b.is_short() => {
                let (above, below) = (a.latex(write), b.latex(write));
                // A fraction in a fraction is too small to read.
                if above.contains(r"\frac") || below.contains(r"\frac") {
                    format!("{} / {}", a.tex_factor(write), b.tex_atom(write))
                } else {
                    format!(r"\frac{{{above}}}{{{below}}}")
                }
            }
            Self::Quotient(a, b) => format!("{} / {}", a.tex_factor(write), b.tex_atom(write)),
            Self::Square(a) => format!("{}^2", a.tex_atom(write)),
            Self::Root(a) => format!(r"\sqrt{{{}}}", a.latex(write)),
            Self::Negative(a) => format!("-{}", a.tex_factor(write)),
            Self::Exp(a) => format!(r"\exp{}", in_parentheses(&a.latex(write))),
            Self::Cdf(a) => format!(r"\Phi{}", in_parentheses(&a.latex(write))),
            Self::Ln(a) => match a.tex_atom(write) {
                open if open.starts_with('(') => format!(r"\ln{open}"),
                plain => format!(r"\ln {plain}"),
            },
        }
    }

    /// Returns whether it fits into one line.
    fn is_short(&self) -> bool {
        match self {
            Self::Sum { terms, more } => {
                terms.len() + usize::from(more.is_some()) <= SHORT
                    && terms.iter().all(|term| matches!(term, Self::Number(_)))
            }
            Self::Product(parts) => parts.iter().all(Self::is_short),
            Self::Difference(a, b) | Self::Quotient(a, b) => a.is_short() && b.is_short(),
            Self::Square(a)
            | Self::Root(a)
            | Self::Negative(a)
            | Self::Exp(a)
            | Self::Ln(a)
            | Self::Cdf(a) => a.is_short(),
            Self::Number(_) | Self::Constant(..) => true,
        }
    }

    fn tex_factor(&self, write: &impl Fn(Number) -> String) -> String {
        match self {
            Self::Product(_) | Self::Quotient(..) | Self::Ln(_) => self.latex(write),
            _ => self.tex_atom(write),
        }
    }

    /// In parentheses where it is more than one thing without a sign.
    fn tex_atom(&self, write: &impl Fn(Number) -> String) -> String {
        let text = self.latex(write);
        match self {
            Self::Number(_) if text.contains(r"\times") => format!("({text})"),
            Self::Number(_) | Self::Constant(..) if !text.starts_with('-') => text,
            Self::Sum { terms, more: None } if terms.len() == 1 && !text.starts_with('-') => text,
            Self::Square(_) | Self::Root(_) | Self::Exp(_) | Self::Cdf(_) => text,
            _ if text.contains(r"\frac") => format!(r"\left({text}\right)"),
            _ => format!("({text})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_indices_and_words_are_those_of_latex() {
        for (formula, expected) in [
            ("γ₁₂,₁", r"\gamma_{12,1}"),
            ("γ_i,10 x_i", r"\gamma_{i,10} x_i"),
            ("σ̂₁²", r"\hat\sigma_1^2"),
            ("√σ̂₁²", r"\sqrt{\hat\sigma_1^2}"),
            (
                "exp(−(x₀ − μ₁)² / (2 σ₁²)) / √(2π σ₁²)",
                r"\exp(-(x_0 - \mu_1)^2 / (2 \sigma_1^2)) / \sqrt{2\pi \sigma_1^2}",
            ),
            ("12,345.5", "12{,}345.5"),
            ("−1, 0, 4", "-1, 0, 4"),
            ("1.2e12", r"1.2 \times 10^{12}"),
            ("gap", r"\text{gap}"),
            ("Σ_k N_k ln π_k", r"\sum_k N_k \ln \pi_k"),
            ("e^(−½)", r"e^{-\tfrac12}"),
            ("Δℓ", r"\Delta\ell"),
            ("100 %", r"100 \%"),
            ("the nearest component, by x", r"\text{the nearest component}, \text{ by } x"),
        ] {
            assert_eq!(latex(formula), expected, "{formula}");
        }
    }

    #[test]
    fn a_long_sum_is_no_numerator() {
        let of = Expression::of;
        let write = |number: Number| number.value.to_string().replace('-', "−");
        let short = of(1.0).minus(of(-2.0)).squared().over(of(2.0));
        assert_eq!(short.latex(&write), r"\frac{(1 - (-2))^2}{2}");
        let long = Expression::Sum {
            terms: (1..=4).map(|i| of(-f64::from(i))).collect(),
            more: Some((263, Number::new(7.0))),
        };
        assert_eq!(
            long.over(of(2.0)).latex(&write),
            r"(-1 - 2 - 3 - 4 + 7 \text{ (263 more)}) / 2"
        );
        let small = of(1e-7).squared();
        let write = |number: Number| format!("{:e}", number.value);
        assert_eq!(small.latex(&write), r"(1 \times 10^{-7})^2");
    }
}
