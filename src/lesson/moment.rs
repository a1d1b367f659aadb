//! When a number of a lesson has the value that is meant: now, in a step before, after some
//! iterations.

use std::fmt;

use super::scene::Scene;
use crate::explain::Quantity;
use crate::timeline::HalfStep;

/// What stands for the keys in `after`.
const AFTER: &str = "after";

/// When a quantity has the value that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Where the stepper is.
    Here,
    /// After this many iterations of the run that the stepper is in: `@t3`.
    Iteration(usize),
    /// When this step of the lesson, from 1, is entered: `@3`.
    Step(usize),
    /// When the step of this name is entered: `@start`.
    NamedStep(String),
    /// After the keys in `after` of the question: `@after`.
    After,
}

/// The steps of a lesson up to the one that is read.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    steps: Vec<EarlierStep>,
    /// Where the keys in `after` of the question that is read lead; none if it has none.
    ahead: Option<Scene>,
}

/// A step of a lesson. A scene is none if a mistake hides it.
#[derive(Debug)]
struct EarlierStep {
    name: Option<String>,
    entered: Option<Scene>,
    left: Option<Scene>,
}

impl Earlier {
    /// Adds the next step, which is entered here, and left here if it does not move the stepper.
    pub(super) fn enter(&mut self, name: Option<String>, scene: Option<Scene>) {
        self.steps.push(EarlierStep { name, entered: scene.clone(), left: scene });
    }

    /// Says where the last step leaves the stepper.
    pub(super) fn leave(&mut self, scene: Option<Scene>) {
        if let Some(step) = self.steps.last_mut() {
            step.left = scene;
        }
    }

    /// Returns where a step, from 0, leaves the stepper; none if a mistake hides that.
    pub(super) fn left(&self, step: usize) -> Option<&Scene> {
        self.steps.get(step)?.left.as_ref()
    }

    /// Returns how many steps there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Sets where the keys in `after` of the question that is read lead.
    pub(super) fn set_ahead(&mut self, ahead: Option<Scene>) {
        self.ahead = ahead;
    }

    /// Returns the number, from 1, of the step of this name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        let is_it = |step: &EarlierStep| step.name.as_deref() == Some(name);
        self.steps.iter().position(is_it).map(|index| index + 1)
    }

    fn entered(&self, step: usize) -> Result<Option<&Scene>, String> {
        let found = step.checked_sub(1).and_then(|index| self.steps.get(index));
        let found = found.ok_or_else(|| {
            format!(
                "@{step} must name this step or one before it, from @1 to @{}",
                self.steps.len()
            )
        })?;
        Ok(found.entered.as_ref())
    }
}

impl Moment {
    /// Returns the moment that is called this after an @.
    ///
    /// # Errors
    /// Returns an error if nothing is called so.
    pub(super) fn named(name: &str) -> Result<Self, String> {
        let number = |digits: &str| {
            digits.parse().map_err(|_| format!("'@{name}' is not a step or an iteration"))
        };
        match name.strip_prefix('t') {
            Some(t) if is_number(t) => Ok(Self::Iteration(number(t)?)),
            _ if is_number(name) => Ok(Self::Step(number(name)?)),
            _ if name.is_empty() => {
                Err("@ needs the number of a step, its name, or t and an iteration".to_owned())
            }
            _ if name == AFTER => Ok(Self::After),
            _ => Ok(Self::NamedStep(name.to_owned())),
        }
    }

    /// Returns where the stepper is then; none if a mistake hides that.
    pub(super) fn scene(
        &self,
        quantity: Quantity,
        here: Option<&Scene>,
        earlier: &Earlier,
    ) -> Result<Option<Scene>, String> {
        match self {
            Self::Here => Ok(here.cloned()),
            Self::Step(step) => Ok(earlier.entered(*step)?.cloned()),
            Self::After => {
                let ahead = earlier.ahead.clone();
                Ok(Some(ahead.ok_or("@after is for a question that has after")?))
            }
            Self::NamedStep(name) => {
                let step = earlier.named(name).ok_or_else(|| {
                    format!("no step up to this one has name = \"{name}\", as @{name} says")
                })?;
                Ok(earlier.entered(step)?.cloned())
            }
            Self::Iteration(t) => {
                let Some(here) = here else { return Ok(None) };
                let at = match quantity {
                    Quantity::Gamma { .. } | Quantity::Count(_) => HalfStep::gamma(*t),
                    _ => HalfStep::theta(*t),
                };
                let scene = here.at(at).ok_or_else(|| {
                    let last = here.run().last().iteration();
                    format!("@t{t} is not reached; the run is known up to @t{last}")
                })?;
                Ok(Some(scene))
            }
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => f.write_str("here"),
            Self::Iteration(t) => write!(f, "at t = {t}"),
            Self::Step(step) => write!(f, "in step {step}"),
            Self::NamedStep(name) => write!(f, "in the step {name}"),
            Self::After => f.write_str("after those keys"),
        }
    }
}

/// Returns whether a step may have this name: it is told from a number and from an iteration.
pub(super) fn is_step_name(name: &str) -> bool {
    let is_iteration = name.strip_prefix('t').is_some_and(is_number);
    name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_iteration
        && name != AFTER
}

/// Returns whether a name is a number, right or wrong.
fn is_number(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_a_name_that_is_neither_a_number_nor_an_iteration() {
        for name in ["start", "second_run", "t", "theta0", "größe"] {
            assert!(is_step_name(name), "{name}");
        }
        for name in ["", "3", "t3", "a-b", "a b", "_x", "after"] {
            assert!(!is_step_name(name), "{name}");
        }
    }
}
