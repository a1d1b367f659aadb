//! What is special about a sample and a θ, which explains what EM then does.

use std::fmt;

use super::grouped::Bin;
use super::method::{Assignment, Method};
use super::sample::Sample;
use super::short::Short;
use super::theta::Theta;

/// Something that makes EM behave in a way of its own. Components count from 0 here and from 1 in
/// the text.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SpecialCase {
    /// The sample is a single observation.
    OneObservation,
    /// All observations are in one bin of grouped data.
    OneBin(Bin),
    /// All observations have the same value.
    AllEqual {
        /// how many there are
        count: usize,
        /// the value
        x: f64,
    },
    /// There is a single component.
    OneComponent,
    /// Components with the same mean and variance, two of them or more, in ascending order.
    Identical(Vec<usize>),
}

impl fmt::Display for SpecialCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneObservation => {
                f.write_str("there is one observation: the M-step makes every variance 0")
            }
            Self::OneBin(bin) => write!(
                f,
                "every observation is in one bin ({bin}): ℓ is highest wherever P(bin) = 1, \
                 so it has no single maximum"
            ),
            Self::AllEqual { count, x } => {
                write!(
                    f,
                    "all {count} observations are {}: the M-step makes every variance 0",
                    Short(*x)
                )
            }
            Self::OneComponent => f.write_str(
                "K = 1: EM is done after one iteration, with the mean and variance of the data",
            ),
            Self::Identical(components) => {
                let (last, rest) = components.split_last().ok_or(fmt::Error)?;
                let rest: Vec<String> = rest.iter().map(|k| (k + 1).to_string()).collect();
                let (rest, last) = (rest.join(", "), last + 1);
                write!(f, "components {rest} and {last} are identical: EM can never part them")
            }
        }
    }
}

/// Returns what is special about running EM on `sample` from `theta` by a method; mostly nothing.
pub fn special_cases(sample: &Sample, theta: &Theta, method: &Method) -> Vec<SpecialCase> {
    let values = sample.values();
    let x = values[0];
    let mut cases = Vec::new();
    let (may_collapse, is_free) = (variances_may_be_zero(method), method.fixed_means.is_empty());
    // A cell of equal observations has one point.
    match sample.count() as usize {
        _ if sample.bins().is_some() => cases.extend(one_bin(sample).map(SpecialCase::OneBin)),
        1 if may_collapse => cases.push(SpecialCase::OneObservation),
        count if may_collapse && sample.range().0 == sample.range().1 => {
            cases.push(SpecialCase::AllEqual { count, x });
        }
        // A single component on data without spread collapses, and so is never done.
        // Of grouped data the truncated moments depend on θ: a single component is iterated, too.
        _ if theta.len() == 1 && may_collapse && is_free => cases.push(SpecialCase::OneComponent),
        _ => {}
    }
    // Hard EM gives all to the first of them, and the others become empty.
    if method.assignment != Assignment::Hard {
        let identical = identical_groups(theta, method);
        cases.extend(identical.into_iter().map(SpecialCase::Identical));
    }
    cases
}

/// Returns whether nothing keeps the M-step from making a variance that of the data, or 0.
fn variances_may_be_zero(method: &Method) -> bool {
    method.variance_floor.is_none()
        && method.variance_prior.is_none()
        && method.fixed_variances.is_empty()
}

/// Returns the bin that all observations are in, if they are grouped and there is one.
fn one_bin(sample: &Sample) -> Option<Bin> {
    let mut bins = sample.bins()?.iter().filter(|bin| bin.count > 0.0);
    bins.next().copied().filter(|_| bins.next().is_none())
}

/// Returns the components that are and stay the same Gaussian, gathered: being identical is an
/// equivalence. They part if the mean or the variance of one is fixed and that of another is not.
fn identical_groups(theta: &Theta, method: &Method) -> Vec<Vec<usize>> {
    let fixed = |k| [method.fixed_means, method.fixed_variances].map(|set| set.contains(k));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (j, k) in theta.identical_pairs().into_iter().filter(|&(j, k)| fixed(j) == fixed(k)) {
        match groups.iter_mut().find(|group| group.contains(&j)) {
            Some(group) if group.contains(&k) => {}
            Some(group) => group.push(k),
            None => groups.push(vec![j, k]),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::super::{ComponentSet, Iterate, MStepError, StepError};
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    fn theta(means: &[f64]) -> Theta {
        let k = means.len();
        Theta::from_lists(&vec![1.0 / k as f64; k], means, &vec![1.0; k]).unwrap()
    }

    fn cases(sample: &Sample, theta: &Theta) -> Vec<SpecialCase> {
        special_cases(sample, theta, &Method::default())
    }

    fn texts(sample: &Sample, theta: &Theta) -> Vec<String> {
        cases(sample, theta).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_special_is_nothing_said() {
        assert_eq!(cases(&sample(&[0.0, 1.0]), &theta(&[0.0, 1.0])), []);
    }

    #[test]
    fn data_without_spread_are_said_and_collapse() {
        let (one, equal) = (sample(&[3.0]), sample(&[5.0; 3]));
        assert_eq!(cases(&one, &theta(&[0.0])), [SpecialCase::OneObservation]);
        assert_eq!(
            texts(&equal, &theta(&[0.0, 1.0])),
            ["all 3 observations are 5: the M-step makes every variance 0"]
        );
        for sample in [one, equal] {
            let start = Iterate::start(theta(&[0.0, 1.0]), &sample).unwrap();
            let error = start.next(&sample).unwrap_err();
            let collapsed =
                matches!(error, StepError::MStep { error: MStepError::Collapsed { .. }, .. });
            assert!(collapsed, "{error}");
        }
    }

    #[test]
    fn grouped_data_in_one_bin_are_said() {
        let bin = |lower, upper, count| Bin { lower, upper, count };
        let sample = |counts: [f64; 2]| {
            let bins = [bin(0.0, 1.0, counts[0]), bin(1.0, f64::INFINITY, counts[1])];
            Sample::grouped(crate::mixture::Grouped::new(&bins).unwrap())
        };
        assert_eq!(cases(&sample([3.0, 1.0]), &theta(&[0.0])), []);
        assert_eq!(
            texts(&sample([0.0, 4.0]), &theta(&[0.0])),
            ["every observation is in one bin (x ≥ 1): ℓ is highest wherever P(bin) = 1, so it \
              has no single maximum"]
        );
    }

    #[test]
    fn one_component_is_done_after_one_iteration() {
        let sample = sample(&[0.0, 1.0, 5.0]);
        assert_eq!(cases(&sample, &theta(&[9.0])), [SpecialCase::OneComponent]);
        let first = Iterate::start(theta(&[9.0]), &sample).unwrap().next(&sample).unwrap();
        let second = first.next(&sample).unwrap();
        assert!(second.has_converged_since(&first, 1e-15));
    }

    #[test]
    fn identical_components_are_gathered() {
        let sample = sample(&[0.0, 1.0]);
        assert_eq!(
            texts(&sample, &theta(&[1.0, 2.0, 1.0, 1.0, 2.0])),
            [
                "components 1, 3 and 4 are identical: EM can never part them",
                "components 2 and 5 are identical: EM can never part them",
            ]
        );
        let mut iterate = Iterate::start(theta(&[1.0, 3.0, 1.0]), &sample).unwrap();
        for _ in 0..3 {
            iterate = iterate.next(&sample).unwrap();
            assert_eq!(iterate.theta().identical_pairs(), [(0, 2)]);
        }
    }

    #[test]
    fn what_a_constraint_prevents_is_not_said() {
        let set = |list: &[usize]| ComponentSet::of(list.iter().copied()).unwrap();
        let floor = Method { variance_floor: Some(0.5), ..Method::default() };
        let (mean, hard) = (
            Method { fixed_means: set(&[0]), ..Method::default() },
            Method { assignment: Assignment::Hard, ..Method::default() },
        );
        let (equal, spread) = (sample(&[5.0; 3]), sample(&[0.0, 1.0, 5.0]));
        assert_eq!(special_cases(&equal, &theta(&[0.0, 1.0]), &floor), []);
        assert_eq!(special_cases(&sample(&[3.0]), &theta(&[0.0]), &floor), []);
        assert_eq!(special_cases(&spread, &theta(&[9.0]), &mean), []);
        // One of two is fixed: after an M-step they differ.
        assert_eq!(special_cases(&spread, &theta(&[1.0, 1.0]), &mean), []);
        let start = Iterate::begin(theta(&[1.0, 1.0]), &spread, mean).unwrap();
        let next = start.next(&spread).unwrap();
        assert_ne!(next.theta().components()[0], next.theta().components()[1]);
        assert_eq!(special_cases(&spread, &theta(&[1.0, 1.0]), &hard), []);
        let both = Method { fixed_means: set(&[0, 1]), ..Method::default() };
        let identical = [SpecialCase::Identical(vec![0, 1])];
        assert_eq!(special_cases(&spread, &theta(&[1.0, 1.0]), &both), identical);
    }
}
