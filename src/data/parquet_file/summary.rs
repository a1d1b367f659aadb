//! What a Parquet file has in each of its columns.

use super::columns::numbers_rows;
use super::table::{Kind, Table};
use crate::data::csv::{ColumnSummary, Content, MOST_CELLS, NumberSummary, TableSummary};
use crate::data::fault::Fault;
use crate::data::source::OpenSource;
use crate::text::sanitise::brief_name;

/// Looks at the first rows of a file.
pub(in crate::data) fn summarize(input: &mut OpenSource<'_>) -> Result<TableSummary, Fault> {
    let table = Table::open(input)?;
    let most = (MOST_CELLS / table.columns.len().max(1)).max(1);
    let rows = table.rows().min(most);
    let mut columns = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        let (content, left_out) = match column.kind {
            Kind::Number(_) => {
                let (mut values, mut left_out) = (Vec::new(), 0);
                table.numbers(index, rows, input, &mut |block| {
                    let numbers = block.values.iter().copied().filter(|x| x.is_finite());
                    let before = values.len();
                    values.extend(numbers);
                    left_out += block.rows().count() - (values.len() - before);
                    Ok(())
                })?;
                if values.is_empty() {
                    (Content::Nothing, left_out)
                } else {
                    let numbers_rows = numbers_rows(&table, index, input)?;
                    (Content::Numbers(NumberSummary::of(values, numbers_rows, 0)), left_out)
                }
            }
            kind => (Content::Text(kind.name().to_owned()), 0),
        };
        let named = table.columns.iter().filter(|other| other.name == column.name).count();
        let number = (index + 1).to_string();
        let request = if named == 1 { column.name.clone() } else { number };
        columns.push(ColumnSummary { name: brief_name(&column.name), request, left_out, content });
    }
    let is_whole = rows == table.rows();
    Ok(TableSummary { source: input.name.clone(), notes: Vec::new(), rows, is_whole, columns })
}
