//! A formula as a tree, and the tree as text.

use std::fmt::{self, Display, Formatter, Write};

/// What indices range over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Component,
    Point,
}

impl Axis {
    /// Returns what a letter counts unless something else is said.
    pub(super) fn customary(letter: char) -> Self {
        if letter == 'i' { Self::Point } else { Self::Component }
    }

    /// Returns the symbol of the last index.
    fn last(self) -> char {
        match self {
            Self::Component => 'K',
            Self::Point => 'n',
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Point => "point",
        }
    }
}

/// A quantity of the model; what it depends on is in its [`Variable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Weight,
    Density,
    Responsibility,
    Observation,
    Mean,
    Sd,
    NewWeight,
    NewMean,
    NewSd,
    /// N_k = Σ_i γ_ik, spelled n_k beside a density N_k.
    Count,
    Points,
    Components,
}

/// A number from 1, or a letter that a sum or the question gives a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    Number(u8),
    Letter(char),
}

/// A symbol with its indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variable {
    pub(super) symbol: Symbol,
    pub(super) component: Option<Index>,
    pub(super) point: Option<Index>,
    /// Whether the point's index is written first: γ_ik rather than γ_ki.
    pub(super) point_first: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    Pi,
    E,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Exp,
    Ln,
    Log10,
    Log2,
    Sqrt,
    Abs,
}

/// A tree as deep as the text is nested: long sums and products are flat.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Constant(Constant),
    Variable(Variable),
    /// Terms, each with whether it is taken away.
    Sum(Vec<(bool, Node)>),
    /// Factors, each with whether it is divided by.
    Product(Vec<(bool, Node)>),
    Power(Box<Node>, Box<Node>),
    Call(Function, Box<Node>),
    /// N(x; mean, variance)
    Normal(Box<[Node; 3]>),
    /// Σ over an index.
    IndexedSum {
        letter: char,
        axis: Axis,
        from: u8,
        /// None for the last there is.
        to: Option<u8>,
        body: Box<Node>,
    },
}

impl Node {
    /// Its square.
    pub(super) fn squared(self) -> Self {
        Self::Power(Box::new(self), Box::new(Self::Number(2.0)))
    }

    /// How many nodes are evaluated where `extent` indices are summed over.
    pub(super) fn cost(&self, extent: &impl Fn(Axis) -> usize) -> usize {
        let of = |node: &Self| node.cost(extent);
        let inside = match self {
            Self::Number(_) | Self::Constant(_) | Self::Variable(_) => 0,
            Self::Sum(parts) | Self::Product(parts) => {
                parts.iter().map(|(_, part)| of(part)).fold(0, usize::saturating_add)
            }
            Self::Power(base, exponent) => of(base).saturating_add(of(exponent)),
            Self::Call(_, argument) => of(argument),
            Self::Normal(arguments) => arguments.iter().map(of).fold(5, usize::saturating_add),
            Self::IndexedSum { axis, body, .. } => of(body).saturating_mul(extent(*axis)),
        };
        inside.saturating_add(1)
    }

    pub(super) fn variables(&self, found: &mut Vec<Variable>) {
        match self {
            Self::Number(_) | Self::Constant(_) => {}
            Self::Variable(variable) => found.push(*variable),
            Self::Sum(parts) | Self::Product(parts) => {
                for (_, part) in parts {
                    part.variables(found);
                }
            }
            Self::Power(base, exponent) => {
                base.variables(found);
                exponent.variables(found);
            }
            Self::Call(_, argument) => argument.variables(found),
            Self::Normal(arguments) => arguments.iter().for_each(|part| part.variables(found)),
            Self::IndexedSum { body, .. } => body.variables(found),
        }
    }

    /// The non-negative integer that is written as a superscript.
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
                match (from, to) {
                    (_, Some(to)) => write!(f, "Σ_{{{letter}={from}}}^{to} ")?,
                    (_, None) if !is_customary => {
                        write!(f, "Σ_{{{letter}={from}}}^{} ", axis.last())?;
                    }
                    (1, None) => write!(f, "Σ_{letter} ")?,
                    (_, None) => write!(f, "Σ_{{{letter}={from}}} ")?,
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

/// A sum is bare if nothing follows that it would take in.
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
            Self::Density => "N",
            Self::Responsibility => "γ",
            Self::Observation => "x",
            Self::Mean => "μ",
            Self::Sd => "σ",
            Self::NewWeight => "π\u{302}",
            Self::NewMean => "μ\u{302}",
            Self::NewSd => "σ\u{302}",
            Self::Count | Self::Points => "n",
            Self::Components => "K",
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

impl Variable {
    /// A symbol without indices.
    pub(super) fn scalar(symbol: Symbol) -> Self {
        Self { symbol, component: None, point: None, point_first: false }
    }

    /// A symbol of component k.
    pub(super) fn of_component(symbol: Symbol, k: Index) -> Self {
        Self { component: Some(k), ..Self::scalar(symbol) }
    }

    /// Its indices as they are written.
    pub(super) fn indices(&self) -> String {
        let (first, second) = if self.point_first {
            (self.point, self.component)
        } else {
            (self.component, self.point)
        };
        first.into_iter().chain(second).map(|index| index.to_string()).collect()
    }

    /// With these indices, from 0, in place of letters.
    pub(super) fn numbered(self, component: Option<usize>, point: Option<usize>) -> Self {
        let number = |index: usize| Index::Number(index as u8 + 1);
        Self {
            component: component.map(number).or(self.component),
            point: point.map(number).or(self.point),
            ..self
        }
    }
}

impl Display for Variable {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        f.write_str(self.symbol.greek())?;
        let indices = self.indices();
        if indices.is_empty() { Ok(()) } else { write!(f, "_{indices}") }
    }
}
