//! What may differ from ordinary EM, as options say it.

use clap::{Args, ValueEnum};

use crate::data;
use crate::mixture::{
    Acceleration, Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, MAX_COMPONENTS,
    Method, MethodError,
};

/// Constraints on θ, priors, and other kinds of E-step.
#[derive(Clone, Copy, Debug, Args)]
#[command(next_help_heading = "Constraints, off by default")]
pub(super) struct ConstraintArguments {
    /// Give all components one variance
    ///
    /// σ² = Σ_k Σ_i γ_ik (x_i − μ_k)² / n
    #[arg(long)]
    equal_variances: bool,
    /// Keep weights as in θ₀
    ///
    /// All of them, or those of the components in LIST, as in --fix-weights=1,3
    #[arg(long, value_name = "LIST", value_parser = component_set)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = ALL)]
    fix_weights: Option<ComponentSet>,
    /// Keep means as in θ₀
    ///
    /// All of them, or those of the components in LIST
    #[arg(long, value_name = "LIST", value_parser = component_set)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = ALL)]
    fix_means: Option<ComponentSet>,
    /// Keep variances as in θ₀
    ///
    /// All of them, or those of the components in LIST
    #[arg(long, value_name = "LIST", value_parser = component_set)]
    #[arg(num_args = 0..=1, require_equals = true, default_missing_value = ALL)]
    fix_variances: Option<ComponentSet>,
    /// Let no variance fall below V
    ///
    /// No component can collapse then
    #[arg(long, value_name = "V", value_parser = number, allow_hyphen_values = true)]
    variance_floor: Option<f64>,
    /// Put an inverse gamma prior on σ²
    ///
    /// A MAP estimate makes ℓ + ln p(θ) as large as it can
    #[arg(long, value_name = "SHAPE,SCALE", value_parser = pair, allow_hyphen_values = true)]
    map_variance: Option<Pair>,
    /// Put a Dirichlet prior on π
    ///
    /// ALPHA 1 is flat, more keeps weights away from 0
    #[arg(long, value_name = "ALPHA", value_parser = number, allow_hyphen_values = true)]
    map_weights: Option<f64>,
    /// Give each observation to one component
    ///
    /// The one with the largest γ: classification EM
    #[arg(long, conflicts_with = "temperature")]
    hard: bool,
    /// Anneal: γ ∝ (π_k N)^(1/T)
    ///
    /// T is multiplied by RATE in each iteration, down to 1
    #[arg(long, value_name = "T,RATE", value_parser = pair, allow_hyphen_values = true)]
    temperature: Option<Pair>,
    /// Take longer steps: squarem
    ///
    /// They are extrapolated from two iterations of EM each (Varadhan & Roland 2008)
    #[arg(long, value_name = "HOW", hide_possible_values = true)]
    accelerate: Option<AccelerationName>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AccelerationName {
    Squarem,
}

impl ConstraintArguments {
    /// Returns whether an option fixes something of all components, as it does without a list.
    pub(super) fn fixes_all(self) -> bool {
        let sets = [self.fix_weights, self.fix_means, self.fix_variances];
        sets.into_iter().flatten().any(ComponentSet::is_all)
    }

    /// Returns the method that the options ask for.
    ///
    /// # Errors
    /// Returns an error if a number is out of its range, or if two options do not go together.
    pub(super) fn method(self) -> Result<Method, MethodError> {
        let cooling = self.temperature.map(|Pair(temperature, rate)| Cooling { temperature, rate });
        let method = Method {
            equal_variances: self.equal_variances,
            fixed_weights: self.fix_weights.unwrap_or_default(),
            fixed_means: self.fix_means.unwrap_or_default(),
            fixed_variances: self.fix_variances.unwrap_or_default(),
            variance_floor: self.variance_floor,
            variance_prior: self
                .map_variance
                .map(|Pair(shape, scale)| InverseGamma { shape, scale }),
            weight_prior: self.map_weights.map(|alpha| Dirichlet { alpha }),
            assignment: match cooling {
                Some(cooling) => Assignment::Annealed(cooling),
                None if self.hard => Assignment::Hard,
                None => Assignment::Soft,
            },
            acceleration: match self.accelerate {
                None => Acceleration::None,
                Some(AccelerationName::Squarem) => Acceleration::Squarem,
            },
        };
        method.check()?;
        Ok(method)
    }
}

/// What an option without a list means.
const ALL: &str = "all";

/// Two numbers of one option.
#[derive(Clone, Copy, Debug)]
struct Pair(f64, f64);

fn number(text: &str) -> Result<f64, String> {
    data::read_number(text).map_err(|problem| problem.to_string())
}

fn pair(text: &str) -> Result<Pair, String> {
    match text.split(',').collect::<Vec<_>>()[..] {
        [first, second] => Ok(Pair(number(first)?, number(second)?)),
        _ => Err("it takes two numbers, separated by a comma, as in 2,0.5".to_owned()),
    }
}

fn component_set(text: &str) -> Result<ComponentSet, String> {
    if text == ALL {
        return Ok(ComponentSet::ALL);
    }
    let component = |piece: &str| piece.trim().parse::<usize>().ok()?.checked_sub(1);
    let all: Option<Vec<usize>> = text.split(',').map(component).collect();
    all.and_then(ComponentSet::of).ok_or_else(|| {
        format!("it takes numbers of components from 1 to {MAX_COMPONENTS}, as in 1,3")
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Invocation, one_line};
    use super::*;

    fn method(options: &str) -> Result<Method, String> {
        let words = ["emstep", "fit"].into_iter().chain(options.split_whitespace());
        match Invocation::parse(words).map_err(|error| one_line(&error))? {
            Invocation::Fit(task) => Ok(task.plan.settings.method),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_make_a_method() {
        assert_eq!(method(""), Ok(Method::default()));
        let all = method(
            "--equal-variances --fix-weights --fix-means=1,3 --variance-floor 1/4 --map-variance \
             2,0.5 --map-weights 3 --hard a.csv",
        );
        assert_eq!(
            all.unwrap().to_string(),
            "hard EM, equal variances, π fixed, μ_1 μ_3 fixed, σ² ≥ 0.25, \
             MAP: σ² ~ IG(2, 0.5), MAP: π ~ Dirichlet(3)"
        );
        assert_eq!(method("--temperature 10,0.9").unwrap().to_string(), "annealed, T 10 × 0.9");
        // What follows an option without = is not its list.
        assert_eq!(method("--fix-means a.csv").unwrap().to_string(), "μ fixed");
    }

    #[test]
    fn what_cannot_be_is_one_line() {
        for (options, says) in [
            (
                "--fix-means=0",
                "invalid value '0' for '--fix-means[=<LIST>]': it takes numbers of components \
                 from 1 to 64, as in 1,3",
            ),
            (
                "--map-variance 2",
                "invalid value '2' for '--map-variance <SHAPE,SCALE>': it takes two numbers, \
                 separated by a comma, as in 2,0.5",
            ),
            ("--variance-floor -1", "the variance floor must be above 0 and finite, not -1"),
            (
                "--hard --temperature 2,0.5",
                "the argument '--hard' cannot be used with '--temperature <T,RATE>'",
            ),
            (
                "--accelerate squarem --hard",
                "SQUAREM relies on ℓ (or ℓ + ln p) never falling, which hard and annealed EM do \
                 not promise: leave --accelerate out, or --hard and --temperature",
            ),
            ("--temperature 2,1", "RATE of the temperature must be above 0 and below 1, not 1"),
        ] {
            assert_eq!(method(options).unwrap_err(), says);
        }
    }
}
