//! The keys, as one table per mode: what a key does, its hint and its help all come from
//! here. The few keys of the data dialog, of a prompt and of what waits are beside those.

mod action;

use crate::app::key::{Key, KeyCode};
pub(crate) use action::{
    Action, AnswerAction, BallotAction, DialogAction, FollowerAction, FormAction, LessonAction,
    LookAction, OpenAction, ScrollAction, StepAction,
};

/// A key and what it does.
#[derive(Debug)]
pub struct Binding<A: 'static> {
    /// What it does.
    pub action: A,
    /// The keys that do it.
    pub keys: &'static [Key],
    /// The keys as they are written for a person.
    pub label: &'static str,
    /// A word or two for the status line; empty for none.
    pub hint: &'static str,
    /// A line for the help.
    pub help: &'static str,
}

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

macro_rules! bindings {
    ($($action:expr, [$($key:expr),+], $label:literal, $hint:literal, $help:literal;)+) => {
        &[$(Binding { action: $action, keys: &[$($key),+], label: $label, hint: $hint, help: $help }),+]
    };
}

/// The keys while stepping, the most important first: hints are shown in this order as far as they
/// fit.
pub const STEPPING: &[Binding<Action>] = {
    use Action as A;
    use {DialogAction as D, LookAction as L, OpenAction as O, StepAction as S};
    bindings![
        A::Step(S::EStep), [c('e')], "e", "E-step", "E-step: infer the responsibilities γ from θ";
        A::Step(S::MStep), [c('m')], "m", "M-step", "M-step: the next θ from γ";
        A::Step(S::Back), [c('p'), c('h')], "p h", "back", "back by a half-step";
        A::Open(O::Help), [c('?')], "?", "help", "help for the panel in focus, and all keys";
        A::Quit, [c('q')], "q", "quit", "quit; in the help and in a derivation, close it";
        A::Open(O::Dialog(D::EditTheta)), [c('t')], "t", "edit θ₀", "edit θ₀: a new run starts, this one is kept";
        A::Open(O::Dialog(D::EditData)), [c('d')], "d", "data", "other data: type observations, name a data set or, on your own machine, a CSV file";
        A::Step(S::Converge), [c('c')], "c", "converge", "iterate until ℓ per observation changes by less than the tolerance";
        A::Look(L::NextPanel), [k(KeyCode::Tab)], "Tab", "panel", "next panel";
        A::Open(O::Derivation), [c('w')], "w", "why", "where the selected number comes from, over the whole screen";
        A::Step(S::Play), [c(' ')], "Space", "play", "play and pause";
        A::Step(S::Next), [c('n'), k(KeyCode::Enter)], "n Enter", "next", "whichever of E and M comes next";
        A::Look(L::Bound), [c('b')], "b", "bound", "touching curves: ℓ and the bound F along one number of θ";
        A::Look(L::Surface), [c('s')], "s", "surface", "surface: ℓ over two numbers of θ, with the path of the iterations";
        A::Look(L::Staircase), [c('f'), c('F')], "f F", "F and ℓ", "staircase: ℓ and F after every half-step";
        A::Look(L::CycleChart), [c('v')], "v", "p(k|x)", "the density chart shows the density, the posterior p(k|x), or both";
        A::Look(L::ReadOff), [c('x')], "x", "read off", "a cursor along x reads off N_k(x), p(x), γ_k(x); ← → move it, ↑ ↓ to an observation";
        A::Step(S::TenIterations), [c('N')], "N", "ten", "ten iterations";
        A::Step(S::Forward), [c('l')], "l", "", "forward by a half-step that was done before";
        A::Look(L::Left), [k(KeyCode::Left)], "←", "", "the number to the left; in the density chart, back by a half-step";
        A::Look(L::Right), [k(KeyCode::Right)], "→", "", "the number to the right; in the density chart, forward by a half-step";
        A::Look(L::PreviousPanel), [k(KeyCode::BackTab)], "Shift-Tab", "", "previous panel";
        A::Step(S::Restart), [c('r')], "r", "θ₀", "back to θ₀; every step is kept";
        A::Step(S::ToStart), [k(KeyCode::Home)], "Home", "", "to the start of the run";
        A::Step(S::ToEnd), [k(KeyCode::End)], "End", "", "to the last half-step that was done";
        A::Open(O::Dialog(D::GoToIteration)), [c('g')], "g", "go to t", "go to an iteration by its number";
        A::Step(S::PreviousRun), [c('<')], "<", "", "the run before this one, where it was left";
        A::Step(S::NextRun), [c('>')], ">", "", "the run after this one, where it was left";
        A::Step(S::Faster), [c('+')], "+", "", "play faster";
        A::Step(S::Slower), [c('-')], "-", "", "play slower";
        A::Look(L::RowUp), [c('k'), k(KeyCode::Up)], "k ↑", "", "the number above; in the density chart, the observation before";
        A::Look(L::RowDown), [c('j'), k(KeyCode::Down)], "j ↓", "", "the number below; in the density chart, the observation after";
        A::Look(L::PageUp), [k(KeyCode::PageUp)], "PgUp", "", "ten rows up";
        A::Look(L::PageDown), [k(KeyCode::PageDown)], "PgDn", "", "ten rows down";
        A::Open(O::Dialog(D::GoToRow)), [c('i')], "i", "", "go to an observation by its index i, in a sorted table also by its position: p0 is the top";
        A::Look(L::Order), [c('o')], "o", "order", "the table in data order, by x, or by uncertainty (the entropy of γ)";
        A::Look(L::ZoomIn), [c('z')], "z", "", "zoom in on the density chart";
        A::Look(L::ZoomOut), [c('Z')], "Z", "", "zoom out";
        A::Look(L::PanLeft), [c(',')], ",", "", "pan the chart to the left";
        A::Look(L::PanRight), [c('.')], ".", "", "pan the chart to the right";
        A::Look(L::FitAxes), [c('0')], "0", "", "fit the chart's axes to the data and θ";
        A::Open(O::Dialog(D::MyAnswer)), [c('a')], "a", "my answer", "check a number you got by hand; the slip behind a wrong one is named";
        A::Open(O::Lesson), [c('L')], "L", "", "back to the lesson, if one is open";
        A::Poll, [Key::ctrl('p')], "^P", "poll", "put the lesson's question to the class; again, show its answers; again, end it";
        A::HandOver, [Key::ctrl('g')], "^G", "", "hand over to the one who asks to present";
        A::Compare, [c('C')], "C", "", "condensed data: compare the nodes' ℓ, N_k, μ, σ² with one exact pass";
        A::Cancel, [k(KeyCode::Esc)], "Esc", "", "stop playing or computing; let go of the selected number; close what is open";
        A::Mouse, [c('M')], "M", "", "mouse on and off: a click selects a number (off, the terminal selects text)";
        A::Suspend, [Key::ctrl('z')], "^Z", "", "suspend the program (fg brings it back)";
        A::Quit, [Key::ctrl('c')], "^C", "", "quit, whatever is open";
    ]
};

/// The keys of a text that fills the screen.
pub(crate) const SCROLLING: &[Binding<ScrollAction>] = {
    use ScrollAction as A;
    bindings![
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", "", "a line up";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", "", "a line down";
        A::PageUp, [k(KeyCode::PageUp)], "PgUp", "", "ten lines up";
        A::PageDown, [k(KeyCode::PageDown)], "PgDn", "", "ten lines down";
        A::Close, [c('q'), k(KeyCode::Esc)], "q Esc", "close", "close the text";
    ]
};

/// The keys in the θ₀ form.
pub const FORM: &[Binding<FormAction>] = {
    use FormAction as A;
    bindings![
        A::Apply, [k(KeyCode::Enter)], "Enter", "apply", "start a new run from this θ₀";
        A::Close, [k(KeyCode::Esc)], "Esc", "cancel", "change nothing";
        A::Normalise, [Key::ctrl('n')], "^N", "normalise π", "divide the weights π by their sum";
        A::SwitchSpread, [Key::ctrl('t')], "^T", "σ²/σ", "type σ² (a variance) or σ (its root)";
        A::AddComponent, [Key::ctrl('o'), k(KeyCode::Insert)], "^O Ins", "add", "add a component below";
        A::RemoveComponent, [Key::ctrl('x')], "^X", "remove", "remove this component";
        A::RunsThetaZero, [Key::ctrl('r')], "^R", "θ₀ again", "fill in the θ₀ this run started from";
        A::NextField, [k(KeyCode::Tab)], "Tab", "", "next field";
        A::PreviousField, [k(KeyCode::BackTab)], "Shift-Tab", "", "previous field";
        A::Up, [k(KeyCode::Up)], "↑", "", "the component above";
        A::Down, [k(KeyCode::Down)], "↓", "", "the component below";
    ]
};

/// The keys in the dialog "my answer".
pub(crate) const ANSWER: &[Binding<AnswerAction>] = {
    use AnswerAction as A;
    bindings![
        A::Check, [k(KeyCode::Enter)], "Enter", "check", "check the answer, and name the slip behind a wrong one";
        A::Close, [k(KeyCode::Esc)], "Esc", "close", "back to the stepper";
        A::OtherField, [k(KeyCode::Tab), k(KeyCode::BackTab), k(KeyCode::Up), k(KeyCode::Down)], "Tab Shift-Tab ↑ ↓", "field", "the other field";
        A::Reveal, [Key::ctrl('s')], "^S", "show it", "show the number itself";
    ]
};

/// The keys in a lesson.
pub const LESSON: &[Binding<LessonAction>] = {
    use LessonAction as A;
    bindings![
        A::Go, [k(KeyCode::Enter)], "Enter", "answer, go on", "answer the question; where none is open, the next step";
        A::Previous, [k(KeyCode::PageUp)], "PgUp", "back", "the step before";
        A::Next, [k(KeyCode::PageDown)], "PgDn", "", "the next step";
        A::Reveal, [Key::ctrl('s')], "^S", "solution", "show the solution, after two tries";
        A::Poll, [Key::ctrl('p')], "^P", "poll", "put the question to the class; again, show its answers; again, end it";
        A::ToStepper, [k(KeyCode::Esc)], "Esc", "stepper", "the keys go to the stepper; L comes back";
    ]
};

/// The keys of a follower.
pub const FOLLOWER: &[Binding<FollowerAction>] = {
    use FollowerAction as A;
    bindings![
        A::Explore, [c('f')], "f", "explore", "explore a copy of what the presenter shows, from here on";
        A::Leave, [c('q'), Key::ctrl('c')], "q ^C", "leave", "leave the class";
        A::Help, [c('?')], "?", "help", "these keys, and what the panel in focus shows";
        A::TakeUp, [c('b'), k(KeyCode::Enter)], "b Enter", "", "take up the question that was left aside";
    ]
};

/// The keys that lead from a follower's copy back to the presenter.
pub const EXPLORER: &[Binding<FollowerAction>] = {
    use FollowerAction as A;
    bindings![
        A::TakeUp, [c('L')], "L", "", "from a copy, back to the presenter and to the question that is open";
        A::Explore, [c('f')], "f", "back to the presenter", "from a copy, back to what the presenter shows";
    ]
};

/// A follower's keys while the class's question is open.
pub const BALLOT: &[Binding<BallotAction>] = {
    use BallotAction as A;
    bindings![
        A::Send, [k(KeyCode::Enter)], "Enter", "send", "send the answer: ↑ ↓ ← → and digits choose it, or it is typed";
        A::Aside, [k(KeyCode::Esc)], "Esc", "not now", "leave the question aside";
    ]
};

/// Returns what a key does, in one of the tables.
pub(crate) fn find<A: Copy>(table: &[Binding<A>], key: Key) -> Option<A> {
    table.iter().find(|binding| binding.keys.contains(&key)).map(|binding| binding.action)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn keys<A>(table: &[Binding<A>]) -> Vec<Key> {
        table.iter().flat_map(|b| b.keys).copied().collect()
    }

    #[test]
    fn every_key_is_read_as_the_help_writes_it() {
        fn check<A>(table: &[Binding<A>]) {
            for binding in table {
                for label in binding.label.split(' ') {
                    let key = label.parse().unwrap();
                    assert!(binding.keys.contains(&key), "{label}");
                }
            }
        }
        check(STEPPING);
        check(FORM);
        check(ANSWER);
        check(LESSON);
        check(FOLLOWER);
        check(EXPLORER);
        check(BALLOT);
    }

    #[test]
    fn no_key_means_two_things() {
        for keys in
            [keys(STEPPING), keys(FORM), keys(LESSON), keys(ANSWER), keys(FOLLOWER), keys(BALLOT)]
        {
            assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
        }
    }

    #[test]
    fn no_key_needs_alt_gr_on_common_layouts() {
        let needs_alt_gr = "@#[]{}|\\~^`€$";
        for key in keys(STEPPING) {
            assert!(!matches!(key.code, KeyCode::Char(c) if needs_alt_gr.contains(c)), "{key:?}");
        }
    }

    #[test]
    fn every_key_has_help() {
        assert!(STEPPING.iter().all(|b| !b.help.is_empty() && !b.label.is_empty()));
        assert!(FORM.iter().all(|b| !b.help.is_empty() && !b.label.is_empty()));
    }
}
