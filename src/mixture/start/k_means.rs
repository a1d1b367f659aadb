//! Centres drawn by k-means++ (Arthur & Vassilvitskii 2007).

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{StartError, StartMethod};
use crate::mixture::points::{CHUNK, Points};
use crate::mixture::sample::Sample;

/// Returns K distinct observations, ascending: the first drawn evenly, each next one in proportion
/// to the squared distance to the nearest one so far.
pub(super) fn plus_plus_centres(
    sample: &Sample,
    components: usize,
    seed: u64,
) -> Result<Vec<f64>, StartError> {
    let order = sample.order();
    let distinct = order.distinct(components).len();
    if distinct < components {
        let method = StartMethod::KMeansPlusPlus;
        return Err(StartError::TooFewDistinct { method, components, distinct });
    }
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    // Distances are taken in units of the range, so that their squares neither overflow nor vanish.
    let unit = order.max() - order.min();
    let mut centres = vec![order.quantile(random.random())];
    while centres.len() < components {
        let squares = Squares { centres: &centres, unit };
        let drawn = squares.draw(sample.points(), random.random());
        // Distinct values so close, for the range, that every square underflows: any of them will
        // do.
        let other = || sample.values().iter().copied().find(|x| !centres.contains(x));
        let next = drawn.or_else(other).expect("there are more distinct values than centres");
        centres.insert(centres.partition_point(|centre| *centre < next), next);
    }
    Ok(centres)
}

/// The squared distances that k-means++ draws by. They are computed again for each centre: kept,
/// they would take as much memory as the data.
struct Squares<'a> {
    /// Ascending.
    centres: &'a [f64],
    unit: f64,
}

impl Squares<'_> {
    /// Returns the weighted square of the distance from `x` to the nearest centre.
    fn of(&self, (x, weight): (f64, f64)) -> f64 {
        let after = self.centres.partition_point(|centre| *centre < x);
        let neighbours =
            &self.centres[after.saturating_sub(1)..(after + 1).min(self.centres.len())];
        let distance =
            neighbours.iter().map(|centre| (x - centre).abs()).fold(f64::INFINITY, f64::min);
        let distance = distance / self.unit;
        weight * distance * distance
    }

    /// Returns the value at the share `p` of the running sum of the squares, if not all of them are
    /// 0; never one whose own square is 0.
    fn draw(&self, points: Points, p: f64) -> Option<f64> {
        let sums = points.chunks(|part| part.iter().map(|point| self.of(point)).sum::<f64>());
        let target = p * sums.iter().sum::<f64>();
        let mut before = 0.0;
        let mut drawn = None;
        for (i, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
            drawn = Some((i, before));
            before += sum;
            if before > target {
                break;
            }
        }
        let (chunk, before) = drawn?;
        let part = points.slice(chunk * CHUNK..((chunk + 1) * CHUNK).min(points.values.len()));
        let mut sum = before;
        let mut drawn = None;
        for (x, weight) in part.iter() {
            let square = self.of((x, weight));
            if square > 0.0 {
                sum += square;
                drawn = Some(x);
                if sum > target {
                    break;
                }
            }
        }
        drawn
    }
}

/// Returns the points halfway between neighbours, and below the upper one even if no number lies
/// between them.
pub(super) fn midpoints(centres: &[f64]) -> Vec<f64> {
    let midpoint = |a: f64, b: f64| (a + (b - a) / 2.0).min(b.next_down());
    centres.windows(2).map(|pair| midpoint(pair[0], pair[1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Returns k-means++ as its authors write it down: the squares are kept, and each is lowered by
    /// each new centre.
    fn textbook_centres(sample: &Sample, components: usize, seed: u64) -> Vec<f64> {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let order = sample.order();
        let mut centres = vec![order.quantile(random.random())];
        let mut squares = vec![f64::INFINITY; sample.len()];
        while centres.len() < components {
            for (i, square) in squares.iter_mut().enumerate() {
                let distance = sample.values()[i] - centres[centres.len() - 1];
                let distance = distance / (order.max() - order.min());
                *square = square.min(sample.weight(i) * distance * distance);
            }
            let target = random.random::<f64>() * squares.iter().sum::<f64>();
            let mut sum = 0.0;
            let next = squares.iter().position(|square| {
                sum += square;
                *square > 0.0 && sum > target
            });
            centres.push(sample.values()[next.unwrap()]);
        }
        centres.sort_by(f64::total_cmp);
        centres
    }

    proptest! {
        #[test]
        fn the_centres_are_those_of_the_textbook(
            values in prop::collection::vec(-1e3..1e3_f64, 20..200),
            weights in prop::option::of(prop::collection::vec(0.1..9.0_f64, 200)),
            components in 1..9_usize,
            seed in any::<u64>(),
        ) {
            let n = values.len();
            let sample = match weights {
                Some(weights) => Sample::weighted(values, weights[..n].to_vec()).unwrap(),
                None => Sample::new(values).unwrap(),
            };
            let centres = plus_plus_centres(&sample, components, seed).unwrap();
            prop_assert_eq!(centres, textbook_centres(&sample, components, seed));
        }
    }
}
