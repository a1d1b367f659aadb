//! The dialog that exports results: how it opens, and what becomes of what it asks for.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::export_order::ExportOrder;
use crate::app::form::Dialog;
use crate::app::form::export::ExportForm;
use crate::app::limits::HostLimits;
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::save_error::SaveError;
use crate::app::shared::Shared;
use crate::report::export::FileContent;

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
        let order = ExportOrder { path, content, replaces, run, tolerance, plane };
        vec![Effect::Export(Box::new(order))].into()
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
