//! The keys while stepping.

use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{
    Action, Binding, DialogAction, LookAction, OpenAction, SessionAction, StepAction, bindings,
};
use crate::app::panel::Panel;

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

/// The keys while stepping, the most valuable first. The first ten have short hints that fit into
/// 80 columns.
pub const STEPPING: &[Binding<Action>] = {
    use Action as A;
    use {
        DialogAction as D, LookAction as L, OpenAction as O, SessionAction as N, StepAction as S,
    };
    bindings!["stepper";
        A::Step(S::EStep), [c('e')], "e", Step, "E-step", "E-step: infer the responsibilities γ from θ";
        A::Step(S::MStep), [c('m')], "m", Step, "M-step", "M-step: the next θ from γ";
        A::Step(S::Back), [c('p'), c('h')], "p h", Step, "back", "back by a half-step";
        A::Open(O::Derivation), [c('w')], "w", Check, "why", "where the selected number comes from, over the whole screen";
        A::Open(O::Dialog(D::MyAnswer)), [c('a')], "a", Check, "my answer" / "check", "check a number you got by hand; the mistake behind a wrong one is named";
        A::Look(L::Bound), [c('b')], "b", See, "bound", "touching curves: ℓ and the bound F along one number of θ";
        A::Open(O::Lesson), [c('L')], "L", Class, "lessons", "the list of lessons; beside a lesson, back to it first";
        A::Session(N::Help), [c('?'), k(KeyCode::F(1))], "? F1", Program, "all keys" / "help", "all keys, to be run from a menu, and what every mark and word means";
        A::Session(N::Quit), [c('q')], "q", Program, "quit" / "", "quit; in the help and in a derivation, close it";
        A::Open(O::Dialog(D::EditTheta)), [c('t')], "t", Runs, "edit θ₀" / "θ₀", "edit θ₀: a new run starts, this one is kept";
        A::Step(S::Converge), [c('c')], "c", Step, "converge", "iterate until ℓ per observation changes by less than the tolerance";
        A::Look(L::NextPanel), [k(KeyCode::Tab)], "Tab", See, "panel", "next panel";
        A::Open(O::Dialog(D::EditData)), [c('d')], "d", Data, "data", "other data: type observations, name a data set or, on your own machine, a CSV file";
        A::Step(S::Play), [c(' ')], "Space", Step, "play", "play and pause";
        A::Step(S::Next), [c('n')], "n", Step, "next", "whichever of E and M comes next";
        A::Look(L::Surface), [c('s')], "s", See, "surface", "surface: ℓ over two numbers of θ, with the path of the iterations";
        A::Look(L::Staircase), [c('f'), c('F')], "f F", See, "F and ℓ", "staircase: ℓ and F after every half-step";
        A::Look(L::Goodness), [c('G')], "G", See, "goodness of fit", "how well θ fits: quantiles of the data against those of the mixture; again, both distribution functions";
        A::Look(L::FullScreen), [c('O')], "O", See, "full screen", "the panel in focus, or the plot in its place, over the whole screen; ⟦O⟧ or Esc returns";
        A::Look(L::CycleChart), [c('v')], "v", See, "p(k|x)", "the density chart shows the density, the posterior p(k|x), both, or the E-step: p(x_i) in its shares";
        A::Look(L::LikelihoodChart), [c('D')], "D", See, "ℓ or log Δℓ", "the chart of the likelihood panel shows ℓ, or log₁₀ Δℓ; it changes by itself once ℓ has flattened out";
        A::Look(L::ReadOff), [c('x')], "x", See, "read off", "a cursor along x reads off p(x|k), p(x), γ_k(x); ← → move it, ↑ ↓ to an observation";
        A::Open(O::Dialog(D::GoToIteration)), [c('g')], "g", Step, "go to t", "go to an iteration by its number";
        A::Step(S::Restart), [c('r')], "r", Step, "to θ₀", "back to θ₀; every step is kept";
        A::Look(L::Order), [c('o')], "o", See, "sort", "the table in data order, by x, or by uncertainty (the entropy of γ)";
        A::Poll, [Key::ctrl('p')], "^P", Class, "poll", "put the lesson's question to the class; again, show its answers; again, end it";
        A::HandOver, [Key::ctrl('g')], "^G", Class, "hand over", "hand over to the one who asks to present";
        A::Cancel, [k(KeyCode::Esc)], "Esc", Program, "stop, close", "stop playing or computing; let go of the selected number; close what is open";
        A::Open(O::Chosen), [k(KeyCode::Enter)], "Enter", Check, "why this number", "where the chosen number comes from, if one is chosen";
        A::Look(L::Panel(Panel::Density)), [c('1')], "1", See, "density", "to panel 1, the density chart, or the plot in its place";
        A::Look(L::Panel(Panel::Theta)), [c('2')], "2", See, "θ", "to panel 2, θ: weights, means, variances and how they changed";
        A::Look(L::Panel(Panel::Likelihood)), [c('3')], "3", See, "ℓ", "to panel 3, ℓ, the bound F and the gap";
        A::Look(L::Panel(Panel::Responsibilities)), [c('4')], "4", See, "γ", "to panel 4, the table of responsibilities";
        A::Step(S::TenIterations), [c('N')], "N", Step, "ten iterations", "ten iterations";
        A::Open(O::Dialog(D::GoToRow)), [c('i')], "i", Data, "go to observation", "go to an observation by its index i, in a sorted table also by its position: p0 is the top";
        A::Open(O::Dialog(D::EditObservation)), [c('A')], "A", Data, "edit observations", "change the selected observation, add one or remove it: each edit is a run of its own, from the θ of the cursor";
        A::Step(S::Undo), [c('u')], "u", Data, "undo an edit", "back over an edit of the data: to the run before it, where that was left";
        A::Step(S::Redo), [Key::ctrl('r')], "^R", Data, "redo an edit", "forward over an edit that was undone; of several edits of the same data, the last one";
        A::Open(O::Dialog(D::Runs)), [c('B')], "B", Runs, "table of runs" / "runs", "a table of all runs: their origin, t, ℓ and θ; Enter goes to one";
        A::Look(L::TwoRuns), [c('V')], "V", Runs, "two runs", "this run and another one: densities over each other, ℓ over the iterations";
        A::Look(L::Cover), [c('H')], "H", Class, "cover a number" / "cover", "cover the chosen number (what do you expect?) and all that gives it away; again, show it";
        A::Step(S::PreviousRun), [c('<')], "<", Runs, "previous run", "the previous run, where it was left";
        A::Step(S::NextRun), [c('>')], ">", Runs, "next run", "the next run, where it was left";
        A::Step(S::PreviousGroup), [c('(')], "(", Runs, "group", "the group of the condensed table before this one, where it was left; before the first, all together";
        A::Step(S::NextGroup), [c(')')], ")", Runs, "group", "the next group of the condensed table, from this run's θ₀; after the last, all together";
        A::Open(O::Dialog(D::GroupFits)), [c('E')], "E", Runs, "each group", "the fit of each group of the condensed table, from this run's θ₀: a table, and charts of θ over the groups";
        A::Step(S::NewStart), [c('S')], "S", Runs, "new start", "a new run from the next seed: θ₀ is drawn from the data, in the way that ⟦I⟧ chooses";
        A::Open(O::Dialog(D::Restarts)), [c('R')], "R", Runs, "restarts", "EM from 50 starts: the distinct maxima of ℓ, and how many starts reach each; Enter opens one";
        A::Open(O::Dialog(D::Scan)), [c('K')], "K", Runs, "scan over K", "the best of several starts for K = 1 to 8: ℓ, parameters, AIC, BIC, ICL; Enter opens one";
        A::Open(O::Dialog(D::Constraints)), [c('U')], "U", Runs, "constraints" / "limits", "a new run under constraints or with priors: a variance floor, equal variances, MAP, hard EM and others";
        A::Step(S::StartMethod), [c('I')], "I", Runs, "start method", "how ⟦S⟧ and ⟦R⟧ make θ₀: k-means++, random observations, random responsibilities; ⟦S⟧ also takes quantiles";
        A::Step(S::Forward), [c('l')], "l", Step, "forward", "forward by a half-step that was done before";
        A::Step(S::ToStart), [k(KeyCode::Home)], "Home", Step, "to the start", "to the start of the run";
        A::Step(S::ToEnd), [k(KeyCode::End)], "End", Step, "to the last step", "to the last half-step that was done";
        A::Step(S::Faster), [c('+')], "+", Step, "faster", "play faster";
        A::Step(S::Slower), [c('-')], "-", Step, "slower", "play slower";
        A::Look(L::RowUp), [c('k'), k(KeyCode::Up)], "k ↑", See, "up", "the number above; in the density chart, the observation before";
        A::Look(L::RowDown), [c('j'), k(KeyCode::Down)], "j ↓", See, "down", "the number below; in the density chart, the observation after";
        A::Look(L::Left), [k(KeyCode::Left)], "←", See, "left", "the number to the left; in the density chart, back by a half-step";
        A::Look(L::Right), [k(KeyCode::Right)], "→", See, "right", "the number to the right; in the density chart, forward by a half-step";
        A::Look(L::PageUp), [k(KeyCode::PageUp)], "PgUp", See, "ten up", "ten rows up";
        A::Look(L::PageDown), [k(KeyCode::PageDown)], "PgDn", See, "ten down", "ten rows down";
        A::Look(L::PreviousPanel), [k(KeyCode::BackTab)], "Shift-Tab", See, "previous panel", "the previous panel";
        A::Look(L::ZoomIn), [c('z')], "z", See, "zoom in", "zoom in on the density chart";
        A::Look(L::ZoomOut), [c('Z')], "Z", See, "zoom out", "zoom out";
        A::Look(L::PanLeft), [c(',')], ",", See, "pan left", "pan the chart to the left";
        A::Look(L::PanRight), [c('.')], ".", See, "pan right", "pan the chart to the right";
        A::Look(L::FitAxes), [c('0')], "0", See, "fit axes", "fit the chart's axes to the data and θ";
        A::Compare, [c('C')], "C", Data, "compare nodes", "condensed data: compare the nodes' ℓ, N_k, μ, σ² with one exact pass; of a table: whether its bins are narrow enough";
        A::Session(N::Mouse), [c('M')], "M", Program, "mouse", "mouse on and off: a click selects a number (off, the terminal selects text)";
        A::Session(N::Theme), [c('T')], "T", Program, "theme", "the next theme: dark, light, contrast (for a projector), mono (no colours)";
        A::Open(O::Dialog(D::Copy)), [c('y')], "y", Program, "copy", "copy a command line that opens the stepper here, the chosen number with all digits, where it comes from (text or LaTeX), its row, or θ";
        A::Session(N::Save), [c('W')], "W", Program, "save", "save the session to a file: data, runs, what is looked at, lessons; emstep FILE.emstep goes on with it";
        A::Open(O::Dialog(D::Export)), [c('X')], "X", Program, "export", "write a result to a file: the trace, θ, γ, labels, or a figure, up to the cursor; the end of the file's name says the format";
        A::Session(N::Suspend), [Key::ctrl('z')], "^Z", Program, "suspend", "suspend the program (fg brings it back)";
        A::Session(N::QuitAtOnce), [Key::ctrl('c')], "^C", Program, "quit at once", "quit, whatever is open";
    ]
};
