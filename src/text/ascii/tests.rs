use super::*;

#[test]
fn a_product_is_not_the_data() {
    assert_eq!(spelled("√(2π × 1)"), "sqrt(2 pi * 1)");
    assert_eq!(spelled("x = 3 ×2, σ² ×1.5"), "x = 3 x2, var x1.5");
}

#[test]
fn greek_is_spelled_out() {
    for (text, ascii) in [
        ("γ_ik = π_k N(x_i; μ_k, σ_k²) / p(x_i)", "gamma_ik = pi_k N(x_i; mu_k, var_k) / p(x_i)"),
        (
            "N(x; μ, σ²) = exp(−(x − μ)² / (2σ²)) / √(2πσ²)",
            "N(x; mu, var) = exp(-(x - mu)^2 / (2 var)) / sqrt(2 pi var)",
        ),
        ("Σ_i w_i γ_ik ln p(x_i; θ)", "sum_i w_i gamma_ik ln p(x_i; theta)"),
        ("Δℓ, ΔF and Δ of σ₁² and σ₁", "delta_ll, delta_F and delta of var1 and sigma1"),
        ("∂ℓ/∂μ₁ at θ̂, σ̂²", "d ll/d mu1 at theta_hat, var_hat"),
        ("log₁₀ Δℓ = −1.5e−7 ≈ 10⁻⁷", "log10 delta_ll = -1.5e-7 ~ 10^-7"),
        ("θ₀ →E→ γ₀ →M→ θ₁", "theta0 ->E-> gamma0 ->M-> theta1"),
        ("← → ↑ ↓ Shift-↑", "Left Right Up Down Shift-Up"),
        ("→ l  twice", "Right l  twice"),
        ("l →  or ← → answer", "l Right  or Left Right answer"),
        ("part 1 of 3: ↓ PgDn → ", "part 1 of 3: Down PgDn Right "),
        ("← → π μ σ²", "Left Right pi mu var"),
        ("σ² → 0 and ℓ → ∞, N_k → 0", "var -> 0 and ll -> inf, N_k -> 0"),
        ("where σ² →", "where var ->"),
        ("→ 0 ends it", "-> 0 ends it"),
        ("Θ₀, WHERE", "Theta0, WHERE"),
        ("homework · n = 5 · K = 2 · run 1/2 …", "homework | n = 5 | K = 2 | run 1/2 ..."),
        ("k 1–3 of 12 · 0–9 of 80", "k 1-3 of 12 | 0-9 of 80"),
        ("3 rows · 38 of 92 MB · 2 min", "3 rows | 38 of 92 MB | 2 min"),
        ("γ₁  (from θ₁) · by x", "gamma1  (from theta1) | by x"),
        ("0.45·4 + 2 · (−1) · 10⁻⁵", "0.45*4 + 2 * (-1) * 10^-5"),
        ("14 · ln 82, K · p(x, k), p(x) · (x − μ)", "14 * ln 82, K * p(x, k), p(x) * (x - mu)"),
        ("0    ·    ·", "0    .    ."),
        ("KL(γ ‖ p(k | x; θ)) ≤ ℓ(θ)", "KL(gamma || p(k | x; theta)) <= ll(theta)"),
        ("γ₁₂,₁ 2π πσ √N", "gamma12,1 2 pi pi sigma sqrt N"),
        ("größe ñandú 温度", "grosse nandu ????"),
    ] {
        assert_eq!(spelled(text), ascii);
    }
    assert!(matches!(spelled("as it is"), Cow::Borrowed(_)));
}

#[test]
fn signs_of_one_context_are_told_apart() {
    let distinct = |signs: &str| {
        let spelled: Vec<Cow<str>> = signs.split(' ').map(spelled).collect();
        let set: std::collections::BTreeSet<&str> = spelled.iter().map(|s| &**s).collect();
        assert_eq!(set.len(), spelled.len(), "{spelled:?}");
    };
    // The charts, the surface, the table that is checked, bars.
    distinct("● = • ⋮ ▲ ▴ ▾ ◂ ▸ ┆ ≈ … ─");
    distinct("● ◆ ▲ M");
    distinct("● □ ○ ╳");
    distinct("✓ ✗ ↳ =");
    distinct("▁ ▂ ▃ ▄ ▅ ▇ █");
    distinct("░ ▒ ▓ █ : ·".trim_end_matches(" ·"));
}

#[cfg(feature = "terminal")]
#[test]
fn columns_stay_below_each_other() {
    for (line, ascii) in [
        ("t     π_1      μ_1   σ_1²", "t    pi_1     mu_1  var_1"),
        ("0  −0.500    1.000  4.000", "0  -0.500    1.000  4.000"),
        ("  γ of x  θ₀", "  gamma of x  theta0"),
        ("name            Why: ℓ goes up and up", "name            Why: ll goes up and up"),
        ("longer          Why: F goes up and up", "longer          Why: F goes up and up"),
    ] {
        assert_eq!(spelled_row(line), ascii);
    }
}

#[test]
fn a_name_is_found_by_its_spelling() {
    let names = ["Lange", "Länge", "größe"];
    assert_eq!(named("Lange", names.into_iter()), [0]);
    assert_eq!(named("Länge", names.into_iter()), [1]);
    assert_eq!(named("grosse", names.into_iter()), [2]);
    assert_eq!(named("Lange", names[1..].iter().copied()), [0]);
}

#[test]
fn a_piece_for_each_cluster() {
    let clusters = ["a", " ", "·", " ", "σ", "_", "k", "²"];
    assert_eq!(pieces(&clusters), ["a", " ", "*", " ", "var", "_", "k", ""]);
    assert_eq!(pieces(&["a", "b", " ", "·", " ", "ℓ"]), ["a", "b", " ", "|", " ", "ll"]);
}

#[test]
fn all_that_is_written_in_the_sources_has_a_stand_in() {
    for text in ["▏▎▍▌▋▊▉█▁▂▃▄▅▆▇░▒▓", "╭╮╰╯─│┤├┬┴┼└┘┌┐╌┄┆╳╱╲▔▕▐▀", "⠤⡠⣿", "−–×÷≈≤≥≠‖∞∝√∫∂…"]
    {
        let spelled = spelled(text);
        assert!(spelled.is_ascii() && !spelled.contains('?'), "{text}: {spelled}");
    }
}
