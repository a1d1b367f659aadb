//! Observations drawn from a mixture.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::exp_ln::ln_and_reciprocal;
use super::theta::Theta;

/// The stream of random numbers: the first ones belong to starts, which must not be drawn with the
/// numbers that drew the data.
const STREAM: u64 = 1 << 40;

/// Returns `count` observations drawn from the mixture θ with ChaCha8 from this seed: the same seed
/// gives the same bits on any machine.
///
/// # Examples
/// ```
/// use emstep::mixture::{Theta, simulate};
///
/// let theta = Theta::from_lists(&[0.5, 0.5], &[-100.0, 100.0], &[1.0, 1.0])?;
/// let values = simulate(&theta, 1000, 7);
/// assert_eq!(values, simulate(&theta, 1000, 7));
/// let above = values.iter().filter(|x| **x > 0.0).count();
/// assert!((400..600).contains(&above));
/// # Ok::<(), emstep::mixture::ThetaError>(())
/// ```
pub fn simulate(theta: &Theta, count: usize, seed: u64) -> Vec<f64> {
    simulate_stream(theta, count, seed, STREAM)
}

/// Returns observations that are drawn with another stream of the seed's random numbers.
pub(super) fn simulate_stream(theta: &Theta, count: usize, seed: u64, stream: u64) -> Vec<f64> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(stream);
    let components = theta.components();
    let draw = |_| {
        // Weights may sum to a little less than 1: what is left over is the last component's.
        let mut left: f64 = random.random();
        let mut chosen = components.len() - 1;
        for (k, c) in components.iter().enumerate() {
            if left < c.weight() {
                chosen = k;
                break;
            }
            left -= c.weight();
        }
        let c = &components[chosen];
        c.mean() + c.sd() * standard_normal(&mut random)
    };
    (0..count).map(draw).collect()
}

/// Returns a draw from N(0, 1) by the polar method (Marsaglia & Bray 1964), whose logarithm here
/// has the same bits everywhere.
fn standard_normal(random: &mut ChaCha8Rng) -> f64 {
    loop {
        let [u, v] = [(); 2].map(|()| 2.0 * random.random::<f64>() - 1.0);
        let square = u * u + v * v;
        if square > 0.0 && square < 1.0 {
            return u * (-2.0 * ln_and_reciprocal(square).0 / square).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::normal_cdf;

    #[test]
    fn draws_have_the_distribution_of_the_mixture() {
        let theta = Theta::from_lists(&[0.3, 0.7], &[0.0, 4.0], &[1.0, 2.0]).unwrap();
        let mut values = simulate(&theta, 100_000, 1);
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let cdf = |x: f64| -> f64 {
            let of = |c: &crate::mixture::Component| c.weight() * normal_cdf(c.standardise(x));
            theta.components().iter().map(of).sum()
        };
        let distance = values.iter().enumerate().map(|(i, x)| (cdf(*x) - i as f64 / n).abs());
        // Kolmogorov's distance is above 1.95 / √n once in a thousand seeds.
        assert!(distance.fold(0.0, f64::max) < 1.95 / n.sqrt());
    }

    #[test]
    fn another_seed_gives_other_draws() {
        let theta = Theta::from_lists(&[1.0], &[0.0], &[1.0]).unwrap();
        assert_ne!(simulate(&theta, 5, 1), simulate(&theta, 5, 2));
        assert_eq!(simulate(&theta, 5, 1)[..3], simulate(&theta, 3, 1));
    }
}
