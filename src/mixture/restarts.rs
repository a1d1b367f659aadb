//! EM from many starts: which maxima of ℓ there are, and how many starts reach each.

mod groups;
mod refine;

use rayon::prelude::*;

use super::curvature::FLAT;
use super::data::Data;
use super::e_step::EStepError;
use super::iterate::{Iterate, IterateError, StepError};
use super::iterations::{Iterations, StopRule, Stopped};
use super::method::Method;
use super::start::{Start, StartError, StartMethod};
use super::theta::Theta;
pub(super) use groups::LIKELIHOOD_WITHIN;
use groups::{distinct, merged};
use refine::{Refining, accelerated, can_accelerate};

/// Two fits are the same maximum if a mean differs by less than this share of its σ, a weight by
/// less than this, and a variance by less than this share of it, after Newton steps to the maximum.
pub const SAME_WITHIN: f64 = 1e-3;

/// Steps of SQUAREM at the most, from where a start's iterations ended before EM converged.
const MORE_STEPS: usize = 1000;
/// When these have converged if the plan has no tolerance.
const TOLERANCE: f64 = 1e-9;

/// Work that one start does before it says how far it is, in observations times components.
const ROUND: usize = 2_000_000;

/// Which starts, and how far EM goes from each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestartPlan {
    /// K.
    pub components: usize,
    /// How each θ₀ is drawn.
    pub from: StartMethod,
    /// The seed of the first; each next start has the next seed.
    pub seed: u64,
    /// How many starts; at least 1.
    pub starts: usize,
    /// When EM ends.
    pub rule: StopRule,
    /// How EM does its steps.
    pub method: Method,
}

impl RestartPlan {
    /// Returns start `i`, counted from 0.
    pub fn start(&self, i: usize) -> Start {
        self.from.with_seed(self.seed.wrapping_add(i as u64))
    }
}

/// What EM came to from one start.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// The start.
    pub start: Start,
    /// The last θ with its E-step; if it is at a maximum, as near to it as numbers allow.
    pub last: Iterate,
    /// How many iterations of the plan's method were done.
    pub iterations: usize,
    /// How many steps of SQUAREM went on from there, since the plan's iterations had ended.
    pub further: usize,
    /// Why there were no more.
    pub stopped: Stopped,
}

impl Attempt {
    /// Returns ℓ at the last θ, in nats.
    pub fn log_likelihood(&self) -> f64 {
        self.last.log_likelihood()
    }

    /// Returns the last θ.
    pub fn theta(&self) -> &Theta {
        self.last.theta()
    }
}

/// A θ at which EM converges, and the starts that led there.
#[derive(Clone, Debug, PartialEq)]
pub struct Optimum {
    /// The start that came nearest: that with the highest ℓ, and of several the first. Its last θ
    /// is the maximum itself, to which Newton steps led (or SQUAREM, where the second derivatives
    /// are not known).
    pub best: Attempt,
    /// How many starts came here.
    pub starts: usize,
    /// The smallest eigenvalue of the observed information, in units of the complete data's: below
    /// 0 if ℓ rises in some direction. None under constraints or priors for which it is not known.
    pub smallest_eigenvalue: Option<f64>,
}

/// What many starts came to, each list by descending ℓ.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RestartResult {
    /// The distinct maxima.
    pub maxima: Vec<Optimum>,
    /// Where EM converges although ℓ does not fall in every direction: it is a saddle or a ridge.
    pub saddles: Vec<Optimum>,
    /// The starts from which a component collapsed or became empty, or ℓ could not be computed.
    pub failed: Vec<Attempt>,
    /// The starts that had not converged in the plan's iterations, nor in the steps of SQUAREM that
    /// went on from there.
    pub unfinished: Vec<Attempt>,
}

impl Optimum {
    /// Returns what it is called: only where the second derivatives were computed is it known to be
    /// a maximum.
    pub fn name(&self) -> &'static str {
        match self.smallest_eigenvalue {
            None => "fit",
            Some(value) if value > FLAT => "maximum",
            Some(_) => "saddle",
        }
    }
}

impl RestartResult {
    /// Returns how many distinct maxima there are, in words; fits if the method's objective is not
    /// one whose second derivatives tell them.
    pub fn said_of_maxima(&self) -> String {
        let is_judged = |optimum: &Optimum| optimum.smallest_eigenvalue.is_some();
        match (self.maxima.len(), self.maxima.iter().all(is_judged)) {
            (1, true) => "1 maximum".to_owned(),
            (count, true) => format!("{count} maxima"),
            (1, false) => "1 fit, not checked to be a maximum".to_owned(),
            (count, false) => format!("{count} fits, not checked to be maxima"),
        }
    }

    /// Returns how many maxima there are, and what the other starts came to.
    pub fn summary(&self) -> String {
        let maxima = self.said_of_maxima();
        let others = self.outcomes().others();
        others.map_or(maxima.clone(), |others| format!("{maxima}; {others}"))
    }

    /// Returns the start to keep: that of the highest maximum, or, if there is none, of the
    /// highest ℓ among what did not converge, then among saddles, then among what failed.
    pub fn best(&self) -> Option<&Attempt> {
        (self.maxima.first().map(|optimum| &optimum.best))
            .or(self.unfinished.first())
            .or(self.saddles.first().map(|optimum| &optimum.best))
            .or(self.failed.first())
    }

    /// Returns how many starts there were.
    pub fn starts(&self) -> usize {
        self.outcomes().starts()
    }

    /// Returns how many starts came to what.
    pub fn outcomes(&self) -> Outcomes {
        let of = |optima: &[Optimum]| optima.iter().map(|optimum| optimum.starts).sum();
        Outcomes {
            converged: of(&self.maxima),
            saddles: of(&self.saddles),
            collapsed: self.failed.len(),
            unfinished: self.unfinished.len(),
        }
    }
}

/// How many starts came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// To a maximum.
    pub converged: usize,
    /// To a saddle or a ridge.
    pub saddles: usize,
    /// To where a component collapsed or became empty, or ℓ could not be computed.
    pub collapsed: usize,
    /// To the last step that was allowed, still climbing.
    pub unfinished: usize,
}

impl Outcomes {
    /// Returns how many starts there were.
    pub fn starts(self) -> usize {
        self.converged + self.saddles + self.collapsed + self.unfinished
    }

    /// Returns what the starts came to that reached no maximum: "3 collapsed, 1 not converged";
    /// none if all reached one.
    pub fn others(self) -> Option<String> {
        let counts = [
            (self.saddles, "at a saddle or ridge"),
            (self.collapsed, "collapsed"),
            (self.unfinished, "not converged"),
        ];
        let others = counts.iter().filter(|(count, _)| *count > 0);
        let others: Vec<String> = others.map(|(count, what)| format!("{count} {what}")).collect();
        (!others.is_empty()).then(|| others.join(", "))
    }
}

/// A start under way.
#[derive(Clone, Debug)]
enum Running {
    Waiting(Start),
    Iterating {
        start: Start,
        iterations: Iterations,
        done: usize,
    },
    /// With longer steps, after the plan's iterations.
    Further {
        start: Start,
        iterations: Iterations,
        before: usize,
        done: usize,
    },
    Done(Attempt),
}

/// Many starts as far as they are done. Each is a function of the data and its seed alone, so that
/// neither the threads nor how often one asks change what they come to.
#[derive(Clone, Debug)]
pub struct Restarts {
    plan: RestartPlan,
    running: Vec<Running>,
    done: Vec<Attempt>,
    /// The attempts that converged, on their way to the maximum itself.
    refining: Option<Vec<Refining>>,
    result: Option<RestartResult>,
}

impl Restarts {
    /// Returns the starts of a plan, none of which has begun.
    pub fn new(plan: RestartPlan) -> Self {
        let running = (0..plan.starts.max(1)).map(|i| Running::Waiting(plan.start(i))).collect();
        Self { plan, running, done: Vec::new(), refining: None, result: None }
    }

    /// Returns the plan.
    pub fn plan(&self) -> &RestartPlan {
        &self.plan
    }

    /// Returns how many starts have come to an end.
    pub fn done(&self) -> usize {
        self.done.len()
    }

    /// Goes on a little with as many starts as there are threads, or, when all have ended, tells
    /// apart what they came to. Returns the result when it is there.
    ///
    /// # Errors
    /// Returns an error if the data give no θ₀, or no ℓ(θ₀).
    pub fn advance(&mut self, data: Data) -> Result<Option<&RestartResult>, RestartError> {
        if self.result.is_some() {
            return Ok(self.result.as_ref());
        }
        if self.running.is_empty() {
            return self.refine(data);
        }
        if self.done.is_empty() {
            // What all starts ask for is computed before they do, side by side: none may wait for
            // another that waits for it.
            data.sample().order().whole();
            if self.plan.from == StartMethod::KMeansPlusPlus || data.sample().weights().is_some() {
                data.sample().order().quantile(0.5);
            }
        }
        let (plan, side_by_side) = (self.plan, 2 * rayon::current_num_threads());
        let running = self.running.iter_mut().take(side_by_side);
        let advanced: Result<Vec<()>, RestartError> = running
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|running| running.advance(&plan, data))
            .collect();
        advanced?;
        let is_done = |running: &mut Running| matches!(running, Running::Done(_));
        let done = self.running.extract_if(.., is_done);
        self.done.extend(done.filter_map(|running| match running {
            Running::Done(attempt) => Some(attempt),
            Running::Waiting(_) | Running::Iterating { .. } | Running::Further { .. } => None,
        }));
        Ok(None)
    }

    /// Goes on a little towards the maxima themselves.
    fn refine(&mut self, data: Data) -> Result<Option<&RestartResult>, RestartError> {
        let refining = self
            .refining
            .get_or_insert_with(|| distinct(&self.done).into_iter().map(Refining::new).collect());
        let round = round(data, self.plan.components);
        let left = refining.iter_mut().filter(|refining| !refining.is_done());
        let left: Vec<&mut Refining> = left.take(2 * rayon::current_num_threads()).collect();
        if !left.is_empty() {
            let advanced: Result<Vec<()>, EStepError> =
                left.into_par_iter().map(|refining| refining.advance(data, round)).collect();
            advanced?;
            return Ok(None);
        }
        let refined = refining.drain(..).map(|refining| refining.optimum).collect();
        self.result = Some(self.sorted(merged(refined)));
        Ok(self.result.as_ref())
    }

    /// Returns what the attempts came to, with the optima among them as they were judged.
    fn sorted(&self, optima: Vec<Optimum>) -> RestartResult {
        let mut result = RestartResult::default();
        for optimum in optima {
            let is_maximum = optimum.smallest_eigenvalue.is_none_or(|value| value > FLAT);
            (if is_maximum { &mut result.maxima } else { &mut result.saddles }).push(optimum);
        }
        for attempt in &self.done {
            match attempt.stopped {
                Stopped::Converged => {}
                Stopped::Failed(_) => result.failed.push(attempt.clone()),
                Stopped::IterationLimit | Stopped::Cancelled => {
                    result.unfinished.push(attempt.clone());
                }
            }
        }
        result.failed.sort_by(by_likelihood);
        result.unfinished.sort_by(by_likelihood);
        result
    }
}

/// The order of attempts: by descending ℓ (or what the method maximises), then by seed.
fn by_likelihood(a: &Attempt, b: &Attempt) -> std::cmp::Ordering {
    let by_seed = || a.start.seed().cmp(&b.start.seed());
    b.last.objective().total_cmp(&a.last.objective()).then_with(by_seed)
}

/// Returns how many iterations one start does before it says how far it is.
fn round(data: Data, components: usize) -> usize {
    (ROUND / data.work_of_pass(components)).max(1)
}

impl Running {
    /// Goes on by a round.
    fn advance(&mut self, plan: &RestartPlan, data: Data) -> Result<(), RestartError> {
        if let Self::Waiting(start) = *self {
            let theta = start.theta(data.sample(), plan.components)?;
            let first = Iterate::begin(plan.method.adapt(&theta), data, plan.method)?;
            let iterations = Iterations::new(first, plan.rule);
            *self = Self::Iterating { start, iterations, done: 0 };
        }
        let (iterations, done) = match self {
            Self::Iterating { iterations, done, .. } | Self::Further { iterations, done, .. } => {
                (iterations, done)
            }
            Self::Waiting(_) | Self::Done(_) => return Ok(()),
        };
        for _ in 0..round(data, plan.components) {
            match iterations.next(data) {
                Ok(_) => *done += 1,
                Err(stopped) => {
                    self.stop(plan, stopped);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Ends a start, or has it go on with longer steps if its iterations were too few.
    fn stop(&mut self, plan: &RestartPlan, stopped: Stopped) {
        *self = match self {
            Self::Iterating { start, iterations, done }
                if stopped == Stopped::IterationLimit && can_accelerate(&plan.method) =>
            {
                let tolerance = plan.rule.tolerance.filter(|tolerance| *tolerance > 0.0);
                let tolerance = Some(tolerance.unwrap_or(TOLERANCE));
                let from = iterations.current().restarted(accelerated(plan.method));
                let rule = StopRule { iterations: MORE_STEPS, tolerance };
                let iterations = Iterations::new(from, rule);
                Self::Further { start: *start, iterations, before: *done, done: 0 }
            }
            Self::Iterating { start, iterations, done } => {
                let last = iterations.current().clone();
                let (iterations, further) = (*done, 0);
                Self::Done(Attempt { start: *start, last, iterations, further, stopped })
            }
            Self::Further { start, iterations, before, done } => {
                let last = iterations.current().restarted(plan.method);
                let (iterations, further) = (*before, *done);
                Self::Done(Attempt { start: *start, last, iterations, further, stopped })
            }
            Self::Waiting(_) | Self::Done(_) => return,
        };
    }
}

/// Runs EM from every start of a plan, and tells apart what they come to.
///
/// # Errors
/// Returns an error if the data give no θ₀, or no ℓ(θ₀).
///
/// # Examples
/// ```
/// use emstep::mixture::{Method, RestartPlan, Sample, StartMethod, StopRule, restarts};
///
/// let sample = Sample::new(vec![-1.1, -0.9, -1.0, 3.0, 3.2, 2.8, 2.9])?;
/// let plan = RestartPlan {
///     components: 2,
///     from: StartMethod::RandomObservations,
///     seed: 1,
///     starts: 10,
///     rule: StopRule { iterations: 1000, tolerance: Some(1e-9) },
///     method: Method::default(),
/// };
/// let result = restarts(&sample, plan)?;
/// assert_eq!(result.starts(), 10);
/// let highest = &result.maxima[0];
/// assert!(highest.starts >= 1 && highest.smallest_eigenvalue > Some(0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn restarts<'a>(
    data: impl Into<Data<'a>>,
    plan: RestartPlan,
) -> Result<RestartResult, RestartError> {
    let data = data.into();
    let mut restarts = Restarts::new(plan);
    loop {
        if let Some(result) = restarts.advance(data)? {
            return Ok(result.clone());
        }
    }
}

/// Why there are no restarts.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RestartError {
    /// The data give no θ₀.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The method is not one, or ℓ cannot be computed at some θ₀.
    #[error(transparent)]
    Iterate(#[from] IterateError),
    /// ℓ cannot be computed near a maximum.
    #[error(transparent)]
    EStep(#[from] EStepError),
}

impl Attempt {
    /// Returns why EM could not go on, if it could not.
    pub fn failure(&self) -> Option<&StepError> {
        match &self.stopped {
            Stopped::Failed(error) => Some(error),
            Stopped::Converged | Stopped::IterationLimit | Stopped::Cancelled => None,
        }
    }
}

#[cfg(test)]
mod tests;
