//! A document as text.

use super::{Block, Equation, Table};
use crate::text::{JOINT, left, right, width, wrap_after};

/// The width of text for people.
pub(in crate::report) const COLUMNS: usize = 78;

/// Returns the blocks as text, in lines of this many columns; with none, a line per paragraph,
/// equation and row, and nothing that is only to look at.
pub(super) fn write(blocks: &[Block], columns: Option<usize>) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        if before.is_some_and(|before| is_apart(before, block, columns.is_some())) {
            text.push('\n');
        }
        for line in lines(block, columns) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
        before = Some(block);
    }
    text
}

/// Returns whether a blank line is between two blocks.
fn is_apart(before: &Block, block: &Block, is_for_eyes: bool) -> bool {
    match (before, block) {
        (Block::Equation(_), Block::Equation(_)) => false,
        _ if is_for_eyes => true,
        (_, Block::Heading { .. }) => true,
        _ => false,
    }
}

fn lines(block: &Block, columns: Option<usize>) -> Vec<String> {
    let wrapped = |text: &str, first: &str, rest: &str| match columns {
        Some(columns) => wrap_after(text, columns, first, rest),
        None => vec![text.replace(JOINT, " ")],
    };
    match block {
        Block::Heading { level, text } => {
            let mut lines = wrapped(&text.plain(), "", "");
            if columns.is_some() && *level < 3 {
                let longest = lines.iter().map(|line| width(line)).max().unwrap_or(0);
                lines.push(if *level == 1 { "=" } else { "-" }.repeat(longest));
            }
            lines
        }
        Block::Paragraph(words) => wrapped(&words.plain(), "", ""),
        Block::Equation(equation) => {
            let indent = "  ".repeat(equation.depth + 1);
            wrapped(&sides(equation), &indent, &format!("{indent}    "))
        }
        Block::Table(table) => rows(table),
    }
}

fn sides(equation: &Equation) -> String {
    let parts: Vec<String> = equation.parts.iter().map(super::Part::text).collect();
    parts.join(&format!(" ={JOINT}"))
}

/// Returns the rows, numbers below one another.
pub(super) fn rows(table: &Table) -> Vec<String> {
    let all = || std::iter::once(&table.header).chain(&table.rows);
    let widest = |column: usize| all().map(|row| width(&row[column])).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.header.len()).map(widest).collect();
    let row = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cell = |(column, (cell, width)): (usize, (&String, &usize))| match column {
            0 => left(cell, *width),
            _ => right(cell, *width),
        };
        cells.map(cell).collect::<Vec<_>>().join("  ")
    };
    all().map(row).collect()
}
