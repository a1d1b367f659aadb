//! Which columns were passed over, and why.

use super::ColumnDetector;
use crate::data::cell::Cell;
use crate::data::note::DataNote;
use crate::text::sanitise::brief;

impl ColumnDetector {
    /// Says which columns were passed over, and why.
    pub(super) fn notes(&self, chosen: usize, header: bool) -> Vec<DataNote> {
        if self.request.is_some() {
            return Vec::new();
        }
        let fitted = || self.columns[chosen].label(chosen, header);
        let numbers_rows = self.numbers_rows(chosen, header)
            || self.columns[chosen].may_come_to_number_rows(header);
        let marked = self.columns.iter().enumerate().filter_map(|(index, column)| {
            // Without a header, row one has a number of the column, too.
            let has_first = !header && matches!(column.first, Cell::Number(_));
            let marked = column.marked.as_ref().filter(|marked| marked.has_number || has_first)?;
            let is_other = index < chosen || (numbers_rows && index != chosen);
            // Row one is a cell of its column only if it is not a header.
            let is_cell = marked.line > self.first_line || !header;
            (is_other && is_cell).then_some((index, marked))
        });
        let marked: Vec<_> = marked.collect();
        let numbering = (0..chosen).filter(|index| {
            self.columns[*index].is_numeric(header) && self.numbers_rows(*index, header)
        });
        let passed_over: Vec<_> =
            numbering.map(|index| self.name_to_choose(index, header)).collect();
        let only = passed_over.is_empty() && self.numbers_rows(chosen, header);
        let only = only.then(|| DataNote::OnlyNumbering { column: fitted() });
        let numbering = (!passed_over.is_empty())
            .then(|| DataNote::Numbering { fitted: fitted(), passed_over });
        let first = marked.first().map(|(index, first)| DataNote::Marker {
            fitted: fitted(),
            passed_over: self.name_to_choose(*index, header),
            line: first.line,
            text: first.text.clone(),
            more: marked.len() - 1,
        });
        numbering.into_iter().chain(only).chain(first).collect()
    }

    /// Returns what `-c` takes for this column: its name, or its number if the name means another
    /// one too.
    pub(in crate::data::csv) fn name_to_choose(&self, index: usize, header: bool) -> String {
        let name = &self.columns[index].name;
        let same = self.columns.iter().filter(|column| column.name == *name).count();
        let is_number = name.parse::<usize>().is_ok();
        let is_short = brief(name) == *name;
        if header && !name.is_empty() && same == 1 && !is_number && is_short {
            name.clone()
        } else {
            (index + 1).to_string()
        }
    }
}
