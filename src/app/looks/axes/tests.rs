use proptest::prelude::*;

use super::*;

fn homework() -> (Sample, Theta) {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    (sample, Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap())
}

#[track_caller]
fn check(axes: Axes) {
    let Axes { x: (lo, hi), y_max } = axes;
    assert!(lo.is_finite() && hi.is_finite() && lo < hi, "{axes:?}");
    assert!(lo + (hi - lo) / 500.0 > lo && hi - (hi - lo) / 500.0 < hi, "{axes:?}");
    assert!(y_max.is_finite() && y_max > 0.0, "{axes:?}");
}

#[test]
fn the_homework_fits_and_the_axes_stay_while_stepping() {
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    assert_eq!(axes.y_max, 0.3);
    assert!(axes.x.0 < -1.0 && axes.x.0 > -3.0, "{axes:?}");
    assert!(axes.x.1 >= 12.0 && axes.x.1 < 13.0, "{axes:?}");
    let next = Theta::from_lists(&[0.363, 0.637], &[5.1317, 1.471], &[0.6156, 6.967]).unwrap();
    assert_eq!(axes.follow(&sample, &next), axes);
}

#[test]
fn they_grow_where_a_curve_would_leave_them() {
    let (sample, theta) = homework();
    let axes = Axes::fit(&sample, &theta);
    let higher = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[0.2, 4.0]).unwrap();
    let grown = axes.follow(&sample, &higher);
    assert!(grown.y_max > theta.density(6.0) && grown.x == axes.x, "{grown:?}");
    let outside = Theta::from_lists(&[0.5, 0.5], &[-5.0, 7.0], &[1.0, 4.0]).unwrap();
    let grown = axes.follow(&sample, &outside);
    assert!(grown.x.0 < -6.0 && grown.x.1 == axes.x.1, "{grown:?}");
}

#[test]
fn an_absurd_component_does_not_press_the_data_together() {
    let (sample, _) = homework();
    let wide = Theta::from_lists(&[0.5, 0.5], &[1e6, 0.0], &[1.0, 1e12]).unwrap();
    let axes = Axes::fit(&sample, &wide);
    assert!(axes.x.1 - axes.x.0 < 3.5 * 7.0, "{axes:?}");
    let spike = Theta::from_lists(&[0.2, 0.8], &[4.0, 3.0], &[1e-20, 9.0]).unwrap();
    let axes = Axes::start(&sample, &spike);
    assert!(axes.y_max < 50.0 * 0.8 * 0.4 / 3.0, "{axes:?}");
    // Who asks for all of it gets it.
    let axes = Axes::fit(&sample, &spike);
    assert!(axes.y_max >= 0.2 * 0.39 / 1e-10, "{axes:?}");
}

#[test]
fn equal_points_and_extreme_scales_have_axes() {
    let of = |values: &[f64], mean: f64, sd: f64| {
        let sample = Sample::new(values.to_vec()).unwrap();
        let theta = Theta::new(vec![Component::new(1.0, mean, sd * sd)]).unwrap();
        let axes = Axes::fit(&sample, &theta);
        check(axes);
        axes
    };
    let one = of(&[5.0], 5.0, 2.0);
    assert!(one.x.0 < 1.0 && one.x.1 > 9.0 && one.x.1 < 20.0, "{one:?}");
    let large = of(&[1e9 - 1.0, 1e9, 1e9 + 2.0], 1e9, 1.0);
    assert!(large.x.1 - large.x.0 < 7.0, "{large:?}");
    of(&[-1e120, 3e120], 1e120, 1e120);
    of(&[1e-9, 2e-9], 1e-9, 1e-9);
    of(&[0.0; 4], 0.0, 1e-153);
    of(&[1e140], -1e300, 1e153);
    of(&[1e9; 3], 1e9, 1e-12);
}

/// Returns the highest of the mixture by brute force, about each mean and between.
fn highest(axes: &Axes, theta: &Theta) -> f64 {
    let (lo, hi) = axes.x;
    let near = theta
        .components()
        .iter()
        .flat_map(|c| (-400..=400).map(move |i| c.mean() + c.sd() * f64::from(i) / 80.0));
    let all = (0..=2000).map(|i| lo + (hi - lo) * f64::from(i) / 2000.0).chain(near);
    all.filter(|x| (lo..=hi).contains(x)).map(|x| theta.density(x)).fold(0.0, f64::max)
}

#[test]
fn fitted_axes_show_the_highest_peak() {
    // 300 quantiles of exp(N(0, 1)), and narrow components among them, alone and side by side.
    let normal = |p: f64| {
        use statrs::distribution::{ContinuousCDF, Normal};
        Normal::standard().inverse_cdf(p)
    };
    let values: Vec<f64> = (0..300).map(|i| normal((f64::from(i) + 0.5) / 300.0).exp()).collect();
    let sample = Sample::new(values).unwrap();
    let means: [&[f64]; 4] =
        [&[0.7, 2.0, 6.0], &[1.0, 1.001, 6.0], &[0.5, 0.5, 0.5], &[18.0, 1.0, 2.0]];
    for means in means {
        for sds in [[0.3, 1.0, 4.0], [1e-3, 1e-3, 3.0], [1e-6, 1.0, 3.0], [0.05, 0.04, 1e-9]] {
            let variances = sds.map(|sd: f64| sd * sd);
            let theta = Theta::from_lists(&[0.4, 0.4, 0.2], means, &variances).unwrap();
            let axes = Axes::fit(&sample, &theta);
            let highest = highest(&axes, &theta);
            assert!(
                axes.y_max >= highest && axes.y_max < 2.0 * highest.max(1.0),
                "{axes:?} {highest}"
            );
        }
    }
}

fn any_case() -> impl Strategy<Value = (Sample, Theta, Theta)> {
    let number = || (-9.9..9.9f64, -130..130i32).prop_map(|(m, e)| m * 10f64.powi(e));
    let near = prop::collection::vec(prop_oneof![-9.0..9.0f64, number()], 1..60);
    let theta = || {
        let variance = prop_oneof![1e-9..1e9f64, Just(f64::MIN_POSITIVE), Just(f64::MAX)];
        let one = (0.001..1.0f64, prop_oneof![-9.0..9.0f64, number(), Just(-1e308)], variance);
        prop::collection::vec(one, 1..5).prop_map(|parts| {
            let sum: f64 = parts.iter().map(|p| p.0).sum();
            let part = |(w, m, v): (f64, f64, f64)| Component::new(w / sum, m, v);
            Theta::new(parts.into_iter().map(part).collect()).unwrap()
        })
    };
    (near.prop_map(|values| Sample::new(values).unwrap()), theta(), theta())
}

proptest! {
    #[test]
    fn axes_are_always_axes((sample, theta, other) in any_case(), moves in prop::collection::vec((prop_oneof![
        0.01..100.0f64, Just(0.0), Just(f64::NAN), Just(f64::INFINITY), Just(-1.0), Just(1e-300), Just(1e300)
    ], -3.0..3.0f64, any::<bool>()), 0..40)) {
        let mut axes = Axes::fit(&sample, &theta);
        check(axes);
        prop_assert_eq!(axes.follow(&sample, &theta), axes);
        let followed = axes.follow(&sample, &other);
        check(followed);
        prop_assert_eq!(followed.follow(&sample, &other), followed);
        prop_assert!(followed.x.0 <= axes.x.0 && followed.x.1 >= axes.x.1 && followed.y_max >= axes.y_max);
        for (factor, at, zoom) in moves {
            axes = if zoom { axes.zoom(factor, axes.x.0 + at) } else { axes.pan(factor * at) };
            check(axes);
        }
    }
}
