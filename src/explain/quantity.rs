//! The numbers of a run by name: what a learner asks about, and what an answer is an answer to.

use std::fmt;
use std::str::FromStr;

use crate::mixture::{
    Component, ComponentStatistics, Iterate, Objective, Sample, Truncated, expected_log_joint,
    log_probability,
};
use crate::text::{double_index, subscript};
use crate::timeline::Run;

/// A number on the screen. Observations and components count from 0 here; in the text form
/// observations count from 0, as the table does, and components from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Quantity {
    /// γ_ik, of the γ that is in force: `gamma[i,k]`.
    Gamma {
        /// which observation
        observation: usize,
        /// which component
        component: usize,
    },
    /// N_k, of the γ that is in force: `N[k]`.
    Count(usize),
    /// π_k of θ at the cursor: `pi[k]`.
    Weight(usize),
    /// μ_k: `mu[k]`.
    Mean(usize),
    /// σ_k²: `sigma2[k]`.
    Variance(usize),
    /// σ_k: `sigma[k]`.
    Sd(usize),
    /// ℓ(θ): `ll`.
    LogLikelihood,
    /// What the run makes as large as it can, ℓ in ordinary EM: `objective`.
    Objective,
    /// The change of ℓ, or of what the run maximises in its place, in the M-step that made θ_t:
    /// `delta_ll`.
    Change,
    /// F(γ, θ) after the last half-step: `bound`.
    Bound,
    /// ℓ(θ) − F, or what the run maximises in the place of ℓ, less F: `gap`.
    Gap,
    /// Q(θ), the part of F that depends on θ: `Q`.
    ExpectedLogJoint,
    /// H(γ), the part of F that does not: `H`.
    Entropy,
    /// N(x_i; μ_k, σ_k²), without the weight: `density[i,k]`. Of grouped data, the probability of
    /// bin i under component k.
    Density {
        /// at which observation
        observation: usize,
        /// of which component
        component: usize,
    },
    /// p(x_i), the density of the mixture: `p[i]`. Of grouped data, the probability of bin i.
    Marginal(usize),
}

impl Quantity {
    /// Returns it in symbols, as in μ₂.
    pub fn symbol(self) -> String {
        let of = |letter: &str, k: usize| format!("{letter}{}", subscript(k + 1));
        match self {
            Self::Gamma { observation, component } => {
                format!("γ{}", double_index(observation, component))
            }
            Self::Count(k) => of("N", k),
            Self::Weight(k) => of("π", k),
            Self::Mean(k) => of("μ", k),
            Self::Variance(k) => format!("{}²", of("σ", k)),
            Self::Sd(k) => of("σ", k),
            Self::LogLikelihood => "ℓ".into(),
            Self::Objective => "objective".into(),
            Self::Change => "Δℓ".into(),
            Self::Bound => "F".into(),
            Self::Gap => "ℓ − F".into(),
            Self::ExpectedLogJoint => "Q".into(),
            Self::Entropy => "H".into(),
            Self::Density { observation, component } => {
                let (i, k) = (subscript(observation), subscript(component + 1));
                format!("N(x{i}; μ{k}, σ{k}²)")
            }
            Self::Marginal(i) => format!("p(x{})", subscript(i)),
        }
    }

    /// Returns it in symbols where a run maximises `objective`, as in ΔF_T.
    pub fn symbol_under(self, objective: Objective) -> String {
        match self {
            Self::Objective => objective.symbol().to_owned(),
            Self::Change => objective.change().to_owned(),
            Self::Gap => format!("{} − F", objective.symbol()),
            other => other.symbol(),
        }
    }

    /// Returns whether it is a number of θ.
    pub fn is_parameter(self) -> bool {
        matches!(self, Self::Weight(_) | Self::Mean(_) | Self::Variance(_) | Self::Sd(_))
    }

    /// Returns its value where the run's cursor is; none before there is one (γ before the first
    /// E-step, say), and none for an observation or a component that does not exist.
    pub fn value<D>(self, run: &Run<D>, sample: &Sample) -> Option<f64> {
        let place = run.cursor();
        let current = run.current();
        let component = |k: usize| current?.theta().components().get(k);
        match self {
            Self::Gamma { observation, component } => {
                run.gamma()?.rows.row(sample, observation)?.get(component).copied()
            }
            Self::Count(k) => {
                let gamma = run.gamma()?;
                gamma.expectation.statistics().get(k).map(ComponentStatistics::weight)
            }
            Self::Weight(k) => component(k).map(Component::weight),
            Self::Mean(k) => component(k).map(Component::mean),
            Self::Variance(k) => component(k).map(Component::variance),
            Self::Sd(k) => component(k).map(crate::mixture::Component::sd),
            Self::LogLikelihood => current.map(Iterate::log_likelihood),
            Self::Objective => current.map(Iterate::objective),
            Self::Change => run.change_at(place.iteration()),
            Self::Bound => run.bound_at(place),
            Self::Gap => Some(current?.objective() - run.bound_at(place)?),
            Self::ExpectedLogJoint => {
                Some(expected_log_joint(run.gamma()?.expectation, current?.theta()))
            }
            Self::Entropy => Some(run.gamma()?.expectation.entropy()),
            Self::Density { observation, component: k } => {
                let x = known(sample, observation)?;
                let log = |c: &Component| match sample.bins() {
                    None => c.log_density(x),
                    Some(bins) => Truncated::new(&bins[observation], c).log_probability(),
                };
                component(k).map(|c| log(c).exp())
            }
            Self::Marginal(i) => {
                let (x, theta) = (known(sample, i)?, current?.theta());
                if let Some(bins) = sample.bins() {
                    return Some(log_probability(&bins[i], theta).exp());
                }
                let joints = theta.components().iter().map(|c| c.log_joint(x).exp());
                Some(joints.sum())
            }
        }
    }
}

/// Returns the value of an observation; none of a condensed table, which has none.
fn known(sample: &Sample, observation: usize) -> Option<f64> {
    sample.values()[..sample.known_one_by_one()].get(observation).copied()
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gamma { observation, component } => {
                write!(f, "gamma[{observation},{}]", component + 1)
            }
            Self::Count(k) => write!(f, "N[{}]", k + 1),
            Self::Weight(k) => write!(f, "pi[{}]", k + 1),
            Self::Mean(k) => write!(f, "mu[{}]", k + 1),
            Self::Variance(k) => write!(f, "sigma2[{}]", k + 1),
            Self::Sd(k) => write!(f, "sigma[{}]", k + 1),
            Self::LogLikelihood => f.write_str("ll"),
            Self::Objective => f.write_str("objective"),
            Self::Change => f.write_str("delta_ll"),
            Self::Bound => f.write_str("bound"),
            Self::Gap => f.write_str("gap"),
            Self::ExpectedLogJoint => f.write_str("Q"),
            Self::Entropy => f.write_str("H"),
            Self::Density { observation, component } => {
                write!(f, "density[{observation},{}]", component + 1)
            }
            Self::Marginal(i) => write!(f, "p[{i}]"),
        }
    }
}

/// Why a text names no quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Its indices are not in brackets.
    #[error("unknown quantity '{text}'; did you mean {meant}?")]
    Index {
        /// what was typed
        text: String,
        /// what it is likely to mean
        meant: Quantity,
    },
    /// No quantity is called so.
    #[error(
        "unknown quantity '{0}'; choose from gamma[i,k] (i from 0, k from 1), N[k], pi[k], \
         mu[k], sigma2[k], sigma[k], ll, objective, delta_ll, bound, gap, Q, H, density[i,k], p[i]"
    )]
    Unknown(String),
}

impl QuantityError {
    fn of(text: &str) -> Self {
        let short = text.chars().take(40).collect();
        match meant(text) {
            Some(meant) => Self::Index { text: short, meant },
            None => Self::Unknown(short),
        }
    }
}

impl From<Quantity> for String {
    fn from(quantity: Quantity) -> Self {
        quantity.to_string()
    }
}

impl TryFrom<String> for Quantity {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, QuantityError> {
        text.parse()
    }
}

impl FromStr for Quantity {
    type Err = QuantityError;

    fn from_str(text: &str) -> Result<Self, QuantityError> {
        read(text).ok_or_else(|| QuantityError::of(text))
    }
}

/// Returns the quantity that a text names.
fn read(text: &str) -> Option<Quantity> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (name, rest) = match text.split_once('[') {
        Some((name, rest)) => (name, Some(rest)),
        None => (text.as_str(), None),
    };
    let name = in_latin(name);
    let Some(rest) = rest else {
        return match name.as_str() {
            "ll" => Some(Quantity::LogLikelihood),
            "objective" => Some(Quantity::Objective),
            "delta_ll" => Some(Quantity::Change),
            "bound" | "f" => Some(Quantity::Bound),
            "gap" => Some(Quantity::Gap),
            "q" => Some(Quantity::ExpectedLogJoint),
            "h" => Some(Quantity::Entropy),
            _ => None,
        };
    };
    let indices = rest.strip_suffix(']')?;
    let from_zero = |text: &str| text.parse::<usize>().ok();
    let from_one = |text: &str| from_zero(text)?.checked_sub(1);
    if matches!(name.as_str(), "gamma" | "density") {
        let (i, k) = indices.split_once(',')?;
        let (observation, component) = (from_zero(i)?, from_one(k)?);
        return Some(match name.as_str() {
            "gamma" => Quantity::Gamma { observation, component },
            _ => Quantity::Density { observation, component },
        });
    }
    if name == "p" {
        return from_zero(indices).map(Quantity::Marginal);
    }
    let quantity = match name.as_str() {
        "n" => Quantity::Count,
        "pi" => Quantity::Weight,
        "mu" => Quantity::Mean,
        "sigma2" => Quantity::Variance,
        "sigma" => Quantity::Sd,
        _ => return None,
    };
    from_one(indices).map(quantity)
}

/// Returns a name as it is written in Latin, lower-case letters, whether it was in capitals or in
/// Greek as on the screen.
fn in_latin(name: &str) -> String {
    let latin = [("γ", "gamma"), ("π", "pi"), ("μ", "mu"), ("µ", "mu"), ("σ", "sigma")];
    let latin = latin.into_iter().chain([("ℓ", "ll"), ("²", "2"), ("^2", "2"), ("δ", "delta_")]);
    latin.fold(name.to_lowercase(), |name, (from, to)| name.replace(from, to))
}

/// The names with an index, each after those that it begins.
const INDEXED: [&str; 8] = ["gamma", "density", "sigma2", "sigma", "mu", "pi", "n", "p"];

/// Returns the quantity that a text is likely to mean whose indices are not in brackets: `mu1`,
/// `gamma_0,1`, `σ₁²`, `N 2`.
fn meant(text: &str) -> Option<Quantity> {
    let digit = |c: char| "₀₁₂₃₄₅₆₇₈₉".chars().position(|low| low == c);
    let in_line = |c: char| digit(c).and_then(|digit| char::from_digit(digit as u32, 10));
    let text: String = text.chars().map(|c| in_line(c).unwrap_or(c)).collect();
    // A square may be after the index.
    let base = text.strip_suffix('²').or_else(|| text.strip_suffix("^2"));
    let name = in_latin(base.unwrap_or(&text));
    // Only σ_k has a square with a name of its own.
    let names = INDEXED.iter().filter(|name| base.is_none() || **name == "sigma");
    let (name, indices) =
        names.copied().find_map(|start| Some((start, name.strip_prefix(start)?)))?;
    let name = if base.is_some() { "sigma2" } else { name };
    let separates = |c: char| c.is_whitespace() || "_,;()".contains(c);
    let indices: Vec<&str> = indices.split(separates).filter(|part| !part.is_empty()).collect();
    read(&format!("{name}[{}]", indices.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in [
            "gamma[0,1]",
            "gamma[12,3]",
            "N[1]",
            "pi[2]",
            "mu[1]",
            "sigma2[64]",
            "sigma[1]",
            "ll",
            "objective",
            "delta_ll",
            "bound",
            "gap",
            "Q",
            "H",
            "density[0,1]",
            "p[4]",
        ] {
            assert_eq!(name.parse::<Quantity>().unwrap().to_string(), name);
        }
        assert_eq!("gamma[ 2, 1 ]".parse(), Ok(Quantity::Gamma { observation: 2, component: 0 }));
        for (name, same) in [
            ("MU[1]", "mu[1]"),
            ("μ[1]", "mu[1]"),
            ("\u{b5}[1]", "mu[1]"),
            ("Σ²[2]", "sigma2[2]"),
            ("σ^2[1]", "sigma2[1]"),
            ("sigma^2[1]", "sigma2[1]"),
            ("σ[1]", "sigma[1]"),
            ("Π[1]", "pi[1]"),
            ("γ[0,1]", "gamma[0,1]"),
            ("n[1]", "N[1]"),
            ("LL", "ll"),
            ("ℓ", "ll"),
            ("Δℓ", "delta_ll"),
            ("F", "bound"),
            ("h", "H"),
            ("P[0]", "p[0]"),
        ] {
            assert_eq!(name.parse::<Quantity>().unwrap().to_string(), same, "{name}");
        }
        for name in [
            "",
            "gamma",
            "gamma[1]",
            "gamma[1,0]",
            "N[0]",
            "N[-1]",
            "mu[1",
            "mu1",
            "pi[x]",
            "gamma[-1,1]",
        ] {
            assert!(name.parse::<Quantity>().is_err(), "{name}");
        }
    }

    #[test]
    fn an_index_without_brackets_is_told_how_it_is_written() {
        for (text, meant) in [
            ("mu1", "mu[1]"),
            ("mu 12", "mu[12]"),
            ("mu_1", "mu[1]"),
            ("μ₁", "mu[1]"),
            ("σ₂²", "sigma2[2]"),
            ("σ²₂", "sigma2[2]"),
            ("sigma_2^2", "sigma2[2]"),
            ("N(2)", "N[2]"),
            ("gamma 0 1", "gamma[0,1]"),
            ("γ_0,1", "gamma[0,1]"),
            ("p(3)", "p[3]"),
        ] {
            let says = text.parse::<Quantity>().unwrap_err().to_string();
            assert!(says.ends_with(&format!("did you mean {meant}?")), "{says}");
        }
        for text in ["mu", "mu0", "gamma1", "sigma2", "foo1", "mu[1", "mu[0]", "gap1", ""] {
            let says = text.parse::<Quantity>().unwrap_err().to_string();
            assert!(says.contains("; choose from gamma[i,k]"), "{says}");
        }
    }
}
