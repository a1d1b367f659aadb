//! Twelve digits: the E-step from nodes against the E-step over the observations, for data that are
//! hard to condense.

use proptest::prelude::*;

use super::*;

/// What ℓ, N_k, μ and σ² keep.
const TWELVE_DIGITS: f64 = 1e-12;

/// A group of observations: its share of them, its mean and its standard deviation.
type Group = (f64, f64, f64);

/// How observations are rounded.
#[derive(Clone, Copy, Debug)]
enum Rounding {
    None,
    To(f64),
}

#[derive(Clone, Debug)]
struct Mixture {
    seed: u64,
    groups: Vec<Group>,
    unit: f64,
    rounding: Rounding,
    is_weighted: bool,
    count: usize,
}

impl Mixture {
    fn sample(&self) -> Sample {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        let total: f64 = self.groups.iter().map(|group| group.0).sum();
        let mut draw = || {
            let mut at = random.random::<f64>() * total;
            let group = self.groups.iter().find(|group| {
                at -= group.0;
                at < 0.0
            });
            let (_, mean, sd) = group.unwrap_or(&self.groups[0]);
            let x = mean + sd * normal(&mut random);
            let x = match self.rounding {
                Rounding::None => x,
                Rounding::To(step) => (x / step).round() * step,
            };
            // Both zeros, whatever the rounding made.
            if x == 0.0 { [0.0, -0.0][random.random_range(0..2)] } else { x * self.unit }
        };
        let values: Vec<f64> = (0..self.count).map(|_| draw()).collect();
        if self.is_weighted {
            let weights = (0..values.len()).map(|i| 0.5 + (i % 7) as f64).collect();
            Sample::weighted(values, weights).unwrap()
        } else {
            Sample::new(values).unwrap()
        }
    }

    /// Returns a component a group, `shift` of its standard deviations beside it and `factor` times
    /// as wide.
    fn theta(&self, shift: f64, factor: f64) -> Theta {
        let total: f64 = self.groups.iter().map(|group| group.0).sum();
        let component = |(weight, mean, sd): &Group| {
            let sd = factor * sd;
            Component::new(
                weight / total,
                (mean + shift * sd) * self.unit,
                (sd * self.unit).powi(2),
            )
        };
        Theta::new(self.groups.iter().map(component).collect()).unwrap()
    }
}

/// Compares a few iterations from θ. Returns how many of them were condensed.
fn twelve_digits_are_the_same(sample: &Sample, mut theta: Theta) -> usize {
    let Some(condensed) = Condensed::of(sample) else { return 0 };
    let data = Data::new(sample, Some(&condensed));
    let mut from_nodes = 0;
    for t in 0..3 {
        let mine = e_step(data, &theta).unwrap();
        from_nodes += usize::from(mine.nodes.is_some());
        let (of_l, of_statistics) = errors(sample, &theta, &mine);
        assert!(
            of_l <= TWELVE_DIGITS && of_statistics <= TWELVE_DIGITS,
            "t = {t}, {:?} nodes: {of_l:e} {of_statistics:e} at {theta:?}",
            mine.nodes
        );
        let Ok(next) = m_step(&e_step(sample, &theta).unwrap()) else { break };
        theta = next;
    }
    from_nodes
}

#[test]
fn both_zeros_lie_in_one_bin() {
    for step in [0.25, 0.5, 1.0] {
        let groups = vec![(1.0, 0.0, 2.0)];
        let data = Mixture {
            seed: 3,
            groups,
            unit: 1.0,
            rounding: Rounding::To(step),
            is_weighted: false,
            count: 200_000,
        };
        let sample = data.sample();
        assert_eq!(Grid::of(&sample).unwrap().centre(), 0.0);
        let theta = Theta::from_lists(&[0.5; 2], &[-1.0, 1.5], &[2.0, 3.0]).unwrap();
        assert_eq!(twelve_digits_are_the_same(&sample, theta), 3);
    }
}

#[test]
fn groups_keep_their_digits_however_far_apart_they_are() {
    for exponent in 0..=12 {
        let distance = 10_f64.powi(exponent);
        for (shift, factor) in [(0.0, 1.0), (0.5, 2.0), (0.0, 0.1 * distance + 1.0)] {
            for share in [0.5, 0.3, 0.999] {
                let groups = vec![(share, 0.0, 1.0), (1.0 - share, distance, 1.0)];
                let data = Mixture {
                    seed: 5,
                    groups,
                    unit: 1.0,
                    rounding: Rounding::None,
                    is_weighted: false,
                    count: 100_000,
                };
                let condensed =
                    twelve_digits_are_the_same(&data.sample(), data.theta(shift, factor));
                assert!(condensed > 0, "{distance:e}, {shift}, {factor}, {share}");
            }
        }
    }
}

#[test]
fn a_lone_observation_keeps_its_digits_in_a_wide_bin() {
    // All but one of the second group are equal, and far from the centre the bins are wide.
    let mut values: Vec<f64> = (0..40_000).map(|i| f64::from(i % 100)).collect();
    values.extend((0..39_999).map(|_| 1e7));
    values.push(1e7 + 1.0);
    let sample = Sample::new(values).unwrap();
    let theta = Theta::from_lists(&[0.5; 2], &[50.0, 1e7], &[900.0, 1e-5]).unwrap();
    assert!(twelve_digits_are_the_same(&sample, theta) > 0);
}

#[test]
fn a_narrow_group_where_far_components_meet_keeps_its_digits() {
    // γ changes over 10⁻⁶ at x = `at`, and the grid's centre may be far from there.
    for (at, narrow, wide) in
        [(0.0, 1e-6, 1e6), (0.0, 1e-5, 1e5), (5.0, 1e-6, 1e6), (0.0, 1.0, 1e3)]
    {
        let data = Mixture {
            seed: 7,
            groups: vec![(0.5, at, narrow), (0.5, at, wide)],
            unit: 1.0,
            rounding: Rounding::None,
            is_weighted: false,
            count: 70_000,
        };
        let sample = data.sample();
        for far in [100.0, 1e3, 1e5, 1e6, 1e9] {
            let means = [at + far, at - far];
            let theta = Theta::from_lists(&[0.5; 2], &means, &[1.0; 2]).unwrap();
            twelve_digits_are_the_same(&sample, theta);
        }
    }
}

#[test]
fn components_that_are_nearly_equal_keep_their_digits() {
    // Every γ is nearly the same everywhere, so cells may be as wide as a σ, and what is multiplied
    // by γ is then far from constant in them.
    let even = |random: &mut ChaCha8Rng| 6.0 * random.random::<f64>() - 3.0;
    let draws: [&dyn Fn(&mut ChaCha8Rng) -> f64; 2] = [&normal, &even];
    for draw in draws {
        let mut random = ChaCha8Rng::seed_from_u64(5);
        let sample = Sample::new((0..50_000).map(|_| draw(&mut random)).collect()).unwrap();
        for apart in [1e-6, 1e-3, 0.03, 0.07, 0.089, 0.14, 0.3, 1.0] {
            for (mean, variance) in [(apart, 0.0), (0.0, apart), (apart, -0.5 * apart)] {
                for weight in [0.5, 0.01] {
                    let variances = [1.0, 1.0 + variance];
                    let weights = [weight, 1.0 - weight];
                    let theta = Theta::from_lists(&weights, &[0.0, mean], &variances).unwrap();
                    assert_eq!(twelve_digits_are_the_same(&sample, theta), 3);
                }
            }
        }
    }
}

#[test]
fn points_that_rounding_puts_beside_the_deepest_cells_keep_their_digits() {
    // 3·10¹¹ σ from the centre t has few digits behind those that number the deepest cells.
    let mut from_nodes = 0;
    for distance in [327_508_786_415.398_6, 3e11, 4.7e11] {
        let groups =
            vec![(0.77, 0.0, 0.038_726_502_628_109_914), (0.6, 0.0, 1.0), (0.6, distance, 1.0)];
        let data = Mixture {
            seed: 87_791_998_613_561_742,
            groups,
            unit: 1.0,
            rounding: Rounding::None,
            is_weighted: false,
            count: 20_000,
        };
        from_nodes += twelve_digits_are_the_same(&data.sample(), data.theta(0.0, 1.425));
    }
    assert!(from_nodes > 0);
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop_oneof![
        3 => Just(Rounding::None),
        2 => prop::sample::select(vec![1.0, 0.5, 1.0 / 64.0, 0.1]).prop_map(Rounding::To),
    ]
}

/// One to eight groups, as far apart as `reach` times the largest of their standard deviations.
fn data() -> impl Strategy<Value = (Mixture, f64)> {
    let group = (0.05..1.0f64, prop_oneof![1 => Just(0.0), 4 => -1.0..1.0f64], -2.0..0.0f64);
    let groups = prop::collection::vec(group, 1..=8);
    let offset = prop::sample::select(vec![0.0, 0.0, 1.0, 1e3, 1e9]);
    (any::<u64>(), groups, 0.0..12.0f64, offset, -8..8i32, rounding(), any::<bool>()).prop_map(
        |(seed, groups, log_reach, offset, unit, rounding, is_weighted)| {
            let reach = 10_f64.powf(log_reach);
            let place = |(share, at, log_sd): (f64, f64, f64)| {
                (share, if at == 0.0 { 0.0 } else { offset + at * reach }, 10_f64.powf(log_sd))
            };
            let groups = groups.into_iter().map(place).collect();
            let unit = 10_f64.powi(unit);
            (Mixture { seed, groups, unit, rounding, is_weighted, count: 20_000 }, reach)
        },
    )
}

/// Returns where θ lies: beside the groups in units of σ, and how many times as wide, in terms of
/// the distance between groups.
fn start() -> impl Strategy<Value = (f64, f64)> {
    prop_oneof![
        Just((0.0, 0.0)),
        (-2.0..2.0f64, Just(0.0)),
        (-1e3..1e3f64, Just(0.0)),
        (-1.0..1.0f64, 0.0..0.3f64),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn random_mixtures_keep_twelve_digits((data, reach) in data(), (shift, wide) in start(), narrow in 0.5..1.5f64) {
        let theta = data.theta(shift, narrow + wide * reach);
        let condensed = twelve_digits_are_the_same(&data.sample(), theta);
        // A θ beside smooth data is what nodes are for.
        let is_smooth = matches!(data.rounding, Rounding::None) && data.groups.len() <= 2;
        let is_easy = is_smooth && wide == 0.0 && shift.abs() < 3.0;
        prop_assert!(condensed > 0 || !is_easy || reach > 1e9, "only exact passes");
    }
}
