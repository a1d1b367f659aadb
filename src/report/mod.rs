//! A run of EM without a screen: the trace as text, JSON and CSV, what can be exported of it, and
//! what is to be said beside it.

#[cfg(feature = "stepper")]
mod command_line;
mod csv;
mod data_hashes;
#[cfg(feature = "stepper")]
pub(crate) mod document;
pub(crate) mod export;
mod groups;
mod json;
mod markup;
mod method;
mod names;
mod number_format;
mod prose;
mod restarts;
mod scan;
mod script;
#[cfg(feature = "stepper")]
pub(crate) mod solution;
mod termination;
mod text;
mod timings;

use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::data::{Columns, Dataset, Example, GroupFit};
use crate::mixture::{
    Assignment, Convergence, EStepError, Iterate, LikelihoodRatio, Method, ObservedRate,
    RestartPlan, RestartResult, ScanPlan, ScanRow, Start, StopRule, Stopped, iterate,
    special_cases,
};
use crate::text::{counted, grouped};
#[cfg(feature = "stepper")]
pub use command_line::{CommandLine, FileInLink, NoCommandLine, number, theta_options};
pub use data_hashes::{DataHashes, HashedFile};
#[cfg(feature = "stepper")]
pub use document::{Document, DocumentFormat, Words};
pub use export::{Export, ExportContent, ExportError, FileFormat};
use groups::GroupsReport;
pub use names::Names;
use restarts::RestartsReport;
use scan::ScanReport;
pub use script::{NotReproduced, ScriptData, ScriptLanguage, TableLayout};
#[cfg(feature = "stepper")]
pub use solution::{explanation, solution, written};
pub use termination::{StopReason, Termination};
pub use timings::Timings;

/// How a trace is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceFormat {
    /// a table to read, rounded
    Text,
    /// one object, with every digit
    Json,
    /// a row per iteration and component, with every digit
    Csv,
}

/// A run of EM from θ₀ to its end. O(K) per iteration, whatever n is.
#[derive(Debug)]
pub struct FitReport<'a> {
    dataset: &'a Dataset,
    /// What made θ₀ from the data; none if it was given.
    start: Option<Start>,
    /// Whether the run began with given responsibilities, so that its first iterate is θ₁.
    has_gamma: bool,
    /// θ₀ and every θ after it.
    trace: Vec<Iterate>,
    termination: Termination,
    timings: Option<Timings>,
    /// How fast it converged, if it did.
    convergence: Option<Convergence>,
    /// The starts of which this run is the best.
    restarts: Option<RestartsReport>,
    /// The scan over K of which this run is the one with the lowest BIC.
    scan: Option<ScanReport>,
    /// The fit of each group, of which this run is that of all together.
    groups: Option<GroupsReport>,
    /// Other observations, whose components are asked for.
    new: Option<NewObservations>,
}

/// Observations that are not of the sample, row by row.
#[derive(Debug)]
struct NewObservations {
    /// the line of each row
    lines: Vec<u64>,
    /// none where there is no observation
    values: Vec<Option<f64>>,
}

/// What is said of θ whose means have more digits than a double.
pub(crate) const ROUNDED_MEANS: &str = "the means have digits beyond those of a double, which are \
    left out here and matter beside σ; subtract a number near the data from them first";

impl<'a> FitReport<'a> {
    /// Iterates from `first`, which `start` made unless it was given, until `rule` says stop or
    /// there is no next θ. `each` is called at every new θ.
    ///
    /// # Errors
    /// Returns an error if ℓ of a new θ cannot be computed.
    pub fn run(
        dataset: &'a Dataset,
        start: Option<Start>,
        first: &Iterate,
        rule: StopRule,
        mut each: impl FnMut(&Iterate),
    ) -> Result<Self, EStepError> {
        let mut trace = vec![first.clone()];
        let stopped = iterate(dataset.data(), first, rule, |next| {
            trace.push(next.clone());
            each(next);
            ControlFlow::Continue(())
        });
        Self::of(dataset, start, trace, stopped, rule)
    }

    /// Returns the report of a run that was iterated already: θ₀ (or θ₁, if the run began with γ)
    /// and every θ after it. A run that a person steps through has done the steps that were asked
    /// for: `Stopped::IterationLimit` and a rule without a tolerance.
    ///
    /// # Errors
    /// Returns an error if ℓ of the θ after the last could not be computed.
    pub fn of(
        dataset: &'a Dataset,
        start: Option<Start>,
        trace: Vec<Iterate>,
        stopped: Stopped,
        rule: StopRule,
    ) -> Result<Self, EStepError> {
        let termination = Termination::new(stopped, &trace, rule)?;
        let has_gamma = trace[0].iteration() > 0;
        Ok(Self {
            dataset,
            start,
            has_gamma,
            trace,
            termination,
            timings: None,
            convergence: None,
            restarts: None,
            scan: None,
            groups: None,
            new: None,
        })
    }

    /// Returns what was fitted, in a line: the data, n, K, θ₀ and the method.
    pub fn title(&self) -> String {
        let origin = match self.start {
            Some(start) => format!("θ₀ from {start}"),
            None if self.has_gamma => "γ₀ given".to_owned(),
            None => "θ₀ given".to_owned(),
        };
        let by = by_method(self.method());
        format!("{}, K = {}, {origin}{by}", self.title_of_data(), self.components())
    }

    /// Returns what a table is of, in a line: for one over K the data, which K were tried, and from
    /// where.
    fn title_of(&self, content: ExportContent) -> String {
        match &self.scan {
            Some(scan) if content == ExportContent::Scan => {
                let by = by_method(&scan.plan.restarts.method);
                format!("{}, {}{by}", self.title_of_data(), scan::summary(&scan.plan))
            }
            _ => self.title(),
        }
    }

    fn title_of_data(&self) -> String {
        let dataset = self.dataset;
        let n = match dataset.sample.weights() {
            None => dataset.sample.len().to_string(),
            Some(_) => dataset.size(),
        };
        format!("{} ({}): n = {n}", dataset.source, dataset.shown_column())
    }

    /// Returns where the bins of a condensed table were too wide, if they were for a θ of the
    /// trace, and what to do.
    pub fn too_wide(&self) -> Option<String> {
        let mut wide = self
            .trace
            .iter()
            .filter_map(|iterate| Some((iterate.iteration(), iterate.expectation().too_wide()?)));
        let (t, range) = wide.next()?;
        let others = match wide.count() {
            0 => String::new(),
            count => format!(" and {} more θ", grouped(count as u64)),
        };
        Some(format!(
            "the bins are too wide for θ_{t}{others}, at x = {range}: there the numbers are not \
             exact; emstep sql --refine prints the query for narrower ones"
        ))
    }

    /// Returns that θ is rounded where it is written with the digits of an `f64`, if that makes
    /// another θ of it.
    pub fn rounding(&self) -> Option<&'static str> {
        let is_longer = self.trace.iter().any(|iterate| iterate.theta().has_longer_means());
        is_longer.then_some(ROUNDED_MEANS)
    }

    /// Returns how many groups converged, if the groups were fitted and not all did.
    pub fn shortfall_of_groups(&self) -> Option<String> {
        self.groups.as_ref().and_then(GroupsReport::shortfall)
    }

    /// Returns for how many groups the bins were too wide, if the groups were fitted and they were.
    pub fn too_wide_for_groups(&self) -> Option<String> {
        self.groups.as_ref().and_then(GroupsReport::too_wide)
    }

    /// Returns the data.
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// Returns the iterates, from θ₀ on; from θ₁ on if γ was given.
    pub fn trace(&self) -> &[Iterate] {
        &self.trace
    }

    /// Returns the fits of every K, if a range was tried.
    pub fn scan_rows(&self) -> Option<&[ScanRow]> {
        self.scan.as_ref().map(|scan| &scan.rows[..])
    }

    /// Returns the last θ that was reached.
    pub fn last(&self) -> &Iterate {
        &self.trace[self.trace.len() - 1]
    }

    fn method(&self) -> &Method {
        self.trace[0].method()
    }

    /// Returns how many passes over the data the run took, with the one for ℓ(θ₀).
    fn passes(&self) -> usize {
        self.trace.iter().map(Iterate::passes).sum()
    }

    /// Returns the seed of what was drawn for θ₀, if anything was.
    fn seed(&self) -> Option<u64> {
        self.start.and_then(Start::seed)
    }

    /// Returns what the run began with, in a few words.
    fn origin(&self) -> String {
        match self.start {
            Some(start) => start.method().to_string(),
            None if self.has_gamma => "given responsibilities".to_owned(),
            None => "given".to_owned(),
        }
    }

    fn components(&self) -> usize {
        self.trace[0].theta().len()
    }

    /// Has the output say how long it took.
    #[must_use]
    pub fn with_timings(self, timings: Timings) -> Self {
        Self { timings: Some(timings), ..self }
    }

    /// Has the output say how fast the run converged, if it did. The fraction of missing
    /// information is left out if it would take longer than the run, and more than a few seconds.
    ///
    /// # Errors
    /// Returns an error if ℓ cannot be computed near the last θ.
    pub fn with_convergence(self) -> Result<Self, EStepError> {
        /// Observations times components times passes that are a few seconds of work.
        const SECONDS: usize = 1_000_000_000;
        if self.termination.reason != StopReason::Converged {
            return Ok(self);
        }
        let (data, passes) = (self.dataset.data(), Convergence::passes(self.components()));
        let is_long = data.work_of_pass(self.components()).saturating_mul(passes) > SECONDS;
        let convergence = if is_long && passes > self.passes() {
            let observed = ObservedRate::of(&self.trace);
            Convergence { observed, missing_information: None }
        } else {
            Convergence::of(data, &self.trace)?
        };
        Ok(Self { convergence: Some(convergence), ..self })
    }

    /// Has the output list what many starts came to, of which this run is the best.
    #[must_use]
    pub fn with_restarts(self, plan: RestartPlan, result: RestartResult) -> Self {
        Self { restarts: Some(RestartsReport { plan, result }), ..self }
    }

    /// Has the output list what each K came to, of which this run has the lowest BIC; with tests of
    /// K against K + 1, each with whether variances are equal.
    #[must_use]
    pub fn with_scan(
        self,
        plan: ScanPlan,
        rows: Vec<ScanRow>,
        tests: Vec<(bool, LikelihoodRatio)>,
    ) -> Self {
        Self { scan: Some(ScanReport { plan, rows, tests }), ..self }
    }

    /// Has the output list the fit of each group, all from this run's θ₀; as CSV in place of the
    /// run's trace. `tolerance` is that of the rule with which EM was iterated.
    #[must_use]
    pub fn with_groups(self, fits: Vec<GroupFit>, tolerance: Option<f64>) -> Self {
        Self { groups: Some(GroupsReport { fits, tolerance }), ..self }
    }

    /// Has the report know other observations, the first of these columns, whose components are
    /// asked for.
    #[must_use]
    pub fn with_new_observations(self, columns: Columns) -> Self {
        let Columns { lines, columns, .. } = columns;
        let values = columns.into_iter().next().map(|column| column.cells).unwrap_or_default();
        Self { new: Some(NewObservations { lines, values }), ..self }
    }

    /// Returns what many starts came to in a line, if there were many.
    pub fn summary_of_restarts(&self) -> Option<String> {
        self.restarts.as_ref().map(restarts::summary)
    }

    /// Returns how the run ended.
    pub fn termination(&self) -> &Termination {
        &self.termination
    }

    /// Returns whether EM converged; if each group was fitted, in all of them.
    pub fn has_converged(&self) -> bool {
        let groups = self.groups.as_ref().is_none_or(GroupsReport::have_converged);
        self.termination.reason == StopReason::Converged && groups
    }

    /// Prints the whole run, by these names.
    ///
    /// # Errors
    /// Returns an error if `out` cannot be written.
    pub fn write(&self, format: TraceFormat, names: Names, out: &mut dyn Write) -> io::Result<()> {
        match format {
            TraceFormat::Text => text::write(self, out),
            TraceFormat::Json => json::write(self, names, None, out),
            TraceFormat::Csv => match &self.groups {
                Some(groups) => groups::write_csv(groups, out),
                None => csv::write(self, names, out),
            },
        }
    }

    /// Writes something of the run to be taken away. Whether there is such a thing is asked before
    /// a run ([`ExportContent::check`]).
    ///
    /// # Errors
    /// Returns an error if `out` cannot be written, or the run has nothing of the kind.
    pub fn export(
        &self,
        export: Export,
        names: Names,
        hashes: &DataHashes,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        export::write(self, export, names, hashes, out)
    }
}

/// Returns what a person should know before the run, a line each: what may not be as it was meant,
/// cells that were left out, and what is special.
pub fn remarks(dataset: &Dataset, start: &Iterate) -> Vec<String> {
    let notes = special_cases(&dataset.sample, start.theta(), start.method());
    let notes = notes.iter().map(ToString::to_string);
    notes_on(dataset).chain(notes).chain(condensed(dataset, start)).collect()
}

/// Returns what a person should know of data as they were read: what may not be as it was meant,
/// and cells that were left out.
fn notes_on(dataset: &Dataset) -> impl Iterator<Item = String> + '_ {
    dataset.notes.iter().map(ToString::to_string).chain(left_out(dataset))
}

/// Returns whether nodes replace the observations, of data that are condensed. At another θ it may
/// be otherwise.
fn condensed(dataset: &Dataset, start: &Iterate) -> Option<String> {
    dataset.data().condensed()?;
    if let Some(summed) = dataset.sample.summed() {
        let bins = counted(summed.cells().len(), "bin");
        return Some(format!("condensed table: sums over {bins}, of which nodes are made"));
    }
    let n = grouped(dataset.sample.len() as u64);
    if start.method().assignment == Assignment::Hard {
        return Some(format!("hard EM sums all {n} observations: a boundary cuts through nodes"));
    }
    Some(match start.expectation().nodes() {
        Some(_) => format!(
            "condensed: nodes replace the {n} observations, to twelve digits; --exact sums them all"
        ),
        None => format!(
            "not condensed at θ₀: no nodes are few and exact enough, so all {n} observations are summed"
        ),
    })
}

fn left_out(dataset: &Dataset) -> Option<String> {
    let left_out = &dataset.left_out;
    let cells = match left_out.total() {
        0 => return None,
        1 => "1 cell was".to_owned(),
        count => format!("{count} cells were"),
    };
    Some(format!("{cells} left out of {}: {left_out}", dataset.shown_column()))
}

/// Returns a method as the end of a title, unless it is that of ordinary EM.
fn by_method(method: &Method) -> String {
    if method.is_ordinary() { String::new() } else { format!(", {method}") }
}

/// Prints the names of the examples, with what each is.
///
/// # Errors
/// Returns an error if `out` cannot be written.
pub fn write_examples(examples: &[Example], out: &mut impl Write) -> io::Result<()> {
    let width = examples.iter().map(|example| example.name.len()).max().unwrap_or(0);
    for Example { name, about, .. } in examples {
        writeln!(out, "{name:width$}  {about}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LeftOut;
    use crate::mixture::Sample;

    #[test]
    fn cells_left_out_are_counted_by_kind() {
        let say = |left_out| {
            let sample = Sample::new(vec![0.0, 1.0]).unwrap();
            let (source, column) = ("a.csv".to_owned(), "waiting".to_owned());
            super::left_out(&Dataset { left_out, ..Dataset::new(source, column, sample) })
        };
        assert_eq!(say(LeftOut::default()), None);
        assert_eq!(
            say(LeftOut { empty: 2, nan: 1, ..LeftOut::default() }).unwrap(),
            "3 cells were left out of waiting: 2 empty, 1 NaN"
        );
        assert_eq!(
            say(LeftOut { na: 1, ..LeftOut::default() }).unwrap(),
            "1 cell was left out of waiting: 1 NA"
        );
    }
}
