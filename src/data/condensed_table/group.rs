//! Which group of a condensed table a data set is, and the way to the others.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::combine::{Groups, refused};
use crate::data::dataset::Dataset;
use crate::data::error::DataError;
use crate::mixture::Sample;
use crate::mixture::condensed::CondensedTable;
use crate::text::counted;
use crate::text::sanitise::{visible, written_out};

/// Which group of a condensed table a data set is, or all of them together.
#[derive(Clone, Debug)]
pub struct GroupOf {
    groups: Arc<Groups>,
    /// What the table is called.
    table: Arc<str>,
    index: Option<usize>,
    /// The data of each group, and of all together, while anyone has them.
    made: Arc<[Mutex<Weak<Dataset>>]>,
}

impl GroupOf {
    /// Returns all groups of the table of this name together.
    pub(super) fn all(groups: Groups, table: &str) -> Self {
        let made = (0..=groups.len()).map(|_| Mutex::default()).collect();
        Self { groups: Arc::new(groups), table: table.into(), index: None, made }
    }

    /// Returns the same of a table that is called otherwise.
    pub(in crate::data) fn of_table_called(self, table: &str) -> Self {
        Self { table: table.into(), ..self }
    }

    /// Returns the groups of the table.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Returns the number of the group, from 0; `None` of all together.
    pub fn index(&self) -> Option<usize> {
        self.index
    }

    /// Returns the key of the group; `None` of all together.
    pub fn key(&self) -> Option<&str> {
        self.index.and_then(|index| self.groups.get(index)).map(|(key, _)| key)
    }

    /// Returns how many observations it has.
    pub fn count(&self) -> u64 {
        let all = || self.groups.iter().map(|(_, table)| table.count());
        let one = self.index.and_then(|index| self.groups.get(index));
        one.map_or_else(|| all().fold(0, u64::saturating_add), |(_, table)| table.count())
    }

    /// Returns the group after this one: all together come before the first and after the last.
    #[must_use]
    pub fn next(&self) -> Self {
        let next = self.index.map_or(0, |index| index + 1);
        self.with(Some(next).filter(|next| *next < self.groups.len()))
    }

    /// Returns the group before this one, round in the same way.
    #[must_use]
    pub fn previous(&self) -> Self {
        let before = self.index.unwrap_or(self.groups.len());
        self.with(before.checked_sub(1))
    }

    /// Returns the group with this number of the same table; all together if there is none.
    #[must_use]
    pub fn with(&self, index: Option<usize>) -> Self {
        let index = index.filter(|index| *index < self.groups.len());
        Self { index, ..self.clone() }
    }

    /// Returns whether this is a group of the same table.
    pub fn is_of_same_table(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.groups, &other.groups)
    }

    /// Returns whether this is the same group of the same table.
    pub fn is_same(&self, other: &Self) -> bool {
        self.is_of_same_table(other) && self.index == other.index
    }

    /// Returns its observations as a data set that all who ask for it at a time share.
    ///
    /// # Errors
    /// Returns an error if a refinement does not belong to its bins.
    pub fn shared_dataset(&self) -> Result<Arc<Dataset>, DataError> {
        let made = &self.made[self.index.unwrap_or(self.groups.len())];
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(dataset) = made.upgrade() {
            return Ok(dataset);
        }
        let dataset = Arc::new(self.dataset()?);
        *made = Arc::downgrade(&dataset);
        Ok(dataset)
    }

    /// Returns its observations as a data set.
    ///
    /// # Errors
    /// Returns an error if a refinement does not belong to its bins.
    pub fn dataset(&self) -> Result<Dataset, DataError> {
        let group = self.index.and_then(|index| self.groups.get(index));
        let (source, sample) = if let Some((key, table)) = group {
            (format!("{} · {}", self.table, written_out(key)), Sample::condensed(table))
        } else {
            let whole = CondensedTable::sum(self.groups.iter().map(|(_, table)| table.clone()));
            (self.table.to_string(), whole.and_then(|whole| Sample::condensed(&whole)))
        };
        let sample = sample.map_err(|error| refused(error).of(&source))?;
        Ok(Dataset { groups: Some(self.clone()), ..Dataset::new(source, "x", sample) })
    }
}

impl fmt::Display for GroupOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.groups.len();
        match (self.index, self.key()) {
            (Some(index), Some(key)) => {
                write!(f, "group {} ({} of {of})", visible(key), index + 1)
            }
            _ if of == 1 => f.write_str("all of the table, which has 1 group"),
            _ => write!(f, "all {} together", counted(of, "group")),
        }
    }
}
