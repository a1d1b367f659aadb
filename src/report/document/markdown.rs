//! A document as GitHub's Markdown.

use super::{Block, Equation, Part, Table, Words};
use crate::explain::latex;
use crate::explain::number::exact_enough;
use crate::report::markup::markdown_escaped;

pub(super) fn write(blocks: &[Block]) -> String {
    let mut text = String::new();
    let mut before: Option<&Block> = None;
    for block in blocks {
        let is_list = |block: &Block| matches!(block, Block::Equation(_));
        if before.is_some_and(|before| !(is_list(before) && is_list(block))) {
            text.push('\n');
        }
        match block {
            Block::Heading { level, text: heading } => {
                text.extend([&"#".repeat(*level), " ", &words(heading), "\n"]);
            }
            Block::Paragraph(paragraph) => text.extend([&words(paragraph), "\n"]),
            Block::Equation(equation) => {
                text.extend(["- $", &math(equation), "$\n"]);
            }
            Block::Table(table) => write_table(table, &mut text),
        }
        before = Some(block);
    }
    text
}

fn math(equation: &Equation) -> String {
    let side = |part: &Part| match part {
        Part::Symbols(symbols) => latex(symbols),
        Part::Live(live) => live.latex(&exact_enough),
    };
    equation.parts.iter().map(side).collect::<Vec<_>>().join(" = ")
}

/// Returns words for Markdown, the formulas in them as formulas.
fn words(words: &Words) -> String {
    words.written(|symbols| format!("${}$", latex(symbols)), markdown_escaped)
}

fn write_table(table: &Table, text: &mut String) {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let header: Vec<String> = table.header.iter().map(|name| math_cell(name)).collect();
    text.push_str(&row(&header));
    let rule: Vec<String> = (0..header.len())
        .map(|column| if column == 0 { ":---" } else { "---:" }.to_owned())
        .collect();
    text.push_str(&row(&rule));
    for cells in &table.rows {
        let cells: Vec<String> = cells.iter().map(|cell| math_cell(cell)).collect();
        text.push_str(&row(&cells));
    }
}

/// Returns a cell: symbols and numbers as formulas, words as they are.
fn math_cell(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!("${}$", latex(cell)) }
}
