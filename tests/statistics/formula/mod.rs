//! The formula field: right and wrong spellings of the homework's formulas, the words of its
//! errors, and anything at all.

mod answers;
mod errors;
mod fuzz;

use self::answers::{Gamma, Likelihood, Mean, OpenMean, Posterior, RIGHT, Variance, WRONG, Weight};
use self::errors::ERRORS;
use emstep::formula::{Comparison, Context, Formula, equal};

#[test]
fn right_answers_are_right() {
    assert!(RIGHT.len() >= 60);
    for (question, answer) in RIGHT {
        for seed in 0..8 {
            let verdict = question.verdict(answer, seed);
            assert_eq!(verdict, Comparison::Equal, "{question:?}: {answer}");
        }
    }
}

#[test]
fn wrong_answers_are_different_where_the_witness_says() {
    assert!(WRONG.len() >= 60);
    for (question, why, answer) in WRONG {
        for seed in 0..8 {
            match question.verdict(answer, seed) {
                Comparison::Different { witness, answer: given, truth } => {
                    assert_ne!(given, truth);
                    assert_eq!(
                        witness.indices.len(),
                        match question {
                            Gamma => 2,
                            Likelihood => 0,
                            _ => 1,
                        }
                    );
                }
                other => panic!("{question:?}, {why}: {answer}: {other:?}"),
            }
        }
    }
}

#[test]
fn every_right_and_wrong_answer_prints_as_what_reads_back() {
    let wrong = WRONG.iter().map(|(question, _, answer)| (question, answer));
    for (question, answer) in RIGHT.iter().map(|(question, answer)| (question, answer)).chain(wrong)
    {
        let context = question.context();
        let formula = Formula::parse(answer, &context).unwrap();
        let shown = formula.to_string();
        assert_eq!(Formula::parse(&shown, &context).as_ref(), Ok(&formula), "{answer}: {shown}");
    }
}

#[test]
fn a_formula_prints_in_one_form() {
    for (question, typed, shown) in [
        (Posterior, "pi_k / sum_j pi_j N_j", "π_k/Σ_j π_j·N(x; μ_j, σ_j²)"),
        (OpenMean, "n_k / sum_j N_j", "N_k/Σ_j N_j"),
        (OpenMean, "Σ γ x + Σ_{i=2}^n x_i", "Σ_i γ_ik·x_i + Σ_{i=1}^{n-1} x_i"),
        (Mean, "γ_k2 x_2", "γ_k1·x_1"),
        (Posterior, "(sum_j pi_j x) * 2^-1 - -pi_k**2", "(Σ_j π_j·x)·2⁻¹ + π_k²"),
        (Posterior, "N_k(x) - sum_j (pi_j + 1)", "N(x; μ_k, σ_k²) - Σ_j (π_j + 1)"),
        (Posterior, "pi_k^pi_1^2 sigma2_k", "π_k^π_1²·σ_k²"),
        (Posterior, "1e-7 + 2e20 + 0.125", "1e-7 + 2e20 + 0.125"),
        (Variance, "Σ_i γ_ik", "Σ_i γ_ik"),
        (Posterior, "Σ_{i=1}^K 0 - Σ_{j=1}^K π_j", "Σ_{i=1}^K 0 - Σ_j π_j"),
        (OpenMean, "Σ_{j=1}^n Σ_{l=1}^K γ_jl", "Σ_{j=0}^{n-1} Σ_l γ_jl"),
        (OpenMean, "Σ_{i=2}^K 1 + Σ_{m=1}^n x_m", "Σ_{i=2}^K 1 + Σ_{m=0}^{n-1} x_m"),
        (Variance, r"\hat{\mu}_k^2 - (x_1 - 1) * -x_2", "μ̂_k² - (x_0 - 1)·(-x_1)"),
    ] {
        let formula = Formula::parse(typed, &question.context()).unwrap();
        assert_eq!(formula.to_string(), shown);
        assert_eq!(Formula::parse(shown, &question.context()), Ok(formula));
    }
}

#[test]
fn an_answer_without_value_is_told_apart() {
    for answer in [
        "pi_k/(pi_1 - pi_1)",
        "ln(-pi_k)",
        "sqrt(-N_k)",
        "exp(exp(exp(exp(1/pi_k))))",
        "9^9^9^9^9",
        "(0-1)^0.5",
        "pi_k N_k/(pi_1 N_1+pi_2 N_2) + 0/0",
        "pi_k N_k/(pi_1 N_1+pi_2 N_2) + 1e30 pi_k - 1e30 pi_k",
        "pi_k N_k/(pi_1 N_1+pi_2 N_2) + 0 ln(x)",
    ] {
        let verdict = Posterior.verdict(answer, 3);
        assert!(matches!(verdict, Comparison::Undefined { .. }), "{answer}: {verdict:?}");
    }
}

#[test]
fn a_truth_without_value_is_the_questions_fault() {
    let context = Posterior.context();
    let read = |text| Formula::parse(text, &context).unwrap();
    // It has one for x > 0 only.
    let verdict = equal(&read("ln(x)"), &read("ln(x)"), &context, 1);
    assert!(matches!(verdict, Comparison::TruthUndefined { .. }), "{verdict:?}");
    let verdict = equal(&read("pi_k"), &read("0/0"), &context, 1);
    assert!(matches!(verdict, Comparison::TruthUndefined { .. }), "{verdict:?}");
    // Zero is a value.
    assert_eq!(equal(&read("pi_1 - pi_1"), &read("0"), &context, 1), Comparison::Equal);
    assert_eq!(equal(&read("pi_1 + pi_2 - 1"), &read("0"), &context, 1), Comparison::Equal);
}

#[test]
fn a_witness_names_what_the_formulas_use() {
    let Comparison::Different { witness, answer, .. } = Weight.verdict("pi_k + gamma_k1", 5) else {
        panic!("they differ");
    };
    let names: Vec<&str> = witness.values.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(witness.indices, [('k', 1)]);
    assert_eq!(names, ["π_1", "γ_11", "γ_10"]);
    let sum: f64 = witness.values[..2].iter().map(|(_, value)| value).sum();
    assert!((answer - sum).abs() < 1e-12);
    assert!(witness.to_string().starts_with("k = 1, π_1 = 0."), "{witness}");
}

#[test]
fn errors_say_where_and_what() {
    for (question, text, says) in ERRORS {
        let error = Formula::parse(text, &question.context()).unwrap_err();
        assert_eq!(error.to_string(), *says, "{text:?}");
        assert!(says.starts_with(&format!("column {}:", error.column())));
    }
}

#[test]
fn length_depth_and_work_are_bounded() {
    let says = |text: &str| Formula::parse(text, &Posterior.context()).unwrap_err().to_string();
    let nested = |open: &str, count: usize, close: &str| {
        format!("{}1{}", open.repeat(count), close.repeat(count))
    };
    assert_eq!(
        says(&nested("(", 100_000, ")")),
        "column 1001: a formula has at most 1000 characters"
    );
    let deep = "more than 64 levels of brackets, powers and sums";
    assert_eq!(says(&nested("(", 65, ")")), format!("column 65: {deep}"));
    assert_eq!(says(&nested("√", 65, "")), format!("column 66: {deep}"));
    assert_eq!(says(&nested("2^", 65, "")), format!("column 131: {deep}"));
    assert_eq!(
        says(&nested("2*-", 400, "").repeat(3)),
        "column 1001: a formula has at most 1000 characters"
    );
    assert_eq!(says(&nested("Σ_j ", 65, "")), format!("column 258: {deep}"));
    assert_eq!(says(&nested("Σ_j ", 64, "")), "column 1: the sums have too many terms to check");
    assert!(Formula::parse(&nested("(", 64, ")"), &Posterior.context()).is_ok());
    assert!(Formula::parse(&format!("{}1", "-".repeat(999)), &Posterior.context()).is_ok());
    let many = format!("1{}", "+1".repeat(499));
    assert_eq!(many.len(), 999);
    assert_eq!(
        Posterior.verdict(&format!("{many}-499-1+pi_k N_k/Σ_j π_j N_j").replacen("+1", "", 20), 1),
        Posterior.verdict("pi_k N_k/Σ_j π_j N_j - 20", 1)
    );
}

#[test]
fn a_context_says_what_it_does_not_know() {
    let says = |symbols: &[&str]| Context::new(symbols).unwrap_err().to_string();
    for wrong in ["pj_k", "pi", "gamma_kj2", "x_i + 1", "", "n_k²", "gamma_ii"] {
        assert!(says(&[wrong]).starts_with(&format!("unknown symbol '{wrong}'; ")), "{wrong}");
    }
    let context = Context::new(&["x_i"]).unwrap();
    assert_eq!(
        context.clone().with_points(0).unwrap_err().to_string(),
        "the number of points must be from 1 to 9, not 0"
    );
    assert_eq!(
        context.clone().with_components(10).unwrap_err().to_string(),
        "the number of components must be from 1 to 9, not 10"
    );
    assert!(context.with_free(&['a']).is_err());
}

#[test]
fn the_listed_order_says_which_index_is_the_points() {
    let truth_of = |symbol: &str, truth: &str| {
        let context = Context::new(&[symbol, "x_i"]).unwrap();
        let context = context.with_components(3).unwrap().with_points(2).unwrap();
        let read = |text| Formula::parse(text, &context).unwrap();
        equal(&read("γ_21"), &read(truth), &context, 1)
    };
    // 1 − γ of the other components at the point.
    assert_eq!(truth_of("gamma_ki", "1 - γ_11 - γ_31"), Comparison::Equal);
    assert_eq!(truth_of("gamma_ik", "1 - γ_22 - γ_23"), Comparison::Equal);
    assert!(matches!(truth_of("gamma_ik", "1 - γ_12 - γ_22"), Comparison::Different { .. }));
}
