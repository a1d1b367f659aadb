//! What is said of a half-step: sentences and short tables, without what is hidden.

use std::sync::Arc;

use crate::app::App;
use crate::data::Dataset;
use crate::explain::growth::Growth;
use crate::explain::{Link, Quantity};
use crate::lesson::Hidden;
use crate::report::Document;
use crate::report::document::Table;
use crate::report::solution::tables::{gamma_tables, theta_tables};
use crate::report::written;
use crate::text::{component, counted, of_column, subscript};
use crate::timeline::{Phase, Run};

/// The most observations whose responsibilities are printed without being asked for.
pub(crate) const FEW: usize = 10;

type EmRun = Run<Arc<Dataset>>;

/// Returns what is said where the cursor has come to.
pub(crate) fn moved(app: &App) -> Document {
    let run = app.study().run();
    let mut document = Document::default();
    document.paragraph(position(run));
    match run.cursor().phase() {
        Phase::Gamma => responsibilities(app, &mut document),
        Phase::Theta => theta(app, &mut document),
    }
    numbers(app, &mut document);
    hidden(app, &mut document);
    document
}

/// Returns all that is said of where the cursor is.
pub(crate) fn whole(app: &App) -> Document {
    let run = app.study().run();
    let dataset = run.data();
    let mut document = Document::default();
    let components = counted(run.components(), "component");
    let source = &dataset.source;
    let data = format!("Data: {source}, {}, n = {}.", of_column(&dataset.column), dataset.size());
    document.paragraph(data);
    let runs = app.study().timeline().runs().len();
    if runs > 1 {
        let active = app.study().timeline().active() + 1;
        document.paragraph(format!("Run {active} of {runs}."));
    }
    let method = **run.method();
    let on = if method.is_ordinary() { String::new() } else { format!(", EM with {method}") };
    document.paragraph(format!("A mixture of {components}{on}."));
    document.paragraph(position(run));
    theta(app, &mut document);
    if run.gamma().is_some() {
        responsibilities(app, &mut document);
    }
    numbers(app, &mut document);
    hidden(app, &mut document);
    document
}

/// Returns the table of runs.
pub(crate) fn runs(app: &App) -> Document {
    let timeline = app.study().timeline();
    let header = ["run", "here", "at", "ℓ", "data"].map(str::to_owned).to_vec();
    let row = |(index, run): (usize, &EmRun)| {
        let here = if index == timeline.active() { "yes" } else { "no" };
        let likelihood = written(run, Quantity::LogLikelihood).unwrap_or_default();
        let (number, source) = ((index + 1).to_string(), run.data().source.clone());
        vec![number, here.to_owned(), name(run), likelihood, source]
    };
    let rows = timeline.runs().iter().enumerate().map(row).collect();
    let mut document = Document::default();
    document.push_table(Table { header, rows });
    document
}

/// Returns what the cursor is at, such as γ₀.
fn name(run: &EmRun) -> String {
    let letter = match run.cursor().phase() {
        Phase::Theta => "θ",
        Phase::Gamma => "γ",
    };
    format!("{letter}{}", subscript(run.cursor().iteration()))
}

/// Returns where the cursor is, in a sentence.
fn position(run: &EmRun) -> String {
    let (name, t) = (name(run), run.cursor().iteration());
    match run.cursor().phase() {
        Phase::Theta if t == 0 => {
            format!("{name}, where the run starts. {}", run.origin().sentence())
        }
        Phase::Theta => {
            let before = subscript(t - 1);
            format!("{name}: the M-step from γ{before} is done, the E-step comes next.")
        }
        Phase::Gamma if run.is_given(t) => {
            format!("{name}, where the run starts. {}", run.origin().sentence())
        }
        Phase::Gamma => {
            let t = subscript(t);
            format!("{name}: the E-step from θ{t} is done, the M-step comes next.")
        }
    }
}

/// Returns whether a lesson hides one of these.
pub(crate) fn hides(app: &App, any_of: &[Hidden]) -> bool {
    let hides = app.hides();
    any_of.iter().any(|hidden| hides.contains(hidden))
}

/// Says what is left out.
fn hidden(app: &App, document: &mut Document) {
    let name = |hidden: &Hidden| match hidden {
        Hidden::Responsibilities => "γ",
        Hidden::Counts => "N_k",
        Hidden::Theta => "θ",
        Hidden::LogLikelihood => "ℓ",
        Hidden::Bound => "F",
        Hidden::Density => "the densities",
    };
    let mut names: Vec<&str> = Vec::new();
    for name in app.hides().iter().map(name) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        document.paragraph(format!("Hidden for now: {}.", names.join(", ")));
    }
}

/// θ, and what the M-step did to the variances.
fn theta(app: &App, document: &mut Document) {
    let run = app.study().run();
    if run.current().is_none() || hides(app, &[Hidden::Theta]) {
        return;
    }
    document.push_tables(theta_tables(run));
    if run.cursor().phase() == Phase::Theta
        && let Some(growth) = Growth::of(run)
    {
        document.paragraph(growth.sentences);
    }
}

/// γ, if there are only few, and N_k.
fn responsibilities(app: &App, document: &mut Document) {
    let run = app.study().run();
    if hides(app, &[Hidden::Responsibilities, Hidden::Counts]) {
        return;
    }
    let observations = run.data().sample.known_one_by_one();
    if (1..=FEW).contains(&observations)
        && let [table] = &gamma_tables(run, 0..observations)[..]
    {
        document.push_table(table.clone());
        return;
    }
    let row = |k: usize| vec![component(k), written(run, Quantity::Count(k)).unwrap_or_default()];
    let header = ["k", "N_k"].map(str::to_owned).to_vec();
    document.push_table(Table { header, rows: (0..run.components()).map(row).collect() });
}

/// ℓ and F, as far as they are there.
fn numbers(app: &App, document: &mut Document) {
    let run = app.study().run();
    let is_likelihood = run.method().objective().is_log_likelihood();
    let mut numbers = vec![Quantity::LogLikelihood, Quantity::Objective, Quantity::Change];
    numbers.retain(|number| *number != Quantity::Objective || !is_likelihood);
    if run.cursor().phase() == Phase::Gamma {
        // It was said of θ_t.
        numbers.retain(|number| *number != Quantity::Change);
    }
    numbers.extend([Quantity::Bound, Quantity::Gap]);
    for number in numbers {
        let gives_away: &[Hidden] = match number {
            Quantity::Bound => &[Hidden::Bound],
            Quantity::Gap => &[Hidden::Bound, Hidden::LogLikelihood],
            _ => &[Hidden::LogLikelihood],
        };
        if hides(app, gives_away) {
            continue;
        }
        if let Some(value) = written(run, number) {
            let symbol = Link::new(number, run.cursor()).symbol_under(run.method().objective());
            document.paragraph(format!("{symbol} = {value}"));
        }
    }
}
