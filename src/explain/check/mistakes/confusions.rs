//! Mistakes that take one number for another.

use super::Collector;
use crate::explain::Quantity;
use crate::mixture::{Component, ComponentStatistics, Iterate, Theta, Truncated};

/// The right number of another name, or with another sign, unit or base.
pub(super) fn collect<D>(all: &mut Collector<D>) {
    use Quantity as Q;
    let quantity = all.quantity;
    let truth = all.truth(quantity);
    match quantity {
        Q::Variance(k) => {
            let sd = all.truth(Q::Sd(k));
            all.add(
                "sd-as-variance",
                sd,
                "you give the standard deviation σ: the variance σ² is its square",
            );
        }
        Q::Sd(k) => {
            let variance = all.truth(Q::Variance(k));
            all.add(
                "variance-as-sd",
                variance,
                "you give the variance σ²: the standard deviation σ is its square root",
            );
        }
        Q::Weight(k) => {
            let made = all.run.cursor().iteration() > 0;
            let count = made.then(|| made_from(all, k)).flatten();
            all.add("count-for-weight", count, "you give N_k: the weight π_k is N_k divided by n");
        }
        Q::Count(k) => {
            let total = all.sample.total_weight();
            let share = all.truth(Q::Count(k)).map(|count| count / total);
            all.add("weight-for-count", share, "you give N_k/n: the count N_k is not divided by n");
        }
        _ => {}
    }
    if matches!(quantity, Q::Weight(_) | Q::Gamma { .. }) {
        let percent = truth.map(|truth| 100.0 * truth);
        all.add("percent", percent, "you give a percentage: write 0.25 for 25 percent");
    }
    likelihoods(all, truth);
    if let Q::Density { observation, component } = quantity {
        let theta = all.run.current().map(|current| current.theta().components());
        let weight = theta.and_then(|theta| theta.get(component)).map(Component::weight);
        let joint = truth.zip(weight).map(|(density, weight)| density * weight);
        all.add(
            "joint-for-density",
            joint,
            "you multiply by the weight π_k: the density N(x; μ_k, σ_k²) is without it",
        );
        let gamma = all.truth(Q::Gamma { observation, component });
        all.add(
            "gamma-for-density",
            gamma,
            "you give γ: the density is not divided by p(x), and has no weight",
        );
    }
    if matches!(quantity, Q::Density { .. } | Q::Marginal(_)) {
        let log = truth.map(f64::ln);
        all.add("log-of-density", log, "you give the logarithm of the density");
    }
    if let Q::Gamma { observation, component } = quantity {
        let t = all.run.gamma_iteration();
        let theta = t.and_then(|t| all.run.theta(t)).map(Theta::components);
        let x = all.sample.values().get(observation).copied();
        let component = theta.and_then(|theta| theta.get(component));
        let density = component.zip(x).map(|(c, x)| match all.sample.bins() {
            None => c.log_density(x).exp(),
            Some(bins) => Truncated::new(&bins[observation], c).log_probability().exp(),
        });
        all.add(
            "density-for-gamma",
            density,
            "you give the density N(x; μ_k, σ_k²): γ is π_k times that, divided by p(x)",
        );
    }
}

/// N_k of the γ that made θ.
fn made_from<D>(all: &Collector<D>, k: usize) -> Option<f64> {
    let t = all.run.cursor().iteration().checked_sub(1)?;
    all.run.expectation(t).statistics().get(k).map(ComponentStatistics::weight)
}

/// ℓ, F, Q, H and their differences for one another; their sign, base and scale.
fn likelihoods<D>(all: &mut Collector<D>, truth: Option<f64>) {
    use Quantity as Q;
    let quantity = all.quantity;
    if !matches!(
        quantity,
        Q::LogLikelihood
            | Q::Objective
            | Q::Change
            | Q::Bound
            | Q::Gap
            | Q::ExpectedLogJoint
            | Q::Entropy
    ) {
        return;
    }
    let name = match quantity {
        Q::LogLikelihood => "ℓ",
        Q::Change => "Δℓ",
        Q::Bound => "F",
        Q::ExpectedLogJoint => "Q",
        Q::Entropy => "H",
        Q::Objective => all.run.method().objective().symbol(),
        _ => "the gap",
    };
    let sign = match quantity {
        Q::Gap => "you subtract ℓ from F: the gap is ℓ − F",
        Q::Change => "you subtract the new ℓ from the old one: Δℓ is the new one minus the old one",
        Q::Entropy => "you forget the minus sign of H = −Σ γ ln γ",
        Q::LogLikelihood | Q::Objective | Q::Bound | Q::ExpectedLogJoint => {
            "you drop the minus sign, or give the negative log-likelihood"
        }
        _ => "you have the wrong sign",
    };
    all.add("sign", truth.map(|truth| -truth), sign);
    let [ll, bound, q, h] =
        [Q::LogLikelihood, Q::Bound, Q::ExpectedLogJoint, Q::Entropy].map(|q| all.truth(q));
    let difference = |a: Option<f64>, b: Option<f64>| Some(a? - b?);
    of_objective(all);
    match quantity {
        Q::LogLikelihood => {
            all.add(
                "bound-for-ll",
                bound,
                "you give the lower bound F: ℓ(θ) needs the γ of this θ",
            );
            all.add("q-for-ll", q, "you give Q: ℓ is Q + H for the γ of this θ");
        }
        Q::Bound => {
            all.add("q-for-bound", q, "you give Q: the bound is F = Q + H");
            all.add("ll-for-bound", ll, "you give ℓ: the bound F uses the γ of the last E-step");
            let subtracted = difference(q, h);
            all.add("entropy-subtracted", subtracted, "you subtract the entropy: F = Q + H");
        }
        Q::Gap => {
            let of_q = difference(ll, q);
            all.add("q-for-bound", of_q, "you take Q for F: the gap is ℓ − F, and F = Q + H");
        }
        Q::ExpectedLogJoint => {
            all.add("bound-for-q", bound, "you give F = Q + H: Q is without the entropy H");
            all.add("ll-for-q", ll, "you give ℓ: Q weights the logarithms with γ");
        }
        Q::Change => {
            let before = difference(ll, truth);
            let rise = difference(bound, before);
            all.add("bound-for-ll", rise, "you take F for the new ℓ");
        }
        _ => {}
    }
    for (base, text) in [(10f64, "10"), (2.0, "2")] {
        let other = truth.map(|truth| truth / base.ln());
        let text = format!("you take logarithms to base {text}: {name} has the natural one");
        all.add("wrong-log-base", other, text);
    }
    let mean = truth.map(|truth| truth / all.sample.total_weight());
    all.add(
        "mean-not-sum",
        mean,
        format!("you give the mean over the observations: {name} is a sum"),
    );
    if quantity == Q::LogLikelihood {
        let likelihood = truth.map(f64::exp);
        let text = "you give the likelihood itself: ℓ is its logarithm";
        all.add("likelihood-not-log", likelihood, text);
    }
}

/// ℓ and what a run maximises in its place for one another.
fn of_objective<D>(all: &mut Collector<D>) {
    use Quantity as Q;
    let objective = all.run.method().objective();
    if objective.is_log_likelihood() {
        return;
    }
    let name = objective.name();
    match all.quantity {
        Q::LogLikelihood => {
            let other = all.truth(Q::Objective);
            all.add("objective-for-ll", other, format!("you give the {name}: ℓ is another number"));
        }
        Q::Objective => {
            let other = all.truth(Q::LogLikelihood);
            let text = format!("you give ℓ: this run makes the {name} as large as it can");
            all.add("ll-for-objective", other, text);
        }
        Q::Change => {
            let t = all.run.cursor().iteration();
            let at = |t: usize| all.run.iterate(t).map(Iterate::log_likelihood);
            let change = t.checked_sub(1).and_then(|before| Some(at(t)? - at(before)?));
            let text = format!("you give the change of ℓ: asked for is that of the {name}");
            all.add("ll-for-objective", change, text);
        }
        _ => {}
    }
}

/// The same number of another component or observation.
pub(super) fn collect_neighbours<D>(all: &mut Collector<D>) {
    use Quantity as Q;
    // Who counts from 1 means x_2 by "the third".
    let from_one = match all.quantity {
        Q::Gamma { observation, component } => {
            observation.checked_sub(1).map(|observation| Q::Gamma { observation, component })
        }
        Q::Density { observation, component } => {
            observation.checked_sub(1).map(|observation| Q::Density { observation, component })
        }
        Q::Marginal(observation) => observation.checked_sub(1).map(Q::Marginal),
        _ => None,
    };
    let value = from_one.and_then(|quantity| all.truth(quantity));
    all.add(
        "observations-from-1",
        value,
        "you count observations from 1: here the first one is x_0",
    );
    for j in 0..all.run.components() {
        let other = match all.quantity {
            Q::Gamma { observation, .. } => Q::Gamma { observation, component: j },
            Q::Density { observation, .. } => Q::Density { observation, component: j },
            Q::Count(_) => Q::Count(j),
            Q::Weight(_) => Q::Weight(j),
            Q::Mean(_) => Q::Mean(j),
            Q::Variance(_) => Q::Variance(j),
            Q::Sd(_) => Q::Sd(j),
            _ => return,
        };
        if other != all.quantity {
            let value = all.truth(other);
            let text = format!("you swap the components: this is component {}'s", j + 1);
            all.add("components-swapped", value, text);
        }
    }
}
