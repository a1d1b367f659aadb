//! The rows that a query is about, and what they begin with in both passes.

use super::dialect::Dialect;
use super::error::SqlError;
use super::{fragment, names};
use crate::mixture::MAX_MAGNITUDE;

/// Which rows are meant, as the user names them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RowsOptions<'a> {
    pub(crate) table: &'a str,
    pub(crate) column: &'a str,
    pub(crate) weight: Option<&'a str>,
    pub(crate) condition: Option<&'a str>,
    pub(crate) group: Option<&'a str>,
}

/// The rows that a query is about, each part as it is written in it.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(super) dialect: Dialect,
    table: String,
    column: String,
    weight: Option<String>,
    condition: Option<String>,
    group: Option<String>,
}

impl Rows {
    /// Returns the rows that these options mean.
    ///
    /// # Errors
    /// Returns an error if a name cannot be written in the dialect, or if the condition would leave
    /// its parentheses.
    pub(crate) fn new(dialect: Dialect, options: RowsOptions<'_>) -> Result<Self, SqlError> {
        let column = |option, name: Option<&str>| {
            name.map(|name| names::column(dialect, option, name)).transpose()
        };
        if let Some(condition) = options.condition {
            fragment::check(dialect, "--where", condition)?;
        }
        Ok(Self {
            dialect,
            table: names::table(dialect, options.table)?,
            column: names::column(dialect, "--column", options.column)?,
            weight: column("--weight", options.weight)?,
            condition: options.condition.map(str::to_owned),
            group: column("--group-by", options.group)?,
        })
    }

    /// Returns whether observations have weights.
    pub(crate) fn is_weighted(&self) -> bool {
        self.weight.is_some()
    }

    /// Returns whether there is a table per group.
    pub(crate) fn has_groups(&self) -> bool {
        self.group.is_some()
    }

    /// Returns the step that reads the rows. The names that it gives to columns are of no table: in
    /// some engines they would hide the table's own in the condition.
    pub(super) fn read(&self) -> String {
        let dialect = self.dialect;
        let mut columns = vec![format!("{} AS emstep_x", self.column)];
        if let Some(weight) = &self.weight {
            columns.push(format!("{weight} AS emstep_w"));
        }
        if let Some(group) = &self.group {
            // Rows without a group are a group with a name, as in any GROUP BY.
            let key = dialect.text(group);
            columns.push(format!("COALESCE(NULLIF({key}, ''), '(none)') AS emstep_key"));
        }
        let columns = columns.join(", ");
        let condition = self.condition.as_ref();
        // On lines of its own, so that it is found at once.
        let condition = condition.map_or_else(String::new, |text| format!("\nWHERE (\n{text}\n)"));
        format!("SELECT {columns}\nFROM\n{}{condition}", self.table)
    }

    /// Returns the condition that a value as the table has it is one that can be taken in.
    pub(super) fn is_value(&self) -> String {
        let literal = |x| self.dialect.literal(x);
        format!("emstep_x BETWEEN {} AND {}", literal(-MAX_MAGNITUDE), literal(MAX_MAGNITUDE))
    }

    /// Returns the condition that a weight as the table has it is one that can be taken in.
    pub(super) fn is_weight(&self) -> String {
        let literal = |x| self.dialect.literal(x);
        format!("emstep_w BETWEEN {} AND {}", literal(1.0 / MAX_MAGNITUDE), literal(MAX_MAGNITUDE))
    }
}
