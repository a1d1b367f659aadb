//! The numbers of the built-in lessons, computed again.

use std::ops::ControlFlow;
use std::sync::Arc;

use emstep::lesson::{Answer, Lesson, Question, QuestionKind, Truth, load};
use emstep::mixture::{Component, Iterate, Sample, StopRule, Theta, iterate, responsibilities};

use super::{built_in, lessons, questions};

pub(super) fn homework() -> Sample {
    Sample::new(vec![-1.0, 0.0, 4.0, 5.0, 6.0]).unwrap()
}

pub(super) fn theta_zero() -> Theta {
    Theta::from_lists(&[0.5; 2], &[6.0, 7.0], &[1.0, 4.0]).unwrap()
}

pub(super) fn converged(sample: &Sample, theta: Theta) -> Vec<Iterate> {
    let first = Iterate::start(theta, sample).unwrap();
    let mut all = vec![first.clone()];
    iterate(sample, &first, StopRule { iterations: 1000, tolerance: Some(1e-9) }, |next| {
        all.push(next.clone());
        ControlFlow::Continue(())
    });
    all
}

/// Every number that a lesson asks for.
pub(super) fn truths(lesson: &Lesson) -> Vec<f64> {
    let number = |question: &Question| match &question.kind {
        QuestionKind::Number(number) => number.truth.value(),
        _ => None,
    };
    questions(lesson).filter_map(number).collect()
}

#[track_caller]
pub(super) fn assert_near(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= within, "{found:?} is not {expected:?}");
    }
}

/// The right option of the choice whose question holds these words.
fn right_option(lesson: &Lesson, words: &str) -> String {
    let question = questions(lesson).find(|question| question.text.plain().contains(words));
    question.unwrap_or_else(|| panic!("nothing asks {words:?}")).solution()
}

#[test]
fn the_homework_is_the_exercise_as_set() {
    let lesson = built_in("homework");
    let run = converged(&homework(), theta_zero());
    let new_mean = run[1].theta().components()[0].mean();
    assert_near(&truths(&lesson), &[-24.512_532_330_086_678, 2.0 / 3.0, new_mean], 1e-12);
    let each: Vec<usize> = questions(&lesson)
        .find_map(|question| match &question.kind {
            QuestionKind::Each(each) => Some(each.correct.clone()),
            _ => None,
        })
        .unwrap();
    let more = |x: &f64| usize::from(responsibilities(*x, &theta_zero())[1] > 0.5);
    assert_eq!(each, homework().values().iter().map(more).collect::<Vec<_>>());
    assert_eq!(each, [1, 1, 1, 0, 0]);
    let (first, last) = (run[1].theta().components(), run.last().unwrap().theta().components());
    let growth = |k: usize| first[k].variance() / theta_zero().components()[k].variance();
    assert!(growth(1) > growth(0));
    assert_eq!(right_option(&lesson, "grows more"), "Gaussian 2's");
    assert!(last[0].variance() > last[1].variance());
    assert_near(&[last[0].variance(), last[1].variance()], &[2.0 / 3.0, 0.25], 1e-6);
    assert_eq!(right_option(&lesson, "larger variance"), "Gaussian 1");
}

/// ℓ by a slip.
fn slipped(log_joint: impl Fn(f64, &Component) -> f64) -> f64 {
    let p = |x: &f64| theta_zero().components().iter().map(|c| log_joint(*x, c).exp()).sum::<f64>();
    homework().values().iter().map(|x| p(x).ln()).sum()
}

#[test]
fn the_homeworks_wrong_answers_come_from_the_slips_they_name() {
    let with = |c: &Component, variance: f64| Component::new(c.weight(), c.mean(), variance);
    let truth = slipped(|x, c| c.log_joint(x));
    let alone: f64 = (homework().values().iter())
        .map(|x| theta_zero().components().iter().map(|c| c.log_joint(*x)).sum::<f64>())
        .sum();
    let slips = [
        slipped(|x, c| with(c, c.variance() * c.variance()).log_joint(x)),
        slipped(|x, c| with(c, c.sd()).log_joint(x)),
        truth / 10_f64.ln(),
        slipped(|x, c| c.log_density(x)),
        slipped(|x, c| c.weight().ln() - 0.5 * c.standardise(x) * c.standardise(x)),
        truth / 5.0,
        alone,
    ];
    assert_near(&listed("homework", "Compute ℓ"), &slips, 0.005 + 1e-9);

    // γ_31: equal exponents, the other component, x_2, the density, σ² as σ, σ as σ².
    let gamma = |x: f64| responsibilities(x, &theta_zero());
    let density =
        |mean: f64, variance: f64| Component::new(1.0, mean, variance).log_density(5.0).exp();
    let of_one = density(6.0, 1.0);
    let with_variance = |variance: f64| of_one / (of_one + density(7.0, variance));
    let slips =
        [0.5, gamma(5.0)[1], gamma(4.0)[0], of_one, with_variance(16.0), with_variance(2.0)];
    assert_near(&listed("homework", "γ_31"), &slips, 0.000_5 + 1e-9);

    // μ_1: divided by n, not divided, hard, the other component's.
    let sum: f64 = homework().values().iter().map(|x| gamma(*x)[0] * x).sum();
    let other = converged(&homework(), theta_zero())[1].theta().components()[1].mean();
    assert_near(&listed("homework", "μ_1 be"), &[sum / 5.0, sum, 5.5, other], 0.005 + 1e-9);
}

/// The wrong numbers listed for the question that holds these words.
fn listed(lesson: &str, words: &str) -> Vec<f64> {
    let lesson = built_in(lesson);
    let question = questions(&lesson).find(|question| question.text.plain().contains(words));
    let answers = question.unwrap_or_else(|| panic!("nothing asks {words:?}")).wrong_answers();
    let number = |(answer, _)| match answer {
        Answer::Text(text) => text.parse::<f64>().unwrap(),
        other => panic!("{other:?}"),
    };
    answers.into_iter().map(number).collect()
}

#[test]
fn the_numbers_of_the_bound() {
    let run = converged(&homework(), theta_zero());
    let gap = run[1].log_likelihood() - run[1].lower_bound().unwrap();
    assert_near(&truths(&built_in("bound")), &[run[0].log_likelihood(), gap], 1e-9);
}

#[test]
fn the_galaxies_have_several_answers() {
    let lesson = built_in("local-optima");
    let first = [-212.080_404, -203.179_228, -209.733_493, -220.057_973];
    let ends: Vec<f64> = (lesson.steps.iter().filter(|step| step.keys == "c"))
        .map(|step| step.scene.run().current().unwrap().log_likelihood())
        .collect();
    assert_near(&ends, &first, 1e-6);
    assert_near(&truths(&lesson), &[first[1] - first[0]], 2e-6);
    // Each is what EM says from that θ₀, and flat: a hundred more iterations change nothing.
    for step in lesson.steps.iter().filter(|step| step.keys == "c") {
        let (run, sample) = (step.scene.run(), &step.scene.dataset().sample);
        let again = converged(sample, run.iterates()[0].theta().clone());
        assert_eq!(again.last().unwrap().theta(), run.current().unwrap().theta());
        let mut on = run.current().unwrap().clone();
        for _ in 0..100 {
            on = on.next(sample).unwrap();
        }
        assert!((on.log_likelihood() - run.current().unwrap().log_likelihood()).abs() < 1e-5);
    }
}

#[test]
fn the_collapse_collapses() {
    let lesson = built_in("collapse");
    let theta = Theta::from_lists(&[0.5; 2], &[-1.0, 3.0], &[0.01, 10.0]).unwrap();
    let run = converged(&homework(), theta);
    assert_eq!(run.len(), 2, "the second M-step is refused");
    assert!(run[1].next(&homework()).unwrap_err().to_string().contains("collapsed onto x_0 = -1"));
    assert!(run[1].theta().components()[0].variance() < 1e-19);
    // The height of the peak, two galaxies 0.086 apart, and scikit-learn's reg_covar.
    let variance = run[1].theta().components()[0].variance();
    let height = Component::new(1.0, 0.0, variance).log_density(0.0).exp();
    let found = truths(&lesson);
    assert!((found[0] / height - 1.0).abs() < 0.001, "{found:?} {height}");
    assert_near(&[variance * 1e21, found[1], found[2]], &[9.701, 0.043 * 0.043, 1e-6], 5e-4);
    assert_near(&[found[1]], &[0.043 * 0.043], 5e-7);
    let last = lesson.steps.last().unwrap().scene.run().current().unwrap().log_likelihood();
    assert_near(&[last], &[-8.465_259], 1e-6);
}

#[test]
fn the_twins_are_stuck() {
    let lesson = built_in("identical-twins");
    assert_near(&truths(&lesson), &[0.5, 2.8, 7.76], 1e-12);
    // Flat to second order when only the means part; up when the variances follow, one way.
    let at = |means: [f64; 2], variances: [f64; 2]| {
        let theta = Theta::from_lists(&[0.5; 2], &means, &variances).unwrap();
        Iterate::start(theta, &homework()).unwrap().log_likelihood()
    };
    let saddle = at([2.8; 2], [7.76; 2]);
    for d in [0.1, 0.2] {
        let means = [2.8 - d, 2.8 + d];
        assert!((at(means, [7.76; 2]) - saddle).abs() < 0.01 * d.powi(4));
        assert!(at(means, [7.76 + d, 7.76 - d]) - saddle > 0.01 * d * d);
        assert!(at(means, [7.76 - d, 7.76 + d]) - saddle < -0.01 * d * d);
        assert!(at(means, [7.76 - d; 2]) - saddle < -0.01 * d * d);
    }
    let stuck = lesson.steps.iter().find(|step| step.keys == "c").unwrap().scene.run();
    assert_near(&[stuck.current().unwrap().log_likelihood()], &[-12.217_149], 5e-7);
    let one_gaussian = Theta::from_lists(&[1.0], &[2.8], &[7.76]).unwrap();
    let alone = Iterate::start(one_gaussian, &homework()).unwrap();
    assert_near(&[stuck.current().unwrap().log_likelihood()], &[alone.log_likelihood()], 1e-12);
    for (step, iterations) in lesson.steps.iter().rev().zip([42, 49]) {
        let run = step.scene.run();
        assert_eq!(run.cursor().iteration(), iterations);
        assert_near(&[run.current().unwrap().log_likelihood()], &[-8.465_259], 1e-6);
    }
    // Other weights do not part them.
    let theta = Theta::from_lists(&[0.3, 0.7], &[3.0; 2], &[4.0; 2]).unwrap();
    let last = converged(&homework(), theta).pop().unwrap();
    let [one, two] = last.theta().components() else { panic!("{last:?}") };
    assert_near(&[one.weight(), one.mean(), one.variance()], &[0.3, 2.8, 7.76], 1e-12);
    assert_near(&[two.weight(), two.mean(), two.variance()], &[0.7, 2.8, 7.76], 1e-12);
}

#[test]
fn swapped_labels_change_nothing_but_the_numbers() {
    let lesson = built_in("labels");
    let mine = converged(&homework(), theta_zero()).pop().unwrap();
    let mine_second = mine.theta().components()[1].mean();
    assert_near(&truths(&lesson), &[-24.512_532, mine_second, 2.75], 1e-6);
    let friend = lesson.steps.last().unwrap().scene.run().current().unwrap();
    assert_near(&[friend.log_likelihood()], &[mine.log_likelihood()], 1e-9);
}

#[test]
fn the_hard_m_step_is_that_of_the_groups() {
    let lesson = built_in("hard-and-soft");
    let groups: [Vec<f64>; 2] = [0, 1].map(|k| {
        let takes = |x: &f64| (responsibilities(*x, &theta_zero())[1] > 0.5) == (k == 1);
        homework().values().iter().copied().filter(takes).collect()
    });
    let mean = |group: &[f64]| group.iter().sum::<f64>() / group.len() as f64;
    let variance = |group: &[f64]| {
        let m = mean(group);
        group.iter().map(|x| (x - m) * (x - m)).sum::<f64>() / group.len() as f64
    };
    let share = |group: &[f64]| group.len() as f64 / 5.0;
    let [one, two] = &groups;
    assert_near(&truths(&lesson), &[mean(one), share(one), variance(two)], 1e-12);
    // The θ that the lesson goes on from is the whole of it.
    let step = lesson
        .steps
        .iter()
        .find(|step| !step.text.is_empty() && step.text[0].plain().contains("hard step gave"));
    let theta = step.unwrap().scene.run().iterates()[0].theta();
    for (c, group) in theta.components().iter().zip(&groups) {
        assert_near(
            &[c.weight(), c.mean(), c.variance()],
            &[share(group), mean(group), variance(group)],
            1e-12,
        );
    }
}

#[test]
fn a_unit_moves_the_log_likelihood_and_nothing_else() {
    let lesson = built_in("density-is-not-probability");
    let centimetres = converged(&homework(), theta_zero());
    let scene = &lesson.steps.last().unwrap().scene;
    let metres = scene.run().current().unwrap();
    let moved = metres.log_likelihood() - centimetres.last().unwrap().log_likelihood();
    let peak = Component::new(1.0, 0.0, 1e-4).log_density(0.0).exp();
    assert_near(&truths(&lesson), &[peak, moved, metres.log_likelihood() / 5.0], 1e-6);
    assert_near(&[moved], &[5.0 * 100_f64.ln()], 1e-6);
    assert!(metres.log_likelihood() > 0.0);
    assert_eq!(scene.run().cursor().iteration() + 1, centimetres.len());
}

#[test]
fn convergence_is_linear_where_the_lesson_says_so() {
    let lesson = built_in("when-to-stop");
    let at = |t: usize| {
        let step = lesson.steps.iter().find(|step| step.scene.run().cursor().iteration() == t);
        step.unwrap_or_else(|| panic!("no step at t = {t}")).scene.run()
    };
    assert_near(&[at(10).change_at(10).unwrap()], &[0.350_821], 5e-7);
    let run = at(27);
    let change = |t: usize| run.change_at(t).unwrap();
    let factors: Vec<f64> = (18..=20).map(|t| change(t) / change(t - 1)).collect();
    assert_near(&truths(&lesson), &[0.43, 5.5], 1e-9);
    assert_near(&factors, &[0.432; 3], 0.001);
    // θ: the error shrinks by the root of it, and a digit costs twice as many iterations.
    let mean = |t: usize| run.iterates()[t].theta().components()[0].mean();
    let rate = (mean(26) - mean(25)) / (mean(25) - mean(24));
    assert_near(&[rate, rate * rate], &[0.658, 0.433], 5e-4);
    let digit = |rate: f64| -(10_f64.ln()) / rate.ln();
    assert_near(&[digit(0.433), digit(rate)], &[2.75, 5.5], 0.01);
    // Where the rules of scikit-learn, mclust and emstep are met first.
    let met = |is_met: &dyn Fn(usize) -> bool| (1..=27).find(|t| is_met(*t)).unwrap();
    let log_likelihood = |t: usize| run.iterates()[t].log_likelihood();
    assert_eq!(met(&|t| change(t) / 272.0 < 1e-3), 11);
    assert_eq!(met(&|t| change(t) / (1.0 + log_likelihood(t).abs()) < 1e-5), 15);
    assert_eq!(met(&|t| change(t) / 272.0 < 1e-9), 27);
    assert_eq!(((-745_f64).exp(), (-746_f64).exp()), (5e-324, 0.0));
    assert_near(&[run.current().unwrap().log_likelihood()], &[-1_034.001_75], 5e-6);
    assert_eq!(run.current().unwrap().log_likelihood().exp(), 0.0, "the likelihood underflows");
    let scene = &lesson.steps.last().unwrap().scene;
    let gamma = responsibilities(1000.0, scene.run().iterates()[0].theta());
    assert_near(&gamma, &[0.0, 1.0], 1e-12);
}

#[test]
fn a_quantity_question_has_no_number_of_its_own() {
    // Where a lesson gives a number, a test above computes it: these are all there are.
    let literal = |question: &&Question| matches!(&question.kind, QuestionKind::Number(n) if matches!(n.truth, Truth::Literal { .. }));
    let count =
        |lesson: &Arc<Lesson>| (lesson.name.clone(), questions(lesson).filter(literal).count());
    let counts: Vec<(String, usize)> =
        lessons().iter().map(count).filter(|(_, count)| *count > 0).collect();
    let expected = [
        ("why-not-differentiate", 2),
        ("my-ll-fell", 1),
        ("local-optima", 1),
        ("collapse", 3),
        ("labels", 1),
        ("how-many", 2),
        ("hard-and-soft", 3),
        ("density-is-not-probability", 3),
        ("when-to-stop", 2),
        ("EXAMPLE", 2),
    ];
    assert_eq!(counts, expected.map(|(name, count)| (name.to_owned(), count)));
}

#[test]
fn the_derivative_leads_to_the_m_steps_mean() {
    let lesson = built_in("why-not-differentiate");
    let run = converged(&homework(), theta_zero());
    let log_likelihood = |mean: f64| {
        let theta = Theta::from_lists(&[0.5; 2], &[mean, 7.0], &[1.0, 4.0]).unwrap();
        Iterate::start(theta, &homework()).unwrap().log_likelihood()
    };
    let derivative = (log_likelihood(6.0 + 1e-5) - log_likelihood(6.0 - 1e-5)) / 2e-5;
    let step = run[1].theta().components()[0].mean() - 6.0;
    assert_near(&truths(&lesson), &[derivative, step], 1e-7);
    let count: f64 =
        homework().values().iter().map(|x| responsibilities(*x, &theta_zero())[0]).sum();
    assert_near(&[derivative / count], &[step], 1e-7);
}

#[test]
fn more_components_raise_the_best_fit_and_the_criteria_disagree() {
    let lesson = built_in("how-many");
    let end = |index: usize| lesson.steps[index].scene.run().current().unwrap().log_likelihood();
    let best = [-240.337_891, -220.057_973, -203.179_228, -197.453_764];
    assert_near(&[0, 1, 2, 3].map(end), &best, 1e-6);
    assert!(best.is_sorted() && end(4) < best[2], "a poor start of K = 4 is below K = 3");
    let n = 82_f64;
    let criteria = |k: usize| {
        let parameters = 3.0 * k as f64 - 1.0;
        let fit = -2.0 * best[k - 1];
        (fit + parameters * n.ln(), fit + 2.0 * parameters)
    };
    assert_near(&truths(&lesson), &[best[3] - best[2], criteria(3).0], 1e-5);
    let least = |of: &dyn Fn(usize) -> f64| (1..=4).min_by(|a, b| of(*a).total_cmp(&of(*b)));
    assert_eq!(least(&|k| criteria(k).0), Some(3));
    assert_eq!(least(&|k| criteria(k).1), Some(4));
    assert_eq!(right_option(&lesson, "do they choose"), "BIC 3, AIC 4");
    // AIC, p = 9, ℓ counted once, base 10.
    let slips = [
        criteria(3).1,
        criteria(3).0 + n.ln(),
        criteria(3).0 + best[2],
        -2.0 * best[2] + 8.0 * n.log10(),
    ];
    assert_near(&listed("how-many", "What is BIC, to one"), &slips, 0.05 + 1e-9);
}

#[test]
fn of_25_seeds_18_find_the_better_answer() {
    let step = |seed: usize| {
        format!(
            "[[step]]\ntext = \"x\"\nkeys = \"c\"\n\
             theta = {{ components = 3, start = \"kmeans++\", seed = {seed} }}\n"
        )
    };
    let head = "title = \"t\"\nabout = \"a\"\n[data]\nexample = \"galaxies\"\ncomponents = 3\n";
    let toml = format!("{head}{}", (1..=25).map(step).collect::<String>());
    let lesson = load("seeds", toml.as_bytes()).unwrap();
    let ends = lesson.steps.iter().map(|step| step.scene.run().current().unwrap().log_likelihood());
    let (better, worse): (Vec<f64>, Vec<f64>) = ends.partition(|end| *end > -205.0);
    assert_near(&better, &[-203.179_228; 18], 1e-5);
    assert_near(&worse, &[-209.733_493; 7], 1e-5);
}
