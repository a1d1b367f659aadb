//! New starts: how θ₀ is made from the data, and from which seed.

use std::sync::Arc;

use crate::app::begin::InitialTheta;
use crate::app::limits::HostLimits;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::settings::Settings;
use crate::app::study::{StepContext, Study};
use crate::mixture::{GivenResponsibilities, RestartPlan, ScanPlan, Start, StartMethod};
use crate::timeline::{Origin, Run};

/// How many starts look for the maxima of ℓ.
const RESTARTS: usize = 50;

/// The largest K that is tried, unless there are more already.
const LAST_K: usize = 8;
/// How many starts each K gets.
const STARTS_OF_K: usize = 20;

/// How the next start makes θ₀ from the data, and from which seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct NextStart {
    method: StartMethod,
    seed: u64,
    /// Whether it begins with the γ₀ that an earlier run was given, and makes no θ₀.
    is_given: bool,
}

impl NextStart {
    /// Returns the start after the one that made the first run's θ₀, if one did.
    pub(super) fn new(origin: Origin, settings: &Settings) -> Self {
        let method = settings.start.method();
        let method = if method.draws() { method } else { StartMethod::default() };
        let seed = match origin {
            Origin::Start(start) if start.seed() == Some(settings.seed) => {
                settings.seed.wrapping_add(1)
            }
            _ => settings.seed,
        };
        Self { method, seed, is_given: false }
    }

    fn take(&mut self) -> Start {
        let start = self.method.with_seed(self.seed);
        if self.method.draws() {
            self.seed = self.seed.wrapping_add(1);
        }
        start
    }
}

impl Study {
    /// Asks for a run from another θ₀ on the same data.
    pub(super) fn new_start(&mut self, context: &mut StepContext) -> Outcome {
        let components = self.run().components();
        let (mut next, method) = (self.next_start, **self.run().method());
        let from = match self.given().filter(|_| next.is_given) {
            Some(gamma) => InitialTheta::Gamma(gamma),
            None => InitialTheta::FromData { start: next.take(), components },
        };
        match self.begin(Arc::clone(self.dataset()), from, method, false, context) {
            Ok(effects) => {
                self.next_start = next;
                effects.into()
            }
            Err(reached) => Refusal::from(reached).into(),
        }
    }

    /// Returns which starts are drawn to look for the maxima of ℓ.
    pub(in crate::app) fn restart_plan(&self) -> RestartPlan {
        let method = self.next_start.method;
        RestartPlan {
            components: self.run().components(),
            from: if method.draws() { method } else { StartMethod::default() },
            seed: self.settings.seed,
            starts: RESTARTS,
            rule: self.settings.to_convergence(),
            method: **self.run().method(),
        }
    }

    /// Returns which K are tried to choose among them.
    pub(in crate::app) fn scan_plan(&self, restarts: RestartPlan, limits: &HostLimits) -> ScanPlan {
        let last = LAST_K.max(self.run().components()).min(limits.most_components());
        ScanPlan { first: 1, last, restarts: RestartPlan { starts: STARTS_OF_K, ..restarts } }
    }

    /// Returns the γ₀ that a run on the active run's data began with, the first of several.
    fn given(&self) -> Option<Arc<GivenResponsibilities>> {
        let runs = self.timeline.runs().iter();
        let mut here = runs.filter(|run| Arc::ptr_eq(run.data(), self.dataset()));
        let gamma = here.find_map(Run::given_gamma)?;
        Some(Arc::clone(gamma.responsibilities()))
    }

    /// Chooses the next way to make θ₀ from the data; the γ₀ that a run was given is the last of
    /// them.
    pub(super) fn next_method(&mut self) -> Outcome {
        let has_given = self.given().is_some();
        let next = &mut self.next_start;
        let is_last = next.method == StartMethod::ALL[StartMethod::ALL.len() - 1];
        if has_given && is_last && !next.is_given {
            next.is_given = true;
            return Info::StartsWithGamma.into();
        }
        (next.method, next.is_given) = (next.method.next(), false);
        let NextStart { method, seed, .. } = *next;
        Info::StartMethod { start: method.with_seed(seed) }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_follow_the_one_that_was_used() {
        let settings = Settings { seed: 5, ..Settings::default() };
        let mut given = NextStart::new(Origin::Given, &settings);
        assert_eq!(given.take(), Start::RandomObservations { seed: 5 });
        assert_eq!(given.take(), Start::RandomObservations { seed: 6 });
        let start = Start::KMeansPlusPlus { seed: 5 };
        let mut made = NextStart::new(Origin::Start(start), &Settings { start, ..settings });
        assert_eq!(made.take(), Start::KMeansPlusPlus { seed: 6 });
    }

    #[test]
    fn quantiles_use_no_seed_up() {
        let mut next = NextStart { method: StartMethod::Quantile, seed: 4, is_given: false };
        assert_eq!(next.take(), Start::Quantile);
        assert_eq!(next.seed, 4);
    }
}
