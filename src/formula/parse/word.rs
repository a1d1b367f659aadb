//! What begins with a letter: functions, sums, N(x; μ, σ²) and names.

use super::{Parsed, Parser, opens};
use crate::formula::error::ParseErrorKind;
use crate::formula::name::{Name, letters};
use crate::formula::node::{Axis, Constant, Function, Index, Node, Symbol, Variable};

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

impl Parser<'_> {
    pub(super) fn word(&mut self) -> Parsed {
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

    /// Returns whether N(x; μ, σ²) may be used.
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
        if let (Symbol::Density, Some(k)) = (variable.symbol, variable.component) {
            return self.density(name.start, k);
        }
        let node = Node::Variable(variable);
        Ok(if name.squared { node.squared() } else { node })
    }

    /// N_k as a density: alone it is that at x; N_k(x) and N_k(x_i) say at which. Any other bracket
    /// is a factor.
    fn density(&mut self, name_at: usize, k: Index) -> Parsed {
        let of = |symbol| Node::Variable(Variable::of_component(symbol, k));
        let at = |x| Node::Normal(Box::new([x, of(Symbol::Mean), of(Symbol::Sd).squared()]));
        let (start, depth) = (self.scanner.at, self.scanner.depth);
        let name = self.scanner.shown(name_at);
        if self.scanner.next_sign() == Some('(') {
            let (close, opened) = self.open()?;
            if self.scanner.next_sign() == Some('x')
                && let Ok(x) = self.name()
            {
                match self.scanner.next_sign() {
                    Some(')') => {
                        self.close(close, opened)?;
                        return Ok(at(x));
                    }
                    Some(';' | '|') => return self.normal(Some((x, close, opened))),
                    _ => {}
                }
            }
        }
        (self.scanner.at, self.scanner.depth) = (start, depth);
        let scalar = self.context.forms(Symbol::Observation).any(|form| form.point.is_none());
        let point = if scalar { None } else { self.scope.implied(Axis::Point, self.context) };
        if !scalar && point.is_none() {
            return Err(self.scanner.error(name_at, ParseErrorKind::DensityOfWhat { name }));
        }
        let observation = Variable::scalar(Symbol::Observation);
        Ok(at(Node::Variable(Variable { point: point.map(Index::Letter), ..observation })))
    }
}
