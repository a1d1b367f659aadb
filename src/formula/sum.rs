//! Sums: `Σ_j …`, `Σ_{j=1}^K …`, `sum(j, …)`, and `Σ …` without an index.

use super::error::{ParseError, ParseErrorKind};
use super::node::{Axis, Node};
use super::parse::Parser;
use super::scan::subscript;

/// What a sum counts with, as it is written.
struct Head {
    letter: Option<char>,
    at: usize,
    from: Option<u8>,
}

/// Where a sum ends, as it is written.
struct Limit {
    axis: Option<Axis>,
    to: Last,
    at: usize,
}

#[derive(Clone, Copy)]
enum Last {
    /// K or n: the last one counted from 1.
    FromOne,
    /// n − 1: the last one counted from 0.
    FromZero,
    Number(u8),
}

impl Parser<'_> {
    /// A sum takes in a product, to the next +, − or /.
    pub(super) fn indexed_sum(&mut self) -> Result<Node, ParseError> {
        self.scanner.enter()?;
        let called = self.is_called();
        let bracket = if called { Some(self.open()?) } else { None };
        let head = self.head(called)?;
        let mut limit = None;
        if called {
            if self.scanner.next_sign() == Some('.') && self.scanner.ahead(1) == Some('.') {
                self.scanner.at += 2;
                limit = Some(self.limit(false, true)?);
            }
            self.scanner.space();
            if !self.scanner.eat(',') {
                return Err(self.scanner.expected("',' and what is summed, as in sum(j, pi_j)"));
            }
        } else if self.scanner.next_sign() == Some('^') {
            self.scanner.at += 1;
            let braced = self.scanner.next_sign() == Some('{');
            self.scanner.at += usize::from(braced);
            limit = Some(self.limit(braced, braced)?);
        }
        self.scope.open(head.letter, limit.as_ref().and_then(|limit| limit.axis));
        let body = if called {
            self.expression()?
        } else {
            let minus = self.signs();
            let body = self.product(false)?;
            if minus { Node::Sum(vec![(true, body)]) } else { body }
        };
        let Some((letter, axis)) = self.scope.close() else {
            const WANTED: &str = "the index of the sum, as in sum_j";
            let found = self.scanner.found_at(head.at);
            let problem = ParseErrorKind::Expected { wanted: WANTED, found };
            return Err(self.scanner.error(head.at, problem));
        };
        if let Some((close, opened)) = bracket {
            self.close(close, opened)?;
        }
        let (from, to) = self.range(axis, &head, limit.as_ref())?;
        self.scanner.depth -= 1;
        Ok(Node::IndexedSum { letter, axis, from, to, body: Box::new(body) })
    }

    /// Returns whether a sum is written as a call, `sum(j, …)`; any other bracket is what is
    /// summed.
    fn is_called(&self) -> bool {
        let mut ahead = (0..).map_while(|by| self.scanner.ahead(by)).filter(|c| !c.is_whitespace());
        ahead.next() == Some('(')
            && matches!(ahead.next(), Some('i'..='m'))
            && match ahead.next() {
                Some(',' | '=') => true,
                Some('.') => ahead.next() == Some('.'),
                _ => false,
            }
    }

    /// Returns the letter that a sum counts with, if it is written, where it is, and where it
    /// starts.
    fn head(&mut self, called: bool) -> Result<Head, ParseError> {
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
            _ if barred => return Err(self.scanner.expected("the index of the sum, as in sum_j")),
            _ => return Ok(Head { letter: None, at, from: None }),
        };
        self.scanner.at += 1;
        let mut from = None;
        if self.scanner.next_sign() == Some('=') {
            self.scanner.at += 1;
            from = Some(self.digit("the first index, such as 1")?);
        }
        if braced {
            self.scanner.space();
            if !self.scanner.eat('}') {
                return Err(self.scanner.expected("'}' after the sum's index"));
            }
        }
        Ok(Head { letter: Some(letter), at, from })
    }

    /// Returns where a sum ends: K, n, a number, or n − 1 if a difference may be there.
    fn limit(&mut self, braced: bool, differences: bool) -> Result<Limit, ParseError> {
        self.scanner.space();
        let at = self.scanner.at;
        let (axis, mut to) = match self.scanner.peek() {
            Some('K') => (Some(Axis::Component), Last::FromOne),
            Some('n' | 'N') => (Some(Axis::Point), Last::FromOne),
            _ => (None, Last::Number(self.digit("the last index: K, n or a number")?)),
        };
        self.scanner.at += usize::from(axis.is_some());
        self.scanner.space();
        if differences && axis == Some(Axis::Point) && self.scanner.eat('-') {
            if self.digit("the 1 of n-1")? != 1 {
                return Err(self.scanner.error(at, ParseErrorKind::NotTheLast));
            }
            to = Last::FromZero;
            self.scanner.space();
        }
        if braced && !self.scanner.eat('}') {
            return Err(self.scanner.expected("'}' after the sum's last index"));
        }
        Ok(Limit { axis, to, at })
    }

    /// Returns the first and the last index of a sum, counted from 1; no last one if it is the last
    /// there is, which has one spelling.
    fn range(
        &self,
        axis: Axis,
        head: &Head,
        limit: Option<&Limit>,
    ) -> Result<(u8, Option<u8>), ParseError> {
        let (least, most) = self.context.extent(axis);
        let last_at = limit.map_or(head.at, |limit| limit.at);
        let numbered =
            |index| self.scope.numbered(axis, index, last_at, &self.scanner, self.context);
        let first_is_one = axis == Axis::Component || self.scope.first_observation == 1;
        let is_no_index = |index: &str| {
            let (first, last) = (self.scope.first_observation, least as u8);
            let last = last + first - 1;
            let index = index.to_owned();
            Err(self
                .scanner
                .error(last_at, ParseErrorKind::OutOfRange { axis, index, first, last }))
        };
        let from = head.from.map_or(Ok(1), numbered)?;
        let to = match limit.map(|limit| limit.to) {
            // From 1 without an end is how all of them are written on paper.
            None if head.from == Some(1) && !first_is_one => return is_no_index("n"),
            Some(Last::FromOne) if head.from.is_some() && !first_is_one => return is_no_index("n"),
            None | Some(Last::FromOne) => None,
            Some(Last::FromZero) if !first_is_one => None,
            Some(Last::FromZero) => return is_no_index("n-1"),
            Some(Last::Number(number)) => Some(numbered(number)?),
        };
        Ok((from, to.filter(|to| least != most || usize::from(*to) != most)))
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
