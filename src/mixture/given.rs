//! A run that begins with responsibilities: there is no θ₀, and its first M-step gives θ₁.

use std::sync::Arc;

use super::assignment::Sharing;
use super::data::Data;
use super::e_step::EStepError;
use super::expectation::Expectation;
use super::iterate::Iterate;
use super::m_step::{MStepError, m_step};
use super::sample::Sample;
use super::short::Short;
use super::statistics::ComponentStatistics;
use super::theta::{MAX_COMPONENTS, Theta};

/// How far the responsibilities of an observation may sum from 1.
pub const GAMMA_SUM_TOLERANCE: f64 = 1e-9;

/// Responsibilities γ_ik that someone gave: a row per observation, each of K numbers that sum to 1.
///
/// # Examples
/// ```
/// use emstep::mixture::{GivenResponsibilities, Iterate, Sample};
///
/// let sample = Sample::new(vec![1.0, 10.0, 20.0])?;
/// let rows = vec![vec![1.0, 0.0], vec![0.4, 0.6], vec![0.0, 1.0]];
/// let gamma = GivenResponsibilities::new(rows)?;
/// let first = Iterate::after(&gamma, &sample)?;
///
/// assert_eq!(first.iteration(), 1);
/// let means: Vec<f64> = first.theta().means().collect();
/// assert!((means[0] - 3.5714).abs() < 1e-4 && means[1] == 16.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GivenResponsibilities {
    components: usize,
    /// Row after row.
    values: Vec<f64>,
}

/// What is wrong with given responsibilities. Rows and components count from 0 here.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GammaError {
    /// The data are a condensed table.
    #[error("a condensed table has no observations that γ could be given for; start from a θ₀")]
    Table,
    /// There is no row.
    #[error("there are no responsibilities")]
    Empty,
    /// No number in the first row, or more than a mixture may have components.
    #[error("a row of γ has a number per component, 1 to {MAX_COMPONENTS}, not {0}")]
    Components(usize),
    /// A row of another length than the first.
    #[error("γ has {found} numbers here, and {expected} in the first row")]
    Length {
        /// which row
        row: usize,
        /// how many numbers it has
        found: usize,
        /// how many the first one has
        expected: usize,
    },
    /// A number that is negative, above 1 or not one at all.
    #[error("γ_{row},{} is {}: a responsibility is from 0 to 1", component + 1, Short(*value))]
    Value {
        /// which row
        row: usize,
        /// which component
        component: usize,
        /// what was given
        value: f64,
    },
    /// A row that does not sum to 1.
    #[error("the responsibilities of observation {row} sum to {}, not 1", Short(*sum))]
    Sum {
        /// which row
        row: usize,
        /// its sum
        sum: f64,
    },
    /// Not as many rows as observations.
    #[error("γ has {rows} rows, but there are {observations} observations: give one row for each")]
    Rows {
        /// how many rows
        rows: usize,
        /// how many observations
        observations: usize,
    },
    /// The data are counts in bins.
    #[error("responsibilities are given for observations, and these data are bins")]
    Grouped,
    /// The M-step has no result.
    #[error(transparent)]
    MStep(#[from] MStepError),
    /// ℓ(θ₁) cannot be computed.
    #[error(transparent)]
    EStep(#[from] EStepError),
}

impl GammaError {
    /// Returns the row that it is about, counted from 0, if it is about one.
    pub fn row(&self) -> Option<usize> {
        match *self {
            Self::Length { row, .. } | Self::Value { row, .. } | Self::Sum { row, .. } => Some(row),
            Self::Components(_) => Some(0),
            _ => None,
        }
    }
}

impl GivenResponsibilities {
    /// Returns these responsibilities as they are: nothing is normalised.
    ///
    /// # Errors
    /// Returns an error for the first row that is not one.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self, GammaError> {
        let components = rows.first().ok_or(GammaError::Empty)?.len();
        if components == 0 || components > MAX_COMPONENTS {
            return Err(GammaError::Components(components));
        }
        for (row, values) in rows.iter().enumerate() {
            if values.len() != components {
                let found = values.len();
                return Err(GammaError::Length { row, found, expected: components });
            }
            let is_one = |value: &f64| (0.0..=1.0).contains(value);
            if let Some(component) = values.iter().position(|value| !is_one(value)) {
                return Err(GammaError::Value { row, component, value: values[component] });
            }
            let sum: f64 = values.iter().sum();
            if (sum - 1.0).abs() > GAMMA_SUM_TOLERANCE {
                return Err(GammaError::Sum { row, sum });
            }
        }
        Ok(Self { components, values: rows.into_iter().flatten().collect() })
    }

    /// Returns K.
    pub fn components(&self) -> usize {
        self.components
    }

    /// Returns the responsibilities of each observation, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.components)
    }

    /// Returns the responsibilities of an observation; none if there is no such one.
    pub fn row(&self, observation: usize) -> Option<&[f64]> {
        self.rows().nth(observation)
    }

    /// Returns what the M-step needs of them. No θ belongs to them, so that ℓ is not known.
    fn statistics(&self, data: Data) -> Result<Expectation, GammaError> {
        let sample = data.sample();
        if sample.bins().is_some() {
            return Err(GammaError::Grouped);
        }
        if sample.summed().is_some() {
            return Err(GammaError::Table);
        }
        let (rows, observations) = (self.rows().len(), sample.len());
        if rows != observations {
            return Err(GammaError::Rows { rows, observations });
        }
        let mut statistics = vec![ComponentStatistics::default(); self.components];
        let mut entropy = 0.0;
        for (i, (x, row)) in sample.values().iter().zip(self.rows()).enumerate() {
            let weight = sample.weight(i);
            for (known, gamma) in statistics.iter_mut().zip(row) {
                if *gamma > 0.0 {
                    *known = known.merge(ComponentStatistics::of_point(*x, weight * gamma));
                    entropy -= weight * gamma * gamma.ln();
                }
            }
        }
        let log_likelihood = f64::NEG_INFINITY;
        Ok(Expectation {
            log_likelihood,
            attained: log_likelihood,
            temperature: 1.0,
            entropy,
            total_weight: sample.total_weight(),
            statistics,
            nodes: None,
            too_wide: None,
        })
    }
}

/// Where the responsibilities of an observation come from.
#[derive(Clone, Copy, Debug)]
pub enum GammaRows<'a> {
    /// The E-step at this θ, which shares an observation out in this way.
    Inferred(&'a Theta, Sharing),
    /// Someone gave them.
    Given(&'a GivenResponsibilities),
}

impl GammaRows<'_> {
    /// Returns γ_i1 … γ_iK; none if there is no such observation.
    pub fn row(self, sample: &Sample, observation: usize) -> Option<Vec<f64>> {
        if observation >= sample.known_one_by_one() {
            return None;
        }
        match self {
            Self::Inferred(theta, sharing) => {
                Some(sharing.responsibilities_of(sample, observation, theta))
            }
            Self::Given(gamma) => gamma.row(observation).map(<[f64]>::to_vec),
        }
    }

    /// Returns the θ that they were inferred from; none if they were given.
    pub fn theta(&self) -> Option<&Theta> {
        match self {
            Self::Inferred(theta, _) => Some(theta),
            Self::Given(_) => None,
        }
    }
}

/// The first half-steps of a run of ordinary EM that has no θ₀: the γ₀ that was given for some
/// data, and the θ₁ that the M-step makes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenGamma {
    responsibilities: Arc<GivenResponsibilities>,
    expectation: Expectation,
    theta_1: Iterate,
}

impl GivenGamma {
    /// Returns the first half-steps of a run on these data.
    ///
    /// # Errors
    /// Returns an error if [`Iterate::after`] does.
    pub fn new<'a>(
        responsibilities: impl Into<Arc<GivenResponsibilities>>,
        data: impl Into<Data<'a>>,
    ) -> Result<Self, GammaError> {
        let (responsibilities, data) = (responsibilities.into(), data.into());
        let expectation = responsibilities.statistics(data)?;
        let theta = m_step(&expectation)?;
        let theta_1 = Iterate::after_m_step(&expectation, theta, data)?;
        Ok(Self { responsibilities, expectation, theta_1 })
    }

    /// Returns γ₀.
    pub fn responsibilities(&self) -> &Arc<GivenResponsibilities> {
        &self.responsibilities
    }

    /// Returns what the M-step needs of γ₀. Its ℓ is minus infinity: no θ belongs to it.
    pub fn expectation(&self) -> &Expectation {
        &self.expectation
    }

    /// Returns θ₁ with its E-step.
    pub fn theta_1(&self) -> &Iterate {
        &self.theta_1
    }
}

impl Iterate {
    /// Returns θ₁, which the M-step makes of given responsibilities, with its E-step: the first
    /// iterate of a run of ordinary EM that has no θ₀.
    ///
    /// # Errors
    /// Returns an error if there are not as many rows as observations, if a component collapses or
    /// is empty, or if ℓ(θ₁) cannot be computed.
    pub fn after<'a>(
        gamma: &GivenResponsibilities,
        data: impl Into<Data<'a>>,
    ) -> Result<Self, GammaError> {
        Ok(GivenGamma::new(gamma.clone(), data)?.theta_1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{e_step, responsibilities};

    #[test]
    fn the_m_step_is_that_of_the_given_responsibilities() {
        let sample = Sample::new(vec![1.0, 10.0, 20.0]).unwrap();
        let rows = vec![vec![1.0, 0.0], vec![0.4, 0.6], vec![0.0, 1.0]];
        let first = Iterate::after(&GivenResponsibilities::new(rows).unwrap(), &sample).unwrap();
        let expected = [(1.4 / 3.0, 5.0 / 1.4, 16.530_612), (1.6 / 3.0, 16.25, 23.4375)];
        for (c, (weight, mean, variance)) in first.theta().components().iter().zip(expected) {
            assert!((c.weight() - weight).abs() < 1e-14, "{c:?}");
            assert!((c.mean() - mean).abs() < 1e-13, "{c:?}");
            assert!((c.variance() - variance).abs() < 1e-6, "{c:?}");
        }
        // F(γ₀, θ₁) by its definition, from logarithms.
        let gamma = [[1.0, 0.0], [0.4, 0.6], [0.0, 1.0]];
        let mut bound = 0.0;
        for (x, row) in sample.values().iter().zip(gamma) {
            for (c, gamma) in first.theta().components().iter().zip(row) {
                if gamma > 0.0 {
                    bound += gamma * (c.log_joint(*x) - f64::ln(gamma));
                }
            }
        }
        assert!((first.lower_bound().unwrap() - bound).abs() < 1e-12, "{first:?}");
        assert!(first.lower_bound().unwrap() <= first.log_likelihood());
    }

    #[test]
    fn the_responsibilities_of_a_theta_lead_where_em_does_and_weights_count() {
        let weights = vec![1.0, 2.0, 0.5, 3.0, 1.0];
        let sample = Sample::weighted(vec![-1.0, 0.0, 4.0, 5.0, 6.0], weights).unwrap();
        let theta = Theta::from_lists(&[0.5; 2], &[6.0, 1.0], &[1.0, 4.0]).unwrap();
        let rows = sample.values().iter().map(|x| responsibilities(*x, &theta)).collect();
        let first = Iterate::after(&GivenResponsibilities::new(rows).unwrap(), &sample).unwrap();
        let expected = m_step(&e_step(&sample, &theta).unwrap()).unwrap();
        for (a, b) in first.theta().components().iter().zip(expected.components()) {
            assert!((a.weight() - b.weight()).abs() < 1e-13);
            assert!((a.mean() - b.mean()).abs() < 1e-13);
            assert!((a.variance() / b.variance() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_is_no_responsibility_is_refused_with_its_row() {
        let say = |rows: Vec<Vec<f64>>| {
            let error = GivenResponsibilities::new(rows).unwrap_err();
            (error.row(), error.to_string())
        };
        for (rows, row, says) in [
            (vec![], None, "no responsibilities"),
            (vec![vec![]], Some(0), "not 0"),
            (vec![vec![1.0], vec![0.5, 0.5]], Some(1), "2 numbers here, and 1 in the first row"),
            (vec![vec![1.5, -0.5]], Some(0), "γ_0,1 is 1.5"),
            (vec![vec![f64::NAN, 1.0]], Some(0), "γ_0,1 is NaN"),
            (vec![vec![0.5, 0.5], vec![0.5, 0.4]], Some(1), "observation 1 sum to 0.9, not 1"),
        ] {
            let (found, said) = say(rows);
            assert!(found == row && said.contains(says), "{found:?} {said}");
        }
        let one = GivenResponsibilities::new(vec![vec![0.5, 0.5]]).unwrap();
        let error = Iterate::after(&one, &Sample::new(vec![1.0, 2.0]).unwrap()).unwrap_err();
        assert_eq!(error, GammaError::Rows { rows: 1, observations: 2 });
        let empty = GivenResponsibilities::new(vec![vec![1.0, 0.0], vec![1.0, 0.0]]).unwrap();
        let error = Iterate::after(&empty, &Sample::new(vec![1.0, 2.0]).unwrap()).unwrap_err();
        assert_eq!(
            error,
            GammaError::MStep(MStepError::Empty {
                component: 1,
                undefined: crate::mixture::Undefined::Mean
            })
        );
    }
}
