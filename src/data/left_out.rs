//! Cells of a column that hold no observation, by what is in them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::notation::{MissingWord, Notation};
use crate::text::sanitise::visible;

/// Cells that were left out, by what is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// nothing
    pub empty: usize,
    /// `NA`
    pub na: usize,
    /// `NaN`
    pub nan: usize,
    /// other marks of a missing observation, with how often each is there
    pub marks: Vec<(String, usize)>,
}

/// The ways of writing that there is no observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Empty,
    Na,
    Nan,
    Word(MissingWord),
}

impl LeftOut {
    /// Returns how many cells were left out.
    pub fn total(&self) -> usize {
        let marks: usize = self.marks.iter().map(|(_, count)| count).sum();
        self.empty + self.na + self.nan + marks
    }

    pub(super) fn count(&mut self, missing: Missing, notation: &Notation) {
        match missing {
            Missing::Empty => self.empty += 1,
            Missing::Na => self.na += 1,
            Missing::Nan => self.nan += 1,
            Missing::Word(word) => self.add_mark(&visible(notation.word(word)), 1),
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.empty += other.empty;
        self.na += other.na;
        self.nan += other.nan;
        for (mark, count) in &other.marks {
            self.add_mark(mark, *count);
        }
    }

    /// Counts values that a file of numbers lacks.
    #[cfg(feature = "parquet")]
    pub(super) fn add_nulls(&mut self, count: usize) {
        if count > 0 {
            self.add_mark("null", count);
        }
    }

    fn add_mark(&mut self, mark: &str, more: usize) {
        match self.marks.iter_mut().find(|(known, _)| known == mark) {
            Some((_, count)) => *count += more,
            None => self.marks.push((mark.to_owned(), more)),
        }
    }
}

impl fmt::Display for LeftOut {
    /// `2 empty, 1 NA`; `none` if no cell was left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.empty, "empty"), (self.na, "NA"), (self.nan, "NaN")];
        let marks = self.marks.iter().map(|(mark, count)| (*count, mark.as_str()));
        let said = counts.into_iter().chain(marks).filter(|(count, _)| *count > 0);
        let said: Vec<String> = said.map(|(count, what)| format!("{count} {what}")).collect();
        f.write_str(if said.is_empty() { "none" } else { "" })?;
        f.write_str(&said.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_cells_are_counted_by_kind() {
        let some = LeftOut { empty: 2, nan: 1, ..LeftOut::default() };
        assert_eq!((some.total(), some.to_string().as_str()), (3, "2 empty, 1 NaN"));
        assert_eq!(LeftOut::default().to_string(), "none");
    }
}
