//! Moodle's GIFT.

use super::{Item, ItemKind};
use crate::lesson::Lesson;

/// Writes every question, with a blank line between them.
pub(super) fn write(lesson: &Lesson, items: &[Item]) -> String {
    let mut text = format!(
        "// {}\n// Questions for formulas are essays: no program but emstep compares formulas.\n\n\
         $CATEGORY: {}\n\n",
        one_line(&lesson.title),
        one_line(&lesson.title).replace('/', "//"),
    );
    text.extend(items.iter().map(question));
    text
}

fn question(item: &Item) -> String {
    let asked = escaped(&item.text.join("\n\n"));
    format!("::{}::[plain]{asked} {{{}}}\n\n", escaped(&item.name), answers(item))
}

fn answers(item: &Item) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut explain = item.explain.clone();
    let sign = match &item.kind {
        ItemKind::Number { value, tolerance, wrong } => {
            lines.push(format!("={value}:{tolerance}"));
            lines.extend(wrong.iter().map(|wrong| {
                format!("=%0%{}:{}#{}", wrong.value, wrong.tolerance, escaped(&wrong.feedback))
            }));
            "#"
        }
        ItemKind::Choice(options) => {
            lines.extend(options.iter().map(|(text, hint)| match hint {
                None => format!("={}", escaped(text)),
                Some(hint) => format!("~{}#{}", escaped(text), escaped(hint)),
            }));
            ""
        }
        ItemKind::Match(pairs) => {
            let pair = |text: &str| escaped(text).replace("->", "→");
            lines.extend(
                pairs.iter().map(|(x, option)| format!("={} -> {}", pair(x), pair(option))),
            );
            ""
        }
        ItemKind::Formula { truth, wrong } => {
            explain.insert(0, format!("The solution is {truth}."));
            explain.extend(wrong.iter().map(|(formula, hint)| format!("{formula}: {hint}")));
            ""
        }
    };
    if !explain.is_empty() {
        lines.push(format!("####{}", escaped(&explain.join("\n\n"))));
    }
    format!("{sign}\n\t{}\n", lines.join("\n\t"))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes what has a meaning in GIFT, and new lines.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            '\r' => {}
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}
