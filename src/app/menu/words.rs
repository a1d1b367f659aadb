//! What the panels show, and the words and symbols of the screen.

use crate::app::form::field::EDITING;
use crate::app::menu::items::Item;
use crate::app::panel::Panel;

const fn word(label: &'static str, short: &'static str, text: &'static str) -> Item {
    Item::explained(label, short, text)
}

/// What each panel shows.
pub(super) const PANELS_SHOW: &[(Panel, Item)] = &[
    (
        Panel::Density,
        word(
            "panel 1",
            "density chart",
            "The mixture p(x; θ) = Σ π_k N(x; μ_k, σ_k²) is the solid line. Each weighted component π_k N has its own colour, dashes \
             and digit, and the θ before the last M-step is the faint dotted line. The observations are below the axis, coloured by \
             their responsibilities γ and marked with the component that gets more of them (• if two digits have no room); many \
             observations become a histogram. The axes stay while you step: ⟦z⟧ ⟦Z⟧ zoom, ⟦,⟧ ⟦.⟧ pan, ⟦0⟧ fits them again, including the \
             highest peak; ▲ marks a curve that is cut off. ⟦b⟧, ⟦s⟧ and ⟦f⟧ draw a plot instead: ℓ and its bound F along one number of θ \
             (they touch at the θ that made γ, and for a mean or a weight the M-step goes to the maximum of F), ℓ over two numbers, \
             both after every step. ⟦v⟧ shows the posterior instead, or the E-step: a bar at each x_i as high as p(x_i; θ), split into \
             its parts π_k N, and below it the same bar divided by p(x_i; θ), whose parts are γ_ik (▴ marks the observation that is \
             written out).",
        ),
    ),
    (
        Panel::Theta,
        word(
            "panel 2",
            "θ and its changes",
            "π_k is a weight, μ_k a mean, σ_k² a variance and σ_k = √σ_k² a standard deviation. Δ and the ratio compare with the θ \
             before the last M-step: ×1.74 means that the variance is 1.74 times what it was. If all observations share their leading \
             digits, c is what is taken off x and μ in the tables. The arrows choose a number here, and ⟦w⟧ says where it comes from.",
        ),
    ),
    (
        Panel::Likelihood,
        word(
            "panel 3",
            "ℓ, F and the gap",
            "ℓ(θ) = Σ ln p(x_i; θ), in nats; EM never lets it fall. F is the lower bound that the current γ gives: after an E-step \
             F = ℓ, after an M-step F ≤ ℓ, and the gap between them is the Kullback–Leibler divergence of γ from the new posterior. \
             The bars are ℓ(θ_t) from the lowest to the highest; once ℓ has flattened out they are log₁₀ Δℓ (⟦D⟧ switches), with a 0 \
             where Δℓ is 0 or small enough to be rounding, and ▾ where ℓ fell by more; ▴ marks the iteration at the cursor. The arrows choose a number here, and ⟦w⟧ says where it comes from.",
        ),
    ),
    (
        Panel::Responsibilities,
        word(
            "panel 4",
            "table of γ",
            "γ_ik is the share of observation x_i that component k takes: π_k N(x_i; μ_k, σ_k²) / p(x_i). Each row sums to 1; \"more\" is \
             the component with the larger share, and N_k = Σ_i γ_ik is the number of observations that component k holds. The title \
             says which θ the γ came from. ⟦o⟧ sorts the rows by x or by their uncertainty −Σ_k γ_ik ln γ_ik, the largest first; i stays \
             the index in the data. The arrows choose a number here, and ⟦w⟧ says where it comes from.",
        ),
    ),
];

/// What the title means if it says "condensed".
pub(super) const CONDENSED: Item = word(
    "condensed",
    "nodes for many data",
    "With 65,536 observations or more, a step does not go over all of them: the line is cut into bins that are narrow where θ needs it, \
     and in each bin up to four weighted points, the nodes, have the same count, mean, … up to the seventh power as its observations. \
     ℓ, N_k, μ and σ² are the same to twelve digits; ⟦C⟧ compares them with one exact pass. Rows of the table, the histogram and the \
     points are the observations themselves. If no bins are narrow enough, a step goes over all observations, and the title says exact. \
     --exact turns condensing off. A condensed table, as emstep condense, emstep sql or a colleague makes it, has the sums alone: no \
     single observation is known, and where its bins are too wide for θ the title says so and ⟦C⟧ says for which x.",
);

/// The glossary.
pub const WORDS: &[Item] = &[
    word(
        "θ",
        "all parameters",
        "All parameters at once: π_k, μ_k and σ_k² of each component. θ_t is θ after t iterations, θ₀ where the run starts.",
    ),
    word(
        "π_k",
        "weight",
        "The weight of component k: its share of the mixture. All weights are positive and sum to 1. The M-step makes it N_k / n.",
    ),
    word("μ_k", "mean", "The mean of component k. The M-step makes it Σ_i γ_ik x_i / N_k."),
    word(
        "σ_k²",
        "variance",
        "The variance of component k, the square of its standard deviation σ_k. The M-step makes it Σ_i γ_ik (x_i − μ_k)² / N_k, with the \
         new μ_k, and divides by N_k, not N_k − 1.",
    ),
    word(
        "γ_ik",
        "responsibility",
        "The share of observation i that component k takes, from 0 to 1: π_k N(x_i; μ_k, σ_k²) / p(x_i). The E-step computes it from θ. \
         Observations count from 0, components from 1.",
    ),
    word(
        "N_k",
        "effective count",
        "N_k = Σ_i γ_ik: how many observations component k takes. It need not be a whole number; all N_k sum to n.",
    ),
    word(
        "ℓ",
        "log-likelihood",
        "ℓ(θ) = Σ_i ln p(x_i; θ), the natural logarithm of the density of all data under θ. It can be positive. EM never lets it fall.",
    ),
    word(
        "Δℓ",
        "change of ℓ",
        "How much the last M-step raised ℓ. When Δℓ per observation is below the tolerance, EM has converged.",
    ),
    word(
        "F",
        "lower bound of ℓ",
        "F(γ, θ) = Σ_i Σ_k γ_ik ln(π_k N(x_i; μ_k, σ_k²) / γ_ik) is never above ℓ(θ). The E-step raises F to ℓ; the M-step raises F by \
         choosing θ, and ℓ rises with it at least as much.",
    ),
    word(
        "gap",
        "ℓ − F",
        "ℓ − F, the Kullback–Leibler divergence of γ from the posterior at θ. It is 0 after an E-step, since γ is the posterior then.",
    ),
    word(
        "p(x; θ)",
        "density of the mixture",
        "p(x; θ) = Σ_k π_k N(x; μ_k, σ_k²). It is a density, not a probability: it can be above 1.",
    ),
    word(
        "N(x; μ, σ²)",
        "normal density",
        "The density of a Gaussian with mean μ and variance σ²: exp(−(x − μ)² / (2σ²)) / √(2πσ²).",
    ),
    word(
        "E-step",
        "θ makes γ",
        "The E-step computes the responsibilities γ_t from θ_t, and F becomes ℓ. θ stays as it is.",
    ),
    word(
        "M-step",
        "γ makes the next θ",
        "The M-step computes θ_{t+1}, which maximises F for the γ at hand. γ stays as it is.",
    ),
    word(
        "half-step",
        "one E or one M",
        "One E-step or one M-step. ⟦e⟧, ⟦m⟧ and ⟦n⟧ take one, ⟦p⟧ and ⟦l⟧ go back and forward by one.",
    ),
    word("iteration", "E and M", "An E-step and the M-step after it. t counts them."),
    word(
        "run",
        "a θ₀ and its steps",
        "A θ₀ and every step taken from it. ⟦t⟧ and ⟦d⟧ start another run; ⟦<⟧ and ⟦>⟧ go from run to run, and each is where you left it.",
    ),
    word(
        "converged",
        "ℓ hardly changes",
        "The last M-step changed ℓ per observation by less than the tolerance (1e-9, or --tolerance).",
    ),
    word(
        "collapse",
        "σ² → 0",
        "A component that sits on one value: its variance goes to 0 and ℓ to infinity, so that ℓ has no maximum. The M-step is refused there.",
    ),
    word(
        "condensed, nodes",
        "for many data",
        "From 65,536 observations on, a step sums a few hundred weighted points, the nodes, in their place; ℓ and θ are the same to twelve digits, and ⟦C⟧ compares.",
    ),
    word("field", "keys while typing", EDITING),
];
