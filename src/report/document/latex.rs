//! A document as a whole document of LaTeX's.

use super::{Block, Equation, Part, Table};
use crate::explain::latex;
use crate::explain::number::exact_enough;

/// A longer table goes on on the next page.
const LONG: usize = 30;

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

/// Returns what is in the document alone, with nothing of the document's own.
pub(super) fn write_part(blocks: &[Block]) -> String {
    let mut text = String::new();
    let displayed = |equation: &Equation| [r"\[ ", &math(equation), " \\]\n"].concat();
    write_blocks(blocks, displayed, &mut text);
    text.trim_start().to_owned()
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
        Part::Symbols(symbols) => known(&latex(symbols)),
        Part::Live(live) => live.latex(&exact_enough),
    };
    equation.parts.iter().map(side).collect::<Vec<_>>().join(" = ")
}

fn write_table(table: &Table, text: &mut String) {
    let columns: String =
        (0..table.header.len()).map(|column| if column == 0 { 'l' } else { 'r' }).collect();
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell_of(cell)).collect();
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

fn cell_of(cell: &str) -> String {
    if cell.is_empty() { String::new() } else { format!("${}$", known(&latex(cell))) }
}

/// Returns words for LaTeX: those with signs of formulas as formulas, what is special escaped.
fn words(text: &str) -> String {
    let words = text.replace('\u{a0}', " ");
    words.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn word(word: &str) -> String {
    let is_sign = |c: char| !c.is_ascii() && latex(&c.to_string()) != c.to_string();
    let bare = word.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '"' | '?' | '!'));
    // x_i and N_k, but no name of a file.
    let is_indexed = bare.split_once('_').is_some_and(|(letter, index)| {
        letter.chars().count() == 1 && (1..=3).contains(&index.chars().count())
    });
    if !bare.contains(is_sign) && !is_indexed || bare.contains('–') {
        return known(&escaped(word));
    }
    let start = word.find(bare).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + bare.len()..]);
    format!("{}${}${}", escaped(before), known(&latex(bare)), escaped(after))
}

fn escaped(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '\\' => written.push_str(r"\textbackslash{}"),
            '~' => written.push_str(r"\textasciitilde{}"),
            '^' => written.push_str(r"\textasciicircum{}"),
            '<' | '>' | '|' => written.extend(['$', c, '$']),
            '"' => written.push_str("''"),
            '–' => written.push_str("--"),
            '%' | '#' | '&' | '$' | '_' | '{' | '}' => written.extend(['\\', c]),
            _ => written.push(c),
        }
    }
    written
}

/// Returns it with the number of each character that pdfLaTeX does not know in its place.
fn known(text: &str) -> String {
    let mut written = String::new();
    for c in text.chars() {
        match c {
            // Latin-1 is known without a further package.
            _ if c.is_ascii() || ('\u{c0}'..='\u{ff}').contains(&c) => written.push(c),
            '’' => written.push('\''),
            _ => written.extend([format!(r"\texttt{{U+{:04X}}}", u32::from(c))]),
        }
    }
    written
}
