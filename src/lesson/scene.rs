//! Where a lesson's stepper is: data, θ₀, and the half-steps that keys have done.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::allowance::{Allowance, Spent};
use super::format::Hidden;
use crate::data::Dataset;
use crate::mixture::{EStepError, Iterate, StepError, StopRule, Stopped, Theta, iterate};
use crate::timeline::{Beginning, HalfStep, Origin, Phase, Run};

/// The most keys one step of a lesson may press.
pub const MAX_KEYS: usize = 200;
/// The most iterations that `c` does at once.
pub const MOST_ITERATIONS: usize = 1000;
/// When `c` in a lesson stops: as the stepper's own settings say if they were not changed.
const TOLERANCE: f64 = 1e-9;
const TO_CONVERGENCE: StopRule =
    StopRule { iterations: MOST_ITERATIONS, tolerance: Some(TOLERANCE) };

/// How iterating to convergence ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ended {
    /// ℓ per observation changed by less than the tolerance.
    Converged,
    /// A component collapsed or became empty: there is no next θ.
    Collapsed(StepError),
    /// It had not converged after as many iterations as a lesson takes at once.
    Limit,
}

/// A half-step of a run of EM. It is whole: to show it needs nothing that was shown before.
#[derive(Clone, Debug)]
pub struct Scene {
    run: Run<Arc<Dataset>>,
    /// How the last `c` ended, and at which iteration.
    ended: Option<(usize, Ended)>,
}

impl Scene {
    /// At θ₀.
    ///
    /// # Errors
    /// Returns an error if ℓ(θ₀) is beyond what a number holds.
    pub fn new(dataset: Arc<Dataset>, theta: Theta) -> Result<Self, EStepError> {
        let start = Iterate::start(theta, dataset.data())?;
        Ok(Self::of(dataset, start))
    }

    /// Returns the scene at the beginning of a run on these data: at θ₀, or at a γ₀ that was given.
    pub fn of(dataset: Arc<Dataset>, beginning: impl Into<Beginning>) -> Self {
        Self { run: Run::new(dataset, beginning, Origin::Lesson), ended: None }
    }

    /// Returns the data.
    pub fn dataset(&self) -> &Arc<Dataset> {
        self.run.data()
    }

    /// Returns how the run ended, if it was iterated to convergence and this is the θ where it
    /// stopped, or its γ.
    pub fn ended(&self) -> Option<&Ended> {
        let here = self.run.cursor().iteration();
        self.ended.as_ref().filter(|(t, _)| *t == here).map(|(_, ended)| ended)
    }

    /// Returns why there is no next θ, if the run collapsed before here.
    pub fn collapse(&self) -> Option<&StepError> {
        match self.ended() {
            Some(Ended::Collapsed(error)) => Some(error),
            _ => None,
        }
    }

    /// Returns the scene at another half-step of the run; none if the run is not known that far.
    pub(super) fn at(&self, half_step: HalfStep) -> Option<Self> {
        let mut scene = self.clone();
        scene.run.go_to(half_step);
        (scene.run.cursor() == half_step).then_some(scene)
    }

    /// Returns the run, its cursor at this half-step.
    pub fn run(&self) -> &Run<Arc<Dataset>> {
        &self.run
    }

    /// Returns whether the data are the same, read once or twice.
    pub(super) fn has_data_of(&self, other: &Self) -> bool {
        let (data, others) = (self.dataset(), other.dataset());
        Arc::ptr_eq(data, others) || data.sample.values() == others.sample.values()
    }

    /// Returns whether something on the screen is the same in this scene as in another: a number of
    /// the same θ of the same run, or of the same γ.
    pub fn shares(&self, other: &Self, hidden: Hidden) -> bool {
        let (run, other_run) = (&self.run, &other.run);
        let is_same_run = self.has_data_of(other) && run.begins_like(other_run);
        let (cursor, other_cursor) = (run.cursor(), other_run.cursor());
        is_same_run
            && match hidden {
                Hidden::Responsibilities | Hidden::Counts => {
                    run.gamma_iteration() == other_run.gamma_iteration()
                }
                Hidden::Theta | Hidden::LogLikelihood | Hidden::Density => {
                    cursor.iteration() == other_cursor.iteration()
                }
                Hidden::Bound => cursor == other_cursor,
            }
    }

    /// Returns the scene after some keys: e, m, n (the next half-step), p (back), c (to
    /// convergence), r (to θ₀). Blanks between them do not count.
    ///
    /// # Errors
    /// Returns the first key that does nothing here, or takes more than `allowance` leaves, and
    /// why.
    pub fn press(&self, keys: &str, allowance: &mut Allowance) -> Result<Self, KeyError> {
        let pressed: Vec<char> = keys.chars().filter(|key| !key.is_whitespace()).collect();
        if pressed.len() > MAX_KEYS {
            return Err(KeyError::TooMany(pressed.len()));
        }
        allowance.take_iterates(self.run.iterates().len(), self.run.last().theta().len())?;
        let mut going = Going { run: self.run.clone(), ended: self.ended.clone(), allowance };
        for (index, &key) in pressed.iter().enumerate() {
            going.press(key).map_err(|why| KeyError::Refused { key, place: index + 1, why })?;
        }
        Ok(Self { run: going.run, ended: going.ended })
    }
}

/// A scene between two others.
struct Going<'a> {
    run: Run<Arc<Dataset>>,
    ended: Option<(usize, Ended)>,
    allowance: &'a mut Allowance,
}

impl Going<'_> {
    fn press(&mut self, key: char) -> Result<(), WhyNot> {
        let cursor = self.run.cursor();
        match (key, cursor.phase()) {
            ('e', Phase::Gamma) if self.run.is_given(cursor.iteration()) => {
                return Err(WhyNot::GammaIsGiven);
            }
            ('e', Phase::Gamma) => return Err(WhyNot::GammaIsInferred),
            ('m', Phase::Theta) => return Err(WhyNot::GammaIsMissing),
            ('e' | 'm' | 'n', _) => self.go_on(cursor.plus(1))?,
            ('p', _) => self.run.go_to(self.run.before(cursor).ok_or(WhyNot::AtStart)?),
            ('r', _) => self.run.go_to(self.run.start()),
            ('c', _) => self.converge()?,
            _ => return Err(WhyNot::NoKey),
        }
        Ok(())
    }

    fn go_on(&mut self, place: HalfStep) -> Result<(), WhyNot> {
        if !self.run.knows(place) {
            take_iterate(self.allowance, &self.run)?;
            let next = self.run.last().next(self.run.data().data())?;
            self.run.push(next);
        }
        self.run.go_to(place);
        Ok(())
    }

    /// As the stepper's `c`: to the θ at which EM has converged, or to the last θ there is.
    fn converge(&mut self) -> Result<(), WhyNot> {
        let cursor = self.run.cursor();
        let here_already = cursor.phase() == Phase::Theta;
        let after = cursor.iteration().saturating_sub(usize::from(here_already));
        let mut ended = Ended::Converged;
        if self.run.converged_after(after, TOLERANCE).is_none() {
            let (dataset, last) = (Arc::clone(self.run.data()), self.run.last().clone());
            let mut spent = None;
            let stopped = iterate(dataset.data(), &last, TO_CONVERGENCE, |next| {
                spent = take_iterate(self.allowance, &self.run).err();
                if spent.is_some() {
                    return ControlFlow::Break(());
                }
                self.run.push(next.clone());
                ControlFlow::Continue(())
            });
            if let Some(spent) = spent {
                return Err(spent.into());
            }
            ended = match stopped {
                Stopped::Converged => Ended::Converged,
                Stopped::Failed(error) => Ended::Collapsed(error),
                Stopped::IterationLimit | Stopped::Cancelled => Ended::Limit,
            };
        }
        let last = self.run.last().iteration();
        let t = self.run.converged_after(after, TOLERANCE).unwrap_or(last);
        self.run.go_to(HalfStep::theta(t));
        self.ended = Some((t, ended));
        Ok(())
    }
}

/// Takes what one more iterate of a run costs off.
fn take_iterate(allowance: &mut Allowance, run: &Run<Arc<Dataset>>) -> Result<(), Spent> {
    let components = run.last().theta().len();
    allowance.take_operations(run.method().passes() * components * run.data().sample.len())?;
    allowance.take_iterates(1, components)
}

/// Keys that cannot be pressed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// More than [`MAX_KEYS`].
    #[error("{0} keys are too many for one step; the most is {MAX_KEYS}")]
    TooMany(usize),
    /// There is no room for a run that goes elsewhere.
    #[error(transparent)]
    Spent(#[from] Spent),
    /// A key that does nothing where it is pressed.
    #[error("key {place}, '{}': {why}", key.escape_default())]
    Refused {
        /// the key
        key: char,
        /// which key it is, from 1
        place: usize,
        /// why it does nothing
        why: WhyNot,
    },
}

/// Why a key does nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WhyNot {
    /// E after E.
    #[error("γ is inferred already, so m comes next")]
    GammaIsInferred,
    /// E at a γ₀ that was given.
    #[error("γ₀ was given, so m comes first")]
    GammaIsGiven,
    /// M after M, or at θ₀.
    #[error("M needs γ, so e comes first")]
    GammaIsMissing,
    /// Back from θ₀, or from a γ₀ that was given.
    #[error("the run starts here, there is nothing before it")]
    AtStart,
    /// No such key.
    #[error("there are e, m, n (next), p (back), c (converge) and r (back to θ₀)")]
    NoKey,
    /// The M-step has no result.
    #[error("there is no M-step: {0}; c goes to the last θ there is")]
    Refused(#[from] StepError),
    /// It takes too long, or too much memory.
    #[error(transparent)]
    Spent(#[from] Spent),
}
