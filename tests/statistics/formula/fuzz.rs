//! Anything at all.

use emstep::formula::MAX_LENGTH;
use proptest::prelude::*;

use super::answers::{ALL, Gamma, Mean, OpenMean, Posterior, Variance, Weight, survives};

/// Pieces of formulas, right and wrong.
const PIECES: [&str; 58] = [
    "pi_k",
    "π_1",
    "N_k",
    "N_k(",
    "N(x; mu_k, sigma_k^2)",
    "γ_k1",
    "gamma_{k,1}",
    "gamma_ki",
    "x_1",
    "x_i",
    "x",
    "hatmu_k",
    "μ̂_k",
    "σ²_k",
    "sigma2_k",
    "sigma",
    "n",
    "K",
    "e",
    "1",
    "0.5",
    "2e-3",
    "9",
    "½",
    "(",
    ")",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "+",
    "-",
    "*",
    "/",
    "^",
    "²",
    "⁻¹",
    "√",
    "exp(",
    "ln(",
    "abs(",
    "sum_j ",
    "sum_i ",
    "Σ ",
    " r ",
    "γ_j",
    "Σ_{i=1}^2 ",
    "Σ_k ",
    "sum(j, ",
    "_",
    ",",
    "\\frac{",
    "\\hat",
    "₁",
    " ",
    "=",
];

/// Formulas that can be read, of numbers, symbols, powers, sums and calls.
fn grammar() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "pi_k", "π₁", "N_k", "N_2(x)", "mu_1", "σ²_k", "x", "3", "0.25", "2e-3", "e", "pi", "1/2 x",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(6, 40, 3, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            pair.clone().prop_map(|(a, b)| format!("{a} + {b}")),
            pair.clone().prop_map(|(a, b)| format!("{a} - -{b}")),
            pair.clone().prop_map(|(a, b)| format!("{a}*{b}")),
            pair.clone().prop_map(|(a, b)| format!("{a}/({b})")),
            pair.clone().prop_map(|(a, b)| format!("({a})({b})")),
            pair.clone().prop_map(|(a, b)| format!("({a})^({b})")),
            pair.clone().prop_map(|(a, b)| format!("{a}*-[{b}]^-2")),
            pair.prop_map(|(a, b)| format!("N({a}; {b}, sigma_k²)")),
            inner.clone().prop_map(|a| format!("({a})²")),
            inner.clone().prop_map(|a| format!("exp(-{a})")),
            inner.clone().prop_map(|a| format!("√({a})")),
            inner.clone().prop_map(|a| format!("sum_j pi_j ({a})")),
            inner.clone().prop_map(|a| format!("(Σ_{{j=1}}^K N_j ({a})) * 2")),
            inner.prop_map(|a| format!("sum(k, pi_k + {a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,80}", which in 0..ALL.len()) {
        survives(ALL[which], &text);
    }

    #[test]
    fn any_pieces_are_read_or_refused(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40),
        which in 0..ALL.len(),
    ) {
        survives(ALL[which], &pieces.concat());
    }

    #[test]
    fn any_formula_prints_as_what_reads_back(text in grammar()) {
        prop_assume!(text.chars().count() <= MAX_LENGTH);
        survives(Posterior, &text);
    }
}

/// A sum within a sum may use its letter again; what is left out of `r` is then not that of the
/// outer sum, which could not be written.
#[test]
fn a_letter_that_an_inner_sum_uses_again_is_not_implied() {
    for (question, text) in [
        (Mean, " sum_j sum_jr"),
        (Mean, "sum_j sum_j r"),
        (Variance, "sum_i sum_i r"),
        (Weight, "Σ_j Σ_j Σ_j γ"),
        (OpenMean, "Σ_j (γ Σ_j (γ Σ_j γ))"),
        (Gamma, "Σ Σ_j Σ_j w"),
    ] {
        survives(question, text);
    }
}

/// `l` and `m` begin words, so that a pair of indices that starts with one is printed in braces.
#[test]
fn a_pair_of_indices_that_could_begin_a_word_reads_back() {
    for (question, text) in [
        (Weight, "Σ γ_l r r"),
        (Weight, "Σ\n\\γ_l\u{b}r\\\u{b}\u{b}r"),
        (Mean, "sum_m gamma_{m,k} x_m"),
        (Mean, "sum_m gamma_{k,m} x_m"),
        (Variance, "sum_l gamma_l sum_m gamma_m"),
    ] {
        survives(question, text);
    }
}
