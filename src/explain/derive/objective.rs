//! What a run maximises in the place of ℓ, and the γ of hard and of annealed EM.

use super::e_step::{density_name, gamma_name, sum_of_shown};
use super::logarithms::Logarithms;
use super::sums::over_observations;
use super::{At, Derivation, DerivationStep};
use crate::explain::expression::{Expression, Number};
use crate::explain::link::objective_at;
use crate::explain::{Link, Quantity};
use crate::mixture::{Assignment, Bin};
use crate::text::{shortest, subscript};
use crate::timeline::Phase;

impl<D> At<'_, D> {
    /// Returns the number that is maximised.
    pub(super) fn objective_quantity(&self) -> Quantity {
        if self.method().objective().is_log_likelihood() {
            Quantity::LogLikelihood
        } else {
            Quantity::Objective
        }
    }

    /// Returns its name at θ_t, as in ℓ(θ₁) + ln p(θ₁).
    pub(super) fn objective_name(&self, t: usize) -> String {
        objective_at(self.method().objective(), t)
    }

    pub(super) fn objective(&self) -> Derivation {
        let (iterate, t) = (self.here(), self.t());
        let (method, prior) = (self.method(), iterate.ln_prior());
        if method.objective().is_log_likelihood() {
            return self.log_likelihood();
        }
        let first = self.without_prior();
        let name = self.objective_name(t);
        let derivation = if method.has_prior() {
            let log_prior = Expression::of(prior);
            let live = Expression::sum(vec![Expression::Number(first.value), log_prior]);
            let steps = [first].into_iter().chain(self.prior_steps());
            // Its name is its formula.
            Derivation::new(self.quantity, name, String::new(), live, self.value).with(steps)
        } else {
            let DerivationStep { formula, live, value, .. } = first;
            let live = live.unwrap_or(Expression::Number(value));
            Derivation::new(self.quantity, name, formula, live, self.value)
        };
        let derivation = derivation
            .note(format!("This run maximises the {}, not ℓ itself.", method.objective().name()));
        let derivation = if method.may_fall() {
            let temperature = shortest(method.temperature(t));
            derivation.note(format!("T = {temperature} at θ{}.", subscript(t)))
        } else {
            derivation
        };
        self.searched(derivation)
    }

    /// ℓ, the classification log-likelihood or the tempered bound, with its terms.
    fn without_prior(&self) -> DerivationStep {
        let (iterate, t) = (self.here(), self.t());
        let attained = iterate.expectation().attained();
        let theta = iterate.theta();
        let joints = |i: usize| -> Vec<f64> {
            theta.components().iter().map(|c| c.log_joint(self.x(i))).collect()
        };
        let weighted = |i: usize, term: Expression| match self.sample.weights() {
            Some(w) => Expression::Product(vec![Expression::of(w[i]), term]),
            None => term,
        };
        // Of bins the terms are probabilities, which ℓ has a derivation for.
        if self.sample.bins().is_some() && self.method().assignment != Assignment::Soft {
            let (name, value) =
                (self.method().objective().name().to_owned(), Number::new(attained));
            return DerivationStep { name, formula: String::new(), live: None, value, depth: 1 };
        }
        let largest = |all: Vec<f64>| all.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let (formula, live, symbol) = match self.method().assignment {
            Assignment::Soft => {
                let link = Link::new(Quantity::LogLikelihood, self.run.cursor());
                let value = Number::new(attained).linked(link);
                let (name, formula) = (format!("ℓ(θ{})", subscript(t)), "Σ_i ln p(x_i)".to_owned());
                return DerivationStep { name, formula, live: None, value, depth: 1 };
            }
            Assignment::Hard => {
                let term = |i: usize| weighted(i, Expression::of(largest(joints(i))));
                let value = |i: usize| term(i).value();
                let formula = format!("Σ_i {}max_k ln(π_k N(x_i; μ_k, σ_k²))", self.w());
                (formula, over_observations(self.sample, attained, value, term), "ℓ_C")
            }
            Assignment::Annealed(_) => {
                let temperature = self.method().temperature(t);
                let term = |i: usize| {
                    let joints = joints(i);
                    let m = largest(joints.clone());
                    let sum: f64 = joints.iter().map(|a| ((a - m) / temperature).exp()).sum();
                    weighted(i, Expression::of(m / temperature + sum.ln()))
                };
                let total = attained / temperature;
                let sum = over_observations(self.sample, total, |i| term(i).value(), term);
                let live = Expression::Product(vec![Expression::of(temperature), sum]);
                let formula = format!("T Σ_i {}ln Σ_k (π_k N(x_i; μ_k, σ_k²))^(1/T)", self.w());
                (formula, live, "F_T")
            }
        };
        let name = format!("{symbol}(θ{})", subscript(t));
        DerivationStep { name, formula, live: Some(live), value: Number::new(attained), depth: 1 }
    }

    /// The parts of ln p(θ).
    fn prior_steps(&self) -> Vec<DerivationStep> {
        let (theta, method) = (self.here().theta(), self.method());
        let mut steps = Vec::new();
        let mut add = |name: String, formula: &str, value: f64| {
            let (formula, value) = (formula.to_owned(), Number::new(value));
            steps.push(DerivationStep { name, formula, live: None, value, depth: 1 });
        };
        if let Some(prior) = method.weight_prior {
            let formula = "ln Γ(Kα) − K ln Γ(α) + (α − 1) Σ_k ln π_k";
            add("ln p(π)".to_owned(), formula, prior.ln_density(theta.weights()));
        }
        if let Some(prior) = method.variance_prior {
            let count = if method.equal_variances { 1 } else { theta.len() };
            let value = theta.variances().take(count).map(|v| prior.ln_density(v)).sum();
            let each = if method.equal_variances { "" } else { "Σ_k " };
            let formula = format!("{each}(a ln b − ln Γ(a) − (a + 1) ln σ² − b / σ²)");
            add("ln p(σ²)".to_owned(), &formula, value);
        }
        steps
    }

    /// Returns what F is made of: Q(θ) + H(γ), with T or without H, and ln p(θ).
    pub(super) fn bound_formula(&self, from: usize, q: Number, h: Number) -> (String, Expression) {
        let mut terms = vec![Expression::Number(q)];
        let mut formula = "Q(θ)".to_owned();
        // Hard EM's is 0, annealed EM's that of the θ here.
        let temperature = match self.method().assignment {
            Assignment::Annealed(_) => self.method().temperature(self.t()),
            _ => self.run.expectation(from).temperature(),
        };
        if temperature == 1.0 {
            terms.push(Expression::Number(h));
            formula += " + H(γ)";
        } else if temperature > 0.0 {
            let factors = vec![Expression::of(temperature), Expression::Number(h)];
            terms.push(Expression::Product(factors));
            formula += " + T H(γ)";
        }
        if self.method().has_prior() {
            terms.push(Expression::of(self.here().ln_prior()));
            formula += " + ln p(θ)";
        }
        (formula, Expression::sum(terms))
    }

    /// Returns how F and what is maximised lie to one another in hard and in annealed EM.
    pub(super) fn touching_note(&self, from: usize) -> String {
        let (g, name) = (subscript(from), self.objective_name(self.t()));
        let temperature = shortest(self.method().temperature(from));
        match (self.method().assignment, self.run.cursor().phase()) {
            (Assignment::Annealed(_), Phase::Gamma) => {
                format!("γ{g} is that of T = {temperature}, so F touches: F = {name}.")
            }
            (Assignment::Annealed(_), Phase::Theta) => {
                let now = shortest(self.method().temperature(self.t()));
                format!(
                    "γ{g} is that of T = {temperature}; F and {name} are at T = {now}: F ≤ {name}."
                )
            }
            (_, Phase::Gamma) => {
                format!("γ{g} is the best assignment at θ{g}, so F touches: F = {name}.")
            }
            (_, Phase::Theta) => {
                format!("γ{g} is the best assignment at θ{g}, not here, so F ≤ {name}.")
            }
        }
    }

    /// γ_ik of hard EM: all to the component with the largest joint density.
    pub(super) fn hard_gamma(&self, t: usize, i: usize, k: usize, shown: &[usize]) -> Derivation {
        let products = self.joint_steps(t, i, shown);
        let index = subscript(i);
        let winner = self.gammas(i, t).iter().position(|gamma| *gamma == 1.0);
        let winner = subscript(winner.unwrap_or(0) + 1);
        let formula =
            format!("1 if π{0} N(x{index}; μ{0}, σ{0}²) is the largest, or 0", subscript(k + 1));
        let live = Expression::of(self.value);
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(self.densities(t, i, shown, 2))
            .with(products)
            .note(format!(
                "x{index} = {}: component {winner} has it whole. Of several that are equal it is \
                 the first.",
                shortest(self.x(i))
            ))
    }

    /// γ_ik of a bin, in hard and in annealed EM.
    pub(super) fn shared_bin(&self, t: usize, bin: &Bin, i: usize, k: usize) -> Derivation {
        let (b, s) = (subscript(i), subscript(k + 1));
        let formula = match self.method().assignment {
            Assignment::Annealed(_) => {
                format!("∫ (π{s} N(x; μ{s}, σ{s}²))^(1/T) dx over b{b}, over the sum for all j")
            }
            _ => format!("1 if π{s} P{s}(b{b}) is the largest, or 0"),
        };
        let live = Expression::of(self.value);
        let temperature = shortest(self.method().temperature(t));
        let derivation =
            Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
                .note(format!("b{b} is the bin {bin}."));
        match self.method().assignment {
            Assignment::Annealed(_) => derivation.note(format!("T = {temperature}.")),
            _ => derivation,
        }
    }

    /// π_j N(x_i; μ_j, σ_j²) at θ_t of the components in `shown`.
    fn joint_steps(&self, t: usize, i: usize, shown: &[usize]) -> Vec<DerivationStep> {
        let (x, components) = (self.x(i), self.theta(t).components());
        let step = |j: &usize| {
            let c = &components[*j];
            let live = vec![Expression::of(c.weight()), Expression::of(c.log_density(x).exp())];
            DerivationStep {
                name: format!("π{} {}", subscript(j + 1), density_name(i, *j)),
                formula: String::new(),
                live: Some(Expression::Product(live)),
                value: Number::new(c.log_joint(x).exp()),
                depth: 1,
            }
        };
        shown.iter().map(step).collect()
    }

    /// γ_ik at a temperature: with a_k = ln(π_k N) and m the largest, exp((a_k − m) / T) over their
    /// sum.
    pub(super) fn tempered_gamma(
        &self,
        t: usize,
        i: usize,
        k: usize,
        shown: &[usize],
    ) -> Derivation {
        let theta = self.theta(t);
        let temperature = self.method().temperature(t);
        let Some(logarithms) = Logarithms::at(self.x(i), theta) else {
            return self.gamma_of_nearest(i, k);
        };
        let power = |j: usize| {
            let difference = logarithms.difference(j).over(Expression::of(temperature));
            Expression::Exp(Box::new(difference))
        };
        let index = subscript(i);
        let steps = logarithms
            .steps(shown, |j| format!("ln(π{} {})", subscript(j + 1), density_name(i, j)));
        let [own, any] = [&subscript(k + 1), "_j"].map(|j| match logarithms.symbol(j) {
            difference if difference.contains(' ') => format!("({difference})"),
            name => name,
        });
        let formula = format!("exp({own} / T) / Σ_j exp({any} / T)");
        let live = power(k).over(sum_of_shown(shown, theta.len(), power));
        Derivation::new(self.quantity, gamma_name(i, k), formula, live, self.value)
            .with(steps)
            .note(format!(
                "T = {}: γ is in proportion to (π_k N(x{index}; μ_k, σ_k²))^(1/T), and {}.",
                shortest(temperature),
                logarithms.note()
            ))
    }
}
