//! Cells of a column that hold no observation, by what is in them.

use std::fmt;

/// Cells that were left out, by what is in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// nothing
    pub empty: usize,
    /// `NA`
    pub na: usize,
    /// `NaN`
    pub nan: usize,
}

/// The ways of writing that there is no observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Empty,
    Na,
    Nan,
}

impl LeftOut {
    /// Returns how many cells were left out.
    pub fn total(&self) -> usize {
        self.empty + self.na + self.nan
    }

    pub(super) fn count(&mut self, missing: Missing) {
        *match missing {
            Missing::Empty => &mut self.empty,
            Missing::Na => &mut self.na,
            Missing::Nan => &mut self.nan,
        } += 1;
    }

    pub(super) fn add(&mut self, other: Self) {
        self.empty += other.empty;
        self.na += other.na;
        self.nan += other.nan;
    }
}

impl fmt::Display for LeftOut {
    /// `2 empty, 1 NA`; `none` if no cell was left out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [(self.empty, "empty"), (self.na, "NA"), (self.nan, "NaN")];
        let said = counts.iter().filter(|(count, _)| *count > 0);
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
        let some = LeftOut { empty: 2, na: 0, nan: 1 };
        assert_eq!((some.total(), some.to_string().as_str()), (3, "2 empty, 1 NaN"));
        assert_eq!(LeftOut::default().to_string(), "none");
    }
}
