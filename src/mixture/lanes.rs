//! Sums in lanes, as the processor's vectors run them, and what the lanes come to.

use super::statistics::ComponentStatistics;
use super::sum::{CompensatedSum, two_sum};

/// Partial sums of every sum, whatever the processor's vectors hold.
pub(super) const LANES: usize = 16;

/// Sums with their rounding errors beside them (Neumaier 1974), one in each lane.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LaneSums {
    sums: [f64; LANES],
    errors: [f64; LANES],
}

/// ℓ and H of a part of the sample.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// Σ w ln p(x; θ).
    pub log_likelihood: LaneSums,
    /// −Σ w γ ln γ.
    pub entropy: LaneSums,
}

/// N_k of a block and the first two moments about some centre, in lanes: their sums are left to
/// code outside of the kernel, whose vectors the compiler would else arrange for these sums' sake.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LaneMoments {
    /// Σ w γ.
    pub weight: [f64; LANES],
    /// Σ w γ (x − centre).
    pub first: [f64; LANES],
    /// Σ w γ (x − centre)².
    pub second: [f64; LANES],
}

impl LaneSums {
    /// Adds to the sum of a lane.
    #[expect(clippy::inline_always, reason = "a kernel's vectors are made of it")]
    #[inline(always)]
    pub(super) fn add(&mut self, lane: usize, value: f64) {
        let (sum, error) = two_sum(self.sums[lane], value);
        self.sums[lane] = sum;
        self.errors[lane] += error;
    }

    /// Returns the lanes together.
    pub(super) fn total(&self) -> CompensatedSum {
        let mut total = CompensatedSum::default();
        for lane in 0..LANES {
            total.merge(CompensatedSum::of_parts(self.sums[lane], self.errors[lane]));
        }
        total
    }
}

/// Returns the lanes together.
pub(super) fn sum(lanes: &[f64; LANES]) -> f64 {
    let mut sums = *lanes;
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
        half /= 2;
    }
    sums[0]
}

/// What moments about some centre are good for.
pub(super) enum Moments {
    /// The centre is near enough to the mean.
    Good(ComponentStatistics),
    /// The mean is about here, and the variance the small difference of large numbers.
    About(f64),
    /// The numbers are so small or large that products of them may not be numbers.
    Extreme,
}

impl Moments {
    /// Returns what the lanes say.
    pub(super) fn new(centre: f64, lanes: &LaneMoments) -> Self {
        let (weight, second) = (sum(&lanes.weight), sum(&lanes.second));
        if weight == 0.0 {
            return Self::Good(ComponentStatistics::default());
        }
        if !(weight >= 1e-290 && (1e-280..=1e290).contains(&second)) {
            return Self::Extreme;
        }
        let (first, mean_square) = (sum(&lanes.first) / weight, second / weight);
        if first * first > 0.9375 * mean_square {
            // The difference would lose more than four bits.
            return Self::About(centre + first);
        }
        Self::Good(ComponentStatistics::of_moments(weight, centre, first, mean_square))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lanes_come_together() {
        let mut lanes = [0.0; LANES];
        lanes.iter_mut().enumerate().for_each(|(lane, sum)| *sum = f64::from(1 << lane));
        assert_eq!(sum(&lanes), f64::from((1 << LANES) - 1));
    }

    #[test]
    fn moments_are_good_only_near_the_mean() {
        let about = |centre: f64, values: &[f64]| {
            let mut lanes = LaneMoments::default();
            for x in values {
                lanes.weight[0] += 1.0;
                lanes.first[0] += x - centre;
                lanes.second[0] += (x - centre) * (x - centre);
            }
            Moments::new(centre, &lanes)
        };
        let values = [1.0, 2.0, 6.0];
        let Moments::Good(statistics) = about(4.0, &values) else { panic!("4 is near to 3") };
        assert_eq!((statistics.weight(), statistics.mean()), (3.0, 3.0));
        assert!((statistics.variance() - 14.0 / 3.0).abs() < 1e-14);
        assert!(
            matches!(about(1000.0, &values), Moments::About(centre) if (centre - 3.0).abs() < 1e-9)
        );
        assert!(matches!(about(2.0, &[2.0, 2.0]), Moments::Extreme));
        assert!(matches!(about(0.0, &[1e200]), Moments::Extreme));
        assert!(matches!(about(0.0, &[1e-150, -1e-150]), Moments::Extreme));
        let Moments::Good(nothing) = about(0.0, &[]) else { panic!("no weight is no weight") };
        assert_eq!(nothing, ComponentStatistics::default());
    }
}
