//! Observations edited by hand: a copy of the data with one of them added, changed or removed.

use super::dataset::Dataset;
use crate::mixture::{Sample, SampleError};
use crate::text::grouped;

/// The most observations of which a copy is made for an edit.
const MOST_EDITED: usize = 1 << 16;
/// What the name of edited data ends in.
const EDITED: &str = " (edited)";

/// What becomes of an observation. Its index counts from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edit {
    /// One is added at the end.
    Add {
        /// its value
        x: f64,
    },
    /// One gets another value.
    Change {
        /// which
        index: usize,
        /// its new value
        x: f64,
    },
    /// One is removed.
    Remove {
        /// which
        index: usize,
    },
}

/// Why data cannot be edited.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The data are grouped.
    #[error("counts in bins cannot be edited here: no observation is known")]
    Grouped,
    /// The data are a condensed table.
    #[error("a condensed table cannot be edited here: it has sums over bins, no observations")]
    Table,
    /// There are too many observations to copy for an edit.
    #[error("data of more than {} observations are not edited by hand", grouped(MOST_EDITED as u64))]
    TooMany,
    /// It is the last one.
    #[error("the only observation cannot be removed")]
    OnlyOne,
    /// There is no such observation.
    #[error("there is no observation {0}")]
    NoSuch(usize),
    /// It would be no observation.
    #[error(transparent)]
    Sample(#[from] SampleError),
}

impl Dataset {
    /// Returns a copy of the data with this edit, without a θ₀ and a truth of their own. An
    /// observation that is added has weight 1, and one that is changed keeps its weight.
    ///
    /// # Errors
    /// Returns an error if the data are grouped or too many, or if no sample would be left.
    pub fn edited(&self, edit: Edit) -> Result<Self, EditError> {
        self.check_editable()?;
        let sample = &self.sample;
        let mut values = sample.values().to_vec();
        let mut weights = sample.weights().map(<[f64]>::to_vec);
        match edit {
            Edit::Add { x } => {
                values.push(x);
                if let Some(weights) = &mut weights {
                    weights.push(1.0);
                }
            }
            Edit::Change { index, x } => {
                *values.get_mut(index).ok_or(EditError::NoSuch(index))? = x;
            }
            Edit::Remove { index } if index >= values.len() => {
                return Err(EditError::NoSuch(index));
            }
            Edit::Remove { .. } if values.len() == 1 => return Err(EditError::OnlyOne),
            Edit::Remove { index } => {
                values.remove(index);
                if let Some(weights) = &mut weights {
                    weights.remove(index);
                }
            }
        }
        let sample = match weights {
            None => Sample::new(values)?,
            Some(weights) => Sample::weighted(values, weights)?,
        };
        let name = self.unedited_name();
        Ok(Self::new(format!("{name}{EDITED}"), self.column.clone(), sample))
    }

    /// Checks that observations are known, and not too many to copy.
    ///
    /// # Errors
    /// Returns an error if the data are grouped or too many.
    pub fn check_editable(&self) -> Result<(), EditError> {
        if self.sample.bins().is_some() {
            return Err(EditError::Grouped);
        }
        if self.sample.summed().is_some() {
            return Err(EditError::Table);
        }
        if self.sample.len() > MOST_EDITED {
            return Err(EditError::TooMany);
        }
        Ok(())
    }

    fn unedited_name(&self) -> &str {
        self.source.strip_suffix(EDITED).unwrap_or(&self.source)
    }

    /// Returns whether one of the two is an edited copy of the other, or both are of the same data.
    pub fn is_edit_beside(&self, other: &Self) -> bool {
        let is_edited = self.source.ends_with(EDITED) || other.source.ends_with(EDITED);
        let is_same =
            (self.unedited_name(), &self.column) == (other.unedited_name(), &other.column);
        is_edited && is_same
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mixture::{Bin, Grouped};

    fn dataset(sample: Sample) -> Dataset {
        Dataset::new("homework", "x", sample)
    }

    #[test]
    fn an_edit_makes_a_copy() {
        let data = dataset(Sample::weighted(vec![1.0, 2.0, 3.0], vec![2.0, 3.0, 4.0]).unwrap());
        let edited = |edit| {
            let edited = data.edited(edit).unwrap();
            (edited.sample.values().to_vec(), edited.sample.weights().unwrap().to_vec())
        };
        assert_eq!(
            edited(Edit::Add { x: 9.0 }),
            (vec![1.0, 2.0, 3.0, 9.0], vec![2.0, 3.0, 4.0, 1.0])
        );
        assert_eq!(
            edited(Edit::Change { index: 1, x: -1.0 }),
            (vec![1.0, -1.0, 3.0], vec![2.0, 3.0, 4.0])
        );
        assert_eq!(edited(Edit::Remove { index: 0 }), (vec![2.0, 3.0], vec![3.0, 4.0]));
        assert_eq!(data.sample.len(), 3);
        let twice = data.edited(Edit::Add { x: 9.0 }).unwrap().edited(Edit::Add { x: 9.0 });
        assert_eq!(twice.unwrap().source, "homework (edited)");
    }

    #[test]
    fn what_cannot_be_edited_says_why() {
        let one = dataset(Sample::new(vec![1.0]).unwrap());
        let says = |edit| one.edited(edit).unwrap_err().to_string();
        assert_eq!(says(Edit::Remove { index: 0 }), "the only observation cannot be removed");
        assert_eq!(says(Edit::Remove { index: 1 }), "there is no observation 1");
        assert_eq!(says(Edit::Change { index: 7, x: 0.0 }), "there is no observation 7");
        assert!(says(Edit::Add { x: 1e150 }).contains("overflows"));
        let bins = [Bin { lower: 0.0, upper: 1.0, count: 2.0 }];
        let grouped = dataset(Sample::grouped(Grouped::new(&bins).unwrap()));
        assert_eq!(grouped.edited(Edit::Add { x: 1.0 }).unwrap_err(), EditError::Grouped);
        let many = dataset(Sample::new(vec![1.0; MOST_EDITED + 1]).unwrap());
        assert_eq!(many.edited(Edit::Add { x: 1.0 }).unwrap_err(), EditError::TooMany);
    }
}
