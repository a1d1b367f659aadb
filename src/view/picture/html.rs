//! A frame as an HTML page, whose text can be selected and copied.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::cells::{Look, escaped, rows};
use super::paper::Paper;
use super::svg::FONTS;

/// Returns the frame as a page of its own; `title` says what it shows.
pub(crate) fn html(frame: &Buffer, paper: Paper, title: &str) -> String {
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{}</title>\n\
         <style>body{{background:{paper};color:{ink}}}pre{{font:14px/1.2 {FONTS}}}</style>\n<pre>\n",
        escaped(title),
        paper = paper.color(),
        ink = paper.ink(),
    );
    for row in rows(frame) {
        let cells: Vec<_> = row.map(|(_, cell)| (cell.symbol(), Look::of(cell, paper))).collect();
        let plain = |(symbol, look): &(&str, Look)| symbol.trim().is_empty() && !is_seen(*look);
        let end = cells.iter().rposition(|cell| !plain(cell)).map_or(0, |last| last + 1);
        for run in cells[..end].chunk_by(|(_, a), (_, b)| a == b) {
            let text: String = run.iter().map(|(symbol, _)| *symbol).collect();
            let style = style(run[0].1, paper);
            if style.is_empty() {
                out.push_str(&escaped(&text));
            } else {
                let text = escaped(&text);
                write!(out, "<span style=\"{style}\">{text}</span>")
                    .expect("a String takes every character");
            }
        }
        out.push('\n');
    }
    out.push_str("</pre>\n</html>\n");
    out
}

/// Returns whether a blank that looks like this can be told from the paper.
fn is_seen(look: Look) -> bool {
    let lines = [Modifier::UNDERLINED, Modifier::CROSSED_OUT];
    look.behind.is_some() || lines.into_iter().any(|line| look.is(line))
}

fn style(look: Look, paper: Paper) -> String {
    let mut rules = Vec::new();
    if look.ink != paper.ink() {
        rules.push(format!("color:{}", look.ink));
    }
    if let Some(behind) = look.behind {
        rules.push(format!("background:{behind}"));
    }
    for (modifier, rule) in [
        (Modifier::BOLD, "font-weight:bold"),
        (Modifier::ITALIC, "font-style:italic"),
        (Modifier::UNDERLINED, "text-decoration:underline"),
        (Modifier::CROSSED_OUT, "text-decoration:line-through"),
    ] {
        if look.is(modifier) {
            rules.push(rule.to_owned());
        }
    }
    rules.join(";")
}
