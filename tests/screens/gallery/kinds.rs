//! What there is to see, by the types of the program: a new one has no name until it is added here,
//! and a test fails until a view shows it.

use std::collections::BTreeSet;

use emstep::explain::Quantity;
use emstep::internals::app::{
    App, Asked, Chart, Feedback, Input, LessonStatus, LikelihoodChart, Mode, Notice, Panel, Plot,
    Role, RowOrder,
};
use emstep::lesson::QuestionState;

/// Names every variant of a type, and lists the names.
macro_rules! kinds {
    ($all:ident, $name:ident($type:ty): $($pattern:pat => $said:literal,)+) => {
        const $all: &[&str] = &[$($said),+];
        fn $name(value: $type) -> &'static str {
            match value { $($pattern => $said),+ }
        }
    };
}

kinds!(MODES, mode(&Mode<'_>):
    Mode::Stepping => "mode: stepping",
    Mode::Menu(_) => "mode: menu",
    Mode::Derivation(_) => "mode: derivation",
    Mode::Theta(_) => "mode: θ₀",
    Mode::Data(_) => "mode: data",
    Mode::Runs(_) => "mode: runs",
    Mode::Board(_) => "mode: board",
    Mode::Groups(_) => "mode: fits of groups",
    Mode::Constraints(_) => "mode: constraints",
    Mode::Copy(_) => "mode: copy",
    Mode::Export(_) => "mode: export",
    Mode::Prompt(_) => "mode: prompt",
    Mode::Answer(_) => "mode: my answer",
    Mode::Lesson(_) => "mode: lesson",
    Mode::Lessons(_) => "mode: lessons",
);
kinds!(PLOTS, plot(Plot):
    Plot::Staircase => "plot: staircase",
    Plot::Bound => "plot: bound",
    Plot::Surface => "plot: surface",
    Plot::Runs => "plot: two runs",
    Plot::Quantiles => "plot: quantiles",
    Plot::Distribution => "plot: distribution functions",
);
kinds!(CHARTS, chart(Chart):
    Chart::Density => "chart: density",
    Chart::Posterior => "chart: posterior",
    Chart::Both => "chart: both",
    Chart::Shares => "chart: shares",
);
kinds!(LIKELIHOOD_CHARTS, likelihood_chart(LikelihoodChart):
    LikelihoodChart::LogLikelihood => "likelihood chart: ℓ",
    LikelihoodChart::LogChange => "likelihood chart: log Δℓ",
);
kinds!(FULL, full_screen(Panel):
    Panel::Density => "full screen: density",
    Panel::Theta => "full screen: θ",
    Panel::Likelihood => "full screen: likelihood",
    Panel::Responsibilities => "full screen: responsibilities",
);
kinds!(ORDERS, order(RowOrder):
    RowOrder::Data => "order: data",
    RowOrder::Value => "order: x",
    RowOrder::Uncertainty => "order: uncertainty",
);
kinds!(DERIVATIONS, derivation(Quantity):
    Quantity::Gamma { .. } => "derivation: γ",
    Quantity::Count(_) => "derivation: N_k",
    Quantity::Weight(_) => "derivation: π",
    Quantity::Mean(_) => "derivation: μ",
    Quantity::Variance(_) => "derivation: σ²",
    Quantity::Sd(_) => "derivation: σ",
    Quantity::LogLikelihood => "derivation: ℓ",
    Quantity::Objective => "derivation: objective",
    Quantity::Change => "derivation: Δℓ",
    Quantity::Bound => "derivation: F",
    Quantity::Gap => "derivation: gap",
    Quantity::ExpectedLogJoint => "derivation: Q",
    Quantity::Entropy => "derivation: H",
    Quantity::Density { .. } => "derivation: N(x)",
    Quantity::Marginal(_) => "derivation: p(x)",
);
kinds!(PROMPTS, prompt(&Asked):
    Asked::Iteration => "prompt: t",
    Asked::Row(_) => "prompt: i",
    Asked::RowOrPosition(_) => "prompt: i or position",
    Asked::Edit(_) => "prompt: an edit",
    Asked::SaveTo(_) => "prompt: a session's file",
    Asked::Reopen(_) => "prompt: a session that was left",
);
kinds!(FEEDBACK, feedback(&Feedback):
    Feedback::Asked => "my answer: asked",
    Feedback::Report(_) => "my answer: verdict",
    Feedback::Table(_) => "my answer: table",
    Feedback::Truth(_) => "my answer: solution",
    Feedback::Problem(_) => "my answer: problem",
);
kinds!(INPUTS, input(&Input):
    Input::Nothing => "lesson: nothing asked",
    Input::Text(_) => "lesson: text",
    Input::Choice(_) => "lesson: choice",
    Input::Each(..) => "lesson: each",
);
kinds!(STATES, state(QuestionState):
    QuestionState::Open => "question: open",
    QuestionState::Right => "question: right",
    QuestionState::Revealed => "question: solution shown",
);
kinds!(STATUSES, status(LessonStatus):
    LessonStatus::New => "list of lessons: new",
    LessonStatus::At(_) => "list of lessons: under way",
    LessonStatus::Done { .. } => "list of lessons: done",
);
kinds!(ROLES, role(&Role):
    Role::Alone => "role: alone",
    Role::Presenter(_) => "role: presenter",
    Role::Follower => "role: follower",
    Role::Explorer => "role: explorer",
);
kinds!(NOTICES, notice(&Notice):
    Notice::Info(_) => "notice",
    Notice::Refused(_) => "refusal",
);

/// Returns the names of all there is to see.
pub(super) fn all() -> BTreeSet<&'static str> {
    let kinds = [
        MODES,
        PLOTS,
        CHARTS,
        LIKELIHOOD_CHARTS,
        FULL,
        ORDERS,
        DERIVATIONS,
        PROMPTS,
        FEEDBACK,
        INPUTS,
        STATES,
        STATUSES,
        ROLES,
        NOTICES,
    ];
    kinds.concat().into_iter().collect()
}

/// Returns the names of what is seen of a state.
pub(super) fn seen(app: &App) -> Vec<&'static str> {
    let (looks, study) = (app.looks(), app.study());
    let plots = looks.plots();
    let mut seen = vec![
        mode(&app.mode()),
        chart(plots.chart()),
        likelihood_chart(looks.likelihood_chart(study)),
        order(looks.table().order()),
        role(app.role()),
    ];
    seen.extend(plots.open().map(plot));
    seen.extend(looks.is_full_screen().then(|| full_screen(looks.panel())));
    seen.extend(app.notice().map(notice));
    match app.mode() {
        Mode::Derivation(open) => {
            let derivation_seen = open.seen(study).expect("a derivation");
            seen.push(derivation(derivation_seen.derivation.quantity));
        }
        Mode::Prompt(open) => seen.push(prompt(&open.asked)),
        Mode::Answer(form) => seen.extend(form.feedback.as_ref().map(feedback)),
        Mode::Lesson(lesson) => {
            seen.push(input(lesson.input()));
            seen.push(state(lesson.player().outcome()));
        }
        Mode::Lessons(list) => {
            seen.extend(list.lessons().iter().map(|lesson| status(lesson.status)));
        }
        Mode::Stepping
        | Mode::Menu(_)
        | Mode::Theta(_)
        | Mode::Data(_)
        | Mode::Runs(_)
        | Mode::Board(_)
        | Mode::Groups(_)
        | Mode::Constraints(_)
        | Mode::Copy(_)
        | Mode::Export(_) => {}
    }
    seen
}
