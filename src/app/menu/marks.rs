//! Every mark on the screen that is neither a letter nor a number, and what it means.

use crate::app::menu::items::Item;

const fn mark(label: &'static str, short: &'static str, text: &'static str) -> Item {
    Item::explained(label, short, text)
}

/// How curves are told apart.
const CURVES: Item = mark(
    "── ╌╌ ··",
    "curves",
    "Solid: the mixture, or ℓ. Dashed: a component, or the bound F. Dotted: the curve before the last M-step.",
);
/// The same where each is drawn with a character.
const CURVE_LETTERS: Item = mark(
    "* + o .",
    "curves",
    "*: the mixture, or ℓ. + o x # % = @ &: components 1 to 8, and again from 9 on; + is also the bound F. Dots: the curve before \
     the last M-step.",
);

/// Returns what is said of a mark where each curve is drawn with a character.
pub(crate) fn of_letters(item: Item) -> Item {
    if item == CURVES { CURVE_LETTERS } else { item }
}

/// The marks. `tests/repository/marks.rs` finds those that the view draws and that are not here.
pub const MARKS: &[Item] = &[
    mark(
        "●",
        "observation; a θ",
        "Under the density chart, an observation before the first E-step. In the plot of ℓ and F (⟦b⟧), the θ that made γ: there F \
         touches ℓ. On the surface (⟦s⟧), θ now.",
    ),
    mark(
        "1 2",
        "main component",
        "Under the density chart, an observation: the number of the component with the largest γ, on a colour mixed by γ. Beside a \
         curve, the number of its component.",
    ),
    mark(
        "=",
        "equal; shown",
        "In place of a component: two or more have the same, largest γ of this observation. In the checklist of an exercise: the solution \
         was shown.",
    ),
    mark(
        "•",
        "number has no room",
        "An observation whose component has a number of two digits, for which there is no room.",
    ),
    mark("⋮", "more observations", "More observations at this x than there are rows."),
    mark(
        "▲",
        "cut off; θ now",
        "In the density chart, a curve goes on above the upper border: ⟦0⟧ fits the axes. In the plot of ℓ and F (⟦b⟧), θ now, on the axis.",
    ),
    mark(
        "▴ ▾",
        "here; more; ℓ fell",
        "▴ on the axis of the density chart: the chosen observation; below the chart of ℓ: the iteration at the cursor. ▴ and ▾ on a border: \
         there is more above or below. ▾ in the chart of log₁₀ Δℓ: ℓ fell by more than rounding.",
    ),
    mark("◆", "F is highest", "In the plot of ℓ and F (⟦b⟧), where F is highest along this line."),
    mark(
        "M",
        "the M-step's value",
        "On the axis of the plot of ℓ and F (⟦b⟧), the value that the M-step takes. For a mean or a weight it is where F is highest; \
         for a variance it is not, because the M-step moves the mean as well.",
    ),
    mark(
        "□ ○",
        "path of θ",
        "On the surface (⟦s⟧), θ₀ (□) and the θ of every later iteration (○).",
    ),
    mark(
        "╳",
        "no θ",
        "On the surface (⟦s⟧), numbers that are not a θ: for example weights whose sum is more than 1.",
    ),
    mark(
        "░▒▓",
        "height of ℓ; covered",
        "On the surface (⟦s⟧) in few colours, ℓ from low to high: blank · : ░ ▒ ▓ █. The numbers are beside the surface. ░░░ in place of a \
         number: it is covered until a question is answered.",
    ),
    mark("μ₁", "a mean", "On the axis of the density chart, the mean of component 1."),
    mark(
        "◂ ▸",
        "out of sight; here",
        "◂1 and 1▸ on the axis of the density chart: the mean of component 1 is out of sight on this side. ▸ before a line or a name: \
         the step that comes next, the half-step at the cursor, the option that is chosen. ◂ in a poll: your own answer. ▸ on a border: \
         there is more.",
    ),
    mark(
        "┆",
        "cursor along x",
        "The cursor in the density chart (⟦x⟧), and the x that is read off below it.",
    ),
    CURVES,
    mark(
        "→E→ →M→",
        "half-steps",
        "The half-steps that led here: E makes γ of θ, M makes the next θ of γ.",
    ),
    mark(
        "← → ↑ ↓",
        "arrow keys",
        "Keys. ↑ before a message in a form: it is about the field above.",
    ),
    mark("×1.74", "ratio", "How many times as large as before the last M-step."),
    mark(
        "≈",
        "shortened; nearly",
        "Before a number: there is no room for all of its digits. In an answer: close, but not right yet.",
    ),
    mark(
        "…",
        "more; computing",
        "A text or a list is longer than its room; after a verb: it is being computed.",
    ),
    mark(
        "∝",
        "in proportion to",
        "What is on its left is what is on its right, divided by its sum.",
    ),
    mark("·", "no number yet", "In the table of γ, there is no number before the first E-step."),
    mark(
        "█▌",
        "bars",
        "In the table, γ_ik as a part of 1, and N_k as a part of n. In the ℓ panel, ℓ after each iteration, or log₁₀ Δℓ. In a poll, how many gave this answer.",
    ),
    mark("✓ ✗", "right, not right", "An answer is right (✓) or not right (✗)."),
    mark(
        "↳",
        "follows",
        "In a checked table, a number that is wrong only because of one before it: the same mistake gives it.",
    ),
];
