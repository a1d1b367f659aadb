//! Numbers that a lesson computes from its runs: `ll`, `mu[1]@3`, `-2*ll + 5*ln(n)`.

mod parse;

use super::moment::{Earlier, Moment};
use super::scene::Scene;
use crate::explain::Quantity;

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

impl Calculation {
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

    /// Returns whether it has both a quantity where the stepper is and one after the keys of
    /// `after`: in a question with `after` that is the same, so their difference is 0.
    pub(super) fn mixes_after(&self) -> bool {
        self.has(&Moment::Here) && self.has(&Moment::After)
    }

    fn has(&self, wanted: &Moment) -> bool {
        match self {
            Self::Quantity(_, moment) => moment == wanted,
            Self::Number(_) | Self::Observations | Self::Components => false,
            Self::Joined(both, _) => both.iter().any(|part| part.has(wanted)),
            Self::Negative(inside) | Self::Call(_, inside) => inside.has(wanted),
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
            Self::Components => here.map(|scene| scene.run().components() as f64),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::data::{self, Request, Source};
    use crate::lesson::allowance::Allowance;

    fn homework() -> Scene {
        let source = Source::Example("homework".to_owned());
        let dataset = data::load(&Request::new(source)).unwrap();
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
        earlier.enter(Some("start".to_owned()), Some(start));
        earlier.enter(None, Some(second));
        earlier.enter(None, Some(here.clone()));
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
}
