//! The questions, and what people answer.

use emstep::formula::{Comparison, Context, Formula, MAX_LENGTH, equal};

/// The questions of the homework, and two that leave n open or i free.
#[derive(Clone, Copy, Debug)]
pub(super) enum Question {
    Posterior,
    Mean,
    Variance,
    Weight,
    OpenMean,
    Gamma,
    Likelihood,
}
pub(super) use Question::{Gamma, Likelihood, Mean, OpenMean, Posterior, Variance, Weight};

pub(super) const ALL: [Question; 7] =
    [Posterior, Mean, Variance, Weight, OpenMean, Gamma, Likelihood];

impl Question {
    pub(super) fn context(self) -> Context {
        let (symbols, points): (&[&str], _) = match self {
            Posterior => (&["pi_k", "N(x; mu_k, sigma_k^2)"], None),
            Mean => (&["gamma_ki", "x_i", "mu_k", "pi_k", "n", "N_k"], Some(2)),
            Variance => (&["gamma_ki", "x_i", "hatmu_k", "mu_k", "n", "N_k"], Some(2)),
            Weight => (&["gamma_ik", "n", "pi_k", "N_k", "N"], Some(2)),
            OpenMean => (&["gamma_ik", "x_i", "N_k", "n", "K"], None),
            Gamma | Likelihood => (&["pi_k", "mu_k", "sigma_k^2", "x_i", "n"], Some(3)),
        };
        let context = Context::new(symbols).unwrap();
        let context = match points {
            Some(points) => context.with_points(points).unwrap(),
            None => context,
        };
        match self {
            OpenMean => context,
            Gamma => context.with_components(2).unwrap().with_free(&['i', 'k']).unwrap(),
            Likelihood => context.with_components(2).unwrap().with_free(&[]).unwrap(),
            _ => context.with_components(2).unwrap(),
        }
    }

    pub(super) fn truth(self) -> &'static str {
        match self {
            Posterior => "pi_k*N_k/(pi_1*N_1+pi_2*N_2)",
            Mean => "(gamma_k1*x_1+gamma_k2*x_2)/(gamma_k1+gamma_k2)",
            Variance => "(gamma_k1*(x_1-hatmu_k)^2+gamma_k2*(x_2-hatmu_k)^2)/(gamma_k1+gamma_k2)",
            Weight => "(gamma_k1+gamma_k2)/2",
            OpenMean => "sum_i gamma_ik x_i / sum_i gamma_ik",
            Gamma => {
                "pi_k N(x_i; mu_k, sigma_k^2) / (pi_1 N(x_i; mu_1, sigma_1^2) + pi_2 N(x_i; mu_2, sigma_2^2))"
            }
            Likelihood => "sum_i ln(sum_k pi_k N(x_i; mu_k, sigma_k^2))",
        }
    }

    pub(super) fn verdict(self, answer: &str, seed: u64) -> Comparison {
        let context = self.context();
        let read = |text| {
            Formula::parse(text, &context).unwrap_or_else(|e| panic!("{self:?} {text:?}: {e}"))
        };
        equal(&read(answer), &read(self.truth()), &context, seed)
    }
}

/// Reads any text; what is read compares with itself and prints as what reads back.
pub(super) fn survives(question: Question, text: &str) {
    let context = question.context();
    match Formula::parse(text, &context) {
        Err(error) => {
            assert!(!error.to_string().contains(char::is_control), "{error}");
            assert!((1..=text.chars().count().min(MAX_LENGTH) + 1).contains(&error.column()));
        }
        Ok(formula) => {
            let truth = Formula::parse(question.truth(), &context).unwrap();
            if let Comparison::Different { answer, truth, .. } =
                equal(&formula, &truth, &context, 7)
            {
                assert!(answer.is_finite() && truth.is_finite(), "{text}: {answer} {truth}");
            }
            let verdict = equal(&formula, &formula, &context, 7);
            assert!(!matches!(verdict, Comparison::Different { .. }), "{text}: {verdict:?}");
            let shown = formula.to_string();
            if shown.chars().count() <= MAX_LENGTH {
                assert_eq!(Formula::parse(&shown, &context), Ok(formula), "{shown}");
            }
        }
    }
}

pub(super) const RIGHT: &[(Question, &str)] = &[
    (Posterior, "pi_k*N_k/(pi_1*N_1+pi_2*N_2)"),
    (Posterior, "pi_k N_k / (pi_1 N_1 + pi_2 N_2)"),
    (Posterior, "π_k N_k / (π_1 N_1 + π_2 N_2)"),
    (Posterior, "πₖNₖ/(π₁N₁+π₂N₂)"),
    (Posterior, "π_kN_k/(π_1N_1+π_2N_2)"),
    (Posterior, "π_k·N_k ÷ (π_1×N_1 + π_2⋅N_2)"),
    (Posterior, "w_k N_k / (w_1 N_1 + w_2 N_2)"),
    (Posterior, "pik*Nk/(pi1*N1+pi2*N2)"),
    (Posterior, "pi_k N_k / sum_j pi_j N_j"),
    (Posterior, "π_k N_k / Σ_j π_j N_j"),
    (Posterior, "π_k N_k / ∑ⱼ πⱼ Nⱼ"),
    (Posterior, "pi_k*N_k/sum_j pi_j*N_j"),
    (Posterior, "pi_k*N_k/sum(j, pi_j*N_j)"),
    (Posterior, "pi_k*N_k/sum(j=1..K, pi_j*N_j)"),
    (Posterior, "pi_k N_k / Σ_{j=1}^K pi_j N_j"),
    (Posterior, "pi_k N_k / sum_j=1^K pi_j N_j"),
    (Posterior, "pi_k N_k / Σ_{j=1}^{2} (pi_j N_j)"),
    (Posterior, "pi_k N_k / Σ_k pi_k N_k"),
    (Posterior, "pi_k N_k / Σ_i pi_i N_i"),
    (Posterior, "pi_k N_k / Σ_l pi_l N_l"),
    (Posterior, "(1 + Σ_j π_j N_j / (π_k N_k) - 1)^-1"),
    (Posterior, "π_k N_k (Σ_j π_j N_j)⁻¹"),
    (Posterior, "π_k N(x; μ_k, σ_k²) / Σ_j π_j N(x; μ_j, σ_j²)"),
    (Posterior, "π_k N(x | μ_k, σ²_k) / Σ_j π_j N(x | μ_j, σ²_j)"),
    (Posterior, "π_k N(x, μ_k, sigma2_k) / Σ_j π_j N_j(x)"),
    (Posterior, "π_k N_k(x) / (π_1 N_1(x) + π_2 N_2(x))"),
    (Posterior, "π_k 𝒩(x ∣ μ_k, σ_k^2) / Σ_j π_j N_j(x; μ_j, var_j)"),
    (Posterior, r"\frac{\pi_k N_k}{\sum_{j=1}^{K} \pi_j N_j}"),
    (Posterior, r"\frac{\pi_k \mathcal{N}(x \mid \mu_k, \sigma_k^2)}{\sum_j \pi_j N_j}"),
    (Posterior, "exp(ln(pi_k) + ln(N_k)) / (pi_1 N_1 + pi_2 N_2)"),
    (Posterior, "exp(log(pi_k N_k) - log(Σ_j pi_j N_j))"),
    (Posterior, "pi_k N_k / (pi_1 N_1 + (1 - pi_1) N_2)"),
    (
        Posterior,
        "pi_k/sigma_k*exp(-(x-mu_k)^2/(2 sigma_k^2)) / Σ_j (pi_j/sigma_j*e^(-½((x-mu_j)/sigma_j)²))",
    ),
    (Posterior, "pi_k*(1/sqrt(2 pi sigma_k^2))*exp(-(x-mu_k)**2/2/sigma_k**2)/Σ_j pi_j N_j"),
    (Posterior, "1 - (Σ_j π_j N_j - π_k N_k) / Σ_j π_j N_j"),
    (Posterior, "[pi_k N_k] / {pi_1 N_1 + pi_2 N_2}"),
    (Posterior, "π_k N_k / Σ π_j N_j"),
    (Posterior, "π_k N(x; μ_k, σ_k²) / Σ π_j N(x; μ, σ²)"),
    (Mean, "(gamma_k1*x_1+gamma_k2*x_2)/(gamma_k1+gamma_k2)"),
    (Mean, "(gamma_1k*x_1+gamma_2k*x_2)/(gamma_1k+gamma_2k)"),
    (Mean, "(γ_k1 x_1 + γ_k2 x_2) / (γ_k1 + γ_k2)"),
    (Mean, "(γ_{k1}x_1+γ_{k2}x_2)/(γ_{k1}+γ_{k2})"),
    (Mean, "(γ_{k,1}x_1+γ_{k,2}x_2)/(γ_{k, 1}+γ_{k, 2})"),
    (Mean, "(γₖ₁x₁ + γₖ₂x₂)/(γₖ₁ + γₖ₂)"),
    (Mean, "(gammak1*x1+gammak2*x2)/(gammak1+gammak2)"),
    (Mean, "(gamma_k_1 x_1 + gamma_k_2 x_2)/(gamma_k_1+gamma_k_2)"),
    (Mean, "Σ_i γ_ki x_i / Σ_i γ_ki"),
    (Mean, "Σ_i γ_ik x_i / Σ_i γ_ik"),
    (Mean, "sum_j gamma_kj x_j / sum_j gamma_kj"),
    (Mean, "sum_{i=1}^n gamma_ki x_i / sum_{i=1}^n gamma_ki"),
    (Mean, "sum(i, gamma_ki*x_i)/sum(i, gamma_ki)"),
    (Mean, "(r_k1 x_1 + r_k2 x_2)/(r_k1 + r_k2)"),
    (Mean, "x_1 + γ_k2/(γ_k1+γ_k2) * (x_2 - x_1)"),
    (Mean, "x_1 γ_k1/(γ_k1+γ_k2) + x_2 γ_k2/(γ_k1+γ_k2)"),
    (Mean, r"\frac{\gamma_{k1}x_1+\gamma_{k2}x_2}{\gamma_{k1}+\gamma_{k2}}"),
    // As the screen writes it, and with the sum's index left out.
    (Mean, "Σ γ x / N_k"),
    (Mean, "Σ_i γ_ik x_i / N_k"),
    (Mean, "Σ_i γ x / N_k"),
    (Mean, "Σ γ_ik x_i / N_k"),
    (Mean, "Σ γ_k x / N_k"),
    (Mean, "Σ γ_i x_i / N_k"),
    (Mean, "Σ γ_jk x_j / Σ γ_jk"),
    (Mean, "sum(gamma*x)/sum(gamma)"),
    (Mean, "sum (gamma_ik x_i) / n_k"),
    (Mean, "1/N_k * Σ γ x"),
    (Mean, r"\frac{\sum \gamma x}{N_k}"),
    (Mean, "sum(i=0..n-1, γ x)/N_k"),
    // From 0, as the table counts.
    (Mean, "(γ_0k x_0 + γ_1k x_1) / (γ_0k + γ_1k)"),
    (Mean, "(gamma_k0*x_0+gamma_k1*x_1)/(gamma_k0+gamma_k1)"),
    (Mean, "Σ_{i=0}^{n-1} γ_ik x_i / Σ_{i=0}^1 γ_ik"),
    (Mean, "Σ_{i=1} γ_ik x_i / Σ_{i=1}^2 γ_ik"),
    (Variance, "(gamma_k1*(x_1-hatmu_k)^2+gamma_k2*(x_2-hatmu_k)^2)/(gamma_k1+gamma_k2)"),
    (Variance, "Σ γ (x − μ̂_k)² / N_k"),
    (Variance, "Σ_i γ_ik (x_i − μ̂_k)² / N_k"),
    (Variance, "Σ γ (x − μ̂)² / N_k"),
    (Variance, "Σ γ x² / N_k − μ̂_k²"),
    (Variance, "Σγ(x-hatmu)^2/Σγ"),
    (Variance, "(γ_0k(x_0-μ̂_k)²+γ_1k(x_1-μ̂_k)²)/(γ_0k+γ_1k)"),
    (Variance, "(γ_k1(x_1-μ̂_k)²+γ_k2(x_2-μ̂_k)²)/(γ_k1+γ_k2)"),
    (Variance, "(γ_k1(x_1-hat_mu_k)^2+γ_k2(x_2-hat_mu_k)^2)/(γ_k1+γ_k2)"),
    (Variance, r"(γ_k1(x_1-\hat{\mu}_k)^2+γ_k2(x_2-\hat\mu_k)^{2})/(γ_k1+γ_k2)"),
    (Variance, "(γ_k1(x_1-mu_hat_k)^2+γ_k2(x_2-muhat_k)^2)/(γ_k1+γ_k2)"),
    (Variance, "Σ_i γ_ki (x_i - hatmu_k)^2 / Σ_i γ_ki"),
    (Variance, "Σ_i γ_ki (hatmu_k − x_i)² / Σ_i γ_ki"),
    (Variance, "Σ_i γ_ki x_i^2 / Σ_i γ_ki - hatmu_k^2"),
    (Variance, "Σ_i γ_ki x²_i / Σ_i γ_ki − μ̂²_k"),
    (Variance, "Σ_i γ_ki abs(x_i - hatmu_k)^2 / Σ_i γ_ki"),
    (Variance, "γ_k1 γ_k2 (x_1-x_2)^2/(γ_k1+γ_k2)^2"),
    (Weight, "(gamma_k1+gamma_k2)/2"),
    (Weight, "(gamma_k1+gamma_k2)/n"),
    (Weight, "1/2 (gamma_k1+gamma_k2)"),
    (Weight, "1/2(γ_k1+γ_k2)"),
    (Weight, "½(γ_k1+γ_k2)"),
    (Weight, "0.5 γ_k1 + .5 γ_k2"),
    (Weight, "5e-1*(γ_k1+γ_k2)"),
    (Weight, "2^-1 Σ_i γ_ki"),
    (Weight, "Σ_i γ_ki / n"),
    (Weight, "N_k / n"),
    (Weight, "N_k / Σ_j N_j"),
    (Weight, "N_k / Σ N_j"),
    (Weight, "Σ γ / n"),
    (Weight, "Σ γ / Σ Σ γ"),
    (Weight, "(γ_0k + γ_1k)/2"),
    (Weight, "Σ_i (γ_ki / n)"),
    (Weight, "(gamma_k1+gamma_k2)/sum_j(gamma_j1+gamma_j2)"),
    (Weight, "Σ_i γ_ki / Σ_j Σ_i γ_ji"),
    (Weight, "(γ_k1+γ_k2)/(γ_11+γ_12+γ_21+γ_22)"),
    (OpenMean, "Σ_i γ_ik x_i / n_k"),
    (OpenMean, "Σ γ x / Σ γ"),
    (OpenMean, "Σ_{i=0}^{n-1} γ_ik x_i / N_k"),
    (OpenMean, "sum(i=1..n, γ_ik x_i) / sum(i=1..n, γ_ik)"),
    (OpenMean, "(γ_0k x_0 + Σ_{i=1}^{n-1} γ_ik x_i) / N_k"),
    (OpenMean, "Σ_i γ_ik x_i / N_k"),
    (OpenMean, "1/N_k * Σ_i γ_ik x_i"),
    (OpenMean, "Σ_{i=1}^n γ_{ik} x_i / Σ_{i=1}^{N} γ_{ik}"),
    (Gamma, "π_k N(x_i; μ_k, σ_k²) / Σ_j π_j N(x_i; μ_j, σ_j²)"),
    (Gamma, "π_k N(x_i; μ_k, σ_k²) / Σ π_j N(x_i; μ, σ²)"),
    (Gamma, "π_k N_k(x_i) / Σ_j π_j N_j"),
    (Gamma, "1/(Σ_j π_j N(x_i; μ_j, σ_j²) / (π_k N(x_i; μ_k, σ_k²)))"),
    (Gamma, "1 / Σ_j exp(ln(π_j N(x_i; μ_j, σ_j²)) - ln(π_k N(x_i; μ_k, σ_k²)))"),
    (Likelihood, "Σ_i ln(Σ_k π_k N(x_i; μ_k, σ_k²))"),
    (Likelihood, "Σ ln(Σ π_k N(x; μ, σ²))"),
    (Likelihood, "Σ_i ln(Σ π_k N_k)"),
    (Likelihood, "sum_i log(sum_j pi_j N(x_i | mu_j, sigma2_j))"),
    (Likelihood, "ln(Σ_j π_j N(x_1; μ_j, σ_j²)) + Σ_{i=2}^3 ln(Σ_j π_j N(x_i; μ_j, σ_j²))"),
];

/// Each with what is wrong with it.
pub(super) const WRONG: &[(Question, &str, &str)] = &[
    (Posterior, "weight forgotten", "N_k/(N_1+N_2)"),
    (Posterior, "weight forgotten above", "N_k/(pi_1 N_1+pi_2 N_2)"),
    (Posterior, "weight forgotten below", "pi_k N_k/(N_1+N_2)"),
    (Posterior, "not normalised", "pi_k N_k"),
    (Posterior, "density alone", "N_k"),
    (Posterior, "weight alone", "pi_k"),
    (Posterior, "evidence alone", "Σ_j π_j N_j"),
    (Posterior, "bracket forgotten", "pi_k*N_k/pi_1*N_1+pi_2*N_2"),
    (Posterior, "bracket half forgotten", "pi_k*N_k/(pi_1*N_1)+pi_2*N_2"),
    (Posterior, "wrong index above", "pi_1 N_1/(pi_1 N_1+pi_2 N_2)"),
    (Posterior, "components swapped", "(pi_1 N_1 + pi_2 N_2 - pi_k N_k)/(pi_1 N_1+pi_2 N_2)"),
    (Posterior, "wrong index in a term", "pi_k N_k/(pi_1 N_1+pi_2 N_1)"),
    (Posterior, "wrong index below", "pi_k N_k/(pi_1 N_2+pi_2 N_1)"),
    (Posterior, "a term counted twice", "pi_k N_k/(pi_1 N_1+pi_1 N_1)"),
    (Posterior, "sum without its other term", "pi_k N_k/Σ_{j=1}^1 π_j N_j"),
    (Posterior, "sum from 2", "pi_k N_k/Σ_{j=2}^K π_j N_j"),
    (Posterior, "free index in the sum", "pi_k N_k/Σ_j π_k N_k"),
    (Posterior, "sum of products as product of sums", "pi_k N_k/(Σ_j π_j Σ_l N_l)"),
    (Posterior, "odds", "pi_k N_k/(Σ_j π_j N_j - pi_k N_k)"),
    (Posterior, "upside down", "(pi_1 N_1+pi_2 N_2)/(pi_k N_k)"),
    (Posterior, "added for multiplied", "(pi_k+N_k)/(pi_1+N_1+pi_2+N_2)"),
    (Posterior, "logarithms", "ln(pi_k N_k)/ln(pi_1 N_1+pi_2 N_2)"),
    (Posterior, "wrong base", "exp(log10(pi_k N_k) - log10(Σ_j pi_j N_j))"),
    (Posterior, "sd as variance", "π_k N(x; μ_k, σ_k)/Σ_j π_j N(x; μ_j, σ_j)"),
    (
        Posterior,
        "no normalising constant",
        "π_k exp(-(x-μ_k)²/(2σ_k²))/Σ_j (π_j exp(-(x-μ_j)²/(2σ_j²)))",
    ),
    (Posterior, "half forgotten", "π_k/σ_k*exp(-(x-μ_k)²/σ_k²)/Σ_j (π_j/σ_j*exp(-(x-μ_j)²/σ_j²))"),
    (Posterior, "the number π", "pi N_k/(pi N_1+pi N_2)"),
    (Posterior, "weights squared", "pi_k² N_k/(pi_1² N_1+pi_2² N_2)"),
    (Posterior, "divided by K", "pi_k N_k/2"),
    (Posterior, "a constant", "1/2"),
    (Posterior, "no formula of k", "1"),
    (Posterior, "something added", "10^20 + pi_k N_k/(pi_1 N_1+pi_2 N_2)"),
    (Mean, "not normalised", "γ_k1 x_1 + γ_k2 x_2"),
    (Mean, "n in place of N_k", "(γ_k1 x_1 + γ_k2 x_2)/n"),
    (Mean, "2 in place of N_k", "(γ_k1 x_1 + γ_k2 x_2)/2"),
    (Mean, "γ forgotten", "(x_1 + x_2)/2"),
    (Mean, "γ forgotten above", "(x_1 + x_2)/(γ_k1 + γ_k2)"),
    (Mean, "wrong index", "(γ_11 x_1 + γ_12 x_2)/(γ_11 + γ_12)"),
    (Mean, "points swapped", "(γ_k1 x_2 + γ_k2 x_1)/(γ_k1 + γ_k2)"),
    (Mean, "point left out", "γ_k1 x_1/γ_k1"),
    (Mean, "point counted twice", "(γ_k1 x_1 + γ_k1 x_1 + γ_k2 x_2)/(2γ_k1 + γ_k2)"),
    (Mean, "summed over components", "Σ_i γ_ki x_i / Σ_j γ_j1"),
    (Mean, "bracket forgotten", "γ_k1*x_1+γ_k2*x_2/(γ_k1+γ_k2)"),
    (Mean, "lower bracket forgotten", "(γ_k1*x_1+γ_k2*x_2)/γ_k1+γ_k2"),
    (Mean, "old mean", "mu_k"),
    (Mean, "weight in place of N_k", "(γ_k1 x_1 + γ_k2 x_2)/π_k"),
    (Mean, "weight and n in place of N_k", "(γ_k1 x_1 + γ_k2 x_2)/(n π_k)"),
    (Mean, "a sign", "(γ_k1 x_1 - γ_k2 x_2)/(γ_k1 + γ_k2)"),
    (Mean, "sum of quotients", "Σ_i (γ_ki x_i/γ_ki)"),
    (Mean, "n in place of N_k, no index", "Σ γ x / n"),
    (Mean, "not normalised, no index", "Σ γ x"),
    (Mean, "γ forgotten, no index", "Σ x / N_k"),
    (Mean, "one observation", "γ_0k x_0 / N_k"),
    (Mean, "all but the first", "Σ_{i=1}^{n-1} γ_ik x_i / N_k"),
    (Mean, "γ squared", "Σ_i γ_ki² x_i/Σ_i γ_ki²"),
    (Variance, "old mean", "Σ_i γ_ki (x_i - mu_k)^2/Σ_i γ_ki"),
    (Variance, "old mean, no index", "Σ γ (x - μ)²/N_k"),
    (Variance, "square forgotten", "Σ_i γ_ki (x_i - hatmu_k)/Σ_i γ_ki"),
    (Variance, "standard deviation", "sqrt(Σ_i γ_ki (x_i - hatmu_k)^2/Σ_i γ_ki)"),
    (Variance, "not normalised", "Σ_i γ_ki (x_i - hatmu_k)^2"),
    (Variance, "n in place of N_k", "Σ_i γ_ki (x_i - hatmu_k)^2/n"),
    (Variance, "N_k - 1", "Σ_i γ_ki (x_i - hatmu_k)^2/(Σ_i γ_ki - 1)"),
    (Variance, "γ forgotten", "Σ_i (x_i - hatmu_k)^2/n"),
    (Variance, "wrong mean", "Σ_i γ_ki (x_i - hatmu_1)^2/Σ_i γ_ki"),
    (Variance, "mean not taken off", "Σ_i γ_ki x_i^2/Σ_i γ_ki"),
    (Variance, "mean not squared", "Σ_i γ_ki x_i^2/Σ_i γ_ki - hatmu_k"),
    (Variance, "signs swapped", "hatmu_k^2 - Σ_i γ_ki x_i^2/Σ_i γ_ki"),
    (Variance, "square of the sum", "(Σ_i γ_ki (x_i - hatmu_k))^2/Σ_i γ_ki"),
    (Variance, "γ squared too", "Σ_i (γ_ki (x_i - hatmu_k))^2/Σ_i γ_ki"),
    (Variance, "absolute value", "Σ_i γ_ki abs(x_i - hatmu_k)/Σ_i γ_ki"),
    (Weight, "not divided by n", "γ_k1+γ_k2"),
    (Weight, "bracket forgotten", "γ_k1+γ_k2/2"),
    (Weight, "one point only", "γ_k1"),
    (Weight, "one point, halved", "γ_k1/2"),
    (Weight, "wrong index", "(γ_11+γ_12)/2"),
    (Weight, "summed over components", "Σ_j γ_j1/2"),
    (Weight, "divided by its own sum", "(γ_k1+γ_k2)/(γ_k1+γ_k2)"),
    (Weight, "product", "γ_k1 γ_k2/2"),
    (Weight, "divided by n - 1", "(γ_k1+γ_k2)/(n-1)"),
    (Weight, "old weight", "pi_k"),
    (Weight, "geometric mean", "√(γ_k1 γ_k2)"),
    (OpenMean, "n in place of N_k", "Σ_i γ_ik x_i/n"),
    (OpenMean, "K in place of N_k", "Σ_i γ_ik x_i/K"),
    (OpenMean, "written for two points", "(γ_1k x_1+γ_2k x_2)/(γ_1k+γ_2k)"),
    (Gamma, "normalised over the points", "π_k N(x_i; μ_k, σ_k²)/Σ_i π_k N(x_i; μ_k, σ_k²)"),
    (Gamma, "the first point's", "π_k N(x_1; μ_k, σ_k²)/Σ_j π_j N(x_1; μ_j, σ_j²)"),
    (Likelihood, "mean, not sum", "Σ_i ln(Σ_k π_k N(x_i; μ_k, σ_k²))/n"),
    (Likelihood, "logarithms of each", "Σ_i Σ_k ln(π_k N(x_i; μ_k, σ_k²))"),
    (Likelihood, "wrong base", "Σ_i log10(Σ_k π_k N(x_i; μ_k, σ_k²))"),
    (Likelihood, "sum in the logarithm", "ln(Σ_i Σ_k π_k N(x_i; μ_k, σ_k²))"),
];
