//! The observations ranked: by x, or by how uncertain it is which component they come from.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::given::GivenResponsibilities;
use super::responsibilities::{responsibilities_of, uncertainty};
use super::sample::Sample;
use super::theta::Theta;

/// The most observations that are ranked; 2³² − 1.
pub const MOST_RANKED: usize = u32::MAX as usize;

/// The observations in an order; a rank is an index into it, from 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The index of the observation at each rank.
    rows: Vec<u32>,
}

impl Ranking {
    /// Returns the smallest x first; of equal ones the first in the sample. For [`MOST_RANKED`]
    /// observations at the most.
    pub fn by_value(sample: &Sample) -> Self {
        let values = sample.values();
        let min = sample.order().min();
        Self::ascending(values.len(), &|i| values[i], &|x| ((x - min) as f32).to_bits())
    }

    /// Returns the largest entropy of γ under `theta` first; of equal ones the first in the sample.
    /// For [`MOST_RANKED`] observations at the most.
    pub fn by_uncertainty(sample: &Sample, theta: &Theta) -> Self {
        let certainty = |i: usize| -uncertainty(&responsibilities_of(sample, i, theta));
        Self::ascending(sample.len(), &certainty, &|h| !(-h as f32).to_bits())
    }

    /// Returns the largest entropy of given responsibilities first; an observation without any has
    /// none. For [`MOST_RANKED`] observations at the most.
    pub fn by_given_uncertainty(sample: &Sample, gamma: &GivenResponsibilities) -> Self {
        let certainty = |i: usize| -gamma.row(i).map_or(0.0, uncertainty);
        Self::ascending(sample.len(), &certainty, &|h| !(-h as f32).to_bits())
    }

    /// Returns the order of `key`, of which `rough` never falls as it rises. What is sorted are
    /// whole numbers, `rough` and the index in one; only where `rough` is the same do the keys
    /// themselves decide.
    fn ascending(
        n: usize,
        key: &(impl Fn(usize) -> f64 + Sync),
        rough: &(impl Fn(f64) -> u32 + Sync),
    ) -> Self {
        let packed = |i: usize| u64::from(rough(key(i))) << 32 | i as u64;
        let mut packed: Vec<u64> = (0..n).into_par_iter().map(packed).collect();
        packed.par_sort_unstable();
        let is_tied = |a: &u64, b: &u64| a >> 32 == b >> 32;
        packed.par_chunk_by_mut(is_tied).filter(|tied| tied.len() > 1).for_each(|tied| {
            let mut exact: Vec<(f64, u64)> =
                tied.iter().map(|packed| (key(*packed as u32 as usize), *packed)).collect();
            // The indices ascend already, and a stable sort leaves them so.
            exact.par_sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal));
            tied.iter_mut().zip(exact).for_each(|(slot, (_, packed))| *slot = packed);
        });
        Self { rows: packed.into_par_iter().map(|packed| packed as u32).collect() }
    }

    /// Returns the index of the observation at a rank that exists.
    pub fn row(&self, rank: usize) -> usize {
        self.rows[rank] as usize
    }

    /// Returns whether this observation is at this rank.
    pub fn is_at(&self, row: usize, rank: usize) -> bool {
        self.rows.get(rank).is_some_and(|at| *at as usize == row)
    }

    /// Returns the rank of the observation with this index; 0 if there is none.
    pub fn rank(&self, row: usize) -> usize {
        self.rows.par_iter().position_any(|at| *at as usize == row).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_ordered(ranking: &Ranking, key: impl Fn(usize) -> f64) -> bool {
        let keys: Vec<(f64, u32)> =
            ranking.rows.iter().map(|row| (key(*row as usize), *row)).collect();
        keys.is_sorted_by(|a, b| a.0 < b.0 || (a.0 == b.0 && a.1 < b.1))
    }

    #[test]
    fn the_observation_between_two_components_is_the_most_uncertain() {
        let sample = Sample::new(vec![5.0, 0.0, 2.0, 1.0, 0.0]).unwrap();
        let theta = Theta::from_lists(&[0.5, 0.5], &[0.0, 4.0], &[1.0, 1.0]).unwrap();
        let ranking = Ranking::by_uncertainty(&sample, &theta);
        assert_eq!(ranking.rows, [2, 3, 1, 4, 0]);
        assert_eq!(Ranking::by_value(&sample).rows, [1, 4, 3, 2, 0]);
        let rows = [[1.0, 0.0], [0.3, 0.7], [0.5, 0.5], [0.0, 1.0], [0.4, 0.6]];
        let given = GivenResponsibilities::new(rows.map(|row| row.to_vec()).to_vec()).unwrap();
        assert_eq!(Ranking::by_given_uncertainty(&sample, &given).rows, [2, 4, 1, 0, 3]);
        assert_eq!((ranking.row(1), ranking.rank(3)), (3, 1));
    }

    proptest! {
        #[test]
        fn a_ranking_has_every_row_once_and_in_order(
            // Close together, so that single precision cannot tell all of them apart.
            values in prop::collection::vec(
                prop_oneof![0.0..1e-3_f64, 1e9..1.000_000_1e9_f64, (0..4_i32).prop_map(f64::from)],
                1..200,
            ),
            means in (-2.0..2.0_f64, -2.0..2.0_f64),
        ) {
            let n = values.len();
            let sample = Sample::new(values.clone()).unwrap();
            let theta = Theta::from_lists(&[0.3, 0.7], &[means.0, means.1], &[1.0, 4.0]).unwrap();
            let by_value = Ranking::by_value(&sample);
            let by_uncertainty = Ranking::by_uncertainty(&sample, &theta);
            for ranking in [&by_value, &by_uncertainty] {
                let mut rows = ranking.rows.clone();
                rows.sort_unstable();
                prop_assert!(rows.into_iter().eq(0..n as u32));
                prop_assert!((0..n).all(|row| ranking.row(ranking.rank(row)) == row));
            }
            prop_assert!(is_ordered(&by_value, |i| values[i]));
            let certainty = |i: usize| -uncertainty(&responsibilities_of(&sample, i, &theta));
            prop_assert!(is_ordered(&by_uncertainty, certainty));
        }
    }
}
