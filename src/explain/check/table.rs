//! A whole table of γ or of θ: every number is checked, and of those that are wrong it is told
//! which was wrong first, and which follow from it.

mod parse;

pub use parse::TableError;

use std::collections::HashMap;

use super::mistakes;
use super::path::ThetaPath;
use super::{
    CheckReport, Correctness, NotThere, Slip, TypedNumber, correctness, explained, rounding,
};
use crate::explain::Quantity;
use crate::mixture::{ComponentStatistics, Sample};
use crate::timeline::Run;

/// A table as it was pasted.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its numbers, row by row.
    pub cells: Vec<TableCell>,
}

/// A number of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCell {
    /// Its line in the text, from 1.
    pub line: usize,
    /// Its column in the text, from 1.
    pub column: usize,
    /// What it should be.
    pub quantity: Quantity,
    /// What was written.
    pub text: String,
}

/// What became of a number of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum CellVerdict {
    /// Nothing is written there.
    Blank,
    /// It is not a number, and this is why.
    Unreadable(String),
    /// It is right, to the digits given.
    Right(CheckReport),
    /// It is the first that is not right.
    First(CheckReport),
    /// It follows from one before it that is not right.
    Follows(CheckReport),
    /// It is not right either, and that does not follow from one before it.
    Independent(CheckReport),
}

impl CellVerdict {
    /// Returns what the checker says, if it is a number.
    pub fn report(&self) -> Option<&CheckReport> {
        match self {
            Self::Blank | Self::Unreadable(_) => None,
            Self::Right(report)
            | Self::First(report)
            | Self::Follows(report)
            | Self::Independent(report) => Some(report),
        }
    }

    /// Returns its name in reports.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Unreadable(_) => "unreadable",
            Self::Right(_) => "right",
            Self::First(_) => "first",
            Self::Follows(_) => "follows",
            Self::Independent(_) => "independent",
        }
    }
}

/// The most numbers of a table: each wrong one is tried against every mistake.
const MOST_CELLS: usize = 2000;

impl Table {
    /// Reads a table of γ (a row per observation) or of θ (a row per component, or one per
    /// parameter), for `observations` and `components`. Cells are separated by commas, semicolons,
    /// tabs, bars or blanks. A header, an index and the observations themselves may be there.
    ///
    /// # Errors
    /// Returns an error if it is neither a table of γ nor one of θ.
    pub fn parse(text: &str, sample: &Sample, components: usize) -> Result<Self, TableError> {
        let cells = parse::parse(text, sample, components)?;
        if cells.len() > MOST_CELLS {
            return Err(TableError::TooLarge { cells: cells.len(), most: MOST_CELLS });
        }
        Ok(Self { cells })
    }

    /// Checks every number at the run's cursor, in the order of the cells.
    ///
    /// # Errors
    /// Returns an error if there is no such number there.
    pub fn check<D>(&self, run: &Run<D>, sample: &Sample) -> Result<Vec<CellVerdict>, NotThere> {
        let checker = Checker { run, sample, path: ThetaPath::of(run) };
        let judged = self.cells.iter().map(|cell| checker.judge(cell));
        let mut judged = judged.collect::<Result<Vec<_>, _>>()?;
        explain_by_others(&mut judged);
        let mut seen = Seen { run, sample, first: None, typed: HashMap::new() };
        Ok(self.cells.iter().zip(judged).map(|(cell, judged)| seen.verdict(cell, judged)).collect())
    }
}

/// What a cell is by itself.
enum Judged {
    Blank,
    Unreadable(String),
    Right(TypedNumber, CheckReport),
    Wrong(Wrong),
}

/// A number that is not right.
struct Wrong {
    answer: TypedNumber,
    report: CheckReport,
    /// Every mistake that gives it, by chance or not.
    given_by: Vec<Slip>,
    /// Whether a rounding gives it.
    is_rounding: bool,
}

impl Judged {
    fn wrong(&self) -> Option<&Wrong> {
        if let Self::Wrong(wrong) = self { Some(wrong) } else { None }
    }
}

/// If a mistake gives several of the numbers that are not right, the first of them too, and is told
/// from chance at one of them, it is what happened at the first, however few digits that has.
fn explain_by_others(judged: &mut [Judged]) {
    let wrong = || judged.iter().filter_map(Judged::wrong);
    let Some(first) = wrong().next().filter(|first| first.report.slips.is_empty()) else { return };
    let has = |slips: &[Slip], slip: &Slip| slips.iter().any(|given| given.id == slip.id);
    let numbers = |slip: &Slip| wrong().filter(|other| has(&other.given_by, slip)).count();
    let is_told = |slip: &&Slip| wrong().any(|other| has(&other.report.slips, slip));
    let best = first.given_by.iter().filter(is_told).max_by_key(|slip| numbers(slip)).cloned();
    let first = judged.iter().position(|one| one.wrong().is_some());
    if let (Some(slip), Some(Judged::Wrong(first))) = (best, first.map(|at| &mut judged[at])) {
        first.report = CheckReport { slips: vec![slip], ..CheckReport::new(Correctness::Wrong) };
    }
}

/// Checks single cells.
struct Checker<'a, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    path: ThetaPath<'a>,
}

impl<D> Checker<'_, D> {
    fn judge(&self, cell: &TableCell) -> Result<Judged, NotThere> {
        if cell.text.is_empty() {
            return Ok(Judged::Blank);
        }
        let answer: TypedNumber = match cell.text.parse() {
            Ok(answer) => answer,
            Err(error) => return Ok(Judged::Unreadable(error.to_string())),
        };
        let (run, sample, quantity) = (self.run, self.sample, cell.quantity);
        let verdict = correctness(run, sample, quantity, &answer)?;
        if verdict.is_right() {
            return Ok(Judged::Right(answer, CheckReport::new(verdict)));
        }
        let truth = quantity.value(run, sample).ok_or(NotThere(quantity))?;
        let mistakes = mistakes::all(run, &self.path, sample, quantity, truth);
        let close = || rounding::close(run, &self.path, sample, quantity, truth, &answer);
        let rounding = close();
        let is_rounding = rounding.0.is_some();
        let report = explained(&mistakes, &answer, || rounding);
        let given_by = mistakes::giving(&mistakes, &answer);
        Ok(Judged::Wrong(Wrong { answer, report, given_by, is_rounding }))
    }
}

/// What was seen of a table before a cell.
struct Seen<'a, D> {
    run: &'a Run<D>,
    sample: &'a Sample,
    /// The first number that is not right.
    first: Option<CheckReport>,
    typed: HashMap<Quantity, f64>,
}

impl<D> Seen<'_, D> {
    fn verdict(&mut self, cell: &TableCell, judged: Judged) -> CellVerdict {
        let (answer, verdict) = match judged {
            Judged::Blank => return CellVerdict::Blank,
            Judged::Unreadable(why) => return CellVerdict::Unreadable(why),
            Judged::Right(answer, report) => (answer, CellVerdict::Right(report)),
            Judged::Wrong(wrong) => {
                let verdict = match &self.first {
                    None => {
                        self.first = Some(wrong.report.clone());
                        CellVerdict::First(wrong.report)
                    }
                    Some(first) if self.follows(cell, first, &wrong) => {
                        CellVerdict::Follows(wrong.report)
                    }
                    Some(_) => CellVerdict::Independent(wrong.report),
                };
                (wrong.answer, verdict)
            }
        };
        self.typed.insert(cell.quantity, answer.value());
        verdict
    }

    /// Returns whether a number that is not right follows from one before it: the same mistake
    /// gives it, a rounding as well, or arithmetic with the numbers that were written before.
    fn follows(&self, cell: &TableCell, first: &CheckReport, wrong: &Wrong) -> bool {
        let is_first = |slip: &Slip| first.slips.iter().any(|first| first.id == slip.id);
        let gives = |value: f64| value.is_finite() && wrong.answer.shows(value);
        first.verdict == Correctness::Close && wrong.is_rounding
            || wrong.given_by.iter().any(is_first)
            || self.derived(cell.quantity).into_iter().any(gives)
    }

    /// Returns what a number comes to with the numbers that were written before it.
    fn derived(&self, quantity: Quantity) -> Vec<f64> {
        use Quantity as Q;
        let (run, sample) = (self.run, self.sample);
        let typed = |quantity: Q| self.typed.get(&quantity).copied();
        let components = run.components();
        let all_but = |k: usize, of: &dyn Fn(usize) -> Q| -> Option<f64> {
            (0..components).filter(|j| *j != k).map(|j| typed(of(j))).sum()
        };
        let total = sample.total_weight();
        let mut derived = Vec::new();
        match quantity {
            Q::Gamma { observation, component } => {
                let of = |component| Q::Gamma { observation, component };
                derived.extend(all_but(component, &of).map(|sum| 1.0 - sum));
            }
            Q::Count(k) => {
                let gammas = (0..sample.len()).map(|observation| {
                    let gamma = typed(Q::Gamma { observation, component: k })?;
                    Some(sample.weight(observation) * gamma)
                });
                derived.extend(gammas.sum::<Option<f64>>());
                derived.extend(all_but(k, &Q::Count).map(|sum| total - sum));
            }
            Q::Weight(k) => {
                derived.extend(all_but(k, &Q::Weight).map(|sum| 1.0 - sum));
                derived.extend(typed(Q::Count(k)).map(|count| count / total));
            }
            Q::Sd(k) => derived.extend(typed(Q::Variance(k)).map(f64::sqrt)),
            Q::Mean(k) | Q::Variance(k) => self.moments(quantity, k, &mut derived),
            _ => {}
        }
        derived
    }

    /// μ_k and σ_k² with the N_k, π_k and μ_k that were written before.
    fn moments(&self, quantity: Quantity, k: usize, derived: &mut Vec<f64>) {
        use Quantity as Q;
        let (run, total) = (self.run, self.sample.total_weight());
        let typed = |quantity: Q| self.typed.get(&quantity).copied();
        let Some(before) = run.cursor().iteration().checked_sub(1) else { return };
        let statistics = run.expectation(before).statistics();
        let Some(count) = statistics.get(k).map(ComponentStatistics::weight) else { return };
        let Some(component) = run.current().map(|current| current.theta().components()[k]) else {
            return;
        };
        let (mean, variance) = (component.mean(), component.variance());
        let counts: Vec<f64> =
            [typed(Q::Count(k)), typed(Q::Weight(k)).map(|weight| weight * total), Some(count)]
                .into_iter()
                .flatten()
                .collect();
        if let Q::Mean(_) = quantity {
            derived.extend(counts.iter().map(|divisor| mean * count / divisor));
            return;
        }
        let own_sd = typed(Q::Sd(k)).map(|sd| sd * sd);
        derived.extend(own_sd);
        let centres = [typed(Q::Mean(k)), Some(mean)].into_iter().flatten();
        for centre in centres {
            for divisor in &counts {
                let squares = count * (variance + (mean - centre) * (mean - centre));
                derived.push(squares / divisor);
                // E[x²] − μ².
                derived.push(count * (variance + mean * mean) / divisor - centre * centre);
            }
        }
    }
}

#[cfg(test)]
mod tests;
