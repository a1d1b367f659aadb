//! The second derivatives of ℓ: whether a θ is a maximum, and where the maximum nearby is.

mod eigen;

use super::component::Component;
use super::data::Data;
use super::e_step::{EStepError, e_step};
use super::expectation::Expectation;
use super::method::{Assignment, ComponentSet, Method};
use super::statistics::ComponentStatistics;
use super::theta::Theta;
use eigen::Eigen;

/// How far θ is moved along each coordinate, to either side, to take a difference of gradients, at
/// the most in ln π, μ / σ or ln σ²: the error of a central difference and that of rounding are
/// about equal there, 10⁻⁸.
const MOVE: f64 = 1e-4;
/// An eigenvalue below this share of the complete data's information is 0 as far as the differences
/// can tell: no direction there is one in which ℓ surely falls.
pub(super) const FLAT: f64 = 1e-6;
/// A Newton step is taken only if it is shorter than this, in units of the standard errors that one
/// observation would give.
const LONGEST_STEP: f64 = 0.3;

/// The observed information at a θ: minus the second derivatives of ℓ, per observation, in
/// coordinates that have no constraint (of the logarithms of weights, the means, and the logarithms
/// of variances) and in which the information of the complete data is the identity matrix.
///
/// Its eigenvalues are therefore those of I_com⁻¹ I_obs: 1 minus the rates at which EM converges in
/// the directions of their eigenvectors (Dempster, Laird & Rubin 1977, §3). If one is below 0, ℓ
/// rises in that direction.
///
/// It is made of differences of gradients, and these of E-steps by Fisher's identity: ∇ℓ(θ) is ∇Q
/// at the θ that made the responsibilities. So it holds for any data that have an E-step, at 2(3K −
/// 1) passes.
#[derive(Clone, Debug)]
pub struct Curvature {
    eigen: Eigen,
    gradient: Vec<f64>,
    has_equal_variances: bool,
}

impl Curvature {
    /// Returns the observed information at θ, whose E-step gave `expectation`; if all components
    /// have one variance, among the θ that have, too.
    ///
    /// # Errors
    /// Returns an error if ℓ cannot be computed near θ.
    pub fn at<'a>(
        data: impl Into<Data<'a>>,
        theta: &Theta,
        expectation: &Expectation,
        has_equal_variances: bool,
    ) -> Result<Self, EStepError> {
        let data = data.into();
        let about = Coordinates::about(theta, has_equal_variances);
        let size = about.len();
        let mut information = vec![vec![0.0; size]; size];
        for (i, row) in information.iter_mut().enumerate() {
            let mut step = vec![0.0; size];
            step[i] = about.unit_move(i);
            let mut side = |sign: f64| {
                step[i] = sign * step[i].abs();
                let moved = about.moved(&step);
                Ok(about.gradient(&moved, &e_step(data, &moved)?))
            };
            let (up, down): (Vec<f64>, Vec<f64>) = (side(1.0)?, side(-1.0)?);
            for (entry, (up, down)) in row.iter_mut().zip(up.iter().zip(&down)) {
                *entry = -(up - down) / (2.0 * about.unit_move(i));
            }
        }
        symmetrise(&mut information);
        let gradient = about.gradient(theta, expectation);
        Ok(Self { eigen: Eigen::of(information), gradient, has_equal_variances })
    }

    /// Returns whether the maxima of a method's objective are those of ℓ, among all θ or those of
    /// equal variances, so that these derivatives tell them.
    pub fn is_of(method: &Method) -> bool {
        let ordinary = Method {
            equal_variances: method.equal_variances,
            fixed_weights: ComponentSet::default(),
            assignment: Assignment::Soft,
            acceleration: method.acceleration,
            ..Method::default()
        };
        *method == ordinary
    }

    /// Returns the smallest eigenvalue: below 0 if ℓ rises in some direction from here.
    pub fn smallest(&self) -> f64 {
        self.eigen.values.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Returns the fraction of missing information: the largest eigenvalue of I − I_com⁻¹ I_obs,
    /// which at a maximum is that of the Jacobian of EM's map, and the factor by which an iteration
    /// of EM shortens the way that is left, in the end. 1 or above if there is no maximum.
    pub fn missing_information(&self) -> f64 {
        1.0 - self.smallest()
    }

    /// Returns whether ℓ falls in every direction from here, as it does about a maximum and not
    /// about a saddle or along a ridge.
    pub fn is_maximum(&self) -> bool {
        self.smallest() > FLAT
    }

    /// Returns how much a Newton step would raise ℓ per observation; infinite if it is not from
    /// near a maximum.
    pub fn gain(&self) -> f64 {
        if !self.is_maximum() {
            return f64::INFINITY;
        }
        let step = self.eigen.solve(&self.gradient);
        step.iter().zip(&self.gradient).map(|(step, slope)| step * slope).sum::<f64>() / 2.0
    }

    /// Returns the θ that a Newton step leads to, which is nearer to the maximum by far; none if
    /// there is no maximum, or not so near.
    pub fn newton_step(&self, theta: &Theta) -> Option<Theta> {
        if !self.is_maximum() {
            return None;
        }
        let step = self.eigen.solve(&self.gradient);
        let length = step.iter().map(|part| part * part).sum::<f64>().sqrt();
        if length > LONGEST_STEP {
            return None;
        }
        Some(Coordinates::about(theta, self.has_equal_variances).moved(&step))
    }
}

/// Coordinates about a θ: first K − 1 of the weights, then the means, then the variances, or the
/// one variance. A unit of each is 1 over the square root of the information per observation that
/// the complete data have of it.
struct Coordinates<'a> {
    about: &'a Theta,
    /// Orthonormal vectors that are orthogonal to √π, so that a move along one leaves Σπ at 1: the
    /// complete data's information of ln π is diag(π) − ππᵀ.
    of_weights: Vec<Vec<f64>>,
    has_equal_variances: bool,
}

impl<'a> Coordinates<'a> {
    fn about(about: &'a Theta, has_equal_variances: bool) -> Self {
        // A reflection takes the last axis to −√π, and so the others to what is orthogonal to it.
        let mut normal: Vec<f64> = about.weights().map(f64::sqrt).collect();
        let last = about.len() - 1;
        normal[last] += 1.0;
        let square: f64 = normal.iter().map(|part| part * part).sum();
        let reflected = |j: usize| {
            let entry = |(k, part): (usize, &f64)| {
                f64::from(u8::from(j == k)) - 2.0 * normal[j] * part / square
            };
            normal.iter().enumerate().map(entry).collect()
        };
        Self { about, of_weights: (0..last).map(reflected).collect(), has_equal_variances }
    }

    fn len(&self) -> usize {
        let count = self.about.len();
        self.of_weights.len() + count + if self.has_equal_variances { 1 } else { count }
    }

    /// Returns how far to move along a coordinate, so that nothing moves by more than [`MOVE`].
    fn unit_move(&self, i: usize) -> f64 {
        let weights: Vec<f64> = self.about.weights().collect();
        let (first, count) = (self.of_weights.len(), weights.len());
        let per_unit = if i < first {
            let parts = self.of_weights[i].iter().zip(&weights);
            parts.map(|(part, weight)| part.abs() / weight.sqrt()).fold(0.0, f64::max)
        } else if i < first + count {
            weights[i - first].sqrt().recip()
        } else {
            self.variance_unit(i - first - count)
        };
        MOVE / per_unit
    }

    /// Returns what a unit of the coordinate of a variance is in ln σ².
    fn variance_unit(&self, k: usize) -> f64 {
        let weight =
            if self.has_equal_variances { 1.0 } else { self.about.components()[k].weight() };
        (weight / 2.0).sqrt().recip()
    }

    /// Returns θ moved by this much along each coordinate.
    fn moved(&self, step: &[f64]) -> Theta {
        let components = self.about.components();
        let (of_weights, rest) = step.split_at(self.of_weights.len());
        let (of_means, of_variances) = rest.split_at(components.len());
        let growth = |k: usize| {
            let parts = of_weights.iter().zip(&self.of_weights).map(|(by, vector)| by * vector[k]);
            (parts.sum::<f64>() / components[k].weight().sqrt()).exp()
        };
        let grown: Vec<f64> =
            components.iter().enumerate().map(|(k, c)| c.weight() * growth(k)).collect();
        let total: f64 = grown.iter().sum();
        let moved = components.iter().enumerate().map(|(k, c)| {
            let by = of_means[k] / c.weight().sqrt();
            let mean = c.precise_mean().plus(by * c.sd());
            let at = if self.has_equal_variances { 0 } else { k };
            let variance = c.variance() * (of_variances[at] * self.variance_unit(at)).exp();
            Component::with_precise_mean((grown[k] / total).min(1.0), mean, variance)
        });
        Theta::new(moved.collect()).expect("a θ that is moved a little is one")
    }

    /// Returns ∇ℓ at θ per observation, along the coordinates; `expectation` is of θ.
    fn gradient(&self, theta: &Theta, expectation: &Expectation) -> Vec<f64> {
        let n = expectation.total_weight();
        let pairs = || theta.components().iter().zip(expectation.statistics());
        let roots = || self.about.weights().map(f64::sqrt);
        let excess: Vec<f64> = pairs()
            .zip(roots())
            .map(|((c, s), root)| (s.weight() / n - c.weight()) / root)
            .collect();
        let of_weights = self.of_weights.iter().map(|vector| {
            vector.iter().zip(&excess).map(|(part, excess)| part * excess).sum::<f64>()
        });
        let of_means = pairs().zip(self.about.components()).map(|((c, s), about)| {
            let distance = s.precise_mean().minus(c.precise_mean());
            s.weight() / n * distance / c.variance() * about.sd() / about.weight().sqrt()
        });
        let of_variance = |(c, s): (&Component, &ComponentStatistics)| {
            s.weight() / n * (s.variance_about(c) / c.variance() - 1.0) / 2.0
        };
        let of_variances: Vec<f64> = if self.has_equal_variances {
            vec![pairs().map(of_variance).sum::<f64>() * self.variance_unit(0)]
        } else {
            pairs().enumerate().map(|(k, pair)| of_variance(pair) * self.variance_unit(k)).collect()
        };
        of_weights.chain(of_means).chain(of_variances).collect()
    }
}

fn symmetrise(matrix: &mut [Vec<f64>]) {
    for i in 0..matrix.len() {
        for j in 0..i {
            let middle = f64::midpoint(matrix[i][j], matrix[j][i]);
            (matrix[i][j], matrix[j][i]) = (middle, middle);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Iterate, Sample, Start, StopRule, iterate};
    use std::ops::ControlFlow;

    fn sample() -> Sample {
        let draw = |i: u32| 4.0 * f64::from(i % 3 / 2) + f64::from(i * 7919 % 10_007) / 4e3;
        Sample::new((0..500).map(draw).collect()).unwrap()
    }

    fn curvature(sample: &Sample, theta: &Theta) -> Curvature {
        Curvature::at(sample, theta, &e_step(sample, theta).unwrap(), false).unwrap()
    }

    fn log_likelihood(sample: &Sample, theta: &Theta) -> f64 {
        e_step(sample, theta).unwrap().log_likelihood() / sample.len() as f64
    }

    /// ℓ by the formula, with its first and second differences, against gradient and information.
    #[test]
    fn the_derivatives_are_those_of_the_likelihood() {
        let sample = sample();
        let theta =
            Theta::from_lists(&[0.3, 0.2, 0.5], &[0.5, 1.5, 4.0], &[0.6, 2.0, 0.4]).unwrap();
        let found = curvature(&sample, &theta);
        let about = Coordinates::about(&theta, false);
        let size = about.len();
        let at = |steps: &[(usize, f64)]| {
            let mut step = vec![0.0; size];
            for (i, by) in steps {
                step[*i] += by;
            }
            log_likelihood(&sample, &about.moved(&step))
        };
        let h = 1e-3;
        for i in 0..size {
            let slope = (at(&[(i, h)]) - at(&[(i, -h)])) / (2.0 * h);
            assert!((slope - found.gradient[i]).abs() < 1e-5, "{i}: {slope} {:?}", found.gradient);
            for j in 0..size {
                let corner = |a: f64, b: f64| at(&[(i, a * h), (j, b * h)]);
                let difference =
                    corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0);
                let second = -difference / (4.0 * h * h);
                let entry = found.eigen.entry(i, j);
                let near = 1e-4 * (1.0 + entry.abs());
                assert!((second - entry).abs() < near, "{i} {j}: {second} {entry}");
            }
        }
    }

    #[test]
    fn one_variance_is_one_coordinate() {
        let sample = sample();
        let theta = Theta::from_lists(&[0.4, 0.6], &[0.9, 4.0], &[0.8, 0.8]).unwrap();
        let expectation = e_step(&sample, &theta).unwrap();
        let found = Curvature::at(&sample, &theta, &expectation, true).unwrap();
        let about = Coordinates::about(&theta, true);
        assert_eq!(about.len(), 4);
        let at = |by: f64| log_likelihood(&sample, &about.moved(&[0.0, 0.0, 0.0, by]));
        let h = 1e-3;
        let slope = (at(h) - at(-h)) / (2.0 * h);
        assert!((slope - found.gradient[3]).abs() < 1e-5, "{slope} {:?}", found.gradient);
        let second = -(at(h) - 2.0 * at(0.0) + at(-h)) / (h * h);
        assert!((second - found.eigen.entry(3, 3)).abs() < 1e-4, "{second}");
    }

    #[test]
    fn far_components_have_the_information_of_the_complete_data() {
        let values = (0..400).map(|i| 1e3 * f64::from(i % 2) + f64::from(i * 7919 % 997) / 500.0);
        let sample = Sample::new(values.collect()).unwrap();
        let mut last = Iterate::start(Start::Quantile.theta(&sample, 2).unwrap(), &sample).unwrap();
        last = last.next(&sample).unwrap();
        let found = curvature(&sample, last.theta());
        assert!(found.eigen.values.iter().all(|value| (value - 1.0).abs() < 1e-6), "{found:?}");
        assert!(found.is_maximum());
    }

    #[test]
    fn one_gaussian_for_two_groups_is_a_saddle() {
        // Both components are the whole sample: their means could move apart.
        let sample = Sample::new(vec![-3.1, -2.9, -3.0, 3.0, 3.2, 2.8]).unwrap();
        let whole = sample.order().whole();
        let twice = |by: f64| {
            let means = [whole.mean() - by, whole.mean() + by];
            Theta::from_lists(&[0.5; 2], &means, &[whole.variance() - by * by; 2]).unwrap()
        };
        assert!(!curvature(&sample, &twice(0.0)).is_maximum());
        assert!(curvature(&sample, &twice(0.5)).smallest() < -0.01);
        assert!(curvature(&sample, &twice(0.5)).newton_step(&twice(0.5)).is_none());
    }

    #[test]
    fn a_newton_step_goes_where_em_would_take_long() {
        // Components so near that EM is slow.
        let draw = |i: u32| f64::from(i % 2) * 3.0 + (f64::from(i) * 0.37).sin() * 2.0;
        let sample = Sample::new((0..400).map(draw).collect()).unwrap();
        let first = Iterate::start(Start::Quantile.theta(&sample, 2).unwrap(), &sample).unwrap();
        let rule = |tolerance| StopRule { iterations: 100_000, tolerance: Some(tolerance) };
        let run = |rule| {
            let mut last = first.clone();
            iterate(&sample, &first, rule, |next| {
                last = next.clone();
                ControlFlow::Continue(())
            });
            last
        };
        let (rough, fine) = (run(rule(1e-7)), run(rule(1e-17)));
        let refined = curvature(&sample, rough.theta()).newton_step(rough.theta()).unwrap();
        let off = |theta: &Theta| {
            let pairs = theta.means().zip(fine.theta().means());
            pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
        };
        assert!(off(rough.theta()) > 1e-4, "{}", off(rough.theta()));
        assert!(off(&refined) < off(rough.theta()) / 10.0, "{}", off(&refined));
    }
}
