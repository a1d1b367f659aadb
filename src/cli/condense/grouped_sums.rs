//! The sums of each group, or of all observations together.

use std::collections::BTreeMap;

use crate::data::Observations;
use crate::mixture::condensed::{Condenser, Grid, OutOfReach, TableRow};

/// The rows of a group, with its key.
pub(super) type GroupRows = (Option<String>, Vec<TableRow>);

/// A condenser per group; without groups, one that has no key.
#[derive(Debug)]
pub(super) struct GroupedSums {
    grid: Grid,
    is_weighted: bool,
    groups: BTreeMap<Option<String>, Condenser>,
}

impl GroupedSums {
    pub(super) fn new(grid: Grid, is_weighted: bool, has_groups: bool) -> Self {
        let whole = (!has_groups).then(|| (None, Condenser::new(grid, is_weighted)));
        Self { grid, is_weighted, groups: whole.into_iter().collect() }
    }

    pub(super) fn grid(&self) -> Grid {
        self.grid
    }

    pub(super) fn is_weighted(&self) -> bool {
        self.is_weighted
    }

    /// Returns how many observations came in.
    pub(super) fn count(&self) -> u64 {
        self.groups.values().map(Condenser::count).sum()
    }

    pub(super) fn push(&mut self, observations: Observations<'_>) -> Result<(), OutOfReach> {
        let Observations { values, weights, group } = observations;
        let key = group.map(str::to_owned);
        let (grid, is_weighted) = (self.grid, self.is_weighted);
        let group = self.groups.entry(key).or_insert_with(|| Condenser::small(grid, is_weighted));
        group.push(values, weights)
    }

    /// Returns the rows of each group.
    ///
    /// # Errors
    /// Returns an error if an observation lies beyond the grid.
    pub(super) fn finish(self) -> Result<Vec<GroupRows>, OutOfReach> {
        self.groups.into_iter().map(|(key, group)| Ok((key, group.finish()?))).collect()
    }

    /// Returns the key of each group with the length of its bytes, and all of these.
    pub(super) fn to_bytes(&self) -> (Vec<(Option<String>, usize)>, Vec<u8>) {
        let (mut keys, mut bytes) = (Vec::new(), Vec::new());
        for (key, group) in &self.groups {
            let of_group = group.to_bytes();
            keys.push((key.clone(), of_group.len()));
            bytes.extend(of_group);
        }
        (keys, bytes)
    }

    /// Returns the sums that these bytes were made of; `None` if they are none of any.
    pub(super) fn from_bytes(keys: Vec<(Option<String>, usize)>, mut bytes: &[u8]) -> Option<Self> {
        let mut groups = BTreeMap::new();
        for (key, length) in keys {
            let of_group = bytes.split_off(..length)?;
            groups.insert(key, Condenser::from_bytes(of_group)?);
        }
        let first = groups.values().next().filter(|_| bytes.is_empty())?;
        let (grid, is_weighted) = (first.grid(), first.is_weighted());
        let is_alike =
            |group: &Condenser| (group.grid(), group.is_weighted()) == (grid, is_weighted);
        groups.values().all(is_alike).then_some(Self { grid, is_weighted, groups })
    }
}
