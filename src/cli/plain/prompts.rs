//! The commands that answer a question of the screen: which iteration, which observation and what
//! becomes of it, which file.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::app::form::prompt::PromptError;
use crate::app::{KeyCode, Mode, SaveError};
use crate::report::Document;

/// What is before a file that may be replaced.
pub(super) const OVER: &str = "over";

/// Returns whether a file may be replaced, and its name.
pub(super) fn replaced(file: &str) -> (bool, &str) {
    match file.split_once(char::is_whitespace) {
        Some((OVER, file)) => (true, file.trim()),
        _ => (false, file),
    }
}

impl Stepper {
    /// Goes to an iteration.
    pub(super) fn go_to(&mut self, t: &str) -> Done {
        self.in_dialog('g', |stepper| {
            stepper.accept(t)?;
            stepper.moved()
        })
    }

    /// Changes, adds or removes an observation.
    pub(super) fn edit(&mut self, line: &str) -> Done {
        let (index, edit) = match line.split_once(char::is_whitespace) {
            Some((index, edit)) => (Some(index), edit.trim()),
            // What is added has no index before it.
            None if line.starts_with('+') => (None, line),
            None => return Err(Failure::new("write edit I X; help edit says more")),
        };
        if let Some(index) = index {
            self.in_dialog('i', |stepper| {
                stepper.accept(index)?;
                Ok(Document::default())
            })?;
        }
        self.in_dialog('A', |stepper| {
            stepper.accept(edit)?;
            stepper.moved()
        })
    }

    /// Saves the session to a file.
    pub(super) fn save(&mut self, file: &str) -> Done {
        let (replaces, file) = replaced(file);
        self.in_dialog('W', |stepper| {
            let mut problem = stepper.try_answer(file)?;
            let taken = match &problem {
                Some(PromptError::NotSaved(SaveError::Exists(path))) => Some((path, "exists")),
                Some(PromptError::NotSaved(SaveError::Changed(path))) => {
                    Some((path, "was written by another program meanwhile"))
                }
                _ => None,
            };
            if let Some((path, why)) = taken {
                if !replaces {
                    let path = path.display();
                    let why = format!("{path} {why}; save {OVER} {path} replaces it");
                    return Err(Failure::new(why));
                }
                problem = stepper.try_enter()?;
            }
            stepper.check_answered(problem)?;
            stepper.said()
        })
    }

    /// Types an answer and accepts it.
    fn accept(&mut self, answer: &str) -> Result<(), Failure> {
        let problem = self.try_answer(answer)?;
        self.check_answered(problem)
    }

    /// Types an answer and accepts it. Returns what is wrong with it, if something is.
    fn try_answer(&mut self, answer: &str) -> Result<Option<PromptError>, Failure> {
        self.fill(answer)?;
        self.try_enter()
    }

    fn try_enter(&mut self) -> Result<Option<PromptError>, Failure> {
        self.press_code(KeyCode::Enter)?;
        Ok(match self.mode()? {
            Mode::Prompt(prompt) => prompt.error.clone(),
            _ => None,
        })
    }

    fn check_answered(&self, problem: Option<PromptError>) -> Result<(), Failure> {
        match problem {
            Some(problem) => Err(Failure::new(problem.to_string())),
            None => self.check_refused(),
        }
    }
}
