//! A calculation as a lesson writes it: `-2*ll + 5*ln(n)`.

use super::{Calculation, Function};
use crate::explain::Quantity;
use crate::lesson::moment::Moment;

/// The longest calculation, in characters: it is read by a function that calls itself.
const MOST_CHARACTERS: usize = 400;

impl Calculation {
    /// Reads a calculation.
    ///
    /// # Errors
    /// Returns an error that says what cannot be read.
    pub(in crate::lesson) fn parse(text: &str) -> Result<Self, String> {
        if text.chars().count() > MOST_CHARACTERS {
            return Err(format!("longer than {MOST_CHARACTERS} characters"));
        }
        let mut parser = Parser { rest: text };
        let read = parser.sum()?;
        match parser.next() {
            None => Ok(read),
            Some(c) => Err(format!("'{c}' is not expected after a number")),
        }
    }
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    fn eat(&mut self, signs: &[char]) -> Option<char> {
        let c = self.next().filter(|c| signs.contains(c))?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn sum(&mut self) -> Result<Calculation, String> {
        let mut sum = self.product()?;
        while let Some(sign) = self.eat(&['+', '-', '−']) {
            let sign = if sign == '+' { '+' } else { '-' };
            sum = Calculation::Joined(Box::new([sum, self.product()?]), sign);
        }
        Ok(sum)
    }

    fn product(&mut self) -> Result<Calculation, String> {
        let mut product = self.signed()?;
        while let Some(sign) = self.eat(&['*', '·', '/']) {
            let sign = if sign == '/' { '/' } else { '*' };
            product = Calculation::Joined(Box::new([product, self.signed()?]), sign);
        }
        Ok(product)
    }

    fn signed(&mut self) -> Result<Calculation, String> {
        if self.eat(&['-', '−']).is_some() {
            return Ok(Calculation::Negative(Box::new(self.signed()?)));
        }
        let base = self.atom()?;
        if self.eat(&['^']).is_none() {
            return Ok(base);
        }
        Ok(Calculation::Joined(Box::new([base, self.signed()?]), '^'))
    }

    fn atom(&mut self) -> Result<Calculation, String> {
        match self.next() {
            None => Err("a number is missing at the end".to_owned()),
            Some('(') => self.bracketed(),
            Some(c) if c.is_ascii_digit() || c == '.' => {
                let digits = self.take(|c| c.is_ascii_digit() || c == '.');
                let value = digits.parse().map_err(|_| format!("'{digits}' is not a number"))?;
                Ok(Calculation::Number(value))
            }
            Some(c) if c.is_alphabetic() => self.named(),
            Some(c) => Err(format!("'{c}' is not expected where a number begins")),
        }
    }

    fn bracketed(&mut self) -> Result<Calculation, String> {
        self.eat(&['(']).ok_or("'(' is missing")?;
        let inside = self.sum()?;
        self.eat(&[')']).ok_or("')' is missing")?;
        Ok(inside)
    }

    fn named(&mut self) -> Result<Calculation, String> {
        let mut name = self.take(|c| c.is_alphanumeric() || c == '_' || c == '²');
        if self.rest.starts_with("^2[") {
            self.rest = &self.rest["^2".len()..];
            name.push('2');
        }
        if let Some((_, function)) = Function::NAMES.iter().find(|(other, _)| *other == name)
            && self.next() == Some('(')
        {
            return Ok(Calculation::Call(*function, Box::new(self.bracketed()?)));
        }
        if self.rest.starts_with('[') {
            let end = self.rest.find(']').ok_or_else(|| format!("']' is missing after {name}["))?;
            name.push_str(&self.rest[..=end]);
            self.rest = &self.rest[end + 1..];
        }
        match name.as_str() {
            "n" => return Ok(Calculation::Observations),
            "K" => return Ok(Calculation::Components),
            _ => {}
        }
        let quantity: Quantity = name.parse().map_err(|error| format!("{error}"))?;
        let moment = match self.eat(&['@']) {
            None => Moment::Here,
            Some(_) => Moment::named(&self.take(|c| c.is_alphanumeric() || c == '_'))?,
        };
        Ok(Calculation::Quantity(quantity, moment))
    }
}
