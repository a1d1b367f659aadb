//! The text of a tree, which reads as the same tree again.

use std::fmt::{self, Display, Formatter, Write};

use super::{Axis, Constant, Function, Index, Node, Symbol, Variable};

impl Node {
    /// Returns the non-negative integer that is written as a superscript.
    fn raised(&self) -> Option<u32> {
        match self {
            Self::Number(x) if x.fract() == 0.0 && *x < 1000.0 => Some(*x as u32),
            _ => None,
        }
    }
}

/// In brackets where a factor or a base could not be bare.
struct Atom<'a>(&'a Node);

impl Display for Atom<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self.0 {
            Node::Sum(_) | Node::Product(_) | Node::Power(..) | Node::IndexedSum { .. } => {
                write!(f, "({})", self.0)
            }
            atom => atom.fmt(f),
        }
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Number(x) if *x != 0.0 && !(1e-4..1e15).contains(x) => write!(f, "{x:e}"),
            Self::Number(x) => x.fmt(f),
            Self::Constant(Constant::Pi) => f.write_char('π'),
            Self::Constant(Constant::E) => f.write_char('e'),
            Self::Variable(variable) => variable.fmt(f),
            Self::Sum(terms) => write_sum(f, terms),
            Self::Product(factors) => write_product(f, factors),
            Self::Power(base, exponent) => write_power(f, base, exponent),
            Self::Call(function, argument) => write!(f, "{}({argument})", function.name()),
            Self::Normal(arguments) => {
                let [x, mean, variance] = &**arguments;
                write!(f, "N({x}; {mean}, {variance})")
            }
            Self::IndexedSum { letter, axis, from, to, body } => {
                // What else says what the letter counts may be nothing, or come too late.
                let is_customary = *axis == Axis::customary(*letter);
                let first = axis.written(*from);
                match to {
                    Some(to) => write!(f, "Σ_{{{letter}={first}}}^{} ", axis.written(*to))?,
                    None if is_customary && *from == 1 => write!(f, "Σ_{letter} ")?,
                    None => write!(f, "Σ_{{{letter}={first}}}^{} ", axis.last())?,
                }
                match &**body {
                    Self::Sum(_) => write!(f, "({body})"),
                    Self::Product(factors) if factors.iter().any(|(divided, _)| *divided) => {
                        write!(f, "({body})")
                    }
                    body => body.fmt(f),
                }
            }
        }
    }
}

fn write_sum(f: &mut Formatter, terms: &[(bool, Node)]) -> fmt::Result {
    for (i, (minus, term)) in terms.iter().enumerate() {
        f.write_str(match (i, minus) {
            (0, false) => "",
            (0, true) => "-",
            (_, false) => " + ",
            (_, true) => " - ",
        })?;
        match term {
            Node::Sum(_) => write!(f, "({term})")?,
            term => term.fmt(f)?,
        }
    }
    Ok(())
}

/// Writes a product. An indexed sum in it is bare if nothing follows that it would take in.
fn write_product(f: &mut Formatter, factors: &[(bool, Node)]) -> fmt::Result {
    for (i, (divided, factor)) in factors.iter().enumerate() {
        if i > 0 {
            f.write_char(if *divided { '/' } else { '·' })?;
        }
        let taken_in = factors.get(i + 1).is_some_and(|(divided, _)| !divided);
        match factor {
            Node::Power(..) => factor.fmt(f)?,
            Node::IndexedSum { .. } if !taken_in => factor.fmt(f)?,
            factor => Atom(factor).fmt(f)?,
        }
    }
    Ok(())
}

fn write_power(f: &mut Formatter, base: &Node, exponent: &Node) -> fmt::Result {
    Atom(base).fmt(f)?;
    let (sign, size) = match exponent {
        Node::Sum(terms) if terms.len() == 1 => ("⁻", &terms[0].1),
        exponent => ("", exponent),
    };
    if let Some(number) = size.raised() {
        f.write_str(sign)?;
        let digits: Vec<char> = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().collect();
        return number
            .to_string()
            .bytes()
            .try_for_each(|digit| f.write_char(digits[usize::from(digit - b'0')]));
    }
    match exponent {
        Node::Power(..) => write!(f, "^{exponent}"),
        exponent => write!(f, "^{}", Atom(exponent)),
    }
}

impl Function {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Exp => "exp",
            Self::Ln => "ln",
            Self::Log10 => "log10",
            Self::Log2 => "log2",
            Self::Sqrt => "√",
            Self::Abs => "abs",
        }
    }
}

impl Symbol {
    /// As the screen shows it.
    pub(super) fn greek(self) -> &'static str {
        match self {
            Self::Weight => "π",
            Self::Density | Self::Count => "N",
            Self::Responsibility => "γ",
            Self::Observation => "x",
            Self::Mean => "μ",
            Self::Sd => "σ",
            Self::NewWeight => "π\u{302}",
            Self::NewMean => "μ\u{302}",
            Self::NewSd => "σ\u{302}",
            Self::Points => "n",
            Self::Components => "K",
            Self::LogLikelihood => "ℓ",
        }
    }
}

impl Display for Index {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Letter(letter) => letter.fmt(f),
        }
    }
}

impl Display for Variable {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(self.symbol.greek())?;
        let indices = self.indices();
        let mut letters = indices.chars();
        // Before another letter, l and m may begin a word: ln, mu.
        let begins_word = matches!(letters.next(), Some('l' | 'm')) && letters.next().is_some();
        match indices.as_str() {
            "" => Ok(()),
            indices if begins_word => write!(f, "_{{{indices}}}"),
            indices => write!(f, "_{indices}"),
        }
    }
}
