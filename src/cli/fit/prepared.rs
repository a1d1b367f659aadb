//! What is found out before a run, so that a long one does not end in vain.

use super::{FitCommandError, FitTask, code};
use crate::data::{self, Columns, Dataset, Request};
use crate::figure::{Figure, surface_axes};
use crate::report::{ScriptData, ScriptLanguage};

/// What a run's output needs besides the run.
pub(super) struct Prepared {
    /// Other observations, whose components are asked for.
    pub(super) new: Option<Columns>,
    /// The language of the script that is printed, and where it has its data from.
    pub(super) script_data: Option<(ScriptLanguage, ScriptData)>,
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
        let data = |language| code::data(language, task, request, dataset);
        let script_data = match task.output.code {
            Some(language) => Some((language, data(language)?)),
            None => None,
        };
        let new =
            task.predict.as_ref().map(|new| data::read_columns(new, true, &[])).transpose()?;
        new.iter().flat_map(|new| &new.notes).for_each(|note| say(&note.to_string()));
        Ok(Self { new, script_data })
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
