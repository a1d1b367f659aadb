//! Every view, and the keys that lead to it.

use emstep::mixture::{Assignment, ComponentSet, Cooling, Dirichlet, InverseGamma, Method};

/// A view.
pub(super) struct View {
    /// Its name, and that of its pictures.
    pub name: &'static str,
    /// What the program opens on.
    pub opens: Opens,
    /// What happens before it is seen: keys, and text in quotes. In a class, what comes after
    /// `follower:` are the follower's, and after `votes:` the options that others chose. `right`
    /// answers what a lesson asks, and `paste:` pastes the text after it.
    pub keys: &'static str,
}

/// What the program opens on.
#[derive(Clone, Copy)]
pub(super) enum Opens {
    /// A data set, with this many components.
    Data(&'static str, usize),
    /// The homework, under constraints or with priors.
    Method(Method),
    /// Observations that someone typed, with two components.
    Typed(&'static str),
    /// Observations 1, 10 and 20 with responsibilities in the place of θ₀.
    Gamma,
    /// Observations with weights, and two components.
    Weighted,
    /// Draws from a mixture, with two components.
    Simulated(&'static str),
    /// A condensed table with a group for each of eleven days.
    Groups,
    /// As many observations as are condensed.
    ManyObservations,
    /// A lesson.
    Lesson(&'static str),
    /// A file that takes a while to read.
    LargeFile,
    /// A session whose runs take a while to compute again.
    LongSession,
    /// The last session did not end cleanly.
    SessionLeft,
    /// Keys are shown for those who watch.
    ShownKeys,
    /// What one who presents to a class sees.
    Presenter(Lecture),
    /// What one who follows sees.
    Follower(Lecture),
    /// A class without a presenter.
    Waiting,
    /// What a second presenter sees; whether they have asked to take over.
    #[cfg(feature = "serve")]
    Queue(bool),
}

/// What is shown to a class.
#[derive(Clone, Copy)]
pub(super) enum Lecture {
    /// The stepper.
    Stepper,
    /// A lesson that asks to choose.
    Choice,
    /// A lesson that asks for a number.
    Number,
}

const HOMEWORK: Opens = Opens::Data("homework", 2);
const ORDINARY: Method = Method::ORDINARY;
const MAP: Opens = Opens::Method(Method {
    variance_prior: Some(InverseGamma { shape: 2.0, scale: 1.0 }),
    weight_prior: Some(Dirichlet { alpha: 2.0 }),
    ..ORDINARY
});
const HARD: Opens = Opens::Method(Method { assignment: Assignment::Hard, ..ORDINARY });
const ANNEALED: Opens = Opens::Method(Method {
    assignment: Assignment::Annealed(Cooling { temperature: 4.0, rate: 0.5 }),
    ..ORDINARY
});
const FLOOR: Opens = Opens::Method(Method {
    fixed_weights: ComponentSet::ALL,
    variance_floor: Some(1.0),
    ..ORDINARY
});
/// Few observations, so that a scan over K is quick.
const THREE_GROUPS: Opens = Opens::Typed("1 2 2.5 3 7 8 8.2 9 15 15.5 16 17");
const FIRST: Opens = Opens::Lesson("homework");

const fn view(name: &'static str, opens: Opens, keys: &'static str) -> View {
    View { name, opens, keys }
}

/// All of them.
pub(super) fn views() -> impl Iterator<Item = &'static View> {
    [STEPPER, CHARTS, CONSTRAINTS, DERIVATIONS, DIALOGS, LESSONS, CLASS].into_iter().flatten()
}

const STEPPER: &[View] = &[
    view("start", HOMEWORK, ""),
    view("after-e", HOMEWORK, "e"),
    view("after-m", HOMEWORK, "e m"),
    view("after-second-e", HOMEWORK, "e m e"),
    view("converged", HOMEWORK, "c"),
    view("converged-likelihood", HOMEWORK, "c D"),
    view("quantiles", Opens::Data("galaxies", 3), "c G"),
    view("distribution", Opens::Data("galaxies", 3), "c G G"),
    view("change-chart", HOMEWORK, "N D"),
    view("gone-back", HOMEWORK, "e m e m p p"),
    view("chosen-gamma", HOMEWORK, "e 4 ↓ ↓"),
    view("chosen-mean", HOMEWORK, "e m 2 →"),
    view("chosen-bound", HOMEWORK, "e m 3 ↓"),
    view("sorted-by-x", HOMEWORK, "e m o"),
    view("sorted-by-uncertainty", HOMEWORK, "e m o o"),
    view("six-components", Opens::Data("galaxies", 6), "c e"),
    view("twelve-components", Opens::Data("galaxies", 12), "n n n 4"),
    view("histogram", Opens::Data("old-faithful", 2), "c e"),
    view("condensed", Opens::ManyObservations, "N e"),
    view("large-numbers", Opens::Typed("1000000000.5 1000000001 1000000007"), "n n n 4"),
    view("covered-mean", HOMEWORK, "e m 2 → H"),
    view("covered-likelihood", HOMEWORK, "e m 3 H"),
    view("covered-gamma", HOMEWORK, "e 4 ↓ ↓ H"),
    view("playing", HOMEWORK, "Space"),
    view("notice", HOMEWORK, "c e m M"),
    view("refusal", HOMEWORK, "m"),
    view("unknown-key", HOMEWORK, "%"),
    view("data-notes", Opens::Typed("0 0 0 0 0"), ""),
    view("weighted", Opens::Weighted, "e m"),
    view("weighted-mean", Opens::Weighted, "e m 2 → w"),
    view("grouped", Opens::Data("pearson-crabs", 2), "n n e"),
    view("grouped-derivation", Opens::Data("pearson-crabs", 2), "n 4 w"),
    view("grouped-shares", Opens::Data("pearson-crabs", 2), "e v v v"),
    view("simulated", Opens::Simulated("0.3 N(0,1) + 0.7 N(4,2), n = 300"), "n n"),
    view("simulated-runs", Opens::Simulated("0.3 N(0,1) + 0.7 N(4,2), n = 300"), "c B"),
    view("collapsed", HOMEWORK, "t Tab ^U \"-1\" Tab ^U \"0.0001\" Enter c"),
    view("shown-keys", Opens::ShownKeys, "e m n n"),
    view("loading-at-start", Opens::LargeFile, ""),
    view("session-opening", Opens::LongSession, ""),
    view("given-gamma", Opens::Gamma, ""),
    view("given-gamma-after-m", Opens::Gamma, "m"),
    view("given-gamma-bound", Opens::Gamma, "m 3 ↓ w"),
];

const CONSTRAINTS: &[View] = &[
    view("constraints", HOMEWORK, "U ↓ Space ↓ ↓ Space →"),
    view("constraints-after-collapse", HOMEWORK, "t Tab ^U \"-1\" Tab ^U \"0.0001\" Enter c U"),
    view("map", MAP, "e m"),
    view("map-objective", MAP, "e m 3 ↓ ↑ w"),
    view("map-variance", MAP, "e m 2 → → w"),
    view("map-bound", MAP, "e m b"),
    view("map-staircase", MAP, "e m n n f"),
    view("map-surface", MAP, "c s"),
    view("hard", HARD, "e m"),
    view("hard-gamma", HARD, "e 4 ↓ ↓ w"),
    view("annealed", ANNEALED, "n n n"),
    view("annealed-gamma", ANNEALED, "e 4 ↓ ↓ w"),
    view("floor", FLOOR, "e m"),
    view("floor-variance", FLOOR, "e m 2 → → w"),
];

const CHARTS: &[View] = &[
    view("posterior", HOMEWORK, "e m v"),
    view("density-and-posterior", HOMEWORK, "e m v v"),
    view("shares", HOMEWORK, "e v v v"),
    view("shares-six-components", Opens::Data("galaxies", 6), "e v v v"),
    view("read-off", HOMEWORK, "e m 1 x → → →"),
    view("zoomed", HOMEWORK, "e m z z ."),
    view("bound-at-start", HOMEWORK, "b"),
    view("bound-after-e", HOMEWORK, "e b"),
    view("bound-after-m", HOMEWORK, "e m b"),
    view("bound-of-variance", HOMEWORK, "e m b → ↓"),
    view("bound-of-weight", HOMEWORK, "e m b ←"),
    view("bound-of-m-step", HOMEWORK, "e m b ← ←"),
    view("surface", HOMEWORK, "e m n n n n s"),
    view("surface-zoomed", HOMEWORK, "c s z z z"),
    view("staircase-at-start", HOMEWORK, "f"),
    view("staircase", HOMEWORK, "n n n n n n n n f"),
    view("staircase-zoomed", HOMEWORK, "c f z z z"),
    view("two-runs", HOMEWORK, "c r t Tab ^U \"-3\" Enter n n n n V"),
    view("full-density", HOMEWORK, "e m 1 O"),
    view("full-theta", HOMEWORK, "e m 2 O"),
    view("full-likelihood", HOMEWORK, "N 3 O"),
    view("full-responsibilities", HOMEWORK, "e m 4 O"),
    view("full-bound", HOMEWORK, "e m b O"),
    view("full-staircase", HOMEWORK, "N f O"),
];

const DERIVATIONS: &[View] = &[
    view("why-gamma", HOMEWORK, "e 4 ↓ ↓ w"),
    view("why-density", HOMEWORK, "e 4 ↓ ↓ w Enter"),
    view("why-mixture-density", HOMEWORK, "e 3 w Enter"),
    view("why-count", HOMEWORK, "e 4 PgDn w"),
    view("why-weight", HOMEWORK, "e m 2 w"),
    view("why-mean", HOMEWORK, "e m 2 → w"),
    view("why-variance", HOMEWORK, "e m 2 → → w"),
    view("why-sd", HOMEWORK, "e m 2 → → → w"),
    view("why-given", HOMEWORK, "2 → w"),
    view("why-likelihood", HOMEWORK, "e m 3 w"),
    view("why-change", HOMEWORK, "e m 3 → w"),
    view("why-bound", HOMEWORK, "e m 3 ↓ w"),
    view("why-gap", HOMEWORK, "e m 3 ↓ → w"),
    view("why-q", HOMEWORK, "e m 3 ↓ w Enter"),
    view("why-entropy", HOMEWORK, "e m 3 ↓ w ↓ Enter"),
    view("why-mean-of-many", Opens::Data("old-faithful", 2), "e m 2 → w"),
    view("why-likelihood-of-many", Opens::Data("galaxies", 6), "e m 3 w"),
];

const DIALOGS: &[View] = &[
    view("theta-form", HOMEWORK, "t"),
    view("theta-form-later", HOMEWORK, "e m e m t"),
    view("theta-form-edited", HOMEWORK, "t Tab Shift-↑ Shift-↑"),
    view("theta-form-mistakes", HOMEWORK, "t Shift-Tab ^U \"-4\" Shift-Tab Shift-Tab ^U \"0.7\""),
    view("theta-form-sd", HOMEWORK, "t ^T"),
    view("theta-form-six-components", Opens::Data("galaxies", 6), "t"),
    view("answer", HOMEWORK, "e m a"),
    view("answer-list", HOMEWORK, "e m a Tab \"var\""),
    view("answer-wrong", HOMEWORK, "a \"99\" Enter"),
    view("answer-mistake", HOMEWORK, "a \"-15.46\" Enter"),
    view("answer-right", HOMEWORK, "e m 2 → a \"5.1317\" Enter"),
    view("answer-close", HOMEWORK, "e m 2 → a \"5.133\" Enter"),
    view("answer-solution", HOMEWORK, "e m 2 → → a ^S"),
    view("answer-problem", HOMEWORK, "a \"x\" Enter"),
    view("answer-checking", HOMEWORK, "a \"-15.46\" hold Enter"),
    view("answer-assignment", HOMEWORK, "e a Tab \"component of each\" Enter \"2 2 2 1 1\" Enter"),
    view(
        "answer-table",
        HOMEWORK,
        "e a paste:\"0 1\n0 1\n0.4547 0.5453\n0.6667 0.3333\n0.71 0.29\"",
    ),
    view("data", HOMEWORK, "d"),
    view("data-chosen", HOMEWORK, "d Down Down"),
    view("data-path", HOMEWORK, "d \"assets/se\" Tab Down"),
    view("data-columns", HOMEWORK, "d \"penguins\" Tab Down"),
    view("data-typed", HOMEWORK, "d \"1, 2, 3.5, 8\" Tab Tab ^U \"3\""),
    view("data-mistake", HOMEWORK, "d \"1, 2, x\" Enter"),
    view("data-loading", HOMEWORK, "d \"big.csv\" load"),
    view("restarts", Opens::Data("galaxies", 3), "R"),
    view("restarts-collapsed", HOMEWORK, "R ↓"),
    view("restarts-under-way", HOMEWORK, "hold R"),
    view("scan", Opens::Data("old-faithful", 2), "K ↓ ↓"),
    view("scan-chart", THREE_GROUPS, "K v"),
    view("scan-likelihood", THREE_GROUPS, "K v v v"),
    view("group", Opens::Groups, ") ) e m"),
    view("group-fits", Opens::Groups, "E ↓ ↓"),
    view("group-fits-charts", Opens::Groups, "E v ↓ ↓"),
    view("group-fits-under-way", Opens::Groups, "hold E"),
    view("new-start", Opens::Data("galaxies", 3), "S"),
    view("save-session", HOMEWORK, "e m W"),
    view("export", HOMEWORK, "e m X"),
    view("copy-derivation", HOMEWORK, "e m 2 → y ↓ ↓"),
    view("export-figure", Opens::Data("old-faithful", 2), "c X ↓ ↓ ↓ ↓ ↓ ↓ \"waits.csv\""),
    view("session-left", Opens::SessionLeft, ""),
    view("go-to-iteration", HOMEWORK, "g \"12\""),
    view("go-to-observation", HOMEWORK, "i \"77\" Enter"),
    view("go-to-position", HOMEWORK, "e o i"),
    view("edit-observation", HOMEWORK, "e 4 ↓ A"),
    view("edit-observation-wrong", HOMEWORK, "e 4 ↓ A \"x\" Enter"),
    view("edited", HOMEWORK, "e m 4 A \"+9\" Enter"),
    view("edit-undone", HOMEWORK, "e m 4 A \"+9\" Enter u"),
    view("runs", HOMEWORK, "c r t Tab ^U \"-3\" Enter n n n n t Enter N B"),
    view("menu", HOMEWORK, "?"),
    view("menu-filtered", HOMEWORK, "? \"bound\""),
    view("menu-words", HOMEWORK, "? \"words\""),
    view("menu-marks", HOMEWORK, "? \"marks\""),
    view("menu-reading", HOMEWORK, "? \"gap\" ↓ Enter"),
    view("menu-nothing", HOMEWORK, "? \"zzz\""),
    view("menu-in-lesson", FIRST, "?"),
];

const LESSONS: &[View] = &[
    view("lessons", HOMEWORK, "L"),
    view("lessons-under-way", FIRST, "Enter right Enter L ↓ Enter to:end L"),
    view("lesson-first-step", FIRST, ""),
    view("lesson-number", FIRST, "Enter"),
    view("lesson-number-wrong", FIRST, "Enter \"-15.46\" Enter"),
    view("lesson-number-right", FIRST, "Enter right"),
    view("lesson-formula", FIRST, "Enter right Enter \"pi_k\""),
    view("lesson-formula-wrong", FIRST, "Enter right Enter \"pi_k N_k\" Enter"),
    view("lesson-formula-problem", FIRST, "Enter right Enter \"pi_k (\" Enter"),
    view("lesson-formula-solution", FIRST, "Enter right Enter \"pi_k\" Enter ^U \"N_k\" Enter ^S"),
    view("lesson-each", FIRST, "Enter right Enter right Enter 2 2"),
    view("lesson-each-wrong", FIRST, "Enter right Enter right Enter 1 1 1 1 1 Enter"),
    view("lesson-choice", Opens::Lesson("my-ll-fell"), "Enter 1"),
    view("lesson-choice-wrong", Opens::Lesson("collapse"), "Enter 2 Enter"),
    view("lesson-bound", Opens::Lesson("bound"), "to:7"),
    view("lesson-local-optima", Opens::Lesson("local-optima"), "to:3"),
    view("lesson-two-runs", Opens::Lesson("local-optima"), "to:5"),
    view("lesson-how-many", Opens::Lesson("how-many"), "to:6"),
    view("lesson-stepper", FIRST, "Enter Esc e m"),
    view("lesson-end", FIRST, "to:end"),
];

const CLASS: &[View] = &[
    view("presenter", Opens::Presenter(Lecture::Stepper), "e m e"),
    view("presenter-asked", Opens::Presenter(Lecture::Stepper), "e asks:eve"),
    view("poll-open", Opens::Presenter(Lecture::Choice), "^P votes: 0 1 1"),
    view("poll-answers", Opens::Presenter(Lecture::Choice), "^P votes: 0 1 1 1 0 presenter: ^P"),
    view("follower", Opens::Follower(Lecture::Stepper), "e m e Tab"),
    view("follower-notice", Opens::Follower(Lecture::Stepper), "e m follower: e"),
    view("follower-menu", Opens::Follower(Lecture::Stepper), "e follower: ?"),
    view("follower-lesson", Opens::Follower(Lecture::Choice), ""),
    view("explorer", Opens::Follower(Lecture::Stepper), "e m follower: f e m e m"),
    view("explorer-answer", Opens::Follower(Lecture::Stepper), "e m follower: f a"),
    view("ballot-choice", Opens::Follower(Lecture::Choice), "^P"),
    view("ballot-number", Opens::Follower(Lecture::Number), "^P follower: \"x\" Enter"),
    view("ballot-sent", Opens::Follower(Lecture::Choice), "^P follower: 2 Enter"),
    view("ballot-aside", Opens::Follower(Lecture::Choice), "^P follower: Esc"),
    view(
        "ballot-answers",
        Opens::Follower(Lecture::Choice),
        "^P follower: 2 Enter votes: 0 1 1 1 0 presenter: ^P",
    ),
    view("class-waits", Opens::Waiting, ""),
    #[cfg(feature = "serve")]
    view("queue", Opens::Queue(false), ""),
    #[cfg(feature = "serve")]
    view("queue-asked", Opens::Queue(true), ""),
];
