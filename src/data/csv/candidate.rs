//! One column of a table, as far as it was read, while it is not known yet whether it is the
//! answer.

use std::collections::BTreeSet;

use super::detector::DECIDED_AFTER;
use super::sniff::is_like_number;
use crate::data::cell::{Cell, observation};
use crate::data::fault::{Fault, Problem};
use crate::data::left_out::{LeftOut, Missing};
use crate::data::memory::reserve_by_eighths;
use crate::data::notation::{Notation, may_be_name};
use crate::data::typed_number::readings;
use crate::text::sanitise::{brief, clean, visible};

/// What is in a column below row one first, apart from missing cells.
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
    /// There is one, a whole number.
    One(f64),
    /// Each is one more, or one less, than the one before it.
    Steps { first: f64, last: f64, step: f64 },
    /// They are whole numbers, no two the same as far as is known.
    Distinct,
    /// They are whole numbers from 0 on.
    Whole,
    /// They are anything else.
    Other,
}

impl Sequence {
    /// Returns the sequence with one more number, which is new or not.
    fn then(self, x: f64, is_new: bool) -> Self {
        if x.fract() != 0.0 {
            return Self::Other;
        }
        match self {
            Self::Empty => Self::One(x),
            Self::One(first) if (x - first).abs() == 1.0 => {
                Self::Steps { first, last: x, step: x - first }
            }
            Self::Steps { first, last, step } if x == last + step => {
                Self::Steps { first, last: x, step }
            }
            Self::One(_) | Self::Steps { .. } | Self::Distinct if is_new => Self::Distinct,
            Self::One(_) | Self::Steps { .. } | Self::Distinct | Self::Whole if x >= 0.0 => {
                Self::Whole
            }
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
    /// Whether the cell is a number that is written in another way: then the column is one of
    /// numbers, whatever else is in it.
    is_plain: bool,
}

/// A column, as far as it was read.
pub(super) struct Candidate {
    /// Row one's text, which may be a name.
    pub(super) name: String,
    /// Row one's cell, which may be an observation.
    pub(super) first: Cell,
    /// Whether row one has an observation here that goes over the end of its line.
    pub(super) is_torn: bool,
    pub(super) below: Below,
    sequence: Sequence,
    /// The whole numbers below row one, for as long as it is asked whether they are distinct.
    seen: BTreeSet<u64>,
    /// The observations below row one, for as long as they may be the answer.
    pub(super) values: Vec<f64>,
    pub(super) left_out: LeftOut,
    /// The first fault below row one; nothing is read behind it.
    pub(super) fault: Option<Box<Fault>>,
    pub(super) marked: Option<Marked>,
    /// Whether cells behind the fault are looked at, for a number.
    pub(super) is_watched: bool,
}

/// Returns whether a cell would be an observation, or a missing one, without the line ends around
/// it.
fn is_torn(text: &str, notation: &Notation) -> bool {
    let inside = Cell::read(text.trim(), notation);
    Cell::read(text, notation) == Cell::Other
        && !matches!(inside, Cell::Other | Cell::Missing(Missing::Empty))
}

impl Candidate {
    pub(super) fn new(text: &str, line: u64, notation: &Notation) -> Self {
        let first = match Cell::read(text, notation) {
            // `missing` is a name rather than a mark.
            Cell::Missing(Missing::Word(word)) if may_be_name(word) => Cell::Other,
            cell => cell,
        };
        let mut column = Self {
            name: clean(text),
            first,
            is_torn: is_torn(text, notation),
            below: Below::Nothing,
            sequence: Sequence::Empty,
            seen: BTreeSet::new(),
            values: Vec::new(),
            left_out: LeftOut::default(),
            fault: None,
            marked: None,
            is_watched: false,
        };
        // Only what looks like a number: a marker in row one is rather a name.
        if column.first == Cell::Other && (!readings(text).is_empty() || is_like_number(text)) {
            column.mark(text, line);
        }
        column
    }

    /// Takes the cell of a row. Returns whether that settles something about the column.
    pub(super) fn take(&mut self, text: &str, line: u64, notation: &Notation) -> bool {
        let before = (self.below, self.kind());
        match Cell::read(text, notation) {
            Cell::Missing(missing) => {
                self.left_out.count(missing, notation);
                if self.sequence != Sequence::Empty {
                    self.sequence = Sequence::Other;
                }
            }
            Cell::Number(x) => {
                if self.below == Below::Nothing {
                    self.below = Below::Number;
                }
                let is_new = self.seen.len() >= DECIDED_AFTER || self.seen.insert(x.to_bits());
                self.sequence = self.sequence.then(x, is_new);
                let x = observation(x, text)
                    .and_then(|x| reserve_by_eighths(&mut self.values, 1).map(|()| x));
                match x {
                    Ok(x) => self.values.push(x),
                    Err(problem) => self.fault = Some(Box::new(problem.on_line(line))),
                }
            }
            Cell::Other => {
                if self.fault.is_none() {
                    self.mark(text, line);
                }
                if self.below == Below::Nothing {
                    self.below = Below::Other;
                }
                self.fault = Some(Box::new(notation.not_a_number(text).on_line(line)));
            }
        }
        if self.fault.is_some() {
            self.sequence = Sequence::Other;
        }
        (self.below, self.kind()) != before || self.fault.is_some()
    }

    /// Remembers a cell that is not a number, if it may be the only one.
    fn mark(&mut self, text: &str, line: u64) {
        let is_misspelt = !readings(text).is_empty();
        let has_number = is_misspelt || self.below == Below::Number;
        self.marked = Some(Marked { line, text: visible(text), has_number, is_plain: is_misspelt });
        self.is_watched = !(has_number && is_misspelt);
    }

    /// Looks at a cell behind the marked one. Any text may be marked; if there is another, the
    /// column is one of texts.
    pub(super) fn watch(&mut self, text: &str, notation: &Notation) {
        let is_number = match Cell::read(text, notation) {
            Cell::Number(_) => true,
            Cell::Missing(_) => return,
            Cell::Other => !readings(text).is_empty(),
        };
        if let Some(marked) = &mut self.marked {
            marked.has_number |= is_number;
            self.is_watched = is_number && !marked.is_plain;
        }
        if !is_number {
            self.marked = None;
            self.is_watched = false;
        }
    }

    /// Returns how the sequence looks to [`Candidate::may_number_rows`]: a change may settle it.
    fn kind(&self) -> (u8, bool) {
        match self.sequence {
            Sequence::Empty => (0, false),
            Sequence::One(_) => (1, false),
            Sequence::Steps { first, last, .. } => (2, (last - first).abs() >= 2.0),
            Sequence::Distinct => (3, false),
            Sequence::Whole => (4, false),
            Sequence::Other => (5, false),
        }
    }

    /// Returns whether the column may only number the rows, for all that was read: whole numbers
    /// that go up or down by one in three rows or more. Row one counts as a row if it is not a
    /// header. If the header calls the column an id, any distinct whole numbers do. `is_nameless`
    /// says that this is the first column and has no name though others have: there R and pandas
    /// write the names of rows, of which some may be gone.
    pub(super) fn may_number_rows(&self, header: bool, is_nameless: bool) -> bool {
        let is_named = header && is_id(&self.name);
        match self.sequence {
            Sequence::One(_) | Sequence::Distinct => is_nameless || is_named,
            Sequence::Steps { first, last, step } => {
                let above = match self.first {
                    Cell::Number(x) if !header && x + step == first => 1.0,
                    Cell::Number(_) if !header => return false,
                    _ => 0.0,
                };
                is_nameless || is_named || (last - first).abs() + above >= 2.0
            }
            Sequence::Whole => is_nameless,
            Sequence::Empty | Sequence::Other => false,
        }
    }

    /// Returns whether rows that follow can make of the column one that numbers the rows: two
    /// numbers are too few to say.
    pub(super) fn may_come_to_number_rows(&self, header: bool) -> bool {
        let above =
            if let (Cell::Number(x), false) = (self.first, header) { Some(x) } else { None };
        match self.sequence {
            Sequence::One(first) => above.is_none_or(|x| (x - first).abs() == 1.0),
            Sequence::Steps { first, step, .. } => above.is_none_or(|x| x + step == first),
            _ => false,
        }
    }

    /// Returns whether row one has a text here, and numbers are below it.
    pub(super) fn is_text_above_numbers(&self) -> bool {
        self.first == Cell::Other && self.below == Below::Number
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

    /// Returns whether the fault is one of how a number is written.
    pub(super) fn is_misspelt(&self) -> bool {
        let problem = self.fault.as_ref().map(|fault| &fault.problem);
        matches!(problem, Some(Problem::NotANumber { advice, .. }) if !advice.is_empty())
    }
}

/// Returns whether a header calls a column by a name that ids and row numbers have.
fn is_id(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "id", "index", "idx", "row", "nr", "no", "number", "rownum", "rowid", "rownames", "#", "№",
    ];
    let is_sign = |c: char| matches!(c, '#' | '№');
    let mut words = name.split(|c: char| !c.is_alphanumeric() && !is_sign(c));
    let last = words.rfind(|word| !word.is_empty()).unwrap_or_default();
    // Of sampleID the last word is ID.
    let small_before_large =
        |(at, c): &(usize, char)| c.is_uppercase() && last[..*at].ends_with(char::is_lowercase);
    let begins = last.char_indices().rfind(small_before_large).map_or(0, |(at, _)| at);
    let is_name = |word: &str| NAMES.contains(&word.to_lowercase().as_str());
    is_name(last) || is_name(&last[begins..]) || name.eq_ignore_ascii_case("row.names")
}
