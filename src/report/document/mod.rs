//! A text with formulas and tables, to be written as plain text, Markdown or LaTeX.

mod latex;
mod markdown;
pub(super) mod plain;
mod words;

use std::io::{self, Write};

use crate::explain::Expression;
use crate::explain::number::exact_enough;
use crate::text::ascii;
pub use words::Words;

/// What a document is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentFormat {
    /// Text for people, in lines of 78 columns.
    Text,
    /// Text with a statement or a row per line, however long: a screen reader reads line by line.
    Lines,
    /// GitHub's Markdown, formulas between `$`.
    Markdown,
    /// A whole document of LaTeX's.
    Latex,
    /// A part of one, for a document that has its own head and `amsmath`.
    LatexPart,
}

/// A text with formulas and tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    blocks: Vec<Block>,
}

#[derive(Clone, Debug, PartialEq)]
enum Block {
    Heading {
        level: usize,
        text: Words,
    },
    /// A sentence or more.
    Paragraph(Words),
    Equation(Equation),
    Table(Table),
}

/// An equation: several parts with = between them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Equation {
    pub(super) parts: Vec<Part>,
    /// 0 for a result, more for what it contains.
    pub(super) depth: usize,
}

/// A part of an equation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// Symbols or a number, as the screen writes them.
    Symbols(String),
    /// Arithmetic with numbers.
    Live(Expression),
}

impl Block {
    fn spelled(&self) -> Self {
        let spelled = |text: &String| ascii::spelled(text).into_owned();
        match self {
            Self::Heading { level, text } => Self::Heading { level: *level, text: text.spelled() },
            Self::Paragraph(words) => Self::Paragraph(words.spelled()),
            Self::Equation(Equation { parts, depth }) => {
                let parts = parts.iter().map(|part| Part::Symbols(spelled(&part.text())));
                Self::Equation(Equation { parts: parts.collect(), depth: *depth })
            }
            Self::Table(Table { header, rows }) => {
                let row = |row: &Vec<String>| row.iter().map(spelled).collect();
                Self::Table(Table { header: row(header), rows: rows.iter().map(row).collect() })
            }
        }
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Symbols(symbols) => symbols.clone(),
            Self::Live(live) => live.text(&exact_enough),
        }
    }
}

/// A table, its numbers written out. The first column has the names of the rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns how many columns of a terminal it takes as text.
    pub(super) fn width(&self) -> usize {
        plain::rows(self).iter().map(|row| crate::text::width(row)).max().unwrap_or(0)
    }
}

impl Document {
    /// Adds a heading of a level from 1 on.
    pub fn heading(&mut self, level: usize, text: impl Into<Words>) {
        self.blocks.push(Block::Heading { level, text: text.into() });
    }

    /// Adds a sentence or more.
    pub fn paragraph(&mut self, text: impl Into<Words>) {
        self.blocks.push(Block::Paragraph(text.into()));
    }

    /// Adds an equation that has only symbols, with = between its sides.
    pub fn equation(&mut self, sides: &[&str]) {
        let parts = sides.iter().map(|side| Part::Symbols((*side).to_owned())).collect();
        self.push_equation(Equation { parts, depth: 0 });
    }

    pub(super) fn push_equation(&mut self, equation: Equation) {
        self.blocks.push(Block::Equation(equation));
    }

    pub(crate) fn push_table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    pub(crate) fn push_tables(&mut self, tables: Vec<Table>) {
        self.blocks.extend(tables.into_iter().map(Block::Table));
    }

    /// Adds all of another one.
    pub fn append(&mut self, other: Self) {
        self.blocks.extend(other.blocks);
    }

    /// Returns it in ASCII: spelled out before it is laid out, so that no line gets longer and
    /// columns stay below each other.
    #[must_use]
    pub fn spelled(&self) -> Self {
        Self { blocks: self.blocks.iter().map(Block::spelled).collect() }
    }

    /// Returns whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Writes it.
    ///
    /// # Errors
    /// Returns an error if `out` cannot be written.
    pub fn write(&self, format: DocumentFormat, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.text(format).as_bytes())
    }

    /// Returns it as text of a format.
    pub fn text(&self, format: DocumentFormat) -> String {
        match format {
            DocumentFormat::Text => plain::write(&self.blocks, Some(plain::COLUMNS)),
            DocumentFormat::Lines => plain::write(&self.blocks, None),
            DocumentFormat::Markdown => markdown::write(&self.blocks),
            DocumentFormat::Latex => latex::write(&self.blocks),
            DocumentFormat::LatexPart => latex::write_part(&self.blocks),
        }
    }
}

#[cfg(test)]
mod tests;
