//! EM worked out by hand: every number of some half-steps, as formula, arithmetic and result.

mod iteration;
pub(crate) mod tables;

use std::collections::HashSet;
use std::sync::Arc;

use super::document::{Document, Equation, Part, Words};
use crate::data::Dataset;
use crate::explain::number::{NumbersAt, Scale, exact_enough};
use crate::explain::{Argument, Derivation, DerivationStep, Quantity, derive};
use crate::text::{counted, grouped, shortest, subscript};
use crate::timeline::{HalfStep, Run};

type EmRun = Run<Arc<Dataset>>;

/// Sums of up to this many terms are written out, and so are all observations.
const FEW: usize = 9;
/// Of more observations the first ones are worked out.
const FIRST: usize = 3;
/// Up to this many iterations are worked out; of more the first ones and the last.
const ITERATIONS: usize = 10;

/// Returns a run worked out from its beginning to its cursor. Tables have at most `rows` rows of
/// observations, or of iterations.
pub fn solution(run: &Run<Arc<Dataset>>, rows: usize) -> Document {
    let mut run = run.clone();
    let end = run.cursor();
    run.go_to(run.start());
    let known = run.data().sample.known_one_by_one();
    let observations = if known <= FEW { known } else { FIRST };
    let mut solution =
        Solution { run, rows, observations, document: Document::default(), said: Said::default() };
    solution.title();
    solution.half_steps(end);
    solution.document
}

/// Returns a number at the run's cursor with the digits of the screen; none if there is no such
/// number.
pub fn written(run: &Run<Arc<Dataset>>, quantity: Quantity) -> Option<String> {
    let value = quantity.value(run, &run.data().sample)?;
    Some(write_number(run, quantity, value))
}

fn write_number(run: &EmRun, quantity: Quantity, value: f64) -> String {
    let iterate = run.current_or_first();
    let (theta, likelihood) = (iterate.theta(), iterate.objective());
    let scale = Scale::of(run.data().digits(), theta);
    NumbersAt { scale: &scale, theta, likelihood }.write(quantity, value)
}

/// What is said once.
#[derive(Default)]
struct Said {
    /// Names of equations, since θ changed.
    names: HashSet<String>,
    notes: HashSet<String>,
    /// Notes on the equations since the last ones: between two of them they would tear a
    /// calculation apart.
    next_notes: Vec<String>,
}

/// A run that is being worked out.
struct Solution {
    run: EmRun,
    rows: usize,
    /// How many observations are worked out.
    observations: usize,
    document: Document,
    said: Said,
}

/// Returns where a number at the run's cursor comes from: its formula, the same with the numbers
/// put in, what these are made of, and why the formula is this one. None if there is no such
/// number.
pub fn explanation(run: &Run<Arc<Dataset>>, quantity: Quantity) -> Option<Document> {
    let derivation = derive(quantity, run, &run.data().sample)?;
    let mut document = Document::default();
    for step in &derivation.ingredients {
        document.push_equation(equation(step));
    }
    document.push_equation(result(run, &derivation));
    for note in &derivation.notes {
        document.paragraph(note.as_str());
    }
    if derivation.is_given {
        document.paragraph(run.origin().sentence());
    }
    if !derivation.why.is_empty() {
        document.heading(3, "Why this formula?");
    }
    for argument in &derivation.why {
        match argument {
            Argument::Text(text) => document.paragraph(text.as_str()),
            Argument::Equation(step) => document.push_equation(equation(step)),
        }
    }
    Some(document)
}

/// name = formula = arithmetic = value.
fn equation(step: &DerivationStep) -> Equation {
    let formula = Some(&step.formula).filter(|formula| !formula.is_empty());
    let symbols = [Some(&step.name), formula].into_iter().flatten().cloned().map(Part::Symbols);
    // A number alone is no arithmetic: it is the value.
    let live = step.live.clone().filter(|live| !live.is_number()).map(Part::Live);
    let value = Part::Symbols(exact_enough(step.value));
    Equation { parts: symbols.chain(live).chain([value]).collect(), depth: step.depth.into() }
}

/// The same for the result, with the digits of the screen.
fn result(run: &EmRun, derivation: &Derivation) -> Equation {
    let mut equation = equation(&derivation.result);
    let value = derivation.result.value.value;
    let written = Part::Symbols(write_number(run, derivation.quantity, value));
    if let Some(last) = equation.parts.last_mut() {
        *last = written;
    }
    equation
}

impl Solution {
    fn title(&mut self) {
        let dataset = Arc::clone(self.run.data());
        let method = **self.run.method();
        let title = Words::from("EM step by step: ").name(dataset.source.clone());
        self.document.heading(1, title);
        let components = counted(self.run.components(), "Gaussian");
        let on = if method.is_ordinary() { String::new() } else { format!(" EM with: {method}.") };
        let rest = format!(
            ", n = {}, a mixture of {components}.{on} Observations count from 0, ℓ is in nats, σ² \
             is a variance.",
            dataset.size()
        );
        self.document.paragraph(Words::from("Data: ").name(dataset.shown_column()).then(&rest));
        let sample = &dataset.sample;
        let known = sample.known_one_by_one();
        if sample.summed().is_some() {
            self.document.paragraph(
                "The data are a condensed table, sums over bins: single observations are not \
                 known, so that no density and no responsibility of one is worked out.",
            );
        } else if sample.bins().is_none() {
            let x = sample.values().iter().take(known.min(self.rows.max(FEW))).enumerate();
            let x: Vec<String> =
                x.map(|(i, x)| format!("x{}\u{a0}=\u{a0}{}", subscript(i), shortest(*x))).collect();
            let more = known - x.len();
            let more = match more {
                0 => String::new(),
                _ => format!(" and {} more", grouped(more as u64)),
            };
            self.document.paragraph(format!("{}{more}.", x.join(", ")));
        }
        if self.observations < known {
            self.document.paragraph(format!(
                "The first {} observations are worked out; the other {} are done in the same way.",
                self.observations,
                grouped((known - self.observations) as u64)
            ));
        }
    }

    /// Goes through the half-steps to the last one.
    fn half_steps(&mut self, end: HalfStep) {
        let last = end.iteration();
        self.beginning();
        let mut skipped = false;
        while let Some(next) = Some(self.run.cursor().plus(1)).filter(|next| *next <= end) {
            let t = next.iteration();
            let is_far = last > ITERATIONS && t > FIRST && t < last;
            self.run.go_to(next);
            if is_far {
                if !skipped {
                    self.iterations_between(last);
                }
                skipped = true;
            } else {
                self.half_step();
            }
        }
    }

    /// Adds a number, with what it is made of as far as that was not said.
    fn derive(&mut self, quantity: Quantity) {
        self.derive_from(quantity, usize::MAX);
    }

    /// Adds a number, and keeps its notes for [`Self::say_notes`]; what it is made of only to this
    /// depth.
    fn derive_from(&mut self, quantity: Quantity, depth: usize) {
        let Some(derivation) = derive(quantity, &self.run, &self.run.data().sample) else {
            return;
        };
        for step in &derivation.ingredients {
            let is_new =
                usize::from(step.depth) <= depth && self.said.names.insert(step.name.clone());
            if is_new {
                self.document.push_equation(equation(step));
            }
        }
        self.said.names.insert(derivation.result.name.clone());
        self.document.push_equation(result(&self.run, &derivation));
        for note in derivation.notes {
            // What a value is is said above it.
            let repeats = note.starts_with('x') && note.contains(" = ");
            if !repeats && self.said.notes.insert(note.clone()) {
                self.said.next_notes.push(note);
            }
        }
    }

    /// Adds numbers, each with its notes.
    fn derive_each(&mut self, quantities: &[Quantity]) {
        for quantity in quantities {
            self.derive(*quantity);
            self.say_notes();
        }
    }

    /// Adds the notes on the equations since the last ones.
    fn say_notes(&mut self) {
        for note in std::mem::take(&mut self.said.next_notes) {
            self.document.paragraph(note);
        }
    }
}

#[cfg(test)]
mod tests;
