//! The numbers of an M-step under constraints and with priors.

use super::e_step::{data, distance, note_on_distance};
use super::sums::over_components;
use super::{At, Derivation, DerivationStep};
use crate::explain::Quantity;
use crate::explain::expression::{Expression, Number};
use crate::mixture::{Sharing, Taken};
use crate::text::{fixed, index_text, shortest, subscript};

impl<D> At<'_, D> {
    /// Returns the derivation of what no M-step changes.
    pub(super) fn fixed(&self, name: &str) -> Derivation {
        self.as_given(name, "It is fixed: the M-step leaves it as it is in θ₀.")
    }

    /// Returns the derivation of what an accelerated step made, which is not one M-step from the γ
    /// that is in force; none for a step of EM.
    pub(super) fn accelerated(&self, name: &str) -> Option<Derivation> {
        let step = self.run.current()?.accelerated()?;
        let (old, t) = (subscript(self.t().checked_sub(1)?), self.t());
        let passes = step.passes;
        let made = match step.taken {
            Taken::Extrapolated => format!(
                "SQUAREM: the M-step from the γ of θ′ = θ{old} − 2αr + α²v, with α = {}. r is the \
                 change of θ in an iteration of EM from θ{old}, r + v that in the next one, in \
                 coordinates ln π, μ / σ and ln σ².",
                fixed(step.steplength, 3)
            ),
            Taken::Short => format!("SQUAREM: two iterations of EM from θ{old}, since α is −1."),
            Taken::WouldFall | Taken::Outside => format!(
                "SQUAREM: two iterations of EM from θ{old}, since from no longer step EM goes on \
                 without a fall of what is maximised."
            ),
            Taken::Last => format!("SQUAREM: one iteration of EM from θ{old}; there is no second."),
        };
        let result = DerivationStep {
            name: name.to_owned(),
            formula: String::new(),
            live: None,
            value: Number::new(self.value),
            depth: 0,
        };
        let plural = if passes == 1 { "" } else { "es" };
        let passes = format!("The step to t = {t} took {passes} pass{plural} over the data.");
        let (ingredients, why) = (Vec::new(), Vec::new());
        let (quantity, notes) = (self.quantity, vec![made, passes]);
        Some(Derivation { quantity, ingredients, result, notes, why, is_given: false })
    }

    /// π_k where some weights are fixed, or with a Dirichlet prior.
    pub(super) fn constrained_weight(&self, t: usize, k: usize) -> Derivation {
        let s = subscript(k + 1);
        let method = self.method();
        let (old, statistics) = (self.theta(t), self.run.expectation(t).statistics());
        let extra = method.weight_prior.map(|prior| prior.alpha - 1.0);
        let with_extra = |number: Expression, times: f64| match extra {
            None => number,
            Some(extra) => {
                let more = Expression::Product(vec![Expression::of(times), Expression::of(extra)]);
                let one = Expression::of(extra);
                Expression::sum(vec![number, if times == 1.0 { one } else { more }])
            }
        };
        let alpha = extra.map_or("", |_| " + α − 1");
        let count = with_extra(Expression::of(statistics[k].weight()), 1.0);
        let (formula, live, last) = if method.fixed_weights.is_empty() {
            let n = self.run.expectation(t).total_weight();
            let components = statistics.len() as f64;
            let formula = format!("(N{s} + α − 1) / (n + K(α − 1))");
            (formula, count.over(with_extra(Expression::of(n), components)), None)
        } else {
            let free: Vec<usize> =
                (0..old.len()).filter(|k| !method.fixed_weights.contains(*k)).collect();
            let fixed = (0..old.len()).filter(|k| method.fixed_weights.contains(*k));
            let rest = 1.0 - fixed.map(|k| old.components()[k].weight()).sum::<f64>();
            let add = extra.unwrap_or(0.0);
            let live =
                over_components(free.len(), |i| Number::new(statistics[free[i]].weight() + add));
            let total = Number::new(live.value());
            let step = DerivationStep {
                name: "Σ_free".into(),
                formula: format!("Σ_j N_j{alpha}, over the weights that are free"),
                live: Some(live),
                value: total,
                depth: 1,
            };
            let share = Expression::Product(vec![Expression::of(rest), count]);
            let formula = format!("(1 − Σ fixed π) (N{s}{alpha}) / Σ_free");
            (formula, share.over(Expression::Number(total)), Some(step))
        };
        let derivation = Derivation::new(self.quantity, format!("π̂{s}"), formula, live, self.value)
            .with([self.count_step(t, k)])
            .with(last)
            .note(self.made_note(t));
        match method.weight_prior {
            Some(prior) => derivation.note(format!(
                "α = {}, of the Dirichlet prior on π: it makes Q(θ) + ln p(θ) highest, not Q(θ).",
                shortest(prior.alpha)
            )),
            None => derivation.note("The weights that are not fixed share what the others leave."),
        }
    }

    /// Returns whether the M-step's σ_k² is not S_k / N_k about a new mean.
    pub(super) fn has_another_variance(&self, k: usize) -> bool {
        let method = self.method();
        method.equal_variances
            || method.variance_floor.is_some()
            || method.variance_prior.is_some()
            || method.fixed_means.contains(k)
    }

    /// Returns whether the number is not one of ordinary EM, which has derivations of its own for
    /// grouped data.
    pub(super) fn is_otherwise_constrained(&self) -> bool {
        let method = self.method();
        let is_made = self.made_from().is_some();
        let is_accelerated = method.is_accelerated();
        match self.quantity {
            Quantity::Mean(k) => is_made && (is_accelerated || method.fixed_means.contains(k)),
            Quantity::Variance(k) => {
                is_made
                    && (is_accelerated
                        || method.fixed_variances.contains(k)
                        || self.has_another_variance(k))
            }
            Quantity::Gamma { .. } => {
                let t = self.run.gamma_iteration();
                t.is_some_and(|t| method.sharing(t) != Sharing::Soft)
            }
            _ => false,
        }
    }

    /// S_k about the mean that θ of the cursor has, with its terms.
    fn squares_step(&self, t: usize, k: usize) -> DerivationStep {
        let (s, ik) = (subscript(k + 1), index_text(k));
        let component = self.here().theta().components()[k];
        let mean_of = || data(component.mean(), &component);
        let square = |x| distance(x, &component, mean_of()).squared();
        let statistics = self.run.expectation(t).statistics()[k];
        let total = statistics.weight() * statistics.variance_about(&component);
        let hat = if self.method().fixed_means.contains(k) { "" } else { "\u{302}" };
        let is_grouped = self.sample.bins().is_some();
        let formula = if is_grouped {
            // Each bin has the mean and the variance of x within it, from this component.
            format!("Σ_i c_i γ_{ik} (v_{ik} + (m_{ik} − μ{hat}{s})²)")
        } else {
            format!("Σ_i {}γ_{ik} (x_i − μ{hat}{s})²", self.w())
        };
        let sum = || self.weighted_sum(t, k, total, |x| Some(square(x)));
        DerivationStep {
            name: format!("S{s}"),
            formula,
            live: (!is_grouped).then(sum),
            value: Number::new(total),
            depth: 1,
        }
    }

    /// σ_k² under a constraint, or with a prior.
    pub(super) fn constrained_variance(&self, t: usize, k: usize) -> Derivation {
        let s = subscript(k + 1);
        let method = self.method();
        let is_pooled = method.equal_variances;
        let components = self.theta(t).len();
        let all: Vec<usize> = if is_pooled { (0..components).collect() } else { vec![k] };
        let steps: Vec<DerivationStep> = all.iter().map(|k| self.squares_step(t, *k)).collect();
        let squares = if is_pooled {
            over_components(components, |k| steps[k].value)
        } else {
            Expression::Number(steps[0].value)
        };
        let count = if is_pooled {
            self.run.expectation(t).total_weight()
        } else {
            self.run.expectation(t).statistics()[k].weight()
        };
        let (sum, divisor) = if is_pooled {
            ("Σ_k S_k".to_owned(), "n".to_owned())
        } else {
            (format!("S{s}"), format!("N{s}"))
        };
        let (formula, live) = match method.variance_prior {
            None => (format!("{sum} / {divisor}"), squares.over(Expression::of(count))),
            Some(prior) => {
                let twice =
                    |x: f64| Expression::Product(vec![Expression::of(2.0), Expression::of(x)]);
                let above = Expression::sum(vec![twice(prior.scale), squares]);
                let below = vec![Expression::of(count), twice(prior.shape), Expression::of(2.0)];
                let formula = format!("(2b + {sum}) / ({divisor} + 2a + 2)");
                (formula, above.over(Expression::sum(below)))
            }
        };
        let name = if is_pooled { "σ̂²".to_owned() } else { format!("σ̂{s}²") };
        let raised = method.variance_floor.filter(|floor| live.value() < *floor);
        let (formula, live, below) = match raised {
            None => (formula, live, None),
            Some(floor) => {
                let best = DerivationStep {
                    name: formula.clone(),
                    formula: String::new(),
                    value: Number::new(live.value()),
                    live: Some(live),
                    depth: 1,
                };
                (format!("the floor V, above {formula}"), Expression::of(floor), Some(best))
            }
        };
        let own = (!is_pooled).then(|| self.count_step(t, k));
        let derivation = Derivation::new(self.quantity, name, formula, live, self.value)
            .with(own)
            .with(steps.into_iter().take(super::sums::WRITTEN_OUT))
            .with(below)
            .also(self.note_on_means(&all));
        self.variance_notes(derivation, t, k)
    }

    /// Returns what is to be said of the means of these components.
    fn note_on_means(&self, components: &[usize]) -> Option<String> {
        let of = |k: &usize| {
            let component = &self.here().theta().components()[*k];
            note_on_distance(component, &format!("μ̂{}", subscript(*k + 1)))
        };
        components.iter().find_map(of)
    }

    fn variance_notes(&self, mut derivation: Derivation, t: usize, k: usize) -> Derivation {
        let method = self.method();
        if method.equal_variances {
            derivation = derivation.note("All components have this one variance; n divides.");
        }
        if method.fixed_means.contains(k) {
            let s = subscript(k + 1);
            derivation = derivation.note(format!("μ{s} is fixed, and the squares are about it."));
        }
        if let Some(prior) = method.variance_prior {
            derivation = derivation.note(format!(
                "a = {} and b = {}, of the inverse gamma prior on σ²: it makes Q(θ) + ln p(θ) \
                 highest, not Q(θ).",
                shortest(prior.shape),
                shortest(prior.scale)
            ));
        }
        if let Some(floor) = method.variance_floor {
            derivation = derivation.note(format!(
                "No variance goes below V = {}. Q(θ) falls on both sides of its maximum, so that V \
                 is the best where that is below V.",
                shortest(floor)
            ));
        }
        let derivation = derivation.note(self.made_note(t));
        self.searched(derivation)
    }
}
