//! A formula as a tree.

mod display;

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

    /// Returns the last index as it is written.
    fn last(self) -> &'static str {
        match self {
            Self::Component => "K",
            Self::Point => "{n-1}",
        }
    }

    /// Returns an index as it is written: observations count from 0.
    pub(super) fn written(self, index: u8) -> u8 {
        match self {
            Self::Component => index,
            Self::Point => index.saturating_sub(1),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Point => "observation",
        }
    }
}

/// A quantity of the model; what it depends on is in its [`Variable`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Weight,
    /// N_k as a learner may call N(x; μ_k, σ_k²) where no count is in play; a formula holds the
    /// density itself.
    Density,
    Responsibility,
    Observation,
    Mean,
    Sd,
    NewWeight,
    NewMean,
    NewSd,
    /// N_k = Σ_i γ_ik.
    Count,
    Points,
    Components,
    /// ℓ, the log-likelihood of θ.
    LogLikelihood,
}

/// A number from 1, also of an observation, which people count from 0; or a letter that a sum or
/// the question gives a value.
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
    /// Σ over an index, which is counted from 1 on both axes.
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
    /// Returns its square.
    pub(super) fn squared(self) -> Self {
        Self::Power(Box::new(self), Box::new(Self::Number(2.0)))
    }

    /// Returns how many nodes are evaluated where `extent` indices are summed over.
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
}

impl Variable {
    /// Returns a symbol without indices.
    pub(super) fn scalar(symbol: Symbol) -> Self {
        Self { symbol, component: None, point: None, point_first: false }
    }

    /// Returns a symbol of component k.
    pub(super) fn of_component(symbol: Symbol, k: Index) -> Self {
        Self { component: Some(k), ..Self::scalar(symbol) }
    }

    /// Returns its indices as they are written.
    pub(super) fn indices(&self) -> String {
        let written = |axis: Axis, index: Option<Index>| {
            index.map(|index| match index {
                Index::Number(number) => Index::Number(axis.written(number)),
                letter @ Index::Letter(_) => letter,
            })
        };
        let component = written(Axis::Component, self.component);
        let point = written(Axis::Point, self.point);
        let (first, second) =
            if self.point_first { (point, component) } else { (component, point) };
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
