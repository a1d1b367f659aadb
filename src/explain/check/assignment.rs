//! Which component each observation belongs to, and the mistakes that give it to another one.

use super::point::Point;
use super::recipe::{DensityFormula, RIGHT, Recipe};
use super::subject::SubmissionError;
use super::{CheckReport, Correctness, Slip, Unexplained};
use crate::mixture::{Component, GammaRows, Sample, Theta, Truncated, labels};
use crate::timeline::Run;

/// Compares components with those that have the largest γ.
pub(super) fn check_assignment<D>(
    run: &Run<D>,
    sample: &Sample,
    answer: &[usize],
) -> Result<CheckReport, SubmissionError> {
    let t = run.gamma_iteration().ok_or(SubmissionError::NoGamma)?;
    let components = run.components();
    if sample.summed().is_some() {
        return Err(SubmissionError::NoObservations);
    }
    if answer.len() != sample.len() {
        let (given, wanted) = (answer.len(), sample.len());
        return Err(SubmissionError::Count { given, wanted });
    }
    if let Some(given) = answer.iter().find(|k| **k >= components) {
        return Err(SubmissionError::Component { given: given + 1, components });
    }
    let rows = run.gamma_at(t).ok_or(SubmissionError::NoGamma)?.rows;
    let truth = truly_largest(rows, sample);
    let is_right = |(given, (i, right)): (&usize, (usize, &usize))| {
        given == right || is_tied(rows, sample, i, [*given, *right])
    };
    let right = answer.iter().zip(truth.iter().enumerate());
    let right = right.filter(|pair| is_right(*pair)).count();
    if right == answer.len() {
        return Ok(CheckReport::new(Correctness::Right));
    }
    let slips = mistaken_assignments(run, sample, (t, rows), answer);
    let unexplained = Unexplained::Parts { right, of: answer.len() };
    Ok(CheckReport { slips, unexplained, ..CheckReport::new(Correctness::Wrong) })
}

/// Whether two components have the same γ, rounding apart.
fn is_tied(rows: GammaRows, sample: &Sample, i: usize, [a, b]: [usize; 2]) -> bool {
    let theta = match rows {
        GammaRows::Inferred(theta, _) => theta,
        GammaRows::Given(gamma) => {
            return gamma.row(i).is_some_and(|row| (row[a] - row[b]).abs() < 1e-9);
        }
    };
    let joint = |k: usize| {
        let c = &theta.components()[k];
        match sample.bins() {
            None => c.log_joint(sample.values()[i]),
            Some(bins) => c.weight().ln() + Truncated::new(&bins[i], c).log_probability(),
        }
    };
    (joint(a) - joint(b)).abs() < 1e-9
}

/// The component with the largest γ for each observation.
fn truly_largest(rows: GammaRows, sample: &Sample) -> Vec<usize> {
    let theta = match rows {
        GammaRows::Inferred(theta, _) => theta,
        GammaRows::Given(gamma) => return gamma.rows().map(first_largest).collect(),
    };
    match sample.bins() {
        None => largest(&RIGHT, theta.components(), sample),
        Some(_) => labels(sample, theta),
    }
}

/// The component with the largest γ at each observation, as a recipe has it.
fn largest(recipe: &Recipe, theta: &[Component], sample: &Sample) -> Vec<usize> {
    let at = Point::Theta(theta.to_vec());
    let e = recipe.e_step(&at, 0, sample);
    sample.values().iter().enumerate().map(|(i, x)| first_largest(&e.gammas(i, *x))).collect()
}

pub(super) fn first_largest(values: &[f64]) -> usize {
    (0..values.len()).rev().max_by(|a, b| values[*a].total_cmp(&values[*b])).unwrap_or(0)
}

/// Returns the mistakes that give an assignment, the likeliest first, as far as they are fewer than
/// what chance would give.
fn mistaken_assignments<D>(
    run: &Run<D>,
    sample: &Sample,
    (t, rows): (usize, GammaRows),
    answer: &[usize],
) -> Vec<Slip> {
    /// The most mistakes that would give an answer by chance.
    const MOST_CHANCE: f64 = 0.13;
    let components = run.components() as f64;
    let possible = components.powi(i32::try_from(sample.len()).unwrap_or(i32::MAX));
    let mut seen: Vec<Vec<usize>> = vec![truly_largest(rows, sample)];
    let mut slips = Vec::new();
    for (id, given, text) in assignments(run, sample, t) {
        if seen[0] == given {
            continue;
        }
        if !seen.contains(&given) {
            seen.push(given.clone());
        }
        let chance = (seen.len() - 1) as f64 / possible;
        if given == answer && chance <= MOST_CHANCE {
            slips.push(Slip { id, text });
        }
    }
    slips
}

/// Returns every mistaken assignment, the likeliest first.
fn assignments<D>(
    run: &Run<D>,
    sample: &Sample,
    t: usize,
) -> Vec<(&'static str, Vec<usize>, String)> {
    use DensityFormula as F;
    // What was given is read off, with no E-step to make a mistake in.
    let Some(theta) = run.theta(t) else { return Vec::new() };
    let components = theta.components();
    let by = |score: &dyn Fn(&Component, f64) -> f64| -> Vec<usize> {
        let scores = |x: &f64| components.iter().map(|c| score(c, *x)).collect::<Vec<_>>();
        sample.values().iter().map(|x| first_largest(&scores(x))).collect()
    };
    let with = |in_e| largest(&Recipe { in_e, ..RIGHT }, components, sample);
    let mut all = vec![
        (
            "nearest-mean",
            by(&|c, x| -(x - c.mean()).abs()),
            "you choose the nearest mean: a distance counts in standard deviations".to_owned(),
        ),
        (
            "fewest-sds",
            by(&|c, x| -c.standardise(x).abs()),
            "you only count standard deviations: the weight and 1/σ of each density count too"
                .to_owned(),
        ),
        (
            "variance-as-sd",
            with(F::VarianceAsSd),
            "you use the variance as a standard deviation".to_owned(),
        ),
        (
            "sd-as-variance",
            with(F::SdAsVariance),
            "you use the standard deviation as a variance".to_owned(),
        ),
        ("weight-forgotten", with(F::NoWeight), "you forget the weights π_k".to_owned()),
    ];
    if sample.bins().is_some() {
        let text = "you take observations to be at the middle of their bin".to_owned();
        all.insert(0, ("middle-of-bin", largest(&RIGHT, components, sample), text));
    }
    if components.len() == 2 {
        let swapped = labels(sample, theta).into_iter().map(|k| 1 - k).collect();
        all.push(("components-swapped", swapped, "you swap the components".to_owned()));
    }
    let next = iterate_at(run, t + 1, sample);
    let text = "you give the assignment one iteration later".to_owned();
    all.extend(next.map(|theta| ("next-iteration", labels(sample, &theta), text)));
    let previous = t.checked_sub(1).and_then(|before| run.theta(before));
    let text = "you give the assignment one iteration before".to_owned();
    all.extend(previous.map(|theta| ("previous-iteration", labels(sample, theta), text)));
    all
}

/// θ_t, also if it is one beyond the last that is known.
fn iterate_at<D>(run: &Run<D>, t: usize, sample: &Sample) -> Option<Theta> {
    if let Some(theta) = run.theta(t) {
        return Some(theta.clone());
    }
    run.last().next(sample).ok().map(|iterate| iterate.theta().clone())
}
