//! What an E-step sums: a sample, with or without its condensed form.

use super::condensed::Condensed;
use super::sample::Sample;
use super::summed::Summed;

/// An E-step over condensed data takes about as long as one over this many observations.
const CONDENSED_PASS: usize = 8192;
/// An E-step over a few observations takes about as long as one over this many observations.
const LEAST_WORK: usize = 100;

/// The data an E-step is computed from: a sample, and its condensed form if the caller wants that
/// to be used.
///
/// A `&Sample` converts into data without a condensed form, so that `e_step(&sample, &theta)` sums
/// every observation; a sample that is a condensed table always has that form.
#[derive(Clone, Copy, Debug)]
pub struct Data<'a> {
    sample: &'a Sample,
    condensed: Option<&'a Condensed>,
}

impl<'a> Data<'a> {
    /// Returns the sample together with its condensed form, if there is one.
    ///
    /// # Panics
    /// Panics if `condensed` was made from another number of observations.
    pub fn new(sample: &'a Sample, condensed: Option<&'a Condensed>) -> Self {
        let is_of_sample = condensed.is_none_or(|c| c.count() == sample.count());
        assert!(is_of_sample, "the condensed form is of another sample");
        let condensed = sample.summed().map(Summed::condensed).or(condensed);
        Self { sample, condensed }
    }

    /// Returns the observations.
    pub fn sample(self) -> &'a Sample {
        self.sample
    }

    /// Returns the condensed form, if there is one.
    pub fn condensed(self) -> Option<&'a Condensed> {
        self.condensed
    }

    /// Returns about how many observations an E-step takes as long as: fewer than there are if they
    /// are condensed. A σ so small that the observations have to be summed is the exception.
    pub fn points_per_pass(self) -> usize {
        let n = self.sample.len();
        if self.condensed.is_some() { n.min(CONDENSED_PASS) } else { n }
    }

    /// Returns how much work an E-step is, in observations times components. On few observations
    /// most of it is what any E-step takes.
    pub fn work_of_pass(self, components: usize) -> usize {
        self.points_per_pass().saturating_mul(components).saturating_add(LEAST_WORK)
    }
}

impl<'a> From<&'a Sample> for Data<'a> {
    fn from(sample: &'a Sample) -> Self {
        Self::new(sample, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn condensed_data_take_less_work() {
        let sample = Sample::new((0..100_000).map(f64::from).collect()).unwrap();
        let condensed = Condensed::of(&sample).unwrap();
        assert_eq!(Data::from(&sample).points_per_pass(), 100_000);
        let data = Data::new(&sample, Some(&condensed));
        assert_eq!(data.points_per_pass(), CONDENSED_PASS);
        assert_eq!(data.work_of_pass(2), 2 * CONDENSED_PASS + LEAST_WORK);
    }

    #[test]
    #[should_panic(expected = "of another sample")]
    fn a_condensed_form_belongs_to_its_sample() {
        let [sample, other] =
            [1000, 999].map(|n| Sample::new((0..n).map(f64::from).collect()).unwrap());
        let _ = Data::new(&sample, Condensed::of(&other).as_ref());
    }
}
