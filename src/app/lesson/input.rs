//! What is being answered: a text, an option, or an option for each observation.

use crate::app::form::field::{Field, NoRoom, Pasted};
use crate::app::key::{Key, KeyCode};
use crate::lesson::{Answer, Question, QuestionKind};

/// What is being answered. Nothing is chosen before the person has done so.
#[derive(Clone, Debug)]
pub enum Input {
    /// Nothing is asked.
    Nothing,
    /// A number or a formula.
    Text(Field),
    /// The option that is chosen.
    Choice(Option<usize>),
    /// The option of each observation, and the observation in focus.
    Each(Vec<Option<usize>>, usize),
}

/// Why what is there is not an answer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    /// What was typed or pasted has no room.
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
    /// Nothing is typed.
    #[error("answer the question first")]
    Empty,
    /// No option is chosen.
    #[error("choose an answer first: ↑ ↓ or its number")]
    NotChosen,
    /// No option is chosen for this observation.
    #[error("x_{0} has no answer yet: its number or ← → chooses one")]
    Missing(usize),
    /// Nothing is asked.
    #[error("there is no open question here")]
    NothingAsked,
}

impl Input {
    /// Returns an empty input: no option is chosen.
    pub fn of(question: Option<&Question>) -> Self {
        match question.map(|question| &question.kind) {
            None => Self::Nothing,
            Some(QuestionKind::Number(_) | QuestionKind::Formula(_)) => {
                Self::Text(Field::default())
            }
            Some(QuestionKind::Choice(_)) => Self::Choice(None),
            Some(QuestionKind::Each(each)) => Self::Each(vec![None; each.observations.len()], 0),
        }
    }

    /// Returns whether a key edits what is being answered. In an empty field, a key that cannot
    /// begin an answer is left to the stepper: a number begins with no letter, and a formula with
    /// neither `L` nor `?`.
    pub(in crate::app) fn takes(&self, key: Key, question: &Question) -> bool {
        match self {
            Self::Nothing => false,
            Self::Text(field) => match key.code {
                KeyCode::Tab | KeyCode::BackTab => false,
                KeyCode::Char(c) if !key.ctrl && !key.alt && field.text().is_empty() => {
                    match question.kind {
                        QuestionKind::Number(_) => {
                            !(c.is_ascii_alphabetic() || matches!(c, ' ' | '?' | '<' | '>'))
                        }
                        _ => !matches!(c, 'L' | '?'),
                    }
                }
                _ => true,
            },
            Self::Choice(_) => {
                matches!(key.code, KeyCode::Up | KeyCode::Down)
                    || chosen_by(key, question).is_some()
            }
            Self::Each(..) => {
                matches!(key.code, KeyCode::Up | KeyCode::Down | KeyCode::Left | KeyCode::Right)
                    || chosen_by(key, question).is_some()
            }
        }
    }

    /// Takes a key that edits what is being answered.
    ///
    /// # Errors
    /// Returns an error if what is typed has no room.
    pub(in crate::app) fn edit(&mut self, key: Key, question: &Question) -> Result<(), NoRoom> {
        let options = options(question);
        let digit = chosen_by(key, question);
        match (self, key.code) {
            (Self::Text(field), _) => {
                field.key(key)?;
            }
            (Self::Choice(chosen), KeyCode::Up) => *chosen = Some(before(*chosen, options)),
            (Self::Choice(chosen), KeyCode::Down) => *chosen = Some(after(*chosen, options)),
            (Self::Choice(chosen), _) => *chosen = digit.or(*chosen),
            (Self::Each(_, focus), KeyCode::Up) => *focus = focus.saturating_sub(1),
            (Self::Each(chosen, focus), KeyCode::Down) => {
                *focus = (*focus + 1).min(chosen.len() - 1);
            }
            (Self::Each(chosen, focus), KeyCode::Left) => {
                chosen[*focus] = Some(before(chosen[*focus], options));
            }
            (Self::Each(chosen, focus), KeyCode::Right) => {
                chosen[*focus] = Some(after(chosen[*focus], options));
            }
            (Self::Each(chosen, focus), _) => {
                if let Some(option) = digit {
                    chosen[*focus] = Some(option);
                    *focus = (*focus + 1).min(chosen.len() - 1);
                }
            }
            (Self::Nothing, _) => {}
        }
        Ok(())
    }

    /// Takes a paste.
    ///
    /// # Errors
    /// Returns an error if the pasted text has no room.
    pub(in crate::app) fn paste(&mut self, pasted: Pasted) -> Result<(), NoRoom> {
        if let Self::Text(field) = self {
            field.paste(pasted)?;
        }
        Ok(())
    }

    /// Returns what is answered, to be judged.
    ///
    /// # Errors
    /// Returns an error if something is missing, or more was typed than there is room for.
    pub(in crate::app) fn entered(&self) -> Result<Answer, NoAnswer> {
        match self {
            Self::Nothing => return Err(NoAnswer::NothingAsked),
            Self::Text(field) => {
                if field.entered()?.trim().is_empty() {
                    return Err(NoAnswer::Empty);
                }
            }
            Self::Choice(_) => {}
            Self::Each(options, _) => {
                if let Some(missing) = options.iter().position(Option::is_none) {
                    return Err(NoAnswer::Missing(missing));
                }
            }
        }
        self.answer().ok_or(NoAnswer::NotChosen)
    }

    /// Returns what is answered, as far as it is seen; none while something is missing.
    pub fn answer(&self) -> Option<Answer> {
        match self {
            Self::Nothing => None,
            Self::Text(field) => Some(Answer::Text(field.text().trim().to_owned())),
            Self::Choice(option) => option.map(Answer::Choice),
            Self::Each(options, _) => {
                options.iter().copied().collect::<Option<_>>().map(Answer::Each)
            }
        }
    }
}

/// Returns the option above the chosen one; the last if none is chosen.
fn before(chosen: Option<usize>, options: usize) -> usize {
    chosen.map_or(options.saturating_sub(1), |chosen| chosen.saturating_sub(1))
}

/// Returns the option below the chosen one; the first if none is chosen.
fn after(chosen: Option<usize>, options: usize) -> usize {
    chosen.map_or(0, |chosen| chosen.saturating_add(1).min(options.saturating_sub(1)))
}

/// Returns the option that a digit chooses.
fn chosen_by(key: Key, question: &Question) -> Option<usize> {
    let KeyCode::Char(c) = key.code else { return None };
    let option = (c.to_digit(10)? as usize).checked_sub(1)?;
    (!key.ctrl && !key.alt && option < options(question)).then_some(option)
}

/// Returns how many options a question has.
pub(super) fn options(question: &Question) -> usize {
    match &question.kind {
        QuestionKind::Choice(options) => options.len(),
        QuestionKind::Each(each) => each.options.len(),
        QuestionKind::Number(_) | QuestionKind::Formula(_) => 0,
    }
}
