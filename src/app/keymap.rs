//! The keys, as one table a mode: what a key does, its hint and its help all come from here.

use crate::app::key::{Key, KeyCode};

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

/// What can be done while stepping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum Action {
    EStep,
    MStep,
    Next,
    Back,
    Forward,
    Left,
    Right,
    Why,
    Mouse,
    ToStart,
    ToEnd,
    TenIterations,
    Play,
    Faster,
    Slower,
    Converge,
    Restart,
    GoToIteration,
    EditTheta,
    EditData,
    PreviousRun,
    NextRun,
    NextPanel,
    PreviousPanel,
    RowUp,
    RowDown,
    PageUp,
    PageDown,
    GoToRow,
    Order,
    ZoomIn,
    ZoomOut,
    PanLeft,
    PanRight,
    FitAxes,
    Touching,
    Surface,
    Staircase,
    TurnChart,
    Cursor,
    Help,
    MyAnswer,
    Lesson,
    Poll,
    HandOver,
    Compare,
    Cancel,
    Suspend,
    Quit,
}

/// What can be done in the dialog "my answer" beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum AnswerAction {
    Check,
    Close,
    OtherField,
    Reveal,
}

/// What can be done in a lesson beside answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum LessonAction {
    Go,
    Next,
    Previous,
    Reveal,
    Poll,
    ToStepper,
}

/// What can be done at a desk that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum DeskAction {
    Explore,
    TakeUp,
    Help,
    Leave,
}

/// What can be done with the class's question at a desk, beside answering it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum BallotAction {
    Send,
    Aside,
}

/// What can be done in the θ₀ form beside typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum FormAction {
    NextField,
    PreviousField,
    Up,
    Down,
    Normalise,
    SwitchSpread,
    AddComponent,
    RemoveComponent,
    RunsThetaZero,
    Apply,
    Close,
}

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

macro_rules! bindings {
    ($($action:ident, [$($key:expr),+], $label:literal, $hint:literal, $help:literal;)+) => {
        &[$(Binding { action: A::$action, keys: &[$($key),+], label: $label, hint: $hint, help: $help }),+]
    };
}

/// The keys while stepping, the most important first: hints are shown in this order as far as they
/// fit.
pub const STEPPING: &[Binding<Action>] = {
    use Action as A;
    bindings![
        EStep, [c('e')], "e", "E-step", "E-step: infer the responsibilities γ from θ";
        MStep, [c('m')], "m", "M-step", "M-step: the next θ from γ";
        Back, [c('p'), c('h')], "p h", "back", "back by a half-step";
        Help, [c('?')], "?", "help", "help for the panel in focus, and all keys";
        Quit, [c('q')], "q", "quit", "close what is open, else quit";
        EditTheta, [c('t')], "t", "edit θ₀", "edit θ₀: a new run starts, this one is kept";
        EditData, [c('d')], "d", "data", "other data: type points, name an example or, on your own machine, a CSV file";
        Converge, [c('c')], "c", "converge", "iterate until ℓ per observation changes by less than the tolerance";
        NextPanel, [k(KeyCode::Tab)], "Tab", "panel", "next panel";
        Why, [c('w')], "w", "why", "where the selected number comes from, over the whole screen";
        Play, [c(' ')], "Space", "play", "play and pause";
        Next, [c('n'), k(KeyCode::Enter)], "n Enter", "next", "whichever of E and M comes next";
        Touching, [c('b')], "b", "bound", "touching curves: ℓ and the bound F along one number of θ";
        Surface, [c('s')], "s", "surface", "surface: ℓ over two numbers of θ, with the path of the iterations";
        Staircase, [c('f'), c('F')], "f F", "F and ℓ", "staircase: ℓ and F after every half-step";
        TurnChart, [c('v')], "v", "p(k|x)", "the density chart shows the density, the posterior p(k|x), or both";
        Cursor, [c('x')], "x", "read off", "a cursor along x reads off N_k(x), p(x), γ_k(x); ← → move it, ↑ ↓ to an observation";
        TenIterations, [c('N')], "N", "ten", "ten iterations";
        Forward, [c('l')], "l", "", "forward by a half-step that was done before";
        Left, [k(KeyCode::Left)], "←", "", "the number to the left; in the density chart, back by a half-step";
        Right, [k(KeyCode::Right)], "→", "", "the number to the right; in the density chart, forward by a half-step";
        PreviousPanel, [k(KeyCode::BackTab)], "Shift-Tab", "", "previous panel";
        Restart, [c('r')], "r", "θ₀", "back to θ₀; every step is kept";
        ToStart, [k(KeyCode::Home)], "Home", "", "to the start of the run";
        ToEnd, [k(KeyCode::End)], "End", "", "to the last half-step that was done";
        GoToIteration, [c('g')], "g", "go to t", "go to an iteration by its number";
        PreviousRun, [c('<')], "<", "", "the run before this one, where it was left";
        NextRun, [c('>')], ">", "", "the run after this one, where it was left";
        Faster, [c('+')], "+", "", "play faster";
        Slower, [c('-')], "-", "", "play slower";
        RowUp, [c('k'), k(KeyCode::Up)], "k ↑", "", "the number above; in the density chart, the observation before";
        RowDown, [c('j'), k(KeyCode::Down)], "j ↓", "", "the number below; in the density chart, the observation after";
        PageUp, [k(KeyCode::PageUp)], "PgUp", "", "ten rows up";
        PageDown, [k(KeyCode::PageDown)], "PgDn", "", "ten rows down";
        GoToRow, [c('i')], "i", "", "go to an observation by its index i, in a sorted table also by its place: p0 is the top";
        Order, [c('o')], "o", "order", "the table in data order, by x, or by uncertainty (the entropy of γ)";
        ZoomIn, [c('z')], "z", "", "zoom in on the density chart";
        ZoomOut, [c('Z')], "Z", "", "zoom out";
        PanLeft, [c(',')], ",", "", "pan the chart to the left";
        PanRight, [c('.')], ".", "", "pan the chart to the right";
        FitAxes, [c('0')], "0", "", "fit the chart's axes to the data and θ";
        MyAnswer, [c('a')], "a", "my answer", "check a number you got by hand; the slip behind a wrong one is named";
        Lesson, [c('L')], "L", "", "back to the lesson, where one was opened";
        Poll, [Key::ctrl('p')], "^P", "poll", "put the lesson's question to the class; again, show its answers; again, end it";
        HandOver, [Key::ctrl('g')], "^G", "", "let who asks for it present";
        Compare, [c('C')], "C", "", "condensed data: compare the nodes' ℓ, N_k, μ, σ² with one exact pass";
        Cancel, [k(KeyCode::Esc)], "Esc", "", "stop playing or computing; let go of the selected number; close what is open";
        Mouse, [c('M')], "M", "", "mouse on and off: a click selects a number (off, the terminal selects text)";
        Suspend, [Key::ctrl('z')], "^Z", "", "suspend the program (fg brings it back)";
        Quit, [Key::ctrl('c')], "^C", "", "quit, whatever is open";
    ]
};

/// The keys in the θ₀ form.
pub const FORM: &[Binding<FormAction>] = {
    use FormAction as A;
    bindings![
        Apply, [k(KeyCode::Enter)], "Enter", "apply", "start a new run from this θ₀";
        Close, [k(KeyCode::Esc)], "Esc", "cancel", "change nothing";
        Normalise, [Key::ctrl('n')], "^N", "normalise π", "divide the weights π by their sum";
        SwitchSpread, [Key::ctrl('t')], "^T", "σ²/σ", "type σ² (a variance) or σ (its root)";
        AddComponent, [Key::ctrl('o'), k(KeyCode::Insert)], "^O Ins", "add", "add a component below";
        RemoveComponent, [Key::ctrl('x')], "^X", "remove", "remove this component";
        RunsThetaZero, [Key::ctrl('r')], "^R", "θ₀ again", "fill in the θ₀ this run started from";
        NextField, [k(KeyCode::Tab)], "Tab", "", "next field";
        PreviousField, [k(KeyCode::BackTab)], "Shift-Tab", "", "previous field";
        Up, [k(KeyCode::Up)], "↑", "", "the component above";
        Down, [k(KeyCode::Down)], "↓", "", "the component below";
    ]
};

/// The keys in the dialog "my answer".
pub const ANSWER: &[Binding<AnswerAction>] = {
    use AnswerAction as A;
    bindings![
        Check, [k(KeyCode::Enter)], "Enter", "check", "check the answer, and name the slip behind a wrong one";
        Close, [k(KeyCode::Esc)], "Esc", "close", "back to the stepper";
        OtherField, [k(KeyCode::Tab), k(KeyCode::BackTab), k(KeyCode::Up), k(KeyCode::Down)], "Tab Shift-Tab ↑ ↓", "field", "the other field";
        Reveal, [Key::ctrl('s')], "^S", "show it", "show the number itself";
    ]
};

/// The keys in a lesson.
pub const LESSON: &[Binding<LessonAction>] = {
    use LessonAction as A;
    bindings![
        Go, [k(KeyCode::Enter)], "Enter", "answer, go on", "answer the question; where none is open, the next step";
        Previous, [k(KeyCode::PageUp)], "PgUp", "back", "the step before";
        Next, [k(KeyCode::PageDown)], "PgDn", "", "the next step";
        Reveal, [Key::ctrl('s')], "^S", "solution", "show the solution, after two tries";
        Poll, [Key::ctrl('p')], "^P", "poll", "put the question to the class; again, show its answers; again, end it";
        ToStepper, [k(KeyCode::Esc)], "Esc", "stepper", "the keys go to the stepper; L comes back";
    ]
};

/// The keys at a desk that follows.
pub const DESK: &[Binding<DeskAction>] = {
    use DeskAction as A;
    bindings![
        Explore, [c('f')], "f", "explore", "explore a copy of what the teacher shows, from here on";
        Leave, [c('q'), Key::ctrl('c')], "q ^C", "leave", "leave the class";
        Help, [c('?')], "?", "help", "these keys, and what the panel in focus shows";
        TakeUp, [c('b'), k(KeyCode::Enter)], "b Enter", "", "take up the question that was left aside";
    ]
};

/// The key that leads from a desk's copy back to the teacher.
pub const EXPLORER: &[Binding<DeskAction>] = {
    use DeskAction as A;
    bindings![
        TakeUp, [c('L')], "L", "", "from a copy, back to the teacher and to the question that is open";
        Explore, [c('f')], "f", "back to the teacher", "from a copy, back to what the teacher shows";
    ]
};

/// The keys while the class's question is open at a desk.
pub const BALLOT: &[Binding<BallotAction>] = {
    use BallotAction as A;
    bindings![
        Send, [k(KeyCode::Enter)], "Enter", "send", "send the answer: ↑ ↓ ← → and digits choose it, or it is typed";
        Aside, [k(KeyCode::Esc)], "Esc", "not now", "leave the question aside";
    ]
};

/// What a key does, in one of the tables.
pub fn find<A: Copy>(table: &[Binding<A>], key: Key) -> Option<A> {
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
    fn no_key_means_two_things() {
        for keys in
            [keys(STEPPING), keys(FORM), keys(LESSON), keys(ANSWER), keys(DESK), keys(BALLOT)]
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
