//! Moodle's XML.

use std::fmt::Write;
use std::slice;

use super::{Item, ItemKind};
use crate::lesson::Lesson;

/// Writes every question, in a category of the lesson's name.
pub(super) fn write(lesson: &Lesson, items: &[Item]) -> String {
    let mut xml = Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n".to_owned());
    xml.line("  <question type=\"category\">");
    // A slash would begin a category within.
    xml.text(4, "category", &format!("$course$/{}", lesson.title.replace('/', "//")), "");
    xml.line("  </question>");
    for item in items {
        question(&mut xml, item);
    }
    xml.line("</quiz>");
    xml.0
}

/// XML that is being written.
struct Xml(String);

impl Xml {
    fn line(&mut self, line: &str) {
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// `<name><text>…</text></name>`, with attributes such as ` format="html"`.
    fn text(&mut self, indent: usize, name: &str, text: &str, attributes: &str) {
        let text = escaped(text);
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{:indent$}<{name}{attributes}><text>{text}</text></{name}>", "");
    }
}

const HTML: &str = " format=\"html\"";

fn question(xml: &mut Xml, item: &Item) {
    let kind = match item.kind {
        ItemKind::Number { .. } => "numerical",
        ItemKind::Choice(_) => "multichoice",
        ItemKind::Match(_) => "matching",
        ItemKind::Formula { .. } => "essay",
    };
    xml.line(&format!("  <question type=\"{kind}\">"));
    xml.text(4, "name", &item.name, "");
    xml.text(4, "questiontext", &html(&item.text), HTML);
    xml.text(4, "generalfeedback", &html(&item.explain), HTML);
    xml.line("    <defaultgrade>1</defaultgrade>");
    match &item.kind {
        ItemKind::Number { value, tolerance, wrong } => {
            number(xml, 100, *value, *tolerance, "");
            for wrong in wrong {
                number(xml, 0, wrong.value, wrong.tolerance, &wrong.feedback);
            }
            xml.line("    <unitgradingtype>0</unitgradingtype>");
            xml.line("    <showunits>3</showunits>");
        }
        ItemKind::Choice(options) => {
            xml.line("    <single>true</single>");
            xml.line("    <shuffleanswers>false</shuffleanswers>");
            for (text, hint) in options {
                let fraction = if hint.is_none() { 100 } else { 0 };
                xml.line(&format!("    <answer fraction=\"{fraction}\"{HTML}>"));
                xml.line(&format!("      <text>{}</text>", escaped(&html(slice::from_ref(text)))));
                xml.text(6, "feedback", &html(hint.as_slice()), HTML);
                xml.line("    </answer>");
            }
        }
        ItemKind::Match(pairs) => {
            xml.line("    <shuffleanswers>false</shuffleanswers>");
            for (x, option) in pairs {
                xml.line(&format!("    <subquestion{HTML}>"));
                xml.line(&format!("      <text>{}</text>", escaped(&html(slice::from_ref(x)))));
                xml.text(6, "answer", option, "");
                xml.line("    </subquestion>");
            }
        }
        ItemKind::Formula { truth, wrong } => {
            xml.line("    <responseformat>editor</responseformat>");
            xml.line("    <responsefieldlines>3</responsefieldlines>");
            let mut info = vec![format!("The solution is {truth}.")];
            info.extend(wrong.iter().map(|(formula, hint)| format!("{formula}: {hint}")));
            xml.text(4, "graderinfo", &html(&info), HTML);
        }
    }
    xml.line("  </question>");
}

fn number(xml: &mut Xml, fraction: u8, value: f64, tolerance: f64, feedback: &str) {
    xml.line(&format!("    <answer fraction=\"{fraction}\" format=\"moodle_auto_format\">"));
    xml.line(&format!("      <text>{value}</text>"));
    xml.text(6, "feedback", &html(&[feedback.to_owned()]), HTML);
    xml.line(&format!("      <tolerance>{tolerance}</tolerance>"));
    xml.line("    </answer>");
}

/// Paragraphs as HTML; nothing for an empty one.
fn html(paragraphs: &[String]) -> String {
    let paragraphs = paragraphs.iter().filter(|text| !text.is_empty());
    paragraphs.map(|text| format!("<p>{}</p>", escaped(text))).collect::<Vec<_>>().concat()
}

/// Escapes what has a meaning in XML, and leaves out what XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}
