//! Constraints and priors by their names, and the dialog of the screen that they are chosen in.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::app::form::constraints::{Constraint, ConstraintsForm};
use crate::app::{Key, KeyCode, Mode};
use crate::spoken::Controls;
use crate::spoken::constraints::{NAMES, listed};
use crate::text::sanitise::brief;
use crate::text::similar;

/// What nothing is called.
const NONE: &str = "none";

/// A constraint that is wanted, and how often its number is doubled (below 0: halved).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    constraint: Constraint,
    doublings: isize,
}

impl Stepper {
    /// Starts a run under the constraints that are named, or lists all.
    pub(super) fn constraints(&mut self, names: &str) -> Done {
        let wanted = read(names)?;
        self.in_dialog('U', |stepper| {
            if names.is_empty() {
                let form = stepper.constraints_form()?;
                return Ok(listed(form, stepper.app()?, Controls::Commands));
            }
            for constraint in Constraint::ALL {
                let named = wanted.iter().find(|wanted| wanted.constraint == constraint);
                stepper.set_constraint(constraint, named)?;
                stepper.press_code(KeyCode::Down)?;
            }
            let form = stepper.constraints_form()?;
            let lost = wanted.iter().find(|wanted| !form.is_on(wanted.constraint));
            if let Some(lost) = lost {
                let name = name(lost.constraint);
                let others = "hard, temperature and squarem exclude one another";
                return Err(Failure::new(format!("{name} does not go with the others: {others}")));
            }
            stepper.press_code(KeyCode::Enter)?;
            stepper.check_refused()?;
            stepper.moved()
        })
    }

    fn constraints_form(&self) -> Result<&ConstraintsForm, Failure> {
        match self.mode()? {
            Mode::Constraints(form) => Ok(form),
            _ => Err(Failure::new("the dialog of constraints does not open")),
        }
    }

    /// Switches the chosen row of the dialog on or off, and sets its number.
    fn set_constraint(
        &mut self,
        constraint: Constraint,
        wanted: Option<&Wanted>,
    ) -> Result<(), Failure> {
        if self.constraints_form()?.is_on(constraint) != wanted.is_some() {
            self.press(Key::char(' '))?;
        }
        let doublings = wanted.map_or(0, |wanted| wanted.doublings);
        let key = if doublings > 0 { KeyCode::Right } else { KeyCode::Left };
        (0..doublings.abs()).try_for_each(|_| self.press_code(key))
    }
}

fn name(constraint: Constraint) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == constraint).map_or("", |(name, _)| name)
}

/// Reads names, each with a + for each time that its number is doubled, or a - for each half.
fn read(names: &str) -> Result<Vec<Wanted>, Failure> {
    let words: Vec<&str> = names
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    if words == [NONE] {
        return Ok(Vec::new());
    }
    let mut wanted: Vec<Wanted> = Vec::new();
    for word in words {
        let one = read_one(word)?;
        if wanted.iter().any(|other| other.constraint == one.constraint) {
            return Err(Failure::new(format!("{} is there twice", name(one.constraint))));
        }
        wanted.push(one);
    }
    Ok(wanted)
}

fn read_one(word: &str) -> Result<Wanted, Failure> {
    let named = word.trim_end_matches(['+', '-']);
    let signs = &word[named.len()..];
    let found = NAMES.iter().find(|(known, _)| *known == named);
    let (name, constraint) = found.ok_or_else(|| {
        let names = || NAMES.iter().map(|(name, _)| *name);
        let hint = similar(named, names()).map_or_else(
            || format!("choose from {}", names().collect::<Vec<_>>().join(", ")),
            |like| format!("did you mean {like}?"),
        );
        Failure::new(format!("no constraint is called '{}'; {hint}", brief(named)))
    })?;
    let has_number = matches!(
        constraint,
        Constraint::VarianceFloor
            | Constraint::VariancePrior
            | Constraint::WeightPrior
            | Constraint::Annealed
    );
    if !signs.is_empty() && !has_number {
        return Err(Failure::new(format!("{name} has no number to double or halve")));
    }
    let count = |sign: char| signs.matches(sign).count() as isize;
    Ok(Wanted { constraint: *constraint, doublings: count('+') - count('-') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_with_how_often_their_numbers_are_doubled() {
        let wanted = read("variance-floor++, hard map-weights-").unwrap();
        let doublings = |at: usize| (wanted[at].constraint, wanted[at].doublings);
        assert_eq!(doublings(0), (Constraint::VarianceFloor, 2));
        assert_eq!(doublings(1), (Constraint::Hard, 0));
        assert_eq!(doublings(2), (Constraint::WeightPrior, -1));
        assert_eq!(read("none"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_constraint_is_said() {
        let says = |names| read(names).unwrap_err().to_string();
        assert!(says("variance-flor").ends_with("did you mean variance-floor?"));
        assert!(says("xyz").contains("choose from variance-floor"));
        assert_eq!(says("hard+"), "hard has no number to double or halve");
        assert_eq!(says("hard hard"), "hard is there twice");
        assert!(says("none hard").contains("'none'"));
    }
}
