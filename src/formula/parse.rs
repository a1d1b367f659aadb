//! The grammar, by recursive descent: nothing descends without [`Scanner::enter`], so nesting is
//! bounded.

use super::context::Context;
use super::error::{ParseError, ParseErrorKind};
use super::name::{Name, letters};
use super::node::{Constant, Function, Index, Node, Symbol, Variable};
use super::resolve::Scope;
use super::scan::{Scanner, superscript};

const A_FACTOR: &str = "a number, a name or a bracket";
const THE_NEXT: &str = "+, -, *, / or the end";
const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];
const FUNCTIONS: [(&str, Function); 9] = [
    ("exp", Function::Exp),
    ("ln", Function::Ln),
    ("log", Function::Ln),
    ("lg", Function::Log10),
    ("sqrt", Function::Sqrt),
    ("abs", Function::Abs),
    ("√", Function::Sqrt),
    ("logten", Function::Log10),
    ("logtwo", Function::Log2),
];

type Parsed = Result<Node, ParseError>;

/// Reads a whole text.
pub(super) fn parse(text: &str, context: &Context) -> Parsed {
    let mut parser = Parser { scanner: Scanner::new(text)?, context, scope: Scope::new(context) };
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

    /// A power with signs before it.
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

    /// A bracket and its partner.
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

    fn number(&mut self) -> Parsed {
        let start = self.scanner.at;
        self.scanner.take_while(|c| c.is_ascii_digit());
        if self.scanner.eat('.') {
            self.scanner.take_while(|c| c.is_ascii_digit());
        }
        // An e is an exponent's only where digits follow: 2e is 2·e.
        if matches!(self.scanner.peek(), Some('e' | 'E')) {
            let sign = usize::from(matches!(self.scanner.ahead(1), Some('+' | '-')));
            if self.scanner.ahead(1 + sign).is_some_and(|c| c.is_ascii_digit()) {
                self.scanner.at += 1 + sign;
                self.scanner.take_while(|c| c.is_ascii_digit());
            }
        }
        let text = self.scanner.text(start);
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                let comma = self.scanner.peek() == Some(',')
                    && self.scanner.ahead(1).is_some_and(|c| c.is_ascii_digit());
                if comma {
                    return Err(self.scanner.error(self.scanner.at, ParseErrorKind::DecimalComma));
                }
                Ok(Node::Number(number))
            }
            Ok(_) => Err(self.scanner.error(start, ParseErrorKind::NumberTooLarge)),
            Err(_) => {
                self.scanner.at = start;
                Err(self.scanner.expected(A_FACTOR))
            }
        }
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

    fn word(&mut self) -> Parsed {
        let start = self.scanner.at;
        let mut word = letters(&mut self.scanner);
        // log10, log_10 and log_{10} are logarithms of another base.
        if word == "log" {
            for (digits, name) in [("10", "logten"), ("2", "logtwo")] {
                let forms = [digits.to_owned(), format!("_{digits}"), format!("_{{{digits}}}")];
                if let Some(form) = forms.iter().find(|form| self.scanner.starts_with(form)) {
                    self.scanner.at += form.len();
                    name.clone_into(&mut word);
                    break;
                }
            }
        }
        if let Some((_, function)) = FUNCTIONS.iter().find(|(name, _)| *name == word) {
            return Ok(Node::Call(*function, Box::new(self.bracketed()?)));
        }
        match word.as_str() {
            "sum" | "Σ" => return self.indexed_sum(),
            "e" => return Ok(Node::Constant(Constant::E)),
            "frac" => {
                let parts = vec![(false, self.bracketed()?), (true, self.bracketed()?)];
                return Ok(Node::Product(parts));
            }
            "N" if self.may_be_normal() && self.scanner.next_sign().is_some_and(opens) => {
                return self.normal(None);
            }
            _ => {}
        }
        self.scanner.at = start;
        self.name()
    }

    /// Whether N(x; μ, σ²) may be used.
    fn may_be_normal(&self) -> bool {
        self.context.has(Symbol::Mean) && self.context.has(Symbol::Sd)
    }

    /// N(x; mean, variance), from its bracket or, where the x has been read, from what follows it.
    fn normal(&mut self, read: Option<(Node, char, usize)>) -> Parsed {
        let (x, close, opened) = if let Some(read) = read {
            read
        } else {
            let (close, opened) = self.open()?;
            (self.expression()?, close, opened)
        };
        if !matches!(self.scanner.next_sign(), Some(';' | '|' | ',')) {
            return Err(self.scanner.expected("';' and the mean, as in N(x; mu_k, sigma_k^2)"));
        }
        self.scanner.at += 1;
        let mean = self.expression()?;
        if !matches!(self.scanner.next_sign(), Some(';' | ',')) {
            return Err(self.scanner.expected("',' and the variance, as in N(x; mu_k, sigma_k^2)"));
        }
        self.scanner.at += 1;
        let variance = self.expression()?;
        self.close(close, opened)?;
        Ok(Node::Normal(Box::new([x, mean, variance])))
    }

    fn name(&mut self) -> Parsed {
        let name = Name::read(&mut self.scanner)?;
        let bare = name.indices.is_empty() && !name.hat && !name.squared;
        if bare && ["pi", "π"].contains(&name.word.as_str()) {
            return Ok(Node::Constant(Constant::Pi));
        }
        let variable = self.scope.resolve(&name, &self.scanner, self.context)?;
        let node = Node::Variable(variable);
        if name.squared {
            return Ok(node.squared());
        }
        if let (Symbol::Density, Some(k)) = (variable.symbol, variable.component) {
            return self.density(node, k);
        }
        Ok(node)
    }

    /// N_k alone is the density at x; N_k(x) and N_k(x_i) say at which. Any other bracket is a
    /// factor.
    fn density(&mut self, alone: Node, k: Index) -> Parsed {
        let (start, depth) = (self.scanner.at, self.scanner.depth);
        if self.scanner.next_sign() == Some('(') {
            let (close, opened) = self.open()?;
            if self.scanner.next_sign() == Some('x')
                && let Ok(x) = self.name()
            {
                match self.scanner.next_sign() {
                    Some(')') => {
                        self.close(close, opened)?;
                        let of = |symbol| Node::Variable(Variable::of_component(symbol, k));
                        let variance = of(Symbol::Sd).squared();
                        return Ok(Node::Normal(Box::new([x, of(Symbol::Mean), variance])));
                    }
                    Some(';' | '|') => return self.normal(Some((x, close, opened))),
                    _ => {}
                }
            }
        }
        (self.scanner.at, self.scanner.depth) = (start, depth);
        Ok(alone)
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
