//! A row per answer, for a spreadsheet or another program.

use super::{Item, ItemKind};
use crate::text::csv_cell;

/// Writes a header, then every answer of every question: the right one first.
pub(super) fn write(items: &[Item]) -> String {
    let mut text =
        row(&["question", "kind", "text", "answer", "tolerance", "fraction", "feedback"]);
    for item in items {
        let about = item.text.join("\n");
        let explain = item.explain.join("\n");
        let mut write =
            |kind: &str, answer: &str, tolerance: &str, fraction: &str, feedback: &str| {
                text.push_str(&row(&[
                    &item.name, kind, &about, answer, tolerance, fraction, feedback,
                ]));
            };
        match &item.kind {
            ItemKind::Number { value, tolerance, wrong } => {
                write("number", &value.to_string(), &tolerance.to_string(), "100", &explain);
                for wrong in wrong {
                    let (value, tolerance) = (wrong.value.to_string(), wrong.tolerance.to_string());
                    write("number", &value, &tolerance, "0", &wrong.feedback);
                }
            }
            ItemKind::Choice(options) => {
                for (option, hint) in options {
                    let fraction = if hint.is_none() { "100" } else { "0" };
                    write("choice", option, "", fraction, hint.as_deref().unwrap_or(&explain));
                }
            }
            ItemKind::Match(pairs) => {
                let answers: Vec<&str> = pairs.iter().map(|(_, option)| option.as_str()).collect();
                write("each", &answers.join(" "), "", "100", &explain);
            }
            ItemKind::Formula { truth, wrong } => {
                write("formula", truth, "", "100", &explain);
                for (formula, hint) in wrong {
                    write("formula", formula, "", "0", hint);
                }
            }
        }
    }
    text
}

/// A row; cells are quoted where they must be.
fn row(cells: &[&str]) -> String {
    cells.iter().map(|cell| csv_cell(cell)).collect::<Vec<_>>().join(",") + "\n"
}
