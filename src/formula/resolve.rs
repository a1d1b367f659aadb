//! What a name means: the symbol in play, its indices in order, and what each letter counts.

use super::context::Context;
use super::error::{ParseError, ParseErrorKind};
use super::name::{Name, Placed};
use super::node::{Axis, Index, Variable};
use super::scan::Scanner;

/// The letters that have a value where the cursor is, innermost last, with what they count once
/// that is known.
pub(super) struct Scope {
    letters: Vec<(char, Option<Axis>)>,
}

impl Scope {
    pub(super) fn new(context: &Context) -> Self {
        Self { letters: context.free.iter().map(|(letter, axis)| (*letter, Some(*axis))).collect() }
    }

    pub(super) fn open(&mut self, letter: char, axis: Option<Axis>) {
        self.letters.push((letter, axis));
    }

    /// Ends the innermost sum. A letter that was never used counts what it does by custom.
    pub(super) fn close(&mut self, letter: char) -> Axis {
        let axis = self.letters.pop().and_then(|(_, axis)| axis);
        axis.unwrap_or_else(|| Axis::customary(letter))
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
        let Some(form) = forms.iter().find(|form| arity(form) == name.indices.len()) else {
            let (name_text, example) = (scanner.shown(name.start), context.example(&symbols));
            let too_many = forms.iter().all(|form| arity(form) < name.indices.len());
            let problem = if too_many {
                ParseErrorKind::TooManyIndices { name: name_text, example }
            } else {
                ParseErrorKind::NeedsIndex { name: name_text, example }
            };
            return Err(scanner.error(name.start, problem));
        };
        let mut variable = *form;
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

    /// Returns how plausible it is that an index counts this: 0 if it cannot, more if it is known
    /// or customary to.
    fn plausibility(&self, index: Index, axis: Axis) -> u8 {
        let Index::Letter(letter) = index else { return 1 };
        match self.find(letter).and_then(|at| self.letters[at].1) {
            Some(known) => 4 * u8::from(known == axis),
            None if letter == 'i' => 1 + u8::from(axis == Axis::Point),
            None if letter == 'k' => 1 + u8::from(axis == Axis::Component),
            None => 1,
        }
    }

    fn find(&self, letter: char) -> Option<usize> {
        self.letters.iter().rposition(|(other, _)| *other == letter)
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
        match index {
            Index::Number(number) => in_range(axis, number, at, scanner, context)?,
            Index::Letter(letter) => {
                let Some(place) = self.find(letter) else {
                    return Err(scanner.error(at, ParseErrorKind::Unbound { letter }));
                };
                let known = *self.letters[place].1.get_or_insert(axis);
                if known != axis {
                    let (axis, other) = (known.name(), axis.name());
                    return Err(
                        scanner.error(at, ParseErrorKind::OtherAxis { letter, axis, other })
                    );
                }
            }
        }
        match axis {
            Axis::Component => variable.component = Some(index),
            Axis::Point => variable.point = Some(index),
        }
        Ok(())
    }
}

/// A number must be one that exists, however many there are.
pub(super) fn in_range(
    axis: Axis,
    index: u8,
    at: usize,
    scanner: &Scanner,
    context: &Context,
) -> Result<(), ParseError> {
    let (least, _) = context.extent(axis);
    if (1..=least).contains(&usize::from(index)) {
        return Ok(());
    }
    let problem = ParseErrorKind::OutOfRange { axis: axis.name(), index, last: least as u8 };
    Err(scanner.error(at, problem))
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
