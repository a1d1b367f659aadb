//! Whether a symbol, or a formula, has more than one value at the points at which formulas are
//! compared.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Formula;
use super::context::Context;
use super::equal::{agree, cases, tells};
use super::evaluate::{Rounded, evaluate};
use super::node::Axis;
use super::sampling::Assignment;

/// The random draws that are looked at.
const DRAWS: usize = 32;
/// Values this near to each other are one value: rounding makes no more of a number near 1, or of
/// 0.
const SAME: f64 = 1e-9;

impl Context {
    /// Returns the value of its first symbol, if that is the same whatever is drawn: such as K if
    /// there is a fixed number of components, or π_1 if there is one. Any formula in it could be
    /// answered by a number.
    pub fn constant(&self) -> Option<f64> {
        let variable = self.symbols.first()?;
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for _ in 0..DRAWS {
            let assignment = Assignment::draw(self, &mut random);
            for k in 0..self.extent(Axis::Component).1 {
                for i in 0..self.extent(Axis::Point).1 {
                    let of_a_point = variable.point.is_some();
                    let value = assignment.value(variable.symbol, Some(k), Some(i), of_a_point);
                    if value.is_finite() {
                        (least, most) = (least.min(value), most.max(value));
                    }
                }
            }
        }
        let value = if most.abs() < SAME { 0.0 } else { most };
        (most - least <= SAME * most.abs().max(1.0)).then_some(value)
    }
}

impl Formula {
    /// Returns the formula's value, if that is the same whatever is drawn: as of `n_1 + n_2` with
    /// two components and a fixed number of points, or of `K - K + 11`. It could be answered by a
    /// number.
    pub fn constant(&self, context: &Context) -> Option<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let mut first: Option<Rounded> = None;
        for _ in 0..DRAWS {
            let assignment = Assignment::draw(context, &mut random);
            for (_, letters) in cases(context, &assignment) {
                let value = evaluate(&self.node, &assignment, letters);
                if tells(value, value) && !agree(*first.get_or_insert(value), value) {
                    return None;
                }
            }
        }
        first.map(|first| if first.value.abs() < SAME { 0.0 } else { first.value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_varies_unless_its_symbols_cancel() {
        let constant = |text: &str| {
            let symbols = ["pi_k", "mu_k", "sigma_k", "n_k", "K", "x_i", "gamma_ki"];
            let context = Context::new(&symbols).unwrap().with_points(5).unwrap();
            let context =
                if text.contains('K') { context } else { context.with_components(2).unwrap() };
            Formula::parse(text, &context).unwrap().constant(&context)
        };
        for (text, value) in [
            ("n_1+n_2", 5.0),
            ("pi_1+pi_2", 1.0),
            ("sum_j pi_j", 1.0),
            ("sum_j gamma_j1", 1.0),
            ("K-K+11", 11.0),
            ("sigma_1/sigma_1", 1.0),
            ("3*2", 6.0),
            ("mu_1-mu_1", 0.0),
            ("x_1^0", 1.0),
            ("exp(ln(sigma_1)-ln(sigma_1))", 1.0),
        ] {
            let found = constant(text).unwrap_or_else(|| panic!("{text} varies"));
            assert!((found - value).abs() < 1e-9, "{text}: {found}");
        }
        for text in ["n_1", "pi_1-pi_2", "3*K-1", "mu_1*1e-9", "x_1-mu_1", "1/sigma_2^2", "mu_k"] {
            assert_eq!(constant(text), None, "{text}");
        }
    }

    fn constant(symbol: &str, components: Option<usize>, points: Option<usize>) -> Option<f64> {
        let mut context = Context::new(&[symbol]).unwrap();
        if let Some(count) = components {
            context = context.with_components(count).unwrap();
        }
        if let Some(count) = points {
            context = context.with_points(count).unwrap();
        }
        context.constant()
    }

    #[test]
    fn a_symbol_varies_unless_the_question_fixes_it() {
        let all = "pi_k N_k gamma_k gamma_ki x x_i mu_k sigma_k hatpi_k hatmu_k hatsigma_k n_k n K";
        for symbol in all.split(' ') {
            assert_eq!(constant(symbol, None, None), None, "{symbol}");
        }
        for symbol in all.split(' ').filter(|symbol| !["n", "K"].contains(symbol)) {
            assert_eq!(constant(symbol, Some(2), Some(2)), None, "{symbol}");
        }
        assert_eq!(constant("K", Some(4), None), Some(4.0));
        assert_eq!(constant("n", None, Some(5)), Some(5.0));
        assert_eq!(constant("K", None, Some(5)), None);
        for symbol in ["pi_k", "gamma_k", "gamma_ki", "hatpi_k"] {
            assert_eq!(constant(symbol, Some(1), None), Some(1.0), "{symbol}");
        }
        assert_eq!(constant("n_k", Some(1), Some(3)), Some(3.0));
        assert_eq!(constant("hatsigma_k", None, Some(1)), Some(0.0));
        assert_eq!(constant("hatmu_k", Some(1), Some(1)), None);
    }
}
