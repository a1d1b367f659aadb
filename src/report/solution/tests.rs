use super::*;
use crate::mixture::{GivenGamma, GivenResponsibilities, Iterate, Sample, Theta};
use crate::report::DocumentFormat;
use crate::timeline::Origin;

fn homework(values: Vec<f64>) -> EmRun {
    run_from(values, &[6.0, 7.0], &[1.0, 4.0])
}

fn run_from(values: Vec<f64>, means: &[f64], variances: &[f64]) -> EmRun {
    let sample = Sample::new(values).unwrap();
    let dataset = Arc::new(Dataset::new("homework", "x", sample));
    let theta = Theta::from_lists(&[0.5, 0.5], means, variances).unwrap();
    let start = Iterate::start(theta, dataset.data()).unwrap();
    Run::new(dataset, start, Origin::Given)
}

/// Returns the run after this many half-steps.
fn after(mut run: EmRun, half_steps: usize) -> EmRun {
    let end = run.start().plus(half_steps);
    while !run.knows(end) {
        let next = run.last().next(run.data().data()).unwrap();
        run.push(next);
    }
    run.go_to(end);
    run
}

fn quantities(observations: usize) -> Vec<Quantity> {
    use Quantity as Q;
    let one = |k| [Q::Count(k), Q::Weight(k), Q::Mean(k), Q::Variance(k), Q::Sd(k)];
    let gammas = (0..observations)
        .flat_map(|observation| (0..2).map(move |component| Q::Gamma { observation, component }));
    let likelihood = [Q::LogLikelihood, Q::Change, Q::Bound, Q::Gap];
    (0..2).flat_map(one).chain(gammas).chain(likelihood).collect()
}

/// Returns whether a text has the number itself, to its digits.
fn is_near(text: &str, value: f64) -> bool {
    let number: f64 = text.replace('−', "-").replace(['+', ','], "").parse().unwrap();
    let mantissa = text.split('e').next().unwrap_or_default();
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let power: i32 = text.replace('−', "-").split_once('e').map_or(0, |(_, e)| e.parse().unwrap());
    (number - value).abs() <= 0.501 * 10f64.powi(power - decimals)
}

#[test]
fn every_number_of_the_state_is_in_it_with_its_digits() {
    for half_steps in 0..=4 {
        let run = after(homework(vec![-1.0, 0.0, 4.0, 5.0, 6.0]), half_steps);
        let text = solution(&run, 20).text(DocumentFormat::Lines);
        let mut seen = 0;
        for quantity in quantities(5) {
            let Some(value) = quantity.value(&run, &run.data().sample) else { continue };
            let number = written(&run, quantity).unwrap();
            assert!(is_near(&number, value), "{quantity}: {number} for {value}");
            assert!(text.contains(&number), "{quantity} = {number} after {half_steps}\n{text}");
            seen += 1;
        }
        assert!(seen >= if half_steps == 0 { 9 } else { 20 }, "{seen} after {half_steps}");
    }
}

/// All numbers with a point in them, as the screen writes them.
fn numbers(text: &str) -> Vec<String> {
    let plain = text.replace("{,}", ",").replace('−', "-");
    let plain = plain.replace(r" \times 10^{", "e").replace(r" \times 10^", "e");
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-' | ',');
    let words = plain.split(|c: char| !is_part(c));
    let digits = words.map(|word| word.trim_matches([',', '.', 'e', '-']).to_owned());
    digits
        .filter(|word| word.contains('.') && word.starts_with(|c: char| c.is_ascii_digit()))
        .collect()
}

#[test]
fn all_formats_have_the_same_numbers() {
    let values = (0..40).map(|i| f64::from(i * i % 17) * 1234.5).collect();
    let large = run_from(values, &[6e3, 1e4], &[1e7, 4e7]);
    for run in [homework(vec![-1.0, 0.0, 4.0, 5.0, 6.0]), large] {
        let document = solution(&after(run, 5), 12);
        let plain = numbers(&document.text(DocumentFormat::Lines));
        assert!(plain.len() > 200);
        for format in [DocumentFormat::Text, DocumentFormat::Markdown] {
            assert_eq!(numbers(&document.text(format)), plain, "{format:?}");
        }
        let latex = document.text(DocumentFormat::Latex);
        let (_, body) = latex.split_once(r"\begin{document}").unwrap();
        assert_eq!(numbers(body), plain);
    }
}

#[test]
fn of_many_observations_and_iterations_it_says_how_many_more_there_are() {
    let values = (0..40).map(|i| f64::from(i * i % 17)).collect();
    let text = solution(&after(homework(values), 40), 12).text(DocumentFormat::Lines);
    assert!(text.contains("The first 3 observations are worked out; the other 37 are"), "{text}");
    assert!(text.contains("28 more rows"));
    assert!(text.contains("Iterations 4 to 19\nThey are done in the same way."));
    assert!(text.contains("E-step: γ₂ from θ₂") && !text.contains("E-step: γ₅ from θ₅"));
    assert!(text.contains("M-step: θ₂₀ from γ₁₉"));
}

#[test]
fn a_run_from_given_responsibilities_begins_with_them() {
    let dataset = Arc::clone(homework(vec![-1.0, 0.0, 4.0]).data());
    let rows = vec![vec![1.0, 0.0], vec![0.5, 0.5], vec![0.25, 0.75]];
    let given = GivenResponsibilities::new(rows).unwrap();
    let gamma = GivenGamma::new(Arc::new(given), dataset.data()).unwrap();
    let run = Run::new(dataset, gamma, Origin::Gamma);
    let text = solution(&after(run, 1), 20).text(DocumentFormat::Lines);
    assert!(text.contains("γ₀\nThe run begins with responsibilities"), "{text}");
    assert!(text.contains("M-step: θ₁ from γ₀") && !text.contains("ℓ(θ₀)"), "{text}");
}
