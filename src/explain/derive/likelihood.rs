//! ℓ, its change, the lower bound and the gap.

use super::e_step::gamma_name;
use super::sums::{WRITTEN_OUT, over_components, over_observations};
use super::{At, Derivation, DerivationStep, count_at, gamma_at, mixture_at};
use crate::explain::expression::{Expression, Number};
use crate::explain::{Link, Quantity};
use crate::mixture::{Assignment, Theta, expected_log_joint};
use crate::text::subscript;
use crate::timeline::{HalfStep, Phase};

/// ln p(x; θ), however far x is from every component.
fn log_density(theta: &Theta, x: f64) -> f64 {
    let joints: Vec<f64> = theta.components().iter().map(|c| c.log_joint(x)).collect();
    let m = joints.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    m + joints.iter().map(|a| (a - m).exp()).sum::<f64>().ln()
}

/// γ ln γ, and 0 where γ is 0.
fn x_ln_x(gamma: f64) -> f64 {
    if gamma > 0.0 { gamma * gamma.ln() } else { 0.0 }
}

/// What a component has of Q.
const Q_K: &str = "Q_k = N_k (ln(π_k / √(2π σ_k²)) − v_k / (2 σ_k²)), where v_k is the mean of (x_i − μ_k)² with the weights \
                   γ_ik";

impl<D> At<'_, D> {
    /// Σ_i w_i f(x_i), of numbers that have no arithmetic of their own here.
    fn sum(&self, total: f64, f: impl Fn(usize) -> f64) -> Expression {
        let value = f;
        let written = |i: usize| self.weighted(i, Expression::of(value(i)));
        over_observations(self.sample, total, |i| self.sample.weight(i) * value(i), written)
    }

    /// Returns n, if each observation is written out.
    fn few(&self) -> usize {
        let known = self.sample.known_one_by_one();
        if known <= WRITTEN_OUT { known } else { 0 }
    }

    fn weighted(&self, i: usize, term: Expression) -> Expression {
        match self.sample.weights() {
            Some(w) => Expression::Product(vec![Expression::of(w[i]), term]),
            None => term,
        }
    }

    pub(super) fn log_likelihood(&self) -> Derivation {
        let theta = self.here().theta();
        let x = |i: usize| self.sample.values()[i];
        let value = |i: usize| self.sample.weight(i) * log_density(theta, x(i));
        let written = |i: usize| {
            let log = log_density(theta, x(i));
            let p = log.exp();
            let tiny = p < f64::MIN_POSITIVE;
            let term = if tiny {
                Expression::of(log)
            } else {
                Expression::Ln(Box::new(Expression::linked(p, mixture_at(self.t(), i))))
            };
            self.weighted(i, term)
        };
        let live = over_observations(self.sample, self.value, value, written);
        let name = format!("ℓ(θ{})", subscript(self.t()));
        let formula = format!("Σ_i {}ln p(x_i)", self.w());
        let few = self.few();
        let densities = (0..few).map(|i| {
            let joints: Vec<f64> =
                theta.components().iter().map(|c| c.log_joint(x(i)).exp()).collect();
            DerivationStep {
                name: format!("p(x{})", subscript(i)),
                formula: String::new(),
                live: Some(over_components(joints.len(), |k| Number::new(joints[k]))),
                value: Number::new(log_density(theta, x(i)).exp()).linked(mixture_at(self.t(), i)),
                depth: 1,
            }
        });
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with(densities)
            .note("p(x_i) = Σ_k π_k N(x_i; μ_k, σ_k²); ln is the natural logarithm.");
        self.searched(derivation)
    }

    pub(super) fn change(&self) -> Option<Derivation> {
        let (t, before) = (self.t(), self.t().checked_sub(1)?);
        let old = self.run.iterate(before)?.objective();
        let against = |t, objective| {
            let link = Link::new(self.objective_quantity(), HalfStep::theta(t));
            Expression::Number(Number::against(objective, self.value).linked(link))
        };
        let subtracted = self.objective_name(before);
        let is_sum = self.method().has_prior();
        let subtracted = if is_sum { format!("({subtracted})") } else { subtracted };
        let formula = format!("{} − {subtracted}", self.objective_name(t));
        let live = against(t, self.here().objective()).minus(against(before, old));
        let name = self.method().objective().change().to_owned();
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value);
        Some(if self.method().may_fall() {
            derivation
                .note("T is lower at the later θ, and the bound with it, so this may be below 0.")
        } else if self.method().is_ordinary() {
            derivation.note("What the M-step gained. EM never lets ℓ fall, so it is not below 0.")
        } else if self.method().is_accelerated() {
            derivation.note("What the step gained: one that would lower it is not taken.")
        } else {
            derivation.note("What the M-step gained: it is not below 0.")
        })
    }

    /// N_k (ln(π_k / √(2π σ_k²)) − v / (2 σ_k²)).
    fn component_step(&self, from: usize, k: usize, depth: u8) -> DerivationStep {
        let at = self.run.cursor();
        let c = &self.theta(self.t()).components()[k];
        let statistics = &self.run.expectation(from).statistics()[k];
        // Of F, Q itself is gone down to first.
        let number = |value: f64, link: Link| {
            if depth == 1 { Expression::linked(value, link) } else { Expression::of(value) }
        };
        let variance = || number(c.variance(), Link::new(Quantity::Variance(k), at));
        let square = Expression::of(statistics.variance_about(c));
        let two_pi = Expression::Constant("2π", std::f64::consts::TAU);
        let peak = Expression::Product(vec![two_pi, variance()]);
        let weight = number(c.weight(), Link::new(Quantity::Weight(k), at));
        let peak = weight.over(Expression::Root(Box::new(peak)));
        let twice = Expression::Product(vec![Expression::of(2.0), variance()]);
        let mean_log = Expression::Ln(Box::new(peak)).minus(square.over(twice));
        let count = number(statistics.weight(), count_at(from, k));
        let live = Expression::Product(vec![count, mean_log]);
        let value = Number::new(live.value());
        let name = format!("Q{}", subscript(k + 1));
        DerivationStep { name, formula: String::new(), live: Some(live), value, depth }
    }

    /// Q(θ) a component at a time, and what its result is.
    fn expected_log_joint_steps(
        &self,
        from: usize,
        depth: u8,
    ) -> (Vec<DerivationStep>, Expression) {
        let components = self.theta(self.t()).len();
        let mut steps: Vec<DerivationStep> =
            (0..components).map(|k| self.component_step(from, k, depth)).collect();
        let live = over_components(components, |k| steps[k].value);
        steps.truncate(WRITTEN_OUT);
        (steps, live)
    }

    /// What a component has of Q. Constraints and priors let σ_k² differ from v_k.
    fn q_note(&self) -> String {
        let end =
            if self.method().is_ordinary() { ": after an M-step σ_k² itself." } else { "." };
        format!("{Q_K}{end}")
    }

    fn q_formula(&self) -> String {
        if self.sample.bins().is_some() {
            return "Σ_k Σ_i c_i γ_ik E[ln(π_k N(x; μ_k, σ_k²)) | b_i, k]".to_owned();
        }
        format!("Σ_k Σ_i {}γ_ik ln(π_k N(x_i; μ_k, σ_k²))", self.w())
    }

    fn h_formula(&self) -> String {
        format!("−Σ_i Σ_k {}γ_ik ln γ_ik", self.w())
    }

    /// −Σ_k γ_ik ln γ_ik of an observation, by the γ of θ_t.
    fn entropy_of(&self, t: usize, i: usize) -> f64 {
        -self.gammas(i, t).into_iter().map(x_ln_x).sum::<f64>() + 0.0
    }

    /// Q(θ) a component at a time, Q, and H, for the γ in force.
    fn bound_parts(&self, from: usize) -> Vec<DerivationStep> {
        let at = self.run.cursor();
        let theta = self.here().theta();
        let expectation = self.run.expectation(from);
        let (mut steps, live) = self.expected_log_joint_steps(from, 2);
        let q = Number::new(expected_log_joint(expectation, theta));
        steps.push(DerivationStep {
            name: "Q(θ)".into(),
            formula: self.q_formula(),
            live: Some(live),
            value: q.linked(Link::new(Quantity::ExpectedLogJoint, at)),
            depth: 1,
        });
        let (formula, live) = if self.sample.bins().is_some() {
            let t = subscript(from);
            (format!("ℓ(θ{t}) − Q(θ{t})"), self.entropy_by_difference(from))
        } else {
            (self.h_formula(), self.sum(expectation.entropy(), |i| self.entropy_of(from, i)))
        };
        let h = Number::new(expectation.entropy());
        steps.push(DerivationStep {
            name: "H(γ)".into(),
            formula,
            live: Some(live),
            value: h.linked(Link::new(Quantity::Entropy, at)),
            depth: 1,
        });
        steps
    }

    pub(super) fn expected_log_joint(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let (steps, live) = self.expected_log_joint_steps(from, 1);
        let name = format!("Q(θ{})", subscript(self.t()));
        Some(
            Derivation::new(self.quantity, name, self.q_formula(), live, self.value)
                .with(steps)
                .note(self.q_note())
                .note(format!(
                    "γ{} is kept; the M-step makes this as large as it can be.",
                    subscript(from)
                )),
        )
    }

    pub(super) fn entropy(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let live = self.sum(self.value, |i| self.entropy_of(from, i));
        let few = self.few();
        let components = self.run.components();
        let steps = (0..few).map(|i| {
            let gammas = self.gammas(i, from);
            let terms = gammas.iter().enumerate().filter(|(_, gamma)| **gamma > 0.0);
            let terms = terms.take(WRITTEN_OUT).map(|(k, gamma)| {
                let linked = || Expression::linked(*gamma, gamma_at(from, i, k));
                Expression::Product(vec![linked(), Expression::Ln(Box::new(linked()))])
            });
            let live = Expression::Negative(Box::new(Expression::sum(terms.collect())));
            DerivationStep {
                name: format!("h{}", subscript(i)),
                formula: String::new(),
                value: Number::new(self.entropy_of(from, i)),
                live: (components <= WRITTEN_OUT).then_some(live),
                depth: 1,
            }
        });
        let name = format!("H(γ{})", subscript(from));
        let example = gamma_name(0, 0);
        let derivation = Derivation::new(self.quantity, name, self.h_formula(), live, self.value)
            .with(steps)
            .note(format!(
                "h_i = −Σ_k γ_ik ln γ_ik is what an observation adds: 0 if one component takes all of it, most if all take the \
                 same. If a γ such as {example} is 0, so is γ ln γ."
            ));
        Some(self.searched(derivation))
    }

    pub(super) fn bound(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let steps = self.bound_parts(from);
        let [.., q, h] = &steps[..] else { return None };
        let (formula, live) = self.bound_formula(from, q.value, h.value);
        let (g, t) = (subscript(from), subscript(self.t()));
        let touching = match self.run.cursor().phase() {
            _ if self.method().assignment != Assignment::Soft => self.touching_note(from),
            Phase::Gamma => {
                let name = self.objective_name(self.t());
                format!("γ{g} is the posterior of θ{t}, so F touches: F = {name}.")
            }
            Phase::Theta if self.run.is_given(from) => {
                let name = self.objective_name(self.t());
                format!("γ₀ was given and is not the posterior of θ{t}, so F ≤ {name}.")
            }
            Phase::Theta => {
                let name = self.objective_name(self.t());
                format!("γ{g} is the posterior of θ{g}, not of θ{t}, so F ≤ {name}.")
            }
        };
        let name = format!("F(γ{g}, θ{t})");
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with(steps)
            .note(touching)
            .note(self.q_note());
        Some(self.searched(derivation))
    }

    pub(super) fn gap(&self) -> Option<Derivation> {
        let from = self.run.gamma_iteration()?;
        let bound = self.run.bound_at(self.run.cursor())?;
        let objective = self.here().objective();
        let against = |value, quantity| {
            let link = Link::new(quantity, self.run.cursor());
            Expression::Number(Number::against(value, self.value).linked(link))
        };
        let (g, t) = (subscript(from), subscript(self.t()));
        let live =
            against(objective, self.objective_quantity()).minus(against(bound, Quantity::Bound));
        let formula = format!("{} − F(γ{g}, θ{t})", self.objective_name(self.t()));
        let derivation = Derivation::new(self.quantity, "gap".into(), formula, live, self.value);
        if self.method().assignment != Assignment::Soft {
            return Some(derivation.note(self.touching_note(from)));
        }
        if self.run.cursor().phase() == Phase::Gamma {
            return Some(derivation.note(format!(
                "γ{g} is the posterior of θ{t} itself: right after an E-step there is no gap."
            )));
        }
        if self.sample.bins().is_some() {
            return Some(derivation.note(
                "The gap is the Kullback–Leibler divergence of what γ says of component and x from \
                 their posterior; the next E-step closes it.",
            ));
        }
        let new = self.here().theta();
        // ln p(k | x) by the logarithms: the posterior itself may be too small for a number.
        let divergence = |i: usize| {
            let x = self.x(i);
            let p = log_density(new, x);
            let pairs = self.gammas(i, from).into_iter().zip(new.components());
            let terms =
                pairs.map(|(q, c)| if q > 0.0 { q * (q.ln() - (c.log_joint(x) - p)) } else { 0.0 });
            terms.sum::<f64>()
        };
        let live = self.sum(self.value, divergence);
        let kl = DerivationStep {
            name: "KL".into(),
            formula: format!("Σ_i Σ_k {}γ_ik ln(γ_ik / p(k | x_i; θ{t}))", self.w()),
            value: Number::new(live.value()),
            live: Some(live),
            depth: 1,
        };
        let derivation = derivation
            .with([kl])
            .note("The gap is the Kullback–Leibler divergence of γ from the posterior; the next E-step closes it.");
        Some(self.searched(derivation))
    }
}
