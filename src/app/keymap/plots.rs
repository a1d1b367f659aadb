//! What keys of the stepper mean while something is open in it or goes on: they are shown before
//! the others. Their actions are those of the stepper's table.

use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{Binding, bindings};

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

/// While half-steps follow one another.
pub(crate) const PLAYING: &[Binding<()>] = bindings![
    (), [c(' ')], "Space", Here, "pause", "stop playing";
    (), [k(KeyCode::Esc)], "Esc", Here, "stop", "stop playing";
    (), [c('+')], "+", Here, "faster", "play faster";
    (), [c('-')], "-", Here, "slower", "play slower";
];

/// While something is being computed that the stepper waits for.
pub(crate) const COMPUTING: &[Binding<()>] = bindings![
    (), [k(KeyCode::Esc)], "Esc", Here, "cancel", "cancel what is being computed; finished steps are kept";
];

/// While one panel takes the whole screen.
pub(crate) const ALONE: &[Binding<()>] = bindings![
    (), [k(KeyCode::Esc), c('O')], "Esc O", Here, "all panels", "show all panels again";
    (), [k(KeyCode::Tab)], "Tab", Here, "panel", "show the next panel; ⟦1⟧ ⟦2⟧ ⟦3⟧ ⟦4⟧ show one by its number";
];

/// The plot of ℓ and F along one number of θ.
pub(crate) const BOUND: &[Binding<()>] = bindings![
    (), [k(KeyCode::Left), k(KeyCode::Right)], "← →", Here, "π μ σ²", "along which number: π, μ, σ² or the whole M-step";
    (), [k(KeyCode::Esc), c('b')], "Esc b", Here, "close", "close the plot";
    (), [k(KeyCode::Up), k(KeyCode::Down)], "↑ ↓", Here, "component", "of which component";
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "look closer, or from further away";
];

/// The surface of ℓ over two numbers of θ.
pub(crate) const SURFACE: &[Binding<()>] = bindings![
    (), [k(KeyCode::Left), k(KeyCode::Right)], "← →", Here, "across", "which number of θ goes across";
    (), [k(KeyCode::Esc), c('s')], "Esc s", Here, "close", "close the surface";
    (), [k(KeyCode::Up), k(KeyCode::Down)], "↑ ↓", Here, "up", "which number of θ goes up";
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "look closer around θ, or from further away";
];

/// The staircase of ℓ and F.
pub(crate) const STAIRCASE: &[Binding<()>] = bindings![
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "look closer at the upper end, or from further away";
    (), [k(KeyCode::Esc), c('f'), c('F')], "Esc f F", Here, "close", "close the staircase";
    (), [k(KeyCode::Left), k(KeyCode::Right)], "← →", Here, "half-step", "back and forward by a half-step";
];

/// Quantiles, or distribution functions, of the data and of the mixture.
pub(crate) const GOODNESS: &[Binding<()>] = bindings![
    (), [c('G')], "G", Here, "quantiles, F(x)", "quantiles of both, then the distribution functions, then the density again";
    (), [k(KeyCode::Esc)], "Esc", Here, "close", "close the plot";
];

/// Two runs.
pub(crate) const TWO_RUNS: &[Binding<()>] = bindings![
    (), [c('<'), c('>')], "< >", Here, "run", "from run to run";
    (), [k(KeyCode::Esc), c('V')], "Esc V", Here, "close", "close the two runs";
    (), [c('B')], "B", Here, "choose", "choose the other run in the table of runs";
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "zoom in and out of x";
];

/// The cursor along x in the density chart.
pub(crate) const CURSOR: &[Binding<()>] = bindings![
    (), [k(KeyCode::Left), k(KeyCode::Right)], "← →", Here, "move x", "move the cursor along x";
    (), [k(KeyCode::Esc), c('x')], "Esc x", Here, "close", "take the cursor away";
    (), [k(KeyCode::Up), k(KeyCode::Down)], "↑ ↓", Here, "observation", "to the next observation on either side";
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "zoom in and out";
];

/// The density chart while it shows the posterior too, or another chart than the density.
pub(crate) const OTHER_CHART: &[Binding<()>] = bindings![
    (), [c('v')], "v", Here, "next chart", "the next chart: density, posterior, both, or the shares of the E-step";
    (), [k(KeyCode::Esc)], "Esc", Here, "density", "show the density again";
    (), [c('x')], "x", Here, "read off", "a cursor along x reads off p(x|k), p(x), γ_k(x)";
];

/// Panel 1 while its x axis is zoomed in or panned.
pub(crate) const ZOOMED: &[Binding<()>] = bindings![
    (), [c('0')], "0", Here, "fit axes", "fit the chart's axes to the data and θ again";
    (), [c('z'), c('Z')], "z Z", Here, "zoom", "zoom in and out";
    (), [c(',')], ",", Here, "pan", "pan the chart to the left";
    (), [c('.')], ".", Here, "pan", "pan the chart to the right";
];

/// While a number is covered.
pub(crate) const COVERED: &[Binding<()>] = bindings![
    (), [c('H')], "H", Here, "show the number", "show the number that is covered";
];

/// While the data are a group of a condensed table, or all of them.
pub(crate) const GROUPS: &[Binding<()>] = bindings![
    (), [c('(')], "(", Here, "group", "the group before; before the first, all together";
    (), [c(')')], ")", Here, "group", "the next group; after the last, all together";
    (), [c('E')], "E", Here, "each group", "the fit of each group";
];

/// The tables of what is open.
#[cfg(test)]
pub(super) const STEPPER_MODES: [&[Binding<()>]; 10] =
    [PLAYING, COMPUTING, ALONE, BOUND, SURFACE, STAIRCASE, TWO_RUNS, GOODNESS, CURSOR, OTHER_CHART];

/// Those of what is not open, so that Esc does not close it.
#[cfg(test)]
pub(super) const STEPPER_STATES: [&[Binding<()>]; 3] = [ZOOMED, COVERED, GROUPS];
