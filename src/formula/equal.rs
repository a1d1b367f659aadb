//! Whether two formulas are the same function, tried at random valid points.

use std::fmt::{self, Display, Formatter};

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Formula;
use super::context::Context;
use super::evaluate::{Letters, Rounded, evaluate};
use super::node::{Axis, Variable};
use super::sampling::Assignment;

/// The random draws of a comparison.
const DRAWS: usize = 64;
/// The values of the free indices that are tried at each draw; the draws take turns where there are
/// more.
const CASES_A_DRAW: usize = 4;
/// The most points at which two formulas are compared.
pub const MAX_POINTS: usize = DRAWS * CASES_A_DRAW;
/// Values this near to each other, relatively, are the same.
const RELATIVE: f64 = 1e-9;
/// Where rounding may have changed more than this share of a value, the point tells nothing.
const TOO_ROUGH: f64 = 1e-6;
/// Below this an error from rounding is harmless, even beside a value of 0.
const HARMLESS: f64 = 1e-12;
/// How much of the bound on rounding is allowed, since it holds to first order only.
const SLACK: f64 = 16.0;
/// The share of the points at which an answer may be without value.
const MAY_BE_SKIPPED: f64 = 0.125;

/// What [`equal`] found.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// The same at every point.
    Equal,
    /// Different, and where.
    Different {
        /// A point where they differ.
        witness: Witness,
        /// What the answer comes to there.
        answer: f64,
        /// What the truth comes to there.
        truth: f64,
    },
    /// The answer has no value, or none that rounding leaves, at too many valid points, such as
    /// this one: a zero is divided by, a negative number is under a root or in a logarithm, a power
    /// overflows.
    Undefined {
        /// A point where it has none.
        witness: Witness,
    },
    /// The truth itself has no value at too many points: the question is at fault.
    TruthUndefined {
        /// A point where it has none.
        witness: Witness,
    },
}

/// A valid point: the free indices, and the values of the symbols that the formulas use. It prints
/// as `k = 1, π_1 = 0.3172, …`.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The free indices and their values: observations count from 0, components from 1.
    pub indices: Vec<(char, usize)>,
    /// The symbols, as the screen spells them, with their values.
    pub values: Vec<(String, f64)>,
}

impl Display for Witness {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let indices = self.indices.iter().map(|(letter, value)| format!("{letter} = {value}"));
        let values = self.values.iter().map(|(name, value)| format!("{name} = {value:.4}"));
        f.write_str(&indices.chain(values).collect::<Vec<_>>().join(", "))
    }
}

/// Returns whether `answer` and `truth`, both read in `context`, are equal: compared at 64 random
/// valid points drawn by ChaCha8 from `seed`, for every value of the free indices. The tolerance is
/// 10⁻⁹ of the value and what rounding can explain.
pub fn equal(answer: &Formula, truth: &Formula, context: &Context, seed: u64) -> Comparison {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut compared, mut answer_fails, mut truth_fails) = (0, Failures::new(), Failures::new());
    for draw in 0..DRAWS {
        let assignment = Assignment::draw(context, &mut random);
        let cases: Vec<Case> = cases(context, &assignment).collect();
        for turn in 0..cases.len().min(CASES_A_DRAW) {
            let (indices, letters) = &cases[(draw * CASES_A_DRAW + turn) % cases.len()];
            let letters = *letters;
            let witness = || witness([answer, truth], &assignment, indices, letters);
            let right = evaluate(&truth.node, &assignment, letters);
            if !tells(right, right) {
                truth_fails.add(witness);
                continue;
            }
            compared += 1;
            let given = evaluate(&answer.node, &assignment, letters);
            if !tells(given, right) {
                answer_fails.add(witness);
            } else if !agree(given, right) {
                let (answer, truth) = (given.value, right.value);
                return Comparison::Different { witness: witness(), answer, truth };
            }
        }
    }
    let too_many =
        |failures: &Failures, of: usize| failures.count as f64 > MAY_BE_SKIPPED * of as f64;
    if too_many(&truth_fails, compared + truth_fails.count)
        && let Some(witness) = truth_fails.first
    {
        return Comparison::TruthUndefined { witness };
    }
    match answer_fails.first.take() {
        Some(witness) if too_many(&answer_fails, compared) => Comparison::Undefined { witness },
        _ => Comparison::Equal,
    }
}

/// How often a formula had no value, and where first.
struct Failures {
    count: usize,
    first: Option<Witness>,
}

impl Failures {
    fn new() -> Self {
        Self { count: 0, first: None }
    }

    fn add(&mut self, witness: impl FnOnce() -> Witness) {
        self.count += 1;
        self.first.get_or_insert_with(witness);
    }
}

fn count(assignment: &Assignment, axis: Axis) -> usize {
    match axis {
        Axis::Component => assignment.components(),
        Axis::Point => assignment.points(),
    }
}

/// The values of the free indices, and of the letters that have them.
type Case = (Vec<(char, usize)>, Letters);

/// Returns every case of the free indices.
pub(super) fn cases(context: &Context, assignment: &Assignment) -> impl Iterator<Item = Case> {
    let counts: Vec<usize> =
        context.free.iter().map(|(_, axis)| count(assignment, *axis)).collect();
    (0..counts.iter().product()).map(move |mut case| {
        let (mut indices, mut letters) = (Vec::new(), Letters::default());
        for ((letter, axis), count) in context.free.iter().zip(&counts) {
            let value = (case % count) as u8 + 1;
            case /= count;
            letters.set(*letter, value);
            indices.push((*letter, usize::from(axis.written(value))));
        }
        (indices, letters)
    })
}

/// Returns whether a value is one, and rounding has left it one, at the size of what it is compared
/// with.
pub(super) fn tells(given: Rounded, right: Rounded) -> bool {
    let size = given.value.abs().max(right.value.abs());
    given.value.is_finite() && given.error <= TOO_ROUGH * size + HARMLESS
}

pub(super) fn agree(given: Rounded, right: Rounded) -> bool {
    let size = given.value.abs().max(right.value.abs());
    let allowed = RELATIVE * size + SLACK * (given.error + right.error);
    (given.value - right.value).abs() <= allowed
}

/// Returns the values of what the formulas use, sums' indices apart: those have no one value.
fn witness(
    formulas: [&Formula; 2],
    assignment: &Assignment,
    indices: &[(char, usize)],
    letters: Letters,
) -> Witness {
    let mut variables: Vec<Variable> = Vec::new();
    for formula in formulas {
        formula.node.variables(&mut variables);
    }
    let mut values: Vec<(String, f64)> = Vec::new();
    for variable in variables {
        let of_a_point = variable.point.is_some();
        let (k, i) = (letters.index(variable.component), letters.index(variable.point));
        let value = assignment.value(variable.symbol, k, i, of_a_point);
        let name = variable.numbered(k, i).to_string();
        if value.is_finite() && values.iter().all(|(other, _)| *other != name) {
            values.push((name, value));
        }
    }
    Witness { indices: indices.to_vec(), values }
}
