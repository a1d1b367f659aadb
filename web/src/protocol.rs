//! What a page tells the program, and what it is told.

use serde::{Deserialize, Serialize};

/// What happened in the page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The screen has this many columns and rows, and this theme.
    Screen {
        /// how many columns there are
        columns: u16,
        /// how many rows
        rows: u16,
        /// the name of the theme; none keeps it
        theme: Option<String>,
    },
    /// A key was pressed: its name, as the help writes it.
    Key(String),
    /// Text was pasted.
    Paste(String),
    /// The button was pressed, moved or let go over a cell.
    Pointer {
        /// what it did
        action: PointerAction,
        /// the column, from 0
        column: u16,
        /// the row, from 0
        row: u16,
    },
    /// The time has passed that was asked for.
    Tick,
    /// There is time to compute a little.
    Work,
    /// What changed on the screen is wanted.
    Draw,
}

/// What the button of a mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointerAction {
    /// It goes down.
    Press,
    /// It moves while it is down.
    Drag,
    /// It goes up.
    Release,
}

/// What the page is to do.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageEffect {
    /// Put this text into the clipboard.
    Copy(String),
    /// The user wants to leave.
    Quit,
    /// Nothing can be shown, and why.
    Fail(String),
}

/// Cells of one row in one style.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// the first column
    pub column: u16,
    /// the row
    pub row: u16,
    /// the colour of the text, as `#rrggbb`; none for the page's own
    pub ink: Option<String>,
    /// the colour behind it
    pub paper: Option<String>,
    /// bold 1, dim 2, italic 4, underlined 8, reversed 16, crossed out 32
    pub style: u16,
    /// what is in the cells, with U+0000 between them
    pub text: String,
}

/// What follows from a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// what to do
    pub effects: Vec<PageEffect>,
    /// the milliseconds between two ticks; none while nothing moves by itself
    pub tick: Option<u64>,
    /// whether there is something left to compute
    pub is_working: bool,
    /// after [`Request::Draw`], the cells that changed
    pub runs: Vec<Run>,
    /// after [`Request::Draw`], the column and row of the cursor
    pub cursor: Option<(u16, u16)>,
    /// what is wrong with the request
    pub error: Option<String>,
}

impl Answer {
    /// Returns the answer to what is no request.
    pub fn refusing(why: &str) -> Self {
        Self { error: Some(why.to_owned()), ..Self::default() }
    }
}
