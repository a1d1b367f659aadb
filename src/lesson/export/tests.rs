//! The exports, read again: GIFT by a small reader of its own, XML by an XML parser.

use super::*;
use crate::lesson::{BUILT_IN, BuiltIn};

fn homework() -> Lesson {
    BuiltIn::named("homework").unwrap().load().unwrap()
}

/// A question as Moodle reads it from GIFT.
#[derive(Debug)]
struct Read {
    name: String,
    text: String,
    numerical: bool,
    /// What it begins with (= or ~), the answer, the weight and the feedback.
    answers: Vec<(char, String, Option<f64>, String)>,
    general: String,
}

/// Reads GIFT as Moodle's importer does: blank lines between questions, escapes first, then the
/// braces, then the general feedback.
fn read_gift(text: &str) -> Vec<Read> {
    let blocks = text.split("\n\n").map(str::trim);
    let questions = blocks.filter(|block| block.starts_with("::"));
    questions.map(read_question).collect()
}

/// Escaped characters as private ones, so that what is left has a meaning.
const ESCAPES: [(&str, char); 8] = [
    ("\\\\", '\u{e000}'),
    ("\\:", '\u{e001}'),
    ("\\#", '\u{e002}'),
    ("\\=", '\u{e003}'),
    ("\\{", '\u{e004}'),
    ("\\}", '\u{e005}'),
    ("\\~", '\u{e006}'),
    ("\\n", '\u{e007}'),
];

fn plain_again(text: &str) -> String {
    let mut text = text.to_owned();
    for (escaped, private) in ESCAPES {
        let meant = if private == '\u{e007}' { "\n" } else { &escaped[1..] };
        text = text.replace(private, meant);
    }
    text.trim().to_owned()
}

fn read_question(block: &str) -> Read {
    let mut text = block.to_owned();
    for (escaped, private) in ESCAPES {
        text = text.replace(escaped, &private.to_string());
    }
    let (name, rest) = text[2..].split_once("::").expect("a name ends with ::");
    let (question, rest) = rest.split_once('{').expect("answers begin with {");
    let (answers, rest) = rest.split_once('}').expect("answers end with }");
    assert_eq!(rest.trim(), "", "nothing follows the answers: {block}");
    let (answers, general) = match answers.rsplit_once("####") {
        Some((answers, general)) => (answers.trim(), plain_again(general)),
        None => (answers.trim(), String::new()),
    };
    let numerical = answers.starts_with('#');
    let answers = answers.trim_start_matches('#');
    let mut read = Vec::new();
    for (start, _) in answers.match_indices(['=', '~']) {
        let sign = answers[start..].chars().next().unwrap();
        let end =
            answers[start + 1..].find(['=', '~']).map_or(answers.len(), |end| start + 1 + end);
        let answer = answers[start + 1..end].trim();
        let (weight, answer) = match answer.strip_prefix('%').and_then(|a| a.split_once('%')) {
            Some((weight, answer)) => (Some(weight.parse().unwrap()), answer),
            None => (None, answer),
        };
        let (answer, feedback) = answer.split_once('#').unwrap_or((answer, ""));
        read.push((sign, plain_again(answer), weight, plain_again(feedback)));
    }
    let question = question.trim().strip_prefix("[plain]").unwrap_or(question);
    let (name, text) = (plain_again(name), plain_again(question));
    Read { name, text, numerical, answers: read, general }
}

/// A number of a GIFT answer with its tolerance.
fn number_of(answer: &str) -> (f64, f64) {
    let (value, tolerance) = answer.split_once(':').expect("a number has a tolerance");
    (value.parse().unwrap(), tolerance.parse().unwrap())
}

#[test]
fn special_characters_survive_gift() {
    let text = "a = b: {c} # d ~ e \\ f\nnew line, 50 % -> ####";
    assert_eq!(
        plain_again(&ESCAPES.iter().fold(gift::escaped(text), |text, (escaped, private)| {
            text.replace(escaped, &private.to_string())
        })),
        text
    );
}

#[test]
fn every_lesson_is_gift_that_can_be_read_again() {
    for built_in in &BUILT_IN {
        let lesson = built_in.load().unwrap();
        let items = items(&lesson);
        let read = read_gift(&export(&lesson, ExportFormat::Gift));
        assert_eq!(read.len(), items.len(), "{}", lesson.name);
        for (read, item) in read.iter().zip(&items) {
            assert_eq!(read.name, item.name);
            assert_eq!(read.text, item.text.join("\n\n").trim(), "{}", item.name);
            match &item.kind {
                ItemKind::Number { value, tolerance, wrong } => {
                    assert!(read.numerical);
                    assert_eq!(read.answers.len(), 1 + wrong.len(), "{}", item.name);
                    assert_eq!(number_of(&read.answers[0].1), (*value, *tolerance));
                    for ((sign, answer, weight, feedback), wrong) in
                        read.answers[1..].iter().zip(wrong)
                    {
                        assert_eq!((*sign, *weight), ('=', Some(0.0)));
                        assert_eq!(number_of(answer), (wrong.value, wrong.tolerance));
                        assert_eq!(feedback, wrong.feedback.trim());
                    }
                }
                ItemKind::Choice(options) => {
                    assert_eq!(read.answers.len(), options.len());
                    let right = read.answers.iter().filter(|answer| answer.0 == '=').count();
                    assert_eq!(right, 1, "{}", item.name);
                }
                ItemKind::Match(pairs) => {
                    assert_eq!(read.answers.len(), pairs.len());
                    assert!(read.answers.iter().all(|answer| answer.1.contains("->")));
                }
                ItemKind::Formula { truth, .. } => {
                    assert!(read.answers.is_empty() && read.general.contains(truth.as_str()));
                }
            }
        }
    }
}

#[test]
fn wrong_numbers_have_feedback_and_stay_apart_from_the_right_one() {
    let lesson = homework();
    let numbers = items(&lesson).into_iter().filter_map(|item| match item.kind {
        ItemKind::Number { value, tolerance, wrong } => Some((value, tolerance, wrong)),
        _ => None,
    });
    let numbers: Vec<_> = numbers.collect();
    let ll = numbers.iter().find(|(value, ..)| (value + 24.5125).abs() < 1e-3).expect("ℓ(θ₀)");
    assert!((ll.1 - 0.005).abs() < 1e-6);
    for number in [-15.46, -38.26, -10.65, 24.51, -4.90] {
        let found = ll.2.iter().find(|wrong| (wrong.value - number).abs() < 0.006);
        assert!(found.is_some_and(|wrong| wrong.feedback.len() > 10), "{number}");
    }
    for (value, tolerance, wrong) in &numbers {
        for (i, one) in wrong.iter().enumerate() {
            assert!((one.value - value).abs() > *tolerance);
            let is_twice = wrong[..i].iter().any(|other| (other.value - one.value).abs() < 1e-12);
            assert!(!is_twice, "{}", one.value);
        }
    }
}

#[test]
fn every_lesson_is_moodle_xml_that_a_parser_reads() {
    for built_in in &BUILT_IN {
        let lesson = built_in.load().unwrap();
        let items = items(&lesson);
        let xml = export(&lesson, ExportFormat::MoodleXml);
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|error| panic!("{error}"));
        let quiz = document.root_element();
        assert_eq!(quiz.tag_name().name(), "quiz");
        let elements = || quiz.children().filter(roxmltree::Node::is_element);
        let questions: Vec<_> =
            elements().filter(|node| node.attribute("type") != Some("category")).collect();
        assert_eq!(questions.len(), items.len(), "{}", lesson.name);
        for (node, item) in questions.iter().zip(&items) {
            let child = |node: &roxmltree::Node<'_, '_>, name: &str| -> String {
                let child =
                    node.children().find(|child| child.has_tag_name(name)).expect("a child");
                let text = child.children().find(|child| child.has_tag_name("text"));
                text.and_then(|text| text.text()).unwrap_or_default().to_owned()
            };
            assert_eq!(child(node, "name"), item.name);
            // Its text is HTML: that of a fragment in one element.
            let html = format!("<div>{}</div>", child(node, "questiontext"));
            let html = roxmltree::Document::parse(&html).unwrap();
            let paragraphs = html.root_element().children().filter(roxmltree::Node::is_element);
            let paragraphs: Vec<&str> = paragraphs.filter_map(|p| p.text()).collect();
            let written: Vec<&String> = item.text.iter().filter(|text| !text.is_empty()).collect();
            assert_eq!(paragraphs, written, "{}", item.name);
            let answers: Vec<_> =
                node.children().filter(|child| child.has_tag_name("answer")).collect();
            let full = answers.iter().filter(|answer| answer.attribute("fraction") == Some("100"));
            let wanted =
                usize::from(matches!(item.kind, ItemKind::Number { .. } | ItemKind::Choice(_)));
            assert_eq!(full.count(), wanted, "{}", item.name);
        }
    }
}

#[test]
fn csv_has_a_row_per_answer() {
    let lesson = homework();
    let text = export(&lesson, ExportFormat::Csv);
    let rows = crate::data::read_table(text.as_bytes(), "questions.csv").unwrap();
    assert_eq!(rows[0].cells[..3], ["question", "kind", "text"]);
    assert!(rows.iter().all(|row| row.cells.len() == 7));
    let right = rows.iter().filter(|row| row.cells[5] == "100").count();
    assert_eq!(right, items(&lesson).len());
}
