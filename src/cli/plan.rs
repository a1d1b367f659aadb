//! From the options to a plan that holds no contradiction.

mod error;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::ModelArguments;
use super::gamma::GammaFile;
use super::theta_file::ThetaFile;
use super::values::{ComponentCount, List};
use crate::app::begin::InitialTheta;
use crate::app::{Settings, StartOptions};
use crate::data::{Dataset, Request, Roles, Simulation, Source};
use crate::mixture::{GivenResponsibilities, Start, StartMethod, Theta, ThetaError};
use crate::runtime::session_file;
pub(super) use error::PlanError;

/// Which data to take, where EM starts on them and when it stops.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Which data.
    pub request: Request,
    /// θ₀ if the lists gave it.
    pub theta: Option<Theta>,
    /// γ₀ if a file gave it.
    pub gamma: Option<Arc<GivenResponsibilities>>,
    /// How θ₀ is made from the data, if it was said.
    pub start: Option<Start>,
    /// K, if it was said.
    pub components: Option<usize>,
    /// When EM stops, and how θ₀ is made if it was not said.
    pub settings: Settings,
    /// Further data, each for a run of its own.
    pub more: Vec<Request>,
    /// The files beside the data that options name and that were read.
    pub options_from: Vec<PathBuf>,
}

impl Plan {
    /// Returns where EM starts on these data, as [`StartOptions::initial_theta`] has it.
    pub fn initial_theta(&self, dataset: &Dataset) -> InitialTheta {
        self.start_options().initial_theta(dataset, &self.settings)
    }

    /// Returns the plan if a run can begin with the responsibilities that were given.
    fn with_gamma(self, gamma: Option<GammaFile>) -> Result<Self, PlanError> {
        let Some(GammaFile { given: gamma, .. }) = gamma else { return Ok(self) };
        let listed = gamma.components();
        match self.components {
            _ if !self.settings.method.is_ordinary() => Err(PlanError::GammaOfOrdinaryEm),
            Some(components) if components != listed => {
                Err(PlanError::ComponentsOfGamma { components, listed })
            }
            _ => Ok(Self { gamma: Some(Arc::new(gamma)), ..self }),
        }
    }

    /// Returns which data to take for each run.
    pub fn requests(&self) -> impl Iterator<Item = &Request> {
        std::iter::once(&self.request).chain(&self.more)
    }

    /// Returns whether data come from standard input.
    pub(super) fn reads_standard_input(&self) -> bool {
        self.requests().any(|request| request.source == Source::Stdin)
    }

    /// Returns the files that are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let data = self.requests().flat_map(|request| match &request.source {
            Source::File(path) => std::slice::from_ref(path),
            Source::Files(paths) => paths,
            Source::Stdin | Source::Example(_) | Source::Typed(_) | Source::Simulated(_) => &[],
        });
        data.chain(&self.options_from)
    }

    /// Returns the plan if it is one of a single run.
    pub(super) fn of_one_run(self) -> Result<Self, PlanError> {
        if self.more.is_empty() { Ok(self) } else { Err(PlanError::OneRunOnly) }
    }

    /// Returns how many starts of which kind are drawn.
    pub(super) fn restarts(&self, starts: usize) -> Result<RestartOptions, PlanError> {
        // What settings say of other runs does not count if it draws nothing.
        let of_settings = Some(self.settings.start.method()).filter(|method| method.draws());
        let from = self.start.map(Start::method).or(of_settings).unwrap_or_default();
        if !from.draws() {
            return Err(PlanError::RestartsWithoutSeed);
        }
        Ok(RestartOptions { from, starts })
    }

    /// Returns what was said about θ₀.
    pub fn start_options(&self) -> StartOptions {
        let (theta, gamma) = (self.theta.clone(), self.gamma.clone());
        StartOptions { theta, gamma, start: self.start, components: self.components }
    }
}

/// How many starts of which kind are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestartOptions {
    /// How each θ₀ is drawn.
    pub from: StartMethod,
    /// How many.
    pub starts: usize,
}

/// How many starts each K gets if nothing else is said.
pub(super) const DEFAULT_STARTS: usize = 20;

/// Which K are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScanOptions {
    /// The smallest K.
    pub first: usize,
    /// The largest K.
    pub last: usize,
    /// By how many samples each K is tested against K + 1.
    pub bootstrap: Option<usize>,
}

impl ModelArguments {
    /// Takes the range of K out of the options, if there is one.
    pub(super) fn take_range(&mut self) -> Result<Option<(usize, usize)>, PlanError> {
        let Some(ComponentCount::Range(first, last)) = self.components else { return Ok(None) };
        let has_lists = self.weights.is_some() || self.means.is_some() || self.spread().is_some();
        if has_lists || self.from.is_some() || self.gamma.is_some() {
            return Err(PlanError::RangeWithTheta);
        }
        self.components = Some(ComponentCount::One(first));
        Ok(Some((first, last)))
    }

    /// Returns the plan, with these settings where the options say nothing.
    pub(super) fn plan(self, default: &Settings) -> Result<Plan, PlanError> {
        if let Some(path) = self.data.iter().find(|path| session_file::is_one(path)) {
            return Err(PlanError::SessionAsData(path.clone()));
        }
        let theta = self.theta()?;
        if let Some(list) = self.list_of_fixed() {
            return Err(PlanError::ListOfFixed(list));
        }
        let components = match self.components {
            None => None,
            Some(ComponentCount::One(components)) => Some(components),
            Some(ComponentCount::Range(..)) => return Err(PlanError::RangeOutsideFit),
        };
        let listed = theta.as_ref().map(Theta::len);
        if let (Some(components), Some(listed)) = (components, listed)
            && components != listed
        {
            return Err(PlanError::Components { components, listed });
        }
        let seed = self.seed.unwrap_or(default.seed);
        let start = self.start.map(|name| name.method().with_seed(seed));
        let settings = Settings {
            tolerance: self.tolerance.unwrap_or(default.tolerance),
            max_iterations: self.max_iterations.unwrap_or(default.max_iterations),
            start: start.unwrap_or(default.start.method().with_seed(seed)),
            seed,
            exact: self.exact,
            method: self.constraints.method()?,
        };
        let mut sources = match self.simulate {
            None => sources(self.data, self.example, self.as_runs)?,
            Some(mixture) => {
                let count = self.observations.unwrap_or_default();
                vec![Source::Simulated(Simulation { mixture, count, seed })]
            }
        };
        let source = sources.remove(0);
        let dialect = self.dialect.options(&source)?;
        let request = Request {
            column: self.column,
            exact: self.exact,
            dialect,
            roles: Roles { weights: self.weight_column, bins: self.bins.map(Box::new) },
            ..Request::new(source)
        };
        let more =
            sources.into_iter().map(|source| Request { source, ..request.clone() }).collect();
        let gamma = None;
        let given = self.gamma.as_ref().map(|file| &file.path);
        let from = self.from.as_ref().map(|file| &file.path);
        let options_from = given.into_iter().chain(from).cloned().collect();
        let plan = Plan { request, theta, gamma, start, components, settings, more, options_from };
        plan.with_gamma(self.gamma)
    }

    /// Returns what was meant as the list of an option that fixes some components, but is a file's
    /// name without = before it, and there is no such file.
    fn list_of_fixed(&self) -> Option<String> {
        let is_list = |text: &str| text.split(',').all(|part| part.parse::<usize>().is_ok());
        let names = self.data.iter().filter(|path| !path.exists());
        let mut lists = names.filter_map(|path| path.to_str()).filter(|text| is_list(text));
        lists.next().filter(|_| self.constraints.fixes_all()).map(str::to_owned)
    }

    fn theta(&self) -> Result<Option<Theta>, PlanError> {
        if let Some(ThetaFile { theta, .. }) = &self.from {
            return Ok(Some(theta.clone()));
        }
        let (means, spread) = match (&self.means, self.spread()) {
            (None, None) if self.weights.is_none() => return Ok(None),
            (Some(List(means)), Some(spread)) => (means, spread),
            _ => return Err(PlanError::IncompleteTheta),
        };
        let weights = match &self.weights {
            Some(List(weights)) => weights.clone(),
            None => vec![1.0 / means.len() as f64; means.len()],
        };
        let theta = Theta::from_lists(&weights, means, &spread.variances());
        let error = match theta {
            Ok(theta) => return Ok(Some(theta)),
            Err(error) => error,
        };
        // The lists are spoken of as they were given: by their options, and σ as σ.
        Err(match (error, spread) {
            (ThetaError::Lengths { .. }, _) => {
                let given = self.weights.as_ref().map(|List(weights)| ("--weights", weights.len()));
                let others = [("--means", means.len()), (spread.option(), spread.list().len())];
                PlanError::Lengths(given.into_iter().chain(others).collect())
            }
            (ThetaError::Variance { component, .. }, Spread::Sds(sds)) => {
                PlanError::Sd { component, value: sds[component] }
            }
            (error, _) => error.into(),
        })
    }

    fn spread(&self) -> Option<Spread<'_>> {
        let variances = self.variances.as_ref().map(|List(variances)| Spread::Variances(variances));
        variances.or(self.sds.as_ref().map(|List(sds)| Spread::Sds(sds)))
    }
}

/// How wide the components are, in the one way or the other.
#[derive(Clone, Copy)]
enum Spread<'a> {
    Variances(&'a [f64]),
    Sds(&'a [f64]),
}

impl Spread<'_> {
    fn option(&self) -> &'static str {
        match self {
            Self::Variances(_) => "--variances",
            Self::Sds(_) => "--sds",
        }
    }

    fn list(&self) -> &[f64] {
        match self {
            Self::Variances(list) | Self::Sds(list) => list,
        }
    }

    fn variances(&self) -> Vec<f64> {
        match self {
            Self::Variances(variances) => variances.to_vec(),
            // A negative σ must not become a good σ².
            Self::Sds(sds) => sds.iter().map(|sd| sd * sd.abs()).collect(),
        }
    }
}

/// Returns where the data of each run come from; there is one at least.
fn sources(
    mut data: Vec<PathBuf>,
    example: Option<String>,
    as_runs: bool,
) -> Result<Vec<Source>, PlanError> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if as_runs && data.len() < 2 {
        return Err(PlanError::OneFileAsRuns);
    }
    if data.len() > 1 {
        if data.iter().any(is_stdin) {
            return Err(PlanError::StdinAmongFiles);
        }
        return Ok(if as_runs {
            data.into_iter().map(Source::File).collect()
        } else {
            vec![Source::Files(data)]
        });
    }
    Ok(vec![match (data.pop(), example) {
        (_, Some(name)) => Source::Example(name),
        (Some(path), None) if is_stdin(&path) => Source::Stdin,
        (Some(path), None) => Source::File(path),
        (None, None) => Source::Example("homework".to_owned()),
    }])
}

#[cfg(test)]
mod tests {
    use super::super::Invocation;
    use super::*;
    use crate::mixture::Sample;

    fn plan(options: &str) -> Plan {
        let words = ["emstep"].into_iter().chain(options.split_whitespace());
        match Invocation::parse(words).unwrap() {
            Invocation::Step { plan, .. } => plan,
            other => panic!("{other:?}"),
        }
    }

    fn dataset(theta: Option<Theta>) -> Dataset {
        let sample = Sample::new(vec![0.0, 1.0, 2.0]).unwrap();
        Dataset { theta, ..Dataset::new("test", "x", sample) }
    }

    fn theta(k: usize) -> Theta {
        Theta::from_lists(&vec![1.0 / k as f64; k], &vec![7.0; k], &vec![4.0; k]).unwrap()
    }

    #[test]
    fn lists_give_theta_and_weights_may_be_left_out() {
        let expected = Theta::from_lists(&[0.5, 0.5], &[-1.0, 5.0], &[1.0, 4.0]).unwrap();
        assert_eq!(plan("--means -1,5 --variances 1,4").theta, Some(expected.clone()));
        assert_eq!(plan("--means=-1,5 --sds 1,2 -k 2").theta, Some(expected.clone()));
        let given = plan("--weights 0.5,0.5 --means -1,5 --sds 1,2");
        assert_eq!(given.initial_theta(&dataset(Some(theta(3)))), InitialTheta::Given(expected));
    }

    #[test]
    fn the_datas_own_theta_is_taken_until_something_else_is_asked_for() {
        let own = dataset(Some(theta(2)));
        for options in ["", "-k 2", "--tolerance 0"] {
            assert_eq!(
                plan(options).initial_theta(&own),
                InitialTheta::OfData(theta(2)),
                "{options}"
            );
        }
        let made = |start, components| InitialTheta::FromData { start, components };
        let plus = |seed| Start::KMeansPlusPlus { seed };
        assert_eq!(plan("-k 3").initial_theta(&own), made(Start::Quantile, 3));
        assert_eq!(plan("--start quantile").initial_theta(&own), made(Start::Quantile, 2));
        assert_eq!(plan("--start kmeans++").initial_theta(&own), made(plus(1), 2));
        assert_eq!(plan("--start kmeans++ --seed 7 -k 4").initial_theta(&own), made(plus(7), 4));
        let random = Start::RandomObservations { seed: 3 };
        assert_eq!(
            plan("--start random-observations --seed 3").initial_theta(&own),
            made(random, 2)
        );
        assert_eq!(plan("").initial_theta(&dataset(None)), made(Start::Quantile, 2));
    }

    #[test]
    fn a_seed_is_kept_whatever_theta_is() {
        for options in ["--seed 7", "--means 1,2 --sds 1,1 --seed 7", "--start quantile --seed 7"] {
            assert_eq!(plan(options).settings.seed, 7, "{options}");
        }
    }

    #[test]
    fn the_data_come_from_one_place() {
        let source = |options: &str| plan(options).request.source;
        assert_eq!(source(""), Source::Example("homework".to_owned()));
        assert_eq!(source("-"), Source::Stdin);
        assert_eq!(source("a.csv"), Source::File("a.csv".into()));
        let both = vec!["a.csv".into(), "b.csv".into()];
        assert_eq!(source("a.csv b.csv"), Source::Files(both));
        let runs = plan("a.csv b.csv --as-runs -c x");
        let names: Vec<String> = runs.requests().map(|request| request.source.name()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
        assert!(runs.requests().all(|request| request.column.as_deref() == Some("x")));
        assert_eq!(source("--example homework"), Source::Example("homework".to_owned()));
        assert_eq!(plan("a.csv -c 2").request.column.as_deref(), Some("2"));
    }
}
