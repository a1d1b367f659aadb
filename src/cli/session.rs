//! A session that was saved: opened on the screen, presented, drawn.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::arguments::ModelArguments;
use super::keys::pressed_in;
use super::plan::PlanError;
use super::screen::{run, stepper};
use super::status_line::shown_during;
use super::{Plan, ScreenOptions};
use crate::app::opening::Program;
use crate::app::{App, Effect, HostLimits, Settings};
use crate::data::{Request, Source};
use crate::runtime::session_file::{self, FilesAt};
use crate::runtime::{Ending, Headless};
use crate::text::sanitise::clean;

/// What the stepper opens.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Opened {
    /// A session that was saved to this file.
    Session(PathBuf),
    /// Data and a θ₀.
    Plan(Box<Plan>),
}

impl Opened {
    /// Returns the files that the command line names.
    pub(super) fn files(&self) -> Box<dyn Iterator<Item = &PathBuf> + '_> {
        match self {
            Self::Session(path) => Box::new(std::iter::once(path)),
            Self::Plan(plan) => Box::new(plan.files()),
        }
    }

    /// Returns the stepper, where the session was left or at θ₀, once the data are read.
    ///
    /// # Errors
    /// Returns an error if there are no data or no θ₀, or they are not what they were.
    pub(super) fn stepper(&self) -> Result<App, Box<dyn Error>> {
        match self {
            Self::Session(path) => saved_stepper(path),
            Self::Plan(plan) => stepper(plan),
        }
    }
}

impl ModelArguments {
    /// Returns the session that is named in the place of data, or else the plan with these
    /// settings where the options say nothing.
    pub(super) fn session_or_plan(mut self, default: &Settings) -> Result<Opened, PlanError> {
        if !self.data.iter().any(|path| session_file::is_one(path)) {
            return self.plan(default).map(|plan| Opened::Plan(Box::new(plan)));
        }
        match &mut self.data[..] {
            [path] => {
                let path = std::mem::take(path);
                self.data.clear();
                // It has all of these itself.
                if self.plan(default) != Ok(Plan::homework(*default)) {
                    return Err(PlanError::OptionsOfSession(path));
                }
                Ok(Opened::Session(path))
            }
            _ => Err(PlanError::SessionAmongFiles),
        }
    }
}

impl Plan {
    /// Returns what is opened if nothing was said.
    fn homework(settings: Settings) -> Self {
        Self {
            request: Request::new(Source::Example("homework".to_owned())),
            theta: None,
            gamma: None,
            start: None,
            components: None,
            settings,
            more: Vec::new(),
            options_from: Vec::new(),
        }
    }
}

/// Goes on with a session.
///
/// # Errors
/// Returns an error if the file has no session, its data are not what they were, or there is no
/// terminal.
pub(crate) fn resume(path: &Path, screen: ScreenOptions) -> Result<Ending, Box<dyn Error>> {
    if !screen.keys.is_empty() {
        let app = pressed_in(&screen.keys, saved_stepper(path)?)?;
        let Some(app) = app else { return Ok(Ending::Quit) };
        return run(Program::Open(Box::new(app)), Vec::new(), screen);
    }
    let (program, effects) = open(path)?;
    run(program, effects, screen)
}

fn open(path: &Path) -> Result<(Program, Vec<Effect>), String> {
    let opened = session_file::open(path)?;
    let files = Arc::new(FilesAt::beside(path));
    Ok(Program::resuming(opened, files, HostLimits::default()))
}

/// Returns the stepper of a session, once its data are read and its runs are computed again.
///
/// # Errors
/// Returns an error if the file has no session, or its data are not what they were.
pub(super) fn saved_stepper(path: &Path) -> Result<App, Box<dyn Error>> {
    let (program, effects) = open(path)?;
    let line = || format!("opening {}; ^C leaves", clean(&path.display().to_string()));
    Ok(shown_during(line, || Headless::open(program, effects))?.into_app()?)
}
