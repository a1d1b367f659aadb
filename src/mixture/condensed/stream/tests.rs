use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::mixture::condensed::{POWERS, PowerSums};
use crate::mixture::sum::CompensatedSum;

/// Numbers from 0 to 1, the same every time.
fn shares(seed: u64) -> impl Iterator<Item = f64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    })
}

/// Two groups, a few decimals, and tails that reach far.
fn values(n: usize) -> Vec<f64> {
    let all = shares(7).zip(shares(8)).zip(shares(9));
    let draw = |((a, b), c): ((f64, f64), f64)| match (a * 10.0) as u32 {
        0..4 => 5.0 + b + c,
        4..8 => (100.0 * (b + c)).round() / 100.0 - 3.0,
        _ => (b - 0.5) / (1e-9 + c * c * c),
    };
    all.map(draw).take(n).collect()
}

fn grid() -> Grid {
    Grid::new(1.3, 2.0).unwrap()
}

fn rows(condenser: Condenser) -> Vec<TableRow> {
    condenser.finish().unwrap()
}

fn condensed(values: &[f64], weights: Option<&[f64]>) -> Vec<TableRow> {
    let mut condenser = Condenser::new(grid(), weights.is_some());
    condenser.push(values, weights).unwrap();
    assert_eq!(condenser.count(), values.len() as u64);
    rows(condenser)
}

/// The same by the rule alone: one bin after the other, with every rounding error kept.
fn plain(values: &[f64], weights: Option<&[f64]>) -> Vec<TableRow> {
    let mut bins: BTreeMap<i64, Vec<(f64, f64)>> = BTreeMap::new();
    for (i, x) in values.iter().enumerate() {
        let t = grid().t(*x);
        let number = super::super::grid::outward(t.ordinal(), DEPTH) as i64;
        let bin = if t.is_left() { -1 - number } else { number };
        bins.entry(bin).or_default().push((*x, weights.map_or(1.0, |weights| weights[i])));
    }
    let row = |(bin, points): (i64, Vec<(f64, f64)>)| {
        let mut sums = [CompensatedSum::default(); POWERS];
        for (x, w) in &points {
            let t = grid().t(*x);
            let powers = PowerSums::powers(t.u_in_cell(t.ordinal(), DEPTH));
            sums.iter_mut().zip(powers).for_each(|(sum, power)| sum.add(w * power));
        }
        let xs = || points.iter().map(|(x, _)| *x);
        TableRow {
            depth: DEPTH,
            bin,
            count: points.len() as u64,
            sums: PowerSums(sums.map(CompensatedSum::value)),
            min: xs().fold(f64::INFINITY, f64::min),
            max: xs().fold(f64::NEG_INFINITY, f64::max),
        }
    };
    bins.into_iter().map(row).collect()
}

#[test]
fn a_stream_has_the_sums_of_its_observations() {
    let values = values(400_000);
    let weights: Vec<f64> = shares(3).map(|share| share + 0.1).take(values.len()).collect();
    for weights in [None, Some(&weights[..])] {
        let (found, expected) = (condensed(&values, weights), plain(&values, weights));
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            let about = |row: &TableRow| (row.depth, row.bin, row.count, row.min, row.max);
            assert_eq!(about(found), about(expected));
            for (a, b) in found.sums.0.iter().zip(expected.sums.0) {
                let off = (a - b).abs() / expected.sums.weight();
                assert!(off <= 5e-15, "bin {}: {a} and {b}", found.bin);
            }
        }
    }
}

#[test]
fn neither_blocks_nor_threads_change_a_bit() {
    let values = values(3 * LANES * BLOCK + 12_345);
    let weights: Vec<f64> = shares(4).map(|share| share + 0.5).take(values.len()).collect();
    for weights in [None, Some(&weights[..])] {
        let whole = condensed(&values, weights);
        for (size, threads) in [(1000, 1), (BLOCK, 2), (99_991, 3), (5 * BLOCK + 1, 1)] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let mut condenser = Condenser::new(grid(), weights.is_some());
            for (i, part) in values.chunks(size).enumerate() {
                let weights = weights.map(|weights| &weights[i * size..][..part.len()]);
                pool.install(|| condenser.push(part, weights)).unwrap();
            }
            assert_eq!(rows(condenser), whole, "blocks of {size}, {threads} threads");
        }
    }
}

#[test]
fn a_condenser_that_was_saved_goes_on_to_the_same_bits() {
    let values = values(2 * LANES * BLOCK + 777);
    for new in [Condenser::new, Condenser::small] {
        let mut whole = new(grid(), false);
        whole.push(&values, None).unwrap();
        let whole = rows(whole);
        for cut in [0, 1, BLOCK, LANES * BLOCK, LANES * BLOCK + 5, values.len()] {
            let mut first = new(grid(), false);
            first.push(&values[..cut], None).unwrap();
            let bytes = first.to_bytes();
            let mut second = Condenser::from_bytes(&bytes).unwrap();
            assert_eq!(second.to_bytes(), bytes);
            assert_eq!(second.count(), cut as u64);
            second.push(&values[cut..], None).unwrap();
            assert_eq!(rows(second), whole, "cut at {cut}");
            assert!(Condenser::from_bytes(&bytes[..bytes.len() - 1]).is_none());
            assert!(Condenser::from_bytes(&[&bytes[..], &[0]].concat()).is_none());
        }
    }
}

#[test]
fn what_lies_beyond_the_last_octave_is_named() {
    let mut condenser = Condenser::new(Grid::new(0.0, 1.0).unwrap(), false);
    let edge = 2.0_f64.powi(64);
    condenser.push(&[1.0, edge - edge / 1024.0], None).unwrap();
    condenser.push(&[2.0, -edge], None).unwrap();
    let error = condenser.finish().unwrap_err();
    assert_eq!(
        error.to_string(),
        "-1.8446744073709552e19 lies beyond the 64th octave of the grid 0.0,1.0; take a larger scale"
    );
}

#[test]
fn the_grid_of_a_stream_is_about_that_of_the_sample() {
    let values = values(100_000);
    let mut scout = GridScout::default();
    values.chunks(777).for_each(|part| scout.push(part));
    assert_eq!(scout.count(), values.len() as u64);
    let sample = crate::mixture::Sample::new(values).unwrap();
    assert_eq!(scout.range(), Some(sample.range()));
    let (found, expected) = (scout.grid().unwrap(), Grid::of(&sample).unwrap());
    assert_eq!(found.scale(), expected.scale());
    assert!((found.centre() - expected.centre()).abs() < 0.1 * expected.scale());
    // Of few observations all are looked at.
    let few = crate::mixture::Sample::new(self::values(4000)).unwrap();
    let mut scout = GridScout::default();
    scout.push(few.values());
    assert_eq!(scout.grid(), Grid::of(&few));
}

#[test]
fn no_grid_suits_observations_that_are_all_equal() {
    let mut scout = GridScout::default();
    assert_eq!((scout.grid(), scout.range()), (None, None));
    scout.push(&[5.0; 10]);
    assert_eq!((scout.grid(), scout.range()), (None, Some((5.0, 5.0))));
}

proptest! {
    #[test]
    fn any_bytes_are_a_condenser_or_none(
        values in prop::collection::vec(-9.0..9.0f64, 1..30),
        is_weighted in any::<bool>(),
        changes in prop::collection::vec((0.0..1.0f64, any::<u8>()), 0..4),
    ) {
        let mut condenser = Condenser::small(Grid::new(0.5, 2.0).unwrap(), is_weighted);
        let weights = vec![2.0; values.len()];
        condenser.push(&values, is_weighted.then_some(&weights[..])).unwrap();
        let mut bytes = condenser.to_bytes();
        for (at, byte) in &changes {
            let index = (at * bytes.len() as f64) as usize;
            bytes[index] = *byte;
        }
        let restored = Condenser::from_bytes(&bytes);
        prop_assert!(restored.is_some() || !changes.is_empty());
        if let Some(mut restored) = restored {
            prop_assert_eq!(restored.to_bytes(), bytes);
            let more = restored.is_weighted().then_some(&weights[..]);
            // What was saved is whole: it can be gone on with, and comes to an end.
            if restored.push(&values, more).is_ok() {
                let _ = restored.finish();
            }
        }
    }
}
