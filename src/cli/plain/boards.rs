//! Tables of what many starts, several K or the groups of a table come to. Each is the screen's own
//! board: it stays open for `open` and `test`, and any other command closes it.

use super::failure::Failure;
use super::stepper::{Done, Stepper};
use crate::app::{Key, KeyCode, Mode};
use crate::report::Document;
use crate::spoken::Controls;
use crate::spoken::board::{of_groups, of_starts};

/// What is said if no table is open.
const NO_TABLE: &str = "no table is open; restarts, scan or groups prints one";

impl Stepper {
    /// Opens a board by its key and prints it.
    pub(super) fn board(&mut self, key: char) -> Done {
        self.in_stepper(|stepper| {
            stepper.press(Key::char(key))?;
            stepper.check_refused()?;
            stepper.table()
        })
    }

    /// Opens a row of the board as a run.
    pub(super) fn open_row(&mut self, number: &str) -> Done {
        self.in_stepper(|stepper| {
            stepper.choose_board_row(number)?;
            stepper.press_code(KeyCode::Enter)?;
            stepper.check_refused()?;
            if matches!(stepper.mode()?, Mode::Board(_) | Mode::Groups(_)) {
                return Err(Failure::new(format!("row {number} has no fit to open")));
            }
            let mut document = Document::default();
            let dataset = stepper.app()?.study().dataset();
            if dataset.groups.is_some() {
                document.paragraph(format!("Data: {}.", dataset.source));
            }
            document.append(stepper.moved()?);
            Ok(document)
        })
    }

    /// Tests a row of the board of a scan against one component more.
    pub(super) fn test(&mut self, number: &str) -> Done {
        match self.mode()? {
            Mode::Board(board) if board.is_scan() => {}
            _ => return Err(Failure::new("test is for rows of the table that scan prints")),
        }
        self.choose_board_row(number)?;
        self.press(Key::char('b'))?;
        self.check_refused()?;
        let mut document = Document::default();
        if let Mode::Board(board) = self.mode()?
            && let Some(test) = board.test()
        {
            document.paragraph(format!("{}.", test.sentence()));
        }
        Ok(document)
    }

    /// Closes the board that is open.
    pub(super) fn close_board(&mut self) -> Result<(), Failure> {
        if !matches!(self.mode()?, Mode::Board(_) | Mode::Groups(_)) {
            return Ok(());
        }
        self.press_code(KeyCode::Esc)?;
        self.return_to_lesson()
    }

    /// Chooses a row of the board by its number, from 1.
    fn choose_board_row(&mut self, number: &str) -> Result<(), Failure> {
        let rows = match self.mode()? {
            Mode::Board(board) => board.rows(),
            Mode::Groups(board) => board.fits().len(),
            _ => return Err(Failure::new(NO_TABLE)),
        };
        let index = number.parse().ok().filter(|number| (1..=rows).contains(number));
        let index = index.ok_or_else(|| {
            Failure::new(format!("'{number}' is not a row; give a number from 1 to {rows}"))
        })?;
        self.press_code(KeyCode::Home)?;
        (1..index).try_for_each(|_| self.press_code(KeyCode::Down))
    }

    fn table(&self) -> Done {
        let app = self.app()?;
        match self.mode()? {
            Mode::Board(board) => match of_starts(board, app, Controls::Commands) {
                Some(done) => done.map_err(Failure::new),
                None => Err(Failure::new("the starts were not computed")),
            },
            Mode::Groups(board) => Ok(of_groups(board, app, Controls::Commands)),
            _ => Err(Failure::new("there is nothing to show")),
        }
    }
}
