//! A run of EM: the iterates from one θ₀, or from one γ₀, with a cursor.

use std::sync::Arc;

use super::beginning::{Beginning, Gamma};
use super::half_step::{HalfStep, Phase};
use crate::mixture::{Expectation, GivenGamma, Iterate, Method, Start, Theta};

/// Where the θ₀ of a run came from, or its γ₀.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Someone gave it.
    Given,
    /// It came with the data.
    Data,
    /// It was made from the data.
    Start(Start),
    /// A lesson gave it.
    Lesson,
    /// The data were drawn from it.
    Truth,
    /// It is where the run stood when its data were edited.
    Edited,
    /// It is that of another run, with its variances changed to suit constraints.
    Adapted,
    /// It is that of the run that this one was begun in, on other data.
    OtherRun,
    /// There is no θ₀: someone gave γ₀.
    Gamma,
}

impl Origin {
    /// Returns it as a sentence about θ₀ or γ₀.
    pub fn sentence(self) -> String {
        match self {
            Self::Given => "It was given.".into(),
            Self::Data => "It is given with the data.".into(),
            Self::Start(start) => format!("It was made from the data: {start}."),
            Self::Lesson => "The lesson gives it.".into(),
            Self::Truth => "The data were drawn from it.".into(),
            Self::Gamma => "A file gave it.".into(),
            Self::Edited => "It is where the run stood when its data were edited.".into(),
            Self::OtherRun => "It is that of another run, on other data.".into(),
            Self::Adapted => {
                "It is that of another run, with its variances changed for the constraints.".into()
            }
        }
    }
}

/// A run of EM from one θ₀ or one γ₀ on one data set. `D` is what the run ran on; a timeline only
/// keeps it.
///
/// A clone shares the iterates, and each side copies them only when it adds one. The cursor is not
/// shared, so that going back and forth copies nothing.
#[derive(Clone, Debug)]
pub struct Run<D> {
    data: D,
    /// γ₀, if the run begins with it.
    given: Option<Arc<GivenGamma>>,
    /// θ₀ and what follows it; from θ₁ on if the run begins with γ₀.
    iterates: Arc<Vec<Iterate>>,
    origin: Origin,
    pub(super) fork_of: Option<(usize, HalfStep)>,
    cursor: HalfStep,
    furthest: HalfStep,
}

impl<D> Run<D> {
    /// Returns a run whose cursor is at its beginning: at θ₀, or at the γ₀ that was given.
    pub fn new(data: D, beginning: impl Into<Beginning>, origin: Origin) -> Self {
        let beginning = beginning.into();
        let cursor = beginning.half_step();
        let iterates = Arc::new(vec![beginning.first().clone()]);
        let given = match beginning {
            Beginning::Theta(_) => None,
            Beginning::Gamma(gamma) => Some(gamma),
        };
        Self { data, given, iterates, origin, fork_of: None, cursor, furthest: cursor }
    }

    /// Returns the run as it was left: forked from there, reached as far as `furthest`, and the
    /// cursor at `cursor`, as far as these are known.
    #[must_use]
    pub fn left_at(
        mut self,
        fork_of: Option<(usize, HalfStep)>,
        furthest: HalfStep,
        cursor: HalfStep,
    ) -> Self {
        self.fork_of = fork_of;
        self.go_to(furthest.min(HalfStep::gamma(self.last().iteration())));
        self.go_to(cursor);
        self
    }

    /// Returns a run with this one's beginning, and the cursor there.
    #[must_use]
    pub fn from_beginning<E>(&self, data: E) -> Run<E> {
        Run::new(data, self.beginning(), self.origin)
    }

    /// Returns what the run runs on.
    pub fn data(&self) -> &D {
        &self.data
    }

    /// Returns how the run does its steps.
    pub fn method(&self) -> &Arc<Method> {
        self.iterates[0].method()
    }

    /// Returns where θ₀, or γ₀, came from.
    pub fn origin(&self) -> Origin {
        self.origin
    }

    /// Returns what the run begins with.
    pub fn beginning(&self) -> Beginning {
        match &self.given {
            None => Beginning::Theta(self.first().clone()),
            Some(gamma) => Beginning::Gamma(Arc::clone(gamma)),
        }
    }

    /// Returns γ₀ if the run begins with it.
    pub fn given_gamma(&self) -> Option<&Arc<GivenGamma>> {
        self.given.as_ref()
    }

    /// Returns the first half-step: θ₀ or γ₀.
    pub fn start(&self) -> HalfStep {
        if self.given.is_some() { HalfStep::gamma(0) } else { HalfStep::START }
    }

    /// Returns where the cursor is.
    pub fn cursor(&self) -> HalfStep {
        self.cursor
    }

    /// Returns the last half-step that was reached.
    pub fn furthest(&self) -> HalfStep {
        self.furthest
    }

    /// Returns the run and the half-step this one was forked from; none for the first run.
    pub fn fork_of(&self) -> Option<(usize, HalfStep)> {
        self.fork_of
    }

    /// Returns all that is known, reached by the cursor or not: from θ₀ on, or from θ₁ on if the
    /// run begins with γ₀.
    pub fn iterates(&self) -> &[Iterate] {
        &self.iterates
    }

    /// Returns what of [`Run::iterates`] is not after θ_t.
    pub fn iterates_to(&self, t: usize) -> &[Iterate] {
        let count = (t + 1).saturating_sub(self.first().iteration());
        &self.iterates[..count.min(self.iterates.len())]
    }

    /// Returns all that is known of θ_t; none for the θ₀ of a run that begins with γ₀.
    pub fn iterate(&self, t: usize) -> Option<&Iterate> {
        self.iterates.get(t.checked_sub(self.first().iteration())?)
    }

    /// Returns θ_t; none if it is not known, or for the θ₀ of a run that begins with γ₀.
    pub fn theta(&self, t: usize) -> Option<&Theta> {
        self.iterate(t).map(Iterate::theta)
    }

    /// Returns the iterate at the cursor; none at a γ₀ that was given, before the first M-step.
    pub fn current(&self) -> Option<&Iterate> {
        self.iterate(self.cursor.iteration())
    }

    /// Returns the iterate at the cursor; at a γ₀ that was given θ₁, which comes next.
    pub fn current_or_first(&self) -> &Iterate {
        self.current().unwrap_or(self.first())
    }

    /// Returns the first iterate: θ₀, or θ₁ if the run begins with γ₀.
    pub fn first(&self) -> &Iterate {
        &self.iterates[0]
    }

    /// Returns the last iterate of the run, reached by the cursor or not.
    pub fn last(&self) -> &Iterate {
        &self.iterates[self.iterates.len() - 1]
    }

    /// Returns K, the number of components.
    pub fn components(&self) -> usize {
        self.first().theta().len()
    }

    /// Returns θ_{t−1}; none if there is none.
    pub fn previous_theta(&self) -> Option<&Theta> {
        self.theta(self.cursor.iteration().checked_sub(1)?)
    }

    /// Returns the iteration of the γ that is in force at the cursor: t after E, t − 1 after M;
    /// none before the first E-step.
    pub fn gamma_iteration(&self) -> Option<usize> {
        let t = self.cursor.iteration();
        match self.cursor.phase() {
            Phase::Gamma => Some(t),
            Phase::Theta => t.checked_sub(1),
        }
    }

    /// Returns the γ that is in force at the cursor; none before the first E-step.
    pub fn gamma(&self) -> Option<Gamma<'_>> {
        self.gamma_at(self.gamma_iteration()?)
    }

    /// Returns γ_t; none if θ_t is not known.
    pub fn gamma_at(&self, t: usize) -> Option<Gamma<'_>> {
        match &self.given {
            Some(gamma) if t == 0 => Some(Gamma::given(gamma)),
            _ => self.iterate(t).map(Gamma::inferred),
        }
    }

    /// Returns whether γ_t was given, so that no θ_t made it.
    pub fn is_given(&self, t: usize) -> bool {
        t == 0 && self.given.is_some()
    }

    /// Returns F(q, θ_t) right after a half-step, for the γ in force there, plus ln p(θ_t) if there
    /// is a prior: ℓ(θ_t), or what the run's method has in its place, after an E-step. None without
    /// a θ_t or a γ.
    pub fn bound_at(&self, half_step: HalfStep) -> Option<f64> {
        let iterate = self.iterate(half_step.iteration())?;
        match half_step.phase() {
            Phase::Theta => iterate.lower_bound(),
            Phase::Gamma => Some(iterate.objective()),
        }
    }

    /// Returns the change of the objective, ℓ in ordinary EM, in the M-step that made θ_t; none
    /// without a θ before.
    pub fn change_at(&self, t: usize) -> Option<f64> {
        let before = self.iterate(t.checked_sub(1)?)?;
        Some(self.iterate(t)?.objective() - before.objective())
    }

    /// Returns the first t > `after` at which EM had converged, as far as is known.
    pub fn converged_after(&self, after: usize, tolerance: f64) -> Option<usize> {
        let pairs = self.iterates.windows(2);
        let found = pairs.filter(|pair| pair[1].iteration() > after);
        let mut converged = found.filter(|pair| pair[1].has_converged_since(&pair[0], tolerance));
        converged.next().map(|pair| pair[1].iteration())
    }

    /// Returns what the E-step at θ_t gave, or what was given in its place.
    ///
    /// # Panics
    /// Panics if γ_t is not known.
    pub fn expectation(&self, t: usize) -> &Expectation {
        match &self.given {
            Some(gamma) if t == 0 => gamma.expectation(),
            _ => self.iterates[t - self.first().iteration()].expectation(),
        }
    }

    /// Returns whether the half-step is known, so that going there takes no work.
    pub fn knows(&self, half_step: HalfStep) -> bool {
        half_step >= self.start() && half_step.iteration() <= self.last().iteration()
    }

    /// Returns the half-step before this one; none before the beginning.
    pub fn before(&self, half_step: HalfStep) -> Option<HalfStep> {
        half_step.previous().filter(|before| *before >= self.start())
    }

    /// Moves the cursor to a half-step that is known; elsewhere nothing happens.
    pub fn go_to(&mut self, half_step: HalfStep) {
        if self.knows(half_step) {
            self.cursor = half_step;
            self.furthest = self.furthest.max(half_step);
        }
    }

    /// Adds the iterate that follows the last one. The cursor stays.
    pub fn push(&mut self, next: Iterate) {
        Arc::make_mut(&mut self.iterates).push(next);
    }

    /// Adds `iterates`, which are θ_from and what follows it, as far as they are not known: EM is
    /// deterministic, so what is known is the same. The cursor stays.
    ///
    /// # Panics
    /// Panics if an iterate between the last one and θ_from is missing.
    pub fn extend(&mut self, from: usize, iterates: impl IntoIterator<Item = Iterate>) {
        let next = self.last().iteration() + 1;
        assert!(from <= next, "iterates follow one another without a gap");
        let mut new = iterates.into_iter().skip(next - from).peekable();
        // What is shared is copied only if something is added.
        if new.peek().is_some() {
            Arc::make_mut(&mut self.iterates).extend(new);
        }
    }

    /// Returns whether two runs are the same as far as both are known: EM is deterministic.
    pub fn begins_like<E>(&self, other: &Run<E>) -> bool {
        self.given == other.given && self.first() == other.first()
    }
}
