//! The dialog that exports results: how it opens, and what becomes of what it asks for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::app::effect::Effect;
use crate::app::export_order::ExportOrder;
use crate::app::form::Dialog;
use crate::app::form::export::ExportForm;
use crate::app::limits::HostLimits;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::save_error::SaveError;
use crate::app::shared::Shared;
use crate::app::study::StepContext;
use crate::data::{Dataset, GroupOf, Provenance};
use crate::lesson::BuiltIn;
use crate::report::export::FileContent;
use crate::timeline::Run;

impl Shared {
    /// Returns the dialog, if there is something to export and a file can be written.
    pub(super) fn export_form(&self, limits: &HostLimits) -> Result<Dialog, Refusal> {
        if !limits.saving {
            return Err(Refusal::NoExports);
        }
        if self.study.run().current().is_none() {
            return Err(Refusal::NoTheta);
        }
        Ok(Dialog::Export(Box::new(ExportForm::new(&self.study.dataset().source))))
    }

    /// Has a result of the active run written; until that is done, the dialog stays.
    pub(super) fn export(
        &mut self,
        path: PathBuf,
        content: FileContent,
        replaces: bool,
        context: &StepContext,
    ) -> Outcome {
        let run = self.study.run().clone();
        if run.current().is_none() {
            return Refusal::NoTheta.into();
        }
        let Some(form) = self.export_dialog() else { return Outcome::nothing() };
        let numbers = content.numbers();
        if let Some(Err(error)) = numbers.map(|export| export.content().check(run.data())) {
            form.fail(error.into());
            return Outcome::nothing();
        }
        (form.is_writing, form.error) = (true, None);
        let (tolerance, plane) = (self.study.settings().tolerance, self.looks.plots().plane());
        let provenance = self.provenance_of(run.data());
        let read = context.files.not_replaced_by_export(self.files_read());
        let order =
            ExportOrder { path, content, replaces, run, tolerance, plane, provenance, read };
        vec![Effect::Export(Box::new(order))].into()
    }

    /// Returns the data of every run, also of those that a lesson has put aside.
    fn open_data(&self) -> impl Iterator<Item = &Arc<Dataset>> {
        let own = self.own_study().timeline().runs();
        own.iter().chain(self.study.timeline().runs()).map(Run::data)
    }

    /// Returns where data were read from: those of a group with its table.
    fn provenance_of(&self, dataset: &Dataset) -> Option<Provenance> {
        let of_table = || {
            let group = dataset.groups.as_ref()?;
            let is_same = |other: &GroupOf| other.is_of_same_table(group);
            self.open_data()
                .filter(|other| other.groups.as_ref().is_some_and(is_same))
                .find_map(|other| other.provenance.clone())
        };
        dataset.provenance.clone().or_else(of_table)
    }

    /// Returns the files that data and lessons were read from.
    pub(crate) fn files_read(&self) -> Vec<PathBuf> {
        let read = self.open_data().filter_map(|dataset| dataset.provenance.as_ref());
        let data = read.flat_map(|from| &from.files).map(|file| file.path.clone());
        let lessons = self.lesson.iter().chain(self.library.left());
        let names = lessons.map(|screen| &screen.player().lesson().name);
        let of_lessons = names.filter(|name| BuiltIn::named(name).is_none()).map(PathBuf::from);
        let paths: BTreeSet<PathBuf> = data.chain(of_lessons).collect();
        paths.into_iter().collect()
    }

    /// Takes in what came of it, in words.
    pub(in crate::app) fn exported(&mut self, done: Result<String, SaveError>) -> Outcome {
        match (done, self.export_dialog()) {
            (Ok(says), form) => {
                if form.is_some() {
                    self.dialog = None;
                }
                Info::Outside(says).into()
            }
            (Err(error), Some(form)) => {
                form.fail(error.into());
                Outcome::nothing()
            }
            (Err(error), None) => Refusal::Outside(error.to_string()).into(),
        }
    }

    fn export_dialog(&mut self) -> Option<&mut ExportForm> {
        match &mut self.dialog {
            Some(Dialog::Export(form)) => Some(form),
            _ => None,
        }
    }
}
