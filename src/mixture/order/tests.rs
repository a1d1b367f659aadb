use proptest::prelude::*;

use super::*;
use crate::mixture::Sample;

/// Returns the order of the same points as a large sample has it, and as a small one does.
fn both<R>(values: &[f64], weights: Option<&[f64]>, with: impl Fn([Order; 2]) -> R) -> R {
    let points = Points { values, weights };
    let sample = Sample::new(values.to_vec()).unwrap();
    let (large, small) = (OrderCache::default(), OrderCache::default());
    let order = Order::new(points, sample.order().range, &large);
    with([Order { sorted_up_to: 0, ..order }, Order { cache: &small, ..order }])
}

#[test]
fn a_weight_of_two_is_the_observation_twice() {
    both(&[3.0, 1.0], Some(&[1.0, 2.0]), |weighted| {
        both(&[1.0, 3.0, 1.0], None, |repeated| {
            for (weighted, repeated) in weighted.iter().zip(repeated) {
                for p in [0.0, 0.3, 0.6, 0.7, 1.0] {
                    assert_eq!(weighted.quantile(p), repeated.quantile(p), "at {p}");
                }
                assert_eq!(weighted.weight_between(0.0, 3.0), 2.0);
                assert_eq!(repeated.weight_between(0.0, 3.0), 2.0);
            }
        });
    });
}

#[test]
fn distinct_values_are_counted_up_to_a_limit() {
    both(&[2.0, 1.0, 2.0, 5.0, 1.0], None, |orders| {
        for order in orders {
            assert_eq!(order.distinct(usize::MAX), [1.0, 2.0, 5.0]);
            assert_eq!(order.distinct(2), [1.0, 2.0]);
            assert_eq!(order.distinct(0), [0.0; 0]);
        }
    });
}

#[test]
fn ranges_hold_their_lower_edge_only() {
    both(&[4.0, 1.0, 2.0], None, |orders| {
        for order in orders {
            assert_eq!(order.weight_between(1.0, 4.0), 2.0);
            assert_eq!(order.weight_between(1.0, 4.1), 3.0);
            assert_eq!(order.weight_between(4.0, 1.0), 0.0);
            assert_eq!(order.weight_between(-9.0, 9.0), 3.0);
        }
    });
}

#[test]
fn a_bucket_with_very_many_observations_is_cut_again() {
    // 300,000 observations in so little room, with one far away, share a bucket or two.
    let mut values: Vec<f64> =
        (0..300_000_u64).map(|i| 1.0 + ((i * i) % 70_001) as f64 * 1e-15).collect();
    values.push(1e9);
    both(&values, None, |[large, small]| {
        for p in [0.0, 0.001, 0.25, 0.5, 0.99999, 1.0] {
            assert_eq!(large.quantile(p), small.quantile(p), "at {p}");
        }
    });
}

/// Points of many kinds: tied, rounded, spread over hundreds of magnitudes.
fn points() -> impl Strategy<Value = Vec<f64>> {
    let x = prop_oneof![
        (-20..20_i32).prop_map(f64::from),
        (-1000..1000_i32).prop_map(|i| f64::from(i) / 1000.0),
        (-1.0..1.0_f64),
        (1e9..1.000_001e9_f64),
        (-1.0..1.0_f64, -300..140_i32).prop_map(|(m, e)| m * 10.0_f64.powi(e)),
    ];
    prop::collection::vec(x, 1..120)
}

proptest! {
    #[test]
    fn a_large_sample_answers_as_a_sorted_copy(
        values in points(),
        weights in prop::option::of(prop::collection::vec(1..9_u32, 120)),
        p in 0.0..=1.0_f64,
        limit in 1..130_usize,
        x in -25.0..25.0_f64,
    ) {
        let n = values.len();
        let weights: Option<Vec<f64>> =
            weights.map(|all| all[..n].iter().map(|w| f64::from(*w) / 4.0).collect());
        both(&values, weights.as_deref(), |[large, small]| {
            prop_assert_eq!(large.quantile(p), small.quantile(p));
            prop_assert_eq!(large.quartiles(), small.quartiles());
            prop_assert_eq!(large.distinct(limit), small.distinct(limit));
            for x in [x, values[0], values[n / 2].next_up()] {
                prop_assert_eq!(large.next_above(x), small.next_above(x));
                prop_assert_eq!(large.next_below(x), small.next_below(x));
            }
            prop_assert_eq!(large.weight_between(-1e141, 1e141), small.weight_between(-1e141, 1e141));
            Ok(())
        })?;
    }

    #[test]
    fn bars_of_rounded_data_are_exact(
        values in prop::collection::vec(-500..500_i32, 1..200),
        edge in -600..600_i32,
        width in 1..50_i32,
    ) {
        // On a lattice of tenths; the edges of the bars are at its points.
        let values: Vec<f64> = values.into_iter().map(|i| f64::from(i) / 10.0).collect();
        let (lo, hi) = (f64::from(edge) / 10.0, f64::from(edge + width) / 10.0);
        both(&values, None, |[large, small]| {
            prop_assert_eq!(large.weight_between(lo, hi), small.weight_between(lo, hi));
            Ok(())
        })?;
    }
}
