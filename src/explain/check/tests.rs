//! The homework's slips by hand, and laws over random problems.

mod constrained;

use proptest::prelude::*;

use super::*;
use crate::mixture::{Iterate, Theta};
use crate::timeline::{HalfStep, Origin};

/// Returns a run up to `place`; none if a component collapses on the way.
fn reached(sample: &Sample, theta: Theta, place: HalfStep) -> Option<Run<()>> {
    let mut run = Run::new((), Iterate::start(theta, sample).unwrap(), Origin::Given);
    for _ in 0..place.iteration() {
        let next = run.last().next(sample).ok()?;
        run.push(next);
    }
    run.go_to(place);
    Some(run)
}

fn run(sample: &Sample, theta: Theta, place: HalfStep) -> Run<()> {
    reached(sample, theta, place).expect("no component collapses")
}

fn homework(place: HalfStep) -> (Run<()>, Sample) {
    let sample = Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap();
    let theta = Theta::from_lists(&[0.5, 0.5], &[6.0, 7.0], &[1.0, 4.0]).unwrap();
    (run(&sample, theta, place), sample)
}

fn said(place: HalfStep, what: &str, answer: &str) -> (Correctness, Vec<&'static str>) {
    let (run, sample) = homework(place);
    let report = check(&run, &sample, what.parse().unwrap(), &answer.parse().unwrap()).unwrap();
    (report.verdict, report.slips.iter().map(|slip| slip.id).collect())
}

#[test]
fn answers_are_right_as_far_as_they_were_rounded() {
    let verdict = |answer: &str| said(HalfStep::START, "ll", answer).0;
    assert_eq!(verdict("-24.512532330086678"), Correctness::Right);
    assert_eq!(verdict("\u{2212}24.5125323301"), Correctness::Right);
    for rounded in
        ["-24.51", "-24.5125", "-24.5", "-25", "-2.45e1", "-2e1", "-20", "-25.", "-245e-1"]
    {
        assert_eq!(verdict(rounded), Correctness::Rounded, "{rounded}");
    }
    for wrong in ["24.51", "0", "-20.", "-20.0", "-30", "-3e1", "-100"] {
        assert_eq!(verdict(wrong), Correctness::Wrong, "{wrong}");
    }
    // Digits cut off, or ln p(x_i) rounded.
    for close in ["-24.512", "-24", "-24.52"] {
        assert_eq!(verdict(close), Correctness::Close, "{close}");
    }
    let gamma = |what: &str, answer: &str| said(HalfStep::gamma(0), what, answer).0;
    assert_eq!(gamma("gamma[0,1]", "0"), Correctness::Rounded);
    assert_eq!(gamma("gamma[0,2]", "1"), Correctness::Rounded);
    assert_eq!(gamma("gamma[3,1]", "2/3"), Correctness::Right);
    assert_eq!(gamma("gamma[3,1]", "0.67"), Correctness::Rounded);
    assert_eq!(gamma("gamma[2,1]", "0"), Correctness::Wrong);
    assert_eq!(gamma("gamma[2,1]", "1"), Correctness::Wrong);
}

#[test]
fn one_digit_is_right_as_it_was_rounded() {
    let after_em = |what: &str, answer: &str| said(HalfStep::theta(1), what, answer).0;
    for (what, right, wrong) in [
        (
            "sigma2[1]",
            &["0.6", "0.62", "6e-1", "0.616"][..],
            &["0.7", "0.5", "1", "0", "0.60", "6e0"][..],
        ),
        ("mu[1]", &["5", "5.1", "5e0", "0.5e1"], &["6", "4", "5.0", "0", "10"]),
        ("pi[1]", &["0.4", ".4", "0.36"], &["0.3", "0", "1", "0.40"]),
        ("N[1]", &["2", "1.8"], &["1", "3", "0", "2.0"]),
        ("ll", &["-11", "-10", "-1e1"], &["-12", "-10.", "-1", "0"]),
    ] {
        for answer in right {
            assert_eq!(after_em(what, answer), Correctness::Rounded, "{what} = {answer}");
        }
        for answer in wrong {
            assert!(!after_em(what, answer).is_right(), "{what} = {answer}");
        }
    }
}

#[test]
fn zero_is_a_rounded_number_only_where_it_tells_something() {
    let verdict = |answer: &str, truth: f64, telling: f64| {
        answer.parse::<TypedNumber>().unwrap().verdict(truth, 0.0, telling)
    };
    assert_eq!(verdict("0", 1e-7, 0.1), Correctness::Rounded);
    assert_eq!(verdict("0.0", 0.045, 0.1), Correctness::Rounded);
    assert_eq!(verdict("0", 0.45, 0.1), Correctness::Wrong);
    assert_eq!(verdict("0.00", 1e-7, 0.0), Correctness::Wrong);
    assert_eq!(verdict("1", 0.96, 0.0), Correctness::Rounded);
    assert_eq!(verdict("1", 0.94, 0.0), Correctness::Wrong);
    assert_eq!(verdict("4200", 4201.75, 0.0), Correctness::Rounded);
    assert_eq!(verdict("4200.", 4201.75, 0.0), Correctness::Wrong);
    assert_eq!(verdict("-0", -0.0, 0.0), Correctness::Right);
}

#[test]
fn slips_in_the_log_likelihood_are_named() {
    for (answer, id) in [
        ("-15.46", "variance-as-sd"),
        ("-38.26", "sd-as-variance"),
        ("-10.65", "wrong-log-base"),
        ("-21.05", "weight-forgotten"),
        ("-17.54", "no-normalising-constant"),
        ("-4.90", "mean-not-sum"),
        ("-80.46", "components-added-in-logs"),
        ("-10.96", "next-iteration"),
    ] {
        let (verdict, ids) = said(HalfStep::START, "ll", answer);
        assert_eq!(verdict, Correctness::Wrong);
        assert!(ids.contains(&id), "{answer}: {ids:?} has no {id}");
    }
    assert_eq!(said(HalfStep::START, "ll", "-123.45").1, [""; 0]);
}

#[test]
fn slips_in_the_m_step_are_named() {
    let (run, sample) = homework(HalfStep::theta(1));
    let about_old: f64 = {
        let c = Quantity::Variance(0).value(&run, &sample).unwrap();
        let mean = Quantity::Mean(0).value(&run, &sample).unwrap();
        c + (mean - 6.0) * (mean - 6.0)
    };
    let (_, ids) = said(HalfStep::theta(1), "sigma2[1]", &format!("{about_old:.4}"));
    assert!(ids.contains(&"old-mean-in-variance"), "{ids:?}");
    assert!(said(HalfStep::theta(1), "mu[1]", "5.5").1.contains(&"hard-assignment"));
    assert!(said(HalfStep::theta(1), "mu[1]", "1.471").1.contains(&"components-swapped"));
    assert!(said(HalfStep::theta(1), "sigma2[1]", "0.7846").1.contains(&"sd-as-variance"));
    assert!(said(HalfStep::theta(1), "sigma[1]", "0.6156").1.contains(&"variance-as-sd"));
    assert!(said(HalfStep::theta(1), "pi[1]", "0.5000").1.contains(&"previous-iteration"));
}

/// The numbers were computed by a program of its own, with each mistake made once.
#[test]
fn later_numbers_of_a_mistake_are_named() {
    for (what, answer, id, scope) in [
        ("ll", "-12.558", "variance-as-sd", "in every density"),
        ("ll", "-10.864", "variance-as-sd", "in the E-step only"),
        ("ll", "-12.552", "old-mean-in-variance", ""),
        ("sigma2[1]", "0.2235", "divided-by-n", ""),
        ("mu[1]", "9.315", "undivided-sum", ""),
        ("sigma2[1]", "26.95", "raw-squares", ""),
        ("pi[1]", "1.815", "count-for-weight", ""),
        ("gap", "-0.124", "sign", ""),
        ("ll", "-11.079", "bound-for-ll", ""),
        ("bound", "-10.956", "ll-for-bound", ""),
    ] {
        let (run, sample) = homework(HalfStep::theta(1));
        let answer: TypedNumber = answer.parse().unwrap();
        let report = check(&run, &sample, what.parse().unwrap(), &answer).unwrap();
        let first = report.slips.first().unwrap_or_else(|| panic!("{what}: {report:?}"));
        assert_eq!(first.id, id, "{what}: {report:?}");
        assert!(first.text.contains(scope), "{what}: {report:?}");
    }
    assert!(said(HalfStep::gamma(0), "gamma[3,1]", "0.455").1.contains(&"observations-from-1"));
}

#[test]
fn a_number_that_was_rounded_too_early_is_close() {
    let (run, sample) = homework(HalfStep::theta(1));
    for (what, answer, off, rounded) in [
        ("mu[1]", "5.133", "0.025 %", "γ"),
        ("sigma2[2]", "6.977", "0.14 %", "γ"),
        ("ll", "-10.959", "0.028 %", "γ"),
    ] {
        let answer: TypedNumber = answer.parse().unwrap();
        let report = check(&run, &sample, what.parse().unwrap(), &answer).unwrap();
        let says =
            format!("close ({off} off): your method is right; keep more digits of {rounded}");
        assert_eq!((report.verdict, report.summary()), (Correctness::Close, says));
    }
}

#[test]
fn zero_is_right_where_only_rounding_is_left() {
    let (run, sample) = homework(HalfStep::theta(12));
    let truth = Quantity::Change.value(&run, &sample).unwrap();
    assert!(truth.abs() < 1e-13, "EM stands still at {truth}");
    for what in [Quantity::Change, Quantity::Gap] {
        let verdict =
            |text: &str| check(&run, &sample, what, &text.parse().unwrap()).unwrap().verdict;
        assert_eq!(verdict("0"), Correctness::Right);
        assert_eq!(verdict("0.01"), Correctness::Wrong);
    }
}

#[test]
fn what_is_not_there_is_not_checked() {
    let (run, sample) = homework(HalfStep::START);
    let answer = "1".parse().unwrap();
    for what in ["gamma[0,1]", "N[1]", "delta_ll", "bound", "gap", "mu[3]"] {
        let quantity = what.parse().unwrap();
        assert_eq!(check(&run, &sample, quantity, &answer), Err(NotThere(quantity)), "{what}");
    }
    assert!("x".parse::<TypedNumber>().is_err());
}

fn quantities(n: usize, components: usize) -> Vec<Quantity> {
    use Quantity as Q;
    let mut all =
        vec![Q::LogLikelihood, Q::Change, Q::Bound, Q::Gap, Q::ExpectedLogJoint, Q::Entropy];
    all.extend((0..n).map(Q::Marginal));
    for k in 0..components {
        all.extend([Quantity::Count(k), Quantity::Weight(k), Quantity::Mean(k)]);
        all.extend([Quantity::Variance(k), Quantity::Sd(k)]);
        all.extend((0..n).map(|observation| Q::Gamma { observation, component: k }));
        all.extend((0..n).map(|observation| Q::Density { observation, component: k }));
    }
    all
}

fn problem() -> impl Strategy<Value = (Sample, Theta, usize)> {
    let component = (0.2f64..1.0, -5.0f64..5.0, 0.3f64..6.0);
    (prop::collection::vec(-6.0f64..6.0, 4..9), prop::collection::vec(component, 2..4), 0usize..4)
        .prop_map(|(values, components, place)| {
            let sum: f64 = components.iter().map(|c| c.0).sum();
            let weights: Vec<f64> = components.iter().map(|c| c.0 / sum).collect();
            let means: Vec<f64> = components.iter().map(|c| c.1).collect();
            let variances: Vec<f64> = components.iter().map(|c| c.2).collect();
            let theta = Theta::from_lists(&weights, &means, &variances).unwrap();
            (Sample::new(values).unwrap(), theta, place)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Right answers are never called wrong, however far they are rounded, and wrong ones never
    /// right.
    #[test]
    fn verdicts_are_true((sample, theta, place) in problem(), decimals in 0usize..12) {
        let run = reached(&sample, theta.clone(), HalfStep::START.plus(place));
        prop_assume!(run.is_some());
        let run = run.expect("just seen");
        for quantity in quantities(sample.len(), theta.len()) {
            let Some(truth) = quantity.value(&run, &sample) else { continue };
            let verdict = |text: String| check(&run, &sample, quantity, &text.parse().unwrap()).unwrap().verdict;
            prop_assert_eq!(verdict(format!("{truth:e}")), Correctness::Right);
            let rounded = verdict(format!("{truth:.decimals$e}"));
            prop_assert!(rounded.is_right(), "{quantity}: {truth:.decimals$e} for {truth:e}");
            let unit = 10f64.powi(truth.abs().max(1e-300).log10().floor() as i32 + 1 - decimals as i32);
            let off = format!("{:.decimals$e}", truth + 2.0 * unit);
            if decimals < 9 && truth.abs() > 1e-9 {
                prop_assert!(!verdict(off.clone()).is_right(), "{} for {}", off, truth);
            }
        }
    }

    /// A slip that was really made is named, wherever it can be told from the others.
    #[test]
    fn slips_that_were_made_are_found((sample, theta, place) in problem()) {
        let run = reached(&sample, theta.clone(), HalfStep::START.plus(place));
        prop_assume!(run.is_some());
        let run = run.expect("just seen");
        for quantity in quantities(sample.len(), theta.len()) {
            let Some(truth) = quantity.value(&run, &sample) else { continue };
            let mistakes = mistakes::all(&run, &ThetaPath::of(&run), &sample, quantity, truth);
            for mistake in &mistakes {
                let (id, value) = (mistake.id, mistake.value);
                // A subnormal number has no eight digits to be typed.
                let typable = value.is_finite() && (value == 0.0 || value.abs() > 1e-290);
                if !typable || (value - truth).abs() < 1e-4 * truth.abs().max(1e-2) {
                    continue;
                }
                let answer: TypedNumber = format!("{value:.8e}").parse().unwrap();
                let (slips, is_vague) = mistakes::found(&mistakes, &answer);
                let is_named = slips.iter().any(|slip| slip.id == id);
                // Nine digits are too few if many mistakes give nearly this number.
                let near = |m: &&mistakes::Mistake| (m.value - value).abs() <= 21.0 * answer.unit();
                let is_crowded = is_vague && mistakes.iter().filter(near).count() > 5;
                prop_assert!(is_named || is_crowded, "{} {} {:?}", quantity, id, slips);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A number that no mistake gave is blamed on one only by chance, and seldom.
    #[test]
    fn few_random_numbers_are_blamed_on_a_mistake(
        (sample, theta, place) in problem(),
        factors in prop::collection::vec(0.3f64..3.0, 40),
        digits in 1usize..4,
    ) {
        let run = reached(&sample, theta.clone(), HalfStep::START.plus(place));
        prop_assume!(run.is_some());
        let run = run.expect("just seen");
        let (mut answers, mut blamed) = (0, 0);
        for quantity in [Quantity::LogLikelihood, Quantity::Mean(0), Quantity::Variance(1)] {
            let Some(truth) = quantity.value(&run, &sample) else { continue };
            let mistakes = mistakes::all(&run, &ThetaPath::of(&run), &sample, quantity, truth);
            for factor in &factors {
                let answer: TypedNumber = format!("{:.digits$e}", truth * factor).parse().unwrap();
                answers += 1;
                blamed += usize::from(!mistakes::found(&mistakes, &answer).0.is_empty());
            }
        }
        prop_assert!(blamed * 3 <= answers, "{blamed} of {answers}");
    }
}

/// Every slip that the checker knows can really happen somewhere on the homework.
#[test]
fn every_slip_has_its_place() {
    let mut ids = std::collections::BTreeSet::new();
    for place in (0..4).map(|i| HalfStep::START.plus(i)) {
        let (run, sample) = homework(place);
        for quantity in quantities(5, 2) {
            let Some(truth) = quantity.value(&run, &sample) else { continue };
            for mistake in mistakes::all(&run, &ThetaPath::of(&run), &sample, quantity, truth) {
                let visible = mistake.value.is_finite() && (mistake.value - truth).abs() > 1e-6;
                if visible && !mistake.text.is_empty() {
                    ids.insert(mistake.id);
                }
            }
        }
    }
    let all = "about-overall-mean bound-for-ll bound-for-q components-added-in-logs components-swapped \
               count-for-weight density-for-gamma divided-by-n entropy-subtracted \
               gamma-again gamma-for-density hard-assignment joint-for-density largest-only \
               likelihood-not-log ll-for-bound ll-for-q log-of-density mean-not-sum means-kept \
               n-minus-1 next-iteration no-half no-normalising-constant no-root \
               normalised-over-observations not-normalised observations-from-1 old-mean-in-variance \
               percent point-counted-twice point-left-out previous-iteration q-for-bound q-for-ll \
               raw-squares sd-as-variance sd-kept-as-variance sign undivided-sum variance-as-sd \
               variance-in-constant variances-kept weight-for-count weight-forgotten weights-kept \
               wrong-log-base";
    assert_eq!(ids.into_iter().collect::<Vec<_>>(), all.split_whitespace().collect::<Vec<_>>());
}
