//! What is wrong with a formula that cannot be read, and where.

use thiserror::Error;

use super::node::Axis;

/// Why a text is no formula. It prints as one line that starts with the column.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("column {column}: {problem}")]
pub struct ParseError {
    column: usize,
    problem: ParseErrorKind,
}

impl ParseError {
    pub(super) fn new(column: usize, problem: ParseErrorKind) -> Self {
        Self { column, problem }
    }

    /// Returns whether an observation is named that is not there: perhaps it is counted otherwise.
    pub(super) fn is_about_an_observation(&self) -> bool {
        matches!(self.problem, ParseErrorKind::OutOfRange { axis: Axis::Point, .. })
    }

    /// Where: characters from the left, the first is 1. One past the end where more was expected.
    pub fn column(&self) -> usize {
        self.column
    }
}

/// What is there instead of a formula.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum ParseErrorKind {
    #[error("expected {wanted}, found {found}")]
    Expected { wanted: &'static str, found: String },
    #[error("expected '{close}' for the '{open}' at column {opened}, found {found}")]
    Unclosed { open: char, close: char, opened: usize, found: String },
    #[error("'{name}' is unknown; did you mean {nearest}?")]
    Misspelt { name: String, nearest: String },
    #[error("'{name}' is unknown here; the question uses {known}")]
    Unknown { name: String, known: String },
    #[error("'{name}' needs an index, as in {example}")]
    NeedsIndex { name: String, example: String },
    #[error("'{name}' has too many indices; write {example}")]
    TooManyIndices { name: String, example: String },
    #[error(
        "there is no {name} {index} here; {name}s are counted from {first} to {last}",
        name = axis.name()
    )]
    OutOfRange { axis: Axis, index: String, first: u8, last: u8 },
    #[error(
        "'{letter}' has no value outside a sum; write sum_{letter} (…) around all that uses it"
    )]
    Unbound { letter: char },
    #[error("'{letter}' counts {axis}s here and cannot count {other}s as well")]
    OtherAxis { letter: char, axis: &'static str, other: &'static str },
    #[error("a sum ends at n, at n-1 or at a number")]
    NotTheLast,
    #[error("'{name}' may mean σ_2 or σ²; write sigma_2 or sigma^2_k")]
    SigmaTwo { name: String },
    #[error("'{name}' is a density: write N(x; mu_k, sigma_k^2), with the x that is meant")]
    DensityOfWhat { name: String },
    #[error("is this under the / or beside it? write a/(b*c) or (a/b)*c")]
    UnderTheLine,
    #[error("write * between a factor and a number after it")]
    NumberAfterFactor,
    #[error("write the decimal point as '.'")]
    DecimalComma,
    #[error("only what is right of the = is wanted")]
    EqualsSign,
    #[error("the number is too large")]
    NumberTooLarge,
    #[error("a formula has at most {0} characters")]
    TooLong(usize),
    #[error("more than {0} levels of brackets, powers and sums")]
    TooDeep(usize),
    #[error("the sums have too many terms to check")]
    TooManyTerms,
}
