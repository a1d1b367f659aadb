//! Data drawn from a mixture that is written down, such as `0.3 N(0,1) + 0.7 N(4,2)`.

use std::str::FromStr;

use super::dataset::Dataset;
use super::error::DataError;
use super::fault::{Fault, Location, Problem};
use super::typed_number::read_number;
use crate::mixture::{Component, Sample, Theta, ThetaError, simulate};
use crate::text::sanitise::brief;

/// What a person calls data that were drawn.
const SIMULATED: &str = "simulated";

/// How many observations are drawn: 1 to [`DrawCount::MOST`], 200 if it was not said.
///
/// # Examples
/// ```
/// use emstep::data::DrawCount;
///
/// assert_eq!(DrawCount::default().get(), 200);
/// assert!("0".parse::<DrawCount>().is_err() && DrawCount::try_from(20_000_000).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(into = "u64", try_from = "u64")]
pub struct DrawCount(usize);

/// Why a number of observations cannot be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of draws must be a whole number from 1 to {}", DrawCount::MOST)]
pub struct DrawCountError;

impl DrawCount {
    /// The most observations that are drawn.
    pub const MOST: usize = 10_000_000;

    /// Returns the number.
    pub const fn get(self) -> usize {
        self.0
    }
}

impl Default for DrawCount {
    fn default() -> Self {
        Self(200)
    }
}

impl TryFrom<u64> for DrawCount {
    type Error = DrawCountError;

    fn try_from(count: u64) -> Result<Self, DrawCountError> {
        let count = usize::try_from(count).ok().filter(|count| (1..=Self::MOST).contains(count));
        count.map(Self).ok_or(DrawCountError)
    }
}

impl From<DrawCount> for u64 {
    fn from(DrawCount(count): DrawCount) -> Self {
        count as Self
    }
}

impl FromStr for DrawCount {
    type Err = DrawCountError;

    fn from_str(text: &str) -> Result<Self, DrawCountError> {
        text.parse::<u64>().map_err(|_| DrawCountError)?.try_into()
    }
}

/// A mixture to draw from, and how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// The mixture, as [`read_mixture`] reads it.
    pub mixture: String,
    /// How many observations.
    pub count: DrawCount,
    /// The seed; the same seed gives the same data everywhere.
    pub seed: u64,
}

/// Why a text is not a mixture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct MixtureError {
    /// Where, in characters from 1.
    pub column: usize,
    /// What was expected there, and what is there.
    pub problem: String,
}

/// Reads a mixture such as `0.3 N(0,1) + 0.7 N(4,2)`: weights, means and *variances*, which may be
/// fractions. The weight of a single component may be left out.
///
/// # Errors
/// Returns an error with its column and what was expected there.
///
/// # Examples
/// ```
/// use emstep::data::read_mixture;
///
/// let theta = read_mixture("1/3 N(0, 1) + 2/3 N(4, 2)")?;
/// assert_eq!(theta.components()[1].variance(), 2.0);
///
/// let error = read_mixture("0.3 N(0,1) + 0.7 M(4,2)").unwrap_err();
/// assert_eq!(error.to_string(), "column 18: expected N(mean, variance), found 'M'");
/// # Ok::<(), emstep::data::MixtureError>(())
/// ```
pub fn read_mixture(text: &str) -> Result<Theta, MixtureError> {
    let chars: Vec<char> = text.chars().collect();
    let mut scan = Scan { chars: &chars, at: 0 };
    let mut components = Vec::new();
    let mut places = Vec::new();
    loop {
        let (component, at) = scan.component(components.is_empty())?;
        components.push(component);
        places.push(at);
        if scan.peek().is_none() {
            break;
        }
        scan.expect('+', "+ and another component, or the end")?;
    }
    Theta::new(components).map_err(|error| {
        let whole = ThetaPlaces { weight: 1, variance: 1 };
        let place = |k: usize| places.get(k).unwrap_or(&whole);
        let column = match error {
            ThetaError::Weight { component, .. } => place(component).weight,
            ThetaError::Variance { component, .. } => place(component).variance,
            _ => 1,
        };
        MixtureError { column, problem: error.to_string() }
    })
}

/// The columns of a component's weight and variance.
struct ThetaPlaces {
    weight: usize,
    variance: usize,
}

/// A text on its way to a mixture.
struct Scan<'a> {
    chars: &'a [char],
    at: usize,
}

impl Scan<'_> {
    /// Returns the next character that is not blank.
    fn peek(&mut self) -> Option<char> {
        while self.chars.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.chars.get(self.at).copied()
    }

    fn error<T>(&mut self, expected: &str) -> Result<T, MixtureError> {
        let found = match self.peek() {
            Some(c) => format!("'{}'", brief(&c.to_string())),
            None => "the end".to_owned(),
        };
        let problem = format!("expected {expected}, found {found}");
        Err(MixtureError { column: self.at + 1, problem })
    }

    fn expect(&mut self, wanted: char, expected: &str) -> Result<(), MixtureError> {
        if self.peek() != Some(wanted) {
            return self.error(expected);
        }
        self.at += 1;
        Ok(())
    }

    /// Reads `0.3 N(0, 1)`; the first component may be without a weight.
    fn component(&mut self, is_first: bool) -> Result<(Component, ThetaPlaces), MixtureError> {
        let is_normal = |c: Option<char>| matches!(c, Some('N' | 'n' | '𝒩'));
        let start = self.peek();
        let weight_at = self.at + 1;
        let weight =
            if is_normal(start) && is_first { 1.0 } else { self.number("a weight, such as 0.3")? };
        if matches!(self.peek(), Some('*' | '×' | '·')) {
            self.at += 1;
        }
        if !is_normal(self.peek()) {
            return self.error("N(mean, variance)");
        }
        self.at += 1;
        self.expect('(', "( after N")?;
        let mean = self.number("a mean")?;
        self.expect(',', "a comma and a variance")?;
        self.peek();
        let variance_at = self.at + 1;
        let variance = self.number("a variance")?;
        self.expect(')', ") after the variance")?;
        let places = ThetaPlaces { weight: weight_at, variance: variance_at };
        Ok((Component::new(weight, mean, variance), places))
    }

    fn number(&mut self, expected: &str) -> Result<f64, MixtureError> {
        self.peek();
        let from = self.at;
        while let Some(&c) = self.chars.get(self.at) {
            let before = self.at.checked_sub(1).filter(|_| self.at > from).map(|i| self.chars[i]);
            let is_sign =
                matches!(c, '+' | '-' | '−') && matches!(before, None | Some('e' | 'E' | '/'));
            let is_exponent = matches!(c, 'e' | 'E') && before.is_some_and(|b| b.is_ascii_digit());
            if !(c.is_ascii_digit() || matches!(c, '.' | '/') || is_sign || is_exponent) {
                break;
            }
            self.at += 1;
        }
        if from == self.at {
            return self.error(expected);
        }
        let text: String = self.chars[from..self.at].iter().collect();
        read_number(&text)
            .map_err(|problem| MixtureError { column: from + 1, problem: problem.to_string() })
    }
}

impl Simulation {
    /// Returns whether a typed text is a mixture to draw from, rather than numbers or a name.
    pub fn is_meant(text: &str) -> bool {
        let squeezed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let is_weight = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '*' | '×');
        let rest = squeezed.trim_start_matches(is_weight);
        rest.starts_with("N(") || rest.starts_with("n(") || rest.starts_with('𝒩')
    }

    /// Reads what a person types in one line: a mixture, and after it, each if it is wanted,
    /// `n = 500` and `seed = 2`, separated by commas or semicolons.
    ///
    /// # Errors
    /// Returns an error with its column and what was expected there.
    pub fn read(text: &str) -> Result<Self, MixtureError> {
        let (mixture, mut rest) = match text.rfind(')') {
            Some(end) => text.split_at(end + 1),
            None => (text, ""),
        };
        let count = DrawCount::default();
        let mut simulation = Self { mixture: mixture.to_owned(), count, seed: 1 };
        let column = |rest: &str| text.chars().count() - rest.chars().count() + 1;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == ';');
            if rest.is_empty() {
                break;
            }
            let end = rest.find([',', ';']).unwrap_or(rest.len());
            let (name, value) = rest[..end].split_once('=').unwrap_or((&rest[..end], ""));
            let value = value.trim();
            let problem = match name.trim() {
                "n" => match value.parse() {
                    Ok(count) => {
                        simulation.count = count;
                        None
                    }
                    Err(_) => Some(format!("expected n = 1 to {}", DrawCount::MOST)),
                },
                "seed" => match value.parse() {
                    Ok(seed) => {
                        simulation.seed = seed;
                        None
                    }
                    Err(_) => Some("expected seed = a whole number".to_owned()),
                },
                _ => Some("expected n = … or seed = …".to_owned()),
            };
            if let Some(problem) = problem {
                return Err(MixtureError { column: column(rest), problem });
            }
            rest = &rest[end..];
        }
        read_mixture(&simulation.mixture)?;
        Ok(simulation)
    }

    /// Draws the data. Their truth is the mixture.
    pub(super) fn draw(&self) -> Result<Dataset, DataError> {
        let theta = read_mixture(&self.mixture).map_err(|error| {
            let location = Some(Location::Column(error.column));
            let problem = Problem::Mixture(error.problem);
            Fault { location, column: None, problem }.of(SIMULATED)
        })?;
        let sample = Sample::new(simulate(&theta, self.count.get(), self.seed))
            .map_err(|error| Problem::Sample(error).anywhere().of(SIMULATED))?;
        let source = format!("{SIMULATED}, seed {}", self.seed);
        Ok(Dataset { truth: Some(theta), ..Dataset::new(source, "x", sample) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mixture_is_read_as_it_is_written() {
        for text in [
            "0.3 N(0,1) + 0.7 N(4,2)",
            "0.3*N(0,1)+0.7*N(4,2)",
            " .3 × n( 0 , 1 ) + 7/10 N(4e0, 2)",
        ] {
            let theta = read_mixture(text).unwrap();
            let found: Vec<_> =
                theta.components().iter().map(|c| (c.weight(), c.mean(), c.variance())).collect();
            assert_eq!(found, [(0.3, 0.0, 1.0), (0.7, 4.0, 2.0)], "{text}");
        }
        let one = read_mixture("N(−2.5, 1/4)").unwrap();
        assert_eq!((one.components()[0].mean(), one.components()[0].variance()), (-2.5, 0.25));
        assert!(Simulation::is_meant("0.3 N(0,1) + 0.7 N(4,2)") && Simulation::is_meant("N(0,1)"));
        assert!(!Simulation::is_meant("0.3 1 2") && !Simulation::is_meant("numbers.csv"));
    }

    #[test]
    fn an_error_has_its_column_and_what_was_expected() {
        for (text, says) in [
            ("", "column 1: expected a weight, such as 0.3, found the end"),
            ("0.3", "column 4: expected N(mean, variance), found the end"),
            ("0.3 N[0,1]", "column 6: expected ( after N, found '['"),
            ("0.3 N(0 1)", "column 9: expected a comma and a variance, found '1'"),
            ("0.3 N(0,)", "column 9: expected a variance, found ')'"),
            ("0.3 N(0,1", "column 10: expected ) after the variance, found the end"),
            ("N(0,1) N(4,2)", "column 8: expected + and another component, or the end, found 'N'"),
            ("0.5 N(0,1) + N(4,2)", "column 14: expected a weight, such as 0.3, found 'N'"),
            ("1/0 N(0,1)", "column 1: '1/0' divides by zero"),
        ] {
            assert_eq!(read_mixture(text).unwrap_err().to_string(), says, "{text}");
        }
        let column = |text: &str| read_mixture(text).unwrap_err().column;
        assert_eq!(column("0.5 N(0,1) + 0.5 N(4,-2)"), 22);
        assert_eq!(column("0.5 N(0,1) + -0.5 N(4,2)"), 14);
        let error = read_mixture("0.3 N(0,1) + 0.6 N(4,2)").unwrap_err();
        assert!(error.problem.contains("sum"), "{error}");
    }

    #[test]
    fn the_number_of_draws_and_the_seed_come_after_the_mixture() {
        let read = |text: &str| Simulation::read(text).unwrap();
        assert_eq!((read("N(0,1)").count.get(), read("N(0,1)").seed), (200, 1));
        let given = read("0.3 N(0,1) + 0.7 N(4,2), n = 50; seed=9");
        assert_eq!((given.count.get(), given.seed), (50, 9));
        let says = |text: &str| Simulation::read(text).unwrap_err().to_string();
        assert_eq!(says("N(0,1), n = 0"), "column 9: expected n = 1 to 10000000");
        assert_eq!(says("N(0,1), n = 10000001"), says("N(0,1), n = 0"));
        assert_eq!(says("N(0,1) x"), "column 8: expected n = … or seed = …");
        assert_eq!(says("N(0,"), "column 5: expected a variance, found the end");
    }

    #[test]
    fn the_truth_comes_with_the_data() {
        let simulation = Simulation::read("0.3 N(0,1) + 0.7 N(4,2), n = 10").unwrap();
        let dataset = simulation.draw().unwrap();
        assert_eq!(dataset.sample.len(), 10);
        assert_eq!(dataset.truth.unwrap(), read_mixture("0.3 N(0,1)+0.7 N(4,2)").unwrap());
        assert_eq!(dataset.source, "simulated, seed 1");
    }
}
