//! The grammar, by recursive descent: nothing descends without [`Scanner::enter`], so nesting is
//! bounded.

mod number;
mod word;

use super::context::Context;
use super::error::{ParseError, ParseErrorKind};
use super::node::{Function, Node};
use super::resolve::Scope;
use super::scan::{Scanner, superscript};

const A_FACTOR: &str = "a number, a name or a bracket";
const THE_NEXT: &str = "+, -, *, / or the end";
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
type Parsed = Result<Node, ParseError>;

/// Reads a whole text. Observations count from 0; if one is named that is then not there, they
/// count from 1, as on paper, in the whole of it.
pub(super) fn parse(text: &str, context: &Context) -> Parsed {
    match parse_counting_from(0, text, context) {
        Err(error) if error.is_about_an_observation() => parse_counting_from(1, text, context)
            .map_err(|other| if other.is_about_an_observation() { error } else { other }),
        parsed => parsed,
    }
}

fn parse_counting_from(first_observation: u8, text: &str, context: &Context) -> Parsed {
    let scope = Scope::new(context, first_observation);
    let mut parser = Parser { scanner: Scanner::new(text)?, context, scope };
    if let Some(at) = parser.scanner.equals_sign() {
        return Err(parser.scanner.error(at, ParseErrorKind::EqualsSign));
    }
    let node = parser.expression()?;
    match parser.scanner.next_sign() {
        None => Ok(node),
        Some(_) => Err(parser.scanner.expected(THE_NEXT)),
    }
}

/// The reader of one text.
pub(super) struct Parser<'a> {
    pub(super) scanner: Scanner,
    pub(super) context: &'a Context,
    pub(super) scope: Scope,
}

impl Parser<'_> {
    /// Terms with + and − between them.
    pub(super) fn expression(&mut self) -> Parsed {
        let mut terms = vec![(self.signs(), self.product(true)?)];
        while matches!(self.scanner.next_sign(), Some('+' | '-')) {
            terms.push((self.signs(), self.product(true)?));
        }
        Ok(alone(terms, Node::Sum))
    }

    /// Any number of signs, whether they come to a minus.
    pub(super) fn signs(&mut self) -> bool {
        let mut minus = false;
        while let Some(sign @ ('+' | '-')) = self.scanner.next_sign() {
            minus ^= sign == '-';
            self.scanner.at += 1;
        }
        minus
    }

    /// Factors, side by side or with * and / between them; what a sum takes in has no /.
    pub(super) fn product(&mut self, divisions: bool) -> Parsed {
        let mut factors = vec![(false, self.factor()?)];
        loop {
            match self.scanner.next_sign() {
                Some('*') => {
                    self.scanner.at += 1;
                    factors.push((false, self.factor()?));
                }
                Some('/') if divisions => {
                    self.scanner.at += 1;
                    factors.push((true, self.factor()?));
                }
                Some(c) if c.is_alphabetic() || c == '√' || opens(c) => {
                    if is_under_the_line(&factors) {
                        return Err(self
                            .scanner
                            .error(self.scanner.at, ParseErrorKind::UnderTheLine));
                    }
                    factors.push((false, self.factor()?));
                }
                Some(c) if c.is_ascii_digit() || fraction(c).is_some() => {
                    return Err(self
                        .scanner
                        .error(self.scanner.at, ParseErrorKind::NumberAfterFactor));
                }
                _ => return Ok(alone(factors, Node::Product)),
            }
        }
    }

    /// Reads a power with signs before it.
    fn factor(&mut self) -> Parsed {
        if !self.signs() {
            return self.power();
        }
        self.scanner.enter()?;
        let power = self.power()?;
        self.scanner.depth -= 1;
        Ok(Node::Sum(vec![(true, power)]))
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        if let Some(exponent) = self.superscript()? {
            return Ok(Node::Power(Box::new(base), Box::new(exponent)));
        }
        let start = self.scanner.at;
        self.scanner.space();
        if self.scanner.starts_with("**") {
            self.scanner.at += 2;
        } else if !self.scanner.eat('^') {
            self.scanner.at = start;
            return Ok(base);
        }
        self.scanner.enter()?;
        let exponent = self.factor()?;
        self.scanner.depth -= 1;
        Ok(Node::Power(Box::new(base), Box::new(exponent)))
    }

    /// ², ⁻¹, ¹⁰.
    fn superscript(&mut self) -> Result<Option<Node>, ParseError> {
        let start = self.scanner.at;
        let minus = self.scanner.eat('⁻');
        let digits = self.scanner.take_while(|c| superscript(c).is_some());
        if digits.is_empty() {
            if minus {
                return Err(self.scanner.expected("a digit such as ¹"));
            }
            return Ok(None);
        }
        if digits.chars().count() > 3 {
            return Err(self.scanner.error(start, ParseErrorKind::NumberTooLarge));
        }
        let digits = digits.chars().filter_map(superscript);
        let number = Node::Number(f64::from(digits.fold(0, |all, digit| 10 * all + digit)));
        Ok(Some(if minus { Node::Sum(vec![(true, number)]) } else { number }))
    }

    fn atom(&mut self) -> Parsed {
        match self.scanner.next_sign() {
            Some(c) if opens(c) => self.bracketed(),
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some('√') => self.root(),
            Some(c) if c.is_alphabetic() => self.word(),
            Some(c) => match fraction(c) {
                Some(value) => {
                    self.scanner.at += 1;
                    Ok(Node::Number(value))
                }
                None => Err(self.scanner.expected(A_FACTOR)),
            },
            None => Err(self.scanner.expected(A_FACTOR)),
        }
    }

    /// Reads what is inside a bracket and its partner.
    fn bracketed(&mut self) -> Parsed {
        let (close, opened) = self.open()?;
        let inside = self.expression()?;
        self.close(close, opened)?;
        Ok(inside)
    }

    /// Past an opening bracket, one level down: its partner, and where it stood.
    pub(super) fn open(&mut self) -> Result<(char, usize), ParseError> {
        let pair = self.scanner.next_sign().and_then(|c| BRACKETS.iter().find(|(o, _)| *o == c));
        let Some((_, close)) = pair else {
            return Err(self.scanner.expected("a bracket"));
        };
        self.scanner.enter()?;
        let opened = self.scanner.at;
        self.scanner.at += 1;
        Ok((*close, opened))
    }

    pub(super) fn close(&mut self, close: char, opened: usize) -> Result<(), ParseError> {
        self.scanner.space();
        if self.scanner.eat(close) {
            self.scanner.depth -= 1;
            return Ok(());
        }
        if self.scanner.peek() == Some('=') {
            return Err(self.scanner.expected(THE_NEXT));
        }
        let open = BRACKETS.iter().find(|(_, c)| *c == close).map_or('(', |(open, _)| *open);
        let (opened, found) = (self.scanner.column(opened), self.scanner.found());
        let problem = ParseErrorKind::Unclosed { open, close, opened, found };
        Err(self.scanner.error(self.scanner.at, problem))
    }

    /// √ takes a bracket, or one number or name.
    fn root(&mut self) -> Parsed {
        self.scanner.at += 1;
        self.scanner.enter()?;
        let argument = match self.scanner.next_sign() {
            Some(c) if opens(c) => self.bracketed()?,
            _ => self.atom()?,
        };
        self.scanner.depth -= 1;
        Ok(Node::Call(Function::Sqrt, Box::new(argument)))
    }
}

fn opens(c: char) -> bool {
    BRACKETS.iter().any(|(open, _)| *open == c)
}

fn fraction(c: char) -> Option<f64> {
    match c {
        '½' => Some(0.5),
        '¼' => Some(0.25),
        '¾' => Some(0.75),
        _ => None,
    }
}

/// After `a/b`, is what is beside b under the line? Only where both are numbers is it clear: ½
/// x.
fn is_under_the_line(factors: &[(bool, Node)]) -> bool {
    match factors {
        [.., (_, Node::Number(_)), (true, Node::Number(_))] => false,
        _ => factors.last().is_some_and(|(divided, _)| *divided),
    }
}

/// One part without a sign is itself.
fn alone(mut parts: Vec<(bool, Node)>, node: fn(Vec<(bool, Node)>) -> Node) -> Node {
    match parts.pop() {
        Some((false, part)) if parts.is_empty() => part,
        last => {
            parts.extend(last);
            node(parts)
        }
    }
}
