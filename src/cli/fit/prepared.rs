//! What is found out before a run, so that a long one does not end in vain.

use super::{FitCommandError, FitTask, Printed, code};
use crate::data::{self, Columns, DataError, Dataset, Request, Source};
use crate::figure::{Figure, surface_axes};
use crate::report::{ScriptData, ScriptLanguage, TraceFormat};
use crate::text::sanitise::brief_name;

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

/// Returns other observations: those of the column that is called as the fitted one, unless another
/// was asked for or none is called so.
fn new_observations(request: &Request, dataset: &Dataset) -> Result<Columns, DataError> {
    let found = data::read_columns(request, true, &[]);
    let is_it = found.as_ref().is_ok_and(|found| found.columns[0].name == dataset.column);
    // Standard input is read once.
    if is_it || request.column.is_some() || request.source == Source::Stdin {
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
    for file in &task.output.exports {
        let checked = file.numbers().map_or(Ok(()), |export| export.content().check(dataset));
        checked.map_err(|error| FitCommandError::export(file, error))?;
        // Which K a range comes to is not known yet.
        if file.figure(arguments) == Some(Figure::Surface) && task.scan.is_none() {
            let components = task.plan.initial_theta(dataset).components();
            surface_axes(arguments.settings().axes, components)
                .map_err(|error| FitCommandError::figure(file, error))?;
        }
    }
    Ok(())
}
