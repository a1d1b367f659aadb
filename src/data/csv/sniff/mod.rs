//! How a table is written, from its beginning.

mod comments;
mod fit;
mod header;
mod layout;
mod list;
mod numbers;
mod one_column;
mod shape;
mod titles;

use super::delimiter;
use crate::data::dialect::{DecimalMark, Delimiter, Dialect, DialectOptions};
use crate::data::notation::Notation;
use crate::data::note::{Ambiguity, CommaMeaning};
use crate::text::sanitise::visible;
pub(super) use comments::Comments;
use layout::Layout;
use list::Found;
pub(super) use list::ListStyle;
pub(super) use shape::is_like_number;
use shape::{Row, Shapes};

/// Rows of the beginning that are looked at to find out what separates cells.
const ROWS: usize = 100;

/// What the beginning of a table says.
#[derive(Debug)]
pub(super) struct Sniffed {
    pub(super) dialect: Dialect,
    pub(super) notation: Notation,
    pub(super) comments: Comments,
    /// Bytes above the first row.
    pub(super) above: usize,
    /// The lines of title above it.
    pub(super) titles: Vec<String>,
    /// Whether the first row is names, if that was said, or quotes say it.
    pub(super) header: Option<bool>,
    /// Whether the first row is names, as far as the rows of the beginning say.
    pub(super) has_header: bool,
    /// Whether a column is called `all`.
    pub(super) has_all: bool,
    /// How a list of numbers is written that is no table.
    pub(super) list: Option<ListStyle>,
    /// The name in front of it.
    pub(super) list_name: Option<String>,
    /// What a single row of numbers has among them.
    pub(super) broken_row: Option<String>,
    /// Whether a row below the first has a number.
    pub(super) has_numbers: bool,
    /// What could have been read in another way.
    pub(super) ambiguities: Vec<Ambiguity>,
    /// The same of the numbers of one column.
    pub(super) undecided: Vec<(usize, Ambiguity)>,
}

impl Sniffed {
    /// Returns how the numbers are written if all of them are to be read, this column being asked
    /// for.
    pub(super) fn list_style(&self, column: Option<&str>) -> Option<ListStyle> {
        match column {
            None => self.list,
            Some(column) if column == super::ALL && !self.has_all => {
                Some(self.list.unwrap_or(ListStyle::Rows))
            }
            Some(_) => None,
        }
    }

    /// Takes over what could be meant by the numbers of the column that is read; of every one, if
    /// none is.
    pub(super) fn decide(&mut self, column: Option<usize>) {
        let undecided = std::mem::take(&mut self.undecided).into_iter();
        let mut of_column = undecided.filter(|(at, _)| column.is_none_or(|column| *at == column));
        self.ambiguities.extend(of_column.next().map(|(_, ambiguity)| ambiguity));
    }
}

/// Looks at the beginning of a table, which has `\n` for every line end; `declared` is the
/// delimiter that a line above it names. What the options say is taken as it is.
pub(super) fn sniff(
    head: &[u8],
    is_whole: bool,
    declared: Option<u8>,
    options: &DialectOptions,
) -> Sniffed {
    let mut comments = Comments::new(options);
    let said = options.delimiter.or(declared.map(Delimiter::Byte));
    let mut notation = Notation::new(options);
    let shapes = Shapes { head, is_whole, comments: &comments, notation: &notation };
    if said.is_none()
        && options.header != Some(true)
        && let Some(list) = shapes.printed_list()
    {
        return of_list(&shapes, list, options);
    }
    let layout = match said {
        Some(delimiter) => shapes.layout_of(delimiter, options),
        None => shapes.layout(options),
    };
    let Layout { delimiter, width, above, titles, .. } = layout;
    let is_one_cell = width < 2 || options.comment.is_some();
    comments.row_cells = (!is_one_cell).then_some(width);
    comments.by_blanks = delimiter == Some(Delimiter::Blanks);
    let above = above.min(head.len());
    let rows = shape::rows(&head[above..], delimiter, is_whole, &comments, usize::MAX);
    let mut undecided = Vec::new();
    match layout.marks {
        Some(marks) => (notation.decimal, notation.group) = marks,
        None => undecided = numbers::choose(&mut notation, &rows, delimiter, options.decimal),
    }
    let dialect = Dialect {
        delimiter,
        decimal: notation.decimal,
        group: notation.group,
        title_lines: titles.len() as u64,
        comment_lines: layout.comment_lines,
        has_short_header: layout.has_short_header,
        ..Dialect::default()
    };
    if let (None, Some(said)) = (notation.group, options.decimal) {
        // What is not the decimal mark can only be between thousands, in rows far behind too.
        notation.group = Some(if said == DecimalMark::Point { ',' } else { '.' });
    }
    let mut sniffed = Sniffed {
        above,
        titles,
        has_numbers: rows.iter().skip(1).any(Row::has_number),
        ambiguities: layout.ambiguities,
        undecided,
        ..Sniffed::plain(dialect, notation, comments)
    };
    sniffed.look_at_first_row(&rows, options);
    if !sniffed.has_header {
        sniffed.find_list(&rows, head, is_whole);
    }
    sniffed
}

impl Sniffed {
    fn plain(dialect: Dialect, notation: Notation, comments: Comments) -> Self {
        Self {
            dialect,
            notation,
            comments,
            above: 0,
            titles: Vec::new(),
            header: None,
            has_header: false,
            has_all: false,
            list: None,
            list_name: None,
            broken_row: None,
            has_numbers: true,
            ambiguities: Vec::new(),
            undecided: Vec::new(),
        }
    }

    /// Finds out whether the first row is names, and what it could be too.
    fn look_at_first_row(&mut self, rows: &[Row], options: &DialectOptions) {
        let quoted = header::numbers_in_quotes(rows).filter(|_| options.header.is_none());
        self.header = options.header.or(quoted.as_ref().map(|_| true));
        self.ambiguities.extend(quoted.map(|text| Ambiguity::FirstRowIsNames { text }));
        let Some(first) = rows.first() else { return };
        self.has_header = self.header.unwrap_or_else(|| first.numbers(&self.notation) == 0);
        self.has_all = first.texts().any(|text| text == super::ALL);
        if self.has_header || options.header.is_some() {
            return;
        }
        let is_said = options.delimiter.is_some() || options.decimal.is_some();
        if self.dialect.delimiter == Some(Delimiter::Byte(b',')) && !is_said {
            self.ambiguities.extend(one_column::may_be_one(rows, CommaMeaning::Columns));
        }
        self.ambiguities.extend(header::names_in_row_one(rows));
    }

    /// Finds out whether the rows, which have no names, are one list.
    fn find_list(&mut self, rows: &[Row], head: &[u8], is_whole: bool) {
        let head = &head[self.above..];
        let is_cut = !is_whole && !head.contains(&b'\n');
        let found = list::are_one_list(rows, &self.notation, is_whole, is_cut);
        let (Some(found), Some(row)) = (found, rows.first()) else { return };
        match found {
            Found::List => {}
            Found::Named => {
                self.list_name = row.texts().next().map(visible);
                self.above += row.cells[1].as_ptr().addr() - head.as_ptr().addr();
            }
            Found::Broken => {
                let is_number = |text: &&str| {
                    shape::is_any_number(text) || shape::is_missing(text, &self.notation)
                };
                self.broken_row = row.texts().find(|text| !is_number(text)).map(visible);
                return;
            }
        }
        self.list = Some(ListStyle::Rows);
        self.ambiguities.retain(|one| !matches!(one, Ambiguity::FirstRowMayBeNames { .. }));
    }
}

/// Returns what a printed list says.
fn of_list(shapes: &Shapes, list: list::List, options: &DialectOptions) -> Sniffed {
    let comment_lines = shapes.rows(None).iter().take_while(|row| row.is_marked).count() as u64;
    let mut notation = Notation::new(options);
    notation.decimal = options.decimal.unwrap_or_default();
    let delimiter = match list.style {
        ListStyle::Indexed => Delimiter::Blanks,
        ListStyle::Brackets | ListStyle::Rows => Delimiter::Byte(b','),
    };
    let dialect = Dialect { delimiter: Some(delimiter), comment_lines, ..Dialect::default() };
    Sniffed {
        above: list.from,
        list: Some(list.style),
        list_name: list.name,
        ..Sniffed::plain(dialect, notation, shapes.comments.clone())
    }
}

/// Returns the delimiter that the first two rows suggest.
fn likely(text: &[u8]) -> Option<Delimiter> {
    delimiter::likely(text).map(Delimiter::Byte)
}
