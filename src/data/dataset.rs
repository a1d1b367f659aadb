//! A sample with where it came from.

use std::sync::OnceLock;

use super::condensed_table::GroupOf;
use super::digits::Digits;
use super::error::DataError;
use super::fault::{Fault, Problem};
use super::left_out::LeftOut;
use super::note::DataNote;
use super::provenance::Provenance;
use crate::mixture::{Condensed, Data, Sample, SampleError, Theta, e_step};
use crate::text::sanitise::brief_name;
use crate::text::{counted, grouped, shortest, superscript};

/// From this many observations on, a sample is condensed: below, summing all of them takes less
/// than half a millisecond.
pub const CONDENSED_FROM: usize = 1 << 16;

/// A sample with where it came from.
#[derive(Debug)]
pub struct Dataset {
    /// What a person calls the data: an example's name, a file's path as given, `standard input`,
    /// `typed`.
    pub source: String,
    /// The column's name, whole; `x` if it has none of its own.
    pub column: String,
    /// The observations.
    pub sample: Sample,
    /// Their condensed form, if an E-step is to use it.
    pub condensed: Option<Condensed>,
    /// Cells of the column that hold no observation.
    pub left_out: LeftOut,
    /// What may not be as it was meant.
    pub notes: Vec<DataNote>,
    /// The θ₀ that belongs to the data, as the homework's does.
    pub theta: Option<Theta>,
    /// Which group of a condensed table the sample is, or all of them together; none if there are
    /// no groups.
    pub groups: Option<GroupOf>,
    /// The mixture that the data were drawn from, if they were.
    pub truth: Option<Theta>,
    /// Where the data were read from; none of data that were not read, such as edited ones.
    pub provenance: Option<Provenance>,
    /// How the observations are written, once this was asked for.
    pub digits: OnceLock<Digits>,
}

/// The column that a reader found: what all formats come to.
#[derive(Debug)]
pub(super) struct NumericColumn {
    /// What the data set calls it.
    pub(super) name: String,
    /// What an error calls it, if the data have more than one.
    pub(super) label: Option<String>,
    pub(super) values: Vec<f64>,
    pub(super) left_out: LeftOut,
    pub(super) notes: Vec<DataNote>,
}

impl NumericColumn {
    /// Returns a column without a name of its own.
    pub(super) fn of(values: Vec<f64>) -> Self {
        let (left_out, notes) = (LeftOut::default(), Vec::new());
        Self { name: "x".to_owned(), label: None, values, left_out, notes }
    }
}

impl Dataset {
    /// Returns a sample by these names, of which nothing was left out and nothing is to be noted.
    pub fn new(source: impl Into<String>, column: impl Into<String>, sample: Sample) -> Self {
        Self {
            source: source.into(),
            column: column.into(),
            sample,
            condensed: None,
            left_out: LeftOut::default(),
            notes: Vec::new(),
            theta: None,
            groups: None,
            truth: None,
            provenance: None,
            digits: OnceLock::new(),
        }
    }

    /// Returns the column's name as it is shown: a long one is cut, but for a unit at its end.
    pub fn shown_column(&self) -> String {
        brief_name(&self.column)
    }

    /// Returns the same data by another name; if they are a table, its groups are called after it.
    #[must_use]
    pub fn called(self, source: &str) -> Self {
        let groups = self.groups.map(|groups| groups.of_table_called(source));
        Self { source: source.to_owned(), groups, ..self }
    }

    /// Returns what a reader found in the data of this name.
    pub(super) fn of(source: &str, found: Result<NumericColumn, Fault>) -> Result<Self, DataError> {
        let NumericColumn { name, label, values, left_out, notes } =
            found.map_err(|f| f.of(source))?;
        let sample = Sample::new(values).map_err(|error| {
            let problem = match error {
                SampleError::Empty => Problem::NoNumbers(left_out.clone()),
                other => Problem::Sample(other),
            };
            Fault { location: None, column: label, problem }.of(source)
        })?;
        Ok(Self { left_out, notes, ..Self::new(source, name, sample) })
    }

    /// Returns the mixture that the data were drawn from with its ℓ; none if they were not drawn,
    /// or if ℓ is below every number.
    pub fn truth(&self) -> Option<(&Theta, f64)> {
        let theta = self.truth.as_ref()?;
        let expectation = e_step(self.data(), theta).ok()?;
        Some((theta, expectation.log_likelihood()))
    }

    /// Returns n = Σ w_i as people read it, and what it is spread over if not over n observations:
    /// `272`, `1000 in 29 bins`, `12.5 in 5 rows`; of a condensed table `1,000,000 in 10,296 bins`.
    pub fn size(&self) -> String {
        if let Some(summed) = self.sample.summed() {
            let bins = counted(summed.cells().len(), "bin");
            return format!("{} in {bins}", grouped(self.sample.count()));
        }
        let n = self.sample.total_weight();
        let is_whole = n.fract() == 0.0 && n < 1e15;
        let n = if is_whole { grouped(n as u64) } else { shortest(n) };
        let rows = self.sample.len();
        let bins = self.sample.bins().map(|_| counted(rows, "bin"));
        let parts = bins.or_else(|| self.sample.weights().map(|_| counted(rows, "row")));
        parts.map_or_else(|| n.clone(), |parts| format!("{n} in {parts}"))
    }

    /// Returns how many observations a condensed table has, and in how many bins, as a title says
    /// it: `condensed: 10¹² observations, 10,296 bins`; none of other data.
    pub fn size_of_table(&self) -> Option<String> {
        let bins = counted(self.sample.summed()?.cells().len(), "bin");
        let count = self.sample.count();
        let exponent = count.checked_ilog10().unwrap_or_default();
        // A one and many noughts are hard to count.
        let count = if exponent >= 9 && count == 10_u64.pow(exponent) {
            format!("10{}", superscript(exponent as usize))
        } else {
            grouped(count)
        };
        let one = if count == "1" { "observation" } else { "observations" };
        Some(format!("condensed: {count} {one}, {bins}"))
    }

    /// Returns how the observations are written; they are looked at the first time.
    pub fn digits(&self) -> &Digits {
        self.digits.get_or_init(|| Digits::of(&self.sample))
    }

    /// Condenses the sample if it is large, unless every observation is to be summed.
    pub fn condense(&mut self, exact: bool) {
        if !exact && self.sample.len() >= CONDENSED_FROM {
            self.condensed = Condensed::of(&self.sample);
        }
    }

    /// Returns what an E-step is computed from: the sample, and its condensed form if it has one.
    pub fn data(&self) -> Data<'_> {
        Data::new(&self.sample, self.condensed.as_ref())
    }
}
