//! What a page tells the program, and what it is told.

use serde::{Deserialize, Serialize};

/// What happened in the page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// The program opens. This comes once, before anything else.
    Open(Opening),
    /// The screen has this many columns and rows.
    Screen {
        /// how many columns there are
        columns: u16,
        /// how many rows
        rows: u16,
        /// whether the system asks for a dark page
        dark: bool,
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
    /// These are all the files that were given to the page, the newest last.
    Files(Vec<GivenFile>),
    /// Open this file.
    OpenFile(String),
    /// A file is a session, and has this text.
    OpenSession {
        /// its name
        name: String,
        /// what is in it
        text: String,
    },
    /// The time has passed that was asked for.
    Tick,
    /// There is time to compute a little.
    Work,
    /// What changed on the screen is wanted.
    Draw,
    /// The session is to be kept, if it is worth it.
    Keep,
    /// Do the whole of the job that is done elsewhere; what comes of it is held back.
    Finish,
    /// Take in what was held back.
    Deliver,
    /// The job that is done elsewhere is so far.
    Progress(JobProgress),
    /// What did a job elsewhere has died.
    Lost {
        /// the number of the job
        job: u64,
        /// why it died
        why: String,
    },
}

/// What a page opens with.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Opening {
    /// what is behind the `#` of its address
    #[serde(default)]
    pub link: String,
    /// its address before that
    #[serde(default)]
    pub address: Option<String>,
    /// the lesson of a package for a learning platform
    #[serde(default)]
    pub lesson: Option<OwnLesson>,
    /// whether the system asks for less motion
    #[serde(default)]
    pub reduced: bool,
    /// the settings that were kept
    #[serde(default)]
    pub settings: Option<String>,
    /// the session that was kept
    #[serde(default)]
    pub session: Option<String>,
    /// the one before that, which was not opened again
    #[serde(default)]
    pub earlier: Option<String>,
}

/// A lesson that comes with the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct OwnLesson {
    /// the name of a built-in one, or of its file
    pub name: String,
    /// what is in the file
    #[serde(default)]
    pub text: Option<String>,
}

/// A file that was given to the page.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct GivenFile {
    /// its name
    pub name: String,
    /// how many bytes it has
    pub length: u64,
    /// when it was changed last, in milliseconds since the beginning of 1970
    pub changed: u64,
}

/// How far a job is that reads data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobProgress {
    /// what is being done: reading 0, ordering 1, condensing 2
    pub stage: u8,
    /// rows that were understood
    pub rows: usize,
    /// bytes that came in
    pub bytes_read: u64,
    /// how many there are
    pub bytes_total: Option<u64>,
    /// how long it has taken, in milliseconds; the page adds it, and the number of the job
    #[serde(default)]
    pub elapsed: u64,
    /// the number of the job
    #[serde(default)]
    pub job: u64,
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
    /// Give the user a file.
    Download {
        /// its name
        name: String,
        /// what is in it, as text
        text: String,
        /// what the page makes of that
        form: DownloadForm,
    },
    /// Keep a text under a key, or forget what is there.
    Store {
        /// the key
        key: &'static str,
        /// the text; none to forget it
        text: Option<String>,
    },
    /// The user wants to leave.
    Quit,
    /// Something to be said above the screen: nothing else can be shown, or only in part.
    Say(String),
}

/// What becomes of the text of a download.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DownloadForm {
    /// It is the file.
    Text,
    /// It is a figure as SVG, of which a PNG is made.
    Png,
    /// It is a figure as SVG, which is printed.
    Print,
}

/// Cells of one row in one style.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// the first column
    pub column: u16,
    /// the row
    pub row: u16,
    /// the colour of the text, as `#rrggbb`; none for the page's own
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ink: Option<String>,
    /// the colour behind it
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// bold 1, dim 2, italic 4, underlined 8, reversed 16, crossed out 32
    pub style: u16,
    /// what is in the cells, with U+0000 between them
    pub text: String,
}

/// A key that can be pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyHint {
    /// its name, as in [`Request::Key`]
    pub key: String,
    /// what it does, in a word
    pub label: &'static str,
}

/// What a page around this one may want to know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum PageEvent {
    /// The cursor of the run has moved, or another run is on the screen.
    Step {
        /// where it is: `theta` or `gamma`
        phase: &'static str,
        /// of which iteration
        iteration: usize,
        /// ℓ there, if it is known and not hidden
        log_likelihood: Option<f64>,
        /// whether EM has converged there
        converged: bool,
    },
    /// A question of a lesson was answered.
    Verdict {
        /// the lesson's name
        lesson: String,
        /// the step that asks, from 1
        step: usize,
        /// what is asked
        question: String,
        /// what was answered
        answer: String,
        /// the verdict: `right`, `close`, `wrong`, or another word of a lesson's record
        verdict: String,
    },
    /// How far a lesson is.
    Score {
        /// its name
        lesson: String,
        /// how many questions were answered right
        right: usize,
        /// of how many
        of: usize,
        /// the furthest step, from 1
        reached: usize,
        /// how many steps there are
        steps: usize,
        /// whether its end was reached
        done: bool,
    },
}

/// What follows from a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// what to do
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<PageEffect>,
    /// the milliseconds between two ticks; none while nothing moves by itself
    pub tick: Option<u64>,
    /// whether there is something left to compute here
    pub is_working: bool,
    /// the number of the job that is to be done elsewhere
    pub elsewhere: Option<u64>,
    /// after [`Request::Draw`], what changed on the screen
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<Frame>,
    /// lines to be spoken
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spoken: Vec<String>,
    /// what a page around this one may want to know
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<PageEvent>,
    /// whether the program took what a mouse or a finger did
    #[serde(skip_serializing_if = "is_false")]
    pub taken: bool,
    /// what is wrong with the request
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What changed on the screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Frame {
    /// how many columns the screen has
    pub columns: u16,
    /// how many rows
    pub rows: u16,
    /// the cells that changed
    pub runs: Vec<Run>,
    /// the column and row of the cursor
    pub cursor: Option<(u16, u16)>,
    /// the title of the page
    pub title: String,
    /// the name of the theme
    pub theme: &'static str,
    /// whether clicks are listened to; if not, the browser selects text with them
    pub mouse: bool,
    /// the keys that can be pressed; none if they are those of the frame before
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<KeyHint>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives it so")]
fn is_false(is: &bool) -> bool {
    !is
}

impl Answer {
    /// Returns the answer to what is no request.
    pub fn refusing(why: &str) -> Self {
        Self { error: Some(why.to_owned()), ..Self::default() }
    }
}
