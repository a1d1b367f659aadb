//! Sums: `Σ_j …`, `Σ_{j=1}^K …`, `sum(j, …)`.

use super::error::ParseError;
use super::node::{Axis, Node};
use super::parse::Parser;
use super::resolve::in_range;
use super::scan::subscript;

impl Parser<'_> {
    /// `Σ_j …`, `Σ_{j=1}^K …`, `sum(j, …)`. It takes in a product, to the next +, − or /.
    pub(super) fn indexed_sum(&mut self) -> Result<Node, ParseError> {
        self.scanner.enter()?;
        let called = self.scanner.next_sign() == Some('(');
        let bracket = if called { Some(self.open()?) } else { None };
        let (letter, at, from) = self.sum_index(called)?;
        let mut limit = None;
        if called {
            if self.scanner.next_sign() == Some('.') && self.scanner.ahead(1) == Some('.') {
                self.scanner.at += 2;
                limit = Some(self.limit(false)?);
            }
            self.scanner.space();
            if !self.scanner.eat(',') {
                return Err(self.scanner.expected("',' and what is summed, as in sum(j, pi_j)"));
            }
        } else if self.scanner.next_sign() == Some('^') {
            self.scanner.at += 1;
            let braced = self.scanner.next_sign() == Some('{');
            self.scanner.at += usize::from(braced);
            limit = Some(self.limit(braced)?);
        }
        let (axis, to, limit_at) = match limit {
            Some((axis, to, at)) => (axis, to, at),
            None => (None, None, at),
        };
        self.scope.open(letter, axis);
        let body = if called {
            self.expression()?
        } else {
            let minus = self.signs();
            let body = self.product(false)?;
            if minus { Node::Sum(vec![(true, body)]) } else { body }
        };
        let axis = self.scope.close(letter);
        if let Some((close, opened)) = bracket {
            self.close(close, opened)?;
        }
        for number in [Some(from), to].into_iter().flatten() {
            in_range(axis, number, limit_at, &self.scanner, self.context)?;
        }
        self.scanner.depth -= 1;
        let (least, most) = self.context.extent(axis);
        // The last there is has one spelling.
        let to = to.filter(|to| least != most || usize::from(*to) != most);
        Ok(Node::IndexedSum { letter, axis, from, to, body: Box::new(body) })
    }

    /// Returns the letter that a sum counts with, where it is, and where it starts.
    fn sum_index(&mut self, called: bool) -> Result<(char, usize, u8), ParseError> {
        const WANTED: &str = "the index of the sum, as in sum_j";
        self.scanner.space();
        let barred = !called && self.scanner.eat('_');
        let braced = barred && self.scanner.eat('{');
        if called || braced {
            self.scanner.space();
        }
        let at = self.scanner.at;
        let small = self.scanner.peek().and_then(subscript);
        let letter = match self.scanner.peek() {
            Some(c @ 'i'..='m') if called || barred => c,
            Some(_) if !called && !barred && matches!(small, Some('i'..='m')) => {
                small.unwrap_or('i')
            }
            _ => return Err(self.scanner.expected(WANTED)),
        };
        self.scanner.at += 1;
        let mut from = 1;
        if self.scanner.next_sign() == Some('=') {
            self.scanner.at += 1;
            from = self.digit("the first index, such as 1")?;
        }
        if braced {
            self.scanner.space();
            if !self.scanner.eat('}') {
                return Err(self.scanner.expected("'}' after the sum's index"));
            }
        }
        Ok((letter, at, from))
    }

    /// Returns where a sum ends: K, n or a number.
    fn limit(&mut self, braced: bool) -> Result<(Option<Axis>, Option<u8>, usize), ParseError> {
        self.scanner.space();
        let at = self.scanner.at;
        let limit = match self.scanner.peek() {
            Some('K') => (Some(Axis::Component), None, at),
            Some('n' | 'N') => (Some(Axis::Point), None, at),
            _ => (None, Some(self.digit("the last index: K, n or a number")?), at),
        };
        self.scanner.at += usize::from(limit.1.is_none());
        self.scanner.space();
        if braced && !self.scanner.eat('}') {
            return Err(self.scanner.expected("'}' after the sum's last index"));
        }
        Ok(limit)
    }

    fn digit(&mut self, wanted: &'static str) -> Result<u8, ParseError> {
        match self.scanner.next_sign().and_then(|c| c.to_digit(10)) {
            Some(digit) => {
                self.scanner.at += 1;
                Ok(digit as u8)
            }
            None => Err(self.scanner.expected(wanted)),
        }
    }
}
