//! The numbers of grouped data: probabilities of bins in the place of densities, and truncated
//! means and variances in the place of observations.

use super::e_step::{data, distance, gamma_name, shown_components, sum_of_shown};
use super::sums::{WRITTEN_OUT, over_observations};
use super::{At, Derivation, DerivationStep, density_at, gamma_at, mixture_at};
use crate::explain::expression::{Expression, Number};
use crate::explain::{Link, Quantity};
use crate::mixture::{
    Bin, Component, Sharing, Truncated, bin_responsibilities, expected_log_joint, log_probability,
};
use crate::text::{index_text, shortest, subscript};
use crate::timeline::HalfStep;

/// Below this probability of a bin, γ is derived from logarithms.
const SMALLEST: f64 = 1e-200;
/// What Φ is, for a reader who has not met it.
const PHI: &str = "Φ is the normal distribution function: Φ(z) is the probability of less than z standard deviations \
                   above the mean.";

/// `P₁(b₂)`: what component 1 gives bin 2.
fn mass_name(i: usize, k: usize) -> String {
    format!("P{}(b{})", subscript(k + 1), subscript(i))
}

/// Returns the probability of a bin with its numbers. Above the mean it is written with the signs
/// turned round, since Φ is next to 1 there and a difference would have no digits.
fn mass(bin: &Bin, c: &Component) -> Expression {
    let turned = bin.lower.is_finite() && bin.lower > c.mean() || bin.upper.is_infinite();
    let z = |edge: f64| {
        let (edge, mean) = (data(edge, c), data(c.mean(), c));
        let distance = if turned { mean.minus(edge) } else { edge.minus(mean) };
        Expression::Cdf(Box::new(distance.over(Expression::of(c.sd()))))
    };
    match (bin.lower.is_finite(), bin.upper.is_finite()) {
        (false, _) => z(bin.upper),
        (_, false) => z(bin.lower),
        _ if turned => z(bin.lower).minus(z(bin.upper)),
        _ => z(bin.upper).minus(z(bin.lower)),
    }
}

/// Returns the formula that [`mass`] follows.
fn mass_formula(bin: &Bin, k: usize) -> String {
    let s = subscript(k + 1);
    match (bin.lower.is_finite(), bin.upper.is_finite()) {
        (false, _) => format!("Φ((upper − μ{s}) / σ{s})"),
        (_, false) => format!("1 − Φ((lower − μ{s}) / σ{s})"),
        _ => format!("Φ((upper − μ{s}) / σ{s}) − Φ((lower − μ{s}) / σ{s})"),
    }
}

fn probability(bin: &Bin, c: &Component) -> f64 {
    Truncated::new(bin, c).log_probability().exp()
}

fn bin_note(bin: &Bin, i: usize) -> String {
    let count = shortest(bin.count);
    format!("b{} is the bin {bin}, with {count} of the observations.", subscript(i))
}

impl<D> At<'_, D> {
    /// Returns what is derived otherwise if the data are grouped; none if they are not, or if the
    /// derivation is the same.
    pub(super) fn of_bins(&self) -> Option<Derivation> {
        let bins = self.sample.bins()?;
        if self.is_otherwise_constrained() {
            return None;
        }
        match self.quantity {
            Quantity::Gamma { observation: i, component: k } => self.gamma_of_bin(&bins[i], i, k),
            Quantity::Density { observation: i, component: k } => {
                Some(self.mass_of_bin(&bins[i], i, k))
            }
            Quantity::Marginal(i) => Some(self.probability_of_bin(&bins[i], i)),
            Quantity::LogLikelihood => Some(self.log_likelihood_of_bins(bins)),
            Quantity::Mean(k) => self.mean_of_bins(bins, k),
            Quantity::Variance(k) => self.variance_of_bins(bins, k),
            Quantity::Entropy => self.entropy_of_bins(),
            _ => None,
        }
    }

    /// Returns P_j(b_i) at θ_t of the components in `shown`.
    fn masses(&self, t: usize, bin: &Bin, i: usize, shown: &[usize]) -> Vec<DerivationStep> {
        let step = |&j: &usize| {
            let c = &self.theta(t).components()[j];
            DerivationStep {
                name: mass_name(i, j),
                formula: mass_formula(bin, j),
                live: Some(mass(bin, c)),
                value: Number::new(probability(bin, c)).linked(density_at(t, i, j)),
                depth: 1,
            }
        };
        shown.iter().map(step).collect()
    }

    /// Σ_j π_j P_j(b_i), and the components that are written out.
    fn sum_of_masses(&self, t: usize, bin: &Bin, i: usize, k: usize) -> (Expression, Vec<usize>) {
        let components = self.theta(t).components();
        let logs: Vec<f64> = components
            .iter()
            .map(|c| c.weight().ln() + Truncated::new(bin, c).log_probability())
            .collect();
        let shown = shown_components(k, &logs);
        let weight = |j: usize| Link::new(Quantity::Weight(j), HalfStep::theta(t));
        let term = |j: usize| {
            Expression::Product(vec![
                Expression::linked(components[j].weight(), weight(j)),
                Expression::linked(probability(bin, &components[j]), density_at(t, i, j)),
            ])
        };
        (sum_of_shown(&shown, components.len(), term), shown)
    }

    fn gamma_of_bin(&self, bin: &Bin, i: usize, k: usize) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        let theta = self.theta(t);
        let c = &theta.components()[k];
        let (of_t, s, b) = (subscript(t), subscript(k + 1), subscript(i));
        let (sum, shown) = self.sum_of_masses(t, bin, i, k);
        let log = log_probability(bin, theta);
        let p = log.exp();
        let note = format!("{} π, μ and σ² are θ{of_t}.", bin_note(bin, i));
        let name = gamma_name(i, k);
        if p < SMALLEST {
            let a = c.weight().ln() + Truncated::new(bin, c).log_probability();
            let difference = Expression::against(a, 1.0).minus(Expression::against(log, 1.0));
            let formula = format!("exp(ln(π{s} {}) − ln P(b{b}))", mass_name(i, k));
            let live = Expression::Exp(Box::new(difference));
            let derivation = Derivation::new(self.quantity, name, formula, live, self.value);
            return Some(derivation.note(note).note("The probabilities are too small to divide."));
        }
        let total = DerivationStep {
            name: format!("P(b{b})"),
            formula: format!("Σ_j π_j P_j(b{b})"),
            live: Some(sum),
            value: Number::new(p).linked(mixture_at(t, i)),
            depth: 1,
        };
        let joint = Expression::Product(vec![
            Expression::of(c.weight()),
            Expression::of(probability(bin, c)),
        ]);
        let formula = format!("π{s} {} / P(b{b})", mass_name(i, k));
        let live = joint.over(Expression::of(p));
        Some(
            Derivation::new(self.quantity, name, formula, live, self.value)
                .with(self.masses(t, bin, i, &shown))
                .with([total])
                .note(note)
                .note(PHI),
        )
    }

    fn mass_of_bin(&self, bin: &Bin, i: usize, k: usize) -> Derivation {
        let c = &self.theta(self.t()).components()[k];
        let truncated = Truncated::new(bin, c);
        let s = subscript(k + 1);
        let moment = |name: &str, value: f64| DerivationStep {
            name: name.to_owned(),
            formula: String::new(),
            live: None,
            value: Number::against(value, c.sd()),
            depth: 1,
        };
        let (name, formula) = (mass_name(i, k), mass_formula(bin, k));
        Derivation::new(self.quantity, name, formula, mass(bin, c), self.value)
            .with([
                moment(&format!("m{s}"), truncated.mean()),
                moment(&format!("v{s}"), truncated.variance()),
            ])
            .note(bin_note(bin, i))
            .note(PHI)
            .note(format!(
                "m{s} and v{s} are the mean and variance of x if it is in the bin and from component {}.",
                k + 1
            ))
    }

    fn probability_of_bin(&self, bin: &Bin, i: usize) -> Derivation {
        let t = self.t();
        let theta = self.theta(t);
        let gammas = bin_responsibilities(bin, theta);
        let largest =
            (0..gammas.len()).fold(0, |best, j| if gammas[j] > gammas[best] { j } else { best });
        let (live, shown) = self.sum_of_masses(t, bin, i, largest);
        let b = subscript(i);
        let (name, formula) = (format!("P(b{b})"), format!("Σ_k π_k P_k(b{b})"));
        Derivation::new(self.quantity, name, formula, live, self.value)
            .with(self.masses(t, bin, i, &shown))
            .note(format!("{} π, μ and σ² are θ{}.", bin_note(bin, i), subscript(t)))
            .note(PHI)
    }

    fn log_likelihood_of_bins(&self, bins: &[Bin]) -> Derivation {
        let theta = self.here().theta();
        let log = |i: usize| log_probability(&bins[i], theta);
        let value = |i: usize| bins[i].count * log(i);
        let written = |i: usize| {
            let p = log(i).exp();
            let tiny = p < f64::MIN_POSITIVE;
            let linked = || Expression::linked(p, mixture_at(self.t(), i));
            let term =
                if tiny { Expression::of(log(i)) } else { Expression::Ln(Box::new(linked())) };
            Expression::Product(vec![Expression::of(bins[i].count), term])
        };
        let live = over_observations(self.sample, self.value, value, written);
        let name = format!("ℓ(θ{})", subscript(self.t()));
        let formula = "Σ_i c_i ln P(b_i)".to_owned();
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value).note(
            "c_i of the observations are in bin b_i; P(b_i) = Σ_k π_k P_k(b_i) is its probability. \
             No observation is taken to be at the middle of its bin.",
        );
        self.searched(derivation)
    }

    /// Returns E[x | b_i, k] or the variance about it as it is written, at the θ of γ_t.
    fn moment(&self, t: usize, bins: &[Bin], i: usize, k: usize) -> Truncated {
        Truncated::new(&bins[i], &self.theta(t).components()[k])
    }

    fn share_of_bin(&self, t: usize, bins: &[Bin], i: usize, k: usize) -> [Expression; 2] {
        let gamma = bin_responsibilities(&bins[i], self.theta(t))[k];
        [Expression::of(bins[i].count), Expression::linked(gamma, gamma_at(t, i, k))]
    }

    fn mean_of_bins(&self, bins: &[Bin], k: usize) -> Option<Derivation> {
        let t = self.made_from()?;
        let (s, ik) = (subscript(k + 1), index_text(k));
        let component = self.here().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let term = |i: usize| {
            let mut factors = self.share_of_bin(t, bins, i, k).to_vec();
            factors.push(data(self.moment(t, bins, i, k).mean(), &component));
            Expression::Product(factors)
        };
        let sum = over_observations(self.sample, self.value * count, |i| term(i).value(), term);
        let formula = format!("Σ_i c_i γ_{ik} m_{ik} / N{s}");
        let live = sum.over(Expression::of(count));
        let derivation = Derivation::new(self.quantity, format!("μ̂{s}"), formula, live, self.value)
            .with([self.count_step(t, k)])
            .with(self.moment_steps(t, bins, k, "m"))
            .note(self.made_note(t))
            .note(format!(
                "m_{ik} is the mean of x if it is in bin b_i and from component {}, of θ{}: \
                     μ{s} + σ{s} (φ(a) − φ(b)) / (Φ(b) − Φ(a)), where a and b are the edges less \
                     μ{s}, over σ{s}, and φ is the normal density.",
                k + 1,
                subscript(t)
            ));
        Some(self.searched(derivation))
    }

    /// Returns the truncated means of a few bins, as far from μ_k in σ_k.
    fn moment_steps(&self, t: usize, bins: &[Bin], k: usize, letter: &str) -> Vec<DerivationStep> {
        let c = &self.theta(t).components()[k];
        let few = if bins.len() <= WRITTEN_OUT { bins.len() } else { 0 };
        let step = |i: usize| {
            let mean = self.moment(t, bins, i, k).mean();
            let away = (mean - c.mean()) / c.sd();
            let shift = Expression::Product(vec![Expression::of(c.sd()), Expression::of(away)]);
            DerivationStep {
                name: format!("{letter}{}", crate::text::double_index(i, k)),
                formula: String::new(),
                live: Some(Expression::sum(vec![data(c.mean(), c), shift])),
                value: Number::against(mean, c.sd()),
                depth: 2,
            }
        };
        (0..few).map(step).collect()
    }

    fn variance_of_bins(&self, bins: &[Bin], k: usize) -> Option<Derivation> {
        let t = self.made_from()?;
        let (s, ik) = (subscript(k + 1), index_text(k));
        let component = self.here().theta().components()[k];
        let count = self.run.expectation(t).statistics()[k].weight();
        let mean_of = || data(component.mean(), &component);
        let term = |i: usize| {
            let moment = self.moment(t, bins, i, k);
            let square = distance(moment.mean(), &component, mean_of()).squared();
            let mut factors = self.share_of_bin(t, bins, i, k).to_vec();
            factors.push(Expression::sum(vec![Expression::of(moment.variance()), square]));
            Expression::Product(factors)
        };
        let sum = over_observations(self.sample, self.value * count, |i| term(i).value(), term);
        let formula = format!("Σ_i c_i γ_{ik} (v_{ik} + (m_{ik} − μ̂{s})²) / N{s}");
        let mean = DerivationStep {
            name: format!("μ̂{s}"),
            formula: format!("Σ_i c_i γ_{ik} m_{ik} / N{s}"),
            live: None,
            value: Number::against(component.mean(), component.sd())
                .linked(Link::new(Quantity::Mean(k), self.run.cursor())),
            depth: 1,
        };
        let live = sum.over(Expression::of(count));
        let derivation =
            Derivation::new(self.quantity, format!("σ̂{s}²"), formula, live, self.value)
                .with([self.count_step(t, k), mean])
                .note(format!(
                    "m_{ik} and v_{ik} are the mean and variance of x if it is in bin b_i and from \
                     component {}, of θ{}: x is spread within its bin, and that counts.",
                    k + 1,
                    subscript(t)
                ))
                .note(format!("μ̂{s} is the new mean, and N{s} divides, not n − 1."))
                .note(self.made_note(t));
        Some(self.searched(derivation))
    }

    /// ℓ(θ) − Q(θ) at the θ that γ_t is inferred from.
    pub(super) fn entropy_by_difference(&self, t: usize) -> Expression {
        let expectation = self.run.expectation(t);
        let q = expected_log_joint(expectation, self.theta(t));
        let h = expectation.entropy();
        if self.method().sharing(t) != Sharing::Soft {
            return Expression::of(h);
        }
        Expression::against(expectation.log_likelihood(), h).minus(Expression::against(q, h))
    }

    fn entropy_of_bins(&self) -> Option<Derivation> {
        let t = self.run.gamma_iteration()?;
        let s = subscript(t);
        let (name, formula) = (format!("H(γ{s})"), format!("ℓ(θ{s}) − Q(θ{s})"));
        let live = self.entropy_by_difference(t);
        Some(Derivation::new(self.quantity, name, formula, live, self.value).note(
            "Of grouped data neither the component nor x is known. H is the entropy of both, and \
             may be below 0, as that of a density may.",
        ))
    }
}
