//! The dialog of constraints and priors: each is switched on and off, and a number of it changed;
//! then a new run starts with what is on.

use crate::app::form::DialogEvent;
use crate::app::key::Key;
use crate::app::keymap::{self, ConstraintsAction};
use crate::app::study::Study;
use crate::mixture::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, MStepError, Method,
    Sample, Start, Theta,
};
use crate::text::shortest;

/// A row of the dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constraint {
    /// No σ² below a number.
    VarianceFloor,
    /// A prior on σ².
    VariancePrior,
    /// One σ² for all components.
    EqualVariances,
    /// A prior on π.
    WeightPrior,
    /// π stays as in θ₀.
    FixedWeights,
    /// μ stays as in θ₀.
    FixedMeans,
    /// σ² stays as in θ₀.
    FixedVariances,
    /// Each observation to one component.
    Hard,
    /// γ at a temperature that falls to 1.
    Annealed,
    /// Longer steps, extrapolated from two of EM.
    Squarem,
}

impl Constraint {
    /// All of them; the first three keep a component from collapsing alone.
    pub const ALL: [Self; 10] = [
        Self::VarianceFloor,
        Self::VariancePrior,
        Self::EqualVariances,
        Self::WeightPrior,
        Self::FixedWeights,
        Self::FixedMeans,
        Self::FixedVariances,
        Self::Hard,
        Self::Annealed,
        Self::Squarem,
    ];

    /// Returns what a constraint is, with its number if it is on.
    pub fn words(self, method: &Method) -> String {
        match self {
            Self::VarianceFloor => match method.variance_floor {
                Some(floor) => format!("variance floor: σ² ≥ {}", shortest(floor)),
                None => "variance floor: no σ² below a number".to_owned(),
            },
            Self::VariancePrior => match method.variance_prior {
                Some(prior) => format!(
                    "prior on σ² (MAP): inverse gamma, shape {}, scale {}",
                    shortest(prior.shape),
                    shortest(prior.scale)
                ),
                None => "prior on σ² (MAP): inverse gamma".to_owned(),
            },
            Self::EqualVariances => "equal variances: one σ² for all components".to_owned(),
            Self::WeightPrior => match method.weight_prior {
                Some(prior) => {
                    format!("prior on π (MAP): Dirichlet, α = {}", shortest(prior.alpha))
                }
                None => "prior on π (MAP): Dirichlet".to_owned(),
            },
            Self::FixedWeights => stays("weights", "π", method.fixed_weights),
            Self::FixedMeans => stays("means", "μ", method.fixed_means),
            Self::FixedVariances => stays("variances", "σ²", method.fixed_variances),
            Self::Squarem => {
                "SQUAREM: longer steps, extrapolated from two of EM; ℓ never falls".to_owned()
            }
            Self::Hard => "hard EM: each observation to one component".to_owned(),
            Self::Annealed => match method.assignment {
                Assignment::Annealed(cooling) => format!(
                    "annealed EM: T = {}, times {} in each iteration",
                    shortest(cooling.temperature),
                    shortest(cooling.rate)
                ),
                Assignment::Soft | Assignment::Hard => {
                    "annealed EM: γ at a temperature that falls to 1".to_owned()
                }
            },
        }
    }
}

/// The dialog's state.
#[derive(Clone, Debug)]
pub struct ConstraintsForm {
    /// What the new run would do.
    method: Method,
    /// The numbers that a row begins with when it is switched on.
    proposed: Method,
    /// θ₀ of the run that it is opened from.
    theta: Theta,
    row: usize,
    has_collapsed: bool,
}

impl ConstraintsForm {
    /// Returns the dialog with what the active run has on. If that run has come to where a
    /// component collapses, a floor is proposed.
    pub(in crate::app) fn new(study: &Study) -> Self {
        let (run, last) = (study.run(), study.run().last());
        let next = run.method().m_step(last.expectation(), last.theta());
        let has_collapsed =
            matches!(next, Err(MStepError::Collapsed { .. } | MStepError::AllCollapsed { .. }));
        let of_data = proposed(&study.dataset().sample, last.theta().len());
        // What the run has fixed is a list that can be switched off and on again.
        let fixed = |set: ComponentSet| if set.is_empty() { ComponentSet::ALL } else { set };
        let proposed = Method {
            fixed_weights: fixed(run.method().fixed_weights),
            fixed_means: fixed(run.method().fixed_means),
            fixed_variances: fixed(run.method().fixed_variances),
            ..of_data
        };
        let theta = run.iterates()[0].theta().clone();
        let mut form = Self { method: **run.method(), proposed, theta, row: 0, has_collapsed };
        if has_collapsed {
            form.method.variance_floor = proposed.variance_floor;
        }
        form
    }

    /// Returns what the new run would do.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the variances of θ₀, and what they become if the constraints do not allow them.
    pub fn changed_variances(&self) -> Option<[Vec<f64>; 2]> {
        let variances = |theta: &Theta| theta.variances().collect();
        let [before, after] = [variances(&self.theta), variances(&self.method.adapt(&self.theta))];
        (before != after).then_some([before, after])
    }

    /// Returns the row that is chosen.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Returns whether a component of the run that it is opened from collapses in the next step.
    pub fn has_collapsed(&self) -> bool {
        self.has_collapsed
    }

    /// Returns whether a constraint is on.
    pub fn is_on(&self, constraint: Constraint) -> bool {
        let m = &self.method;
        match constraint {
            Constraint::VarianceFloor => m.variance_floor.is_some(),
            Constraint::VariancePrior => m.variance_prior.is_some(),
            Constraint::EqualVariances => m.equal_variances,
            Constraint::WeightPrior => m.weight_prior.is_some(),
            Constraint::FixedWeights => !m.fixed_weights.is_empty(),
            Constraint::FixedMeans => !m.fixed_means.is_empty(),
            Constraint::FixedVariances => !m.fixed_variances.is_empty(),
            Constraint::Hard => m.assignment == Assignment::Hard,
            Constraint::Annealed => matches!(m.assignment, Assignment::Annealed(_)),
            Constraint::Squarem => m.is_accelerated(),
        }
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        let last = Constraint::ALL.len() - 1;
        match keymap::find(keymap::CONSTRAINTS, key) {
            Some(ConstraintsAction::Start) => {
                return DialogEvent::StartMethod(Box::new(self.method));
            }
            Some(ConstraintsAction::Close) => return DialogEvent::Close,
            Some(ConstraintsAction::Up) => self.row = self.row.saturating_sub(1),
            Some(ConstraintsAction::Down) => self.row = (self.row + 1).min(last),
            Some(ConstraintsAction::Switch) => self.switch(Constraint::ALL[self.row]),
            Some(ConstraintsAction::Less) => self.change(Constraint::ALL[self.row], 0.5),
            Some(ConstraintsAction::More) => self.change(Constraint::ALL[self.row], 2.0),
            None => {}
        }
        DialogEvent::Nothing
    }

    /// Switches a constraint on, with the number that is proposed, or off.
    fn switch(&mut self, constraint: Constraint) {
        let is_on = self.is_on(constraint);
        let (m, proposed) = (&mut self.method, &self.proposed);
        let set = |proposed| if is_on { ComponentSet::NONE } else { proposed };
        match constraint {
            Constraint::VarianceFloor => {
                m.variance_floor = proposed.variance_floor.filter(|_| !is_on);
            }
            Constraint::VariancePrior => {
                m.variance_prior = proposed.variance_prior.filter(|_| !is_on);
            }
            Constraint::EqualVariances => m.equal_variances = !is_on,
            Constraint::WeightPrior => m.weight_prior = proposed.weight_prior.filter(|_| !is_on),
            Constraint::FixedWeights => m.fixed_weights = set(proposed.fixed_weights),
            Constraint::FixedMeans => m.fixed_means = set(proposed.fixed_means),
            Constraint::FixedVariances => m.fixed_variances = set(proposed.fixed_variances),
            Constraint::Hard | Constraint::Annealed if is_on => m.assignment = Assignment::Soft,
            // SQUAREM goes with EM's own responsibilities alone.
            Constraint::Hard | Constraint::Annealed => {
                m.acceleration = Acceleration::None;
                let is_hard = constraint == Constraint::Hard;
                m.assignment = if is_hard { Assignment::Hard } else { proposed.assignment };
            }
            Constraint::Squarem if is_on => m.acceleration = Acceleration::None,
            Constraint::Squarem => {
                (m.acceleration, m.assignment) = (Acceleration::Squarem, Assignment::Soft);
            }
        }
    }

    /// Multiplies the number of a constraint that is on.
    fn change(&mut self, constraint: Constraint, factor: f64) {
        let m = &mut self.method;
        match constraint {
            Constraint::VarianceFloor => {
                let floor = m.variance_floor.map(|floor| floor * factor);
                m.variance_floor = floor.filter(|v| v.is_normal()).or(m.variance_floor);
            }
            Constraint::VariancePrior => {
                if let Some(InverseGamma { scale, .. }) = &mut m.variance_prior
                    && (*scale * factor).is_normal()
                {
                    *scale *= factor;
                }
            }
            Constraint::WeightPrior => {
                if let Some(Dirichlet { alpha }) = &mut m.weight_prior {
                    *alpha = (*alpha * factor).clamp(1.0, 1e6);
                }
            }
            Constraint::Annealed => {
                if let Assignment::Annealed(Cooling { temperature, .. }) = &mut m.assignment {
                    *temperature = (*temperature * factor).clamp(1.0, 1e6);
                }
            }
            Constraint::EqualVariances
            | Constraint::FixedWeights
            | Constraint::FixedMeans
            | Constraint::FixedVariances
            | Constraint::Squarem
            | Constraint::Hard => {}
        }
    }
}

/// Returns the numbers to begin with: a floor of a thousandth of the variance of the data; for the
/// prior on σ² shape 3/2 and, as scale, half the variance over K² (the part for σ² of the prior of
/// Fraley and Raftery 2007 in one dimension); a Dirichlet that counts as one more observation of
/// each component; a temperature of 4.
fn proposed(sample: &Sample, components: usize) -> Method {
    let all = Start::Quantile.theta(sample, 1).ok();
    let variance = all.map_or(1.0, |theta| theta.components()[0].variance());
    let count = components as f64;
    Method {
        variance_floor: Some(rounded(variance / 1000.0)),
        variance_prior: Some(InverseGamma {
            shape: 1.5,
            scale: rounded(variance / (2.0 * count * count)),
        }),
        weight_prior: Some(Dirichlet { alpha: 2.0 }),
        assignment: Assignment::Annealed(Cooling { temperature: 4.0, rate: 0.8 }),
        ..Method::default()
    }
}

/// Returns a number to one digit, and no less than can be a variance.
fn rounded(x: f64) -> f64 {
    let text = format!("{:.0e}", x.max(f64::MIN_POSITIVE * 1e6));
    text.parse().unwrap_or(x)
}

/// Returns that parameters stay as they are: all, or those of the components that are listed.
fn stays(name: &str, symbol: &str, set: ComponentSet) -> String {
    let listed: Vec<String> = set.listed().map(|k| (k + 1).to_string()).collect();
    match listed.as_slice() {
        [] => format!("{name} fixed: {symbol} stays as in θ₀"),
        [one] => format!("{name} fixed: {symbol} of component {one} stays as in θ₀"),
        some => format!("{name} fixed: {symbol} of {} stay as in θ₀", some.join(", ")),
    }
}
