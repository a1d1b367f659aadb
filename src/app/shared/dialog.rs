//! Dialogs: how each opens, and what it changes.

use std::path::Path;
use std::sync::Arc;

use crate::app::begin::InitialTheta;
use crate::app::class::Role;
use crate::app::effect::Effect;
use crate::app::form::answer::{AnswerForm, Feedback};
use crate::app::form::board::Board;
use crate::app::form::constraints::ConstraintsForm;
use crate::app::form::copy::CopyMenu;
use crate::app::form::data::{DataForm, Loading};
use crate::app::form::groups::GroupBoard;
use crate::app::form::prompt::{Asked, Prompt};
use crate::app::form::runs::RunList;
use crate::app::form::{Dialog, DialogEvent, SessionRequest};
use crate::app::job::{BoardJob, Check, Entered, Job};
use crate::app::jobs::{Owner, Purpose};
use crate::app::keymap::{Action, DialogAction, OpenAction};
use crate::app::notice::{Info, Refusal};
use crate::app::outcome::Outcome;
use crate::app::save_request::SaveRequest;
use crate::app::shared::Shared;
use crate::app::study::StepContext;
use crate::data::{Dataset, Request, Source};
use crate::explain::Quantity;
use crate::explain::check::Table;
use crate::mixture::Method;
use crate::timeline::{HalfStep, Origin, Run};

impl Shared {
    /// Opens something in front of the stepper.
    pub(in crate::app) fn open(
        &mut self,
        what: OpenAction,
        role: &Role,
        context: &mut StepContext,
    ) -> Outcome {
        match what {
            OpenAction::Dialog(dialog) => self.open_dialog(dialog, context),
            OpenAction::Derivation => self.looks.open_derivation(&self.study),
            OpenAction::Chosen if self.looks.selected().is_none() => Info::EnterDoesNotStep.into(),
            OpenAction::Chosen => {
                let refusal = self.refusal(Action::Open(OpenAction::Derivation), role);
                refusal.map_or_else(|| self.looks.open_derivation(&self.study), Outcome::from)
            }
            OpenAction::Lesson if matches!(role, Role::Explorer) => {
                Refusal::AnsweredInClassOnly.into()
            }
            OpenAction::Lesson => {
                self.open_lessons();
                Outcome::nothing()
            }
        }
    }

    fn open_dialog(&mut self, what: DialogAction, context: &mut StepContext) -> Outcome {
        let mut outcome = Outcome::nothing();
        if what == DialogAction::EditObservation
            && let Err(error) = self.study.dataset().check_editable()
        {
            return Refusal::NotEdited(error).into();
        }
        if what == DialogAction::GoToRow && self.study.dataset().sample.summed().is_some() {
            return Refusal::NoObservations.into();
        }
        self.dialog = Some(match what {
            DialogAction::EditTheta => {
                outcome = context.cancel().into();
                Dialog::theta(&self.study, *context.limits)
            }
            DialogAction::EditData => {
                let (components, recent) =
                    (self.study.run().components(), context.files.recent.clone());
                Dialog::Data(Box::new(DataForm::new(components, *context.limits, recent)))
            }
            DialogAction::Runs => {
                let timeline = self.study.timeline();
                Dialog::Runs(RunList::new(timeline.runs().len(), timeline.active()))
            }
            DialogAction::Constraints => {
                Dialog::Constraints(Box::new(ConstraintsForm::new(&self.study)))
            }
            DialogAction::Restarts | DialogAction::Scan
                if self.study.run().method().has_fixed() =>
            {
                return Refusal::StartsWithFixed.into();
            }
            DialogAction::Restarts | DialogAction::Scan => {
                let restarts = self.study.restart_plan();
                let job = if what == DialogAction::Restarts {
                    BoardJob::Restarts(restarts)
                } else {
                    BoardJob::Scan(self.study.scan_plan(restarts, context.limits))
                };
                let dataset = Arc::clone(self.study.dataset());
                let work = Job::Board { dataset, job: Box::new(job) };
                outcome = context.jobs.start(Purpose::Board, work).into();
                Dialog::Board(Board::new(job))
            }
            DialogAction::GroupFits => match self.group_board(context) {
                Ok((board, effects)) => {
                    outcome = effects.into();
                    Dialog::Groups(board)
                }
                Err(refusal) => return refusal.into(),
            },
            DialogAction::Export => match self.export_form(context.limits) {
                Ok(dialog) => dialog,
                Err(refusal) => return refusal.into(),
            },
            DialogAction::MyAnswer => {
                let what = self.looks.candidate().unwrap_or(Quantity::LogLikelihood);
                let row = self.looks.selection().row();
                Dialog::Answer(AnswerForm::new(what, self.study.run(), row))
            }
            DialogAction::Copy => {
                let what = self.looks.candidate().unwrap_or(Quantity::LogLikelihood);
                self.copy_menu(self.study.run(), what)
            }
            DialogAction::GoToIteration => Dialog::Prompt(Prompt::new(Asked::Iteration)),
            DialogAction::EditObservation => {
                Dialog::Prompt(Prompt::new(Asked::Edit(self.looks.selection().row())))
            }
            DialogAction::GoToRow => {
                let rows = self.study.dataset().sample.len();
                let is_sorted = self.looks.table().ranking().is_some();
                let asked = if is_sorted { Asked::RowOrPosition(rows) } else { Asked::Row(rows) };
                Dialog::Prompt(Prompt::new(asked))
            }
        });
        outcome
    }

    /// Returns the menu of what can be copied at the cursor of a run, of a number and the chosen
    /// observation.
    fn copy_menu(&self, run: &Run<Arc<Dataset>>, what: Quantity) -> Dialog {
        let row = self.looks.selection().row();
        Dialog::Copy(Box::new(CopyMenu::new(
            run,
            what,
            row,
            self.study.settings(),
            &self.preferences,
        )))
    }

    /// Opens the menu of what can be copied of the derivation that fills the screen.
    pub(super) fn copy_derivation(&mut self) -> Outcome {
        let seen = self.looks.opened_derivation().and_then(|open| open.seen(&self.study));
        let Some(seen) = seen else { return Refusal::NoNumberChosen.into() };
        self.dialog = Some(self.copy_menu(&seen.run, seen.derivation.quantity));
        Outcome::nothing()
    }

    /// Returns the fits of groups from θ₀ of the active run: those that were done before, or else
    /// none, and starts them.
    fn group_board(
        &mut self,
        context: &mut StepContext,
    ) -> Result<(GroupBoard, Vec<Effect>), Refusal> {
        let plan = self.study.group_fit_plan(context.limits).ok_or(Refusal::NoGroups)?;
        let kept = self.group_fits.take().filter(|board| board.plan().is_same(&plan));
        if let Some(board) = kept {
            return Ok((board, Vec::new()));
        }
        let fits = (plan.fits(), plan.theta.len());
        context.limits.check_fits(self.study.timeline(), fits)?;
        let work = Job::FitGroups(Box::new(plan.clone()));
        Ok((GroupBoard::new(plan), context.jobs.start(Purpose::Board, work)))
    }

    /// Starts a run of this method from the first θ of the active run, made to suit its
    /// constraints.
    fn start_method(&mut self, method: Method, context: &mut StepContext) -> Outcome {
        if let Err(error) = method.check() {
            return Refusal::NotBegun(error.into()).into();
        }
        let dataset = Arc::clone(self.study.dataset());
        let run = self.study.run();
        let before = run.first().theta();
        let theta = method.adapt(before);
        let origin = match run.origin() {
            // What is made from the data is made to suit.
            Origin::Start(start) => Origin::Start(start),
            _ if theta != *before => Origin::Adapted,
            // It takes θ₁ for θ₀. Nothing of its own can be undone.
            Origin::Gamma | Origin::Edited => Origin::Given,
            origin => origin,
        };
        let closed = self.close_dialog(context);
        let from = InitialTheta::OfRun { theta, origin };
        closed.then(match self.study.begin(dataset, from, method, false, context) {
            Ok(effects) => effects.into(),
            Err(reached) => Outcome::from(Refusal::from(reached)),
        })
    }

    /// Starts the likelihood-ratio bootstrap that the board asks for.
    fn start_test(&mut self, context: &mut StepContext) -> Outcome {
        let sample = &self.study.dataset().sample;
        let Some(Dialog::Board(board)) = &mut self.dialog else { return Outcome::nothing() };
        match board.start_test(sample) {
            Err(error) => Refusal::NoTest(error).into(),
            Ok(plan) => context.jobs.start(Purpose::Board, Job::Bootstrap(Box::new(plan))).into(),
        }
    }

    /// Asks for the data of a new run, unless they are more than the host takes.
    fn load(
        &mut self,
        mut request: Request,
        components: usize,
        context: &mut StepContext,
    ) -> Outcome {
        // As many as are to be drawn are known before they are.
        if let Source::Simulated(simulation) = &request.source
            && let Err(reached) = context.limits.check_rows(simulation.count.get())
        {
            return Refusal::from(reached).into();
        }
        request.exact = self.study.settings().exact;
        if let Some(dialog) = &mut self.dialog {
            dialog.set_loading(Loading::default());
        }
        let file = request.source.file().map(Path::to_owned);
        context.jobs.start(Purpose::Load { components, file }, Job::Load(request)).into()
    }

    /// Takes in what the open dialog asks for.
    pub(super) fn on_dialog(&mut self, event: DialogEvent, context: &mut StepContext) -> Outcome {
        let Some(dialog) = &mut self.dialog else { return Outcome::nothing() };
        match event {
            DialogEvent::Nothing => Outcome::nothing(),
            DialogEvent::Refused(why) => why.into(),
            DialogEvent::Close => self.close_dialog(context),
            DialogEvent::Edited => dialog.ask_preview(&self.study, context.jobs).into(),
            DialogEvent::StartRun(theta) => {
                // The form stays open, with what was typed.
                if let Err(error) = self.study.run().method().check_theta(&theta) {
                    return Refusal::NotBegun(error.into()).into();
                }
                let dataset = Arc::clone(self.study.dataset());
                let closed = self.close_dialog(context);
                closed.then(self.begin(dataset, InitialTheta::Given(theta), context))
            }
            DialogEvent::OpenStart(start, components, method) => {
                let closed = self.close_dialog(context);
                let from = InitialTheta::FromData { start, components };
                closed.then(self.begin_to_converge(from, method, context))
            }
            DialogEvent::OpenGroup(group) => {
                let Dialog::Groups(board) = dialog else { return Outcome::nothing() };
                let plan = board.plan().clone();
                let closed = self.close_dialog(context);
                closed.then(self.study.open_group_fit(plan, group, context))
            }
            DialogEvent::StartMethod(method) => self.start_method(*method, context),
            DialogEvent::Test => self.start_test(context),
            DialogEvent::Load(request, components) => self.load(request, components, context),
            DialogEvent::ListFolder(folder) => {
                context.jobs.start(Purpose::ListFolder, Job::ListFolder(folder)).into()
            }
            DialogEvent::Summarize(table) => {
                let purpose = Purpose::Summarize(table.clone());
                context.jobs.start(purpose, Job::Summarize(table)).into()
            }
            DialogEvent::GoToRun(run) => {
                self.dialog = None;
                self.study.go_to_run(run, context)
            }
            DialogEvent::CompareRun(run) => {
                if run == self.study.timeline().active() {
                    return Refusal::SameRun.into();
                }
                self.dialog = None;
                self.looks.compare_with(run);
                Outcome::nothing()
            }
            DialogEvent::GoToIteration(t) => {
                self.dialog = None;
                self.study.go_to(HalfStep::theta(t), context)
            }
            DialogEvent::GoToRow(row) => self.go_to_row(row),
            DialogEvent::GoToPosition(position) => {
                let ranking = self.looks.table().ranking();
                self.go_to_row(ranking.map_or(position, |ranking| ranking.row(position)))
            }
            DialogEvent::Copy(text) => self.send_to_clipboard(text),
            DialogEvent::Session(request) => self.ask_for(request, context),
            DialogEvent::Export { path, content, replaces } => {
                self.export(path, content, replaces, context)
            }
            DialogEvent::EditObservation(edit) => self.edit_observation(edit, context),
            DialogEvent::Check(submission) => {
                dialog.give_feedback(Feedback::Asked);
                let run = self.study.run().clone();
                let check = Box::new(Check { run, entered: Entered::One(submission) });
                context.jobs.start(Purpose::Check, Job::Check(check)).into()
            }
            DialogEvent::CheckTable(text) => {
                let run = self.study.run().clone();
                let components = run.components();
                match Table::parse(&text, &run.data().sample, components) {
                    Err(error) => {
                        dialog.give_feedback(Feedback::Problem(error.to_string()));
                        context.jobs.cancel(Owner::AnswerForm).into()
                    }
                    Ok(table) => {
                        dialog.give_feedback(Feedback::Asked);
                        let check = Box::new(Check { run, entered: Entered::Table(table) });
                        context.jobs.start(Purpose::Check, Job::Check(check)).into()
                    }
                }
            }
            DialogEvent::Derive(quantity) => {
                let closed = self.close_dialog(context);
                self.looks.derive(quantity, &self.study);
                closed
            }
            DialogEvent::Reveal(subject) => {
                let run = self.study.run();
                let solution = subject.solution(run, &run.data().sample);
                dialog.give_feedback(Feedback::of_solution(solution));
                context.jobs.cancel(Owner::AnswerForm).into()
            }
        }
    }

    /// Closes the menu of what can be copied, and sends this text to the clipboard.
    fn send_to_clipboard(&mut self, text: String) -> Outcome {
        self.dialog = None;
        let characters = text.chars().count();
        Outcome::from(Info::Copied { characters }).then(vec![Effect::Copy(text)])
    }

    fn go_to_row(&mut self, row: usize) -> Outcome {
        self.dialog = None;
        self.looks.go_to_row(row);
        Outcome::nothing()
    }

    /// Asks for something about the session. While it is saved, the dialog stays.
    fn ask_for(&mut self, request: SessionRequest, context: &StepContext) -> Outcome {
        let effect = match request {
            SessionRequest::Save { path, replaces } => {
                let point = self.own_study().point();
                let read = context.files.not_replaced_by_session(self.files_read());
                Effect::SaveSession(SaveRequest { path, replaces, read, point })
            }
            SessionRequest::Reopen => Effect::ReopenSession,
            SessionRequest::Discard => Effect::DiscardSession,
        };
        if !matches!(effect, Effect::SaveSession(_)) {
            self.dialog = None;
        }
        vec![effect].into()
    }

    /// Closes the dialog, and cancels what only it waits for.
    fn close_dialog(&mut self, context: &mut StepContext) -> Outcome {
        let dialog = self.dialog.take();
        let owner = dialog.as_ref().and_then(Dialog::owner);
        if dialog.as_ref().is_some_and(Dialog::is_writing) {
            return Outcome::from(Info::ExportCancelled).then(vec![Effect::CancelExport]);
        }
        if let Some(Dialog::Groups(board)) = dialog.filter(Dialog::is_complete) {
            self.group_fits = Some(board);
        }
        match owner {
            None => Outcome::nothing(),
            Some(Owner::Study) => context.cancel_with_notice(),
            Some(owner) => context.jobs.cancel(owner).into(),
        }
    }
}
