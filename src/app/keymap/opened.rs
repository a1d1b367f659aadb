//! The keys of what is open in front of the stepper, and of a class.

use crate::app::key::{Key, KeyCode};
use crate::app::keymap::{
    AnswerAction, BallotAction, Binding, BoardAction, ConstraintsAction, CopyAction, DataAction,
    DerivationAction, ExportAction, FollowerAction, FormAction, GroupFitsAction, LessonAction,
    ListAction, MenuAction, OpeningAction, PromptAction, QueueAction, RunsAction, bindings,
};

const fn c(c: char) -> Key {
    Key::char(c)
}
const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

/// The keys in a derivation over the whole screen, beside those of the steps that can be watched
/// there.
pub const DERIVATION: &[Binding<DerivationAction>] = {
    use DerivationAction as A;
    bindings!["derivation";
        A::GoDown, [k(KeyCode::Enter)], "Enter", Here, "open", "where the chosen number comes from, one level down";
        A::Close, [k(KeyCode::Esc), c('q'), c('w')], "Esc q w", Here, "close", "close the derivation";
        A::NextNumber, [k(KeyCode::Down), c('j')], "↓ j", Here, "choose", "the next number that has a derivation of its own";
        A::GoUp, [k(KeyCode::Backspace)], "Backspace", Here, "up", "back up to the derivation that this number is part of";
        A::Beside, [k(KeyCode::Tab)], "Tab", Here, "next number", "the next number: in the panel, or in the derivation above";
        A::PageDown, [k(KeyCode::PageDown)], "PgDn", Here, "ten lines down", "ten lines down";
        A::PageUp, [k(KeyCode::PageUp)], "PgUp", Here, "ten lines up", "ten lines up";
        A::Copy, [c('y')], "y", Here, "copy", "copy this derivation as text or LaTeX, its number, or other things";
        A::PreviousNumber, [k(KeyCode::Up), c('k')], "↑ k", Here, "choose", "the previous number that has a derivation of its own";
        A::BesideBefore, [k(KeyCode::BackTab)], "Shift-Tab", Here, "previous number", "the previous number, as ⟦derivation:Tab⟧ the next one";
    ]
};

/// The keys in the θ₀ form.
pub const FORM: &[Binding<FormAction>] = {
    use FormAction as A;
    bindings!["theta";
        A::Apply, [k(KeyCode::Enter)], "Enter", Here, "apply", "start a new run from this θ₀";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "cancel", "change nothing";
        A::NudgeUp, [k(KeyCode::ShiftUp), k(KeyCode::PageUp)], "Shift-↑ PgUp", Here, "number up", "move the number up a little; the chart and ℓ follow";
        A::NudgeDown, [k(KeyCode::ShiftDown), k(KeyCode::PageDown)], "Shift-↓ PgDn", Here, "number down", "move the number down a little";
        A::Normalise, [Key::ctrl('n')], "^N", Here, "normalise π", "divide the weights π by their sum";
        A::SwitchSpread, [Key::ctrl('t')], "^T", Here, "σ²/σ", "type σ² (a variance) or σ (its root)";
        A::AddComponent, [Key::ctrl('o'), k(KeyCode::Insert)], "^O Ins", Here, "add", "add a component below";
        A::RemoveComponent, [Key::ctrl('x')], "^X", Here, "remove", "remove this component";
        A::RunsThetaZero, [Key::ctrl('r')], "^R", Here, "θ₀ again", "fill in the θ₀ this run started from";
        A::NextField, [k(KeyCode::Tab)], "Tab", Here, "next field", "next field";
        A::PreviousField, [k(KeyCode::BackTab)], "Shift-Tab", Here, "previous field", "previous field";
        A::Up, [k(KeyCode::Up)], "↑", Here, "up", "the component above";
        A::Down, [k(KeyCode::Down)], "↓", Here, "down", "the component below";
    ]
};

/// The keys in the dialog "my answer".
pub const ANSWER: &[Binding<AnswerAction>] = {
    use AnswerAction as A;
    bindings!["answer";
        A::Check, [k(KeyCode::Enter)], "Enter", Here, "check", "check the answer, and name the mistake behind a wrong one; once the number is known, where it comes from";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "close", "back to the stepper";
        A::Next, [k(KeyCode::Down)], "↓", Here, "which number", "the next number of the list";
        A::Reveal, [Key::ctrl('s')], "^S", Here, "show it", "show the number itself";
        A::OtherField, [k(KeyCode::Tab), k(KeyCode::BackTab)], "Tab Shift-Tab", Here, "type its name", "the other field: typing in the upper one filters the list";
        A::Previous, [k(KeyCode::Up)], "↑", Here, "previous number", "the previous number of the list";
    ]
};

/// The keys in the data dialog.
pub const DATA: &[Binding<DataAction>] = {
    use DataAction as A;
    bindings!["data";
        A::Read, [k(KeyCode::Enter)], "Enter", Here, "read", "read these data and start a new run on them";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "cancel", "cancel: the data stay as they are";
        A::Down, [k(KeyCode::Down)], "↓", Here, "choose", "the next data set, recent file or file of the list";
        A::Up, [k(KeyCode::Up)], "↑", Here, "choose", "the one before it; before the first, what was typed";
        A::Complete, [k(KeyCode::Tab)], "Tab", Here, "complete, next field", "complete the path as far as it is clear; if it is, the next field";
        A::PreviousField, [k(KeyCode::BackTab)], "Shift-Tab", Here, "previous field", "previous field";
    ]
};

/// The keys in the dialog that exports results.
pub const EXPORT: &[Binding<ExportAction>] = {
    use ExportAction as A;
    bindings![
        A::Write, [k(KeyCode::Enter)], "Enter", Here, "write", "write the file; one that is there is replaced only if you press it again";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "cancel", "close the dialog; what is being written is not";
        A::Down, [k(KeyCode::Down)], "↓", Here, "choose what", "the next result of the list";
        A::Up, [k(KeyCode::Up)], "↑", Here, "choose what", "the result before it";
    ]
};

/// The keys of a question for a number.
pub const PROMPT: &[Binding<PromptAction>] = {
    use PromptAction as A;
    bindings![
        A::Go, [k(KeyCode::Enter)], "Enter", Here, "accept", "go there, make the edit, or save the session";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "cancel", "cancel: nothing changes";
    ]
};

/// The keys of the menu of all keys.
pub const MENU: &[Binding<MenuAction>] = {
    use MenuAction as A;
    bindings![
        A::Run, [k(KeyCode::Enter)], "Enter", Here, "run or read", "run the chosen key; read all about a mark or a word";
        A::Close, [k(KeyCode::Esc)], "Esc", Here, "close", "clear what was typed; if nothing was, close";
        A::Up, [k(KeyCode::Up)], "↑", Here, "choose", "the previous one";
        A::Down, [k(KeyCode::Down)], "↓", Here, "choose", "the next one";
        A::SectionBefore, [k(KeyCode::Left)], "←", Here, "section", "the previous group";
        A::SectionAfter, [k(KeyCode::Right)], "→", Here, "section", "the next group";
        A::PageDown, [k(KeyCode::PageDown)], "PgDn", Here, "ten down", "ten down";
        A::PageUp, [k(KeyCode::PageUp)], "PgUp", Here, "ten up", "ten up";
        A::First, [k(KeyCode::Home)], "Home", Here, "first", "the first";
        A::Last, [k(KeyCode::End)], "End", Here, "last", "the last";
    ]
};

/// The keys while the first data are read.
pub const OPENING: &[Binding<OpeningAction>] = {
    use OpeningAction as A;
    bindings!["opening";
        A::Quit, [k(KeyCode::Esc), c('q'), Key::ctrl('c')], "Esc q ^C", Here, "quit", "quit";
        A::Suspend, [Key::ctrl('z')], "^Z", Here, "suspend", "suspend the program (fg brings it back)";
    ]
};

/// The keys while someone else presents already.
pub const QUEUE: &[Binding<QueueAction>] = {
    use QueueAction as A;
    bindings!["queue";
        A::Ask, [c('a')], "a", Here, "ask to present", "ask to present: once they hand over or leave, you do";
        A::Leave, [c('q'), k(KeyCode::Esc), Key::ctrl('c')], "q Esc ^C", Here, "leave", "leave";
    ]
};

/// The keys in a lesson.
pub const LESSON: &[Binding<LessonAction>] = {
    use LessonAction as A;
    bindings!["lesson";
        A::Go, [k(KeyCode::Enter)], "Enter", Here, "answer or next", "answer the question; if none is open, the next step";
        A::ToStepper, [k(KeyCode::Esc)], "Esc", Here, "stepper", "all keys go to the stepper; ⟦L⟧ comes back";
        A::Previous, [k(KeyCode::PageUp)], "PgUp", Here, "back", "scroll back; at the top, the previous step";
        A::Reveal, [Key::ctrl('s')], "^S", Here, "solution", "show the solution, after two tries";
        A::Poll, [Key::ctrl('p')], "^P", Here, "poll", "put the question to the class; again, show its answers; again, end it";
        A::Next, [k(KeyCode::PageDown)], "PgDn", Here, "next step", "scroll on; at the end, the next step";
    ]
};

/// The keys while the text of an item fills the menu.
pub(crate) const READING: &[Binding<()>] = bindings![
    (), [k(KeyCode::Esc), k(KeyCode::Enter)], "Esc Enter", Here, "back to the menu", "back to the menu";
    (), [k(KeyCode::Up)], "↑", Here, "scroll", "scroll up by a line";
    (), [k(KeyCode::Down)], "↓", Here, "scroll", "scroll down by a line";
    (), [k(KeyCode::PageDown), k(KeyCode::PageUp)], "PgDn PgUp", Here, "ten lines", "scroll by ten lines";
];

/// The keys in the list of lessons.
pub const LESSON_LIST: &[Binding<ListAction>] = {
    use ListAction as A;
    bindings!["lessons";
        A::Open, [k(KeyCode::Enter)], "Enter", Here, "open", "open the lesson, where it was left";
        A::Close, [k(KeyCode::Esc), c('q'), c('L')], "Esc q L", Here, "close the list", "close the list";
        A::Restart, [c('r')], "r", Here, "from the start", "open the lesson at its start, with every question open";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the lesson above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the lesson below";
    ]
};

/// The keys in the table of runs.
pub const RUNS: &[Binding<RunsAction>] = {
    use RunsAction as A;
    bindings!["runs";
        A::Go, [k(KeyCode::Enter)], "Enter", Here, "go to it", "go to the run, where it was left";
        A::Compare, [c('V')], "V", Here, "compare", "compare it with the run that you are in";
        A::Close, [k(KeyCode::Esc), c('q'), c('B')], "Esc q B", Here, "close", "back to the stepper";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the run above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the run below";
        A::First, [k(KeyCode::Home)], "Home", Here, "first", "the first run";
        A::Last, [k(KeyCode::End)], "End", Here, "last", "the last run";
    ]
};

/// The keys of the menu of what can be copied.
pub const COPY: &[Binding<CopyAction>] = {
    use CopyAction as A;
    bindings!["clipboard";
        A::Copy, [k(KeyCode::Enter)], "Enter", Here, "copy", "send the text to the terminal's clipboard (OSC 52), also over SSH";
        A::Close, [k(KeyCode::Esc), c('q'), c('y')], "Esc q y", Here, "close", "back; nothing is copied";
        A::Whole, [c('v')], "v", Here, "whole text", "the text over the whole screen, to be selected in a terminal whose clipboard cannot be set; again, the menu";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the text above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the text below";
        A::PageUp, [k(KeyCode::PageUp)], "PgUp", Here, "ten lines up", "ten lines of the text up";
        A::PageDown, [k(KeyCode::PageDown)], "PgDn", Here, "ten lines down", "ten lines of the text down";
        A::First, [k(KeyCode::Home)], "Home", Here, "first", "the first text";
        A::Last, [k(KeyCode::End)], "End", Here, "last", "the last text";
    ]
};

/// The keys of the dialog of constraints and priors.
pub const CONSTRAINTS: &[Binding<ConstraintsAction>] = {
    use ConstraintsAction as A;
    bindings!["constraints";
        A::Start, [k(KeyCode::Enter)], "Enter", Here, "start a run", "start a run from this run's θ₀ with what is on";
        A::Switch, [c(' ')], "Space", Here, "on, off", "switch it on or off";
        A::More, [k(KeyCode::Right), c('l')], "→ l", Here, "twice", "twice its number";
        A::Less, [k(KeyCode::Left), c('h')], "← h", Here, "half", "half its number";
        A::Close, [k(KeyCode::Esc), c('q'), c('U')], "Esc q U", Here, "close", "back to the stepper";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the row above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the row below";
    ]
};

/// The keys of the boards of restarts and of a scan over K.
pub const BOARD: &[Binding<BoardAction>] = {
    use BoardAction as A;
    bindings!["board";
        A::Open, [k(KeyCode::Enter)], "Enter", Here, "open", "open it as a run, to where it converges";
        A::Test, [c('b')], "b", Here, "test", "test this K against K + 1 by 99 samples drawn from its fit: a bootstrap of the likelihood ratio";
        A::Chart, [c('v')], "v", Here, "chart", "BIC and ICL, AIC or ℓ of each K as a chart; after the last, the table";
        A::Close, [k(KeyCode::Esc), c('q'), c('R'), c('K')], "Esc q R K", Here, "close", "back to the stepper; what is being computed is cancelled";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the row above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the row below";
        A::First, [k(KeyCode::Home)], "Home", Here, "first", "the first row";
        A::Last, [k(KeyCode::End)], "End", Here, "last", "the last row";
    ]
};

/// The keys of the fits of groups.
pub const GROUP_FITS: &[Binding<GroupFitsAction>] = {
    use GroupFitsAction as A;
    bindings!["groups";
        A::Open, [k(KeyCode::Enter)], "Enter", Here, "open", "open this fit as a run, at its last step";
        A::Chart, [c('v')], "v", Here, "charts or table", "charts of π, μ and σ² of each component over the groups; again, the table";
        A::Close, [k(KeyCode::Esc), c('q'), c('E')], "Esc q E", Here, "close", "back to the stepper; what is being computed is cancelled";
        A::Left, [c('h'), k(KeyCode::Left)], "h ←", Here, "component", "show the component before first";
        A::Right, [c('l'), k(KeyCode::Right)], "l →", Here, "component", "show the next component first";
        A::Up, [c('k'), k(KeyCode::Up)], "k ↑", Here, "up", "the group above";
        A::Down, [c('j'), k(KeyCode::Down)], "j ↓", Here, "down", "the group below";
        A::PageUp, [k(KeyCode::PageUp)], "PgUp", Here, "ten up", "ten groups up";
        A::PageDown, [k(KeyCode::PageDown)], "PgDn", Here, "ten down", "ten groups down";
        A::First, [k(KeyCode::Home)], "Home", Here, "first", "all groups together";
        A::Last, [k(KeyCode::End)], "End", Here, "last", "the last group";
    ]
};

/// The keys of a follower.
pub const FOLLOWER: &[Binding<FollowerAction>] = {
    use FollowerAction as A;
    bindings!["follower";
        A::Explore, [c('f')], "f", Here, "explore", "explore a copy of what the presenter shows, from here on";
        A::Leave, [c('q'), Key::ctrl('c')], "q ^C", Here, "leave", "leave the class";
        A::Help, [c('?'), k(KeyCode::F(1))], "? F1", Here, "help", "these keys, and what every mark and word means";
        A::Theme, [c('T')], "T", Here, "theme", "the next theme, on your screen alone: dark, light, contrast, mono (no colours)";
        A::Scroll, [k(KeyCode::PageDown), k(KeyCode::PageUp)], "PgDn PgUp", Here, "scroll", "scroll the lesson in your window";
        A::TakeUp, [c('b'), k(KeyCode::Enter)], "b Enter", Here, "answer the question", "take up the question that was left aside";
    ]
};

/// The keys that lead from a follower's copy back to the presenter.
pub const EXPLORER: &[Binding<FollowerAction>] = {
    use FollowerAction as A;
    bindings!["copy";
        A::Explore, [c('f')], "f", Here, "back to the presenter", "from a copy, back to what the presenter shows";
        A::TakeUp, [c('L')], "L", Here, "answer the question", "from a copy, back to the presenter and to the question that is open";
    ]
};

/// A follower's keys while the class's question is open.
pub const BALLOT: &[Binding<BallotAction>] = {
    use BallotAction as A;
    bindings![
        A::Send, [k(KeyCode::Enter)], "Enter", Here, "send", "send the answer: ↑ ↓ ← → and digits choose it, or it is typed";
        A::Aside, [k(KeyCode::Esc)], "Esc", Here, "not now", "leave the question aside";
    ]
};
