//! A document as a whole document of LaTeX's.

use super::{Block, Equation, Part, Table, Words};
use crate::explain::latex;
use crate::explain::number::exact_enough;
use crate::report::markup::{latex_cell, latex_formula, latex_known, latex_text};

/// A longer table goes on on the next page.
const LONG: usize = 30;

/// What a part of a document needs of the whole.
const PACKAGES: &str = "% packages: amsmath, booktabs\n";
/// The lines of a part are no longer, where they have blanks.
const COLUMNS: usize = 76;

const HEAD: &str = r"\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\usepackage{booktabs}
\usepackage{longtable}
\usepackage[margin=25mm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5ex plus 0.5ex}
\setlength{\emergencystretch}{3em}
\newcommand{\step}[2]{\par\hangindent=\dimexpr#1em+2em\relax\hangafter=1\hspace*{#1em}#2\par}
\begin{document}
\raggedright
";

pub(super) fn write(blocks: &[Block]) -> String {
    let mut text = String::from(HEAD);
    let step = |equation: &Equation| {
        let indent = (equation.depth + 1).to_string();
        [r"\step{", &indent, "}{$", &math(equation), "$}\n"].concat()
    };
    write_blocks(blocks, step, &mut text);
    text.push_str("\\end{document}\n");
    text
}

/// Returns what is in the document alone, with nothing of the document's own. An equation is a
/// paragraph by itself: a displayed one is never broken, and many are too long for a line.
pub(super) fn write_part(blocks: &[Block]) -> String {
    let mut text = String::new();
    let line = |equation: &Equation| {
        let indent = match equation.depth {
            0 => " ".to_owned(),
            depth => format!(r"\hspace*{{{depth}em}}"),
        };
        [r"{\par\raggedright", &indent, "$", &math(equation), "$\\par}\n"].concat()
    };
    write_blocks(blocks, line, &mut text);
    // Selected on a screen, a longer line has line breaks in its words.
    let lines = text.trim_start().lines().map(wrapped);
    std::iter::once(PACKAGES.to_owned()).chain(lines).collect()
}

/// Returns a line as lines of 76 characters, which LaTeX reads as one; words are not broken.
fn wrapped(line: &str) -> String {
    let (mut lines, mut used) = (String::new(), 0);
    for word in line.split(' ') {
        let length = word.chars().count();
        if used > 0 {
            let fits = used + 1 + length <= COLUMNS;
            lines.push(if fits { ' ' } else { '\n' });
            used = if fits { used + 1 } else { 0 };
        }
        lines.push_str(word);
        used += length;
    }
    lines + "\n"
}

fn write_blocks(blocks: &[Block], write_equation: impl Fn(&Equation) -> String, text: &mut String) {
    for block in blocks {
        match block {
            Block::Heading { level, text: heading } => {
                let section = match level {
                    1 => r"\section*",
                    2 => r"\subsection*",
                    _ => r"\subsubsection*",
                };
                text.extend(["\n", section, "{", &words(heading), "}\n"]);
            }
            Block::Paragraph(paragraph) => text.extend(["\n", &words(paragraph), "\n"]),
            Block::Equation(equation) => text.push_str(&write_equation(equation)),
            Block::Table(table) => write_table(table, text),
        }
    }
}

fn math(equation: &Equation) -> String {
    let side = |part: &Part| match part {
        Part::Symbols(symbols) => latex_known(&latex(symbols)),
        Part::Live(live) => live.latex(&exact_enough),
    };
    equation.parts.iter().map(side).collect::<Vec<_>>().join(" = ")
}

fn write_table(table: &Table, text: &mut String) {
    let columns: String =
        (0..table.header.len()).map(|column| if column == 0 { 'l' } else { 'r' }).collect();
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| latex_cell(cell)).collect();
        format!("{} \\\\\n", cells.join(" & "))
    };
    let (environment, head_end) = if table.rows.len() > LONG {
        ("longtable", "\\midrule\n\\endhead\n")
    } else {
        ("tabular", "\\midrule\n")
    };
    text.extend(["\n\\begin{", environment, "}{", &columns, "}\n\\toprule\n"]);
    text.push_str(&row(&table.header));
    text.push_str(head_end);
    text.extend(table.rows.iter().map(|cells| row(cells)));
    text.extend(["\\bottomrule\n\\end{", environment, "}\n"]);
}

/// Returns words, the formulas in them as formulas.
fn words(words: &Words) -> String {
    words.written(latex_formula, latex_text)
}
