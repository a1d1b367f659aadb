//! Numbers that a lesson computes from its runs: `ll`, `mu[1]@3`, `-2*ll + 5*ln(n)`.

use super::scene::Scene;
use crate::explain::Quantity;
use crate::timeline::HalfStep;

/// The longest calculation, in characters: it is read by a function that calls itself.
const MOST_CHARACTERS: usize = 400;
/// What stands for the keys in `after`.
const AFTER: &str = "after";

/// A calculation with numbers of the runs of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Calculation {
    Number(f64),
    /// n, how many observations there are.
    Observations,
    /// K, how many components there are.
    Components,
    Quantity(Quantity, Moment),
    /// Two calculations and what joins them: + − * / or ^.
    Joined(Box<[Self; 2]>, char),
    Negative(Box<Self>),
    Call(Function, Box<Self>),
}

/// When a quantity has the value that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Where the stepper is.
    Here,
    /// After this many iterations of the run that the stepper is in: `@t3`.
    Iteration(usize),
    /// When this step of the lesson, from 1, is entered: `@3`.
    Step(usize),
    /// When the step of this name is entered: `@start`.
    NamedStep(String),
    /// After the keys in `after` of the question: `@after`.
    After,
}

/// What a number can be put through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Ln,
    Exp,
    Sqrt,
    Abs,
}

impl Function {
    const NAMES: [(&'static str, Self); 4] =
        [("ln", Self::Ln), ("exp", Self::Exp), ("sqrt", Self::Sqrt), ("abs", Self::Abs)];

    fn of(self, x: f64) -> f64 {
        match self {
            Self::Ln => x.ln(),
            Self::Exp => x.exp(),
            Self::Sqrt => x.sqrt(),
            Self::Abs => x.abs(),
        }
    }
}

/// The scenes of the steps of a lesson up to the one that is read, each with its name. A scene is
/// none if a mistake hides it.
#[derive(Debug, Default)]
pub(super) struct Earlier {
    steps: Vec<(Option<String>, Option<Scene>)>,
    /// Where the keys in `after` of the question that is read lead; none if it has none.
    ahead: Option<Scene>,
}

impl Earlier {
    /// Adds the next step.
    pub(super) fn push(&mut self, name: Option<String>, scene: Option<Scene>) {
        self.steps.push((name, scene));
    }

    /// Returns how many steps there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Sets where the keys in `after` of the question that is read lead.
    pub(super) fn set_ahead(&mut self, ahead: Option<Scene>) {
        self.ahead = ahead;
    }

    /// Returns the number, from 1, of the step of this name.
    pub(super) fn named(&self, name: &str) -> Option<usize> {
        let is_it = |(other, _): &(Option<String>, _)| other.as_deref() == Some(name);
        self.steps.iter().position(is_it).map(|index| index + 1)
    }

    fn scene(&self, step: usize) -> Result<Option<&Scene>, String> {
        let found = step.checked_sub(1).and_then(|index| self.steps.get(index));
        let found = found.ok_or_else(|| {
            format!(
                "@{step} must name this step or one before it, from @1 to @{}",
                self.steps.len()
            )
        })?;
        Ok(found.1.as_ref())
    }
}

impl Calculation {
    /// Reads a calculation.
    ///
    /// # Errors
    /// Returns an error that says what cannot be read.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
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

    /// Returns its one quantity with when it has the value that is meant, if that is all it is.
    pub(super) fn quantity(&self) -> Option<(Quantity, &Moment)> {
        match self {
            Self::Quantity(quantity, moment) => Some((*quantity, moment)),
            _ => None,
        }
    }

    /// Returns the quantities in it whose value is that where the stepper is.
    pub(super) fn quantities_here(&self) -> Vec<Quantity> {
        match self {
            Self::Quantity(quantity, Moment::Here) => vec![*quantity],
            Self::Number(_) | Self::Observations | Self::Components | Self::Quantity(..) => {
                Vec::new()
            }
            Self::Joined(both, _) => both.iter().flat_map(Self::quantities_here).collect(),
            Self::Negative(inside) | Self::Call(_, inside) => inside.quantities_here(),
        }
    }

    /// Returns its value with the stepper at `here`; none if a mistake hides where that, or a step
    /// it refers to, is.
    ///
    /// # Errors
    /// Returns an error if it has no finite value.
    pub(super) fn value(
        &self,
        here: Option<&Scene>,
        earlier: &Earlier,
    ) -> Result<Option<f64>, String> {
        let value = self.evaluate(here, earlier)?;
        match value {
            Some(value) if !value.is_finite() => Err("it has no value here".to_owned()),
            value => Ok(value),
        }
    }

    fn evaluate(&self, here: Option<&Scene>, earlier: &Earlier) -> Result<Option<f64>, String> {
        let of = |part: &Self| part.evaluate(here, earlier);
        Ok(match self {
            Self::Number(value) => Some(*value),
            Self::Observations => here.map(|scene| scene.dataset().sample.len() as f64),
            Self::Components => here.map(|scene| scene.run().current().theta().len() as f64),
            Self::Quantity(quantity, moment) => {
                let Some(scene) = moment.scene(*quantity, here, earlier)? else { return Ok(None) };
                let value = quantity.value(scene.run(), &scene.dataset().sample);
                Some(value.ok_or_else(|| format!("there is no {quantity} {moment}"))?)
            }
            Self::Joined(both, sign) => {
                let [a, b] = &**both;
                of(a)?.zip(of(b)?).map(|(a, b)| match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    '/' => a / b,
                    _ => a.powf(b),
                })
            }
            Self::Negative(inside) => of(inside)?.map(|value| -value),
            Self::Call(function, inside) => of(inside)?.map(|value| function.of(value)),
        })
    }
}

impl Moment {
    /// Returns where the stepper is then; none if a mistake hides that.
    pub(super) fn scene(
        &self,
        quantity: Quantity,
        here: Option<&Scene>,
        earlier: &Earlier,
    ) -> Result<Option<Scene>, String> {
        match self {
            Self::Here => Ok(here.cloned()),
            Self::Step(step) => Ok(earlier.scene(*step)?.cloned()),
            Self::After => {
                let ahead = earlier.ahead.clone();
                Ok(Some(ahead.ok_or("@after is for a question that has after")?))
            }
            Self::NamedStep(name) => {
                let step = earlier.named(name).ok_or_else(|| {
                    format!("no step up to this one has name = \"{name}\", as @{name} says")
                })?;
                Ok(earlier.scene(step)?.cloned())
            }
            Self::Iteration(t) => {
                let Some(here) = here else { return Ok(None) };
                let at = match quantity {
                    Quantity::Gamma { .. } | Quantity::Count(_) => HalfStep::gamma(*t),
                    _ => HalfStep::theta(*t),
                };
                let scene = here.at(at).ok_or_else(|| {
                    let last = here.run().iterates().len() - 1;
                    format!("@t{t} is not reached; the run is known up to @t{last}")
                })?;
                Ok(Some(scene))
            }
        }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here => f.write_str("here"),
            Self::Iteration(t) => write!(f, "at t = {t}"),
            Self::Step(step) => write!(f, "in step {step}"),
            Self::NamedStep(name) => write!(f, "in the step {name}"),
            Self::After => f.write_str("after those keys"),
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
        Ok(Calculation::Quantity(quantity, self.moment()?))
    }

    fn moment(&mut self) -> Result<Moment, String> {
        if self.eat(&['@']).is_none() {
            return Ok(Moment::Here);
        }
        let name = self.take(|c| c.is_alphanumeric() || c == '_');
        let number = |digits: &str| {
            digits.parse().map_err(|_| format!("'@{name}' is not a step or an iteration"))
        };
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        match name.strip_prefix('t') {
            Some(t) if is_number(t) => Ok(Moment::Iteration(number(t)?)),
            _ if is_number(&name) => Ok(Moment::Step(number(&name)?)),
            _ if name.is_empty() => {
                Err("@ needs the number of a step, its name, or t and an iteration".to_owned())
            }
            _ if name == AFTER => Ok(Moment::After),
            _ => Ok(Moment::NamedStep(name)),
        }
    }
}

/// Returns whether a step may have this name: it is told from a number and from an iteration.
pub(super) fn is_step_name(name: &str) -> bool {
    let is_iteration =
        name.strip_prefix('t').is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()));
    name.starts_with(char::is_alphabetic)
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !is_iteration
        && name != AFTER
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::{self, Request, Source};
    use crate::lesson::allowance::Allowance;

    fn homework() -> Scene {
        let source = Source::Example("homework".to_owned());
        let dataset = data::load(&Request { source, column: None, exact: false }).unwrap();
        let theta = dataset.theta.clone().unwrap();
        Scene::new(Arc::new(dataset), theta).unwrap()
    }

    /// After an iteration and an E-step, with the steps `start` and, one iteration later, `second`.
    fn value(text: &str) -> Result<f64, String> {
        let mut allowance = Allowance::UNLIMITED;
        let start = homework();
        let second = start.press("em", &mut allowance).unwrap();
        let here = second.press("e", &mut allowance).unwrap();
        let mut earlier = Earlier::default();
        earlier.push(Some("start".to_owned()), Some(start));
        earlier.push(None, Some(second));
        earlier.push(None, Some(here.clone()));
        earlier.set_ahead(Some(here.press("m", &mut allowance).unwrap()));
        let value = Calculation::parse(text)?.value(Some(&here), &earlier)?;
        value.ok_or_else(|| "none".to_owned())
    }

    #[test]
    fn calculations_have_the_value_of_the_numbers_in_them() {
        let ll = [-24.512_532, -10.955_912];
        for (text, expected) in [
            ("ll", ll[1]),
            ("ll@1", ll[0]),
            ("ll@start", ll[0]),
            ("ℓ@t0", ll[0]),
            ("ll - ll@1", ll[1] - ll[0]),
            ("delta_ll", ll[1] - ll[0]),
            ("-2*ll + 5*ln(n)", -2.0 * ll[1] + 5.0 * 5.0_f64.ln()),
            ("mu[1]@1 + sigma^2[2]@start", 10.0),
            ("sigma2[2]@1/sigma[2]@1", 2.0),
            ("2 - 3 - 4", -5.0),
            ("2 + 3 * 4 / 6 - 2^-1", 3.5),
            ("-2^2", -4.0),
            ("2^3^2", 512.0),
            ("(K + n) · 2", 14.0),
            ("sqrt(4) + abs(1 − 2) + exp(0)", 4.0),
            ("N[1] + N[2]", 5.0),
            ("gamma[2,1]@t1 - gamma[2,1]", 0.0),
            ("N[1]@t0 - N[1]@2", 0.0),
        ] {
            let found = value(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!((found - expected).abs() < 3e-6, "{text}: {found} is not {expected}");
        }
        assert!(value("ll@after").unwrap() > ll[1]);
    }

    #[test]
    fn what_is_wrong_in_a_calculation_is_said() {
        for (text, says) in [
            ("", "a number is missing at the end"),
            ("ll +", "a number is missing at the end"),
            ("ll ll", "'l' is not expected after a number"),
            ("(ll", "')' is missing"),
            ("lll", "unknown quantity 'lll'"),
            ("mu[1", "']' is missing after mu["),
            ("mu[3]", "there is no mu[3] here"),
            ("gamma[0,1]@1", "there is no gamma[0,1] in step 1"),
            ("ll@4", "@4 must name this step or one before it, from @1 to @3"),
            ("ll@0", "@0 must name this step or one before it, from @1 to @3"),
            ("ll@t2", "@t2 is not reached; the run is known up to @t1"),
            ("ll@end", "no step up to this one has name = \"end\""),
            ("ll@", "@ needs the number of a step"),
            ("ll@99999999999999999999999", "'@99999999999999999999999' is not a step"),
            ("1.2.3", "'1.2.3' is not a number"),
            ("1/0", "it has no value here"),
            ("ln(-1)", "it has no value here"),
            ("#", "'#' is not expected where a number begins"),
        ] {
            let error = value(text).unwrap_err();
            assert!(error.starts_with(says), "{text}: {error}");
        }
    }

    #[test]
    fn a_step_has_a_name_that_is_neither_a_number_nor_an_iteration() {
        for name in ["start", "second_run", "t", "theta0", "größe"] {
            assert!(is_step_name(name), "{name}");
        }
        for name in ["", "3", "t3", "a-b", "a b", "_x", "after"] {
            assert!(!is_step_name(name), "{name}");
        }
    }
}
