//! What is open in front of the stepper.

pub(crate) mod answer;
pub(crate) mod board;
pub(crate) mod constraints;
pub(crate) mod copy;
pub(crate) mod data;
pub(crate) mod export;
pub(crate) mod field;
pub(crate) mod groups;
pub(crate) mod prompt;
pub(crate) mod runs;
pub(crate) mod theta;

use std::path::PathBuf;
use std::sync::Arc;

use self::data::{DataForm, Loading};
use crate::app::begin::InitialTheta;
use crate::app::effect::Effect;
use crate::app::job::{Checked, Job};
use crate::app::jobs::{Jobs, Owner, Purpose};
use crate::app::key::Key;
use crate::app::limits::HostLimits;
use crate::app::notice::Refusal;
use crate::app::study::Study;
use crate::data::{DataError, Edit, FolderListing, Request, TableSummary};
use crate::explain::Quantity;
use crate::explain::check::{Subject, Submission, SubmissionError};
use crate::mixture::{Method, Start, Theta};
use crate::report::export::FileContent;
use answer::{AnswerForm, Feedback};
use board::Board;
use constraints::ConstraintsForm;
use copy::CopyMenu;
use export::ExportForm;
use field::Pasted;
use groups::GroupBoard;
use prompt::Prompt;
use runs::RunList;
use theta::{Preview, ThetaForm};

/// The dialog that is open.
#[derive(Clone, Debug)]
pub(crate) enum Dialog {
    /// The θ₀ form.
    Theta(ThetaForm),
    /// The data dialog.
    Data(Box<DataForm>),
    /// The table of runs.
    Runs(RunList),
    /// The board of restarts.
    Board(Board),
    /// The fits of the groups of a condensed table.
    Groups(GroupBoard),
    /// The dialog of constraints and priors.
    Constraints(Box<ConstraintsForm>),
    /// The menu of what can be copied.
    Copy(Box<CopyMenu>),
    /// The dialog that exports results.
    Export(Box<ExportForm>),
    /// A question for a number.
    Prompt(Prompt),
    /// The dialog "my answer".
    Answer(AnswerForm),
}

/// What a dialog asks for after a key or a paste.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogEvent {
    /// Nothing.
    Nothing,
    /// To be closed without a change.
    Close,
    /// Nothing, and this is why.
    Refused(Refusal),
    /// ℓ of what the θ₀ form holds now.
    Edited,
    /// A new run from this θ₀.
    StartRun(Theta),
    /// These data, for a new run of this many components.
    Load(Request, usize),
    /// A new run of this many components from this start by this method, to where it converges.
    OpenStart(Start, usize, Method),
    /// A new run of this method from the θ₀ of the active one.
    StartMethod(Box<Method>),
    /// What is in this folder, for the list of files.
    ListFolder(String),
    /// The fit of the group with this number, or of all together, as a run.
    OpenGroup(Option<usize>),
    /// To test the number of components of the chosen row against one more.
    Test,
    /// What is in the columns of this table, for the list of columns.
    Summarize(Request),
    /// To go to this run, counted from 0.
    GoToRun(usize),
    /// To show this run beside the active one.
    CompareRun(usize),
    /// To go to this iteration.
    GoToIteration(usize),
    /// To go to the observation with this index.
    GoToRow(usize),
    /// This text, in the clipboard.
    Copy(String),
    /// Something about the session.
    Session(SessionRequest),
    /// To write a result of the run to a file, in the place of another if that is so.
    Export { path: PathBuf, content: FileContent, replaces: bool },
    /// A new run on a copy of the data with this edit.
    EditObservation(Edit),
    /// To go to the observation in this position of a sorted table.
    GoToPosition(usize),
    /// To check this answer.
    Check(Submission),
    /// What is right.
    Reveal(Subject),
    /// To check this table, which was pasted.
    CheckTable(String),
    /// Where the number comes from, over the whole screen.
    Derive(Quantity),
}

/// What a dialog asks for about the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionRequest {
    /// To save it to this file, in the place of another if that is so.
    Save { path: PathBuf, replaces: bool },
    /// To go on with the one that was left.
    Reopen,
    /// To remove that.
    Discard,
}

impl Dialog {
    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        match self {
            Self::Theta(form) => form.key(key),
            Self::Data(form) => form.key(key),
            Self::Runs(list) => list.key(key),
            Self::Board(board) => board.key(key),
            Self::Groups(board) => board.key(key),
            Self::Constraints(form) => form.key(key),
            Self::Copy(menu) => menu.key(key),
            Self::Export(form) => form.key(key),
            Self::Prompt(prompt) => prompt.key(key),
            Self::Answer(form) => form.key(key),
        }
    }

    /// Takes a paste.
    pub(in crate::app) fn paste(&mut self, pasted: Pasted) -> DialogEvent {
        match self {
            Self::Theta(form) => return form.paste(pasted),
            Self::Data(form) => return form.paste(pasted),
            Self::Prompt(prompt) => prompt.paste(pasted),
            Self::Export(form) => form.paste(pasted),
            Self::Runs(_)
            | Self::Board(_)
            | Self::Groups(_)
            | Self::Constraints(_)
            | Self::Copy(_) => {}
            Self::Answer(form) => return form.paste(pasted),
        }
        DialogEvent::Nothing
    }

    /// Returns the θ₀ form at the cursor of a study, within these limits.
    pub(in crate::app) fn theta(study: &Study, limits: HostLimits) -> Self {
        let run = study.run();
        let (theta, start) = (run.current_or_first().theta(), run.first().theta());
        let mut form = ThetaForm::new(theta, run.current_or_first().iteration(), start, limits);
        form.preview = Preview::Ready(Box::new(run.current_or_first().clone()));
        Self::Theta(form)
    }

    /// Asks for ℓ of what the θ₀ form holds; the newest question wins.
    pub(in crate::app) fn ask_preview(&mut self, study: &Study, jobs: &mut Jobs) -> Vec<Effect> {
        let Self::Theta(form) = self else { return Vec::new() };
        match form.theta() {
            Err(_) => {
                form.preview = Preview::None;
                jobs.cancel(Owner::ThetaForm)
            }
            Ok(theta) => {
                form.preview = Preview::Pending;
                let (dataset, from) = (Arc::clone(study.dataset()), InitialTheta::Given(theta));
                let method = **study.run().method();
                jobs.start(Purpose::Preview, Job::Begin { dataset, from, method })
            }
        }
    }

    /// Shows how far the data are that it waits for.
    pub(in crate::app) fn set_loading(&mut self, loading: Loading) {
        if let Self::Data(form) = self {
            form.loading = Some(loading);
        }
    }

    /// Shows what is in a folder.
    pub(in crate::app) fn take_folder(&mut self, listing: FolderListing) {
        if let Self::Data(form) = self {
            form.take_folder(listing);
        }
    }

    /// Shows what is in the columns of a table.
    pub(in crate::app) fn take_columns(
        &mut self,
        table: &Request,
        found: Result<TableSummary, DataError>,
    ) {
        if let Self::Data(form) = self {
            form.take_columns(table, found);
        }
    }

    /// Returns whether it waits for data.
    pub(in crate::app) fn is_loading(&self) -> bool {
        matches!(self, Self::Data(form) if form.loading.is_some())
    }

    /// Shows what ℓ(θ₀) would be, or why there is none.
    pub(in crate::app) fn set_preview(&mut self, preview: Preview) {
        if let Self::Theta(form) = self {
            form.preview = preview;
        }
    }

    /// Takes what the checker says of "my answer".
    pub(in crate::app) fn checked(&mut self, report: Result<Checked, SubmissionError>) {
        if let Self::Answer(form) = self {
            form.checked(report);
        }
    }

    /// Shows what the checker has to say of "my answer".
    pub(in crate::app) fn give_feedback(&mut self, feedback: Feedback) {
        if let Self::Answer(form) = self {
            form.feedback = Some(feedback);
        }
    }

    /// Returns whether it shows the fits of all groups, so that it can be kept.
    pub(in crate::app) fn is_complete(&self) -> bool {
        matches!(self, Self::Groups(board) if board.is_complete())
    }

    /// Returns whether a file is being written that it asked for.
    pub(in crate::app) fn is_writing(&self) -> bool {
        matches!(self, Self::Export(form) if form.is_writing)
    }

    /// Returns the job owner that is left without one if the dialog closes.
    pub(in crate::app) fn owner(&self) -> Option<Owner> {
        match self {
            Self::Theta(_) => Some(Owner::ThetaForm),
            // Only what the dialog itself waits for is not wanted any more.
            Self::Data(form) => form.loading.is_some().then_some(Owner::Study),
            Self::Runs(_)
            | Self::Prompt(_)
            | Self::Constraints(_)
            | Self::Copy(_)
            | Self::Export(_) => None,
            Self::Answer(_) => Some(Owner::AnswerForm),
            Self::Board(_) | Self::Groups(_) => Some(Owner::Board),
        }
    }
}

/// Returns the beginning of a name for a file of what comes from data that a person calls so; none
/// if nothing of it can be part of a name.
fn file_stem(data: &str) -> Option<String> {
    let name = data.rsplit(['/', '\\']).next().unwrap_or(data);
    let name = name.strip_suffix(" (edited)").unwrap_or(name);
    let name = name.split_once('.').map_or(name, |(stem, _)| stem);
    let safe = |c: char| if c.is_alphanumeric() || "-_".contains(c) { c } else { '-' };
    let name: String = name.chars().map(safe).take(40).collect();
    let name = name.trim_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}
