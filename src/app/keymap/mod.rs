//! The keys, as one table per mode: what a key does, its hint, its group and its help all come from
//! here. Each table has the most valuable key first: hints are shown in this order as far as they
//! fit, and the menu (`?`) lists them in this order too. What a person has changed of them is in
//! `rebound.rs`.

mod action;
mod entry;
mod hint;
mod named;
mod opened;
mod plots;
pub(crate) mod rebound;
mod stepping;

use crate::app::key::Key;
pub(crate) use action::{
    Action, AnswerAction, BallotAction, BoardAction, ConstraintsAction, CopyAction, DataAction,
    DerivationAction, DialogAction, ExportAction, FollowerAction, FormAction, GroupFitsAction,
    LessonAction, ListAction, LookAction, MenuAction, OpenAction, OpeningAction, PromptAction,
    QueueAction, RunsAction, SessionAction, StepAction,
};
pub(crate) use entry::{Entries, Entry};
pub(in crate::app) use named::label;
pub(crate) use opened::READING;
pub use opened::{
    ANSWER, BALLOT, BOARD, CONSTRAINTS, COPY, DATA, DERIVATION, EXPLORER, EXPORT, FOLLOWER, FORM,
    GROUP_FITS, LESSON, LESSON_LIST, MENU, OPENING, PROMPT, QUEUE, RUNS,
};
pub(crate) use plots::{
    ALONE, BOUND, COMPUTING, COVERED, CURSOR, GOODNESS, GROUPS, OTHER_CHART, PLAYING, STAIRCASE,
    SURFACE, TWO_RUNS, ZOOMED,
};
#[cfg(test)]
use plots::{STEPPER_MODES, STEPPER_STATES};
pub use rebound::Keymap;
pub use stepping::STEPPING;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What is open has this key: a dialog, a lesson, a text, a plot.
    Here,
    /// Steps in a run.
    Step,
    /// Other looks at the same numbers.
    See,
    /// Where numbers come from, and whether one's own are right.
    Check,
    /// Data, and observations among them.
    Data,
    /// Other runs, and θ₀ of the next one.
    Runs,
    /// Lessons, and a class that follows.
    Class,
    /// The program itself.
    Program,
}

/// A key and what it does.
#[derive(Debug)]
pub struct Binding<A: 'static> {
    /// The name of the table in a file of settings; empty if its keys are the stepper's.
    pub table: &'static str,
    /// What it does.
    pub action: A,
    /// How the source names that.
    pub action_path: &'static str,
    /// The keys that do it.
    pub keys: &'static [Key],
    /// The keys as they are written for a person.
    pub label: &'static str,
    /// What it is for.
    pub group: Group,
    /// What it does, in a word or a few.
    pub hint: &'static str,
    /// The same for a status line with little room; empty if the key says enough.
    pub short: &'static str,
    /// What it does, in a sentence.
    pub help: &'static str,
}

/// A table of bindings, after its name in a file of settings if its keys can be changed. A row is
/// an action, which has the last part of its name in that file, its keys, how they are written, its
/// group, its hint (and after `/` a shorter one), its help.
macro_rules! bindings {
    (@short $hint:literal) => { $hint };
    (@short $hint:literal / $short:literal) => { $short };
    ($($action:expr, [$($key:expr),+], $label:literal, $group:ident, $hint:literal $(/ $short:literal)?, $help:literal;)+) => {
        crate::app::keymap::bindings![""; $($action, [$($key),+], $label, $group, $hint $(/ $short)?, $help;)+]
    };
    ($table:literal; $($action:expr, [$($key:expr),+], $label:literal, $group:ident, $hint:literal $(/ $short:literal)?, $help:literal;)+) => {
        &[$(crate::app::keymap::Binding {
            table: $table,
            action: $action,
            action_path: stringify!($action),
            keys: &[$($key),+],
            label: $label,
            group: crate::app::keymap::Group::$group,
            hint: $hint,
            short: crate::app::keymap::bindings!(@short $hint $(/ $short)?),
            help: $help,
        }),+]
    };
}
use bindings;

/// Returns what a key does, in one of the tables.
pub(crate) fn find<A: Copy>(table: &[Binding<A>], key: Key) -> Option<A> {
    table.iter().find(|binding| binding.keys.contains(&key)).map(|binding| binding.action)
}

/// Returns whether a key does what it always does, whatever is open: quit, suspend, hand over.
pub(crate) fn is_never_taken(key: Key) -> bool {
    [Key::ctrl('c'), Key::ctrl('z'), Key::ctrl('g')].contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;
    use std::collections::HashSet;

    fn check<A>(table: &[Binding<A>]) {
        let mut known = HashSet::new();
        for Binding { keys, label, hint, help, .. } in table {
            let labels: Vec<Key> = label.split(' ').map(|label| label.parse().unwrap()).collect();
            assert_eq!(labels, *keys, "every key is read as the help writes it");
            assert!(!hint.is_empty() && !help.is_empty(), "{label}");
            assert!(keys.iter().all(|key| known.insert(*key)), "{label} means two things");
        }
    }

    #[test]
    fn every_key_is_written_as_it_is_read_means_one_thing_and_has_help() {
        check(STEPPING);
        check(FORM);
        check(RUNS);
        check(BOARD);
        check(GROUP_FITS);
        check(CONSTRAINTS);
        check(COPY);
        check(EXPORT);
        check(ANSWER);
        check(DATA);
        check(DERIVATION);
        check(PROMPT);
        check(LESSON);
        check(LESSON_LIST);
        check(MENU);
        check(OPENING);
        check(QUEUE);
        check(FOLLOWER);
        check(EXPLORER);
        check(BALLOT);
        check(READING);
        for table in STEPPER_MODES.into_iter().chain(STEPPER_STATES) {
            check(table);
        }
    }

    #[test]
    fn what_is_open_in_the_stepper_has_no_keys_of_its_own() {
        let tables = STEPPER_MODES.into_iter().chain(STEPPER_STATES);
        for binding in tables.flatten() {
            for key in binding.keys {
                assert!(
                    find(STEPPING, *key).is_some(),
                    "{} is not a key of the stepper",
                    binding.label
                );
            }
        }
    }

    #[test]
    fn the_first_hints_of_what_is_open_say_how_to_leave() {
        fn leaves<A>(table: &[Binding<A>]) {
            let first = table.iter().take(2);
            let mut labels = first.flat_map(|binding| binding.label.split(' '));
            assert!(labels.any(|label| label == "Esc"), "{:?}", table[0].help);
        }
        leaves(DERIVATION);
        leaves(FORM);
        leaves(ANSWER);
        leaves(DATA);
        leaves(COPY);
        leaves(EXPORT);
        leaves(PROMPT);
        leaves(LESSON);
        leaves(MENU);
        leaves(LESSON_LIST);
        leaves(OPENING);
        leaves(QUEUE);
        leaves(BALLOT);
        for table in STEPPER_MODES {
            leaves(table);
        }
    }

    #[test]
    fn no_key_needs_alt_gr_on_common_layouts() {
        let needs_alt_gr = "@#[]{}|\\~^`€$";
        for key in STEPPING.iter().flat_map(|binding| binding.keys) {
            assert!(!matches!(key.code, KeyCode::Char(c) if needs_alt_gr.contains(c)), "{key:?}");
        }
    }
}
