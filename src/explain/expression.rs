//! Arithmetic as a value: what a derivation shows can be computed again from what it shows.

use super::Link;
use crate::mixture::normal_cdf;
use crate::text::JOINT;

/// A number in a derivation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Itself.
    pub value: f64,
    /// The size of what it is compared with: an error of 10⁻⁶ of this does no harm to the result.
    /// Above 0 but for a 0.
    pub grain: f64,
    /// What it is, if it has a derivation of its own.
    pub link: Option<Link>,
}

impl Number {
    /// Returns a number whose first digits are what counts.
    pub fn new(value: f64) -> Self {
        Self { value, grain: value.abs(), link: None }
    }

    /// Returns the same number with a derivation of its own.
    #[must_use]
    pub fn linked(self, link: Link) -> Self {
        Self { link: Some(link), ..self }
    }

    /// Returns a number from which something of nearly its size is taken away, so that what counts
    /// is the size of the difference.
    pub fn against(value: f64, size: f64) -> Self {
        let size = size.abs();
        let grain = if size > 0.0 { size.min(value.abs()) } else { value.abs() };
        Self { value, grain, link: None }
    }
}

/// Some arithmetic with live numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(Number),
    /// A constant that is written by its name, such as 2π.
    Constant(&'static str, f64),
    /// A sum, whose smaller terms may be left out of sight.
    Sum {
        /// the terms in sight
        terms: Vec<Self>,
        /// how many more there are and what they come to; none where all are in sight
        more: Option<(usize, Number)>,
    },
    /// a − b.
    Difference(Box<Self>, Box<Self>),
    /// a × b × …
    Product(Vec<Self>),
    /// a / b.
    Quotient(Box<Self>, Box<Self>),
    /// a².
    Square(Box<Self>),
    /// √a.
    Root(Box<Self>),
    /// −a.
    Negative(Box<Self>),
    /// exp(a).
    Exp(Box<Self>),
    /// ln a.
    Ln(Box<Self>),
    /// Φ(a), the distribution function of the standard normal distribution.
    Cdf(Box<Self>),
}

pub(super) const JOINT_TEXT: &str = "\u{a0}";

impl Expression {
    /// Returns whether it is a number alone.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Number(_))
    }

    /// Returns a number whose first digits are what counts.
    pub fn of(value: f64) -> Self {
        Self::Number(Number::new(value))
    }

    /// Returns a number that has a derivation of its own.
    pub fn linked(value: f64, link: Link) -> Self {
        Self::Number(Number::new(value).linked(link))
    }

    /// Returns a number that counts to a millionth of `size`.
    pub fn against(value: f64, size: f64) -> Self {
        Self::Number(Number::against(value, size))
    }

    /// Returns a sum with every term in sight.
    pub fn sum(terms: Vec<Self>) -> Self {
        Self::Sum { terms, more: None }
    }

    /// self − other.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self::Difference(Box::new(self), Box::new(other))
    }

    /// self / other.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self::Quotient(Box::new(self), Box::new(other))
    }

    /// self².
    #[must_use]
    pub fn squared(self) -> Self {
        Self::Square(Box::new(self))
    }

    /// Returns what it comes to.
    pub fn value(&self) -> f64 {
        match self {
            Self::Number(number) => number.value,
            Self::Constant(_, value) => *value,
            Self::Sum { terms, more } => {
                terms.iter().map(Self::value).sum::<f64>() + more.map_or(0.0, |(_, sum)| sum.value)
            }
            Self::Difference(a, b) => a.value() - b.value(),
            Self::Product(factors) => factors.iter().map(Self::value).product(),
            Self::Quotient(a, b) => a.value() / b.value(),
            Self::Square(a) => a.value() * a.value(),
            Self::Root(a) => a.value().sqrt(),
            Self::Negative(a) => -a.value(),
            Self::Exp(a) => a.value().exp(),
            Self::Ln(a) => a.value().ln(),
            Self::Cdf(a) => normal_cdf(a.value()),
        }
    }

    /// Gives the numbers to `each` in the order in which they are written.
    pub fn numbers(&self, each: &mut impl FnMut(Number)) {
        match self {
            Self::Number(number) => each(*number),
            Self::Constant(..) => {}
            Self::Sum { terms, more } => {
                for term in terms {
                    term.numbers(each);
                }
                if let Some((_, rest)) = more {
                    each(*rest);
                }
            }
            Self::Product(factors) => {
                for factor in factors {
                    factor.numbers(each);
                }
            }
            Self::Difference(a, b) | Self::Quotient(a, b) => {
                a.numbers(each);
                b.numbers(each);
            }
            Self::Square(a)
            | Self::Root(a)
            | Self::Negative(a)
            | Self::Exp(a)
            | Self::Ln(a)
            | Self::Cdf(a) => {
                a.numbers(each);
            }
        }
    }

    /// As it is written, its numbers by `write`. Lines may break at a plain blank; everywhere else
    /// the blanks are no-break spaces.
    pub fn text(&self, write: &impl Fn(Number) -> String) -> String {
        match self {
            Self::Sum { terms, more } => {
                let mut terms: Vec<String> =
                    terms.iter().map(|t| t.text(write).replace(' ', JOINT_TEXT)).collect();
                terms.extend(
                    more.map(|(count, sum)| format!("{}{JOINT}({count}{JOINT}more)", write(sum))),
                );
                let mut text = String::new();
                for (i, term) in terms.iter().enumerate() {
                    let (sign, size) = match term.strip_prefix('−') {
                        Some(size) => ("−", size),
                        None => ("+", term.as_str()),
                    };
                    match i {
                        0 => text.push_str(term),
                        _ => text.extend([" ", sign, JOINT_TEXT, size]),
                    }
                }
                text
            }
            Self::Number(number) => write(*number),
            Self::Constant(name, _) => (*name).to_owned(),
            Self::Difference(a, b) => {
                let b = match b.as_ref() {
                    Self::Number(_) | Self::Difference(..) | Self::Sum { .. } => b.atom(write),
                    other => other.text(write),
                };
                format!("{} −{JOINT}{b}", a.text(write))
            }
            Self::Product(factors) => {
                let factors: Vec<String> = factors.iter().map(|f| f.factor(write)).collect();
                factors.join(&format!(" ×{JOINT}"))
            }
            Self::Quotient(a, b) => format!("{} /{JOINT}{}", a.factor(write), b.atom(write)),
            Self::Square(a) => format!("{}²", a.atom(write)),
            Self::Root(a) => format!("√{}", a.atom(write)),
            Self::Negative(a) => format!("−{}", a.factor(write)),
            Self::Exp(a) => format!("exp({})", a.text(write)),
            Self::Cdf(a) => format!("Φ({})", a.text(write)),
            Self::Ln(a) => match a.atom(write) {
                open if open.starts_with('(') => format!("ln{open}"),
                plain => format!("ln{JOINT}{plain}"),
            },
        }
    }

    /// As it is written before or after ×.
    fn factor(&self, write: &impl Fn(Number) -> String) -> String {
        match self {
            Self::Product(_) | Self::Quotient(..) | Self::Ln(_) => self.text(write),
            _ => self.atom(write),
        }
    }

    /// In parentheses where it is more than one sign-less thing.
    fn atom(&self, write: &impl Fn(Number) -> String) -> String {
        let text = self.text(write);
        match self {
            Self::Number(_) | Self::Constant(..) if !text.starts_with('−') => text,
            Self::Sum { terms, more: None } if terms.len() == 1 && !text.starts_with('−') => text,
            Self::Square(_) | Self::Root(_) | Self::Exp(_) | Self::Cdf(_) => text,
            _ => format!("({text})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(expression: &Expression) -> String {
        let write = |number: Number| number.value.to_string().replace('-', "−");
        expression.text(&write).replace(JOINT, " ")
    }

    #[test]
    fn it_reads_as_it_is_computed() {
        let of = Expression::of;
        let term =
            |g: f64, x: f64| Expression::Product(vec![of(g), of(x).minus(of(-1.0)).squared()]);
        let sum = Expression::Sum {
            terms: vec![term(0.5, 4.0), Expression::Product(vec![of(2.0), of(-3.0)]), of(-2.0)],
            more: Some((263, Number::new(7.0))),
        };
        let quotient = sum.over(of(1.5));
        let text = "(0.5 × (4 − (−1))² + 2 × (−3) − 2 + 7 (263 more)) / 1.5";
        assert_eq!(plain(&quotient), text);
        assert!((quotient.value() - 11.5 / 1.5).abs() < 1e-15);
        let peak = Expression::Root(Box::new(Expression::Product(vec![
            Expression::Constant("2π", 6.0),
            of(6.0),
        ])));
        let bell = Expression::Exp(Box::new(Expression::Negative(Box::new(
            of(4.0).squared().over(of(2.0)),
        ))));
        let density = bell.over(peak);
        assert_eq!(plain(&density), "exp(−4² / 2) / √(2π × 6)");
        assert!((density.value() - (-8.0_f64).exp() / 6.0).abs() < 1e-18);
        assert_eq!(plain(&Expression::Ln(Box::new(of(0.25)))), "ln 0.25");
    }

    #[test]
    fn lines_break_between_terms_only() {
        let of = Expression::of;
        let term = || Expression::Product(vec![of(0.5), of(4.0)]);
        let text = Expression::sum(vec![term(), term()]).text(&|n| n.value.to_string());
        assert_eq!(text.split(' ').count(), 2);
    }
}
