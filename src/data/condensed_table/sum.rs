//! Adding condensed tables up, with what each says of itself.

use std::collections::BTreeMap;

use super::Key;
use super::combine::{Groups, TableSum, refused};
use super::problem::TableProblem;
use super::read::{TableFile, TableHead};
use crate::data::error::DataError;
use crate::data::fault::{Fault, Problem};
use crate::mixture::TableError;
use crate::mixture::condensed::{CondensedTable, TableAdder};

/// Tables that are added up, one after the other: none is kept.
#[derive(Default)]
pub(super) struct Sum {
    files: Vec<Counted>,
    groups: BTreeMap<Key, TableAdder>,
}

/// What a file says of itself, and how many observations its rows have.
struct Counted {
    name: String,
    head: TableHead,
    rows: u64,
}

impl Sum {
    /// Adds the table of a file.
    pub(super) fn add(&mut self, name: String, file: TableFile) -> Result<(), DataError> {
        let head = file.head;
        if let Some(Counted { name: first_name, head: first, .. }) = self.files.first() {
            check_alike(&head, first, first_name).map_err(|fault| fault.of(&name))?;
        }
        let rows = file.groups.values().flat_map(CondensedTable::rows);
        let rows = rows.map(|row| row.count).fold(0, u64::saturating_add);
        for (key, table) in file.groups {
            let added = self.groups.entry(key).or_default().add(table);
            added.map_err(|error| refused(error).of(&name))?;
        }
        self.files.push(Counted { name, head, rows });
        Ok(())
    }

    /// Returns the sum of all tables.
    pub(super) fn finish(self) -> Result<TableSum, DataError> {
        let Some(Counted { name, head, .. }) = self.files.first() else {
            return Err(refused(TableError::Empty).of("no file"));
        };
        check_counts(&self.files)?;
        let left_out = self.files.iter().map(|file| file.head.left_out);
        let left_out = left_out.reduce(|a, b| Some(a?.saturating_add(b?))).flatten();
        let refused = |error| refused(error).of(name);
        let groups = self.groups.into_iter().map(|(key, tables)| Ok((key, tables.finish()?)));
        let groups: Result<BTreeMap<Key, CondensedTable>, TableError> = groups.collect();
        let mut groups = groups.map_err(refused)?;
        if !head.has_groups {
            let whole = groups.remove(&None).ok_or(TableError::Empty).map_err(refused)?;
            return Ok(TableSum { whole, groups: None, left_out });
        }
        let whole = CondensedTable::sum(groups.values().cloned()).map_err(refused)?;
        let named = groups.into_iter().filter_map(|(key, table)| Some((key?, table)));
        Ok(TableSum { whole, groups: Some(Groups::new(named.collect())), left_out })
    }
}

/// Refuses a table that cannot be added to the first.
fn check_alike(head: &TableHead, first: &TableHead, first_name: &str) -> Result<(), Fault> {
    let other = |what, remedy| {
        let other = first_name.to_owned();
        Err(Problem::from(TableProblem::Other { what, other, remedy }).anywhere())
    };
    if head.grid != first.grid {
        return other("on another grid than", "make both on one grid (--grid CENTRE,SCALE)");
    }
    if head.is_weighted != first.is_weighted {
        return other("not weighted in the same way as", "make both with weights, or both without");
    }
    if head.has_groups != first.has_groups {
        return other("not grouped in the same way as", "make both with groups, or both without");
    }
    Ok(())
}

/// Refuses tables that have more or fewer observations than they say, or than the first pass found.
/// A table may be in several files: then these have as many together.
fn check_counts(read: &[Counted]) -> Result<(), DataError> {
    for Counted { name, head, rows: found } in read {
        let TableHead { observations: said, first_pass, .. } = *head;
        if let Some(first) = first_pass.filter(|first| *first != said) {
            let problem = TableProblem::FirstPass { first, second: said };
            return Err(Problem::from(problem).anywhere().of(name));
        }
        if *found == said {
            continue;
        }
        let parts = read.iter().filter(|other| other.head == *head);
        let parts: Vec<u64> = parts.map(|part| part.rows).filter(|found| *found != said).collect();
        if parts.len() < 2 || parts.iter().sum::<u64>() != said {
            let problem = TableProblem::Observations { said, found: *found };
            return Err(Problem::from(problem).anywhere().of(name));
        }
    }
    Ok(())
}
