//! The table of runs: one of them is chosen, to go there or to be compared with.

use crate::app::form::DialogEvent;
use crate::app::key::Key;
use crate::app::keymap::{self, RunsAction};

/// The table's state.
#[derive(Clone, Debug)]
pub struct RunList {
    row: usize,
    runs: usize,
}

impl RunList {
    /// Returns the table of this many runs, with one of them chosen.
    pub(in crate::app) fn new(runs: usize, row: usize) -> Self {
        Self { row, runs }
    }

    /// Returns the run that is chosen, counted from 0.
    pub fn row(&self) -> usize {
        self.row
    }

    /// Takes a key.
    pub(in crate::app) fn key(&mut self, key: Key) -> DialogEvent {
        let last = self.runs.saturating_sub(1);
        match keymap::find(keymap::RUNS, key) {
            Some(RunsAction::Go) => return DialogEvent::GoToRun(self.row),
            Some(RunsAction::Compare) => return DialogEvent::CompareRun(self.row),
            Some(RunsAction::Close) => return DialogEvent::Close,
            Some(RunsAction::Up) => self.row = self.row.saturating_sub(1),
            Some(RunsAction::Down) => self.row = (self.row + 1).min(last),
            Some(RunsAction::First) => self.row = 0,
            Some(RunsAction::Last) => self.row = last,
            None => {}
        }
        DialogEvent::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::KeyCode;

    #[test]
    fn the_choice_stays_in_the_table() {
        let mut list = RunList::new(3, 1);
        for (code, row) in [
            (KeyCode::Down, 2),
            (KeyCode::Down, 2),
            (KeyCode::Home, 0),
            (KeyCode::Up, 0),
            (KeyCode::End, 2),
        ] {
            assert_eq!(list.key(Key::plain(code)), DialogEvent::Nothing);
            assert_eq!(list.row(), row, "{code:?}");
        }
        assert_eq!(list.key(Key::plain(KeyCode::Enter)), DialogEvent::GoToRun(2));
        assert_eq!(list.key(Key::char('V')), DialogEvent::CompareRun(2));
        assert_eq!(list.key(Key::char('B')), DialogEvent::Close);
    }
}
