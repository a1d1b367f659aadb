//! What the plots of ℓ and F show is true for any data and any θ.

use emstep::explain::{
    Coordinate, Measure, Parameter, Plane, ProfileProgress, Section, SectionDirection,
    SurfaceProgress,
};
use emstep::mixture::{Component, Iterate, Sample, Theta};
use emstep::timeline::{HalfStep, Origin, Run};
use proptest::prelude::*;

fn problem() -> impl Strategy<Value = (Sample, Theta)> {
    let values = prop::collection::vec(-10.0..10.0f64, 3..25);
    let components = prop::collection::vec((0.1..1.0f64, -8.0..8.0f64, 0.3..9.0f64), 1..5);
    (values, components).prop_map(|(values, parts)| {
        let sum: f64 = parts.iter().map(|part| part.0).sum();
        let components = parts.iter().map(|p| Component::new(p.0 / sum, p.1, p.2)).collect();
        (Sample::new(values).unwrap(), Theta::new(components).unwrap())
    })
}

/// A run whose cursor is this many half-steps after θ₀, or at the last one if EM is refused before.
fn run(sample: &Sample, theta: &Theta, half_steps: usize) -> Run<()> {
    let mut run = Run::new((), Iterate::start(theta.clone(), sample).unwrap(), Origin::Given);
    let wanted = HalfStep::START.plus(half_steps);
    while !run.knows(wanted) {
        let Ok(next) = run.last().next(sample) else { break };
        run.push(next);
    }
    let last = run.iterates().len() - 1;
    run.go_to(wanted.min(HalfStep::gamma(last)));
    run
}

fn directions(components: usize) -> Vec<SectionDirection> {
    let along = Coordinate::all(components).into_iter().map(SectionDirection::Along);
    along.chain([SectionDirection::WholeStep]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// F ≤ ℓ all along every line, and both have the same value and the same slope at the θ that
    /// made γ.
    #[test]
    fn the_bound_is_a_tangent_from_below((sample, theta) in problem(), half_steps in 1usize..6) {
        let run = run(&sample, &theta, half_steps);
        for direction in directions(theta.len()) {
            let Some(section) = Section::of(&run, direction) else { continue };
            let scale = run.current().unwrap().log_likelihood().abs().max(1.0);
            let likelihood = |at: f64| section.line.height((&sample).into(), at);
            let bound = |at: f64| section.bound(at).unwrap();
            for at in section.positions(0, (&sample).into()) {
                let (f, l) = (bound(at), likelihood(at));
                let rounding = 1e-11 * scale.max(l.abs());
                prop_assert!(f == f64::NEG_INFINITY || f <= l + rounding, "{direction:?} at {at}: F = {f}, ℓ = {l}");
            }
            let touch = section.through.expect("no γ was given");
            prop_assert!((bound(touch) - likelihood(touch)).abs() <= 1e-12 * scale);
            // F − ℓ is 0 with slope 0 here, so a step of h changes it by the order of h² only, and
            // not of h.
            let gap = |h: f64| likelihood(touch + h) - bound(touch + h);
            let unit = match direction {
                SectionDirection::Along(c) => match c.parameter {
                    Parameter::Weight => touch * (1.0 - touch),
                    Parameter::Mean => {
                        Coordinate::new(Parameter::Variance, c.component)
                            .value(&section.line.at(touch).unwrap())
                            .sqrt()
                    }
                    Parameter::Variance => touch,
                },
                SectionDirection::WholeStep => 0.1,
            };
            let h = 1e-4 * unit;
            if touch + h == touch || touch - h == touch {
                // A weight may be so near 1 that no number is a step away.
                continue;
            }
            let slope = (gap(h) - gap(-h)) / (2.0 * h);
            let slope_of_bound = (bound(touch + h) - bound(touch - h)) / (2.0 * h);
            let allowed = 1e-5 * (slope_of_bound.abs() + scale / unit) + 1e-10 * scale / h;
            prop_assert!(slope.abs() <= allowed, "{direction:?}: slopes differ by {slope}");
        }
    }

    /// F is nowhere on the line higher than where it is marked, and for means and weights
    /// it is the M-step's value.
    #[test]
    fn the_mark_is_at_the_bounds_maximum((sample, theta) in problem(), half_steps in 1usize..6) {
        let run = run(&sample, &theta, half_steps);
        for direction in directions(theta.len()) {
            let Some(section) = Section::of(&run, direction) else { continue };
            let Some(highest) = section.bound_maximum else { continue };
            let top = section.bound(highest).unwrap();
            for zoom in [0, 3, 8] {
                for at in section.positions(zoom, (&sample).into()) {
                    let here = section.bound(at).unwrap();
                    prop_assert!(here <= top + 1e-12 * top.abs(), "{direction:?}: F({at}) = {here} > {top}");
                }
            }
            if let (SectionDirection::Along(c), Some(step)) = (direction, section.m_step) {
                let same = (step - highest).abs() <= 1e-9 * highest.abs().max(1.0);
                let moved = {
                    let made = run.gamma_iteration().unwrap();
                    let old = run.iterates()[made].theta().components()[c.component].mean();
                    let new = run.expectation(made).statistics()[c.component].mean();
                    (old - new).abs() > 1e-3
                };
                match c.parameter {
                    Parameter::Weight | Parameter::Mean => prop_assert!(same, "{c:?}: {step} {highest}"),
                    // About the old mean a variance is larger than about the new one.
                    Parameter::Variance => prop_assert!(same || highest > step),
                }
                if c.parameter == Parameter::Variance && moved {
                    prop_assert!(highest > step);
                }
            }
        }
    }

    /// What is shown contains the marks, whatever the zoom; ℓ is exact at them.
    #[test]
    fn the_range_holds_every_mark((sample, theta) in problem(), half_steps in 0usize..6, zoom in 0u32..20) {
        let run = run(&sample, &theta, half_steps);
        for direction in directions(theta.len()) {
            let Some(section) = Section::of(&run, direction) else { continue };
            let (lo, hi) = section.range(zoom);
            prop_assert!(lo < hi);
            let positions = section.positions(zoom, (&sample).into());
            let mut progress = ProfileProgress::new(section.line.clone(), positions.clone());
            for known in 0..positions.len() {
                prop_assert_eq!(progress.profile().points.len(), known);
                progress.next_position((&sample).into());
            }
            let profile = progress.profile();
            prop_assert!(profile.is_complete && profile.points.len() == positions.len());
            for mark in section.marks() {
                prop_assert!((lo..=hi).contains(&mark), "{direction:?}: {mark} is not in {lo}..{hi}");
                prop_assert_eq!(profile.at(mark), Some(section.line.height((&sample).into(), mark)));
            }
        }
    }

    /// ℓ on the finest grid is ℓ, however it came from coarser ones.
    #[test]
    fn the_surface_is_the_likelihood((sample, theta) in problem(), pair in any::<prop::sample::Index>()) {
        let all = Coordinate::all(theta.len());
        let pairs: Vec<_> = all.iter().flat_map(|x| all.iter().map(move |y| (*x, *y)))
            .filter(|(x, y)| Plane::exists(*x, *y, theta.len())).collect();
        let (x, y) = *pair.get(&pairs);
        let range = |c: Coordinate| c.range(&sample, std::iter::once(&theta));
        let plane = Plane { theta: theta.clone(), x, y, x_range: range(x), y_range: range(y), measure: Measure::default() };
        let mut told = Vec::new();
        let mut progress = SurfaceProgress::new(plane.clone(), (&sample).into());
        while !progress.is_complete() {
            progress.next_row((&sample).into());
            told.extend(progress.known().cloned());
        }
        prop_assert!(told.windows(2).all(|pair| pair[0].done <= pair[1].done && !pair[0].is_complete()));
        let surface = told.last().unwrap();
        prop_assert!(surface.is_complete());
        for (column, row) in [(0, 0), (1, 1), (2, 4), (8, 8), (7, 16), (surface.columns - 1, surface.rows - 1)] {
            let share = |i: usize, count: usize| i as f64 / (count - 1) as f64;
            let at = |(lo, hi): (f64, f64), share: f64| lo + (hi - lo) * share;
            let (across, up) = (share(column, surface.columns), share(row, surface.rows));
            let expected = plane.height((&sample).into(), at(plane.x_range, across), at(plane.y_range, up));
            prop_assert_eq!(surface.values[row * surface.columns + column], expected);
        }
    }
}
