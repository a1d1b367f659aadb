//! The columns of a table, for the data dialog: what each has, and which is chosen.

use std::sync::Arc;

use crate::data::{DataError, Request, TableSummary};

/// What a table has in its columns, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub enum ColumnList<'a> {
    /// It is being looked at.
    Pending,
    /// This.
    Known(&'a TableSummary),
    /// It is not known, and this is why.
    Unknown(&'a str),
}

/// The columns of the table that is named, once they are asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The table that was asked for last.
    asked: Option<Request>,
    /// What it has, or why that is not known.
    found: Option<Result<Arc<TableSummary>, String>>,
    /// Which column is chosen; none for what is typed.
    chosen: Option<usize>,
}

impl Columns {
    /// Returns the question for the columns of this table, unless it was asked already.
    pub(super) fn ask(&mut self, table: Option<Request>) -> Option<Request> {
        if self.asked == table {
            return None;
        }
        *self = Self { asked: table.clone(), found: None, chosen: None };
        table
    }

    /// Takes what the table has, if it is the one that was asked for.
    pub(super) fn take(&mut self, table: &Request, found: Result<TableSummary, DataError>) {
        if self.asked.as_ref() == Some(table) {
            self.found = Some(found.map(Arc::new).map_err(|error| error.to_string()));
        }
    }

    /// Returns what the table has; none if none was asked for.
    pub(super) fn list(&self) -> Option<ColumnList<'_>> {
        self.asked.as_ref()?;
        Some(match &self.found {
            None => ColumnList::Pending,
            Some(Ok(table)) => ColumnList::Known(table),
            Some(Err(problem)) => ColumnList::Unknown(problem),
        })
    }

    pub(super) fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    pub(super) fn choose_none(&mut self) {
        self.chosen = None;
    }

    pub(super) fn down(&mut self) {
        let last = self.table().and_then(|table| table.columns.len().checked_sub(1));
        let next = self.chosen.map_or(0, |chosen| chosen + 1);
        self.chosen = last.map(|last| next.min(last));
    }

    pub(super) fn up(&mut self) {
        self.chosen = self.chosen.and_then(|chosen| chosen.checked_sub(1));
    }

    /// Returns what is typed for the column that is chosen.
    pub(super) fn typed(&self) -> Option<String> {
        let column = self.table()?.columns.get(self.chosen?)?;
        Some(column.request.clone())
    }

    fn table(&self) -> Option<&TableSummary> {
        self.found.as_ref()?.as_deref().ok()
    }
}
