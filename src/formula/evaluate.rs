//! What a formula comes to at one point, and by how much rounding may have changed it.

use std::f64::consts;

use super::node::{Axis, Constant, Function, Index, Node, Variable};
use super::sampling::Assignment;

/// A value with a bound, to first order, on its error from rounding (the running error analysis of
/// Higham 2002, section 3.3): it tells a difference from cancellation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounded {
    pub(super) value: f64,
    pub(super) error: f64,
}

impl Rounded {
    fn new(value: f64, inherited: f64) -> Self {
        Self { value, error: inherited + f64::EPSILON * value.abs() }
    }
}

/// The values of the letters i to m; 0 where one has none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Letters([u8; 5]);

impl Letters {
    pub(super) fn set(&mut self, letter: char, value: u8) {
        self.0[letter as usize - 'i' as usize] = value;
    }

    fn get(&self, letter: char) -> u8 {
        self.0[letter as usize - 'i' as usize]
    }

    /// Counted from 0.
    pub(super) fn index(&self, index: Option<Index>) -> Option<usize> {
        let number = match index? {
            Index::Number(number) => number,
            Index::Letter(letter) => self.get(letter),
        };
        usize::from(number).checked_sub(1)
    }
}

/// Returns the formula's value; NaN or infinite where it has none.
pub(super) fn evaluate(node: &Node, assignment: &Assignment, letters: Letters) -> Rounded {
    let of = |node: &Node| evaluate(node, assignment, letters);
    match node {
        Node::Number(x) => Rounded::new(*x, 0.0),
        Node::Constant(Constant::Pi) => Rounded::new(consts::PI, 0.0),
        Node::Constant(Constant::E) => Rounded::new(consts::E, 0.0),
        Node::Variable(variable) => look_up(*variable, assignment, letters),
        Node::Sum(terms) => terms.iter().fold(Rounded::new(0.0, 0.0), |sum, (minus, term)| {
            let Rounded { value, error } = of(term);
            add(sum, Rounded { value: if *minus { -value } else { value }, error })
        }),
        Node::Product(factors) => {
            factors.iter().fold(Rounded { value: 1.0, error: 0.0 }, |product, (divided, factor)| {
                let factor = of(factor);
                if *divided { divide(product, factor) } else { multiply(product, factor) }
            })
        }
        Node::Power(base, exponent) => power(of(base), of(exponent)),
        Node::Call(function, argument) => call(*function, of(argument)),
        Node::Normal(arguments) => {
            let [x, mean, variance] = &**arguments;
            normal(of(x), of(mean), of(variance))
        }
        Node::IndexedSum { letter, axis, from, to, body } => {
            let last = to.unwrap_or(match axis {
                Axis::Component => assignment.components() as u8,
                Axis::Point => assignment.points() as u8,
            });
            let mut inside = letters;
            (*from..=last).fold(Rounded::new(0.0, 0.0), |sum, value| {
                inside.set(*letter, value);
                add(sum, evaluate(body, assignment, inside))
            })
        }
    }
}

fn look_up(variable: Variable, assignment: &Assignment, letters: Letters) -> Rounded {
    let value = assignment.value(
        variable.symbol,
        letters.index(variable.component),
        letters.index(variable.point),
        variable.point.is_some(),
    );
    // A derived symbol was computed too.
    Rounded { value, error: 16.0 * f64::EPSILON * value.abs() }
}

fn add(a: Rounded, b: Rounded) -> Rounded {
    Rounded::new(a.value + b.value, a.error + b.error)
}

fn multiply(a: Rounded, b: Rounded) -> Rounded {
    Rounded::new(a.value * b.value, a.value.abs() * b.error + b.value.abs() * a.error)
}

fn divide(a: Rounded, b: Rounded) -> Rounded {
    let value = a.value / b.value;
    Rounded::new(value, (a.error + value.abs() * b.error) / b.value.abs())
}

fn power(base: Rounded, exponent: Rounded) -> Rounded {
    let value = base.value.powf(exponent.value);
    let slope = exponent.value * base.value.abs().powf(exponent.value - 1.0);
    // 0² has no logarithm to take and no error from its exponent either.
    let by_exponent = if value == 0.0 { 0.0 } else { value * base.value.abs().ln() };
    let inherited = slope.abs() * base.error + by_exponent.abs() * exponent.error;
    Rounded::new(value, inherited)
}

fn call(function: Function, x: Rounded) -> Rounded {
    let (value, slope) = match function {
        Function::Exp => (x.value.exp(), x.value.exp()),
        Function::Ln => (x.value.ln(), x.value.recip()),
        Function::Log10 => (x.value.log10(), (x.value * consts::LN_10).recip()),
        Function::Log2 => (x.value.log2(), (x.value * consts::LN_2).recip()),
        Function::Sqrt => (x.value.sqrt(), 0.5 / x.value.sqrt()),
        Function::Abs => (x.value.abs(), 1.0),
    };
    // √0 where 0 is exact.
    let inherited = if x.error == 0.0 { 0.0 } else { slope.abs() * x.error };
    Rounded::new(value, inherited)
}

/// exp(−(x − mean)² / (2 variance)) / √(2π variance)
fn normal(x: Rounded, mean: Rounded, variance: Rounded) -> Rounded {
    let number = |value| Rounded { value, error: 0.0 };
    let minus = |a: Rounded| Rounded { value: -a.value, ..a };
    let off = add(x, minus(mean));
    let exponent = divide(multiply(off, off), multiply(number(-2.0), variance));
    let height = call(Function::Sqrt, multiply(number(2.0 * consts::PI), variance));
    divide(call(Function::Exp, exponent), height)
}
