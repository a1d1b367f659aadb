//! Whether a symbol has more than one value at the points at which formulas are compared.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::context::Context;
use super::draw::World;
use super::node::Axis;

/// The random draws that are looked at.
const DRAWS: usize = 32;
/// Values this near to each other are one value: rounding makes no more of a number near 1, or of 0.
const SAME: f64 = 1e-9;

impl Context {
    /// The value of its first symbol, if that is the same whatever is drawn: such as K if there is a fixed number of
    /// components, or π_1 if there is one. Any formula in it could be answered by a number.
    pub fn constant(&self) -> Option<f64> {
        let variable = self.symbols.first()?;
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        for _ in 0..DRAWS {
            let world = World::draw(self, &mut random);
            for k in 0..self.extent(Axis::Component).1 {
                for i in 0..self.extent(Axis::Point).1 {
                    let of_a_point = variable.point.is_some();
                    let value = world.value(variable.symbol, Some(k), Some(i), of_a_point);
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

#[cfg(test)]
mod tests {
    use super::*;

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
