//! What is found out before a run, so that a long one does not end in vain.

use super::{ExportFile, FitCommandError, FitTask, Printed, code};
use crate::data::{self, Columns, DataError, Dataset, Request, Source};
use crate::figure::{Figure, surface_axes};
use crate::mixture::StopRule;
use crate::report::export::{FigureFormat, FileContent};
use crate::report::{FitReport, ScriptData, ScriptLanguage, TraceFormat};
use crate::results;
use crate::text::sanitise::brief_name;

/// The iterations after which a figure is looked at: in the first two most labels get their width.
const DRAFT: usize = 2;

/// What a run's output needs besides the run.
pub(super) struct Prepared {
    /// Other observations, whose components are asked for.
    pub(super) new: Option<Columns>,
    /// What is printed.
    pub(super) to_print: ToPrint,
}

/// What is printed, with all that it needs besides the run.
pub(super) enum ToPrint {
    Trace(TraceFormat),
    /// A script, and where it has its data from.
    Script(ScriptLanguage, ScriptData),
    Predictions,
}

impl Prepared {
    /// Returns what the output of a run on these data needs. Notes on other observations go to
    /// `say`.
    ///
    /// # Errors
    /// Returns an error if something that is to be written cannot be: other observations cannot be
    /// read, the data have nothing of the kind, or another program cannot do what the run does.
    pub(super) fn of(
        task: &FitTask,
        request: &Request,
        dataset: &Dataset,
        say: &mut dyn FnMut(&str),
    ) -> Result<Self, FitCommandError> {
        check_exports(task, dataset)?;
        let to_print = match task.output.printed {
            Printed::Trace(format) => ToPrint::Trace(format),
            Printed::Script(language) => {
                ToPrint::Script(language, code::data(language, task, request, dataset)?)
            }
            Printed::Predictions => ToPrint::Predictions,
        };
        let new = task.predict.as_ref().map(|new| new_observations(new, dataset)).transpose()?;
        if let Some(new) = &new {
            new.notes.iter().for_each(|note| say(&note.to_string()));
            let [(theirs, file), (fitted, data)] =
                [(&new.columns[0].name, &new.source), (&dataset.column, &dataset.source)];
            if theirs != fitted {
                let [theirs, fitted] = [theirs, fitted].map(|name| brief_name(name));
                say(&format!("{file}: the column is {theirs}; that of {data} is {fitted}"));
            }
        }
        Ok(Self { new, to_print })
    }
}

/// Returns other observations: those of the column that is called as the fitted one, or else of the
/// one that was asked for, which may be by its number in the file of the data.
fn new_observations(request: &Request, dataset: &Dataset) -> Result<Columns, DataError> {
    let found = data::read_columns(request, true, &[]);
    let is_it = found.as_ref().is_ok_and(|found| found.columns[0].name == dataset.column);
    // Standard input is read once.
    if is_it || request.source == Source::Stdin {
        return found;
    }
    let named = Request { column: Some(dataset.column.clone()), ..request.clone() };
    match data::read_columns(&named, true, &[]) {
        Err(error) if error.is_of_column_name() => found,
        named => named,
    }
}

fn check_exports(task: &FitTask, dataset: &Dataset) -> Result<(), FitCommandError> {
    let arguments = &task.output.figure;
    let mut figures = Vec::new();
    for file in &task.output.exports {
        match file.content_by(arguments) {
            FileContent::Numbers(export) => {
                let checked = export.content().check(dataset);
                checked.map_err(|error| FitCommandError::export(file, error))?;
            }
            // Which K a range comes to is not known yet.
            FileContent::Figure(Figure::Surface, _) if task.scan.is_none() => {
                let components = task.plan.initial_theta(dataset).components();
                surface_axes(arguments.settings().axes, components)
                    .map_err(|error| FitCommandError::figure(file, error))?;
            }
            // The one needs a range of K that was tried, the other as many passes as a run.
            FileContent::Figure(Figure::Bic | Figure::Surface, _) => {}
            FileContent::Figure(figure, format) => figures.push((file, (figure, format))),
        }
    }
    if figures.is_empty() { Ok(()) } else { check_drafts(task, dataset, &figures) }
}

/// Looks at the figures after a few iterations, at which they have about the labels that they have
/// at the end.
fn check_drafts(
    task: &FitTask,
    dataset: &Dataset,
    figures: &[(&ExportFile, (Figure, FigureFormat))],
) -> Result<(), FitCommandError> {
    let begun = task.plan.initial_theta(dataset).begin_by(&task.plan.settings.method, dataset);
    // What keeps the run from beginning is said by the run, which may have other starts.
    let Ok(begun) = begun else { return Ok(()) };
    let rule = StopRule { iterations: task.rule.iterations.min(DRAFT), ..task.rule };
    let Ok(draft) = FitReport::run(dataset, None, begun.first(), rule, |_| {}) else {
        return Ok(());
    };
    let settings = task.output.figure.settings();
    for (file, figure) in figures {
        results::check_draft(&draft, *figure, &settings)
            .map_err(|error| FitCommandError::figure(file, error))?;
    }
    Ok(())
}
