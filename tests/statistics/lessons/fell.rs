//! The mistakes of the lesson my-ll-fell, each one run on the homework.

use emstep::mixture::{Component, Iterate, Theta, responsibilities};

use super::built_in;
use super::numbers::{assert_near, converged, homework, theta_zero, truths};

/// γ of every observation under a θ.
fn gamma(theta: &Theta) -> Vec<Vec<f64>> {
    homework().values().iter().map(|x| responsibilities(*x, theta)).collect()
}

/// Returns Σ_i f(x_i, γ_i).
fn total(gamma: &[Vec<f64>], f: impl Fn(f64, &[f64]) -> f64) -> f64 {
    homework().values().iter().zip(gamma).map(|(x, row)| f(*x, row)).sum()
}

/// Returns Σ_i ln Σ_k of a joint density.
fn log_likelihood(theta: &Theta, joint: impl Fn(f64, &Component) -> f64) -> f64 {
    let p = |x: &f64| theta.components().iter().map(|c| joint(*x, c)).sum::<f64>();
    homework().values().iter().map(|x| p(x).ln()).sum()
}

/// F(γ, θ), for any γ.
fn bound(gamma: &[Vec<f64>], theta: &Theta) -> f64 {
    total(gamma, |x, row| {
        let term = |(q, c): (&f64, &Component)| {
            if *q > 0.0 { q * (c.log_joint(x) - q.ln()) } else { 0.0 }
        };
        row.iter().zip(theta.components()).map(term).sum()
    })
}

/// An M-step whose variance is taken about some means and divided by something made of N_k.
fn m_step(theta: &Theta, about: impl Fn(usize, f64) -> f64, divisor: impl Fn(f64) -> f64) -> Theta {
    let gamma = gamma(theta);
    let (mut weights, mut means, mut variances) = (Vec::new(), Vec::new(), Vec::new());
    for k in 0..2 {
        let count = total(&gamma, |_, row| row[k]);
        let mean = total(&gamma, |x, row| row[k] * x) / count;
        let centre = about(k, mean);
        let spread = total(&gamma, |x, row| row[k] * (x - centre).powi(2));
        weights.push(count / 5.0);
        means.push(mean);
        variances.push(spread / divisor(count));
    }
    Theta::from_lists(&weights, &means, &variances).unwrap()
}

fn true_log_likelihood(theta: &Theta) -> f64 {
    Iterate::start(theta.clone(), &homework()).unwrap().log_likelihood()
}

/// Returns ℓ of θ₀ and of the θ after this many iterations of a program.
fn run(start: Theta, iterations: usize, step: impl Fn(&Theta) -> Theta) -> Vec<f64> {
    let thetas = std::iter::successors(Some(start), |theta| Some(step(theta)));
    thetas.take(iterations + 1).map(|theta| true_log_likelihood(&theta)).collect()
}

#[test]
fn the_five_mistakes_give_the_numbers_of_the_lesson_and_fall() {
    let right = converged(&homework(), theta_zero());
    let theta = |t: usize| right[t].theta();

    // F in the place of ℓ.
    let mixed =
        [right[0].log_likelihood(), right[1].log_likelihood(), right[1].lower_bound().unwrap()];
    assert_near(&mixed, &[-24.512_532, -10.955_912, -11.079_494], 5e-7);

    // The γ of θ₀ for ever.
    let stale = gamma(theta(0));
    let bounds = [1, 2, 3, 4].map(|t| bound(&stale, theta(t)));
    assert_near(&bounds, &[-11.079_494, -11.207_513, -11.681_096, -13.213_057], 5e-7);

    // The variance as a standard deviation, in what is printed alone.
    let narrow = |x: f64, c: &Component| {
        Component::new(c.weight(), c.mean(), c.variance().powi(2)).log_joint(x).exp()
    };
    let printed = [5, 6].map(|t| log_likelihood(theta(t), narrow));
    assert_near(&printed, &[-9.338_665, -10.186_369], 5e-7);

    // The logarithm of each Gaussian alone.
    let apart = |t: usize| {
        let of_one = |x: &f64| theta(t).components().iter().map(|c| c.log_joint(*x)).sum::<f64>();
        homework().values().iter().map(of_one).sum::<f64>()
    };
    assert_near(&[apart(1), apart(2)], &[-77.166_221, -79.186_851], 5e-7);

    // N_k − 1: from where EM converged, and from θ₀.
    let new_mean = |_, mean| mean;
    let last = right.last().unwrap().theta().clone();
    let step = |theta: &Theta| m_step(theta, new_mean, |count| count - 1.0);
    let variances: Vec<f64> = step(&last).components().iter().map(Component::variance).collect();
    assert_near(&variances, &[1.0, 0.5], 1e-6);
    assert_near(&truths(&built_in("my-ll-fell")), &variances[1..], 1e-6);
    assert_near(&run(last, 1, step), &[-8.465_259, -8.766_599], 1e-6);
    let from_start = run(theta_zero(), 40, step);
    assert!(from_start[..15].is_sorted(), "{from_start:?}");
    assert_near(&from_start[40..], &[-8.767], 5e-4);
}

#[test]
fn the_old_mean_lowers_nothing() {
    let step = |theta: &Theta| {
        let old = |k: usize, _| theta.components()[k].mean();
        m_step(theta, old, |count| count)
    };
    let ends = run(theta_zero(), 30, step);
    assert!(ends.windows(2).all(|pair| pair[1] >= pair[0] - 1e-12), "{ends:?}");
    let lesson = built_in("my-ll-fell");
    let shown = lesson.steps.last().unwrap().scene.run().current().unwrap();
    assert_near(&[shown.log_likelihood()], &[ends[1]], 1e-9);
}

#[test]
fn what_is_said_of_other_mistakes_is_so() {
    let right = converged(&homework(), theta_zero());
    let unweighted = |x: f64, c: &Component| c.log_density(x).exp();
    let ends: Vec<f64> = right.iter().map(|it| log_likelihood(it.theta(), unweighted)).collect();
    assert!(ends.is_sorted_by(|a, b| *b >= a - 1e-12), "{ends:?}");
    assert_near(&ends[5..7], &[-5.790, -5.100], 5e-4);
    // Q at every half-step.
    let q = |gamma: &[Vec<f64>], theta: &Theta| {
        let entropy = total(gamma, |_, row| {
            row.iter().map(|q| if *q > 0.0 { -q * q.ln() } else { 0.0 }).sum()
        });
        bound(gamma, theta) - entropy
    };
    let mut all = Vec::new();
    for pair in right.windows(2) {
        let old = gamma(pair[0].theta());
        all.extend([q(&old, pair[0].theta()), q(&old, pair[1].theta())]);
    }
    assert!(all.is_sorted_by(|a, b| *b >= a - 1e-7), "{all:?}");
}
