//! What a name means: the symbol in play, its indices in order, and what each letter counts.

use super::context::Context;
use super::error::{ParseError, ParseErrorKind};
use super::name::{Name, Placed};
use super::node::{Axis, Index, Variable};
use super::scan::Scanner;

/// The letters that sums and questions count with.
const LETTERS: [char; 5] = ['i', 'j', 'k', 'l', 'm'];

/// What has a value where the cursor is, outermost first, and what the text counts observations
/// from.
pub(super) struct Scope {
    letters: Vec<Counter>,
    /// How many of them the question leaves free; the others are sums'.
    free: usize,
    /// The index of the first observation: 0, or 1 as on paper.
    pub(super) first_observation: u8,
}

/// A letter that is free or a sum's.
#[derive(Clone, Copy)]
struct Counter {
    /// None for a sum written without its index, until something uses it.
    letter: Option<char>,
    /// What it counts, once that is known.
    axis: Option<Axis>,
}

impl Scope {
    pub(super) fn new(context: &Context, first_observation: u8) -> Self {
        let counter =
            |(letter, axis): &(char, Axis)| Counter { letter: Some(*letter), axis: Some(*axis) };
        let letters: Vec<Counter> = context.free.iter().map(counter).collect();
        Self { free: letters.len(), letters, first_observation }
    }

    /// Enters a sum; without a letter it gets one from what is summed.
    pub(super) fn open(&mut self, letter: Option<char>, axis: Option<Axis>) {
        self.letters.push(Counter { letter, axis });
    }

    /// Ends the innermost sum. Returns its letter and what that counts; a letter that was never
    /// used counts what it does by custom. None if the sum has no letter.
    pub(super) fn close(&mut self) -> Option<(char, Axis)> {
        let Counter { letter, axis } = self.letters.pop()?;
        let letter = letter?;
        Some((letter, axis.unwrap_or_else(|| Axis::customary(letter))))
    }

    /// Returns what a name means.
    pub(super) fn resolve(
        &mut self,
        name: &Name,
        scanner: &Scanner,
        context: &Context,
    ) -> Result<Variable, ParseError> {
        let symbols = name.symbols();
        let forms: Vec<Variable> =
            symbols.iter().flat_map(|symbol| context.forms(*symbol)).copied().collect();
        if forms.is_empty() {
            return Err(unknown(name, scanner, context));
        }
        let arity = |form: &Variable| {
            usize::from(form.component.is_some()) + usize::from(form.point.is_some())
        };
        let given = name.indices.len();
        if let Some(form) = forms.iter().find(|form| arity(form) == given) {
            return self.with_indices(*form, name, scanner, context);
        }
        let example = context.example(&symbols);
        let name_text = scanner.shown(name.start);
        if forms.iter().all(|form| arity(form) < given) {
            let problem = ParseErrorKind::TooManyIndices { name: name_text, example };
            return Err(scanner.error(name.start, problem));
        }
        let form = forms.iter().find(|form| arity(form) > given);
        let completed = form.and_then(|form| self.completed(*form, name, context));
        completed.ok_or_else(|| {
            let problem = ParseErrorKind::NeedsIndex { name: name_text, example };
            scanner.error(name.start, problem)
        })
    }

    /// Gives a variable the indices that are written.
    fn with_indices(
        &mut self,
        form: Variable,
        name: &Name,
        scanner: &Scanner,
        context: &Context,
    ) -> Result<Variable, ParseError> {
        let mut variable = form;
        match name.indices[..] {
            [] => {}
            [only] => {
                let axis = if form.point.is_some() { Axis::Point } else { Axis::Component };
                self.settle(&mut variable, only, axis, scanner, context)?;
            }
            [first, second, ..] => {
                // Bound as in the question's order unless the letters say otherwise.
                let as_listed = if form.point_first {
                    (Axis::Point, Axis::Component)
                } else {
                    (Axis::Component, Axis::Point)
                };
                let turned = (as_listed.1, as_listed.0);
                let fits = |order: (Axis, Axis)| {
                    self.plausibility(first.0, order.0) * self.plausibility(second.0, order.1)
                };
                let order = if fits(turned) > fits(as_listed) { turned } else { as_listed };
                variable.point_first = order.0 == Axis::Point;
                self.settle(&mut variable, first, order.0, scanner, context)?;
                self.settle(&mut variable, second, order.1, scanner, context)?;
            }
        }
        Ok(variable)
    }

    /// Gives a variable inside a sum the indices that are not written, as in Σ γ x: the sum's, and
    /// for what it does not count the free one. None if they are not clear.
    fn completed(&mut self, form: Variable, name: &Name, context: &Context) -> Option<Variable> {
        let written = match name.indices[..] {
            [] => None,
            // Of two indices a letter says which one it is, a number does not.
            [(Index::Letter(letter), _)] => {
                let known = self.find(letter).and_then(|at| self.letters[at].axis);
                Some((letter, known.unwrap_or_else(|| Axis::customary(letter))))
            }
            _ => return None,
        };
        let mut index = |axis: Axis| match written {
            Some((letter, of)) if of == axis => {
                self.bind(letter, axis).then_some(Index::Letter(letter))
            }
            _ => self.implied(axis, context).map(Index::Letter),
        };
        let mut variable = form;
        if form.point.is_some() {
            variable.point = Some(index(Axis::Point)?);
        }
        if form.component.is_some() {
            variable.component = Some(index(Axis::Component)?);
        }
        Some(variable)
    }

    /// Returns the letter that counts this where nothing is written: the innermost sum's that does,
    /// or the free one. A letter that a sum further in uses again cannot be meant.
    pub(super) fn implied(&mut self, axis: Axis, context: &Context) -> Option<char> {
        if self.letters.len() == self.free {
            return None;
        }
        for at in (0..self.letters.len()).rev() {
            let Counter { letter, axis: known } = self.letters[at];
            let counts = match known {
                Some(known) => known == axis,
                None => self.would_count(letter, context) == axis,
            };
            let inner = &self.letters[at + 1..];
            let hidden = letter.is_some() && inner.iter().any(|counter| counter.letter == letter);
            if counts && !hidden {
                let letter = letter.or_else(|| self.unused(axis))?;
                self.letters[at] = Counter { letter: Some(letter), axis: Some(axis) };
                return Some(letter);
            }
        }
        None
    }

    /// Returns what a sum counts if nothing said so yet: observations if the question has them and
    /// nothing around counts them.
    fn would_count(&self, letter: Option<char>, context: &Context) -> Axis {
        let taken = self.letters.iter().any(|counter| counter.axis == Some(Axis::Point));
        match letter {
            Some(letter @ ('i' | 'k')) => Axis::customary(letter),
            _ if context.has_observations() && !taken => Axis::Point,
            _ => Axis::Component,
        }
    }

    /// Returns a letter for a sum that has none: by custom i for observations, j for components.
    fn unused(&self, axis: Axis) -> Option<char> {
        let custom = if axis == Axis::Point { 'i' } else { 'j' };
        let used = |letter: &char| self.letters.iter().any(|c| c.letter == Some(*letter));
        [custom].into_iter().chain(LETTERS).find(|letter| !used(letter))
    }

    /// Returns how plausible it is that an index counts this: 0 if it cannot, more if it is known
    /// or customary to.
    fn plausibility(&self, index: Index, axis: Axis) -> u8 {
        let Index::Letter(letter) = index else { return 1 };
        match self.find(letter).and_then(|at| self.letters[at].axis) {
            Some(known) => 4 * u8::from(known == axis),
            None if letter == 'i' => 1 + u8::from(axis == Axis::Point),
            None if letter == 'k' => 1 + u8::from(axis == Axis::Component),
            None => 1,
        }
    }

    /// Returns the counter of a letter: its own, or the innermost sum's that has none yet.
    fn find(&self, letter: char) -> Option<usize> {
        let own = self.letters.iter().rposition(|counter| counter.letter == Some(letter));
        own.or_else(|| self.letters.iter().rposition(|counter| counter.letter.is_none()))
    }

    /// Lets a letter count this. Returns whether it may.
    fn bind(&mut self, letter: char, axis: Axis) -> bool {
        let Some(at) = self.find(letter) else { return false };
        let counter = &mut self.letters[at];
        counter.letter = Some(letter);
        *counter.axis.get_or_insert(axis) == axis
    }

    /// Gives the variable its index on this axis.
    fn settle(
        &mut self,
        variable: &mut Variable,
        (index, at): Placed,
        axis: Axis,
        scanner: &Scanner,
        context: &Context,
    ) -> Result<(), ParseError> {
        let index = match index {
            Index::Number(number) => {
                Index::Number(self.numbered(axis, number, at, scanner, context)?)
            }
            Index::Letter(letter) => {
                if self.find(letter).is_none() {
                    return Err(scanner.error(at, ParseErrorKind::Unbound { letter }));
                }
                if !self.bind(letter, axis) {
                    let other = if axis == Axis::Point { Axis::Component } else { Axis::Point };
                    let (axis, other) = (other.name(), axis.name());
                    return Err(
                        scanner.error(at, ParseErrorKind::OtherAxis { letter, axis, other })
                    );
                }
                index
            }
        };
        match axis {
            Axis::Component => variable.component = Some(index),
            Axis::Point => variable.point = Some(index),
        }
        Ok(())
    }

    /// Returns a written index counted from 1. It must be one that exists, however many there are.
    pub(super) fn numbered(
        &self,
        axis: Axis,
        index: u8,
        at: usize,
        scanner: &Scanner,
        context: &Context,
    ) -> Result<u8, ParseError> {
        let (least, _) = context.extent(axis);
        let first = if axis == Axis::Point { self.first_observation } else { 1 };
        let last = least as u8 + first - 1;
        if (first..=last).contains(&index) {
            return Ok(index + 1 - first);
        }
        let index = index.to_string();
        Err(scanner.error(at, ParseErrorKind::OutOfRange { axis, index, first, last }))
    }
}

fn unknown(name: &Name, scanner: &Scanner, context: &Context) -> ParseError {
    const LONGEST: usize = 24;
    let text = scanner.shown(name.start);
    let subscript = text.find('_').map_or("", |at| &text[at..]);
    let subscript = if subscript.chars().count() > 4 { "" } else { subscript };
    let hat = if name.hat { "hat" } else { "" };
    let nearest = context.nearest(&format!("{hat}{}", name.word), subscript);
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let problem = match nearest {
        Some(nearest) => ParseErrorKind::Misspelt { name: shown, nearest },
        None => ParseErrorKind::Unknown { name: shown, known: context.known() },
    };
    scanner.error(name.start, problem)
}
