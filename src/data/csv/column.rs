//! One column of a table, as far as it was read, while it is not known yet whether it is the answer.

use crate::data::LeftOut;
use crate::data::error::{Fault, Problem};
use crate::data::memory::reserve_by_eighths;
use crate::data::number::{Cell, observation};
use crate::data::numeral::{is_marker, not_a_number, readings};
use crate::data::sanitise::{brief, clean, visible};

/// What stands in a column below row one first, apart from missing cells.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    Nothing,
    Number,
    Other,
}

/// How the observations of a column follow each other.
#[derive(Clone, Copy, PartialEq)]
enum Sequence {
    /// There is none yet.
    Empty,
    /// Each is one more than the one before it.
    CountsUp { first: f64, last: f64 },
    /// They are whole numbers from 0 on.
    Whole,
    /// They are anything else.
    Other,
}

impl Sequence {
    fn then(self, x: f64) -> Self {
        let is_whole = x >= 0.0 && x.fract() == 0.0;
        match self {
            Self::Empty if is_whole => Self::CountsUp { first: x, last: x },
            Self::CountsUp { first, last } if x == last + 1.0 => Self::CountsUp { first, last: x },
            Self::CountsUp { .. } | Self::Whole if is_whole => Self::Whole,
            _ => Self::Other,
        }
    }
}

/// A cell that kept a column from being numeric, though it may have numbers.
pub(super) struct Marked {
    pub(super) line: u64,
    pub(super) text: String,
    /// Whether a number was seen: else the column may be text.
    pub(super) has_number: bool,
}

/// A column, as far as it was read.
pub(super) struct Column {
    /// Row one's text, which may be a name.
    pub(super) name: String,
    /// Row one's cell, which may be an observation.
    pub(super) first: Cell,
    pub(super) below: Below,
    sequence: Sequence,
    /// The observations below row one, for as long as they may be the answer.
    pub(super) values: Vec<f64>,
    pub(super) left_out: LeftOut,
    /// The first fault below row one; nothing is read behind it.
    pub(super) fault: Option<Box<Fault>>,
    pub(super) marked: Option<Marked>,
    /// Whether cells behind the fault are looked at, for a number.
    pub(super) is_watched: bool,
}

impl Column {
    pub(super) fn new(text: &str, line: u64) -> Self {
        let mut column = Self {
            name: clean(text),
            first: Cell::read(text),
            below: Below::Nothing,
            sequence: Sequence::Empty,
            values: Vec::new(),
            left_out: LeftOut::default(),
            fault: None,
            marked: None,
            is_watched: false,
        };
        // Only commas: a marker in row one is rather a name.
        if column.first == Cell::Other && !readings(text).is_empty() {
            column.mark(text, line);
        }
        column
    }

    /// Takes the cell of a row. Returns whether that settles something about the column.
    pub(super) fn take(&mut self, text: &str, line: u64) -> bool {
        let before = (self.below, self.counts());
        match Cell::read(text) {
            Cell::Missing(missing) => {
                self.left_out.count(missing);
                if self.sequence != Sequence::Empty {
                    self.sequence = Sequence::Other;
                }
            }
            Cell::Number(x) => {
                if self.below == Below::Nothing {
                    self.below = Below::Number;
                }
                self.sequence = self.sequence.then(x);
                let x = observation(x, text)
                    .and_then(|x| reserve_by_eighths(&mut self.values, 1).map(|()| x));
                match x {
                    Ok(x) => self.values.push(x),
                    Err(problem) => self.fault = Some(Box::new(problem.on_line(line))),
                }
            }
            Cell::Other => {
                if self.below == Below::Nothing {
                    self.below = Below::Other;
                    self.mark(text, line);
                } else if self.fault.is_none() && self.below == Below::Number {
                    self.mark(text, line);
                    self.is_watched = false;
                    if let Some(marked) = &mut self.marked {
                        marked.has_number = true;
                    }
                }
                self.fault = Some(Box::new(not_a_number(text).on_line(line)));
            }
        }
        if self.fault.is_some() {
            self.sequence = Sequence::Other;
        }
        (self.below, self.counts()) != before || self.fault.is_some()
    }

    /// Remembers a cell that is no number, if numbers may follow.
    fn mark(&mut self, text: &str, line: u64) {
        let has_number = !readings(text).is_empty();
        if has_number || is_marker(text) {
            self.marked = Some(Marked { line, text: visible(text), has_number });
            self.is_watched = !has_number;
        }
    }

    /// Looks at a cell behind the marked one.
    pub(super) fn watch(&mut self, text: &str) {
        let is_number = match Cell::read(text) {
            Cell::Number(_) => true,
            Cell::Missing(_) => return,
            Cell::Other if is_marker(text) => return,
            Cell::Other => !readings(text).is_empty(),
        };
        self.is_watched = false;
        match &mut self.marked {
            Some(marked) if is_number => marked.has_number = true,
            marked => *marked = None,
        }
    }

    /// How the sequence looks to [`Column::may_number_rows`]: a change may settle it.
    fn counts(&self) -> u8 {
        match self.sequence {
            Sequence::Empty => 0,
            Sequence::CountsUp { .. } => 1,
            Sequence::Whole => 2,
            Sequence::Other => 3,
        }
    }

    /// Whether the column may only number the rows, from 0 or 1, for all that was read: row one counts as a row if it is
    /// not a header. `is_nameless` says that this is the first column and has no name though others have: there R
    /// and pandas write the names of rows, of which some may be gone.
    pub(super) fn may_number_rows(&self, header: bool, is_nameless: bool) -> bool {
        match self.sequence {
            Sequence::CountsUp { first, last } => {
                let first = match self.first {
                    Cell::Number(x) if !header && x + 1.0 == first => x,
                    Cell::Number(_) if !header => return false,
                    _ => first,
                };
                let enough = if is_nameless { 0.0 } else { 2.0 };
                is_nameless || (matches!(first, 0.0 | 1.0) && last - first >= enough)
            }
            Sequence::Whole => is_nameless,
            Sequence::Empty | Sequence::Other => false,
        }
    }

    /// Whether rows that follow can make of the column one that numbers the rows: two numbers are too few to say.
    pub(super) fn may_come_to_number_rows(&self, header: bool) -> bool {
        let starts = |x: f64| matches!(x, 0.0 | 1.0);
        match (self.sequence, self.first) {
            (Sequence::CountsUp { first, .. }, Cell::Number(x)) if !header => {
                x + 1.0 == first && starts(x)
            }
            (Sequence::CountsUp { first, .. }, _) => starts(first),
            _ => false,
        }
    }

    pub(super) fn is_numeric(&self, header: bool) -> bool {
        match self.first {
            Cell::Number(_) if !header => true,
            Cell::Other if !header => false,
            _ => self.below == Below::Number,
        }
    }

    pub(super) fn label(&self, index: usize, header: bool) -> String {
        if header && !self.name.is_empty() { brief(&self.name) } else { (index + 1).to_string() }
    }

    /// Whether the fault is one of how a number is written.
    pub(super) fn is_misspelt(&self) -> bool {
        let problem = self.fault.as_ref().map(|fault| &fault.problem);
        matches!(problem, Some(Problem::NotANumber { advice, .. }) if !advice.is_empty())
    }
}
