//! ℓ and its lower bound F along a line: the textbook's picture of EM.

use super::coordinate::{Coordinate, Parameter};
use super::measure::Measure;
use crate::mixture::{Component, Data, Expectation, GivenGamma, Theta, expected_log_joint};
use crate::timeline::Run;

/// Points of ℓ along a line where n is not large.
const POINTS: usize = 129;
/// Observations times components times points that are worth waiting for: some seconds.
const PATIENCE: usize = 1_000_000_000;

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionDirection {
    /// Along one number of θ; everything else stays (for π_k the other weights share the rest).
    Along(Coordinate),
    /// From θ straight to the M-step's new θ: all numbers move together, from 0 to 1.
    WholeStep,
}

/// A line through θ's space, with what is drawn over it.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    path: Path,
    measure: Measure,
}

#[derive(Clone, Debug, PartialEq)]
enum Path {
    /// Along one number of this θ.
    Along(Theta, Coordinate),
    /// From the first at 0 to the second at 1.
    Between(Theta, Theta),
}

impl Line {
    /// θ at a position of the line; none where there is none, as for a variance below 0.
    pub fn at(&self, value: f64) -> Option<Theta> {
        match &self.path {
            Path::Along(theta, coordinate) => self.measure.with(theta, &[(*coordinate, value)]),
            Path::Between(from, _) if value == 0.0 => Some(from.clone()),
            Path::Between(_, to) if value == 1.0 => Some(to.clone()),
            Path::Between(from, to) => {
                let part = |a: f64, b: f64| a + value * (b - a);
                let pairs = from.components().iter().zip(to.components());
                let components = pairs.map(|(a, b)| {
                    let weight = part(a.weight(), b.weight());
                    Component::new(
                        weight,
                        part(a.mean(), b.mean()),
                        part(a.variance(), b.variance()),
                    )
                });
                Theta::new(components.collect()).ok()
            }
        }
    }

    /// K, the number of components.
    pub fn components(&self) -> usize {
        match &self.path {
            Path::Along(theta, _) | Path::Between(theta, _) => theta.len(),
        }
    }

    /// ℓ, or what the run maximises, at a position of the line; minus infinity where there is no θ
    /// or it is below every number.
    pub fn height(&self, data: Data<'_>, value: f64) -> f64 {
        self.at(value).map_or(f64::NEG_INFINITY, |theta| self.measure.at(data, &theta))
    }
}

/// A line through the θ that made γ, with the positions on it that have a meaning.
///
/// Before the first E-step there is no γ: the line goes through θ₀ and has no bound. If γ was
/// given, no θ made it: the line goes through θ₁, and F and ℓ touch nowhere on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// The line.
    pub line: Line,
    /// Where the θ is that the line goes through: the one that made γ, where F and ℓ touch. None if
    /// γ was given.
    pub through: Option<f64>,
    /// Where the current θ's value is; none before there is one. After an M-step along one number
    /// the other numbers have moved too, and θ itself does not lie on the line.
    pub current: Option<f64>,
    /// The M-step's new value, where γ is there and the M-step is not refused.
    pub m_step: Option<f64>,
    /// Where F is highest on this line; none without γ, or where it grows without end.
    pub bound_maximum: Option<f64>,
    /// γ, and the θ that made it unless it was given.
    gamma: Option<(Expectation, Option<Theta>)>,
}

impl Section {
    /// Returns the section of a run at its cursor; none for [`SectionDirection::WholeStep`] if
    /// there is no next θ, or for a component that does not exist.
    pub fn of<D>(run: &Run<D>, direction: SectionDirection) -> Option<Self> {
        if let Some(given) = run.given_gamma().filter(|_| run.gamma_iteration() == Some(0)) {
            return Self::of_given(run, given, direction);
        }
        let gamma_iteration = run.gamma_iteration();
        let at = gamma_iteration.unwrap_or(0);
        let (theta, expectation) = (run.theta(at)?, run.expectation(at));
        let next = run.method().m_step(expectation, theta).ok();
        // An accelerated step leads elsewhere, as far as it is known.
        let is_accelerated = run.method().is_accelerated();
        let step = run.iterate(at + 1).filter(|_| is_accelerated);
        let measure = Measure::of(run, at);
        let has_gamma = gamma_iteration.is_some();
        let gamma = has_gamma.then(|| (expectation.clone(), Some(theta.clone())));
        let current = run.current()?.theta();
        match direction {
            SectionDirection::Along(coordinate) => {
                if coordinate.component >= theta.len() {
                    return None;
                }
                let maximum = || bound_maximum(&measure, expectation, theta, coordinate);
                let path = Path::Along(theta.clone(), coordinate);
                Some(Self {
                    through: Some(coordinate.value(theta)),
                    current: Some(coordinate.value(current)),
                    m_step: next.filter(|_| has_gamma).map(|next| coordinate.value(&next)),
                    bound_maximum: has_gamma.then(maximum).flatten(),
                    line: Line { path, measure },
                    gamma,
                })
            }
            SectionDirection::WholeStep => Some(Self {
                current: Some(if run.cursor().iteration() == at { 0.0 } else { 1.0 }),
                line: Line {
                    path: Path::Between(
                        theta.clone(),
                        step.map_or(next, |step| Some(step.theta().clone()))?,
                    ),
                    measure,
                },
                through: Some(0.0),
                m_step: has_gamma.then_some(1.0),
                bound_maximum: (has_gamma && step.is_none()).then_some(1.0),
                gamma,
            }),
        }
    }

    /// Returns the section through the θ₁ that the M-step makes of given responsibilities; none for
    /// [`SectionDirection::WholeStep`], since there is no θ₀ to go from.
    fn of_given<D>(run: &Run<D>, given: &GivenGamma, direction: SectionDirection) -> Option<Self> {
        let SectionDirection::Along(coordinate) = direction else { return None };
        let (theta_1, expectation) = (given.theta_1().theta(), given.expectation());
        if coordinate.component >= theta_1.len() {
            return None;
        }
        let measure = Measure::of(run, 0);
        Some(Self {
            through: None,
            current: run.current().map(|current| coordinate.value(current.theta())),
            m_step: Some(coordinate.value(theta_1)),
            bound_maximum: bound_maximum(&measure, expectation, theta_1, coordinate),
            line: Line { path: Path::Along(theta_1.clone(), coordinate), measure },
            gamma: Some((expectation.clone(), None)),
        })
    }

    /// Returns F at a position of the line, in O(K); none before the first E-step, minus infinity
    /// if there is no θ.
    pub fn bound(&self, value: f64) -> Option<f64> {
        let (expectation, posterior_of) = self.gamma.as_ref()?;
        let theta = self.line.at(value);
        let method = self.line.measure.method();
        let at = |theta: Theta| match posterior_of {
            Some(posterior_of) => method.lower_bound(expectation, posterior_of, &theta),
            None => expected_log_joint(expectation, &theta) + expectation.entropy(),
        };
        Some(theta.map_or(f64::NEG_INFINITY, at))
    }

    /// Returns the positions with a meaning, ascending and each once.
    pub fn marks(&self) -> Vec<f64> {
        let all = [self.through, self.current, self.m_step, self.bound_maximum];
        let mut marks: Vec<f64> = all.into_iter().flatten().collect();
        marks.sort_by(f64::total_cmp);
        marks.dedup();
        marks
    }

    /// Returns the part of the line to show: every mark, with room about it that `zoom` halves this
    /// many times.
    pub fn range(&self, zoom: u32) -> (f64, f64) {
        let marks = self.marks();
        let (first, last) = (marks[0], marks[marks.len() - 1]);
        let apart = last - first;
        let closer = 0.5_f64.powi(zoom as i32);
        let around = |room: f64| {
            let room = (room * closer).max(first.abs().max(last.abs()) * 1e-12).max(1e-300);
            (first - room, last + room)
        };
        // Small steps are looked at from nearby, or the marks would be one.
        let reach = |most: f64| (3.0 * apart).clamp(0.02 * most, most);
        match &self.line.path {
            Path::Between(..) => around(0.5),
            Path::Along(theta, coordinate) => match coordinate.parameter {
                Parameter::Weight => {
                    let (lo, hi) = around(reach(1.0));
                    (lo.max(0.0), hi.min(1.0))
                }
                Parameter::Mean => {
                    let sd = theta.components()[coordinate.component].sd();
                    around((0.6 * apart).max(reach(1.5 * sd)))
                }
                Parameter::Variance => {
                    let (lo, hi) = around((0.5 * apart).max(reach(last)));
                    (lo.max(first / 4.0), hi)
                }
            },
        }
    }

    /// Returns where ℓ is to be computed: evenly over the range and at the marks; fewer positions
    /// for large data.
    pub fn positions(&self, zoom: u32, data: Data<'_>) -> Vec<f64> {
        let pass = data.points_per_pass().saturating_mul(self.line.components());
        let mut count = POINTS;
        while count > 9 && pass.saturating_mul(count) > PATIENCE {
            count = count / 2 + 1;
        }
        let (lo, hi) = self.range(zoom);
        let even = (0..count).map(|i| lo + (hi - lo) * (i as f64 / (count - 1) as f64));
        let mut positions: Vec<f64> = even.chain(self.marks()).collect();
        positions.sort_by(f64::total_cmp);
        positions.dedup();
        positions
    }
}

/// Returns where F is highest along one number of θ while everything else stays.
///
/// μ_k: the M-step's, whatever the rest is. π_k with the other weights in proportion: N_k ln π_k +
/// (n − N_k) ln(1 − π_k) is highest at N_k / n, the M-step's. σ_k²: Σ γ (x − μ_k)² / N_k about the
/// μ_k that stays, and so not the M-step's, which takes the new mean. A prior and a floor count;
/// what is fixed is varied too.
fn bound_maximum(
    measure: &Measure,
    expectation: &Expectation,
    theta: &Theta,
    coordinate: Coordinate,
) -> Option<f64> {
    let statistics = &expectation.statistics()[coordinate.component];
    if statistics.weight() == 0.0 {
        return None;
    }
    let method = measure.method();
    let highest = match coordinate.parameter {
        Parameter::Weight => {
            let extra = method.weight_prior.map_or(0.0, |prior| prior.alpha - 1.0);
            let total = expectation.total_weight() + extra * theta.len() as f64;
            (statistics.weight() + extra) / total
        }
        Parameter::Mean => statistics.mean(),
        Parameter::Variance if method.equal_variances => {
            let n = expectation.total_weight();
            let pairs = expectation.statistics().iter().zip(theta.components());
            let square = pairs.map(|(s, c)| s.weight() / n * s.variance_about(c)).sum();
            method.best_variance(n, square)
        }
        Parameter::Variance => {
            let component = &theta.components()[coordinate.component];
            method.best_variance(statistics.weight(), statistics.variance_about(component))
        }
    };
    measure.with(theta, &[(coordinate, highest)]).map(|_| highest)
}

/// ℓ along a line at some positions.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The positions and ℓ there, ascending.
    pub points: Vec<(f64, f64)>,
    /// Whether every position that was asked for is there.
    pub is_complete: bool,
}

/// A profile that is being computed, coarse first, a position at a time.
#[derive(Debug)]
pub struct ProfileProgress {
    line: Line,
    /// Ascending.
    positions: Vec<f64>,
    known: Vec<Option<f64>>,
    /// The positions that are left, the next one last.
    left: Vec<usize>,
}

impl ProfileProgress {
    /// Returns a profile along `line` at these ascending positions, of which nothing is known yet.
    pub fn new(line: Line, positions: Vec<f64>) -> Self {
        let is_first_of = |i: &usize, stride: usize| stride == 16 || !i.is_multiple_of(2 * stride);
        let mut left: Vec<usize> = [16, 8, 4, 2, 1]
            .into_iter()
            .flat_map(|stride| {
                (0..positions.len()).step_by(stride).filter(move |i| is_first_of(i, stride))
            })
            .collect();
        left.reverse();
        Self { line, known: vec![None; positions.len()], positions, left }
    }

    /// Computes ℓ at one more position, by a pass over the data, unless it is known at all of them.
    pub fn next_position(&mut self, data: Data<'_>) {
        if let Some(i) = self.left.pop() {
            self.known[i] = Some(self.line.height(data, self.positions[i]));
        }
    }

    /// Returns what is known.
    pub fn profile(&self) -> Profile {
        let pairs = self.positions.iter().zip(&self.known);
        let points = pairs.filter_map(|(position, l)| Some((*position, (*l)?)));
        Profile { points: points.collect(), is_complete: self.is_complete() }
    }

    /// Returns whether ℓ is known at every place.
    pub fn is_complete(&self) -> bool {
        self.left.is_empty()
    }
}

impl Profile {
    /// ℓ at a position, on the straight line between its neighbours; none outside.
    pub fn at(&self, value: f64) -> Option<f64> {
        let after = self.points.partition_point(|(position, _)| *position < value);
        let &(right, at_right) = self.points.get(after)?;
        if right == value {
            return Some(at_right);
        }
        let &(left, at_left) = self.points.get(after.checked_sub(1)?)?;
        if !(at_left.is_finite() && at_right.is_finite()) {
            return Some(f64::NEG_INFINITY);
        }
        Some(at_left + (value - left) / (right - left) * (at_right - at_left))
    }
}
